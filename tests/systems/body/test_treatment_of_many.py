"""Treatment in a full ward: each healer at something else at the same time, and all that comes of it, row by row."""

from __future__ import annotations

import pytest
from scenes.gatehouse import live
from scenes.ward import ask, equip, hurt, ward

from undergrid.core import luck
from undergrid.systems.body import treatment
from undergrid.world.body import blood_loss, injuries
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.society import regard
from undergrid.world.tables.body import BodyPart, Dressing, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind

H = 8  # healers, rows 0 to 7; the patient of healer n is row n + 8
SKILLS = (0, 3, 1, 5, 9, 7, 2, 4)
KNOBS = {"free": 100, "cut": 40, "blade": 50, "inject": 30, "dress": 70, "tourniquet": 20, "stabilise": 90,
         "through_cloth": 140, "gauze_least": 500, "gauze_most": 830, "bound_least": 900, "bound_most": 990,
         "rust": 0.8, "soiled": 0.6, "hands": 0.4, "thanks": 700, "tie": 250}  # fmt: skip
TOLD = {
    0: Kind.CUT_AWAY,
    1: Kind.CUT_AWAY,
    2: Kind.DRESSED,
    3: Kind.DRESSED,
    4: Kind.TOURNIQUET_PUT_ON,
    5: Kind.STABILISED,
}
VERBS = (Verb.CUT, Verb.CUT, Verb.DRESS, Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE, Verb.INJECT, Verb.FREE)
AMOUNTS = (0, 1, 0, 0, 0, 0, 2, 0)
KINDS = list(WoundKind)


def full_ward(seed):
    """(the ward, patient -> their wounds: one that is treated, a smaller one and a graze)."""
    world = ward(patients=8, healers=H, seed=seed)
    world.profiles.medicine[:H] = SKILLS
    world.tick, wounds = 3, {}
    world.events.begin(3)
    for who in (12, 9, 10, 15, 8, 14, 13, 11):
        world.citizens.cause[who] = world.events.one(Kind.ORDERED, who)
        part = BodyPart.LEG if who % 2 == 0 else BodyPart.ARM
        made = [(2, 300), (3, 4000 + who), (1, 20)]
        wounds[who] = [hurt(world, who, part, depth, flow, KINDS[(who + depth) % 4], clothed=who not in (10, 15))
                       for depth, flow in made]  # fmt: skip
    for who in (13, 11):
        world.wounds.control[wounds[who][1]] = 640
    world.wounds.dressing[wounds[13][1]] = Dressing.GAUZE
    for who in wounds:
        blood_loss.redo(world, who)
    world.conditions.take(2)
    injuries.trap(world, 15, world.scenario_event)
    equip(world, 0, quality=70, scalpel=1)
    equip(world, 1, quality=30, scalpel=1)
    equip(world, 2, quality=55, gauze=3)
    equip(world, 3, quality=100, gauze=1)
    equip(world, 4, quality=100, tourniquet=2, gauze=1)
    equip(world, 5, quality=20, gauze=2)
    equip(world, 6, quality=100, morphine=3, syringe=1)
    world.citizens.doing[11] = Activity.UNCONSCIOUS
    return world, wounds


