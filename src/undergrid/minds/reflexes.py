"""Reflexes: what interrupts whatever one is about: to keep out of a watcher's sight, to turn on it, to warn, to shield,
to speak to those who have just looked one over as a stranger, and to run on from a door that was blown in.

To keep out of sight is no intention, and over in seconds. Who turns on a watcher has decided to: it is taken up and
decided as other intentions are, with what was left for it and what that was worth, and is over when the watcher has
been stopped, or when something else has become better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from undergrid.core import luck
from undergrid.minds import vain
from undergrid.minds.bids import Bid
from undergrid.minds.intentions import end, goes_back, take_up, too_soon, turn_to
from undergrid.minds.knows.news import news_for
from undergrid.minds.mind import Mind
from undergrid.minds.wants import evade, fight, shield
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

if TYPE_CHECKING:
    from undergrid.minds.minds import Want

REFLEXES = ("evade", "fight", "shield")
"""Wants that only interrupt what one is about."""


_RUNS = 10  # seconds that whoever is driven out of a door runs for before they think [assumed]
_LATELY = 300  # seconds for which one has it in mind that one has been sized up [assumed]


class Stand(NamedTuple):
    """What one does about a watcher that one fights, None for nothing; and the event by which a fight ended, or 0."""

    bid: Bid | None
    ended: int
    waits: bool = False  # whether one keeps an eye on it for a moment more, with nothing to do about it


def shy(own: Sequence[Want]) -> evade.Params | None:
    """How shy one is of watchers; None for somebody who is not."""
    return next((want.params for want in own if isinstance(want.params, evade.Params)), None)


def wary(own: Sequence[Want], mind: Mind) -> bool:
    """Whether one looks up every few seconds with a watcher about: who is shy of them, or ready to fight."""
    fights = any(isinstance(want.params, fight.Params) for want in own) and mind.risk.arms.weapon is not None
    return (fights or shy(own) is not None) and mind.risk.near


def flees(world: World, who: int) -> bool:
    """Whether somebody runs out of a door or away from it, as they do who are raided or whose roof burns: for the first
    moments nobody thinks.
    """
    people = world.citizens
    tick, kind, _, _ = split_id(int(people.cause[who]))
    if kind != Kind.FLED or world.tick - tick > _RUNS:
        return False
    return bool(people.inside[who] >= 0 or people.doing[who] == Activity.WALKING)


def stand(world: World, mind: Mind, own: Sequence[Want]) -> Stand:
    """Turn on the watcher that comes for one, go on with that, or let it be."""
    number = next((number for number, want in enumerate(own) if isinstance(want.params, fight.Params)), -1)
    if number < 0:
        return Stand(None, 0)
    kept, params = world.intentions, own[number].params
    assert isinstance(params, fight.Params)
    slot = kept.first(owner=mind.who, aim=Aim.FIGHT)
    at = int(kept.note[slot]) if slot >= 0 else -1
    found = fight.weigh(mind, params, at)
    if found is not None and (vain.why_vain(mind, found.bid) or not _may(world, mind, slot, found.bid.urgency)):
        found = None
    if found is not None and found.row != at and goes_back(world, mind.plan, Aim.FIGHT, found.row):
        found = None
    if found is None and slot >= 0 and not mind.risk.arms.stopped(at) and too_soon(world, mind.plan):
        return Stand(None, 0, waits=slot == world.plans.intends[mind.plan])
    ended = 0
    if slot >= 0 and (found is None or found.row != at):
        ended = end(world, mind.plan, slot, done=mind.risk.arms.stopped(at))
        slot = -1
    if found is None:
        return Stand(None, ended)
    if slot < 0:
        slot = _begin(world, mind, number, found)
    kept.worth[slot], kept.seen[slot] = found.bid.urgency, world.tick
    return Stand(found.bid, ended)


def _may(world: World, mind: Mind, slot: int, urgency: int) -> bool:
    """Whether what one is about lets one: nothing that matters more, as one looked at it last."""
    about = int(world.plans.intends[mind.plan])
    return about in (-1, slot) or int(world.intentions.worth[about]) < urgency


def _begin(world: World, mind: Mind, number: int, found: fight.Fight) -> int:
    """Take up to fight a watcher, and decide for it; returns the slot.

    INTENDED has the chance to stop it as its `odds`; DECIDED, as every decision, what not to do it would be worth, and
    what one was about as what came next.
    """
    kept, before = world.intentions, int(world.plans.intends[mind.plan])
    slot = take_up(world, mind.who, number, found.bid, _odds(found.chance))
    kept.note[slot] = found.row
    decided = turn_to(world, mind.plan, slot, int(kept.cause[slot]), _odds(found.instead))
    if before >= 0:
        world.events.because(decided, int(kept.cause[before]), Role.RIVAL)
    return slot


def _odds(share: float) -> int:
    """A share as events keep it, of 2^32."""
    return min(luck.CERTAIN - 1, round(share * luck.CERTAIN))


def tell_by_radio(world: World, mind: Mind) -> Order | None:
    """The order to say by radio what one has for a companion; None for nothing, or where others may hear.

    It takes no time, and one goes on with what one is about.
    """
    news = news_for(world, mind.who)
    if news is None or mind.risk.near or mind.purpose.refused(Verb.RADIO, news.whom):
        return None
    mind.remember(verb=Verb.RADIO, target=news.whom, refusal=0)
    return Order(world.tick, mind.who, Verb.RADIO, news.whom, news.cell, news.cause, outside=False)


def speak_up(
    mind: Mind, own: Sequence[Want], places: dict[str, int], people: dict[str, int]
) -> tuple[bool, Order | None]:
    """(whether one keeps an eye on a Sentinel in every second, what one says before it or to those about one or None).

    It takes no time, and one goes on with what one is about.
    """
    kind, at = mind.percept
    sized_up = kind == Kind.SIZED_UP and mind.tick - at <= _LATELY
    if sized_up and mind.aid.can(Verb.ADDRESS, -1) and mind.talk.speaks_for_ours:
        return False, Order(mind.tick, mind.who, Verb.ADDRESS, cause=mind.recall("cause"), outside=False)
    for want in own:
        if isinstance(want.params, shield.Params):
            bid = shield.bid(mind, want.params, places, people)
            if bid is not None:
                return True, Order(mind.tick, mind.who, bid.verb, bid.target, bid.amount, bid.because, outside=False)
            return shield.on_guard(mind), None
    return False, None
