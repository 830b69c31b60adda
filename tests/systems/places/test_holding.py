"""Holding: who stands in a gate keeps it open, hears it push, may be hurt, and wears its drive out in the end."""

import pytest
from scenes.gatehouse import gatehouse, order
from scenes.timetables import LOCKDOWN, add
from scenes.wired import CORE, NodeKind, live, mend_node, of_kind, wire_up

from undergrid.core import luck
from undergrid.systems.authority import dossiers, windows
from undergrid.systems.movement import movement
from undergrid.systems.places import gates, holding
from undergrid.world.body import blood_loss
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.view.view import view

HARMLESS = {"crushes": 0}


def before_a_gate(closes=20, people=2, guarded=True, **columns):
    """A gate that stands open until a tick, and people at its inner end; its drive is node 1."""
    world = gatehouse(people=people, **columns)
    link = int(world.gates.link[0])
    world.citizens.cell[:] = world.city.link_a[link]
    wire_up(world, [(CORE, 11), (NodeKind.GATE, 1, {"gate": 0})], [(0, 1)])
    world.gates.open[0], world.gates.closes[0] = True, closes
    world.gates.cause[0] = world.scenario_event
    if not guarded:
        world.gates.guard[0] = -1
    world.rebuild()
    return world


def hold(world, ticks, who=0, more=(), **turned):
    """Let somebody be told to stand in the gate; returns the order, and what happened."""
    ordered = order(world, who, Verb.HOLD, 0)
    turned = {"drives": HARMLESS, **turned}
    return ordered, live(world, ticks, *more, holding, gates, **turned)


def test_a_gate_does_not_shut_while_somebody_stands_in_it_and_does_once_they_leave():
    world = before_a_gate()
    ordered, told = hold(world, 60)
    held, later = of_kind(told, Kind.GATE_HELD)
    assert (held.tick, held.who, held.whom, held.amount, held.cause) == (20, 0, 0, 8, ordered)
    assert (later.tick, later.amount) == (50, 32)
    because = world.events.because_columns()
    further = list(zip(because["event"].tolist(), because["cause"].tolist(), because["role"].tolist(), strict=True))
    assert (held.id, world.scenario_event, Role.CONDITION) in further
    assert world.gates.open[0]
    tasks.drop(world, 0)
    [shut] = of_kind(live(world, 5, holding, gates, drives=HARMLESS), Kind.GATE_CLOSED)
    assert shut.tick == 60


def test_others_pass_meanwhile():
    world = before_a_gate()
    hold(world, 60)
    order(world, 1, Verb.CROSS, 0)
    told = live(world, 20, movement, holding, gates, drives=HARMLESS)
    assert [(e.who, e.whom) for e in of_kind(told, Kind.CROSSED)] == [(1, 0)]


def test_the_guard_raises_the_alarm_and_without_a_guard_nobody_does():
    world = before_a_gate()
    _, told = hold(world, 60, more=(dossiers,))
    [held, _], [alarm] = of_kind(told, Kind.GATE_HELD), of_kind(told, Kind.ALARM)
    assert (alarm.who, alarm.whom, alarm.cause) == (0, 0, held.id)
    assert world.dossiers.suspicion[world.dossiers.where(subject=0)].tolist() == [100]
    _, told = hold(before_a_gate(guarded=False), 60)
    assert not of_kind(told, Kind.ALARM)


@pytest.mark.parametrize(("weight", "seconds"), [(40, 5), (70, 9)])
def test_what_the_alarm_weighs_and_when_it_is_known_is_for_the_scenario_to_say(weight, seconds):
    world = before_a_gate()
    hold(world, 22, holding={"alarm_weight": weight, "report_seconds": seconds})
    reports = world.reports
    assert [(int(reports.weight[k]), int(reports.arrives[k])) for k in reports.rows()] == [(weight, 20 + seconds)]


@pytest.mark.parametrize("decibels", [70, 95])
def test_how_loud_it_pushes_is_for_the_scenario_to_say(decibels):
    world = before_a_gate()
    hold(world, 21, holding={"push_db": decibels})
    assert world.noises.power[world.noises.rows()].tolist() == [10 * decibels]


