"""What may be known and told, what differs between seeds, and what decisions say: properties 10 to 12."""

import pytest
from scenes.records import AMARA, INES, LEO, looked_on, record
from scenes.ward import ward
from scenes.worlds import field, make_world

from undergrid.study.properties import decisions_have_reasons, nothing_unknown, seeds_differ
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.society import regard
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import BondKind, Stance

# -- 10


def orders(world, verb=Verb.WARN, whom=1):
    world.events.begin(50)
    event = world.events.one(Kind.ORDERED, 0, whom, amount=int(verb), cause=world.scenario_event)
    watch = nothing_unknown.Watch()
    watch.happened(looked_on(world, 50), world.events.this_tick()[0])
    return nothing_unknown.judge(None, watch), event


def test_nobody_aims_at_somebody_of_whom_they_know_nothing():
    far = make_world(field(30, 3), [(0, 0), (25, 0)])
    found, event = orders(far)
    assert found == (True, True, event)
    known = far.knowledge
    slot = int(known.take(1)[0])
    known.knower[slot], known.topic[slot], known.subject[slot] = 0, Topic.CALL, 1
    assert orders(far)[0] == (True, False, 0)
    assert orders(make_world(field(30, 3), [(0, 0), (1, 0)]))[0] == (True, False, 0)
    assert orders(make_world(field(30, 3), [(0, 0), (25, 0)]), Verb.WALK)[0] == (False, False, 0)
    met = make_world(field(30, 3), [(0, 0), (25, 0)])
    met.events.one(Kind.ASKED, 1, 0)
    assert not orders(met)[0].violated
    bound = make_world(field(30, 3), [(0, 0), (25, 0)])
    regard.bind(bound, 0, 1, BondKind.KIN, 500, 0)
    assert not orders(bound)[0].violated


def tells(stance, moved_by):
    world = make_world(field(30, 3), [(0, 0), (1, 0)])
    slot = int(world.regards.take(1)[0])
    world.regards.a[slot], world.regards.b[slot], world.regards.stance[slot] = 0, 1, stance
    cause = world.events.one(moved_by, 1, 0) if moved_by else world.scenario_event
    order = world.events.one(Kind.ORDERED, 0, 1, amount=int(Verb.DISCLOSE), cause=cause)
    event = world.events.one(Kind.DISCLOSED, 0, 1, cause=order)
    watch = nothing_unknown.Watch()
    for happened in world.events.this_tick()[-2:]:
        watch.happened(looked_on(world), happened)
    return nothing_unknown.judge(None, watch), event


def test_a_past_is_told_to_somebody_feared_only_for_a_reason_of_theirs():
    found, event = tells(Stance.WARY, None)
    assert found == (True, True, event)
    assert tells(Stance.WARY, Kind.ASKED)[0] == (True, False, 0)
    assert tells(Stance.GUARDED, None)[0] == (True, False, 0)


# -- 11


def test_two_seeds_share_at_most_three_of_their_first_ten_decisive_events():
    ten = [[10 * n, int(Kind.DRESSED), AMARA, LEO, 1000 + n] for n in range(10)]
    later = [[tick + 1, *rest] for tick, *rest in ten]
    three, four = ten[:3] + later[3:], ten[:4] + later[4:]
    alike = seeds_differ.alike({1: ten, 2: three, 3: later})
    assert alike == {1: (True, False, 0), 2: (True, True, 1006), 3: (True, True, 1006)}
    alike = seeds_differ.alike({1: ten, 2: four})
    assert alike == {1: (True, True, 1003), 2: (True, True, 1003)}
    assert seeds_differ.alike({1: ten}) == {1: (False, False, 0)}


def test_decisive_is_what_changes_something_for_one_of_the_cast():
    glimpsed = [(n, Kind.NOTICED, AMARA, 3) for n in range(5)]
    events = [(10 + n, Kind.DRESSED, AMARA, LEO) for n in range(12)]
    run = record((0, Kind.DIED, INES), *glimpsed, (7, Kind.DIED, 44), (8, Kind.LOCKED, 44, AMARA), *events)
    kept = seeds_differ.decisive(run)
    assert [event[0] for event in kept] == list(range(10, 20))
    assert kept[0] == [10, int(Kind.DRESSED), AMARA, LEO, event_id(10, int(Kind.DRESSED), AMARA)]


# -- 12


def decides(said, other=True):
    """Whether a decision is a violation that says so much of what came next, where there was something else to do."""
    world = ward()
    world.plans.grow(1)
    world.plans.owner[0] = 0
    kept = world.intentions
    slots = kept.take(2)
    kept.owner[slots], kept.aim[slots], kept.seen[slots] = 0, [Aim.SAVE, Aim.SHELTER], [0, 0 if other else -1]
    event = world.events.one(
        Kind.DECIDED, 0, amount=Aim.SAVE, cause=world.scenario_event, odds=7 if "odds" in said else 0
    )
    if "rival" in said:
        world.events.because(event, world.scenario_event, Role.RIVAL)
    watch = decisions_have_reasons.Watch()
    watch.happened(looked_on(world), world.events.this_tick()[-1])
    return decisions_have_reasons.judge(None, watch), event


@pytest.mark.parametrize("said", [(), ("odds",), ("rival",)])
def test_a_decision_that_does_not_say_what_came_next_and_what_it_was_worth_is_a_violation(said):
    found, event = decides(said)
    assert found == (True, True, event)


def test_a_decision_that_does_or_where_there_was_nothing_else_to_do_is_none():
    assert decides(("odds", "rival"))[0] == (True, False, 0)
    assert decides((), other=False)[0] == (True, False, 0)
