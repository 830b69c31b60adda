"""How people take to dreams, sour on them, leave them and get over them."""

import math

import numpy as np
import pytest
from scenes.wired import CORE, NodeKind, wire_up
from scenes.worlds import make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.network import dreams
from undergrid.world.log.kinds import Kind
from undergrid.world.network.devices import put_out
from undergrid.world.people.moods import ONE, mood_of, shift
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.dreams import DreamStage
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity

HOUR = 3600
NOBODY_NEW = {"by_themselves": 0, "after_others": 0}


def pods(people=4, plugged=True, seed=1):
    """So many people at home, plugged in or not."""
    city = make_city("....\n....", buildings=[(Use.PODS, 0, 1, 0)], capacity=200_000)
    world = make_world(city, people, seed=seed, home=0, plugged=plugged)
    world.citizens.inside[:] = 0
    world.citizens.doing[:] = Activity.PLUGGED if plugged else Activity.RESTING
    world.rebuild()
    return world


def hours(world, n=1, **turned):
    """So many turns of the rule, an hour apart; returns what happened."""
    before = world.events.n
    for _ in range(n):
        run(dreams, world, on=True, **turned)
        world.tick += HOUR - 1
    return world.events.rows()[before:]


def of(events, *kinds):
    return [event for event in events if event.kind in kinds]


# ---------------------------------------------------------------- taking to it


def bass(t, p=0.03, q=0.38):
    return (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))


def test_a_hundred_thousand_take_to_it_as_the_closed_form_of_bass_has_it():
    step = 0.05  # of a unit of the closed form, in an hour
    world, n = pods(100_000, plugged=False), 100_000
    scale = step * 8766
    apart, growth, before = 0.0, [], 0.0
    for turn in range(1, 361):
        run(dreams, world, on=True, by_themselves=0.03 * scale, after_others=0.38 * scale)
        world.tick += HOUR - 1
        share = world.dreams.n_used / n
        apart = max(apart, abs(share - bass(turn * step)))
        growth.append(share - before)
        before = share
    assert apart < 0.01
    assert before > 0.98
    peak = np.convolve(growth, np.ones(9) / 9, "same").argmax() * step
    assert abs(peak - math.log(0.38 / 0.03) / 0.41) < 0.5  # t* = 6.19


def test_who_takes_to_it_dreams_from_then_on_and_the_draw_is_told():
    world = pods(200, plugged=False)
    told = hours(world, by_themselves=1000, after_others=0)
    assert 8 < len(told) < 40  # a chance of 0.11
    assert {event.kind for event in told} == {Kind.PLUGGED_IN}
    assert all(event.stream and event.odds and not event.cause for event in told)
    assert sorted(np.flatnonzero(world.citizens.plugged)) == sorted(event.who for event in told)


def test_who_is_told_to_plug_in_dreams_too_and_the_untagged_cannot():
    world = pods(3, plugged=False)
    world.citizens.plugged[0] = True
    world.citizens.tagged[1] = False
    hours(world, by_themselves=0, after_others=1e3)
    hours(world, 300, by_themselves=0, after_others=1000)
    owners = world.dreams.owner[world.dreams.rows()].tolist()
    assert 0 in owners
    assert 1 not in owners


# ---------------------------------------------------------------- habit


def test_sixty_six_days_make_ninety_five_percent_of_a_habit():
    world = pods(1)
    hours(world, used_days=1, **NOBODY_NEW, bears_least=5, bears_most=5)
    world.dreams.habit[:] = 0
    hours(world, 66 * 24, **NOBODY_NEW)
    assert abs(world.dreams.habit[0] / ONE - 0.95) < 0.002  # Lally et al. 2010
    world.citizens.doing[:] = Activity.RESTING
    kept = int(world.dreams.habit[0])
    hours(world, 48, **NOBODY_NEW)
    assert world.dreams.habit[0] == kept  # only hours plugged in count


def test_a_faster_habit_is_sooner_one():
    world = pods(1)
    hours(world, used_days=1, **NOBODY_NEW)
    world.dreams.habit[:] = 0
    hours(world, 24, habit_per_day=1, **NOBODY_NEW)
    assert abs(world.dreams.habit[0] / ONE - (1 - math.exp(-1))) < 0.01


