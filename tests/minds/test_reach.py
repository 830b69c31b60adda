"""Reach: walking there, the gate and the chip, being turned away, waiting for somebody."""

from itertools import pairwise

import numpy as np
import pytest
from scenes.gatehouse import give_chip
from scenes.heads import bind, live, minds, ordered, tell
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.world.body.exposure import expose
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.ways import bar, set_gate
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

NIGHT = 23 * 3600


def walled(people=1, gates=((3, 0),), starts=NIGHT, more=(), **columns):
    """A street and the waste beyond it, a disused house, a station, gates at the top; people in the south."""
    city = make_city(
        field(60, 20),
        field(60, 20, "_"),
        buildings=[(Use.DISUSED, 0, 20, 10), (Use.REFUGE, 1, 30, 10)],
        links=[(LinkKind.GATE, (0, *at), (1, *at), 8000) for at in gates],
    )
    guards = [(WatcherKind.SENTINEL, city.cell(0, x + 1, y)) for x, y in gates]
    others = [(WatcherKind.SENTINEL, city.cell(0, *at)) for at in more]
    world = make_world(city, [(5, 18)] * people, [*guards, *others], starts=starts, tagged=0, **columns)
    world.gates.guard[:] = range(len(gates))
    world.watchers.link[: len(gates)] = world.gates.link
    return world, {"station": city.cell(1, 30, 10), "corner": city.cell(0, 50, 3)}


def kinds(events):
    return [event.kind for event in events]


def test_somebody_walks_to_a_place_and_stays_there():
    world, places = walled()
    heads = minds(world, {0: [("reach", {"place": "corner"})]}, places)
    events = live(world, heads, 250)
    assert world.city.where(int(world.citizens.cell[0]))[1:] == (50, 3)
    assert set(ordered(events, 0)) == {Verb.WALK}
    assert len(ordered(events, 0)) == 2  # 45 cells, 24 of them at a stretch
    assert not ordered(live(world, heads, 900), 0)


def test_behind_the_wall_a_chip_opens_the_gate_and_they_go_into_the_station():
    world, places = walled()
    give_chip(world, 0, 0)
    heads = minds(world, {0: [("reach", {"place": "station"})]}, places)
    events = live(world, heads, 400)
    told = [kind for kind in kinds(events) if kind in (Kind.CHIP_PRESENTED, Kind.GATE_OPENED, Kind.CROSSED)]
    assert told == [Kind.CHIP_PRESENTED, Kind.GATE_OPENED, Kind.CROSSED]
    assert world.citizens.inside[0] == 1
    assert ordered(events, 0)[-1] == Verb.ENTER
    assert not ordered(live(world, heads, 900), 0)


NEVER_OPENS = {"alarm": 0, "alarm_unlisted": 0}


def turned_away(world):
    """Give 0 a chip of somebody whom the registry has struck off: no guard opens for it."""
    give_chip(world, 0, 1)
    world.citizens.registered[1] = False
    world.citizens.alive[1] = False


def test_turned_away_they_go_into_hiding_and_try_again_later():
    world, places = walled(people=2, gates=((3, 0), (40, 0)))
    turned_away(world)
    heads = minds(world, {0: [("reach", {"place": "station", "retry_minutes": 20})]}, places)
    events = live(world, heads, 600, judgement=NEVER_OPENS)
    assert world.citizens.inside[0] == 0  # the disused house
    tries = [event.tick for event in events if event.kind == Kind.JUDGED]
    assert len(tries) == 1
    events += live(world, heads, 1200, judgement=NEVER_OPENS)
    tries = [event.tick for event in events if event.kind == Kind.JUDGED]
    assert len(tries) == 2
    assert tries[1] - tries[0] > 20 * 60


def test_an_alarm_keeps_them_away_for_longer_than_a_refusal_and_sends_them_to_another_gate():
    world, places = walled(people=2, gates=((3, 0), (40, 0)))
    turned_away(world)
    wants = [("reach", {"place": "station", "retry_minutes": 5, "alarm_minutes": 15})]
    events = live(world, minds(world, {0: wants}, places), 1500, judgement={"alarm_unlisted": 1})
    shown = [(event.tick, event.whom) for event in events if event.kind == Kind.CHIP_PRESENTED]
    assert [gate for _, gate in shown] == [0, 1]
    assert shown[1][0] - shown[0][0] > 15 * 60


