"""Viruses: what wakes one, over which lines it passes, what glitches by it, and how nodes are rid of it."""

import pytest
from scenes.gatehouse import gatehouse
from scenes.wired import CELL, CORE, HUB, NodeKind, break_node, cut, live, of_kind, order, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import virus
from undergrid.systems.places import gates
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.network.skies import alter
from undergrid.world.network.viruses import infection_of, lives_on, reproduction
from undergrid.world.people.timers import is_timed
from undergrid.world.reasons import why_not
from undergrid.world.tables.body import Death
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.sky import Programme
from undergrid.world.tables.viruses import GateWay, Infection, Trigger

MINUTE, HOUR = 60, 3600
LUCY, REX = 0, 1
TOLD = (Kind.OUTBREAK, Kind.NODE_INFECTED, Kind.GATE_GLITCHED, Kind.SENTINEL_GLITCHED, Kind.TIMER_GLITCHED,
        Kind.NODE_CLEANED, Kind.VIRUS_ENDED)  # fmt: skip
QUIET = {"boots_per_hour": 0, "glitches_per_hour": 0}


def chain(seed=1, n=4, at=(0,), trigger=Trigger.DEATH, subject=LUCY, when=NEVER, **people):
    """Core - hub - cells in one line along a street, wire n from node n to the next; Lucy and Rex stand at the Core."""
    city = make_city(field(60, 12))
    world = make_world(city, [(2, 5), (3, 5)], seed=seed, **people)
    kinds = [CORE, HUB, *[CELL] * (n - 2)]
    wire_up(world, [(kind, city.cell(0, 2 + 8 * row, 5)) for row, kind in enumerate(kinds)],
            [(row, row + 1) for row in range(n - 1)])  # fmt: skip
    return infected(world, at, trigger, subject, when)


def infected(world, at=(0,), trigger=Trigger.DEATH, subject=LUCY, when=NEVER):
    """A world in which Lucy's mind lies dormant on some nodes."""
    slot, row = int(world.minds.take(1)[0]), world.viruses.grow(1)
    world.minds.owner[slot], world.minds.host[slot], world.minds.node[slot] = LUCY, Host.VIRUS, at[0]
    viruses, slots = world.viruses, world.infections.take(len(at))
    viruses.mind[row], viruses.owner[row], viruses.trigger[row] = slot, LUCY, trigger
    viruses.subject[row], viruses.at[row] = subject, when
    world.infections.node[slots], world.infections.virus[slots] = at, row
    world.infections.cause[slots] = world.minds.cause[slot] = world.scenario_event
    return world


def awake(world):
    """Let what wakes it have come already, between ticks."""
    world.viruses.trigger[0], world.viruses.at[0] = Trigger.DATE, world.tick
    return world


def kill(world, who=LUCY):
    world.events.begin(world.tick)
    return die(world, who, Death.BLOOD_LOSS, world.scenario_event)


def lived(world, ticks, *more, **turned):
    return of_kind(live(world, ticks, *more, virus, virus={**QUIET, **turned}), *TOLD)


def carriers(world):
    rows = world.infections.where(stage=Infection.ACTIVE)
    return sorted(world.infections.node[rows].tolist())


# ---------------------------------------------------------------- what wakes it


def test_a_payload_sleeps_until_somebody_dies_and_is_out_in_that_very_tick_because_of_the_death():
    world = chain(at=(0, 2))
    assert lived(world, 2 * HOUR, passes_per_hour=100) == []
    assert carriers(world) == []
    died = kill(world)
    [outbreak, *_] = lived(world, 1)
    assert (outbreak.kind, outbreak.who, outbreak.whom, outbreak.amount) == (Kind.OUTBREAK, LUCY, 0, 2)
    assert outbreak.cause == died
    assert outbreak.tick == 2 * HOUR
    assert carriers(world) == [0, 2]


def test_it_waits_for_the_death_that_is_meant_for_an_arrest_or_for_an_hour():
    world = chain(subject=REX)
    kill(world, LUCY)
    assert lived(world, 10) == []
    kill(world, REX)
    assert [event.kind for event in lived(world, 1)] == [Kind.OUTBREAK]
    world = chain(trigger=Trigger.ARREST, subject=REX)
    assert lived(world, 10) == []
    world.citizens.doing[REX] = Activity.HELD
    assert [event.kind for event in lived(world, 1)] == [Kind.OUTBREAK]
    world = chain(trigger=Trigger.DATE, subject=-1, when=7)
    assert [event.tick for event in lived(world, 10)] == [7]


def test_a_payload_on_nodes_that_are_broken_is_lost_and_ends_as_it_would_wake():
    world = chain(at=(1, 3))
    break_node(world, 3)
    kill(world)
    assert [event.amount for event in lived(world, 1)] == [1], "the other copy"
    world = chain(at=(3,))
    broken = break_node(world, 3)
    kill(world)
    [ended] = lived(world, 10)
    assert (ended.kind, ended.whom, ended.cause) == (Kind.VIRUS_ENDED, 3, broken)
    assert world.viruses.ended[0] == world.minds.ended[0] == ended.id


