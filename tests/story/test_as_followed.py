"""A night that a reader can follow: why somebody is taken and let go, who is fetched, and how they are carried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.runs.reading import Standing
from undergrid.story.beside import Beside, Stand
from undergrid.story.chronicle import ending
from undergrid.story.chronicle.burdens import held, note_goals
from undergrid.story.chronicle.decisions import undone
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.foregone import without_saying
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import SHE, People
from undergrid.story.chronicle.presence import with_their_threads
from undergrid.story.chronicle.salience import chosen, weigh
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.told import Sentence
from undergrid.story.chronicle.unaware import unaware
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind

NIGHT = "eden"
HUNTER = 19


# ---------------------------------------------------------------- taken, and let go


def test_it_is_told_on_whose_trail_a_hunter_was_and_why_whom_it_seizes_was_wanted(log, rows, monkeypatch):
    """`A hunter seized Amara and led her away under guard`: it had followed the marks of what she dragged."""
    amara, leo = rows["amara"], rows["leo"]
    doubt = event(Kind.UNCONVINCED, 60, HUNTER, amara)
    took = event(Kind.TOOK_UP, 600, amara, leo, HaulMode.TARP)
    tracked = event(Kind.TRACKED, 3000, HUNTER, amara, TraceKind.DRAG, took)
    caught = event(Kind.CAUGHT_UP, 3001, HUNTER, amara, cause=tracked)
    wanted = event(Kind.WANTED, 3660, amara, amount=140, cause=caught)
    arrest = event(Kind.ARRESTED, 3670, HUNTER, amara, cause=wanted)
    monkeypatch.setattr(log, "because", lambda of: [(doubt.id, Role.EVIDENCE)] if of == wanted.id else [])
    events = [doubt, took, tracked, caught, wanted, arrest]
    said = said_of(log, monkeypatch, events)
    assert said[-1].endswith(
        " had come upon the marks where Amara had dragged Leo, and she was wanted, for another had not believed her an "
        "hour before."
    )


def test_a_bearing_and_a_wound_gone_bad_are_told_for_what_comes_of_them_alone(log, rows):
    """`A drone took a bearing on Ines`, and nobody came; `Leo's wound went bad`, and five hours later they set out."""
    for kind, who, whom in ((Kind.BEACON_TRACED, 2, rows["ines"]), (Kind.INFECTED, rows["leo"], -1)):
        beat = Beat("", [event(kind, 60, who, whom)], weight=3.0)
        assert chosen([beat], "night", 10) == []
        came = Beat("", [event(Kind.DIED, 600, rows["ines"])], weight=8.0, came_of=beat)
        assert chosen([beat, came], "night", 10) == [beat, came]


def test_who_is_believed_in_the_end_is_told_why_they_were_let_go_and_what_it_cost(log, rows, monkeypatch):
    """`It let her go a quarter of an hour after the first time`, and who had called died four minutes before her."""
    amara, ines = rows["amara"], rows["ines"]
    stops = [event(Kind.STOPPED, tick, HUNTER, amara) for tick in (60, 200, 800)]
    doubt = replace(event(Kind.UNCONVINCED, 150, HUNTER, amara), stream=1)
    freed = replace(event(Kind.LET_GO, 900, HUNTER, amara), stream=1)
    hunt = Beat("hunt", sorted([*stops, doubt, freed], key=lambda one: one.tick), held_up=amara)
    said = " ".join(one.text for one in wording(log).beat(hunt))
    assert said.endswith("It believed her in the end, and let her go a quarter of an hour after the first time.")
    died, found = event(Kind.DIED, 3000, ines), event(Kind.NO_PULSE, 3240, amara, ines)
    words = wording(log)
    words.deaths[ines] = died
    monkeypatch.setattr(log, "events", lambda **_: iter(hunt.events))
    assert next(words.beat(Beat("", [found]))).text.endswith(
        ", four minutes too late; she had been held up for a quarter of an hour on the way."
    )
    monkeypatch.setattr(log, "events", lambda **_: iter(()))
    assert next(words.beat(Beat("", [replace(found, tick=3300)]))).text.endswith("too late.")


def test_nothing_is_said_of_why_where_no_trail_and_no_charge_led_to_it(log, rows, monkeypatch):
    assert len(said_of(log, monkeypatch, [event(Kind.ARRESTED, 60, HUNTER, rows["amara"])])) == 1


def test_it_is_told_after_how_long_and_why_somebody_is_let_go(log, rows, monkeypatch):
    amara = rows["amara"]
    held_ = event(Kind.TAKEN_INTO_CUSTODY, 60, HUNTER, amara)
    drawn = replace(event(Kind.LET_OUT, 60 + 12 * 3600, amara, cause=held_), stream=1, odds=2**31)
    assert said_of(log, monkeypatch, [held_, drawn])[-1].endswith(
        ", after twelve hours in custody: nothing grave stood against her."
    )
    arrest = event(Kind.ARRESTED, 60, HUNTER, amara)
    let_out = event(Kind.LET_OUT, 1860, amara, cause=arrest)
    assert said_of(log, monkeypatch, [arrest, let_out])[-1].endswith(", for nobody had come to fetch her.")


# ---------------------------------------------------------------- fetched, and carried


@pytest.mark.parametrize("near", [True, False])
def test_who_is_not_at_hand_is_fetched_before_they_are_brought_along(log, rows, near):
    """`Amara was let go. She set out with Leo`, who lay behind a door on the other side of the city."""
    decided = event(Kind.DECIDED, 60, rows["amara"], rows["leo"], Aim.BRING)
    words = wording(log)
    words.deeds.acted[decided.id] = 1
    words.passages.at_hand = lambda *_: near
    said = next(words.beat(Beat("", [decided]))).text
    assert ("fetch Leo" in said) != near


def test_who_takes_somebody_up_has_made_ready_and_it_is_told_where_they_leave_for(log, rows, monkeypatch):
    """`Amara made ready to bring Leo along. She took him up.`"""
    amara, leo = rows["amara"], rows["leo"]
    decided = event(Kind.DECIDED, 60, amara, leo, Aim.BRING)
    took = event(Kind.TOOK_UP, 120, amara, leo, HaulMode.TARP, decided)
    monkeypatch.setattr(log, "get", {decided.id: decided, took.id: took}.get)
    beats = beats_of(log, [decided, took])
    note_goals(log, People(log, None), beats)
    [haul] = chosen([replace(beat, weight=5.0) for beat in beats], "night", 10)
    assert next(wording(log).beat(haul)).text.endswith(" for the clinic.")
    for_nothing = event(Kind.TOOK_UP, 120, amara, leo, HaulMode.TARP)
    [beat] = beats_of(log, [for_nothing])
    note_goals(log, People(log, None), [beat])
    assert not beat.bound_for


def test_how_somebody_is_carried_is_told_as_it_was():
    """A boy on a tarp was told to be in her arms, and to be dragged on."""
    assert held(HaulMode.TARP, SHE) == "on a tarp behind her"
    assert held(HaulMode.CARRY, SHE) == "on her back"
    assert len({held(mode, SHE) for mode in HaulMode}) == len(HaulMode)


# ---------------------------------------------------------------- a thread of their own


def _of_one(row: int) -> list[Beat]:
    """What somebody does of whom nothing is told by itself: they follow a trail, lose it, and look behind a door."""
    trail = Beat("", [event(Kind.TRAIL_FOUND, 60, row)], weight=2.5)
    follows = Beat("", [event(Kind.DECIDED, 61, row, amount=Aim.FOLLOW_TRAIL)], weight=4.0, came_of=trail)
    looks = Beat("behind a door", [event(Kind.DECIDED, 600, row, amount=Aim.LOOK_BEHIND_DOOR)], weight=3.5)
    rests = Beat("", [event(Kind.DECIDED, 900, row, amount=Aim.SHELTER)], weight=3.0)
    return [trail, follows, looks, rests]


def test_who_is_introduced_with_what_they_want_is_told_of_again_and_each_thing_with_what_it_came_of(rows):
    """Kael was introduced with all that he wanted, and then told of once: `Kael told a stranger his name.`"""
    kael = rows["kael"]
    trail, follows, looks, rests = beats = _of_one(kael)
    assert with_their_threads(beats, [], [kael], None) == [trail, follows, looks]
    assert with_their_threads(beats, [], [], None) == []
    enough = [Beat("", [event(Kind.ASSESSED, 1000 + n, kael, 1)]) for n in range(4)]
    assert with_their_threads([*beats, *enough], enough, [kael], None) == enough
    assert with_their_threads(beats, [], [kael], 300) == [trail, follows]
    assert rests.weight > trail.weight
    decided = Beat("", [event(Kind.DECIDED, 60, kael, 1, Aim.BRING)], weight=4.0)
    haul = Beat("haul", [event(Kind.TOOK_UP, 90, kael, 1)])
    assert with_their_threads([decided, haul], [haul], [kael], None) == [haul]  # it says so


def test_a_name_told_to_a_stranger_of_which_nothing_comes_is_left_out(log, rows):
    told = beats_of(log, [event(Kind.NAMED, 60, rows["kael"], 55)])
    weigh(Facts(log, about(log, None)), told)
    assert chosen(told, "night", 10) == []
    told = beats_of(log, [event(Kind.NAMED, 60, rows["kael"], rows["amara"])])
    weigh(Facts(log, about(log, None)), told)
    assert chosen(told, "night", 10) == told


def test_it_is_told_behind_which_door_somebody_looked_and_whom_they_found(log, rows, monkeypatch):
    kael, leo = rows["kael"], rows["leo"]
    lost = event(Kind.TRAIL_LOST, 50, kael, leo)
    decided = event(Kind.DECIDED, 60, kael, amount=Aim.LOOK_BEHIND_DOOR, cause=lost)
    enters = event(Kind.ORDERED, 70, kael, 0, Verb.ENTER, decided)
    done = event(Kind.ACHIEVED, 80, kael, amount=Aim.LOOK_BEHIND_DOOR, cause=enters)
    met = [event(Kind.MET, 82, kael, leo), event(Kind.MET, 82, kael, 55), event(Kind.MET, 82, kael, 56)]
    monkeypatch.setattr(log, "get", {one.id: one for one in (lost, decided, enters, done)}.get)
    monkeypatch.setattr(log, "events", lambda **_: iter([decided, enters, done, *met]))
    said = next(wording(log).beat(Beat("behind a door", [decided])))
    assert said.text.endswith(", where the trail ended, and found Leo and two others there.")
    assert {met[0].id, done.id} <= set(said.events)
    monkeypatch.setattr(log, "events", lambda **_: iter([decided]))
    assert "found" not in next(wording(log).beat(Beat("behind a door", [decided]))).text
    assert undone([decided, done, event(Kind.DECIDED, 81, kael, amount=Aim.REST)]) == frozenset()
    assert undone([decided, event(Kind.DECIDED, 81, kael, amount=Aim.REST)]) == {decided.id}


def test_that_somebody_is_told_of_a_place_goes_without_saying_where_they_are_carried_there():
    """`Remember this for me: the clinic`, to whom she then carried there herself."""
    told = Beat("", [event(Kind.PLACE_TOLD, 60, 0, 1)])
    carried = Beat("haul", [event(Kind.TOOK_UP, 120, 0, 1)])
    assert without_saying([told, carried]) == [carried]
    assert without_saying([told, Beat("haul", [event(Kind.TOOK_UP, 120, 0, 2)])])[0] is told


# ---------------------------------------------------------------- steps


def test_a_wound_that_is_dressed_is_not_told_to_be_laid_bare_and_bound_up_as_well(log, rows, monkeypatch):
    """`She covered it with a dressing. She bandaged him so that the wound would hold.`"""
    amara, leo = rows["amara"], rows["leo"]
    steps = [
        event(kind, 60 + n, amara, leo, 7) for n, kind in enumerate((Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED))
    ]
    [said] = said_of(log, monkeypatch, [event(Kind.FREED, 50, amara, leo), *steps])
    assert "dress" in said
    assert not any(word in said for word in ("bare", "clothes", "cloth away", "bound", "bandaged"))
    [said] = said_of(log, monkeypatch, steps[:1])
    assert any(word in said for word in ("bare", "clothes", "cloth away"))
    other = replace(steps[2], amount=8)
    [said] = said_of(log, monkeypatch, [*steps[:2], other])
    assert "bound" in said or "bandaged" in said


# ---------------------------------------------------------------- how it ends


def _close(log, facts, told=None):
    people, places = People(log, None), Places(log.names)
    return [one.text for one in ending.close(facts, people, Mentions(people, places, log.names), "narrator", told)]


def test_it_is_said_who_was_where_as_it_ended_and_of_them_not_again(log, rows, monkeypatch):
    """`It ended at 06:28 on day 2: at the clinic. Amara Voss: resting in the clinic.`"""
    door = next(cell for cell, name in log.names.places.items() if name == "clinic_door")
    facts = Facts(log, about(log, None))
    facts.events = [event(Kind.ENDED, 600, -1, -1, list(log.names.endings).index("at_the_clinic"))]
    there = Standing(True, Activity.LYING, "", False, door, True)
    monkeypatch.setattr(log, "standing", lambda row: there)
    told = [Beat("", [event(Kind.DRESSED, 60, rows["amara"], rows["kael"])])]
    said = _close(log, facts, told)
    assert said[0].endswith(": Amara and Leo were at the clinic.")
    assert said[1:] == ["Kael was in the clinic."]
    [brief] = ending.in_brief([Sentence(said[0], (1,), "narrator", 600)])
    assert brief.text.startswith("The end came at ")


def test_of_whose_death_somebody_never_heard_is_said_at_the_end(log, rows, monkeypatch):
    """She had tended her, was taken from her side, and came free after she had died alone."""
    amara, ines = rows["amara"], rows["ines"]
    facts = Facts(log, about(log, None))
    tended = event(Kind.INJECTED, 5, amara, ines)
    died = event(Kind.DIED, log.meta.tick - 40, ines)
    far = Stand(0, -1, Activity.RESTING, True), Stand(90, -1, Activity.SHUT_DOWN, False)
    monkeypatch.setattr(Beside, "at", lambda self, who, tick: far[who == ines])
    assert unaware(log, [tended, died], amara) == [died]
    assert unaware(log, [died], amara) == []
    looks = event(Kind.DECIDED, tended.tick, amara, ines, Aim.LOOK_FOR)
    assert unaware(log, [looks, died], amara) == [died]
    assert unaware(log, [tended, died, event(Kind.GRIEVES, log.meta.tick, amara, ines)], amara) == []
    monkeypatch.setattr(Beside, "at", lambda self, who, tick: far[0])
    assert unaware(log, [tended, died], amara) == []
    monkeypatch.setattr(ending, "unaware", lambda log, events, row: [died] if row == amara else [])
    facts.events = [tended, died]
    assert any(text.endswith(", without knowing that Ines was dead.") for text in _close(log, facts))


def test_who_is_safe_where_they_were_told_of_last_is_no_end_unless_a_night_is_theirs(log, rows, monkeypatch):
    """`Jost Harrow: resting in the base`, where he had voted five hours before."""
    facts, people, places = Facts(log, about(log, None)), People(log, None), Places(log.names)
    facts.events, here = [], next(iter(log.names.places))
    told = [Beat("", [replace(event(Kind.VOTED, 5, row), where=here)]) for row in (rows["kael"], rows["ines"])]
    monkeypatch.setattr(log, "standing", lambda row: Standing(True, Activity.RESTING, "", False, here, True))
    monkeypatch.setattr(log, "meta", replace(log.meta, tick=24 * 3600))
    monkeypatch.setattr(ending, "at_length", lambda people, of: [rows["kael"]])
    ends = [ending._has_an_end_untold(facts, people, places, told, rows[name]) for name in ("kael", "ines")]
    assert ends == [True, False]


def test_the_lines_on_top_tell_it_in_other_words_than_the_night_itself(log, rows):
    beat = Beat("", [event(Kind.BEACON_SET_OFF, 60, rows["ines"])])
    mentions = (Mentions(People(log, None), Places(log.names), log.names) for _ in range(2))
    by = (Wording(log, one, "narrator", {}, Deeds(), n) for n, one in enumerate(mentions))
    assert len({next(words.beat(beat)).text for words in by}) == 2
