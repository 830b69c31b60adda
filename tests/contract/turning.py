"""Turning the knobs of rules in the scenes of their own tests. Also a program that looks for scenes.

A scene is a test of a rule without its verdict: it builds a small world, in a state in which the rule works, and lets
it live. It is lived through as it stands, and again with a knob turned to another value. What is compared after each
step of the rule is what it emits and what stands in the tables that its docstring says it writes; and now and then, and
at the end, all tables, since much is written through others. For a knob that several rules share, this goes for every
rule that lives in the scene.

usage: turning.py [SECTION ...]

Looks for a scene for each knob (of all sections of `rules`, or of some) that has none in `turned.txt` or whose scene
moves nothing any more, and writes down what it finds there: the knob, a file under `tests/systems`, a test in it.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import itertools
import re
import sys
import time
import typing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest
from annotated_types import Ge, Le, Lt
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from undergrid.schedule import SCHEDULE, SHARED
from undergrid.setup.check.knobs import known_rules
from undergrid.world.log.events import COLUMNS
from undergrid.world.world import TABLES, World

TESTS = Path(__file__).parents[1] / "systems"
TABLE = Path(__file__).with_name("turned.txt")
MODULES: dict[str, ModuleType] = {entry.name: entry.module for entry in SCHEDULE}
_MOST_STEPS = 4000  # of a scene: what comes later is not looked at
_FIRST_STEPS = 100  # most knobs have shown by then what they change; for the others a scene is lived through anew
_ALL_EVERY = 16  # steps between looks at all tables
_PATIENCE = 2.5  # s that the program looks for a scene for one knob

_READ_BY = {  # by way of `world`
    "loads": ("hauling", "exchange"),
    "capturing": ("captures",),
    "drives": ("holding",),
    "doorstep": ("parley", "talk"),
    "power": ("fusion",),
    "air": ("breath",),
    "closed_air": ("recycling",),
    "combustion": ("burning", "raids"),
    "rhetoric": ("speeches",),
    "weapons": ("shooting", "return_fire"),
    "armour": ("shooting", "grenades"),
    "voice": ("intruders",),
    "ballot": ("council",),
    "readiness": ("preparation",),
    "patching": ("neural_patch",),
    "handset": ("handsets",),
    "temper": ("companions", "glitches"),
    "acoustics": ("hearing", "noise", "rotors", "perception", "parley"),
}

Turn = Callable[[Any], Any]


class _OverError(BaseException):
    """A scene has shown what it was lived through for. No test that expects an exception catches this one."""


@dataclass
class Trace:
    """What rules do in a scene: a mark for each of their steps, and a digest of the world at the end."""

    marks: list[int] = field(default_factory=list)
    end: str = ""
    whole: bool = True  # not just its beginning

    def parts_from(self, other: Trace) -> bool:
        """Whether this one, which may end sooner, goes another way, as far as the other has been lived through."""
        n = len(self.marks)
        return self.marks != other.marks[:n] or (other.whole and n == len(other.marks) and self.end != other.end)


@dataclass(frozen=True, eq=False)
class Scene:
    """One test with its arguments. `traces` is what rules did in it unturned, by the rules that were looked at."""

    file: str
    name: str
    play: Callable[[], object]
    source: str = ""
    given: tuple[object, ...] = ()  # its arguments
    traces: dict[tuple[str, ...], Trace] = field(default_factory=dict)


# ---------------------------------------------------------------- scenes


@functools.cache
def scenes_of(file: str) -> list[Scene]:
    """The tests of a file under `tests/systems` that need no fixture, each once for each of its arguments."""
    path = TESTS / file
    spec = importlib.util.spec_from_file_location(f"scenes_from_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = []
    for name, function in vars(module).items():
        if name.startswith("test_") and not hasattr(function, "hypothesis"):
            source = inspect.getsource(function)
            for n, (play, given) in enumerate(_plays(function)):
                found.append(Scene(file, f"{name}[{n}]" if n else name, play, source, given))
    return found


def _plays(function: Callable[..., object]) -> Iterator[tuple[Callable[[], object], tuple[object, ...]]]:
    """A test with each combination of its arguments, and they; nothing for one that is slow or needs a fixture."""
    sets = []
    for mark in getattr(function, "pytestmark", []):
        if mark.name != "parametrize":
            return
        names = [name.strip() for name in (mark.args[0].split(",") if isinstance(mark.args[0], str) else mark.args[0])]
        rows = [
            getattr(case, "values", case) if type(case).__name__ == "ParameterSet" else case for case in mark.args[1]
        ]
        sets.append([dict(zip(names, row if len(names) > 1 else [row], strict=True)) for row in rows])
    for combined in itertools.product(*sets):
        given = {name: value for part in combined for name, value in part.items()}
        if set(given) == set(inspect.signature(function).parameters):
            yield functools.partial(function, **given), tuple(given.values())


def files_for(section: str) -> list[str]:
    """The files with the tests of a rule, or of the rules that read what they share."""
    rules = _READ_BY.get(section, (section,))
    if section in SHARED and section not in _READ_BY:
        model = SHARED[section].__name__
        rules = tuple(name for name, one in MODULES.items() if re.search(rf"\b{model}\b", inspect.getsource(one)))
    named = [(f"test_{rule}.py", f"test_{rule}_*.py", f"{rule}/test_*.py") for rule in rules]
    paths = [path for patterns in named for pattern in patterns for path in TESTS.rglob(pattern)]
    return sorted({path.relative_to(TESTS).as_posix() for path in paths})


# ---------------------------------------------------------------- what a rule leaves behind


@functools.cache
def written(rule: str) -> tuple[str, ...]:
    """The tables that a rule's docstring names where it says what it writes."""
    text = re.search(r"^Writes\s(.*?)^\S", inspect.getdoc(MODULES[rule]) or "", re.S | re.M)
    said = text.group(1).replace("people", "citizens") if text else ""
    return tuple(name for name in TABLES if re.search(rf"\b{name}\b", said))


