"""The purge: what burns out, who dies of it, what is heard, and what it costs to fire a Heart Engine."""

import numpy as np
import pytest
from scenes.engines import CELL_, CORE, FAR, FULL, HUB_, LAMPS, PODS, RULES, augment, cube, street, tell, told
from scenes.wired import break_node, cut, live, of_kind
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.systems.network import purge
from undergrid.systems.senses import noise
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines, wired
from undergrid.world.network.purging import harm_of, operator_odds, pulse_from, seconds_for
from undergrid.world.tables.body import Death
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.hosts import AugmentKind, Host
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.view import view

NOW = {"tuning_minutes": 0}
QUICK = {"link_seconds": 2, "fire_seconds": 2}


def fired(world, node=HUB_, who=0, also=(), **turned):
    """Let somebody link the cube that they carry to a node, and fire it at once; returns what happened since."""
    knobs = {"engine": NOW, "purging": {**QUICK, **turned.pop("purging", {})}, **turned}
    told(world, Verb.CONNECT, node, 4, who, **knobs)
    tell(world, Verb.FIRE, node, who)
    return live(world, 4, *RULES, *also, **knobs)


def deaths(events, of=Death.PURGE):
    return [event for event in of_kind(events, Kind.DIED) if event.amount == of]


def why(events):
    return [Refusal(event.amount) for event in of_kind(events, Kind.REFUSED)]


# ---------------------------------------------------------------- what burns out


def test_all_that_the_pulse_reaches_burns_out_and_fails_at_once_by_the_hand_on_the_panel():
    world = street()
    first = world.events.n
    fired(world)
    by_id = {event.id: event for event in world.events.rows()[first:]}
    [shot] = of_kind(by_id.values(), Kind.ENGINE_FIRED)
    assert world.nodes.works.tolist() == [False] * 5 + [True, True]
    assert shot.amount == 5
    for kind in (Kind.LIGHTS_WENT_OUT, Kind.PODS_FAILED):
        [failed] = of_kind(by_id.values(), kind)
        assert (failed.cause, failed.tick) == (shot.id, shot.tick)
    assert by_id[shot.cause].kind == Kind.ORDERED
    assert by_id[shot.cause].amount == Verb.FIRE


def test_an_air_gap_bounds_it():
    world = street((50, 6))
    [shot] = of_kind(fired(world, FAR), Kind.ENGINE_FIRED)
    assert shot.amount == 1
    assert world.nodes.works.tolist() == [True] * 5 + [False, True]


@pytest.mark.parametrize("gap", ["cut", "down"])
def test_so_does_a_line_that_is_cut_and_a_node_that_is_down(gap):
    world = street()
    if gap == "cut":
        cut(world, 1)
    else:
        break_node(world, CELL_)
    assert of_kind(fired(world), Kind.ENGINE_FIRED)[0].amount == 2
    assert world.nodes.works[[PODS, LAMPS]].all()


def test_each_hop_takes_a_part_of_it_as_the_scenario_says():
    world = street((5, 6))
    assert pulse_from(world, 0).left[:5].tolist() == [1000, 995, 990, 985, 985]
    assert of_kind(fired(world, 0, purging={"per_hop": 0.5}), Kind.ENGINE_FIRED)[0].amount == 2
    assert world.nodes.works[[CELL_, PODS, LAMPS]].all()


def test_without_a_core_it_runs_as_far_as_lines_lead():
    world = street()
    world.nodes.kind[0] = int(CELL_)  # a cell like the others
    world.rebuild()
    assert sorted(pulse_from(world, HUB_).reached.tolist()) == [0, 1, 2, 3, 4]
    assert len(pulse_from(world, FAR).reached) == 1


