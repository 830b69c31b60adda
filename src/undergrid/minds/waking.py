"""Waking: what makes a mind look up, and when it does so by itself; what its owner has done of what it has decided.

Nobody counts seconds: who means to look up after a minute or more does so somewhat sooner or later, by luck. Two nights
in which the same people wait for the same would be the same nights to the second without that.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from undergrid.core import luck
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.events import KIND_BITS, TICK_SHIFT
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

_WAKES = np.zeros(1 << KIND_BITS, np.uint8)  # by kind, as bits: 1 wakes `who`, 2 wakes `whom`
for _kind in Kind:
    _WAKES[_kind] = ("who" in _kind.wakes) | ("whom" in _kind.wakes) << 1
_NO_DEEDS = (
    Kind.REFUSED,
    Kind.HID,
    Kind.ENDED,
    Kind.MET,
    Kind.INFERRED,
    Kind.STANCE_CHANGED,
    Kind.HOPE_CHANGED,
    Kind.SURPRISED,
    Kind.LINE_FOUND,
    Kind.SIZED_UP,
    Kind.LOCATION_LEARNED,
)
_DEED = np.zeros(1 << KIND_BITS, np.bool_)  # by kind: whether it is something that a person does
for _kind in Kind:
    _DEED[_kind] = _kind.who == "citizen" and _kind not in _NO_DEEDS
_BAFFLED = 5  # seconds before a mind thinks again after a refusal, so that it does not try every tick [assumed]
_WALKING, _CROSSING = int(Activity.WALKING), int(Activity.CROSSING)
_JUDGED, _ORDERED, _REFUSED = int(Kind.JUDGED), int(Kind.ORDERED), int(Kind.REFUSED)
_SUPERSEDED = int(Refusal.SUPERSEDED)
_LOOKS_UP = luck.stream("minds/looks up")
_COUNTED = 60  # seconds: who means to look up sooner does so to the second [assumed]
_GIVE_OR_TAKE = 4  # one part in so many by which one looks up sooner or later [assumed]
_TURNS_TO = luck.stream("minds/turns to the next")
_READ = ("id", "kind", "who", "whom")  # of an event that is perceived
_PAUSE = 6  # seconds within which one turns to the next thing, having done something with one's hands [assumed]
_BY_HAND = np.zeros(1 << KIND_BITS, np.bool_)  # by kind: whether it is done by hand, for somebody
for _kind in (
    Kind.PULSE_FOUND, Kind.NO_PULSE, Kind.FREED, Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED, Kind.TOURNIQUET_PUT_ON,
    Kind.INJECTED, Kind.GAVE_WATER, Kind.ASSESSED, Kind.NET_PATCHED,
):  # fmt: skip
    _BY_HAND[_kind] = True


def looks_up(world: World, who: int, seconds: int) -> int:
    """In how many seconds somebody looks up by themselves who means to after so many."""
    if seconds < _COUNTED:
        return seconds
    within = seconds // _GIVE_OR_TAKE
    return seconds - within + int(luck.below(world.key(_LOOKS_UP), world.citizens.luck[who], 2 * within + 1))


@kernel
def any_awake(wake, tick):
    """Whether any mind is awake at a tick."""
    for plan in range(len(wake)):
        if wake[plan] <= tick:
            return True
    return False


@kernel
def stop(plans, people, now):
    """Wake those who have stopped walking, and those who rest beside somebody who does something else now: two ticks
    later, for they perceive before they think.
    """
    for plan in range(len(plans.owner)):
        owner, other = plans.owner[plan], plans.beside[plan]
        if plans.walking[plan]:
            doing = people.doing[owner]
            if doing != _WALKING and doing != _CROSSING:
                plans.walking[plan], plans.wake[plan] = False, now + 2
        left = other >= 0 and people.inside[other] != people.inside[owner]
        if other >= 0 and (left or people.doing[other] != plans.beside_as[plan]):
            plans.beside[plan], plans.parted[plan], plans.wake[plan] = -1, now, now + 2


@kernel
def note_deeds(plans, intentions, ids, kinds, who, whom, amount, causes):
    """Note what those who have decided something order for it, and what they do of that order.

    An order from outside that is the one a mind gives itself is as good as its own, which is refused then. To be
    refused, to hide on the way, to meet somebody or to come upon a line is no deed, nor is the end of a story, or what
    watchers do.
    """
    for row in range(len(ids)):
        kind, cause = kinds[row], causes[row]
        if not _DEED[kind] or (cause == 0 and kind != _ORDERED):
            continue
        for plan in range(len(plans.owner)):
            if plans.owner[plan] != who[row]:
                continue
            if kind == _ORDERED:
                same = cause == 0 and not plans.ducks[plan]
                same = same and plans.verb[plan] == amount[row] and plans.target[plan] == whom[row]
                first = plans.ordered[plan] >> TICK_SHIFT < ids[row] >> TICK_SHIFT
                own = cause != 0 and cause == plans.decided[plan] and first
                if same or own:
                    plans.ordered[plan] = ids[row]
            elif cause == plans.ordered[plan] and plans.intends[plan] >= 0:
                intentions.deed[plans.intends[plan]] = ids[row]


def perceive(world: World, happened: Mapping[str, I64]) -> bool:
    """Wake the owners of this tick's percepts; returns whether one of them was refused what they ordered, or judged.

    Who has done something with their hands turns to the next thing after a moment, by luck. A mind does not perceive
    that an order from outside superseded its own: being played leaves no memory.
    """
    superseded = (happened["kind"] == _REFUSED) & (happened["amount"] == _SUPERSEDED)
    if superseded.any():
        happened = {name: happened[name][~superseded] for name in _READ}
    read = (happened[name] for name in _READ)
    return bool(_perceive(world.plans.handle, *read, world.tick, world.key(_TURNS_TO), world.citizens.luck))


@kernel
def _perceive(plans, ids, kinds, who, whom, now, key, lucky):
    refused = False
    for row in range(len(ids)):
        how = _WAKES[kinds[row]]
        if how == 0:
            continue
        for plan in range(len(plans.owner)):
            owner = plans.owner[plan]
            if (how & 1 and owner == who[row]) or (how & 2 and owner == whom[row]):
                pause = luck.below(key, lucky[owner], _PAUSE) if _BY_HAND[kinds[row]] and owner == who[row] else 0
                plans.wake[plan] = now + (_BAFFLED if kinds[row] == _REFUSED else 1 + pause)
                plans.cause[plan] = ids[row]
                refused |= kinds[row] == _REFUSED or kinds[row] == _JUDGED
    return refused
