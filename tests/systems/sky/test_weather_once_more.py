"""Weather worked out once more: hours of it, minute by minute, under skies of several kinds."""

from collections import Counter

import numpy as np
import pytest
from scenes.worlds import make_world

from undergrid.core import luck
from undergrid.systems.sky import weather
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.sky import Programme

SKY = luck.key_of("sky")
RESTLESS = {
    "slot_hours": 0.5, "clear": 1.1, "clouds": 0.7, "drizzle": 1.7, "rain": 0.9, "storm": 1.3, "drizzle_mm": 2,
    "rain_mm": 7, "storm_mm": 31, "ash": 30, "ash_swing": 0.5, "ash_minutes": 9, "wind": 3.4, "wind_swing": 0.8,
    "wind_minutes": 7, "firestorms_per_day": 40, "firestorm_hours": 0.37, "firestorm_ash": 250, "firestorm_glare": 33,
}  # fmt: skip
WILD = RESTLESS | {"ash": 4000, "ash_swing": 1, "ash_minutes": 1, "wind": 20, "wind_swing": 1, "wind_minutes": 1}
EMPTY = RESTLESS | dict.fromkeys(
    ("clear", "clouds", "drizzle", "rain", "storm", "ash", "wind", "firestorms_per_day"), 0
)
BOUNDS = (3, 56, 419)  # mg/m3 from which the classes of air begin


def class_of(ash, was):
    """The class of air; it changes where a bound is passed by a fifth."""
    while was < 3 and ash >= 1.2 * BOUNDS[was] - 1e-9:
        was += 1
    while was > 0 and ash < 0.8 * BOUNDS[was - 1] - 1e-9:
        was -= 1
    return was


