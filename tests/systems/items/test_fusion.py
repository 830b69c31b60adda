"""Fusion cells: endurance to the tick, the ledger to the joule, cables and sockets, and what is refused."""

import random

import numpy as np
import pytest
from scenes.suits import FULL, HALL, LOCK, ask, events, joules, suited
from scenes.worlds import run

from undergrid.systems.items import fusion
from undergrid.world.items import kit, power
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.power import Device
from undergrid.world.view.view import view

LOADS = {"life_support_w": 64, "lamp_w": 10, "cable_w": 200, "socket_w": 1000}


def refused(world):
    return [Refusal(event.amount) for event in events(world, Kind.REFUSED)]


@pytest.mark.parametrize(("stored", "lasts"), [(6400, 100), (6463, 100), (6464, 101), (64, 1)])
def test_a_cell_is_empty_at_the_tick_that_could_be_told_when_it_was_switched(stored, lasts):
    world = suited(stored)
    ask(world, 0, Verb.SWITCH_ON)
    run(fusion, world, **LOADS)
    assert view(world, 0).power.life_support_until == lasts
    run(fusion, world, ticks=lasts - 1, **LOADS)
    assert not events(world, Kind.CELL_EMPTY)
    run(fusion, world, ticks=50, **LOADS)
    (on,), (empty,), (failed,) = (
        events(world, kind) for kind in (Kind.SWITCHED_ON, Kind.CELL_EMPTY, Kind.POWER_FAILED)
    )
    assert (empty.tick, empty.who, empty.amount, empty.cause) == (lasts, 0, 64, on.id)
    assert (failed.tick, failed.amount, failed.cause) == (lasts, Device.LIFE_SUPPORT, empty.id)
    assert joules(world, 0) == [stored - 64 * lasts]


