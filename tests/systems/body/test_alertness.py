"""Alertness: what keeps somebody awake who has not lain down to."""

import pytest
from scenes.worlds import run
from systems.body.test_fatigue import out

from undergrid.systems.body import fatigue
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


@pytest.mark.parametrize("why", ["sees", "low", "links", "saw", "none"])
def test_nobody_drops_off_with_a_watcher_just_perceived_lying_low_or_about_to_link(why):
    """A night in which she hid from drones beside the Core, seconds after having linked the cube, and fell asleep."""
    world = out(doing=Activity.HIDING, pressure=800_000)
    world.plans.grow(1)
    world.plans.owner[0] = 0
    if why in ("sees", "saw"):
        slot, known = int(world.knowledge.take(1)[0]), world.knowledge
        known.knower[slot], known.topic[slot], known.at[slot] = 0, Topic.WATCHER, 100
        world.tick = 130 if why == "sees" else 401
    elif why == "low":
        world.plans.low[0] = 300
    elif why == "links":
        slot = int(world.intentions.take(1)[0])
        world.intentions.owner[slot], world.intentions.aim[slot], world.plans.intends[0] = 0, Aim.LINK, slot
    world.rebuild()
    run(fatigue, world, ticks=100, amplitude=0)
    assert (world.citizens.doing[0] == Activity.SLEEPING) == (why in ("saw", "none"))
    world.plans.intends[0] = -1
    run(fatigue, world, ticks=700, amplitude=0)
    assert world.citizens.doing[0] == Activity.SLEEPING, "they do once it is over"


@pytest.mark.parametrize("why", ["walks", "crosses", "hauls"])
def test_nobody_drops_off_on_the_way_or_with_somebody_in_their_hands(why):
    """Who dragged a boy through a tunnel at dawn fell asleep on her feet, three hundred metres from the clinic."""
    world = out(
        2, doing={"walks": Activity.WALKING, "crosses": Activity.CROSSING}.get(why, Activity.WAITING), pressure=800_000
    )
    world.plans.grow(1)
    world.plans.owner[0] = 0
    if why == "hauls":
        slot = int(world.hauls.take(1)[0])
        world.hauls.hauler[slot], world.hauls.hauled[slot] = 0, 1
    run(fatigue, world, ticks=100, amplitude=0)
    assert world.citizens.doing[0] != Activity.SLEEPING
    world.citizens.doing[0] = Activity.WAITING
    world.hauls.free(world.hauls.rows())
    run(fatigue, world, ticks=700, amplitude=0)
    assert world.citizens.doing[0] == Activity.SLEEPING, "they do once they stand"


def test_who_has_lain_down_to_sleep_with_a_watcher_about_sleeps():
    world = out(pressure=800_000)
    world.plans.grow(1)
    world.plans.owner[0] = 0
    slot, known = int(world.knowledge.take(1)[0]), world.knowledge
    known.knower[slot], known.topic[slot], known.at[slot] = 0, Topic.WATCHER, 0
    intend(world, 0, Verb.SLEEP, -1, world.events.one(Kind.ORDERED, 0))
    run(fatigue, world, ticks=30, amplitude=0)
    assert world.citizens.doing[0] == Activity.SLEEPING
