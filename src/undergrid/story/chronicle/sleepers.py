"""Sleepers: nobody talks with one who is asleep, who makes up their mind to nothing either."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity

_ASKED_AFTER = {Kind.SOOTHED: "whom", Kind.RESOLVES: "who"}


def asleep(log: Log, events: Sequence[Event]) -> frozenset[int]:
    """The events in which somebody is talked to, or is resolved to something, who is asleep by what a run kept."""
    asked = [(event, int(getattr(event, _ASKED_AFTER[event.kind]))) for event in events if event.kind in _ASKED_AFTER]
    did: dict[int, tuple[list[int], list[int]]] = {row: ([], []) for _, row in asked}
    try:
        for columns in log.tracks() if asked else ():
            for row, (ticks, doing) in did.items():
                mine = np.flatnonzero(columns["who"] == row)
                ticks.extend(columns["tick"][mine].tolist())
                doing.extend(columns["doing"][mine].tolist())
    except RunError:  # what is damaged is not told
        return frozenset()
    return frozenset(event.id for event, row in asked if _doing(*did[row], event.tick) == Activity.SLEEPING)


def _doing(ticks: Sequence[int], doing: Sequence[int], tick: int) -> int:
    n = bisect_right(ticks, tick)
    return doing[n - 1] if n else -1
