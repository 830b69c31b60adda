"""Rows of the story about life as a subscription: C1, C2, C13, C16 and C17, through the engine that runs scenarios."""

from collections import defaultdict

import numpy as np
import pytest

import undergrid
from undergrid.city.city import Use
from undergrid.core import units
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.people.ledger import usefulness
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity

SIX_HOURS = 6 * units.HOUR
HALF_HOUR = units.HOUR // 2


@pytest.fixture(scope="module")
def village():
    """The village until its registry has heard of Cleo's end, which the scenario sets six hours after the start."""
    sim = undergrid.load("village", seed=1)
    sim.run("14 h 10 min")
    return sim


def of(sim, name, *kinds):
    """The events of some kinds that are about somebody."""
    return [event for event in sim.world.events.rows() if event.kind in kinds and event.who == sim.row(name)]


def test_c1_a_subscription_ends_on_the_very_tick_that_the_personal_clock_shows(village):
    (end,) = of(village, "cleo", Kind.SHUT_DOWN)
    assert end.tick == SIX_HOURS
    assert not village.world.citizens.alive[village.row("cleo")]
    rex = undergrid.load("expiry", people=300)
    assert rex.world.citizens.expires[rex.row("rex")] == 36 * units.HOUR
    assert rex.view("rex").seconds_left == 36 * units.HOUR
    rex.run("1 h")
    assert rex.view("rex").seconds_left == 35 * units.HOUR


def test_c1_who_is_renewed_lives_on_past_the_end_that_was_shown():
    sim = Sim(build(load("village"), 1))
    people, cleo = sim.world.citizens, sim.row("cleo")
    people.refused[cleo], people.expires[cleo] = False, HALF_HOUR
    sim.run("1 h")
    assert people.alive[cleo]
    assert people.expires[cleo] == HALF_HOUR + 30 * units.DAY


def test_c2_a_quiet_shutdown_is_a_flicker_a_last_ping_and_the_end_and_the_registry_hears_of_it_late(village):
    quiet = of(village, "cleo", Kind.FLICKERED, Kind.PINGED, Kind.SHUT_DOWN, Kind.STRUCK_OFF)
    assert [event.kind for event in quiet] == [Kind.FLICKERED, Kind.PINGED, Kind.SHUT_DOWN, Kind.STRUCK_OFF]
    flicker, ping, end, struck = quiet
    assert flicker.tick < ping.tick < end.tick == SIX_HOURS
    assert (ping.cause, end.cause, struck.cause) == (flicker.id, ping.id, ping.id)
    assert 2 * units.HOUR <= struck.tick - ping.tick <= 8 * units.HOUR
    assert struck.amount == struck.tick - ping.tick
    assert not village.world.citizens.registered[village.row("cleo")]


def test_c2_until_then_the_registry_lists_a_dead_woman_among_the_living():
    sim = undergrid.load("village", seed=1)
    sim.run(SIX_HOURS + 5)
    cleo = sim.row("cleo")
    assert not sim.world.citizens.alive[cleo]
    assert sim.world.citizens.registered[cleo]


PERIOD = 3 * units.DAY
NOTICE = 36 * units.HOUR


@pytest.fixture(scope="module")
def ledger():
    """A small city whose subscriptions run for three days, from its evening to the next afternoon, and its start.

    Thirty people denounce ten others, three each.
    """
    rules = {"subscription.period_days": 3, "subscription.slump": 400, "subscription.threshold": 480}
    sim = Sim(build(load("expiry", 500).with_rules(rules), 3))
    people = sim.world.citizens
    start = {
        name: getattr(people, name).copy() for name in ("obedience", "productivity", "expires", "refused", "alive")
    }
    informers, crowd = [], sim.world.citizens.n - 100
    for n in range(30):
        who, whom = crowd + n, crowd + 50 + n % 10
        slot, known = sim.world.knowledge.take(1), sim.world.knowledge
        known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.PERSON, whom
        known.cell[slot], known.at[slot], known.cause[slot] = people.cell[whom], 0, sim.world.scenario_event
        informers.append(Order(0, who, Verb.INFORM, whom))
    sim.advance(informers)
    sim.run("20 h")
    return sim, start


def recomputed(sim, start):
    """(obedience, productivity, ends, tick and usefulness of each refusal) of everybody, from the log alone."""
    booked = defaultdict(list)
    account = {Kind.FINED: 0, Kind.REWARDED: 0, Kind.SHIFT_WORKED: 1, Kind.SLUMPED: 1}
    for event in sim.world.events.rows():
        if event.kind in account:
            points = -event.amount if event.kind == Kind.FINED else event.amount
            booked[event.who].append((event.tick, account[event.kind], points))
    ends, refused, ledgers = start["expires"].astype(np.int64), {}, []
    upheld = {event.who: event for event in sim.world.events.rows() if event.kind == Kind.APPEAL_UPHELD}
    for row in range(len(ends)):
        accounts = [int(start["obedience"][row]), int(start["productivity"][row])]
        lines = booked[row]
        if not start["refused"][row] and start["alive"][row] and ends[row] < 1 << 30:
            # assessed at its turn (rows go by chunks of 64, once a minute) from the notice on
            due = max(0, int(ends[row]) - NOTICE)
            due += ((row >> 6) - due) % 60
            if due < sim.tick:
                for tick, which, points in lines:
                    accounts[which] += points if tick <= due else 0
                lines = [line for line in lines if line[0] > due]
                if usefulness(*accounts) >= 480:
                    ends[row] += PERIOD
                    accounts[1] = 500
                else:
                    refused[row] = (due, usefulness(*accounts))
        for _, which, points in lines:
            accounts[which] += points
        if row in upheld:
            ends[row] = max(int(ends[row]), upheld[row].tick) + upheld[row].amount * units.DAY
        ledgers.append(accounts)
    return np.array(ledgers), ends, refused


