"""Memorials: what is laid for the dead, by whom, once; and that grief fades sooner where it is."""

import pytest
from scenes.gatehouse import live, of_kind, order
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.society import memorials
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.reasons import why_not
from undergrid.world.society.feelings import deepen, felt
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.society import BondKind
from undergrid.world.view.view import view

WHO, DEAD, OTHER = 0, 1, 2
HOUR = 3600


def ground(*things, other=(40, 5)):
    """Somebody beside a body that has some things on it, and another farther off."""
    city = make_city(field(60, 12), buildings=[(Use.REFUGE, 0, 50, 5)])
    world = make_world(city, [(5, 5), (6, 5), other])
    world.citizens.alive[DEAD] = False
    for kind, n in things:
        kit.add(world, DEAD, kind, n, world.scenario_event)
    return world


def lay(world, who=WHO, ticks=70, **knobs):
    ordered = order(world, who, Verb.COMMEMORATE, DEAD)
    return ordered, live(world, ticks, memorials, memorials=knobs)


def wait(world, seconds, **more):
    """Let time go by: the rule lives at those ticks alone at which it looks."""
    ends = world.tick + seconds
    for tick in range(world.tick // 600 * 600 + 600, ends + 1, 600):
        world.tick = tick
        live(world, 1, memorials, **more)


def grieve(world, who=WHO, by=800):
    return deepen(world, who, Feeling.GRIEF, DEAD, by, world.scenario_event)


def test_n47_the_lightest_thing_of_the_dead_is_laid_beside_them_by_order():
    world = ground((ItemKind.RIFLE, 1), (ItemKind.GAUZE, 3))
    ordered, told = lay(world)
    [laid] = of_kind(told, Kind.MEMORIAL)
    here = int(world.citizens.cell[WHO])
    assert (laid.who, laid.whom, laid.where, laid.amount, laid.cause) == (WHO, DEAD, here, ItemKind.GAUZE, ordered)
    assert kit.count(world, DEAD, ItemKind.GAUZE) == 2
    assert kit.count(world, DEAD, ItemKind.RIFLE) == 1
    [slot] = kit.to_be_taken(world, WHO, -1, ItemKind.GAUZE)
    assert (world.items.cell[slot], world.items.count[slot], world.items.cause[slot]) == (here, 1, laid.id)


def test_where_they_have_nothing_on_them_a_sign_is_set():
    world = ground()
    ordered, told = lay(world)
    assert [(event.who, event.whom, event.cause) for event in of_kind(told, Kind.SIGN_SET)] == [(WHO, DEAD, ordered)]
    assert world.memorials.n_used == 1


def test_a_thing_of_which_there_is_one_is_laid_there_itself():
    world = ground((ItemKind.RADIO, 1))
    [held] = kit.slots_of(world, DEAD, ItemKind.RADIO)
    lay(world)
    assert kit.to_be_taken(world, WHO, -1, ItemKind.RADIO) == [held]


@pytest.mark.parametrize("seconds", [10, 30])
def test_how_long_that_takes_is_for_the_scenario_to_say(seconds):
    world = ground()
    _, told = lay(world, lay_seconds=seconds)
    assert of_kind(told, Kind.SIGN_SET)[0].tick == seconds


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda world: world.citizens.alive.__setitem__(DEAD, True), Refusal.NOT_DEAD),
        (lambda world: world.citizens.cell.__setitem__(DEAD, 30), Refusal.NOT_HERE),
        (lambda world: lay(world, OTHER) and None, Refusal.REMEMBERED),
    ],
)
def test_it_is_refused_with_the_reason_and_nothing_is_laid(change, why):
    world = ground((ItemKind.GAUZE, 3), other=(7, 5))
    change(world)
    before = kit.count(world, DEAD, ItemKind.GAUZE), world.memorials.n_used
    assert why_not(world, WHO, Verb.COMMEMORATE, DEAD) == why
    _, told = lay(world)
    assert [Refusal(event.amount) for event in of_kind(told, Kind.REFUSED)] == [why]
    assert (kit.count(world, DEAD, ItemKind.GAUZE), world.memorials.n_used) == before


def test_of_two_who_lay_something_at_once_a_draw_picks_one_and_the_other_breaks_off():
    world = ground(other=(7, 5))
    order(world, OTHER, Verb.COMMEMORATE, DEAD)
    _, told = lay(world)
    assert len(of_kind(told, Kind.SIGN_SET)) == len(of_kind(told, Kind.INTERRUPTED)) == 1


def test_n47_grief_fades_sooner_at_the_memorial_than_away_from_it():
    world = ground()
    lay(world)
    for who in (WHO, OTHER):
        grieve(world, who)
    wait(world, 5 * HOUR)
    here, away = felt(world, WHO, Feeling.GRIEF, DEAD), felt(world, OTHER, Feeling.GRIEF, DEAD)
    assert here == pytest.approx(400, abs=25)  # 40 h of fading in 5 h
    assert away == pytest.approx(800 * 0.5 ** (5 / 40), abs=3)


@pytest.mark.parametrize(("times", "left"), [(1, 800), (40, 800 * 0.5)])
def test_how_much_sooner_is_for_the_scenario_to_say(times, left):
    world = ground()
    lay(world)
    grieve(world)
    wait(world, HOUR, memorials={"times": times})
    assert felt(world, WHO, Feeling.GRIEF, DEAD) == pytest.approx(left, abs=25)


@pytest.mark.parametrize(("near", "eased"), [(60, False), (80, True)])
def test_how_near_one_has_to_come_too(near, eased):
    world = ground()
    lay(world)
    slot = grieve(world, OTHER)
    wait(world, HOUR, memorials={"near_m": near})
    assert bool(world.feelings.strength[slot] < 800) is eased


def test_in_a_building_all_who_are_in_it_are_there_and_nobody_before_the_door():
    world = ground()
    people = world.citizens
    people.inside[[WHO, DEAD]], people.cell[[WHO, DEAD, OTHER]] = 0, world.city.doors[0]
    world.rebuild()
    lay(world)
    slots = [grieve(world, WHO), grieve(world, OTHER)]
    wait(world, HOUR)
    assert world.feelings.strength[slots[0]] < world.feelings.strength[slots[1]] == 800


def test_the_dead_and_those_who_grieve_for_others_are_not_eased():
    world = ground(other=(7, 5))
    lay(world)
    world.citizens.alive[OTHER] = False
    slots = [grieve(world, OTHER), deepen(world, WHO, Feeling.GRIEF, OTHER, 700, world.scenario_event)]
    wait(world, HOUR)
    assert world.feelings.strength[slots].tolist() == [800, 700]


def test_n47_whoever_comes_by_sees_where_it_is_and_those_who_were_bound_see_whose():
    world = ground(other=(12, 5))
    world.names = {DEAD: "Lyra Vale"}
    assert view(world, OTHER).memorials == ()
    lay(world)
    [seen] = view(world, OTHER).memorials
    assert (seen.subject, seen.name, seen.x, seen.y) == (DEAD, "", 5, 5)
    assert view(world, WHO).memorials[0].name == "Lyra Vale"
    slot = world.bonds.take(1)
    world.bonds.a[slot], world.bonds.b[slot], world.bonds.kind[slot] = OTHER, DEAD, BondKind.FRIEND
    assert view(world, OTHER).memorials[0].name == "Lyra Vale"
    world.citizens.cell[OTHER] = world.city.cell(0, 30, 5)
    assert view(world, OTHER).memorials == ()
