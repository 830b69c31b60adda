"""What the wounded cost a tick in a generated city, microseconds: as they grow tenfold, no more than tenfold.

    python benchmarks/bodies.py [PEOPLE]               120000 by default

1,000, 10,000 and 100,000 people are wounded at once, by the draws of `injuries`, and live through ten minutes and more:
they reach classes, go into shock, faint and die. `net` is the whole tick less that of the same city unhurt. Ends with
status 1 where the systems of the body grow faster than the wounded by more than a quarter.
"""

import gc
import itertools
import sys
from time import perf_counter

import harness
import numpy as np

from undergrid.world.body import blood_loss, injuries
from undergrid.world.tables.body import BodyPart, WoundKind

COUNTS = (0, 1_000, 10_000, 100_000)
BODY = ("bleeding", "consciousness", "infection")
SETTLE, TICKS = 120, 600


def wound(world, n):
    """Wound `n` people who are spread over the city, each once, in every way in turn."""
    world.events.begin(world.tick)
    alive = np.flatnonzero(world.citizens.alive)
    for k, who in enumerate(alive[np.linspace(0, len(alive) - 1, n).astype(int)].tolist()):
        kind, part, depth = WoundKind(k % 5), BodyPart(k // 5 % 6), 1 + k // 30 % 3
        injuries.wound(world, who, kind, part, depth, bool(k % 2), world.scenario_event)
    world.events.clear()


def lived(sim):
    """Microseconds a tick of each system of the body and of the whole, over the ticks measured."""
    spent, began = dict.fromkeys((*BODY, "tick"), 0.0), 0.0

    def after(name):
        nonlocal began
        now = perf_counter()
        if name in spent:
            spent[name] += now - began
        began = now

    for _ in range(SETTLE):
        sim.advance()
        sim.world.events.clear()
    gc.disable()
    for _ in range(TICKS):
        start = began = perf_counter()
        sim.advance(after=after)
        spent["tick"] += perf_counter() - start
        sim.world.events.clear()
    gc.enable()
    return {name: 1e6 * seconds / TICKS for name, seconds in spent.items()}


def main(people):
    base = harness.city_at("02:00", people, warm_up=60)
    found, rows = {}, {}
    for n in COUNTS:
        sim = base.fork()
        wound(sim.world, n)
        found[n] = lived(sim)
        found[n]["body"] = sum(found[n][name] for name in BODY)
        found[n]["net"] = found[n]["tick"] - found[0]["tick"]
        blood = sim.world.blood.rows()
        who = sim.world.blood.owner[blood]
        found[n]["dead"] = int((~sim.world.citizens.alive[who]).sum())
        found[n]["shock"] = int((sim.world.blood.shock_since[blood] >= 0).sum())
        assert not n or blood_loss.lost(sim.world, int(who[0])) >= 0
    for name in (*BODY, "body", "tick", "net", "dead", "shock"):
        rows[name] = {str(n): round(found[n][name], 1) for n in COUNTS}
    rows["ns a wounded"] = {str(n): round(1000 * found[n]["body"] / n, 1) for n in COUNTS if n}
    harness.show("bodies", list(map(str, COUNTS)), rows)
    steps = list(itertools.pairwise(COUNTS[1:]))
    steep = [f"{a} to {b}" for a, b in steps if found[b]["body"] / found[a]["body"] > 1.25 * b / a]
    if steep:
        raise SystemExit(f"the systems of the body grow faster than the wounded: {', '.join(steep)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 120_000)
