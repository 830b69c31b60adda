"""Suits: how their parts wear and fail, what comes of it, and how they are mended."""

import pytest
from scenes.suits import LOCK, ask, events, suited
from scenes.worlds import knobs_of, run

from undergrid.systems.body import breath
from undergrid.systems.items import exchange, fusion, suits
from undergrid.world.items import kit, power
from undergrid.world.items import suits as worn
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.suits import WHOLE, SuitPart
from undergrid.world.view.view import view

HOUR, MINUTE = 3600, 60
HARDY = {"life_support_hours": 1e6, "seals_hours": 1e6, "servos_hours": 1e6}
PARTS = {SuitPart.LIFE_SUPPORT: "life_support_hours", SuitPart.SEALS: "seals_hours", SuitPart.SERVOS: "servos_hours"}


def in_suits(*states, joules=90_000, **given):
    """People in suits of these states, %, each with a cell that lasts."""
    world = suited(*[joules] * len(states), **given)
    for who, state in enumerate(states):
        suit = power.suit_of(world, who)
        world.items.quality[suit] = state
        worn.fit_out(world, suit)
    return world


def breaking(part, hours=0.1):
    """Knobs by which one part alone fails before long."""
    return {**HARDY, PARTS[part]: hours}


def turn(world, ticks, turned=None, systems=(fusion, suits, breath)):
    """Let power, suits and breath go on together."""
    steps = knobs_of(world, systems, turned or {})
    for _ in range(ticks):
        for system, knobs in steps:
            system.step(world, knobs)
        world.tick += 1
        world.events.begin(world.tick)


def wear(world, who, part):
    return int(world.suit_parts.worn[worn.part_of(world, who, part)])


def faults(world):
    return [(event.who, SuitPart(event.amount), event.tick) for event in events(world, Kind.SUIT_FAULT)]


def refused(world):
    return [Refusal(event.amount) for event in events(world, Kind.REFUSED)]


def broken(*parts, **given):
    """Somebody in a suit of which these parts have failed just now; each by a fault of its own."""
    world = in_suits(100, 100, **given)
    for part in parts:
        row = worn.part_of(world, 0, part)
        suits._fail(world, suits.Params(), row, 0, 1)
    return world


# ---------------------------------------------------------------- wear


def test_what_is_worn_wears_by_the_hour_and_life_support_only_while_it_is_switched_on():
    world = in_suits(100, 100, airless=False, joules=1_000_000)
    ask(world, 0, Verb.SWITCH_ON)
    lives = {"life_support_hours": 10, "seals_hours": 20, "servos_hours": 40, "shape": 10}
    turn(world, HOUR, {"suits": lives})
    assert wear(world, 0, SuitPart.LIFE_SUPPORT) == pytest.approx(WHOLE / 10, rel=1e-6)
    assert wear(world, 1, SuitPart.LIFE_SUPPORT) == 0
    for who in (0, 1):
        assert wear(world, who, SuitPart.SEALS) == pytest.approx(WHOLE / 20, rel=1e-6)
        assert wear(world, who, SuitPart.SERVOS) == pytest.approx(WHOLE / 40, rel=1e-6)


def test_wear_never_becomes_less_with_hours_and_the_view_shows_what_is_left():
    world, before, shown = in_suits(60, airless=False), [0] * 3, []
    for _ in range(10):
        turn(world, HOUR, {"suits": {"seals_hours": 48, "shape": 10}}, systems=(suits,))
        now = [wear(world, 0, part) for part in PARTS]
        assert all(a <= b for a, b in zip(before, now, strict=True))
        before = now
        shown.append(view(world, 0).power.state[SuitPart.SEALS])
    assert shown == sorted(shown, reverse=True)
    assert (shown[0], shown[-1]) == (58, 40)
    assert world.items.quality[power.suit_of(world, 0)] == 40


def test_dust_wears_seals_and_servos_outdoors_and_nothing_else():
    clean, dusty, roofed = (in_suits(100, airless=False) for _ in range(3))
    dusty.sky.ash[0] = roofed.sky.ash[0] = 400
    roofed.citizens.inside[0] = LOCK
    for world in (clean, dusty, roofed):
        ask(world, 0, Verb.SWITCH_ON)
        turn(world, 600, {"suits": {"dust": 5, "shape": 10}})
    for part in (SuitPart.SEALS, SuitPart.SERVOS):
        assert wear(dusty, 0, part) == pytest.approx(3 * wear(clean, 0, part), rel=1e-6)
        assert wear(roofed, 0, part) == wear(clean, 0, part)
    assert wear(dusty, 0, SuitPart.LIFE_SUPPORT) == wear(clean, 0, SuitPart.LIFE_SUPPORT) > 0


