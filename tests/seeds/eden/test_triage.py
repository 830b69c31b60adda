"""Row E14: who of those that lie there lives is found out by hand, one after the other, unless something stirs.

Eden, and Amara with the wants that its scenario gives her: whom she feels for a pulse, and in what order, is up to her.
"""

import numpy as np
import pytest
from scenes.nights import with_luck

from undergrid.core.grid import sees
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.systems.body import nursing
from undergrid.world.body import blood_loss, care, injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.places.ways import Ways
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.people import Activity

BODIES, FIRST = 7, 6  # of the crowd: the rows after the named
MINUTE = 60


@pytest.fixture(scope="module")
def afternoon():
    """Eden a minute after its beginning, with nothing in the air from which she would have to hide."""
    sim = Sim(build(load("eden", 60), 1))
    sim.world.watchers.duty[:] = Duty.OFF
    sim.run(MINUTE)
    return sim


def spots(sim):
    """Cells that Amara sees, 6 m to 20 m off, on which somebody may lie."""
    city, walk = sim.world.city, sim.world.cache(Ways).walk
    y, x = divmod(int(sim.world.citizens.cell[sim.row("amara")]), city.width)
    found = []
    for dx in range(-10, 11):
        for dy in range(-10, 11):
            apart = max(abs(dx), abs(dy))
            if (
                apart >= 3
                and walk[city.cell(0, x + dx, y + dy)]
                and sees(city.opaque, city.width, 0, x, y, x + dx, y + dy)
            ):
                found.append(city.cell(0, x + dx, y + dy))
    return found


def search(afternoon, seed, *, stirs):
    """(how many Amara has felt for until she found the one who lives, how long it took, s)."""
    sim = with_luck(afternoon, seed)
    world, lives = sim.world, FIRST + seed % BODIES
    cells = np.random.default_rng(seed).choice(spots(sim), BODIES, replace=False)
    for who, cell in zip(range(FIRST, FIRST + BODIES), cells.tolist(), strict=True):
        world.citizens.cell[who], world.citizens.goal[who], world.citizens.inside[who] = cell, -1, -1
        if who != lives:
            blood_loss.die(world, who, Death.BLOOD_LOSS, world.scenario_event)
            continue
        injuries.wound(world, who, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=60)
        lay_down(world, who, Activity.LYING if stirs else Activity.UNCONSCIOUS, world.scenario_event)
    for who in (sim.row("leo"), sim.row("ines")):  # only those on the spots are there to be found
        world.citizens.inside[who] = int(world.shelters.building[-1])
    world.rebuild()
    sim, checks = sim.fork(), 0
    while sim.tick < 40 * MINUTE:
        for event in sim.step():
            if event.who == sim.row("amara") and event.kind in (Kind.PULSE_FOUND, Kind.NO_PULSE):
                checks += 1
                if event.kind == Kind.PULSE_FOUND:
                    assert event.whom == lives
                    return checks, sim.tick - afternoon.tick
    raise AssertionError("she found nobody alive")


@pytest.fixture(scope="module")
def still(afternoon):
    """What 28 searches took in which nobody stirred."""
    return [search(afternoon, seed, stirs=False) for seed in range(4 * BODIES)]


def test_e14_she_finds_the_one_who_lives_after_half_the_checks_and_at_once_where_something_stirs(afternoon, still):
    checks = [checks for checks, _ in still]
    assert np.mean(checks) == pytest.approx((BODIES + 1) / 2, abs=0.8)
    assert set(checks) >= {1, 2, 3, 4, 5, 6}
    assert {search(afternoon, seed, stirs=True)[0] for seed in range(BODIES)} == {1}


def test_e14_every_check_costs_time(afternoon, still):
    takes = care.seconds(nursing.Params().check, background.skill_medicine(afternoon.world, afternoon.row("amara")))
    assert takes >= 5
    assert all(took >= checks * takes for checks, took in still)
