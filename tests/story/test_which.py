"""Which event is meant: numbers, ids, times, names, what happened, endings; and what is none of these."""

import re

import pytest
from scenes.tellings import event as told_of

from undergrid import runs, story
from undergrid.core.errors import UsageError
from undergrid.story import quoted
from undergrid.world.log.kinds import Kind


@pytest.fixture(scope="module")
def log(eden):
    return runs.Log(eden)


def test_an_event_goes_by_its_place_in_the_log(log):
    events = list(log.events())
    for n in (0, 1, 411, len(events) - 1):
        assert story.spell(log, events[n]) == f"e{n + 1}"
        assert story.one(log, f"e{n + 1}") == events[n]
    assert len(events) == log.meta.events


def test_the_number_of_an_event_is_the_same_before_and_after_the_run_goes_on(eden, tmp_path):
    begun, whole = runs.record("village", tmp_path / "begun", people=60, until=700, seed=5).folder.path, tmp_path / "on"
    runs.fork(begun, whole, at=699, until=1500)
    short, long = runs.Log(begun), runs.Log(whole)
    for event in list(short.events())[-5:]:
        assert story.spell(short, event) == story.spell(long, event)


def test_an_id_as_ever_names_its_event(log):
    event = list(log.events())[100]
    assert story.one(log, str(event.id)) == event


def test_a_name_alone_is_what_became_of_them(log):
    assert story.one(log, "ines").kind == Kind.DIED
    assert story.one(log, "Ines Calder") == story.one(log, "ines") == story.one(log, "INES")
    assert story.one(log, "leo").kind == Kind.BROUGHT_TO_SAFETY


@pytest.mark.parametrize("said", ["ines died", "died ines", "ines dies", "death ines", "Ines Calder died"])
def test_a_name_and_what_happened_is_the_last_of_that(log, said):
    assert story.one(log, said) == story.one(log, "ines")


def test_words_of_the_sentence_in_which_it_is_told_do_too(log):
    """A reader has only the chronicle: `Amara felt Leo for a pulse and found one.`"""
    found = story.one(log, "leo pulse")
    assert (found.kind, found.whom) == (Kind.PULSE_FOUND, log.citizen("leo"))
    with pytest.raises(UsageError, match="names no event"):
        story.one(log, "leo zeppelin")


def test_whatever_a_sentence_of_the_chronicle_says_names_an_event(log):
    """`Dov went over to the other side`: `dov went over` named no event."""
    told = [one for scene in story.chronicle(log).scenes for one in scene.sentences if not one.talk]
    asked = [(" ".join(re.findall(r"[a-z']+", one.text.lower())), one.events) for one in told]
    named = [(text, ids) for text, ids in asked if {"amara", "leo", "kael", "ines"} & set(text.split())]
    assert len(named) > 5
    for text, ids in named:
        assert story.one(log, text).kind in {log.get(one).kind for one in ids}, text


def test_each_sentence_of_a_chronicle_of_any_length_names_what_it_tells(log):
    """`Rex: dead.` was answered with that Rex wants to pass for a dead auditor, and `It ended at 09:17` was refused."""
    of: dict[str, set[int]] = {}
    for one in quoted._told(log):
        of.setdefault(one.text, set()).update(one.events)
    nights = [story.chronicle(log, length=length) for length in story.LENGTHS.values()]
    for night in nights:
        scenes = [one.text for scene in night.scenes for one in scene.sentences]
        assert {*scenes, *(one.text for one in (*night.synopsis, *night.opening, *night.close))} <= set(of)
    for text, events in of.items():
        assert story.one(log, text).id in events, text
        assert story.one(log, text.upper().replace("'", "’")) == story.one(log, text)


def test_of_the_dead_the_close_of_a_chronicle_tells_the_death(log):
    [dead] = [one for one in story.chronicle(log, length="full").close if one.text.startswith("Ines Calder")]
    assert "dead" in dead.text
    assert story.one(log, dead.text) == story.one(log, "ines died")