def test_c13_obedience_productivity_and_ends_can_be_worked_out_from_the_log_alone(ledger):
    sim, start = ledger
    accounts, ends, _ = recomputed(sim, start)
    people = sim.world.citizens
    assert (accounts[:, 0] == people.obedience).all()
    assert (accounts[:, 1] == people.productivity).all()
    assert (ends == people.expires).all()
    changed = (accounts[:, 0] != start["obedience"]).sum(), (accounts[:, 1] != start["productivity"]).sum()
    assert changed[0] > 20
    assert changed[1] > 100


def test_c13_a_renewal_is_refused_if_and_only_if_usefulness_is_below_the_threshold(ledger):
    sim, start = ledger
    _, ends, refused = recomputed(sim, start)
    told = {event.who: (event.tick, event.amount) for event in sim.world.events.rows()
            if event.kind == Kind.RENEWAL_REFUSED and event.tick}  # fmt: skip
    assert told == refused
    assert all(useful < 480 for _, useful in told.values())
    renewed = (ends > start["expires"]).sum()
    assert len(told) > 5
    assert renewed > 50
    now = sim.world.citizens.refused & ~start["refused"]
    upheld = {event.who for event in sim.world.events.rows() if event.kind == Kind.APPEAL_UPHELD}
    assert set(np.flatnonzero(now).tolist()) == set(told) - upheld


def telling(lucy_tells, seed=5):
    """An evening in a small city, with an early curfew, in which nobody but Lucy has heard of a life beyond the wall.
    She goes from house to house, and tells those who are awake there, or does not.
    """
    knobs = {"rumours.leave_per_hour": 1, "rumours.believe": 0.9, "clock.curfew_begins": "19:10"}
    sim = Sim(build(load("expiry", 300).with_rules(knobs), seed))
    world = sim.world
    lucy, known, people = sim.row("lucy"), world.knowledge, world.citizens
    heard = np.flatnonzero(known.used & (known.topic == Topic.OUTZONE))
    known.free(heard[known.knower[heard] != lucy])
    known.telling[heard] = lucy_tells
    sim.minds.silent = frozenset({sim.row("rex"), lucy})
    houses = [n for n, building in enumerate(world.city.buildings) if building.use == Use.PODS]
    for _ in range(90):
        awake = (people.doing == Activity.RESTING) & ~np.isin(np.arange(people.n), known.knower[known.used])
        here = max(houses, key=lambda house: int((awake & (people.inside == house)).sum()))
        around = np.flatnonzero(awake & (people.inside == here))
        move_body(world, lucy, here)
        people.doing[lucy] = Activity.RESTING
        tells = lucy_tells and len(around)
        sim.advance([Order(sim.tick, lucy, Verb.TELL, int(around[0]), int(Topic.OUTZONE))] if tells else [])
        sim.run(sim.tick + 59)
    return sim


def test_c16_word_of_the_outzone_spreads_from_lucy_and_makes_people_set_out():
    silent, told = telling(False), telling(True)
    assert not [event for event in silent.world.events.rows() if event.kind == Kind.ESCAPE_ATTEMPTED]
    rows = told.world.events.rows()
    events = {event.id: event for event in rows}
    lucy = told.row("lucy")
    believed = {event.who: event for event in rows if event.kind == Kind.RUMOUR_BELIEVED}
    attempts = [event for event in rows if event.kind == Kind.ESCAPE_ATTEMPTED]
    assert len(believed) > 15
    assert len(attempts) >= 3

    def teller(event):
        """From a belief one step up the tree: who told it."""
        telling = events[event.cause]
        assert telling.kind == Kind.RUMOUR_TOLD
        assert telling.whom == event.who
        return telling.who

    for who, belief in believed.items():
        up, seen = teller(belief), {who}
        while up != lucy:  # every branch leads back to her
            assert up not in seen
            seen.add(up)
            up = teller(believed[up])
    for attempt in attempts:
        assert events[attempt.cause] == believed[attempt.who]


def test_c17_at_every_vat_farm_and_reclamation_centre_nothing_comes_from_nowhere_and_nothing_is_lost():
    sim = undergrid.load("expiry", seed=8, people=300)
    works = sim.world.facilities
    names = ("raw", "product", "waste", "taken_in", "given_out")
    before = {name: getattr(works, name).astype(np.int64) for name in names}
    stock = before["raw"] + before["product"] + before["waste"] + before["given_out"] - before["taken_in"]
    moved = np.zeros(works.n, bool)
    for _ in range(16 * 6):
        sim.run(sim.tick + 600)
        raw, product, waste, taken_in, given_out = (getattr(works, name).astype(np.int64) for name in names)
        assert (raw + product + waste + given_out - taken_in == stock).all()
        assert min(raw.min(), product.min(), waste.min()) >= 0
        moved |= product != before["product"]
    uses = np.array([sim.world.city.buildings[b].use for b in works.building.tolist()])
    assert {Use.VATS, Use.FARM, Use.RECLAMATION} <= set(uses.tolist())
    assert moved[np.isin(uses, (Use.VATS, Use.FARM))].all()
