"""View: what one person can perceive and remembers, and nothing else. Looking changes nothing, and leaves no memory.

In sight is what the person would notice at better than even odds (`world/senses/optics.py`) if they paid attention;
what they remember stands in `knowledge`, with its age. As the implants decay, sight gets shorter (`Optics.sharpness`)
and the sense of time coarser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.grid import isqrt
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.world.body import posture
from undergrid.world.body.machine import parts_of
from undergrid.world.network.heartbeat import heartbeat
from undergrid.world.people.households import housemates
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.overhead import overhead
from undergrid.world.senses.eyes import eye_stage, eyes_now
from undergrid.world.senses.fields import buzz
from undergrid.world.senses.lamps import tables_now
from undergrid.world.senses.optics import STAGES, Optics, Sensor, Target, haze, makes_out
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Being, Pace, Posture
from undergrid.world.tables.sky import Programme
from undergrid.world.tables.units import UnitPart
from undergrid.world.trails.stains import Stain, stains_by
from undergrid.world.view.bases import BaseAir, base_air
from undergrid.world.view.council import SeatOnCouncil, seat_on_council
from undergrid.world.view.engines import EngineAtHand, engine_at_hand
from undergrid.world.view.memorials import SeenMemorial, memorials_by
from undergrid.world.view.odds import odds_of
from undergrid.world.view.outlook import Outlook
from undergrid.world.view.power import PowerLeft, power_left
from undergrid.world.view.verbs import chances
from undergrid.world.view.windows import KnownWindow, windows_known
from undergrid.world.world import World

BLUR_SECONDS = (1, 60, 600, 3600, 0)  # precision, in s, of telling time at each stage; 0: not at all [assumed]
_EYE, _COMPANION_EYE, _HUMAN = int(Sensor.EYE), int(Sensor.COMPANION_EYE), int(Being.HUMAN)
_AS_WATCHER, _AS_GATE, _OFF = int(Target.READER), int(Target.GATE), int(Duty.OFF)


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """Somebody in sight. A stranger has no name."""

    row: int
    name: str
    cell: int
    metres: int
    doing: Activity
    posture: Posture
    bound: bool  # whether the viewer is bound to them


@dataclass(frozen=True, slots=True)
class SeenWatcher:
    """A watcher in sight."""

    row: int
    kind: WatcherKind
    cell: int
    metres: int


@dataclass(frozen=True, slots=True)
class SeenGate:
    """A gate in sight."""

    row: int
    name: str
    cell: int  # its near end
    metres: int
    open: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """A piece of knowledge: what about, where it was, how long ago as far as one can tell, and from whom."""

    topic: Topic
    subject: int
    cell: int
    age: int  # s
    source: int  # citizen who told it; -1 for own eyes, -2 for a mark on a wall by an unknown hand
    strength: int  # 1 / 1000


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """Something the viewer carries."""

    slot: int
    kind: ItemKind
    identity: int  # citizen whose clearance it carries
    age: int  # s since it was issued
    corruption: int  # %


@dataclass(frozen=True, slots=True)
class View:
    """What one person perceives and remembers at one tick. Rows and cells are numbers that orders can name."""

    who: int
    name: str
    tick: int
    second_of_day: int
    seconds_left: int | None  # of the subscription; None where one can no longer tell, or has none
    alive: bool
    being: Being
    stage: int  # of the implants, 0 sound to 4 shut down
    blur: int  # %, how much of sight is lost
    cell: int
    level: str
    x: int
    y: int
    place: str  # the district
    inside: str  # the building; empty outdoors
    doing: Activity
    posture: Posture
    pace: Pace
    goal: int
    tagged: bool
    hunted: bool  # whether one knows oneself to be wanted
    programme: Programme
    rain: int  # mm/h
    light: int  # 0..255
    curfew: bool
    people: tuple[SeenPerson, ...]
    watchers: tuple[SeenWatcher, ...]
    gates: tuple[SeenGate, ...]
    items: tuple[CarriedItem, ...]
    known: tuple[Remembered, ...]
    able: int  # % of walking speed that wounds, burdens and weariness leave; 0 cannot walk
    verbs: dict[Verb, Refusal | None]  # what could be done here and now: None, or why not, as far as one knows
    aims: dict[Verb, tuple[int, int]]  # at what, and how much of it: (target, amount) of the order that is meant
    odds: dict[Verb, int] = field(default_factory=dict)  # of what a draw decides (see `odds_of`): thresholds of 2^32
    stains: tuple[Stain, ...] = ()  # blood on the ground about one, how it looks, and from when to when it may be
    memorials: tuple[SeenMemorial, ...] = ()  # about one, with their places on the map
    windows: tuple[KnownWindow, ...] = ()  # of the timetable, as far as one knows it
    engine: EngineAtHand | None = None  # a Heart Engine that one carries, or that is linked where one stands
    council: SeatOnCouncil | None = None  # on which one sits, or has sat last
    parts: dict[UnitPart, bool] | None = None  # of a unit: which of its parts work
    power: PowerLeft | None = None  # what is left in the cells that one carries, and until when that keeps one alive
    air: BaseAir | None = None  # of the base in which one is, where that is shut off from the air outside
    heartbeat: int | None = None  # ms, of the lamps one stands under; 0 without one, None without lamps
    buzz: int | None = None  # pT, the field of others' implants; None for who has nothing to feel it with
    in_hand: tuple[int, ...] = ()  # the nodes that one has taken over, as far as one knows
    household: tuple[int, ...] = ()  # with whom one lives, by their rows
    outlook: Outlook | None = None  # the chances of being found, where they were asked for


def view(world: World, who: int) -> View:
    """What citizen `who` perceives and remembers now.

    Costs about a millisecond, most of it for `verbs`, plus a few nanoseconds for each person outdoors. Raises
    IndexError for no such citizen.
    """
    people, city, sky = world.citizens, world.city, world.sky
    if not 0 <= who < people.n:
        raise IndexError(f"there is no citizen {who}: the city has {people.n:,}")
    stage = min(int(people.stage[who]), STAGES - 1)
    cell = int(people.cell[who])
    level, x, y = city.where(cell)
    inside, known = int(people.inside[who]), _remembered(world, who, stage)
    seen = _in_sight(world, who, stage) if inside < 0 and posture.has_senses(world, who) else ((), (), ())
    programme, rain = overhead(world, level)
    could = chances(world, who, *(_nearest(some) for some in (seen[0], seen[2], seen[1])))
    items = world.items
    carried = items.where(holder=who)
    return View(
        who=who,
        name=world.names.get(who, f"citizen {who}"),
        tick=world.tick,
        second_of_day=_blurred(world.second_of_day, stage),
        seconds_left=_left(world, who, stage),
        alive=bool(people.alive[who]),
        being=Being(int(people.being[who])),
        stage=int(people.stage[who]),
        blur=round(100 * (1 - world.shared(Optics).sharpness[max(stage, int(eyes_now(world)[who]))])),
        cell=cell,
        level=city.levels[level].name,
        x=x,
        y=y,
        place=city.districts[int(city.district_of[cell])].name,
        inside=city.buildings[inside].name if inside >= 0 else "",
        doing=Activity(int(people.doing[who])),
        posture=Posture(int(people.posture[who])),
        pace=Pace(int(people.pace[who])),
        goal=int(people.goal[who]),
        tagged=bool(people.tagged[who]),
        hunted=any(k.topic == Topic.PERSON and k.subject == who for k in known),
        programme=programme,
        rain=rain,
        light=int(sky.light[0]) if city.levels[level].sky else 0,
        curfew=bool(sky.curfew[0]),
        people=seen[0],
        watchers=seen[1],
        gates=seen[2],
        household=tuple(housemates(world, who)),
        items=tuple(
            CarriedItem(slot, ItemKind(int(items.kind[slot])), int(items.identity[slot]),
                        world.tick - int(items.issued[slot]), int(items.corruption[slot]))
            for slot in carried.tolist()
        ),
        known=known,
        able=int(people.able[who]),
        verbs={verb: chance.why_not for verb, chance in could.items()},
        aims={verb: (chance.target, chance.amount) for verb, chance in could.items()},
        memorials=memorials_by(world, who) if posture.has_senses(world, who) else (),
        windows=windows_known(world, who),
        odds=odds_of(world, who, could),
        in_hand=tuple(sorted(world.captures.node[world.captures.where(by=who)].tolist())),
        engine=engine_at_hand(world, who),
        council=seat_on_council(world, who),
        parts=parts_of(world, who),
        power=power_left(world, who),
        air=base_air(world, who) if posture.has_senses(world, who) else None,
        heartbeat=heartbeat(world, who) if posture.has_senses(world, who) else None,
        buzz=buzz(world, who) if posture.has_senses(world, who) else None,
        stains=tuple(stains_by(world, who)) if posture.has_senses(world, who) else (),
    )  # fmt: skip


def _nearest(seen: Iterable[SeenPerson | SeenGate | SeenWatcher]) -> list[int]:
    """The rows of those in sight, the nearest first."""
    return [row for _, row in sorted((one.metres, one.row) for one in seen)]


def views(world: World, rows: Sequence[int] | npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    """The numeric part of many views at once, as arrays of i64 with one entry per row.

    who, cell, level, x, y, inside, doing, posture, pace, stage, alive, seconds_left (-1: cannot tell, or none), rain,
    light, curfew; n_watchers and n_people in sight, and nearest_watcher in metres (-1: none).
    Raises IndexError for no such citizen.
    """
    people, city, sky = world.citizens, world.city, world.sky
    who = np.ascontiguousarray(rows, np.int64)
    if len(who) and not (who.min() >= 0 and who.max() < people.n):
        raise IndexError(f"rows must be 0 to {people.n - 1}")
    cell, stage = people.cell[who].astype(np.int64), np.minimum(people.stage[who], STAGES - 1).astype(np.int64)
    level = cell // city.area
    under_sky = city.skies[level].astype(np.int64)
    exact = np.maximum(0, people.expires[who].astype(np.int64) - world.tick)
    to = np.array(BLUR_SECONDS, np.int64)[stage] * (people.expires[who] != NEVER)
    n_people, n_watchers, near = np.zeros((3, len(who)), np.int64)
    sights = record(who=who, people=n_people, watchers=n_watchers, near=near)
    out = world.cache(Occupancy).outdoors.rows()
    _count(people.handle, world.watchers.handle, city.handle, _scene(world), out, sights)
    return {
        "who": who,
        "cell": cell,
        "level": level,
        "x": cell % city.width,
        "y": cell // city.width % city.height,
        "seconds_left": np.where(to > 0, exact // np.maximum(1, to) * to, -1),
        "rain": np.array([overhead(world, number)[1] for number in range(len(city.levels))], np.int64)[level],
        "light": under_sky * int(sky.light[0]),
        "curfew": np.full(len(who), int(sky.curfew[0]), np.int64),
        "n_people": n_people,
        "n_watchers": n_watchers,
        "nearest_watcher": np.where(
            near < 0, -1, np.sqrt(np.maximum(0, near) * city.cell_mm**2).astype(np.int64) // 1000
        ),
        **{
            name: getattr(people, name)[who].astype(np.int64)
            for name in ("inside", "doing", "posture", "pace", "stage", "alive")
        },
    }


def _blurred(seconds: int, stage: int) -> int:
    """A time as somebody can tell it at a stage of decay."""
    to = BLUR_SECONDS[stage] or BLUR_SECONDS[-2]
    return seconds // to * to


def _left(world: World, who: int, stage: int) -> int | None:
    """Seconds until the subscription ends, as far as one can tell; None without one."""
    if not BLUR_SECONDS[stage] or world.citizens.expires[who] == NEVER:
        return None
    return _blurred(max(0, int(world.citizens.expires[who]) - world.tick), stage)


def _remembered(world: World, who: int, stage: int) -> tuple[Remembered, ...]:
    known = world.knowledge
    rows = known.of(who)
    return tuple(
        Remembered(
            Topic(int(known.topic[row])), int(known.subject[row]), int(known.cell[row]),
            _blurred(world.tick - int(known.at[row]), stage), int(known.source[row]), int(known.strength[row]),
        )
        for row in rows.tolist()
    )  # fmt: skip


def _scene(world: World) -> Handle:
    """What the kernels take: optics, light, dim as of `haze`, and worse as of `Eyes`."""
    table = tables_now(world)
    return record(optics=table, light=int(world.sky.light[0]), dim=haze(table, world.sky), worse=eyes_now(world))


_Sights = tuple[tuple[SeenPerson, ...], tuple[SeenWatcher, ...], tuple[SeenGate, ...]]


def _in_sight(world: World, who: int, stage: int) -> _Sights:
    """Who and what citizen `who`, outdoors, has in sight, each in the order of rows."""
    people, watchers, city = world.citizens, world.watchers, world.city
    here, scene = int(people.cell[who]), _scene(world)
    stage = max(stage, int(eyes_now(world)[who]))
    sensor = (_COMPANION_EYE if people.being[who] != _HUMAN else _EYE) + stage

    def look(targets: npt.NDArray[Any], cells: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        metres = np.zeros(len(cells), np.int64)
        _make_out(city.handle, scene, sensor, here, targets, cells, metres)
        return metres

    bonds = world.bonds
    bound = set(bonds.b[bonds.of(who)].tolist())
    out = world.cache(Occupancy).outdoors.rows()
    out = out[(out != who) & (people.cell[out] // city.area == here // city.area)]
    metres = look(people.posture[out], people.cell[out])
    persons = tuple(
        SeenPerson(
            row, world.names.get(row, "") if row in bound else "", int(people.cell[row]), far,
            Activity(int(people.doing[row])), Posture(int(people.posture[row])), row in bound,
        )
        for row, far in zip(out.tolist(), metres.tolist(), strict=True)
        if far >= 0
    )  # fmt: skip

    metres = look(watchers.kind + _AS_WATCHER, watchers.cell)
    metres[watchers.duty == Duty.OFF] = -1
    things = tuple(
        SeenWatcher(row, WatcherKind(int(watchers.kind[row])), int(watchers.cell[row]), int(metres[row]))
        for row in np.flatnonzero(metres >= 0).tolist()
    )

    gates = []
    for row, link in enumerate(world.gates.link.tolist()):
        ends = np.array([world.city.link_a[link], world.city.link_b[link]])
        metres = look(np.full(2, _AS_GATE), ends)
        if metres.max() >= 0:
            end = 0 if metres[0] >= 0 else 1
            gates.append(
                SeenGate(row, city.links[link].name, int(ends[end]), int(metres[end]), bool(world.gates.open[row]))
            )
    return persons, things, tuple(gates)


@kernel
def _make_out(city, scene, sensor, here, targets, cells, metres):
    """Write how far away each target is, in whole metres; -1 for what is not in plain sight."""
    for i in range(len(cells)):
        target, there = np.int64(targets[i]), np.int64(cells[i])
        squared = makes_out(scene.optics, city, sensor, target, here, there, scene.light, scene.dim)
        metres[i] = isqrt(squared * city.cell_mm * city.cell_mm) // 1000 if squared >= 0 else -1


@kernel
def _count(people, watchers, city, scene, out, sights):
    """Write for each viewer how many people and watchers are in plain sight; near: of the watchers, cells squared."""
    for i in range(len(sights.who)):
        row = sights.who[i]
        sights.near[i] = -1
        if not people.alive[row] or people.inside[row] >= 0:
            continue
        here = np.int64(people.cell[row])
        eye = _COMPANION_EYE if people.being[row] != _HUMAN else _EYE
        sensor = eye + eye_stage(people, scene.worse, row)
        for other in out:
            there, target = np.int64(people.cell[other]), np.int64(people.posture[other])
            squared = makes_out(scene.optics, city, sensor, target, here, there, scene.light, scene.dim)
            if other != row and squared >= 0:
                sights.people[i] += 1
        for w in range(len(watchers.kind)):
            if watchers.duty[w] == _OFF:
                continue
            there, target = np.int64(watchers.cell[w]), _AS_WATCHER + np.int64(watchers.kind[w])
            squared = makes_out(scene.optics, city, sensor, target, here, there, scene.light, scene.dim)
            if squared >= 0:
                sights.watchers[i] += 1
                if sights.near[i] < 0 or squared < sights.near[i]:
                    sights.near[i] = squared
