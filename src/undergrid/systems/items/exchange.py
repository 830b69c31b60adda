"""Exchange: things change hands, and insignia are covered and shown.

One unit of a kind goes over at a time: a dose, a dressing, a tenth of a litre, a chip. It is given to whoever has their
senses. It is taken from the ground, from the dead, from the unconscious, and from those who trust enough to let it go;
what the dead carry stays with them until somebody takes it. Where several reach for the last one, a draw says whose it
is. Nobody takes up more than they can carry.

Reads   citizens.intent (GIVE, TAKE, VEIL, UNVEIL), target, cause, alive, doing, age, cell, inside, luck; items.kind,
        holder, cell, building, count, quality; profiles.category, insignia, covered; what was asked for, as `amount_of`
        has it; who trusts whom, as `regard.trust` has it
Writes  profiles.covered, cause; citizens.wake; things as `kit.hand` does; who gives or takes as `stand_still` does;
        what the receiver thinks as `regard.good` does
Emits   GAVE(citizen, citizen; thing; cause: the order), TOOK(citizen, from citizen; thing; cause: the order; stream and
        odds where several reached for it), INSIGNIA_COVERED(citizen; category; cause: the order),
        INSIGNIA_SHOWN(the same), REFUSED(citizen, target; refusal; cause: the order)
Units   grams (`kit.GRAMS`); trust in 1/1000
Source  25 kg: the load constant of the NIOSH lifting equation is 23 kg, T. Waters et al., Ergonomics 36 (1993) 749;
        the rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body import posture, reach
from undergrid.world.body.physique import Ages
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import Attempts, amount_of, drop_intent, is_minded
from undergrid.world.people import background
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("handling")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.exchange`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    load_kg: int = Field(25, ge=0, le=200, description="what a grown person carries, kg [23: NIOSH; rounded]")
    child_kg: int = Field(8, ge=0, le=200, description="what a child carries, kg [assumed]")
    lets_go: int = Field(600, ge=0, le=1001, description="trust from which on one lets things go, 1/1000 [assumed]")
    gift: int = Field(300, ge=0, le=10_000, description="good experience that a thing given is, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Let go over what is given, then what is taken; then see to the insignia."""
    if not world.cache(Attempts).intending.any:
        return
    takers = []
    for who in attempts.asked(world, Verb.GIVE, Verb.TAKE):
        if world.citizens.intent[who] == Verb.GIVE:
            _give(world, params, who)
        else:
            takers.append(who)
    if takers:
        _take(world, params, takers)
    for who in attempts.asked(world, Verb.VEIL, Verb.UNVEIL):
        _veil(world, who)


def _thing(world: World, who: int) -> ItemKind | None:
    """What kind of thing somebody's intent is about; None where there is no such kind."""
    amount = amount_of(world, who)
    return ItemKind(amount) if amount in set(ItemKind) else None


def _can_carry(world: World, params: Params, who: int, kind: ItemKind) -> bool:
    kg = params.child_kg if world.citizens.age[who] < world.shared(Ages).child else params.load_kg
    return kit.load(world, who) + kit.GRAMS[kind] <= 1000 * kg


def _give(world: World, params: Params, who: int) -> None:
    """Let somebody hand over the best thing of a kind that they have."""
    people, kind = world.citizens, _thing(world, who)
    whom = int(people.target[who])
    why = reach.why_not(world, who, whom)
    if why is None and kind is None:
        why = Refusal.NO_SUCH_TARGET
    if why is None and not posture.hears(world, whom):
        why = Refusal.NO_ANSWER
    if why is not None or kind is None:
        attempts.refuse(world, who, why or Refusal.NO_SUCH_TARGET)
        return
    slots = kit.slots_of(world, who, kind)
    if not slots or not _can_carry(world, params, whom, kind):
        attempts.refuse(world, who, Refusal.TOO_HEAVY if slots else Refusal.NO_SUPPLIES)
        return
    event = world.events.one(Kind.GAVE, who, whom, int(people.cell[who]), int(kind), int(people.cause[who]))
    kit.hand(world, slots[0], whom, event)
    regard.good(world, whom, who, params.gift, event)
    tasks.stand_still(world, who)


