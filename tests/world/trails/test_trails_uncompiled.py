"""Bodies on the move and their trails make the same world compiled, as plain Python, and resumed at every tick."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from undergrid.world.orders.attempts import intend

TESTS = Path(__file__).resolve().parents[2]


def begin():
    """Forty people in ruins: some walk, some bleed, some lie and are dragged off; hunters and the named look around."""
    from scenes.worlds import make_city, make_world

    from undergrid.world.body import injuries
    from undergrid.world.tables.authority import WatcherKind
    from undergrid.world.tables.body import BodyPart, WoundKind
    from undergrid.world.tables.orders import Verb

    draw = np.random.default_rng(5)
    signs = draw.choice(list("#.%_"), (24, 24), p=[0.1, 0.3, 0.4, 0.2])
    city = make_city("\n".join("".join(row) for row in signs))
    free = draw.permutation(np.flatnonzero(city.walkable())).tolist()
    homes = [cell for cell in free[:20] for _ in (0, 1)]  # in pairs
    world = make_world(city, homes, [(WatcherKind.HUNTER, cell) for cell in free[20:40]], seed=4)
    people = world.citizens
    world.plans.grow(10)
    world.plans.owner[:] = np.arange(10) * 4
    people.doing[1::4] = 11  # lying
    world.sky.light[0], world.sky.ash[0], world.sky.wind[0] = 200, 20, 30
    for who in range(0, 40, 3):
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=900)
    world.rebuild()
    for who in range(0, 40, 2):
        verb = Verb.DRAG if who % 4 == 0 else (Verb.WALK, Verb.RUN, Verb.SNEAK)[who % 3]
        intend(world, who, verb, who + 1 if verb == Verb.DRAG else free[-1 - who], world.scenario_event)
    return world, free


def step(world, free):
    """A tick of all that moves, leaves trails and follows them; those who stand are sent on, cover or fake."""
    from undergrid.systems.movement import hauling, movement
    from undergrid.systems.senses import bodies_found
    from undergrid.systems.trails import traces, tracking
    from undergrid.world.tables.orders import Verb
    from undergrid.world.tables.people import Activity

    world.events.begin(world.tick)
    people = world.citizens
    for who in np.flatnonzero(people.doing == Activity.WAITING)[: world.tick % 5].tolist():
        verb = (Verb.WALK, Verb.COVER, Verb.FAKE, Verb.WALK, Verb.MARK, Verb.DROP, Verb.WALK)[(who + world.tick) % 7]
        intend(world, who, verb, free[(who * 7 + world.tick) % len(free)], world.scenario_event)
    tracking.step(world, tracking.Params(prints_too=True, patience=10, again_minutes=1))
    bodies_found.step(world, bodies_found.Params(bodies=True))
    movement.step(world, movement.Params())
    hauling.step(world, hauling.Params())
    traces.step(world, traces.Params(prints=True, prints_hours=0.02, cover_seconds=5))
    world.tick += 1


def lived() -> str:
    """The digest of that world after two minutes, and its log."""
    world, free = begin()
    for _ in range(120):
        step(world, free)
    return repr((world.digest(), [np.asarray(column).tolist() for column in world.events.columns().values()]))


def test_trails_compiled_are_trails_uncompiled():
    code = "from test_trails_uncompiled import lived; print(lived())"
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


def test_a_world_resumed_at_every_tick_goes_on_alike():
    world, free = begin()
    other, _ = begin()
    for _ in range(100):
        step(world, free)
        step(other, free)
        other = other.copy()
        assert other.digest() == world.digest()
    kinds = {kind.name for kind in {event.kind for event in world.events.rows()}}
    assert {"TOOK_UP", "SET_DOWN", "TRAIL_FOUND", "TRACKED", "TRAIL_COVERED", "TRAIL_FAKED", "SIGN_LEFT"} <= kinds
