"""Salvage: wrecks taken apart to the last part, things built, drones that fly again."""

import random

import pytest
from scenes.suits import ask, events
from scenes.wired import CELL, CORE, NodeKind, cut, live, mend, mend_node, order, wire_up
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.items import salvage
from undergrid.systems.network import lines
from undergrid.world.items import kit
from undergrid.world.items.wrecks import RECIPES, leave_wreck, own_drones_of
from undergrid.world.log.kinds import Kind
from undergrid.world.network.devices import Failing
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.view.view import view

QUICK = {"salvage_minutes": 1, "patch_minutes": 2}


def yard(*wrecks, people=2, parts=0):
    """People side by side, each with so many parts, and wrecks on the cell between the first two: (parts, frame)."""
    world = make_world(field(20, 8), [(2 + 2 * n, 2) for n in range(people)])
    for n, (held, frame) in enumerate(wrecks):
        leave_wreck(
            world, world.city.cell(0, 3, 2), held, luck.key_of(f"test/wreck/{n}"), world.scenario_event, frame=frame
        )
    for who in range(people):
        if parts:
            kit.add(world, who, ItemKind.PARTS, parts, world.scenario_event)
    world.rebuild()
    return world


def parts_of(world, who):
    return kit.count(world, who, ItemKind.PARTS)


def refused(world):
    return [Refusal(event.amount) for event in events(world, Kind.REFUSED)]


def test_a_go_at_a_wreck_takes_its_time_and_gets_at_some_parts_by_draws():
    world = yard((10, False))
    order = ask(world, 0, Verb.SALVAGE)
    run(salvage, world, ticks=60, at_once=6, **QUICK)
    assert not events(world, Kind.SALVAGED)
    run(salvage, world, at_once=6, **QUICK)
    (got,) = events(world, Kind.SALVAGED)
    wrecks = world.wrecks
    assert got.cause == order
    assert parts_of(world, 0) == got.amount == wrecks.taken[0]
    assert (wrecks.parts[0], wrecks.taken[0] + wrecks.scrap[0]) == (4, 6)


@pytest.mark.parametrize("sound", [0, 1, 0.7])
def test_as_many_parts_come_out_sound_as_the_odds_have_it(sound):
    world = yard((200, False))
    for _ in range(50):
        ask(world, 0, Verb.SALVAGE)
        run(salvage, world, ticks=61, sound=sound, **QUICK)
        if sound:
            kit.spend(world, 0, ItemKind.PARTS, parts_of(world, 0))
    assert (world.wrecks.parts[0], world.wrecks.taken[0] + world.wrecks.scrap[0]) == (0, 200)
    assert world.wrecks.taken[0] == pytest.approx(200 * sound, abs=20 if 0 < sound < 1 else 0)
    ask(world, 0, Verb.SALVAGE)
    run(salvage, world)
    assert refused(world) == [Refusal.NO_SUPPLIES]


@pytest.mark.parametrize("kind", RECIPES)
def test_what_is_built_takes_the_parts_and_the_minutes_of_its_recipe(kind):
    recipe = RECIPES[kind]
    world = yard(people=1, parts=recipe.parts + 1)
    order = ask(world, 0, Verb.BUILD, amount=int(kind))
    run(salvage, world, ticks=60 * recipe.minutes)
    assert kit.count(world, 0, kind) == 0
    run(salvage, world)
    assert (kit.count(world, 0, kind), parts_of(world, 0)) == (1, 1)
    (built,) = events(world, Kind.BUILT)
    assert (built.amount, built.cause) == (kind, order)


def test_nothing_is_built_without_parts_or_of_what_nobody_knows_how_to_make():
    world = yard(people=1, parts=2)
    for kind in (ItemKind.CUTTERS, ItemKind.MORPHINE, 99):
        ask(world, 0, Verb.BUILD, amount=int(kind))
        run(salvage, world)
    assert refused(world) == [Refusal.NO_SUPPLIES, Refusal.NO_PLAN, Refusal.NO_SUCH_TARGET]
    assert parts_of(world, 0) == 2


def test_who_is_under_a_roof_or_at_no_wreck_or_laden_takes_nothing_apart():
    city = make_city(field(20, 8), buildings=[(Use.DISUSED, 0, 5, 5)])
    world = make_world(city, [(2, 2), (9, 2), (3, 2)])
    leave_wreck(world, city.cell(0, 3, 2), 5, 7, world.scenario_event, frame=False)
    world.citizens.inside[0] = 0
    kit.add(world, 2, ItemKind.FUEL, 25, world.scenario_event)
    world.rebuild()
    for who in range(3):
        ask(world, who, Verb.SALVAGE)
    ask(world, 1, Verb.PATCH)
    run(salvage, world)
    assert refused(world) == [Refusal.INDOORS, Refusal.NOT_HERE, Refusal.TOO_HEAVY]
    assert world.wrecks.parts[0] == 5


