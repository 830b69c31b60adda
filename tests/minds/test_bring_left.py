"""Bring on who was left lying: whoever goes along goes back for those of the party who lie helpless in the open."""

from minds.test_bring import CLINIC, THIRD, WHO, WHOM, pair, promise
from scenes.bodies import told
from scenes.heads import bind, mind_of, night

from undergrid.minds.wants import bring, shelter
from undergrid.world.body import blood_loss, burdens
from undergrid.world.body.posture import lay_down
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity


def left(held=True, bound=True):
    """A boy who cannot walk lies in the open; she who brought him is taken; he who has promised her to come along
    stands ten cells off.
    """
    world, heads = pair(whom=(24, 4), third=(14, 6), plan={THIRD: [("bring", {})]})
    if not bound:
        world.bonds.free(world.bonds.rows())
    bind(world, (THIRD, WHO))
    promise(world, THIRD, WHO)
    world.pledges.cell[0] = world.city.cell(0, *CLINIC)
    if held:
        world.citizens.doing[WHO] = Activity.HELD
    else:
        world.citizens.cell[WHO] = world.city.cell(0, 24, 5)
    world.rebuild()
    return world, heads


def intended(world):
    return [(event.who, event.whom, Aim(event.amount)) for event in told(world, Kind.INTENDED)]


def test_whose_charge_lies_in_the_open_when_she_is_taken_is_brought_to_the_place_by_who_had_promised_to_come_along():
    world, heads = left()
    night(world, heads, 700)
    assert (THIRD, WHOM, Aim.BRING) in intended(world)
    (taken_on,) = [event for event in told(world, Kind.INTENDED) if event.amount == Aim.BRING]
    assert taken_on.cause == world.pledges.cause[0]
    assert [event.whom for event in told(world, Kind.TOOK_UP)] == [WHOM]
    assert world.citizens.inside[[THIRD, WHOM]].tolist() == [0, 0]
    assert [(event.who, event.whom) for event in told(world, Kind.ACHIEVED)][:1] == [(THIRD, WHOM)]


def test_and_also_where_the_promise_has_come_to_nothing_on_the_way():
    world, heads = left()
    night(world, heads, 90)
    assert burdens.hauler_of(world, WHOM) == THIRD
    world.pledges.free(world.pledges.rows())
    night(world, heads, 700)
    assert world.citizens.inside[[THIRD, WHOM]].tolist() == [0, 0]


def test_one_who_lies_there_dead_is_felt_for_a_pulse_once_and_left():
    """A morning in which he came to her, saw that she was dead, went on, and set out for her again, ten times."""
    world, heads = left()
    blood_loss.die(world, WHOM, 1, world.scenario_event)
    night(world, heads, 400)
    assert [(event.who, event.whom) for event in told(world, Kind.NO_PULSE)] == [(THIRD, WHOM)]
    assert intended(world).count((THIRD, WHOM, Aim.BRING)) == 1
    assert not told(world, Kind.TOOK_UP)


def test_a_stranger_who_lies_there_is_nobody_of_theirs():
    world, heads = left(bound=False)
    night(world, heads, 120)
    assert (THIRD, WHOM, Aim.BRING) not in intended(world)


def test_nor_is_one_taken_from_her_who_stands_beside_them():
    world, heads = left(held=False)
    bind(world, (WHO, WHOM))
    night(world, heads, 5)
    assert (THIRD, WHOM, Aim.BRING) not in intended(world)


def test_who_gets_up_again_is_not_brought():
    world, heads = left()
    world.citizens.able[WHOM] = 100
    lay_down(world, WHOM, Activity.LYING, world.scenario_event)
    night(world, heads, 60)
    assert (THIRD, WHOM, Aim.BRING) not in intended(world)


def test_and_that_comes_before_a_roof_over_ones_own_head():
    """A night in which he saw the boy lie there, and went to get under a roof."""
    world, heads = left()
    night(world, heads, 6)  # he has looked about
    step = bring.bid(mind_of(world), bring.Params(), heads.places, {})
    assert step is not None
    assert (step.aim, step.whom) == (Aim.BRING, WHOM)
    assert step.urgency > shelter.Params().urgency
