"""Steps in a whole town, worked out once more listener by listener: who is heard, how loud, and what is reported."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.towns import BEGAN, PEOPLE, WATCHERS, WIDE, conditions_of, said_now, town, why_suspect
from scenes.worlds import make_world, run

from undergrid.core import luck
from undergrid.systems.senses import hearing
from undergrid.world.authority.reporting import misplaced
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.acoustics import Acoustics
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.people import Activity, Pace

KNOBS = {"run_db": 88, "walk_db": 71, "sneak_db": 57, "drag_db": 85, "tarp_db": 79, "laden_db": 75, "listen_every": 2,
         "again_after": 30, "report_delay": 11, "off_m": 5, "points": 17}  # fmt: skip
SOUND = {"busy_db": 47, "quiet_db": 33, "wall_db": 9, "drone_deaf_db": 6, "needed_db": 4, "rain_db": 30}
STEPS = {Pace.SNEAK: 57, Pace.WALK: 71, Pace.RUN: 88}
BURDENS = {HaulMode.DRAG: 85, HaulMode.TARP: 79, HaulMode.CARRY: 75, HaulMode.SUPPORT: 75}
LISTENERS = (WatcherKind.SENTINEL, WatcherKind.DRONE, WatcherKind.HUNTER)


def busy(seed, curfew):
    """A town of which most are on their feet, some with a body; listeners who have heard something lately."""
    world, dice = town(seed, curfew)
    people, watchers, hauls = world.citizens, world.watchers, world.hauls
    people.doing[:] = np.where(dice.random(PEOPLE) < 0.75, Activity.WALKING, people.doing)
    slots = hauls.take(75)
    hauls.hauler[slots], hauls.mode[slots] = dice.integers(0, PEOPLE, 75), dice.integers(0, 4, 75)
    hauls.hauled[slots] = dice.integers(0, PEOPLE, 75)
    hauls.free(slots[::3])
    watchers.heard_at[:] = np.where(dice.random(WATCHERS) < 0.6, BEGAN - 30 + dice.integers(-4, 6, WATCHERS), -1)
    watchers.impaired[:] = np.where(dice.random(WATCHERS) < 0.3, BEGAN + dice.integers(-2, 4, WATCHERS), 0)
    people.cell[0] = WIDE * 25 + 30  # somebody so loud that more hear it than are listened to at once
    watchers.cell[:70:2] = people.cell[0] + dice.permutation(np.arange(-20, 20))[:35]
    watchers.kind[:70:2], watchers.duty[:70:2] = dice.choice(LISTENERS, 35), Duty.PATROL
    people.doing[0], people.tagged[0], people.alive[0], people.inside[0] = Activity.WALKING, False, True, -1
    people.pace[0] = Pace.RUN
    world.rebuild()
    return world, dice


def power(world, who):
    """How loud somebody is: their steps, or what they drag if that is louder, dB."""
    modes = world.hauls.mode[world.hauls.where(hauler=who)]
    return max([STEPS[Pace(world.citizens.pace[who])], *(BURDENS[HaulMode(mode)] for mode in modes)])


def heard_by(world, w, movers, masked):
    """(level in 1/100 dB, whom) a watcher hears best, the first among equals; (0, -1) for nobody."""
    people, watchers, city, best = world.citizens, world.watchers, world.city, (0, -1)
    ready = watchers.duty[w] != Duty.OFF and watchers.impaired[w] <= world.tick
    rested = watchers.heard_at[w] < 0 or world.tick - watchers.heard_at[w] >= 30
    level, x, y = city.where(int(watchers.cell[w]))
    if watchers.kind[w] not in LISTENERS or not (ready and rested and city.levels[level].lawful):
        return best
    for who, loud in movers:
        there = int(people.cell[who])
        to_level, to_x, to_y = city.where(there)
        metres = max(1.0, 2 * math.hypot(to_x - x, to_y - y))
        heard = 100 * loud - round(100 * (20 * math.log10(metres) + 8))
        needed = masked + 600 * (watchers.kind[w] == WatcherKind.DRONE)
        if to_level != level or heard < needed:
            continue
        heard -= 0 if clear(city.handle, int(watchers.cell[w]), there) else 900
        if heard >= needed and heard > best[0]:
            best = heard, who
    return best


def once(world):
    """(events, reports, heard_at) of this tick by the rule."""
    people, watchers, now, told, filed = world.citizens, world.watchers, world.tick, [], []
    masked, heard_at = Acoustics(**SOUND).needed(world.sky), watchers.heard_at.copy()
    times = dict.fromkeys(range(PEOPLE), 0)
    movers = [(who, power(world, who)) for who in range(PEOPLE) if who // 64 % 2 == now % 2
              and people.doing[who] == Activity.WALKING and why_suspect(world, who)]  # fmt: skip
    for w in range(WATCHERS):
        level, who = heard_by(world, w, movers, masked)
        if who < 0 or times[who] == 8:
            continue
        times[who] += 1
        heard_at[w], here = now, int(people.cell[who])
        pair = luck.pair(watchers.luck[w], people.luck[who])
        place = int(misplaced(world.key(hearing.STREAM), pair, 0, here, 2, world.city.handle))
        cause = int(people.cause[who]) or int(watchers.cause[w])
        told.append((Kind.HEARD, w, who, here, level // 100, cause, 0, 0))
        filed.append((-1, w, int(Sense.HEARING), place, now, now + 11, 17))
    return told, filed, heard_at.tolist(), times


@pytest.mark.parametrize("curfew", [0, 1])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_listener_reports_the_loudest_of_those_who_move_about_without_a_permit(seed, curfew):
    world, dice = busy(seed, curfew)
    n, most = 0, 0
    for now in range(BEGAN, BEGAN + 6):
        world.sky.rain[0] = (0, 1, 3)[now % 3]
        if now == BEGAN + 3:  # everybody is elsewhere
            world.watchers.cell[::3] = dice.integers(0, world.city.n_cells, len(world.watchers.cell[::3]))
            world.citizens.cell[1::2] = dice.permutation(world.citizens.cell[1::2])
            world.rebuild()
        told, filed, heard_at, times = once(world)
        n_filed = len(world.reports.rows())
        run(hearing, world, **KNOBS, **SOUND)
        assert said_now(world) == sorted(told)
        names = ("subject", "watcher", "sense", "cell", "at", "arrives", "weight", "event")
        slots = world.reports.rows()[n_filed:]
        rows = [tuple(int(getattr(world.reports, name)[slot]) for name in names) for slot in slots]
        assert [row[:-1] for row in rows] == filed
        log = {event.id: event for event in world.events.this_tick()}
        assert [log[row[-1]].who for row in rows] == [row[1] for row in filed]
        assert world.watchers.heard_at.tolist() == heard_at
        n, most = n + len(told), max(most, *times.values())
    assert n > 30
    assert most == 8
    assert not conditions_of(world)


def test_a_town_that_gets_more_listeners_hears_with_all_of_them():
    world, _ = busy(1, 1)
    run(hearing, world, **KNOBS, **SOUND)
    row = world.watchers.grow(1)
    world.watchers.kind[row], world.watchers.cell[row] = WatcherKind.HUNTER, world.citizens.cell[0]
    world.watchers.duty[:row] = Duty.OFF
    run(hearing, world, ticks=2, **KNOBS, **SOUND)
    assert [event.who for event in world.events.rows() if event.tick > BEGAN] == [row]


@pytest.mark.parametrize("kind", [WatcherKind.SENTINEL, WatcherKind.DRONE])
@pytest.mark.parametrize(("behind", "drawing"), [(0, "........."), (9, "....#....")])
def test_a_sound_is_heard_that_just_stands_out_of_the_background_and_not_a_hundredth_less(kind, behind, drawing):
    world = make_world(drawing, [(8, 0)], [(kind, 0)], doing=Activity.WALKING, tagged=False)
    needed = Acoustics(**SOUND).needed(world.sky) / 100 + (6 if kind == WatcherKind.DRONE else 0)
    just = needed + round(100 * (20 * math.log10(16) + 8)) / 100 + behind
    for decibels, heard in ((just - 0.01, 0), (just, 1)):
        run(hearing, world, **{**KNOBS, **SOUND, "listen_every": 1, "walk_db": decibels})
        assert len(world.events.this_tick()) == heard
