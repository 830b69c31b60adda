"""Scrounging: what hungry people do. They ask somebody beside them, or take it, or go and stand in line at a works.

A meal that somebody gives, or that is taken from them, is the one just served to them: they go without. Most ask, once
for each meal that they have missed, and first those they are bound to. Who cares little for obedience takes it instead,
from whoever is at hand, asleep in a pod or not; who is awake thinks the worse of them and may tell the authority. Where
nothing is at hand they go out, except in curfew, to the nearest works that has something to work at, where those in
line are served first (`hunger`), and stay until they have eaten, or are out of patience.

Reads   hungry; facilities.building, broken, workers, raw, product; sky.curfew; city doors; bonds.a, b; citizens.alive,
        inside, home, cell, doing, intent, wanted, able, luck, obedience; when people eat as `eats_at` has it, and where
        as `fed_by` has it; those with minds as `is_minded` has it; whose word counts as `is_heard` has it
Writes  hungry; citizens.doing, since, wake, cause; intents as `intend` lets them; who eats as `eat` has it, who goes
        without as `go_without` has it; what people think as `regard.good` and `regard.bad` do; reports as `report`
        files them
Emits   GAVE(citizen, citizen; thing; cause: DEPRIVED of who is given it; stream, odds), TOOK(citizen, citizen; thing;
        cause: DEPRIVED; stream, odds), INFORMED(citizen, citizen; cause: TOOK; stream, odds), STEPPED_OUT(citizen;
        amount Outing.FOOD; cause: DEPRIVED; stream, odds)
Units   chances per hour; points; 1/1000
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.authority.denouncing import Denouncing, is_heard
from undergrid.world.authority.reporting import report
from undergrid.world.body import meals
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders.attempts import intend, is_minded
from undergrid.world.senses.earshot import AWAKE
from undergrid.world.society import regard
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.body import Hunger
from undergrid.world.tables.economy import Outing
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

ACTS = luck.stream("scrounging/acts")
WHOM = luck.stream("scrounging/whom")
SHARES = luck.stream("scrounging/shares")
TELLS = luck.stream("scrounging/tells")

_AT_HOME = (Activity.RESTING, Activity.PLUGGED)
_WALKS = (Activity.WALKING, Activity.CROSSING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.scrounging`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    acts: float = Field(0.5, ge=0, le=1, description="chance per hour that somebody hungry does something [assumed]")
    lawless: int = Field(400, ge=0, le=1000, description="below that obedience they take it, points [assumed]")
    shares: float = Field(0.3, ge=0, le=1, description="share of those asked who give their meal [assumed]")
    bound: float = Field(0.9, ge=0, le=1, description="the same, of those bound to who asks [assumed]")
    tells: float = Field(0.5, ge=0, le=1, description="share of those robbed awake who inform [assumed]")
    gift: int = Field(300, ge=0, le=10_000, description="good experience that a meal is, 1/1000 [assumed]")
    harm: int = Field(1000, ge=0, le=10_000, description="bad experience that its theft is, 1/1000 [assumed]")
    patience_hours: float = Field(3, ge=0.1, le=100, description="they stay in line for, h [assumed]")
    up_minutes: int = Field(60, ge=1, le=1440, description="who has got up is up for, min [assumed]")


def step(world: World, params: Params) -> None:
    """Once in ten minutes: see to those in line, and let others who are hungry do something, each by a draw."""
    hungry, people = world.hungry, world.citizens
    if not hungry.n_used:
        return
    rows = hungry.rows()
    for slot in rows[hungry.line[rows] >= 0].tolist():
        _wait(world, params, slot)
    rows = rows[(hungry.stage[rows] > Hunger.NONE) & (hungry.line[rows] < 0)]
    who = hungry.owner[rows].astype(np.int64)
    draws, odds = np.empty(len(who), np.int64), luck.per_tick(params.acts, units.HOUR // meals.LOOK)
    luck.draws(world.key(ACTS), people.luck[who], draws)
    can = people.alive[who] & (people.inside[who] >= 0) & (people.intent[who] == 0) & ~people.wanted[who]
    can &= draws < odds
    for one in who[can][np.argsort(draws[can])].tolist():
        if not is_minded(world, one):
            _act(world, params, one, odds)


def _act(world: World, params: Params, who: int, odds: int) -> None:
    """Let somebody hungry look for food at hand, or go out for it: at home, or at work beside those who work there."""
    people, hungry = world.citizens, world.hungry
    slot, doing = hungry.first(owner=who), people.doing[who]
    at_home = people.inside[who] == people.home[who] and doing in _AT_HOME
    if slot < 0 or not (at_home or doing == Activity.WORKING):  # somebody may have had their meal in this very tick
        return
    if at_home and doing == Activity.PLUGGED:
        people.doing[who], people.since[who], people.cause[who] = Activity.RESTING, world.tick, hungry.cause[slot]
    if at_home:
        people.wake[who] = world.tick + units.HOUR * params.up_minutes // 60
    others = _served(world, who)
    if len(others) and people.obedience[who] < params.lawless:
        _take(world, params, who, int(others[-1]), odds)  # best of one who sleeps
    elif not hungry.asked[slot] and len(others := others[AWAKE[people.doing[others]]]):
        _ask(world, params, who, others)
    elif at_home:
        _go_out(world, slot, odds)


def _served(world: World, who: int) -> I64:
    """The people in the same building who have just been served a meal: those awake first, by a draw."""
    people = world.citizens
    others = np.flatnonzero((people.inside == people.inside[who]) & people.alive)
    others = others[meals.eats_at(world, others, world.tick - meals.LOOK)]
    others = others[meals.fed_by(world, others) != meals.NOWHERE]
    others = np.array([one for one in others.tolist() if not world.hungry.has(owner=one)], np.int64)
    key, mine = world.key(WHOM), int(people.luck[who])
    draws = np.array([luck.u32(key, luck.pair(mine, people.luck[one])) for one in others.tolist()], np.int64)
    return others[np.lexsort((draws, ~AWAKE[people.doing[others]]))]


# ---------------------------------------------------------------- at hand


def _ask(world: World, params: Params, who: int, others: I64) -> None:
    """Let somebody ask one of the others for their meal: one whom they are bound to, else the first."""
    people, slot = world.citizens, world.hungry.first(owner=who)
    world.hungry.asked[slot] = True
    bound = [one for one in others.tolist() if world.bonds.has(a=one, b=who)]
    whom = bound[0] if bound else int(others[0])
    odds = luck.chance(params.bound if bound else params.shares)
    if luck.u32(world.key(SHARES), luck.pair(people.luck[who], people.luck[whom])) >= odds:
        return
    event = world.events.one(
        Kind.GAVE, whom, who, int(people.cell[who]), ItemKind.FOOD, int(world.hungry.cause[slot]), SHARES, odds
    )
    regard.good(world, who, whom, params.gift, event)
    _have(world, who, whom, event)


def _take(world: World, params: Params, who: int, whom: int, odds: int) -> None:
    """Let somebody take the meal of another, who thinks the worse of them for it and may inform, if awake."""
    people, cell = world.citizens, int(world.citizens.cell[who])
    cause = int(world.hungry.cause[world.hungry.first(owner=who)])
    event = world.events.one(Kind.TOOK, who, whom, cell, ItemKind.FOOD, cause, ACTS, odds)
    _have(world, who, whom, event)
    if not AWAKE[people.doing[whom]]:
        return
    regard.bad(world, whom, who, params.harm, event)
    tells = luck.chance(params.tells)
    drawn = luck.u32(world.key(TELLS), luck.pair(people.luck[whom], people.luck[who]))
    if drawn < tells and is_heard(world, whom) and not world.bonds.has(a=whom, b=who):
        said, told = world.events.one(Kind.INFORMED, whom, who, cell, 0, event, TELLS, tells), world.shared(Denouncing)
        report(world, who, -1, Sense.INFORMER, cell, told.seconds, told.weight, np.array([said], np.int64))


def _have(world: World, who: int, whom: int, event: int) -> None:
    """Let somebody hungry have the meal of somebody else."""
    meals.go_without(world, whom, event)
    for one in meals.eat(world, np.array([world.hungry.first(owner=who)], np.int64)).tolist():
        refresh_pace(world, one)


# ---------------------------------------------------------------- in line


def _go_out(world: World, slot: int, odds: int) -> None:
    """Let somebody set out for the nearest works at which food is being made, unless there is a curfew."""
    people, city, hungry, works = world.citizens, world.city, world.hungry, world.facilities
    who = int(hungry.owner[slot])
    if world.sky.curfew[0] or not people.able[who] or not works.n:
        return
    doors = city.doors[works.building].astype(np.int64)
    runs = (works.broken == 0) & (works.workers > 0) & (works.raw + works.product > 0) & _feeds(world)
    rows = np.flatnonzero(runs & (doors // city.area == people.cell[who] // city.area))
    if not len(rows):
        return
    far = squares(doors[rows], int(people.cell[who]), city.width, city.height)
    row = int(rows[np.lexsort((rows, far))[0]])
    here, cause = int(people.cell[who]), int(hungry.cause[slot])
    event = world.events.one(Kind.STEPPED_OUT, who, -1, here, Outing.FOOD, cause, ACTS, odds)
    hungry.line[slot], hungry.since[slot] = row, world.tick
    intend(world, who, Verb.WALK, int(doors[row]), event)


def _feeds(world: World) -> I64:
    """(facilities,) whether each gives food."""
    buildings = world.city.buildings
    return np.array([buildings[b].use != Use.FARM for b in world.facilities.building.tolist()], bool)


def _wait(world: World, params: Params, slot: int) -> None:
    """Let somebody stay in line, or give up: after so long, in curfew, or where they have got no farther."""
    people, hungry, works = world.citizens, world.hungry, world.facilities
    who, row = int(hungry.owner[slot]), int(hungry.line[slot])
    on_the_way = people.intent[who] == Verb.WALK or people.doing[who] in _WALKS
    stays = on_the_way or (people.doing[who] == Activity.WAITING and people.inside[who] < 0)
    stays = stays and not world.sky.curfew[0] and not works.broken[row] and not people.wanted[who]
    if stays and world.tick - hungry.since[slot] < params.patience_hours * units.HOUR:
        people.wake[who] = NEVER
        return
    hungry.line[slot] = -1
    if people.alive[who] and not is_minded(world, who):
        people.wake[who] = world.tick + 1
