"""Rows of expiry in expiry: one night of the whole city, by the Sim that plays it, and what is left of each row in it.

The night goes by the canon, so Rex and Lucy do what is told of them; what comes of it is up to the rules. Where a row
asks what would have been otherwise, a test goes back to a moment of that night and lives on from there.
"""

import numpy as np
import pytest
from scenes.nights import lived

from undergrid.core import units
from undergrid.core.grid import sees
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.clearance import Verdict, odds
from undergrid.world.authority.showing import showing
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.people.ledger import usefulness
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.coverage import coverage


@pytest.fixture(scope="module")
def night(expiry_night):
    return expiry_night


def freed(sim):
    """The same Sim without its canon."""
    sim.canon = None
    return sim


def of(events, *kinds):
    return [event for event in events if event.kind in kinds]


def chip_of(sim):
    items = sim.world.items
    (slot,) = np.flatnonzero(items.used & (items.holder == sim.row("rex")) & (items.kind == ItemKind.CHIP))
    return int(slot)


def odds_at_the_gate(sim):
    """The odds that Rex has with his chip at the gate before which he stands."""
    rule = sim.built.rules["judgement"].rule
    return odds(showing(sim.world, sim.row("rex"), chip_of(sim)), rule)


# ---------------------------------------------------------------- the clock and the ledger


def test_c1_his_thirty_six_hours_run_down_by_the_second(night):
    for sim in night.kept():
        assert sim.view("rex").seconds_left == 36 * units.HOUR - sim.tick
    ends = {event.who: event.tick for event in night.of(Kind.SHUT_DOWN)}
    assert ends
    start = night.at(0).world.citizens.expires
    assert all(start[who] == tick for who, tick in ends.items())


def test_c2_every_end_of_the_night_is_a_flicker_a_ping_and_a_shutdown_and_the_registry_hears_late(night):
    knobs = night.sim.built.rules["implants"]
    for end in night.of(Kind.SHUT_DOWN):
        ping = night.cause(end)
        flicker = night.cause(ping)
        assert (ping.kind, flicker.kind, ping.who, flicker.who) == (Kind.PINGED, Kind.FLICKERED, end.who, end.who)
        assert (end.tick - ping.tick, end.tick - flicker.tick) == (knobs.ping_seconds, knobs.flicker_seconds)
    struck = night.of(Kind.STRUCK_OFF)
    assert struck
    heard = [event for event in struck if night.cause(event).kind != Kind.SCENARIO]  # who died before the start
    assert {night.cause(event).kind for event in heard} <= {Kind.PINGED}
    for event in heard:
        assert 2 * units.HOUR <= event.amount <= 8 * units.HOUR
        assert night.before(event).world.citizens.registered[event.who]
        assert not night.world.citizens.registered[event.who]


def test_c13_who_is_refused_is_below_the_threshold(night):
    threshold = night.sim.built.rules["subscription"].threshold
    refused = night.of(Kind.RENEWAL_REFUSED)
    assert refused
    for event in refused[:4]:
        people = night.after(event).world.citizens
        assert event.amount == usefulness(int(people.obedience[event.who]), int(people.productivity[event.who]))
    assert all(event.amount < threshold for event in refused)


# ---------------------------------------------------------------- who sees and hears whom


def test_c10_both_are_on_the_list_with_a_reason_and_a_link_to_what_was_seen(night):
    world = night.at(300).world
    for name in ("rex", "lucy"):
        who = night.row(name)
        assert world.citizens.wanted[who]
        slot = world.cache(DossierOf).slot[who]
        assert slot >= 0
        reason = night.by_id[int(world.dossiers.event[slot])]
        assert reason.kind == Kind.SCENARIO or reason.whom == who
    hunts = night.of(Kind.HUNT_BEGAN, whom="lucy")
    assert hunts
    assert {night.cause(hunt).kind for hunt in hunts} == {Kind.SIGHTED}


