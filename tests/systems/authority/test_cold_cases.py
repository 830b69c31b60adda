"""Cold cases: what becomes a clue, how clues add up by place and fade, and what is ordered when they agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes.gatehouse import live, of_kind, report
from scenes.hunted_places import REFUGE, hunted_place, lose, shelter_them

from undergrid.systems.authority import cold_cases, raids
from undergrid.world.authority import clues
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.kinds import Kind, Role

KNOBS = {"reopen_at": 100, "named": 40, "unnamed": 0.5}
LOST, OTHER = 0, 1


def beyond(world, x, y):
    return world.city.cell(1, x, y)


def reports(world, *told):
    """Let reports come in, one a tick: (whom it names, where, weight) of each; returns the observations."""
    events = []
    for subject, cell, weight in told:
        events.append(report(world, subject, cell, weight))
        live(world, 1, cold_cases, cold_cases=KNOBS)
    return events


def searched(world, minutes=1, **knobs):
    """Live on to right after the next search; what happened."""
    ticks = 60 * minutes - world.tick % 60 + 1
    return live(world, ticks, cold_cases, cold_cases=KNOBS | knobs)


def cold(**columns):
    world = hunted_place(**columns)
    lose(world, LOST)
    searched(world)
    return world


def score(world, who=LOST):
    slot = world.cold_cases.first(subject=who)
    return int(world.cold_cases.score[slot]) if slot >= 0 else None


def test_whoever_is_wanted_and_nowhere_is_a_cold_case_and_nobody_else():
    world = hunted_place()
    lose(world, LOST)
    lose(world, OTHER)
    world.dossiers.cell[world.cache(DossierOf).slot[OTHER]] = beyond(world, 5, 5)
    searched(world)
    assert (score(world, LOST), score(world, OTHER)) == (0, None)
    world.dossiers.wanted[world.cache(DossierOf).slot[LOST]] = False
    searched(world)
    assert score(world, LOST) is None


def test_news_of_somebody_lost_does_not_take_them_off_the_list():
    world = cold()
    world.dossiers.cell[world.cache(DossierOf).slot[LOST]] = beyond(world, 5, 5)
    searched(world)
    assert score(world) == 0


def test_without_a_threshold_nothing_is_ever_opened_again():
    world = hunted_place()
    lose(world, LOST)
    for _ in range(9):
        report(world, LOST, beyond(world, 60, 60), 40)
    assert not searched(world, 5, reopen_at=0)
    assert not world.cold_cases.n_used
    assert not world.clues.n_used


def test_the_score_grows_with_each_report_and_a_named_one_counts_in_full():
    world, scores = cold(), []
    for subject, weight in ((LOST, 0), (-1, 20), (LOST, 5), (OTHER, 90)):
        report(world, subject, beyond(world, 60, 60), weight)
        searched(world)
        scores.append(score(world))
    assert scores == [39, 49, 89, 89], "40 for a name, 10 for none, 40; nothing for another, and less with time"


def test_what_a_clue_says_falls_in_a_straight_line_and_it_is_dropped_in_the_end():
    world = cold()
    report(world, LOST, beyond(world, 60, 60), 0)
    searched(world, memory_hours=1)
    said = []
    for _ in range(3):
        world.tick += 1200 - world.tick % 60
        searched(world, memory_hours=1)
        said.append((score(world), world.clues.n_used))
    assert said == [(25, 1), (11, 1), (0, 0)]


@pytest.mark.parametrize(("apart", "together"), [(20, True), (40, False)])
def test_clues_count_together_where_they_lie_close(apart, together):
    world = cold()
    reports(world, *((LOST, beyond(world, x, 60), 0) for x in (60 - apart // 2, 60 + apart // 2)))
    searched(world)
    assert score(world) == (79 if together else 39)


def test_a_report_from_another_level_is_of_another_place():
    world = cold()
    reports(world, (LOST, beyond(world, 60, 60), 0), (LOST, world.city.cell(0, 60, 60), 0))
    searched(world)
    assert score(world) == 39


def test_from_the_threshold_on_the_case_is_opened_again_with_its_causes_and_a_raid_is_ordered_with_a_deadline():
    world = cold()
    told = reports(world, *((LOST, beyond(world, 60 + n, 60), 0) for n in range(3)))
    happened = searched(world, deadline_hours=6, muster_minutes=30)
    (opened,) = of_kind(happened, Kind.CASE_REOPENED)
    because = world.events.because_columns()
    spoke = because["cause"][(because["event"] == opened.id) & (because["role"] == Role.EVIDENCE)].tolist()
    assert (opened.who, opened.amount, opened.cause) == (LOST, 119, told[-1])
    assert spoke == told[:-1]
    (ordered,) = of_kind(happened, Kind.RAID_ORDERED)
    assert (ordered.who, ordered.amount, ordered.cause) == (REFUGE, 6 * 3600, opened.id)
    (slot,) = world.raids.rows().tolist()
    assert world.raids.deadline[slot] == ordered.tick + 6 * 3600
    assert world.raids.ready[slot] == ordered.tick + 1800
    dossier = world.cache(DossierOf).slot[LOST]
    assert world.dossiers.cell[dossier] == opened.where, "it is news, on which watchers are sent"
    assert world.dossiers.event[dossier] == opened.id
    assert not world.clues.n_used, "what has been acted upon counts no more"
    assert score(world) is None


def test_below_the_threshold_nothing_happens():
    world = cold()
    reports(world, *((LOST, beyond(world, 60 + n, 60), 0) for n in range(2)))
    assert not searched(world, 10)


def test_where_nobody_can_hide_the_case_is_opened_and_no_raid_is_ordered():
    world = cold()
    reports(world, *((LOST, beyond(world, 5 + n, 5), 0) for n in range(3)))
    happened = searched(world, door_m=20)
    assert of_kind(happened, Kind.CASE_REOPENED)
    assert not world.raids.n_used


@pytest.mark.parametrize(("off", "known", "raided"), [(0, False, True), (3, False, False), (3, True, True)])
def test_a_hideout_is_raided_once_it_is_known_or_a_clue_points_to_its_very_door(off, known, raided):
    world = cold()
    shelter_them(world)
    world.factions.known[0] = known
    reports(world, *((LOST, int(world.city.doors[REFUGE]) + off, 0) for _ in range(3)))
    assert bool(of_kind(searched(world), Kind.RAID_ORDERED)) == raided


@pytest.mark.parametrize(("off", "points_m", "raided"), [(4, 8, True), (5, 8, False), (20, 8, False), (20, 50, True)])
def test_no_house_is_raided_to_whose_door_no_clue_points(off, points_m, raided):
    """A raid was ordered upon a house three seconds before they chose it: they had been seen forty metres off."""
    world = hunted_place(next_door=20)
    lose(world, LOST)
    searched(world)
    house = int(world.city.doors[1])
    reports(world, *((LOST, house + off, 0) for _ in range(3)))
    happened = searched(world, points_m=points_m)
    assert of_kind(happened, Kind.CASE_REOPENED)
    assert [event.who for event in of_kind(happened, Kind.RAID_ORDERED)] == ([1] if raided else [])


def test_of_two_lost_the_heavier_case_uses_up_the_clues():
    world = cold()
    lose(world, OTHER)
    searched(world)
    reports(world, *((subject, beyond(world, 60, 60), 100) for subject in (OTHER, OTHER, -1, -1)))
    happened = searched(world)
    assert [event.who for event in of_kind(happened, Kind.CASE_REOPENED)] == [OTHER]
    assert score(world, LOST) == 0


def test_no_more_clues_are_kept_than_a_few_hundred_and_the_oldest_go_first():
    world = cold()
    for n in range(clues.MOST + 5):
        clues.keep(world, -1, beyond(world, 60, 60), n, 1, 1000 + n)
    rows = world.clues.rows()
    assert len(rows) == clues.MOST
    assert world.clues.at[rows].min() == 5


def test_an_observation_is_one_clue():
    world = cold()
    for _ in range(3):
        clues.keep(world, LOST, beyond(world, 60, 60), 0, 40, 77)
    assert world.clues.n_used == 1


@given(st.lists(st.tuples(st.integers(0, 119), st.integers(0, 119), st.integers(1, 60)), max_size=25))
def test_the_pattern_is_the_heaviest_of_all_circles_round_a_clue(placed):
    world = hunted_place()
    for n, (x, y, weight) in enumerate(placed):
        clues.keep(world, -1, beyond(world, x, y), 0, weight, 1000 + n)
    params = cold_cases.Params(pattern_m=30)
    found, middle = cold_cases._pattern(world, params, LOST, 3600)
    by_hand = [sum(w for a, b, w in placed if (a - x) ** 2 + (b - y) ** 2 <= 15**2) for x, y, _ in placed]
    assert found == max(by_hand, default=0)
    assert (middle >= 0) == bool(placed)


def test_a_raid_that_nobody_can_be_sent_upon_lapses_at_its_deadline():
    world = cold()
    reports(world, *((LOST, beyond(world, 60 + n, 60), 0) for n in range(3)))
    searched(world, deadline_hours=1)
    happened = live(world, 3700, raids)
    (lapsed,) = of_kind(happened, Kind.RAID_LAPSED)
    (ordered,) = of_kind(world.events.rows(), Kind.RAID_ORDERED)
    assert (lapsed.who, lapsed.cause, lapsed.tick) == (REFUGE, ordered.id, ordered.tick + 3600)
    assert not world.raids.n_used