def test_an_engine_goes_off_once_and_what_it_held_is_gone():
    world = street()
    fired(world)
    assert world.engines.stage[0] == EngineStage.FIRED
    assert engines.stored(world, 0) == 0
    kit.hand(world, 0, 0, world.scenario_event)
    assert why(told(world, Verb.CONNECT, HUB_)) == [Refusal.ONLY_ONCE]
    assert why(told(world, Verb.FIRE, HUB_)) == [Refusal.NOT_LINKED]
    world.sockets.grow(1)
    world.sockets.building[0] = 0
    world.citizens.inside[0] = 0
    assert why(told(world, Verb.CHARGE_CUBE)) == [Refusal.ONLY_ONCE]


# ---------------------------------------------------------------- at the panel


def test_firing_what_is_empty_or_not_linked_is_refused_with_the_reason_and_nothing_burns():
    world = street(joules=FULL - 1)
    assert why(told(world, Verb.FIRE, HUB_)) == [Refusal.UNCHARGED]
    assert why(told(street(), Verb.FIRE, HUB_)) == [Refusal.NOT_LINKED]
    assert why(told(street(), Verb.FIRE, CELL_)) == [Refusal.NOT_HERE]
    assert world.nodes.works.all()


def test_a_node_that_is_down_by_then_fires_nothing():
    world = street()
    told(world, Verb.CONNECT, HUB_, 241, engine=NOW)
    break_node(world, HUB_)
    assert why(told(world, Verb.FIRE, HUB_)) == [Refusal.NOT_RUNNING]


@pytest.mark.parametrize(("n", "seconds"), [(0, 60), (4, 20)])
def test_firing_takes_the_unaugmented_longer(n, seconds):
    world = augment(street(), 0, n, AugmentKind.ARM)
    told(world, Verb.CONNECT, HUB_, 241, engine=NOW)
    assert view(world, 0).engine.seconds == seconds == seconds_for(world, 0, 60)
    assert not of_kind(told(world, Verb.FIRE, HUB_, seconds), Kind.ENGINE_FIRED)
    assert of_kind(live(world, 1, *RULES), Kind.ENGINE_FIRED)


def test_whoever_stands_there_may_fire_it_and_takes_the_cost():
    world = street((20, 6), (20, 4))
    told(world, Verb.CONNECT, HUB_, 241, engine=NOW)
    events = told(world, Verb.FIRE, HUB_, 61, who=1, purging={"operator_dies": 1.0})
    assert [event.who for event in deaths(events, Death.DISCHARGE)] == [1]
    assert world.citizens.alive[0]


def test_of_two_hands_one_fires_and_who_is_broken_off_begins_again():
    world = street((20, 6), (20, 4))
    told(world, Verb.CONNECT, HUB_, 241, engine=NOW)
    kit.add(world, 0, ItemKind.GAUZE, 1, world.scenario_event)
    told(world, Verb.FIRE, HUB_, 50)
    assert not of_kind(told(world, Verb.PUT_DOWN, ticks=60, amount=int(ItemKind.GAUZE)), Kind.ENGINE_FIRED)
    tell(world, Verb.FIRE, HUB_)
    tell(world, Verb.FIRE, HUB_, 1)
    events = live(world, 61, *RULES)
    assert len(of_kind(events, Kind.ENGINE_FIRED)) == 1
    assert len(of_kind(events, Kind.INTERRUPTED)) == 1


def test_the_odds_of_the_operator_are_shown_before_and_grow_with_augments():
    shown = []
    for n in range(6):
        world = augment(street(), 0, n, AugmentKind.ARM)
        told(world, Verb.CONNECT, HUB_, 241, engine=NOW)
        seen = view(world, 0)
        assert seen.odds[Verb.FIRE] == operator_odds(world, 0) == seen.engine.dies
        shown.append(seen.odds[Verb.FIRE] / luck.CERTAIN)
    assert shown == pytest.approx([1 - 0.95 * 0.5**n for n in range(6)])


def test_what_each_augment_costs_is_for_the_scenario_to_say():
    world = augment(street(), 0, 1, AugmentKind.ARM)
    [died] = deaths(fired(world, purging={"operator_dies": 0.0, "operator_per_augment": 1.0}), Death.DISCHARGE)
    assert (died.who, died.odds, died.stream) == (0, luck.CERTAIN, int(purge.STREAM))


