"""What is kept from people, and how the authority comes to know who knows."""

import numpy as np
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.systems.society import contamination
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import intend
from undergrid.world.society import regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind

HOUR, MINUTE = 3600, 60
TALKS = {"tell_per_hour": 1.0, "believe": 1.0}


def hall(n, seed=1, **columns):
    """People at work in one place; the first knows, and talks of it."""
    city = make_city(field(6, 6), buildings=[(Use.OFFICES, 0, 0, 0)])
    world = make_world(city, n, seed=seed, doing=Activity.WORKING, work=0, inside=0, cell=0, **columns)
    slot = world.knowledge.take(1)
    world.knowledge.knower[slot], world.knowledge.topic[slot] = 0, Topic.TRUTH
    world.knowledge.telling[slot], world.knowledge.cause[slot] = True, world.scenario_event
    return world


def minutes(world, n, **turned):
    """So many turns of the rule; returns what has happened so far."""
    world.tick += -world.tick % MINUTE
    for _ in range(n):
        run(contamination, world, **turned)
        world.tick += MINUTE - 1
    return world.events.rows()


def of(events, kind):
    return [event for event in events if event.kind == kind]


def aware(world):
    known = world.knowledge
    return set(known.knower[known.where(topic=Topic.TRUTH)].tolist())


def test_it_passes_from_mouth_to_mouth_and_every_telling_leads_back_to_the_first():
    world = hall(60)
    told = of(minutes(world, 60, informs=0, **TALKS), Kind.TRUTH_TOLD)
    events = {event.id: event for event in told}
    assert len(aware(world)) > 20
    for event in told:
        up = event
        while up.cause in events:
            up = events[up.cause]
        assert up.who == 0


def test_half_of_those_who_hear_it_believe_it_at_one_half_and_whoever_knows_it_stifles_the_teller():
    world = hall(400)
    told = of(minutes(world, 60, tell_per_hour=1, believe=0.5, kept=1, informs=0), Kind.TRUTH_TOLD)
    fresh = [event for event in told if event.odds]
    assert 0.4 < np.mean([event.amount for event in fresh]) < 0.6
    known = world.knowledge
    quiet = hall(2)
    minutes(quiet, 30, **TALKS)
    assert not quiet.knowledge.telling[quiet.knowledge.where(knower=1)].any()  # nobody left to tell but who told them
    assert known.strength[known.where(topic=Topic.TRUTH)].min() == 1000


def test_nobody_talks_of_it_to_who_has_it_from_them():
    world = hall(2)
    told = of(minutes(world, 60, informs=0, **TALKS), Kind.TRUTH_TOLD)
    assert [(event.who, event.whom, event.amount) for event in told] == [(0, 1, 1)]
    assert not world.knowledge.telling[world.knowledge.rows()].any()  # and so they lose interest


def test_those_with_minds_of_their_own_talk_of_it_to_nobody_twice_in_a_night():
    world = hall(2)
    plan = world.plans.grow(1)
    world.plans.owner[plan] = 0
    world.rebuild()
    doubts = {"tell_per_hour": 1.0, "believe": 0.0, "informs": 0.0}
    first = of(minutes(world, 60, **doubts), Kind.TRUTH_TOLD)
    world.tick = first[0].tick + 8 * HOUR
    second = of(minutes(world, 60, **doubts), Kind.TRUTH_TOLD)
    assert (len(first), len(second)) == (1, 2)


def test_each_telling_leaves_it_a_little_less_firm():
    world = hall(2)
    minutes(world, 30, informs=0, kept=0.5, **TALKS)
    assert world.knowledge.strength[world.knowledge.first(knower=1)] == 500


def informed_on(seed=1, n=200, **turned):
    """A hall in which nobody believes it, after so many minutes."""
    world = hall(n, seed=seed, obedience=1000)
    return world, minutes(world, 30, **{"tell_per_hour": 1, "believe": 0, "informs": 1, **turned})


