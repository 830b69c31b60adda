"""Changes: what is otherwise in a branch than rules and orders say, made at the tick for which `run.json` notes it.

A draw is forced by a key that only the kernels of that tick are compiled for (`luck.forcing`); a decision is turned by
the mind that takes it; what is set is written before anything of the tick has happened. A run without changes comes by
none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from undergrid.core import luck, numbers
from undergrid.core.luck import Draw
from undergrid.runs import touch
from undergrid.runs.meta import Change, Touched
from undergrid.setup import Built
from undergrid.sim import Sim


def asked(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is asked to be set: (the rules' numbers, by `rule.knob`; what `runs/touch.py` names)."""
    given = numbers.settings(wanted, "set").items()
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in given}
    rules = {name.removeprefix("rules."): value for name, value in plain.items() if not touch.is_touch(name)}
    return rules, {name: value for name, value in plain.items() if touch.is_touch(name)}


def tried(built: Built, wanted: Mapping[str, Any]) -> list[Change]:
    """What is to be set at the present tick, once it has been tried: before anything is written it has to be sure that
    it can. Raises UsageError where it cannot.
    """
    found, world = touch.understood(built, wanted), built.world
    if not found:
        return []
    state = world.state()
    touch.put(built, found)
    world.restore(world.tick, state)
    return [Touched(at=world.tick, set=found)]


def begun(built: Built, wanted: Mapping[str, Any]) -> Sim:
    """A Sim at tick 0 with all set that is asked for, as it is in a run that is recorded so.

    Raises UsageError where it cannot be set.
    """
    rules, touched = asked(wanted)
    sim = Sim(replace(built, rules=built.scenario.with_rules(rules).checked.rules))
    touch.put(sim.built, touch.understood(sim.built, touched))
    return sim


def turned(changes: Iterable[Change]) -> frozenset[tuple[int, int]]:
    """(row, tick) of every decision that falls otherwise."""
    return frozenset((one["who"], one["at"]) for one in changes if "who" in one)


@contextmanager
def made(sim: Sim, changes: Sequence[Change]) -> Iterator[None]:
    """The tick that a Sim is about to live, with its changes."""
    forced: dict[str, list[Draw]] = {}
    for one in changes:
        if "set" in one:
            touch.put(sim.built, one["set"])
        elif "stream" in one:
            forced.setdefault(one["stream"], []).append(Draw(one["thing"], one["number"], one["word"]))
    world = sim.world
    keys = [luck.forcing(world.seed, world.tick, luck.stream(name), draws) for name, draws in forced.items()]
    with world.drawing_by(keys):
        yield