# ---------------------------------------------------------------- how it spreads


def test_it_passes_over_lines_that_are_whole_and_switched_on_to_nodes_that_run_each_because_of_the_one_before():
    world = awake(chain())
    told = lived(world, HOUR, passes_per_hour=1000)
    outbreak, *came = told
    assert [event.whom for event in came] == [1, 2, 3]
    assert [event.tick for event in came] == [0, MINUTE, 2 * MINUTE]
    assert [event.cause for event in came] == [outbreak.id, came[0].id, came[1].id]
    for spoil in (lambda world: cut(world, 1), lambda world: break_node(world, 2)):
        world = awake(chain())
        spoil(world)
        lived(world, HOUR, passes_per_hour=1000)
        assert carriers(world) == [0, 1]
    world = awake(chain())
    world.wires.open[0] = True
    world.rebuild()
    lived(world, HOUR, passes_per_hour=1000)
    assert carriers(world) == [0]


def test_it_passes_as_often_as_the_rate_says_by_draws_whose_odds_are_told():
    n = 0
    for seed in range(1, 101):
        world = awake(chain(seed, n=2))
        came = of_kind(lived(world, HOUR + 1, passes_per_hour=0.5), Kind.NODE_INFECTED)
        n += len(came)
        assert all(event.stream == virus.STREAM and event.odds > 0 for event in came)
    assert 25 <= n <= 54  # 1 - exp(-0.5) of 100: three standard deviations


def test_it_grows_where_r0_exceeds_one():
    world = chain(n=6)
    assert reproduction(world, 1, 0) == pytest.approx(0.8)  # of ten ends of wires eight have one further wire
    assert reproduction(world, 1, 1) == pytest.approx(0.4)
    cut(world, 2)
    assert reproduction(world, 1, 0) == pytest.approx(0.5)


# ---------------------------------------------------------------- what glitches


def gate_house():
    """A gate with its guard, and the Core; Lucy's mind lies dormant on the node of the gate."""
    world = gatehouse()
    wire_up(world, [(CORE, 5), (NodeKind.GATE, 1, {"gate": 0})], [(0, 1)])
    return infected(world, at=(1,))


def test_a_gate_opens_by_itself_for_a_while_or_its_sentinel_freezes_because_of_what_infected_it():
    world = awake(gate_house())
    told = lived(world, 40 * MINUTE + 1, gates, passes_per_hour=0, glitches_per_hour=1000, gate_seconds=90,
                 sentinel_seconds=200)  # fmt: skip
    cause = of_kind(told, Kind.OUTBREAK)[0].id
    gate, sentinel = of_kind(told, Kind.GATE_GLITCHED), of_kind(told, Kind.SENTINEL_GLITCHED)
    assert len(gate) >= 3
    assert len(sentinel) >= 3
    assert {event.cause for event in (*gate, *sentinel)} == {cause}
    assert {event.amount for event in gate} == {GateWay.OPENS, GateWay.SHUTS}
    assert world.watchers.impaired[world.gates.guard[0]] == sentinel[-1].tick + 200
    closed = of_kind(world.events.rows(), Kind.GATE_CLOSED)
    assert {event.cause for event in closed} <= {event.id for event in gate}
    slot = infection_of(world, 1)
    assert world.infections.shown[slot] == min((*gate, *sentinel), key=lambda event: event.tick).id


def test_a_gate_that_has_opened_by_itself_shuts_after_its_time():
    world = awake(gate_house())
    world.gates.guard[0] = -1
    lived(world, MINUTE + 1, gates, passes_per_hour=0, glitches_per_hour=1000, gate_seconds=30)
    assert world.gates.open[0]
    lived(world, 30, gates, passes_per_hour=0, gate_seconds=30)
    assert not world.gates.open[0]
    world.gates.stuck[0] = True
    assert lived(world, 2 * MINUTE, gates, passes_per_hour=0, glitches_per_hour=1000) == []


def timers(seed=1, left=20 * HOUR, **turned):
    """What becomes of Rex's timer, whose end comes in some hours, by the Core, in an hour."""
    world = awake(chain(seed))
    world.citizens.expires[REX] = left
    told = of_kind(lived(world, HOUR + 1, passes_per_hour=0, glitches_per_hour=2, **turned), Kind.TIMER_GLITCHED)
    return world, told


def test_the_timer_of_somebody_slips_either_way_and_leaves_no_less_than_an_hour():
    slips = []
    for seed in range(1, 31):
        world, told = timers(seed, timer_hours=4)
        slips += [event.amount for event in told]
        assert world.citizens.expires[REX] == 20 * HOUR + 60 * sum(event.amount for event in told)
        assert all((event.who, event.whom) == (REX, 0) for event in told)
    assert -240 <= min(slips) < -60 < 60 < max(slips) <= 240
    for seed in range(1, 11):
        world, told = timers(seed, left=HOUR + 600, timer_hours=6)
        assert world.citizens.expires[REX] >= min([HOUR + 600, *(event.tick + HOUR for event in told)])


