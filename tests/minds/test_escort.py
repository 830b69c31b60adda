"""Escort: by somebody's side, through doors and gates."""

from scenes.gatehouse import give_chip
from scenes.heads import ACTING, bind, live, minds, ordered
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.systems.places import lifts
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity, Being

NIGHT = 23 * 3600


def pair(**columns):
    """Rex and Lucy side by side on a street with a disused house, a gate and a station behind it; she keeps by him."""
    city = make_city(
        field(70, 20),
        field(70, 20, "_"),
        field(70, 20, "="),
        buildings=[(Use.DISUSED, 0, 40, 10), (Use.REFUGE, 1, 30, 10)],
        links=[(LinkKind.GATE, (0, 3, 0), (1, 3, 0), 8000), (LinkKind.STAIRS, (0, 20, 5), (2, 20, 5), 16_000)],
    )
    world = make_world(city, [(8, 15), (9, 15)], [(WatcherKind.SENTINEL, city.cell(0, 4, 0))], starts=NIGHT, **columns)
    world.citizens.tagged[:] = 0
    world.citizens.speed[1] = 1500
    world.citizens.being[1] = Being.COMPANION
    world.gates.guard[0] = 0
    world.watchers.link[0] = 0
    bind(world, (0, 1), (1, 0))
    return world


def told(world, *steps):
    """Orders for Rex: (tick, verb, cell or row)."""
    return [Order(tick, 0, verb, target) for tick, verb, target in steps]


def apart(world):
    (_, ax, ay), (_, bx, by) = (world.city.where(int(cell)) for cell in world.citizens.cell)
    return max(abs(ax - bx), abs(ay - by))


def test_she_walks_where_he_walks_with_one_order_a_stretch():
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    there = world.city.cell(0, 60, 15)
    events = []
    for _ in range(90):
        events += live(world, heads, 1, told(world, (5, Verb.WALK, there)))
        assert apart(world) <= 10
    assert world.citizens.cell.tolist() == [there, there]
    assert ordered(events, 1).count(Verb.WALK) <= 2
    assert len(ordered(events, 1)) <= 4


def test_she_crouches_when_he_does_and_runs_when_he_runs():
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    steps = told(world, (3, Verb.HIDE, -1), (20, Verb.RUN, world.city.cell(0, 30, 15)))
    live(world, heads, 15, steps)
    assert world.citizens.doing[1] == Activity.HIDING
    assert ordered(live(world, heads, 12, steps), 1)[0] == Verb.RUN


def test_she_follows_through_a_door_and_out_again():
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    door = world.city.cell(0, 40, 10)
    steps = told(world, (2, Verb.WALK, door), (70, Verb.ENTER, 0), (200, Verb.LEAVE, -1))
    live(world, heads, 120, steps)
    assert world.citizens.inside.tolist() == [0, 0]
    events = live(world, heads, 100, steps)
    assert world.citizens.inside.tolist() == [-1, -1]
    assert apart(world) == 0
    assert Verb.LEAVE in ordered(events, 1)


def test_she_follows_out_though_she_had_her_hands_full_beside_him_for_longer_than_she_has_patience():
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    steps = told(world, (2, Verb.WALK, world.city.cell(0, 40, 10)), (70, Verb.ENTER, 0), (851, Verb.LEAVE, -1))
    live(world, heads, 120, steps)
    world.citizens.doing[1], world.plans.wake[0] = Activity.TENDING, world.tick
    live(world, heads, 732, steps)
    assert world.citizens.inside.tolist() == [-1, 0]
    world.citizens.doing[1], world.plans.wake[0] = Activity.WAITING, world.tick  # his leaving has broken it off
    live(world, heads, 30, steps)
    assert world.citizens.inside.tolist() == [-1, -1]
    assert not world.plans.alone[0]


def test_she_follows_down_the_stairs():
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    live(world, heads, 150, told(world, (2, Verb.SNEAK, world.city.cell(2, 25, 5))))
    assert world.city.where(int(world.citizens.cell[1]))[0] == 2
    assert apart(world) <= 3


def test_they_go_through_the_gate_together_and_stay_together_behind_it():
    world = pair()
    give_chip(world, 0, 0)
    places = {"station": world.city.cell(1, 30, 10)}
    wants = {0: [("reach", {"place": "station", "together": ["lucy"]})], 1: [("escort", {"who": "rex"})]}
    events = live(world, minds(world, wants, places), 200, judgement={"curfew": 0})
    assert sorted(event.who for event in events if event.kind == Kind.CROSSED and event.amount == 0) == [0, 1]
    assert world.citizens.inside.tolist() == [1, 1]


def test_whom_a_lift_takes_down_alone_she_follows_with_the_next_ride_however_long_that_takes():
    city = make_city(field(40, 20), field(40, 20, "_"), links=[(LinkKind.LIFT, (0, 20, 5), (1, 20, 5), 134_000)])
    world = make_world(city, [(20, 6), (22, 6)], starts=NIGHT)
    lift = world.lifts.grow(1)
    world.lifts.link[lift], world.lifts.capacity[lift] = 0, 1
    bind(world, (0, 1), (1, 0))
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    down = told(world, (5, Verb.WALK, city.cell(1, 30, 5)))
    live(world, heads, 120, down, (*ACTING, lifts), lifts={"open_s": 0})
    assert world.city.where(int(world.citizens.cell[0]))[0] == 1
    assert world.city.where(int(world.citizens.cell[1])) == (0, 20, 5)
    live(world, heads, 280, (), (*ACTING, lifts), lifts={"open_s": 0})
    assert world.city.where(int(world.citizens.cell[1]))[0] == 1
    assert apart(world) <= 6


def test_whom_she_sees_held_she_gives_up_and_sees_to_herself():
    world = pair()
    world.citizens.doing[0] = Activity.HELD
    heads = minds(world, {1: [("escort", {"who": "rex"}), ("reach", {"place": "end"})]}, {"end": 40})
    live(world, heads, 75)
    assert world.plans.alone[0]
    assert world.citizens.inside[1] == 0  # out of the way of those who have him
    world.citizens.cell[0] = world.city.cell(2, 60, 15)  # and he is led away
    world.rebuild()
    live(world, heads, 2300)
    assert world.citizens.inside[1] == 0
    live(world, heads, 150)
    assert int(world.citizens.cell[1]) == 40


def test_when_he_is_gone_she_waits_where_he_was_last_and_then_no_more():
    world = pair()
    last = int(world.citizens.cell[0])
    world.citizens.cell[0] = world.city.cell(2, 60, 15)  # out of this world, as far as she can tell
    world.rebuild()
    wants = {1: [("escort", {"who": "rex", "patience_minutes": 5}), ("reach", {"place": "end"})]}
    heads = minds(world, wants, {"end": 40})
    live(world, heads, 250)
    assert int(world.citizens.cell[1]) == last
    live(world, heads, 150)
    assert int(world.citizens.cell[1]) == 40


def test_whose_legs_do_not_bear_them_keeps_up_with_nobody_and_does_not_try_again_and_again():
    """She meant to stay close to him, was refused, gave it up, and meant it again, every second."""
    world = pair()
    heads = minds(world, {1: [("escort", {"who": "rex"})]})
    world.citizens.able[1] = 0
    events = live(world, heads, 120, told(world, (5, Verb.WALK, world.city.cell(0, 60, 15))))
    assert not {Kind.REFUSED, Kind.ABANDONED} & {event.kind for event in events if event.who == 1}
    world.citizens.able[1] = 100
    live(world, heads, 120)
    assert apart(world) <= 10
