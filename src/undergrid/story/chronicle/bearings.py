"""Bearings: a call is told where its hearer is, for the log has where they take it to come from, which may be wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_OF_A_FIX = {Kind.BEACON_HEARD: "who", Kind.RADIO_TRACED: "whom"}
"""Whose place it is where something is told that the log has at a guess: the hearer's, or that of whoever is heard."""


def placed(log: Log, events: Sequence[Event]) -> Iterator[Event]:
    """The events, those at a guessed place where the people in them are; nowhere where no run kept that."""
    guessed = {int(getattr(event, _OF_A_FIX[event.kind])) for event in events if event.kind in _OF_A_FIX}
    walks = _walks(log, sorted(guessed)) if guessed else {}
    for event in events:
        party = _OF_A_FIX.get(event.kind)
        if party is None:
            yield event
            continue
        ticks, cells = walks.get(int(getattr(event, party)), ([], []))
        n = bisect_right(ticks, event.tick)
        yield replace(event, where=cells[n - 1] if n else -1)


def _walks(log: Log, rows: Sequence[int]) -> dict[int, tuple[list[int], list[int]]]:
    """When who came to which cells, as far as a run kept it."""
    found: dict[int, tuple[list[int], list[int]]] = {row: ([], []) for row in rows}
    try:
        for columns in log.tracks():
            for row in rows:
                mine = np.flatnonzero((columns["who"] == row) & (columns["cell"] >= 0))
                found[row][0].extend(columns["tick"][mine].tolist())
                found[row][1].extend(columns["cell"][mine].tolist())
    except RunError:  # what is damaged is not told
        return {}
    return found
