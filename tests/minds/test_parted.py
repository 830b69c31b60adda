"""Parted: those who have lost each other meet where both were last together."""

import pytest
from scenes.heads import bind, decided, live, minds, ordered
from scenes.worlds import make_city, make_world

from undergrid.city.city import Use
from undergrid.world.authority.custody import release
from undergrid.world.log.kinds import Kind
from undergrid.world.society.feelings import deepen
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

NIGHT = 23 * 3600
SCREEN = "\n".join("." * 160 if y != 9 else "." * 60 + "#" * 40 + "." * 60 for y in range(20))


def pair(hours=4.0, starts=NIGHT):
    """Rex and Lucy side by side between two disused houses, and a third one far off."""
    houses = [(Use.DISUSED, 0, 36, 5), (Use.DISUSED, 0, 24, 14), (Use.DISUSED, 0, 150, 5)]
    world = make_world(make_city(SCREEN, buildings=houses), [(30, 5), (31, 5)], starts=starts, tagged=0)
    bind(world, (0, 1), (1, 0))
    wants = {
        0: [("hide", {}), ("reach", {"place": "end", "together": ["lucy"], "search_hours": hours, "retry_minutes": 2})],
        1: [("escort", {"who": "rex", "search_hours": hours}), ("hide", {})],
    }
    heads = minds(world, wants, {"end": world.city.cell(0, 2, 17)})
    live(world, heads, 2)  # they have seen each other
    return world, heads


def arrest(world, who):
    """Let somebody be held far off from now on."""
    world.citizens.doing[who] = Activity.HELD
    world.citizens.goal[who] = -1


def lead_off(world, who, x=140):
    world.citizens.cell[who] = world.city.cell(0, x, 16)
    world.rebuild()


def let_out(world, who):
    world.events.begin(world.tick)
    event = world.events.one(Kind.LET_OUT, who, where=int(world.citizens.cell[who]))
    release(world, who, event)
    world.plans.cause[who], world.plans.wake[who] = event, world.tick + 1
    world.tick += 1


def test_who_has_seen_the_other_taken_hides_first_and_then_waits_where_both_were_last_together():
    """Two who loved each other were parted by arrests, and neither ever looked for the other."""
    world, heads = pair()
    arrest(world, 0)
    live(world, heads, 60)
    lead_off(world, 0)
    live(world, heads, 2300)
    assert world.plans.lost[1] >= 0
    assert not world.plans.alone[1]
    events = live(world, heads, 400)
    assert Aim.LOOK_FOR in decided(events, 1)
    assert world.citizens.inside[1] == 0  # the house nearest to where they stood
    assert not ordered(live(world, heads, 3600), 1)


def test_who_comes_free_again_goes_there_too_and_they_have_each_other_again():
    world, heads = pair(starts=NIGHT + 5 * 3600)  # it is the hour of hiding, and he is near another house
    arrest(world, 0)
    live(world, heads, 5)
    lead_off(world, 0)
    live(world, heads, 3000)
    assert world.citizens.inside[1] == 0
    let_out(world, 0)
    live(world, heads, 400)
    assert world.citizens.inside[:2].tolist() == [0, 0]
    assert world.plans.lost[:2].tolist() == [-1, -1]
    assert not world.plans.alone[:2].any()


def test_where_they_would_meet_is_no_house_that_has_been_raided():
    world, heads = pair()
    for who in (0, 1):
        learn(world, who, Topic.PERIL, 0, world.city.buildings[0].door, -1, 1000, world.scenario_event)
    arrest(world, 0)
    live(world, heads, 5)
    lead_off(world, 0)
    live(world, heads, 3000)
    assert world.citizens.inside[1] == 1


@pytest.mark.parametrize("ends", ["time", "death"])
def test_the_search_ends_with_their_patience_or_with_their_knowing_of_a_death(ends):
    world, heads = pair(hours=1.0 if ends == "time" else 100.0)
    arrest(world, 0)
    live(world, heads, 5)
    lead_off(world, 0)
    live(world, heads, 3000)
    assert not world.plans.alone[1]
    if ends == "death":
        deepen(world, 1, Feeling.GRIEF, 0, 500, world.scenario_event)
    live(world, heads, 800)
    assert world.plans.alone[1]


def test_whoever_has_little_time_left_gives_a_quarter_of_it_to_the_search_at_most():
    world, heads = pair(hours=100.0)
    world.citizens.expires[1] = world.tick + 4 * 3600
    arrest(world, 0)
    live(world, heads, 5)
    lead_off(world, 0)
    live(world, heads, 2500)
    assert not world.plans.alone[1]
    live(world, heads, 1000)
    assert world.plans.alone[1]


def test_who_is_led_past_again_is_looked_for_from_then_on():
    world, heads = pair(hours=1.0)
    arrest(world, 0)
    live(world, heads, 3000)  # he stands there held all the time
    assert world.plans.lost[1] > 2000
    assert Verb.ENTER in [Verb(verb) for verb in world.plans.verb] or world.citizens.inside[1] >= 0
