"""A night told: every sentence has its events, no teller says what they cannot know, nothing is said twice alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from undergrid import runs, story
from undergrid.core.errors import UsageError
from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import EPISODES, Beat, fold
from undergrid.story.chronicle.facts import back, worth_weighing
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import HE, SHE, People
from undergrid.story.chronicle.perceived import AS_WHOM, FELT_BY_ALL, NOT_AS_WHO
from undergrid.story.chronicle.salience import chosen
from undergrid.story.chronicle.special.pursuit import hunt
from undergrid.story.chronicle.spell import Places, lapse, metres, number
from undergrid.story.chronicle.told import Chronicle, Sentence
from undergrid.story.chronicle.weights import AIMS, WEIGHTS
from undergrid.story.chronicle.wording import Wording
from undergrid.story.phrases import DEEDS
from undergrid.world.log.events import Event, event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

NIGHTS = [("eden", 300, 801, "4 h"), ("expiry", 300, 819, "5 h")]


@pytest.fixture(scope="module", params=NIGHTS, ids=["eden", "expiry"])
def night(request, tmp_path_factory) -> Path:
    scenario, people, seed, until = request.param
    out = tmp_path_factory.mktemp("told") / scenario
    runs.record(scenario, out, seed=seed, people=people, until=until)
    return out


@pytest.fixture(scope="module")
def log(night) -> Log:
    return Log(night)


@pytest.fixture(scope="module")
def told(log) -> Chronicle:
    return story.chronicle(log)


def sentences(told: Chronicle) -> list[Sentence]:
    scenes = (sentence for scene in told.scenes for sentence in scene.sentences)
    return [*told.synopsis, *told.opening, *scenes, *told.close]


def in_scenes(told: Chronicle) -> list[Sentence]:
    return [sentence for scene in told.scenes for sentence in scene.sentences]


# ---------------------------------------------------------------- what a sentence rests on


def test_every_sentence_names_events_of_the_run(log, told):
    assert len(in_scenes(told)) > 4
    for sentence in sentences(told):
        assert sentence.events, sentence.text
        assert all(log.get(event) is not None for event in sentence.events), sentence.text


def test_a_sentence_is_said_of_the_time_of_its_first_event(log, told):
    for sentence in in_scenes(told):
        assert sentence.tick == log.get(sentence.events[0]).tick


def test_so_and_but_stand_only_where_the_log_has_the_cause(log):
    full = story.chronicle(log, length="full")
    said = [one for scene in full.scenes for one in scene.sentences if not one.talk]
    for k, after in enumerate(said):
        if after.text.startswith(("So ", "But ")):
            behind = {event.id for one in after.events[:1] for event in back(log, log.get(one))}
            assert behind & {event for before in said[max(0, k - 8) : k] for event in before.events}, after.text


def test_what_somebody_decides_is_told_as_a_deed_only_where_an_order_of_theirs_came_of_it(log):
    beginnings = {wording.removeprefix("{who} ").split(" {")[0] for some in DEEDS.values() for wording in some}
    ordered = {event.cause: event for event in log.events(kind="ordered")}
    n = 0
    for sentence in in_scenes(story.chronicle(log, length="full")):
        first = log.get(sentence.events[0])
        if first.kind == Kind.DECIDED and any(beginning in sentence.text for beginning in beginnings):
            assert ordered[first.id].who == first.who, sentence.text
            assert log.get(sentence.events[-1]).kind == Kind.ORDERED
            n += 1
    assert n


# ---------------------------------------------------------------- how it reads


def test_no_skeleton_comes_twice_in_twenty_sentences(log, told):
    blank = Wording(log, Mentions(People(log), Places(log.names), log.names), "", {}, {}).skeleton
    said = [blank(sentence.text) for sentence in in_scenes(told) if not sentence.talk]
    for n, skeleton in enumerate(said):
        assert skeleton not in said[max(0, n - 19) : n], skeleton


def test_a_line_of_talk_is_said_once(told):
    lines = [sentence.text for sentence in in_scenes(told) if sentence.talk]
    assert len(set(lines)) == len(lines)


def test_the_same_run_is_told_in_the_same_words(night, told):
    assert story.chronicle(Log(night)) == told


def test_a_short_one_is_shorter_and_a_full_one_longer(log, told):
    short, full = (len(in_scenes(story.chronicle(log, length=length))) for length in ("short", "full"))
    assert short <= len(in_scenes(told)) <= full
    assert short < full
    assert short <= 30


def test_who_ends_the_story_is_told(log, told):
    said, n = {event for sentence in in_scenes(told) for event in sentence.events}, 0
    for row in log.names.citizens:
        for event in log.events(about=row):
            whose = event.whom if event.kind == Kind.ARRESTED else event.who
            if (
                event.kind in (Kind.CROSSED, Kind.SHUT_DOWN, Kind.ARRESTED, Kind.DIED)
                and event.tick > 0
                and whose == row
            ):
                assert event.id in said
                n += 1
    assert n


def test_the_opening_says_the_hour_and_what_each_wants(log, told):
    said = " ".join(sentence.text for sentence in told.opening)
    assert log.names.time(0)[:5] in said
    wanting = [character for character in told.characters if character.wants]
    assert wanting
    assert all(character.wants in said for character in wanting)


# ---------------------------------------------------------------- tellers


def test_nobody_tells_what_they_cannot_know(log):
    for row, name in log.names.citizens.items():
        told = story.chronicle(log, teller=name)
        for sentence in in_scenes(told):
            for one in sentence.events:
                event = log.get(one)
                mine = event.kind.who == "citizen" and event.who == row and event.kind not in NOT_AS_WHO
                to_me = event.kind.whom == "citizen" and event.whom == row and event.kind in AS_WHOM
                assert mine or to_me or event.kind in FELT_BY_ALL, (name, sentence.text)


def test_nobody_tells_what_happened_while_they_were_out(log):
    for row, name in log.names.citizens.items():
        out = _spans(log, row)
        for sentence in in_scenes(story.chronicle(log, teller=name, length="full")):
            first = log.get(sentence.events[0])
            assert not any(a < first.tick < b for a, b in out), (name, sentence.text)


def _spans(log: Log, row: int) -> list[tuple[int, int]]:
    """When somebody slept or was unconscious."""
    found, since = [], None
    for event in log.events(about=row):
        if event.who != row:
            continue
        if event.kind in (Kind.FAINTED, Kind.FELL_ASLEEP) and since is None:
            since = event.tick
        elif event.kind in (Kind.WOKE, Kind.CAME_TO) and since is not None:
            found.append((since, event.tick))
            since = None
    return found


def test_a_name_is_said_only_once_the_teller_has_learned_it(log):
    for row, name in log.names.citizens.items():
        people = People(log, row)
        known = {other for other in log.names.citizens if people.named(other)}
        learned = {event.who: event.tick for event in reversed(list(log.events(kind="named"))) if event.whom == row}
        for sentence in in_scenes(story.chronicle(log, teller=name)):
            for other in log.names.citizens.keys() - known:
                if sentence.tick < learned.get(other, 1 << 40) and not sentence.talk:
                    assert log.names.citizen(other).split()[0] not in sentence.text, (name, sentence.text)


def test_the_record_knows_no_name_before_the_authority_does(log):
    told = story.chronicle(log, voice="record")
    identified = {event.who: event.tick for event in reversed(list(log.events(kind="identified")))}
    assert in_scenes(told)
    for sentence in in_scenes(told):
        for row in log.names.citizens:
            if log.names.citizen(row).upper() in sentence.text:
                assert identified[row] <= sentence.tick


def test_the_record_holds_nothing_that_no_watcher_saw(log):
    theirs = {"watcher", "gate", "facility"}
    of_files = {
        Kind.IDENTIFIED, Kind.SUSPECTED, Kind.WANTED, Kind.HUNT_ASSIGNED, Kind.ORDER_LAPSED, Kind.DOSSIER_CLOSED,
        Kind.STRUCK_OFF, Kind.RENEWAL_REFUSED, Kind.FINED, Kind.REWARDED, Kind.CROSSED, Kind.LOCATION_LEARNED,
        Kind.SANCTIONED,
    }  # fmt: skip
    for sentence in in_scenes(story.chronicle(log, voice="record")):
        event = log.get(sentence.events[0])
        assert event.kind.who in theirs or event.kind in of_files, sentence.text


# ---------------------------------------------------------------- what it is of


def test_of_somebody_only_what_concerns_them(log):
    row, name = next(iter(log.names.citizens.items()))
    for sentence in in_scenes(story.chronicle(log, of=name)):
        event = log.get(sentence.events[0])
        assert row in (event.who, event.whom), sentence.text


def test_of_a_place_only_what_happens_there(log):
    district = log.names.districts[int(log.names.district_of[next(log.events(about=0)).where])]
    told = story.chronicle(log, of=district, length="full")
    assert in_scenes(told)
    for sentence in in_scenes(told):
        assert log.names.district(log.get(sentence.events[0]).where) == district


def test_between_two_moments_only_what_lies_between(log):
    told = story.chronicle(log, first=3600, before=7200)
    assert all(3600 <= sentence.tick <= 7200 for sentence in in_scenes(told))


def test_what_nobody_is_called_is_refused_with_the_nearest(log):
    with pytest.raises(UsageError) as wrong:
        story.chronicle(log, of="Amarra" if log.meta.scenario == "eden" else "Luci")
    assert wrong.value.hint
    with pytest.raises(UsageError, match="nothing lies between"):
        story.chronicle(log, first=7200, before=3600)


def test_it_outlives_the_last_snapshot_and_the_copy_of_the_scenario(night, tmp_path):
    copy = Path(shutil.copytree(night, tmp_path / "copy"))
    folder, meta = runs.Folder.open(copy)
    folder.snapshot(meta.tick).unlink()
    shutil.rmtree(folder.scenario)
    told = story.chronicle(Log(copy))
    assert "lost with the last snapshot" in " ".join(sentence.text for sentence in told.close)
    assert in_scenes(told)


# ---------------------------------------------------------------- words


def test_numbers_are_said_as_people_say_them():
    said = [number(n) for n in (0, 1, 12, 21, 40, 100, 1200)]
    assert said == ["no", "one", "twelve", "twenty-one", "forty", "a hundred", "1,200"]
    assert [lapse(n) for n in (5, 60, 600, 1900, 3600, 18_000)] == [
        "a few seconds", "a minute", "ten minutes", "half an hour", "an hour", "five hours",
    ]  # fmt: skip
    assert [metres(n) for n in (3, 48, 120, 488, 1100)] == [
        "a few metres", "fifty metres", "a hundred metres", "half a kilometre", "a kilometre",
    ]  # fmt: skip


def test_a_pronoun_stands_only_where_it_can_mean_one(log, monkeypatch):
    people = People(log)
    monkeypatch.setattr(people, "pronouns", lambda row: SHE if row == 0 else HE)
    mentions = Mentions(people, Places(log.names), log.names)
    assert mentions.subject(0) == people.full(0)
    mentions.object(1, 0)
    mentions.end(0)
    assert (mentions.subject(0), mentions.object(1, 0)) == ("she", "him")
    mentions.end(0)
    monkeypatch.setattr(people, "pronouns", lambda row: SHE)
    assert mentions.subject(0) == people.short(0)


# ---------------------------------------------------------------- episodes


def _event(kind: Kind, tick: int, who: int = 0, whom: int = 1, amount: int = 0) -> Event:
    return Event(event_id(tick, kind, who, 0), tick, kind, who, whom, 5, amount, 0, 0, 0)


def test_an_episode_eats_its_events_and_ends_with_a_pause():
    steps = [Kind.FREED, Kind.CUT_AWAY, Kind.DRESSED, Kind.DRESSED, Kind.STABILISED]
    events = [_event(kind, 60 * n) for n, kind in enumerate(steps)] + [_event(Kind.DRESSED, 9000)]
    assert [len(beat.events) for beat in fold(events)] == [5, 1]


def test_one_told_of_who_died_meanwhile_is_no_part_of_a_search():
    events = [_event(Kind.NO_PULSE, 60 * n, whom=n) for n in range(1, 6)]
    assert [len(beat.events) for beat in fold(events)] == [5]
    assert sorted(len(beat.events) for beat in fold(events, frozenset({3}))) == [1, 4]


def _decisions(*aims: tuple[int, int]) -> list[Beat]:
    beats = fold([_event(Kind.DECIDED, 600 * n, whom=whom, amount=aim) for n, (aim, whom) in enumerate(aims)])
    for beat in beats:
        beat.weight = 3.0
    return beats


def test_somebody_looked_over_again_is_told_only_where_the_prognosis_is_another():
    looks = [(0, 1, 1), (0, 1, 1), (0, 2, 1), (0, 1, 2), (3, 1, 2), (0, 1, 2), (0, 1, 1)]  # who, whom, what they find
    events = [_event(Kind.ASSESSED, 60 * n, who, whom, found) for n, (who, whom, found) in enumerate(looks)]
    assert [event.tick // 60 for event in worth_weighing(events)] == [0, 2, 3, 4, 6]


def test_what_somebody_has_decided_already_is_told_again_only_after_they_decided_something_else():
    mourn, reach = int(Aim.MOURN), int(Aim.REACH)
    told = chosen(_decisions((mourn, 1), (mourn, 1), (mourn, 2), (reach, 2), (mourn, 2)), "full", 1.0)
    assert [(beat.lead.tick, beat.lead.amount) for beat in told] == [
        (0, mourn), (1200, mourn), (1800, reach), (2400, mourn),
    ]  # fmt: skip


def test_a_hunt_in_which_no_watcher_is_named_is_the_authoritys(log):
    words = Wording(log, Mentions(People(log, None), Places(log.names), log.names), "narrator", {}, {})
    [beat] = fold([_event(Kind.WANTED, 60)])
    assert all("the authority" in hunt(words, beat, pick)[0].lower() for pick in range(3))


def test_every_kind_of_an_episode_and_of_the_weights_is_one_of_the_log():
    assert {kind for episode in EPISODES for kind in episode.kinds} <= set(Kind)
    assert set(WEIGHTS) <= set(Kind)
    assert all(weight > 0 for weight in (*WEIGHTS.values(), *AIMS.values()))
