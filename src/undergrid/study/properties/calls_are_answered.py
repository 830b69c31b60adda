"""7. A call heard is answered, or dropped by an event that says why.

Judged for each of the cast who hears a beacon and has a mind: answered is a call where they come within 20 m of where
it was sent from, or of where the caller is by then, who may have been led away; or feel the caller's pulse; dropped,
where they give up an intention (ABANDONED), or die, faint or are arrested. A call heard in the last two hours of a run
is not judged.
"""

from __future__ import annotations

import numpy as np

from undergrid.core import units
from undergrid.study.arcs.candidates import near_cells
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.record import Record
from undergrid.world.log.kinds import Kind

NEAR_M = 20  # metres: one sees who lies there [assumed]
TIME = 2 * units.HOUR  # to set out and to get there [assumed]


def judge(record: Record) -> Verdict:
    """Whether a call came to nothing, and nothing says why."""
    events = record.events
    decide = set(events["who"][events["kind"] == Kind.DECIDED].tolist())
    heard: dict[tuple[int, int], int] = {}
    for row in np.flatnonzero(events["kind"] == Kind.BEACON_HEARD).tolist():
        pair = int(events["who"][row]), int(events["whom"][row])
        if pair[0] in decide and events["tick"][row] + TIME <= record.ticks:
            heard.setdefault(pair, row)
    found = [int(events["id"][row]) for pair, row in heard.items() if not _answered(record, *pair, row)]
    return verdict(bool(heard), found)


def _answered(record: Record, who: int, caller: int, row: int) -> bool:
    events = record.events
    later = np.arange(len(events["tick"])) > row
    mine = later & (events["who"] == who)
    if (mine & (events["whom"] == caller) & np.isin(events["kind"], (Kind.PULSE_FOUND, Kind.NO_PULSE))).any():
        return True
    gone = np.where(events["kind"] == Kind.ARRESTED, events["whom"], events["who"]) == who
    ended = np.isin(events["kind"], (Kind.DIED, Kind.FAINTED, Kind.ARRESTED, Kind.ABANDONED))
    if (later & gone & ended).any():
        return True
    track, city, tick = record.track, record.city, int(events["tick"][row])
    column, theirs = track.column_of(who), track.column_of(caller)
    if column < 0:
        return False
    own, within = track.cell[tick:, column].astype(np.int64), NEAR_M * 1000 // city.cell_mm
    there = near_cells(own, int(events["where"][row]), within, city.width, city.area)
    if theirs >= 0:  # to come is to have gone: nobody answers a call by staying where the caller is brought
        caller_at = track.cell[tick:, theirs].astype(np.int64)
        there |= near_cells(own, caller_at, within, city.width, city.area) & (own != own[0])
    return bool(there.any())
