"""Exchange: things change hands, and insignia are covered and shown.

One unit of a kind goes over at a time: a dose, a dressing, a tenth of a litre, a chip. It is given to whoever has their
senses. It is taken from the ground, from the dead, from the unconscious, and from those who trust enough to let it go;
what the dead carry stays with them until somebody takes it. Where several reach for the last one, a draw says who gets
it. Nobody takes up more than they can carry.

Reads   citizens.intent (GIVE, TAKE, PUT_DOWN, VEIL, UNVEIL), target, cause, cell, inside, luck; items.count, kind,
        holder; profiles.category; what was asked for, as `amount_of` has it; who trusts whom, as `regard.trust` has it;
        what stands in the way, as `world/reasons` has it
Writes  profiles.covered, cause; citizens.wake; things as `kit.hand` and `kit.lay` do; who gives, takes or puts down
        as `stand_still` does; what the receiver thinks as `regard.good` does; speed in a suit as `refresh_pace` does
Emits   GAVE(citizen, citizen; thing; cause: the order), TOOK(citizen, from citizen; thing; cause: the order; stream and
        odds where several reached for it), PUT_DOWN(citizen; thing; cause: the order),
        INSIGNIA_COVERED(citizen; category; cause: the order),
        INSIGNIA_SHOWN(the same), REFUSED(citizen, target; refusal; cause: the order)
Units   grams (`kit.GRAMS`); trust in 1/1000
Source  What people can carry: `loads` (world/body/burdens.py), after NIOSH: T. Waters et al., Ergonomics 36 (1993) 749;
        the rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body.posture import refresh_pace
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, drop_intent, is_minded
from undergrid.world.people import background
from undergrid.world.reasons.items import giving, has_a_say, not_to_be_taken, nothing_to_take, putting_down, veiling
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("handling")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.exchange`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lets_go: int = Field(600, ge=0, le=1001, description="trust from which on one lets things go, 1/1000 [assumed]")
    gift: int = Field(300, ge=0, le=10_000, description="good experience that a thing given is, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    """Hand over what is given, then what is taken; then lay down what is put down, and cover or show insignia."""
    if not anybody_tries(world):
        return
    takers = []
    for who in attempts.asked(world, Verb.GIVE, Verb.TAKE):
        if world.citizens.intent[who] == Verb.GIVE:
            _give(world, params, who)
        else:
            takers.append(who)
    if takers:
        _take(world, params, takers)
    for who in attempts.asked(world, Verb.PUT_DOWN):
        _put_down(world, who)
    for who in attempts.asked(world, Verb.VEIL, Verb.UNVEIL):
        _veil(world, who)


def _give(world: World, params: Params, who: int) -> None:
    """Let somebody hand over the best thing of a kind that they have."""
    people = world.citizens
    whom, kind = int(people.target[who]), amount_of(world, who)
    why = giving(world, who, Verb.GIVE, whom, kind)
    if why is not None:
        attempts.refuse(world, who, why)
        return
    slots = kit.slots_of(world, who, ItemKind(kind))
    event = world.events.one(Kind.GAVE, who, whom, int(people.cell[who]), kind, int(people.cause[who]))
    _hand(world, slots[0], whom, event)
    regard.good(world, whom, who, params.gift, event)
    tasks.stand_still(world, who)


def _take(world: World, params: Params, takers: list[int]) -> None:
    """Let people take what they reach for; where more reach than there is, those with the lowest draws get it."""
    people, key = world.citizens, world.key(STREAM)
    claims: dict[tuple[int, int, int], list[int]] = {}
    for who in takers:
        why = _why_not_take(world, params, who, int(people.target[who]), amount_of(world, who))
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
        there = sum(int(world.items.count[slot]) for slot in kit.to_be_taken(world, claimants[0], whom, ItemKind(kind)))
        contested = len(claimants) > there
        for _, who in by_luck:
            slots = kit.to_be_taken(world, who, whom, ItemKind(kind))
            if not slots:
                attempts.refuse(world, who, Refusal.NO_SUPPLIES)
                continue
            event = world.events.one(
                Kind.TOOK, who, whom, int(people.cell[who]), kind, int(people.cause[who]),
                int(STREAM) if contested else 0, luck.CERTAIN * there // len(claimants) if contested else 0,
            )  # fmt: skip
            _hand(world, slots[0], who, event)
            tasks.stand_still(world, who)


def _put_down(world: World, who: int) -> None:
    """Let somebody lay down the best thing of a kind that they have, where they are."""
    people, kind = world.citizens, amount_of(world, who)
    why = putting_down(world, who, Verb.PUT_DOWN, -1, kind)
    if why is not None:
        attempts.refuse(world, who, why)
        return
    cell = int(people.cell[who])
    event = world.events.one(Kind.PUT_DOWN, who, where=cell, amount=kind, cause=int(people.cause[who]))
    kit.lay(world, kit.slots_of(world, who, ItemKind(kind))[0], cell, int(people.inside[who]), event)
    if kind == ItemKind.SUIT:
        refresh_pace(world, who)
    tasks.stand_still(world, who)


def _hand(world: World, slot: int, to: int, event: int) -> None:
    """Let one thing go over. A suit slows whoever wears it from then on, and nobody else."""
    had, suit = int(world.items.holder[slot]), world.items.kind[slot] == ItemKind.SUIT
    kit.hand(world, slot, to, event)
    for who in (had, to) if suit else ():
        if who >= 0:
            refresh_pace(world, who)


def _why_not_take(world: World, params: Params, who: int, whom: int, kind: int) -> Refusal | None:
    """Why somebody cannot take what they reach for, the other's will included; None where they can."""
    if kind not in set(ItemKind):
        return Refusal.NO_SUCH_TARGET
    why = not_to_be_taken(world, who, whom)
    if why is None and whom >= 0 and has_a_say(world, whom) and regard.trust(world, whom, who) < params.lets_go:
        return Refusal.UNWILLING
    return why or nothing_to_take(world, who, whom, ItemKind(kind))


def _veil(world: World, who: int) -> None:
    """Let somebody cover the insignia they wear, or show them."""
    people, profiles = world.citizens, world.profiles
    verb = Verb(int(people.intent[who]))
    why = veiling(world, who, verb, -1, 0)
    if why is not None:
        attempts.refuse(world, who, why)
        return
    slot, cover = background.profile(world, who), verb == Verb.VEIL
    event = world.events.one(
        Kind.INSIGNIA_COVERED if cover else Kind.INSIGNIA_SHOWN, who, where=int(people.cell[who]),
        amount=int(profiles.category[slot]), cause=int(people.cause[who]),
    )  # fmt: skip
    profiles.covered[slot], profiles.cause[slot] = cover, event
    drop_intent(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(attempts.Pause).ticks
