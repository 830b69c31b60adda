"""A night told: what becomes of hunts, deaths and endings, and the words for them, as a reader would have them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from undergrid import runs, story
from undergrid.core.errors import UsageError
from undergrid.runs.reading import Log
from undergrid.story.chronicle.chained import once
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.ending import _on_the_way, close
from undergrid.story.chronicle.episodes import Beat, fold
from undergrid.story.chronicle.facts import Facts, about, worth_weighing
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.salience import weigh
from undergrid.story.chronicle.scenes import cut
from undergrid.story.chronicle.special.persons import search
from undergrid.story.chronicle.special.pursuit import hunt
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.wording import Wording
from undergrid.world.log.events import Event, event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Log:
    out = tmp_path_factory.mktemp("read") / "expiry"
    runs.record("expiry", out, seed=819, people=300, until="3 h")
    return Log(out)


def _event(kind: Kind, tick: int, who: int = 0, whom: int = 1, amount: int = 0) -> Event:
    return Event(event_id(tick, kind, who, 0), tick, kind, who, whom, 5, amount, 0, 0, 0)


def _words(log: Log, acted: dict[int, int] | None = None) -> Wording:
    return Wording(log, Mentions(People(log, None), Places(log.names), log.names), "narrator", {}, Deeds(acted or {}))


# ---------------------------------------------------------------- hunts that are over


def _hunts(*events: tuple[Kind, int, int, int]) -> list[tuple[int, int]]:
    """(first, last) minute of each hunt in events of (kind, minute, who, whom)."""
    beats = fold([_event(kind, 60 * minute, who, whom) for kind, minute, who, whom in events])
    return [(beat.first // 60, beat.last // 60) for beat in beats if beat.how == "hunt"]


def test_a_hunt_is_over_once_nobody_is_after_them_however_often_they_are_seen_from_then_on():
    """Drones that saw somebody every few minutes hunted them for five hours."""
    seen = [(Kind.SIGHTED, minute, 4, 1) for minute in range(2, 200, 5)]
    begun, ended = (Kind.HUNT_BEGAN, 1, 4, 1), (Kind.HUNT_ENDED, 31, 4, 1)
    assert _hunts(begun, *[one for one in seen if one[1] < 31], ended, *[one for one in seen if one[1] > 31]) == [
        (1, 31)
    ]
    assert _hunts(begun, *seen) == [(1, 197)]


@pytest.mark.parametrize("kind", [Kind.ARRESTED, Kind.DIED, Kind.SHUT_DOWN])
def test_a_hunt_ends_with_the_arrest_or_the_death_of_the_hunted(kind):
    end = (kind, 5, 4, 1) if kind == Kind.ARRESTED else (kind, 5, 1, -1)
    sight, over = (Kind.SIGHTED, 6, 4, 1), (Kind.HUNT_ENDED, 9, 4, 1)
    assert _hunts((Kind.HUNT_BEGAN, 1, 4, 1), (Kind.SIGHTED, 3, 4, 1), end, sight, over) == [(1, 3)]
    again = _hunts((Kind.HUNT_BEGAN, 1, 4, 1), end, (Kind.HUNT_BEGAN, 7, 4, 1), (Kind.SIGHTED, 8, 4, 1))
    assert again == ([(1, 1), (7, 8)] if kind == Kind.ARRESTED else [(1, 1)])  # nobody tells that the dead are hunted


def test_only_who_is_sent_after_somebody_comes_after_them(log):
    """A camera came after five people."""
    names = log.names.watchers
    kinds = {name.rpartition(" ")[0]: row for row, name in enumerate(names)}
    drone, other = (kinds[kind] for kind in sorted(kinds)[:2])
    events = [_event(Kind.HUNT_BEGAN, 60, drone, 1), _event(Kind.SIGHTED, 120, other, 1)]
    words = _words(log)
    [beat] = fold([*events, _event(Kind.CLASSIFIED, 130, other, 1)])
    assert names[other].rpartition(" ")[0] not in " ".join(hunt(words, beat, pick)[0] for pick in range(3))


def test_a_case_is_not_told_to_be_opened_again_of_the_dead_nor_of_whom_somebody_is_after():
    reopened = [_event(Kind.CASE_REOPENED, 600 * n, 1, -1) for n in range(1, 5)]
    events = [
        reopened[0], _event(Kind.HUNT_BEGAN, 700, 4, 1), reopened[1], _event(Kind.HUNT_ENDED, 1300, 4, 1), reopened[2],
        _event(Kind.DIED, 1900, 1, -1), reopened[3],
    ]  # fmt: skip
    left = [event for event in worth_weighing(events) if event.kind == Kind.CASE_REOPENED]
    assert left == [reopened[0], reopened[2]]


# ---------------------------------------------------------------- deaths, and what comes of them


def test_whoever_is_told_of_a_death_mourns_after_that_and_those_who_see_it_mourn_together():
    told = event_id(90, Kind.DEATH_TOLD, 0, 0)
    events = [_event(Kind.GRIEVES, 60, who, 9) for who in (1, 2)] + [
        replace(_event(Kind.GRIEVES, 90, 3, 9), cause=told)
    ]
    assert [[event.who for event in beat.events] for beat in fold(events)] == [[1, 2], [3]]


def test_that_one_of_them_finds_another_dead_is_told_though_the_story_has_ended(log, monkeypatch):
    """A healer came to the boy whom she had wanted to save, hours after he had died, and no word was said of it."""
    facts = Facts(log, about(log, None), 0, log.meta.tick)
    one, other, *_ = facts.about.rows
    for fallen, weight_ in ((frozenset({other}), 5.0), (frozenset(), 3.0)):
        monkeypatch.setitem(vars(facts), "fallen", fallen)
        [beat] = beats = fold([_event(Kind.NO_PULSE, 60, one, other)])
        weigh(facts, beats)
        assert beat.weight == weight_


def test_what_one_of_them_tells_another_is_told_before_what_a_stranger_hears(log):
    """A night had Lucy speak to strangers of a life beyond the wall; that she had told Rex first it left out."""
    facts = Facts(log, about(log, None), 0, log.meta.tick)
    one, other, *_ = facts.about.rows
    stranger = next(row for row in range(log.meta.citizens) if row not in facts.about.rows)
    beats = fold([_event(Kind.RUMOUR_TOLD, 60, one, other), _event(Kind.RUMOUR_TOLD, 3600, one, stranger)])
    weigh(facts, beats)
    assert beats[0].weight > 3 * beats[1].weight


def test_the_lines_on_top_stand_in_the_order_of_time_the_end_among_them(log):
    ticks = [sentence.tick for sentence in story.chronicle(log).synopsis]
    assert ticks == sorted(ticks)


def test_endings_on_the_way_are_told_beside_the_last(log):
    ends = [_event(Kind.ENDED, tick, -1, -1, amount) for tick, amount in ((60, 0), (60, 1), (7200, 2))]
    [said] = _on_the_way(log, People(log, None), Places(log.names), ends, 7200, "narrator")
    assert said.events == (ends[0].id,)
    assert said.text.startswith("On the way there: ")
    assert not _on_the_way(log, People(log, None), Places(log.names), ends[2:], 7200, "narrator")
    assert (
        len(_on_the_way(log, People(log, None), Places(log.names), ends, 9000, "narrator")[0].events) == 2
    )  # an engine was set off later


@pytest.mark.parametrize("between", [False, True])
def test_so_stands_where_the_sentence_before_is_what_it_came_of(log, between):
    """`A sentinel found her breaking the Companion Act. So Rex wanted to pass for a dead auditor.`"""
    asked = Beat("", [_event(Kind.ASKED, 60, 0, 1)])
    let_in = Beat("", [_event(Kind.LET_IN, 120, 1, 0)], came_of=asked)
    words = _words(log)
    for beat in (asked, *([Beat("", [_event(Kind.FIRE_LIT, 90, 1, 0)])] if between else []), let_in):
        *_, last = [one.text for one in words.beat(beat) if not one.talk]
    assert last.startswith("So ") != between


def test_a_night_in_which_the_engine_was_set_off_after_the_named_had_their_end_ends_with_that(log):
    ended, fired = _event(Kind.ENDED, 60, -1, -1), _event(Kind.ENGINE_FIRED, 7200, 0, 3)
    people = People(log, None)
    facts = SimpleNamespace(log=log, events=[ended, fired], about=SimpleNamespace(rows=()))
    last, way = close(facts, people, Mentions(people, Places(log.names), log.names), "narrator")
    assert (last.text, last.events) == ("It ended at 20:40, with the engine.", (fired.id,))
    assert way.events == (ended.id,)


def test_a_word_of_an_ending_names_the_last_that_was_reached_with_that_word(log, monkeypatch):
    ends = [_event(Kind.ENDED, tick, -1, -1, amount) for tick, amount in ((60, 0), (7200, 1))]
    monkeypatch.setattr(Log, "events", lambda self, *_, **__: iter(ends))
    both, one = log.names.endings[:2]
    assert set(both.split("_")) & set(one.split("_")) >= {"beyond", "wall"}
    assert story.one(log, "wall") == ends[1]
    assert story.one(log, both.split("_")[0]) == ends[0]
    for says_nothing in ("", "the", "ending"):
        with pytest.raises(UsageError, match="names no event"):
            story.one(log, says_nothing)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("He cut the cloth away from his own wound and dressed his own wound", "own wound and dressed it"),
        (
            "A cut Vex's clothes open over the wound and covered Vex's wound with gauze",
            "wound and covered it with gauze",
        ),
        ("She laid his wounds bare and bound up what bled", "laid his wounds bare and bound up what bled"),
    ],
)
def test_a_wound_is_named_once_in_a_sentence(text, ends):
    assert once(text).endswith(ends)


def _said(log, events: list[Event]) -> str:
    words = _words(log, {event.id: event.id for event in events})
    return " ".join(sentence.text for beat in fold(events) for sentence in words.beat(beat))


def test_who_sets_out_does_so_for_the_place_that_they_want_to_reach_and_who_gives_up_goes_no_further(log):
    for row in (row for row, name in log.names.citizens.items() if name in ("rex", "lucy")):
        assert _said(log, [_event(Kind.DECIDED, 60, row, -1, int(Aim.REACH))]).endswith(" for the old station.")
        assert "set out" not in _said(log, [_event(Kind.ABANDONED, 60, row, -1, int(Aim.REACH))])


def test_one_body_among_the_unnamed_is_one_and_those_with_a_name_are_counted_too(log):
    row, crowd = min(log.names.citizens), max(log.names.citizens) + 1
    for pick in range(3):
        assert "one after" not in search(_words(log), Beat("search", [_event(Kind.NO_PULSE, 60, row, crowd)]), pick)[0]
    both = [_event(Kind.NO_PULSE, 60, row, whom) for whom in (crowd, max(log.names.citizens))]
    assert " two " in search(_words(log), Beat("search", both), 0)[0]


def test_a_boy_does_not_make_a_woman_another_woman(log):
    people = People(log, max(log.names.citizens) + 1)
    boy, woman, more = (row for row in sorted(log.names.citizens))
    for row, (pronouns, age) in {boy: ("he", 12), woman: ("she", 30), more: ("she", 40)}.items():
        key = log.names.citizens[row]
        people.cast[key] = people.cast[key].model_copy(
            update={"pronouns": pronouns, "age": age, "insignia": False, "carries": []}
        )
    assert [people.described(row, True) for row in (boy, woman, more)] == ["a boy", "a woman", "another woman"]
    assert people.described(more, first=False) == "the woman"


def test_that_somebody_lay_low_is_said_of_those_who_did(log):
    begun = [_event(Kind.HUNT_BEGAN, 60, 4, row) for row in (1, 2)]
    for ran in ((1,), (1, 2)):
        beat = Beat("hunt", [*begun, *(_event(Kind.LAY_LOW, 90, row, 4, 5) for row in ran)])
        said = " ".join(hunt(_words(log), beat, pick)[0] for pick in range(3))
        assert "low" in said
        assert ("they ran" in said) == (ran == (1, 2))  # of who did not run it came to nothing


def test_somebody_is_called_by_the_first_name_that_a_chronicle_gives_them(tmp_path):
    runs.record("neonhaven", tmp_path / "run", seed=1, people=300, until="10 s")
    log = Log(tmp_path / "run")
    names = {name: row for row, name in log.names.citizens.items()}
    assert log.citizen("Oyelaran") == log.citizen("oyelaran pike") == log.citizen("pike") == names["pike"]


def test_who_steps_in_within_sight_of_a_scene_and_while_it_is_on_is_of_its_company(log):
    """Somebody stepped up to the guard two cells from another, beyond the border of a sector: it was told elsewhere."""
    places, area = Places(log.names), log.names.width * log.names.height
    here = next(cell for cell in range(area) if places.district(cell) != places.district(cell + 2))
    far = next(cell for cell in range(here + 40 * log.names.width, area) if places.spot(cell) != places.spot(here))
    shown = replace(_event(Kind.CHIP_PRESENTED, 60, 1, -1), where=here)
    for where, tick, n in ((here + 2, 70, 1), (here + 2, 400, 2), (far, 70, 2)):
        claimed = replace(_event(Kind.CLAIMED, tick, 2, -1), where=where)
        assert len(cut([Beat("", [shown]), Beat("", [claimed])], {1, 2}, places)) == n
