"""11. Two seeds differ in more than who is glimpsed: of the ten first decisive events, at most three fall on the same
second.

Said of seeds together, not of one run: of each, `decisive` keeps the ten first events that change something for good
for somebody of the cast; the same event is one of the same kind and the same people. A run violates it that has more
than three such at the same second as some other run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from undergrid.study.properties.verdict import Verdict
from undergrid.study.record import Record
from undergrid.world.log.kinds import Kind

FIRST, ALIKE = 10, 3  # [section 3 of the design of minds]
DECISIVE = (
    Kind.BEACON_SET_OFF, Kind.PULSE_FOUND, Kind.NO_PULSE, Kind.FREED, Kind.CUT_AWAY, Kind.INJECTED, Kind.DRESSED,
    Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.TOOK_UP, Kind.SET_DOWN, Kind.HANDED_OVER, Kind.GAVE, Kind.TOOK,
    Kind.LOCKED, Kind.BARRICADED, Kind.BREACHED, Kind.FIRE_LIT, Kind.TRAIL_FOUND, Kind.ASKED, Kind.WARNED,
    Kind.SURRENDERED, Kind.LET_IN, Kind.TURNED_AWAY, Kind.DISCLOSED, Kind.PLEDGED, Kind.PLEDGE_KEPT, Kind.PLEDGE_BROKEN,
    Kind.ARRESTED, Kind.WANTED, Kind.CHIP_PRESENTED, Kind.GATE_OPENED, Kind.ALARM, Kind.CROSSED, Kind.FAINTED,
    Kind.DIED, Kind.SHUT_DOWN, Kind.FELL_ASLEEP, Kind.BAND_SET_OUT,
)  # fmt: skip

Decisive = Sequence[int]
"""Second, kind, who, whom and id of an event."""


def decisive(record: Record) -> list[list[int]]:
    """The ten first decisive events of a run, after its first second."""
    events, cast = record.events, record.track.rows
    ours = np.zeros(len(events["kind"]), bool)
    for party in ("who", "whom"):
        people = np.isin(events["kind"], [int(kind) for kind in DECISIVE if getattr(kind, party) == "citizen"])
        ours |= people & np.isin(events[party], cast)
    rows = np.flatnonzero(ours & (events["tick"] > 0))[:FIRST]
    return [[int(events[name][row]) for name in ("tick", "kind", "who", "whom", "id")] for row in rows.tolist()]


def alike(runs: Mapping[int, Sequence[Decisive]]) -> dict[int, Verdict]:
    """What is said of each run, by its seed, beside all others."""
    found = {}
    for seed, own in runs.items():
        shared = [_shared(own, other) for name, other in sorted(runs.items()) if name != seed]
        worst = max(shared, key=len, default=[])
        found[seed] = Verdict(len(runs) > 1, len(worst) > ALIKE, worst[ALIKE] if len(worst) > ALIKE else 0)
    return found


def _shared(own: Sequence[Decisive], other: Sequence[Decisive]) -> list[int]:
    """The ids of those events of one run that the other has at the same second."""
    theirs = {tuple(event[:4]) for event in other}
    return [event[4] for event in own if tuple(event[:4]) in theirs]
