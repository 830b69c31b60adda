"""The senses make the same world compiled and as plain Python."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parents[2]


def lived() -> str:
    """The digest of a small world after a minute of all senses, its log and views included."""
    from scenes.worlds import make_city, make_world

    from undergrid.systems.authority import tags
    from undergrid.systems.senses import hearing, heat, perception, rotors, sight
    from undergrid.world.tables.authority import WatcherKind
    from undergrid.world.view.coverage import coverage
    from undergrid.world.view.view import view, views

    draw = np.random.default_rng(3)
    signs = draw.choice(list("#,.%"), (40, 60), p=[0.1, 0.3, 0.3, 0.3])
    city = make_city("\n".join("".join(row) for row in signs))
    free = draw.permutation(np.flatnonzero(city.walkable()))
    posts = [(WatcherKind(n % 4), int(free[n])) for n in range(40)]
    world = make_world(city, citizens=free[50:90].tolist(), watchers=posts, seed=9)
    people = world.citizens
    people.tagged[:] = draw.random(40) < 0.7
    people.wanted[:] = draw.random(40) < 0.1
    people.being[::7], people.posture[::3], people.pace[::2], people.doing[::2] = 1, 1, 2, 3
    people.stage[:] = np.arange(40) % 4
    world.plans.grow(4)
    world.plans.owner[:] = np.arange(4)
    bond = world.bonds.take(1)
    world.bonds.a[bond], world.bonds.b[bond] = 0, 1
    world.sky.curfew[0], world.sky.rain[0] = 1, 3
    world.watchers.senses[::2], world.sky.ash[0] = 7, 30
    knobs = [(system, system.Params()) for system in (sight, heat, hearing, tags, perception)]
    knobs.append((rotors, rotors.Params(rotor_db=80)))
    for _ in range(60):
        world.events.begin(world.tick)
        for system, params in knobs:
            system.step(world, params)
        people.cell[5:] = np.roll(people.cell[5:], 1)
        world.rebuild()
        world.tick += 1
    seen = [view(world, who) for who in range(0, 40, 5)]
    many = {name: values.tolist() for name, values in views(world, range(40)).items()}
    log = [np.asarray(column).tolist() for column in world.events.columns().values()]
    return repr((world.digest(), log, seen, many, coverage(world).tolist()))


def test_the_senses_compiled_are_the_senses_uncompiled():
    code = "from test_senses_uncompiled import lived; print(lived())"
    path = os.pathsep.join([str(TESTS), str(Path(__file__).parent), *sys.path])  # the same package, wherever it lies
    plain = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "UNDERGRID_JIT": "0", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == lived()