def _mark(world: World, rule: str, first: int, everything: bool) -> int:
    """A hash of what a rule writes (or of all tables), as it stands now, and of the events since a row of the log."""
    tables = [world.tables[table] for table in written(rule)]
    columns = [values for table in tables if table.n for _, values in table.items()]
    if world.events.n > first:
        log = world.events.columns(first)
        columns += [log[name] for name in COLUMNS]
    found = [one.tobytes() for one in columns]
    return hash((*found, *(table.n for table in tables), world.digest() if everything else ""))


def _live(
    scene: Scene, rules: Sequence[str], section: str = "", turn: Turn | None = None, most: int = _MOST_STEPS
) -> Trace:
    """Live through so many steps of a scene, or all of it, and return the trace of some rules.

    With a knob turned, it ends where the trace differs from the one that was left unturned.
    """
    trace = Trace()
    worlds: list[World] = []
    before = scene.traces.get(tuple(rules)) if turn else None
    shared = World.shared

    def traced(rule: str) -> Callable[..., None]:
        step = MODULES[rule].step

        def stepped(world: World, params: Any = None) -> None:
            first = world.events.n
            step(world, turn(params) if turn and rule == section else params)
            trace.marks.append(_mark(world, rule, first, len(trace.marks) % _ALL_EVERY == 0))
            worlds[:] = [world]
            n = len(trace.marks)
            if n >= most or (before is not None and trace.marks[n - 1 :] != before.marks[n - 1 : n]):
                trace.whole = n >= _MOST_STEPS
                raise _OverError

        return stepped

    def handed(world: World, kind: type[BaseModel]) -> Any:
        found = shared(world, kind)
        return turn(found) if turn and SHARED.get(section) is kind else found

    with ExitStack() as stack:
        for rule in rules:
            stack.enter_context(mock.patch.object(MODULES[rule], "step", traced(rule)))
        if section in SHARED:
            stack.enter_context(mock.patch.object(World, "shared", handed))
        with suppress(Exception, _OverError, pytest.fail.Exception, pytest.skip.Exception):
            scene.play()
    trace.end = worlds[0].digest() if worlds else ""
    return trace


# ---------------------------------------------------------------- turning


def others(model: type[BaseModel], knob: str, now: Any) -> Iterator[Any]:
    """Other values that a knob may have: its ends, then twice and half as much."""
    info = model.model_fields[knob]
    parts = typing.get_args(info.annotation)
    if isinstance(now, bool):
        yield not now
    elif isinstance(now, str):
        yield from parts or ("00:00", "11:59", "23:59")
    elif isinstance(now, tuple) and parts[-1] is Ellipsis:
        yield from (typing.get_args(parts[0]), ())
    elif isinstance(now, tuple):
        ends = [_ends(typing.get_args(part)[1:]) for part in parts]
        yield tuple(high for _, high in ends)
        yield tuple(low for low, _ in ends)
        yield tuple(type(one)(one / 2) for one in now)
    else:
        low, high = _ends(info.metadata)
        yield from (high, low)
        yield from (value for value in (2 * now, type(now)(now / 2)) if low <= value <= high)