def test_c11_what_the_map_of_coverage_shows_is_what_some_sensor_of_the_city_sees(night):
    sim = night.at(7200)
    world, city = sim.world, sim.world.city
    shown = coverage(world)
    watchers = world.watchers
    cameras = np.flatnonzero((watchers.kind == WatcherKind.CAMERA) & (watchers.duty != Duty.OFF))
    far = sim.built.rules["optics"].camera_m * 1000 / city.cell_mm
    for camera in cameras[:12].tolist():
        y, x = divmod(int(watchers.cell[camera]), city.width)
        reach = int(far)
        for dy in range(-reach, reach + 1, 3):
            for dx in range(-reach, reach + 1, 3):
                there = x + dx, y + dy
                if dx * dx + dy * dy > far * far or not (0 <= there[0] < city.width and 0 <= there[1] < city.height):
                    continue
                cell = city.cell(0, *there)
                if not city.opaque[cell] and sees(city.opaque, city.width, 0, x, y, *there):
                    assert shown[cell] > 0
    assert not shown[city.area : 2 * city.area].any()


def test_c12_what_the_authority_knows_of_where_people_are_is_where_they_were(night):
    sim = night.at(3600)
    people = sim.world.citizens
    seen = {}
    for _ in range(120):
        where = people.cell.copy()
        tick = sim.tick
        sim.advance()
        for who in np.flatnonzero(people.seen_at == tick).tolist():
            assert people.seen_cell[who] == where[who]
            seen[who] = tick
    assert len(seen) > 20
    assert not (set(seen) & set(np.flatnonzero(people.tagged == 0).tolist()))


def test_c22_she_notices_more_of_the_drones_and_first(night):
    """Who keeps a lookout together: what she notices he knows, and mostly she noticed it first."""
    rex, lucy = night.row("rex"), night.row("lucy")
    first = {}
    for event in night.of(Kind.NOTICED):
        if event.who in (rex, lucy) and event.tick > 15_000:
            first.setdefault(event.whom, event.who)
    hers = sum(who == lucy for who in first.values())
    assert hers > 2 * (len(first) - hers)
    told = [event for event in night.of(Kind.NOTICED, who=rex) if night.cause(event).kind == Kind.NOTICED]
    told = [event for event in told if night.cause(event) != event]
    assert told
    assert {night.cause(event).who for event in told} == {lucy}