class Sky:
    """The sky as the rule has it."""

    def __init__(self, world, knobs):
        self.world, self.sky, self.knobs = world, world.sky, weather.Params(**knobs)

    def get(self, name):
        return int(getattr(self.sky, name)[0])

    def set(self, **values):
        for name, value in values.items():
            getattr(self.sky, name)[0] = value

    def tell(self, kind, **more):
        return self.world.events.one(kind, **more)

    def minute(self):
        now, knobs = self.world.tick, self.knobs
        if now == 0:
            self.set(ash=knobs.ash, wind=round(10 * knobs.wind), air=class_of(knobs.ash, 0))
        if knobs.projects and now - self.get("since") >= 3600 * knobs.slot_hours:
            self.project()
        self.burn()
        aim = knobs.ash + knobs.firestorm_ash * (self.get("burning") >= 0)
        if aim or self.get("ash"):
            ash = self.drift(weather.ASH, self.get("ash"), aim, knobs.ash_swing, knobs.ash_minutes)
            was, air = self.get("air"), class_of(min(4095, ash), self.get("air"))
            self.set(ash=min(4095, ash), air=air)
            if air != was:
                cause = self.get("fire_cause") if air > was else 0
                stream = 0 if cause else weather.ASH
                self.tell(Kind.ASH_CHANGED, amount=self.get("ash"), cause=cause, stream=stream)
        if knobs.wind:
            aim = round(10 * knobs.wind)
            wind = self.drift(weather.WIND, self.get("wind"), aim, knobs.wind_swing, knobs.wind_minutes)
            self.set(wind=min(255, wind))

    def project(self):
        knobs = self.knobs
        shares = np.cumsum([knobs.clear, knobs.clouds, knobs.drizzle, knobs.rain, knobs.storm]).tolist()
        edges = [luck.chance(share / shares[-1]) if shares[-1] else 1 << 32 for share in shares]
        programme = sum(edge <= luck.u32(self.world.key(weather.STREAM), SKY) for edge in edges)
        self.set(since=self.world.tick)
        if programme != self.get("programme"):
            odds = edges[programme] - (edges[programme - 1] if programme > 0 else 0)
            rain = {2: knobs.drizzle_mm, 3: knobs.rain_mm, 4: knobs.storm_mm}.get(programme, 0)
            event = self.tell(Kind.PROGRAMME_CHANGED, amount=programme, stream=weather.STREAM, odds=odds)
            self.set(programme=programme, rain=rain, cause=event)

    def burn(self):
        key, now, until, knobs = self.world.key(weather.FIRESTORM), self.world.tick, self.get("burning"), self.knobs
        if until >= 0:
            if until <= now:
                self.tell(Kind.FIRESTORM_ENDED, cause=self.get("fire_cause"))
                self.set(burning=-1, glare=0, fire_cause=0)
            return
        odds = luck.rate_per_tick(knobs.firestorms_per_day / 24, 60)
        if luck.u32(key, SKY) < odds:
            lasts = round(3600 * knobs.firestorm_hours)
            ends = now + lasts // 2 + luck.below(key, SKY, lasts, 1)
            event = self.tell(Kind.FIRESTORM_BEGAN, stream=weather.FIRESTORM, odds=odds)
            self.set(burning=ends, glare=knobs.firestorm_glare, fire_cause=event)

    def drift(self, stream, now, aim, swing, minutes):
        """A pull back, a push of up to root three standard deviations, and a fair rounding."""
        key = self.world.key(stream)
        push = round(1000 * swing * aim * (6 / minutes) ** 0.5) * (luck.below(key, SKY, 2001) - 1000) // 1000
        moved = 1000 * now + round(1000 * (aim - now) / minutes) + push
        return max(0, (moved + luck.below(key, SKY, 1000, 1)) // 1000)


def sky_over(seed, starts_at, burning):
    """A world at a tick; where `burning`, a firestorm rages from before, and the air is as bad as can be."""
    world = make_world("..", seed=seed)
    world.tick = starts_at
    if burning:
        sky, cause = world.sky, world.events.one(Kind.FIRESTORM_BEGAN)
        sky.burning[0], sky.fire_cause[0], sky.glare[0] = starts_at + 600, cause, 9
        sky.programme[0], sky.rain[0], sky.ash[0], sky.air[0] = Programme.STORM, 25, 600, 3
    return world


@pytest.mark.parametrize(
    ("seed", "knobs", "starts_at", "burning", "told"),
    [
        (1, RESTLESS, 0, False, {Kind.PROGRAMME_CHANGED, Kind.FIRESTORM_BEGAN, Kind.FIRESTORM_ENDED, Kind.ASH_CHANGED}),
        (2, RESTLESS, 36_000, False, {Kind.PROGRAMME_CHANGED, Kind.FIRESTORM_BEGAN, Kind.ASH_CHANGED}),
        (3, WILD, 0, False, {Kind.PROGRAMME_CHANGED, Kind.FIRESTORM_BEGAN}),
        (4, EMPTY, 36_000, True, {Kind.PROGRAMME_CHANGED, Kind.FIRESTORM_ENDED, Kind.ASH_CHANGED}),
        (5, RESTLESS | {"projects": False}, 36_000, True, {Kind.FIRESTORM_ENDED, Kind.FIRESTORM_BEGAN}),
        (6, {}, 0, False, set()),
    ],
)
def test_the_sky_changes_minute_by_minute_as_the_rule_says(seed, knobs, starts_at, burning, told):
    world, twin = (sky_over(seed, starts_at, burning) for _ in range(2))
    params, said, kinds = weather.Params(**knobs), Sky(twin, knobs), Counter()
    for _ in range(240):
        for one in (world, twin):
            one.events.begin(one.tick)
        weather.step(world, params)
        said.minute()
        assert {name: values.tolist() for name, values in world.sky.items()} == {
            name: values.tolist() for name, values in twin.sky.items()
        }
        assert world.events.this_tick() == twin.events.this_tick()
        kinds.update(event.kind for event in world.events.this_tick())
        world.tick, twin.tick = world.tick + 60, twin.tick + 60
    assert told <= set(kinds)
    assert bool(kinds) or not told


def test_wild_air_and_wind_come_to_what_is_the_most_and_to_nothing():
    world, params, ash, wind = make_world("..", seed=3), weather.Params(**WILD), [], []
    for _ in range(240):
        weather.step(world, params)
        world.tick += 60
        world.events.begin(world.tick)
        ash.append(int(world.sky.ash[0]))
        wind.append(int(world.sky.wind[0]))
    assert (min(ash), max(ash), min(wind), max(wind)) == (0, 4095, 0, 255)