def test_who_does_not_believe_it_may_inform_and_then_the_authority_has_a_label():
    world, told = informed_on()
    [label] = of(told, Kind.LABELLED)
    informed = of(told, Kind.INFORMED)
    assert (label.who, label.whom, label.cause) == (0, -1, informed[0].id)
    assert informed[0].whom == 0
    assert {event.id: event for event in told}[informed[0].cause].kind == Kind.TRUTH_TOLD
    assert world.reports.n_used == 1
    assert world.reports.subject[0] == 0
    assert len(of(told, Kind.LABELLED)) == 1  # once is enough


def test_the_more_obedient_the_likelier_and_nobody_without_a_tag_or_bound_to_them():
    many = [len(of(informed_on(informs=share)[1], Kind.INFORMED)) for share in (0, 0.3, 1)]
    assert many[0] == 0 < many[1] < many[2]
    world = hall(100, obedience=1000, tagged=False)
    assert not of(minutes(world, 30, tell_per_hour=1, believe=0, informs=1), Kind.INFORMED)
    world = hall(20, obedience=1000)
    for who in range(1, 20):
        regard.bind(world, who, 0, BondKind.FRIEND, 500, world.scenario_event)
    assert not of(minutes(world, 30, tell_per_hour=1, believe=0, informs=1), Kind.INFORMED)


def chain(n=6, finds=1.0, after=2.0):
    """A chain of people, each told by the one before, the third of whom is labelled; half a day later."""
    world = hall(n + 4)
    known = world.knowledge
    for who in range(1, n):
        slot = int(known.take(1)[0])
        known.knower[slot], known.topic[slot], known.source[slot] = who, Topic.TRUTH, who - 1
        known.cause[slot] = world.events.one(Kind.TRUTH_TOLD, who - 1, who, 0, 1, world.scenario_event)
    known.telling[:] = False
    slot = int(world.labels.take(1)[0])
    world.labels.owner[slot], world.labels.cause[slot] = 2, world.scenario_event
    minutes(world, 60 * 12, finds=finds, asks_after_hours=after)
    return world


def test_the_label_goes_up_and_down_the_conversations_step_by_step_and_nowhere_else():
    world = chain()
    labels = of(world.events.rows(), Kind.LABELLED)
    assert {event.who for event in labels} == {0, 1, 3, 4, 5}  # not those who have only been there
    at = {event.who: event for event in labels}
    assert {at[who].whom for who in (1, 3)} == {2}
    assert (at[0].whom, at[4].whom, at[5].whom) == (1, 3, 4)
    assert at[5].tick - at[4].tick == at[4].tick - at[3].tick == 2 * HOUR
    assert at[4].cause == at[3].id
    because = world.events.because_columns()
    evidence = because["cause"][(because["event"] == at[4].id) & (because["role"] == Role.EVIDENCE)]
    assert evidence.tolist() == [world.knowledge.cause[world.knowledge.first(knower=4)]]


def test_it_finds_as_many_as_said_and_asks_when_said():
    assert not of(chain(finds=0).events.rows(), Kind.LABELLED)
    assert not of(chain(after=20).events.rows(), Kind.LABELLED)
    assert 0 < len(of(chain(n=60, finds=0.9).events.rows(), Kind.LABELLED)) < 13  # twelve hours, two steps in two


def test_it_can_be_told_by_order_to_somebody_within_earshot():
    world = hall(3)
    world.citizens.doing[2] = Activity.SLEEPING
    for who, whom in ((0, 1), (0, 2), (2, 0)):
        intend(world, who, Verb.TELL, whom, world.scenario_event, amount=int(Topic.TRUTH))
        world.tick += 1 if world.tick % MINUTE == 0 else 0
        run(contamination, world, believe=1)
    told = world.events.rows()
    assert [(event.who, event.whom, event.amount) for event in of(told, Kind.TRUTH_TOLD)] == [(0, 1, 1)]
    assert [event.amount for event in of(told, Kind.REFUSED)] == [Refusal.NO_ANSWER, Refusal.KNOWS_NOTHING]
