"""Trials of rules: what has to hold for any rule, tried on a scenario, and the first rule, tick and column where not.

    determinism   the same life twice gives the same columns and events, tick by tick
    plain         so does another process with other hashes that runs every kernel as plain Python
    heavy         so does a life whose world is saved and restored, and whose buffers are spoilt, before every tick
    resume        so does one that is read back from a snapshot on disk
    bystander     one more citizen, asleep alone where nobody comes by, changes nobody's fate
    causes        every event of a maker's kind has a cause, or the draw that decided it

Also a program, by which another process lives the same life: `python -m undergrid.runs.trials JOB`, a JSON object.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from undergrid.core import luck
from undergrid.core.grid import FAR
from undergrid.makers.mistakes import told
from undergrid.runs import snapshots
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.life import Progress
from undergrid.setup import build, load
from undergrid.setup.load import Scenario
from undergrid.sim import Sim
from undergrid.world.log.events import COLUMNS
from undergrid.world.tables.people import Activity
from undergrid.world.world import State, World

PEOPLE = 300  # of a trial city at most
TICKS = 600  # of a trial at least: two turns of a rule
_PLAIN = 61  # ticks that are lived through as plain Python, which takes its time: a minute, and a turn
_LOOK_ROUND = 10  # ticks between looks at how near anybody comes to an empty building
_KEPT = ("being", "age", "tagged", "plugged", "obedience", "productivity", "lapse", "expires", "shift", "cause")

Look = Callable[[World], State]


@dataclass(frozen=True)
class Fault:
    """What does not hold: in which trial, of which rule, at which tick, in what (a column, a kind of event)."""

    trial: str
    rule: str
    tick: int
    what: str
    how: str = "parts two lives"

    def __str__(self) -> str:
        return f"{self.trial}: {self.rule} {self.how} at tick {self.tick}, in {self.what}"


class _NoTrialError(Exception):
    """A trial that cannot be made of this scenario, and why."""


def try_rules(
    scenario: str | Path,
    seed: int = 1,
    progress: Progress | None = None,
    only: Collection[str] = (),
    left_out: Callable[[str], None] | None = None,
) -> list[Fault]:
    """Try all rules of a scenario, makers' and ours; returns the first fault of each trial (or of those named only).

    `left_out` is told which trial could not be made, and why.
    Raises ScenarioError where the scenario is wrong, RunError where another process cannot be started.
    """
    found = load(scenario)
    people = min(found.people, PEOPLE) if not found.spec.map.file else None
    found = load(scenario, people)
    ticks = max([TICKS, *(2 * rule.placed.entry.period + 60 for rule in found.makers)])
    faults = []
    trials = {name: trial for name, trial in _TRIALS.items() if name in only or not only}
    for number, (name, trial) in enumerate(trials.items()):
        try:
            fault = trial(found, seed, ticks)
            faults += [fault] if fault else []
        except _NoTrialError as why:
            if left_out:
                left_out(f"{name}: this trial could not be made: {why}")
        if progress:
            progress(number + 1, len(trials))
    return faults


def _begin(scenario: Scenario, seed: int) -> Sim:
    return Sim(build(scenario, seed))


def _determinism(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    return _apart("determinism", _begin(scenario, seed), _begin(scenario, seed), ticks)


def _heavy(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    return _apart("heavy", _begin(scenario, seed), _begin(scenario, seed), ticks, anew=_spoilt)


def _spoilt(sim: Sim) -> Sim:
    """The same life over a world saved and restored, without its caches, and with nonsense in every `Out`."""
    return sim.fork()


def _resume(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    one, two = _begin(scenario, seed), _begin(scenario, seed)
    one.run(ticks // 2)
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name))
        folder.snapshots.mkdir()
        snapshots.save(folder, one.world)
        snapshots.load(folder, one.tick, two.world)
    return _apart("resume", one, two, ticks - ticks // 2)


def _bystander(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    plain, more = _begin(scenario, seed), _begin(scenario, seed)
    if not more.world.citizens.plugged.any():
        raise _NoTrialError("nobody lies plugged in, and so nobody sleeps for long enough")
    home = quiet_building(_begin(scenario, seed), ticks)
    if home < 0:
        raise _NoTrialError("somebody comes by every building")
    row = add_a_sleeper(more.world, home)

    def others(world: World) -> State:
        state = world.state()
        state.pop("facilities")  # one more has to be fed
        state["citizens"] = {name: values[:row] for name, values in state["citizens"].items()}
        return state

    return _apart("bystander", plain, more, ticks, look=others, events=False)


def quiet_building(sim: Sim, ticks: int) -> int:
    """The building that nobody comes near for so long: it is found by living on. -1 where there is none.

    Of those that are nobody's home or workplace, the one from which people and watchers stay farthest away.
    """
    people, watchers, city = sim.world.citizens, sim.world.watchers, sim.world.city
    used = set(people.home.tolist()) | set(people.work.tolist())
    empty = np.array([n for n in range(len(city.buildings)) if n not in used], np.int64)
    nearest = np.full(len(empty), FAR)
    for _ in range(ticks):
        nearest[np.isin(empty, people.inside)] = 0
        if sim.tick % _LOOK_ROUND == 0:
            a, b = np.concatenate([people.cell, watchers.cell])[:, None], city.doors[empty]
            across, down = abs(a % city.width - b % city.width), abs(a // city.width - b // city.width)
            apart = np.where(a // city.area == b // city.area, np.maximum(across, down), FAR)
            nearest = np.minimum(nearest, apart.min(axis=0))
        sim.advance()
        sim.world.events.clear()
    return int(empty[nearest.argmax()]) if nearest.any() else -1


def add_a_sleeper(world: World, home: int) -> int:
    """One more citizen, plugged in at home in a building, like the first of those who are; returns the row."""
    people = world.citizens
    plugged, row = np.flatnonzero(people.plugged), people.grow(1)
    for name in _KEPT:
        getattr(people, name)[row] = getattr(people, name)[plugged[0]]
    people.luck[row] = luck.key_of("a bystander")
    people.home[row] = people.inside[row] = home
    people.cell[row] = world.city.buildings[home].door
    people.doing[row] = Activity.PLUGGED
    world.rebuild()
    return row


def _causes(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    owners = {int(kind): rule.name for rule in scenario.makers for kind in rule.kinds}
    if not owners:
        return None
    sim = _begin(scenario, seed)
    for tick in range(ticks):
        for event in sim.step():
            if event.kind in owners and not event.cause and not event.stream:
                rule, kind = owners[int(event.kind)], event.kind.name
                return Fault("causes", rule, tick, kind, "emits an event that has neither a cause nor a draw")
        sim.world.events.clear()
    return None


# ---------------------------------------------------------------- two lives, side by side


def _apart(
    trial: str,
    one: Sim,
    two: Sim,
    ticks: int,
    *,
    anew: Callable[[Sim], Sim] | None = None,
    look: Look = World.state,
    events: bool = True,
) -> Fault | None:
    """Live two lives side by side; where they first part. `anew` makes the second anew before each tick."""
    before, before_two = one.world.state(), two.world.state()
    for _ in range(ticks):
        two = anew(two) if anew else two
        tick, log = one.tick, (one.world.events.n, two.world.events.n)
        one.advance()
        two.advance()
        what = next(differing(look(one.world), look(two.world)), "")
        if not what and events and _log(one, log[0]) != _log(two, log[1]):
            what = "the log of events"
        if what:
            one.world.restore(tick, before)
            two.world.restore(tick, before_two)
            two = anew(two) if anew else two
            rule, column = _after_which(one, two, look)
            return Fault(trial, rule or _whose(one, what), tick, column or what)
        one.world.events.clear()
        two.world.events.clear()
        before, before_two = one.world.state(), two.world.state()
    return None


def differing(one: State, two: State) -> Iterator[str]:
    """The columns in which two states differ, each as `table.column` with the first rows that do."""
    for table, columns in one.items():
        for name, values in columns.items():
            others = two[table][name]
            if values is others:  # as all columns of a table without rows are
                continue
            n = min(len(values), len(others))
            rows = np.flatnonzero(values[:n] != others[:n])
            if len(rows) or len(values) != len(others):
                yield f"{table}.{name} {rows[:5].tolist() or [n]}"


def _log(sim: Sim, first: int) -> list[bytes]:
    columns = sim.world.events.columns(first)
    return [np.ascontiguousarray(columns[name]).tobytes() for name in COLUMNS]


def _after_which(one: Sim, two: Sim, look: Look) -> tuple[str, str]:
    """(the rule after which two lives differ first in the present tick, in what); "" where they do not."""
    for (rule, state), (_, other) in zip(_rule_by_rule(one, look), _rule_by_rule(two, look), strict=True):
        what = next(differing(state, other), "")
        if what:
            return rule, what
    return "", ""


def _rule_by_rule(sim: Sim, look: Look) -> list[tuple[str, State]]:
    """Each rule of the present tick, with what the world looks like after it."""
    seen: list[tuple[str, State]] = []
    sim.advance(after=lambda rule: seen.append((rule, look(sim.world))))
    return seen


def _whose(sim: Sim, what: str) -> str:
    """The rule of a maker's that brought the table of a column, else any of theirs: the first to be suspected."""
    table = what.split(".")[0]
    makers = sim.built.scenario.makers
    owners = [rule.name for rule in makers if table in rule.tables] or [rule.name for rule in makers]
    return owners[0] if owners else "some rule"


