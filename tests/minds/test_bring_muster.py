"""Bring, before one sets out: sleepers are woken, the thirsty drink, and all know when."""

import pytest
from minds.test_bring import THIRD, WHO, WHOM, asked, expose, indoors, left, pair, together
from scenes.bodies import told
from scenes.heads import night

from undergrid.world.body.posture import lay_down
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def test_who_sleeps_is_woken_before_one_sets_out_and_nobody_one_has_met_is_left_behind_asleep():
    world, heads = pair(third=(5, 3), goal=(20, 4))
    indoors(world, WHO, WHOM, THIRD)
    lay_down(world, THIRD, Activity.SLEEPING, world.scenario_event)
    expose(world, THIRD)
    slot = regard.regard(world, WHO, THIRD)
    world.regards.met[slot] = 0
    night(world, heads, 120)
    verbs = asked(world.events.rows())
    assert verbs.index(Verb.ROUSE) < verbs.index(Verb.LEAVE)
    assert [event.whom for event in told(world, Kind.ROUSED)] == [THIRD]


@pytest.mark.parametrize(("asleep", "water"), [(False, 4), (True, 4), (False, 0)])
def test_who_is_thirsty_is_given_water_before_they_are_moved_and_woken_for_it(asleep, water):
    world, heads = pair(goal=(20, 4))
    indoors(world, WHO, WHOM)
    expose(world, WHOM)
    slot = world.exposure.first(owner=WHOM)
    world.exposure.parched[slot], world.exposure.water[slot], world.exposure.pressure[slot] = 1, 3_000_000, 300_000
    if asleep:
        lay_down(world, WHOM, Activity.SLEEPING, world.scenario_event)
    kit.add(world, WHO, ItemKind.WATER, water, world.scenario_event)
    night(world, heads, 120)
    verbs = asked(world.events.rows())
    assert [verb for verb in verbs[:3] if verb in (Verb.ROUSE, Verb.WATER)] == (
        [Verb.ROUSE] * asleep + [Verb.WATER] if water else []
    )
    assert told(world, Kind.TOOK_UP)


@pytest.mark.parametrize(("hours", "knows"), [(("13:00", "20:00"), 3600), (("11:00", "20:00"), -1)])
def test_they_know_when_they_will_set_out(hours, knows):
    plan = {WHO: [("bring", {"who": "leo", "place": "clinic", "begins": hours[0], "ends": hours[1]})]}
    world, heads = pair(plan=plan)
    night(world, heads, 30)
    assert world.plans.sets_out[0] == knows
    world.citizens.alive[WHOM] = False
    world.plans.wake[:] = world.tick
    night(world, heads, 2)
    assert world.plans.sets_out[0] == -1


def test_a_stranger_who_sleeps_is_let_sleep():
    world, heads = pair(third=(5, 3), goal=(20, 4))
    indoors(world, WHO, WHOM, THIRD)
    lay_down(world, THIRD, Activity.SLEEPING, world.scenario_event)
    expose(world, THIRD)
    night(world, heads, 120)
    assert Verb.ROUSE not in asked(world.events.rows())


@pytest.mark.parametrize("hours", [("12:02", "18:00"), ("18:00", "12:02")])
def test_they_set_out_together_when_the_first_of_them_would(hours):
    world, heads = together(hours)
    world.plans.wake[:] = 1
    night(world, heads, 900)
    first, second = left(world)[:2]
    assert 120 <= first <= 720  # who rests looks up every five minutes
    assert second - first <= 30
    places = [world.city.where(int(cell))[1] for cell in world.citizens.cell[[WHO, WHOM]]]
    assert abs(places[0] - places[1]) <= 7
    calls, comes = (WHO, WHOM) if hours[0] == "12:02" else (WHOM, WHO)
    aims = (Aim.KEEP_WORD, Aim.GO_ALONG)
    said = next(e for e in told(world, Kind.DECIDED) if (e.who, e.whom) == (calls, comes) and e.amount in aims)
    meant = next(e for e in told(world, Kind.INTENDED) if (e.who, e.whom) == (comes, calls) and e.amount in aims)
    assert meant.cause == said.id  # they come along because of who has called them
