"""A night of two on the run as its readers asked for it: where they get away to, and how the hours go in between."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import worth_weighing
from undergrid.story.chronicle.foregone import without_saying
from undergrid.story.chronicle.frame import _of_note
from undergrid.story.chronicle.hideouts import gone_to_ground, tried_again
from undergrid.story.chronicle.indoors import Stay
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.quiet import quiet_hours
from undergrid.story.chronicle.salience import chosen
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.wording import Wording
from undergrid.story.ruled import by_rule
from undergrid.world.authority.clearance import Verdict
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.orders import Verb

NIGHT = "expiry"
HOUR = 3600


@pytest.fixture(scope="module")
def sentinel(log) -> int:
    name = WatcherKind.SENTINEL.name.lower()
    return next(row for row, called in enumerate(log.names.watchers) if called.startswith(name))


@pytest.fixture(scope="module")
def station(log) -> int:
    return log.names.buildings.index("old_station")


def _entering(*orders):
    """A log that has some orders."""
    return SimpleNamespace(
        events=lambda about, since, until: [
            order for order in orders if order.who == about and since <= order.tick < until
        ]
    )


def _alarm(who: int, tick: int = 1000, gate: int = 1) -> Beat:
    shows = event(Kind.CHIP_PRESENTED, tick, who, gate, 45)
    return Beat("gate", [shows, event(Kind.JUDGED, tick + 6, gate, who, Verdict.ALARM, shows)])


def _words(log, beat, tick=None):
    return " ".join(one.text for one in wording(log).beat(beat))


def test_who_is_hit_elsewhere_than_the_first_shot_fell_is_shot_and_no_more_than_that(log, rows, sentinel, monkeypatch):
    """`She was hurt: a deep burn in the leg. She took a deep burn in the leg.`"""
    burn = wound_code(WoundKind.BURN, BodyPart.LEG, 3, False)
    fired = [event(Kind.FIRED_ON, tick, sentinel, rows["lucy"]) for tick in (100, 104)]
    hits = [replace(event(Kind.WOUNDED, shot.tick, rows["lucy"], sentinel, burn, shot), where=900) for shot in fired]
    events = [hits[0], fired[0], hits[1], fired[1]]
    assert [beat.how for beat in beats_of(log, events)] == ["fight"]
    [said] = said_of(log, monkeypatch, events)
    assert said.count("leg") == 1
    assert said.startswith("A sentinel ")


def test_of_whom_stands_before_a_watcher_no_case_is_opened_again(rows):
    claims = event(Kind.CLAIMED, 100, rows["lucy"], 0, 5051)
    opens = [event(Kind.CASE_REOPENED, tick, rows["lucy"], -1, 120) for tick in (130, 3000)]
    assert list(worth_weighing([claims, *opens])) == [claims, opens[1]]


@pytest.mark.parametrize("kind", [Kind.BANNED_FOUND, Kind.SANCTIONED, Kind.CASE_REOPENED])
def test_what_an_authority_finds_is_told_for_what_comes_of_it(rows, kind):
    """`She was found guilty under the Companion Act`, and nothing followed."""
    finds = Beat("", [event(kind, 100, rows["rex"], rows["lucy"], 1)], weight=5.0)
    assert chosen([finds], "night", 8) == []
    seizes = Beat("arrest", [event(Kind.ARRESTED, 160, 0, rows["lucy"])], weight=6.0, came_of=finds)
    assert chosen([finds, seizes], "night", 8) == [finds, seizes]


def test_a_raid_upon_strangers_is_no_headline_and_its_end_no_sentence(rows):
    raid = Beat("raid", [event(Kind.RAIDERS_LANDED, 90, 0, 3, 4), event(Kind.DOOR_BLOWN, 100, 0, 3, 1)])
    over = Beat("", [event(Kind.RAID_ENDED, 700, 3, -1, 1)], came_of=raid)
    assert not _of_note(raid)
    assert without_saying([raid, over]) == [raid]
    claims = Beat("", [event(Kind.CLAIMED, 110, rows["lucy"], 0)], came_of=raid)
    assert without_saying([raid, claims, over]) == [raid, claims, over]
    raid.inside[rows["rex"]] = 10
    assert _of_note(raid)


def test_a_raid_upon_where_they_are_making_for_says_so(log, station, monkeypatch):
    [said] = said_of(
        log, monkeypatch, [event(Kind.RAIDERS_LANDED, 90, 0, station, 4), event(Kind.DOOR_BLOWN, 100, 0, station, 1)]
    )
    assert "the old station, for which Rex and Lucy Ultra 5 were making, and blew the door in on one person" in said


def test_how_many_are_taken_is_said_where_raiders_leave(log, station, monkeypatch):
    blown = event(Kind.DOOR_BLOWN, 100, 0, station, 14)
    over = event(Kind.RAID_ENDED, 700, station, -1, 6, blown)
    monkeypatch.setattr(log, "get", {blown.id: blown}.get)
    assert "from the old station, with six of the fourteen who had been there" in _words(log, Beat("", [over]))


def test_who_is_driven_off_from_a_gate_gets_away_with_whoever_is_with_them(log, rows, station):
    rex, lucy = rows["rex"], rows["lucy"]
    orders = [event(Kind.ORDERED, tick, who, station, Verb.ENTER) for tick, who in ((1050, rex), (1055, lucy))]
    stays = {row: [Stay(0, 1060, -1), Stay(1060, 1060 + 2 * HOUR, station)] for row in (rex, lucy)}
    gate = _alarm(rex)
    [beat] = gone_to_ground(_entering(*orders), [gate], gate.events, stays)
    assert (beat.events, beat.building) == (orders, station)
    said = _words(log, beat)
    assert said.startswith("Rex and Lucy Ultra 5 ")
    assert " into the old station and kept in there until " in said
    falls = event(Kind.FAINTED, 1040, rex)
    assert gone_to_ground(_entering(*orders), [gate], [*gate.events, falls], stays) == []
    opened = Beat("gate", [gate.lead, replace(gate.events[1], amount=Verdict.OPEN)])
    assert gone_to_ground(_entering(*orders), [opened], opened.events, stays) == []


def test_the_next_gate_is_told_as_the_next(log, rows, monkeypatch):
    first, again, other = (event(Kind.CHIP_PRESENTED, *one, 45) for one in (
        (100, rows["rex"], 1), (200, rows["rex"], 1), (300, rows["rex"], 0),
    ))  # fmt: skip
    assert tried_again([first, again, other]) == {other.id: again}
    words = wording(log)
    words.deeds.tried = {other.id: again}
    [said] = [one for one in words.beat(Beat("gate", [other])) if not one.talk]
    assert "the same chip" in said.text
    assert again.id in said.events
    sneaks = event(Kind.ORDERED, 250, rows["rex"], 900, Verb.SNEAK)
    monkeypatch.setattr(log, "events", lambda **_: [sneaks])
    words.new_scene()
    [said] = [one for one in words.beat(Beat("gate", [other])) if not one.talk]
    assert "stole on to " in said.text or "crept to " in said.text
    assert sneaks.id in said.events


def test_hours_between_two_notices_are_told_in_a_sentence(log, rows, station):
    """`Rex would not leave her yet. The authority put his file away. Rex was shut down`, thirty hours later."""
    rex = rows["rex"]
    grieves = Beat("grief", [event(Kind.GRIEVES, 100, rex, rows["lucy"], 3)])
    filed = Beat("laid aside", [event(Kind.DOSSIER_CLOSED, 12 * HOUR, rex)])
    dies = Beat("", [event(Kind.SHUT_DOWN, 30 * HOUR, rex)])
    enters = event(Kind.ORDERED, 200, rex, station, Verb.ENTER)
    smokes = event(Kind.LIT_UP, 9 * HOUR, rex, -1, 0)
    sleep = [event(Kind.FELL_ASLEEP, HOUR, rex), event(Kind.WOKE, 7 * HOUR, rex)]
    stays = {rex: [Stay(0, 210, -1), Stay(210, 30 * HOUR, station)]}
    events = [*grieves.events, *sleep, smokes, *filed.events, *dies.events]
    [beat] = quiet_hours(_entering(enters), [grieves, filed, dies], events, stays)
    assert beat.events == [enters, *sleep, smokes]
    assert _words(log, beat) == (
        "Rex hid in the old station and stayed there for thirty hours: he slept for six hours and smoked the last of "
        "his cigarettes."
    )
    assert quiet_hours(_entering(enters), [grieves, dies], events, stays) == []  # nobody wonders
    assert quiet_hours(_entering(enters), [grieves, filed], events, stays) == []  # the close says how they are


def test_those_who_spend_hours_together_where_they_wanted_to_be_are_told_of_once(log, rows, station):
    rex, lucy = rows["rex"], rows["lucy"]
    patched = Beat("patches", [event(Kind.NET_PATCHED, 100, lucy, rex, 70)])
    filed = Beat("laid aside", [event(Kind.DOSSIER_CLOSED, 5 * HOUR, rex)])
    talks = Beat("solace", [event(Kind.SOOTHED, 12 * HOUR, lucy, rex, 5)])
    smokes = [event(Kind.LIT_UP, tick * HOUR, rex, -1, 5 - tick) for tick in (1, 2)]
    stays = {row: [Stay(0, 20 * HOUR, station)] for row in (rex, lucy)}
    told = [patched, filed, talks]
    [beat] = quiet_hours(_entering(), told, [*patched.events, *smokes, *talks.events], stays)
    assert _words(log, beat) == (
        "For twelve hours Rex and Lucy Ultra 5 stayed in the old station, where they had wanted to be, and Rex smoked "
        "two cigarettes."
    )


def test_whose_hours_are_over_is_not_told_to_be_shut_down(log, rows):
    said = {_words(log, Beat("", [event(Kind.SHUT_DOWN, tick, rows["rex"])])) for tick in range(100, 130)}
    assert len(said) > 1
    assert all("time" in one and "shut down" not in one for one in said)


def test_a_copy_that_wakes_is_told_as_the_copy_of_which_the_opening_spoke(log, rows):
    said = {_words(log, Beat("", [event(Kind.OUTBREAK, tick, rows["lucy"], 0)])) for tick in range(100, 130)}
    assert len(said) > 1
    assert all("copy of Lucy Ultra 5's mind" in one and "woke" in one for one in said)


def test_whoever_tells_of_a_burst_speaks_of_themselves(log, rows, sentinel):
    """`It burnt Rex in the shoulder. Rex lay senseless`, by Rex."""
    bursts = event(Kind.BLAST, 105, rows["rex"], sentinel, 1)
    burn = wound_code(WoundKind.BURN, BodyPart.SHOULDER, 3, False)
    faints = event(Kind.FAINTED, 105, rows["rex"], -1, 0, bursts)
    wakes = event(Kind.CAME_TO, 105 + HOUR, rows["rex"], -1, 0, faints)
    beat = Beat("blast", [bursts, event(Kind.WOUNDED, 105, rows["rex"], sentinel, burn, bursts), faints, wakes])
    mentions = Mentions(People(log, rows["rex"]), Places(log.names), log.names)
    said = [one.text for one in Wording(log, mentions, "Rex", {}, Deeds()).beat(beat)]
    assert said[1:] == ["It burnt me in the shoulder.", "I lay senseless for an hour."]


@pytest.mark.parametrize("kind", [Kind.CONFESSED, Kind.CLAIMED])
def test_what_is_said_to_a_sentinel_has_a_voice(log, rows, kind):
    told = list(wording(log).beat(Beat("", [event(kind, 100, rows["lucy"], rows["rex"])])))
    assert [one.talk for one in told] == [False, True]


def test_why_a_sentinel_stood_still_and_why_a_unit_confesses_just_then(rows, sentinel, log, monkeypatch):
    claims = event(Kind.CLAIMED, 2, rows["lucy"], sentinel, 5051)
    pauses = event(Kind.PAUSED, 2, sentinel, rows["lucy"], 5, claims)
    confesses = event(Kind.CONFESSED, 6, rows["lucy"], rows["rex"])
    monkeypatch.setattr(log, "events", lambda **_: [claims, pauses, confesses])
    assert by_rule(log, [], pauses).startswith(
        "Because Lucy Ultra 5 claimed to be property of the authority: a Sentinel stands still for 5 s over that"
    )
    said = by_rule(log, [], confesses)
    assert "would stand still over the claim of Lucy Ultra 5 for 1 s more, with Rex still before it" in said
    assert by_rule(log, [], replace(confesses, tick=60)) == ""


def test_why_a_stranger_at_a_door_opens_a_case_again(rows, log, monkeypatch):
    noticed = event(Kind.TRAFFIC_NOTICED, 90, rows["osric"], 0, 3)
    opens = event(Kind.CASE_REOPENED, 100, rows["rex"], -1, 114, noticed)
    monkeypatch.setattr(log, "get", {noticed.id: noticed}.get)
    links = [SimpleNamespace(sentence=""), SimpleNamespace(sentence="Citizen 4 is noticed at the door of old station.")]
    assert by_rule(log, links, opens) == (
        "Because citizen 4 is noticed at the door of old station, and nobody knows who that is: it counts for "
        "everybody whom the authority has lost, and with the clues before it came to 114 points for Rex."
    )
    assert by_rule(log, links, replace(opens, who=rows["osric"])) == ""
