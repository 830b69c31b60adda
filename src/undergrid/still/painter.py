"""Stills: a city at a tick as a picture. What stands still is kept between pictures of one city, for moving ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.still import camera as cameras
from undergrid.still import people, seen, shade, watchers
from undergrid.still.camera import Camera
from undergrid.still.caption import Caption, keep_free, scale, write
from undergrid.still.ground import Blocks, Plan
from undergrid.still.lamps import Lamps, hang, relight, spot
from undergrid.still.mood import Mood
from undergrid.still.pen import Pen, pillow
from undergrid.world.senses.fires import burning
from undergrid.world.view.names import Names
from undergrid.world.world import World

_PEOPLE_FROM = 3.0  # px a cell from which on people are drawn one by one, as on the page


class Painter:
    """Paints stills of one city. It reads the world that it is given, and changes nothing in it."""

    def __init__(self, world: World, names: Names) -> None:
        self.names = names
        self.blocks = Blocks(world.city)
        self._plans: dict[int, tuple[Plan, Lamps, bytes]] = {}  # by level, for the camera of `_of`
        self._of: Camera | None = None
        self._dressed: tuple[Any, ...] = ()
        self._base: npt.NDArray[np.uint8] | None = None

    def paint(self, world: World, camera: Camera, caption: Caption | None = None, who: int = -1) -> Any:
        """The picture, as one of Pillow's. `who` is marked above all others.

        Without a caption it has a scale only. Raises NoPillowError without Pillow.
        """
        pillow()
        base = self._still(world, camera)
        light = base.astype(np.float32)
        day = self._day(world, camera)
        watchers.shine(light, world, camera, day)
        if camera.zoom < _PEOPLE_FROM:
            people.haze(light, world, camera)
        else:
            people.glow(light, world, camera, day)
        picture = pillow().fromarray(np.clip(light, 0, 255).astype(np.uint8))
        pen = Pen(camera.width, camera.height)
        if caption:
            keep_free(pen, camera)
        if camera.zoom >= _PEOPLE_FROM:
            people.crowd(pen, world, camera, day > 0.6)
        watchers.places(pen, world, self.names, camera)
        watchers.machines(pen, world, self.names, camera)
        people.cast(pen, world, self.names, camera, who)
        if caption:
            write(pen, world, self.names, camera, caption)
        scale(pen, world.city, camera)
        return pen.over(picture)

    def _day(self, world: World, camera: Camera) -> float:
        return float(world.sky.light[0]) / 255 if world.city.levels[camera.level].sky else 0.0

    def _mood(self, world: World, camera: Camera) -> Mood:
        sky = world.sky
        day = round(float(sky.light[0]) / 255 * 24) / 24
        wet = 1.0 if sky.rain[0] > 0 else 0.12 if self.blocks.in_ruins else 0.5
        mood = Mood(day, wet, min(1.0, round(float(sky.ash[0]) / 40) / 3), camera.zoom, self.blocks.in_ruins)
        return mood if world.city.levels[camera.level].sky else shade.below_ground(mood)

    def _still(self, world: World, camera: Camera) -> npt.NDArray[np.uint8]:
        """What stands still; drawn anew once windows, lamps, fires, the sky or the camera have changed."""
        windows, dark, fires = seen.windows(world), seen.lamps_out(world), burning(world)
        mood = self._mood(world, camera)
        dressed = (
            camera,
            mood,
            windows["awake"].tobytes(),
            windows["asleep"].tobytes(),
            dark.tobytes(),
            fires.tobytes(),
        )
        if self._base is not None and dressed == self._dressed:
            return self._base
        if camera != self._of:
            self._plans, self._of = {}, camera
        self.blocks.dress(windows["awake"], windows["asleep"])
        city, street = world.city, cameras.street(world.city)
        outside = next((n for n, level in enumerate(city.levels) if not level.lawful), -1)
        sky = city.levels[camera.level].sky
        main, lamps = self._lit(world, camera, camera.level, dark, fires)
        under = [n for n in (street, outside) if sky and n >= 0 and n != camera.level]
        stack = shade.Stack(
            main,
            tuple(self._lit(world, camera, n, dark, fires)[0] for n in under),
            None if sky else self._lit(world, camera, street, dark, fires)[0],
        )
        light = shade.shaded(stack, mood, camera.x0, camera.y0, camera.width, camera.height)
        shade.spark(light, main, lamps, mood, camera.x0, camera.y0)
        for cell in fires.tolist():
            level, x, y = city.where(cell)
            if level == camera.level:
                px, py = camera.px(x + 0.5, y + 0.5)
                spot(light, px, py, max(2.0, camera.zoom * 1.3), (1, 0.62, 0.22), 5)
                spot(light, px, py, max(4.0, camera.zoom * 4.5), (1, 0.4, 0.1), 0.5)
        self._base, self._dressed = shade.toned(light, mood, camera.x0, camera.y0), dressed
        return self._base

    def _lit(
        self, world: World, camera: Camera, level: int, dark: npt.NDArray[np.uint8], fires: npt.NDArray[np.int64]
    ) -> tuple[Plan, Lamps]:
        """The plan of a level with its light."""
        if level not in self._plans or self._plans[level][2] != dark.tobytes():
            plan = Plan(world.city, level, camera.window(world.city), self.blocks)
            self._plans[level] = plan, hang(plan, dark), dark.tobytes()
        plan, lamps, _ = self._plans[level]
        relight(plan, lamps, fires)
        return plan, lamps
