"""Traces: who walks, bleeds or drags somebody leaves marks, which fade; people cover them, fake them and leave signs.

Whoever walks over ruins, waste or fallen ash leaves prints there, if the scenario turns prints on. Whoever bleeds
drips: at every step on their way, and where they lie. A body that is dragged leaves a broad mark, on a tarp a fainter
one. Wind, rain and falling ash hasten the fading. Covering takes a while and makes everything within reach fainter; a
false trail is laid by walking a few steps towards somewhere and back; a sign is left at once.

Reads   citizens.intent, target, cause, doing, pace, inside, cell, heading; blood.owner, flow, last; wounds.cause;
        hauls.hauler, hauled, mode, cause; tasks.owner, verb, target, since, cause; traces.kind, covered,
        strength, worn; weathering.gone;
        sky.wind, rain, ash; ground; Ways.walk; intents to COVER, FAKE and MARK; what stands in the way, as
        `world/reasons` has it
Writes  traces.covered; weathering.gone; what is laid and gone as `trails.lay` and `erase` do; the tasks that
        `world/orders/tasks.py` keeps
Emits   TRAIL_COVERED(citizen; amount traces; cause: what it began with), TRAIL_FAKED(citizen; the same),
        SIGN_LEFT(citizen; cause: the order), REFUSED, INTERRUPTED
Units   strengths in 1/1000; half-lives in h
Source  Exponential fading: see world/trails/trails.py. Strengths, half-lives and what weather does to them: assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground, ground_column
from undergrid.core.bits import each_set
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out, Whole
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import anybody_tries
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.reasons.trails import marking
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.covering import false_way, within_reach
from undergrid.world.trails.trails import Laid, left_of

if TYPE_CHECKING:
    from undergrid.world.world import World

_WALKING, _CROSSING, _RUN = int(Activity.WALKING), int(Activity.CROSSING), int(Pace.RUN)
_TURNS = 60  # ticks in which each trace is looked at once,
_POOLS = 240  # and in which the stain under each body that bleeds where it lies is renewed
_TAKES_TIME = (Verb.COVER, Verb.FAKE)
_WALKABLE = ground_column("walkable")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.traces`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prints: bool = Field(False, description="whether people leave footprints where the ground takes them [assumed]")
    rubble_prints: int = Field(350, ge=0, le=1000, description="how plain prints are on rubble, 1/1000 [assumed]")
    waste_prints: int = Field(500, ge=0, le=1000, description="how plain they are on open ground, 1/1000 [assumed]")
    ash_prints: int = Field(450, ge=0, le=1000, description="how plain they are in ash that lies, 1/1000 [assumed]")
    ash_needed: int = Field(
        10, ge=1, le=65_535, description="ash lies where there is so much in the air, mg/m3 [assumed]"
    )
    drag_marks: int = Field(900, ge=0, le=1000, description="marks of a body dragged by the hands, 1/1000 [assumed]")
    tarp_marks: int = Field(450, ge=0, le=1000, description="marks of a body dragged on a tarp, 1/1000 [assumed]")
    drop_marks: int = Field(200, ge=0, le=1000, description="marks of the slightest bleeding, 1/1000 [assumed]")
    stream_ml: int = Field(
        6000, ge=1, le=1_000_000, description="bleeding that leaves the plainest marks, mL/h [assumed]"
    )
    prints_hours: float = Field(2, ge=0.01, le=10_000, description="half-life of prints in still air, h [assumed]")
    blood_hours: float = Field(10, ge=0.01, le=10_000, description="half-life of blood stains, h [assumed]")
    drag_hours: float = Field(4, ge=0.01, le=10_000, description="half-life of drag marks, h [assumed]")
    sign_hours: float = Field(48, ge=0.01, le=10_000, description="half-life of signs, h [assumed]")
    wind: float = Field(0.1, ge=0, le=100, description="fading hastened by 1 m/s of wind, share [assumed]")
    rain: float = Field(0.5, ge=0, le=100, description="fading hastened by 1 mm/h of rain, share [assumed]")
    ash: float = Field(0.01, ge=0, le=100, description="fading hastened by 1 mg/m3 of ash, share [assumed]")
    gone_at: int = Field(20, ge=1, le=1000, description="a trace as faint as that is gone, 1/1000 [assumed]")
    cover_seconds: int = Field(30, ge=1, le=3600, description="covering what is within reach takes, s [assumed]")
    cover_share: float = Field(0.7, ge=0, le=1, description="share of what is left that covering takes away [assumed]")
    fake_cells: int = Field(12, ge=1, le=100, description="a false trail is so many cells long [assumed]")
    fake_seconds: int = Field(4, ge=1, le=600, description="laying a cell of it takes, there and back, s [assumed]")
    fake_marks: int = Field(600, ge=0, le=1000, description="how plain a false trail is, 1/1000 [assumed]")

    @cached_property
    def takes(self) -> I64:
        """How plain prints are by Ground without ash, and with: (2, grounds) i64, in 1/1000."""
        bare = np.zeros(len(Ground), np.int64)
        bare[Ground.RUBBLE], bare[Ground.WASTE] = self.rubble_prints, self.waste_prints
        return np.stack([bare, np.where(_WALKABLE, np.maximum(bare, self.ash_prints), 0)])

    @cached_property
    def still(self) -> I64:
        """What fades in a second of still, dry air, by TraceKind, in units of `weathering.gone`."""
        hours = np.array([self.prints_hours, self.blood_hours, self.drag_hours, self.sign_hours])
        return np.rint(trails.HALF_LIFE / 3600 / hours).astype(np.int64)

    @cached_property
    def knobs(self) -> Handle:
        """What the kernels take: strengths in 1/1000, bleeding in mL/h."""
        return record(takes=self.takes, drop_marks=self.drop_marks, stream_ml=self.stream_ml, gone_at=self.gone_at)

    def haste(self, wind: int, rain: int, ash: int) -> int:
        """How much faster all fades in that weather, 1/1000; wind in dm/s, rain in mm/h, ash in mg/m3."""
        return 1000 + round(100 * self.wind * wind + 1000 * self.rain * rain + 1000 * self.ash * ash)


class _Desk(Cache):
    """What a tick of the weather of late takes from traces.

    weather: wind, rain and ash. wears: what that adds to `weathering.gone`, by TraceKind.
    """

    def __init__(self, world: World, params: Params) -> None:
        self.weather: tuple[Whole, ...] = ()
        self.wears: I64 = np.zeros(len(params.still), np.int64)


class _Gone(Out):
    """Slots of traces that are gone."""

    slot: I64


def step(world: World, params: Params) -> None:
    """Carry out what people do about traces, lay new ones, and let all fade."""
    if anybody_tries(world):
        for who in attempts.asked(world, Verb.COVER, Verb.MARK):
            _begin(world, params, who)
    if world.tasks.n_used:
        for slot in tasks.done(world, _TAKES_TIME).tolist():
            _finish(world, params, slot)
    if params.prints:
        _tread(world, params)
    if world.blood.n:
        _drip(world, params)
    if world.hauls.n_used:
        _drag(world, params)
    if world.traces.n:
        _fade(world, params)


# ---------------------------------------------------------------- on purpose


def _begin(world: World, params: Params, who: int) -> None:
    people, verb, target = world.citizens, Verb(int(world.citizens.intent[who])), int(world.citizens.target[who])
    cause, here = int(people.cause[who]), int(people.cell[who])
    why = marking(world, who, verb, target, 0)
    if why is not None:
        attempts.refuse(world, who, why)
    elif verb == Verb.MARK:
        event = world.events.one(Kind.SIGN_LEFT, who, where=here, cause=cause)
        trails.lay(world, who, TraceKind.SIGN, here, cause=event)
        tasks.stand_still(world, who)
    elif verb == Verb.COVER:
        tasks.begin(world, who, verb, -1, params.cover_seconds, cause)
    else:
        length = len(false_way(world, here, target, params.fake_cells))
        tasks.begin(world, who, verb, target, length * params.fake_seconds, cause)


def _finish(world: World, params: Params, slot: int) -> None:
    doing, people, traces = world.tasks, world.citizens, world.traces
    who, target, cause = int(doing.owner[slot]), int(doing.target[slot]), int(doing.cause[slot])
    since, verb, here = int(doing.since[slot]), Verb(int(doing.verb[slot])), int(people.cell[who])
    if verb == Verb.COVER:
        found = within_reach(world, here)
        if not found:
            tasks.interrupt(world, slot)
            return
        for trace in found:
            traces.covered[trace] += round((1000 - int(traces.covered[trace])) * params.cover_share)
        world.events.one(Kind.TRAIL_COVERED, who, where=here, amount=len(found), cause=cause)
    else:
        way = false_way(world, here, target, params.fake_cells)
        if not way:
            tasks.interrupt(world, slot)
            return
        event = world.events.one(Kind.TRAIL_FAKED, who, where=here, amount=len(way), cause=cause)
        for n, (cell, heading) in enumerate(way):
            made = min(world.tick, since + (n + 1) * params.fake_seconds // 2)
            trails.lay(world, who, TraceKind.PRINTS, cell, heading, params.fake_marks, event, made, false=True)
    tasks.finish(world, slot)


# ---------------------------------------------------------------- without meaning to


def _tread(world: World, params: Params) -> None:
    standing = world.cache(Occupancy)
    laid, ash = world.out(Laid, standing.room), int(world.sky.ash[0]) >= params.ash_needed
    n = _prints(
        world.citizens.handle, standing.handle, world.city.handle, params.knobs, int(ash), world.tick,
        laid.handle,
    )  # fmt: skip
    if n:
        trails.lay_many(world, TraceKind.PRINTS, laid, n)


def _drip(world: World, params: Params) -> None:
    people, blood, hauls = world.citizens, world.blood, world.hauls
    laid = world.out(Laid, blood.n)
    n = _drops(blood.handle, world.wounds.handle, people.handle, params.knobs, world.tick, laid.handle)
    if n:
        trails.lay_many(world, TraceKind.BLOOD, laid, n)
    if not hauls.n_used:
        return
    for haul in hauls.rows().tolist():
        who, whom = int(hauls.hauler[haul]), int(hauls.hauled[haul])
        row = blood_slot(world, whom)
        if row >= 0 and blood.flow[row] > 0 and people.doing[who] == Activity.WALKING and people.inside[whom] < 0:
            plain = _plain(int(blood.flow[row]), params.drop_marks, params.stream_ml)
            wound, here = int(blood.last[row]), int(people.cell[whom])
            cause = int(world.wounds.cause[wound]) if wound >= 0 else 0
            trails.lay(world, whom, TraceKind.BLOOD, here, _heading(world, who), plain, cause)


def _drag(world: World, params: Params) -> None:
    people, hauls = world.citizens, world.hauls
    for haul in hauls.rows().tolist():
        who, mode = int(hauls.hauler[haul]), int(hauls.mode[haul])
        if mode not in (HaulMode.DRAG, HaulMode.TARP) or people.doing[who] != Activity.WALKING:
            continue
        plain = params.drag_marks if mode == HaulMode.DRAG else params.tarp_marks
        if people.inside[who] < 0 and plain:
            cell = int(people.cell[who])
            trails.lay(world, who, TraceKind.DRAG, cell, _heading(world, who), plain, int(hauls.cause[haul]))


def _heading(world: World, who: int) -> int:
    heading = int(world.citizens.heading[who])
    return heading if heading < 8 else 255


def _fade(world: World, params: Params) -> None:
    """Wear all traces by a tick of this weather; of those whose turn it is, take the faint ones away."""
    traces, sky = world.traces, world.sky
    desk, weather = world.cache(_Desk, params), (sky.wind[0], sky.rain[0], sky.ash[0])
    if weather != desk.weather:
        desk.weather, haste = weather, params.haste(*map(int, weather))
        desk.wears[:] = params.still * haste // 1000
    gone = world.out(_Gone, traces.n)
    n = _faint(traces.handle, world.weathering.handle, params.knobs, desk.wears, world.tick, gone.handle)
    if n:
        trails.erase(world, gone.slot[:n])


@kernel
def _prints(people, occupancy, city, knobs, ash, now, laid):
    """Lay prints where people walk on ground that takes them; ash: 1 where ash lies on it. Returns how many.

    Half of those who do not run leave some at a tick: their trails have gaps of a cell, which a reader bridges easily.
    """
    n = 0
    for who in each_set(occupancy.outdoors):
        if people.doing[who] != _WALKING or (people.pace[who] != _RUN and (who ^ now) & 1):
            continue
        plain = knobs.takes[ash, city.ground[people.cell[who]]]
        if plain > 0:
            _lay(people, who, people.heading[who], plain, laid, n)
            n += 1
    return n


@kernel
def _drops(blood, wounds, people, knobs, now, laid):
    """Lay drops of those who bleed outdoors: of all who walk, of others when their turn comes; returns how many.

    Their newest wound is why.
    """
    n = 0
    for row in range(len(blood.used)):
        if not blood.used[row] or blood.flow[row] <= 0:
            continue
        who = blood.owner[row]
        walks = people.doing[who] == _WALKING or people.doing[who] == _CROSSING
        if people.inside[who] < 0 and (walks or (row >> 6) % _POOLS == now % _POOLS):
            plain = _plain(int(blood.flow[row]), knobs.drop_marks, knobs.stream_ml)
            _lay(people, who, people.heading[who] if walks else 255, plain, laid, n)
            if blood.last[row] >= 0:
                laid.cause[n] = wounds.cause[blood.last[row]]
            n += 1
    return n


@kernel(inline=True)
def _lay(people, who, heading, plain, laid, n):
    """Write row `n` of `laid`: a trace of somebody where they are."""
    laid.cell[n], laid.maker[n], laid.cause[n] = people.cell[who], who, people.cause[who]
    laid.heading[n] = heading if heading < 8 else 255
    laid.strength[n] = plain


@kernel
def _plain(flow, least, full):
    """How plain the drops of so much bleeding (mL/h) are, 1/1000."""
    return min(1000, least + (1000 - least) * flow // full)


@kernel
def _faint(traces, weathering, knobs, wears, now, gone):
    """Wear all traces, and find those too faint to matter, of those whose turn it is; returns how many."""
    n = 0
    for kind in range(len(wears)):
        weathering.gone[kind] += wears[kind]
    for first in range(now % _TURNS << 6, len(traces.used), _TURNS << 6):
        for slot in range(first, min(first + 64, len(traces.used))):
            if not traces.used[slot] or _is_plain(traces, weathering, knobs, slot):
                continue
            if left_of(traces, weathering, slot) < knobs.gone_at:
                gone.slot[n] = slot
                n += 1
    return n


@kernel(inline=True)
def _is_plain(traces, weathering, knobs, slot):
    """Whether a trace is far from gone, as most are: found out without working out what is left of it."""
    halved = (weathering.gone[traces.kind[slot]] - traces.worn[slot] >> 40) + 1
    return traces.covered[slot] == 0 and 0 < halved < 31 and np.int64(traces.strength[slot]) >> halved > knobs.gone_at