def test_no_timer_slips_of_who_has_none_or_is_about_to_go_out():
    world = awake(chain())
    assert of_kind(lived(world, HOUR, passes_per_hour=0, glitches_per_hour=1000), Kind.TIMER_GLITCHED) == []
    assert not is_timed(world, REX)
    _, told = timers(timer_hours=0)
    assert told == []


def test_a_projector_paints_static_over_the_sky_until_it_is_clean():
    world = awake(chain(n=2))
    world.nodes.kind[1] = NodeKind.PROJECTOR
    world.rebuild()
    told = lived(world, 10 * MINUTE, passes_per_hour=1000, glitches_per_hour=1000, timer_hours=0)
    [came] = of_kind(told, Kind.NODE_INFECTED)
    slot = world.projections.first(node=1)
    assert world.projections.programme[slot] == Programme.STATIC
    assert world.projections.cause[slot] == came.id
    assert world.infections.shown[infection_of(world, 1)] == came.id
    lived(world, 2 * HOUR, boots_per_hour=1000)
    assert not world.projections.has(node=1)


def test_a_projector_that_shows_what_it_was_told_to_goes_on_showing_that():
    world = awake(chain(n=2))
    world.nodes.kind[1] = NodeKind.PROJECTOR
    alter(world, 1, Programme.CLEAR, REX, world.scenario_event)
    lived(world, 10 * MINUTE, passes_per_hour=1000, glitches_per_hour=1000)
    lived(world, 2 * HOUR, boots_per_hour=1000)
    assert world.projections.programme[world.projections.first(node=1)] == Programme.CLEAR


# ---------------------------------------------------------------- how nodes are rid of it


def test_a_node_boots_itself_anew_and_is_patched_for_a_while():
    world = awake(chain(n=2))
    told = lived(world, 3 * HOUR, passes_per_hour=0, boots_per_hour=2, patched_hours=5)
    [cleaned] = of_kind(told, Kind.NODE_CLEANED)
    [ended] = of_kind(told, Kind.VIRUS_ENDED)
    assert (cleaned.who, cleaned.whom, ended.cause) == (0, -1, cleaned.id)
    assert cleaned.stream == virus.BOOTS
    slot = infection_of(world, 0)
    assert world.infections.stage[slot] == Infection.PATCHED
    assert world.infections.until[slot] == cleaned.tick + 5 * HOUR


def test_a_patch_keeps_a_node_from_it_until_it_lapses():
    world = awake(chain(n=2))
    slot = int(world.infections.take(1)[0])
    world.infections.node[slot], world.infections.virus[slot] = 1, 0
    world.infections.stage[slot], world.infections.until[slot] = Infection.PATCHED, 2 * HOUR
    lived(world, 2 * HOUR, passes_per_hour=1000)
    assert carriers(world) == [0]
    lived(world, 2 * MINUTE, passes_per_hour=1000)
    assert carriers(world) == [0, 1]


def test_hands_clean_what_carries_it_and_find_nothing_where_it_sleeps():
    world = chain(at=(0,))
    assert why_not(world, REX, Verb.CLEAN, 0) == Refusal.NOT_NEEDED
    assert why_not(world, REX, Verb.CLEAN, 3) == Refusal.NOT_HERE
    awake(world)
    lived(world, 1)
    assert why_not(world, REX, Verb.CLEAN, 0) is None
    ordered = order(world, REX, Verb.CLEAN, 0)
    told = lived(world, 100, passes_per_hour=0, clean_seconds=50)
    [cleaned] = of_kind(told, Kind.NODE_CLEANED)
    assert (cleaned.who, cleaned.whom, cleaned.cause) == (0, REX, ordered)
    assert cleaned.tick == 51
    assert of_kind(told, Kind.VIRUS_ENDED)[0].cause == cleaned.id


def test_with_the_last_node_that_breaks_it_ends():
    world = awake(chain(n=2))
    lived(world, 1)
    broken = break_node(world, 0)
    [ended] = lived(world, 2 * MINUTE, passes_per_hour=0)
    assert (ended.kind, ended.cause) == (Kind.VIRUS_ENDED, broken)
    assert world.infections.n_used == 0


def test_somebody_lives_on_who_is_dead_and_has_been_out_for_a_while_farther_than_where_they_lay():
    world = chain(n=2)
    kill(world)
    lived(world, 9 * MINUTE, passes_per_hour=1000)
    assert not lives_on(world, LUCY)
    lived(world, 2 * MINUTE, passes_per_hour=1000)
    assert lives_on(world, LUCY)
    assert not lives_on(world, REX)
    world.citizens.alive[LUCY] = True
    assert not lives_on(world, LUCY)


def test_a_city_without_viruses_pays_nothing():
    bare = make_world(make_city(field(10, 10)), 1)
    before = bare.digest()
    assert live(bare, 0) == []
    virus.step(bare, virus.Params())
    assert bare.digest() == before
