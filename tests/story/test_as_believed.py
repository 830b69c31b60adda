"""A night that a stranger believes: nothing told is false, out of its order, hidden, or said again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scenes.tellings import beats_of, decided_at, event, said_of, wording

from undergrid.runs.reading import Log
from undergrid.story.chronicle.ahead import in_their_order
from undergrid.story.chronicle.decisions import held, undone
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.indoors import note_inside
from undergrid.story.chronicle.joining import together
from undergrid.story.chronicle.purposes import told_by_deeds
from undergrid.story.chronicle.refrains import once_a_night, there_already
from undergrid.story.chronicle.salience import chosen, weigh
from undergrid.story.chronicle.scenes import Cut, cut
from undergrid.story.chronicle.silence import silent_hours
from undergrid.story.chronicle.spell import Places
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Leading
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.society import Stance

NIGHT = "expiry"


# ---------------------------------------------------------------- how long it was


def _looks(log: Log, who: int, other: int, lasts: int, tick: int) -> list[str]:
    """What is told of two who make up their minds to look at the sky, of whom one is at it for so many seconds."""
    look = event(Kind.DECIDED, tick, who, amount=Aim.LOOK_AT_SKY)
    too = event(Kind.DECIDED, tick, other, amount=Aim.LOOK_AT_SKY)
    every = [look, too, event(Kind.DECIDED, tick + lasts, who, amount=Aim.KEEP_HIDDEN)]
    dropped = undone(every)
    words = wording(log, Deeds(acted={look.id: 1, too.id: 2}, dropped=dropped, held=held(every, dropped)))
    told = []
    for events in ([look], [look, too]):
        beats = beats_of(log, events)
        for beat in beats:
            beat.undone = beat.lead.id in dropped
        told += [one.text for beat in together(once_a_night(beats)) if who in beat.people for one in words.beat(beat)]
    return told


def test_who_looks_for_a_long_while_has_looked_for_long_and_who_drops_it_has_not_looked(log, rows):
    """`Lucy looked at the sky for a long while`: she made up her mind to it, and to something else after 5 s."""
    for lasts, told in ((5, set()), (310, {False}), (1900, {False, True})):
        said = [text for tick in range(100, 112) for text in _looks(log, rows["lucy"], rows["rex"], lasts, tick)]
        assert {"while" in text for text in said} == told, lasts  # the wording hangs on the second
        assert len(said) == (24 if told else 0)


def test_what_somebody_is_at_holds_until_the_next_decision_that_is_not_undone_or_until_they_cannot_go_on():
    looks = event(Kind.DECIDED, 100, 1, amount=Aim.LOOK_AT_SKY)
    waits, again, goes = (
        event(Kind.DECIDED, tick, 1, amount=aim)
        for tick, aim in ((120, Aim.REST), (121, looks.amount), (900, Aim.REACH))
    )
    assert held([looks, waits, again, goes], {waits.id}) == {looks.id: 800}
    assert held([looks, event(Kind.FELL_ASLEEP, 400, 1), goes], ()) == {looks.id: 300}
    taken = event(Kind.ARRESTED, 400, 1, 2)  # by a watcher whose number is theirs
    assert held([looks, taken, goes], ()) == {looks.id: 800}
    assert held([looks, replace(taken, who=2, whom=1), goes], ()) == {looks.id: 300}


def test_a_decision_that_was_undone_is_not_told_as_the_deed(log, rows):
    goes = event(Kind.DECIDED, 100, rows["rex"], amount=Aim.REACH)

    def told(deeds: Deeds) -> str:
        [text] = [one.text for beat in beats_of(log, [goes]) for one in wording(log, deeds).beat(beat)]
        return text

    assert "for the old station" in told(Deeds(acted={goes.id: 1}))
    assert "for the old station" not in told(Deeds(acted={goes.id: 1}, dropped=frozenset({goes.id})))


# ---------------------------------------------------------------- in its order


def test_whoever_comes_to_after_something_else_befell_them_is_told_to_come_to_after_it(log, rows, monkeypatch):
    """`He came to eleven minutes later. The sentinel arrested Rex and took him away`: that was before he came to."""
    rex = rows["rex"]
    faints, wakes = event(Kind.FAINTED, 100, rex), event(Kind.CAME_TO, 770, rex)
    taken = event(Kind.ARRESTED, 400, 0, rex)
    led = event(Kind.LED_AWAY, 400, 0, rex, Leading.DRAGGED, taken)

    def told(*events: Event) -> list[str]:
        monkeypatch.setattr(log, "get", {one.id: one for one in events}.get)
        beats = in_their_order(beats_of(log, list(events)))
        words = wording(log)
        return [one.text for beat in beats for one in words.beat(beat)]

    [alone] = told(faints, wakes)
    assert "eleven minutes" in alone
    fell, seized, came_to = told(faints, wakes, taken, led)
    assert "minutes" not in fell
    assert "dragged him away" in seized
    assert came_to.endswith(("came to.", "came back to his senses.", "came round."))
    assert len(told(faints, wakes, replace(taken, whom=rows["lucy"]))) == 2  # that befell somebody else


# ---------------------------------------------------------------- who it was


def test_a_door_is_blown_in_on_whoever_has_a_name_by_name_and_they_had_gone_in_there(log, rows, monkeypatch):
    """`... blew the door in on one person`: that was Lucy, of whom nobody had told that she had gone in."""
    lucy = rows["lucy"]
    inside = {"tick": [0, 300, 1300], "who": [lucy] * 3, "inside": [-1, 7, -1]}
    monkeypatch.setattr(log, "tracks", lambda: iter([{name: np.array(theirs) for name, theirs in inside.items()}]))

    def told(tick: int, place: int, n: int) -> str:
        landed = event(Kind.RAIDERS_LANDED, tick - 10, 0, place, 4)
        beats = beats_of(log, [landed, event(Kind.DOOR_BLOWN, tick, 0, place, n, landed)])
        note_inside(log, beats, log.names.citizens)
        text = next(iter(wording(log).beat(beats[0]))).text
        assert (lucy in beats[0].people) == ("Lucy" in text)
        return text

    assert told(1200, 7, 1).endswith(
        " blew the door in on Lucy Ultra 5, who had been in there for a quarter of an hour."
    )
    assert told(1200, 7, 3).endswith(" blew the door in on Lucy Ultra 5 and two others.")
    assert told(330, 7, 1).endswith(" blew the door in on Lucy Ultra 5.")
    assert told(1200, 8, 1).endswith(" blew the door in on one person.")
    assert told(1400, 7, 1).endswith(" blew the door in on one person.")


# ---------------------------------------------------------------- custody


def test_whoever_is_led_away_and_brought_in_is_told_of_in_one_sentence(log, rows, monkeypatch):
    """`A sentinel took Lucy away under guard. The sentinel brought her in to be held`, a second later."""
    led = event(Kind.LED_AWAY, 100, 0, rows["lucy"], Leading.WALKS)
    brought = event(Kind.TAKEN_INTO_CUSTODY, 101, 0, rows["lucy"], cause=led)
    [text] = said_of(log, monkeypatch, [led, brought])
    assert " led Lucy Ultra 5 away" in text
    assert "her" in text.split(" away")[1]
    assert len(said_of(log, monkeypatch, [led, replace(brought, cause=0)])) == 2


def test_whoever_is_moved_on_is_not_told_to_be_brought_in_there_too(log, rows, monkeypatch):
    moved = event(Kind.MOVED_ON, 100, rows["lucy"], 0)
    brought = event(Kind.TAKEN_INTO_CUSTODY, 290, 0, rows["lucy"], cause=moved)
    assert len(said_of(log, monkeypatch, [moved, brought])) == 1
    [beat] = beats_of(log, [moved, brought])
    assert beat.also == [brought.id]  # `why` still finds it


def test_hours_in_custody_of_which_the_log_has_nothing_are_told_in_one_sentence(log, rows):
    """`Nineteen hours later. Rex's implants began to fail`: a reader asked who came, and what was done with him."""
    rex, facts = rows["rex"], Facts(log, about(log, None))
    brought = event(Kind.TAKEN_INTO_CUSTODY, 100, 0, rex)
    fails = event(Kind.STAGE_REACHED, 100 + 19 * 3600, rex, amount=1)

    def told(*between: Event) -> list[str]:
        facts.events = [brought, *between, fails]
        return [one.text for one in silent_hours(facts, wording(log), Cut([Beat("", [fails])]))]

    [text] = told()
    assert text.startswith("Rex had been held ")
    assert text.endswith(" for nineteen hours, and nobody had come to him.")
    assert told(event(Kind.MOOD_CHANGED, 4000, rex)) == [text]
    assert told(event(Kind.SET_FREE, 4000, rows["lucy"], rex)) == []
    assert told(replace(brought, id=brought.id + 1, tick=fails.tick - 3600)) == []


# ---------------------------------------------------------------- what weighs more is told more fully


def test_the_graver_a_wound_the_fuller_it_is_told(log, rows):
    """A deep burn of the belly was `He was wounded`, and a lesser one was told in full."""
    deep, graze = (wound_code(WoundKind.BURN, BodyPart.BELLY, depth, dirty=False) for depth in (2, 0))
    said = {code: set[bool]() for code in (deep, graze)}
    for code, found in said.items():
        for tick in range(100, 112):
            hurt = event(Kind.WOUNDED, tick, rows["rex"], amount=code)
            found.add("belly" in wording(log).clause(hurt, tick))
    assert said == {deep: {True}, graze: {True, False}}


# ---------------------------------------------------------------- headings


def test_a_scene_that_has_come_out_of_sight_of_its_heading_goes_on_under_another(log):
    """A gate, a fight and a chapel stood under `the parlour alley`, where they had set out."""
    places = Places(log.names)
    gate = next(cell for cell, name in log.names.places.items() if name == "gate_2")
    steps = [gate - 24 * log.names.width, gate - 12 * log.names.width, gate]
    beats = [decided_at(cell, 60 * n, 1) for n, cell in enumerate(steps)]
    assert [len(one.beats) for one in cut(beats, {1}, places)] == [2, 1]
    assert [len(one.beats) for one in cut(beats[1:], {1}, places)] == [2]  # it is in sight


# ---------------------------------------------------------------- said again and again


def test_two_who_are_received_alike_are_told_of_in_one_sentence(log, rows, monkeypatch):
    """`Rex was met with suspicion in the bunker. Lucy was eyed with mistrust in the bunker`, twice in a night."""
    rex, lucy = (event(Kind.SIZED_UP, 100, rows[name], 0, 300) for name in ("rex", "lucy"))
    [both] = said_of(log, monkeypatch, [rex, lucy])
    assert both.startswith("Rex and Lucy Ultra 5 were ")
    [apart] = said_of(log, monkeypatch, [rex, replace(lucy, amount=700)])
    assert ", and Lucy Ultra 5 was " in apart


def test_whoever_is_received_somewhere_is_not_told_to_learn_who_is_at_home_there(log, rows):
    learns, received = event(Kind.LOCATION_LEARNED, 100, rows["lucy"], 0), event(Kind.SIZED_UP, 101, rows["lucy"], 0)
    assert [beat.lead for beat in there_already(beats_of(log, [learns, received]))] == [received]
    elsewhere = replace(received, whom=1)
    assert len(there_already(beats_of(log, [learns, elsewhere]))) == 2


def test_what_somebody_is_out_for_needs_no_word_where_the_deed_is_told_in_the_same_minute(log, rows):
    """`Rex was out to pass for a dead auditor. He stepped before the guard of gate 2 with the chip in his hand.`"""
    means, shows = event(Kind.MEANT, 100, rows["rex"]), event(Kind.CHIP_PRESENTED, 100, rows["rex"], 0)
    assert [beat.lead for beat in told_by_deeds(beats_of(log, [means, shows]))] == [shows]
    for later in (replace(shows, tick=161), replace(shows, who=rows["lucy"])):
        assert len(told_by_deeds(beats_of(log, [means, later]))) == 2


def test_words_to_all_around_are_told_with_what_they_moved_or_not_at_all(log, rows, monkeypatch):
    """`She spoke, and those around listened`: of what, and what came of it?"""
    facts, speaks = Facts(log, about(log, None)), event(Kind.ADDRESSED, 100, rows["lucy"], amount=15)
    turned = [event(Kind.STANCE_CHANGED, 7300, who, rows["lucy"], Stance.TRUCE, speaks) for who in (200, 201)]
    doubts = [replace(one, amount=int(Stance.WARY)) for one in turned]
    for moved, told in (([], []), (doubts, []), (turned, [speaks])):
        facts.events = [speaks, *moved]
        monkeypatch.setattr(log, "get", {one.id: one for one in facts.events}.get)
        monkeypatch.setattr(log, "events", lambda moved=moved, **_: iter(moved))
        beats = beats_of(log, facts.events)
        weigh(facts, beats)
        told_of = [beat for beat in chosen(beats, "full", 1) if beat.lead.kind == Kind.ADDRESSED]
        assert [beat.lead for beat in told_of] == told
    assert next(iter(wording(log).beat(told_of[0]))).text.endswith("; two of them came round to her within two hours.")


def test_talks_with_a_sleeper_all_night_are_told_to_go_on_through_the_night(log, rows):
    late = 22 * 3600 + 58 * 60 - log.names.starts
    for hours, told in ((0, ""), (1, "for an hour"), (8, "through the night")):
        talks = [
            event(Kind.SOOTHED, late + tick, rows["lucy"], rows["rex"]) for tick in range(0, hours * 3600 + 1, 600)
        ]
        words = wording(log, Deeds(asleep=frozenset(one.id for one in talks)))
        [beat] = beats_of(log, talks)
        text = next(iter(words.beat(beat))).text
        assert "asleep" in text or "slept" in text
        assert text.endswith(f", {told}.") or not told


def test_patches_are_told_in_other_words_each_time_whatever_they_bought(log, rows, monkeypatch):
    """`Lucy bought Rex N minutes with wire and spare parts` stood there three times in one form."""
    patches = [
        event(Kind.NET_PATCHED, 5000 * n, rows["lucy"], rows["rex"], m) for n, m in enumerate((72, 43, 26, 16), 1)
    ]
    words = wording(log)
    said = []
    for one in patches:
        words.new_scene()
        [beat] = beats_of(log, [one])
        said.append(words.skeleton(next(iter(words.beat(beat))).text))
    assert len(set(said)) == 4
    assert words.skeleton("Rex won an hour and twelve minutes") == words.skeleton("Rex won forty-three minutes")
