"""In a feed eyes cloud, and bodies waste and die; out of it they come back slowly."""

import numpy as np
import pytest
from scenes.dens import ELSEWHERE, LIES, PODS, UP, augment, den, in_body
from scenes.wired import cut, mend, of_kind
from scenes.worlds import knobs_of

from undergrid.systems.body import atrophy, neural_feed
from undergrid.world.log.kinds import Kind
from undergrid.world.network.wired import depth_of, mind_of, wired_rows
from undergrid.world.senses.eyes import HAZY, clouded, eyes_now
from undergrid.world.tables.body import Death
from undergrid.world.tables.hosts import AugmentKind, Host
from undergrid.world.tables.people import NEVER, Activity

HOUR, DAY = 3600, 86_400
DEADLY = 1000  # deaths a year


def lie(world, seconds, every=60, **knobs):
    """Let the feed, and what it does, go on; returns what happened."""
    first = world.events.n
    systems = knobs_of(world, (neural_feed, atrophy), knobs)
    for tick in range(world.tick, world.tick + seconds, every):
        world.tick = tick
        world.events.begin(tick)
        for system, params in systems:
            world.period = 1 if system is neural_feed else every
            system.step(world, params)
        world.period = 1
    world.tick += every
    return list(world.events.rows()[first:])


def get_up(world, who=LIES):
    world.citizens.doing[who], world.citizens.plugged[who] = Activity.RESTING, False


def test_who_lies_in_a_feed_has_a_mind_there_by_that_node_and_nobody_else_has():
    world = den(depth=70)
    lie(world, 2 * HOUR)
    [slot] = world.minds.rows()
    minds = world.minds
    assert (minds.owner[slot], minds.host[slot], minds.node[slot]) == (LIES, Host.POD, PODS)
    assert minds.depth[slot] == depth_of(world, LIES) == 70
    assert minds.fed[slot] == 2 * HOUR - 60
    assert minds.luck[slot] != 0
    assert minds.cause[slot] == world.scenario_event
    assert wired_rows(world).tolist() == [LIES]


def test_all_who_live_there_share_one_feed():
    world = den()
    world.citizens.doing[UP] = Activity.PLUGGED
    lie(world, 10 * 60)
    minds = world.minds
    slots = minds.rows()
    assert minds.owner[slots].tolist() == [LIES, UP]
    assert len({*minds.node[slots].tolist()}) == 1
    cut(world, 0)
    lie(world, 10 * 60)
    assert minds.host[slots].tolist() == [Host.BODY] * 2, "what takes the one out of it takes all"


@pytest.mark.parametrize("every", [60, 240])
def test_a_day_at_full_depth_clouds_eyes_by_its_share_and_half_the_depth_by_half(every):
    hazes = []
    for depth in (100, 50):
        world = den(depth=depth)
        lie(world, DAY + every, every)
        hazes.append(int(world.minds.haze[0]))
    assert hazes == pytest.approx([3_000, 1_500], rel=0.02)


def test_hours_in_a_feed_waste_bodies_beyond_what_lying_does_and_the_more_the_deeper():
    left = []
    for depth in (0, 40, 100):
        world = den(depth=max(1, depth))
        if not depth:
            world.feed_nodes.free(world.feed_nodes.rows())
        lie(world, DAY + 60)
        left.append(30_000 - int(world.citizens.strength[LIES]))
    assert left == pytest.approx([300, 420, 600], abs=3)


def test_the_strength_that_is_never_lost_is_never_lost_to_a_feed_either():
    world = den()
    world.citizens.strength[LIES] = 6_005
    lie(world, DAY, atrophy={"feed_per_day": 100.0})
    assert world.citizens.strength[LIES] == 6_000


def test_out_of_it_eyes_clear_and_more_slowly_than_they_clouded():
    world = den()
    lie(world, DAY)
    full = int(world.minds.haze[0])
    get_up(world)
    lie(world, DAY)
    left = int(world.minds.haze[0])
    assert (world.minds.host[0], world.minds.node[0], world.minds.depth[0]) == (Host.BODY, -1, 0)
    assert full - left == pytest.approx(full / 3, rel=0.03)
    lie(world, 3 * DAY)
    assert world.minds.haze[0] == 0


def test_no_feed_goes_beyond_the_most_and_what_is_beyond_it_stays():
    world = den()
    slot = in_body(world, LIES, haze=900_000)
    lie(world, DAY, neural_feed={"most": 50})
    assert world.minds.haze[slot] == 900_000
    world = den()
    lie(world, DAY, neural_feed={"most": 0.2})
    assert world.minds.haze[0] == 2_000


def test_that_eyes_have_become_worse_is_told_with_what_put_them_there_and_that_they_clear_with_what_took_them_out():
    world = den()
    world.citizens.cause[LIES] = why = world.events.one(Kind.ORDERED, LIES)
    in_body(world, LIES, haze=HAZY[0] - 100)
    [told] = lie(world, 5 * HOUR)
    assert (told.kind, told.who, told.amount, told.cause) == (Kind.EYES_CLOUDED, LIES, 1, why)
    world.events.begin(world.tick)
    world.citizens.cause[LIES] = out = world.events.one(Kind.UNPLUGGED, LIES)
    get_up(world)
    [told] = lie(world, 2 * DAY)
    assert (told.kind, told.who, told.amount, told.cause) == (Kind.EYES_CLEARED, LIES, 0, out)


