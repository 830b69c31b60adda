"""A whole city for fights, lived in a `Sim`: a street with wrecks, and a bridge with glass along it above."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenes.worlds import field, make_city

import undergrid
from undergrid import setup
from undergrid.city.city import Level
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.sim import Sim
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Verb

WIDTH, HEIGHT = 60, 40
WRECKS_X = 20
"""A wreck stands on every second row there, so that there is a way through."""


def ground() -> tuple[str, str]:
    """The street and the bridge over it, drawn."""
    street = [list(row) for row in field(WIDTH, HEIGHT).split("\n")]
    for y in range(0, HEIGHT, 2):
        street[y][WRECKS_X] = "w"
    bridge = [" " * WIDTH] * HEIGHT
    bridge[29:32] = ["|" * WIDTH, "^" * WIDTH, "|" * WIDTH]
    return "\n".join("".join(row) for row in street), "\n".join(bridge)


def battle(folder: Path, cast: Mapping[str, Mapping[str, Any]], seed: int = 1, **more: Any) -> Sim:
    """People at places ([level, x, y]) with things; `more`: other sections of the scenario. Checked, and loaded."""
    city = replace(make_city(*ground()), name="battlefield", levels=(Level("street"), Level("bridge")))
    write_tmx(city, folder / "map.tmx")
    places = {f"at_{name}": list(person["at"]) for name, person in cast.items()}
    people = {
        name: {"name": name.title(), "plugged": False, **person, "at": f"at_{name}"} for name, person in cast.items()
    }
    more["places"] = places | more.get("places", {})
    story = {
        "scenario": "battle", "title": "A battle", "clock": {"tick": "1 s", "starts": "12:00", "lasts": "2 h"},
        "map": "map.tmx", "cast": people, **more,
    }  # fmt: skip
    (folder / "scenario.yaml").write_text(json.dumps(story))
    assert setup.check(folder / "scenario.yaml") == []
    return undergrid.load(folder / "scenario.yaml", seed=seed)


def order(sim: Sim, who: str, verb: Verb, target: int = -1, amount: int = 0) -> Order:
    """An order from outside, for the next tick."""
    return Order(sim.tick, row(sim, who), verb, target, amount)


def row(sim: Sim, name: str) -> int:
    """The row of somebody of the cast."""
    return next(row for row, known in sim.world.names.items() if known == name)


def logged(sim: Sim, *kinds: Kind) -> list[Event]:
    """What has happened of some kinds."""
    return [event for event in sim.world.events.rows() if event.kind in kinds]