# ---------------------------------------------------------------- as plain Python, in another process


@dataclass(frozen=True)
class _Job:
    """A life for another process: how long, and in which tick to look after each rule (-1: in none)."""

    scenario: str
    people: int | None
    seed: int
    ticks: int
    closely: int = -1


def _plain(scenario: Scenario, seed: int, ticks: int) -> Fault | None:
    job = _Job(str(scenario.path), scenario.people if not scenario.spec.map.file else None, seed, min(ticks, _PLAIN))
    here, there = _lived(job), _elsewhere(job)
    for tick, (mine, other) in enumerate(zip(here, there, strict=True)):
        if mine == other:
            continue
        closely = _Job(job.scenario, job.people, job.seed, tick + 1, tick)
        for (rule, own), (_, others) in zip(_lived(closely), _elsewhere(closely), strict=True):
            columns = [name for name, digest in own.items() if others.get(name) != digest]
            if columns:
                return Fault("plain", rule, tick, columns[0])
        return Fault("plain", "some rule", tick, "the log of events")
    return None


def _elsewhere(job: _Job) -> list[Any]:
    environment = os.environ | {"UNDERGRID_JIT": "0", "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-m", "undergrid.runs.trials", json.dumps(asdict(job))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunError("another process could not live the same life", hint=done.stderr.strip().splitlines()[-1])
    lived: list[Any] = json.loads(done.stdout)
    return lived


def _lived(job: _Job) -> list[Any]:
    """A digest of columns and events for each tick; or after each rule of one tick [its name, a digest by column]."""
    sim = Sim(build(load(job.scenario, job.people), job.seed))
    found: list[Any] = []

    def note(rule: str) -> None:
        found.append([rule, _digests(sim.world)])

    for tick in range(job.ticks):
        first = sim.world.events.n
        sim.advance(after=note if tick == job.closely else None)
        if job.closely < 0:
            log = hashlib.blake2b(b"".join(_log(sim, first)), digest_size=8).hexdigest()
            found.append(f"{sim.digest()} {log}")
    return found


def _digests(world: World) -> dict[str, str]:
    return {
        f"{table}.{name}": hashlib.blake2b(np.ascontiguousarray(values).tobytes(), digest_size=8).hexdigest()
        for table, columns in world.state().items()
        for name, values in columns.items()
    }


_TRIALS = {
    "determinism": _determinism,
    "heavy": _heavy,
    "resume": _resume,
    "bystander": _bystander,
    "causes": _causes,
    "plain": _plain,
}


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(_lived(_Job(**json.loads(sys.argv[1])))))
    except Exception as error:
        traceback.print_exc()
        raise SystemExit(told(error) or f"{type(error).__name__}: {error}") from None
