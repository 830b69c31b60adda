"""Dossiers: what is reported adds up, late and wrong as it is; nothing else counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.gatehouse import gatehouse, live, of_kind, order, report
from scenes.worlds import field, make_city, make_world, run

from undergrid.systems.authority import dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import Attempts
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity


def dossier(world, who):
    return int(world.cache(DossierOf).slot[who])


def test_a_report_counts_when_it_arrives_and_not_before():
    world = gatehouse()
    report(world, 0, 7, weight=20, after=5)
    live(world, 5, dossiers)
    assert world.dossiers.n == 0
    live(world, 1, dossiers)
    assert world.dossiers.suspicion[dossier(world, 0)] == 20


def test_the_believed_place_is_that_of_the_newest_observation_whatever_the_truth():
    world = gatehouse()
    report(world, 0, 7, weight=20, at=0)
    live(world, 1, dossiers)
    report(world, 0, 9, weight=20)
    live(world, 1, dossiers)
    report(world, 0, 8, weight=20, at=0)  # an old one that took its time
    world.citizens.cell[0] = 100
    live(world, 1, dossiers)
    slot = dossier(world, 0)
    assert (world.dossiers.cell[slot], world.dossiers.at[slot], world.dossiers.evidence[slot]) == (9, 1, 3)


def test_what_was_seen_of_somebody_nothing_speaks_against_makes_no_dossier():
    world = gatehouse()
    report(world, 0, 7, weight=0)
    live(world, 1, dossiers)
    assert dossier(world, 0) == -1


def test_an_unknown_makes_no_dossier():
    world = gatehouse()
    report(world, -1, 7, weight=50)
    live(world, 1, dossiers)
    assert not world.dossiers.used.any()


def test_half_the_threshold_makes_a_suspect_and_the_whole_a_wanted_person():
    world = gatehouse()
    told = []
    for _ in range(3):
        report(world, 0, 7, weight=40)
        told += [event.kind for event in live(world, 1, dossiers)]
    assert told == [Kind.SUSPECTED, Kind.WANTED]
    assert world.citizens.wanted[0]
    report(world, 0, 7, weight=40)
    assert not live(world, 1, dossiers)  # nobody becomes wanted twice


def test_suspicion_fades_by_so_many_points_an_hour_to_the_point():
    world = gatehouse()
    report(world, 0, 7, weight=90)
    live(world, 1, dossiers)
    for hour in (1, 2, 3):
        live(world, 3600 * hour + 1 - world.tick, dossiers, dossiers={"fades_per_hour": 7, "wanted_at": 1000})
        assert world.dossiers.suspicion[dossier(world, 0)] == 90 - 7 * hour


def test_a_case_with_nothing_left_is_closed_and_its_evidence_thrown_away():
    world = gatehouse()
    event = report(world, 0, 7, weight=10)
    happened = live(world, 7300, dossiers, dossiers={"fades_per_hour": 5})
    assert [(e.kind, e.cause) for e in happened] == [(Kind.DOSSIER_CLOSED, event)]
    assert dossier(world, 0) == -1
    assert not world.evidence.used.any()


def test_the_case_of_somebody_who_is_struck_off_is_closed_by_that():
    world = gatehouse()
    report(world, 0, 7, weight=90)
    live(world, 1, dossiers)
    people = world.citizens
    people.registered[0] = False
    people.cause[0] = struck = world.events.one(Kind.STRUCK_OFF, 0)
    (closed,) = of_kind(live(world, 60, dossiers), Kind.DOSSIER_CLOSED)
    assert (closed.who, closed.cause) == (0, struck)


def test_a_wanted_person_of_whom_nobody_hears_stays_wanted_but_goes_cold():
    world = gatehouse()
    report(world, 0, 7, weight=500)
    happened = live(world, 7300, dossiers, dossiers={"cold_hours": 1})
    assert [e.kind for e in happened] == [Kind.WANTED, Kind.DOSSIER_CLOSED]
    assert 3600 <= happened[1].tick <= 3660
    assert world.citizens.wanted[0]
    assert world.dossiers.cell[dossier(world, 0)] == -1
    report(world, 0, 9, weight=0)
    live(world, 1, dossiers)
    assert world.dossiers.cell[dossier(world, 0)] == 9  # and is taken up again


def test_a_case_ends_with_the_entry_in_the_registry():
    world = gatehouse()
    report(world, 0, 7, weight=500)
    live(world, 1, dossiers)
    world.citizens.registered[0] = False
    live(world, 60, dossiers)
    assert dossier(world, 0) == -1
    assert not world.citizens.wanted[0]


def test_nobody_reports_whom_the_authority_holds():
    world = gatehouse()
    world.citizens.doing[0] = Activity.HELD
    report(world, 0, 7, weight=500)
    assert not live(world, 1, dossiers)


@pytest.mark.parametrize("seen_at", [(-1, 0), (0, -1)])
def test_the_order_of_merging_goes_by_time_and_not_by_slot(seen_at):
    world = gatehouse()
    events = {tick: report(world, 0, 7, weight=60, at=tick) for tick in seen_at}
    wanted = of_kind(live(world, 1, dossiers), Kind.WANTED)
    assert [event.cause for event in wanted] == [events[0]]


def test_an_informer_who_sees_somebody_reports_the_place():
    world = gatehouse(people=2)
    ordered = order(world, 0, Verb.INFORM, 1)
    told = live(world, 1, dossiers)
    assert [(e.kind, e.who, e.whom, e.cause) for e in told] == [(Kind.INFORMED, 0, 1, ordered)]
    live(world, 60, dossiers)
    assert world.dossiers.cell[dossier(world, 1)] == world.citizens.cell[1]
    assert world.citizens.intent[0] == Verb.NONE
    assert not world.cache(Attempts).intending.any


def test_an_informer_tells_what_they_remember_though_it_is_no_longer_true():
    world = make_world(make_city(field(200, 3)), [(0, 0), (199, 0)])
    slot = world.knowledge.take(1)
    world.knowledge.knower[slot], world.knowledge.topic[slot], world.knowledge.subject[slot] = 0, Topic.PERSON, 1
    world.knowledge.cell[slot], world.knowledge.at[slot] = 5, 0
    order(world, 0, Verb.INFORM, 1)
    live(world, 62, dossiers)
    assert world.dossiers.cell[dossier(world, 1)] == 5


def test_who_knows_nothing_is_refused():
    world = make_world(make_city(field(200, 3)), [(0, 0), (199, 0)])
    for target, why in ((1, Refusal.NOT_HERE), (0, Refusal.NO_SUCH_TARGET), (7, Refusal.NO_SUCH_TARGET)):
        ordered = order(world, 0, Verb.INFORM, target)
        told = live(world, 1, dossiers)
        assert [(e.kind, e.amount, e.cause) for e in told] == [(Kind.REFUSED, why, ordered)]


def test_a_wall_between_them_hides_the_one_from_the_other():
    world = make_world("...\n.#.\n...", [(0, 1), (2, 1)])
    order(world, 0, Verb.INFORM, 1)
    assert [e.kind for e in live(world, 1, dossiers)] == [Kind.REFUSED]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 200), st.integers(0, 30)), max_size=30))
def test_suspicion_is_the_sum_of_what_was_reported_and_wanted_are_those_past_the_threshold(reports):
    def after(wanted_at):
        world = gatehouse(people=4)
        for who, weight, delay in reports:
            report(world, who, 7, weight, after=delay)
        live(world, 31, dossiers, dossiers={"fades_per_hour": 0, "most": 100_000, "wanted_at": wanted_at})
        return world

    totals = [sum(weight for subject, weight, _ in reports if subject == who) for who in range(4)]
    world = after(wanted_at=10_000)
    slots = [dossier(world, who) for who in range(4)]
    assert [0 if slot < 0 else world.dossiers.suspicion[slot] for slot in slots] == totals
    assert after(wanted_at=100).citizens.wanted.tolist() == [total >= 100 for total in totals]


def test_a_bystander_changes_no_dossier():
    def fate(bystander):
        world = gatehouse(people=3)
        if bystander:
            report(world, 2, 3, weight=70)
        report(world, 0, 7, weight=30)
        report(world, 0, 8, weight=80, after=3)
        happened = [e for e in live(world, 10, dossiers) if e.who == 0]
        slot = dossier(world, 0)
        return happened, [int(column[slot]) for name, column in world.dossiers.items() if name != "serial"]

    assert fate(False) == fate(True)


def test_nothing_to_do_changes_nothing():
    world = gatehouse()
    before = world.digest()
    run(dossiers, world, ticks=3)
    world.tick = 0
    assert world.digest() == before


def test_to_be_seen_again_adds_nothing_against_the_wanted_but_what_they_do_does():
    world = gatehouse()
    report(world, 0, 7, weight=120)
    live(world, 1, dossiers)
    for sense, suspicion in ((Sense.SIGHT, 120), (Sense.TAG, 120), (Sense.GATE, 150), (Sense.INFORMER, 180)):
        report(world, 0, 9, weight=30)
        world.reports.sense[world.reports.used] = sense
        live(world, 1, dossiers)
        assert world.dossiers.suspicion[dossier(world, 0)] == suspicion
    assert world.dossiers.cell[dossier(world, 0)] == 9


def kept(world):
    rows = world.evidence.rows()
    return sorted(zip(world.evidence.subject[rows].tolist(), world.evidence.event[rows].tolist(), strict=True))


def test_what_speaks_against_a_suspect_is_kept_and_what_only_places_them_is_not():
    world = gatehouse(people=2)
    first = report(world, 0, 7, weight=20)
    report(world, 0, 8, weight=0)
    nameless = world.reports.rows()[-1]
    report(world, 0, 9, weight=5)
    world.reports.event[world.reports.rows()[-1]] = 0
    other = report(world, 1, 7, weight=10)
    assert world.reports.weight[nameless] == 0
    live(world, 1, dossiers)
    assert kept(world) == [(0, first), (1, other)]
    assert world.dossiers.suspicion[dossier(world, 0)] == 25
    assert world.dossiers.evidence[dossier(world, 0)] == 3


def test_the_wanted_are_wanted_because_of_all_that_spoke_against_them():
    world = gatehouse(people=2)
    first, second = report(world, 0, 7, weight=40), report(world, 1, 7, weight=10)
    live(world, 1, dossiers, dossiers={"wanted_at": 100})
    third = report(world, 0, 9, weight=30)
    live(world, 1, dossiers, dossiers={"wanted_at": 100})
    last = report(world, 0, 9, weight=30)
    told = live(world, 1, dossiers, dossiers={"wanted_at": 100})
    (wanted,) = of_kind(told, Kind.WANTED)
    assert (wanted.who, wanted.where, wanted.amount, wanted.cause) == (0, 9, 100, last)
    because = world.events.because_columns()
    mine = [n for n, event in enumerate(because["event"]) if event == wanted.id]
    assert sorted(because["cause"][mine].tolist()) == sorted([first, third])
    assert {Role(int(because["role"][n])) for n in mine} == {Role.EVIDENCE}
    assert kept(world) == [(1, second)]


def test_the_newest_report_names_what_made_a_suspect():
    world = gatehouse()
    report(world, 0, 7, weight=49)
    live(world, 1, dossiers, dossiers={"wanted_at": 100})
    assert not world.dossiers.wanted[dossier(world, 0)]
    last = report(world, 0, 8, weight=1)
    (suspected,) = of_kind(live(world, 1, dossiers, dossiers={"wanted_at": 100}), Kind.SUSPECTED)
    assert (suspected.who, suspected.where, suspected.amount, suspected.cause) == (0, 8, 50, last)
    assert world.dossiers.event[dossier(world, 0)] == suspected.id
    report(world, 0, 8, weight=1)
    assert not of_kind(live(world, 1, dossiers, dossiers={"wanted_at": 100}), Kind.SUSPECTED), "said once"