def test_a_fallen_drone_flies_again_with_its_own_parts_and_those_that_are_added():
    world = yard((5, True), (30, False), parts=4)
    ask(world, 0, Verb.PATCH)
    run(salvage, world, flies_with=10, **QUICK)
    assert refused(world) == [Refusal.NO_SUPPLIES]
    order = ask(world, 0, Verb.PATCH)
    run(salvage, world, ticks=121, flies_with=9, **QUICK)
    (row,) = own_drones_of(world, 0)
    (patched,) = events(world, Kind.PATCHED)
    assert (patched.amount, patched.whom, patched.cause) == (9, -1, order)
    assert (world.own_drones.parts[row], parts_of(world, 0), world.wrecks.parts[0]) == (9, 0, 0)
    ask(world, 0, Verb.PATCH)
    run(salvage, world)
    assert refused(world)[1:] == [Refusal.NOT_NEEDED]


def test_of_two_at_the_last_parts_one_gets_them_and_no_part_is_got_twice():
    world = yard((4, False))
    for who in (0, 1):
        ask(world, who, Verb.SALVAGE)
    run(salvage, world, ticks=61, sound=1, **QUICK)
    assert sorted([parts_of(world, 0), parts_of(world, 1)]) == [0, 4]
    assert len(events(world, Kind.INTERRUPTED)) == 1


@pytest.mark.parametrize("seed", range(3))
def test_no_part_is_lost_or_made_in_many_random_events(seed):
    dice = random.Random(seed)
    world = yard((60, True), (90, False), (15, True), people=3, parts=20)
    held, own = world.wrecks.held.sum(), 3 * 20
    for _ in range(400):
        who = dice.randrange(3)
        verb = dice.choice([Verb.SALVAGE, Verb.BUILD, Verb.PATCH, Verb.WAIT])
        if verb != Verb.WAIT:
            ask(world, who, verb, amount=int(dice.choice([*RECIPES, ItemKind.GAUZE])) if verb == Verb.BUILD else 0)
        run(salvage, world, ticks=dice.choice([1, 30, 70, 1800]), at_once=dice.randrange(1, 9), **QUICK)
        wrecks, slots = world.wrecks, world.wrecks.rows()
        assert (wrecks.held == wrecks.parts + wrecks.taken + wrecks.scrap)[slots].all()
        built = sum(RECIPES[ItemKind(event.amount)].parts for event in events(world, Kind.BUILT))
        flying = int(world.own_drones.parts[world.own_drones.rows()].sum())
        in_hand = sum(parts_of(world, one) for one in range(3))
        assert held + own == in_hand + built + flying + int(wrecks.parts.sum() + wrecks.scrap.sum())
    assert {Kind.SALVAGED, Kind.BUILT, Kind.PATCHED} <= {event.kind for event in world.events.rows()}


def fallen(**more):
    """A drone that has dropped for want of control, beside somebody who has parts; and the world's rows of it."""
    city = make_city(field(20, 8))
    drone = city.cell(0, 3, 2)
    world = make_world(city, [(2, 2)], watchers=[(WatcherKind.DRONE, drone)])
    wire_up(world, [(CORE, 0), (CELL, 5), (NodeKind.DRONE, drone, {"watcher": 0, "fails": Failing.DEAD})],
            [(0, 1), (1, 2)])  # fmt: skip
    cut(world, 1)
    live(world, 2, control={"drone_minutes": 0}, **more)
    kit.add(world, 0, ItemKind.PARTS, 20, world.scenario_event)
    return world


def test_a_drone_that_falls_is_a_wreck_until_it_is_mended():
    world = fallen(workshop={"drone_parts": 6})
    (fell,) = events(world, Kind.DRONE_FELL)
    row = world.wrecks.first(watcher=0)
    assert (world.wrecks.parts[row], world.wrecks.frame[row], world.wrecks.cause[row]) == (6, True, fell.id)
    mend_node(world, 2)
    mend(world, 1)
    live(world, 2)
    assert events(world, Kind.DEVICE_BACK)
    assert not world.wrecks.n_used


def test_a_drone_out_of_which_parts_are_gone_is_mended_by_nobody_and_stays_off_duty():
    world = fallen()
    assert why_not(world, 0, Verb.MEND_NODE, 2) is None
    order(world, 0, Verb.PATCH, -1)
    live(world, 130, salvage, lines, salvage=QUICK)
    (patched,) = events(world, Kind.PATCHED)
    assert (patched.whom, patched.amount) == (0, 12)
    assert why_not(world, 0, Verb.MEND_NODE, 2) == Refusal.STRIPPED
    assert world.watchers.duty[0] == Duty.OFF
    assert len(own_drones_of(world, 0)) == 1


def test_a_bystander_at_another_wreck_changes_nobodys_luck():
    def got(people):
        world = yard((40, False), people=people)
        if people > 1:
            world.citizens.cell[1] = elsewhere = world.city.cell(0, 15, 5)
            leave_wreck(world, elsewhere, 40, 7, world.scenario_event, frame=False)
            world.rebuild()
        for who in range(people):
            ask(world, who, Verb.SALVAGE)
        run(salvage, world, ticks=61, **QUICK)
        return parts_of(world, 0)

    assert got(1) == got(2)


def test_the_view_offers_what_could_be_done_with_a_wreck():
    world = yard((9, True), people=1, parts=3)
    verbs = view(world, 0).verbs
    assert (verbs[Verb.SALVAGE], verbs[Verb.BUILD], verbs[Verb.PATCH]) == (None, None, None)
    assert view(world, 0).aims[Verb.BUILD] == (-1, ItemKind.CUTTERS)
    assert verbs[Verb.SEND] == Refusal.NO_TOOL
