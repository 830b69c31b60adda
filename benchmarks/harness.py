"""What the benchmarks share: cities at an hour of the day, a clock, and a table that is printed and kept."""

import gc
import json
import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from undergrid.bench import machine
from undergrid.core import units
from undergrid.setup import build, load
from undergrid.setup.load import find
from undergrid.sim import Sim
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.people import NEVER, Activity

KEPT = Path(__file__).parent.parent / ".benchmarks"
WARM_UP = units.seconds("40 min")  # until walkers are on their way and all ways are made


def city_at(hour, people, warm_up=WARM_UP, seed=1):
    """A city of the scenario `expiry` that has lived until this hour ("08:00"), since a while before."""
    source = find("expiry").parent
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "expiry"
        shutil.copytree(source, scenario)
        file, starts = scenario / "scenario.yaml", (units.clock(hour) - warm_up) % units.DAY
        written = file.read_text()
        told = written.replace('starts: "18:40"', f'starts: "{starts // 3600:02}:{starts // 60 % 60:02}"')
        if told == written:
            raise SystemExit("the scenario no longer starts at 18:40: change harness.py")
        file.write_text(told)
        sim = Sim(build(load(file, people), seed, people))
    while sim.tick < warm_up:
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


def alone(sim, entry, calls=120):
    """Microseconds a tick of one system that goes on by itself from a state, which is put back.

    What other systems would have made it do is missing. Of every ten calls the least counts, and of those the median:
    other work on the machine only adds. A system that runs once in a period is charged for its share.
    """
    world, params = sim.world, sim.built.rules.get(entry.name)
    tick, state = world.tick, world.state()
    spent = []
    gc.disable()
    for n in range(calls):
        world.period, world.orders = entry.period, ()
        world.events.begin(world.tick)
        began = perf_counter()
        entry.module.step(world, params)
        spent.append(perf_counter() - began)
        world.fresh = False
        world.tick = tick + n + 1
    gc.enable()
    world.events.clear()
    world.restore(tick, state)
    tens = [min(spent[n : n + 10]) for n in range(10, calls, 10)]
    return round(1e6 * median(tens) / (1 if entry.staggered else entry.period), 2)


def show(name, columns, rows):
    """Print a table of {row: {column: figure}}, and keep it with the machine's speed as `.benchmarks/NAME.json`."""
    width = max(map(len, rows))
    print(" " * width, *(f"{column:>12}" for column in columns))
    for row, figures in rows.items():
        print(f"{row:{width}}", *(f"{figures.get(column, ''):>12}" for column in columns))
    speed = machine()
    print(" | ".join(f"{key} {value}" for key, value in speed.items()))
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.json").write_text(json.dumps({"machine": speed, "rows": rows}, indent=1) + "\n")


def show_ways(name, columns, ways, lived):
    """Print what one run costs in several ways. ways: {row: arguments}; lived: gives the figures and the run's digest.

    Raises SystemExit where the run is not the same in all of them.
    """
    rows, digests = {}, set()
    for row, way in ways.items():
        rows[row], digest = lived(*way)
        digests.add(digest)
    show(name, columns, rows)
    if len(digests) > 1:
        raise SystemExit("whoever looks has changed the run")
