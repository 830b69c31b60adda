"""Runs written by hand, for tests of what is asked of a run afterwards: a log, and where the cast was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from scenes.worlds import field, make_city

from undergrid.city.city import City
from undergrid.setup.file.pattern import Beat, How, Plan, Step
from undergrid.study.arcs import Found, beats_of
from undergrid.study.record import Record, Track
from undergrid.world.log.events import COLUMNS, DTYPES, event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.world import World

AMARA, LEO, KAEL, INES = range(4)


def record(*events: tuple[Any, ...], city: City | None = None, ticks: int = 7200, **states: Any) -> Record:
    """A run with these events: (tick, kind, who, whom, {where, amount, cause}), all but the first two of them optional.

    `states` sets columns of the track of the four of the cast: a value for all seconds, or a function of the second.
    """
    rows: list[dict[str, int]] = []
    nth: Counter[tuple[int, int, int]] = Counter()
    for tick, kind, *rest in events:
        more = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        who, whom = (*rest, -1, -1)[:2]
        subject = whom if kind.subject == "whom" else who
        own = event_id(tick, int(kind), subject, nth[tick, int(kind), subject])
        nth[tick, int(kind), subject] += 1
        rows.append({"id": own, "tick": tick, "kind": int(kind), "who": who, "whom": whom, "where": -1, **more})
    log = {name: np.array([row.get(name, 0) for row in rows], DTYPES[name]) for name in COLUMNS}
    return Record(log, track(ticks, **states), city or make_city(field(40, 40)))


def track(ticks: int, n: int = 4, **states: Any) -> Track:
    """Where so many people were, second by second: alive, outdoors, waiting, unless told."""
    made = Track(range(n), ticks)
    usual: dict[str, Any] = {
        "cell": 0,
        "inside": -1,
        "doing": Activity.WAITING,
        "posture": Posture.STANDING,
        "alive": 1,
    }
    for tick in range(ticks):
        made.add(**{
            name: value(tick) if isinstance(value, Callable) else value for name, value in {**usual, **states}.items()
        })  # fmt: skip
    return made


def found(run: Record, *steps: Step, how: How = How.IN_TURN) -> Found | None:
    """Whether one beat happened in a run."""
    return beats_of(run, [Beat("it", Plan(how, steps))]).get("it")


def looked_on(world: World, tick: int = 0) -> Any:
    """A world as a watch is shown it."""
    world.tick = tick
    return SimpleNamespace(world=world, tick=tick)


def step(*kinds: Kind, **more: Any) -> Step:
    return Step(kinds=tuple(map(int, kinds)), **more)