def test_at_the_start_people_have_dreamt_for_some_time_and_nobody_beyond_what_they_bear():
    world = pods(2000)
    told = hours(world, **NOBODY_NEW)
    habits = world.dreams.habit[world.dreams.rows()]
    assert 0.9 < (habits > 0.5 * ONE).mean() < 1
    assert (habits < 0.5 * ONE).any()
    assert len(of(told, Kind.DREAM_SOURED)) <= 2
    assert len(set(world.dreams.programme[world.dreams.rows()].tolist())) == 4


# ---------------------------------------------------------------- souring and leaving


def soured(world, n=1, **turned):
    return of(hours(world, n, **{**NOBODY_NEW, **turned}), Kind.DREAM_SOURED)


def test_the_better_the_dream_the_less_it_sours_and_the_more_of_a_habit_the_more():
    world = pods(4)
    hours(world, **NOBODY_NEW)
    slots = world.dreams.rows()
    world.dreams.programme[slots] = range(4)
    params = dreams.Params(on=True)
    world.dreams.habit[slots] = ONE
    full = dreams.sourness(world, params, slots)
    assert full.tolist() == [ONE - round(q * 0.6 * ONE) for q in params.qualities]
    world.dreams.habit[slots] = 0
    assert dreams.sourness(world, params, slots).tolist() == [ONE - round(q * ONE) for q in params.qualities]


def test_they_sour_where_dissatisfaction_passes_what_one_bears_and_then_one_leaves_by_a_draw():
    world = pods(40)
    hours(world, used_days=1, qualities=(0.9,) * 4, bears_least=0.43, bears_most=0.43, **NOBODY_NEW)
    told = hours(world, 24 * 70, qualities=(0.9,) * 4, leaves_per_day=2, relapses_per_day=0, **NOBODY_NEW)
    sour = {event.who: event for event in of(told, Kind.DREAM_SOURED)}
    left = {event.who: event for event in of(told, Kind.UNPLUGGED)}
    assert set(left) <= set(sour)
    assert len(left) > 30
    for who, event in left.items():
        assert event.cause == sour[who].id
        assert event.tick > sour[who].tick
        assert event.stream == dreams.LEAVE
        assert sour[who].amount == 43
    waits = [left[who].tick - sour[who].tick for who in left]
    assert 7 < np.mean(waits) / HOUR < 18  # a rate of two a day


def test_half_of_those_who_can_bear_it_no_more_leave_in_an_hour_at_one_half():
    world = pods(2000)
    hours(world, leaves_per_day=0, bears_least=0, bears_most=0, **NOBODY_NEW)
    assert len(world.dreams.where(stage=DreamStage.SOURED)) == 2000
    told = hours(world, leaves_per_day=24 * math.log(2), **NOBODY_NEW)
    assert abs(len(of(told, Kind.UNPLUGGED)) - 1000) < 75
    gone = [event.who for event in of(told, Kind.UNPLUGGED)]
    assert not world.citizens.plugged[gone].any()
    assert (world.citizens.doing[gone] == Activity.RESTING).all()


@pytest.mark.parametrize(
    "turned",
    [{"qualities": (0.3,) * 4}, {"wears": 1}, {"bears_least": 0}, {"bears_most": 0.6}],
)
def test_worse_dreams_and_less_patience_sour_more(turned):
    def many(**given):
        world, given = pods(100), {**NOBODY_NEW, **given}
        hours(world, used_days=1, **given)
        world.dreams.habit[world.dreams.rows()] = ONE
        return len(soured(world, **given))

    assert many(**turned) > many()


def test_a_dream_of_no_quality_pleases_nobody():
    world = pods(20)
    hours(world, bears_least=0.9, bears_most=0.9, **NOBODY_NEW)
    assert len(soured(world, qualities=(0.05, 0.05, 0.05, 0.05))) == 20


def test_a_light_heart_awake_sours_a_dream_and_a_heavy_one_sweetens_it():
    found = []
    for mood in (-ONE, 0, ONE):
        world = pods(1)
        hours(world, **NOBODY_NEW)
        shift(world, 0, mood, world.scenario_event)
        found.append(int(dreams.sourness(world, dreams.Params(on=True), world.dreams.rows())[0]))
    assert found[0] + 100_000 == found[1] == found[2] - 100_000
    world = pods(1)
    hours(world, **NOBODY_NEW)
    shift(world, 0, ONE, world.scenario_event)
    world.dreams.bears[:] = int(dreams.sourness(world, dreams.Params(on=True), world.dreams.rows())[0]) - 1
    assert soured(world)


