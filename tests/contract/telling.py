"""What rules emit in the scenes of their own tests, told as sentences. Also a program that looks for such scenes.

A scene is a test of a rule without its verdict (`turning.py`). Of all that is in its log, what counts is what a rule's
step has added: what a test has put there by hand is no event that happened.

usage: telling.py

Looks for a scene for each kind of event that has none in `sentences.txt`, or whose scene does not let it happen any
more, and writes down the sentence that is told there: read it, it is what people will read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from undergrid import story
from undergrid.runs import Log
from undergrid.story.telling import plainly
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import Names
from undergrid.world.world import World

from . import turning
from .turning import MODULES, TESTS, Scene, scenes_of

TABLE = Path(__file__).with_name("sentences.txt")


class Told:
    """What a log is to those who tell: names, and events with names."""

    told = Log.told

    def __init__(self, names: Names) -> None:
        self.names = names


def table() -> dict[str, tuple[str, str, str]]:
    """(file, test, sentence) for each kind of event, by its name."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        kind, file, rest = line.split(" ", 2)
        test, sentence = rest.split(": ", 1)
        found[kind] = file, test, sentence
    return found


def happened(scene: Scene) -> Iterator[tuple[Event, str]]:
    """The first event of each kind that a rule's step adds in a scene, with its sentence."""
    added: dict[Kind, tuple[World, Event]] = {}

    def watched(step: Callable[..., None]) -> Callable[..., None]:
        def stepped(world: World, *params: Any) -> None:
            first = world.events.n
            step(world, *params)
            for event in world.events.rows()[first:] if world.events.n > first else ():
                added.setdefault(event.kind, (world, event))

        return stepped

    with ExitStack() as stack:
        for module in MODULES.values():
            stack.enter_context(mock.patch.object(module, "step", watched(module.step)))
        with suppress(Exception, pytest.fail.Exception, pytest.skip.Exception):
            scene.play()
    for kind, (world, event) in added.items():
        log = Told(Names.of(world))
        yield event, story.tell(kind, plainly(log, event))  # type: ignore[arg-type]
