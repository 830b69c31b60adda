"""The frame: who wakes when, what a mind may know, and whose orders stand."""

import numpy as np
import pytest
from scenes.heads import live, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

import undergrid
from undergrid.city.city import LinkKind
from undergrid.core import units
from undergrid.minds import waking
from undergrid.minds.knows.map import Wits
from undergrid.minds.mind import Mind
from undergrid.sim import Sim
from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.view.outlook import Lookout


def walker():
    """Somebody who wants to get to the far end of a street."""
    world = make_world(field(120, 6), [(2, 2)], starts=23 * 3600, tagged=0)
    return world, minds(world, {0: [("reach", {"place": "end"})]}, {"end": world.city.cell(0, 118, 2)})


def test_a_mind_sleeps_while_its_owner_walks_and_wakes_when_the_walk_is_over():
    world, heads = walker()
    awake = []
    for _ in range(200):
        awake.append(world.plans.wake[0] <= world.tick)
        live(world, heads, 1)
    assert sum(awake) <= 12  # five stretches and a look at the end, in two hundred seconds
    assert ordered(world.events.rows(), 0).count(Verb.WALK) == 5


def test_who_means_to_look_up_after_a_minute_or_more_does_so_somewhat_sooner_or_later_each_for_themselves():
    world = make_world(field(20, 6), [(2, 2), (3, 2)], tagged=0)
    looks = {seconds: [] for seconds in (5, 59, 60, 600)}
    for world.tick in range(400):
        for seconds, found in looks.items():
            found.append([waking.looks_up(world, who, seconds) for who in (0, 1)])
    for seconds in (5, 59):
        assert np.unique(looks[seconds]).tolist() == [seconds]
    for seconds in (60, 600):
        mine, theirs = np.array(looks[seconds]).T
        assert (min(mine), max(mine)) == (
            pytest.approx(seconds * 3 / 4, rel=0.01),
            pytest.approx(seconds * 5 / 4, rel=0.01),
        )
        assert abs(np.mean(mine) - seconds) < 4 * seconds / np.sqrt(12 * 4 * 400)  # four standard errors
        assert abs(np.corrcoef(mine, theirs)[0, 1]) < 4 / np.sqrt(400)


def test_what_happens_to_somebody_wakes_them_and_what_they_do_comes_of_what_they_have_decided():
    world, heads = walker()
    live(world, heads, 10)
    world.events.begin(world.tick)
    noticed = world.events.one(Kind.NOTICED, 0, cause=world.scenario_event)
    heads.notice()
    assert world.plans.wake[0] == world.tick + 1
    assert world.plans.cause[0] == noticed
    world.tick += 1
    world.citizens.doing[0] = Activity.WAITING  # or it would just walk on
    order = heads.orders()[0]
    decision = next(event for event in world.events.rows() if event.kind == Kind.DECIDED)
    assert order.cause == decision.id  # the watcher is far off: they go on
    intended = next(event for event in world.events.rows() if event.kind == Kind.INTENDED)
    assert (decision.cause, intended.cause) == (intended.id, world.scenario_event)


def test_after_a_refusal_nobody_tries_again_at_once():
    world, heads = walker()
    live(world, heads, 10)
    world.events.begin(world.tick)
    world.events.one(Kind.REFUSED, 0, cause=world.scenario_event)
    world.citizens.doing[0] = Activity.WAITING
    heads.notice()
    assert world.plans.wake[0] >= world.tick + 5


@pytest.mark.parametrize("state", [{"alive": 0}, {"doing": Activity.HELD}])
def test_the_dead_and_the_held_think_no_more(state):
    world, heads = walker()
    for column, value in state.items():
        getattr(world.citizens, column)[0] = value
    assert not ordered(live(world, heads, 3), 0)
    assert world.plans.wake[0] == NEVER


def test_an_order_from_outside_stands_before_the_minds_own_and_the_mind_goes_on():
    world, heads = walker()
    there = world.city.cell(0, 2, 5)
    been = set()
    for _ in range(20):
        live(world, heads, 1, [Order(5, 0, Verb.WALK, there)])
        been.add(int(world.citizens.cell[0]))
    assert there in been  # as the player wanted it
    events = live(world, heads, 200)
    assert Verb.WALK in ordered(events, 0)  # and nobody asking for anything else, the mind goes its way
    assert world.city.where(int(world.citizens.cell[0]))[1] > 100


def test_of_two_orders_in_one_tick_the_minds_is_refused_as_superseded():
    world, heads = walker()
    events = live(world, heads, 2, [Order(1, 0, Verb.WAIT)])
    told = [(event.kind, event.amount) for event in events if event.tick == 1 and event.who == 0]
    assert (Kind.ORDERED, int(Verb.WAIT)) in told
    assert (Kind.REFUSED, 1) in told
    assert world.citizens.doing[0] == Activity.WAITING


