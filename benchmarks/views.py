"""What one look at a city costs: milliseconds and bytes of a frame, by what is in view.

python benchmarks/views.py [PEOPLE] [MINUTES]

A recorded evening of `expiry`, at its end. `kB/s` are those of a page that gets ten frames a second.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import harness

from undergrid import runs
from undergrid.serve import frames, wire
from undergrid.serve.past import Past

COLUMNS = ["ms", "bytes", "kB/s", "people"]


def frame_of(sim, names, box, step, lit):
    look = wire.Look(do="look", got=0, tick=sim.tick, box=box, level=0, step=step, lit=lit, what="", row=-1)
    return frames.frame(sim, names, look, 1)


def measured(sim, names, box, step, lit):
    times = []
    for _ in range(20):
        began = time.process_time()
        content = frame_of(sim, names, box, step, lit)
        times.append(time.process_time() - began)
    _, columns = wire.unpack(content)
    return {
        "ms": round(1000 * median(times), 2), "bytes": len(content), "kB/s": round(len(content) / 100),
        "people": len(columns.get("who", ())),
    }  # fmt: skip


def main():
    people, minutes = map(int, (*sys.argv[1:], *("1000000", "10")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        runs.record(
            "expiry", Path(folder) / "run", seed=1, people=people, until=f"{minutes} min", keyframe=60 * minutes
        )
        past = Past(Path(folder) / "run")
        sim = past.go(past.meta.until)
        names, city = sim.names(), sim.world.city
        wide, high = city.width, city.height
        fit = max(1, round(3 * max(wide / 900, high / 540)))  # squares of 3 px, where the map fills the page
        minute = (sim.world.starts + sim.tick) // 60
        x, y = wide // 2, high // 2
        rows = {
            "10 px a cell": measured(sim, names, (x - 64, y - 36, x + 64, y + 36), 0, minute),
            "3 px a cell": measured(sim, names, (x - 213, y - 120, x + 213, y + 120), 0, minute),
            "1 px a cell": measured(sim, names, (x - 640, y - 360, x + 640, y + 360), 3, minute),
            "all of it": measured(sim, names, (0, 0, wide, high), fit, minute),
            "all of it, and windows": measured(sim, names, (0, 0, wide, high), fit, -1),
        }
        print(f"{people:,} people, {wide} x {high} cells; the city, once: {len(frames.city(sim, '')):,} bytes")
        began = time.process_time()
        for _ in range(100):
            sim.advance()
        print(f"a tick: {10 * (time.process_time() - began):.1f} ms of processor time")
        harness.show("views", COLUMNS, rows)


if __name__ == "__main__":
    main()
