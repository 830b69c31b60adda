"""Ambush: hunters lie in wait at a place, and strike when a group of hunted people comes into the open before them.

Hunters at one place strike together, once, as soon as they see enough hunted people in the killing ground: people are
hunted for the sign they show, for having no tag, or because they are wanted. First the charge goes off that the hunters
have laid: its fragments thin out with the square of the distance, and stop at walls; a few cells from it people are
killed outright, beside walls they may be buried. Then each hunter shoots for some seconds, each time at the person it
is likeliest to hit. Nobody shoots back. People with neither a band nor a mind of their own run for shelter. The hunters
then go back to their beats. The dead, the blood and the things lie where they fell.

Reads   policy.hunted; signs as `policy.signs` reads them; watchers.kind, duty, cell, goal, datum, until, impaired,
        luck, cause; citizens.alive, able, doing, cell, posture, pace, tagged, being, wanted, luck, cause;
        members.owner, band; wounds.cause; ground
Writes  watchers.duty, datum, until, goal, cause; bands.ambushed; people as `wound`, `trap`, `die` and `run_for_shelter`
        do; blood on the ground as `trails.lay` does; noises as `make_noise` does
Emits   AMBUSH_LAID(watcher; cause: what put it there), AMBUSHED(watcher, citizen; amount people; cause: AMBUSH_LAID;
        because CONDITION: what that citizen is about); WOUNDED, DIED, TRAPPED, DEFLECTED, PIERCED by it
Units   m, cells; chances as thresholds of 2^32, in tables of 2^20
Source  Fragments: inverse square law, P(hit) = 1 - exp(-ln 2 (r50 / r)^2 A), A the share of the body that shows. Shots:
        circular normal dispersion, P(hit) = 1 - exp(-A / (2 pi sigma^2 r^2)) (J. Przemieniecki, Mathematical Methods
        in Defense Analyses, 1990). The rest is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.caches import Cache
from undergrid.core.grid import sees
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.policy import looks_like, signs
from undergrid.world.body import blood_loss, injuries
from undergrid.world.combat import armour, weapons
from undergrid.world.combat.burst import Victims, burst, fragments, showing, twenty_bits
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.fleeing import run_for_shelter
from undergrid.world.orders.attempts import is_minded
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import Death, WoundKind
from undergrid.world.tables.people import Activity, Being, Pace
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails

if TYPE_CHECKING:
    from undergrid.world.world import World

BLAST = luck.stream("ambush/blast")
SHOT = luck.stream("ambush/shot")
WOUND = luck.stream("ambush/wound")
DEBRIS = luck.stream("ambush/debris")
FLIGHT = luck.stream("ambush/flight")

_HUNTER, _AMBUSH, _COMPANION = int(WatcherKind.HUNTER), int(Duty.AMBUSH), int(Being.COMPANION)
_WALKING, _HELD, _RECLAIMED, _SLEEPING, _RUN = map(
    int, (Activity.WALKING, Activity.HELD, Activity.RECLAIMED, Activity.SLEEPING, Pace.RUN)
)
_FORCE = (0, 8, 20, 40)  # tenths of damage that make a wound of each depth [assumed; see world/combat/weapons.py]
_AT_ONCE = 8  # shots that hit one person in one tick at most
_DEPTH, _PART = 20, 40  # draws of a victim, beside those of `burst`


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.ambush`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    look_every: int = Field(2, ge=1, le=60, description="they count whom they see once in, s [assumed]")
    least: int = Field(4, ge=1, le=1000, description="people in the killing ground for which they strike [assumed]")
    ground_m: int = Field(24, ge=2, le=1000, description="the killing ground reaches from its middle, m [assumed]")
    range_m: int = Field(120, ge=2, le=1000, description="they shoot up to, m [assumed]")
    fire_seconds: int = Field(20, ge=0, le=3600, description="they shoot for, s [assumed]")
    shot_every: int = Field(3, ge=1, le=600, description="each shoots once in, s [assumed]")
    spread_mrad: float = Field(6.0, ge=0.001, le=200, description="dispersion of a shot, one sigma, mrad [assumed]")
    running: float = Field(2.0, ge=1, le=20, description="wider by that at somebody who runs [assumed]")
    blast: bool = Field(True, description="whether something has been laid there that goes off [assumed]")
    blast_m: int = Field(40, ge=2, le=400, description="its fragments are reckoned with up to, m [assumed]")
    half_m: float = Field(12, ge=0.01, le=400, description="half of those who stand are hit at, m [assumed]")
    lethal_m: float = Field(4, ge=0, le=400, description="half of those who stand are killed at, m [assumed]")
    crouched: float = Field(0.5, ge=0.01, le=1, description="share of a crouching body that shows [NVESD: 0.7 squared]")
    flat: float = Field(0.2, ge=0.01, le=1, description="share of a body that shows lying flat [NVESD: 0.45 squared]")
    person_m2: float = Field(0.5, ge=0.01, le=4, description="area of a standing body that is hit, m2 [assumed]")
    debris_m: int = Field(12, ge=0, le=400, description="walls come down on people within, m [assumed]")
    debris: float = Field(0.3, ge=0, le=1, description="chance to be buried there beside a wall [assumed]")
    deep: float = Field(0.3, ge=0, le=1, description="share of wounds that are deep [assumed]")
    flesh: float = Field(0.4, ge=0, le=1, description="share of wounds that go into the flesh [assumed]")
    dirty: float = Field(0.8, ge=0, le=1, description="share of fragments that bring dirt with them [assumed]")
    dirty_shot: float = Field(0.3, ge=0, le=1, description="the same of shots [assumed]")
    blast_db: float = Field(165, ge=0, le=220, description="sound power of the blast, dB [assumed]")
    shot_db: float = Field(150, ge=0, le=220, description="sound power of a shot, dB [assumed]")
    shelter_m: int = Field(300, ge=0, le=10_000, description="who runs knows shelters within, m [assumed]")


class _Desk(Cache):
    """What ambush works with in one world between ticks: no state, only tables."""

    def __init__(self, world: World, params: Params) -> None:
        cell_m = world.city.cell_mm / 1000
        share = np.array([1.0, params.crouched, params.flat])[:, None] * showing()[None, :]
        cells = int(params.blast_m / cell_m)
        sigma = params.spread_mrad / 1000 * np.array([1.0, params.running])
        reach = int(params.range_m / cell_m)
        squared = np.maximum(1.0, np.arange(reach * reach + 1) * cell_m**2)
        area = params.person_m2 * share
        self.hits = twenty_bits(
            -np.expm1(-area[None, :, :, None] / (2 * np.pi * (sigma**2)[:, None, None, None] * squared))
        )
        self.blast = params.blast_m * 1000 // world.city.cell_mm
        self.knobs: Handle = record(
            reach=(params.range_m * 1000 // world.city.cell_mm) ** 2,
            blast=self.blast**2,
            fragments=fragments(share, cells, cell_m, params.half_m),
            deaths=fragments(share, cells, cell_m, params.lethal_m)[:, :, :, 0].copy(),
        )


class _Prey(Out):
    """People whom a party would strike, and their squared distance from a place in cells."""

    who: I64
    squared: I64


def step(world: World, params: Params) -> None:
    """Lie in wait, strike, shoot, and go back."""
    watchers = world.watchers
    rows = _in_wait(watchers.handle)
    if not len(rows):
        return
    desk = world.cache(_Desk, params)
    for row in rows[watchers.datum[rows] < 0].tolist():
        _lie_down(world, row)
    struck = watchers.until[rows] > 0
    if world.tick % params.look_every == 0 and not struck.all():
        waiting = rows[~struck & (watchers.impaired[rows] <= world.tick)]
        for place in np.unique(watchers.datum[waiting]).tolist():
            _watch(world, params, desk, place, waiting[watchers.datum[waiting] == place])
    if struck.any():
        _shoot(world, params, desk, rows[struck])
        over = rows[struck & (watchers.until[rows] <= world.tick)]
        watchers.duty[over], watchers.until[over] = Duty.RETURN, 0
        watchers.datum[over] = watchers.goal[over] = -1


def _lie_down(world: World, row: int) -> None:
    """Let a hunter wait at `goal` where it has one, else where it is; one who joins others shares their event."""
    watchers = world.watchers
    place = int(watchers.goal[row]) if watchers.goal[row] >= 0 else int(watchers.cell[row])
    others = np.flatnonzero((watchers.duty == _AMBUSH) & (watchers.datum == place))
    watchers.datum[row], watchers.until[row] = place, 0
    if len(others):
        watchers.cause[row] = watchers.cause[others[0]]
        return
    cause = int(watchers.cause[row]) or world.scenario_event
    watchers.cause[row] = world.events.one(Kind.AMBUSH_LAID, row, where=place, cause=cause)


def _prey(world: World, desk: _Desk, place: int, within_m: int, party: I64) -> tuple[I64, I64]:
    """Whom the party sees and would strike within so many m of a place: (rows, squared distances in cells)."""
    people, city, occupancy = world.citizens.handle, world.city.handle, world.cache(Occupancy)
    prey = world.out(_Prey, occupancy.outdoors.count)
    n = _within(occupancy.handle, people, city, place, (within_m * 1000 // world.city.cell_mm) ** 2, prey.handle)
    sign, covered = signs(world)
    n = _hunted(n, people, world.policy.handle, sign, covered, prey.handle)
    n = _in_sight(n, party, people, world.watchers.handle, city, desk.knobs, prey.handle)
    return prey.who[:n].copy(), prey.squared[:n].copy()


def _watch(world: World, params: Params, desk: _Desk, place: int, party: I64) -> None:
    """Count whom the party sees in the killing ground, and strike if they are enough."""
    prey, squared = _prey(world, desk, place, params.ground_m, party)
    if len(prey) < params.least:
        return
    watchers, people, bands, members = world.watchers, world.citizens, world.bands, world.members
    seen, _ = _prey(world, desk, place, params.range_m, party)
    nearest = int(prey[np.lexsort((prey, squared))[0]])
    laid = int(watchers.cause[party[0]])
    event = world.events.one(Kind.AMBUSHED, int(party[0]), nearest, place, len(seen), laid)
    if people.cause[nearest]:
        world.events.because(event, int(people.cause[nearest]), Role.CONDITION)
    watchers.cause[party], watchers.until[party] = event, world.tick + max(1, params.fire_seconds)
    hit = members.used & np.isin(members.owner, seen)
    bands.ambushed[np.unique(members.band[hit])] = event
    if params.blast:
        make_noise(world, place, params.blast_db, event)
        _go_off(world, params, desk, place, event)
    banded = members.owner[members.rows()]
    alone = [int(who) for who in seen if not is_minded(world, int(who)) and who not in banded and _can_run(world, who)]
    run_for_shelter(world, alone, event, (params.shelter_m * 1000 // world.city.cell_mm) ** 2, FLIGHT)


def _can_run(world: World, who: int) -> bool:
    people = world.citizens
    free = people.doing[who] < _HELD or _RECLAIMED < people.doing[who] < _SLEEPING
    return bool(people.alive[who] and people.able[who] and free and not injuries.trapped(world, who))


def _go_off(world: World, params: Params, desk: _Desk, place: int, event: int) -> None:
    """The blast at a place: fragments, death, debris, for everybody near enough whom no wall covers."""
    people, city, occupancy = world.citizens, world.city, world.cache(Occupancy)
    victims = world.out(Victims, occupancy.outdoors.count)
    n = burst(occupancy.handle, people.handle, city.handle, desk.knobs, world.key(BLAST), place, 0, victims.handle)
    debris, near = luck.chance(params.debris), (params.debris_m * 1000 // city.cell_mm) ** 2
    for who, hits, odds, squared in victims.rows(n):
        wounds = []
        for nth in range(hits):
            far = 4 * squared > desk.blast**2
            slot = _hurt(world, params, who, WoundKind.SHRAPNEL, nth, params.dirty, 0.5 if far else 1.0, event, -1)
            if slot >= 0:
                wounds.append((int(world.wounds.cause[slot]), Role.WOUND))
        below = squared <= near and _by_a_wall(world, int(people.cell[who]))
        if odds:
            blood_loss.die(world, who, Death.BLAST, event, wounds, BLAST, odds)
        elif below and luck.u32(world.key(DEBRIS), int(people.luck[who])) < debris:
            injuries.trap(world, who, event)


def _by_a_wall(world: World, cell: int) -> bool:
    """Whether a wall stands within two cells."""
    level, x, y = world.city.where(cell)
    block = world.city.opaque.reshape(-1, world.city.height, world.city.width)[level]
    return bool(block[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].any())


def _hurt(
    world: World, params: Params, who: int, kind: WoundKind, nth: int, dirty: float, deep: float, event: int, by: int
) -> int:
    """One wound, its place, depth and dirt by draws; blood where it was made. Returns its slot.

    -1 where what they wear has stopped it.
    """
    people, key = world.citizens, world.key(WOUND)
    lucky = int(people.luck[who]) if by < 0 else luck.pair(int(world.watchers.luck[by]), int(people.luck[who]))
    part = injuries.PLACES[luck.below(key, lucky, len(injuries.PLACES), _PART + nth)]
    draw = luck.u32(key, lucky, _DEPTH + nth)
    depth = 3 if draw < luck.chance(params.deep * deep) else 2 if draw < luck.chance(params.deep + params.flesh) else 1
    left, through = armour.stand(world, who, part, _FORCE[depth], event, lucky, nth)
    if left <= 0:
        return -1
    depth = depth if not through else weapons.depth(left)
    in_it = luck.u32(key, lucky, nth) < luck.chance(dirty)
    slot = injuries.wound(world, who, kind, part, depth, in_it, event, by)
    trails.lay(world, who, TraceKind.BLOOD, int(people.cell[who]), strength=300 * depth, cause=event)
    return slot


def _shoot(world: World, params: Params, desk: _Desk, shooters: I64) -> None:
    """Let each shooter whose turn it is shoot at the person it is likeliest to hit."""
    people, watchers, city = world.citizens, world.watchers, world.city
    key, hits = world.key(SHOT), dict[int, int]()
    turn = (world.tick + (watchers.luck[shooters] & 0xFFFF)) % params.shot_every == 0
    for row in shooters[turn & (watchers.impaired[shooters] <= world.tick)].tolist():
        who, squared = _prey(world, desk, int(watchers.cell[row]), params.range_m, np.array([row], np.int64))
        if not len(who):
            continue
        runs = ((people.doing[who] == _WALKING) & (people.pace[who] == _RUN)).astype(np.int64)
        odds = desk.hits[runs, people.posture[who], city.ground[people.cell[who]], squared].astype(np.int64) << 12
        pairs = [luck.pair(int(watchers.luck[row]), own) for own in people.luck[who].tolist()]
        ties = [luck.u32(key, pair, 1) for pair in pairs]
        best = int(np.lexsort((who, ties, -odds))[0])
        target, event = int(who[best]), int(watchers.cause[row])
        make_noise(world, int(watchers.cell[row]), params.shot_db, event)
        if luck.u32(key, pairs[best]) < odds[best] and hits.get(target, 0) < _AT_ONCE:
            hits[target] = hits.get(target, 0) + 1
            _hurt(world, params, target, WoundKind.GUNSHOT, 0, params.dirty_shot, 1.0, event, row)


@kernel
def _in_wait(watchers):
    """The hunters who lie in ambush, ascending."""
    rows, n = np.empty(len(watchers.kind), np.int64), 0
    for row in range(len(watchers.kind)):
        if watchers.kind[row] == _HUNTER and watchers.duty[row] == _AMBUSH:
            rows[n] = row
            n += 1
    return rows[:n]


@kernel
def _within(occupancy, people, city, place, within, prey):
    """Who is outdoors within `within` (squared cells) of a place, at large and in their senses; returns how many."""
    n, level = 0, place // city.area
    x, y = place % city.width, place % city.area // city.width
    for who in each_set(occupancy.outdoors):
        rest = np.int64(people.cell[who]) - level * city.area
        if rest < 0 or rest >= city.area:
            continue
        to_y = rest // city.width
        to_x = rest - to_y * city.width
        squared = (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)
        doing = people.doing[who]
        if squared > within or not people.alive[who] or _HELD <= doing <= _RECLAIMED or doing >= _SLEEPING:
            continue
        prey.who[n], prey.squared[n] = who, squared
        n += 1
    return n


@kernel
def _hunted(n, people, policy, sign, covered, prey):
    """Keep of the first `n` the wanted, and those whom policy hunts for what they look like; returns how many."""
    n_kept = 0
    for k in range(n):
        who = prey.who[k]
        vouched = people.tagged[who] and people.being[who] != _COMPANION
        hunted = np.int64(policy.hunted[0]) >> looks_like(sign[who], covered[who], vouched) & 1
        if people.wanted[who] or hunted:
            prey.who[n_kept], prey.squared[n_kept] = who, prey.squared[k]
            n_kept += 1
    return n_kept


@kernel
def _in_sight(n, party, people, watchers, city, knobs, prey):
    """Keep of the first `n` those whom any of the party sees; returns how many."""
    n_kept = 0
    for k in range(n):
        there = np.int64(people.cell[prey.who[k]])
        for row in party:
            if _has_in_sight(np.int64(watchers.cell[row]), there, city, knobs):
                prey.who[n_kept], prey.squared[n_kept] = prey.who[k], prey.squared[k]
                n_kept += 1
                break
    return n_kept


@kernel(inline=True)
def _has_in_sight(here, there, city, knobs):
    """Whether one cell can be seen from another: on its level, within reach, with no wall between."""
    width, area = city.width, city.area
    base = there // area * area
    if here // area * area != base:
        return False
    x, y, to_x, to_y = here % width, here % area // width, there % width, there % area // width
    far = (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)
    return far <= knobs.reach and sees(city.opaque, width, base, x, y, to_x, to_y)
