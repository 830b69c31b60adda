"""Strangers: whom the authority cannot name is kept at a place for a while, until a name comes in near there."""

import pytest
from scenes.gatehouse import gatehouse, live, of_kind, report

from undergrid.systems.authority import dossiers
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind, Role

NOBODY = -1
HERE, NEAR, FAR = 5 * 60 + 5, 5 * 60 + 34, 5 * 60 + 36  # on cells of 2 m: 58 m and 62 m from HERE


def streets(people=2):
    return gatehouse(people=people, side=60)


def suspicion(world, who):
    return int(world.dossiers.suspicion[world.cache(DossierOf).slot[who]])


def test_a_stranger_is_kept_at_a_place_and_in_nobodys_dossier():
    world = streets()
    warm = report(world, NOBODY, HERE, weight=20)
    assert not live(world, 1, dossiers)
    strangers = world.strangers
    (slot,) = strangers.rows()
    assert (strangers.cell[slot], strangers.suspicion[slot], strangers.event[slot]) == (HERE, 20, warm)
    assert not world.dossiers.used.any()


def test_a_name_near_by_makes_the_stranger_that_person_and_all_weighs_together():
    world = streets()
    warm = report(world, NOBODY, HERE, weight=20)
    live(world, 60, dossiers)
    seen = report(world, 1, NEAR, weight=40)
    told = live(world, 1, dossiers)
    (found,) = of_kind(told, Kind.IDENTIFIED)
    assert (found.who, found.where, found.amount, found.cause) == (1, HERE, 20, seen)
    because = world.events.because_columns()
    assert (because["cause"].tolist(), because["role"].tolist()) == ([warm], [Role.EVIDENCE])
    assert suspicion(world, 1) == 60
    assert not world.strangers.used.any()


def test_what_spoke_against_the_stranger_is_evidence_once_they_are_wanted():
    world = streets()
    warm = report(world, NOBODY, HERE, weight=20)
    live(world, 1, dossiers)
    seen = report(world, 1, HERE, weight=90)
    (wanted,) = of_kind(live(world, 1, dossiers), Kind.WANTED)
    assert wanted.cause == seen
    because = world.events.because_columns()
    assert because["cause"][because["event"] == wanted.id].tolist() == [warm]


@pytest.mark.parametrize(
    ("place", "after", "weight", "named"),
    [(NEAR, 899, 5, True), (FAR, 899, 5, False), (NEAR, 901, 5, False), (HERE, 1, 0, False)],
    ids=["near and soon", "too far", "too late", "nobody suspicious"],
)
def test_only_somebody_suspicious_near_there_and_soon_can_be_the_stranger(place, after, weight, named):
    world = streets()
    report(world, NOBODY, HERE, weight=20)
    live(world, after, dossiers)
    report(world, 1, place, weight=weight)
    assert bool(of_kind(live(world, 1, dossiers), Kind.IDENTIFIED)) == named


def test_a_stranger_on_another_level_is_another():
    world = streets()
    report(world, NOBODY, HERE, weight=20)
    live(world, 1, dossiers)
    report(world, 1, world.city.area + HERE, weight=5)
    assert not of_kind(live(world, 1, dossiers), Kind.IDENTIFIED)


def test_strangers_noticed_close_together_are_one_and_their_heaviest_report_counts():
    world = streets()
    report(world, NOBODY, HERE, weight=20)
    report(world, NOBODY, NEAR, weight=5)
    report(world, NOBODY, NEAR + 60 * 40, weight=5)
    live(world, 1, dossiers)
    strangers = world.strangers
    assert strangers.cell[strangers.rows()].tolist() == [NEAR, NEAR + 60 * 40]
    assert strangers.suspicion[strangers.rows()].tolist() == [20, 5]


def test_of_two_strangers_the_nearer_is_taken_for_whom_is_named():
    world = streets()
    for cell in (HERE, FAR):
        report(world, NOBODY, cell, weight=20)
    live(world, 1, dossiers)
    report(world, 1, FAR - 1, weight=5)
    (found,) = of_kind(live(world, 1, dossiers), Kind.IDENTIFIED)
    assert found.where == FAR
    assert world.strangers.cell[world.strangers.rows()].tolist() == [HERE]


def test_one_look_that_names_only_at_the_second_glance_weighs_once():
    world = streets()
    seen = report(world, NOBODY, HERE, weight=40)
    live(world, 1, dossiers)
    report(world, 1, HERE, weight=40)
    world.reports.event[world.reports.rows()] = seen
    told = live(world, 1, dossiers)
    assert not of_kind(told, Kind.IDENTIFIED)
    assert suspicion(world, 1) == 40
    assert not world.strangers.used.any()


def test_a_stranger_nobody_is_taken_for_is_forgotten():
    world = streets()
    report(world, NOBODY, HERE, weight=20)
    live(world, 899, dossiers)
    assert world.strangers.n_used == 1
    live(world, 121, dossiers)
    assert world.strangers.n_used == 0


def test_a_report_that_carries_no_suspicion_makes_no_stranger():
    world = streets()
    report(world, NOBODY, HERE, weight=0)
    live(world, 1, dossiers)
    assert not world.strangers.used.any()


def test_for_somebody_wanted_nobody_more_is_taken_and_the_stranger_is_forgotten():
    world = streets()
    report(world, 1, FAR, weight=100)
    assert of_kind(live(world, 1, dossiers), Kind.WANTED)
    report(world, NOBODY, HERE, weight=20)
    live(world, 1, dossiers)
    report(world, 1, NEAR, weight=40)
    assert not of_kind(live(world, 1, dossiers), Kind.IDENTIFIED)
    assert suspicion(world, 1) == 100
    assert not world.strangers.used.any()


def test_the_heaviest_reports_together_weigh_as_much_as_a_report_can():
    world = streets()
    report(world, NOBODY, HERE, weight=30_000)
    live(world, 1, dossiers)
    report(world, 1, HERE, weight=30_000)
    live(world, 1, dossiers, dossiers={"most": 1_000_000})
    assert suspicion(world, 1) == 32_767
