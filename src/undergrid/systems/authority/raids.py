"""Raids: Sentinels come down from the air upon a place, blow its door, set it on fire, and seize whoever they find.

A raid that has been ordered waits until those are mustered who are sent, and then for the dark; at its deadline it goes
in the light too. Sentinels that guard nothing are kept for it in their berth. They fly there straight, land round the
place, each where a draw says, and run for the door; a place without a sky they reach on foot, from the nearest way
down. At the door a charge goes off: it hurts people inside, wakes them all, and may set fire to what burns there.
People rush out and run. Raiders at the door find people inside, try after try, and lay hold of them, unless it burns
too hot; those outside seize whom they reach.

Some stay aloft. They look at those who run, and work out from two looks which way each will most likely take; one comes
down on that way, at the first place where it is before them, and runs at them. After a while all go up again, with
those whom they hold. Nothing else of the authority sees or hears anything beyond the wall.

Reads   raids; raiders; fugitives; watchers.duty, cell, home, impaired, quarry, luck, cause; custodies.watcher, subject;
        citizens.alive, inside, doing, cell, wanted, tagged, registered, luck; doors and what holds them; sky.light; how
        hot it burns as `heat_in` has it; the way people take as `predicted_way` has it; whether the authority
        `gives_orders`
Writes  raids; raiders; fugitives; watchers.duty, cell, goal, quarry, progress, cause, and what `march` writes; doors as
        `set_door` and `put_aside` do, shelters.door, lock, forced; people as `wound`, `wake_up`, `rush_out`, `lay_hold`
        and `bring` do; fires as `ignite` makes them; noises as `make_noise` does; knowledge as `learn` has it
Emits   RAID_LAPSED(building; cause: RAID_ORDERED), RAIDERS_LANDED(watcher, building; amount watchers; cause:
        RAID_ORDERED), DOOR_BLOWN(watcher, building; amount people inside; cause: RAIDERS_LANDED), HEADED_OFF(watcher,
        citizen; amount seconds; cause: FLED), RAID_ENDED(building; amount people; cause: what it came to last);
        CAUGHT_FIRE, FLED, WOUNDED, WOKE by DOOR_BLOWN; ARRESTED, SLIPPED_AWAY
Units   m/s; m; s
Source  Interception as in world/authority/cutoffs.py; the door as in systems/places/burning.py. The rest is assumed: a
        rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.tables import I64, Flag
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.authority.cutoffs import meeting, predicted_way
from undergrid.world.authority.on_foot import march
from undergrid.world.body import injuries
from undergrid.world.body.posture import wake_up
from undergrid.world.combat.breakage import is_laid_up
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.fleeing import rush_out
from undergrid.world.movement.near import place_near, squares
from undergrid.world.network.regime import gives_orders
from undergrid.world.places.burning import heat_in, ignite
from undergrid.world.places.occupancy import bring
from undergrid.world.places.shelters import door_holds, on_fire, put_aside, set_door, shelter_row
from undergrid.world.senses.noises import make_noise
from undergrid.world.senses.optics import clear
from undergrid.world.society.knowledge import OWN_EYES, learn
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.body import Waking, WoundKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity
from undergrid.world.tables.raids import RaidStage

if TYPE_CHECKING:
    from undergrid.world.world import World

SENT = luck.stream("raids/sent")
LANDS = luck.stream("raids/lands")
HURT = luck.stream("raids/hurt")
BURNS = luck.stream("raids/burns")
FIND = luck.stream("raids/find")
GRIP = luck.stream("raids/grip")
CLAIM = luck.stream("raids/claim")
FLIGHT = luck.stream("raids/flight")
DOOR = luck.stream("raids/door")

_SEEN_M = 100  # m from which one sees what happens to a door [assumed]
_BERTH_S = 60  # seconds between looks at who may go back to its berth
_PART, _DEEP = 1, 2  # draws of whoever the charge hurts, beside the first


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.raids`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    force: int = Field(6, ge=1, le=1000, description="Sentinels for one raid [assumed]")
    aloft: int = Field(2, ge=0, le=1000, description="of them, those that stay in the air [assumed]")
    dark: int = Field(20, ge=0, le=255, description="daylight up to which it is dark enough, 1/255 of noon [assumed]")
    air_speed: float = Field(20, ge=0.1, le=400, description="in the air, m/s [assumed]")
    down_seconds: int = Field(2, ge=0, le=600, description="from the air to the ground, s [assumed]")
    drop_m: int = Field(30, ge=0, le=1000, description="they land round the door within, m [assumed]")
    run_speed: float = Field(3, ge=0.01, le=20, description="on the ground, m/s [assumed]")
    breach_seconds: int = Field(20, ge=0, le=3600, description="to lay the charge at a door that holds, s [assumed]")
    charge_db: float = Field(160, ge=0, le=220, description="sound power of the charge, dB [assumed]")
    hurt: float = Field(0.2, ge=0, le=1, description="of people inside whom it hurts, share [assumed]")
    deep: float = Field(0.2, ge=0, le=1, description="of those wounds that are deep, share [assumed]")
    burns: float = Field(0.8, ge=0, le=1, description="chance that it sets fire to what is there [assumed]")
    too_hot: int = Field(300, ge=0, le=1001, description="nobody goes in from that heat on, 1/1000 [assumed]")
    door_s: float = Field(1.2, ge=0.01, le=100, description="a door lets through, persons/s [SFPE: 1.3 for each m]")
    shelter_m: int = Field(300, ge=0, le=10_000, description="who runs knows shelters within, m [assumed]")
    try_seconds: int = Field(5, ge=1, le=3600, description="between tries to lay hold of somebody, s [assumed]")
    find: float = Field(0.5, ge=0, le=1, description="chance of one try to find somebody inside [assumed]")
    reach_m: float = Field(3, ge=0.01, le=100, description="a raider can lay hold of somebody within, m [assumed]")
    grip: float = Field(0.5, ge=0, le=1, description="chance to hold somebody [assumed]")
    look_seconds: int = Field(3, ge=1, le=3600, description="between looks from above, s [assumed]")
    watch_m: int = Field(
        300, ge=0, le=10_000, description="people are seen from above round the door within, m [assumed]"
    )
    ahead_m: int = Field(120, ge=2, le=10_000, description="a way is foreseen for, m [assumed]")
    taken_for: float = Field(3, ge=0.1, le=20, description="people are taken to run at, m/s [assumed]")
    stay_minutes: float = Field(10, ge=0.1, le=1440, description="after so long they go up again, min [assumed]")


def step(world: World, params: Params) -> None:
    """Go on with every raid; let those that are back go to their berth."""
    raids = world.raids
    rows = raids.rows().tolist() if raids.n_used else []
    for slot in sorted(rows, key=lambda slot: int(raids.order[slot])):
        if raids.stage[slot] == RaidStage.ORDERED:
            _send(world, params, slot)
        elif raids.stage[slot] == RaidStage.FLYING:
            if raids.due[slot] <= world.tick:
                _land(world, params, slot)
        else:
            _on_the_ground(world, params, slot)
    if world.raiders.n and world.tick % _BERTH_S == 0:
        _berth(world)


def _send(world: World, params: Params, slot: int) -> None:
    """Send those that are free, once it is dark or at the deadline; without any the order lapses."""
    raids, raiders, city = world.raids, world.raiders, world.city
    late = raids.deadline[slot] <= world.tick
    if raids.ready[slot] > world.tick or not (late or world.sky.light[0] <= params.dark) or not gives_orders(world):
        return
    free = np.flatnonzero(raiders.aloft & (raiders.raid < 0))
    if not len(free):
        if late:
            building, order = int(raids.building[slot]), int(raids.order[slot])
            world.events.one(Kind.RAID_LAPSED, building, where=int(city.doors[building]), cause=order)
            raids.free(np.array([slot]))
        return
    key, lucky = world.key(SENT), world.watchers.luck[raiders.watcher[free]]
    draws = np.array([luck.u32(key, luck.pair(int(raids.luck[slot]), int(one))) for one in lucky])
    sent = free[np.lexsort((free, draws))][: params.force]
    raiders.raid[sent] = slot
    starts, door = world.watchers.cell[raiders.watcher[sent]], int(city.doors[raids.building[slot]])
    far = float(np.sqrt(squares(starts, door, city.width, city.height).max())) * city.cell_mm / 1000
    raids.stage[slot], raids.due[slot] = RaidStage.FLYING, world.tick + max(1, round(far / params.air_speed))


def _land(world: World, params: Params, slot: int) -> None:
    """Let those that do not stay aloft come down round the place: RAIDERS_LANDED."""
    raids, raiders, watchers, city = world.raids, world.raiders, world.watchers, world.city
    sent = np.flatnonzero(raiders.raid == slot)
    down = sent[: max(1, len(sent) - params.aloft)]
    building = int(raids.building[slot])
    middle, off = _ground_at(world, int(city.doors[building])), params.drop_m * 1000 // city.cell_mm
    rows = raiders.watcher[down].tolist()
    event = world.events.one(
        Kind.RAIDERS_LANDED, rows[0], building, middle, len(rows), int(raids.order[slot])
    )  # fmt: skip
    level, x, y = city.where(middle)
    for raider, row in zip(down.tolist(), rows, strict=True):
        thing = luck.pair(int(raids.luck[slot]), int(watchers.luck[row]))
        to_x = x + luck.below(world.key(LANDS), thing, 2 * off + 1, 0) - off
        to_y = y + luck.below(world.key(LANDS), thing, 2 * off + 1, 1) - off
        on_map = 0 <= to_x < city.width and 0 <= to_y < city.height
        there = place_near(world, city.cell(level, to_x, to_y)) if on_map else -1
        _come_down(world, raider, there if there >= 0 else middle, event)
    raids.stage[slot], raids.landed[slot], raids.cause[slot] = RaidStage.LANDED, world.tick, event


def _ground_at(world: World, door: int) -> int:
    """Where one comes down for a door: there, or on the way down that is nearest to it, where it has no sky."""
    city = world.city
    if city.levels[door // city.area].sky:
        return door
    ways = [(a, b) for link in city.links for a, b in ((link.a, link.b), (link.b, link.a))]
    down = [(a, b) for a, b in ways if b // city.area == door // city.area and city.levels[a // city.area].sky]
    return min(down, key=lambda way: (city.apart(way[1], door), way[0]))[0] if down else door


def _come_down(world: World, raider: int, cell: int, event: int) -> None:
    """Let a raider stand on the ground at a cell, because of an event."""
    watchers, row = world.watchers, int(world.raiders.watcher[raider])
    world.raiders.aloft[raider] = False
    watchers.cell[row], watchers.duty[row], watchers.cause[row] = cell, Duty.RAID, event
    watchers.progress[row], watchers.quarry[row], watchers.goal[row] = 0, -1, -1


def _on_the_ground(world: World, params: Params, slot: int) -> None:
    """One tick of a raid that has landed: to the door, through it, after those who run, and up again."""
    raids, raiders, watchers = world.raids, world.raiders, world.watchers
    if raids.landed[slot] + round(params.stay_minutes * 60) <= world.tick:
        _go_up(world, slot)
        return
    building = int(raids.building[slot])
    door = int(world.city.doors[building])
    down = raiders.watcher[(raiders.raid == slot) & ~raiders.aloft].astype(np.int64)
    rows = down[(watchers.duty[down] == Duty.RAID) & (watchers.impaired[down] <= world.tick)]
    _run(world, params, rows, door)
    at_door = rows[watchers.cell[rows] == door]
    if raids.stage[slot] == RaidStage.LANDED and len(at_door):
        holds = door_holds(world, building)
        raids.stage[slot] = RaidStage.BREACHING
        raids.due[slot] = world.tick + (params.breach_seconds if holds else 0)
    if raids.stage[slot] == RaidStage.BREACHING and raids.due[slot] <= world.tick and len(at_door):
        _blow(world, params, slot, int(at_door[0]))
    if raids.stage[slot] == RaidStage.INSIDE:
        _drive_out(world, params, slot)
        if world.tick % params.look_seconds == 0:
            _look_down(world, params, slot)
    if world.tick % params.try_seconds == 0:
        _seize(world, params, slot, rows, at_door)


def _run(world: World, params: Params, rows: I64, door: int) -> None:
    """Let raiders run for the door, or at whom they have come down before, as long as those are out there."""
    watchers, people = world.watchers, world.citizens
    quarry = watchers.quarry[rows]
    after = (quarry >= 0) & people.alive[quarry] & (people.inside[quarry] < 0) & (people.doing[quarry] != Activity.HELD)
    watchers.quarry[rows[~after]] = -1
    goals = np.where(after, people.cell[quarry], door).astype(np.int64)
    walks = watchers.cell[rows] != goals
    watchers.goal[rows] = goals
    if walks.any():
        speeds = np.full(int(walks.sum()), units.mm(params.run_speed), np.int64)
        march(world, rows[walks], goals[walks], speeds)


def _blow(world: World, params: Params, slot: int, row: int) -> None:
    """Blow the door: it holds nobody any more, people behind it are hurt and awake, and it may burn."""
    raids, people, shelters = world.raids, world.citizens, world.shelters
    building, key = int(raids.building[slot]), world.key(HURT)
    door = int(world.city.doors[building])
    inside = np.flatnonzero((people.inside == building) & people.alive).tolist()
    event = world.events.one(Kind.DOOR_BLOWN, row, building, door, len(inside), int(raids.cause[slot]))
    put_aside(world, building)
    set_door(world, building, event, locked=False, barricade=0)
    at = shelter_row(world, building)
    shelters.door[at], shelters.lock[at], shelters.forced[at] = False, False, True
    make_noise(world, door, params.charge_db, event)
    odds = luck.chance(params.hurt)
    for who in inside:
        lucky = int(people.luck[who])
        if luck.u32(key, lucky) < odds:
            part = injuries.PLACES[luck.below(key, lucky, len(injuries.PLACES), _PART)]
            depth = 3 if luck.u32(key, lucky, _DEEP) < luck.chance(params.deep) else 2
            injuries.wound(world, who, WoundKind.SHRAPNEL, part, depth, True, event, row, stream=HURT, odds=odds)
        if people.doing[who] == Activity.SLEEPING:
            wake_up(world, who, Waking.NOISE, event)
    burns = luck.chance(params.burns)
    if luck.u32(world.key(BURNS), int(raids.luck[slot])) < burns:
        ignite(world, building, event, BURNS, burns)
    raids.stage[slot], raids.due[slot], raids.cause[slot] = RaidStage.INSIDE, world.tick, event
    _bear_in_mind(world, building, event)


def _bear_in_mind(world: World, building: int, event: int) -> None:
    """Let everybody in there, and whoever sees it from outside, know from now on that a place has been raided."""
    people, city = world.citizens, world.city
    door = int(city.doors[building])
    near = squares(people.cell.astype(np.int64), door, city.width, city.height)
    near = (near <= squared_cells(_SEEN_M, city.cell_mm)) & (people.cell // city.area == door // city.area)
    for who in np.flatnonzero(people.alive & ((people.inside == building) | (near & (people.inside < 0)))).tolist():
        if people.inside[who] == building or clear(city.handle, int(people.cell[who]), door):
            learn(world, who, Topic.PERIL, building, door, OWN_EYES, 1000, event)


def _drive_out(world: World, params: Params, slot: int) -> None:
    """Let people run out of a place whose door is blown; out of one that burns they run by themselves."""
    raids = world.raids
    building, age, rate = int(raids.building[slot]), world.tick - int(raids.due[slot]), round(1000 * params.door_s)
    most = (age + 1) * rate // 1000 - age * rate // 1000
    if most and not on_fire(world, building):
        reach = squared_cells(params.shelter_m, world.city.cell_mm)
        rush_out(world, building, most, int(raids.cause[slot]), reach, FLIGHT, DOOR)


def _look_down(world: World, params: Params, slot: int) -> None:
    """Let those aloft look at who runs: a second look says which way they go, and one comes down on it before them."""
    raids, fugitives, people, city = world.raids, world.fugitives, world.citizens, world.city
    door, within = int(city.doors[raids.building[slot]]), squared_cells(params.watch_m, city.cell_mm)
    rows = fugitives.where(raid=slot, headed_off=False)
    for fugitive in rows[np.argsort(fugitives.owner[rows])].tolist():
        who = int(fugitives.owner[fugitive])
        here, before = int(people.cell[who]), int(fugitives.cell[fugitive])
        outside = people.alive[who] and people.inside[who] < 0 and people.doing[who] != Activity.HELD
        if not outside or not is_near(here, door, within, city.width, city.area):
            continue
        fugitives.cell[fugitive] = here
        if before >= 0 and before != here:
            _head_off(world, params, slot, fugitive, before, here)


def _head_off(world: World, params: Params, slot: int, fugitive: int, before: int, here: int) -> None:
    """Let the first of those aloft come down before somebody on the way that they are taken to go: HEADED_OFF."""
    raids, raiders, fugitives = world.raids, world.raiders, world.fugitives
    up = np.flatnonzero((raiders.raid == slot) & raiders.aloft)
    if not len(up):
        return
    ahead = params.ahead_m * 1000 // world.city.cell_mm
    way = predicted_way(world, before, here, ahead)
    above = _ground_at(world, int(world.city.doors[raids.building[slot]]))
    runs, flies = units.mm(params.taken_for), units.mm(params.air_speed)
    cell, seconds = meeting(world, way, here, runs, above, flies, params.down_seconds)
    if cell < 0:
        return
    raider, who = int(up[0]), int(fugitives.owner[fugitive])
    row = int(raiders.watcher[raider])
    event = world.events.one(Kind.HEADED_OFF, row, who, cell, seconds, int(fugitives.cause[fugitive]))
    _come_down(world, raider, cell, event)
    world.watchers.quarry[row], world.watchers.goal[row] = who, cell
    fugitives.headed_off[fugitive] = True


def _seize(world: World, params: Params, slot: int, rows: I64, at_door: I64) -> None:
    """Let raiders lay hold of those in reach outside, and at the door of those whom they find inside."""
    raids, people, watchers, city = world.raids, world.citizens, world.watchers, world.city
    building, near = int(raids.building[slot]), squared_cells(params.reach_m, world.city.cell_mm)
    claims: dict[int, list[int]] = {}
    out = world.fugitives.owner[world.fugitives.where(raid=slot)].astype(np.int64)
    out = out[people.alive[out] & (people.inside[out] < 0) & ~_is_held(world, out)]
    for who in np.sort(out).tolist():
        there = int(people.cell[who])
        reach = [row for row in rows.tolist() if is_near(int(watchers.cell[row]), there, near, city.width, city.area)]
        if reach:
            claims[who] = reach
    if raids.stage[slot] == RaidStage.INSIDE and len(at_door) and heat_in(world, building) < params.too_hot:
        inside = np.flatnonzero((people.inside == building) & people.alive)
        key, odds = world.key(FIND), luck.chance(params.find)
        for who in inside[~_is_held(world, inside) & _is_sought(world, inside)].tolist():
            pairs = {row: luck.pair(int(watchers.luck[row]), int(people.luck[who])) for row in at_door.tolist()}
            found = [row for row in at_door.tolist() if luck.u32(key, pairs[row]) < odds]
            if found:
                claims[who] = found
    for who in sorted(claims):
        free = [row for row in claims[who] if watchers.duty[row] == Duty.RAID and watchers.impaired[row] <= world.tick]
        if free and lay_hold(world, who, free, luck.chance(params.grip), params.try_seconds, GRIP, CLAIM):
            raids.arrested[slot] += 1
            if people.inside[who] >= 0:
                bring(world, who, int(people.cell[who]), -1)  # they are dragged out, before it burns there


def _is_held(world: World, who: I64) -> Flag:
    """(who,) who is in the hands of the authority, or cannot be seized any more."""
    doing = world.citizens.doing[who]
    return np.asarray((doing >= Activity.HELD) & (doing <= Activity.RECLAIMED))


def _is_sought(world: World, who: I64) -> Flag:
    """(who,) whom raiders take with them: the wanted, and everybody for whom no tag speaks."""
    people = world.citizens
    return np.asarray(people.wanted[who] | ~(people.tagged[who].astype(bool) & people.registered[who].astype(bool)))


def _go_up(world: World, slot: int) -> None:
    """End a raid: RAID_ENDED. All go back, with whom they hold; those that are broken stay behind."""
    raids, raiders, watchers, held = world.raids, world.raiders, world.watchers, world.custodies
    building, n = int(raids.building[slot]), int(raids.arrested[slot])
    door = int(world.city.doors[building])
    ended = world.events.one(Kind.RAID_ENDED, building, where=door, amount=n, cause=int(raids.cause[slot]))
    for raider in np.flatnonzero(raiders.raid == slot).tolist():
        row = int(raiders.watcher[raider])
        raiders.raid[raider] = -1
        if raiders.aloft[raider] or is_laid_up(world, row):
            continue
        for hand in held.where(watcher=row).tolist():
            bring(world, int(held.subject[hand]), int(watchers.home[row]), -1)
        watchers.cell[row], watchers.progress[row] = watchers.home[row], 0
        if watchers.duty[row] == Duty.RAID:
            _into_berth(world, raider, ended)
    world.fugitives.free(world.fugitives.where(raid=slot))
    raids.free(np.array([slot]))


def _berth(world: World) -> None:
    """Let raiders that have brought in whom they held go back to their berth."""
    raiders, watchers = world.raiders, world.watchers
    back = np.isin(watchers.duty[raiders.watcher], (Duty.POST, Duty.RETURN))
    for raider in np.flatnonzero(back & (raiders.raid < 0) & ~raiders.aloft).tolist():
        row = int(raiders.watcher[raider])
        watchers.cell[row] = watchers.home[row]
        _into_berth(world, raider, int(watchers.cause[row]))


def _into_berth(world: World, raider: int, cause: int) -> None:
    watchers, row = world.watchers, int(world.raiders.watcher[raider])
    watchers.duty[row], watchers.quarry[row], watchers.goal[row], watchers.cause[row] = Duty.OFF, -1, -1, cause
    world.raiders.aloft[raider] = True
