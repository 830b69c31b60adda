"""Solace: who makes whom resolved by talk, how fast, up to what, and who hears it."""

import pytest
from scenes.wired import of_kind
from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.systems.orders import settle
from undergrid.systems.society import solace
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons import why_not
from undergrid.world.society import regard
from undergrid.world.society.feelings import HALVES, felt
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind

MINUTE = 60
LUCY, REX, OTHER = range(3)


def room(strength=1000, doing=Activity.SLEEPING):
    """Rex sleeps; Lucy is beside him, whom he loves, and somebody else."""
    world = make_world(make_city(field(12, 12)), [(4, 4), (5, 4), (4, 5)])
    world.citizens.doing[REX] = doing
    if strength:
        regard.bind(world, REX, LUCY, BondKind.LOVE, strength, world.scenario_event)
    return world


def talk(world, minutes, who=LUCY, whom=REX, order=True, **turned):
    """Let somebody be told to sit with somebody, and the rule live on; returns what happened."""
    first = world.events.n
    if order:
        world.events.begin(world.tick)
        event = world.events.one(Kind.ORDERED, who, whom, amount=int(Verb.SOOTHE))
        intend(world, who, Verb.SOOTHE, whom, event)
    [(_, knobs)] = knobs_of(world, (solace,), {"solace": turned})
    for _ in range(MINUTE * minutes + 1):
        world.events.begin(world.tick)
        solace.step(world, knobs)
        settle.step(world)
        world.tick += 1
    return world.events.rows()[first:]


def resolve(world, whom=REX, towards=LUCY):
    return felt(world, whom, Feeling.RESOLVE, towards)


def test_who_sits_with_a_sleeper_who_is_bound_to_them_makes_them_resolved_and_they_sleep_on():
    world = room()
    told = talk(world, 30)
    spells = of_kind(told, Kind.SOOTHED)
    assert [(event.who, event.whom, event.tick) for event in spells] == [
        (LUCY, REX, 5 * MINUTE * n) for n in range(1, 7)
    ]
    [ordered] = of_kind(told, Kind.ORDERED)
    assert {event.cause for event in spells} == {ordered.id}
    [resolved] = of_kind(told, Kind.RESOLVES)
    assert (resolved.who, resolved.whom, resolved.cause) == (REX, LUCY, spells[4].id), "a quarter: 5 x 60, faded a bit"
    assert 300 < resolve(world) <= 360
    assert world.citizens.doing[REX] == Activity.SLEEPING


def test_talk_does_more_by_the_spell_and_by_how_close_they_are():
    for turned, strength, expected in (({}, 1000, 60), ({"resolve": 100}, 1000, 100), ({}, 500, 30)):
        world = room(strength)
        talk(world, 5, **turned)
        assert resolve(world) == expected
    world = room()
    assert of_kind(talk(world, 9, spell_minutes=10), Kind.SOOTHED) == []


def test_talk_alone_does_not_exceed_a_bound_and_resolve_halves_once_it_is_over():
    world = room()
    talk(world, 40, resolve=200, most=450)
    assert 400 < resolve(world) <= 450
    world.tasks.free(world.tasks.rows())
    before, since = resolve(world), world.tick
    world.tick += HALVES[Feeling.RESOLVE]
    assert world.tick - since == 7200
    assert resolve(world) == pytest.approx(before / 2, abs=3)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("stranger", Refusal.NOT_BOUND),
        ("away", Refusal.NOT_HERE),
        ("dead", Refusal.TARGET_DEAD),
        ("out cold", Refusal.NO_ANSWER),
        ("awake", None),
        ("asleep", None),
    ],
)
def test_why_it_is_refused(change, why):
    world = room(doing=Activity.WAITING if change == "awake" else Activity.SLEEPING)
    who = LUCY
    if change == "stranger":
        who = OTHER
    elif change == "away":
        world.citizens.cell[REX] = world.city.cell(0, 9, 9)
    elif change == "dead":
        world.citizens.alive[REX] = False
    elif change == "out cold":
        world.citizens.doing[REX] = Activity.UNCONSCIOUS
    assert why_not(world, who, Verb.SOOTHE, REX) == why
    refused = of_kind(talk(world, 1, who), Kind.REFUSED)
    assert [event.amount for event in refused] == ([] if why is None else [why])


def test_it_ends_when_the_other_goes_away():
    world = room()
    talk(world, 3)
    world.citizens.cell[REX] = world.city.cell(0, 9, 9)
    told = talk(world, 5, order=False)
    assert of_kind(told, Kind.INTERRUPTED)
    assert of_kind(told, Kind.SOOTHED) == []
