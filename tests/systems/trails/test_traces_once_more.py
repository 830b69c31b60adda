"""Traces worked out once more: all that a whole town leaves on the ground, covers and fakes, and how it fades."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.readers import BEGAN, PEOPLE, trodden
from scenes.worlds import run

from undergrid.city.city import Ground, ground_column
from undergrid.systems.trails import traces
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Pace
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.covering import false_way
from undergrid.world.trails.trails import Laid

HOURS = {"prints_hours": 0.5, "blood_hours": 3, "drag_hours": 1.5, "sign_hours": 20}
KNOBS = {**HOURS, "prints": True, "rubble_prints": 310, "waste_prints": 520, "ash_prints": 430, "ash_needed": 12,
         "drag_marks": 870, "tarp_marks": 410, "drop_marks": 230, "stream_ml": 5000, "wind": 0.2, "rain": 0.7,
         "ash": 0.03, "gone_at": 60, "cover_share": 0.6, "fake_cells": 7, "fake_seconds": 3, "fake_marks": 620,
         "cover_seconds": 20}  # fmt: skip
WALKS = (Activity.WALKING, Activity.CROSSING)


def street(seed, tick, ash):
    """A town in wind and rain of which half walks, many bleed, some are hauled and the ground is full of traces."""
    world, dice = trodden(seed)
    people, blood, hauls, sky = world.citizens, world.blood, world.hauls, world.sky
    world.tick, sky.wind[0], sky.rain[0], sky.ash[0] = tick, 43, 2, ash
    people.doing[:] = np.where(dice.random(PEOPLE) < 0.5, dice.choice(WALKS, PEOPLE), people.doing)
    people.heading[:] = dice.choice((0, 3, 7, 8, 255), PEOPLE)
    people.pace[:] = dice.integers(0, 3, PEOPLE)
    people.cause[:] = [event_id(2000 + who, Kind.ORDERED, who) for who in range(PEOPLE)]
    rows = blood.take(90)  # more than one chunk of 64
    blood.free(dice.permutation(rows)[:15])
    rows = blood.rows()
    blood.owner[rows] = dice.permutation(PEOPLE)[: len(rows)]
    blood.flow[rows] = np.where(dice.random(len(rows)) < 0.2, 0, dice.integers(1, 7000, len(rows)))
    wounds = world.wounds.take(60)
    world.wounds.cause[wounds] = [event_id(900 + k, Kind.WOUNDED, k) for k in range(60)]
    blood.last[rows] = dice.choice((-1, 0, *range(20, 60)), len(rows))
    taken = hauls.take(40)
    hauls.free(dice.permutation(taken)[:8])
    taken = hauls.rows()
    pairs = dice.permutation(PEOPLE)[: 2 * len(taken)]
    hauls.hauler[taken], hauls.hauled[taken] = pairs[: len(taken)], pairs[len(taken) :]
    hauls.mode[taken] = [int(dice.choice(list(HaulMode))) for _ in taken]
    hauls.cause[taken] = [event_id(3000 + k, Kind.TOOK_UP, k) for k in range(len(taken))]
    people.doing[hauls.hauler[taken[::2]]] = Activity.WALKING
    people.doing[hauls.hauled[taken]] = Activity.HAULED
    world.rebuild()
    return world


def lay_all(world, kind, rows):
    """Lay traces of one kind together: (maker, cell, heading, strength, cause) of each."""
    laid = world.out(Laid, max(1, len(rows)))
    for k, (maker, cell, heading, strength, cause) in enumerate(rows):
        laid.maker[k], laid.cell[k], laid.strength[k], laid.cause[k] = maker, cell, strength, cause
        laid.heading[k] = heading if heading < 8 else 255
    if rows:
        trails.lay_many(world, kind, laid, len(rows))


def drops_of(flow):
    return min(1000, 230 + 770 * int(flow) // 5000)


def wound_of(world, row, otherwise):
    """The event that made the newest wound of a bleeding body."""
    last = int(world.blood.last[row])
    return int(world.wounds.cause[last]) if last >= 0 else otherwise


def live_once_more(world):
    """A tick of what people leave without meaning to, from what the rule says."""
    people, blood, hauls, sky = world.citizens, world.blood, world.hauls, world.sky
    grounds = world.city.ground[people.cell]
    bare = {Ground.RUBBLE: 310, Ground.WASTE: 520}
    walkable, lies = ground_column("walkable"), sky.ash[0] >= 12
    prints, drops = [], []
    for who in range(PEOPLE):
        plain = bare.get(Ground(int(grounds[who])), 0)
        plain = max(plain, 430 if lies and walkable[grounds[who]] else 0)
        steps = people.pace[who] == Pace.RUN or who % 2 == world.tick % 2
        if people.inside[who] < 0 and people.doing[who] == Activity.WALKING and steps and plain:
            prints.append((who, people.cell[who], people.heading[who], plain, people.cause[who]))
    lay_all(world, TraceKind.PRINTS, prints)
    for row in blood.rows().tolist():
        who = int(blood.owner[row])
        walks = people.doing[who] in WALKS
        if blood.flow[row] and people.inside[who] < 0 and (walks or world.tick % 240 == row // 64):
            cause = wound_of(world, row, int(people.cause[who]))
            heading = people.heading[who] if walks else 255
            drops.append((who, people.cell[who], heading, drops_of(blood.flow[row]), cause))
    lay_all(world, TraceKind.BLOOD, drops)
    for haul in hauls.rows().tolist():
        who, whom = int(hauls.hauler[haul]), int(hauls.hauled[haul])
        rows = np.flatnonzero(blood.used & (blood.owner == whom) & (blood.flow > 0)).tolist()
        if rows and people.doing[who] == Activity.WALKING and people.inside[whom] < 0:
            cause = wound_of(world, rows[0], int(people.cause[whom]))
            plain = drops_of(blood.flow[rows[0]])
            lay_all(world, TraceKind.BLOOD, [(whom, people.cell[whom], people.heading[who], plain, cause)])
    for haul in hauls.rows().tolist():
        who = int(hauls.hauler[haul])
        plain = {HaulMode.DRAG: 870, HaulMode.TARP: 410}.get(HaulMode(int(hauls.mode[haul])), 0)
        if plain and people.doing[who] == Activity.WALKING and people.inside[who] < 0:
            cause = int(hauls.cause[haul])
            lay_all(world, TraceKind.DRAG, [(who, people.cell[who], people.heading[who], plain, cause)])
    fade_once_more(world)


def fade_once_more(world):
    """All kinds wear by the weather of a tick; the faint ones of the chunk whose turn it is are gone."""
    sky, marks = world.sky, world.traces
    share = 1000 + round(1000 * (0.2 * sky.wind[0] / 10 + 0.7 * sky.rain[0] + 0.03 * sky.ash[0]))
    for kind, hours in enumerate(HOURS.values()):
        world.weathering.gone[kind] += round(2**40 / (3600 * hours)) * share // 1000
    faint = [slot for slot in marks.rows().tolist()
             if slot // 64 % 60 == world.tick % 60 and trails.left(world, slot) < 60]  # fmt: skip
    if faint:
        trails.erase(world, np.array(faint))


def assert_alike(world, expected):
    for name in ("traces", "weathering", "tasks", "citizens"):
        for column, values in getattr(world, name).items():
            there = getattr(getattr(expected, name), column)
            assert len(values) == len(there), name
            off = np.flatnonzero(values != there)
            assert not len(off), f"{name}.{column} of {off[:9]}: {values[off][:9]}, not {there[off][:9]}"
    assert world.digest() == expected.digest()


@pytest.mark.parametrize(("seed", "tick", "ash"), [(1, 4800, 12), (2, 4801, 11), (3, 4804, 0), (4, 4802, 50)])
def test_all_that_a_town_leaves_on_the_ground_is_what_the_rule_says_and_so_is_what_fades(seed, tick, ash):
    world = street(seed, tick, ash)
    n_before = len(world.traces.rows())
    for _ in range(3):
        expected = world.copy()
        live_once_more(expected)
        run(traces, world, **KNOBS)
        expected.tick = world.tick
        assert_alike(world, expected)
        world.citizens.cell[:] = np.roll(world.citizens.cell, 1)
        world.citizens.inside[:] = np.roll(world.citizens.inside, 1)
        world.rebuild()
    kinds = world.traces.kind[world.traces.rows()].tolist()
    assert min(kinds.count(kind) for kind in TraceKind) > 20
    assert len(kinds) > n_before + 50


def test_everybody_covers_what_lies_beside_them_and_fakes_as_many_steps_as_they_had_time_for():
    world, dice = trodden(5)
    people = world.citizens
    people.inside[:], people.doing[:], people.alive[:] = -1, Activity.WAITING, True
    world.rebuild()
    free = np.flatnonzero(world.city.walkable())
    for who in dice.permutation(PEOPLE)[:90].tolist():
        verb = Verb.COVER if who % 3 else Verb.FAKE
        world.tick = BEGAN - int(dice.choice((5, 14, 40)))
        cause = event_id(2000, Kind.ORDERED, who)
        target = int(dice.choice(free)) if verb == Verb.FAKE else -1
        tasks.begin(world, who, verb, target, BEGAN - world.tick + int(dice.choice((0, 0, 0, 1))), cause)
    world.tick = BEGAN
    expected, told = world.copy(), []
    expected.events.begin(BEGAN)
    for slot in sorted(expected.tasks.rows().tolist(), key=lambda slot: expected.tasks.owner[slot]):
        if expected.tasks.until[slot] <= BEGAN:
            told.append(finish_once_more(expected, slot))
    fade_once_more(expected)
    run(traces, world, **KNOBS)
    expected.tick = world.tick
    events = world.events.this_tick()
    assert [(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in events] == told
    assert_alike(world, expected)
    counted = [row[0] for row in told]
    kinds = (Kind.TRAIL_COVERED, Kind.TRAIL_FAKED, Kind.INTERRUPTED)
    assert min(counted.count(kind) for kind in kinds) > 3


def begin_once_more(world, who):
    """Let somebody begin to cover their tracks or to lay a false trail, leave a sign, or be told why they cannot."""
    people, verb = world.citizens, Verb(int(world.citizens.intent[who]))
    here, target, cause = int(people.cell[who]), int(people.target[who]), int(people.cause[who])
    way = false_way(world, here, target, 7) if verb == Verb.FAKE else []
    near = any(world.city.beside(here, int(cell)) for cell in world.traces.cell[world.traces.rows()])
    if people.inside[who] >= 0:
        attempts.refuse(world, who, Refusal.INDOORS)
    elif verb == Verb.MARK:
        event = world.events.one(Kind.SIGN_LEFT, who, where=here, cause=cause)
        lay_all(world, TraceKind.SIGN, [(who, here, 255, 1000, event)])
        tasks.stand_still(world, who)
    elif (world.hauls.used & (world.hauls.hauler == who)).any():
        attempts.refuse(world, who, Refusal.HANDS_FULL)
    elif not (near if verb == Verb.COVER else way):
        attempts.refuse(world, who, Refusal.NOT_NEEDED if verb == Verb.COVER else Refusal.NO_WAY)
    elif verb == Verb.COVER:
        tasks.begin(world, who, verb, -1, 20, cause)
    else:
        tasks.begin(world, who, verb, target, 3 * len(way), cause)


def test_each_who_means_to_cover_fake_or_leave_a_sign_begins_it_or_is_told_why_not():
    world, dice = trodden(8)
    people, hauls = world.citizens, world.hauls
    people.doing[:], people.alive[:] = Activity.WAITING, True
    for row in hauls.take(8):
        hauls.hauler[row], hauls.hauled[row], hauls.mode[row] = row, 100 + row, HaulMode.SUPPORT
    world.rebuild()
    world.events.begin(BEGAN)
    free = np.flatnonzero(world.city.walkable())
    asked = [(who, (Verb.COVER, Verb.FAKE, Verb.MARK, Verb.WAIT)[k % 4]) for k, who in enumerate(dice.permutation(100))]
    for who, verb in asked:
        attempts.intend(world, int(who), verb, int(dice.choice(free)), event_id(2000, Kind.ORDERED, int(who)))
    expected = world.copy()
    expected.events.begin(BEGAN)
    for who in sorted(int(who) for who, verb in asked if verb != Verb.WAIT):
        begin_once_more(expected, who)
    fade_once_more(expected)
    run(traces, world, **KNOBS | {"prints": False})
    expected.tick = world.tick
    events = [[(e.kind, e.who, e.whom, e.where, e.amount, e.cause) for e in each.events.this_tick()]
              for each in (world, expected)]  # fmt: skip
    assert events[0] == events[1]
    assert_alike(world, expected)
    begun = world.tasks.verb[world.tasks.rows()].tolist()
    refused = {Refusal(row[4]) for row in events[0] if row[0] == Kind.REFUSED}
    assert min(begun.count(Verb.COVER), begun.count(Verb.FAKE)) > 3
    assert refused >= {Refusal.INDOORS, Refusal.HANDS_FULL, Refusal.NO_WAY}


def finish_once_more(world, slot):
    """What is told as somebody has covered their tracks or laid a false trail."""
    doing, people, marks, city = world.tasks, world.citizens, world.traces, world.city
    who, cause, since = int(doing.owner[slot]), int(doing.cause[slot]), int(doing.since[slot])
    verb, here, target = Verb(int(doing.verb[slot])), int(people.cell[who]), int(doing.target[slot])
    if verb == Verb.COVER:
        beside = [row for row in marks.rows().tolist() if city.beside(here, int(marks.cell[row]))]
        for row in beside:
            marks.covered[row] += round((1000 - int(marks.covered[row])) * 0.6)
        done = (Kind.TRAIL_COVERED, len(beside))
    else:
        way = false_way(world, here, target, 7)
        done = (Kind.TRAIL_FAKED, len(way))
    if not done[1]:
        tasks.interrupt(world, slot)
        return Kind.INTERRUPTED, who, -1, here, int(verb), cause
    event = world.events.one(done[0], who, where=here, amount=done[1], cause=cause)
    if verb == Verb.FAKE:
        for n, (cell, heading) in enumerate(way, 1):
            made = min(BEGAN, since + n * 3 // 2)
            trails.lay(world, who, TraceKind.PRINTS, cell, heading, 620, event, made, false=True)
    tasks.finish(world, slot)
    return done[0], who, -1, here, done[1], cause
