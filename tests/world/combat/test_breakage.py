"""Breakage: what fails in a watcher that is hit, and what follows from it."""

import numpy as np
from scenes.gunfights import NOON, armed, events
from scenes.wired import live, mend_node, wire_up
from scenes.worlds import field, make_city, run

from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.combat.breakage import fail, has_failed, hit_watcher, out_of_use
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.network import NodeKind

WIDTH = 30


def watched(kind, place=(8, 2), **given):
    """Somebody wanted near a watcher that hunts them."""
    world = armed(places=((2, 2), (8, 2), (20, 5)), watchers=[(kind, place[0] + WIDTH * place[1])], **given)
    world.citizens.wanted[0], world.sky.light[0] = True, NOON
    world.watchers.duty[0], world.watchers.quarry[0] = Duty.HUNT, 0
    world.watchers.senses[0] = Senses.EYES | Senses.HEAT | Senses.EARS
    return world


def shot(world):
    return world.events.one(Kind.SHOT_AT_WATCHER, 0, 0)


def test_a_watcher_whose_eye_has_failed_sees_nobody_any_more():
    for broken in (False, True):
        world = watched(WatcherKind.SENTINEL)
        world.citizens.tagged[:] = False
        if broken:
            fail(world, 0, Subsystem.EYE, shot(world))
            assert world.watchers.senses[0] == Senses.EARS
        run(sight, world, ticks=30)
        assert bool(events(world, Kind.SIGHTED)) == (not broken)


def test_whom_it_had_in_sight_it_loses_because_of_that():
    world = watched(WatcherKind.DRONE)
    world.citizens.tagged[:] = False
    run(sight, world, ticks=30)
    whom = int(world.watchers.in_sight[0])
    assert whom >= 0
    event = fail(world, 0, Subsystem.EYE, shot(world))
    (lost,) = events(world, Kind.LOST_SIGHT)
    assert (lost.who, lost.whom, lost.cause) == (0, whom, event)
    assert world.watchers.in_sight[0] == -1


def test_a_drone_whose_drive_fails_falls_onto_whoever_is_below_and_hunts_no_more():
    world = watched(WatcherKind.DRONE)
    cause = shot(world)
    failed = fail(world, 0, Subsystem.DRIVE, cause)
    (crashed,), (ended,) = events(world, Kind.CRASHED), events(world, Kind.HUNT_ENDED)
    assert (crashed.cause, crashed.amount, crashed.where) == (failed, 1, 8 + WIDTH * 2)
    assert ended.cause == crashed.id
    wounded = events(world, Kind.WOUNDED)
    assert [(event.who, event.cause, event.amount & 15) for event in wounded] == [(1, crashed.id, WoundKind.CRUSH)]
    assert out_of_use(world, 0)
    assert world.noises.n_used == 1
    run(dispatch, world, ticks=50)
    assert world.watchers.cell[0] == 8 + WIDTH * 2


def test_a_drone_that_hangs_on_the_network_is_a_broken_node_then():
    world = watched(WatcherKind.DRONE)
    world.nodes.grow(1)
    world.nodes.kind[0], world.nodes.watcher[0], world.nodes.cell[0] = NodeKind.DRONE, 0, 5
    world.rebuild()
    fail(world, 0, Subsystem.DRIVE, shot(world))
    assert not world.nodes.works[0]
    assert world.nodes.cause[0] == events(world, Kind.CRASHED)[0].id


def test_a_sentinel_whose_legs_fail_stands_where_it_is_and_is_not_called_again():
    world = watched(WatcherKind.SENTINEL)
    world.watchers.goal[0], world.watchers.link[0] = 20 + WIDTH * 2, 0
    fail(world, 0, Subsystem.DRIVE, shot(world))
    assert world.watchers.duty[0] == Duty.LAMED
    assert events(world, Kind.HUNT_ENDED)
    slot = int(world.dossiers.take(1)[0])
    dossiers = world.dossiers
    dossiers.subject[slot], dossiers.wanted[slot], dossiers.suspicion[slot] = 0, True, 10_000
    dossiers.cell[slot], dossiers.at[slot] = 4 + WIDTH * 2, 0
    dossiers.event[slot] = world.scenario_event
    world.rebuild()
    run(dispatch, world, ticks=30)
    assert world.watchers.cell[0] == 8 + WIDTH * 2
    assert not events(world, Kind.HUNT_BEGAN)


def test_it_still_sees():
    world = watched(WatcherKind.SENTINEL)
    world.citizens.tagged[:] = False
    fail(world, 0, Subsystem.DRIVE, shot(world))
    run(sight, world, ticks=30)
    assert events(world, Kind.SIGHTED)