def test_the_drive_gives_way_and_the_gate_stands_open_until_it_is_mended():
    world = before_a_gate()
    _, told = hold(world, 300)
    held = of_kind(told, Kind.GATE_HELD)
    assert [e.amount for e in held] == [8, 32, 56, 80, 100]
    assert held[-1].tick == 20 + 12 * 10
    assert (bool(world.gates.stuck[0]), bool(world.gates.open[0]), bool(world.nodes.works[1])) == (True, True, False)
    tasks.drop(world, 0)
    assert not of_kind(live(world, 60, holding, gates), Kind.GATE_CLOSED)
    mend_node(world, 1)
    told = live(world, 60, holding, gates)
    assert [e.kind for e in told] == [Kind.DEVICE_BACK, Kind.GATE_CLOSED]


def test_what_it_has_worn_by_stays_worn():
    world = before_a_gate()
    hold(world, 60)
    tasks.drop(world, 0)
    live(world, 5, holding, gates)
    assert world.drives.worn.tolist()[0] == 32
    world.gates.open[0], world.gates.closes[0] = True, world.tick
    at = world.tick
    _, told = hold(world, 5)
    assert [(e.tick, e.amount) for e in of_kind(told, Kind.GATE_HELD)] == [(at, 40)]


@pytest.mark.parametrize(("knobs", "worn"), [({"wears": 1}, 4), ({"push_seconds": 4}, 80)])
def test_how_it_pushes_is_for_the_scenario_to_say(knobs, worn):
    world = before_a_gate()
    hold(world, 60, drives={**HARMLESS, **knobs})
    assert world.drives.worn[0] == worn


def test_who_is_crushed_lets_go_and_the_gate_shuts():
    world = before_a_gate()
    _, told = hold(world, 60, drives={"crushes": 1})
    [held], [hurt] = of_kind(told, Kind.GATE_HELD), of_kind(told, Kind.WOUNDED)
    assert (hurt.who, hurt.cause, hurt.stream, hurt.odds) == (0, held.id, holding.STREAM, luck.CERTAIN)
    [slot] = blood_loss.wounds_of(world, 0)
    assert world.wounds.kind[slot] == WoundKind.CRUSH
    assert world.wounds.part[slot] in (BodyPart.ARM, BodyPart.SHOULDER)
    assert [e.tick for e in of_kind(told, Kind.GATE_CLOSED)] == [21]


def test_as_many_are_crushed_as_the_odds_say_that_are_shown_before():
    hurt = 0
    for seed in range(200):
        world = before_a_gate(closes=0, people=1, seed=seed, guarded=False)
        order(world, 0, Verb.HOLD, 0)
        told = live(world, 2, holding, drives={"crushes": 0.3})
        hurt += len(of_kind(told, Kind.WOUNDED))
    assert abs(hurt / 200 - 0.3) < 0.1  # three standard deviations
    world = before_a_gate()
    assert view(world, 0).odds[Verb.HOLD] == luck.chance(0.05)


def test_a_lockdown_does_not_shut_a_gate_in_which_somebody_stands():
    world = before_a_gate(closes=-1)
    add(world, [{"kind": LOCKDOWN, "begins": 30, "lasts": 600}])
    _, told = hold(world, 60, more=(windows,))
    [held] = of_kind(told, Kind.GATE_HELD)
    assert held.tick == 30
    assert world.gates.open[0]
    tasks.drop(world, 0)
    told = live(world, 5, windows, holding, gates)
    assert len(of_kind(told, Kind.GATE_CLOSED)) == 1
    assert why_not(world, 0, Verb.HOLD, 0) == Refusal.LOCKED_DOWN


@pytest.mark.parametrize(
    ("hinder", "why"),
    [
        (lambda world: None, None),
        (lambda world: world.gates.open.__setitem__(0, False), Refusal.SHUT),
        (lambda world: world.citizens.cell.__setitem__(0, world.city.cell(0, 5, 5)), Refusal.NOT_HERE),
        (lambda world: world.citizens.inside.__setitem__(0, 0), Refusal.INDOORS),
        (lambda world: world.citizens.able.__setitem__(0, 0), Refusal.CANNOT_WALK),
    ],
)
def test_what_stands_in_the_way_is_said(hinder, why):
    world = before_a_gate()
    hinder(world)
    assert why_not(world, 0, Verb.HOLD, 0) == why
    _, told = hold(world, 5)
    assert [Refusal(e.amount) for e in of_kind(told, Kind.REFUSED)] == ([why] if why else [])
