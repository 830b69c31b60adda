"""The clock in everyone: stages, the last ping, and a registry that is late."""

import pytest
from scenes.worlds import field, make_world, run

from undergrid.systems.body import implants
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.world import World

HOUR = 3600


def ending(in_ticks: int, n: int = 1) -> World:
    return make_world(field(4, 4), n, expires=in_ticks)


def log(world: World, *kinds: Kind) -> list[tuple[Kind, int, int]]:
    return [(e.kind, e.tick, e.who) for e in world.events.rows() if e.kind in kinds]


def test_stages_come_in_order_on_their_ticks():
    world = ending(2 * HOUR)
    run(implants, world, ticks=2 * HOUR + 1, period=60, blur_hours=1.5, stray_hours=1, fail_hours=0.5)
    reached = [(e.amount, e.tick) for e in world.events.rows() if e.kind == Kind.STAGE_REACHED]
    assert reached == [(1, HOUR // 2), (2, HOUR), (3, 3 * HOUR // 2)]
    assert world.citizens.stage[0] == implants.SHUT_DOWN


def test_the_end_is_a_flicker_then_a_ping_then_silence_each_because_of_the_one_before():
    world = ending(100)
    run(implants, world, ticks=101, period=60)
    last = [e for e in world.events.rows() if e.kind in (Kind.FLICKERED, Kind.PINGED, Kind.SHUT_DOWN)]
    assert [(e.kind, e.tick) for e in last] == [(Kind.FLICKERED, 80), (Kind.PINGED, 95), (Kind.SHUT_DOWN, 100)]
    stages = [e for e in world.events.rows() if e.kind == Kind.STAGE_REACHED]
    assert [e.cause for e in stages] == [world.scenario_event, *(e.id for e in stages[:-1])]
    assert [e.cause for e in last] == [stages[-1].id, last[0].id, last[1].id]
    assert not world.citizens.alive[0]
    assert world.citizens.doing[0] == Activity.SHUT_DOWN


def test_the_registry_learns_of_it_later():
    world = ending(10)
    run(implants, world, ticks=4 * HOUR, period=60, registry_least_hours=2, registry_most_hours=3)
    ((_, struck, who),) = log(world, Kind.STRUCK_OFF)
    assert who == 0
    assert 5 + 2 * HOUR <= struck <= 5 + 3 * HOUR
    assert not world.citizens.registered[0]
    assert [e.amount for e in world.events.rows() if e.kind == Kind.STRUCK_OFF] == [struck - 5]


def test_the_registry_is_as_late_as_the_last_ping_is_old_even_if_that_was_before_the_start():
    world = ending(10 * HOUR)
    world.citizens.alive[0] = False
    entry = world.registry.take(1)
    world.registry.subject[entry], world.registry.cause[entry] = 0, world.scenario_event
    world.registry.since[entry], world.registry.due[entry] = -5 * HOUR, 60
    run(implants, world, ticks=61, period=60)
    assert [(e.tick, e.amount) for e in world.events.rows() if e.kind == Kind.STRUCK_OFF] == [(60, 5 * HOUR + 60)]


def test_a_renewal_in_time_stops_the_decay():
    world = ending(2 * HOUR)
    run(implants, world, ticks=60, period=60)
    world.citizens.expires[0] += 30 * 24 * HOUR
    run(implants, world, ticks=3 * HOUR, period=60)
    assert world.citizens.alive[0]
    assert 0 not in world.cache(implants.Fading).rows


def test_everyone_is_shut_down_on_the_tick_whatever_their_turn():
    world = ending(0, n=300)
    world.citizens.expires[:] = range(61, 361)
    run(implants, world, ticks=400, period=60)
    assert [tick for _, tick, _ in sorted(log(world, Kind.SHUT_DOWN), key=lambda e: e[2])] == list(range(61, 361))


def test_a_world_rebuilt_on_the_way_goes_on_alike():
    straight, halted = ending(HOUR, n=5), ending(HOUR, n=5)
    run(implants, straight, ticks=HOUR + 1, period=60)
    run(implants, halted, ticks=HOUR - 30, period=60)
    halted.rebuild()
    run(implants, halted, ticks=31, period=60)
    assert halted.digest() == straight.digest()


@pytest.mark.parametrize(("more", "watched"), [(0, True), (1, False)])
def test_whoever_is_renewed_is_watched_no_more_once_the_first_stage_is_over_an_hour_off(more: int, watched: bool):
    world = ending(2 * HOUR, n=2)
    run(implants, world, ticks=60, period=60)
    world.citizens.expires[0] = world.tick + 2 * HOUR + HOUR + more
    world.cache(implants.Fading).due = world.tick
    run(implants, world, period=60, blur_hours=2)
    assert world.cache(implants.Fading).rows.rows().tolist() == ([0, 1] if watched else [1])


def test_a_renewal_ends_the_decay_of_nobody_else():
    world = ending(2 * HOUR, n=3)
    run(implants, world, ticks=60, period=60, blur_hours=1.5)
    world.citizens.expires[1] += 30 * 24 * HOUR
    run(implants, world, ticks=2 * HOUR, period=60, blur_hours=1.5)
    assert [who for _, _, who in log(world, Kind.SHUT_DOWN)] == [0, 2]
    assert world.citizens.alive.tolist() == [False, True, False]
    assert world.citizens.stage.tolist() == [implants.SHUT_DOWN, 0, implants.SHUT_DOWN]


def test_each_is_as_far_gone_as_their_own_time_says_and_loses_nothing_that_was_lost_before():
    world = ending(0, n=7)
    world.citizens.expires[:] = [HOUR // 2 + 1, HOUR // 2, HOUR + 1, HOUR, 2 * HOUR, 2 * HOUR - 1, 3 * HOUR]
    world.citizens.stage[3] = 3
    run(implants, world, period=60, blur_hours=2, stray_hours=1, fail_hours=0.5)
    assert world.citizens.stage.tolist() == [2, 3, 1, 3, 1, 1, 0]
    reached = [(e.who, e.amount) for e in world.events.rows() if e.kind == Kind.STAGE_REACHED]
    assert sorted(reached) == [(0, 2), (1, 3), (2, 1), (4, 1), (5, 1)]


def test_of_whoever_dies_otherwise_the_implants_send_the_last_ping_and_the_registry_hears_of_it_late():
    world = ending(100 * HOUR, 3)
    world.citizens.expires[1] = NEVER  # no subscription, no ping
    run(implants, world, ticks=30, period=60)
    for who in (0, 1):
        die(world, who, Death.COLD, world.scenario_event)
    run(implants, world, ticks=3 * HOUR, period=60, registry_least_hours=1, registry_most_hours=2)
    died, (ping,) = ({e.who: e for e in world.events.rows() if e.kind == Kind.DIED},
                     [e for e in world.events.rows() if e.kind == Kind.PINGED])  # fmt: skip
    (struck,) = [e for e in world.events.rows() if e.kind == Kind.STRUCK_OFF]
    assert (ping.who, ping.cause) == (0, died[0].id)
    assert ping.tick - died[0].tick <= 60
    assert (struck.who, struck.cause) == (0, ping.id)
    assert HOUR <= struck.amount <= 2 * HOUR
    assert world.citizens.registered.tolist() == [False, True, True]


def test_whose_entry_is_on_its_way_already_is_not_reported_again():
    world = ending(10 * HOUR)
    world.citizens.alive[0] = False
    entry = world.registry.take(1)
    world.registry.subject[entry], world.registry.due[entry] = 0, 600
    run(implants, world, ticks=300, period=60)
    assert not log(world, Kind.PINGED)
    assert world.registry.n_used == 1
