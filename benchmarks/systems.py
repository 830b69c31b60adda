"""Each system alone, microseconds a tick, in small and large cities on their way to work.

    python benchmarks/systems.py [PEOPLE ...]          10000 and 1000000 by default

`undergrid bench` has the cost within whole ticks.
"""

import sys

import harness

from undergrid.schedule import SCHEDULE


def main(sizes):
    rows = {entry.name: {} for entry in SCHEDULE}
    for people in sizes:
        sim = harness.city_at("07:30", people)
        for entry in SCHEDULE:
            rows[entry.name][str(people)] = harness.alone(sim, entry)
    harness.show("systems", list(map(str, sizes)), rows)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 1_000_000])