def test_a_guard_that_has_judged_a_chip_is_not_shown_it_again_in_the_same_night_nor_before_one_has_another():
    world, places = walled(people=2, gates=((3, 0), (40, 0)))
    turned_away(world)
    heads = minds(world, {0: [("reach", {"place": "station", "retry_minutes": 3})]}, places)
    events = live(world, heads, 4000, judgement=NEVER_OPENS)
    assert [event.whom for event in events if event.kind == Kind.CHIP_PRESENTED] == [0, 1]
    assert world.citizens.inside[0] == 0  # where they hide meanwhile
    give_chip(world, 0, 1)
    assert Kind.CHIP_PRESENTED in kinds(live(world, heads, 900, judgement=NEVER_OPENS))


def test_a_guard_without_time_is_left_alone_for_a_while_out_of_its_sight():
    world, places = walled()
    give_chip(world, 0, 0)
    at_post, world.watchers.duty[0] = int(world.watchers.duty[0]), 2  # it hunts somebody
    heads = minds(world, {0: [("reach", {"place": "station", "busy_minutes": 5})]}, places)
    events = live(world, heads, 1200)
    refused = [event.tick for event in events if event.kind == Kind.REFUSED]
    assert len(refused) > 2
    assert min(b - a for a, b in pairwise(refused)) >= 5 * 60
    assert Verb.ENTER in ordered(events, 0)  # they go to ground meanwhile
    world.watchers.duty[0] = at_post
    assert Kind.CHIP_PRESENTED in kinds(live(world, heads, 600))


def test_without_a_chip_they_lie_low():
    world, places = walled()
    events = live(world, minds(world, {0: [("reach", {"place": "station"})]}, places), 300)
    assert world.citizens.inside[0] == 0
    assert Kind.REFUSED not in kinds(events)


def shown(events):
    return [event.whom for event in events if event.kind == Kind.CHIP_PRESENTED]


def test_a_chip_whose_owner_is_struck_off_by_now_as_they_take_it_is_shown_to_nobody_any_more():
    """Somebody showed the chip of a dead man, struck off the night before, to four guards: no chance in a thousand."""
    world, places = walled(people=2, gates=((3, 0), (40, 0)))
    turned_away(world)
    wants = [("reach", {"place": "station", "retry_minutes": 3, "listed_hours": 0.05})]
    heads = minds(world, {0: wants}, places)
    events = live(world, heads, 2000, judgement=NEVER_OPENS)
    assert shown(events) == [0]  # before the three minutes were over
    assert world.citizens.inside[0] == 0  # where they hide since
    world.tick = world.plans.wake[0] = 20 * 3600  # another night
    world.sky.light[0] = 0
    assert shown(live(world, heads, 2000, judgement=NEVER_OPENS)) == []


def test_a_chip_for_which_hardly_any_guard_would_open_is_not_shown():
    for corruption, found in ((45, [0]), (95, [])):
        world, places = walled()
        give_chip(world, 0, 0, corruption=corruption)
        heads = minds(world, {0: [("reach", {"place": "station"})]}, places)
        assert shown(live(world, heads, 120)) == found


def test_in_their_last_hours_they_watch_a_gate_without_a_chip_and_run_when_it_stands_open():
    """Somebody whose chip was worth nothing any more spent six dying hours in a house by the gate."""
    world, places = walled()
    tell(world, 0, Topic.WATCHER, 0, int(world.watchers.cell[0]))
    world.citizens.expires[0] = 3 * 3600
    heads = minds(world, {0: [("reach", {"place": "station"})]}, places)
    live(world, heads, 120)
    gate = world.city.cell(0, 3, 0)
    assert world.citizens.inside[0] < 0
    assert 5 <= world.city.apart(int(world.citizens.cell[0]), gate) <= 15
    set_gate(world, 0, True)  # by itself
    events = live(world, heads, 40)
    assert Verb.RUN in ordered(events, 0)
    assert Kind.CROSSED in kinds(events)


