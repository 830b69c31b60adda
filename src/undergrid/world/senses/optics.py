"""Optics: the chance that one glimpse notices something, for sensors and eyes, in forecast and decision alike.

A thing of size S at range R spans N = S / (2 R IFOV) cycles of a sensor whose pixel sees the angle IFOV. It is noticed
with P = r^E / (1 + r^E), r = N / N50, E = 2.7 + 0.7 r, where N50 = 1 to detect, 4 to recognise, 6.4 to identify.
Cover reduces the visible area. Contrast C falls with the square root of light, and with range as exp(-sigma R). Where C
is less than needed, N shrinks in proportion; below 2 % nothing is seen. In flickering light some glimpses see the dark.

`tables` holds all of it in whole numbers: logarithms to base 2 in units of 1 / 4096, which kernels add, and the chance
by their sum, to 20 bits.

Source  J. Johnson, Analysis of image forming systems (1958); the exponent form of the US Army's NVESD. Contrast against
        light: A. Rose, J. Opt. Soc. Am. 38 (1948) 196. Visibility: H. Koschmieder (1924), 3.912 / sigma at 2 %. Rain:
        T. Carbonneau, D. Wisely, Proc. SPIE 3232 (1998): 1.076 R^0.67 dB/km. Ash: see world/sky/air.py.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Ground, ground_column
from undergrid.core.grid import is_near, sees_over
from undergrid.core.handles import Handle, change, held
from undergrid.core.jit import kernel
from undergrid.core.tables import I32
from undergrid.world.senses.wrecks import hides
from undergrid.world.sky.air import DUST, DUSTIEST, OCTAVE, per_metre
from undergrid.world.tables.sky import Sky

if TYPE_CHECKING:
    from undergrid.world.world import World

DETECT, RECOGNISE, IDENTIFY = 1.0, 4.0, 6.4  # N50, cycles [Johnson 1958]
CERTAIN = 1 << 12  # an attention or share of 1
_ALL = np.int64(CERTAIN)  # as i64, not as a constant, so that callees are compiled once
STAGES = 5  # of the implants' decay; at the last, eyes are blind


class Sensor(IntEnum):
    """Who looks. The first five are `WatcherKind`; each eye is followed by the same eye at worse stages of implants."""

    READER = 0
    CAMERA = 1
    SENTINEL = 2
    DRONE = 3
    HUNTER = 4
    EYE = 5
    COMPANION_EYE = EYE + STAGES


class Target(IntEnum):
    """What is looked at. The first three are `Posture`, the rest `WatcherKind` + 3."""

    STANDING = 0
    CROUCHED = 1
    FLAT = 2
    READER = 3
    CAMERA = 4
    SENTINEL = 5
    DRONE = 6
    HUNTER = 7
    GATE = 8


_Share = Annotated[float, Field(ge=0, le=1)]


class Optics(BaseModel):
    """The knobs under `rules.optics`: how people and things look to eyes and cameras, of whoever looks at them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    # how large people are to whoever looks, and how the ground covers them
    person_m: float = Field(
        0.75, ge=0.01, le=3, description="root of the area that a standing person presents, m [NVESD]"
    )
    crouched: float = Field(0.7, ge=0.01, le=1, description="that of a crouching person, share of standing [assumed]")
    flat: float = Field(0.45, ge=0.01, le=1, description="that of a person lying flat, share of standing [assumed]")
    crouched_cover: float = Field(1.5, ge=1, le=5, description="how much more the ground hides who crouches [assumed]")
    flat_cover: float = Field(1.8, ge=1, le=5, description="how much more the ground hides who lies flat [assumed]")
    # how light, rain and haze act on whoever looks
    contrast: float = Field(
        0.4, ge=0.01, le=1, description="contrast of a clothed person on a street at noon [assumed]"
    )
    contrast_needed: float = Field(0.2, ge=0.01, le=1, description="contrast below which fine detail is lost [assumed]")
    lamps: int = Field(
        48, ge=1, le=255, description="light under street lamps, 1/255 of noon as sensors adapt [assumed]"
    )
    darkness: int = Field(3, ge=1, le=255, description="light where there is none, 1/255 of noon likewise [assumed]")
    clear_km: float = Field(
        10.0, ge=0.02, le=300, description="visibility in dry air under the dome, km, 2 % [assumed]"
    )
    rain_db_km: float = Field(
        1.076, ge=0, le=100, description="attenuation by 1 mm/h of rain, dB/km [Carbonneau & Wisely 1998]"
    )
    rain_exponent: float = Field(0.67, ge=0, le=2, description="its growth with rain [Carbonneau & Wisely 1998]")
    hands_m: float = Field(20, ge=0, le=2000, description="how far raised hands are seen, m [assumed]")
    # what the authority's watchers see
    camera_m: float = Field(60.0, ge=0.01, le=2000, description="how far a camera is used, m [assumed]")
    camera_mrad: float = Field(1.0, ge=0.001, le=100, description="angle that its pixel sees, mrad [assumed]")
    camera_attention: float = Field(
        0.5, ge=0, le=1, description="share of glimpses in which it minds a place [assumed]"
    )
    sentinel_m: float = Field(80.0, ge=0.01, le=2000, description="how far a Sentinel looks, m [assumed]")
    sentinel_mrad: float = Field(0.7, ge=0.001, le=100, description="angle that its pixel sees, mrad [assumed]")
    sentinel_attention: float = Field(
        0.6, ge=0, le=1, description="share of glimpses in which it minds a place [assumed]"
    )
    drone_m: float = Field(100.0, ge=0.01, le=2000, description="how far a drone looks, m [assumed]")
    drone_mrad: float = Field(0.8, ge=0.001, le=100, description="angle that its pixel sees, mrad [assumed]")
    drone_attention: float = Field(0.4, ge=0, le=1, description="share of glimpses in which it minds a place [assumed]")
    hunter_m: float = Field(120.0, ge=0.01, le=2000, description="how far a hunter on foot looks, m [assumed]")
    hunter_mrad: float = Field(
        0.3, ge=0.001, le=100, description="angle that a hunter's eye resolves: one arc minute, mrad [Snellen 1862]"
    )
    hunter_attention: float = Field(
        0.5, ge=0, le=1, description="share of glimpses in which a hunter minds a place [assumed]"
    )
    # what people see, and how large watchers are
    eye_m: float = Field(150.0, ge=0.01, le=1000, description="how far people mind what they see, m [assumed]")
    eye_mrad: float = Field(
        0.3, ge=0.001, le=100, description="angle that the eye resolves: one arc minute, mrad [Snellen 1862]"
    )
    eye_attention: float = Field(0.25, ge=0, le=1, description="share of seconds in which one minds a place [assumed]")
    companion_m: float = Field(220.0, ge=0.01, le=1000, description="how far a companion unit does, m [assumed]")
    companion_sharper: float = Field(2.0, ge=1, le=20, description="how much finer a companion unit sees [assumed]")
    companion_attention: float = Field(0.6, ge=0, le=1, description="its share of seconds likewise [assumed]")
    sharpness: tuple[_Share, _Share, _Share, _Share, _Share] = Field(
        (1.0, 0.85, 0.6, 0.35, 0.0), description="range and detail left at each stage of the implants [assumed]"
    )
    reader_size_m: float = Field(0.15, ge=0.01, le=10, description="size of a reader, m [assumed]")
    camera_size_m: float = Field(0.25, ge=0.01, le=10, description="size of a camera, m [assumed]")
    sentinel_size_m: float = Field(1.1, ge=0.01, le=10, description="size of a Sentinel, m [assumed]")
    drone_size_m: float = Field(0.5, ge=0.01, le=10, description="size of a drone, m [assumed]")
    hunter_size_m: float = Field(0.75, ge=0.01, le=10, description="size of a hunter on foot, m [NVESD, people]")
    gate_size_m: float = Field(2.0, ge=0.01, le=10, description="size of a gate, m [assumed]")


