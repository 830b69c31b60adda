"""Thermal imaging: the chance that a sweeping beam picks out a warm body, in forecast and decision alike.

The beam of a scanner turns at a steady rate. Its direction is a function of the tick and of the scanner's luck key
alone, so people can see it, predict it and wait for a gap. Each look covers what the middle of the beam has swept since
the last one, so every direction is looked at once in a turn: one glimpse per scan.

A body is picked out by the cycles it spans (`world/senses/optics.py`: the same sizes, cover, curve and walls), with a
contrast of its own: the surface of the body less the background. The surface lies between air and skin by what is worn,
warmer in the sun and from exertion; the dead cool down to the background. The background is the air, ground that the
sun has warmed by day and that gives its warmth off by night, and fires near by. What counts is |dT|: a body can also be
cooler than the background. Ash and rain dim the path once, not there and back, for the sensor is passive. Below the
threshold of the sensor there is nothing; below full contrast the cycles shrink in proportion. Other warm bodies, fires
and glowing ash are clutter, which takes more cycles; movement catches the eye and takes fewer.

Source  J. Johnson (1958), the exponent form of NVESD. Clothes: ISO 9920, the share of skin over air that shows is
        Ia / (Ia + Icl). Clutter: D. Schmieder, M. Weathersby, IEEE Trans. AES 19 (1983) 622, to 2.5 times the cycles.
        Cooling of the dead: C. Henssge, Forensic Sci. Int. 38 (1988) 209, of the surface faster than of the core.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from undergrid.city.city import Ground, ground_column
from undergrid.core.grid import direction, squared_apart_on
from undergrid.core.handles import Handle, change, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, U8
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.senses import optics
from undergrid.world.senses.fires import burning
from undergrid.world.senses.optics import Optics, chance_of, clear, dimmed, reach, spans
from undergrid.world.sky import air
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.tables.sky import Sky
    from undergrid.world.world import World

TURN = 4096  # units of a full turn, clockwise from east as directions are
SCANNER = int(optics.Sensor.DRONE)  # the row of the optics tables that stands for every scanner
ASH, RAIN, COVER, CROWD, FIRE = 1, 2, 4, 8, 16  # what lay between scanner and body, as bits
_A_BLANKET = int(ItemKind.BLANKET)
_BLANKETED = 64  # the bit of `clothes` that says blanket
_STILL = 0  # movement: not at all, or one more than the pace

# How much of the sun falls on a kind of ground, and by how many K it is warmer than the air at noon and at night
# [assumed: asphalt and concrete store warmth, open waste radiates it off, a tunnel does neither].
_SUNLIT = {Ground.ALLEY: 0.3, Ground.RUBBLE: 0.8, Ground.TUNNEL: 0.0}
_NOON = {Ground.ALLEY: 4.0, Ground.RUBBLE: 9.0, Ground.WASTE: 11.0, Ground.TUNNEL: 0.0, Ground.WATER: 2.0}
_NIGHT = {Ground.STREET: 1.5, Ground.PLAZA: 1.5, Ground.ALLEY: 1.0, Ground.RUBBLE: 0.5, Ground.WASTE: -2.0,
          Ground.WALKWAY: -1.0, Ground.WATER: 3.0}  # fmt: skip
_PAVED = 14.0

# Offsets into `tables`.
_AT_SHARE = 0  # [clothes in 0.1 clo]: share of skin over air that shows, 1 / 4096
_AT_FADE = _AT_SHARE + 64  # [1 / 32 of the time constant]: what is left of a dead body's warmth, 1 / 4096
_AT_SUN = _AT_FADE + 256  # [ground]: warmth of the ground at noon, 1 / 100 K
_AT_NIGHT = _AT_SUN + 16  # [ground]: likewise without sun
_AT_SKIN = _AT_NIGHT + 16  # [ground]: what the sun adds to a body at noon, 1 / 100 K
_AT_EFFORT = _AT_SKIN + 16  # [movement]: what exertion adds, 1 / 100 K
_AT_CUE = _AT_EFFORT + 4  # [movement]: log2 of what movement leaves of the cycles needed
_AT_CLUTTER = _AT_CUE + 4  # [clutter in 1 / 64]: log2 of the cycles that it takes
_AT_RAIN = _AT_CLUTTER + 256  # [mm/h]: extinction, as `air.per_metre`
_AT_COS = _AT_RAIN + 256  # [direction]: 2^14 cos
_AT_SIN = _AT_COS + TURN
_AT_COVER = _AT_SIN + TURN  # [ground]: whether it hides anything
_AT_ONE = _AT_COVER + 16  # single numbers, by the names below
_SKIN, _COOLING, _LEAST, _BODY, _GLOW, _NEAR, _WARMS, _BLAZE, _ASH, _BLANKET = range(_AT_ONE, _AT_ONE + 10)
_AT_FALL = _AT_ONE + 10  # [1 / 100 K]: log2 of contrast over full contrast
_WARMEST = 6000  # 1 / 100 K


_Kelvin = Annotated[float, Field(ge=0, le=50)]
_Cycles = Annotated[float, Field(ge=0.05, le=4)]


class Thermal(BaseModel):
    """The knobs under `rules.thermal`: how scanners work and how warm things are."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    beam_m: float = Field(150, ge=0.01, le=2000, description="how far a scanner is used, m [assumed]")
    pixel_mrad: float = Field(3.0, ge=0.001, le=100, description="angle that its pixel sees, mrad [assumed]")
    netd_k: float = Field(
        0.1, ge=0.01, le=10, description="contrast below which it shows nothing, K [uncooled sensors]"
    )
    full_k: float = Field(8, ge=0.01, le=50, description="contrast from which on detail is full, K [assumed]")
    sweep_s: int = Field(30, ge=4, le=3600, description="the beam goes round once in, s [assumed]")
    look_every: int = Field(5, ge=1, le=600, description="its picture is looked at once in, s [assumed]")
    skin_c: float = Field(33, ge=20, le=40, description="skin, C [ISO 9920: mean skin temperature at rest]")
    bare: float = Field(0.12, ge=0, le=1, description="share of the body that is bare: face and hands [assumed]")
    still_air_clo: float = Field(0.7, ge=0.01, le=6, description="insulation of the air around a body, clo [ISO 9920]")
    clothes_clo: float = Field(1.0, ge=0, le=6, description="what people wear where nothing is said, clo [ISO 9920]")
    blanket_clo: float = Field(2.0, ge=0, le=6, description="what a blanket adds to who keeps still, clo [assumed]")
    sun_k: float = Field(10, ge=0, le=50, description="what the sun at noon adds to a body's surface, K [assumed]")
    effort_k: tuple[_Kelvin, _Kelvin, _Kelvin] = Field(
        (0.25, 0.5, 1.5), description="what sneaking, walking and running add to it, K [assumed]"
    )
    cue: tuple[_Cycles, _Cycles, _Cycles] = Field(
        (0.95, 0.9, 0.75), description="cycles needed for who sneaks, walks, runs; 1 for who keeps still [assumed]"
    )
    cooling_hours: float = Field(
        4, ge=0.1, le=1000, description="time constant of a dead body's surface, h [assumed, Henssge]"
    )
    clutter_m: float = Field(5, ge=0, le=50, description="how near other bodies are clutter, m [assumed]")
    crowd_cycles: float = Field(0.25, ge=0, le=10, description="cycles more that each of them takes [assumed]")
    fire_m: float = Field(6, ge=0, le=50, description="how near a fire warms the background, m [assumed]")
    fire_k: float = Field(14, ge=0, le=100, description="by how much, K [assumed]")
    fire_cycles: float = Field(
        1.5, ge=0, le=10, description="cycles more that a fire near by takes [Schmieder, high clutter]"
    )
    ash_cycles: float = Field(0.5, ge=0, le=10, description="cycles more in 500 mg/m3 of ash: glowing flakes [assumed]")
    most_cycles: float = Field(2.5, ge=1, le=4, description="cycles needed in the worst clutter [Schmieder 1983]")
    clear_per_km: float = Field(0.2, ge=0, le=100, description="extinction of clear air at 8-14 um, 1/km [assumed]")
    ash_infrared: float = Field(1.0, ge=0, le=2, description="that of ash, share of its visible one [assumed: coarse]")

    @model_validator(mode="after")
    def _looks_often_enough(self) -> Thermal:
        if 2 * self.look_every >= self.sweep_s:
            raise ValueError("a beam must not turn half round between two looks: sweep_s above 2 * look_every")
        return self


