"""Network: nodes and lines, what they are worth to whom, who is wired, and what a Heart Engine would reach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.tables import I64
from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene, as_u8
from undergrid.world.network.captures import hands
from undergrid.world.network.control import CONTROLLERS, Control
from undergrid.world.network.engines import stored
from undergrid.world.network.purging import pulse_from
from undergrid.world.network.wired import wired_rows
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.network import Carries, NodeKind
from undergrid.world.tables.people import NEVER
from undergrid.world.view.names import words
from undergrid.world.world import World

_MOST_NODES = 6000
_MOST_WIRES = 12_000
_MOST_NAMES = 80
_NAMED = (NodeKind.CORE, NodeKind.HUB, NodeKind.SERVER, NodeKind.PLANT)
NODE_STATES = (
    "obeys the Core", "no path to the Core", "without power", "failed", "in other hands", "of other owners", "broken",
)  # fmt: skip
OBEYS, CUT_OFF, DARK, FAILED, TAKEN, OWNED, BROKEN = range(len(NODE_STATES))
WIRE_STATES = ("live", "dead", "switched off", "overloaded", "cut")
LIVE, NO_PATH, OPEN, OVERLOADED, CUT = range(len(WIRE_STATES))


def network(scene: Scene) -> tuple[layers.NetworkLayer, Columns]:
    """Nodes in view, and the lines that lead to them."""
    world, box = scene.world, scene.box
    nodes, wires = world.nodes, world.wires
    state = node_states(world)
    pulse, said = _pulse(scene)
    rows = np.flatnonzero(box.wider(8).holds(nodes.cell))
    rows = rows[np.argsort(nodes.kind[rows], kind="stable")][:_MOST_NODES]
    shown = np.zeros(nodes.n, bool)
    shown[rows] = True
    lines = np.flatnonzero(shown[wires.a] | shown[wires.b]) if nodes.n else np.empty(0, np.int64)
    lines = lines[np.argsort(np.minimum(nodes.kind[wires.a[lines]], nodes.kind[wires.b[lines]]), kind="stable")]
    lines = lines[:_MOST_WIRES]
    wired = wired_rows(world)
    layer: layers.NetworkLayer = {
        "kind": "network", "lacks": "" if nodes.n else "This city has no control network", "whole": True,
        "kinds": [words(kind.name) for kind in NodeKind], "states": list(NODE_STATES), "wires": list(WIRE_STATES),
        "notes": [*_notes(world, state, len(wired)), *said] if nodes.n else [],
        "names": _names(scene, rows[np.isin(nodes.kind[rows], _NAMED)]),
    }  # fmt: skip
    return layer, {
        "node": rows.astype(np.int32),
        "nodeCell": nodes.cell[rows],
        "nodeKind": nodes.kind[rows],
        "nodeState": state[rows],
        "nodePulse": pulse[rows],
        "nodeMinds": _minds(world, wired)[rows],
        "wireA": nodes.cell[wires.a[lines]],
        "wireB": nodes.cell[wires.b[lines]],
        "wireState": wire_states(world)[lines],
        "wirePower": (wires.carries[lines] == Carries.POWER).astype(np.uint8),
        "wireMain": (np.maximum(nodes.kind[wires.a[lines]], nodes.kind[wires.b[lines]]) <= NodeKind.HUB).astype(
            np.uint8
        ),
    }


def _names(scene: Scene, rows: I64) -> list[layers.Node]:
    """The names of some nodes, of those that have more than a number."""
    named = [(row, scene.names.thing("node", row)) for row in rows.tolist()]
    found = [(row, name) for row, name in named if not name.removeprefix("node").strip(" _").isdigit()]
    return [{"row": row, "name": words(name)} for row, name in found[:_MOST_NAMES]]


def node_states(world: World) -> npt.NDArray[np.uint8]:
    """(nodes,) how each is, by `NODE_STATES`: the gravest that holds."""
    nodes, holdings = world.nodes, world.holdings
    state = np.full(nodes.n, OBEYS, np.uint8)
    if not nodes.n:
        return state
    control = world.cache(Control)
    state[(control.reached == 0) & (control.needs | np.isin(nodes.kind, CONTROLLERS))] = CUT_OFF
    state[nodes.dark != 0] = DARK
    state[nodes.failed != 0] = FAILED
    if world.captures.n_used:
        state[hands(world).root >= 0] = TAKEN
    state[holdings.node[holdings.rows()]] = OWNED
    state[nodes.works == 0] = BROKEN
    return state


def wire_states(world: World) -> npt.NDArray[np.uint8]:
    """(wires,) how each is, by `WIRE_STATES`: the gravest that holds."""
    wires, nodes = world.wires, world.nodes
    state = np.full(wires.n, LIVE, np.uint8)
    if not wires.n:
        return state
    reached = world.cache(Control).reached != 0
    control = wires.carries == Carries.CONTROL
    state[control & ~(reached[wires.a] & reached[wires.b])] = NO_PATH
    dark = (nodes.dark != 0) | (nodes.works == 0)
    state[~control & dark[wires.a] & dark[wires.b]] = NO_PATH
    state[wires.trips != NEVER] = OVERLOADED
    state[wires.open != 0] = OPEN
    state[wires.works == 0] = CUT
    return state


def _minds(world: World, wired: I64) -> npt.NDArray[np.uint16]:
    """(nodes,) how many of the wired lie in the pods of each."""
    people, pods = world.citizens, world.pods
    rows = pods.rows()
    inside = people.inside[wired]
    within = np.bincount(inside[inside >= 0], minlength=len(world.city.buildings))
    found = np.zeros(world.nodes.n, np.uint16)
    np.add.at(found, pods.node[rows], within[pods.building[rows]].astype(np.uint16))
    return found


def _pulse(scene: Scene) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """((nodes,) what the pulse of an engine that is linked would leave at each, of 255; what is said of engines)."""
    world, engines = scene.world, scene.world.engines
    found, said = np.zeros(world.nodes.n, np.uint8), list[str]()
    for row in engines.rows().tolist():
        stage, node = EngineStage(int(engines.stage[row])), int(engines.node[row])
        full = 100 * stored(world, row) // max(1, int(engines.full[row]))
        if stage == EngineStage.LINKED and node >= 0:
            pulse = pulse_from(world, node)
            found[pulse.reached] = np.maximum(
                found[pulse.reached], as_u8(pulse.left[pulse.reached].astype(np.int64) * 255 // 1000)
            )
            ready = int(engines.ready[row])
            at = f", can be fired from {_clock(world.starts + ready)}" if ready != NEVER else ""
            said.append(f"A Heart Engine is linked at {words(scene.names.thing('node', node))}{at}.")
            said += _foreseen(scene, int(engines.item[row]))
        elif stage == EngineStage.FIRED:
            said.append("A Heart Engine has been fired.")
        else:
            said.append(f"A Heart Engine holds {full} % of what it takes.")
    return found, said


def _foreseen(scene: Scene, item: int) -> list[str]:
    told, names = scene.world.forecasts, scene.names
    deaths = [
        (names.factions[f] if (f := int(told.faction[slot])) >= 0 else "nobody's", int(told.deaths[slot]))
        for slot in told.of(item).tolist()
    ]
    said = ", ".join(f"{n:,} {whose}" for whose, n in deaths if n)
    return [f"Foreseen dead: {said}."] if said else []


def _clock(second: int) -> str:
    return f"{second // units.HOUR % 24:02}:{second // 60 % 60:02}"


def _notes(world: World, state: npt.NDArray[np.uint8], n_wired: int) -> list[str]:
    obey = int((state == OBEYS).sum())
    return [f"{obey:,} of {len(state):,} nodes obey the Core; {n_wired:,} people are wired."]
