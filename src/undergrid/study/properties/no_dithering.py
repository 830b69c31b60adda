"""1. No A, B, A of intentions within 60 s without an event in between that explains it; at most one order a tick.

Judged by DECIDED (its number, whom it is for, and for a fight what brought it about: two fights with two watchers are
not the same), and by where they were: nobody goes up and down the same stairs, or out and in at one door, more than
twice in ten minutes. What explains a change is an event that somebody's mind cannot fail to notice, but for what they
did themselves with whom they move: setting somebody down explains no taking up. So does what they turned to in
between, where a deed has achieved it: a word that had to be said, a drink given. Resting for lack of anything to do is
no intention here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np

from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.record import Columns, Record
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity

WITHIN = 60  # seconds [section 3 of the design of minds]
TURNS = 3  # up and down, and up and down again [assumed]
TURNS_WITHIN = 600  # seconds [assumed]
_OWN_DEEDS = (Kind.TOOK_UP, Kind.SET_DOWN, Kind.HANDED_OVER)


def judge(record: Record) -> Verdict:
    """Whether anybody of the cast went back and forth, or gave themselves two orders at once."""
    events = record.events
    decided = events["kind"] == Kind.DECIDED
    found = _twice_at_once(events)
    for who in np.unique(events["who"][decided]).tolist():
        found += _back_and_forth(events, who)
        found += _to_and_fro(record, who)
    return verdict(bool(decided.any()), found)


def _back_and_forth(events: Columns, who: int) -> list[int]:
    mine = (events["kind"] == Kind.DECIDED) & (events["who"] == who)
    rows = np.flatnonzero(mine & (events["amount"] != Aim.REST)).tolist()
    told = _told_from_outside(events, who)
    found = []
    for first, second, third in zip(rows, rows[1:], rows[2:], strict=False):
        a, b, c = (_what(events, row) for row in (first, second, third))
        quick = events["tick"][third] - events["tick"][first] <= WITHIN
        explained = ((told > first) & (told < third)).any() or _achieved(events, second, third)
        if a == c != b and quick and not explained:
            found.append(int(events["id"][third]))
    return found


def _what(events: Columns, decided: int) -> tuple[int, int, int]:
    """What a row of DECIDED turned to: the aim, whom it is for, and the event that a fight was taken up for."""
    aim, intended = int(events["amount"][decided]), np.flatnonzero(events["id"] == events["cause"][decided])
    taken_up_for = int(events["cause"][intended[0]]) if aim == Aim.FIGHT and len(intended) else 0
    return aim, int(events["whom"][decided]), taken_up_for


def _achieved(events: Columns, decided: int, until: int) -> bool:
    """Whether what a row of DECIDED turned to was achieved before another row, by something that was done for it."""
    same = slice(decided + 1, until)
    mine = events["who"][same] == events["who"][decided]
    for name in ("amount", "whom"):
        mine = mine & (events[name][same] == events[name][decided])
    over = np.flatnonzero(mine & (events["kind"][same] == Kind.ACHIEVED)) + decided + 1
    causes = [split_id(int(cause)) for cause in events["cause"][over].tolist()]
    since = int(events["tick"][decided])
    return any(tick >= since and kind not in (Kind.INTENDED, Kind.DECIDED) for tick, kind, _, _ in causes)


def _to_and_fro(record: Record, who: int) -> list[int]:
    """What somebody did last before they turned back in the same stairs or door once too often, for no reason."""
    told = record.events["tick"][_told_from_outside(record.events, who)]
    found = []
    for passes in _passes(record, who).values():
        turns = [b for a, b in pairwise(passes) if not ((told >= a) & (told <= b)).any()]
        for first, last in zip(turns, turns[TURNS:], strict=False):
            if last - first <= TURNS_WITHIN:
                deeds = (record.events["who"] == who) & (record.events["tick"] <= last)
                found.append(int(record.events["id"][deeds][-1]))
    return found


def _passes(record: Record, who: int) -> dict[tuple[int, int], list[int]]:
    """When somebody came on their own feet through each link, by its ends, and door, by its building."""
    column, track = record.track.column_of(who), record.track
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    if column < 0:
        return found
    cells, inside, moved = track.cell[:, column], track.inside[:, column], track.doing[:, column] == Activity.HAULED
    links = {(min(link.a, link.b), max(link.a, link.b)) for link in record.city.links}
    for tick in (np.flatnonzero((np.diff(cells) != 0) & ~moved[1:]) + 1).tolist():
        ends = min(cells[tick - 1], cells[tick]), max(cells[tick - 1], cells[tick])
        if ends in links:
            found[ends].append(tick)
    for tick in (np.flatnonzero((np.diff(inside) != 0) & ~moved[1:]) + 1).tolist():
        found[-1, int(max(inside[tick - 1], inside[tick]))].append(tick)
    return found


def _told_from_outside(events: Columns, who: int) -> np.ndarray:
    """The rows of events that somebody's mind cannot fail to notice."""
    wakes = {party: [int(kind) for kind in Kind if party in kind.wakes] for party in ("who", "whom")}
    as_who = (events["who"] == who) & np.isin(events["kind"], wakes["who"]) & ~np.isin(events["kind"], _OWN_DEEDS)
    as_whom = (events["whom"] == who) & np.isin(events["kind"], wakes["whom"])
    return np.flatnonzero(as_who | as_whom)


def _twice_at_once(events: Columns) -> list[int]:
    """The orders of minds (those that have a cause) of which somebody had another in the same second."""
    rows = np.flatnonzero((events["kind"] == Kind.ORDERED) & (events["cause"] != 0) & (events["who"] >= 0))
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for row in rows.tolist():
        key = int(events["tick"][row]), int(events["who"][row])
        seen[key] += 1
        if seen[key] > 1:
            found.append(int(events["id"][row]))
    return found
