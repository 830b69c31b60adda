"""Belief: where the authority thinks people are, how long ago and how sure, beside where they are."""

from __future__ import annotations

import numpy as np

from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene, as_u8

_MOST = 300  # that are drawn
_RIGHT = 20_000  # mm within which the authority counts as right [assumed]
_FAR = 4000  # cells beyond which nobody is said to have gone


def belief(scene: Scene) -> tuple[layers.BeliefLayer, Columns]:
    """Dossiers with a place, and strangers, in view: the one or the other end of what is believed and what is true."""
    world, box = scene.world, scene.box
    people, dossiers, strangers, city = world.citizens, world.dossiers, world.strangers, world.city
    slots = dossiers.rows()
    slots = slots[dossiers.cell[slots] >= 0]
    subject = dossiers.subject[slots]
    off = _apart(dossiers.cell[slots], people.cell[subject], city.width, city.area) * city.cell_mm
    right = int((off <= _RIGHT).sum())
    n = len(slots)
    seen = box.holds(dossiers.cell[slots]) | box.holds(people.cell[subject])
    slots = slots[seen]
    slots = slots[np.argsort(-dossiers.at[slots], kind="stable")][:_MOST]
    nameless = strangers.rows()
    nameless = nameless[box.holds(strangers.cell[nameless])][: _MOST - len(slots)]
    who = dossiers.subject[slots]
    age = np.concatenate([world.tick - dossiers.at[slots], world.tick - strangers.at[nameless]])
    speed = np.concatenate([people.speed[who].astype(np.int64), np.full(len(nameless), int(people.speed.mean()))])
    points = np.concatenate([dossiers.suspicion[slots], strangers.suspicion[nameless]])
    none = np.full(len(nameless), -1, np.int32)
    wanted_at = scene.knob("dossiers", "wanted_at")
    notes = [f"Right within 20 m of {right} of {n} with a known place."] if n else []
    if strangers.n_used:
        notes.append(f"{strangers.n_used} noticed whom it cannot name.")
    layer: layers.BeliefLayer = {
        "kind": "belief", "lacks": "" if n or strangers.n_used else "The authority is after nobody now",
        "notes": notes, "whole": True,
    }  # fmt: skip
    return layer, {
        "ghost": np.concatenate([who, none]).astype(np.int32),
        "ghostCell": np.concatenate([dossiers.cell[slots], strangers.cell[nameless]]).astype(np.int32),
        "ghostTrue": np.concatenate([people.cell[who], none]).astype(np.int32),
        "ghostAge": np.maximum(0, age).astype(np.uint32),
        "ghostSure": as_u8(points * 255 / max(1.0, wanted_at)),
        "ghostCould": np.minimum(_FAR, np.maximum(0, age) * speed // city.cell_mm).astype(np.uint16),
        "ghostWanted": np.concatenate([dossiers.wanted[slots], np.zeros(len(nameless))]).astype(np.uint8),
    }


def _apart(a: np.ndarray, b: np.ndarray, width: int, area: int) -> np.ndarray:
    """How many cells lie between two cells; more than any city has where they are on two levels."""
    dx, dy = a % width - b % width, a % area // width - b % area // width
    return np.where(a // area == b // area, np.hypot(dx, dy), 1e6)
