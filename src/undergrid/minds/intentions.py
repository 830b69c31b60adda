"""Intentions: what somebody takes up stays theirs until it is done or given up, and is not dropped for a trifle.

A want offers what it would have one do now, for one intention. What is offered for the first time is taken up: an event
of what it came of. Of those taken up one is followed. Another takes its place where that is over, where the same want
puts something else first, or where it is worth more by a margin. What came next, and by how much, is kept. Nobody goes
back on a decision within a minute, unless something has happened to them since, or what they turned to is done.

Source  Persistent goals: P. Cohen, H. Levesque, Intention is choice with commitment, Artif. Intell. 42 (1990); that
        what one is about is weighed anew only where something else promises more: M. Bratman et al., Plans and
        resource-bounded practical reasoning, Comput. Intell. 4 (1988). The sizes are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from undergrid.core import luck
from undergrid.minds.bids import Bid
from undergrid.world.body.burdens import hauler_of
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

MARGIN = 4  # what one is about gives way to what is worth more by one part in so many [assumed]
_LEAST = 20  # and by so much, 1/1000 [assumed]
_STANDS = 60  # seconds for which a decision is not gone back on without a reason [assumed]
_LAPSES = 600  # seconds without anything to do for it after which an intention is over [assumed]


class Chosen(NamedTuple):
    """What a mind is about now: the slot of the intention, the bid for it, and the number of its want."""

    slot: int
    bid: Bid
    want: int


def to_beat(worth: int) -> int:
    """How much something else must be worth to take the place of what one is about."""
    return worth + max(_LEAST, worth // MARGIN)


def held(world: World, owner: int) -> list[int]:
    """The slots of somebody's intentions, by their age."""
    rows = world.intentions.of(owner)
    return sorted(rows.tolist(), key=lambda row: (int(world.intentions.since[row]), row))


def slot_of(world: World, owner: int, want: int, bid: Bid) -> int:
    """The slot of the intention that a bid serves; -1 where it has not been taken up."""
    kept = world.intentions
    asked = want, int(bid.aim), bid.whom, bid.where
    for row in kept.of(owner).tolist():
        if (int(kept.want[row]), int(kept.aim[row]), int(kept.whom[row]), int(kept.cell[row])) == asked:
            return int(row)
    return -1


def take_up(world: World, owner: int, want: int, bid: Bid, odds: int = 0) -> int:
    """Take an intention up, for the reason that the bid gives; returns its slot. odds: that it comes to something."""
    kept = world.intentions
    slot = int(kept.take(1)[0])
    kept.owner[slot], kept.want[slot], kept.since[slot] = owner, want, world.tick
    kept.aim[slot], kept.whom[slot], kept.cell[slot] = bid.aim, bid.whom, bid.where
    kept.cause[slot] = _log(world, Kind.INTENDED, slot, bid.because or world.scenario_event, odds)
    return slot


def look_at(world: World, slot: int, bid: Bid) -> None:
    """Note that there is something to do for an intention, and what that is worth."""
    world.intentions.worth[slot], world.intentions.seen[slot] = bid.urgency, world.tick


def end(world: World, plan: int, slot: int, done: bool, cause: int = 0) -> int:
    """End an intention: done, or given up; returns the event.

    cause: what brought that about; by default what was done for it last, where it is done, or else its taking up.
    """
    kept, plans = world.intentions, world.plans
    cause = cause or (_done_for(world, plan, slot) if done else 0) or int(kept.cause[slot])
    event = _log(world, Kind.ACHIEVED if done else Kind.ABANDONED, slot, cause)
    if cause != kept.cause[slot]:
        world.events.because(event, int(kept.cause[slot]), Role.CONDITION)
    if plans.intends[plan] == slot:
        plans.intends[plan] = -1
        if done and _since(cause, int(plans.latest_at[plan])):
            plans.before[plan] = 0  # it was done for its own sake: one may go back
    kept.free(np.array([slot]))
    return event


def _done_for(world: World, plan: int, slot: int) -> int:
    """The deed that was done for an intention last, or else the order that was given for it; 0 without either."""
    kept, plans = world.intentions, world.plans
    ordered = int(plans.ordered[plan]) if plans.intends[plan] == slot else 0
    return int(kept.deed[slot]) or (ordered if _since(ordered, int(plans.latest_at[plan])) else 0)


def lapsed(world: World, slot: int) -> bool:
    """Whether there has been nothing to do for an intention for so long that it is over."""
    return world.tick - int(world.intentions.seen[slot]) > _LAPSES


def choose(world: World, plan: int, offers: Mapping[int, Bid], slots: Mapping[int, int]) -> Chosen | None:
    """Which of the offers to follow, by the wants that make them; None where there is none.

    slots: the intention that each serves. What one is about stands first, and so does what its own want now puts first.
    """
    if not offers:
        return None
    about = int(world.plans.intends[plan])
    own = int(world.intentions.want[about]) if about >= 0 else -1
    stands = {want: bid for want, bid in offers.items() if not goes_back(world, plan, bid.aim, bid.whom)}
    offers = stands or offers
    first = max(offers, key=lambda want: (offers[want].urgency, -want))
    if own in offers and offers[first].urgency <= to_beat(offers[own].urgency):
        first = own
    return Chosen(slots[first], offers[first], first)