def test_every_load_shortens_it_and_what_is_switched_off_does_so_no_longer():
    world = suited(10_000)
    ask(world, 0, Verb.SWITCH_ON)
    run(fusion, world, ticks=10, **LOADS)
    lamp = ask(world, 0, Verb.SWITCH_ON, amount=Device.LAMP)
    run(fusion, world, ticks=20, **LOADS)
    assert world.events.rows()[-1].cause == lamp
    assert joules(world, 0) == [10_000 - 64 * 30 - 10 * 20]
    ask(world, 0, Verb.SWITCH_OFF, amount=Device.LAMP)
    run(fusion, world, **LOADS)
    left = view(world, 0).power
    assert (left.load, left.life_support_until) == (64, 30 + (10_000 - 64 * 30 - 200) // 64)
    run(fusion, world, ticks=200, **LOADS)
    assert events(world, Kind.CELL_EMPTY)[0].tick == left.life_support_until


def test_the_greatest_load_drains_a_cell_and_the_others_stand_beside_it():
    world = suited(740)
    ask(world, 0, Verb.SWITCH_ON, amount=Device.LAMP)
    run(fusion, world, **LOADS)
    ask(world, 0, Verb.SWITCH_ON)
    run(fusion, world, ticks=20, **LOADS)
    lamp, support = events(world, Kind.SWITCHED_ON)
    (empty,) = events(world, Kind.CELL_EMPTY)
    assert (empty.cause, empty.amount) == (support.id, 74)
    beside = world.events.because_columns()
    assert beside["cause"][beside["event"] == empty.id].tolist() == [lamp.id]
    assert len(events(world, Kind.POWER_FAILED)) == 2


def test_a_cable_takes_power_to_the_joule_from_the_one_to_the_other():
    world = suited(50_000, 1_000)
    ask(world, 0, Verb.LINK, 1, amount=4_301)
    run(fusion, world, ticks=10, **LOADS)
    assert (joules(world, 0), joules(world, 1)) == ([48_000], [3_000])
    run(fusion, world, ticks=30, **LOADS)
    assert (joules(world, 0), joules(world, 1)) == ([45_699], [5_301])
    (linked,), (ended,) = events(world, Kind.CABLE_LINKED), events(world, Kind.CABLE_ENDED)
    assert (linked.who, linked.whom, linked.amount) == (0, 1, 200)
    assert (ended.tick, ended.whom, ended.amount, ended.cause) == (21, 1, 4_301, linked.id)


@pytest.mark.parametrize(
    ("own", "theirs", "over"), [(1_050, 0, 1_000), (50_000, FULL - 1_050, 1_000), (50_000, FULL - 1_000, 1_000)]
)
def test_a_cable_gives_until_the_one_cell_is_empty_or_the_other_full(own, theirs, over):
    world = suited(own, theirs)
    ask(world, 0, Verb.LINK, 1)
    run(fusion, world, ticks=20, **LOADS)
    (ended,) = events(world, Kind.CABLE_ENDED)
    assert (ended.tick, ended.amount) == (5, over)
    assert (joules(world, 0), joules(world, 1)) == ([own - over], [theirs + over])


@pytest.mark.parametrize("how", ["either takes it off", "they go apart", "the cell goes to somebody else"])
def test_a_cable_ends_with_what_holds_it(how):
    world, people = suited(50_000, 1_000), None
    people = world.citizens
    ask(world, 0, Verb.LINK, 1)
    run(fusion, world, ticks=10, **LOADS)
    if how == "either takes it off":
        cause = ask(world, 1, Verb.UNLINK)
    elif how == "they go apart":
        cause = people.cause[1] = world.events.one(Kind.ORDERED, 1, amount=int(Verb.WALK))
        people.cell[1] += 3
        people.since[1] = world.tick
    else:
        cause = world.events.one(Kind.GAVE, 0, 1, amount=ItemKind.FUSION_CELL)
        kit.hand(world, kit.slots_of(world, 0, ItemKind.FUSION_CELL)[0], 1, cause)
    run(fusion, world, ticks=10, **LOADS)
    (ended,) = events(world, Kind.CABLE_ENDED)
    assert (ended.tick, ended.amount, ended.cause) == (10, 2_000, cause)


def test_life_support_fails_with_the_cell_or_the_suit_that_is_handed_over():
    for kind in (ItemKind.FUSION_CELL, ItemKind.SUIT):
        world = suited(50_000, 1_000)
        ask(world, 0, Verb.SWITCH_ON)
        run(fusion, world, ticks=5, **LOADS)
        gave = world.events.one(Kind.GAVE, 0, 1, amount=kind)
        kit.hand(world, kit.slots_of(world, 0, kind)[0], 1, gave)
        run(fusion, world, **LOADS)
        (failed,) = events(world, Kind.POWER_FAILED)
        assert (failed.who, failed.cause) == (0, gave)
        if kind == ItemKind.FUSION_CELL:
            assert joules(world, 1) == [50_000 - 5 * 64, 1_000]


def test_a_socket_charges_a_cell_until_it_is_full_or_its_owner_leaves():
    world, people = suited(93_500, 10_000), None
    people = world.citizens
    people.inside[:] = LOCK
    world.rebuild()
    for who in (0, 1):
        ask(world, who, Verb.CHARGE)
    run(fusion, world, ticks=7, **LOADS)
    assert (joules(world, 0), joules(world, 1)) == ([99_500], [17_000])
    left = people.cause[1] = world.events.one(Kind.ORDERED, 1, amount=int(Verb.LEAVE))
    people.inside[1] = -1
    world.rebuild()
    run(fusion, world, ticks=5, **LOADS)
    began = events(world, Kind.CHARGING_BEGAN)
    full, gone = events(world, Kind.CHARGED)
    assert (full.tick, full.who, full.whom, full.amount, full.cause) == (6, 0, LOCK, 6_000, began[0].id)
    assert (gone.tick, gone.who, gone.amount, gone.cause) == (7, 1, 7_000, left)


@pytest.mark.parametrize(
    ("verb", "target", "amount", "why"),
    [
        (Verb.CHARGE, -1, 30_001, Refusal.FULL),
        (Verb.CHARGE, -1, 30_000, None),
        (Verb.LINK, 1, 20_001, Refusal.FULL),
        (Verb.LINK, 1, 20_000, None),
        (Verb.LINK, 2, 70_001, Refusal.NO_SUPPLIES),
        (Verb.LINK, 2, 70_000, None),
        (Verb.LINK, 3, 0, Refusal.FULL),
        (Verb.UNLINK, -1, 0, Refusal.NOT_NEEDED),
        (Verb.SWITCH_OFF, -1, 0, Refusal.NOT_NEEDED),
        (Verb.SWITCH_ON, -1, Device.CABLE, Refusal.NO_SUCH_TARGET),
    ],
)
def test_nothing_goes_into_a_cell_beyond_what_it_holds_and_a_refusal_spends_nothing(verb, target, amount, why):
    world = suited(70_000, 80_000, 0, FULL)
    world.citizens.inside[:] = LOCK
    world.rebuild()
    before = [joules(world, who) for who in range(4)]
    ask(world, 0, verb, target, amount)
    run(fusion, world, **LOADS)
    assert refused(world) == ([] if why is None else [why])
    if why is not None:
        run(fusion, world, ticks=50, **LOADS)
        assert [joules(world, who) for who in range(4)] == before
        assert not world.feeds.n_used
    else:
        run(fusion, world, ticks=400, **LOADS)
        gained = joules(world, 0)[0] - 70_000 if verb == Verb.CHARGE else joules(world, target)[0] - before[target][0]
        assert gained == amount


def test_who_has_no_suit_no_cell_or_no_charge_cannot_switch_anything_on():
    world = suited(63, [], 5_000)
    kit.spend(world, 2, ItemKind.SUIT)
    for who in range(3):
        ask(world, who, Verb.SWITCH_ON)
    run(fusion, world, **LOADS)
    assert refused(world) == [Refusal.NO_SUPPLIES, Refusal.NO_TOOL, Refusal.NO_TOOL]
    ask(world, 0, Verb.CHARGE)
    ask(world, 1, Verb.LINK, 0)
    run(fusion, world, **LOADS)
    assert refused(world)[3:] == [Refusal.OUTDOORS, Refusal.NO_TOOL]
    world.citizens.inside[0] = HALL
    ask(world, 0, Verb.CHARGE)
    run(fusion, world, **LOADS)
    assert refused(world)[5:] == [Refusal.NOT_HERE]


def flowed(world, loads):
    """(joules that devices have used, joules that sockets have given) by the log alone, and by what still flows."""
    used, came, on = 0, 0, {}
    watts = {Device.LIFE_SUPPORT: loads["life_support_w"], Device.LAMP: loads["lamp_w"]}
    for event in world.events.rows():
        if event.kind == Kind.SWITCHED_ON:
            on[event.who, event.amount] = event.tick
        elif event.kind in (Kind.SWITCHED_OFF, Kind.POWER_FAILED):
            used += watts[event.amount] * (event.tick - on.pop((event.who, event.amount)))
        elif event.kind == Kind.CHARGED:
            came += event.amount
    feeds = world.feeds
    still = feeds.where(kind=Device.SOCKET)
    came += int((feeds.watts[still] * (world.tick - feeds.since[still])).sum())
    return used + sum(watts[device] * (world.tick - tick) for (_, device), tick in on.items()), came


@pytest.mark.parametrize("seed", range(4))
def test_no_joule_is_lost_or_made_in_many_random_events(seed):
    draws, loads = random.Random(seed), {**LOADS, "life_support_w": 640}
    world = suited(*([draws.randrange(FULL), draws.randrange(FULL)] for _ in range(6)), airless=False)
    cells = [slot for slot in world.items.rows().tolist() if world.items.kind[slot] == ItemKind.FUSION_CELL]
    rows = world.charges.rows().tolist()
    start = sum(power.stored(world, row) for row in rows)
    for n in range(3000):
        who = draws.randrange(6)
        if draws.random() < 0.02:
            kit.hand(world, draws.choice(cells), who, world.scenario_event)
        elif draws.random() < 0.05:
            world.citizens.inside[who] = LOCK if world.citizens.inside[who] < 0 else -1
        verb = draws.choice([Verb.SWITCH_ON, Verb.SWITCH_OFF, Verb.LINK, Verb.UNLINK, Verb.CHARGE])
        amount = draws.randrange(2) if verb <= Verb.SWITCH_OFF else draws.choice([0, draws.randrange(20_000)])
        ask(world, who, verb, (who + 1) % 6 if verb == Verb.LINK else -1, amount)
        run(fusion, world, ticks=draws.choice([1, 1, 10]), **loads)
        held = [power.stored(world, row) for row in rows]
        assert all(0 <= joules <= FULL for joules in held)
        if n % 100 == 0:
            used, came = flowed(world, loads)
            assert sum(held) == start + came - used
    assert {Kind.CELL_EMPTY, Kind.CABLE_ENDED, Kind.CHARGED} <= {event.kind for event in world.events.rows()}


def test_the_order_of_cells_in_their_table_is_nobodys_fate():
    ends = []
    for order in ((0, 1), (1, 0)):
        world = suited(1_050, FULL - 1_000)
        charges = world.charges
        items = charges.item[:2].copy()
        held = charges.joules[:2].copy()
        charges.free(np.arange(2))
        for n in order:
            power.add_cell(world, int(items[n]), int(held[n]), FULL)
        ask(world, 0, Verb.LINK, 1)
        run(fusion, world, ticks=10, **LOADS)
        ends.append([(e.tick, e.kind, e.who, e.amount) for e in world.events.rows() if e.kind != Kind.ORDERED])
    assert ends[0] == ends[1]
    assert len(ends[0]) == 2
