"""Last words: who says them, when, to whom, and for whom the dying ask."""

from __future__ import annotations

import pytest
from scenes.companions import add_unit
from scenes.heads import bind
from scenes.strangers import told
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import last_words
from undergrid.world.body import injuries
from undergrid.world.body.posture import lay_down
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.society import regard
from undergrid.world.society.feelings import felt
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.people import NEVER, Activity, ConditionKind
from undergrid.world.tables.society import BondKind
from undergrid.world.tables.units import UnitPart
from undergrid.world.world import World

HEALER, DYING, OTHER = 0, 1, 2


def bedside(klass: int = 4, age: int = 30) -> World:
    """A refuge with a healer, somebody in the healer's care who has bled much, and one more, so many years old."""
    city = make_city(field(40, 9), buildings=[(Use.REFUGE, 0, 4, 4)])
    world = make_world(city, [(4, 4)] * 3, tagged=0)
    for row in (HEALER, DYING, OTHER):
        move_body(world, row, 0)
        world.citizens.doing[row] = Activity.RESTING
    world.citizens.age[:] = 30
    world.citizens.age[OTHER] = age
    injuries.wound(world, DYING, WoundKind.SHRAPNEL, BodyPart.BELLY, 3, False, world.scenario_event, flow=1500)
    world.blood.klass[0], world.blood.bled[0] = klass, world.scenario_event
    plan = world.plans.grow(1)
    world.plans.owner[plan], world.plans.charge[plan] = HEALER, DYING
    world.rebuild()
    return world


def test_who_is_about_to_die_leaves_a_name_once():
    world = bedside()
    run(last_words, world, 60)
    (said,) = told(world, Kind.LAST_WORDS)
    assert (said.who, said.whom, said.cause) == (DYING, HEALER, world.scenario_event)
    (named,) = told(world, Kind.NAMED)
    assert (named.who, named.whom, named.cause) == (DYING, HEALER, said.id)
    assert world.blood.words[0] == said.id


@pytest.mark.parametrize("names", [200, 900])
def test_a_name_that_is_left_is_worth_something_to_the_hearer(names: int):
    world = bedside()
    run(last_words, world, 1, names=names)
    assert world.regards.good[regard.regard(world, HEALER, DYING)] == names


def test_not_who_may_live_who_has_lost_their_senses_who_is_alone_or_a_stranger():
    light, senseless, alone, stranger = bedside(3), bedside(), bedside(), bedside()
    lay_down(senseless, DYING, Activity.UNCONSCIOUS, senseless.scenario_event)
    move_body(alone, HEALER, -1)
    stranger.plans.charge[0] = -1
    for world in (light, senseless, alone, stranger):
        run(last_words, world, 20)
        assert not told(world, Kind.LAST_WORDS, Kind.ENTRUSTED)


def test_whom_the_healer_is_bound_to_speaks_to_them_too():
    world = bedside()
    world.plans.charge[0] = -1
    bind(world, (HEALER, DYING))
    run(last_words, world, 1)
    assert len(told(world, Kind.LAST_WORDS)) == 1


def stopping() -> World:
    """A refuge with somebody of the named, and a unit bound to them whose core has failed."""
    world = bedside(0)
    world.plans.charge[0] = -1
    bind(world, (DYING, HEALER))
    add_unit(world, DYING)
    _break(world, UnitPart.CORE, due=1200)
    return world


def _break(world: World, part: UnitPart, due: int = NEVER) -> int:
    """Let a part of the unit have failed because of its wound; returns the event."""
    (slot,) = world.unit_faults.take(1)
    failed = world.events.one(Kind.UNIT_PART_FAILED, DYING, -1, -1, part, int(world.wounds.cause[0]))
    faults = world.unit_faults
    faults.owner[slot], faults.part[slot], faults.due[slot], faults.cause[slot] = DYING, part, due, failed
    return failed


def test_a_unit_whose_core_has_failed_says_them_once_because_of_that():
    world = stopping()
    run(last_words, world, 60)
    (said,) = told(world, Kind.LAST_WORDS)
    assert (said.who, said.whom, said.cause) == (DYING, HEALER, world.unit_faults.cause[0])


@pytest.mark.parametrize("pair", [(DYING, HEALER), (HEALER, DYING)])
@pytest.mark.parametrize(("kind", "news"), [(BondKind.LOVE, 0), (BondKind.KIN, 0), (BondKind.ESCORT, 1)])
def test_between_those_who_are_close_the_name_is_no_news(pair: tuple[int, int], kind: BondKind, news: int):
    world = bedside()
    bind(world, pair)
    world.bonds.kind[0] = kind
    run(last_words, world, 1)
    assert len(told(world, Kind.LAST_WORDS)) == 1
    assert len(told(world, Kind.NAMED)) == news


