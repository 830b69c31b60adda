"""Sight: which cells the sensors of the authority see now, and how many of them."""

from __future__ import annotations

import numpy as np

from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.view.coverage import coverage
from undergrid.world.view.names import words

NOWHERE = 255  # in `cover`: nobody could stand there


def sight(scene: Scene) -> tuple[layers.SightLayer, Columns]:
    """Coverage in view."""
    world, box = scene.world, scene.box
    city, watchers = world.city, world.watchers
    covered = coverage(world, scene.knob("tags", "reader_m"))
    covered = np.minimum(covered, NOWHERE - 1)
    covered[city.opaque != 0] = NOWHERE
    stride = box.stride()
    lawful = bool(city.lawful[box.level])
    floor = covered[box.level * city.area :][: city.area]
    floor = floor[floor != NOWHERE]
    on_duty = (watchers.duty != Duty.OFF) & (watchers.cell // city.area == box.level)
    kinds = [(kind, int((on_duty & (watchers.kind == kind)).sum())) for kind in WatcherKind]
    said = ", ".join(f"{n} {words(kind.name)}{'s' if n > 1 else ''}" for kind, n in kinds if n)
    people = world.citizens
    out = scene.outdoors()
    watched = int((covered[people.cell[out]] > 0).sum())
    notes = [f"On this level: {said or 'nobody'}."]
    if lawful and len(floor):
        notes.append(f"They see {100 * (floor > 0).mean():.0f} % of it; {watched} of {len(out)} outdoors in view.")
    layer: layers.SightLayer = {
        "kind": "sight", "lacks": "" if lawful else "The authority does not look beyond the wall", "notes": notes,
        "whole": True, "stride": stride,
    }  # fmt: skip
    return layer, {"cover": box.grid(covered, stride)}
