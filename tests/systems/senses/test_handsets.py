"""Handsets: who understands a word over radio, how it is heard, who listens in, and what the authority makes of it."""

import numpy as np
import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.senses import handsets
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons import why_not
from undergrid.world.reasons.senses import radio_odds
from undergrid.world.society import knowledge, messages
from undergrid.world.society.messages import Message
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

HUNTER, DRONE, CAMERA = WatcherKind.HUNTER, WatcherKind.DRONE, WatcherKind.CAMERA
CLEAR = {"shadow_db": 0, "fix_cells": 0}  # whatever arrives is heard as it was said


def street(n=2, width=60, watchers=((DRONE, (30, 8)),), radios=None, seed=1, sign="."):
    """The first person, in the west, knows of a drone; the others stand in the east. All have a radio."""
    city = make_city(field(width, 12, sign), buildings=[(Use.DISUSED, 0, width - 5, 5)])
    cells = [(2, 5), *[(width - 5, 2 + k % 9) for k in range(n - 1)]]
    world = make_world(city, cells, watchers=[(kind, city.cell(0, *place)) for kind, place in watchers], seed=seed)
    world.citizens.doing[:] = Activity.WAITING
    world.watchers.duty[:] = Duty.OFF
    for who in radios if radios is not None else range(n):
        kit.add(world, who, ItemKind.RADIO, 1, world.scenario_event)
    world.tick = 50
    slot = knowledge.learn(world, 0, Topic.WATCHER, 0, city.cell(0, 30, 8), -1, 1000, world.scenario_event)
    world.knowledge.at[slot] = 40
    return world


def say(world, whom=1, amount=0, **turned):
    world.events.begin(world.tick)
    cause = world.events.one(Kind.ORDERED, 0, whom, amount=int(Verb.RADIO))
    intend(world, 0, Verb.RADIO, whom, cause, amount=amount)
    return live(world, 1, handsets, airwaves={**CLEAR, **turned.pop("airwaves", {})}, **turned)


def of(world, who, topic=Topic.WATCHER):
    known = world.knowledge
    return [
        (int(known.cell[row]), int(known.at[row]), int(known.source[row]))
        for row in known.where(knower=who, topic=topic)
    ]


def test_whoever_is_told_by_radio_knows_it_as_of_when_the_speaker_knew_it():
    world = street()
    told = say(world)
    [heard] = of_kind(told, Kind.RADIO_HEARD)
    there = world.city.cell(0, 30, 8)
    assert (heard.who, heard.whom, messages.unpacked(heard.amount)) == (1, 0, Message(Topic.WATCHER, 0, there))
    assert heard.odds > 0
    assert of(world, 1) == [(there, 40, 0)]
    assert of_kind(told, Kind.REFUSED) == []


@pytest.mark.parametrize(
    ("hinder", "why"),
    [
        (lambda world: None, None),
        (lambda world: kit.spend(world, 0, ItemKind.RADIO), Refusal.NO_TOOL),
        (lambda world: world.items.quality.__setitem__(0, 0), Refusal.NO_TOOL),  # the speaker's is broken
        (lambda world: world.knowledge.free(world.knowledge.rows()), Refusal.KNOWS_NOTHING),
    ],
)
def test_what_stands_in_the_way_is_said(hinder, why):
    world = street()
    hinder(world)
    assert why_not(world, 0, Verb.RADIO, 1) == why
    told = say(world)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == ([why] if why else [])
    assert bool(of_kind(told, Kind.RADIO_HEARD)) == (why is None)


@pytest.mark.parametrize(
    "hinder",
    [
        lambda world: kit.spend(world, 1, ItemKind.RADIO),
        lambda world: world.items.quality.__setitem__(1, 0),
        lambda world: world.citizens.doing.__setitem__(1, Activity.SLEEPING),
        lambda world: world.citizens.alive.__setitem__(1, False),
    ],
)
def test_whoever_cannot_hear_gives_no_answer(hinder):
    world = street()
    hinder(world)
    told = say(world)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == [Refusal.NO_ANSWER]
    assert of_kind(told, Kind.RADIO_HEARD) == []


