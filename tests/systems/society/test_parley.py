"""Parley at a door: who may ask, admit and warn, what that does, and that the odds shown are those that decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, asked_until_settled, at_the_door, live, told
from scenes.worlds import knobs_of

from undergrid.systems.movement import movement
from undergrid.systems.places import shelter
from undergrid.systems.society import hearsay, morale, parley, talk, trust
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, intend
from undergrid.world.people import background
from undergrid.world.places import shelters
from undergrid.world.society import parley_odds, regard
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category, ParleyState
from undergrid.world.world import World


def refusals(world: World) -> list[tuple[int, int]]:
    return [(event.who, event.amount) for event in told(world, Kind.REFUSED)]


def test_nobody_can_ask_from_inside_from_afar_or_of_the_senseless():
    world = at_the_door(more=1)
    intend(world, INSIDE, Verb.ASK, SHELTER, world.scenario_event)
    intend(world, 2, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    world.citizens.doing[INSIDE] = Activity.UNCONSCIOUS
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    assert refusals(world) == [(INSIDE, Refusal.INDOORS), (2, Refusal.NOT_HERE), (OUTSIDE, Refusal.NO_ANSWER)]
    assert not world.parleys.used.any()
    assert not world.cache(Attempts).intending.any


def test_whoever_is_inside_can_open_by_order():
    world = at_the_door()
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert world.citizens.inside[OUTSIDE] == SHELTER
    assert not shelters.door_holds(world, SHELTER)
    (let_in,) = told(world, Kind.LET_IN)
    assert (let_in.who, let_in.whom, let_in.cause) == (INSIDE, OUTSIDE, 77)
    assert regard.trust(world, OUTSIDE, INSIDE) > 500


def test_the_dead_the_distant_and_those_inside_already_are_not_let_in():
    world = at_the_door(more=1)
    intend(world, INSIDE, Verb.ADMIT, 2, 77)
    live(world, [parley])
    world.citizens.alive[OUTSIDE] = False
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert refusals(world) == [(INSIDE, Refusal.NOT_HERE), (INSIDE, Refusal.TARGET_DEAD)]
    assert shelters.door_holds(world, SHELTER), "nothing has been opened"


def test_an_order_comes_before_the_answer_of_the_crowd():
    world = at_the_door(trusted=100_000)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    intend(world, INSIDE, Verb.WARN, OUTSIDE, 77)
    live(world, [parley])
    (warned,) = told(world, Kind.WARNED)
    (turned,) = told(world, Kind.TURNED_AWAY)
    assert (warned.cause, turned.cause) == (77, warned.id)
    assert regard.trust(world, OUTSIDE, INSIDE) < 500
    assert regard.fear(world, OUTSIDE, INSIDE) > 0


def test_a_mind_that_says_nothing_keeps_silent():
    world = at_the_door(trusted=100_000)
    plan = world.plans.grow(1)
    world.plans.owner[plan] = INSIDE
    world.rebuild()
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley], parley.Params().patience_s + 1)
    assert not told(world, Kind.LET_IN, Kind.WARNED)


def test_whoever_walks_away_has_given_up():
    world = at_the_door()
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    intend(world, OUTSIDE, Verb.WALK, world.city.cell(0, 20, 4), world.scenario_event)
    live(world, [movement, parley], 4)
    (gave_up,) = told(world, Kind.GAVE_UP)
    assert gave_up.cause == told(world, Kind.ASKED)[0].id
    assert not world.parleys.used.any()


def test_a_barricade_is_taken_away_for_whoever_is_let_in():
    world = at_the_door()
    shelters.set_door(world, SHELTER, world.scenario_event, barricade=5000)
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert world.citizens.inside[OUTSIDE] == SHELTER
    assert told(world, Kind.UNBARRED)


def test_who_comes_in_by_force_is_feared_and_trusted_less():
    world = at_the_door(locked=False)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    before = regard.fear(world, INSIDE, OUTSIDE)
    intend(world, OUTSIDE, Verb.ENTER, SHELTER, world.scenario_event)
    live(world, [movement, parley], 2)
    (forced,) = told(world, Kind.FORCED_IN)
    assert regard.fear(world, INSIDE, OUTSIDE) == before + parley.Params().alarm
    assert regard.trust(world, INSIDE, OUTSIDE) < 500
    assert forced.cause == told(world, Kind.ASKED)[0].id


def test_the_odds_shown_are_the_odds_that_decide():
    tries = 1500
    let_in = 0
    for seed in range(tries):
        world = at_the_door(seed)
        intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
        live(world, [parley])
        odds = parley_odds.answer_odds(world, INSIDE, OUTSIDE)
        world.tick = parley.Params().answer_s
        live(world, [parley])
        let_in += len(told(world, Kind.LET_IN))
    assert let_in / tries == pytest.approx(odds.let_in / 2**32, abs=0.035)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"trusted": 3000}, {"trusted": -3000}),
        ({}, {"outside_arms": ItemKind.RIFLE}),
        ({"outside_arms": ItemKind.SCALPEL}, {"outside_arms": ItemKind.SIDEARM}),
        ({}, {"inside_arms": ItemKind.SCALPEL}),
    ],
)
def test_trust_opens_doors_and_arms_on_either_side_keep_them_shut(better: dict[str, Any], worse: dict[str, Any]):
    odds = [parley_odds.answer_odds(at_the_door(**kinds), INSIDE, OUTSIDE).let_in for kinds in (better, worse)]
    assert odds[0] > odds[1]


def test_a_healer_is_let_in_sooner_where_somebody_is_wounded_and_a_stranger_later():
    world = at_the_door()
    healer = background.make_profile(world, OUTSIDE)

    def odds(wounded: bool, category: Category) -> int:
        world.profiles.category[healer], world.profiles.insignia[healer] = category, True
        world.wounds.depth[slot] = 3 if wounded else 1
        return parley_odds.answer_odds(world, INSIDE, OUTSIDE).let_in

    slot = world.wounds.take(1)
    world.wounds.owner[slot] = INSIDE
    assert odds(True, Category.HEALER) > odds(False, Category.HEALER) > odds(False, Category.SOLDIER)
    assert odds(True, Category.UNALIGNED) < odds(False, Category.UNALIGNED)


def test_arms_company_and_despair_make_force_likelier_and_a_warning_makes_leaving_likelier():
    calm = parley_odds.next_move_odds(at_the_door(), OUTSIDE, SHELTER)
    armed = parley_odds.next_move_odds(at_the_door(outside_arms=ItemKind.RIFLE), OUTSIDE, SHELTER)
    hunted = at_the_door()
    hunted.citizens.wanted[OUTSIDE] = True
    desperate = parley_odds.next_move_odds(hunted, OUTSIDE, SHELTER)
    many = at_the_door()
    slots = many.members.take(2)
    many.members.owner[slots], many.members.band[slots] = (OUTSIDE, 2), 0
    assert min(armed.force, desperate.force) > calm.force
    assert parley_odds.next_move_odds(at_the_door(), OUTSIDE, SHELTER, warned=True).leave > calm.leave
    assert parley_odds.next_move_odds(at_the_door(), OUTSIDE, SHELTER, tries=4).leave > calm.leave


def hurt(world: World, who: int) -> None:
    slot = world.wounds.take(1)
    world.wounds.owner[slot], world.wounds.depth[slot] = who, 3


def at_the_end(scene: str, **weights: int) -> list[Kind]:
    """What is said and done at the door of a scene under some weights, in order."""
    arms = {"gun": ItemKind.RIFLE, "blade": ItemKind.SCALPEL}.get(scene)
    within = ItemKind.RIFLE if scene == "armed within" else None
    world = at_the_door(outside_arms=arms, inside_arms=within, trusted=3000 if scene == "trusted" else 0)
    if scene in ("wounded", "wounded within"):
        hurt(world, OUTSIDE if scene == "wounded" else INSIDE)
    elif scene in ("a healer", "a soldier"):
        slot = background.make_profile(world, OUTSIDE)
        world.profiles.category[slot], world.profiles.insignia[slot] = Category.HEALER, True
        world.profiles.soldiering[slot] = 10
        hurt(world, INSIDE)
    elif scene == "friends":
        regard.good(world, OUTSIDE, INSIDE, 5000, world.scenario_event)
    elif scene == "once hunted":
        slot = background.make_profile(world, INSIDE)
        world.profiles.hunted[slot] = True
    elif scene == "afraid":
        regard.frighten(world, INSIDE, OUTSIDE, 500, world.scenario_event)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    chosen = knobs_of(world, (movement, shelter, parley), {"doorstep": weights})
    for _ in range(300):
        world.events.begin(world.tick)
        for system, knobs in chosen:
            system.step(world, knobs)
        world.tick += 1
    return [event.kind for event in told(world, Kind.LET_IN, Kind.WARNED, Kind.GAVE_UP, Kind.FORCED_IN)]


MUCH = 100_000


@pytest.mark.parametrize(
    ("scene", "knob", "weight", "first"),
    [
        ("strangers", "open_door", MUCH, Kind.LET_IN),
        ("trusted", "per_trust", MUCH, Kind.LET_IN),
        ("afraid", "per_fear", -MUCH, Kind.LET_IN),
        ("once hunted", "once_hunted", MUCH, Kind.LET_IN),
        ("wounded", "pity", MUCH, Kind.LET_IN),
        ("a healer", "need", MUCH, Kind.LET_IN),
        ("wounded within", "caution", -MUCH, Kind.LET_IN),
        ("strangers", "warn", MUCH, Kind.WARNED),
        ("armed within", "armed_word", MUCH, Kind.WARNED),
    ],
)
def test_what_weighs_most_within_is_what_is_answered(scene, knob, weight, first):
    assert at_the_end(scene, **{knob: weight})[0] == first
    assert at_the_end(scene, **{knob: -weight})[0] != first


@pytest.mark.parametrize(
    ("scene", "knob", "weight", "first"),
    [
        ("strangers", "leave", MUCH, Kind.GAVE_UP),
        ("strangers", "force", MUCH, Kind.FORCED_IN),
        ("strangers", "wait", -MUCH, Kind.GAVE_UP),
        ("gun", "gun", MUCH, Kind.FORCED_IN),
        ("blade", "blade", MUCH, Kind.FORCED_IN),
        ("a soldier", "per_soldiering", MUCH, Kind.FORCED_IN),
        ("wounded", "despair", MUCH, Kind.FORCED_IN),
        ("friends", "scruple", -MUCH, Kind.FORCED_IN),
    ],
)
def test_what_weighs_most_without_is_what_is_done_where_nobody_answers(scene, knob, weight, first):
    deaf = {"open_door": -MUCH, "silence": MUCH, "force": -6000, "wait": -60_000}
    assert at_the_end(scene, **{**deaf, knob: weight})[:1] == [first]
    assert at_the_end(scene, **{**deaf, knob: -weight})[:1] != [first]


@pytest.mark.parametrize(("scene", "knob"), [("strangers", "silence"), ("afraid", "frightened")])
def test_who_keeps_silent_neither_opens_nor_warns(scene, knob):
    assert not {Kind.LET_IN, Kind.WARNED} & set(at_the_end(scene, **{knob: MUCH}))
    assert at_the_end(scene, **{knob: -MUCH})[0] in (Kind.LET_IN, Kind.WARNED)


def test_a_warning_makes_for_leaving():
    heard = {"warn": MUCH, "force": -MUCH}
    assert at_the_end("strangers", **heard, warned=MUCH) == [Kind.WARNED, Kind.GAVE_UP]
    assert Kind.GAVE_UP not in at_the_end("strangers", **heard, warned=-MUCH)[:2]


def test_chances_sum_to_one_and_even_worths_are_even_chances():
    assert sum(parley_odds.choice((-90_000, 400, 12_345))) == 2**32
    even = parley_odds.choice((700, 700, 700))
    assert max(even) - min(even) <= 1
    assert [parley_odds.chosen(draw, (2**31, 2**30, 2**30)) for draw in (0, 2**31, 2**32 - 1)] == [0, 1, 2]


def test_companions_at_the_door_come_in_together():
    world = at_the_door(more=1)
    world.citizens.cell[2] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    slots = world.members.take(2)
    world.members.owner[slots], world.members.band[slots] = np.array([OUTSIDE, 2]), 0
    intend(world, INSIDE, Verb.ADMIT, OUTSIDE, 77)
    live(world, [parley])
    assert world.citizens.inside.tolist() == [SHELTER] * 3
    assert [event.whom for event in told(world, Kind.LET_IN)] == [OUTSIDE, 2]


def test_a_bystander_changes_nothing_at_the_door():
    for seed in range(8):
        alone, watched = at_the_door(seed), at_the_door(seed, more=1)
        assert asked_until_settled(alone) == asked_until_settled(watched)
        assert [e for e in alone.events.rows() if e.who < 2] == [e for e in watched.events.rows() if e.who < 2]


def test_saved_and_reloaded_every_tick_it_ends_the_same_way():
    systems = (movement, shelter, parley, talk, trust, morale, hearsay)
    for seed in range(6):
        plain, heavy = at_the_door(seed, more=2), at_the_door(seed, more=2)
        for world in (plain, heavy):
            intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
        for tick in range(300):
            live(plain, systems)
            heavy = heavy.copy()
            live(heavy, systems)
            if tick % 50 == 0:
                assert heavy.digest() == plain.digest()
        assert heavy.digest() == plain.digest()


def test_whoever_of_the_crowd_finds_a_door_shut_asks_by_themselves_and_only_one_of_them():
    world = at_the_door(more=1)
    world.citizens.cell[2] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    for who in (OUTSIDE, 2):
        intend(world, who, Verb.ENTER, SHELTER, 77)
    live(world, [movement, parley])
    (asked,) = told(world, Kind.ASKED)
    assert asked.cause in [event.id for event in told(world, Kind.REFUSED)]
    assert asked.who == OUTSIDE


def test_a_crowd_at_a_door_is_answered_one_after_another():
    world = at_the_door(more=40)
    world.citizens.cell[2:] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    for who in range(OUTSIDE, world.citizens.n):
        intend(world, who, Verb.ASK, SHELTER, 77)
    live(world, [movement, parley], 600)
    assert len(told(world, Kind.ASKED)) >= 6
    ends = told(world, Kind.LET_IN, Kind.WARNED)
    assert len(ends) > 1
    assert len({event.tick for event in ends}) == len(ends)


def test_a_mob_that_comes_in_at_once_is_met_one_after_another():
    world = at_the_door(more=30, locked=False)
    world.citizens.cell[2:] = world.citizens.cell[OUTSIDE]
    world.rebuild()
    for _ in range(6):
        for who in range(OUTSIDE, world.citizens.n):
            intend(world, who, Verb.ASK, SHELTER, 77)
        live(world, [parley])
    for who in range(OUTSIDE, world.citizens.n):
        intend(world, who, Verb.ENTER, SHELTER, 77)
    live(world, [movement, parley], 60)
    assert len(told(world, Kind.FORCED_IN)) >= 6


def test_coming_in_through_a_door_that_was_broken_is_caused_by_the_breaking():
    world = at_the_door(locked=False)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    row = shelters.shelter_row(world, SHELTER)
    world.events.begin(world.tick)
    broken = world.events.one(Kind.BREACHED, OUTSIDE, SHELTER, cause=world.scenario_event)
    world.shelters.forced[row], world.shelters.cause[row] = True, broken
    intend(world, OUTSIDE, Verb.ENTER, SHELTER, world.scenario_event)
    live(world, [movement, parley], 2)
    (forced,) = told(world, Kind.FORCED_IN)
    assert (forced.who, forced.whom, forced.cause) == (OUTSIDE, SHELTER, broken)


def test_who_has_asked_waits_for_an_answer_though_the_door_is_open():
    world = at_the_door(locked=False)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley], 3)
    assert world.citizens.intent[OUTSIDE] == Verb.NONE
    assert not told(world, Kind.FORCED_IN)


@pytest.mark.parametrize("idle", [True, False])
def test_who_wants_in_by_force_goes_in_once_the_door_gives_way_and_hands_are_free(idle):
    world = at_the_door(locked=False)
    intend(world, OUTSIDE, Verb.ASK, SHELTER, world.scenario_event)
    live(world, [parley])
    slot = parley_odds.parley_of(world, OUTSIDE)
    world.parleys.turn[slot], world.parleys.due[slot] = ParleyState.FORCING, 10_000
    if not idle:
        world.citizens.doing[OUTSIDE] = Activity.TENDING
    live(world, [parley])
    assert world.citizens.intent[OUTSIDE] == (Verb.ENTER if idle else Verb.NONE)
    if idle:
        assert world.citizens.target[OUTSIDE] == SHELTER
        assert world.citizens.cause[OUTSIDE] == told(world, Kind.ASKED)[0].id