def test_nobody_watches_a_gate_before_the_eyes_of_a_sentinel_that_they_know_of():
    """In his last hours a man went to the same spot again and again, was seen there each time, and fled."""
    world, places = walled(more=[(10, 12)])
    world.citizens.expires[0] = 3 * 3600
    for row in (0, 1):  # of the guard of that gate, too, whom one cannot but have before one
        tell(world, 0, Topic.WATCHER, row, int(world.watchers.cell[row]))
    heads = minds(world, {0: [("reach", {"place": "station"})]}, places)
    live(world, heads, 120)
    gate = world.city.cell(0, 3, 0)
    assert world.city.apart(int(world.citizens.cell[0]), gate) > 15


@pytest.mark.parametrize(
    ("left", "indoors", "beside", "stays"),
    [(900, True, True, True), (960, True, True, False), (900, True, False, False), (900, False, True, False)],
)
def test_in_their_last_minutes_they_go_out_from_nobodys_side_and_on_the_way_they_go_on(left, indoors, beside, stays):
    """A morning in which he went out of the door, and in again, and died out there, while she sat inside."""
    city = make_city(field(120, 6), buildings=[(Use.DISUSED, 0, 2, 2)])
    world = make_world(city, [(2, 2), (2 if beside else 30, 2)], starts=23 * 3600, tagged=0)
    bind(world, (0, 1))
    for row in (0, 1) if indoors and beside else (0,) if indoors else ():
        move_body(world, row, 0)
    world.citizens.expires[0] = left
    heads = minds(world, {0: [("reach", {"place": "end"})]}, {"end": world.city.cell(0, 118, 2)})
    assert (ordered(live(world, heads, 30), 0) == []) == stays


def test_the_less_time_is_left_the_sooner_they_try_again():
    waits = []
    for left in (100 * 3600, 2 * 3600):
        world, places = walled(people=2, gates=((3, 0), (40, 0)))
        turned_away(world)
        world.citizens.expires[0] = left
        heads = minds(world, {0: [("reach", {"place": "station", "retry_minutes": 40})]}, places)
        tries = [e.tick for e in live(world, heads, 3000, judgement=NEVER_OPENS) if e.kind == Kind.JUDGED]
        waits.append(tries[1] - tries[0])
    assert waits[0] > 40 * 60
    assert waits[1] < 20 * 60


def test_they_wait_for_whoever_has_fallen_behind():
    world, places = walled(people=2)
    bind(world, (0, 1))
    heads = minds(world, {0: [("reach", {"place": "corner", "together": ["lucy"]})]}, places)
    live(world, heads, 100)
    assert world.citizens.doing[0] == Activity.HIDING
    far = int(world.citizens.cell[0])
    assert 5 < heads.world.city.where(far)[1] - 5 < 30
    world.citizens.cell[1] = far  # there she is
    live(world, heads, 150)
    assert heads.world.city.where(int(world.citizens.cell[0]))[1] >= 48


@pytest.mark.parametrize("doing", [Activity.HELD, Activity.SHUT_DOWN])
def test_for_whom_they_see_held_or_dead_they_do_not_wait(doing):
    world, places = walled(people=2)
    bind(world, (0, 1))
    world.citizens.doing[1] = doing
    world.citizens.alive[1] = doing == Activity.HELD
    wants = [("reach", {"place": "corner", "together": ["lucy"], "retry_minutes": 3})]
    heads = minds(world, {0: wants}, places)
    live(world, heads, 120)
    assert world.plans.alone[0]
    assert world.citizens.inside[0] == 0  # first out of the way
    live(world, heads, 400)
    assert world.city.where(int(world.citizens.cell[0]))[1:] == (50, 3)


def lost():
    """Somebody who has waited for 200 s for whom they go with, who is out of sight for good."""
    world, places = walled(people=2)
    bind(world, (0, 1))
    world.citizens.inside[1] = 1
    world.rebuild()
    world.citizens.cell[0] = world.city.cell(0, 30, 2)
    heads = minds(world, {0: [("reach", {"place": "corner", "together": ["lucy"]})]}, places)
    live(world, heads, 200)
    return world, heads