def _ends(marks: Sequence[Any]) -> tuple[Any, Any]:
    """The least and the most that a number may be."""
    flat = [one for mark in marks for one in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
    low = next(one.ge for one in flat if isinstance(one, Ge))
    return low, next(one.le if isinstance(one, Le) else one.lt - 1 for one in flat if isinstance(one, Le | Lt))


def _turn(knob: str, nth: int) -> Turn:
    """What turns a knob to its nth other value; a rule keeps its knobs where that value is at odds with another."""
    made: dict[int, tuple[Any, Any]] = {}

    def turned(params: BaseModel) -> BaseModel:
        if id(params) not in made:
            values = list(others(type(params), knob, getattr(params, knob)))
            changed = params
            if nth < len(values):
                with suppress(ValidationError):
                    changed = type(params).model_validate(params.model_dump() | {knob: values[nth]})
            made[id(params)] = params, changed
        return made[id(params)][1]

    return turned


def rules_for(section: str) -> tuple[str, ...]:
    """The rules that are looked at when a knob is turned: its own, or all for one that is shared."""
    return tuple(MODULES) if section in SHARED else (section,)


def trace_of(scene: Scene, rules: tuple[str, ...], most: int = _MOST_STEPS) -> Trace:
    """What rules do in a scene as it stands, in so many steps at least or in all."""
    known = scene.traces.get(rules)
    if known is None or (not known.whole and len(known.marks) < most):
        known = scene.traces[rules] = _live(scene, rules, most=most)
    return known


def moves(scene: Scene, section: str, knob: str, values: Sequence[int] = (0, 1, 2, 3)) -> bool:
    """Whether turning a knob changes what rules write or emit in a scene: sooner or later, and mostly soon.

    All values are tried on its beginning before any is tried on the whole.
    """
    rules = rules_for(section)
    for most in (_FIRST_STEPS, _MOST_STEPS):
        before = trace_of(scene, rules, most)
        steps = _MOST_STEPS if before.whole else len(before.marks)
        turns = (_turn(knob, nth) for nth in values if before.marks)
        if any(_live(scene, rules, section, turn, steps).parts_from(before) for turn in turns):
            return True
        if before.whole:
            break
    return False


# ---------------------------------------------------------------- which scene it is


def table() -> dict[str, tuple[str, str]]:
    """(file, test) for each knob, as `rule.knob`, that a scene is known for."""
    rows = [line.split() for line in TABLE.read_text("utf-8").splitlines()]
    return {knob: (file, test) for knob, file, test in rows}


def scene_named(file: str, test: str) -> Scene | None:
    """A scene by its file and its name; None where there is none."""
    found = scenes_of(file) if (TESTS / file).exists() else []
    return next((scene for scene in found if scene.name == test), None)


def search(section: str, knob: str, patience: float = _PATIENCE) -> Scene | None:
    """The first scene in which turning a knob changes something: those that name it first, and the shortest first.

    The table is written by this; the tests only read it, so that no verdict hangs on a clock.
    """
    scenes = [scene for file in files_for(section) for scene in scenes_of(file)]
    costs = {scene: _cost(scene, section) for scene in scenes}
    ordered = sorted((scene for scene in scenes if costs[scene]), key=costs.__getitem__)
    named = [scene for scene in ordered if re.search(rf"\b{knob}\b", scene.source)]
    named.sort(key=lambda scene: knob not in scene.given)
    rest = [scene for scene in ordered if scene not in named]
    tries = [(scene, nth) for some in (named, rest) for nth in range(4) for scene in some]
    until = time.process_time() + patience
    return next((one for one, nth in tries if time.process_time() < until and moves(one, section, knob, [nth])), None)


@functools.cache
def _cost(scene: Scene, section: str) -> float:
    """Seconds that a scene takes; 0 where none of the rules looked at has a step in it."""
    began = time.process_time()
    marks = trace_of(scene, rules_for(section)).marks
    return time.process_time() - began if marks else 0.0


def main(sections: Sequence[str]) -> None:
    known, rules = table(), known_rules()
    for section in sections or rules:
        for knob in rules[section].model_fields:
            name = f"{section}.{knob}"
            scene = scene_named(*known[name]) if name in known else None
            if scene is None or not moves(scene, section, knob):
                known.pop(name, None)
                if found := search(section, knob):
                    known[name] = found.file, found.name
                else:
                    sys.stdout.write(f"nothing moves when {name} is turned\n")
        in_order = [f"{section}.{knob}" for section, model in rules.items() for knob in model.model_fields]
        lines = [" ".join((name, *known[name])) for name in in_order if name in known]
        TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS.parent))
    main(sys.argv[1:])
