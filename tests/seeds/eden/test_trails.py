"""Rows of the story eden about bodies on the move and the trails they leave, each as its table of seeds has it."""

from functools import cache

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.movement import hauling, movement
from undergrid.systems.senses import bodies_found
from undergrid.systems.trails import traces, tracking
from undergrid.world.body import blood_loss, burdens, injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.travel import eta
from undergrid.world.orders.attempts import intend
from undergrid.world.places.ways import bar
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace, Posture
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.view.view import view

AMARA, LEO, ALLY = 0, 1, 2
WIDTH, HEIGHT = 60, 9


class Lives:
    """Several systems, stepped together in the order of the schedule."""

    def __init__(self, world, *systems, **params):
        self.world, self.systems = world, systems
        self.params = {s: s.Params(**params.get(s.__name__.rpartition(".")[2], {})) for s in systems}

    def on(self, ticks=1):
        for _ in range(ticks):
            self.world.events.begin(self.world.tick)
            for system in self.systems:
                system.step(self.world, self.params[system])
            self.world.tick += 1

    def until(self, done, most=2000):
        for _ in range(most):
            if done():
                return
            self.on()
        raise AssertionError("never")


def ask(world, who, verb, target=-1):
    intend(world, who, verb, target, world.scenario_event)


def told(world, *kinds):
    return [event for event in world.events.rows() if event.kind in kinds]


def child_and_helper(drawing=None, tarp=False, trapped=False, **columns):
    world = make_world(drawing or field(120, 3), citizens=[(0, 0), (1, 0)], **columns)
    people = world.citizens
    people.age[LEO], people.doing[LEO], people.posture[LEO] = 12, Activity.LYING, Posture.FLAT
    if tarp:
        kit.add(world, AMARA, ItemKind.TARP, 1, world.scenario_event)
    if trapped:
        injuries.trap(world, LEO, world.scenario_event)
    return world


# ---------------------------------------------------------------- E11


@pytest.mark.parametrize(("verb", "pace"), [(Verb.WALK, Pace.WALK), (Verb.SNEAK, Pace.SNEAK)])
def test_e11_the_time_shown_is_the_time_of_arrival(verb, pace):
    ground = np.where(np.random.default_rng(4).random((50, 50)) < 0.3, "%", ".")
    world = make_world("\n".join("".join(row) for row in ground), citizens=[(0, 0)], able=80)
    goal = world.city.cell(0, 49, 30)
    shown = eta(world, 0, goal, pace)
    ask(world, 0, verb, goal)
    lives = Lives(world, movement)
    lives.until(lambda: world.citizens.goal[0] < 0 and world.tick > 0)
    assert world.citizens.cell[0] == goal
    assert abs(world.tick - shown) <= 1


# ---------------------------------------------------------------- E12


def test_e12_the_dead_show_at_a_distance_and_the_way_avoids_the_collapsed_bridge():
    wide = make_city("\n".join("." * 9 + ("." if y in (2, 7) else "#") + "." * 9 for y in range(10)))
    world = make_world(wide, citizens=[(4, 2), (14, 2)])
    world.citizens.alive[1], world.citizens.doing[1] = False, Activity.SHUT_DOWN
    world.citizens.posture[1] = Posture.FLAT
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.sky.light[0] = 255
    world.rebuild()
    run(bodies_found, world, bodies=True)
    assert world.knowledge.topic[world.knowledge.rows()].tolist() == [Topic.BODY]  # 20 m away
    bridge, goal = wide.cell(0, 9, 2), wide.cell(0, 14, 3)
    over = eta(world, 0, goal)
    bar(world, bridge, world.scenario_event)
    round_about = eta(world, 0, goal)
    assert round_about > over
    crossed = set()
    ask(world, 0, Verb.WALK, goal)
    lives = Lives(world, movement)
    while goal not in crossed:
        lives.on()
        crossed.add(int(world.citizens.cell[0]))
    assert bridge not in crossed
    assert wide.cell(0, 9, 7) in crossed


# ---------------------------------------------------------------- E13


@pytest.mark.parametrize(("hours", "look"), [(0.1, 0), (0.5, 1), (2, 2), (6, 2), (16, 2), (40, 3)])
def test_e13_who_bends_over_a_stain_tells_when_it_was_shed_within_a_class_of_age(hours, look):
    world = make_world(field(5, 1), citizens=[(2, 0)])
    injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 3, False, world.scenario_event, flow=3000)
    lives = Lives(world, traces)
    lives.on(241)
    (slot,) = trails.at(world, 2)
    happened = world.tick
    world.blood.flow[world.blood.rows()] = 0
    world.tick += int(hours * 3600)
    (stain,) = view(world, 0).stains
    assert stain.look == look
    assert stain.since <= int(world.traces.made[slot]) <= stain.until
    assert stain.since <= happened <= stain.until


# ---------------------------------------------------------------- E15


def test_e15_a_child_carries_less_bleeds_out_sooner_and_must_be_freed_first():
    world = child_and_helper(trapped=True)
    assert burdens.might(world, LEO) < burdens.might(world, AMARA)
    for who in (AMARA, LEO):
        injuries.wound(world, who, WoundKind.SHRAPNEL, BodyPart.SHOULDER, 3, True, world.scenario_event, flow=6000)
    assert blood_loss.volume(world, LEO) < blood_loss.volume(world, AMARA)
    assert blood_loss.reaches(world, LEO, 400_000) < blood_loss.reaches(world, AMARA, 400_000)
    lives = Lives(world, movement, hauling)
    ask(world, AMARA, Verb.DRAG, LEO)
    lives.on(10)
    assert [Refusal(event.amount) for event in told(world, Kind.REFUSED)] == [Refusal.TRAPPED]
    injuries.untrap(world, LEO)
    ask(world, AMARA, Verb.DRAG, LEO)
    lives.on(10)
    assert len(told(world, Kind.TOOK_UP)) == 1


