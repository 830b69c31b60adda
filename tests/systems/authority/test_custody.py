"""Custody: the arrested are led away on foot, held, moved on, and can be freed."""

import pytest
from scenes.arrests import CENTRE, CLAIM, STATION, STREAM, arrested, kept, lives, until, walled
from scenes.by_order import SIDE, at
from scenes.gatehouse import of_kind

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.body import blood_loss, injuries
from undergrid.world.combat.breakage import hit_watcher, out_of_use
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Custody, Duty, WatcherKind
from undergrid.world.tables.body import BodyPart, Dressing, WoundKind
from undergrid.world.tables.people import Activity


def test_whoever_is_arrested_is_led_off_at_a_walk_step_by_step_with_the_hunter():
    world, event = arrested()
    (led,) = of_kind(lives(world, 1), Kind.LED_AWAY)
    assert (led.who, led.whom, led.where, led.cause) == (0, 0, at(30, 30), event)
    assert (world.watchers.duty[0], world.watchers.goal[0], world.watchers.quarry[0]) == (Duty.LEAD, at(50, 30), -1)
    lives(world, 10)
    assert world.citizens.cell[0] == world.watchers.cell[0] == at(35, 30)  # 11 m: 10 s at 1.1 m/s
    assert world.citizens.doing[0] == Activity.HELD


def test_they_are_held_in_the_nearest_station_and_the_hunter_goes_back():
    world, taken = kept(buildings=(STATION, CENTRE, (Use.STATION, 0, 59, 59)))
    led = of_kind(world.events.rows(), Kind.LED_AWAY)[0]
    assert (taken.who, taken.whom, taken.where, taken.cause) == (0, 0, at(50, 30), led.id)
    assert abs((taken.tick - led.tick) - 40 / 1.1) <= 2
    assert (world.citizens.inside[0], world.citizens.cell[0]) == (0, at(50, 30))
    assert (world.citizens.doing[0], world.citizens.cause[0]) == (Activity.HELD, taken.id)
    assert (world.watchers.duty[0], world.custodies.stage[0]) == (Duty.RETURN, Custody.KEPT)


def wounded(part, flow=600, depth=2):
    """Somebody who bleeds, and has just been arrested."""
    world, _ = arrested()
    slot = injuries.wound(world, 0, WoundKind.SHRAPNEL, part, depth, False, world.scenario_event, flow=flow)
    return world, slot


@pytest.mark.parametrize(("dressed", "left"), [(0.7, 180), (0.5, 300)])
def test_what_bleeds_of_whom_they_bring_in_is_dressed_there(dressed, left):
    world, slot = wounded(BodyPart.ARM)
    taken = until(world, Kind.TAKEN_INTO_CUSTODY, 200, dressed=dressed)
    (tended,) = of_kind(world.events.rows(), Kind.TENDED_IN_CUSTODY)
    assert (tended.who, tended.whom, tended.tick, tended.cause) == (0, 0, taken.tick, taken.id)
    assert tended.amount == injuries.code(world, slot)
    assert (world.wounds.dressing[slot], world.wounds.treated[slot]) == (Dressing.GAUZE, tended.id)
    assert world.blood.tended[world.blood.first(owner=0)] == tended.id
    assert blood_loss.bleeds(world, slot) == world.blood.flow[world.blood.first(owner=0)] == left


@pytest.mark.parametrize(
    ("part", "flow", "dressed"), [(BodyPart.BELLY, 600, 0.7), (BodyPart.ARM, 0, 0.7), (BodyPart.ARM, 600, 0)]
)
def test_what_does_not_bleed_or_cannot_be_dressed_is_left_as_it_is(part, flow, dressed):
    world, slot = wounded(part, flow)
    until(world, Kind.TAKEN_INTO_CUSTODY, 200, dressed=dressed)
    assert not of_kind(world.events.rows(), Kind.TENDED_IN_CUSTODY)
    assert world.wounds.dressing[slot] == Dressing.NONE


@pytest.mark.parametrize(("speed", "slow"), [(1.1, 37), (2.2, 19)])
def test_so_fast_they_are_led(speed, slow):
    world, _ = arrested()
    taken = until(world, Kind.TAKEN_INTO_CUSTODY, 100, lead_speed=speed)
    assert abs(taken.tick - slow) <= 1