def goes_back(world: World, plan: int, aim: Aim, whom: int) -> bool:
    """Whether to be about this would be to go back on the last decision too soon, with nothing having happened since.

    whom: whom it is for, or the watcher that one would fight.
    """
    plans, packed = world.plans, _packed(aim, whom)
    if packed != plans.before[plan] or packed == plans.latest[plan]:
        return False
    return too_soon(world, plan)


def too_soon(world: World, plan: int) -> bool:
    """Whether what one decided before the last decision was decided so lately, and nothing has happened to one since,
    that one does not go back to it.
    """
    plans = world.plans
    at = int(plans.before_at[plan])
    lately = plans.before[plan] != 0 and world.tick - at <= _STANDS
    return bool(lately) and not _since(int(plans.cause[plan]), at)


def _since(event: int, tick: int) -> bool:
    """Whether an event happened at a tick or later, and is neither something that was taken up nor a decision."""
    at, kind, _, _ = split_id(event)
    return event > 0 and at >= tick and kind not in (Kind.INTENDED, Kind.DECIDED)


def _packed(aim: int, whom: int) -> int:
    """What a decision is for as one number, not 0; 0 for rest, which nobody decides on for its own sake."""
    return 0 if aim == Aim.REST else (int(aim) << 32) + whom + 2


def turn_to(world: World, plan: int, slot: int, cause: int, odds: int) -> int:
    """Let a mind be about an intention from now on; returns the event DECIDED. odds: what came next, in parts of it."""
    plans, kept = world.plans, world.intentions
    aim = int(kept.aim[slot])
    decided = _log(world, Kind.DECIDED, slot, cause, odds)
    if aim != Aim.REST:
        plans.before[plan], plans.before_at[plan] = plans.latest[plan], plans.latest_at[plan]
        plans.latest[plan] = _packed(aim, int(kept.note[slot] if aim == Aim.FIGHT else kept.whom[slot]))
        plans.latest_at[plan] = world.tick
    plans.intends[plan], plans.decided[plan], plans.ordered[plan] = slot, decided, 0
    return decided


def decide(
    world: World, plan: int, chosen: Chosen, offers: Mapping[int, Bid], slots: Mapping[int, int], ended: int
) -> None:
    """Turn to an intention. ended: the event that ended what one was about until now; 0 where none did.

    The decision keeps what came next as a further cause (RIVAL) and, as its `odds`, what that was worth in parts of
    what was chosen, in 2^-32; what was left for it (INSTEAD), and where the same want turns back from that, what was
    done for it last (CONDITION): it may have been enough.
    """
    plans, kept = world.plans, world.intentions
    before, slot = int(plans.intends[plan]), chosen.slot
    back = kept.since[slot] != world.tick
    cause = ended if back and ended else int(kept.cause[slot])
    others = (want for want in offers if want != chosen.want)
    rival = max(others, key=lambda want: offers[want].urgency, default=-1)
    next_worth = offers[rival].urgency if rival >= 0 else 0
    share = min(luck.CERTAIN - 1, (next_worth << 32) // chosen.bid.urgency)
    decided = turn_to(world, plan, slot, cause, share)
    if rival >= 0:
        world.events.because(decided, int(kept.cause[slots[rival]]), Role.RIVAL)
    if before not in (-1, slot, slots.get(rival, -1)) and kept.used[before]:
        world.events.because(decided, int(kept.cause[before]), Role.INSTEAD)
        if back and kept.deed[before] and kept.want[before] == chosen.want:
            world.events.because(decided, int(kept.deed[before]), Role.CONDITION)


def leave_asleep(world: World, plan: int) -> None:
    """Log whom somebody lets sleep as they go out by what they have decided: those they are bound to or care for.

    Whoever sleeps on in the hands of who goes is not left: they go too.
    """
    people, bonds, who = world.citizens, world.bonds, int(world.plans.owner[plan])
    here = (people.inside == people.inside[who]) & (people.doing == Activity.SLEEPING)
    for one in sorted({*bonds.b[bonds.of(who)].tolist(), int(world.plans.charge[plan])} - {-1, who}):
        if here[one] and hauler_of(world, one) != who:
            cell = int(people.cell[who])
            world.events.one(Kind.LEFT_ASLEEP, who, one, cell, cause=int(world.plans.decided[plan]))


def _log(world: World, kind: Kind, slot: int, cause: int, odds: int = 0) -> int:
    kept = world.intentions
    who, whom = int(kept.owner[slot]), int(kept.whom[slot])
    return world.events.one(
        kind, who, whom, int(world.citizens.cell[who]), int(kept.aim[slot]), cause, stream=0, odds=odds
    )
