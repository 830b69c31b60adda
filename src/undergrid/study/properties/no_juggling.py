"""2. Nobody takes up and sets down the same person more than three times an hour, but on stairs and at doors.

Judged by TOOK_UP and SET_DOWN: a taking up counts from which the same person was set down again, with neither of the
two at a door or at an end of stairs, a lift, a tunnel or a gate.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from undergrid.city.city import City
from undergrid.core import units
from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.record import Record
from undergrid.world.log.kinds import Kind

MOST = 3  # an hour [section 3 of the design of minds]
_AT_A_DOOR = 1  # cells: a step in front of it [assumed]


def judge(record: Record) -> Verdict:
    """Whether anybody was taken up and set down again and again in the open."""
    events, found = record.events, []
    moved = np.flatnonzero(np.isin(events["kind"], (Kind.TOOK_UP, Kind.SET_DOWN)))
    narrow = _doors_and_links(record.city)
    pairs = {(int(events["who"][row]), int(events["whom"][row])) for row in moved.tolist()}
    for who, whom in sorted(pairs):
        rows = moved[(events["who"][moved] == who) & (events["whom"][moved] == whom)].tolist()
        times: list[int] = []
        for up, down in pairwise(rows):
            if events["kind"][up] != Kind.TOOK_UP or events["kind"][down] != Kind.SET_DOWN:
                continue
            if any(_is_near(record.city, int(events["where"][row]), narrow) for row in (up, down)):
                continue
            times.append(int(events["tick"][down]))
            if sum(tick > times[-1] - units.HOUR for tick in times) > MOST:
                found.append(int(events["id"][down]))
    return verdict(len(moved) > 0, found)


def _doors_and_links(city: City) -> set[int]:
    return {building.door for building in city.buildings} | {end for link in city.links for end in (link.a, link.b)}


def _is_near(city: City, cell: int, narrow: set[int]) -> bool:
    around = range(-_AT_A_DOOR, _AT_A_DOOR + 1)
    return any(cell + dy * city.width + dx in narrow for dy in around for dx in around)
