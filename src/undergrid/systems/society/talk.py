"""Talk: hands raised, a past told, somebody vouched for, word of a place. What is said is said at once.

Both have to live, be awake, and stand within earshot (`world/senses/earshot.py`): in one building, within some metres
outdoors, or one before the door of the other. Raised hands are seen farther off.

Reads   citizens.target, cause, cell; knowledge.knower, topic, subject, cell, strength; regards.yielded; who orders
        SURRENDER, DISCLOSE, VOUCH, TALK and TELL (of WINDOW), as `asked` and `amount_of` have it; whose past it is;
        what stands in the way, as `world/reasons` has it
Writes  vouches; regards.yielded; knowledge.telling; what is learned as `disclosed_to`, `tell_place` and `learn` do;
        what people think of each other as `meet` and `regard` do; what has been ordered as `said` and `refuse` do
Emits   SURRENDERED(citizen, citizen), DISCLOSED(citizen, citizen; the past), VOUCHED(citizen, citizen; for whom),
        PLACE_TOLD or PLACE_TOLD_AGAIN(citizen, citizen; cell), WINDOW_TOLD(citizen, citizen; how many), each because of
        the order; STANCE_CHANGED, MET because of these; REFUSED(citizen, target; cause: the order)
Units   trust, fear and experience in 1/1000
Source  Beta reputation as in world/society/regard.py; what each thing weighs is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, is_minded, refuse
from undergrid.world.reasons.society import no_voucher, surrendering, telling
from undergrid.world.senses.earshot import said
from undergrid.world.society import knowledge, regard
from undergrid.world.society.factions import betrayals
from undergrid.world.society.first_impressions import meet
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.talk`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    surrender: int = Field(300, ge=0, le=1000, description="fear that raised hands take away, 1/1000 [assumed]")
    surrender_again_s: int = Field(
        600, ge=0, le=36_000, description="after which they mean something again, s [assumed]"
    )
    openness: int = Field(1000, ge=0, le=10_000, description="good experience of a past told, 1/1000 [assumed]")
    harm: int = Field(3000, ge=0, le=100_000, description="blow of an enemy's past told, 1/1000 [assumed]")
    voucher: int = Field(600, ge=0, le=1000, description="trust that it takes to vouch, 1/1000 [assumed]")
    per_betrayal: int = Field(
        50,
        ge=0,
        le=1000,
        description="more of it, for each time that those who are to believe it have been sold out, 1/1000 [assumed]",
    )
    vouching: int = Field(
        4000, ge=0, le=100_000, description="good experience that a word of full trust stands for, 1/1000 [assumed]"
    )
    tip: int = Field(250, ge=0, le=10_000, description="good experience of being told of a place, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if not anybody_tries(world):
        return
    for verb, act in (
        (Verb.SURRENDER, _surrender),
        (Verb.DISCLOSE, _disclose),
        (Verb.VOUCH, _vouch),
        (Verb.TALK, _talk),
        (Verb.TELL, _tell_of_windows),
    ):
        for who in asked(world, verb, verb):
            if verb == Verb.TELL and amount_of(world, who) != Topic.WINDOW:
                continue  # of what else one tells, `rumours` sees to
            refusal = act(world, params, who, int(world.citizens.target[who]))
            if refusal is None:
                said(world, who)
            else:
                refuse(world, who, refusal)


def _surrender(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Raise hands: whoever sees it fears one less, by a step."""
    refusal = surrendering(world, who, Verb.SURRENDER, whom, 0)
    if refusal is not None:
        return refusal
    slot = regard.regard(world, whom, who)
    last = int(world.regards.yielded[slot])
    if last >= 0 and world.tick - last < params.surrender_again_s:
        return Refusal.NOT_NEEDED
    up = _event(world, Kind.SURRENDERED, who, whom)
    slot = meet(world, whom, who, up)
    world.regards.yielded[slot] = world.tick
    regard.frighten(world, whom, who, -params.surrender, up)
    return None


def _disclose(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Tell one's past openly."""
    refusal = telling(world, who, Verb.DISCLOSE, whom, 0)
    if refusal is not None:
        return refusal
    if knowledge.knows(world, whom, Topic.SECRET, who) >= 0:
        return Refusal.NOT_NEEDED
    told = _event(world, Kind.DISCLOSED, who, whom, knowledge.past(world, who))
    knowledge.disclosed_to(world, who, whom, told, params.openness, params.harm)
    return None


def _vouch(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Vouch for somebody: it counts the more, the more the hearer trusts the voucher; later blame falls on both."""
    about = amount_of(world, who)
    refusal = no_voucher(world, who, whom, about)
    if refusal is not None:
        return refusal
    trusted = regard.trust(world, whom, who)
    if trusted < params.voucher + params.per_betrayal * betrayals(world, whom, about):
        return Refusal.UNWILLING
    if regard.has_vouched(world, who, whom, about):
        return Refusal.NOT_NEEDED
    vouches = world.vouches
    event = _event(world, Kind.VOUCHED, who, whom, about)
    slot = vouches.take(1)
    vouches.by[slot], vouches.to[slot], vouches.about[slot], vouches.cause[slot] = who, whom, about, event
    regard.good(world, whom, about, params.vouching * max(0, trusted - 500) // 500, event)
    return None


def _talk(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Tell somebody of a place."""
    place = amount_of(world, who)
    refusal = telling(world, who, Verb.TALK, whom, place)
    if refusal is not None:
        return refusal
    slot = knowledge.knows_place(world, who, place)
    told, news = knowledge.tell_place(world, slot, whom, int(world.citizens.cause[who]))
    if news:
        heard = knowledge.knows_place(world, whom, int(world.knowledge.cell[slot]))
        if heard >= 0 and not is_minded(world, whom):
            world.knowledge.telling[heard] = True  # the crowd passes it on; a mind decides for itself
        regard.good(world, whom, who, params.tip, told)
    return None


def _tell_of_windows(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Tell somebody what one knows of the timetable."""
    refusal = telling(world, who, Verb.TELL, whom, Topic.WINDOW)
    if refusal is not None:
        return refusal
    known = world.knowledge
    slots = known.where(knower=who, topic=Topic.WINDOW).tolist()
    told = _event(world, Kind.WINDOW_TOLD, who, whom, len(slots))
    for slot in slots:
        window, strength = int(known.subject[slot]), int(known.strength[slot]) * knowledge.KEPT // 1000
        before = knowledge.knows(world, whom, Topic.WINDOW, window)
        if before < 0 or known.strength[before] < strength:
            knowledge.learn(world, whom, Topic.WINDOW, window, -1, who, strength, told, before)
    return None


def _event(world: World, kind: Kind, who: int, whom: int, amount: int = 0) -> int:
    people = world.citizens
    return world.events.one(kind, who, whom, int(people.cell[who]), int(amount), int(people.cause[who]))