# Offsets into `tables`, a single array so that a kernel takes one argument.
_GROUNDS = 16
_SENSORS = 15
_REACH, _ATTENTION = 1, 2  # of a sensor: after log2(1 / (2 IFOV)), range squared in cells, and 1 / 4096
_AT_SIZE = 3 * _SENSORS  # [target][ground]: log2 of the visible size in m
_AT_LIT = _AT_SIZE + 9 * _GROUNDS  # [ground]: whether lamps light it
_AT_STEADY = _AT_LIT + _GROUNDS  # [ground]: share of glimpses that fall into no flicker, 1 / 4096
_AT_LIGHT = _AT_STEADY + _GROUNDS  # [light]: log2 of contrast / contrast needed, at range 0
_AT_FOG = _AT_LIGHT + 256  # [rain]: loss of contrast per m, in 1 / 256 units
_AT_LIMITS = _AT_FOG + 256  # log2 of 2 % / contrast needed; lamps; darkness
AT_DARK = _AT_LIMITS + 3  # where the bits of cells whose lamps are out begin; 0 where all lamps burn
AT_EMBERS = AT_DARK + 1  # how many cells have an ember on them, and which
MOST_EMBERS = 8  # that count at once [assumed]
_AT_CHANCE = AT_EMBERS + 1 + MOST_EMBERS  # [log2 N / N50 from 2^-7 on]: chance in 2^-20
OPAQUE = 1 << 30  # extinction beyond which more makes no difference
_LOWEST = -7 * OCTAVE
_CHANCES = 10 * OCTAVE
_AT_RANGE = _AT_CHANCE + _CHANCES  # [squared cells]: log2 of range in m, then range in 1 / 16 m, interleaved
UNSEEN = -(1 << 30)  # `cycles` of a target that cannot be made out at all


