"""Hunger: whoever has gone without a meal grows hungry, weak after a day and a half, and dies of it after weeks.

While the City is short of food, part of its people go without their meal. Those eat first who stand in line at a works
that runs, then the more useful: luck counts beside usefulness. Where a works has food in store, those in line are
handed a meal of it. In a base whose stores are gone nobody eats. Only who has gone without has a row; a meal ends it. A
hungry body walks slower, works less, and is out of spirits.

Reads   hungry; shortages; facilities.building, broken, workers, product, given_out; citizens.alive, doing, inside,
        cell, luck, obedience, productivity, expires; when people eat as `eats_at` has it, and where as `fed_by` has it;
        SHIFT_WORKED of this tick
Writes  hungry; shortages.rest; facilities.product, given_out; citizens.productivity; moods as `shift` does; people as
        `eat`, `refresh_pace` and `blood_loss.die` do
Emits   DEPRIVED(citizen; amount Privation; cause: the stage before, or what has kept the meal from them),
        SLUMPED(citizen; amount points; cause: DEPRIVED), DIED
Units   ticks; g; points; shares in %
Source  Glycogen is used up after a day or so: G. Cahill, Annu. Rev. Nutr. 26 (2006) 1. Strikers who took nothing but
        water could hardly stand from the third week on: S. Crosby et al., JAMA 298 (2007) 563; the ten of 1981 died
        after 46 to 73 days: M. Peel, BMJ 315 (1997) 829. What hunger leaves of pace and work is assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.tables import I64, Rows
from undergrid.world.body import blood_loss, meals
from undergrid.world.body.meals import DISPENSER, LOOK, NOWHERE, Meals
from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.happened import any_of, flags_of
from undergrid.world.log.kinds import Kind
from undergrid.world.people import moods
from undergrid.world.people.ledger import usefulness
from undergrid.world.tables.body import Death, Hunger, Privation
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

SERVED = luck.stream("hunger/served")

_SHIFTS = flags_of([Kind.SHIFT_WORKED])
_SUFFERS = (Privation.NONE, Privation.HUNGRY, Privation.WEAK_WITH_HUNGER, Privation.DYING_OF_HUNGER)  # by Hunger
_DEAD = len(Hunger)  # the stage after the last
_LINE_M = 12  # m from a door within which one stands in line there [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hunger`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    evens: int = Field(200, ge=1, le=10_000, description="points of usefulness that luck makes up for [assumed]")
    weak_hours: float = Field(36, ge=1, le=10_000, description="weak after so long without a meal, h [Cahill 2006]")
    dying_days: float = Field(21, ge=0.1, le=1000, description="hardly able to stand after, days [Crosby 2007]")
    deadly_days: float = Field(60, ge=0.1, le=1000, description="dead after, days [Peel 1997: 46 to 73]")
    weak_pace: int = Field(80, ge=0, le=100, description="walking speed that being weak leaves, % [assumed]")
    dying_pace: int = Field(30, ge=0, le=100, description="the same, dying of hunger [assumed]")
    hungry_loses: int = Field(10, ge=0, le=100, description="points of a shift lost by the hungry, % [assumed]")
    weak_loses: int = Field(40, ge=0, le=100, description="the same, by the weak [assumed]")
    heavy: int = Field(80, ge=0, le=1000, description="mood that each stage takes, 1/1000 [assumed]")

    @cached_property
    def limits(self) -> I64:
        """(4,) how many ticks after the last meal each stage begins, and death: hungry at once, by a meal missed."""
        hours = (0, self.weak_hours, 24 * self.dying_days, 24 * self.deadly_days)
        return np.maximum.accumulate(np.array([round(units.HOUR * one) for one in hours], np.int64))

    @cached_property
    def paces(self) -> tuple[int, ...]:
        """By Hunger: what it leaves of the walking speed, %."""
        return 100, 100, self.weak_pace, self.dying_pace

    @cached_property
    def losses(self) -> I64:
        """By Hunger: what of a shift's points is lost, %."""
        return np.array([0, self.hungry_loses, self.weak_loses, 100], np.int64)


def step(world: World, params: Params) -> None:
    """Let shifts of the hungry be worth less; once in ten minutes, serve meals and see how far hunger has gone."""
    hungry = world.hungry
    if not hungry.n_used and not world.shortages.n_used:
        return
    if hungry.n_used and any_of(world.events, _SHIFTS):
        _count_shifts(world, params)
    if world.tick % LOOK:
        return
    rows = hungry.rows()
    hungry.free(rows[~world.citizens.alive[hungry.owner[rows]]])
    _serve(world, params)
    _go_on(world, params)


def _count_shifts(world: World, params: Params) -> None:
    """Take from the hungry part of what a shift has earned them."""
    happened, hungry, people = world.events.columns(world.events.tick_began), world.hungry, world.citizens
    worked = happened["kind"] == Kind.SHIFT_WORKED
    for who, earned in zip(happened["who"][worked].tolist(), happened["amount"][worked].tolist(), strict=True):
        slot = hungry.first(owner=who)
        lost = earned * int(params.losses[hungry.stage[slot]]) // 100 if slot >= 0 else 0
        if lost > 0 and people.expires[who] != NEVER:
            people.productivity[who] -= lost
            world.events.one(
                Kind.SLUMPED, who, where=int(people.cell[who]), amount=-lost, cause=int(hungry.cause[slot])
            )