def seconds(plain, skill, share=100):
    return max(1, plain * (150 - 10 * skill) * share // 10_000)


def debris(world, whom):
    key = luck.make_key(world.seed, 3, treatment.DEBRIS)
    return 50 + int(luck.below(key, world.citizens.luck[whom], 101))


def dirt(n):
    """The threshold of dirt: off the blade or the gauze, and off the hands."""
    tool = {0: luck.chance(0.8) * 30 // 100, 2: luck.chance(0.6) * 45 // 100, 5: luck.chance(0.6) * 80 // 100}.get(n, 0)
    skin = 0 if n == 4 else luck.chance(0.4) * (10 - SKILLS[n]) // 10
    return tool + skin - (tool * skin >> 32)


@pytest.mark.parametrize("seed", range(6))
def test_each_treatment_takes_its_time_and_does_its_own_to_the_worst_wound_alone(seed):
    world, found = full_ward(seed)
    took = (seconds(40, 0, 100 - 50 * 70 // 100), seconds(40, 3), seconds(70, 1), seconds(70, 5, 140), seconds(20, 9),
            seconds(90, 7, 140), seconds(30, 2), seconds(100, 5, debris(world, 15)))  # fmt: skip
    wounds, here, treated = world.wounds, world.citizens.cell[0], {n: found[n + 8][1] for n in range(6)}
    codes = {n: injuries.code(world, slot) for n, slot in treated.items()}
    names = ("clothed", "dressing", "control", "treated", "dirty", "turns")
    was = {name: getattr(wounds, name).copy() for name in names}
    orders = [ask(world, n, VERBS[n], n + 8, AMOUNTS[n]) for n in range(H)]
    live(world, 1, treatment, treatment=KNOBS)
    world.citizens.cause[:H] = 77  # what they are about meanwhile is no cause of it
    told = [e for e in live(world, 260, treatment, treatment=KNOBS) if e.whom == e.who + 8]
    expected = [(3 + took[n], TOLD[n], n, n + 8, here, codes[n], orders[n], treatment.DIRT if dirt(n) else 0, dirt(n))
                for n in treated]  # fmt: skip
    expected += [(3 + took[6], Kind.INJECTED, 6, 14, here, 2, orders[6], 0, 0),
                 (3 + took[7], Kind.FREED, 7, 15, here, 0, orders[7], 0, 0)]  # fmt: skip
    said = [(e.tick, e.kind, e.who, e.whom, e.where, e.amount, e.cause, e.stream, e.odds) for e in told]
    assert sorted(said) == sorted(expected)
    events = {event.who: event.id for event in told}
    now = {name: column.copy() for name, column in was.items()}
    now["clothed"][[treated[0], treated[1]]] = False
    holds = (
        (2, 533, Dressing.GAUZE),
        (3, 640, Dressing.GAUZE),
        (4, 1000, Dressing.TOURNIQUET),
        (5, 900, Dressing.STABILISED),
    )
    for n, held, dressing in holds:
        now["control"][treated[n]], now["dressing"][treated[n]] = held, dressing
    for n, slot in treated.items():
        now["treated"][slot] = events[n]
        key, mine = luck.make_key(seed, 3 + took[n], treatment.DIRT), int(wounds.luck[slot])
        if int(luck.u32(key, mine)) < dirt(n):
            now["dirty"][slot] = True
            turns = luck.make_key(seed, 3 + took[n], injuries.TURNS)
            now["turns"][slot] = 3 + took[n] + 6 * 3600 + int(luck.below(turns, mine, 6 * 3600))
    for name in names:
        assert getattr(wounds, name).tolist() == now[name].tolist(), name
    because = world.events.because_columns()
    rows = zip(*(because[name].tolist() for name in ("event", "cause", "role")), strict=True)
    assert {row for row in rows if row[0] in events.values()} == {
        (events[n], int(wounds.cause[slot]), int(Role.WOUND)) for n, slot in treated.items()
    }
    assert_bodies(world, found, events)
    assert_ties(world, events, {n: 3 + took[n] for n in range(H)})


def assert_bodies(world, found, events):
    """What is used up, what bodies bleed and hold now, who is free."""
    left = {(0, ItemKind.SCALPEL): 1, (1, ItemKind.SCALPEL): 1, (2, ItemKind.GAUZE): 2, (3, ItemKind.GAUZE): 0,
            (4, ItemKind.TOURNIQUET): 1, (4, ItemKind.GAUZE): 1, (5, ItemKind.GAUZE): 1, (6, ItemKind.MORPHINE): 1,
            (6, ItemKind.SYRINGE): 1}  # fmt: skip
    assert {one: kit.count(world, *one) for one in left} == left
    blood = world.blood
    for who, wounds in found.items():
        row = blood_loss.blood_row(world, who)
        assert blood.tended[row] == events[who - 8]
        assert blood.dosed[row] == (events[6] if who == 14 else 0)
        assert blood.flow[row] == sum(
            int(world.wounds.flow[w]) * (1000 - int(world.wounds.control[w])) // 1000 for w in wounds
        )
    assert blood_loss.dose_in(world, blood_loss.blood_row(world, 14)) == pytest.approx(2000, abs=60)
    assert not injuries.trapped(world, 15)
    assert not world.tasks.used.any()


def assert_ties(world, events, ticks):
    """Healers are bound to whom they treated; who felt it is bound to them, and thinks better of them."""
    bonds = world.bonds
    names = ("a", "b", "kind", "strength", "cause")
    rows = sorted(tuple(int(getattr(bonds, name)[slot]) for name in names) for slot in bonds.rows())
    pairs = [(n, n + 8, n) for n in range(H)] + [(n + 8, n, n) for n in range(H) if n != 3]
    assert rows == sorted((a, b, int(BondKind.FRIEND), 250, events[n]) for a, b, n in pairs)
    assert sorted((int(world.regards.a[s]), int(world.regards.b[s])) for s in world.regards.rows()) == [
        (n + 8, n) for n in range(H) if n != 3
    ]
    for n in range(H):
        if n != 3:
            twin, _ = full_ward(0)
            twin.tick = ticks[n]
            regard.bind(twin, n + 8, n, BondKind.FRIEND, 250, twin.scenario_event)
            regard.good(twin, n + 8, n, 700, twin.scenario_event)
            twin.tick = world.tick
            assert regard.trust(world, n + 8, n) == regard.trust(twin, n + 8, n)


def test_of_several_on_one_wound_or_one_heap_the_draw_of_the_pair_says_who_is_first():
    for seed in range(5):
        world, found = full_ward(seed)
        for n in range(H):
            equip(world, n, gauze=1)
        world.profiles.medicine[:H] = 4
        orders = {n: ask(world, n, Verb.DRESS, 10 if n % 2 else 8) for n in range(6)}
        orders |= {n: ask(world, n, Verb.FREE, 15) for n in (6, 7)}
        gauze = {n: kit.count(world, n, ItemKind.GAUZE) for n in range(H)}
        told = live(world, 300, treatment, treatment=KNOBS)
        for whom, healers in ((8, (0, 2, 4)), (10, (1, 3, 5)), (15, (6, 7))):
            ends = {event.tick for event in told if event.who in healers}
            assert len(ends) == 1
            key, people = luck.make_key(seed, ends.pop(), treatment.FIRST), world.citizens
            draws = {n: int(luck.u32(key, luck.pair(people.luck[n], people.luck[whom]))) for n in healers}
            first = min(healers, key=draws.__getitem__)
            done = [e for e in told if e.who in healers and e.kind != Kind.INTERRUPTED]
            assert [(e.who, e.whom, e.cause) for e in done] == [(first, whom, orders[first])]
            late = [(e.who, e.amount, e.cause) for e in told if e.who in healers and e.kind == Kind.INTERRUPTED]
            verb = Verb.FREE if whom == 15 else Verb.DRESS
            assert sorted(late) == [(n, verb, orders[n]) for n in healers if n != first]
        for n in range(6):
            used = any(event.who == n and event.kind == Kind.DRESSED for event in told)
            assert kit.count(world, n, ItemKind.GAUZE) == gauze[n] - used
        assert len(found) == 8


def test_a_dose_that_is_not_there_is_noted_on_the_body_it_was_for_when_asked_for_and_when_it_is_due():
    world, _ = full_ward(1)
    blood = world.blood
    orders = {n: ask(world, n, Verb.INJECT, n + 8, amount) for n, amount in ((6, 3), (0, 1), (2, 0))}
    told = live(world, 1, treatment, treatment=KNOBS)
    refused = {e.who: e for e in told if e.kind == Kind.REFUSED}
    assert {n: (e.amount, e.cause) for n, e in refused.items()} == {n: (Refusal.NO_DOSE, orders[n]) for n in (0, 2)}
    kit.spend(world, 6, ItemKind.MORPHINE)
    told = live(world, 60, treatment, treatment=KNOBS)
    (broken,) = (event for event in told if event.kind == Kind.INTERRUPTED)
    assert (broken.who, broken.amount, broken.cause) == (6, Verb.INJECT, orders[6])
    noted = {who: int(blood.dosed[blood_loss.blood_row(world, who)]) for who in range(8, 16)}
    assert noted == dict.fromkeys(range(8, 16), 0) | {8: refused[0].id, 10: refused[2].id, 14: broken.id}
    assert kit.count(world, 6, ItemKind.MORPHINE) == 2


def test_debris_takes_as_long_for_all_as_was_drawn_when_it_fell_and_children_twice_as_long():
    for since in (-7, 0, 1, 40):
        world, _ = full_ward(2)
        world.conditions.since[world.conditions.first(owner=15)] = since
        world.citizens.age[:3] = 13, 14, 70
        for n in range(3):
            ask(world, n, Verb.FREE, 15)
        live(world, 1, treatment, treatment=KNOBS)
        key = luck.make_key(2, max(0, since), treatment.DEBRIS)
        lies = 50 + int(luck.below(key, world.citizens.luck[15], 101))
        until = {int(world.tasks.owner[slot]): int(world.tasks.until[slot]) - 3 for slot in world.tasks.rows()}
        assert until == {0: 100 * 2 * lies // 100, 1: 100 * lies // 100, 2: 100 * lies // 100}


def test_whoever_treats_themselves_owes_nobody_thanks():
    world, found = full_ward(3)
    mine = hurt(world, 5, BodyPart.ARM, 2, 900, clothed=False)
    order = ask(world, 5, Verb.DRESS, 5)
    told = [event for event in live(world, 200, treatment, treatment=KNOBS) if event.kind == Kind.DRESSED]
    assert [(e.who, e.whom, e.cause) for e in told] == [(5, 5, order)]
    assert (world.wounds.control[mine], world.wounds.treated[mine]) == (500 + 330 * 7 // 10, told[0].id)
    assert not world.bonds.used.any()
    assert not world.regards.used.any()
    assert all((world.wounds.treated[wounds] == 0).all() for wounds in found.values())
