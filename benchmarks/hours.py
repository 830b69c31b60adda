"""Whole ticks by the hour of the day: milliseconds of a tick, ticks a second, bytes a person.

    python benchmarks/hours.py [PEOPLE] [THREADS]      1000000 and 1 by default

`ms` is time on the clock, `cpu` what the stepping thread itself worked: on a busy machine only the latter holds.
"""

import sys
from statistics import median
from time import perf_counter, thread_time

import harness

from undergrid.core import jit
from undergrid.world.places.occupancy import Occupancy

HOURS = ("03:00", "08:00", "12:00", "18:00")
TICKS = 600


def main(people, threads):
    jit.threads(threads)
    rows = {}
    for hour in HOURS:
        sim = harness.city_at(hour, people)
        passed, worked = [], []
        for _ in range(TICKS):
            began, own = perf_counter(), thread_time()
            sim.advance()
            passed.append(perf_counter() - began)
            worked.append(thread_time() - own)
            sim.world.events.clear()
        rows[hour] = {
            "ms": round(1e3 * sum(passed) / TICKS, 3),
            "cpu": round(1e3 * sum(worked) / TICKS, 3),
            "median ms": round(1e3 * median(passed), 3),
            "worst ms": round(1e3 * max(passed), 1),
            "ticks/s": round(TICKS / sum(passed)),
            "outdoors": sim.world.cache(Occupancy).outdoors.count,
            "bytes": round(sum(sim.world.nbytes().values()) / sim.world.citizens.n, 1),
        }
    harness.show(f"hours-{people}-{jit.threads()}", list(rows[HOURS[0]]), rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000, int(sys.argv[2]) if sys.argv[2:] else 1)