def test_a_sentence_with_several_events_is_what_weighs_most_of_them_or_came_of_them(log, monkeypatch):
    """Of a chip that a guard let pass, nothing was told of the guard."""
    first, guard, last = (next(log.events(kind=kind)) for kind in ("beacon heard", "stopped", "freed"))
    text = "Three things in one."
    for events, meant in ((first, last, guard), last), ((first, guard), guard), ((guard, first, first), guard):
        sentence = quoted.Sentence(text, tuple(one.id for one in events), "narrator", 0)
        monkeypatch.setattr(quoted, "_told", lambda _, one=sentence: (one,))
        assert story.one(log, text) == story.one(log, "three things") == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Amara ran from two drones and lay low.", 1),
        ("It believed her, though she had no tag.", 4),
        ("A hunter stopped Amara and asked for a name.", 2),
        ("Out of the air four sentinels fell upon chapel 2, and left the place burning.", 0),
        ("Two drones hunted her for an hour.", 2),
    ],
)
def test_a_sentence_that_tells_of_many_events_is_the_one_on_which_it_turns(log, monkeypatch, text, meant):
    """`Amara ran from two drones`: why? She was answered for with another flight, twenty minutes later."""
    kinds = (Kind.RAIDERS_LANDED, Kind.LAY_LOW, Kind.STOPPED, Kind.UNCONVINCED, Kind.LET_GO, Kind.LAY_LOW)
    events = [told_of(kind, 10 + n) for n, kind in enumerate([*kinds, Kind.CAUGHT_FIRE])]
    known = {one.id: one for one in events}
    monkeypatch.setattr(log, "get", known.get)
    sentence = quoted.Sentence(text, tuple(known), "narrator", 0)
    monkeypatch.setattr(quoted, "_told", lambda _: (sentence,))
    assert story.one(log, text) == events[meant]


def test_who_goes_over_in_a_council_is_asked_after_by_their_vote_and_a_virus_by_its_waking(log, monkeypatch):
    """`When Oyelaran had spoken, Dov went over to the other side`: why? It was told why there was a vote."""
    argued, voted = Kind.ARGUED, Kind.VOTED
    council = [
        told_of(Kind.VOTE_CALLED, 9),
        *(told_of(argued, 10 + who, who, 0, side) for who, side in ((1, 1), (2, 2))),
    ]
    votes = [told_of(voted, 20 + who, who, 0, 1) for who in (1, 2, 3)]
    virus = [told_of(Kind.OUTBREAK, 30), told_of(Kind.NODE_INFECTED, 40)]
    for text, events, meant in (
        ("When Oyelaran had spoken, Dov went over to the other side.", [*council, *votes], votes[1]),
        ("Her virus woke on the core.", virus, virus[0]),
    ):
        known = {one.id: one for one in events}
        monkeypatch.setattr(log, "get", known.get)
        sentence = quoted.Sentence(text, tuple(known), "narrator", 0)
        monkeypatch.setattr(quoted, "_told", lambda _, one=sentence: (one,))
        assert story.one(log, text) == meant


def test_whose_time_ran_out_has_died_too(tmp_path):
    runs.record("expiry", tmp_path / "run", people=60, seed=1, until="1 min")
    lived, row = runs.Log(tmp_path / "run"), 30
    ended = told_of(Kind.SHUT_DOWN, 30, row)
    lived.events = lambda *_, **__: iter([ended])
    assert story.one(lived, f"{row} died") == ended


def test_what_befalls_somebody_is_not_what_they_did_to_others(log):
    found = story.one(log, "leo freed")
    assert (found.kind, found.whom) == (Kind.FREED, log.citizen("leo"))


def test_a_time_and_a_name_is_what_counts_most_in_that_minute(log):
    died = story.one(log, "ines")
    clock = log.names.time(died.tick)
    assert story.one(log, f"{clock[:5]} ines") == died
    assert story.one(log, f"{clock} ines") == died
    assert story.one(log, clock[:5]) == died


def test_a_minute_in_which_nothing_counts_is_that_before_it(log):
    died = story.one(log, "ines")
    befell = {event.tick // 60 for event in log.events(about=died.who)}
    quiet = next(minute for minute in range(died.tick // 60, 180) if minute not in befell)
    assert story.one(log, f"{log.names.time(60 * quiet)[:5]} ines") == died


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("e0", "no event e0"),
        ("e99999999", "no event e99999999"),
        ("-5", "no event '-5'"),
        ("9" * 40, "no event"),
        ("zoe", "'zoe' names no event"),
        ("21:00 zoe", "nobody is called 'zoe'"),
        ("99:99", "not a clock time"),
        ("09:00 leo", "09:00 is not in the run, which goes from 15:40:00 to 18:40:00"),
        ("day 3, 16:00", "not in the run"),
        ("leo arrested", "Leo: arrested: that never happened"),
        ("at the clinic", "was not reached"),
        ("", "names no event"),
    ],
)
def test_what_names_no_event_is_refused_with_what_would(log, said, wrong):
    with pytest.raises(UsageError) as found:
        story.one(log, said)
    assert wrong in str(found.value)


def test_a_name_that_is_nearly_right_is_suggested(log):
    with pytest.raises(UsageError) as found:
        story.one(log, "amra")
    assert found.value.hint == "did you mean 'amara'?"
