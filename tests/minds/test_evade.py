"""Evade: out of sight of what comes near."""

import pytest
from scenes.gatehouse import of_kind
from scenes.heads import decided, live, minds, ordered, tell
from scenes.worlds import make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.minds import Minds
from undergrid.setup.check.knobs import known_rules
from undergrid.world.combat.suppression import pin
from undergrid.world.log.kinds import Kind
from undergrid.world.places.burning import ignite
from undergrid.world.places.shelters import set_door
from undergrid.world.society.feelings import deepen
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Posture

NOON = 12 * 3600
SCREEN = "\n".join("." * 40 if y != 6 else "." * 18 + "#" * 5 + "." * 17 for y in range(12))  # a block in mid-street


def street(kind=WatcherKind.DRONE, at=(20, 0), buildings=(), links=(), below=None, person=(20, 4), more=()):
    """A street with a block to get behind, somebody before it, and a watcher that they know of, as of now."""
    city = make_city(SCREEN, SCREEN, *([below] if below else []), buildings=buildings, links=links)
    world = make_world(city, [person], [(kind, city.cell(0, *at))], starts=NOON, tagged=0)
    world.watchers.impaired[:] = NEVER  # it notices nobody unless a test lets it: it is known from before
    world.watchers.home[:] = 0
    heads = minds(world, {0: [*more, ("evade", {"memory": 15})]}, {"end": city.cell(0, 38, 4)})
    slot = tell(world, 0, Topic.WATCHER, 0, city.cell(0, *at))
    return world, heads, slot


def test_they_run_behind_the_next_block_and_stay_low_until_nothing_has_been_seen_for_a_while():
    world, heads, slot = street()
    events = live(world, heads, 12)
    assert world.city.where(int(world.citizens.cell[0]))[2] > 6
    assert world.citizens.doing[0] == Activity.HIDING
    assert ordered(events, 0) == [Verb.RUN, Verb.HIDE]
    world.knowledge.at[slot] = world.tick  # it is still about
    assert not ordered(live(world, heads, 15), 0)
    assert world.plans.ducks[0]
    live(world, heads, 8)
    assert not world.plans.ducks[0]


@pytest.mark.parametrize(("duty", "evades"), [(Duty.OFF, False), (Duty.LAMED, True), (Duty.PATROL, True)])
def test_what_lies_broken_before_ones_eyes_is_no_danger_but_what_only_stands_still_is(duty, evades):
    world, heads, _ = street()
    world.watchers.duty[0] = duty
    live(world, heads, 5)
    assert bool(world.plans.ducks[0]) == evades


def test_before_a_drone_that_hovers_about_they_run_and_hide_once_and_decide_nothing():
    world, heads, slot = street()
    events = []
    for _ in range(100):
        events += live(world, heads, 3)
        world.knowledge.at[slot] = world.tick
    assert ordered(events, 0) == [Verb.RUN, Verb.HIDE]
    assert decided(events, 0) == []


def test_from_a_drone_close_by_they_run_through_the_next_door_and_lie_low():
    world, heads, slot = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    events = live(world, heads, 30)
    assert world.citizens.inside[0] == 0
    assert world.plans.low[0] > world.tick + 180
    (said,) = (event for event in events if event.kind == Kind.LAY_LOW)
    assert (said.whom, said.amount, said.cause) == (0, 5, int(world.knowledge.cause[slot]))


def test_whoever_cannot_walk_keeps_low_and_runs_nowhere_and_nobody_says_that_they_run():
    world, heads, _ = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    world.citizens.able[0] = 0
    events = live(world, heads, 30)
    assert Verb.RUN not in ordered(events, 0)
    assert not of_kind(events, Kind.LAY_LOW, Kind.REFUSED)
    assert world.plans.ducks[0]


def test_they_do_not_run_through_the_next_door_where_they_see_it_burn():
    """Somebody ran into her own house, which four Sentinels had set on fire, three times within half a minute."""
    world, heads, _ = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    world.shelters.furniture[:] = 40
    ignite(world, 0, world.scenario_event)
    events = live(world, heads, 30)
    assert world.citizens.inside[0] < 0
    assert not of_kind(events, Kind.REFUSED)
    assert Verb.RUN in ordered(events, 0)


