"""Trails: where whoever is followed or the named went in the last hours, and what people left on the ground."""

from __future__ import annotations

import numpy as np

from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene, as_u8
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails.trails import left

SPAN = 7200  # ticks that are looked back
_MOST_POINTS = 8000
_MOST_PRINTS = 4000


def trails(scene: Scene) -> tuple[layers.TrailsLayer, Columns]:
    """The ways of whoever is followed, else of the named, and the traces in view."""
    world, box = scene.world, scene.box
    since = max(0, world.tick - SPAN)
    rows = [scene.followed] if scene.followed >= 0 else scene.named
    ticks, cells, ways = list[int](), list[int](), list[layers.Trail]()
    for row in rows:
        at, where = scene.recent.trail(row, world.tick, since)
        room = _MOST_POINTS - len(ticks)
        at, where = at[-room:] if room else [], where[-room:] if room else []
        ways.append({"row": row, "points": len(at)})
        ticks += at
        cells += where
    traces = world.traces
    slots = traces.rows()
    slots = slots[box.holds(traces.cell[slots]) & (traces.kind[slots] != TraceKind.SIGN)]
    slots = slots[np.argsort(traces.made[slots], kind="stable")][-_MOST_PRINTS:]
    plain = np.array([left(world, slot) for slot in slots.tolist()], np.int64)
    slots, plain = slots[plain > 0], plain[plain > 0]
    kinds = [(word, int((traces.kind[slots] == kind).sum())) for kind, word in _SAID]
    said = ", ".join(f"{n} {word}" for word, n in kinds if n)
    layer: layers.TrailsLayer = {
        "kind": "trails", "lacks": "", "whole": scene.recent.missing(world.tick, since) < 0, "trails": ways,
        "since": since, "notes": [f"On the ground in view: {said}." if said else "No trace on the ground in view."],
    }  # fmt: skip
    return layer, {
        "trailTick": np.array(ticks, np.int32),
        "trailCell": np.array(cells, np.int32),
        "print": traces.cell[slots].astype(np.uint32),
        "printKind": traces.kind[slots],
        "printAge": (world.tick - traces.made[slots]).astype(np.uint32),
        "printLeft": as_u8(plain * 255 // 1000),
        "printMaker": traces.maker[slots],
        "printWay": traces.heading[slots],
    }


_SAID = ((TraceKind.PRINTS, "footprints"), (TraceKind.BLOOD, "drops of blood"), (TraceKind.DRAG, "drag marks"))
