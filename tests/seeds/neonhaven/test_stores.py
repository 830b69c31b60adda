"""What a base has to breathe, to eat and to drink, and how those who are in it use it up."""

import pytest
from contract.test_causes import unread
from scenes.base import KAEL, ask
from scenes.stores import crowd_of, go, shut_off
from scenes.wired import of_kind

from undergrid.world.body.closed_air import PER_KG, oxygen
from undergrid.world.items import power
from undergrid.world.log.kinds import Kind
from undergrid.world.places.stores import lying
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

SHARE, WATTS = 840, 174  # of a person: g of oxygen a day, W to recycle it


def log(sim, kind):
    return of_kind(sim.world.events.rows(), kind)


def keep_in(sim):
    """Let nobody go out by themselves."""
    sim.world.citizens.doing[crowd_of(sim)] = Activity.WAITING


def left(sim, kind):
    """How much of a kind lies in the base."""
    items = sim.world.items
    return sum(int(items.count[slot]) for slot in lying(sim.world, int(sim.world.bases.building[0]), kind))


# ---------------------------------------------------------------- air and power


@pytest.mark.parametrize("n", [21, 35, 60])
def test_n12_each_of_those_who_are_too_many_uses_up_a_share_of_the_air_in_each_second(n):
    sim = shut_off(n=n)
    keep_in(sim)
    sim.run(900)
    assert PER_KG - oxygen(sim.world, 0) == (n - 20) * SHARE * 900


@pytest.mark.parametrize("n", [0, 1, 20])
def test_n12_as_many_as_its_air_is_recycled_for_use_up_none_and_power_alone(n):
    sim = shut_off(n=n, joules=50_000_000)
    keep_in(sim)
    sim.run(900)
    assert oxygen(sim.world, 0) == PER_KG
    assert power.stored(sim.world, 0) == 50_000_000 - n * WATTS * 900
    sim.run(7200)
    assert not log(sim, Kind.AIR_LOW)


def test_n12_what_is_breathed_and_made_adds_up_whoever_comes_and_goes():
    sim = shut_off(n=30, joules=100_000_000)
    keep_in(sim)
    used, drawn = 0, 0
    for k in range(40):
        go(sim, 3 + k % 9, inside=k % 2 == 1)
        go(sim, KAEL, inside=k % 3 == 0)
        sim.run(sim.tick + 7)
        world = sim.world
        n = int((world.citizens.inside == world.bases.building[0]).sum())
        used, drawn = used + (n - 20) * SHARE * 7, drawn + 20 * WATTS * 7
        assert PER_KG - oxygen(world, 0) == used
        assert 100_000_000 - power.stored(world, 0) == drawn


def test_n12_the_one_whose_coming_is_too_much_makes_the_air_run_low_and_then_out():
    sim = shut_off(n=20, joules=900_000_000)
    keep_in(sim)
    sim.world.bases.oxygen[0] = PER_KG // 5 + 1000 * SHARE
    sim.run(100)
    made = oxygen(sim.world, 0)
    go(sim, KAEL, inside=True)
    sim.run(100 + made // SHARE - PER_KG // 5 // SHARE + 100)
    [low] = log(sim, Kind.AIR_LOW)
    assert (low.tick, low.whom, low.amount) == (100 + -((PER_KG // 5 - made) // SHARE), KAEL, 21)
    assert low.cause == sim.world.citizens.cause[KAEL]
    assert not log(sim, Kind.AIR_OUT)


def test_n12_without_power_the_air_runs_out_and_people_faint_by_the_failure():
    sim = shut_off(n=60, people=60, joules=60 * WATTS * 300)
    keep_in(sim)
    sim.run(300 + PER_KG // (60 * SHARE) + 20)
    [stopped], [low], [out] = log(sim, Kind.RECYCLING_STOPPED), log(sim, Kind.AIR_LOW), log(sim, Kind.AIR_OUT)
    assert (stopped.tick, out.tick) == (300, 300 + PER_KG // (60 * SHARE))
    assert (low.cause, out.cause, low.whom) == (stopped.id, low.id, -1)
    faint = log(sim, Kind.FAINTED)
    assert len(faint) == 60
    assert {event.cause for event in log(sim, Kind.SUFFOCATES)} == {out.id}
    assert sum(sim.world.citizens.alive[crowd_of(sim)]) == 60
    assert unread(sim.world.events.rows()) == []


def test_n12_whoever_takes_the_cell_away_takes_the_air_and_who_lays_it_down_gives_it_back():
    sim = shut_off(n=40, people=60)
    keep_in(sim)
    go(sim, KAEL, inside=True)
    sim.run(5)
    [taken] = of_kind(ask(sim, KAEL, Verb.TAKE, -1, ItemKind.FUSION_CELL, 60), Kind.TOOK)
    [stopped] = log(sim, Kind.RECYCLING_STOPPED)
    assert stopped.cause == taken.id
    sim.run(PER_KG * 9 // 10 // (41 * SHARE))
    [low] = log(sim, Kind.AIR_LOW)
    assert low.cause == stopped.id
    [laid] = of_kind(ask(sim, KAEL, Verb.PUT_DOWN, -1, ItemKind.FUSION_CELL, 30), Kind.PUT_DOWN)
    sim.run(sim.tick + PER_KG // (19 * SHARE))
    [good] = log(sim, Kind.AIR_GOOD)
    assert good.cause == laid.id
    assert unread(sim.world.events.rows()) == []


def test_n12_of_the_crowd_as_many_go_out_as_are_too_many_once_the_air_is_low():
    sim = shut_off(n=60)
    sim.run(2050)
    assert sim.world.bases.inside[0] == 60
    sim.run(2400)
    [low] = log(sim, Kind.AIR_LOW)
    assert sim.world.bases.inside[0] == 20
    assert {int(sim.world.citizens.cause[who]) for who in crowd_of(sim) if sim.world.citizens.inside[who] < 0} == {
        low.id
    }
    assert not log(sim, Kind.AIR_OUT)


# ---------------------------------------------------------------- food and water


@pytest.mark.parametrize("n", [3, 17])
def test_n12_those_who_are_there_eat_and_drink_of_what_lies_there(n):
    sim = shut_off(n=n, more="{at: sector_5_bunker, water: 900}, {at: sector_5_bunker, food: 90}")
    sim.run(1)
    keep_in(sim)
    sim.run(8 * 3600 + 1)
    assert (900 - left(sim, ItemKind.WATER), 90 - left(sim, ItemKind.FOOD)) == (8 * n, n)
    assert not log(sim, Kind.STORES_GONE)


def test_n12_when_nothing_is_left_of_them_it_is_told_once():
    sim = shut_off(n=10, more="{at: sector_5_bunker, water: 25}")
    keep_in(sim)
    sim.run(8 * 3600)
    [gone] = log(sim, Kind.STORES_GONE)
    assert (gone.tick // 600, gone.amount) == (3 * 6 - 2, ItemKind.WATER)
    assert left(sim, ItemKind.WATER) == 0
    assert unread(sim.world.events.rows()) == []


def test_n12_a_fork_breathes_and_eats_as_the_run_does_that_it_comes_from():
    sim = shut_off(n=60, more="{at: sector_5_bunker, water: 30}")
    sim.run(1900)
    fork = sim.fork()
    for run in (sim, fork):
        run.run(2700)
    assert log(sim, Kind.AIR_LOW)
    assert fork.digest() == sim.digest()
