"""Feelings: how they fade, when they are an event, what of grief passes first, and whom attachment binds."""

import pytest
from scenes.strangers import told
from scenes.worlds import field, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.society import feelings
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.society import BondKind

WHO, WHOM = 0, 1


def three():
    world = make_world(field(20, 3), 3)
    world.events.begin(0)
    return world


def deepen(world, by, kind=Feeling.FEAR, whom=-1):
    return feelings.deepen(world, WHO, kind, whom, by, world.scenario_event)


@pytest.mark.parametrize("kind", list(Feeling))
def test_a_feeling_halves_in_its_own_time_and_fading_is_no_event(kind):
    world = three()
    deepen(world, 800, kind, WHOM)
    n = world.events.n
    for halvings, left in ((0, 800), (1, 400), (2, 200), (3, 100)):
        world.tick = halvings * feelings.HALVES[kind]
        assert feelings.felt(world, WHO, kind, WHOM) == left
    assert world.events.n == n


def test_it_is_an_event_where_it_passes_a_step_and_only_there():
    world = three()
    for by, events in ((249, 0), (1, 1), (249, 1), (1, 2), (249, 2), (1, 3), (250, 3), (250, 3)):
        deepen(world, by)
        assert len(told(world, Kind.IS_AFRAID)) == events
    assert [event.amount for event in told(world, Kind.IS_AFRAID)] == [1, 2, 3]
    assert {event.cause for event in told(world, Kind.IS_AFRAID)} == {world.scenario_event}
    assert feelings.felt(world, WHO, Feeling.FEAR) == feelings.ONE


def test_passing_two_steps_at_once_is_one_event():
    world = three()
    deepen(world, 600)
    assert [event.amount for event in told(world, Kind.IS_AFRAID)] == [2]


@pytest.mark.parametrize(("left", "events"), [(125, 1), (124, 2)])
def test_the_same_step_is_told_anew_only_once_half_of_it_had_faded_away(left, events):
    world = three()
    slot = deepen(world, 250)
    world.feelings.strength[slot] = left
    deepen(world, 250 - left)
    assert len(told(world, Kind.IS_AFRAID)) == events


def test_what_is_felt_towards_one_is_not_felt_towards_another():
    world = three()
    deepen(world, 300, Feeling.GUILT, 1)
    deepen(world, 400, Feeling.GUILT, 2)
    assert [feelings.felt(world, WHO, Feeling.GUILT, whom) for whom in (-1, 1, 2)] == [0, 300, 400]
    strength, slot = feelings.strongest(world, WHO, Feeling.GUILT)
    assert (strength, int(world.feelings.whom[slot])) == (400, 2)
    assert feelings.strongest(world, WHO, Feeling.RESOLVE) == (0, -1)


def test_what_has_faded_away_is_forgotten():
    world = three()
    deepen(world, 160)
    world.tick = 5 * feelings.HALVES[Feeling.FEAR]
    feelings.forget(world)
    assert world.feelings.n_used == 1  # a thirty-second of it is just enough
    world.tick += 300
    feelings.forget(world)
    assert world.feelings.n_used == 0


def test_the_first_part_of_grief_passes_while_grief_stays():
    world = three()
    slot = deepen(world, 800, Feeling.GRIEF, WHOM)
    assert feelings.numbness(world, slot) == 800
    world.tick = 3 * feelings.NUMBS
    assert feelings.numbness(world, slot) == 100
    assert feelings.now(world, slot) > 750


@pytest.mark.parametrize(("bond", "grows"), [(499, True), (500, False)])
def test_those_who_are_close_already_grow_no_more_attached(bond, grows):
    world = three()
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot], world.bonds.strength[slot] = WHO, WHOM, bond
    grown = feelings.take_to_heart(world, WHO, WHOM, 300, world.scenario_event)
    assert bool(grown) == grows
    assert feelings.tie(world, WHO, WHOM) == bond + 300 * grows


def test_who_has_grown_attached_is_bound_from_then_on():
    world = three()
    assert not feelings.take_to_heart(world, WHO, WHOM, 249, world.scenario_event)
    assert not world.bonds.has(a=WHO, b=WHOM)
    grown = feelings.take_to_heart(world, WHO, WHOM, 1, world.scenario_event)
    slot = world.bonds.first(a=WHO, b=WHOM)
    assert (int(world.bonds.kind[slot]), int(world.bonds.cause[slot])) == (BondKind.FRIEND, grown)
    assert told(world, Kind.GROWS_ATTACHED)[0].id == grown
