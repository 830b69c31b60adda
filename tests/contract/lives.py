"""Lives to compare: small cities at busy hours, tick by tick. Also a program, so that another process can live one.

usage: lives.py SCENARIO PEOPLE TICKS EVERY THREADS

Lives through TICKS ticks of a scenario (0 PEOPLE: its own number). Writes one JSON list: the digest after each EVERY
ticks, and at last a hash of all events.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from undergrid.core import jit
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.events import COLUMNS


def begin(scenario: str | Path, people: int | None = None, seed: int = 5, canon: bool = False) -> Sim:
    """A city at tick 0, whose named perhaps follow the story as written."""
    return Sim(build(load(scenario, people), seed, people), canon=canon)


def at_another_hour(scenario: str, starts: str, folder: Path, crowd: str = "") -> Path:
    """A copy of a shipped scenario that starts at another time of day, perhaps with a line more in its crowd."""
    source = load(scenario, 60).path.parent
    copy = Path(shutil.copytree(source, folder / f"{scenario}-{starts.replace(':', '')}", dirs_exist_ok=True))
    file = copy / "scenario.yaml"
    lines = file.read_text("utf-8").splitlines()
    clock = next(n for n, line in enumerate(lines) if line.startswith("clock:"))
    lines[clock] = f'clock: {{tick: 1 s, starts: "{starts}", lasts: 12 h}}'
    if crowd:
        lines.insert(lines.index("crowd:") + 1, f"  - {crowd}")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return copy


def log_hash(sim: Sim) -> str:
    """A hash of all events in the log."""
    columns = sim.world.events.columns()
    digest = hashlib.blake2b(digest_size=16)
    for name in COLUMNS:
        digest.update(np.ascontiguousarray(columns[name]).data)
    return digest.hexdigest()


def live(sim: Sim, ticks: int, every: int) -> list[str]:
    """The digest after each `every` ticks, and at last the hash of the log."""
    found = []
    for tick in range(ticks):
        sim.advance()
        if (tick + 1) % every == 0:
            found.append(sim.digest())
    return [*found, log_hash(sim)]


if __name__ == "__main__":
    scenario, people, ticks, every, threads = sys.argv[1], *map(int, sys.argv[2:])
    jit.threads(threads)
    json.dump(live(begin(scenario, people or None), ticks, every), sys.stdout)