def test_nobody_wears_out_a_suit_that_lies_about_or_that_the_dead_have_on():
    world = in_suits(80, 80, airless=False)
    world.items.holder[power.suit_of(world, 0)] = -1
    world.citizens.alive[1] = False
    turn(world, 600, systems=(suits,))
    assert world.suit_parts.worn[world.suit_parts.rows()].tolist() == [WHOLE // 5] * 6


# ---------------------------------------------------------------- faults


def test_whatever_the_luck_a_suit_in_a_worse_state_fails_no_later():
    states, first = (100, 70, 40, 10), []
    for seed in range(6):
        world = in_suits(*states, airless=False, seed=seed)
        world.items.luck[[power.suit_of(world, who) for who in range(len(states))]] = 7  # the same luck
        turn(world, 6 * HOUR, {"suits": breaking(SuitPart.SEALS, hours=6)}, systems=(suits,))
        ticks = dict.fromkeys(range(len(states)), 10**6) | {who: tick for who, _, tick in reversed(faults(world))}
        assert list(ticks.values()) == sorted(ticks.values(), reverse=True)
        first.append(list(ticks.values()))
    assert sum(row[3] for row in first) < sum(row[2] for row in first) < sum(row[0] for row in first)


def test_parts_fail_as_often_as_their_wear_has_it_and_each_names_its_draw():
    world = in_suits(*[100] * 400, airless=False)
    world.citizens.cell[:] = world.citizens.cell[0]
    turn(world, HOUR, {"suits": {**breaking(SuitPart.SERVOS, hours=2), "shape": 2}}, systems=(suits,))
    found = events(world, Kind.SUIT_FAULT)
    assert len(found) == pytest.approx(400 * (1 - 2.718281828 ** -(0.5**2)), abs=40)  # Weibull: 1 - exp(-(t / life)^k)
    assert all(event.cause == 0 and event.stream == suits.STREAM and event.odds > 0 for event in found)
    assert {event.amount for event in found} == {SuitPart.SERVOS}


def test_when_life_support_fails_the_air_is_gone_and_no_switch_brings_it_back():
    world = in_suits(0)
    ask(world, 0, Verb.SWITCH_ON)
    turn(world, 2 * HOUR // 10, {"suits": breaking(SuitPart.LIFE_SUPPORT)})
    ((who, part, tick),), (short,) = faults(world), events(world, Kind.SUFFOCATES)
    assert (who, part) == (0, SuitPart.LIFE_SUPPORT)
    assert (short.tick, short.cause) == (tick, events(world, Kind.SUIT_FAULT)[0].id)
    assert not events(world, Kind.POWER_FAILED)
    assert world.charges.rate[0] == 0
    (fainted,) = events(world, Kind.FAINTED)
    assert fainted.tick == tick + 15
    world.citizens.inside[0] = LOCK
    turn(world, 1)
    ask(world, 0, Verb.SWITCH_ON)
    turn(world, 1)
    assert refused(world) == [Refusal.BROKEN]


def test_seals_that_fail_leave_the_reserve_to_the_minute_that_the_view_tells():
    world = broken(SuitPart.SEALS)
    ask(world, 0, Verb.SWITCH_ON)
    frugal = {"suits": HARDY, "power": {"life_support_w": 10}}
    turn(world, 30, frugal)
    told = view(world, 0).power.life_support_until
    turn(world, 31 * MINUTE, frugal)
    (leaked,), (short,) = events(world, Kind.AIR_LEAKED_OUT), events(world, Kind.SUFFOCATES)[-1:]
    assert told == leaked.tick == short.tick
    assert (leaked.cause, short.cause) == (events(world, Kind.SUIT_FAULT)[0].id, leaked.id)


def test_where_there_is_air_a_leak_costs_nothing_and_the_reserve_is_filled_up():
    world = broken(SuitPart.SEALS)
    ask(world, 0, Verb.SWITCH_ON)
    turn(world, 5 * MINUTE, {"suits": {**HARDY, "reserve_minutes": 9}})
    row = worn.part_of(world, 0, SuitPart.SEALS)
    assert world.suit_parts.air[row] == 25
    world.citizens.inside[0] = LOCK
    turn(world, 61, {"suits": {**HARDY, "reserve_minutes": 9}})
    assert world.suit_parts.air[row] == 9


def test_without_servos_the_suit_slows_whoever_wears_it_and_nobody_who_has_given_it_away():
    world = broken(SuitPart.SERVOS, airless=False)
    assert world.citizens.able.tolist() == [60, 100]
    kit.spend(world, 1, ItemKind.SUIT)
    ask(world, 0, Verb.GIVE, 1, amount=int(ItemKind.SUIT))
    run(exchange, world)
    assert world.citizens.able.tolist() == [100, 60]


# ---------------------------------------------------------------- repair


def test_a_spare_part_and_some_minutes_make_the_worst_part_as_new():
    world = broken(SuitPart.SERVOS, SuitPart.SEALS, airless=False)
    world.suit_parts.worn[worn.part_of(world, 0, SuitPart.SEALS)] = 1
    world.suit_parts.worn[worn.part_of(world, 0, SuitPart.SERVOS)] = WHOLE
    kit.add(world, 1, ItemKind.PARTS, 3, world.scenario_event)
    order = ask(world, 1, Verb.MEND_SUIT, 0)
    turn(world, 300, {"suits": {**HARDY, "mend_minutes": 5}})
    assert not events(world, Kind.SUIT_MENDED)
    assert kit.count(world, 1, ItemKind.PARTS) == 3
    turn(world, 2, {"suits": {**HARDY, "mend_minutes": 5}})
    (mended,) = events(world, Kind.SUIT_MENDED)
    assert (mended.who, mended.whom, mended.amount, mended.cause) == (1, 0, SuitPart.SEALS, order)
    assert kit.count(world, 1, ItemKind.PARTS) == 2
    assert wear(world, 0, SuitPart.SEALS) < 100
    assert not worn.has_failed(world, 0, SuitPart.SEALS)
    assert worn.has_failed(world, 0, SuitPart.SERVOS)
    ask(world, 1, Verb.MEND_SUIT, 0)
    turn(world, 302, {"suits": {**HARDY, "mend_minutes": 5}, "repairs": {"suit_parts": 2}})
    assert kit.count(world, 1, ItemKind.PARTS) == 0
    assert world.citizens.able[0] == 100


def test_no_suit_is_mended_without_parts_nor_what_is_as_new_nor_whom_no_hand_reaches():
    world = in_suits(100, 50, airless=False)
    kit.spend(world, 1, ItemKind.SUIT)
    ask(world, 0, Verb.MEND_SUIT, 0)
    turn(world, 1, systems=(suits,))
    assert refused(world) == [Refusal.NOT_NEEDED]
    turn(world, 60, systems=(suits,))
    ask(world, 0, Verb.MEND_SUIT, 0)
    ask(world, 1, Verb.MEND_SUIT, 1)
    turn(world, 1, systems=(suits,))
    assert refused(world)[1:] == [Refusal.NO_SUPPLIES, Refusal.NOT_NEEDED]
    world.citizens.cell[1] += 5
    ask(world, 0, Verb.MEND_SUIT, 1)
    turn(world, 1, systems=(suits,))
    assert refused(world)[3:] == [Refusal.NOT_HERE]


def test_a_repair_for_which_the_parts_are_gone_comes_to_nothing():
    world = in_suits(50, 50, airless=False)
    kit.add(world, 0, ItemKind.PARTS, 1, world.scenario_event)
    ask(world, 0, Verb.MEND_SUIT, 0)
    turn(world, 30, systems=(suits,))
    assert view(world, 0).verbs[Verb.MEND_SUIT] is None
    kit.spend(world, 0, ItemKind.PARTS)
    turn(world, 600, systems=(suits,))
    assert [event.kind for event in world.events.rows()][-1] == Kind.INTERRUPTED
    assert wear(world, 0, SuitPart.SEALS) > WHOLE // 2


def test_a_neighbour_in_a_suit_changes_nobodys_luck():
    alone, beside = in_suits(30, airless=False), in_suits(30, 10, 80, airless=False)
    for world in (alone, beside):
        turn(world, 2 * HOUR, {"suits": breaking(SuitPart.SEALS, hours=2)}, systems=(suits,))
    assert [row for row in faults(beside) if row[0] == 0] == faults(alone)
    assert len(faults(beside)) > len(faults(alone)) > 0


# ---------------------------------------------------------------- armour


def in_armour(quality, parts=2):
    """Somebody beside somebody in armour of such a state, with so many parts."""
    world = suited(0, 0, airless=False)
    slot = kit.add(world, 1, ItemKind.ARMOUR, 1, world.scenario_event, quality)
    kit.add(world, 0, ItemKind.PARTS, parts, world.scenario_event)
    return world, slot


def mend_armour(world, ticks=1801, **turned):
    order = ask(world, 0, Verb.MEND_SUIT, 1, int(ItemKind.ARMOUR))
    turn(world, ticks, {"suits": turned} if turned else None)
    return order


def test_armour_is_mended_with_a_spare_part():
    world, slot = in_armour(50)
    order = mend_armour(world, armour_gain=30)
    [event] = events(world, Kind.SUIT_MENDED)
    assert (event.who, event.whom, event.amount, event.cause) == (0, 1, SuitPart.PLATES, order)
    assert world.items.quality[slot] == 80
    assert kit.count(world, 0, ItemKind.PARTS) == 1
    mend_armour(world, armour_gain=30)
    assert world.items.quality[slot] == 100, "never better than new"


def test_that_takes_half_as_long_again_without_skill():
    world, _ = in_armour(50)
    mend_armour(world, 30 * MINUTE, armour_minutes=20)
    assert not events(world, Kind.SUIT_MENDED)
    turn(world, 1)
    assert events(world, Kind.SUIT_MENDED)


@pytest.mark.parametrize(
    ("quality", "parts", "why"),
    [(100, 2, Refusal.NOT_NEEDED), (50, 0, Refusal.NO_SUPPLIES)],
    ids=["as new", "no parts"],
)
def test_armour_is_not_mended_where_it_is_as_new_or_parts_are_lacking(quality, parts, why):
    world, _ = in_armour(quality, parts)
    mend_armour(world, 1)
    assert [event.amount for event in events(world, Kind.REFUSED)] == [why]