@pytest.mark.parametrize(("since", "minutes"), [(400, 5), (60, 10)])
def test_who_is_driven_back_as_soon_as_they_come_out_lie_low_for_twice_as_long(since, minutes):
    world, heads, slot = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    world.tick = world.plans.wake[0] = world.knowledge.at[slot] = 1000
    world.plans.low[0] = world.tick - since
    live(world, heads, 30)
    assert world.citizens.inside[0] == 0
    assert minutes * 60 - 30 <= world.plans.low[0] - world.tick <= minutes * 60


def test_they_do_not_double_it_without_end():
    world, heads, slot = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    world.tick = world.plans.wake[0] = world.knowledge.at[slot] = 1000
    world.plans.low[0], world.plans.fled[0] = world.tick - 60, 2
    live(world, heads, 30)
    assert world.plans.fled[0] == 2
    assert world.plans.low[0] - world.tick <= 20 * 60


def driven_in(kind=WatcherKind.DRONE, at=(20, 0)):
    """Somebody who has just come out of a door, seen a watcher, and gone in again."""
    door = [(Use.DISUSED, 0, 20, 4)]
    world, heads, slot = street(kind, at, buildings=door, more=[("reach", {"place": "end"})])
    world.citizens.inside[0], world.tick = 0, 2000
    world.plans.wake[0] = world.tick
    while world.citizens.inside[0] == 0:
        live(world, heads, 1)
    world.knowledge.at[slot] = world.tick  # there it is
    live(world, heads, 8)
    assert (world.plans.verb[0], world.citizens.inside[0]) == (Verb.ENTER, 0)
    return world, heads, slot


def test_who_has_only_looked_out_at_the_door_soon_looks_out_again():
    world, heads, slot = driven_in()
    assert 80 <= world.plans.low[0] - world.tick <= 100
    world.knowledge.at[slot] = 0  # and is gone
    live(world, heads, 110)
    assert world.citizens.inside[0] < 0


def test_before_a_hunter_near_the_door_nobody_looks_out_again_for_ten_minutes():
    """Nights in which somebody came out before a hunter, ran in, and came out before him again within five minutes."""
    world, _, _ = driven_in(WatcherKind.HUNTER, (36, 4))
    assert 590 <= world.plans.low[0] - world.tick <= 600


def test_or_down_the_stairs_where_no_drone_follows():
    stairs = (LinkKind.STAIRS, (0, 25, 3), (2, 25, 3), 10_000)
    world, heads, _ = street(links=[stairs], below="=" * 40 + "\n" + "\n".join("=" * 40 for _ in range(11)))
    live(world, heads, 30)
    assert int(world.citizens.cell[0]) == world.city.cell(2, 25, 3)


@pytest.mark.parametrize(("home", "evades"), [((20, 1), False), ((3, 11), True)])
def test_a_sentinel_is_shunned_where_it_does_not_belong(home, evades):
    world, heads, _ = street(kind=WatcherKind.SENTINEL, at=(20, 1))
    world.watchers.home[0] = world.city.cell(0, *home)
    live(world, heads, 5)
    assert bool(world.plans.ducks[0]) == evades


def test_what_is_far_off_or_long_gone_or_hidden_by_walls_is_let_be():
    for at, age in (((39, 11), 0), ((20, 0), 30), ((20, 8), 0)):
        world, heads, slot = street(at=at)
        heads.wants[0][0] = heads.wants[0][0]._replace(params=type(heads.wants[0][0].params)(near_m=30))
        world.tick = 100
        world.knowledge.at[slot] = world.tick - age
        assert not ordered(live(world, heads, 3), 0), at


def scanned(kind=WatcherKind.DRONE, at=(20, 0), senses=Senses.HEAT | Senses.EYES):
    """Somebody before a block by night, and a watcher that scans for warm bodies, known of as of now."""
    world, heads, slot = street(kind=kind, at=at)
    world.watchers.senses[:] = senses
    heads = Minds(world, heads.wants, rules(), {}, {})
    return world, heads, slot


def rules():
    return {name: model() for name, model in known_rules().items()}