def test_beyond_the_range_there_is_nothing_but_static():
    world = street()
    told = say(world, airwaves={"sensitivity_dbm": -40})
    [refused] = of_kind(told, Kind.REFUSED)
    assert (refused.who, refused.whom, refused.amount, refused.odds) == (0, 1, Refusal.STATIC, 0)
    assert of(world, 1) == []


def test_as_many_understand_as_the_odds_say_that_the_speaker_is_shown():
    edge = {"sensitivity_dbm": -58.5, "shadow_db": 0}
    understood, shown = 0, 0.0
    for seed in range(150):
        world = street(seed=seed)
        knowledge.learn(world, 0, Topic.PERSON, 1, int(world.citizens.cell[1]), -1, 1000, world.scenario_event)
        world.knowledge.at[world.knowledge.first(knower=0, topic=Topic.PERSON)] = 30
        [*_] = live(world, 0, handsets, airwaves={**CLEAR, **edge})
        odds = radio_odds(world, 0, 1)
        told = say(world, airwaves=edge)
        drawn = [*of_kind(told, Kind.RADIO_HEARD), *of_kind(told, Kind.REFUSED)]
        assert [event.odds for event in drawn] == [odds]  # shown on belief, resolved on truth, by one kernel
        understood += len(of_kind(told, Kind.RADIO_HEARD))
        shown += odds / 2**32
    assert 0.05 * 150 < shown < 0.95 * 150
    assert abs(understood - shown) < 3 * np.sqrt(shown * (1 - shown / 150))


def test_where_the_speaker_has_no_idea_of_the_other_no_odds_are_shown():
    assert radio_odds(street(), 0, 1) == 0


def test_through_static_the_place_is_off_by_some_cells_and_the_weaker_the_farther():
    def far(sensitivity):
        worst = []
        for seed in range(40):
            world = street(seed=seed)
            say(world, airwaves={"sensitivity_dbm": sensitivity, "fix_cells": 12})
            worst += [world.city.apart(cell, world.city.cell(0, 30, 8)) for cell, _, _ in of(world, 1)]
        return worst

    strong, weak = far(-110), far(-75)
    assert strong == [0] * 40
    assert len(weak) > 20
    assert 0 < max(weak) <= 12


def test_others_with_a_radio_hear_it_too_and_nobody_without():
    world = street(4, radios=(0, 1, 3))
    told = say(world)
    assert [event.who for event in of_kind(told, Kind.RADIO_HEARD)] == [1, 3]
    assert of(world, 2) == []


def test_hunters_and_drones_listen_in_and_the_one_with_the_best_signal_reports_where_somebody_speaks():
    world = street(watchers=[(DRONE, (30, 8)), (HUNTER, (20, 5)), (CAMERA, (3, 5)), (HUNTER, (6, 5))])
    world.watchers.duty[[0, 1, 2]] = Duty.POST
    told = say(world, handsets={"report_delay": 30, "points": 25})
    [traced] = of_kind(told, Kind.RADIO_TRACED)
    assert (traced.who, traced.whom, traced.amount, traced.where) == (1, 0, 36, world.city.cell(0, 2, 5))
    [slot], reports = world.reports.rows(), world.reports
    assert (reports.subject[slot], reports.watcher[slot], reports.sense[slot]) == (-1, 1, Sense.RADIO)
    assert (reports.cell[slot], reports.arrives[slot], reports.weight[slot]) == (traced.where, 80, 25)
    assert reports.event[slot] == traced.id