def test_who_lives_has_burnt_a_hand():
    events = fired(street(), purging={"operator_dies": 0.0})
    [back], [wound] = of_kind(events, Kind.THROWN_BACK), of_kind(events, Kind.WOUNDED)
    assert wound.cause == back.id
    assert back.cause == of_kind(events, Kind.ENGINE_FIRED)[0].id
    assert back.odds == 0


# ---------------------------------------------------------------- whom it kills


def test_those_who_dream_die_or_are_put_out_each_by_their_own_tolerance():
    world = street(dreamers=40)
    doomed = harm_of(world, pulse_from(world, HUB_))
    events = fired(world)
    [shot], died = of_kind(events, Kind.ENGINE_FIRED), deaths(events)
    assert [event.who for event in died] == doomed.who[doomed.dies].tolist()
    assert 0 < len(died) < 40
    assert {event.cause for event in died} == {shot.id}
    out = of_kind(events, Kind.UNPLUGGED)
    assert sorted([event.who for event in (*died, *out)]) == list(range(1, 41))
    seared = {event.id: event for event in of_kind(events, Kind.SEARED)}
    assert {event.cause for event in out} == set(seared)
    assert {event.amount for event in seared.values()} == {49}  # half a feed, two hops from the hub
    assert not wired.wired_rows(world).size


def test_nothing_but_the_seed_and_a_persons_luck_says_what_they_bear():
    early, late, other = street(dreamers=40), street(dreamers=40), street(dreamers=40, seed=2)
    late.tick = 5000
    found = [harm_of(world, pulse_from(world, HUB_)).dies.tolist() for world in (early, late, other)]
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(
    ("turned", "share"),
    [({}, 0.37), ({"least_tolerance": 0.5, "tolerance_spread": 0}, 0.0), ({"tolerance_spread": 0.1}, 1.0)],
)
def test_how_much_people_bear_is_for_the_scenario_to_say(turned, share):
    world = street(dreamers=400)
    assert len(deaths(fired(world, purging=turned))) / 400 == pytest.approx(share, abs=0.08)


