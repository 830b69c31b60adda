"""What becomes of Rex and Lucy over many seeds: `python benchmarks/fates.py [SEEDS [PEOPLE [PROCESSES]]]`.

Each run goes on until it is settled: both beyond the wall, somebody held, or the end of the scenario.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np

import undergrid
from undergrid.core import units
from undergrid.sim import Sim
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind

UNSEEN = "both through the gate, seen by none but its guard in the ten minutes before"
SEEN = "both through the gate, sighted by others in the ten minutes before"
ONE = "one of them beyond the wall"
AT_GATE = "one of them caught at a gate"
ELSEWHERE = "one of them caught on the way there or back"
EXPIRED = "expired in the City"
FATES = (UNSEEN, SEEN, ONE, AT_GATE, ELSEWHERE, EXPIRED)

_BY_GATE = 8  # cells: an arrest so near to a gate is one at the gate
_BEFORE = 600  # ticks before the crossing in which a sighting counts
_LOOK = 60  # ticks between looks at what has been settled


class Life(NamedTuple):
    """One run of expiry."""

    seed: int
    fate: str
    tick: int  # when it was settled
    deciding: int  # the event that settled it
    shown: int  # how often the chip was shown


def live(seed: int, people: int = 20_000, sim: Sim | None = None) -> Life:
    """Live through one run until it is settled."""
    sim = sim or undergrid.load("expiry", seed=seed, people=people)
    cast = np.array([sim.row("rex"), sim.row("lucy")])
    while sim.tick < sim.lasts:
        sim.run(min(sim.tick + _LOOK, sim.lasts))
        ended = sim.endings()
        if "caught" in ended or "both_beyond_the_wall" in ended:
            break
        if "one_beyond_the_wall" in ended and sim.tick - ended["one_beyond_the_wall"] > units.HOUR:
            break
    log = sim.world.events.columns()
    fate, event = _fate(sim, cast, log)
    shown = int((np.isin(log["who"], cast) & (log["kind"] == Kind.CHIP_PRESENTED)).sum())
    return Life(seed, fate, event >> TICK_SHIFT if event else sim.tick, event, shown)


def _fate(sim: Sim, cast: np.ndarray, log: dict[str, np.ndarray]) -> tuple[str, int]:
    """(what became of them, the event that settled it: a crossing, an arrest, the end of a subscription)."""
    kind, tick = log["kind"], log["tick"]
    mine, about = np.isin(log["who"], cast), np.isin(log["whom"], cast)
    ended = sim.endings()
    out, taken = np.flatnonzero(mine & (kind == Kind.CROSSED)), np.flatnonzero(about & (kind == Kind.ARRESTED))
    if "both_beyond_the_wall" in ended:
        guards = sim.world.gates.guard[log["whom"][out]]
        sighted = (
            about & (kind == Kind.SIGHTED) & ~np.isin(log["who"], guards) & (tick > tick[out[-1]] - _BEFORE)
        ).any()
        return SEEN if sighted else UNSEEN, int(log["id"][out[-1]])
    if "one_beyond_the_wall" in ended:
        return ONE, int(log["id"][out[-1]])
    if len(taken):
        first, city = taken[0], sim.world.city
        level, x, y = city.where(int(log["where"][first]))
        gates = [city.where(int(sim.world.city.link_a[link])) for link in sim.world.gates.link]
        near = any(level == on and max(abs(x - gx), abs(y - gy)) <= _BY_GATE for on, gx, gy in gates)
        return AT_GATE if near else ELSEWHERE, int(log["id"][first])
    ends = np.flatnonzero(mine & (kind == Kind.SHUT_DOWN))
    return EXPIRED, int(log["id"][ends[0]]) if len(ends) else 0


def main(seeds: int = 100, people: int = 20_000, processes: int = 2) -> None:
    """Print the fate of every seed and how often each came."""
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(processes) as pool:
        for life in pool.map(partial(live, people=people), range(1, seeds + 1)):
            counts[life.fate] += 1
            print(f"{life.seed:4} {life.tick:7} shown {life.shown:2}  {life.fate}", flush=True)
    for fate in FATES:
        print(f"{counts[fate]:5} {fate}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