def test_whoever_is_lost_is_waited_for_then_looked_for_then_given_up():
    world, heads = lost()
    assert world.city.where(int(world.citizens.cell[0]))[1:] == (30, 2)
    been = set()
    for _ in range(400):
        live(world, heads, 1)
        been.add(world.city.where(int(world.citizens.cell[0]))[1:])
    assert (5, 18) in been  # where she was last seen
    assert world.city.where(int(world.citizens.cell[0]))[1:] == (50, 3)
    assert world.plans.alone[0]


def test_who_lies_low_under_a_roof_does_not_come_out_to_look_for_them():
    world, heads = lost()
    world.citizens.cell[0], world.citizens.inside[0] = world.city.buildings[0].door, 0
    world.plans.low[0] = world.tick + 300
    world.rebuild()
    assert not {Verb.LEAVE, Verb.SNEAK, Verb.WALK} & set(ordered(live(world, heads, 299), 0))
    assert {Verb.LEAVE, Verb.SNEAK, Verb.WALK} & set(ordered(live(world, heads, 30), 0))  # then somebody looks


def test_whom_they_go_with_they_wake_before_they_go_out():
    world, places = walled(people=2)
    bind(world, (0, 1))
    world.citizens.cell[:], world.citizens.inside[:] = world.city.buildings[0].door, 0
    world.citizens.doing[1] = Activity.SLEEPING
    expose(world, np.array([1]))
    world.rebuild()
    heads = minds(world, {0: [("reach", {"place": "corner", "together": ["lucy"]})]}, places)
    events = live(world, heads, 3)
    [word] = [event for event in events if event.kind == Kind.ORDERED and event.who == 0]
    assert (word.amount, word.whom) == (Verb.ROUSE, 1)
    world.citizens.doing[1] = Activity.RESTING
    assert Verb.LEAVE in ordered(live(world, heads, 30), 0)


def test_whoever_cannot_walk_does_not_set_out_until_they_can():
    """Somebody whose legs did not bear weight decided to set out, was refused, and gave it up, again and again."""
    world, places = walled()
    heads = minds(world, {0: [("reach", {"place": "corner"})]}, places)
    world.citizens.able[0] = 0
    assert Kind.DECIDED not in kinds(live(world, heads, 60))
    assert Kind.REFUSED not in kinds(world.events.rows())
    world.citizens.able[0] = 100
    live(world, heads, 120)
    assert world.citizens.cell[0] != world.city.cell(0, 5, 18)


def test_they_go_to_whoever_they_see_who_cannot_walk_and_stay_by_them():
    """He had gone in to lie low, looked out for her every four minutes, saw her lie there, and went in again."""
    world, places = walled(people=2)
    bind(world, (0, 1))
    world.citizens.cell[1] = world.city.cell(0, 14, 18)
    world.citizens.able[1], world.citizens.doing[1] = 0, Activity.LYING
    world.rebuild()
    heads = minds(world, {0: [("reach", {"place": "corner", "together": ["lucy"]})]}, places)
    live(world, heads, 600)
    assert world.city.apart(int(world.citizens.cell[0]), int(world.citizens.cell[1])) <= 1
    assert ordered(world.events.rows(), 0)[-1] == Verb.HIDE
    world.citizens.able[1], world.citizens.doing[1] = 100, Activity.WAITING
    live(world, heads, 120)
    assert world.city.apart(int(world.citizens.cell[0]), int(world.citizens.cell[1])) > 1


def test_who_was_refused_a_walk_onto_rubble_out_of_sight_goes_round_it():
    """It lay just where they meant to look up next, 48 m ahead; they gave up, and two stood there until the morning."""
    world, places = walled()
    heads = minds(world, {0: [("reach", {"place": "corner"})]}, places)
    live(world, heads, 2)
    stage = int(world.citizens.goal[0])
    world.citizens.doing[0], world.plans.wake[0] = Activity.WAITING, world.tick
    bar(world, stage, world.scenario_event)
    events = live(world, heads, 300)
    assert kinds(events).count(Kind.REFUSED) == 1
    assert Kind.ABANDONED not in kinds(events)
    assert world.city.where(int(world.citizens.cell[0]))[1:] == (50, 3)