# ---------------------------------------------------------------- E19


def test_e19_on_a_tarp_it_goes_faster_and_cleaner_and_there_is_a_trail():
    def dragged(tarp):
        world = child_and_helper(tarp=tarp)
        lives = Lives(world, movement, hauling, traces)
        ask(world, AMARA, Verb.DRAG, LEO)
        lives.on(7)
        ask(world, AMARA, Verb.WALK, 119)
        lives.on(90)
        marks = world.traces
        rows = marks.rows()[marks.kind[marks.rows()] == TraceKind.DRAG]
        return int(world.citizens.cell[LEO]), set(marks.cell[rows].tolist()), int(marks.strength[rows].max())

    far_by_hand, cells_by_hand, plain_by_hand = dragged(False)
    far_on_tarp, cells_on_tarp, plain_on_tarp = dragged(True)
    assert far_on_tarp > far_by_hand
    assert plain_on_tarp < plain_by_hand
    assert cells_by_hand >= set(range(1, far_by_hand))
    assert cells_on_tarp >= set(range(1, far_on_tarp))


# ---------------------------------------------------------------- E31, E32


def row(x):
    """A cell of the middle row, along which Leo is dragged."""
    return HEIGHT // 2 * WIDTH + x


@cache
def trail(covers=False, fakes=False):
    """Amara has dragged Leo from west to east and hides; an ally and a hunter are asleep on the trail."""
    people = [row(2), row(3), row(8)]
    world = make_world(make_city(field(WIDTH, HEIGHT)), people, [(WatcherKind.HUNTER, row(14))])
    world.citizens.age[LEO], world.citizens.doing[LEO], world.citizens.able[LEO] = 12, Activity.LYING, 0
    world.plans.grow(1)
    world.plans.owner[0] = ALLY
    profile = world.profiles.take(1)
    world.profiles.owner[profile], world.profiles.soldiering[profile] = ALLY, 5
    world.sky.light[0] = 120
    world.rebuild()
    world.citizens.doing[ALLY] = Activity.SLEEPING
    world.watchers.duty[:] = Duty.OFF
    lives = Lives(world, tracking, movement, hauling, traces)

    def let(verb, target=-1):
        ask(world, AMARA, verb, target)
        lives.on()
        lives.until(lambda: world.citizens.doing[AMARA] in (Activity.WAITING, Activity.HIDING))

    let(Verb.DRAG, LEO)
    let(Verb.WALK, row(26))
    let(Verb.DROP)
    for x in (25, 22, 19):  # she goes back as far in any case, or a covered trail would be a longer one
        let(Verb.WALK, row(x))
        if covers:
            let(Verb.COVER)
    if fakes:
        let(Verb.FAKE, 10)
    let(Verb.WALK, row(26))
    let(Verb.DRAG, LEO)
    let(Verb.WALK, row(50))
    let(Verb.DROP)
    let(Verb.HIDE)
    return world


def followed(seed, covers=False):
    """The events by which the ally and the hunter, both up, follow that trail for five minutes, with luck of a seed."""
    before = trail(covers)
    before.seed = seed
    world = before.copy()
    lives = Lives(world, tracking, movement, hauling, traces)
    began = world.tick
    world.citizens.doing[ALLY] = Activity.WAITING
    world.watchers.duty[:] = Duty.POST
    while world.tick < began + 300:
        ahead = trails.ahead(world, ALLY)
        if ahead >= 0 and world.citizens.goal[ALLY] < 0 and ahead != world.citizens.cell[ALLY]:
            ask(world, ALLY, Verb.WALK, ahead)
        lives.on()
    return told(world, Kind.TRAIL_FOUND, Kind.TRACKED, Kind.TRACED, Kind.CAUGHT_UP)


def test_e31_a_trail_can_be_left_covered_and_faked():
    for covers, fakes, kind, n in [
        (True, False, Kind.TRAIL_COVERED, 3), (False, True, Kind.TRAIL_FAKED, 1), (False, False, Kind.TRAIL_COVERED, 0)
    ]:  # fmt: skip
        assert len(told(trail(covers, fakes), kind)) == n


def test_e32_an_ally_is_first_with_some_probability_and_covering_helps_neither():
    def race(covers):
        """Of 40 nights: in how many each finds her at all, and in how many the ally is first."""
        nights = [[event.kind for event in followed(seed, covers)] for seed in range(40)]
        ends = [[kind for kind in kinds if kind in (Kind.TRACED, Kind.CAUGHT_UP)] for kinds in nights]
        found = [sum(kind in kinds for kinds in ends) for kind in (Kind.TRACED, Kind.CAUGHT_UP)]
        return *found, sum(kinds[0] == Kind.TRACED for kinds in ends if kinds)

    ally, hunter, first = race(False)
    covered_ally, covered_hunter, _ = race(True)
    assert 0 < first < 40
    assert len(told(trail(True), Kind.TOOK_UP)) == len(told(trail(False), Kind.TOOK_UP)) == 2
    assert covered_ally < 0.7 * ally
    assert covered_hunter < 0.7 * hunter
