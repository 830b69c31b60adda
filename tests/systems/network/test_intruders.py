"""The voice in the network speaks to intruders whom its nodes sense; the wired who hear it waver, by their resolve."""

import pytest
from scenes.dens import augment
from scenes.nexus import CAMERA, EREVOS, NEXUS, STRAY, WIDTH, live, nexus
from scenes.wired import of_kind
from scenes.worlds import run

from undergrid.core import luck
from undergrid.systems.network import intruders
from undergrid.systems.orders import intake
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.society.feelings import deepen
from undergrid.world.society.voice import odds_to_be_held
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.hosts import AugmentKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity

LYRA, KAEL, FAR = 0, 1, 2


def room(**columns):
    """Lyra is wired and near the Core with Kael, who is not; somebody else who is wired is far off."""
    world = nexus(3, **columns)
    world.citizens.cell[:] = [3, 4, WIDTH - 1 + 10 * WIDTH]
    augment(world, LYRA, AugmentKind.NERVES)
    augment(world, FAR, AugmentKind.NERVES)
    world.rebuild()
    return world


def see(world, who=KAEL, watcher=CAMERA):
    """Let a watcher have somebody in sight from now on, tick by tick; returns the sighting."""
    event = world.events.one(Kind.SIGHTED, watcher, who, int(world.citizens.cell[who]), cause=world.scenario_event)
    world.watchers.in_sight[watcher], world.watchers.seen_at[watcher] = who, world.tick
    world.watchers.sighting[watcher] = event
    return event


def live_on(world, ticks, **turned):
    told = []
    for _ in range(ticks):
        if world.watchers.in_sight[CAMERA] >= 0:
            world.watchers.seen_at[CAMERA] = world.tick
        told += live(world, 1, intruders, **turned)
    return told


SURE = {"holds": 10}


def test_whom_its_nodes_see_at_the_core_it_speaks_to_and_the_wired_who_hear_it_stand_still():
    world = room()
    event = see(world)
    told = live_on(world, 3, voice=SURE)
    [spoke], [held] = of_kind(told, Kind.MIND_SPOKE), of_kind(told, Kind.STALLED)
    assert (spoke.who, spoke.whom, spoke.amount, spoke.cause) == (EREVOS, KAEL, 1, event)
    assert spoke.where == world.nodes.cell[NEXUS]
    assert (held.who, held.amount, held.cause) == (LYRA, 45, spoke.id)
    assert world.spellbound.owner[world.spellbound.rows()].tolist() == [LYRA]


def test_held_they_do_nothing_that_they_are_asked_to_and_come_to_after_a_while():
    world = room()
    tasks.begin(world, LYRA, Verb.CUT_WIRE, 0, 500, world.scenario_event)
    see(world)
    told = live_on(world, 1, voice={**SURE, "holds_seconds": 10})
    [broken] = of_kind(told, Kind.INTERRUPTED)
    assert (broken.who, broken.amount) == (LYRA, Verb.CUT_WIRE)
    assert world.tasks.n_used == 0
    assert world.citizens.doing[LYRA] == Activity.WAITING
    assert why_not(world, LYRA, Verb.WALK, 9) == Refusal.SPELLBOUND
    assert why_not(world, KAEL, Verb.WALK, 9) is None
    world.orders = (Order(world.tick, LYRA, Verb.WALK, 9),)
    first = world.events.n
    run(intake, world)
    refused = list(world.events.rows()[first:])[-1]
    assert (refused.kind, refused.amount) == (Kind.REFUSED, Refusal.SPELLBOUND)
    world.orders = ()
    [freed] = of_kind(live_on(world, 12, voice={**SURE, "holds_seconds": 10}), Kind.SPELL_BROKEN)
    assert (freed.who, freed.tick) == (LYRA, 10)
    assert world.citizens.cause[LYRA] == freed.id
    assert why_not(world, LYRA, Verb.WALK, 9) is None


def test_the_more_resolved_the_less_often_they_are_held():
    odds = []
    for resolve in (0, 500, 1000):
        world = room()
        deepen(world, LYRA, Feeling.RESOLVE, -1, resolve, world.scenario_event)
        odds.append(odds_to_be_held(world, LYRA))
    assert odds == [luck.chance(0.3), luck.chance(0.15), 0]
    assert odds_to_be_held(world, KAEL) == 0, "who is not wired is not held"


def test_who_is_wholly_resolved_stands_firm_and_goes_on():
    world = room()
    deepen(world, LYRA, Feeling.RESOLVE, -1, 1000, world.scenario_event)
    see(world)
    told = live_on(world, 2, voice=SURE)
    assert not of_kind(told, Kind.STALLED)
    [firm] = of_kind(told, Kind.STOOD_FIRM)
    assert (firm.who, firm.odds) == (LYRA, 0)
    assert world.spellbound.n_used == 0


def test_of_many_as_many_are_held_as_the_odds_say():
    world = nexus(1000)
    world.citizens.cell[:] = 3
    for who in range(1000):
        augment(world, who, AugmentKind.NERVES)
    world.rebuild()
    see(world)
    held = len(of_kind(live_on(world, 1), Kind.STALLED))
    assert held == pytest.approx(300, abs=60)


def test_it_speaks_again_only_after_a_while():
    world = room()
    see(world)
    told = live_on(world, 130, voice={"again_minutes": 1})
    assert [event.tick for event in of_kind(told, Kind.MIND_SPOKE)] == [0, 60, 120]


@pytest.mark.parametrize("why", ["far off", "seen by a stranger", "not seen now", "no mind"])
def test_to_others_it_does_not_speak(why):
    world = room()
    if why == "far off":
        see(world, FAR)
    elif why == "seen by a stranger":
        see(world, KAEL, STRAY)
        world.watchers.seen_at[STRAY] = 0
    elif why == "not seen now":
        world.tick = 5
        see(world)
        world.tick = 6
        assert not live(world, 1, intruders)
        return
    else:
        see(world)
        world.minds.ended[EREVOS] = 1
    assert not of_kind(live_on(world, 2), Kind.MIND_SPOKE)


@pytest.mark.parametrize(("room_m", "speaks"), [(5, 0), (30, 1)])
def test_the_room_reaches_as_far_as_the_knob_says(room_m, speaks):
    world = room()
    see(world)
    assert len(of_kind(live_on(world, 1, intruders={"room_m": room_m}), Kind.MIND_SPOKE)) == speaks


@pytest.mark.parametrize(("heard_m", "n"), [(4, 0), (30, 1), (1000, 2)])
def test_it_is_heard_as_far_as_the_knob_says(heard_m, n):
    world = room()
    see(world)
    [spoke] = of_kind(live_on(world, 1, voice={"heard_m": heard_m}), Kind.MIND_SPOKE)
    assert spoke.amount == n


def test_who_sleeps_or_lies_in_a_pod_does_not_hear_it():
    for doing in (Activity.SLEEPING, Activity.UNCONSCIOUS):
        world = room()
        world.citizens.doing[LYRA] = doing
        see(world)
        [spoke] = of_kind(live_on(world, 1), Kind.MIND_SPOKE)
        assert spoke.amount == 0
