"""How the nights of eden end over many seeds: `python benchmarks/nights.py [SEEDS [PEOPLE [PROCESSES]]]`.

No canon, no orders: everybody follows their own wants. Each run goes on until it is settled, or the scenario is over.
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
from undergrid.world.log.kinds import Kind

ALL = "all three reach the clinic"
TWO = "Amara and Leo reach the clinic, Kael does not"
ALONE = "Amara reaches the clinic without Leo"
TAKEN_BOTH = "Amara is taken, and Leo dies"
TAKEN = "Amara is taken, Leo lives"
DEAD = "Amara dies"
TOO_LATE = "Leo dies, Amara is free"
HELD = "Leo is taken, Amara is free"
RUINS = "Amara and Leo are alive in the ruins in the morning"
NIGHTS = (ALL, TWO, ALONE, RUINS, TOO_LATE, HELD, TAKEN, TAKEN_BOTH, DEAD)

_LOOK = 300  # ticks between looks at what has been settled


class Night(NamedTuple):
    """One run of eden."""

    seed: int
    end: str
    tick: int  # when it was settled, or the end of the scenario
    passed: tuple[str, ...]  # what happened on the way


PASSED = {
    "Leo was treated": (Kind.STABILISED, "whom", "leo"),
    "Leo was brought under a roof": (Kind.TOOK_UP, "whom", "leo"),
    "Kael found the trail": (Kind.TRAIL_FOUND, "who", "kael"),
    "hunters found the trail": (Kind.TRACKED, "whom", "amara"),
    "Kael was let in": (Kind.LET_IN, "whom", "kael"),
    "Kael was turned away": (Kind.TURNED_AWAY, "whom", "kael"),
    "Kael promised to take them": (Kind.PLEDGED, "who", "kael"),
    "he kept his word": (Kind.PLEDGE_KEPT, "who", "kael"),
    "he broke it": (Kind.PLEDGE_BROKEN, "who", "kael"),
}
"""What may happen on the way: the kind of event, and who is which party of it."""


def live(seed: int, people: int = 5000, sim: Sim | None = None) -> Night:
    """Live through one run until it is settled."""
    sim = sim or undergrid.load("eden", seed=seed, people=people)
    while sim.tick < sim.lasts:
        sim.run(min(sim.tick + _LOOK, sim.lasts))
        if _settled(sim):
            break
    log = sim.world.events.columns()
    passed = tuple(
        what
        for what, (kind, party, name) in PASSED.items()
        if ((log["kind"] == kind) & (log[party] == sim.row(name))).any()
    )
    return Night(seed, _end(sim.endings()), sim.tick, passed)


def _settled(sim: Sim) -> bool:
    """Whether nothing can change any more: an hour at the clinic, or nobody left to bring anybody anywhere."""
    ended = sim.endings()
    if "all_three_at_the_clinic" in ended:
        return True
    there = ended.get("amara_at_the_clinic")
    if there is not None and sim.tick - there > units.HOUR:
        return True
    gone = {"amara_taken", "amara_dies"} & set(ended)
    return bool(gone) and bool({"leo_dies", "leo_taken"} & set(ended))


def _end(ended: dict[str, int]) -> str:
    """The end of a night, by the endings that were reached."""
    if "all_three_at_the_clinic" in ended:
        return ALL
    if "at_the_clinic" in ended:
        return TWO
    if "amara_dies" in ended:
        return DEAD
    if "amara_taken" in ended:
        return TAKEN_BOTH if "leo_dies" in ended else TAKEN
    if "leo_dies" in ended:
        return TOO_LATE
    if "leo_taken" in ended:
        return HELD
    return ALONE if "amara_at_the_clinic" in ended else RUINS


def main(seeds: int = 200, people: int = 5000, processes: int = 2) -> None:
    """Print the end of every night, how often each came, and what happened on the way."""
    ends: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    hours = []
    with ProcessPoolExecutor(processes) as pool:
        for night in pool.map(partial(live, people=people), range(1, seeds + 1)):
            ends[night.end] += 1
            passed.update(night.passed)
            hours.append(night.tick / units.HOUR)
            print(
                f"{night.seed:4} {night.tick:6}  {night.end}; {', '.join(night.passed) or 'nothing else'}", flush=True
            )
    print(f"settled after {np.median(hours):.1f} h (median)")
    for end in NIGHTS:
        print(f"{ends[end]:5} {end}")
    for what in PASSED:
        print(f"{passed[what]:5} {what}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
