"""The last act of expiry as it is told: the door at which she was noticed, who hears her, and the light."""

from __future__ import annotations

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.story.chronicle import indoors
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.frame import opening
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.purposes import told_by_deeds
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind

NIGHT = "expiry"


@pytest.fixture(scope="module")
def sentinels(log) -> list[int]:
    name = WatcherKind.SENTINEL.name.lower()
    return [row for row, called in enumerate(log.names.watchers) if called.startswith(name)][:2]


def _burns(rows, sentinel):
    """She is burnt, and he who has leapt at it, by what it fires; then both are senseless."""
    leaps = event(Kind.LUNGED, 104, rows["rex"], sentinel)
    bursts = event(Kind.BLAST, 105, rows["rex"], sentinel, 2, leaps)
    wound = wound_code(WoundKind.BURN, BodyPart.LEG, 3, False)
    burnt = [event(Kind.WOUNDED, 105, rows[name], sentinel, wound, bursts) for name in ("rex", "lucy")]
    faints = [event(Kind.FAINTED, 105, rows[name], -1, 0, bursts) for name in ("rex", "lucy")]
    return leaps, bursts, burnt, faints


def test_several_sentinels_pause_and_find_a_defect_in_one_sentence_each(log, rows, sentinels, monkeypatch):
    """`The sentinel stood still and weighed the claim. Another sentinel stood still and weighed the claim.`"""
    for kind in (Kind.PAUSED, Kind.FOUND_DEFECTIVE):
        [said] = said_of(log, monkeypatch, [event(kind, 100, one, rows["lucy"], 12) for one in sentinels])
        assert said.startswith("Two sentinels ")
        [alone] = said_of(log, monkeypatch, [event(kind, 100, sentinels[0], rows["lucy"], 12)])
        assert "Two" not in alone


def test_whom_a_burst_takes_was_not_shot_and_is_told_after_it(log, rows, sentinels, monkeypatch):
    """`A sentinel hit Rex in the leg. He sprang at the sentinel. He caught full on what it fired.`"""
    leaps, bursts, burnt, faints = _burns(rows, sentinels[0])
    told = [
        beat.how
        for beat in beats_of(log, [event(Kind.FIRED_ON, 103, sentinels[0], rows["lucy"]), leaps, bursts, *burnt])
    ]
    assert told == ["fight", "", "blast"]
    said = said_of(log, monkeypatch, [leaps, bursts, *burnt, *faints])
    assert said[2:] == ["It burnt Rex and Lucy Ultra 5 in the leg."]


def test_who_comes_to_after_a_burst_is_told_to_have_lain_senseless(log, rows, sentinels, monkeypatch):
    """`Then Rex and Lucy knew nothing any more. Lucy set out for the old station.`"""
    leaps, bursts, burnt, faints = _burns(rows, sentinels[0])
    wakes = event(Kind.CAME_TO, 105 + 2 * 3600, rows["rex"], -1, 0, faints[0])
    said = said_of(log, monkeypatch, [leaps, bursts, *burnt, *faints, wakes])
    assert said[3:] == ["Rex lay senseless for two hours."]


def test_a_leap_at_what_raised_its_weapon_is_not_for_what_was_wanted_before_that(rows, sentinels):
    """`To get Lucy out before the door goes, Rex sprang at the first sentinel.`"""
    wants = Beat("", [event(Kind.MEANT, 100, rows["rex"])])
    raises = Beat("", [event(Kind.FOUND_DEFECTIVE, 103, sentinels[0], rows["lucy"])])
    leaps = Beat("", [event(Kind.LUNGED, 104, rows["rex"], sentinels[0])], came_of=raises)
    assert told_by_deeds([wants, raises, leaps]) == [wants, raises, leaps]
    assert leaps.meant is None
    at_once = Beat("", [event(Kind.LUNGED, 104, rows["rex"], sentinels[0])])
    assert told_by_deeds([wants, at_once]) == [at_once]


def test_a_case_that_a_door_has_opened_again_says_so(log, rows, monkeypatch):
    noticed = event(Kind.TRAFFIC_NOTICED, 90, rows["lucy"], 0, 93)
    [said] = [
        one
        for one in said_of(log, monkeypatch, [noticed, event(Kind.CASE_REOPENED, 100, rows["lucy"], -1, 117, noticed)])
        if "case" in one or "looked for again" in one
    ]
    assert "she had been noticed at the door of" in said


def test_the_opening_says_that_a_copy_of_her_sleeps_until_she_dies(log, rows):
    """`Her virus woke on the core`, and nobody knew of one."""
    people = People(log, None)
    assert people.has_a_copy(rows["lucy"])
    assert not people.has_a_copy(rows["rex"])
    facts = Facts(log, about(log, None))
    said = " ".join(one.text for one in opening(facts, people, wording(log).mentions, "narrator"))
    assert said.count("A copy of her mind slept in the network, for as long as she lived.") == 1


def test_the_dead_are_not_surprised_behind_a_door(log, rows, monkeypatch):
    raid = Beat("raid", [event(Kind.RAIDERS_LANDED, 90, 0, 3, 4), event(Kind.DOOR_BLOWN, 100, 0, 3, 2)])
    died = Beat("", [event(Kind.DIED, 80, rows["lucy"])])
    monkeypatch.setattr(indoors, "_stays", lambda log, cast: {row: [(10, 3)] for row in cast})
    indoors.note_inside(log, [died, raid], [rows["rex"], rows["lucy"]])
    assert raid.inside == {rows["rex"]: 10}
