"""The canon of expiry: the first act as written, by orders alone, on the seed that carries it."""

import pytest
from contract.test_causes import unread

from undergrid.setup import build, load
from undergrid.setup.file.canon import beats, read_canon
from undergrid.sim import Sim
from undergrid.systems.authority.judgement import Verdict
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity


def carried(seed=None, people=None):
    """The canon's run as far as the far side of the gate, or until it has failed."""
    scenario = load("expiry")
    file, _ = read_canon(scenario.path.with_name("canon.yaml"))
    sim = Sim(build(load("expiry", people or file.people), file.seed if seed is None else seed), canon=True)
    while sim.tick < 6 * 3600 and sim.world.beats.done[-1] < 0:
        sim.run(sim.tick + 60)
    sim.run(sim.tick + 60)
    return sim


@pytest.fixture
def tale(expiry_night):
    return expiry_night.sim


def test_expiry_canon_replays_the_first_act_beat_by_beat(tale):
    rex, lucy, gate = tale.row("rex"), tale.row("lucy"), 1
    events = tale.world.events.rows()
    expected = [
        (Kind.HID, rex, None),  # in the alley
        (Kind.HID, lucy, None),
        (Kind.ORDERED, rex, Verb.ENTER),  # the bunker
        (Kind.ORDERED, lucy, Verb.ENTER),
        (Kind.RUMOUR_TOLD, lucy, None),  # what she once saw
        (Kind.CURFEW_BEGAN, None, None),  # night
        (Kind.ORDERED, rex, Verb.LEAVE),
        (Kind.ORDERED, lucy, Verb.LEAVE),
        (Kind.ORDERED, rex, Verb.SNEAK),  # the vats, the farms, reclamation, the gate
        (Kind.ORDERED, rex, Verb.SNEAK),
        (Kind.ORDERED, rex, Verb.SNEAK),
        (Kind.ORDERED, rex, Verb.SNEAK),
        (Kind.CHIP_PRESENTED, rex, None),
        (Kind.TWITCHED, None, None),
        (Kind.SPASMED, None, None),
        (Kind.JUDGED, None, Verdict.OPEN),
        (Kind.GATE_OPENED, gate, None),
        (Kind.ORDERED, rex, Verb.CROSS),
        (Kind.ORDERED, lucy, Verb.CROSS),
        (Kind.CROSSED, None, 0),
        (Kind.CROSSED, None, 0),
        (Kind.ORDERED, rex, Verb.RUN),
        (Kind.ORDERED, lucy, Verb.RUN),
    ]
    at = 0
    for kind, who, amount in expected:
        while at < len(events) and not (
            events[at].kind == kind and who in (None, events[at].who) and amount in (None, events[at].amount)
        ):
            at += 1
        assert at < len(events), (kind, who, amount)
        at += 1
    assert {event.who for event in events if event.kind == Kind.CROSSED} >= {rex, lucy}
    assert {"one_beyond_the_wall", "both_beyond_the_wall"} <= set(tale.endings())


def test_expiry_canon_forces_nothing_its_orders_come_of_what_it_waits_for_and_the_verdict_is_a_draw(tale):
    cast = (tale.row("rex"), tale.row("lucy"))
    events = tale.world.events.rows()
    rows = tale.world.beats
    ordered = [event for event in events if event.kind == Kind.ORDERED and event.who in cast]
    given = [event for event in ordered if event.tick <= rows.done.max()]  # later ones are their own
    assert len(given) == len(tale.canon.beats)
    assert {event.id: event.cause for event in given} == dict(
        zip(rows.order.tolist(), rows.cause.tolist(), strict=True)
    )
    (opened,) = [event for event in events if event.kind == Kind.GATE_OPENED and event.whom == cast[0]]
    crosses = next(event for event in given if event.amount == Verb.CROSS)
    meant = next(event for event in events if event.id == crosses.cause)
    assert (meant.kind, meant.cause) == (Kind.MEANT, opened.id)
    (verdict,) = [event for event in events if event.kind == Kind.JUDGED and event.whom == cast[0]]
    assert verdict.stream
    assert 0 < verdict.odds < 1 << 32


def test_when_its_last_order_is_given_they_live_on_by_themselves(tale):
    """At the old station they are sized up, and she speaks; what they do comes of decisions of theirs."""
    sim = tale.fork()
    assert sim.minds.silent == frozenset()
    sim.run(sim.tick + 15 * 60)
    events = [*tale.world.events.rows(), *sim.world.events.rows()]
    cast = {tale.row("rex"), tale.row("lucy")}
    decided = [event for event in events if event.kind == Kind.DECIDED and event.who in cast]
    assert {event.who for event in decided} == cast
    assert min(event.tick for event in decided) > tale.world.beats.done.max()
    (spoke,) = [event for event in events if event.kind == Kind.ADDRESSED]
    *_, sized = [event for event in events if event.kind == Kind.SIZED_UP and event.who == spoke.who]
    assert spoke.who == tale.row("lucy")
    assert spoke.amount > 8
    assert 0 < spoke.tick - sized.tick <= 10


@pytest.mark.slow
def test_by_noon_she_has_bought_him_hours(tale):
    sim = tale.fork()
    sim.run("13 h")
    bought = [event for event in sim.world.events.rows() if event.kind == Kind.NET_PATCHED]
    assert bought
    assert {(event.who, event.whom) for event in bought} == {(tale.row("lucy"), tale.row("rex"))}


def test_expiry_canon_fails_on_another_seed_where_the_city_decides_otherwise(tale):
    """On the first seeds that don't carry it, it stops at a beat, and the log says at which and why."""
    sim = carried(seed=2)
    stuck = sim.canon.next
    assert stuck < len(sim.canon.beats)
    assert sim.canon.beats[stuck].name == "it_opens"
    judged = [event.amount for event in sim.world.events.rows() if event.kind == Kind.JUDGED]
    assert Verdict.OPEN not in judged


def test_expiry_canon_names_places_and_people_that_the_scenario_has():
    sim = Sim(build(load("expiry", 20_000), 1), canon=True)
    assert len(beats(sim.built)) == len(sim.canon.beats) == sim.world.beats.n
    assert {beat.who for beat in sim.canon.beats} == {sim.row("rex"), sim.row("lucy")}
    assert sim.minds.silent == sim.canon.cast
    assert sim.world.citizens.doing[sim.row("rex")] == Activity.WAITING


def test_somebody_has_read_why_each_order_of_expiry_is_given(tale):
    unknown = [pair for pair in unread(tale.world.events.rows()) if pair.startswith(("ORDERED ", "MEANT "))]
    assert unknown == []