def test_without_a_station_they_are_held_where_a_sentinel_keeps_a_gate_else_where_the_hunter_stands_guard():
    world, _ = arrested(buildings=(), hunters=((30, 30), (40, 30)))
    world.watchers.kind[1], world.watchers.link[1] = WatcherKind.SENTINEL, 0
    assert until(world, Kind.TAKEN_INTO_CUSTODY, 100).where == at(40, 30)
    assert (world.citizens.inside[0], world.citizens.cell[0]) == (-1, at(40, 30))
    world, _ = arrested(buildings=())
    world.watchers.home[0] = at(30, 35)
    assert until(world, Kind.TAKEN_INTO_CUSTODY, 100).where == at(30, 35)


def test_a_sentinel_takes_them_to_its_own_gate():
    world, _ = arrested()
    world.watchers.kind[0], world.watchers.home[0] = WatcherKind.SENTINEL, at(30, 38)
    assert until(world, Kind.TAKEN_INTO_CUSTODY, 100).where == at(30, 38)


def test_for_whom_a_drone_holds_the_nearest_hunter_comes_and_the_drone_flies_back():
    world, event = arrested(hunters=((20, 30), (5, 5)), drones=((30, 30),), by=2)
    (sent,) = of_kind(lives(world, 1), Kind.CREW_SENT)
    assert (sent.who, sent.whom, sent.cause) == (0, 0, event)
    assert (world.watchers.duty[2], world.watchers.duty[0]) == (Duty.LEAD, Duty.LEAD)
    assert not of_kind(lives(world, 8), Kind.LED_AWAY)
    led = until(world, Kind.LED_AWAY, 10)
    assert (led.who, led.cause, world.watchers.cell[0]) == (0, event, at(30, 30))
    assert abs(led.tick - 20 / 1.7) <= 1
    assert world.watchers.duty[2] == Duty.RETURN
    assert until(world, Kind.TAKEN_INTO_CUSTODY, 100).who == 0


@pytest.mark.parametrize(("speed", "ticks"), [(1.7, 12), (3.4, 6)])
def test_so_fast_they_come(speed, ticks):
    world, _ = arrested(hunters=((20, 30),), drones=((30, 30),), by=1)
    assert abs(until(world, Kind.LED_AWAY, 20, fetch_speed=speed).tick - ticks) <= 1


@pytest.mark.parametrize(("call_m", "comes"), [(19, False), (20, True)])
def test_where_nobody_is_within_call_a_drone_has_to_let_go_after_a_while(call_m, comes):
    world, event = arrested(hunters=((20, 30),), drones=((30, 30),), by=1)
    events = lives(world, 140, call_m=call_m, hold_minutes=2)
    assert bool(of_kind(events, Kind.LED_AWAY)) == comes
    assert not of_kind(events, Kind.BROKE_AWAY)
    out = of_kind(events, Kind.LET_OUT)
    assert bool(out) != comes
    if out:
        assert (out[0].tick, out[0].who, out[0].cause) == (120, 0, event)
        assert (world.citizens.doing[0], world.watchers.duty[1]) == (Activity.WAITING, Duty.RETURN)


def sentinel(world, x, y):
    """Post a Sentinel there too; returns its row."""
    row = world.watchers.n
    world.watchers.grow(1)
    world.watchers.kind[row], world.watchers.duty[row] = WatcherKind.SENTINEL, Duty.POST
    world.watchers.cell[row] = world.watchers.home[row] = at(x, y)
    world.watchers.luck[row] = 77
    return row


def test_a_sentinel_comes_for_somebody_where_no_hunter_is_within_call():
    world, event = arrested(hunters=((58, 58),), drones=((30, 30),), by=1)
    row = sentinel(world, 20, 30)
    (sent,) = of_kind(lives(world, 1, call_m=25), Kind.CREW_SENT)
    assert (sent.who, sent.whom, sent.cause) == (row, 0, event)
    assert until(world, Kind.LED_AWAY, 20, call_m=25).who == row


def test_a_hunter_comes_rather_than_a_sentinel_who_is_nearer():
    world, _ = arrested(hunters=((20, 30),), drones=((30, 30),), by=1)
    sentinel(world, 25, 30)
    (sent,) = of_kind(lives(world, 1), Kind.CREW_SENT)
    assert sent.who == 0


def test_nobody_is_led_off_by_a_hunter_who_cannot_come():
    world, event = arrested(hunters=((25, 30),), drones=((30, 30),), by=1, drawing=walled(25, 30))
    events = lives(world, 20)
    (out,) = of_kind(events, Kind.LET_OUT)
    assert (out.who, out.cause) == (0, event)
    assert of_kind(events, Kind.CREW_SENT)
    assert not of_kind(events, Kind.LED_AWAY)
    assert world.citizens.cell[0] == at(30, 30)


