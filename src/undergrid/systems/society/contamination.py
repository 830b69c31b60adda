"""Contamination: some know too much, and talk; the authority has a label for those it hears of.

Knowledge of what a City keeps from its people passes from mouth to mouth, as rumours do: nobody talks of it to who has
it from them, and nobody with a mind of their own to the same person twice in a night. Whoever hears it and does not
believe it may inform, the more obedient the likelier, unless they have no tag and nothing to do with the City. From
then on the authority has a label for who has talked: cognitive contamination. It goes through all to whom those with
the label have spoken of it, and through those they have it from; some of these it finds, and they get the label too.
Nobody gets it otherwise: it spreads along conversations alone, and not before the authority has learned of the first.

Reads   knowledge.knower, topic, source, strength, telling, cause (of TRUTH); labels; citizens.alive, doing, cell, luck,
        obedience, registered, target, cause; bonds.a, b; who is about to TELL, as `asked` has it; who is around, as
        `around` has it; whose word counts, as `is_heard` has it; what stands in the way, as `world/reasons` has it
Writes  knowledge, also as `learn` does; radioed as `note_if_minded` does; labels; reports as `report` files them;
        intents as `drop_intent` and `refuse` do
Emits   TRUTH_TOLD(teller, hearer; amount 1 where it is believed; cause: how the teller came to know it, or the order;
        stream, odds of that they believe it), INFORMED(hearer, teller; cause: the telling; stream, odds),
        LABELLED(citizen, by whom they were found; cause: that they were informed on, or that those were labelled;
        stream, odds), REFUSED(citizen; cause: the order)
Units   chances per hour; belief in 1/1000
Source  Spreading and stifling: D. Daley, D. Kendall, Nature 204 (1964) 1118, in Maki and Thompson's form, as in
        `rumours`. Rates are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.authority.denouncing import Denouncing, is_heard
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, drop_intent, refuse
from undergrid.world.reasons.society import telling
from undergrid.world.senses.earshot import AWAKE, around
from undergrid.world.society.knowledge import learn
from undergrid.world.society.retelling import has_it_from, note_if_minded, told_tonight
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

TELL = luck.stream("contamination/tell")
PICK = luck.stream("contamination/pick")
BELIEVE = luck.stream("contamination/believe")
INFORM = luck.stream("contamination/inform")
FIND = luck.stream("contamination/find")

_MINUTE = 60  # ticks between turns of those who talk by themselves


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.contamination`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tell_per_hour: float = Field(
        0.2, ge=0, le=1, description="chance that a teller tells somebody in an hour [assumed]"
    )
    believe: float = Field(0.4, ge=0, le=1, description="chance that a hearer believes a firm teller [assumed]")
    kept: float = Field(0.9, ge=0, le=1, description="share of the teller's firmness that is passed on [assumed]")
    informs: float = Field(
        0.3, ge=0, le=1, description="chance that the most obedient inform on who has told them [assumed]"
    )
    asks_after_hours: float = Field(
        2, ge=0, le=1000, description="the authority goes through their conversations after, hours [assumed]"
    )
    finds: float = Field(0.6, ge=0, le=1, description="chance to find each of those they have spoken with [assumed]")


def step(world: World, params: Params) -> None:
    """Carry out TELL where it is about that; once a minute let people talk, and the authority look into it."""
    if not world.knowledge.n_used:
        return
    if anybody_tries(world):
        for who in asked(world, Verb.TELL):
            if amount_of(world, who) == Topic.TRUTH:
                _told_by_order(world, params, who)
    if world.tick % _MINUTE:
        return
    rows = world.knowledge.where(topic=Topic.TRUTH)
    if len(rows):
        _talk(world, params, rows)
    if world.labels.n_used:
        _look_into(world, params)


def _talk(world: World, params: Params, rows: I64) -> None:
    """Let those who know tell somebody around, by a draw."""
    people, known = world.citizens, world.knowledge
    odds, key, pick = luck.per_tick(params.tell_per_hour, units.HOUR // _MINUTE), world.key(TELL), world.key(PICK)
    tellers = known.knower[rows]
    able = known.telling[rows] & people.alive[tellers] & AWAKE[people.doing[tellers]]
    able &= world.city.lawful[people.cell[tellers] // world.city.area] > 0  # beyond the wall nobody keeps it from them
    will = [slot for slot in rows[able].tolist() if luck.u32(key, int(people.luck[known.knower[slot]])) < odds]
    who = known.knower[will].tolist()
    for slot, teller, near in zip(will, who, around(world, who), strict=True):
        if len(near):
            hearer = int(near[luck.below(pick, int(people.luck[teller]), len(near))])
            if hearer == known.source[slot] or has_it_from(world, hearer, teller, Topic.TRUTH):
                known.telling[slot] = False
            elif not told_tonight(world, teller, hearer, Topic.TRUTH):
                _tell(world, params, slot, hearer, int(known.cause[slot]))


def _told_by_order(world: World, params: Params, who: int) -> None:
    hearer = int(world.citizens.target[who])
    why = telling(world, who, Verb.TELL, hearer, Topic.TRUTH)
    if why is not None:
        refuse(world, who, why)
        return
    cause = int(world.citizens.cause[who])
    drop_intent(world, who)
    _tell(world, params, world.knowledge.first(knower=who, topic=Topic.TRUTH), hearer, cause)


def _tell(world: World, params: Params, slot: int, hearer: int, cause: int) -> None:
    """Let the knower of a slot tell somebody: who knows it already stifles them, another believes it, or may inform."""
    people, known = world.citizens, world.knowledge
    teller, strength = int(known.knower[slot]), int(known.strength[slot])
    aware = known.has(knower=hearer, topic=Topic.TRUTH)
    odds = 0 if aware else luck.chance(params.believe * strength / 1000)
    pair = luck.pair(int(people.luck[teller]), int(people.luck[hearer]))
    believes = not aware and luck.u32(world.key(BELIEVE), pair) < odds
    told = world.events.one(
        Kind.TRUTH_TOLD, teller, hearer, int(people.cell[teller]), int(believes), cause, 0 if aware else BELIEVE, odds
    )
    note_if_minded(world, teller, hearer, Topic.TRUTH)
    if aware:
        known.telling[slot] = False
    elif believes:
        heard = learn(world, hearer, Topic.TRUTH, -1, -1, teller, int(strength * params.kept), told)
        known.telling[heard] = True
    elif is_heard(world, hearer) and not world.bonds.has(a=hearer, b=teller):
        _inform(world, params, hearer, teller, told, pair)


def _inform(world: World, params: Params, hearer: int, teller: int, told: int, pair: int) -> None:
    """Let somebody inform on who has told them, by a draw: then the authority knows, and labels them."""
    people = world.citizens
    obedience = min(1000, max(0, int(people.obedience[hearer])))
    odds = luck.chance(params.informs * obedience / 1000)
    if luck.u32(world.key(INFORM), pair) >= odds:
        return
    event = world.events.one(
        Kind.INFORMED, hearer, teller, int(people.cell[teller]), cause=told, stream=INFORM, odds=odds
    )
    if not world.labels.has(owner=teller):
        _label(world, teller, -1, event, 0, 0)


def _label(world: World, who: int, by: int, cause: int, stream: int, odds: int) -> int:
    """Let somebody have the label from now on, which speaks against them; returns the event."""
    labels, cell = world.labels, int(world.citizens.cell[who])
    slot = int(labels.take(1)[0])
    event = world.events.one(Kind.LABELLED, who, by, cell, 0, cause, stream, odds)
    labels.owner[slot], labels.since[slot], labels.cause[slot] = who, world.tick, event
    told = world.shared(Denouncing)
    report(world, who, -1, Sense.INFORMER, cell, told.seconds, told.weight, np.array([event], np.int64))
    return event


def _look_into(world: World, params: Params) -> None:
    """Go through the conversations of those with the label, once for each, and label whom a draw finds."""
    labels, known, people = world.labels, world.knowledge, world.citizens
    after, odds, key = round(params.asks_after_hours * units.HOUR), luck.chance(params.finds), world.key(FIND)
    for slot in labels.where(asked=0).tolist():
        if world.tick - int(labels.since[slot]) < after:
            continue
        labels.asked[slot] = True
        who, why = int(labels.owner[slot]), int(labels.cause[slot])
        told = {int(known.knower[row]): int(known.cause[row]) for row in known.where(topic=Topic.TRUTH, source=who)}
        own = known.first(knower=who, topic=Topic.TRUTH)
        if own >= 0 and known.source[own] >= 0:
            told[int(known.source[own])] = int(known.cause[own])
        for other in sorted(told):
            pair = luck.pair(int(people.luck[who]), int(people.luck[other]))
            if labels.has(owner=other) or not people.registered[other] or luck.u32(key, pair) >= odds:
                continue
            event = _label(world, other, who, why, FIND, odds)
            world.events.because(event, told[other], Role.EVIDENCE)
