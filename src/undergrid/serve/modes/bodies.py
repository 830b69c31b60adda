"""Bodies: who bleeds, is cold, parched, worn out, senseless, held, moved or dead: in view, and in the whole city."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core.tables import I64
from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene, as_u8
from undergrid.world.body import blood_loss
from undergrid.world.tables.people import Activity
from undergrid.world.world import World

_MOST = 4000  # that are sent, the worst first
STATES = ("dead", "senseless", "in shock", "bleeding", "held", "hauled", "cold", "parched", "worn out", "asleep")
DEAD, SENSELESS, SHOCK, BLEEDS, HELD, HAULED, COLD, PARCHED, WORN, ASLEEP = (1 << bit for bit in range(len(STATES)))
"""The bits of `bodyState`, from the one that is told first."""


def bodies(scene: Scene) -> tuple[layers.BodiesLayer, Columns]:
    """People in view who are not well: on the streets, and within the buildings."""
    world = scene.world
    people = world.citizens
    state = states(world)
    counts = [int((state & 1 << bit != 0).sum()) for bit in range(len(STATES))]
    who = np.flatnonzero(state)
    who = who[scene.box.holds(people.cell[who])]
    who = who[np.argsort([int(bits & -bits) for bits in state[who].tolist()], kind="stable")][:_MOST]
    well = people.alive.sum() - ((state != 0) & (people.alive != 0)).sum()
    layer: layers.BodiesLayer = {
        "kind": "bodies", "lacks": "", "whole": True, "states": list(STATES), "counts": counts,
        "notes": [f"{well:,} of {int(people.alive.sum()):,} who live are well, or dream."],
    }  # fmt: skip
    left = [255 - 255 * blood_loss.lost(world, row) // blood_loss.ALL if state[row] else 255 for row in who.tolist()]
    return layer, {
        "body": who.astype(np.int32),
        "bodyCell": people.cell[who],
        "bodyInside": people.inside[who],
        "bodyState": state[who],
        "bodyBlood": as_u8(np.array(left, np.int64)),
    }


def states(world: World) -> npt.NDArray[np.uint16]:
    """(citizens,) what everybody suffers, as bits; 0 for those who are well, who dream, and whose bodies are gone."""
    people, blood, exposure, hauls = world.citizens, world.blood, world.exposure, world.hauls
    state = np.zeros(people.n, np.uint16)
    state[people.alive == 0] |= DEAD
    state[people.doing == Activity.UNCONSCIOUS] |= SENSELESS
    state[people.doing == Activity.SLEEPING] |= ASLEEP
    state[np.isin(people.doing, [int(Activity.HELD), int(Activity.QUESTIONED)])] |= HELD
    _mark(state, blood.owner, blood.rows(), blood.flow > 0, BLEEDS)
    _mark(state, blood.owner, blood.rows(), blood.shock_since >= 0, SHOCK)
    _mark(state, exposure.owner, exposure.rows(), exposure.chilled > 0, COLD)
    _mark(state, exposure.owner, exposure.rows(), exposure.parched > 0, PARCHED)
    _mark(state, exposure.owner, exposure.rows(), exposure.worn != 0, WORN)
    state[hauls.hauled[hauls.rows()]] |= HAULED
    state[people.alive == 0] &= DEAD | HAULED
    state[people.doing == Activity.RECLAIMED] = 0
    return state


def _mark(state: npt.NDArray[np.uint16], owner: npt.NDArray[np.int32], slots: I64, has: np.ndarray, bit: int) -> None:
    state[owner[slots[has[slots]]]] |= bit