def test_augments_add_to_the_dose_and_nerves_are_reached_through_the_core_wherever_one_is():
    world = augment(augment(street((20, 6), (50, 9), (55, 9)), 1, 1), 2, 4)
    harm = harm_of(world, pulse_from(world, HUB_))
    assert harm.who.tolist() == [1, 2]
    assert harm.dose.tolist() == [995 * 30 * 1250 // 100_000, 995 * 30 * 2000 // 100_000]
    fired(world, purging={"per_augment": 1.0, "least_tolerance": 0.8, "tolerance_spread": 0})
    assert world.citizens.alive.tolist() == [True, True, False]


def test_who_comes_out_of_it_has_no_nerves_by_which_to_be_reached_again():
    world = augment(street((20, 6), (50, 9)), 1, 2)
    events = fired(world, purging={"least_tolerance": 0.8, "tolerance_spread": 0})
    [seared], [burnt] = of_kind(events, Kind.SEARED), of_kind(events, Kind.AUGMENTS_DIED)
    assert (burnt.who, burnt.amount, burnt.cause) == (1, 2, seared.id)
    assert set(world.augments.cause[world.augments.of(1)].tolist()) == {burnt.id}
    assert wired.depth_of(world, 1) == 0


def test_n15_the_purge_burns_the_machines_of_the_wired_whether_they_live_or_die_and_of_nobody_else():
    world = augment(augment(street((20, 6), (50, 9), (52, 9)), 1, 3), 2, 2, kind=AugmentKind.EYE)
    events = fired(world, purging={"least_tolerance": 0, "tolerance_spread": 0})
    [shot], [burnt] = of_kind(events, Kind.ENGINE_FIRED), of_kind(events, Kind.AUGMENTS_DIED)
    assert 1 in [event.who for event in deaths(events)]
    assert (burnt.who, burnt.amount, burnt.cause) == (1, 3, shot.id)
    assert not world.augments.works[world.augments.of(1)].any()
    assert world.augments.works[world.augments.of(2)].all()


def test_where_the_core_lives_those_with_nerves_are_not_reached():
    world = augment(street((50, 6), (52, 9)), 1, 4)
    events = fired(world, FAR)
    assert not of_kind(events, Kind.DIED, Kind.SEARED, Kind.CORE_SCREAMED, Kind.SCREAM_HEARD)


def test_an_operator_who_is_wired_dies_of_the_purge_and_is_foretold_with_the_others():
    world = augment(street(), 0, 4)
    knobs = {"engine": NOW, "purging": {**QUICK, "tolerance_spread": 0}}
    foreseen = of_kind(told(world, Verb.CONNECT, HUB_, 4, **knobs), Kind.DEATHS_FORESEEN)
    assert [event.amount for event in foreseen] == [1]
    events = told(world, Verb.FIRE, HUB_, 4, **knobs)
    assert [event.who for event in deaths(events)] == [0]
    assert not of_kind(events, Kind.THROWN_BACK)


# ---------------------------------------------------------------- what is heard


def haunted(world, node, n):
    slot = world.minds.take(1)
    world.minds.host[slot], world.minds.node[slot], world.minds.count[slot] = Host.SERVER, node, n
    world.minds.cause[slot] = world.scenario_event
    return world


def test_the_core_screams_with_as_many_voices_as_ghosts_live_on_what_dies():
    world = haunted(haunted(street(), CELL_, 70), FAR, 5)
    [scream] = of_kind(fired(world), Kind.CORE_SCREAMED)
    assert (scream.who, scream.amount) == (0, 70)
    world = haunted(street((50, 6)), FAR, 5)
    [scream] = of_kind(fired(world, FAR), Kind.CORE_SCREAMED)
    assert (scream.who, scream.amount) == (FAR, 5)


def test_all_who_are_wired_hear_it_and_whoever_is_near_and_has_their_senses():
    world = augment(street((20, 6), (50, 9), (7, 6), (7, 7), dreamers=2), 1)
    world.citizens.doing[3] = Activity.UNCONSCIOUS
    events = fired(world, purge={"scream_m": 34})
    [scream] = of_kind(events, Kind.CORE_SCREAMED)
    heard = of_kind(events, Kind.SCREAM_HEARD)
    assert [event.who for event in heard] == [0, 1, 2, 4, 5]
    assert {event.cause for event in heard} == {scream.id}
    assert [event.who for event in of_kind(fired(street(), purge={"scream_m": 10}), Kind.SCREAM_HEARD)] == []


@pytest.mark.parametrize(("db", "wakes"), [(120, True), (20, False)])
def test_it_is_a_noise_too_that_wakes_sleepers(db, wakes):
    world = street((20, 6), (9, 6))
    slot = world.exposure.take(1)
    world.exposure.owner[slot] = 1
    world.citizens.doing[1] = Activity.SLEEPING
    events = fired(world, also=(noise,), purge={"scream_db": db, "scream_m": 0})
    assert bool(of_kind(events, Kind.WOKE)) == wakes


# ---------------------------------------------------------------- in the whole


def test_a_purge_over_many_nodes_leaves_nothing_reached_and_every_node_with_its_cause():
    world = street()
    events = fired(world)
    [shot] = of_kind(events, Kind.ENGINE_FIRED)
    burnt = np.flatnonzero(~world.nodes.works)
    assert (world.nodes.cause[burnt[:3]] == shot.id).all()
    assert (world.nodes.lost[burnt] == shot.id).all()


def test_without_anybody_at_a_panel_nothing_happens():
    world = make_world(field(6, 6), 2)
    live(world, 3, *RULES)
    assert world.events.n == 0
    cube(world)
    assert kit.count(world, 0, ItemKind.ENGINE_CUBE) == 1
    live(world, 3, *RULES)
    assert world.events.n == 0
    assert CORE == 0
