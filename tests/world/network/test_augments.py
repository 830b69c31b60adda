"""What burns a body's machines, and what that leaves of it."""

from scenes.dens import ELSEWHERE, LIES, UP, augment, den

from undergrid.world.body.posture import refresh_pace
from undergrid.world.log.kinds import Kind
from undergrid.world.network.augments import burn
from undergrid.world.network.wired import is_wired, n_augments
from undergrid.world.tables.hosts import AugmentKind


def test_all_that_works_goes_dead_at_once_and_nothing_of_others():
    world = den()
    augment(world, LIES, AugmentKind.EYE, AugmentKind.ARM, AugmentKind.NERVES)
    augment(world, UP, AugmentKind.EYE)
    first = world.events.n
    event = burn(world, LIES, world.scenario_event)
    [told] = list(world.events.rows()[first:])
    assert (told.id, told.kind, told.who, told.amount) == (event, Kind.AUGMENTS_DIED, LIES, 3)
    assert told.cause == world.scenario_event
    assert (n_augments(world, LIES), n_augments(world, UP)) == (0, 1)
    assert set(world.augments.cause[world.augments.of(LIES)].tolist()) == {event}


def test_who_has_nothing_that_works_burns_without_a_word():
    world = den()
    assert burn(world, LIES, world.scenario_event) == 0
    augment(world, LIES, AugmentKind.EYE)
    assert burn(world, LIES, world.scenario_event)
    assert burn(world, LIES, world.scenario_event) == 0


def test_a_dead_leg_slows_and_one_that_works_does_not():
    world = den()
    augment(world, UP, AugmentKind.LEG)
    augment(world, LIES, AugmentKind.EYE)
    refresh_pace(world, UP)
    assert world.citizens.able[UP] == 100
    burn(world, UP, world.scenario_event)
    burn(world, LIES, world.scenario_event)
    assert world.citizens.able[[LIES, UP]].tolist() == [100, 60]


def test_whose_nerves_are_dead_is_wired_by_them_no_more():
    world = den()
    augment(world, ELSEWHERE, AugmentKind.NERVES)
    assert is_wired(world, ELSEWHERE)
    burn(world, ELSEWHERE, world.scenario_event)
    assert not is_wired(world, ELSEWHERE)