def optics_of(thermal: Thermal, seen: Optics, cell_mm: int) -> I32:
    """The optics tables of a scanner: its own range and pixel, with the usual sizes and cover of bodies."""
    scanner = {"drone_m": thermal.beam_m, "drone_mrad": thermal.pixel_mrad, "drone_attention": 1.0}
    return optics.tables(seen.model_copy(update=scanner), cell_mm)


@lru_cache(maxsize=64)
def tables(heat: Thermal, seen: Optics, cell_mm: int) -> I32:
    """All of `Thermal` as one array of i32, read-only; rounded so that machines agree, as in `optics.tables`."""
    table = np.zeros(_AT_FALL + _WARMEST + 1, np.int32)
    clo = np.arange(64) / 10
    table[_AT_SHARE:_AT_FADE] = np.rint(
        4096 * (heat.bare + (1 - heat.bare) * heat.still_air_clo / (heat.still_air_clo + clo))
    )
    table[_AT_FADE:_AT_SUN] = np.rint(4096 * np.exp(-np.arange(256) / 32))
    for ground in Ground:
        sunlit = _SUNLIT.get(ground, 1.0)
        table[_AT_SUN + ground] = round(100 * _NOON.get(ground, _PAVED))
        table[_AT_NIGHT + ground] = round(100 * _NIGHT.get(ground, 0.0))
        table[_AT_SKIN + ground] = round(100 * heat.sun_k * sunlit)
    table[_AT_EFFORT + 1 : _AT_CUE] = [round(100 * k) for k in heat.effort_k]
    table[_AT_CUE + 1 : _AT_CLUTTER] = [optics.log_cycles(cue) for cue in heat.cue]
    table[_AT_CLUTTER:_AT_RAIN] = [optics.log_cycles(min(heat.most_cycles, 1 + clutter / 64)) for clutter in range(256)]
    # drops are large compared with both wavelengths: rain dims light and infrared alike
    falling = seen.rain_db_km * np.arange(256) ** seen.rain_exponent * np.log(10) / 10
    table[_AT_RAIN:_AT_COS] = np.rint(np.minimum(air.per_metre(1) * (heat.clear_per_km + falling), optics.OPAQUE))
    around = np.arange(TURN) * 2 * np.pi / TURN
    table[_AT_COS:_AT_SIN] = np.rint(2**14 * np.cos(around))
    table[_AT_SIN:_AT_COVER] = np.rint(2**14 * np.sin(around))
    table[_AT_COVER : _AT_COVER + len(Ground)] = ground_column("cover") > 0
    for at, value in (
        (_SKIN, 100 * heat.skin_c), (_COOLING, heat.cooling_hours * 3600 / 32),
        (_LEAST, optics.log_cycles(heat.netd_k / heat.full_k)), (_BODY, 64 * heat.crowd_cycles),
        (_GLOW, 100 * heat.fire_k), (_NEAR, heat.clutter_m * 1000 // cell_mm),
        (_WARMS, (heat.fire_m * 1000 // cell_mm) ** 2), (_BLAZE, 64 * heat.fire_cycles), (_ASH, 64 * heat.ash_cycles),
        (_BLANKET, 10 * heat.blanket_clo),
    ):  # fmt: skip
        table[at] = round(value)
    kelvin = np.maximum(np.arange(_WARMEST + 1), 0.5) / 100
    table[_AT_FALL:] = np.rint(air.OCTAVE * np.log2(kelvin / heat.full_k))
    table.flags.writeable = False
    return table


def sunlight(sky: Sky) -> int:
    """How strongly the sun shines, 1/255 of noon: daylight, but not the glare of fires."""
    return int(sky.light[0]) if sky.light[0] > sky.glare[0] else 0


class Scanning:
    """What scanners and forecasts compute with in one world: tables, the scene of the present tick; no state. handle:
    optics, heat (tables), fires (cells), clothes (citizens,), bodies (cells,) as `Occupancy` has them,
    temperature, sun, dim (extinction), ash and rain.
    """

    def __init__(self, world: World) -> None:
        self.thermal, seen = world.shared(Thermal), world.shared(Optics)
        self._worn = round(10 * self.thermal.clothes_clo)  # where nothing is said
        self.table = tables(self.thermal, seen, world.city.cell_mm)
        self.clothes: U8 = np.zeros(world.citizens.n, np.uint8)
        self.fires: I64 = np.zeros(0, np.int64)
        self.bodies = world.cache(Occupancy).bodies
        self.scene: tuple[int, ...] = ()  # temperature, sun, ash and rain when last brought up to date
        self.handle: Handle = record(
            optics=optics_of(self.thermal, seen, world.city.cell_mm), heat=self.table, fires=self.fires,
            clothes=self.clothes, bodies=self.bodies, temperature=0, sun=0, dim=0, ash=0, rain=0,
        )  # fmt: skip
        self.refresh(world)

    def refresh(self, world: World) -> None:
        """Bring the scene up to date: air, fires, clothes, and where people stand."""
        people = world.citizens
        if len(self.clothes) != people.n:
            self.clothes = np.empty(people.n, np.uint8)
            change(self.handle, clothes=self.clothes)
        self.clothes[:] = self._worn
        _dress(world.exposure.handle, world.items.handle, self.clothes)
        self.clothes[world.smoking.owner[world.smoking.rows()]] = 0  # an ember outweighs what they hold back [assumed]
        self.refresh_air(world)

    def refresh_air(self, world: World) -> None:
        """The same but for clothes: for whoever asks about few people, and for each what `clothes_of` them are."""
        sky, bodies, fires = world.sky, world.cache(Occupancy).bodies, burning(world)
        if fires.tobytes() != self.fires.tobytes():
            self.fires = fires
            change(self.handle, fires=fires)
        scene = int(sky.temperature[0]), sunlight(sky), min(int(sky.ash[0]), air.DUSTIEST - 1), int(sky.rain[0])
        if scene != self.scene or bodies is not self.bodies:
            self.scene, self.bodies = scene, bodies
            temperature, sun, ash, rain = scene
            dim = int(self.table[_AT_RAIN + rain]) + round(self.thermal.ash_infrared * int(air.DUST[ash]))
            change(self.handle, bodies=bodies, temperature=temperature, sun=sun, dim=dim, ash=ash, rain=rain)

    def clothes_of(self, world: World, who: int) -> int:
        """The clothes of one person, as `clothes` of all has them."""
        if world.smoking.has(owner=who):
            return 0
        slot = world.exposure.first(owner=who)
        worn = min(_BLANKETED - 1, int(world.exposure.clothing[slot]) // 100) if slot >= 0 else self._worn
        return worn | _BLANKETED * world.items.has(holder=who, kind=_A_BLANKET)

    def chance(
        self, world: World, here: int, there: int, posture: int, moving: int, clothes: int, dead: int = -1
    ) -> int:
        """The threshold (u32) that a scanner over cell `here` picks out a body on `there` while its beam is over it."""
        return int(chance_between(self.handle, world.city.handle, here, there, posture, moving, clothes, dead)[0])


def beam(heat: Thermal, lucky: int, tick: int) -> tuple[float, float]:
    """(from, to) the arc of the beam of a scanner with this luck key at a tick: degrees clockwise from east.

    It covers what its middle has swept in the last `look_every` seconds, and turns once in `sweep_s`.
    """
    low, high = arc(np.int64(lucky), tick, heat.look_every, heat.sweep_s)
    return low * 360 / TURN, high * 360 / TURN


def pack(metres: int, through: int, dx: int, dy: int) -> int:
    """The amount of HEAT_SEEN and SWEPT: range, what lay between, and which of eight directions the beam had."""
    return metres | through << 16 | int(direction(dx, dy)) << 24


_BETWEEN = {ASH: "ash", RAIN: "rain", COVER: "cover", CROWD: "a crowd", FIRE: "the glow of a fire"}
_WAYS = ("east", "south-east", "south", "south-west", "west", "north-west", "north", "north-east")


def spell(amount: int) -> str:
    """What `pack` packed, in words: `40 m to the north-east, through ash and cover`."""
    way, through = amount >> 24, [word for bit, word in _BETWEEN.items() if amount >> 16 & bit]
    where = f" to the {_WAYS[way]}" if way < len(_WAYS) else ""
    *rest, last = through or [""]
    between = f", through {', '.join(rest)}{' and ' if rest else ''}{last}" if last else ""
    return f"{amount & 0xFFFF} m{where}{between}"


@kernel
def _dress(exposure, items, clothes):
    """Write the known clothes of people, tenths of a clo, and set the bit of those who carry a blanket."""
    for slot in range(len(exposure.used)):
        if exposure.used[slot]:
            clothes[exposure.owner[slot]] = min(_BLANKETED - 1, np.int64(exposure.clothing[slot]) // 100)
    for slot in range(len(items.used)):
        if items.used[slot] and items.kind[slot] == _A_BLANKET and items.holder[slot] >= 0:
            clothes[items.holder[slot]] = clothes[items.holder[slot]] | _BLANKETED


@kernel
def arc(lucky, tick, every, around):
    """(from, to) the directions that a beam's middle has swept in the `every` ticks up to `tick`; 4096 are a turn.

    Half open: successive looks of a scanner tile the circle. Half of all beams turn the other way.
    """
    phase = int(lucky) & (TURN - 1)
    now, before = TURN * int(tick) // around, TURN * (int(tick) - every) // around
    if int(lucky) & TURN:
        return (phase + before) & (TURN - 1), (phase + now) & (TURN - 1)
    return (phase - now) & (TURN - 1), (phase - before) & (TURN - 1)


@kernel
def within(heat, low, high, dx, dy):
    """Whether the offset (dx, dy) lies in an arc of less than half a turn; (0, 0) counts as east."""
    after, before = sides(heat, low, high, dx, dy)
    return after and before


@kernel
def sides(heat, low, high, dx, dy):
    """Whether the offset (dx, dy) lies past the lower edge of an arc, and whether it lies short of the upper one."""
    if dx == 0 and dy == 0:
        dx = np.int64(1)
    after = np.int64(heat[_AT_COS + low]) * dy - np.int64(heat[_AT_SIN + low]) * dx
    before = np.int64(heat[_AT_COS + high]) * dy - np.int64(heat[_AT_SIN + high]) * dx
    return after >= 0, before < 0


@kernel
def contrast(heat, degrees, sun, ground, clothes, moving, dead, by_fire):
    """The surface temperature of a body less that of the background, 1/100 K.

    degrees: of the air, 1/100 C; sun: 0..255; clothes: tenths of a clo, plus 64 for a blanket; moving: 0, or 1 more
    than the pace; dead: ticks since death, -1 for the living; by_fire: whether a fire warms the background.
    """
    worn = clothes & (_BLANKETED - 1)
    if clothes & _BLANKETED and moving == _STILL:
        worn = min(_BLANKETED - 1, worn + np.int64(heat[_BLANKET]))
    over = ((np.int64(heat[_SKIN]) - degrees) * np.int64(heat[_AT_SHARE + worn])) >> 12
    over += (np.int64(heat[_AT_SKIN + ground]) * sun) // 255 + np.int64(heat[_AT_EFFORT + moving])
    over -= background(heat, sun, ground, by_fire)
    if dead >= 0:
        left = np.int64(heat[_AT_FADE + min(255, dead // np.int64(heat[_COOLING]))])
        over = (over * left) // 4096 if over >= 0 else -((-over * left) // 4096)
    return over


@kernel
def background(heat, sun, ground, by_fire):
    """By how much the ground is warmer than the air, 1/100 K; sun: 0..255; by_fire: whether a fire warms it."""
    over = (np.int64(heat[_AT_SUN + ground]) * sun + np.int64(heat[_AT_NIGHT + ground]) * (255 - sun)) // 255
    return over + by_fire * np.int64(heat[_GLOW])


@kernel
def surroundings(scan, city, there):
    """(clutter in 1/64 cycles, other bodies near, whether a fire is near) of a body outdoors on cell `there`."""
    heat, width = scan.heat, city.width
    base = there // city.area * city.area
    y, x = (there - base) // width, (there - base) % width
    near = np.int64(heat[_NEAR])
    others = np.int64(-1)
    for row in range(max(0, y - near), min(city.height, y + near + 1)):
        for column in range(max(0, x - near), min(width, x + near + 1)):
            others += np.int64(scan.bodies[base + row * width + column])
    by_fire = 0
    for i in range(len(scan.fires)):
        at = scan.fires[i]
        if at // city.area * city.area == base and squared_apart_on(at, there, width, city.area) <= heat[_WARMS]:
            by_fire = 1
    others = max(np.int64(0), others)
    glow = by_fire * np.int64(heat[_BLAZE]) + scan.ash * np.int64(heat[_ASH]) // 500
    return others * np.int64(heat[_BODY]) + glow, others, by_fire


@kernel
def makes_out(scan, target, squared, ground, apart, clutter, moving):
    """The threshold (u32) that one look picks out a body `apart` 1/100 K from its background, with nothing between.

    target: a posture; squared: distance in cells squared, within reach; clutter: 1/64 cycles.
    """
    heat = scan.heat
    fall = np.int64(heat[_AT_FALL + min(abs(apart), _WARMEST)]) - dimmed(scan.optics, squared, scan.dim)
    if fall < heat[_LEAST]:
        return np.int64(0)
    spanned = spans(scan.optics, SCANNER, target, squared, ground) + min(np.int64(0), fall)
    needed = np.int64(heat[_AT_CLUTTER + min(clutter, 255)]) + np.int64(heat[_AT_CUE + moving])
    return chance_of(scan.optics, spanned, needed)


@kernel
def chance_between(scan, city, here, there, target, moving, clothes, dead):
    """(threshold (u32), what lay between as bits) for a body on cell `there` in the beam of a scanner over `here`.

    Forecast and decision both use this kernel. scan: as of `Scanning`; (0, 0) out of reach, on another level and behind
    walls.
    """
    if there // city.area != here // city.area:
        return np.int64(0), 0
    squared = np.int64(squared_apart_on(here, there, city.width, city.area))
    if squared > reach(scan.optics, SCANNER) or not clear(city, here, there):
        return np.int64(0), 0
    return chance_at(scan, city, there, squared, target, moving, clothes, dead)


@kernel
def chance_at(scan, city, there, squared, target, moving, clothes, dead):
    """`chance_between` for a body in plain view, `squared` cells squared away and within reach."""
    kind = np.int64(city.ground[there])
    sun = scan.sun if city.flags[there // city.area] & 1 else np.int64(0)
    clutter, others, by_fire = surroundings(scan, city, there)
    apart = contrast(scan.heat, scan.temperature, sun, kind, np.int64(clothes), moving, dead, by_fire)
    odds = makes_out(scan, target, squared, kind, apart, clutter, moving)
    if odds == 0:
        return np.int64(0), 0
    through = (ASH if scan.ash > 0 else 0) | (COVER if scan.heat[_AT_COVER + kind] else 0)
    through |= RAIN if scan.rain > 0 else 0
    return odds, through | (CROWD if others > 0 else 0) | (FIRE if by_fire else 0)