def test_a_feed_needs_a_path_to_the_core():
    world = den()
    lie(world, HOUR)
    event = cut(world, 0)
    lie(world, HOUR)
    minds = world.minds
    assert (minds.host[0], minds.fed[0], minds.cause[0]) == (Host.BODY, HOUR - 60, event)
    assert wired_rows(world).tolist() == []
    mend(world, 0)
    lie(world, HOUR)
    assert (minds.host[0], minds.fed[0]) == (Host.POD, 2 * (HOUR - 60))


def test_some_die_of_it_with_what_put_them_there_as_the_cause_and_by_a_draw():
    world = den()
    [died] = lie(world, DAY, neural_feed={"dies_per_year": DEADLY})
    assert (died.kind, died.who, died.amount) == (Kind.DIED, LIES, Death.FEED)
    assert (died.cause, died.stream, died.odds > 0) == (0, neural_feed.STREAM, True)  # the scenario has put them there
    assert (world.minds.ended[0], world.minds.fated[0]) == (died.id, NEVER)
    fed = int(world.minds.fed[0])
    lie(world, DAY)
    assert world.minds.fed[0] == fed, "the dead are fed no more"


def test_the_weak_and_those_deeper_in_die_sooner():
    odds = {}
    for depth, strength in ((100, 30_000), (100, 15_000), (50, 30_000)):
        world = den(depth=depth)
        world.citizens.strength[LIES] = strength
        [died] = lie(
            world, 4 * DAY, neural_feed={"dies_per_year": DEADLY}, atrophy={"loss_per_day": 0.01, "feed_per_day": 0.01}
        )
        odds[depth, strength] = died.odds
    sound = odds[100, 30_000]
    assert odds[100, 15_000] == pytest.approx(2 * sound, rel=0.01)
    assert odds[50, 30_000] == pytest.approx(sound / 2, rel=0.01)


def test_few_die_in_a_night():
    world = den()
    assert not of_kind(lie(world, 12 * HOUR), Kind.DIED)


def test_who_dies_otherwise_is_fed_no_more():
    world = den()
    lie(world, HOUR)
    world.citizens.alive[LIES], world.citizens.cause[LIES] = False, 77
    lie(world, HOUR)
    assert world.minds.ended[0] == 77
    assert world.minds.fed[0] == HOUR - 60


def test_who_has_nerves_for_it_stays_wired_by_them_until_unplugged():
    world = den()
    augment(world, LIES, AugmentKind.NERVES)
    lie(world, HOUR)
    assert depth_of(world, LIES) == 100
    world.citizens.doing[LIES] = Activity.RESTING
    lie(world, HOUR)
    assert depth_of(world, LIES) == int(world.minds.depth[mind_of(world, LIES)]) == 30
    assert wired_rows(world).tolist() == [LIES]
    get_up(world)
    assert depth_of(world, LIES) == 0
    assert wired_rows(world).tolist() == []


def test_without_a_core_that_works_nobody_is_wired():
    world = den()
    augment(world, ELSEWHERE, AugmentKind.NERVES)
    assert wired_rows(world).tolist() == [LIES, ELSEWHERE]
    world.nodes.works[0] = False
    world.rebuild()
    assert wired_rows(world).tolist() == []
    assert [depth_of(world, who) for who in range(3)] == [0, 0, 0]


def test_clouded_eyes_are_like_those_of_a_stage_and_an_augmetic_eye_sees_all_the_same():
    world = den()
    for who, haze in enumerate((HAZY[0] - 1, HAZY[1], HAZY[2])):
        in_body(world, who, haze)
    assert eyes_now(world).tolist() == [0, 2, 3]
    assert [clouded(haze) for haze in (0, *HAZY)] == [0, 1, 2, 3]
    augment(world, UP, AugmentKind.EYE)
    assert eyes_now(world).tolist() == [0, 0, 3]
    world.augments.works[world.augments.of(UP)] = False
    assert eyes_now(world).tolist() == [0, 2, 3]
    augment(world, LIES, AugmentKind.EYE)
    world.augments.works[world.augments.of(LIES)] = False
    assert eyes_now(world).tolist() == [1, 2, 3], "one eye is left"
    world.minds.haze[:] = 0
    world.augments.free(world.augments.rows())
    assert eyes_now(world).tolist() == [0, 0, 0]


def test_what_the_eyes_are_like_does_not_depend_on_when_one_last_looked():
    world = den()
    slot = in_body(world, UP, HAZY[1])
    assert eyes_now(world)[UP] == 2
    world.minds.haze[slot] = 0
    after = eyes_now(world).copy()
    world.rebuild()
    assert np.array_equal(after, eyes_now(world))
