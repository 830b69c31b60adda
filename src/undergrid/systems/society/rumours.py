"""Rumours: word of a life beyond the wall passes from mouth to mouth, and now and then somebody sets out.

A teller picks one of the people around: workmates who are at work too, or people near by outdoors. A hearer who knows
it already makes the teller lose interest (Maki and Thompson's rule); so do, without a word, the one who told them and
those who believe it because of them. Another may believe it, a little less firmly than the teller; those with minds of
their own tell nobody twice in a night. Believers may set out for a gate at night.

Reads   knowledge.knower, topic, subject, cell, source, strength, telling, cause (of OUTZONE); citizens.alive, doing,
        inside, home, cell, wanted, plugged, obedience, intent (TELL), target, cause, luck; sky.curfew; gates.link; who
        is around, as `around` has it; what stands in the way, as `world/reasons` has it
Writes  knowledge; radioed as `note_if_minded` does; citizens.plugged; who sets out as `intend` does; intents as
        `drop_intent` does
Emits   RUMOUR_TOLD(teller, hearer; cause: how the teller came to know it; stream, odds), RUMOUR_BELIEVED(hearer,
        teller; cause: the telling; stream, odds), ESCAPE_ATTEMPTED(citizen; cause: what made them believe; stream,
        odds), UNPLUGGED(citizen; cause: the attempt), REFUSED(citizen; cause: the order)
Units   chances per hour; belief in 1/1000
Source  Spreading and stifling: D. Daley, D. Kendall, Nature 204 (1964) 1118, in Maki and Thompson's form. Rates
        are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import test_bit
from undergrid.core.jit import kernel
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, drop_intent, intend
from undergrid.world.reasons.society import telling
from undergrid.world.senses.earshot import AWAKE, around
from undergrid.world.society.knowledge import outzone
from undergrid.world.society.retelling import has_it_from, note_if_minded, told_tonight
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

TELL = luck.stream("rumours.tell")
PICK = luck.stream("rumours.pick")
BELIEVE = luck.stream("rumours.believe")
LEAVE = luck.stream("rumours.leave")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.rumours`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tell_per_hour: float = Field(
        0.4, ge=0, le=1, description="chance that a teller tells somebody in an hour [assumed]"
    )
    believe: float = Field(0.5, ge=0, le=1, description="chance that a hearer believes a firm teller [assumed]")
    kept: float = Field(0.9, ge=0, le=1, description="share of the teller's firmness that is passed on [assumed]")
    leave_per_hour: float = Field(0.02, ge=0, le=1, description="chance per hour of curfew to set out [assumed]")


def step(world: World, params: Params) -> None:
    _told_by_order(world, params)
    if world.tick % world.period:
        return  # rumours are few: all tellers have their turn together
    known = world.knowledge
    rows = known.where(topic=Topic.OUTZONE)
    if len(rows):
        _spread(world, params, rows)
        if world.sky.curfew[0]:
            _set_out(world, params, rows)


def _spread(world: World, params: Params, rows: np.ndarray) -> None:
    """Let those who know (by `rows` of knowledge) tell somebody around, by a draw."""
    people, known = world.citizens, world.knowledge
    odds = luck.per_tick(params.tell_per_hour, max(1, 3600 // world.period))
    telling = rows[_will(rows, known.handle, people.handle, AWAKE, world.key(TELL), odds)]
    # beyond the wall nobody needs to be told that there is a life there
    telling = telling[world.city.lawful[people.cell[known.knower[telling]] // world.city.area] > 0]
    if not len(telling):
        return
    aware = np.zeros(people.n, bool)
    aware[known.knower[rows]] = True
    pick = world.key(PICK)
    tellers = known.knower[telling].tolist()
    for row, teller, near in zip(telling.tolist(), tellers, around(world, tellers), strict=True):
        if len(near):
            hearer = int(near[luck.below(pick, int(people.luck[teller]), len(near))])
            if hearer == known.source[row] or (aware[hearer] and has_it_from(world, hearer, teller, Topic.OUTZONE)):
                known.telling[row] = False
            elif not told_tonight(world, teller, hearer, Topic.OUTZONE):
                aware[hearer] |= _tell(world, params, row, hearer, int(known.cause[row]), odds, bool(aware[hearer]))


def _tell(world: World, params: Params, row: int, hearer: int, cause: int, odds: int, aware: bool) -> bool:
    """Let the teller of knowledge `row` tell the hearer; returns whether the hearer comes to believe it."""
    people, known = world.citizens, world.knowledge
    teller, strength = int(known.knower[row]), int(known.strength[row])
    told = world.events.one(
        Kind.RUMOUR_TOLD, teller, hearer, int(people.cell[teller]), Topic.OUTZONE, cause, TELL if odds else 0, odds
    )
    note_if_minded(world, teller, hearer, Topic.OUTZONE)
    if aware:
        known.telling[row] = False
        return False
    believes = luck.chance(params.believe * strength / 1000)
    if luck.u32(world.key(BELIEVE), luck.pair(int(people.luck[teller]), int(people.luck[hearer]))) < believes:
        heard = world.events.one(
            Kind.RUMOUR_BELIEVED, hearer, teller, int(people.cell[hearer]), Topic.OUTZONE, told, BELIEVE, believes
        )
        cell, subject = int(known.cell[row]), int(known.subject[row])
        slot = known.take(1)
        known.knower[slot], known.topic[slot], known.subject[slot] = hearer, Topic.OUTZONE, subject
        known.cell[slot], known.at[slot], known.source[slot] = cell, world.tick, teller
        known.strength[slot] = int(strength * params.kept)
        known.telling[slot], known.cause[slot] = True, heard
        return True
    return False


def _told_by_order(world: World, params: Params) -> None:
    """Carry out TELL orders: at once, to somebody within earshot."""
    people = world.citizens
    for order in world.orders:
        who = order.who
        if order.verb != Verb.TELL or not 0 <= who < people.n or people.intent[who] != Verb.TELL:
            continue
        hearer, cause = int(people.target[who]), int(people.cause[who])
        drop_intent(world, who)
        refusal = telling(world, who, Verb.TELL, hearer, 0)
        if refusal is not None:
            world.events.one(Kind.REFUSED, who, hearer, amount=refusal, cause=cause)
        else:
            _tell(world, params, outzone(world, who), hearer, cause, 0, outzone(world, hearer) >= 0)


def _set_out(world: World, params: Params, rows: np.ndarray) -> None:
    """Let believers who are at home and have no plan of their own make for the nearest gate, by a draw."""
    people, known = world.citizens, world.knowledge
    gates = world.city.link_a[world.gates.link]
    if not len(gates):
        return
    width, area = world.city.width, world.city.area
    key, turns = world.key(LEAVE), max(1, 3600 // world.period)
    likeliest = luck.per_tick(_will_leave(params, int(known.strength[rows].max()), 0), turns)
    may = _may_leave(rows, known.handle, people.handle, world.cache(Attempts).handle, key, likeliest)
    for row in rows[may].tolist():
        who = int(known.knower[row])
        odds = luck.per_tick(_will_leave(params, int(known.strength[row]), int(people.obedience[who])), turns)
        if luck.u32(key, int(people.luck[who])) >= odds:
            continue
        cell = int(people.cell[who])
        apart = np.maximum(abs(gates % width - cell % width), abs(gates % area // width - cell % area // width))
        attempt = world.events.one(
            Kind.ESCAPE_ATTEMPTED, who, where=cell, cause=int(known.cause[row]), stream=LEAVE, odds=odds
        )
        if people.plugged[who]:
            world.events.one(Kind.UNPLUGGED, who, where=cell, cause=attempt)
        people.plugged[who] = False
        intend(world, who, Verb.WALK, int(gates[np.argmin(apart)]), attempt)


def _will_leave(params: Params, strength: int, obedience: int) -> float:
    """The chance per hour to set out: the firmer the belief and the less obedient, the likelier."""
    return min(1.0, params.leave_per_hour * strength / 1000 * (1000 - min(1000, max(0, obedience))) / 500)


@kernel
def _will(rows, known, people, awake, key, odds):
    """Which of `rows` belong to somebody awake who still tells and, by a draw, tells somebody now."""
    will = np.zeros(len(rows), np.bool_)
    for n in range(len(rows)):
        if known.telling[rows[n]]:
            who = known.knower[rows[n]]
            will[n] = people.alive[who] and awake[people.doing[who]] and luck.u32(key, people.luck[who]) < odds
    return will


@kernel
def _may_leave(rows, known, people, attempts, key, odds):
    """Which of `rows` belong to somebody at home, with no plan of their own, whose draw is below the likeliest odds."""
    may = np.zeros(len(rows), np.bool_)
    for n in range(len(rows)):
        who = known.knower[rows[n]]
        at_home = people.home[who] >= 0 and people.inside[who] == people.home[who]
        if at_home and people.alive[who] and not people.wanted[who] and not test_bit(attempts.minded, who):
            may[n] = luck.u32(key, people.luck[who]) < odds
    return may