def test_whoever_lies_flat_before_a_scanner_gets_up_only_to_run_out_of_its_sight_however_its_beam_turns():
    world, heads, slot = scanned(senses=Senses.HEAT)
    events = []
    for _ in range(30):
        events += live(world, heads, 3)
        world.knowledge.at[slot] = world.tick
    verbs = ordered(events, 0)
    assert Verb.FLAT in verbs
    assert verbs in ([Verb.FLAT], [Verb.FLAT, Verb.RUN, Verb.HIDE], [Verb.RUN, Verb.HIDE])
    assert world.citizens.doing[0] == Activity.LYING or world.city.where(int(world.citizens.cell[0]))[2] > 6
    live(world, heads, 60)
    assert not world.plans.ducks[0]


@pytest.mark.parametrize("shot_at", [False, True])
def test_whoever_lies_flat_and_is_shot_at_runs_for_cover_instead_of_lying_there(shot_at):
    world, heads, _ = scanned(senses=Senses.HEAT)
    world.citizens.doing[0], world.citizens.posture[0] = Activity.LYING, Posture.FLAT
    if shot_at:
        world.events.begin(world.tick)
        pin(world, 0, world.events.one(Kind.FIRED_ON, 0, 0, cause=world.scenario_event))
    events = live(world, heads, 20)
    verbs = ordered(events, 0)
    assert (verbs[:1] == [Verb.RUN]) == shot_at
    assert (world.city.where(int(world.citizens.cell[0]))[2] > 6) == shot_at


@pytest.mark.parametrize(("kind", "far", "hunted", "runs"), [
    (WatcherKind.HUNTER, 3, True, True), (WatcherKind.SENTINEL, 3, True, True),
    (WatcherKind.SENTINEL, 12, True, False), (WatcherKind.SENTINEL, 3, False, False),
])  # fmt: skip
def test_nobody_hunted_lies_low_before_the_eyes_of_who_has_them_in_sight_at_close_quarters(kind, far, hunted, runs):
    """Two hid nine times, a metre or two from the Sentinel that was about to lay hold of them."""
    city = make_city("\n".join("." * 60 for _ in range(5)))
    world = make_world(city, [(30, 2)], [(kind, city.cell(0, 30 - far, 2))], starts=NOON, tagged=0)
    world.watchers.impaired[:] = NEVER  # it twitches: the time to get away
    world.watchers.home[:] = 0
    heads = minds(world, {0: [("evade", {})]})
    tell(world, 0, Topic.WATCHER, 0, city.cell(0, 30 - far, 2))
    if hunted:
        tell(world, 0, Topic.PERSON, 0, city.cell(0, 30, 2))
    events = live(world, heads, 6)
    assert (ordered(events, 0)[:1] == [Verb.RUN]) == runs
    if runs:
        assert world.city.where(int(world.citizens.cell[0]))[1] > 34  # away from it


def test_nobody_lies_down_before_a_hunter_on_foot():
    world, heads, _ = scanned(WatcherKind.HUNTER, (20, 0))
    verbs = ordered(live(world, heads, 10), 0)
    assert Verb.FLAT not in verbs
    assert verbs[0] in (Verb.RUN, Verb.HIDE)


def test_a_drone_that_only_has_eyes_is_hidden_from_as_ever():
    world, heads, _ = scanned(senses=Senses.EYES)
    assert Verb.FLAT not in ordered(live(world, heads, 10), 0)


def test_a_door_that_does_not_open_is_not_tried_again_and_again():
    world, heads, slot = street(buildings=[(Use.DISUSED, 0, 30, 9)])
    world.shelters.lock[0] = True
    set_door(world, 0, world.scenario_event, locked=True)
    events = []
    for _ in range(30):
        events += live(world, heads, 3)
        world.knowledge.at[slot] = world.tick
    assert ordered(events, 0).count(Verb.ENTER) <= 2
    assert world.citizens.doing[0] == Activity.HIDING


def test_no_feeling_makes_what_they_are_about_weigh_more_than_keeping_out_of_sight():
    world, heads, _ = street(more=[("reach", {"place": "end", "urgency": 450})])
    world.events.begin(world.tick)
    deepen(world, 0, Feeling.RESOLVE, -1, 1000, world.scenario_event)  # 540 against 500
    assert ordered(live(world, heads, 12), 0) == [Verb.RUN, Verb.HIDE]
