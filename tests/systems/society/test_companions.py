"""Companions: who lives with a unit grows attached, works less for it; moods go back."""

import pytest
from scenes.companions import LUCY, REX, add_unit, keep, of
from scenes.gatehouse import live
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.society import companions
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.society.bonding import ONE, thousandths
from undergrid.world.society.tempers import Temper, mood_of
from undergrid.world.tables.people import NEVER, Activity

HOUR = 3600


def home(units=1, attached=0, people=1, **columns):
    """People, and units in the keeping of the first of them, all in one house."""
    city = make_city(field(30, 8), buildings=[(Use.PODS, 0, 10, 4), (Use.PODS, 0, 20, 4)])
    world = make_world(city, [(10, 4)] * (people + units), expires=10_000_000, productivity=500, plugged=0)
    world.citizens.inside[:], world.citizens.doing[:], world.citizens.work[:] = 0, Activity.RESTING, 1
    for n in range(units):
        add_unit(world, people + n, fidelity=1000, **columns)
        keep(world, REX, people + n, attached)
    world.rebuild()
    return world


def hours(world, n, **knobs):
    """Let so many hours pass, of which only the last tick is lived through."""
    told = []
    for _ in range(n):
        world.tick = (world.tick // HOUR + 1) * HOUR
        told += live(world, 1, companions, companions=knobs)
        world.tick -= 1
    return told


def value(world, n=0):
    return int(world.attachments.value[n]) / ONE


@pytest.mark.parametrize(("n", "expected"), [(1, 0.1), (5, 0.4095), (10, 0.6513), (20, 0.8784), (50, 0.9948)])
def test_who_lives_with_a_unit_grows_attached_by_the_published_law(n, expected):
    world = home()
    hours(world, n)
    assert value(world) == pytest.approx(expected, abs=1e-4)


def test_how_fast_and_how_often_is_for_the_scenario_to_say():
    world = home()
    hours(world, 5, rate=0.3)
    assert value(world) == pytest.approx(1 - 0.7**5, abs=1e-4)
    world = home()
    hours(world, 6, trial_minutes=120)
    assert value(world) == pytest.approx(1 - 0.9**3, abs=1e-4)


def test_a_unit_gives_no_more_than_it_is_faithful():
    world = home()
    world.units.fidelity[0] = 400
    hours(world, 100)
    assert value(world) == pytest.approx(0.4, abs=1e-3)


def test_past_the_step_they_are_bound_to_each_other_once_and_the_bond_grows_on():
    world = home()
    told = hours(world, 10, binds_at=500)
    (bonded,) = of(told, Kind.BONDED)
    assert (bonded.who, bonded.whom, bonded.tick) == (REX, LUCY, 7 * HOUR)  # 1 - 0.9 ** 7 = 0.52
    ties = {
        (a, b): s
        for a, b, s in zip(
            *(world.bonds.a.tolist(), world.bonds.b.tolist(), world.bonds.strength.tolist()), strict=True
        )
        if a >= 0
    }
    assert ties == {(REX, LUCY): thousandths(int(world.attachments.value[0])), (LUCY, REX): 1000}
    assert ties[REX, LUCY] > bonded.amount


def test_apart_nothing_changes_and_a_unit_that_does_not_answer_disappoints():
    for change in ("away", "asleep", "dead"):
        world = home(attached=800)
        people = world.citizens
        if change == "away":
            people.inside[LUCY] = 1
        elif change == "asleep":
            people.doing[LUCY] = Activity.SLEEPING
        else:
            people.alive[LUCY] = False
        hours(world, 5)
        assert value(world) == pytest.approx(0.8 if change == "away" else 0.8 * 0.9**5, abs=1e-3), change


def test_of_two_units_the_second_is_left_little_by_the_first():
    world = home(units=2)
    world.attachments.value[0] = ONE
    hours(world, 40)
    assert value(world, 1) < 0.05


def shift(world, who=REX, points=20):
    world.events.begin(world.tick)
    event = world.events.one(Kind.SHIFT_WORKED, who, amount=points, stream=7, odds=1)
    for system, knobs in ((companions, companions.Params()),):
        system.step(world, knobs)
    told = world.events.rows()
    world.tick += 1
    return event, of(told, Kind.DISTRACTED)


def test_a_shift_earns_who_is_attached_so_much_less_as_they_are():
    world = home(attached=800)
    world.tick = 10
    hours(world, 1)
    worked, (distracted,) = shift(world)
    assert (distracted.who, distracted.whom, distracted.cause) == (REX, LUCY, worked)
    lost = round(20 * 0.5 * value(world))
    assert (distracted.amount, int(world.citizens.productivity[REX])) == (lost, 500 - lost)
    rows = world.events.because_columns()
    assert Role.CONDITION in rows["role"][rows["event"] == distracted.id].tolist()


def test_who_is_not_bound_or_has_no_ledger_loses_nothing():
    world = home(attached=100)
    assert shift(world)[1] == []
    world = home(attached=900, people=2)
    hours(world, 1)
    world.citizens.expires[REX] = NEVER
    assert shift(world)[1] == []
    assert shift(world, who=1)[1] == []


def test_how_much_is_for_the_scenario_to_say():
    for share in (0.25, 1):
        world = home(attached=1000)
        hours(world, 1)
        world.events.begin(world.tick)
        world.events.one(Kind.SHIFT_WORKED, REX, amount=20, stream=7, odds=1)
        companions.step(world, companions.Params(distracts=share))
        assert int(world.citizens.productivity[REX]) == 500 - round(20 * share)


def mood(world):
    units = world.units
    return int(units.pleasure[0]), int(units.arousal[0]), int(units.dominance[0])


def frightened(world, **knobs):
    world.events.begin(world.tick)
    world.events.one(Kind.ARRESTED, -1, LUCY, cause=world.scenario_event)
    companions.step(world, companions.Params(**knobs))


def test_what_happens_to_a_unit_pulls_its_mood_and_it_goes_half_of_the_way_back_in_its_time():
    world = home()
    world.share([Temper(minutes=30)])
    frightened(world, moved=1000)
    assert mood(world) == (-6400, 6000, -4300)
    world.tick = 1800
    assert mood_of(world, 0) == (-3200, 3000, -2150)
    frightened(world, moved=1000)
    assert mood(world) == (-9600, 9000, -6450)


def test_who_is_no_unit_has_no_such_mood():
    world = home()
    world.events.begin(0)
    world.events.one(Kind.ARRESTED, -1, REX, cause=world.scenario_event)
    companions.step(world, companions.Params())
    assert mood(world) == (0, 0, 0)


def test_a_mood_that_has_not_gone_back_yet_is_pulled_from_where_it_is():
    world = home()
    frightened(world)
    world.tick = 600
    frightened(world)
    first, second = -3200, mood(world)[0]
    assert 2 * first < second < first