def test_on_the_way_somebody_may_tear_loose_by_a_draw_if_they_have_their_senses():
    def away(doing=None, **params):
        n = 0
        for seed in range(12):
            world, _ = arrested(seed=seed)
            if doing:
                slot = world.blood.take(1)
                world.blood.owner[slot], world.blood.passed_out[slot] = 0, True
            events = lives(world, 300, lead_speed=0.05, **params)
            for event in of_kind(events, Kind.BROKE_AWAY):
                assert event.cause == of_kind(events, Kind.LED_AWAY)[0].id
                assert event.odds > 0
                assert world.citizens.doing[0] == Activity.WAITING
                assert world.watchers.duty[0] == Duty.RETURN
                n += 1
        return n

    assert away() == 0
    assert 2 <= away(tears_per_hour=0.999) <= 10  # 44 in 100 over 300 s
    assert away(doing=True, tears_per_hour=0.999) == 0


def test_who_is_led_by_somebody_disturbed_is_free_and_that_is_why():
    world, _ = arrested()
    lives(world, 10)
    world.events.begin(world.tick)
    shot = world.events.one(Kind.SPASMED, 0, cause=world.scenario_event)
    world.watchers.impaired[0], world.watchers.cause[0] = 900, shot
    (away,) = of_kind(lives(world, 1), Kind.BROKE_AWAY)
    assert (away.who, away.whom, away.cause) == (0, 0, shot)


def stop(world, row):
    """Let something hit a watcher so that it is out of use; returns the event that told so."""
    world.events.begin(world.tick)
    for pair in range(1, 200):
        if not out_of_use(world, row):
            hit_watcher(world, row, 60, world.scenario_event, pair)
    return int(world.watchers.cause[row])


@pytest.mark.parametrize("ticks", [1, 10, 30])
def test_who_is_led_by_a_hunter_who_is_shot_is_free_at_that_moment(ticks):
    world, _ = arrested()
    lives(world, ticks)
    shot = stop(world, 0)
    (away,) = of_kind(lives(world, 1), Kind.BROKE_AWAY)
    assert (away.who, away.whom, away.cause) == (0, 0, shot)
    assert world.citizens.doing[0] != Activity.HELD
    lives(world, 300)
    assert world.watchers.duty[0] == Duty.OFF


def test_whom_a_drone_holds_is_free_once_that_has_crashed():
    world, _ = arrested(hunters=((58, 58),), drones=((30, 30),), by=1)
    lives(world, 3)
    shot = stop(world, 1)
    (away,) = of_kind(lives(world, 1), Kind.BROKE_AWAY)
    assert (away.who, away.whom, away.cause) == (0, 1, shot)


def test_where_the_hunter_who_comes_for_somebody_is_shot_another_one_is_sent():
    world, _ = arrested(hunters=((58, 58), (58, 2)), drones=((30, 30),), by=2)
    first = until(world, Kind.CREW_SENT, 20)
    stop(world, first.who)
    second = until(world, Kind.CREW_SENT, 20)
    assert {first.who, second.who} == {0, 1}


def test_a_hunter_who_has_arrested_two_at_once_leads_both_and_lays_hands_on_nobody_when_one_tears_loose():
    """A hunter went after the one who had torn loose, and let go of the other for it."""
    world, _ = arrested(people=2)
    world.watchers.quarry[0], world.watchers.duty[0] = 1, Duty.HUNT
    lay_hold(world, 1, [0], luck.chance(1), 5, STREAM, CLAIM)
    lives(world, 10)
    slots = world.custodies.rows()
    assert world.custodies.watcher[slots].tolist() == [0, 0]
    world.citizens.doing[1] = Activity.WAITING  # one of them is free
    lives(world, 1)
    assert (world.watchers.duty[0], world.custodies.n_used) == (Duty.LEAD, 1)
    assert until(world, Kind.TAKEN_INTO_CUSTODY, 200).whom == 0
    assert world.watchers.duty[0] == Duty.RETURN


def test_whoever_gets_away_is_missed_after_a_while_and_wanted_again():
    world, _ = arrested()
    lives(world, 10)
    world.watchers.impaired[0] = 900
    (away,) = of_kind(lives(world, 1, missed_minutes=2, missed_points=140), Kind.BROKE_AWAY)
    assert not of_kind(lives(world, 118), Kind.WANTED)
    (wanted,) = of_kind(lives(world, 5), Kind.WANTED)
    assert (wanted.who, wanted.amount, wanted.cause) == (0, 140, away.id)