def notice(r: float) -> float:
    """The chance to notice at r = N / N50: r^E / (1 + r^E), E = 2.7 + 0.7 r; 0 for r <= 0."""
    if r <= 0:
        return 0.0
    return 1 / (1 + r ** -(2.7 + 0.7 * r))


def log_cycles(cycles: float) -> int:
    """A number of cycles as a logarithm in table units, to compare with a result of `cycles`."""
    return round(OCTAVE * float(np.log2(cycles)))


@lru_cache(maxsize=64)
def tables(given: Optics, cell_mm: int) -> I32:
    """All of optics as one array of i32, for `detection_chance` and the other kernels.

    cell_mm is the side of a cell. Equal arguments give the same array object, which is read-only. Everything is rounded
    so coarsely that machines whose `log` and `exp` differ in the last bits agree.
    """
    sensors = _sensors(given)
    reach = max(int(spec[1] * 1000 // cell_mm) for spec in sensors.values())
    table = np.zeros(_AT_RANGE + 2 * (reach * reach + 1), np.int32)
    for row in range(_SENSORS):
        table[3 * row + _REACH] = -1
    for sensor, (mrad, metres, attention) in sensors.items():
        if metres > 0:
            cells = int(metres * 1000 // cell_mm)
            table[3 * sensor : 3 * sensor + 3] = _log2(500 / mrad), cells * cells, round(attention * CERTAIN)

    cover = ground_column("cover", np.float64) / 100
    sizes = [
        (given.person_m, 1.0),
        (given.person_m * given.crouched, given.crouched_cover),
        (given.person_m * given.flat, given.flat_cover),
    ]
    things = (
        given.reader_size_m, given.camera_size_m, given.sentinel_size_m, given.drone_size_m, given.hunter_size_m,
        given.gate_size_m,
    )  # fmt: skip
    sizes += [(size, 0.0) for size in things]
    for target, (size, hidden) in enumerate(sizes):
        visible = np.maximum(0.05, 1 - hidden * cover)  # some part of a body always shows
        first = _AT_SIZE + target * _GROUNDS
        table[first : first + len(Ground)] = _log2(size * np.sqrt(visible))
    table[_AT_LIT : _AT_LIT + len(Ground)] = ground_column("lit")
    flicker = ground_column("flicker", np.float64) / 100
    table[_AT_STEADY : _AT_STEADY + len(Ground)] = np.rint(CERTAIN * (1 - flicker))

    light = np.maximum(1, np.arange(256)) / 255
    table[_AT_LIGHT : _AT_LIGHT + 256] = _log2(given.contrast * np.sqrt(light) / given.contrast_needed)
    rain = np.arange(256)
    per_km = 3.912 / given.clear_km + given.rain_db_km * rain**given.rain_exponent * np.log(10) / 10 * (rain > 0)
    table[_AT_FOG : _AT_FOG + 256] = np.rint(np.minimum(per_km * per_metre(1), OPAQUE))
    table[_AT_LIMITS : _AT_LIMITS + 3] = _log2(0.02 / given.contrast_needed), given.lamps, given.darkness

    r = 2.0 ** ((np.arange(_CHANCES) + _LOWEST) / OCTAVE)
    table[_AT_CHANCE:_AT_RANGE] = np.rint(2**20 / (1 + r ** -(2.7 + 0.7 * r)))
    ranges = np.sqrt(np.arange(reach * reach + 1)) * cell_mm / 1000
    table[_AT_RANGE::2] = _log2(np.maximum(ranges, min(1.0, cell_mm / 2000)))
    table[_AT_RANGE + 1 :: 2] = np.rint(16 * ranges)
    table.flags.writeable = False
    return table


def _sensors(given: Optics) -> dict[int, tuple[float, float, float]]:
    """(IFOV in mrad, range in m, attention) of each sensor, including eyes at every stage of the implants."""
    found: dict[int, tuple[float, float, float]] = {
        Sensor.CAMERA: (given.camera_mrad, given.camera_m, given.camera_attention),
        Sensor.SENTINEL: (given.sentinel_mrad, given.sentinel_m, given.sentinel_attention),
        Sensor.DRONE: (given.drone_mrad, given.drone_m, given.drone_attention),
        Sensor.HUNTER: (given.hunter_mrad, given.hunter_m, given.hunter_attention),
    }
    for stage, left in enumerate(given.sharpness):
        mrad, metres = given.eye_mrad / max(left, 0.01), given.eye_m * left
        found[Sensor.EYE + stage] = (mrad, metres, given.eye_attention)
        found[Sensor.COMPANION_EYE + stage] = (
            mrad / given.companion_sharper, given.companion_m * left, given.companion_attention
        )  # fmt: skip
    return found


def _log2(x: float | np.ndarray) -> np.ndarray:
    return np.rint(OCTAVE * np.log2(x))


def haze(table: I32, sky: Sky) -> int:
    """The extinction of the present air, the `dim` of kernels: clear air, rain and ash add up.

    In units of `air.per_metre`; `table` as of `tables`.
    """
    return int(table[_AT_FOG + int(sky.rain[0])]) + int(DUST[min(int(sky.ash[0]), DUSTIEST - 1)])


def refresh(knobs: Handle, sky: Sky) -> None:
    """Bring `light` and `dim` (as of `haze`) of a record that has `optics` up to date."""
    fields = held(knobs)
    light, dim = int(sky.light[0]), haze(fields["optics"], sky)
    if light != fields["light"] or dim != fields["dim"]:
        change(knobs, light=light, dim=dim)


def in_view(world: World, a: int, b: int, metres: float) -> bool:
    """Whether two people are outdoors, no farther apart than so many metres, with nothing between them."""
    people, city = world.citizens, world.city
    if people.inside[a] >= 0 or people.inside[b] >= 0:
        return False
    here, there, cells = int(people.cell[a]), int(people.cell[b]), int(metres * 1000 // city.cell_mm)
    near = is_near(here, there, cells**2, city.width, city.area)
    return bool(near and clear(city.handle, here, there))


@kernel
def reach(optics, sensor):
    """The range of a sensor squared, in cells squared; -1 for one that does not see."""
    return np.int64(optics[3 * sensor + _REACH])


@kernel
def light_on(optics, ground, there, sky_light, under_sky):
    """The light on a cell, 1/255 of noon: the brightest of daylight under the sky, lamps, embers and `darkness`."""
    light = np.int64(optics[_AT_LIMITS + 2])
    if optics[_AT_LIT + ground] != 0 and not _is_out(optics, there):
        light = max(light, np.int64(optics[_AT_LIMITS + 1]))
    for n in range(optics[AT_EMBERS]):
        if optics[AT_EMBERS + 1 + n] == there:
            light = max(light, np.int64(optics[_AT_LIMITS + 1]))
    if under_sky:
        light = max(light, np.int64(sky_light))
    return light


@kernel(inline=True)
def _is_out(optics, there):
    """Whether the lamps on a cell are out."""
    dark = np.int64(optics[AT_DARK])
    return dark != 0 and (np.int64(optics[dark + (there >> 5)]) >> (there & 31)) & 1 != 0


@kernel
def spans(optics, sensor, target, squared, ground):
    """log2 of the cycles N that a target in full contrast spans, in 1 / 4096; `squared` is within reach."""
    return (
        np.int64(optics[3 * sensor]) + optics[_AT_SIZE + target * _GROUNDS + ground] - optics[_AT_RANGE + 2 * squared]
    )


@kernel
def dimmed(optics, squared, dim):
    """The loss of log2 of contrast over a squared distance in cells, in 1 / 4096; dim: extinction as of `haze`."""
    return (np.int64(dim) * np.int64(optics[_AT_RANGE + 2 * squared + 1])) >> 12


@kernel
def cycles(optics, sensor, target, squared, light, ground, dim):
    """log2 of the cycles N that a target spans, in 1 / 4096; `UNSEEN` out of range or below 2 % of contrast.

    squared: distance in cells squared; light: as of `light_on`; ground: under the target; dim: as of `haze`.
    """
    if squared > optics[3 * sensor + _REACH]:
        return np.int64(UNSEEN)
    contrast = np.int64(optics[_AT_LIGHT + light]) - dimmed(optics, squared, dim)
    if contrast < optics[_AT_LIMITS]:
        return np.int64(UNSEEN)
    return spans(optics, sensor, target, squared, ground) + min(np.int64(0), contrast)


@kernel
def chance_of(optics, spanned, needed):
    """The threshold (u32) to notice with `spanned` cycles, where `needed` give even odds; both as `log_cycles`."""
    at = np.int64(spanned) - needed - _LOWEST
    if at < 0:
        return np.int64(0)
    return np.int64(optics[_AT_CHANCE + min(at, _CHANCES - 1)]) << 12


@kernel
def detection_chance(optics, sensor, target, squared, light, ground, dim, share):
    """The threshold (u32) that one glimpse with a clear line of sight notices the target.

    squared: distance in cells squared; light: as of `light_on`; ground: under the target; dim: as of `haze`; share:
    what the target's skill leaves of the chance, in 1 / 4096. Forecast and decision both use this kernel.
    """
    chance = chance_of(optics, cycles(optics, sensor, target, squared, light, ground, dim), np.int64(0))
    chance = (chance * np.int64(optics[_AT_STEADY + ground])) >> 12
    return (((chance * np.int64(optics[3 * sensor + _ATTENTION])) >> 12) * share) >> 12


@kernel
def chance_between(optics, city, sensor, target, here, there, sky_light, dim):
    """`detection_chance` of a target without skill on cell `there` by a sensor on cell `here`; 0 out of its sight.

    Skill leaves a share of it: `chance * share >> 12`. sky_light: as of `light_on`; dim: as of `haze`.
    """
    squared, light = between(optics, city, sensor, here, there, sky_light)
    if squared < 0:
        return np.int64(0)
    chance = detection_chance(optics, sensor, target, squared, light, np.int64(city.ground[there]), dim, _ALL)
    if chance > 0 and clear(city, here, there) and not hides(city, sensor, target, here, there):
        return chance
    return np.int64(0)


@kernel
def makes_out(optics, city, sensor, target, here, there, sky_light, dim):
    """The squared distance in cells of a target in plain sight: noticed at better than even odds by an attentive eye.

    -1 for any other. Arguments as for `chance_between`.
    """
    squared, light = between(optics, city, sensor, here, there, sky_light)
    if squared < 0 or cycles(optics, sensor, target, squared, light, np.int64(city.ground[there]), dim) < 0:
        return np.int64(-1)
    plain = clear(city, here, there) and not hides(city, sensor, target, here, there)
    return squared if plain else np.int64(-1)


@kernel
def between(optics, city, sensor, here, there, sky_light):
    """(squared distance in cells, light there) for a sensor on `here`; -1 out of range or on another level."""
    level, width = here // city.area, city.width
    if there // city.area != level:
        return np.int64(-1), np.int64(0)
    a, b = here - level * city.area, there - level * city.area
    ay, by = a // width, b // width
    dx, dy = (a - ay * width) - (b - by * width), ay - by
    squared = np.int64(dx * dx + dy * dy)
    if squared > optics[3 * sensor + _REACH]:
        return np.int64(-1), np.int64(0)
    return squared, light_on(optics, np.int64(city.ground[there]), there, sky_light, city.flags[level] & 1)


@kernel
def clear(city, here, there):
    """Whether two cells of one level see each other; from above a roof one looks out over its edges."""
    width, base = city.width, here // city.area * city.area
    a, b = here - base, there - base
    return sees_over(city.opaque, width, base, a % width, a // width, b % width, b // width)
