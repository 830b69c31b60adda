"""Decisions: which were undone before anything came of them, how long the others held, and when the deed began that is
told of one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from undergrid.story.phrases import DEEDS
from undergrid.world.log.events import Event, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.view.names import words

_AT_ONCE = 120  # seconds within which a change of mind undoes the one before it [assumed]
HARDLY_BEGUN = 30  # seconds after which somebody is at the deed, though they think better of it [assumed]
_LOOKS = int(Aim.LOOK_BEHIND_DOOR)
_NO_TIME = 3  # seconds in which nobody has left, or done anything else of note [assumed]


def undone(events: Iterable[Event], within: int = _AT_ONCE) -> frozenset[int]:
    """The decisions that whoever took them has replaced by another within two minutes, and not come back to at once.

    What was replaced within seconds came to nothing whatever came after: it is told where they come back to it. Behind
    which door they meant to look and have looked, that is done, however soon.
    """
    events = list(events)
    looked = {(event.who, event.tick) for event in events if event.kind == Kind.ACHIEVED and event.amount == _LOOKS}
    theirs: dict[int, list[Event]] = {}
    for event in events:
        if event.kind == Kind.DECIDED:
            theirs.setdefault(event.who, []).append(event)
    found: set[int] = set()
    for taken in theirs.values():
        for n, (one, other) in enumerate(pairwise(taken)):
            after = taken[n + 2] if n + 2 < len(taken) else None
            back = after is not None and _same(one, after) and after.tick - other.tick <= _AT_ONCE
            lasted = other.tick - one.tick
            done = one.amount == _LOOKS and any((one.who, tick) in looked for tick in range(one.tick, other.tick + 1))
            if not done and not _same(one, other) and lasted <= (_NO_TIME if back else within):
                found.add(one.id)
    return frozenset(found)


def held(events: Iterable[Event], dropped: Collection[int]) -> dict[int, int]:
    """How many seconds each decision held, where one that was not undone replaced it or its taker could not go on.

    dropped: those that were undone.
    """
    found: dict[int, int] = {}
    now: dict[int, Event] = {}  # who -> what they are at
    for event in events:
        who = event.whom if event.kind == Kind.ARRESTED else event.who
        other = event.kind == Kind.DECIDED and event.id not in dropped
        before = now.get(who) if other or event.kind in _CUTS_SHORT else None
        if before is not None and not (other and _same(before, event)):
            found[now.pop(who).id] = event.tick - before.tick
        if other:
            now.setdefault(who, event)
    return found


_CUTS_SHORT = frozenset({Kind.ARRESTED, Kind.FELL_ASLEEP, Kind.FAINTED, Kind.DIED, Kind.SHUT_DOWN})


def _same(one: Event, other: Event) -> bool:
    return (one.amount, one.whom) == (other.amount, other.whom)


def at_their_deeds(events: Iterable[Event], acted: Mapping[int, int], known: Collection[int]) -> list[Event]:
    """The events, decisions that are told as a deed at its first order, and all in the order of time.

    acted: the first order that came of each decision. known: decisions that stay where they are.
    """
    return sorted((_at_its_deed(event, acted, known) for event in events), key=lambda event: event.tick)


def _at_its_deed(event: Event, acted: Mapping[int, int], known: Collection[int]) -> Event:
    told_so = event.kind == Kind.DECIDED and event.id in acted and event.id not in known
    if not told_so or words(Aim(event.amount).name) not in DEEDS:
        return event
    return replace(event, tick=max(event.tick, split_id(acted[event.id])[0]))