def test_no_unit_that_will_go_on_has_no_voice_or_is_alone_says_them():
    goes_on, mute, alone = stopping(), stopping(), stopping()
    goes_on.unit_faults.part[0], goes_on.unit_faults.due[0] = UnitPart.GAIT, NEVER
    _break(mute, UnitPart.VOICE)
    move_body(alone, HEALER, -1)
    for world in (goes_on, mute, alone):
        run(last_words, world, 60)
        assert not told(world, Kind.LAST_WORDS, Kind.ENTRUSTED)


def expiring(left: int = 400, stage: int = 3) -> World:
    """A refuge with two who are bound to each other, of whom one's implants fail in so many seconds."""
    world = bedside(0)
    world.plans.charge[0] = -1
    bind(world, (DYING, HEALER))
    (slot,) = world.conditions.take(1)
    world.conditions.owner[slot], world.conditions.kind[slot] = DYING, ConditionKind.FAILING
    world.conditions.cause[slot] = world.scenario_event
    world.citizens.stage[DYING], world.citizens.expires[DYING] = stage, world.tick + left
    return world


@pytest.mark.parametrize(("minutes", "at"), [(5, 100), (2, 280)])
def test_whose_time_is_nearly_up_takes_leave_once_of_whom_they_are_bound_to(minutes: int, at: int):
    world = expiring()
    run(last_words, world, 400, farewell_minutes=minutes)
    (said,) = told(world, Kind.FAREWELL)
    assert (said.who, said.whom, said.tick, said.cause) == (DYING, HEALER, at, world.scenario_event)


def test_no_leave_is_taken_in_ones_sleep_from_afar_from_sleepers_or_by_those_who_go_on_living():
    sleeps, deaf, alone, lives = expiring(), expiring(), expiring(), expiring(stage=2)
    for world, who in ((sleeps, DYING), (deaf, HEALER)):
        lay_down(world, who, Activity.SLEEPING, world.scenario_event)
    move_body(alone, HEALER, -1)
    for world in (sleeps, deaf, alone, lives):
        run(last_words, world, 400)
        assert not told(world, Kind.FAREWELL)


def test_sleepers_hear_no_last_words():
    world = bedside()
    lay_down(world, HEALER, Activity.SLEEPING, world.scenario_event)
    run(last_words, world, 20)
    assert not told(world, Kind.LAST_WORDS)


@pytest.mark.parametrize(("age", "asked"), [(13, True), (14, False)])
def test_for_a_child_beside_them_the_dying_ask_that_it_be_looked_after(age: int, asked: bool):
    world = bedside(age=age)
    run(last_words, world, 60)
    entrusted = told(world, Kind.ENTRUSTED)
    assert [(event.who, event.whom, event.amount) for event in entrusted] == [(DYING, HEALER, OTHER)] * asked
    assert world.bonds.has(a=HEALER, b=OTHER) == asked
    assert len(told(world, Kind.LAST_WORDS)) == (not asked)


@pytest.mark.parametrize(("resolve", "heart", "tie"), [(500, 250, 300), (300, 0, 300), (500, 0, 200)])
def test_the_hearer_takes_that_to_heart(resolve: int, heart: int, tie: int):
    world = bedside(age=12)
    run(last_words, world, 1, resolve=resolve, heart=heart, tie=tie)
    (entrusted,) = told(world, Kind.ENTRUSTED)
    assert [event.cause for event in told(world, Kind.RESOLVES)] == [entrusted.id]
    assert felt(world, HEALER, Feeling.RESOLVE, OTHER) == resolve
    assert felt(world, HEALER, Feeling.ATTACHMENT, OTHER) == heart
    bond = int(world.bonds.strength[world.bonds.first(a=HEALER, b=OTHER)])
    assert bond == (0 if heart >= 250 else tie)  # the attachment has bound them already


def test_those_whom_they_are_most_bound_to_come_before_a_child_but_not_the_dead_or_the_hearer():
    world = bedside(age=12)
    world.citizens.age[HEALER] = 30
    bind(world, (DYING, HEALER))
    world.bonds.strength[0] = 900
    run(last_words, world, 1)
    assert [event.amount for event in told(world, Kind.ENTRUSTED)] == [OTHER]
    world = bedside(age=40)
    bind(world, (DYING, OTHER))
    world.citizens.alive[OTHER] = False
    run(last_words, world, 1)
    assert len(told(world, Kind.LAST_WORDS)) == 1
