"""Indoors: who of those with a name was behind a door that was blown in, and since when, by what a run kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.kinds import Kind


def note_inside(log: Log, beats: Sequence[Beat], cast: Collection[int]) -> None:
    """Let each raid know which of the cast it finds alive behind the door, and from which tick on they were there."""
    raids = [(beat, door) for beat in beats if beat.how == "raid" for door in beat.only(Kind.DOOR_BLOWN)[:1]]
    stays = _stays(log, cast) if raids else {}
    died = {event.who: event.tick for beat in beats for event in beat.only(Kind.DIED, Kind.SHUT_DOWN)}
    for beat, door in raids:
        for row in sorted(stays):
            since, inside = next((one for one in reversed(stays[row]) if one[0] < door.tick), (0, -1))
            if inside == door.whom and died.get(row, door.tick) >= door.tick:
                beat.inside[row] = since


class Stay(NamedTuple):
    """Where somebody was from one tick to another."""

    first: int
    last: int
    inside: int  # the building, -1 for out of doors


def stays(log: Log, cast: Collection[int]) -> dict[int, list[Stay]]:
    """Where each of the cast was, one stay after the other, up to the end of a run."""
    return {
        row: [
            Stay(tick, theirs[n + 1][0] if n + 1 < len(theirs) else log.meta.tick, inside)
            for n, (tick, inside) in enumerate(theirs)
        ]
        for row, theirs in _stays(log, cast).items()
    }


def _stays(log: Log, cast: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """From when on who was in which building, -1 for out of doors."""
    found: dict[int, list[tuple[int, int]]] = {row: [] for row in cast}
    try:
        for columns in log.tracks():
            for row, theirs in found.items():
                mine = np.flatnonzero(columns["who"] == row)
                for tick, inside in zip(columns["tick"][mine].tolist(), columns["inside"][mine].tolist(), strict=True):
                    if not theirs or theirs[-1][1] != inside:
                        theirs.append((tick, inside))
    except RunError:  # what is damaged is not told
        return {}
    return found
