"""Recording a run for a page without a server: lived again from its beginning, an hour of it at a time."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve import frames, wire
from undergrid.serve.export.hour import HOUR, Hour, step_of
from undergrid.serve.export.tale import tale
from undergrid.serve.survey import Noted
from undergrid.serve.telling import Teller
from undergrid.still.sight import Looking
from undergrid.world.senses.thermal import Thermal

Progress = Callable[[int, int], None]
_TELL = 600  # ticks between two words on how far it has come
_TELLING = 20  # of 100 parts of the work that telling takes


def record(path: Path, last: int, progress: Progress) -> bytes:
    """A run up to a tick, as one block of bytes: a list of parts, then the parts, each compressed by itself.

    Raises RunError where the run cannot be lived again.
    """
    folder, meta = Folder.open(path, alone=False)
    life = Life(folder, meta)
    names = life.sim.names()
    parts: dict[str, bytes] = {}
    step = step_of(life.sim.world, last)
    seen = set[tuple[int, int]]()
    noted = Noted(life.sim, last)

    def live() -> None:
        life.step()
        noted.look(life.sim)

    live()
    hour = Hour(life.sim, names, step)
    while True:
        hour.take(life.sim)
        while life.sim.tick < last and life.sim.tick < hour.first + HOUR - 1:
            live()
            hour.take(life.sim)
            if life.sim.tick % _TELL == 0:
                progress(life.sim.tick * (100 - _TELLING) // 100, last)
        parts[f"hour{len(parts)}"] = _squeezed(hour.packed())
        seen |= hour.sights
        if life.sim.tick >= last:
            break
        live()
        hour = Hour(life.sim, names, step)
    parts["sights"] = _squeezed(_looks(life, seen))
    parts["watchers"] = _squeezed(_posts(life, hour))
    parts["city"] = _squeezed(frames.city(life.sim, meta.scenario))
    teller = Teller(path)

    def telling(done: int, total: int) -> None:
        progress(last * (100 - _TELLING) // 100 + last * _TELLING * done // (100 * max(1, total)), last)

    arc = noted.arc(life.sim, whole=True)
    told = tale(teller, last, [int(beat["id"]) for beat in arc["beats"] if beat["id"]], telling)
    told["arc"], told["lives"] = arc, {row: noted.line(life.sim, row, whole=True) for row in noted.cast.tolist()}
    told["state"] = _state(teller, last)
    parts["tale"] = _squeezed(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    progress(last, last)
    return _joined(parts)


def _state(teller: Teller, last: int) -> wire.State:
    """How far the recording goes: all of it is there, so to the page it has ended."""
    state = teller.state()
    endings = [(name, tick) for name, tick in state["endings"] if tick <= last]
    return {**state, "tick": last, "until": last, "status": "ended", "endings": endings}


def _looks(life: Life, seen: Iterable[tuple[int, int]]) -> bytes:
    """What is seen from each cell from which somebody looked around, so far."""
    look, rows = Looking(life.sim.world), sorted(seen)
    bits = [look.at(cell, around) for cell, around in rows]
    return wire.pack({"kind": "sights"}, {
        "cell": np.array([cell for cell, _ in rows], np.int32),
        "around": np.array([around for _, around in rows], np.uint8),
        "bits": np.concatenate([np.zeros(0, np.uint8), *bits]),
    })  # fmt: skip


def _posts(life: Life, hour: Hour) -> bytes:
    """What does not change about the watchers, and where those stand that stay where they are."""
    world = life.sim.world
    beam = int(world.shared(Thermal).beam_m * 1000 / world.city.cell_mm)
    return wire.pack({"kind": "watchers", "beam": beam}, {
        "kind": world.watchers.kind.astype(np.uint8), "cell": world.watchers.cell.astype(np.int32),
        "heat": hour.heat.astype(np.int32), "mobile": hour.mobile.astype(np.int32),
    })  # fmt: skip


def _squeezed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _joined(parts: dict[str, bytes]) -> bytes:
    """The length of the list as u32, the list as JSON (name, length of each part), then the parts."""
    listed: list[tuple[str, Any]] = [(name, len(content)) for name, content in parts.items()]
    head = json.dumps(listed).encode()
    return struct.pack("<I", len(head)) + head + b"".join(parts.values())
