"""Each system alone, over a city on its way to work, and over one in which nothing is left to do.

    python benchmarks/systems.py [PEOPLE ...]          10000 and 1000000 by default

Prints one JSON object: microseconds a tick by system. Every system starts from the same state and alone goes on from
there, so what others would have made it do is missing; `undergrid bench` has the cost within a whole tick.
"""

import json
import statistics
import sys
from time import perf_counter

from undergrid.bench import machine
from undergrid.core import units
from undergrid.schedule import SCHEDULE
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.citizens import NEVER, Activity
from undergrid.world.watchers import Duty

LIVED = units.seconds("12 h 30 min")  # from 18:40: in the morning the streets are busy
CALLS = 120


def city(people):
    """A city that has lived through a night."""
    sim = Sim(build(load("expiry"), seed=1, people=people))
    while sim.tick < LIVED:
        sim.advance()
        sim.world.events.clear()
    return sim


def lay_to_rest(world):
    """Everybody has been reclaimed, nobody watches: a city without anything to do."""
    people, watchers = world.citizens, world.watchers
    people.alive[:] = False
    people.inside[:] = people.home.clip(0)
    people.doing[:] = Activity.RECLAIMED
    people.intent[:] = 0
    people.wanted[:] = people.registered[:] = False
    people.wake[:] = people.expires[:] = world.plans.wake[:] = NEVER
    people.stage[:] = 0
    watchers.duty[:] = Duty.OFF
    for column in (watchers.in_sight, watchers.quarry, watchers.goal):
        column[:] = -1
    tables = (world.knowledge, world.conditions, world.reports, world.dossiers, world.evidence, world.judgements)
    for table in (*tables, world.registry):
        table.free(table.rows())
    world.rebuild()


def alone(sim, entry):
    """Microseconds a tick of one system; a system that runs once in a period is charged for its share."""
    world = sim.world
    tick, state = world.tick, world.state()
    params = sim.built.rules.get(entry.name)
    spent = []
    for n in range(CALLS):
        world.period = entry.period
        world.orders = ()
        world.events.begin(world.tick)
        began = perf_counter()
        entry.module.step(world, params)
        spent.append(perf_counter() - began)
        world.fresh = False
        world.tick = tick + n + 1
    world.events.clear()
    world.restore(tick, state)
    share = 1 if entry.staggered else entry.period
    return round(1e6 * statistics.median(spent[1:]) / share, 2)


def main(sizes):
    """Measure and print."""
    answer = {"machine": machine(), "us_per_tick": {entry.name: {} for entry in SCHEDULE}}
    for people in sizes:
        sim = city(people)
        for entry in SCHEDULE:
            answer["us_per_tick"][entry.name][str(people)] = alone(sim, entry)
    sim = city(min(sizes))
    lay_to_rest(sim.world)
    for entry in SCHEDULE:
        answer["us_per_tick"][entry.name]["idle"] = alone(sim, entry)
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 1_000_000])
