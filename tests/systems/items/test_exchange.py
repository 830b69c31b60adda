"""Handling: what changes hands, whose it is when several reach for it, and that nothing is ever lost or made."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes.gatehouse import give_chip, live, of_kind
from scenes.ward import HEALER, PATIENT, ask, equip, hurt, thirsty, ward

from undergrid.systems.body import nursing, treatment
from undergrid.systems.items import exchange
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category


def do(world, verb, thing=0, who=HEALER, whom=PATIENT, **knobs):
    """Order something at once done; returns what happened."""
    ask(world, who, verb, whom, int(thing))
    return live(world, 1, exchange, exchange=knobs)


def refusals(told):
    return [event.amount for event in of_kind(told, Kind.REFUSED)]


def lay(world, thing, cell, n=1, building=-1):
    """Let things lie somewhere; returns their slot."""
    slot = int(world.items.take(1)[0])
    world.items.kind[slot], world.items.cell[slot], world.items.building[slot] = thing, cell, building
    world.items.count[slot], world.items.cause[slot] = n, world.scenario_event
    return slot


def held(world, thing):
    """(citizens,) how many of a kind everybody carries."""
    return [kit.count(world, who, thing) for who in range(world.citizens.n)]


# ---------------------------------------------------------------- giving


def test_one_dose_goes_over_at_a_time():
    world = ward()
    equip(world, morphine=2)
    told = do(world, Verb.GIVE, ItemKind.MORPHINE)
    assert [(e.kind, e.who, e.whom, e.amount) for e in told] == [(Kind.GAVE, HEALER, PATIENT, ItemKind.MORPHINE)]
    assert held(world, ItemKind.MORPHINE) == [1, 1]
    assert world.items.cause[kit.slots_of(world, PATIENT, ItemKind.MORPHINE)[0]] == told[0].id
    assert regard.trust(world, PATIENT, HEALER) > 500


def test_a_chip_stays_the_chip_it_is():
    world = ward()
    slot = give_chip(world, HEALER, identity=7, corruption=30)
    before = {name: int(values[slot]) for name, values in world.items.items() if name not in ("holder", "cause")}
    do(world, Verb.GIVE, ItemKind.CHIP)
    assert world.items.holder[slot] == PATIENT
    assert all(world.items.__dict__[name][slot] == value for name, value in before.items())


def test_what_one_does_not_have_cannot_be_given():
    world = ward()
    assert refusals(do(world, Verb.GIVE, ItemKind.GAUZE)) == [Refusal.NO_SUPPLIES]
    assert refusals(do(world, Verb.GIVE, 99)) == [Refusal.NO_SUCH_TARGET]


def test_nothing_is_given_to_the_dead_the_senseless_or_the_far():
    world = ward()
    equip(world, gauze=1)
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    assert refusals(do(world, Verb.GIVE, ItemKind.GAUZE)) == [Refusal.NO_ANSWER]
    world.citizens.alive[PATIENT] = False
    assert refusals(do(world, Verb.GIVE, ItemKind.GAUZE)) == [Refusal.TARGET_DEAD]
    world.citizens.cell[PATIENT] = 0
    assert refusals(do(world, Verb.GIVE, ItemKind.GAUZE)) == [Refusal.NOT_HERE]
    assert held(world, ItemKind.GAUZE) == [1, 0]


def test_nobody_takes_up_more_than_they_can_carry():
    world = ward()
    equip(world, rifle=1)
    equip(world, PATIENT, water=216)  # 21.6 kg, and a rifle of 3.6
    assert refusals(do(world, Verb.GIVE, ItemKind.RIFLE)) == [Refusal.TOO_HEAVY]
    kit.spend(world, PATIENT, ItemKind.WATER, 1)
    assert refusals(do(world, Verb.GIVE, ItemKind.RIFLE)) == [Refusal.TOO_HEAVY]
    kit.spend(world, PATIENT, ItemKind.WATER, 1)
    assert of_kind(do(world, Verb.GIVE, ItemKind.RIFLE), Kind.GAVE)


def test_a_child_carries_less():
    world = ward(age=12)
    lay(world, ItemKind.FUEL, int(world.citizens.cell[HEALER]), 20)
    told = [do(world, Verb.TAKE, ItemKind.FUEL, whom=-1) for _ in range(10)]
    assert len([events for events in told if of_kind(events, Kind.TOOK)]) == 8


# ---------------------------------------------------------------- taking


def test_what_the_dead_carry_stays_with_them_until_it_is_taken():
    world = ward()
    equip(world, PATIENT, gauze=2)
    world.citizens.alive[PATIENT] = False
    live(world, 50, exchange)
    assert held(world, ItemKind.GAUZE) == [0, 2]
    told = do(world, Verb.TAKE, ItemKind.GAUZE)
    assert [(e.kind, e.who, e.whom, e.amount) for e in told] == [(Kind.TOOK, HEALER, PATIENT, ItemKind.GAUZE)]
    assert held(world, ItemKind.GAUZE) == [1, 1]


def test_the_living_let_go_only_what_they_trust_somebody_with():
    world = ward()
    equip(world, PATIENT, gauze=2)
    assert refusals(do(world, Verb.TAKE, ItemKind.GAUZE)) == [Refusal.UNWILLING]
    regard.good(world, PATIENT, HEALER, 1000, world.scenario_event)
    assert of_kind(do(world, Verb.TAKE, ItemKind.GAUZE), Kind.TOOK)
    world.citizens.doing[PATIENT] = Activity.SLEEPING
    assert refusals(do(world, Verb.TAKE, ItemKind.GAUZE)) == [Refusal.NO_ANSWER]


def test_the_unconscious_cannot_hold_on_to_anything():
    world = ward()
    equip(world, PATIENT, gauze=1)
    world.citizens.doing[PATIENT] = Activity.UNCONSCIOUS
    assert of_kind(do(world, Verb.TAKE, ItemKind.GAUZE), Kind.TOOK)


def test_things_are_taken_up_from_where_one_stands():
    world = ward()
    here = int(world.citizens.cell[HEALER])
    lay(world, ItemKind.TARP, here + 1)
    assert refusals(do(world, Verb.TAKE, ItemKind.TARP, whom=-1)) == [Refusal.NO_SUPPLIES]
    lay(world, ItemKind.TARP, here)
    assert of_kind(do(world, Verb.TAKE, ItemKind.TARP, whom=-1), Kind.TOOK)
    assert held(world, ItemKind.TARP) == [1, 0]
    assert not (world.items.used & (world.items.cell == here)).any()


def test_what_has_been_built_in_and_what_is_too_heavy_stay_where_they_are():
    world = ward()
    here = int(world.citizens.cell[HEALER])
    lay(world, ItemKind.FUEL, -1)
    assert refusals(do(world, Verb.TAKE, ItemKind.FUEL, whom=-1)) == [Refusal.NO_SUPPLIES]
    lay(world, ItemKind.BEAM, here)
    assert refusals(do(world, Verb.TAKE, ItemKind.BEAM, whom=-1)) == [Refusal.TOO_HEAVY]


def test_a_draw_says_whose_the_last_one_is():
    got = []
    for seed in range(300):
        world = ward(healers=3, seed=seed)
        lay(world, ItemKind.MORPHINE, int(world.citizens.cell[HEALER]), 1)
        for who in (2, 0, 1):
            ask(world, who, Verb.TAKE, -1, ItemKind.MORPHINE)
        told = live(world, 1, exchange)
        took = of_kind(told, Kind.TOOK)
        assert len(took) == 1
        assert refusals(told) == [Refusal.NO_SUPPLIES] * 2
        assert (took[0].stream, took[0].odds) == (exchange.STREAM, (1 << 32) // 3)
        assert sum(held(world, ItemKind.MORPHINE)) == 1
        got.append(took[0].who)
    assert np.bincount(got) / 300 == pytest.approx([1 / 3] * 3, abs=0.09)


def test_where_there_is_enough_nothing_is_drawn():
    world = ward(healers=2)
    lay(world, ItemKind.MORPHINE, int(world.citizens.cell[HEALER]), 2)
    for who in (0, 1):
        ask(world, who, Verb.TAKE, -1, ItemKind.MORPHINE)
    assert [(e.kind, e.stream) for e in live(world, 1, exchange)] == [(Kind.TOOK, 0)] * 2


def test_whoever_takes_something_stops_walking():
    world = ward()
    lay(world, ItemKind.TARP, int(world.citizens.cell[HEALER]))
    world.citizens.doing[HEALER], world.citizens.goal[HEALER] = Activity.WALKING, 0
    do(world, Verb.TAKE, ItemKind.TARP, whom=-1)
    assert (world.citizens.doing[HEALER], world.citizens.goal[HEALER]) == (Activity.WAITING, -1)
    assert world.citizens.intent[HEALER] == Verb.NONE


# ---------------------------------------------------------------- insignia


def test_insignia_can_be_covered_and_shown():
    world = ward()
    slot = background.profile(world, HEALER)
    world.profiles.insignia[slot], world.profiles.category[slot] = True, Category.HEALER
    assert background.shown(world, HEALER) == Category.HEALER
    told = do(world, Verb.VEIL, whom=-1)
    assert [(e.kind, e.amount) for e in told] == [(Kind.INSIGNIA_COVERED, Category.HEALER)]
    assert background.shown(world, HEALER) == Category.UNALIGNED
    assert refusals(do(world, Verb.VEIL, whom=-1)) == [Refusal.NOT_NEEDED]
    assert [e.kind for e in do(world, Verb.UNVEIL, whom=-1)] == [Kind.INSIGNIA_SHOWN]
    assert background.shown(world, HEALER) == Category.HEALER


def test_who_wears_no_insignia_has_none_to_cover():
    world = ward()
    assert refusals(do(world, Verb.VEIL, whom=-1)) == [Refusal.NOT_NEEDED]
    assert refusals(do(world, Verb.VEIL, who=PATIENT, whom=-1)) == [Refusal.NOT_NEEDED]


# ---------------------------------------------------------------- nothing is lost or made

THINGS = (ItemKind.MORPHINE, ItemKind.GAUZE, ItemKind.TOURNIQUET, ItemKind.WATER, ItemKind.SYRINGE, ItemKind.SCALPEL)
ASKED = (
    Verb.CHECK, Verb.CUT, Verb.INJECT, Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE, Verb.WATER, Verb.ASSESS, Verb.ROUSE,
    Verb.GIVE, Verb.TAKE,
)  # fmt: skip


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32),
    orders=st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(ASKED), st.integers(0, 4), st.integers(0, 4), st.integers(1, 70)
        ),
        min_size=1,
        max_size=25,
    ),
)  # fmt: skip
def test_no_count_is_ever_negative_and_what_is_spent_is_what_the_events_say(seed, orders):
    world = ward(patients=3, healers=2, seed=seed)
    for who in (2, 3, 4):
        hurt(world, who)
        thirsty(world, who, 1200)
    for who in (0, 1):
        equip(world, who, morphine=2, gauze=3, tourniquet=1, water=6, syringe=1, scalpel=1)
    world.citizens.doing[3] = Activity.UNCONSCIOUS
    world.citizens.alive[4] = False
    equip(world, 4, morphine=1, gauze=1)
    start = {thing: sum(held(world, thing)) for thing in THINGS}
    first = world.events.n
    for who, verb, target, amount, ticks in orders:
        if who == target:
            target = 4
        of_what = int(THINGS[amount]) if verb in (Verb.GIVE, Verb.TAKE) else amount if verb != Verb.ROUSE else 20
        ask(world, who, verb, target, of_what)
        live(world, ticks, nursing, treatment, exchange)
        assert (world.items.count[world.items.used] > 0).all()
    live(world, 200, nursing, treatment, exchange)
    told = world.events.rows(first)
    spent = {
        ItemKind.MORPHINE: sum(event.amount for event in of_kind(told, Kind.INJECTED)),
        ItemKind.TOURNIQUET: len(of_kind(told, Kind.TOURNIQUET_PUT_ON)),
        ItemKind.WATER: sum(event.amount for event in of_kind(told, Kind.GAVE_WATER)) // 100,
        ItemKind.SYRINGE: 0,
        ItemKind.SCALPEL: 0,
    }
    for thing, used in spent.items():
        assert sum(held(world, thing)) + used == start[thing]
    gauze = start[ItemKind.GAUZE] - sum(held(world, ItemKind.GAUZE))
    dressed, bound = len(of_kind(told, Kind.DRESSED)), len(of_kind(told, Kind.STABILISED))
    assert dressed <= gauze <= dressed + bound
