"""Cigarettes: who lights one, what comes back to them, and who sees it."""

import numpy as np
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.items import cigarettes
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons import why_not
from undergrid.world.senses.lamps import embers, glow, tables_now
from undergrid.world.senses.optics import light_on
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

SURE = {"habit_per_hour": 0, "evokes": 1}


def alley(n=1, cigarettes_each=5, fragments=3, **columns):
    """People in an unlit field, each with cigarettes and pieces of what they remember."""
    city = make_city(field(20, 20, ","))
    world = make_world(city, [city.cell(0, 2 * who % 20, 10) for who in range(n)], **columns)
    for who in range(n):
        if cigarettes_each:
            kit.add(world, who, ItemKind.CIGARETTE, cigarettes_each, world.scenario_event)
        slots = world.fragments.take(fragments)
        world.fragments.owner[slots] = who
        world.fragments.number[slots] = np.arange(fragments) + 10 * who
    world.sky.light[0] = 0
    return world


def light(world, who=0, seconds=70, **turned):
    """Let somebody light one by order, and live on; returns what happened."""
    before = world.events.n
    event = world.scenario_event
    intend(world, who, Verb.SMOKE, -1, event)
    run(cigarettes, world, ticks=seconds, **{**SURE, **turned})
    return world.events.rows()[before:]


def of(events, kind):
    return [event for event in events if event.kind == kind]


def test_a_cigarette_calls_up_a_fragment_because_it_was_lit():
    world = alley()
    lit, back = light(world)
    assert (lit.kind, lit.who, lit.amount, lit.cause) == (Kind.LIT_UP, 0, 4, world.scenario_event)
    assert (back.kind, back.who, back.cause, back.tick - lit.tick) == (Kind.RECALLED, 0, lit.id, 60)
    assert back.amount in (0, 1, 2)
    assert back.stream == cigarettes.EVOKE


def test_each_fragment_comes_back_once_and_then_nothing_does():
    world, numbers = alley(), []
    for _ in range(5):
        numbers += [event.amount for event in of(light(world, seconds=400), Kind.RECALLED)]
    assert sorted(numbers) == [0, 1, 2]
    assert kit.count(world, 0, ItemKind.CIGARETTE) == 0


def test_it_calls_up_something_as_often_as_said_after_as_long_and_burns_as_long():
    world = alley(n=10)
    back = 0
    for who in range(10):
        back += len(of(light(world, who, seconds=11, evokes=0.5, evokes_after_s=10), Kind.RECALLED))
    assert 0 < back < 10
    world = alley()
    light(world, seconds=100, burns_s=90)
    assert world.smoking.n_used == 0
    light(world, seconds=100, burns_s=110)
    assert world.smoking.n_used == 1


def test_who_has_none_or_smokes_already_is_told_so():
    world = alley(cigarettes_each=0)
    assert why_not(world, 0, Verb.SMOKE) == Refusal.NO_SUPPLIES
    [refused] = light(world)
    assert (refused.kind, refused.amount) == (Kind.REFUSED, Refusal.NO_SUPPLIES)
    world = alley()
    light(world)
    [refused] = light(world)
    assert refused.amount == Refusal.NOT_NEEDED


def test_it_goes_out_with_whoever_loses_their_senses():
    world = alley()
    light(world, seconds=5)
    world.citizens.doing[0] = Activity.UNCONSCIOUS
    run(cigarettes, world, ticks=100, **SURE)
    assert world.smoking.n_used == 0
    assert not of(world.events.rows(), Kind.RECALLED)


def test_out_of_habit_those_who_stand_light_one_and_those_who_hide_or_walk_do_not():
    world = alley(n=9)
    world.citizens.doing[:] = [Activity.WAITING] * 5 + [Activity.HIDING] * 2 + [Activity.WALKING] * 2
    run(cigarettes, world, ticks=3600, habit_per_hour=0.99)
    lit = of(world.events.rows(), Kind.LIT_UP)
    assert {event.who for event in lit} == {0, 1, 2, 3, 4}
    assert all(event.stream == cigarettes.HABIT and event.odds for event in lit)


# ---------------------------------------------------------------- the ember


def lit_at(world, cell):
    return int(light_on(tables_now(world), int(world.city.ground[cell]), cell, 0, 1))


def test_an_ember_lights_the_cell_on_which_it_burns_and_no_other_and_goes_out():
    world = alley(n=2)
    here, there = world.citizens.cell.tolist()
    dark = lit_at(world, here)
    light(world, seconds=2)
    assert lit_at(world, here) > dark
    assert lit_at(world, there) == dark
    table = tables_now(world)
    world.rebuild()
    assert (tables_now(world) == table).all()  # as whoever loads the world sees it
    run(cigarettes, world, ticks=400, **SURE)
    assert lit_at(world, here) == dark


def test_indoors_it_is_not_seen():
    world = alley()
    light(world, seconds=2)
    assert len(embers(world)) == 1
    world.citizens.inside[0] = 0
    glow(world)
    assert len(embers(world)) == 0


def test_a_scanner_makes_out_a_smoker_from_farther_off():
    world = alley(n=2)
    world.sky.temperature[0] = 1500
    light(world, seconds=2)
    scanning = Scanning(world)
    assert scanning.clothes[0] < scanning.clothes[1]
    here = world.city.cell(0, 10, 0)
    odds = [
        scanning.chance(world, here, int(world.citizens.cell[1]), 0, 0, int(scanning.clothes[who])) for who in (0, 1)
    ]
    assert odds[0] > odds[1]
