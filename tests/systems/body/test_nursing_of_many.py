"""Nursing in a full ward: each healer at something else at the same time, and all that comes of it, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.gatehouse import live
from scenes.ward import ask, equip, hurt, thirsty, ward

from undergrid.core import luck
from undergrid.systems.body import nursing
from undergrid.world.body import blood_loss, exposure, prognosis
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.body import Death, Waking
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

H = 8  # healers, rows 0 to 7; the patient of healer n is row n + 8
SKILLS = (0, 3, 1, 5, 10, 7, 2, 4)


def full_ward(seed=1, tick=3):
    world = ward(patients=8, healers=H, seed=seed)
    world.profiles.medicine[:H] = SKILLS
    world.tick = tick
    return world


def lose(world, who, share):
    slot = blood_loss.blood_row(world, who)
    world.blood.lost[slot], world.blood.since[slot] = share, world.tick
    world.blood.klass[slot] = blood_loss.klass(world, who)
    return slot


def told_of(events):
    return [(e.tick, e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in events]


def test_each_pulse_is_felt_for_in_its_time_and_known_from_then_on_by_whoever_felt_it():
    world = full_ward()
    rows = {who: lose(world, who, share) for who, share in ((9, 200_000), (8, 100_000), (14, 0), (11, 120_000))}
    world.blood.found[rows[11]] = 55  # long since
    blood_loss.die(world, 10, Death.COLD, world.scenario_event)
    world.events.begin(world.tick)
    pulses = {who: blood_loss.pulse(world, who) for who in (8, 9, 11, 12, 14)}
    orders = {n: ask(world, n, Verb.CHECK, n + 8) for n in (0, 1, 2, 3, 4, 6)}
    live(world, 1, nursing)
    world.citizens.cause[:] = 77  # what they are about meanwhile is no cause of it
    told = live(world, 30, nursing)
    here, took = world.citizens.cell[0], {n: 10 * (150 - 10 * SKILLS[n]) // 100 for n in orders}
    felt = {n: (Kind.PULSE_FOUND, pulses[n + 8]) if n != 2 else (Kind.NO_PULSE, 0) for n in orders}
    expected = [(3 + took[n], felt[n][0], n, n + 8, here, felt[n][1], orders[n], 0, 0) for n in orders]
    assert sorted(told_of(told)) == sorted(expected)
    events = {event.who: event.id for event in told}
    known, cells = world.knowledge, world.citizens.cell
    rows_known = sorted(
        tuple(
            int(getattr(known, name)[row])
            for name in ("knower", "topic", "subject", "cell", "at", "source", "strength", "cause")
        )
        for row in known.rows()
    )
    assert rows_known == [
        (n, Topic.BODY, n + 8, cells[n + 8], 3 + took[n], -1, 1000 if n != 2 else 0, events[n]) for n in sorted(orders)
    ]
    assert {who: int(world.blood.found[row]) for who, row in rows.items()} == {
        8: events[0], 9: events[1], 11: 55, 14: events[6],
    }  # fmt: skip
    assert not world.tasks.used.any()


@pytest.mark.parametrize("seed", range(6))
def test_a_weak_pulse_is_missed_by_a_draw_of_the_two_at_the_odds_that_skill_and_scanner_leave(seed):
    world = full_ward(seed)
    klass = {8: 350_000, 9: 350_000, 10: 299_000, 11: 350_000, 13: 420_000, 14: 350_000, 15: 301_000}
    for who, share in klass.items():
        lose(world, who, share)
    weak = {who for who in klass if blood_loss.klass(world, who) >= 3}
    assert 10 not in weak
    equip(world, 3, quality=40, scanner=1)
    equip(world, 6, quality=100, scanner=1)
    orders = {n: ask(world, n, Verb.CHECK, n + 8) for n in (0, 1, 2, 3, 5, 6, 7)}
    told = {event.who: event for event in live(world, 30, nursing, nursing={"missed": 0.9, "sure": 6})}
    missed = []
    for n in orders:
        blind = {3: 60, 6: 0}.get(n, 100)
        odds = luck.chance(0.9) * (6 - SKILLS[n]) // 6 * blind // 100 if SKILLS[n] < 6 and n + 8 in weak else 0
        key = luck.make_key(seed, told[n].tick, nursing.PULSE)
        draw = int(luck.u32(key, luck.pair(world.citizens.luck[n], world.citizens.luck[n + 8])))
        if draw < odds:
            missed.append(n)
            assert told_of([told[n]])[0][1:] == (
                Kind.NO_PULSE, n, n + 8, world.citizens.cell[n], 0, orders[n], nursing.PULSE, odds,
            )  # fmt: skip
        else:
            assert (told[n].kind, told[n].stream, told[n].odds) == (Kind.PULSE_FOUND, 0, 0)
    assert 0 in missed or 1 in missed or seed > 3


def test_water_goes_from_each_to_each_and_is_thanked_for_by_how_much_was_left():
    world = full_ward()
    lacks = {8: 730, 9: 730, 10: 2000, 11: 199, 12: 900, 13: 900}
    for who, ml in reversed(lacks.items()):
        thirsty(world, who, ml)
    world.exposure.thirst_due[:] = NEVER
    for n, water in enumerate((9, 6, 3, 4, 8, 1)):
        equip(world, n, water=water)
    asked = {0: 0, 1: 6, 2: 0, 3: 0, 4: 4, 5: 2}
    orders = {n: ask(world, n, Verb.WATER, n + 8, amount) for n, amount in asked.items()}
    live(world, 1, nursing)
    world.citizens.cause[:] = 77
    live(world, 60, nursing)
    told = [event for event in world.events.rows() if event.kind in (Kind.GAVE_WATER, Kind.REFUSED)]
    given, here = {0: 5, 1: 6, 2: 3, 3: 1, 4: 4}, world.citizens.cell[0]
    refused = (3, Kind.REFUSED, 5, 13, here, Refusal.NO_SUPPLIES, orders[5], 0, 0)
    gave = [
        (3 + 5 * tenths, Kind.GAVE_WATER, n, n + 8, here, 100 * tenths, orders[n], 0, 0) for n, tenths in given.items()
    ]
    assert sorted(told_of(told)) == sorted([refused, *gave])
    events = {event.who: event.id for event in told}
    left = {n: kit.count(world, n, ItemKind.WATER) for n in asked}
    assert left == {0: 4, 1: 0, 2: 0, 3: 3, 4: 4, 5: 1}
    for who, ml in lacks.items():
        n, slot = who - 8, exposure.slot_of(world, who)
        assert world.exposure.water[slot] == 1000 * (ml - 100 * given.get(n, 0))
        drunk = n in given
        assert (world.exposure.thirst_due[slot] == 3 + 5 * given[n]) if drunk else True
        assert (world.exposure.thirst_cause[slot] == events[n]) == drunk
    had = {0: 9, 1: 6, 2: 3, 3: 4, 4: 8}
    for n, tenths in given.items():
        twin = full_ward(tick=3 + 5 * tenths)
        regard.good(twin, n + 8, n, 500 + 500 * tenths // had[n], twin.scenario_event)
        twin.tick = world.tick
        assert regard.trust(world, n + 8, n) == regard.trust(twin, n + 8, n) > 500
    assert len(world.regards.rows()) == 5


@pytest.mark.parametrize("seed", range(5))
def test_a_prognosis_is_the_closed_form_with_twelve_even_draws_of_error(seed):
    world = full_ward(seed)
    for n in range(H):
        hurt(world, n + 8, flow=(60, 300, 500, 700, 400, 6000, 200, 450)[n])
        lose(world, n + 8, (0, 60_000, 60_000, 20_000, 90_000, 150_000, 220_000, 10_000)[n])
    equip(world, 2, quality=80, scanner=1)
    orders = {n: ask(world, n, Verb.ASSESS, n + 8) for n in range(H)}
    said = {}
    for _ in range(60):
        for n in range(H):
            task = world.tasks.first(owner=n)
            if task >= 0 and world.tasks.until[task] == world.tick:
                key = luck.make_key(seed, world.tick, nursing.LOOK)
                pair = luck.pair(world.citizens.luck[n], world.citizens.luck[n + 8])
                draws = sum(int(luck.u32(key, pair, nth)) for nth in range(12))
                normal = draws * 1000 // 2**32 - 6000
                left = 100 - 60 * 80 // 100 if n == 2 else 100
                error = 4000 * (10 - SKILLS[n]) * left // 1000
                stands = prognosis.standing(world, n + 8) + error * normal // 1000
                said[n] = (world.tick, int(prognosis.verdict(stands)))
        live(world, 1, nursing, nursing={"error": 4000})
    told = [event for event in world.events.rows() if event.kind == Kind.ASSESSED]
    here = world.citizens.cell[0]
    expected = [(3 + 30 * (150 - 10 * SKILLS[n]) // 100, Kind.ASSESSED, n, n + 8, here, said[n][1], orders[n],
                 nursing.LOOK, 0) for n in range(H)]  # fmt: skip
    assert sorted(told_of(told)) == sorted(expected)
    assert all(said[n][0] == 3 + 30 * (150 - 10 * SKILLS[n]) // 100 for n in said)


def test_talk_keeps_each_awake_as_long_as_it_was_to_last_and_never_shortens_what_others_have_talked():
    world = full_ward()
    rows = {who: blood_loss.blood_row(world, who) for who in (11, 9, 10, 8)}
    for who in (12, 10, 9, 13):
        thirsty(world, who, 0)
    slots = {who: exposure.slot_of(world, who) for who in (9, 10, 12, 13)}
    world.blood.roused[rows[9]] = 5000
    world.exposure.alert[slots[10]] = 5000
    world.citizens.doing[12] = Activity.SLEEPING
    asked = {0: 20, 1: 30, 2: 40, 4: 0, 5: 1}
    orders = {n: ask(world, n, Verb.ROUSE, n + 8, amount) for n, amount in asked.items()}
    live(world, 1, nursing)
    assert {int(world.tasks.owner[slot]): (int(world.tasks.until[slot]), int(world.tasks.cause[slot]))
            for slot in world.tasks.rows()} == {
        n: (3 + amount if amount else NEVER, orders[n]) for n, amount in asked.items()
    }  # fmt: skip
    live(world, 99, nursing, nursing={"keeps": 50})
    roused, woke = ([e for e in world.events.rows() if e.kind == kind] for kind in (Kind.ROUSED, Kind.WOKE))
    here = world.citizens.cell[0]
    assert told_of(roused) == [(3, Kind.ROUSED, n, n + 8, here, 0, orders[n], 0, 0) for n in asked]
    assert told_of(woke) == [(3, Kind.WOKE, 12, -1, world.citizens.cell[12], Waking.TOUCH, roused[3].id, 0, 0)]
    assert {who: int(world.blood.roused[row]) for who, row in rows.items()} == {
        8: max(3 + 300, 23 + 50), 9: 5000, 10: max(303, 43 + 50), 11: -1,
    }  # fmt: skip
    assert {who: int(world.exposure.alert[slot]) for who, slot in slots.items()} == {
        9: max(303, 33 + 50), 10: 5000, 12: 603, 13: max(303, 4 + 50),
    }  # fmt: skip
    assert world.tasks.owner[world.tasks.rows()].tolist() == [4], "who talks without an end talks on"
    waits = [n for n in range(H) if world.citizens.doing[n] == Activity.WAITING]
    assert waits == [0, 1, 2, 3, 5, 6, 7]


def test_one_who_hauls_says_a_word_and_one_who_cannot_go_on_breaks_off_alone():
    world = full_ward()
    rows = {who: blood_loss.blood_row(world, who) for who in (10, 9, 8, 13)}
    haul = world.hauls.take(1)
    world.hauls.hauler[haul], world.hauls.hauled[haul] = 1, 9
    world.citizens.doing[9], world.citizens.doing[1] = Activity.HAULED, Activity.WAITING
    orders = {n: ask(world, n, Verb.ROUSE, n + 8) for n in (0, 1, 2)}
    orders[5] = ask(world, 5, Verb.CHECK, 13)
    live(world, 2, nursing, nursing={"keeps": 40})
    assert [world.tasks.first(owner=n) >= 0 for n in range(H)] == [True, False, True, False, False, True, False, False]
    assert world.citizens.intent[1] == 0
    assert world.citizens.doing[1] == Activity.WAITING
    assert int(world.blood.roused[rows[9]]) == 3 + 40
    world.citizens.doing[10] = Activity.UNCONSCIOUS
    world.citizens.cell[13] = 0
    told = live(world, 20, nursing, nursing={"keeps": 40})
    here = world.citizens.cell[0]
    assert told_of(told) == [
        (5, Kind.INTERRUPTED, 2, -1, here, Verb.ROUSE, orders[2], 0, 0),
        (3 + 8, Kind.INTERRUPTED, 5, -1, here, Verb.CHECK, orders[5], 0, 0),
    ]
    assert int(world.blood.roused[rows[8]]) == 24 + 40
    assert np.count_nonzero(world.tasks.used) == 1