def test_doing_by_hand_what_the_mind_would_have_done_leaves_the_same_world():
    """Hop in, give the mind's own orders, hop out: the same state, tick by tick, but for what caused the orders."""
    own = undergrid.load("expiry", seed=4, people=400)
    own.run("3 h 49 min")
    hand = own.fork()
    for _ in range(300):
        meant = own.fork().minds.orders()
        own.step()
        hand.step([Order(o.tick, o.who, o.verb, o.target, o.amount) for o in meant])
        for column in ("cell", "inside", "doing", "pace", "goal"):
            assert (getattr(own.world.citizens, column) == getattr(hand.world.citizens, column)).all()


def scramble(sim: Sim) -> None:
    """Change what neither Rex nor Lucy can perceive: the minds of the authority, and everybody out of their sight."""
    world = sim.world
    people, watchers, known = world.citizens, world.watchers, world.knowledge
    cast = [sim.row("rex"), sim.row("lucy"), sim.row("osric")]
    others = np.setdiff1d(np.arange(people.n), cast)
    fresh = known.used & (known.topic == Topic.WATCHER) & (world.tick - known.at <= 3600)
    noticed = np.unique(known.subject[fresh])
    unseen = np.setdiff1d(np.flatnonzero(watchers.kind == WatcherKind.DRONE), noticed)
    people.registered[cast[2]] ^= True  # the registry has heard, or has not
    people.wanted[cast[:2]] ^= True
    people.cell[others] = people.cell[np.roll(others, 7)]
    people.doing[others] = Activity.HELD
    world.dossiers.suspicion[:] = 999
    world.dossiers.cell[:] = 5
    watchers.cell[unseen] = 0
    watchers.duty[:] = Duty.HUNT
    watchers.quarry[:] = cast[0]
    watchers.in_sight[:] = cast[0]
    watchers.recognised[:] = True
    for gate in range(world.gates.n):
        ends = [world.city.link_a[world.gates.link[gate]], world.city.link_b[world.gates.link[gate]]]
        if all(abs(int(people.cell[row]) % world.city.width - int(end) % world.city.width) > 25
               for row in cast[:2] for end in ends):  # fmt: skip
            world.gates.open[gate] ^= True
    world.items.corruption[world.items.holder < 0] = 0


def test_what_a_mind_cannot_perceive_changes_none_of_its_orders():
    sim = undergrid.load("expiry", seed=11, people=1000)
    asked = 0
    sim.run("3 h 49 min")
    for _ in range(100):
        sim.run(sim.tick + 21)
        sim.world.plans.wake[:] = sim.tick  # everybody looks up now
        people = sim.world.citizens
        out = [row for row in (sim.row("rex"), sim.row("lucy")) if people.inside[row] < 0]
        people.doing[out] = Activity.WAITING  # and stops to think, if out of doors
        truth, other = sim.fork(), sim.fork()
        scramble(other)
        assert truth.minds.orders() == other.minds.orders(), sim.tick
        assert all(
            (other.world.plans.state()[name] == column).all() for name, column in truth.world.plans.state().items()
        )
        asked += len(sim.fork().minds.orders())
    assert asked > 30


def test_a_gate_is_seen_to_be_open_from_near_by_and_not_through_walls_or_from_indoors():
    drawing = "\n".join("." * 40 if y != 5 else "." * 10 + "#" * 30 for y in range(30))
    city = make_city(drawing, field(40, 30, "_"), links=[(LinkKind.GATE, (0, 20, 0), (1, 20, 0), 8000)])
    world = make_world(city, [(20, 3), (20, 8), (20, 28), (20, 3)])
    world.citizens.inside[3] = 0
    minds(world, {row: [] for row in range(4)})
    wits = Wits(world, Lookout(world, {"sight": sight.Params(), "dispatch": dispatch.Params()}))
    world.gates.open[0] = True
    assert [Mind(world, wits, plan).gate_open(0) for plan in range(4)] == [True, False, False, False]
    world.gates.open[0] = False
    assert not Mind(world, wits, 0).gate_open(0)


def test_ways_avoid_a_camera_that_one_has_seen_and_no_other():
    world = make_world(field(80, 60), [(2, 30)], [(WatcherKind.CAMERA, 30 * 80 + 40)], starts=23 * units.HOUR)
    minds(world, {0: []})
    wits = Wits(world, Lookout(world, {"sight": sight.Params(), "dispatch": dispatch.Params()}))
    straight = Mind(world, wits, 0).path(30 * 80 + 78)
    tell(world, 0, Topic.WATCHER, 0, 30 * 80 + 40)
    around = Mind(world, wits, 0).path(30 * 80 + 78)
    assert around.length > straight.length
    world.knowledge.free(world.knowledge.rows())
    again = Mind(world, wits, 0).path(30 * 80 + 78)
    assert (again.cells == straight.cells).all()  # nothing of the detour is left behind


def test_two_careful_people_decide_seldom():
    sim = undergrid.load("expiry", seed=2, people=400)
    sim.run("6 h")
    log = sim.world.events.columns()
    mine = np.isin(log["who"], [sim.row("rex"), sim.row("lucy")])
    hours = 6
    assert (mine & (log["kind"] == Kind.DECIDED)).sum() < 12 * hours
    assert (mine & (log["kind"] == Kind.ORDERED)).sum() < 60 * hours
