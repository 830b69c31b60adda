"""Custody: whoever is with somebody who is held sets them free, where nobody guards them."""

import pytest
from scenes.by_order import DRONE, at
from scenes.gatehouse import of_kind, order
from systems.authority.test_custody import kept, lives

from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


@pytest.mark.parametrize(("x", "guarded"), [(44, True), (43, False)])
def test_who_is_with_them_sets_them_free_unless_a_guard_is_near(x, guarded):
    world, _ = kept(people=2)
    world.watchers.cell[0] = at(x, 30)
    world.citizens.inside[1], world.citizens.cell[1] = 0, at(50, 30)
    world.rebuild()
    asked = order(world, 1, Verb.FREE, 0)
    events = lives(world, 61)
    if guarded:
        (refused,) = of_kind(events, Kind.REFUSED)
        assert (refused.amount, refused.cause) == (Refusal.HELD, asked)
        assert world.citizens.doing[0] == Activity.HELD
    else:
        (freed,) = of_kind(events, Kind.SET_FREE)
        assert (freed.who, freed.whom, freed.cause) == (1, 0, asked)
        assert (world.citizens.doing[0], world.citizens.inside[0]) == (Activity.RESTING, 0)
        assert world.citizens.cause[0] == freed.id
    assert world.citizens.intent[1] == 0


@pytest.mark.parametrize(("column", "value"), [("kind", DRONE), ("duty", Duty.OFF), ("impaired", 10_000)])
def test_what_flies_is_off_duty_or_is_disturbed_guards_nobody(column, value):
    world, _ = kept(people=2)
    world.watchers.cell[0] = at(50, 30)
    getattr(world.watchers, column)[0] = value
    world.citizens.inside[1], world.citizens.cell[1] = 0, at(50, 30)
    world.rebuild()
    order(world, 1, Verb.FREE, 0)
    assert of_kind(lives(world, 61), Kind.SET_FREE)


def test_who_is_elsewhere_frees_nobody():
    world, _ = kept(people=2)
    world.watchers.cell[0] = at(0, 0)
    order(world, 1, Verb.FREE, 0)
    assert [event.amount for event in of_kind(lives(world, 1), Kind.REFUSED)] == [Refusal.NOT_HERE]


def beside(tagged=True):
    """Somebody who is held in the station, one who has come to them while nobody guards them, and their order."""
    world, _ = kept(people=2)
    world.watchers.cell[0] = at(0, 0)
    world.citizens.inside[1], world.citizens.cell[1], world.citizens.tagged[1] = 0, at(50, 30), tagged
    world.rebuild()
    return world, order(world, 1, Verb.FREE, 0)


@pytest.mark.parametrize("seconds", [60, 20])
def test_to_free_somebody_takes_time(seconds):
    world, _ = beside()
    began = world.tick
    assert not of_kind(lives(world, seconds, free_seconds=seconds), Kind.SET_FREE)
    assert world.citizens.doing[1] == Activity.TENDING
    (freed,) = of_kind(lives(world, 1, free_seconds=seconds), Kind.SET_FREE)
    assert freed.tick == began + seconds
    assert (world.citizens.doing[1], world.tasks.n_used) == (Activity.RESTING, 0)


def test_a_guard_who_comes_back_meanwhile_ends_it():
    world, asked = beside()
    lives(world, 30)
    world.watchers.cell[0] = at(50, 30)
    events = lives(world, 31)
    assert not of_kind(events, Kind.SET_FREE)
    assert [event.cause for event in of_kind(events, Kind.INTERRUPTED)] == [asked]
    assert world.citizens.doing[0] == Activity.HELD


@pytest.mark.parametrize("points", [150, 90])
@pytest.mark.parametrize(("known", "named"), [("by their tag", True), ("from before", False), ("not at all", False)])
def test_who_frees_somebody_is_reported_for_it_by_name_if_the_authority_has_one(known, named, points):
    world, _ = beside(tagged=known == "by their tag")
    if known == "from before":
        slot = world.dossiers.take(1)
        world.dossiers.subject[slot], world.dossiers.suspicion[slot], world.dossiers.at[slot] = 1, 40, world.tick
        world.rebuild()
    (freed,) = of_kind(lives(world, 61, missed_minutes=2, freer_points=points), Kind.SET_FREE)
    filed, rows = world.reports, world.reports.rows()
    told = {(int(filed.subject[row]), int(filed.weight[row])) for row in rows if filed.event[row] == freed.id}
    assert told == {(0, 150), (1 if named else -1, points)}
    assert set(filed.arrives[rows].tolist()) == {freed.tick + 120}


def test_once_that_one_is_missed_who_has_freed_them_is_suspected_of_it():
    world, _ = beside()
    (freed,) = of_kind(lives(world, 61, missed_minutes=2, freer_points=90), Kind.SET_FREE)
    (suspected,) = of_kind(lives(world, 125), Kind.SUSPECTED)
    assert (suspected.who, suspected.amount, suspected.cause) == (1, 90, freed.id)