@pytest.mark.parametrize("named", [5, 30])
def test_the_authority_takes_in_of_whom_somebody_speaks(named):
    world = street(3, watchers=[(DRONE, (30, 8)), (HUNTER, (20, 5))])
    world.watchers.duty[1] = Duty.POST
    knowledge.learn(world, 0, Topic.PERSON, 2, 77, -1, 1000, world.scenario_event)
    told = say(world, handsets={"named": named})
    [traced] = of_kind(told, Kind.RADIO_TRACED)
    reports = world.reports
    of_them = reports.rows()[reports.subject[reports.rows()] == 2]
    assert [(int(reports.cell[r]), int(reports.weight[r]), int(reports.event[r])) for r in of_them] == [
        (77, named, traced.id)
    ]


@pytest.mark.parametrize(("power", "understood"), [(27, True), (-30, False)])
def test_a_weaker_handset_reaches_less_far(power, understood):
    told = say(street(), handset={"power_dbm": power})
    assert bool(of_kind(told, Kind.RADIO_HEARD)) == understood


@pytest.mark.parametrize("bits", [1, 10_000])
def test_the_longer_a_word_the_more_signal_over_half_the_odds_decides(bits):
    told = say(street(), handset={"bits": bits}, airwaves={"sensitivity_dbm": -58.5})
    [drawn] = [*of_kind(told, Kind.RADIO_HEARD), *of_kind(told, Kind.REFUSED)]
    assert 0 < drawn.odds < luck.CERTAIN


@pytest.mark.parametrize(
    ("worse", "sensitivity", "sign"),
    [
        ({"indoors_db": 60}, -73.5, "."), ({"street": 6.0}, -73.5, "."), ({"ruins": 8.0}, -104.0, "%"),
        ({"mhz": 10_000.0}, -73.5, "."), ({"shadow_db": 20}, -73.5, "."), ({"ash_db": 60}, -73.5, "."),
    ],
)  # fmt: skip
def test_walls_distance_ruins_and_ash_take_their_share(worse, sensitivity, sign):
    def odds(**air):
        world = street(sign=sign)
        world.citizens.inside[1] = 0
        world.sky.ash[0] = 100
        world.rebuild()
        drawn = say(world, airwaves={"sensitivity_dbm": sensitivity, **air})
        return [event.odds for event in drawn if event.kind in (Kind.RADIO_HEARD, Kind.REFUSED)]

    assert odds(**worse) != odds()


def test_a_word_does_not_stop_a_walk_and_what_has_been_said_is_noted():
    world = street()
    world.citizens.doing[0], world.citizens.goal[0] = Activity.WALKING, 400
    say(world)
    assert (world.citizens.doing[0], world.citizens.goal[0], world.citizens.intent[0]) == (Activity.WALKING, 400, 0)
    [slot], spoken = world.radioed.rows(), world.radioed
    assert (spoken.teller[slot], spoken.hearer[slot], spoken.topic[slot], spoken.at[slot]) == (0, 1, Topic.WATCHER, 50)
    say(world)
    assert world.radioed.n_used == 1
    assert world.radioed.at[slot] == 51


def test_an_hour_of_the_timetable_is_told_by_radio_as_it_is_however_weak_the_signal():
    world = street()
    window = world.windows.grow(1)
    told = messages.of_window(world, window)
    assert why_not(world, 0, Verb.RADIO, 1, told) == Refusal.KNOWS_NOTHING
    knowledge.learn(world, 0, Topic.WINDOW, window, -1, -1, 1000, world.scenario_event)
    (heard,) = of_kind(say(world, amount=told, airwaves={"fix_cells": 20}), Kind.RADIO_HEARD)
    assert messages.unpacked(heard.amount) == Message(Topic.WINDOW, window, -1)
    (slot,) = world.knowledge.where(knower=1, topic=Topic.WINDOW).tolist()
    assert (world.knowledge.subject[slot], world.knowledge.source[slot]) == (window, 0)
    assert 0 < world.knowledge.strength[slot] < 1000
    firm = int(world.knowledge.strength[slot])
    say(world, amount=told)
    assert world.knowledge.strength[slot] == firm  # no news
