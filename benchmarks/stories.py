"""A whole story, recorded, by the hour: ticks a second, and what recording takes of it.

    python benchmarks/stories.py [SCENARIO] [SEED]     eden and 1 by default

`ticks/s` is by the clock, `own` by what this process itself worked: on a busy machine only the latter holds. Kernels
that are not on disk yet compile in the first hour: run it twice.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import harness

from undergrid.core import units
from undergrid.runs.record import record


def main(scenario, seed):
    marks = {}

    def note(tick, until):
        marks[tick] = perf_counter(), process_time()

    with tempfile.TemporaryDirectory() as folder:
        run = record(scenario, Path(folder) / "run", seed=seed, progress=note)
    rows, last = {}, run.meta.until
    for first in range(0, last, units.HOUR):
        stop = min(first + units.HOUR, last)
        (began, own), (ended, own_end) = marks[first], marks[stop]
        rows[f"hour {first // units.HOUR + 1}"] = {
            "ticks/s": round((stop - first) / (ended - began)),
            "own": round((stop - first) / (own_end - own)),
        }
    rows["all"] = {
        "ticks/s": round(last / run.meta.seconds),
        "own": round(last / (marks[last][1] - marks[0][1])),
        "recording %": round(100 * run.recording / run.meta.seconds, 1),
        "events": run.meta.events,
    }
    harness.show(f"stories-{scenario}", list(rows["all"]), rows)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "eden", int(sys.argv[2]) if sys.argv[2:] else 1)