def _take(world: World, params: Params, takers: list[int]) -> None:
    """Let people take what they reach for; where more reach than there is, those with the lowest draws get it."""
    people, key = world.citizens, world.key(STREAM)
    claims: dict[tuple[int, int, int], list[int]] = {}
    for who in takers:
        why = _why_not_take(world, params, who)
        if why is not None:
            attempts.refuse(world, who, why)
            continue
        whom = int(people.target[who])
        place = int(people.inside[who] if people.inside[who] >= 0 else -1 - people.cell[who]) if whom < 0 else -1
        claims.setdefault((whom, place, amount_of(world, who)), []).append(who)
    for whom, _, kind in sorted(claims):
        claimants = claims[whom, _, kind]
        lucky = int(people.luck[whom]) if whom >= 0 else kind
        by_luck = sorted((luck.u32(key, luck.pair(people.luck[who], lucky)), who) for who in claimants)
        there = sum(int(world.items.count[slot]) for slot in _lying(world, claimants[0], whom, ItemKind(kind)))
        contested = len(claimants) > there
        for _, who in by_luck:
            slots = _lying(world, who, whom, ItemKind(kind))
            if not slots:
                attempts.refuse(world, who, Refusal.NO_SUPPLIES)
                continue
            event = world.events.one(
                Kind.TOOK, who, whom, int(people.cell[who]), kind, int(people.cause[who]),
                int(STREAM) if contested else 0, luck.CERTAIN * there // len(claimants) if contested else 0,
            )  # fmt: skip
            kit.hand(world, slots[0], who, event)
            tasks.stand_still(world, who)


def _lying(world: World, who: int, whom: int, kind: ItemKind) -> list[int]:
    """The slots of things of a kind that `who` can take: what `whom` carries, or (-1) what lies here; best first.

    Indoors that is what lies in the same building, outdoors on the same cell. What has been built in lies nowhere.
    """
    if whom >= 0:
        return kit.slots_of(world, whom, kind)
    items, people = world.items, world.citizens
    rows = items.where(kind=kind, building=people.inside[who])
    lies = (items.holder[rows] < 0) & (items.count[rows] > 0) & (items.cell[rows] >= 0)
    if people.inside[who] < 0:
        lies &= items.cell[rows] == people.cell[who]
    rows = rows[lies]
    return [int(row) for row in rows[np.argsort(-items.quality[rows].astype(np.int64), kind="stable")]]


def _why_not_take(world: World, params: Params, who: int) -> Refusal | None:
    """Why somebody cannot take what they are about to; None where nothing speaks against it."""
    people, kind = world.citizens, _thing(world, who)
    whom = int(people.target[who])
    if kind is None:
        return Refusal.NO_SUCH_TARGET
    if whom >= 0:
        why = reach.why_not(world, who, whom, dead=True)
        if why is not None:
            return why
        if people.alive[whom] and people.doing[whom] != Activity.UNCONSCIOUS:
            if not posture.hears(world, whom):
                return Refusal.NO_ANSWER
            if regard.trust(world, whom, who) < params.lets_go:
                return Refusal.UNWILLING
    elif reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if not _lying(world, who, whom, kind):
        return Refusal.NO_SUPPLIES
    return None if _can_carry(world, params, who, kind) else Refusal.TOO_HEAVY


def _veil(world: World, who: int) -> None:
    """Let somebody cover the insignia they wear, or show them."""
    people, profiles = world.citizens, world.profiles
    slot, cover = background.profile(world, who), bool(people.intent[who] == Verb.VEIL)
    if slot < 0 or not profiles.insignia[slot] or bool(profiles.covered[slot]) == cover:
        attempts.refuse(world, who, Refusal.NOT_NEEDED)
        return
    event = world.events.one(
        Kind.INSIGNIA_COVERED if cover else Kind.INSIGNIA_SHOWN, who, where=int(people.cell[who]),
        amount=int(profiles.category[slot]), cause=int(people.cause[who]),
    )  # fmt: skip
    profiles.covered[slot], profiles.cause[slot] = cover, event
    drop_intent(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(attempts.Pause).ticks
