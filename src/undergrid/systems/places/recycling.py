"""Recycling: who is in a base uses up its air, and a fusion cell recycles it for as many as the base is made for.

What a base holds is worked out anew when somebody comes or goes, dies, or power fails or is back, and when it comes to
a mark that was known before. Over capacity the air runs low, then out; from then on there is none to breathe until as
much is recycled as is breathed (`breath`). While it is low, those of the crowd for whom none is recycled go out for a
while, if they are awake and the door lets them.

Reads   bases; lodgers; exposure.owner; citizens.inside, alive, doing, intent, cause, cell, luck; items.holder,
        building, cause; charges.item; what cells hold as `power.stored` has it; minds as `is_minded` has them;
        Ways.walk
Writes  bases; lodgers; airless.building, cause; what is drawn from cells as `power.draw_anew` does; intents of those
        who go out as `intend` does
Emits   AIR_LOW(building, whose coming made them too many; people; cause: their coming, RECYCLING_STOPPED, or, after the
        air was out, what eased it), AIR_OUT(building; people; cause: AIR_LOW), AIR_GOOD(building; people; cause: what
        eased it), RECYCLING_STOPPED(building; W; cause: what has put the empty cell there, or taken it away)
Units   oxygen in 1 / 86,400 g; W; ticks of 1 s
Source  `rules.closed_air` (world/body/closed_air.py). That all of a base breathes alike, and is without air at once, is
        assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.grid import cells_in
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.world.body.closed_air import ClosedAir, breathe, due_at, fullest_cell, lodging
from undergrid.world.items import power
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.strolls import stroll_from
from undergrid.world.orders.attempts import intend, is_minded
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

GOES = luck.stream("recycling/goes out")
WHERE = luck.stream("recycling/where to")

_OPEN_S = 10  # seconds between looks who is in a base that is open to the air
_CELLS_S = 10  # seconds between looks for a fusion cell where there was none
_OUT_S = 60  # seconds between looks at who goes out


def step(world: World, params: None = None) -> None:
    """Note who has come to bases and gone from them, and see to the air of those that are shut off."""
    bases = world.bases
    if not bases.n:
        return
    busy = [base for base in range(bases.n) if not _is_quiet(
        world.citizens.handle, bases.handle, world.lodgers.handle, world.charges.handle, world.items.handle,
        world.tick, base,
    )]  # fmt: skip
    eased = {base: _gone(world, base) for base in busy}
    for base in busy:
        came = _come(world, base)
        if bases.full[base]:
            _see_to(world, base, came or bool(eased[base]), eased[base])


# ---------------------------------------------------------------- who is there


@kernel
def _is_quiet(people, bases, lodgers, charges, items, now, base):
    """Whether nothing is to be done about a base: nobody has come or gone, and what is foreseen has not come yet."""
    building = bases.building[base]
    if bases.full[base] == 0 and now % _OPEN_S != 0:
        return True  # where there is air for all, who lodges there matters for what is eaten alone
    if _differs(people, lodgers, base, building):
        return False
    if bases.full[base] == 0:
        return True
    if bases.due[base] <= now or (bases.low[base] != 0 and now % _OUT_S == 0):
        return False
    cell = bases.cell[base]
    if cell < 0:
        return now % _CELLS_S != 0
    item, runs = charges.item[cell], bases.watts[base] > 0 or bases.made[base] == 0
    return runs and items.holder[item] < 0 and items.building[item] == building


@kernel
def _differs(people, lodgers, base, building):
    """Whether others than its lodgers are alive in a base."""
    inside, alive, building = people.inside, people.alive, np.int32(building)
    n = np.int32(0)  # as wide as what is compared: three times as fast
    for who in range(len(inside)):
        if inside[who] == building and alive[who]:
            n += np.int32(1)
    for slot in range(len(lodgers.used)):
        if lodgers.used[slot] and lodgers.base[slot] == base:
            n -= 1
            if inside[lodgers.owner[slot]] != building or not alive[lodgers.owner[slot]]:
                return True
    return n != 0


def _gone(world: World, base: int) -> int:
    """Let those be lodgers no more who have gone or died; returns what took the last of them away, 0 for none."""
    people, lodgers, bases = world.citizens, world.lodgers, world.bases
    slots = lodgers.where(base=base)
    who = lodgers.owner[slots]
    slots = slots[(people.inside[who] != bases.building[base]) | ~people.alive[who]]
    who = lodgers.owner[slots]
    if not len(slots):
        return 0
    spent = world.tick - lodgers.since[slots].astype(np.int64)
    bare = np.isin(who, world.exposure.owner[world.exposure.rows()])
    bases.unfed[base] += int(spent.sum())
    bases.undrunk[base] += int(spent[~bare].sum())
    lodgers.free(slots)
    return int(people.cause[who[np.argmax(people.luck[who])]])


def _come(world: World, base: int) -> bool:
    """Let those be lodgers who have come; returns whether anybody has."""
    people, lodgers = world.citizens, world.lodgers
    inside = np.flatnonzero((people.inside == world.bases.building[base]) & people.alive)
    new = inside[~np.isin(inside, lodgers.owner[lodgers.where(base=base)])]
    slots = lodgers.take(len(new))
    lodgers.owner[slots], lodgers.base[slots], lodgers.cause[slots] = new, base, people.cause[new]
    lodgers.since[slots] = lodgers.came[slots] = world.tick
    return len(new) > 0


# ---------------------------------------------------------------- air


def _see_to(world: World, base: int, moved: bool, eased: int) -> None:
    """Bring the air of a base up to date where anything has changed, and say what has become of it."""
    bases = world.bases
    cell, stopped = int(bases.cell[base]), _stopped(world, base)
    if cell >= 0 and not moved and not stopped and bases.due[base] > world.tick:
        _send_out(world, base)
        return
    if cell < 0 or stopped:
        cell, most = fullest_cell(world, int(bases.building[base])), _watts(world, int(bases.people[base]))
        if cell >= 0 and power.stored(world, cell) < most:
            cell = -1
        if cell >= 0:
            eased = int(world.items.cause[world.charges.item[cell]])
    breathe(world, base, len(lodging(world, base)), cell)
    _note(world, base, stopped, eased)
    _judge(world, base)
    bases.due[base] = due_at(world, base)
    _send_out(world, base)


def _watts(world: World, people: int) -> int:
    return people * world.shared(ClosedAir).person_w


def _stopped(world: World, base: int) -> int:
    """The event by which the power of a base has failed in this tick: its cell is empty, or gone; 0 for none."""
    bases, items, cell = world.bases, world.items, int(world.bases.cell[base])
    if cell < 0:
        return 0
    item, building = int(world.charges.item[cell]), int(bases.building[base])
    here = items.holder[item] < 0 and items.building[item] == building
    if here and power.stored(world, cell) >= _watts(world, int(bases.made[base])):
        return 0
    return world.events.one(
        Kind.RECYCLING_STOPPED, building, where=int(world.city.doors[building]),
        amount=_watts(world, int(bases.made[base])), cause=int(items.cause[item]),
    )  # fmt: skip


def _note(world: World, base: int, stopped: int, eased: int) -> None:
    """Keep in mind since when, and by what, there are too many for the air that is made, or enough is made again."""
    bases, lodgers = world.bases, world.lodgers
    if bases.inside[base] <= bases.made[base]:
        if bases.over[base]:
            bases.eased[base] = eased or world.scenario_event
        bases.over[base], bases.by[base] = 0, -1
    elif not bases.over[base]:
        new = lodgers.where(base=base, came=world.tick)
        bases.over[base] = stopped or world.scenario_event
        if len(new) and not stopped and world.tick:
            last = int(new[np.argmax(world.citizens.luck[lodgers.owner[new]])])
            bases.over[base], bases.by[base] = lodgers.cause[last], lodgers.owner[last]


def _judge(world: World, base: int) -> None:
    """Say so where the air of a base has run low or out, or is well again."""
    bases, knobs = world.bases, world.shared(ClosedAir)
    now, inside, made = int(bases.oxygen[base]), int(bases.inside[base]), int(bases.made[base])
    short, full = (inside - made) * knobs.breathes_g, int(bases.full[base])
    if bases.out[base] and made >= max(1, inside):
        bases.out[base], world.airless.building[bases.airless[base]] = 0, -1
        bases.low[base] = _tell(world, base, Kind.AIR_LOW, int(bases.eased[base]))
    elif not bases.out[base] and now < short:
        event = _tell(world, base, Kind.AIR_OUT, int(bases.low[base]) or int(bases.over[base]))
        bases.out[base], row = event, int(bases.airless[base])
        bases.low[base] = bases.low[base] or event
        world.airless.building[row], world.airless.cause[row] = bases.building[base], event
    elif not bases.low[base] and short > 0 and now <= full * knobs.low // 100:
        bases.low[base] = _tell(world, base, Kind.AIR_LOW, int(bases.over[base]))
    elif bases.low[base] and not bases.out[base] and now >= full * knobs.good // 100:
        _tell(world, base, Kind.AIR_GOOD, int(bases.eased[base]) or int(bases.low[base]))
        bases.low[base] = 0


def _tell(world: World, base: int, kind: Kind, cause: int) -> int:
    bases, building = world.bases, int(world.bases.building[base])
    whom = int(bases.by[base]) if kind == Kind.AIR_LOW else -1
    where = int(world.city.doors[building])
    return world.events.one(kind, building, whom, where, int(bases.inside[base]), cause)


# ---------------------------------------------------------------- those who go out


def _send_out(world: World, base: int) -> None:
    """Let as many of the crowd go out as there are too many, while the air is low; a draw says who."""
    bases, people, knobs = world.bases, world.citizens, world.shared(ClosedAir)
    too_many = int(bases.inside[base]) - int(bases.made[base])
    if not bases.low[base] or too_many <= 0 or world.tick % _OUT_S:
        return
    idle = lodging(world, base)
    idle = idle[(people.doing[idle] == Activity.RESTING) & (people.intent[idle] == 0)]
    idle = idle[[not is_minded(world, who) for who in idle.tolist()]]
    key, city = world.key(GOES), world.city
    first = sorted(idle.tolist(), key=lambda who: luck.u32(key, int(people.luck[who])))[:too_many]
    reach = record(cells=cells_in(knobs.outside_m, city.cell_mm))
    places = np.full(len(first), -1)
    _places(
        np.array(first, np.int64), people.handle, world.cache(Ways).handle, city.handle, reach, world.key(WHERE), places
    )
    for who, place in zip(first, places.tolist(), strict=True):
        if place >= 0:
            intend(world, who, Verb.WALK, place, int(bases.low[base]), world.tick + 60 * knobs.outside_minutes)


@kernel
def _places(rows, people, ways, city, reach, key, places):
    """Find where each of some people goes from where they are; -1 where they find nowhere."""
    for k in range(len(rows)):
        who = rows[k]
        places[k] = stroll_from(people.cell[who], reach.cells, people.luck[who], ways.walk, city, key, 0)
