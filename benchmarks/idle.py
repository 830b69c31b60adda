"""What each system costs when it has nothing to do, microseconds a tick: at most 3, so that forty fit in a tick.

    python benchmarks/idle.py [PEOPLE]                 10000 by default

Ends with status 1 where a system costs more. Run it while the machine has nothing else to do.
"""

import sys

import harness

from undergrid.schedule import SCHEDULE

MOST = 3.0


def main(people):
    sim = harness.city_at("02:00", people, warm_up=60)
    harness.lay_to_rest(sim.world)
    rows = {entry.name: {"us": harness.alone(sim, entry, calls=600)} for entry in SCHEDULE}
    rows["all"] = {"us": round(sum(row["us"] for row in rows.values()), 2)}
    harness.show("idle", ["us"], rows)
    slow = [name for name, row in rows.items() if row["us"] > MOST and name != "all"]
    if slow:
        raise SystemExit(f"more than {MOST} microseconds with nothing to do: {', '.join(slow)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
