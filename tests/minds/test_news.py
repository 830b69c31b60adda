"""What the named pass on: by radio of a watcher near a companion, on walls of one from which they have got away."""

import numpy as np
import pytest
from scenes.heads import minds, tell
from scenes.worlds import make_city, make_world

from undergrid.minds.knows.news import News, news_for
from undergrid.minds.knows.warning import Warned, to_warn_of
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import feelings, regard
from undergrid.world.society.marks import put_up
from undergrid.world.society.messages import Message, of_window
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import BondKind

WIDTH = 100
STREET = "\n".join(["#" * WIDTH, *("." * WIDTH for _ in range(11))])
DRONE = 5 * WIDTH + 80


def street():
    """Somebody with a radio by a wall, a companion far off, and a drone near that one, which the first has seen."""
    world = make_world(make_city(STREET), [(5, 1), (90, 5)], [(WatcherKind.DRONE, DRONE)], tagged=0)
    minds(world, {0: []})
    world.tick = 1000
    for who in (0, 1):
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    regard.bind(world, 0, 1, BondKind.FRIEND, 800, world.scenario_event)
    world.companion = tell(world, 0, Topic.PERSON, 1, 5 * WIDTH + 90)
    world.watcher = tell(world, 0, Topic.WATCHER, 0, DRONE)
    world.knowledge.at[[world.companion, world.watcher]] = 990
    return world


def test_who_knows_of_a_watcher_near_a_companion_out_of_earshot_has_news_for_them():
    world = street()
    assert news_for(world, 0) == News(1, DRONE, int(world.knowledge.cause[world.watcher]))


def test_there_is_no_news_without_a_radio_of_what_is_old_far_off_told_already_or_for_who_stands_beside_one():
    for hinder in (
        lambda world: kit.spend(world, 0, ItemKind.RADIO),
        lambda world: kit.spend(world, 1, ItemKind.RADIO),  # companions know what each carries
        lambda world: world.knowledge.at.__setitem__(world.watcher, 900),
        lambda world: world.knowledge.source.__setitem__(world.watcher, 1),  # they have it from them
        lambda world: world.knowledge.cell.__setitem__(world.watcher, 5 * WIDTH + 20),
        lambda world: world.knowledge.cell.__setitem__(world.companion, WIDTH + 6),
        lambda world: feelings.deepen(world, 0, Feeling.GRIEF, 1, 500, world.scenario_event),  # they are dead
    ):
        world = street()
        hinder(world)
        assert news_for(world, 0) is None
    world = street()
    slot = int(world.radioed.take(1)[0])
    world.radioed.teller[slot], world.radioed.hearer[slot], world.radioed.at[slot] = 0, 1, 980
    world.radioed.topic[slot], world.radioed.subject[slot] = Topic.WATCHER, 0
    assert news_for(world, 0) is None
    world.tick = 1290  # later it is worth a word again
    world.knowledge.at[world.watcher] = 1285
    assert news_for(world, 0) is not None


def test_who_has_not_answered_is_left_alone_for_a_quarter_of_an_hour():
    world = street()
    slot = int(world.vain.take(1)[0])
    world.vain.owner[slot], world.vain.verb[slot], world.vain.target[slot] = 0, Verb.RADIO, 1
    for since, silent in ((1, True), (899, True), (900, False)):
        world.vain.at[slot] = world.tick - since
        assert (news_for(world, 0) is None) == silent


def with_a_window(begins):
    """The same without a drone; the first knows of a window that begins in so many seconds."""
    world = street()
    world.knowledge.free(np.array([world.watcher]))
    window = world.windows.grow(1)
    world.windows.begins[window] = world.tick + begins
    tell(world, 0, Topic.WINDOW, window, -1)
    return world


@pytest.mark.parametrize(("begins", "told"), [(-1, False), (600, True), (6 * 3600, True), (6 * 3600 + 1, False)])
def test_who_knows_of_an_hour_that_comes_up_tells_a_companion_once(begins, told):
    world = with_a_window(begins)
    found = news_for(world, 0)
    assert (found is not None) == told
    if not told:
        return
    assert (found.whom, found.cell) == (1, of_window(world, 0))
    slot = int(world.radioed.take(1)[0])
    world.radioed.teller[slot], world.radioed.hearer[slot], world.radioed.at[slot] = 0, 1, 980
    world.radioed.topic[slot], world.radioed.subject[slot] = Topic.WINDOW, 0
    assert news_for(world, 0) is None
    slot = int(world.vain.take(1)[0])
    world.vain.owner[slot], world.vain.verb[slot], world.vain.target[slot], world.vain.at[slot] = 0, Verb.RADIO, 1, 980
    assert news_for(world, 0) is None
    world.tick = 980 + 900  # nobody answered: it is worth another try then
    assert (news_for(world, 0) is not None) == (begins > 900)


def escaped():
    """The same, but the drone has been near, and the first has got away from it."""
    world = street()
    world.knowledge.cell[world.watcher] = 5 * WIDTH + 30
    world.plans.low[0] = 980
    return world


def test_who_has_got_away_from_a_watcher_would_warn_others_by_the_next_wall_once():
    world = escaped()
    cause = int(world.knowledge.cause[world.watcher])
    assert to_warn_of(world, 0, 0) == Warned(0, 5 * WIDTH + 30, cause)
    put_up(world, WIDTH + 5, 0, Message(Topic.WATCHER, 0, 5 * WIDTH + 30), 1000, world.scenario_event)
    assert to_warn_of(world, 0, 0) is None


def test_there_is_nothing_to_warn_of_where_nothing_has_happened_no_wall_is_near_or_it_was_far_off():
    for hinder in (
        lambda world: world.plans.low.__setitem__(0, -1),
        lambda world: world.plans.low.__setitem__(0, 1100),  # still lies low
        lambda world: world.citizens.cell.__setitem__(0, 6 * WIDTH + 5),
        lambda world: world.knowledge.cell.__setitem__(world.watcher, 5 * WIDTH + 90),
    ):
        world = escaped()
        hinder(world)
        assert to_warn_of(world, 0, 0) is None


def test_what_is_read_and_heard_wakes_a_mind():
    assert "who" in Kind.MARK_READ.wakes
    assert "who" in Kind.RADIO_HEARD.wakes
