"""Rumours: word of a life beyond the wall passes from mouth to mouth, and now and then somebody sets out.

Whoever tells it picks one of the people around: workmates who are at work too, or whoever stands near by outdoors. One
who has heard it already makes the teller lose interest (Maki and Thompson's rule); one who has not may believe it, a
little less firmly than the teller. Believers may set out for a gate at night.

Reads   knowledge (topic OUTZONE), citizens.alive, doing, inside, cell, work, luck, obedience; sky.curfew; bonds
Writes  knowledge; citizens.intent, target, plugged, cause (those who set out)
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
from undergrid.world.citizens import Activity
from undergrid.world.events import Kind
from undergrid.world.orders import Refusal, Verb
from undergrid.world.people import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

TELL = luck.stream("rumours.tell")
PICK = luck.stream("rumours.pick")
BELIEVE = luck.stream("rumours.believe")
LEAVE = luck.stream("rumours.leave")

EARSHOT = 3  # cells: 6 m, quiet speech [assumed]
_AWAKE = (
    int(Activity.RESTING),
    int(Activity.WORKING),
    int(Activity.WAITING),
    int(Activity.WALKING),
    int(Activity.HIDING),
)


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
    rows = np.flatnonzero(known.used & (known.topic == Topic.OUTZONE))
    if len(rows):
        _spread(world, params, rows[known.telling[rows]])
        if world.sky.curfew[0]:
            _set_out(world, params, rows)


def _spread(world: World, params: Params, rows: np.ndarray) -> None:
    people, known = world.citizens, world.knowledge
    odds = luck.per_tick(params.tell_per_hour, max(1, 3600 // world.period))
    tell, pick = world.key(TELL), world.key(PICK)
    for row in rows.tolist():
        teller = int(known.knower[row])
        if not people.alive[teller] or int(people.doing[teller]) not in _AWAKE:
            continue
        if luck.u32(tell, int(people.luck[teller])) >= odds:
            continue
        around = _around(world, teller)
        if len(around):
            hearer = int(around[luck.below(pick, int(people.luck[teller]), len(around))])
            _tell(world, params, row, hearer, int(known.cause[row]), odds)


def _around(world: World, teller: int) -> np.ndarray:
    """Who can hear the teller: rows, ascending."""
    people = world.citizens
    inside = int(people.inside[teller])
    if inside >= 0:
        near = world.workmates(inside) if inside == people.work[teller] else np.flatnonzero(people.inside == inside)
        near = near[people.inside[near] == inside]
    else:
        out = world.outdoors.rows()
        width, area = world.city.width, world.city.area
        here, cells = int(people.cell[teller]), people.cell[out].astype(np.int64)
        apart = np.maximum(abs(cells % width - here % width), abs(cells % area // width - here % area // width))
        near = out[(cells // area == here // area) & (apart <= EARSHOT)]
    return near[(near != teller) & people.alive[near] & np.isin(people.doing[near], _AWAKE)]


def _tell(world: World, params: Params, row: int, hearer: int, cause: int, odds: int) -> None:
    """The teller of knowledge `row` tells the hearer, who knows it, believes it or shrugs."""
    people, known = world.citizens, world.knowledge
    teller, strength = int(known.knower[row]), int(known.strength[row])
    told = world.events.one(
        Kind.RUMOUR_TOLD, teller, hearer, int(people.cell[teller]), Topic.OUTZONE, cause, TELL if odds else 0, odds
    )
    if (known.used & (known.topic == Topic.OUTZONE) & (known.knower == hearer)).any():
        known.telling[row] = False
        return
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


def _told_by_order(world: World, params: Params) -> None:
    """TELL orders: said at once, to somebody within earshot."""
    people, known = world.citizens, world.knowledge
    for order in world.orders:
        who = order.who
        if order.verb != Verb.TELL or not 0 <= who < people.n or people.intent[who] != Verb.TELL:
            continue
        hearer, cause = int(people.target[who]), int(people.cause[who])
        people.intent[who] = Verb.NONE
        knows = np.flatnonzero(known.used & (known.topic == Topic.OUTZONE) & (known.knower == who))
        if not len(knows):
            world.events.one(Kind.REFUSED, who, hearer, amount=Refusal.KNOWS_NOTHING, cause=cause)
        elif hearer not in _around(world, who):
            world.events.one(Kind.REFUSED, who, hearer, amount=Refusal.NOT_HERE, cause=cause)
        else:
            _tell(world, params, int(knows[0]), hearer, cause, 0)


def _set_out(world: World, params: Params, rows: np.ndarray) -> None:
    """Believers at home, under curfew, who have no plan of their own may make for the nearest gate."""
    people, known = world.citizens, world.knowledge
    gates = world.link_a[world.gates.link]
    if not len(gates):
        return
    width, area = world.city.width, world.city.area
    for row in rows.tolist():
        who = int(known.knower[row])
        at_home = people.inside[who] == people.home[who] >= 0
        if not (people.alive[who] and at_home) or people.wanted[who] or (world.plans.owner == who).any():
            continue
        # the firmer the belief and the less obedient, the likelier
        will = (
            params.leave_per_hour
            * known.strength[row]
            / 1000
            * (1000 - min(1000, max(0, int(people.obedience[who]))))
            / 500
        )
        odds = luck.per_tick(min(1.0, will), max(1, 3600 // world.period))
        if luck.u32(world.key(LEAVE), int(people.luck[who])) >= odds:
            continue
        cell = int(people.cell[who])
        apart = np.maximum(abs(gates % width - cell % width), abs(gates % area // width - cell % area // width))
        attempt = world.events.one(
            Kind.ESCAPE_ATTEMPTED, who, where=cell, cause=int(known.cause[row]), stream=LEAVE, odds=odds
        )
        if people.plugged[who]:
            world.events.one(Kind.UNPLUGGED, who, where=cell, cause=attempt)
        people.plugged[who] = False
        world.intend(who, Verb.WALK, int(gates[np.argmin(apart)]), attempt)
