"""What stands written on walls at the start."""

from __future__ import annotations

import numpy as np

from undergrid.core import luck
from undergrid.setup.file.model import WATCHER_KINDS, Mark
from undergrid.setup.load import Scenario
from undergrid.world.society.marks import put_up
from undergrid.world.society.messages import Message
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.world import World

_FIRM = 1000  # 1/1000, how firmly whoever wrote it believed it [assumed]


def add_marks(world: World, scenario: Scenario) -> None:
    """Put up what the scenario has on its walls; watchers are there by now."""
    for n, mark in enumerate(scenario.spec.marks):
        place = scenario.atlas.place(mark.at)
        assert place is not None  # the scenario has been checked
        key = luck.key_of(f"{scenario.name}/mark/{n}")
        put_up(world, place.cell, -1, _message(world, scenario, mark), _FIRM, world.scenario_event, key)


def _message(world: World, scenario: Scenario, mark: Mark) -> Message:
    """What a mark says. Of a kind of watcher it is the one that stands nearest, if there is any."""
    atlas, people = scenario.atlas, list(scenario.spec.cast)
    where = atlas.place(mark.where or mark.of)
    assert where is not None  # the scenario has been checked
    if mark.of in people:
        return Message(Topic.PERSON, people.index(mark.of), where.cell, -mark.ago)
    if mark.of in WATCHER_KINDS:
        return Message(Topic.WATCHER, _nearest(world, WatcherKind[mark.of.upper()], where.cell), where.cell, -mark.ago)
    return Message(Topic.PLACE, where.building, where.cell, -mark.ago)


def _nearest(world: World, kind: WatcherKind, cell: int) -> int:
    """The watcher of a kind that is nearest to a cell, on its level before others; -1 for none."""
    city, watchers = world.city, world.watchers
    rows = np.flatnonzero(watchers.kind == kind).tolist()
    return min(rows, key=lambda row: (city.apart(int(watchers.cell[row]), cell), row), default=-1)
