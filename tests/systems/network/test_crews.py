"""Crews: who lives in a depot goes out, with parts from its stores, to what is out of order, and home again."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from scenes.wired import break_node, of_kind
from scenes.wired_town import POWERED

import undergrid
from undergrid.core import units
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_node, set_switch, set_wire
from undergrid.world.orders.attempts import intend
from undergrid.world.places.stores import store
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

SENT = (Kind.SENT_TO_LINE, Kind.SENT_TO_NODE)
MINUTE = 60
NEAR, FAR = 40, 3  # lines: to a node on which nothing else hangs, and from the Core to a whole district


def town(parts=12, crew=3, at="arcade_1", starts="11:30", **rules):
    """The wired town with a crew in an arcade, and so many spare parts there."""
    group = f"{{name: crew, count: {crew}, at: {at}, plugged: 0 %, tagged: 100 %}}"
    text = POWERED.replace("at: anywhere}]", f"at: anywhere}}, {group}]")
    text = text.replace('"11:30"', f'"{starts}"').replace("rules: {", f"rules: {{crews: {rules}, ").replace("'", "")
    with TemporaryDirectory() as folder:
        (Path(folder) / "scenario.yaml").write_text(f"{text}depots: {{{at}: {{parts: {parts}}}}}\n")
        return undergrid.load(folder, seed=1)


def breaks(sim, change, target, kind, value=False):
    """Break, cut or switch something between ticks, by nobody in particular; returns the event."""
    world = sim.world
    world.events.begin(world.tick)
    told = world.events.one(kind, -1, target, cause=world.scenario_event)
    change(world, target, value, lambda _: told)
    return told


def cut(sim, wire):
    return breaks(sim, set_wire, wire, Kind.WIRE_CUT)


def go(sim, seconds):
    """Let the city live on; returns what happened."""
    first = sim.world.events.n
    sim.run(sim.tick + seconds)
    return list(sim.world.events.rows()[first:])


def stock(sim):
    """How many spare parts lie in the depot."""
    items = sim.world.items
    rows = items.where(kind=ItemKind.PARTS, building=sim.world.depots.building[0])
    return int(items.count[rows].sum())


def crew_of(sim):
    return np.flatnonzero(sim.world.citizens.home == sim.world.depots.building[0]).tolist()


def test_a_line_that_is_cut_is_mended_by_somebody_who_walks_there_with_parts_from_the_stores():
    sim = town()
    event = cut(sim, NEAR)
    told = go(sim, 1800)
    [sent], [mended] = of_kind(told, *SENT), of_kind(told, Kind.WIRE_MENDED)
    assert (sent.kind, sent.whom, sent.amount, sent.cause) == (Kind.SENT_TO_LINE, NEAR, 2, event)
    assert sent.who in crew_of(sim)
    assert (mended.who, mended.whom) == (sent.who, NEAR)
    ordered = next(e for e in sim.world.events.rows() if e.id == mended.cause)
    assert ordered.id == sent.id
    assert mended.tick - sent.tick > 300  # mending alone takes so long
    assert stock(sim) == 10
    assert sim.world.citizens.inside[sent.who] == sim.world.depots.building[0]
    assert not sim.world.errands.n_used


@pytest.mark.parametrize("seconds", [0, 600])
def test_how_soon_a_fault_is_known_is_for_the_scenario_to_say(seconds):
    sim = town(notice_seconds=seconds)
    event = cut(sim, NEAR)
    [sent] = of_kind(go(sim, seconds + 20), *SENT)
    assert 0 <= sent.tick - seconds < 10
    assert sent.cause == event


def test_that_from_which_most_hangs_is_mended_first():
    sim = town(crew=1)
    cut(sim, NEAR)
    cut(sim, FAR)
    told = of_kind(go(sim, 4000), *SENT, Kind.WIRE_MENDED)
    assert [e.whom for e in told] == [FAR, FAR, NEAR, NEAR]
    assert len({e.who for e in told}) == 1


def test_several_go_out_at_once_each_for_something_else():
    sim = town()
    for wire in (FAR, NEAR, NEAR + 1):
        cut(sim, wire)
    sent = of_kind(go(sim, 200), *SENT)
    assert {e.whom for e in sent} == {FAR, NEAR, NEAR + 1}
    assert {e.who for e in sent} == set(crew_of(sim))


def test_a_node_takes_more_parts_and_a_switch_that_has_opened_takes_none():
    sim = town(parts=5)
    node = int(sim.world.wires.b[NEAR])
    breaks(sim, set_node, node, Kind.NODE_BROKEN)
    breaks(sim, set_switch, NEAR + 1, Kind.WIRE_TRIPPED, value=True)
    told = go(sim, 4000)
    assert {(e.kind, e.whom, e.amount) for e in of_kind(told, *SENT)} == {
        (Kind.SENT_TO_NODE, node, 5), (Kind.SENT_TO_LINE, NEAR + 1, 0),
    }  # fmt: skip
    assert sim.world.nodes.works[node]
    assert not sim.world.wires.open[NEAR + 1]
    assert stock(sim) == 0


def test_of_however_many_faults_at_once_it_is_told_once_that_there_are_no_parts():
    sim = town(parts=1)
    first, *_ = (break_node(sim.world, node) for node in range(sim.world.nodes.n))
    told = of_kind(go(sim, 300), Kind.NO_PARTS_LEFT)
    assert [(event.who, event.amount) for event in told] == [(sim.world.depots.building[0], 5)]
    assert told[0].cause >= first


@pytest.mark.parametrize(("hours", "times"), [(1, 4), (3, 2)])
def test_without_parts_nobody_is_sent_which_is_told_once_in_some_hours(hours, times):
    sim = town(parts=1, again_hours=hours)
    event = cut(sim, NEAR)
    told = go(sim, int(3.5 * units.HOUR))
    lacks = of_kind(told, Kind.NO_PARTS_LEFT)
    assert not of_kind(told, *SENT)
    assert [(e.who, e.amount, e.cause) for e in lacks] == [(sim.world.depots.building[0], 2, event)] * times
    assert stock(sim) == 1


def test_where_one_depot_has_no_parts_the_other_sends_somebody():
    sim = town(parts=1)
    world = sim.world
    row = world.depots.grow(1)
    world.depots.building[row] = next(n for n, b in enumerate(world.city.buildings) if b.name == "pods_3")
    store(world, int(world.depots.building[row]), ItemKind.PARTS, 2, world.scenario_event)
    helper = next(who for who in range(2, world.citizens.n) if world.citizens.inside[who] >= 0)
    door = int(world.city.doors[world.depots.building[row]])
    world.citizens.home[helper] = world.citizens.work[helper] = world.citizens.inside[helper] = world.depots.building[
        row
    ]
    world.citizens.cell[helper], world.citizens.doing[helper] = door, Activity.RESTING
    world.rebuild()
    event = cut(sim, NEAR)
    told = go(sim, 130)
    [sent] = of_kind(told, *SENT)
    assert (sent.who, sent.cause) == (helper, event)
    assert not of_kind(told, Kind.NO_PARTS_LEFT)


def test_what_no_way_leads_to_is_given_up_after_two_tries():
    """The old station lies beyond the wall."""
    sim = town(at="old_station")
    cut(sim, NEAR)
    told = go(sim, units.HOUR)
    [sent] = of_kind(told, *SENT)
    refused = [e for e in of_kind(told, Kind.REFUSED) if e.who == sent.who]
    assert [(e.amount, e.cause) for e in refused] == [(Refusal.NO_WAY, sent.id)] * 2
    assert not sim.world.wires.works[NEAR]


def test_who_dies_on_the_way_is_followed_by_another():
    sim = town()
    cut(sim, NEAR)
    [sent] = of_kind(go(sim, 150), *SENT)
    people = sim.world.citizens
    people.alive[sent.who], people.doing[sent.who] = False, Activity.SHUT_DOWN
    sim.world.rebuild()
    told = go(sim, 1800)
    [again] = of_kind(told, *SENT)
    assert again.who != sent.who
    assert of_kind(told, Kind.WIRE_MENDED)[0].who == again.who


def test_who_sleeps_is_woken_for_it_but_only_when_nobody_is_awake():
    sim = town(crew=1, starts="23:30")
    [who] = crew_of(sim)
    people = sim.world.citizens
    intend(sim.world, who, Verb.SLEEP, -1, sim.world.scenario_event)
    for _ in range(120):
        if people.doing[who] != Activity.SLEEPING:
            go(sim, 60)
    assert people.doing[who] == Activity.SLEEPING
    cut(sim, NEAR)
    told = go(sim, 140)
    [sent], [woke] = of_kind(told, *SENT), [e for e in of_kind(told, Kind.WOKE) if e.who == who]
    assert (sent.who, woke.cause) == (who, sent.id)


def test_what_is_mended_already_sends_them_home():
    sim = town()
    cut(sim, NEAR)
    [sent] = of_kind(go(sim, 150), *SENT)
    breaks(sim, set_wire, NEAR, Kind.WIRE_MENDED, value=True)
    told = go(sim, 1500)
    assert not of_kind(told, Kind.WIRE_MENDED, *SENT)
    assert sim.world.citizens.inside[sent.who] == sim.world.depots.building[0]


def test_a_saboteur_who_cuts_behind_them_keeps_them_busy_until_the_parts_are_used_up():
    sim = town(parts=4, crew=1)
    for _ in range(3):
        cut(sim, NEAR)
        go(sim, 1500)
    told = sim.world.events.rows()
    assert len(of_kind(told, Kind.WIRE_MENDED)) == 2
    assert len(of_kind(told, Kind.NO_PARTS_LEFT)) == 1