def test_c24_beyond_the_wall_nothing_sees_hears_or_reads_them(night):
    area, beyond = night.world.city.area, {event.who: event.tick for event in night.of(Kind.CROSSED)}
    assert set(beyond) == {night.row("rex"), night.row("lucy")}
    watching = night.of(Kind.SIGHTED, Kind.HEARD, Kind.HEAT_SEEN)
    assert not [event for event in watching if event.where // area == 1]
    assert not [event for event in watching if event.tick > beyond.get(event.whom, 1 << 24)]


# ---------------------------------------------------------------- the gate


def test_c25_the_judgement_names_its_inputs_and_its_verdict(night):
    (verdict,) = night.of(Kind.JUDGED)
    assert verdict.whom == night.row("rex")
    assert verdict.amount in list(Verdict)
    assert night.cause(verdict).kind == Kind.CHIP_PRESENTED
    assert {event.kind for event in night.because(verdict, Role.CONDITION)} >= {Kind.CURFEW_BEGAN, Kind.SPASMED}
    assert night.because(verdict, Role.CREDENTIAL)
    assert verdict.odds == odds_at_the_gate(night.before(verdict)).open


def test_c26_the_dead_auditors_chip_is_good_until_the_registry_has_heard_of_him(night):
    """Nobody puts anything into the registry here: the scenario says when Osric's death is heard of, and it is."""
    sim, osric = night.before(night.of(Kind.CHIP_PRESENTED)[0]), night.row("osric")
    assert not sim.world.citizens.alive[osric]
    assert sim.world.citizens.registered[osric]
    assert odds_at_the_gate(sim).open > 0
    freed(sim)
    for name in ("rex", "lucy"):
        sim.advance([Order(sim.tick, sim.row(name), Verb.HIDE)])
    due = sim.world.registry.due[sim.world.registry.where(subject=osric)]
    assert len(due) == 1
    sim.run(int(due[0]) - 1)
    assert sim.world.citizens.registered[osric]
    sim.run(int(due[0]) + 2)
    assert [event.who for event in of(sim.world.events.rows(), Kind.STRUCK_OFF) if event.who == osric] == [osric]
    assert odds_at_the_gate(sim).open == 0


def test_c28_the_guard_twitches_spasms_and_judges_and_is_not_itself_for_a_while(night):
    beats = night.of(Kind.CHIP_PRESENTED, Kind.TWITCHED, Kind.SPASMED, Kind.JUDGED, Kind.GATE_OPENED)
    assert [event.kind for event in beats] == [
        Kind.CHIP_PRESENTED, Kind.TWITCHED, Kind.SPASMED, Kind.JUDGED, Kind.GATE_OPENED,
    ]  # fmt: skip
    assert [night.cause(event) for event in beats[1:]] == [beats[0], beats[1], beats[0], beats[3]]
    (recovered,) = night.of(Kind.GUARD_RECOVERED)
    spasmed, guard = beats[2], beats[1].who
    assert recovered.cause == spasmed.id
    assert recovered.tick == night.after(beats[3]).world.watchers.impaired[guard]
    assert recovered.tick > beats[3].tick + 30


def test_c29_they_are_through_before_the_gate_closes(night):
    (opened,), (closed,), crossed = (night.of(kind) for kind in (Kind.GATE_OPENED, Kind.GATE_CLOSED, Kind.CROSSED))
    assert all(opened.tick < event.tick < closed.tick for event in crossed)
    assert closed.tick - opened.tick == opened.amount
    late = freed(night.after(opened))
    lived(late, opened.amount + 1)
    happened = lived(late, 5, [Order(late.tick, late.row(name), Verb.CROSS, opened.who) for name in ("rex", "lucy")])
    assert not of(happened, Kind.CROSSED)
    assert len(of(happened, Kind.REFUSED)) == 2


# ---------------------------------------------------------------- the city


def test_c16_word_of_the_outzone_goes_from_mouth_to_mouth_at_the_shipped_rate(night):
    told, believed = night.of(Kind.RUMOUR_TOLD), night.of(Kind.RUMOUR_BELIEVED)
    assert len(believed) > 5
    for belief in believed:
        telling = night.cause(belief)
        assert telling.kind == Kind.RUMOUR_TOLD
        assert telling.whom == belief.who
    attempts = night.of(Kind.ESCAPE_ATTEMPTED)
    assert attempts
    first = {Kind.RUMOUR_BELIEVED, Kind.ESCAPE_ATTEMPTED}  # of those who believed it before the start: their own draw
    assert {night.cause(event).kind for event in attempts} <= first
    assert night.row("lucy") in {event.who for event in told}


def test_c17_nothing_is_lost_at_the_vats_and_farms_of_that_night(night):
    works = night.world.facilities
    start, end = night.at(0).world.facilities, works

    def stock(table):
        names = ("raw", "product", "waste", "given_out")
        return sum(getattr(table, name).astype(np.int64) for name in names) - table.taken_in

    assert (stock(start) == stock(end)).all()


def test_c19_at_night_the_streets_are_empty_and_most_lie_in_their_pods(night):
    people = night.at(16_000).world.citizens
    assert (people.inside[people.alive] < 0).mean() < 0.02
    assert (people.doing[people.alive] == Activity.PLUGGED).mean() > 0.75


@pytest.mark.slow
def test_c34_the_further_the_implants_have_decayed_the_oftener_people_slip_and_the_less_they_see():
    """An evening of expiry, when people go home, with everybody as far from their end as each stage begins."""
    slipped, blurs = [], []
    for hours in (36, 5, 2, 0.9):
        sim = Sim(build(load("expiry", 8000), 3))
        people = sim.world.citizens
        people.expires[:] = round(hours * units.HOUR)
        sim.run(50 * 60)
        slips = of(sim.world.events.rows(), Kind.SLIPPED)
        events = {event.id: event for event in sim.world.events.rows()}
        for slip in slips:
            assert (events[slip.cause].kind, events[slip.cause].who) == (Kind.STAGE_REACHED, slip.who)
            assert slip.stream
        slipped.append(len(slips))
        blurs.append(sim.view("rex").blur)
    assert slipped[0] == 0
    assert slipped == sorted(set(slipped))
    assert blurs == sorted(set(blurs))
