"""Cold cases: the authority forgets nobody. What may be about people it has lost is put side by side, until it points
somewhere.

Whoever is wanted, and was not heard of for so long that their dossier was closed, is a cold case. From then on
every report that names them is a clue, and every report that names nobody, and whatever tells of a place where people
hide. A clue says the less, the older it is, and nothing once it is forgotten. A search for a pattern goes over them
once a minute: the score of a case is the most that clues come to which lie within some metres of one of them, and may
be about its subject. From a threshold on the case is opened again: its subject is believed there, and watchers are
sent as they are on any news. If somebody can hide there behind a door, and one of the clues points to that door, a raid
is ordered, with a deadline (the rule `raids`). Clues that have been acted upon count no more.

The City sees nothing beyond its wall; of what hides there it learns by word and by pattern alone.

Reads   reports.subject, cell, at, arrives, weight, event; clues; cold_cases; raids.building; dossiers.subject,
        wanted, cell; citizens.luck; doors; shelters.building; factions.base, known; what is left of a clue as `says`
        has it; whether the authority `gives_orders`
Writes  clues; cold_cases; raids; dossiers.cell, at, came_from, event
Emits   CASE_REOPENED(citizen; amount score; cause: the newest clue; because EVIDENCE: the others),
        RAID_ORDERED(building; amount seconds; cause: CASE_REOPENED)
Units   points; m; times in ticks of 1 s
Source  Evidence that fades and is pooled by place: hot spots of police work (S. Chainey, L. Tompson, S. Uhlig, The
        utility of hotspot mapping, Security Journal 21 (2008) 4), here with a flat kernel. All numbers are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.index import due_by
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Flag
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.clues import keep, says
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.near import squares
from undergrid.world.network.regime import gives_orders
from undergrid.world.tables.raids import RaidStage

if TYPE_CHECKING:
    from undergrid.world.world import World

TURNS = luck.stream("cold_cases/turns")

_LOOK_S = 60  # seconds between searches for a pattern


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.cold_cases`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    reopen_at: int = Field(
        0, ge=0, le=1_000_000, description="score at which a case is opened again, points; 0 for never [assumed]"
    )
    named: int = Field(25, ge=0, le=10_000, description="a report that names its subject says, points [assumed]")
    unnamed: float = Field(
        0.2, ge=0, le=1, description="of its weight, what a report that names nobody says, share [assumed]"
    )
    memory_hours: float = Field(48, ge=0.1, le=1000, description="a clue says nothing any more after, h [assumed]")
    pattern_m: int = Field(60, ge=1, le=10_000, description="clues belong together within, m [assumed]")
    door_m: int = Field(
        80, ge=0, le=10_000, description="somebody may hide behind a door within that of their middle, m [assumed]"
    )
    points_m: int = Field(8, ge=0, le=10_000, description="a clue points to a door within that of it, m [assumed]")
    muster_minutes: float = Field(20, ge=0, le=10_000, description="until those sent are mustered, min [assumed]")
    deadline_hours: float = Field(12, ge=0.01, le=240, description="a raid has to be made within, h [assumed]")


def step(world: World, params: Params) -> None:
    """Take in clues, and once a minute look which people are lost, and what the clues about them come to."""
    if not params.reopen_at:
        return
    if world.cold_cases.n_used and world.reports.n_used:
        _take_in(world, params)
    if world.tick % _LOOK_S == 0 and (world.dossiers.n_used or world.cold_cases.n_used):
        _note_the_lost(world)
        if world.clues.n_used:
            _search(world, params)


def _take_in(world: World, params: Params) -> None:
    """Keep what reports say that have come in at this tick."""
    reports = world.reports
    rows: I64 = due_by(reports.used, reports.arrives, world.tick)
    rows = rows[np.lexsort((reports.event[rows], reports.at[rows]))]  # never by slot: slots depend on everybody
    share = round(1000 * params.unnamed)
    for row in rows.tolist():
        subject = int(reports.subject[row])
        if subject >= 0 and not world.cold_cases.has(subject=subject):
            continue
        says_now = params.named if subject >= 0 else int(reports.weight[row]) * share // 1000
        if says_now and reports.event[row] and reports.cell[row] >= 0:
            keep(world, subject, int(reports.cell[row]), int(reports.at[row]), says_now, int(reports.event[row]))


def _note_the_lost(world: World) -> None:
    """Bring the list of cold cases up to date: the wanted whose dossier has been closed, until nobody wants them.

    News of one of them sends watchers as any news does; the case stays on the list, for where there is more of it.
    """
    dossiers, lost = world.dossiers, world.cold_cases
    rows = dossiers.rows()
    rows = rows[dossiers.wanted[rows]]
    known = lost.rows()
    lost.free(known[~np.isin(lost.subject[known], dossiers.subject[rows])])
    who = np.sort(dossiers.subject[rows[dossiers.cell[rows] < 0]])
    new = who[~np.isin(who, lost.subject[lost.rows()])]
    if len(new):
        slots = lost.take(len(new))
        lost.subject[slots] = new


def _search(world: World, params: Params) -> None:
    """Drop what is forgotten, work out what clues come to about each case, and open the cases for which it is enough.

    The heaviest case first: it uses up the clues that it is opened on.
    """
    clues, lost, memory = world.clues, world.cold_cases, round(params.memory_hours * units.HOUR)
    rows = clues.rows()
    clues.free(rows[clues.at[rows] + memory <= world.tick])
    while lost.n_used:
        _score(world, params, memory)
        slots = lost.rows()
        draws = [luck.u32(world.key(TURNS), int(one)) for one in world.citizens.luck[lost.subject[slots]].tolist()]
        heaviest = int(slots[np.lexsort((slots, draws, lost.score[slots]))[-1]])
        if lost.score[heaviest] < params.reopen_at or not gives_orders(world):
            return
        _open_again(world, params, heaviest)


def _score(world: World, params: Params, memory: int) -> None:
    """Work out the score of each case. All of whom no clue names have the same: that of the clues that name nobody."""
    lost, named = world.cold_cases, world.clues.subject[world.clues.rows()]
    slots = lost.rows()
    of_nobody = _pattern(world, params, -1, memory)
    for slot in slots.tolist():
        subject = int(lost.subject[slot])
        found = _pattern(world, params, subject, memory) if (named == subject).any() else of_nobody
        lost.score[slot], lost.cell[slot] = found


def _about(world: World, subject: int) -> I64:
    """The clues that may be about somebody: those that name them, and those that name nobody; oldest first."""
    clues = world.clues
    rows = clues.rows()
    rows = rows[(clues.subject[rows] == subject) | (clues.subject[rows] < 0)]
    return rows[np.lexsort((clues.event[rows], clues.at[rows]))]


def _near(world: World, params: Params, rows: I64, cell: int) -> Flag:
    """(rows,) which clues point to a cell, or to one that lies near it."""
    cells, city = world.clues.cell[rows], world.city
    near = squares(cells, cell, city.width, city.height) <= squared_cells(params.pattern_m, city.cell_mm)
    return near & (cells // city.area == cell // city.area)


def _pattern(world: World, params: Params, subject: int, memory: int) -> tuple[int, int]:
    """(score, middle) of the clues about somebody that lie close together: the most that those near one of them say."""
    rows, city = _about(world, subject), world.city.handle
    near = squared_cells(params.pattern_m, world.city.cell_mm)
    score, middle = _heaviest(world.clues.cell[rows].astype(np.int64), says(world, rows, memory), city, near)
    return int(score) // 1000, int(middle)


def _open_again(world: World, params: Params, slot: int) -> None:
    """Open a case again: its subject is believed where the clues lie. Order a raid where a door is near."""
    clues, lost, dossiers = world.clues, world.cold_cases, world.dossiers
    subject, score, cell = int(lost.subject[slot]), int(lost.score[slot]), int(lost.cell[slot])
    rows = _about(world, subject)
    rows = rows[_near(world, params, rows, cell)]
    events = clues.event[rows].astype(np.int64)
    event = world.events.one(Kind.CASE_REOPENED, subject, where=cell, amount=score, cause=int(events[-1]))
    others = np.unique(events[events != events[-1]])
    if len(others):
        world.events.because(event, others, Role.EVIDENCE)
    told = clues.cell[rows]
    clues.free(rows)
    lost.free(np.array([slot]))
    dossier = int(world.cache(DossierOf).slot[subject])
    dossiers.came_from[dossier], dossiers.cell[dossier], dossiers.at[dossier] = -1, cell, world.tick
    dossiers.event[dossier] = event
    building = _door_near(world, params, cell, told)
    if building >= 0 and not world.raids.has(building=building):
        _order(world, params, building, event)


def _door_near(world: World, params: Params, cell: int, told: I32) -> int:
    """The shelter nearest to a cell behind whose door somebody may hide; -1 for none.

    A hideout that the authority knows of comes before all others; one that it does not know of it finds only where a
    clue, of those at the cells `told`, lies at its very door, any other shelter where one points to its door.
    """
    city, shelters, factions = world.city, world.shelters, world.factions
    buildings = shelters.building.astype(np.int64)
    hidden = np.array([city.buildings[one].use == Use.REFUGE for one in buildings.tolist()], bool)
    hidden &= ~np.isin(buildings, factions.base[factions.known]) & ~np.isin(city.doors[buildings], told)
    known = np.isin(buildings, factions.base[factions.known])
    pointed = np.array([_pointed_to(world, params, int(door), told) for door in city.doors[buildings]], bool)
    buildings = buildings[~hidden & (known | pointed)]
    doors = city.doors[buildings].astype(np.int64)
    far = squares(doors, cell, city.width, city.height)
    fits = (far <= squared_cells(params.door_m, city.cell_mm)) & (doors // city.area == cell // city.area)
    if not fits.any():
        return -1
    other = ~np.isin(buildings, factions.base[factions.known])
    return int(buildings[fits][np.lexsort((buildings[fits], far[fits], other[fits]))[0]])


def _pointed_to(world: World, params: Params, door: int, told: I32) -> bool:
    """Whether a clue, of those at some cells, points to a door: it lies right before it."""
    city, near = world.city, squared_cells(params.points_m, world.city.cell_mm)
    cells = told.astype(np.int64)
    close = squares(cells, door, city.width, city.height) <= near
    return bool(np.any(close & (cells // city.area == door // city.area)))


def _order(world: World, params: Params, building: int, cause: int) -> None:
    """Order a raid upon a building."""
    raids, within = world.raids, round(params.deadline_hours * units.HOUR)
    slot, door = int(raids.take(1)[0]), int(world.city.doors[building])
    event = world.events.one(Kind.RAID_ORDERED, building, where=door, amount=within, cause=cause)
    raids.luck[slot] = luck.child(luck.key_of(f"raid/{building}"), world.tick, int(Kind.RAID_ORDERED), 0)
    raids.building[slot], raids.stage[slot] = building, RaidStage.ORDERED
    raids.ready[slot] = world.tick + round(params.muster_minutes * 60)
    raids.deadline[slot] = world.tick + within
    raids.order[slot] = raids.cause[slot] = event


@kernel
def _heaviest(cells, weights, city, near):
    """(the most that clues near one of them come to, its cell); of several the one of the highest number. -1 for none.

    near: how far, in cells squared.
    """
    best, middle = np.int64(0), np.int64(-1)
    for k in range(len(cells)):
        total = np.int64(0)
        for other in range(len(cells)):
            if is_near(cells[k], cells[other], near, city.width, city.area):
                total += weights[other]
        if total > best or (total == best and cells[k] > middle):
            best, middle = total, cells[k]
    return best, middle