def test_cameras_and_readers_take_nothing_in_any_more():
    for kind in (WatcherKind.CAMERA, WatcherKind.READER):
        world = watched(kind)
        hit_watcher(world, 0, 20, shot(world), 7)
        assert has_failed(world, 0, Subsystem.EYE)
        assert out_of_use(world, 0)


def test_a_hunter_is_put_out_of_action_by_what_goes_through_and_by_nothing_less():
    world = watched(WatcherKind.HUNTER)
    cause = shot(world)
    event = hit_watcher(world, 0, 20, cause, 7)
    assert [e.id for e in events(world, Kind.BOUNCED_OFF)] == [event]
    event = hit_watcher(world, 0, 21, cause, 7)
    (fallen,) = events(world, Kind.OUT_OF_ACTION)
    assert (fallen.id, fallen.cause) == (event, cause)
    assert out_of_use(world, 0)


def test_what_has_failed_does_not_fail_again_and_hits_go_by_draws():
    world = watched(WatcherKind.SENTINEL)
    cause, parts = shot(world), np.zeros(4, int)
    for pair in range(400):
        before = world.failures.n_used
        world.events.begin(world.events.tick + 1)
        hit_watcher(world, 0, 50, cause, pair)
        if world.failures.n_used > before:
            (slot,) = world.failures.rows().tolist()
            parts[world.failures.part[slot]] += 1
            world.failures.free(np.array([slot]))
            world.watchers.duty[0] = Duty.POST
        else:
            parts[3] += 1
    assert np.abs(parts / 400 - (0.25, 0.3, 0.2, 0.25)).max() < 0.08
    fail(world, 0, Subsystem.WEAPON, cause)
    for pair in range(100):
        world.events.begin(world.events.tick + 1)
        hit_watcher(world, 0, 50, cause, pair)
    assert len(world.failures.where(watcher=0, part=Subsystem.WEAPON)) == 1


def test_a_crash_above_a_street_breaks_glass():
    city = make_city(field(30, 9), "\n".join([" " * 30] * 4 + ["^" * 30] + [" " * 30] * 4))
    object.__setattr__(city, "levels", tuple(type(level)(level.name, True, True) for level in city.levels))
    world = armed(city, [(5, 2)], watchers=[(WatcherKind.DRONE, city.cell(1, 10, 4))])
    fail(world, 0, Subsystem.DRIVE, shot(world))
    (fell,) = events(world, Kind.GLASS_FELL)
    assert (fell.cause, fell.where) == (events(world, Kind.CRASHED)[0].id, city.cell(0, 10, 4))


def wired(kind, node):
    """A watcher that hangs on the Core."""
    world = watched(kind)
    return wire_up(world, [(NodeKind.CORE, 0), (node, 8 + WIDTH * 2, {"watcher": 0, "autonomy": 5})], [(0, 1)])


def test_a_camera_that_is_shot_fails_by_that_alone_and_sees_again_once_it_has_been_mended():
    world = wired(WatcherKind.CAMERA, NodeKind.CAMERA)
    world.watchers.duty[0], world.watchers.quarry[0], world.watchers.senses[0] = Duty.POST, -1, Senses.EYES
    failed = fail(world, 0, Subsystem.EYE, shot(world))
    assert not live(world, 20)
    assert (world.nodes.works[1], world.nodes.failed[1], world.watchers.duty[0]) == (False, True, Duty.OFF)
    assert world.nodes.cause[1] == failed
    event = mend_node(world, 1)
    [back] = live(world, 5)
    assert (back.kind, back.who, back.cause) == (Kind.DEVICE_BACK, 1, event)
    assert (world.watchers.duty[0], world.watchers.senses[0]) == (Duty.POST, Senses.EYES)
    assert not has_failed(world, 0, Subsystem.EYE)


def test_a_drone_that_is_shot_down_leaves_a_wreck_with_parts_and_is_not_told_to_land_as_well():
    world = wired(WatcherKind.DRONE, NodeKind.DRONE)
    fail(world, 0, Subsystem.DRIVE, shot(world))
    (crashed,) = events(world, Kind.CRASHED)
    [wreck] = world.wrecks.rows().tolist()
    assert (world.wrecks.cell[wreck], world.wrecks.cause[wreck]) == (crashed.where, crashed.id)
    assert world.wrecks.parts[wreck] > 0
    assert not live(world, 30)
    mend_node(world, 1)
    assert [event.kind for event in live(world, 5)] == [Kind.DEVICE_BACK]
    assert world.watchers.duty[0] == Duty.RETURN
    assert not world.wrecks.n_used
    assert not has_failed(world, 0, Subsystem.DRIVE)
