"""C19: most people live in pods, plugged into the DreamNet, while their bodies waste away; the streets are empty.

*Empty* here means: at night fewer than one in fifty of the living is out of doors, and at no minute of the morning,
when people walk to work, is it one in ten.
"""

import numpy as np
import pytest

import undergrid
from undergrid.core import units
from undergrid.world.tables.people import Activity

PEOPLE = 800


@pytest.fixture(scope="module")
def night():
    """From the evening to eight: the share of the crowd out of doors by the minute, and all at 22:00 and at 05:00."""
    sim = undergrid.load("expiry", seed=5, people=PEOPLE)
    world, people = sim.world, sim.world.citizens
    crowd = np.ones(people.n, bool)
    crowd[list(world.names)] = False  # the named have reasons of their own to be out at night
    out, at = {}, {}
    while world.second < 32 * units.HOUR:
        sim.advance()
        world.events.clear()
        if world.second % 60 == 0:
            out[world.second // 60] = (crowd & people.alive & (people.inside < 0)).sum() / people.alive.sum()
        if world.second in (22 * units.HOUR, 29 * units.HOUR):
            at[world.second_of_day // units.HOUR] = people.state()
    return out, at


def test_c19_the_streets_are_empty_at_night_and_never_full(night):
    out, _ = night
    small_hours = [share for minute, share in out.items() if 24 <= minute / 60 < 29]
    morning = [share for minute, share in out.items() if minute / 60 >= 30]
    assert max(small_hours) < 0.02
    assert np.mean(small_hours) < np.mean(morning) < max(morning) < 0.10


def test_c19_most_people_lie_in_their_pods_and_dream(night):
    _, at = night
    living = at[5]["alive"]
    assert (at[5]["inside"] == at[5]["home"])[living].mean() > 0.9
    assert (at[5]["doing"] == Activity.PLUGGED)[living].mean() > 0.75


def test_c19_bodies_that_dream_all_night_waste_away_and_those_that_do_not_recover(night):
    _, at = night
    before, after = at[22], at[5]
    change = after["strength"].astype(int) - before["strength"]
    dreamt = (before["doing"] == Activity.PLUGGED) & (after["doing"] == Activity.PLUGGED)
    awake = after["alive"] & ~after["plugged"] & ~before["plugged"]
    assert dreamt.sum() > 500
    assert change[dreamt].mean() < -50  # of 30,000: seven hours at 1 % a day are 88
    assert awake.sum() > 5
    assert (change[awake] >= 0).all()
