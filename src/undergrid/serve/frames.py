"""Frames: the city at a tick as far as a page has it in view, and what never changes, as packs of the wire."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.serve import modes, wire
from undergrid.serve.box import Box, box_of
from undergrid.serve.panels import panel
from undergrid.serve.recent import Recent
from undergrid.sim import Sim
from undergrid.still import sight
from undergrid.still.seen import lamps_out, marks, outdoors, windows
from undergrid.world.senses.fires import burning
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.sky import Programme
from undergrid.world.tables.trails import TraceKind
from undergrid.world.view.names import Names, words
from undergrid.world.world import World

_MOST_PEOPLE = 40_000  # one by one, in a frame
_MOST_TRACES = 4_000
_FADED = 14_400  # seconds after which a trace is drawn no fainter

Columns = dict[str, npt.NDArray[Any]]
Mask = npt.NDArray[np.bool_]


def city(sim: Sim, scenario: str) -> bytes:
    """All that never changes in a run."""
    world, names = sim.world, sim.names()
    the = world.city
    head: wire.City = {
        "kind": "city",
        "title": sim.built.title,
        "scenario": scenario,
        "seed": str(sim.seed),
        "people": world.citizens.n,
        "width": the.width,
        "height": the.height,
        "cell_mm": the.cell_mm,
        "attribution": the.attribution,
        "levels": [{"name": words(level.name), "lawful": level.lawful, "sky": level.sky} for level in the.levels],
        "districts": [(words(district.name), district.kind) for district in the.districts],
        "buildings": [
            {
                "name": words(b.name), "use": int(b.use), "level": b.level, "x": b.x, "y": b.y, "w": b.width,
                "h": b.height, "door": b.door, "room": b.capacity,
            }
            for b in the.buildings
        ],
        "links": [{"kind": int(link.kind), "a": link.a, "b": link.b, "name": words(link.name)} for link in the.links],
        "gates": world.gates.link.tolist(),
        "cast": [{"row": row, "name": names.citizen(row)} for row in sorted(world.names)],
        "watchers": list(names.watchers),
        "places": [(words(name), cell) for cell, name in names.places.items()],
        "starts": world.starts,
        "doings": [words(doing.name) for doing in Activity],
    }  # fmt: skip
    return wire.pack(head, {"ground": the.ground, "district": np.asarray(the.district_of, np.uint16)})


def frame(sim: Sim, names: Names, look: wire.Look, number: int, recent: Recent | None = None) -> bytes:
    """The city as a page looks at it; `recent`: what is known of the time before."""
    world = sim.world
    the, people = world.city, world.citizens
    level = min(look.level, len(the.levels) - 1)
    box = box_of(the, level, look.box)
    out = outdoors(world)
    columns: Columns = {}
    if look.step:
        squares = box.density(people.cell[out], look.step)
        columns |= {"occupied": np.packbits(squares > 0), "density": squares[squares > 0]}
    else:
        columns |= _people(world, out[box.holds(people.cell[out])][:_MOST_PEOPLE])
        columns |= _ground(world, box)
    near = box.wider(40) if not look.step else box
    columns |= _machines(world, near, look)
    mobile = np.isin(world.watchers.kind, [int(kind) for kind in sight.MOBILE])
    lights, beams, bits = sight.sights(world, np.flatnonzero(mobile & near.holds(world.watchers.cell)))
    columns["sight"] = bits
    minute = (world.starts + world.tick) // 60
    if lit := minute != look.lit:
        columns |= windows(world) | {"dark": lamps_out(world)}
    layer = None
    if mode := modes.MODES.get(look.mode):
        layer, more = mode(modes.Scene(sim, names, look, box, recent or Recent()))
        columns |= more
    sky = world.sky
    head: wire.Frame = {
        "kind": "frame",
        "number": number,
        "tick": world.tick,
        "asked": look.tick,
        "clock": world.starts + world.tick,
        "lit": minute if lit else -1,
        "level": level,
        "counts": np.bincount(people.cell[out] // the.area, minlength=len(the.levels)).tolist(),
        "alive": int(people.alive.sum()),
        "wanted": int(people.wanted.sum()),
        "box": list(box.sides),
        "step": look.step,
        "sky": {
            "programme": words(Programme(int(sky.programme[0])).name), "light": int(sky.light[0]),
            "rain": int(sky.rain[0]), "ash": int(sky.ash[0]), "glare": int(sky.glare[0]), "wind": int(sky.wind[0]),
            "curfew": bool(sky.curfew[0]),
        },
        "cast": [_named(world, row) for row in _followed(world, look)],
        "sights": lights,
        "beams": beams,
        "panel": panel(sim, names, look.what, look.row),
        "layer": layer,
    }  # fmt: skip
    return wire.pack(head, columns)


def _people(world: World, rows: npt.NDArray[np.int64]) -> Columns:
    people = world.citizens
    return {
        "who": rows.astype(np.int32),
        "cell": people.cell[rows],
        "heading": people.heading[rows],
        "progress": np.clip(people.progress[rows], 0, 65_535).astype(np.uint16),
        "doing": people.doing[rows],
        "posture": people.posture[rows],
        "marks": marks(world, rows),
    }


def _ground(world: World, box: Box) -> Columns:
    """Traces, doors, what bars the way."""
    traces, shelters, barriers = world.traces, world.shelters, world.barriers
    rows = traces.rows()
    rows = rows[box.holds(traces.cell[rows]) & (traces.kind[rows] != TraceKind.SIGN)]
    rows = rows[np.argsort(traces.made[rows], kind="stable")][-_MOST_TRACES:]
    age = np.clip((world.tick - traces.made[rows]) * 255 // _FADED, 0, 255)
    shut = np.flatnonzero(box.holds(world.city.doors[shelters.building]))
    state = (shelters.door | shelters.locked << 1 | (shelters.barricade > 0) << 2 | shelters.forced << 3)[shut]
    barred = barriers.cell[barriers.rows()]
    return {
        "trace": traces.cell[rows].astype(np.uint32),
        "traceKind": traces.kind[rows],
        "traceAge": age.astype(np.uint8),
        "door": shelters.building[shut].astype(np.uint16),
        "doorState": state.astype(np.uint8),
        "barred": barred[box.holds(barred)].astype(np.uint32),
    }


def _machines(world: World, box: Box, look: wire.Look) -> Columns:
    """The watchers in view (readers and cameras only near) and the one that is followed; all gates and fires."""
    watchers = world.watchers
    moves = watchers.kind > WatcherKind.CAMERA
    shown = box.holds(watchers.cell) & (moves | (look.step == 0))
    if look.what == "watcher" and 0 <= look.row < watchers.n:
        shown[look.row] = True
    rows = np.flatnonzero(shown)
    return {
        "watcher": rows.astype(np.int32),
        "watcherCell": watchers.cell[rows],
        "watcherGoal": np.where(moves, watchers.goal, -1)[rows].astype(np.int32),
        "watcherQuarry": watchers.quarry[rows],
        "watcherKind": watchers.kind[rows],
        "watcherDuty": watchers.duty[rows],
        "gate": world.gates.open.astype(np.uint8),
        "fire": burning(world).astype(np.uint32),
    }


def _followed(world: World, look: wire.Look) -> list[int]:
    follow = look.row if look.what == "citizen" else -1
    extra = [follow] if 0 <= follow < world.citizens.n and follow not in world.names else []
    return [*sorted(world.names), *extra]


def _named(world: World, row: int) -> wire.Named:
    people = world.citizens
    return {
        "row": row,
        "cell": int(people.cell[row]),
        "heading": int(people.heading[row]),
        "progress": int(people.progress[row]),
        "inside": int(people.inside[row]),
        "doing": int(people.doing[row]),
        "posture": int(people.posture[row]),
        "marks": int(marks(world, np.array([row], np.int64))[0]),
    }
