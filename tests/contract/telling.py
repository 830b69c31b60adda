"""What rules emit in the scenes of their own tests, told as sentences. Also a program that looks for such scenes.

A scene is a test of a rule without its verdict (`turning.py`). Of all that is in its log, what counts is what a rule's
step has added: what a test has put there by hand is no event that happened.

usage: python -m contract.telling          (where `tests` is on the path)

Looks for a scene for each kind of event that has none in `sentences.txt`, or whose scene does not let it happen any
more, and writes down the sentence that is told there. Read what has changed: people will.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from undergrid import story
from undergrid.runs import Log, RunError
from undergrid.story.telling import plainly
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import Names
from undergrid.world.world import World

from .turning import MODULES, TESTS, Scene, files_for, scene_named, scenes_of

TABLE = Path(__file__).with_name("sentences.txt")
OF_A_NIGHT = {
    Kind.SCENARIO: "The story begins.",
    Kind.INTENDED: "Rex means to keep hidden.",
    Kind.DECIDED: "Rex decides to keep hidden.",
    Kind.ACHIEVED: "Rex need not set out any more.",
    Kind.HID: "Lucy Ultra 5 hides in underbelly 2.",
    Kind.GUARD_RECOVERED: "Sentinel 1 has recovered.",
    Kind.ENDED: "An ending is reached: both beyond the wall.",
}
"""What no rule's test is a scene of: it comes of minds, of endings, or of hours before a gate."""
OF_A_MIND = {
    Kind.ABANDONED: "Citizen 0 gives up: to set out.",
    Kind.STUCK: "Citizen 0 gets no further: there is no way.",
    Kind.LEFT_ASLEEP: "Citizen 0 goes, and lets citizen 1 sleep.",
    Kind.LAY_LOW: "Citizen 0 runs for it, and means to lie low for 5 min because of drone 1.",
    Kind.WAITED_FOR: "Citizen 0 has waited 80 s for drone 1 to pass.",
    Kind.MEANT: "Citizen 0 wants to 0.",
    Kind.WENT_ROUND: "Citizen 0 goes another way because of drone 1, 52 m longer.",
}
"""What happens in no such night: minds before a door that holds, with no way, before a drone they expect; a canon."""
LINE = re.compile(r"(?P<kind>[A-Z_]+) (?P<file>\S+) (?P<test>\S+): (?P<sentence>.+)")


class Of:
    """What a log is to those who tell of it: names, and events with their names."""

    told = Log.told

    def __init__(self, world: World) -> None:
        self.names = Names.of(world)
        self.folder = Path()


def table() -> dict[Kind, tuple[str, str, str]]:
    """(file, test, sentence) for each kind of event that a scene is known for."""
    rows = [LINE.fullmatch(line) for line in TABLE.read_text("utf-8").splitlines()] if TABLE.exists() else []
    assert all(rows)
    return {getattr(Kind, row["kind"]): (row["file"], row["test"], row["sentence"]) for row in rows if row}


class _ToldError(BaseException):
    """A scene has told all that is asked of it. No test that expects an exception catches this one."""


@functools.cache
def sentences(scene: Scene, asked: frozenset[Kind] = frozenset()) -> dict[Kind, str]:
    """The first sentence of each kind of event that a rule's step adds in a scene, better one that knows whom.

    Where only some kinds are asked for, the scene is lived through no further than to their sentences.
    """
    whom: dict[Kind, int] = {}  # of the event of which the sentence tells
    told: dict[Kind, str] = {}
    missing = set(asked)

    def watched(step: Callable[..., None]) -> Callable[..., None]:
        def stepped(world: World, *params: Any, **named: Any) -> None:
            first = world.events.n
            step(world, *params, **named)
            for event in world.events.rows(first) if world.events.n > first else ():
                if whom.get(event.kind, -2) < min(event.whom, 0):
                    whom[event.kind] = event.whom
                    with suppress(RunError):  # a scene may hold what no city has
                        told[event.kind] = story.tell(event.kind, plainly(Of(world), event))  # type: ignore[arg-type]  # no run
                    if event.whom >= 0 or not event.kind.whom:
                        missing.discard(event.kind)
            if asked and not missing:
                raise _ToldError

        return stepped

    with ExitStack() as stack:
        for module in MODULES.values():
            stack.enter_context(mock.patch.object(module, "step", watched(module.step)))
        with suppress(Exception, _ToldError, pytest.fail.Exception, pytest.skip.Exception):
            scene.play()
    return told


def search(kind: Kind) -> tuple[Scene, str] | None:
    """The first scene, of rules that emit a kind, in which it happens: those that name it first, then the shortest."""
    named = re.compile(rf"\b{kind.name}\b")
    rules = [name for name, rule in MODULES.items() if named.search(inspect.getsource(rule))]
    files = [file for rule in rules for file in files_for(rule)]
    others = [path for path in sorted(TESTS.rglob("test_*.py")) if named.search(path.read_text("utf-8"))]
    files += [path.relative_to(TESTS).as_posix() for path in others]
    scenes = [scene for file in dict.fromkeys(files) for scene in scenes_of(file)]
    scenes.sort(key=lambda scene: (not named.search(scene.source), len(scene.source)))
    return next(((scene, said[kind]) for scene in scenes if kind in (said := sentences(scene))), None)


def main() -> None:
    known = table()
    lines = []
    for kind in [kind for kind in Kind if kind not in OF_A_NIGHT]:
        file, test, _ = known.get(kind, ("", "", ""))
        scene = scene_named(file, test) if file else None
        said = sentences(scene).get(kind) if scene else None
        found = (scene, said) if scene and said else search(kind)
        if found:
            lines.append(f"{kind.name} {found[0].file} {found[0].name}: {found[1]}\n")
        else:
            sys.stdout.write(f"no scene lets {kind.name} happen\n")
    TABLE.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