# ---------------------------------------------------------------- meals


def _serve(world: World, params: Params) -> None:
    """Let those eat whose turn it is, or go without where food is short."""
    hungry, shortages = world.hungry, world.shortages
    _hand_out(world)
    rows, short = hungry.rows(), shortages.rows()
    who = np.arange(world.citizens.n) if len(short) else np.sort(hungry.owner[rows]).astype(np.int64)
    who = who[meals.eats_at(world, who, world.tick)]
    by = meals.fed_by(world, who)
    fed: list[Rows] = [who[(by != NOWHERE) & ~np.isin(by, shortages.building[short])]]
    for slot in short[np.argsort(shortages.building[short])].tolist():
        fed.append(_share_out(world, params, slot, who[by == shortages.building[slot]]))
    _feed(world, [slot for one in np.concatenate(fed).tolist() if (slot := hungry.first(owner=one)) >= 0])


def _hand_out(world: World) -> None:
    """Let those in line eat of what the works has in store at whose door they stand, as long as there is a meal."""
    works, hungry, grams = world.facilities, world.hungry, world.shared(Meals).grams
    for one in _in_line(world).tolist():
        slot = hungry.first(owner=one)
        row = int(hungry.line[slot])
        if works.product[row] >= grams:
            works.product[row] -= grams
            works.given_out[row] += grams
            _feed(world, [slot])


def _feed(world: World, slots: list[int]) -> None:
    """Let people of `hungry` eat."""
    for one in meals.eat(world, np.array(slots, np.int64)).tolist():
        refresh_pace(world, one)


def _share_out(world: World, params: Params, slot: int, due: Rows) -> Rows:
    """Share what meals there are among those whose turn it is, where food is short; returns who eats.

    Those in line come first, whosever turn it is.
    """
    shortages = world.shortages
    asked = max(1, int(shortages.asked[slot]))
    lacking, rest = divmod(int(shortages.rest[slot]) + len(due) * int(shortages.missing[slot]), asked)
    shortages.rest[slot] = rest
    n = max(0, len(due) - lacking)
    line = _in_line(world)[:n] if shortages.building[slot] == DISPENSER else due[:0]
    order = _by_worth(world, params, due[~np.isin(due, line)])
    for one in np.sort(order[n - len(line) :]).tolist():
        meals.go_without(world, one, int(shortages.cause[slot]))
    return np.concatenate([line, order[: n - len(line)]])


def _by_worth(world: World, params: Params, who: Rows) -> Rows:
    """People in the order in which a dispenser serves them: by usefulness, and by luck."""
    people, draws = world.citizens, np.empty(len(who), np.int64)
    luck.draws(world.key(SERVED), people.luck[who], draws)
    worth = usefulness(people.obedience[who].astype(np.int64), people.productivity[who].astype(np.int64))
    return who[np.lexsort((people.luck[who], -(worth + (draws * params.evens >> 32))))]


def _in_line(world: World) -> Rows:
    """Who stands in line at the door of a works that runs, by how long they have."""
    hungry, people, works, city = world.hungry, world.citizens, world.facilities, world.city
    slots = hungry.rows()
    slots = slots[hungry.line[slots] >= 0]
    who, at = hungry.owner[slots].astype(np.int64), hungry.line[slots]
    stands = (people.doing[who] == Activity.WAITING) & (people.inside[who] < 0) & (works.broken[at] == 0)
    stands &= works.workers[at] > 0
    near = squared_cells(_LINE_M, city.cell_mm)
    for k in np.flatnonzero(stands).tolist():
        door = int(city.doors[works.building[at[k]]])
        stands[k] = is_near(int(people.cell[who[k]]), door, near, city.width, city.area)
    slots, who = slots[stands], who[stands]
    return who[np.lexsort((people.luck[who], hungry.since[slots]))]


# ---------------------------------------------------------------- stages


def _go_on(world: World, params: Params) -> None:
    """Let hunger go on to the next stage where it is time."""
    hungry = world.hungry
    rows = hungry.rows()
    stages = np.searchsorted(params.limits, world.tick - hungry.ate[rows], side="right")
    new = np.flatnonzero(stages > hungry.stage[rows])
    for k in new[np.argsort(hungry.owner[rows[new]])].tolist():
        _worsen(world, params, int(rows[k]), int(stages[k]))


def _worsen(world: World, params: Params, slot: int, stage: int) -> None:
    """Let somebody be at a further stage of hunger, or die of it."""
    hungry = world.hungry
    who, cause = int(hungry.owner[slot]), int(hungry.cause[slot]) or int(hungry.why[slot])
    if stage == _DEAD:
        hungry.free(np.array([slot]))
        blood_loss.die(world, who, Death.HUNGER, cause)
        return
    event = world.events.one(
        Kind.DEPRIVED, who, where=int(world.citizens.cell[who]), amount=_SUFFERS[stage], cause=cause
    )
    hungry.stage[slot], hungry.cause[slot], hungry.pace[slot] = stage, event, params.paces[stage]
    if params.heavy:
        moods.shift(world, who, -params.heavy * moods.ONE // 1000, event)
    refresh_pace(world, who)