def test_when_their_term_is_over_a_draw_lets_them_go():
    world, taken = kept()
    assert not lives(world, 3599 - (world.tick - taken.tick - 1), term_hours=6)
    world.custodies.due[0] = world.tick
    (out,) = of_kind(lives(world, 1, let_out=1), Kind.LET_OUT)
    assert (out.who, out.where, out.cause, out.odds) == (0, at(50, 30), taken.id, luck.chance(1))
    assert (world.citizens.doing[0], world.citizens.inside[0]) == (Activity.WAITING, -1)
    assert world.citizens.cell[0] == world.city.doors[0]
    assert not world.custodies.n_used


@pytest.mark.parametrize(("able", "inside"), [(100, -1), (0, 0)])
def test_who_is_let_go_is_shown_the_door_if_they_can_walk(able, inside):
    world, _ = kept()
    world.citizens.able[0], world.custodies.due[0] = able, world.tick
    assert of_kind(lives(world, 1, let_out=1), Kind.LET_OUT)
    assert world.citizens.inside[0] == inside


@pytest.mark.parametrize("hours", [1, 6])
def test_a_term_is_so_many_hours(hours):
    world, _ = arrested()
    taken = until(world, Kind.TAKEN_INTO_CUSTODY, 100, term_hours=hours)
    assert world.custodies.due[0] == taken.tick + hours * 3600


def test_who_is_not_let_go_is_moved_on_to_a_reclamation_centre_and_stays_there():
    world, taken = kept()
    world.custodies.due[0] = world.tick
    sent = until(world, Kind.CREW_SENT, 3, let_out=0)
    assert (sent.who, sent.whom, sent.cause) == (0, 0, taken.id)
    moved = until(world, Kind.MOVED_ON, 200)
    assert (moved.who, moved.whom, moved.where, moved.cause) == (0, 1, at(50, 30), taken.id)
    lives(world, 10)
    assert world.citizens.inside[0] < 0  # on the way, on foot, with the hunter
    assert world.citizens.cell[0] == world.watchers.cell[0] != at(50, 30)
    there = until(world, Kind.TAKEN_INTO_CUSTODY, 300)
    assert (there.where, there.cause) == (at(10, 50), moved.id)
    assert (world.citizens.inside[0], world.citizens.doing[0]) == (1, Activity.HELD)
    world.tick += 100 * 3600
    assert not lives(world, 2, let_out=1)


def test_they_are_held_on_until_a_hunter_is_free_to_take_them_on():
    world, _ = kept()
    world.custodies.due[0] = world.tick
    world.watchers.duty[0] = Duty.OFF
    assert not lives(world, 590, let_out=0)
    assert world.citizens.inside[0] == 0
    world.watchers.duty[0] = Duty.POST
    assert until(world, Kind.CREW_SENT, 20)


def test_who_cannot_come_to_take_them_on_goes_back_and_another_is_asked_later():
    world, _ = kept(drawing=walled(40, 40))
    world.custodies.due[0] = world.tick
    world.watchers.cell[0] = at(40, 40)
    events = lives(world, 1190, let_out=0)
    assert not of_kind(events, Kind.MOVED_ON)
    assert len(of_kind(events, Kind.CREW_SENT)) == 2
    assert (world.custodies.crew[0], world.citizens.inside[0], world.custodies.stage[0]) == (-1, 0, Custody.AWAITED)


def test_on_the_way_there_they_are_free_where_the_hunter_is_disturbed():
    world, _ = kept()
    world.custodies.due[0] = world.tick
    moved = until(world, Kind.MOVED_ON, 200, let_out=0)
    world.watchers.impaired[0] = 100_000
    (away,) = of_kind(lives(world, 1), Kind.BROKE_AWAY)
    assert (away.who, away.cause) == (0, moved.id)


def test_where_there_is_no_such_centre_they_stay_for_another_term():
    world, _ = kept(buildings=(STATION,))
    world.custodies.due[0] = world.tick
    assert not lives(world, 1, let_out=0, term_hours=2)
    assert world.custodies.due[0] == world.tick - 1 + 7200


def test_of_the_dead_nobody_has_hold_any_more():
    world, _ = arrested()
    lives(world, 5)
    world.citizens.alive[0], world.citizens.doing[0] = False, Activity.SHUT_DOWN
    assert not lives(world, 2)
    assert not world.custodies.n_used
    assert world.watchers.duty[0] == Duty.RETURN
    assert world.citizens.cell[0] < SIDE * SIDE