def test_a_dream_whose_server_stands_still_is_nothing_and_that_is_why():
    world = pods(200)
    wire_up(world, [(CORE, 0), (NodeKind.SERVER, 1), (NodeKind.SERVER, 2)], [])
    hours(world, bears_least=0.6, bears_most=0.9, **NOBODY_NEW)
    world.nodes.works[1], world.nodes.cause[1] = False, world.scenario_event
    told = soured(world)
    rows = world.dreams.rows()
    hit = set(world.dreams.owner[rows[world.dreams.programme[rows] % 2 == 0]].tolist())
    assert {event.who for event in told} == hit
    assert {event.amount for event in told} == {100}


# ---------------------------------------------------------------- withdrawal


def out_of_it(**turned):
    """Somebody with a full habit whose pods have failed, an hour later; (the world, what happened)."""
    world = pods(1)
    hours(world, **NOBODY_NEW)
    world.dreams.habit[:] = ONE
    put_out(world, np.array([0]), world.scenario_event)
    return world, hours(world, **{**NOBODY_NEW, "relapses_per_day": 0, **turned})


def test_who_dreams_no_more_for_whatever_reason_withdraws_and_it_passes():
    world, told = out_of_it()
    [out] = of(world.events.rows(), Kind.UNPLUGGED)
    [begun] = of(told, Kind.WITHDRAWS)
    assert (begun.cause, begun.amount) == (out.id, 100)
    hours(world, relapses_per_day=0, **NOBODY_NEW)
    assert abs(mood_of(world, 0) + 0.5 * ONE) < 0.02 * ONE
    deep = mood_of(world, 0)
    told = hours(world, 24 * 10, relapses_per_day=0, **NOBODY_NEW)
    [over] = of(told, Kind.WITHDRAWAL_OVER)
    assert over.cause == begun.id
    assert abs((over.tick - begun.tick) / HOUR / 24 - 4 * math.log(10)) < 0.2  # a tenth of it is left
    assert mood_of(world, 0) >= deep  # it sinks no further
    assert world.dreams.stage[0] == DreamStage.FREE


def test_how_deep_and_how_long_is_said_by_the_scenario():
    world, _ = out_of_it(sinks=0.2)
    hours(world, relapses_per_day=0, sinks=0.2, **NOBODY_NEW)
    assert abs(mood_of(world, 0) + 0.2 * ONE) < 0.02 * ONE
    world, _ = out_of_it()
    told = hours(world, 24 * 4, relapses_per_day=0, withdrawal_days=1, **NOBODY_NEW)
    assert of(told, Kind.WITHDRAWAL_OVER)


def test_some_give_in_because_they_miss_it_and_dream_again():
    world, told = out_of_it()
    [begun] = of(told, Kind.WITHDRAWS)
    told = hours(world, 24 * 4, relapses_per_day=24, **NOBODY_NEW)
    [again] = of(told, Kind.PLUGGED_IN)
    assert (again.cause, again.stream) == (begun.id, dreams.RELAPSE)
    assert world.citizens.plugged[0]
    world, _ = out_of_it()
    world.citizens.inside[0] = -1
    assert not of(hours(world, 24, relapses_per_day=24, **NOBODY_NEW), Kind.PLUGGED_IN)


def test_where_dreams_are_only_sleep_nothing_is_kept():
    world = pods(20)
    run(dreams, world, ticks=2)
    assert world.dreams.n == 0


def test_who_knows_too_much_bears_their_dreams_worse_and_that_is_why_they_sour():
    world = pods(1)
    hours(world, **NOBODY_NEW)
    before = int(dreams.sourness(world, dreams.Params(on=True), world.dreams.rows())[0])
    heard = world.events.one(Kind.TRUTH_TOLD, 0, 0, 0, 1, world.scenario_event)
    learn(world, 0, Topic.TRUTH, -1, -1, -1, 1000, heard)
    assert dreams.sourness(world, dreams.Params(on=True), world.dreams.rows())[0] == before + 150_000
    world.dreams.bears[:] = before + 10_000
    [event] = soured(world)
    assert event.cause == heard
