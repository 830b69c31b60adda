"""Glitches: who is around a unit notices what it is, by how plain that is and by its class; of some they tell."""

import pytest
from scenes.companions import LUCY, add_unit, keep, of
from scenes.gatehouse import live
from scenes.heads import bind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core.luck import CERTAIN
from undergrid.systems.society import glitches
from undergrid.world.log.kinds import Kind
from undergrid.world.society.tempers import Temper, glitch_of
from undergrid.world.tables.people import Activity, Being

KEEPER = 0


def parlour(people=40, seed=1, klass=1, glitch=1000):
    """A unit among people in a house; the first of them keeps it."""
    city = make_city(field(30, 8), buildings=[(Use.DISUSED, 0, 10, 4), (Use.DISUSED, 0, 20, 4)])
    world = make_world(city, [(10, 4)] * people, seed=seed)
    world.citizens.inside[:], world.citizens.doing[:] = 0, Activity.RESTING
    add_unit(world, LUCY, klass=klass, glitch=glitch)
    keep(world, KEEPER, LUCY)
    world.rebuild()
    return world


def noticed(world, minutes=1, **knobs):
    return of(live(world, minutes, glitches, glitches=knobs), Kind.GLITCH_NOTICED)


@pytest.mark.parametrize(
    ("klass", "glitch", "share"), [(1, 1000, 0.9), (1, 500, 0.45), (5, 1000, 0.9 * 0.8**4), (9, 1000, 0.9 * 0.8**8)]
)
def test_it_is_noticed_in_an_hour_as_often_as_its_class_and_its_glitch_say(klass, glitch, share):
    found = []
    for seed in range(12):
        world = parlour(seed=seed, klass=klass, glitch=glitch)
        told = noticed(world, 60)
        assert len({event.who for event in told}) == len(told)
        found.append(len(told) / 38)
        assert all(event.stream == glitches.STREAM and 0 < event.odds < CERTAIN for event in told)
        assert {event.amount for event in told} <= {glitch}
    assert sum(found) / len(found) == pytest.approx(share, abs=0.07)  # 456 people: three standard errors


def test_who_notices_tells_the_authority_of_an_unlawful_unit_and_of_no_other():
    for being, tells in ((Being.COMPANION, True), (Being.COMPANION, False), (Being.LICENSED, True)):
        world = parlour()
        world.citizens.being[LUCY] = being
        told = live(world, 20, glitches, glitches={"tells": tells})
        seen, informed = of(told, Kind.GLITCH_NOTICED), of(told, Kind.INFORMED)
        assert seen
        if being == Being.COMPANION and tells:
            assert [(event.who, event.whom, event.cause) for event in informed] == [(e.who, LUCY, e.id) for e in seen]
            assert world.reports.n_used == 0 or set(world.reports.subject[world.reports.rows()].tolist()) == {LUCY}
        else:
            assert informed == []


@pytest.mark.parametrize("off_the_books", ["tagged", "registered"])
def test_who_has_no_tag_that_answers_notices_and_tells_nobody(off_the_books):
    world = parlour()
    getattr(world.citizens, off_the_books)[:] = 0
    told = live(world, 20, glitches, glitches={"tells": True})
    assert of(told, Kind.GLITCH_NOTICED)
    assert not of(told, Kind.INFORMED)


def test_how_soon_is_for_the_scenario_to_say():
    assert not noticed(parlour(), 30, per_hour=0)
    assert len(noticed(parlour(klass=9), 30, finer=1)) > len(noticed(parlour(klass=9), 30, finer=0.5))


def test_who_keeps_it_or_is_bound_to_it_knows_already():
    world = parlour(people=3)
    bind(world, (2, LUCY))
    assert not noticed(world, 300)


def test_nobody_notices_one_that_sleeps_or_is_elsewhere_nor_does_a_sleeper():
    for change in ("unit sleeps", "unit away", "they sleep"):
        world = parlour()
        people = world.citizens
        if change == "unit sleeps":
            people.doing[LUCY] = Activity.SLEEPING
        elif change == "unit away":
            people.inside[LUCY] = 1
        else:
            people.doing[:] = Activity.SLEEPING
            people.doing[LUCY] = Activity.RESTING
        world.rebuild()
        assert not noticed(world, 60), change


def test_a_unit_that_is_unhappy_trembles_and_shows_it():
    world = parlour(glitch=200)
    assert glitch_of(world, 0) == 200
    world.units.pleasure[0], world.units.arousal[0] = -6000, 8000
    assert glitch_of(world, 0) == 200 + 300
    world.share([Temper(tremor=1)])
    assert glitch_of(world, 0) == 200 + 600
    world.units.pleasure[0] = 6000
    assert glitch_of(world, 0) == 200


def test_a_tremor_is_noticed_as_plainly_as_it_shows_by_then():
    world = parlour(glitch=300)
    world.units.pleasure[0], world.units.arousal[0] = -9000, 9000
    world.tick = 600
    told = noticed(world, 60)
    assert told
    assert all(300 < event.amount < 750 for event in told)
    assert [event.amount for event in told] == sorted((event.amount for event in told), reverse=True)
