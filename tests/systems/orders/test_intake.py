"""Orders: taken in, told apart, refused with a reason; never traced back to who gave them."""

import pytest
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import LinkKind, Use
from undergrid.systems.orders import intake
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

CITY = make_city(
    ".....#\n......",
    "______\n______",
    buildings=[(Use.PODS, 0, 4, 0)],
    links=[(LinkKind.GATE, (0, 5, 1), (1, 5, 1), 6000)],
)


def world_with(*orders, **columns):
    world = make_world(CITY, citizens=[(0, 0), (1, 0), (2, 0)], **columns)
    world.orders = orders
    return world


def refusals(world):
    return [(e.who, Refusal(e.amount)) for e in world.events.rows() if e.kind == Kind.REFUSED]


def test_an_order_becomes_an_intent_whose_cause_is_the_order():
    world = world_with(Order(0, 1, Verb.WALK, 3))
    run(intake, world)
    people = world.citizens
    assert (people.intent[1], people.target[1]) == (Verb.WALK, 3)
    assert people.cause[1] == event_id(0, Kind.ORDERED, 1)
    assert people.wake[1] == NEVER
    assert world.cache(Attempts).intending.rows().tolist() == [1]
    (event,) = world.events.rows()
    assert (event.kind, event.who, event.whom, event.amount, event.cause) == (Kind.ORDERED, 1, 3, Verb.WALK, 0)


def test_the_order_of_a_mind_has_the_cause_that_moved_it():
    world = world_with(Order(0, 1, Verb.WALK, 3, cause=77, outside=False), Order(0, 2, Verb.LEAVE, outside=False))
    run(intake, world)
    assert [event.cause for event in world.events.rows()] == [77, world.scenario_event]


def test_no_orders_change_nothing():
    world = world_with()
    before = world.digest()
    run(intake, world)
    world.tick = 0
    assert world.digest() == before


def test_waiting_so_many_ticks_ends_then_and_without_a_number_never():
    world = world_with(Order(0, 0, Verb.WAIT, amount=90), Order(0, 1, Verb.HIDE), Order(0, 2, Verb.WAIT, amount=2**40))
    run(intake, world)
    assert world.citizens.wake.tolist() == [90, NEVER, NEVER]


def test_an_order_from_outside_stands_before_that_of_the_persons_mind_and_the_later_before_the_earlier():
    world = world_with(
        Order(0, 0, Verb.WALK, 3),
        Order(0, 0, Verb.WALK, 4),
        Order(0, 0, Verb.WALK, 5, cause=5, outside=False),
        Order(0, 1, Verb.WALK, 1, outside=False),
        Order(0, 1, Verb.WALK, 2, outside=False),
    )
    run(intake, world)
    assert world.citizens.target[:2].tolist() == [4, 2]
    assert refusals(world) == [(0, Refusal.SUPERSEDED), (0, Refusal.SUPERSEDED), (1, Refusal.SUPERSEDED)]
    assert [e.kind for e in world.events.rows()].count(Kind.ORDERED) == 5


def test_the_same_order_leaves_the_same_columns_whoever_gave_it():
    order = Order(0, 1, Verb.SNEAK, 9, outside=False, cause=8)
    digests = set()
    for orders in ((order,), (Order(0, 1, Verb.SNEAK, 9),), (order, Order(0, 1, Verb.SNEAK, 9))):
        world = world_with(*orders)
        run(intake, world)
        digests.add(world.digest())
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (Order(0, 0, Verb.WALK, 5), Refusal.NO_SUCH_TARGET),  # a wall
        (Order(0, 0, Verb.WALK, -1), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.RUN, 10**12), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.ENTER, 1), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.PRESENT, 1), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.CROSS, -1), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.TELL, 3), Refusal.NO_SUCH_TARGET),
        (Order(0, 0, Verb.INFORM, 0), Refusal.NO_SUCH_TARGET),  # oneself
        (Order(0, 3, Verb.WAIT), Refusal.NO_SUCH_TARGET),  # nobody
        (Order(0, -2, Verb.WAIT), Refusal.NO_SUCH_TARGET),
        (Order(0, 10**12, Verb.WAIT), Refusal.NO_SUCH_TARGET),
    ],
)
def test_an_order_about_what_does_not_exist_is_refused_by_an_event(order, refusal):
    world = world_with(order)
    before = world.citizens.state()
    run(intake, world)
    ordered, refused = world.events.rows()
    assert (ordered.kind, refused.kind, refused.amount) == (Kind.ORDERED, Kind.REFUSED, refusal)
    assert refused.cause == ordered.id
    assert refused.who == (order.who if 0 <= order.who < 3 else -1)
    assert all((world.citizens.state()[name] == before[name]).all() for name in before)


def test_the_dead_and_the_held_are_refused():
    world = world_with(Order(0, 0, Verb.WAIT), Order(0, 1, Verb.WAIT))
    world.citizens.alive[0] = False
    world.citizens.doing[1] = Activity.HELD
    run(intake, world)
    assert refusals(world) == [(0, Refusal.DEAD), (1, Refusal.HELD)]


def test_a_flood_of_orders_for_one_person_is_taken_in_too():
    world = world_with(
        *(Order(0, 0, Verb.WALK, n % 5) for n in range(40)), *(Order(0, 99, Verb.WAIT) for _ in range(40))
    )
    run(intake, world)
    assert world.citizens.target[0] == 39 % 5
    assert world.citizens.cause[0] == event_id(0, Kind.ORDERED, 0)
    assert [e.kind for e in world.events.rows()].count(Kind.ORDERED) == 32
