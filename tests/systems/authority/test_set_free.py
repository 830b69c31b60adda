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
    events = lives(world, 1)
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
    assert of_kind(lives(world, 1), Kind.SET_FREE)


def test_who_is_elsewhere_frees_nobody():
    world, _ = kept(people=2)
    world.watchers.cell[0] = at(0, 0)
    order(world, 1, Verb.FREE, 0)
    assert [event.amount for event in of_kind(lives(world, 1), Kind.REFUSED)] == [Refusal.NOT_HERE]
