"""4. Nothing is tried a third time that was refused for the same reason, unless something about it changed.

Judged by REFUSED: the same person, verb, target and reason. Something about it has changed where, since the refusal
before, somebody else did anything with the target, or anything befell it, or who tries stands elsewhere. That another
order came first (superseded) is no refusal of the world. A guard knows a face and a chip again: one that it has judged
against is not shown to it a second time within hours, unless one has got another.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from undergrid.study.properties.verdict import Verdict, verdict
from undergrid.study.record import Columns, Record
from undergrid.world.authority.clearance import Verdict as Judgement
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import TARGETS, Refusal, Verb

MOST = 2  # times [section 3 of the design of minds]
SAME_NIGHT = 21_600  # seconds within which a guard is not shown a chip again [assumed]
_ELSEWHERE = 3  # cells [assumed]
_SAY_NOTHING = (Kind.ORDERED, Kind.REFUSED, Kind.DECIDED, Kind.SIGHTED, Kind.LOST_SIGHT, Kind.HEARD, Kind.HEAT_SEEN,
                Kind.SWEPT, Kind.NOTICED, Kind.HOPE_CHANGED)  # fmt: skip
"""Kinds that change nothing about whom they name."""


def judge(record: Record) -> Verdict:
    """Whether anybody of the cast tried in vain again and again."""
    events = record.events
    verbs = dict(_verbs(events))
    refused = [
        row
        for row in np.flatnonzero(events["kind"] == Kind.REFUSED).tolist()
        if events["amount"][row] != Refusal.SUPERSEDED and int(events["cause"][row]) in verbs
    ]
    tried: dict[tuple[int, ...], list[int]] = defaultdict(list)
    found = []
    for row in refused:
        verb = verbs[int(events["cause"][row])]
        key = (int(events["who"][row]), verb, int(events["whom"][row]), int(events["amount"][row]))
        before = tried[key]
        if before and _changed(record, verb, before[-1], row):
            before.clear()
        before.append(row)
        if len(before) > MOST:
            found.append(int(events["id"][row]))
    turned_away = _turned_away(events)
    return verdict(bool(refused or turned_away), [*found, *_shown_again(events, turned_away)])


def _turned_away(events: Columns) -> list[int]:
    """The rows in which a guard has judged against somebody."""
    return np.flatnonzero((events["kind"] == Kind.JUDGED) & (events["amount"] != Judgement.OPEN)).tolist()


def _shown_again(events: Columns, turned_away: list[int]) -> list[int]:
    """The judgements against somebody whom the same guard has judged against that night, with no other chip since."""
    last: dict[tuple[int, int], int] = {}
    found = []
    for row in turned_away:
        bearer = int(events["whom"][row])
        before = last.get((int(events["who"][row]), bearer), -1)
        last[int(events["who"][row]), bearer] = row
        if before < 0 or events["tick"][row] - events["tick"][before] > SAME_NIGHT:
            continue
        between = slice(before, row)
        if not ((events["kind"][between] == Kind.TOOK) & (events["who"][between] == bearer)).any():
            found.append(int(events["id"][row]))
    return found


def _verbs(events: Columns) -> list[tuple[int, int]]:
    """(id, verb) of the orders that minds gave: they have a cause."""
    rows = np.flatnonzero((events["kind"] == Kind.ORDERED) & (events["cause"] != 0))
    return [(int(events["id"][row]), int(events["amount"][row])) for row in rows.tolist()]


def _changed(record: Record, verb: int, before: int, row: int) -> bool:
    """Whether anything is otherwise at a refusal than it was at the one before."""
    events, city = record.events, record.city
    if city.apart(int(events["where"][before]), int(events["where"][row])) > _ELSEWHERE:
        return True
    table, target = TARGETS.get(Verb(verb), "") if verb in set(Verb) else "", int(events["whom"][row])
    between = slice(before + 1, row)
    kind, who = events["kind"][between], int(events["who"][row])
    told = ~np.isin(kind, _SAY_NOTHING)
    for party in ("who", "whom"):
        of_table = np.isin(kind, [int(one) for one in Kind if getattr(one, party) == table and table])
        about = told & of_table & (events[party][between] == target)
        if about.any():
            return True
    if table in ("", "cell"):  # about oneself, or about a place
        mine = told & ((events["who"][between] == who) | (events["whom"][between] == who))
        there = told & (events["where"][between] == target) & (target >= 0)
        return bool((mine | there).any())
    return False
