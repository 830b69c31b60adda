"""A night as a careful reader would have it: answers with their questions, deeds that were done, places as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes.tellings import beats_of, event, wording

from undergrid import setup
from undergrid.runs.reading import Log, Standing
from undergrid.story.chronicle import ending
from undergrid.story.chronicle.answers import heard_out
from undergrid.story.chronicle.bearings import placed
from undergrid.story.chronicle.decisions import at_their_deeds, undone
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.salience import chosen, weigh
from undergrid.story.chronicle.scenes import cut
from undergrid.story.chronicle.sleepers import asleep
from undergrid.story.chronicle.special.pursuit import hunt, raid
from undergrid.story.chronicle.spell import Places
from undergrid.world.log.events import COLUMNS, Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Plea


@pytest.fixture
def facts(log) -> Facts:
    return Facts(log, about(log, None), 0, 10)


# ---------------------------------------------------------------- answers


def _talk(door: list[tuple[Kind, Plea]]) -> list[Event]:
    """What two say at a door, ten seconds apart: the stranger asks, and who is inside answers."""
    return [
        event(kind, 60 + 10 * n, 1, 0, plea) if kind == Kind.ASKED else event(kind, 60 + 10 * n, 0, 1)
        for n, (kind, plea) in enumerate(door)
    ]


REFUSED_THRICE = [
    (Kind.ASKED, Plea.ENTRY), (Kind.TURNED_AWAY, Plea.ENTRY), (Kind.ASKED, Plea.HELP), (Kind.TURNED_AWAY, Plea.ENTRY),
    (Kind.ASKED, Plea.DISARM),
]  # fmt: skip


@pytest.mark.parametrize("answer", [Kind.LET_IN, Kind.TURNED_AWAY, Kind.KEPT_SILENT])
def test_no_answer_is_told_without_what_was_asked(log, answer):
    """`Amara sent him away from the door. She let him in.`: that he offered to leave his weapons was left out."""
    beats = beats_of(log, _talk([*REFUSED_THRICE, (answer, Plea.ENTRY)]))
    assert [beat.lead.amount for beat in heard_out(beats, beats[-1:])] == [Plea.DISARM, 0]


def test_a_talk_of_which_anything_is_told_is_told_to_its_last_answer(log):
    """A night broke off on `Both hands, see?`, although he asked three more times."""
    beats = beats_of(log, _talk([*REFUSED_THRICE, (Kind.TURNED_AWAY, Plea.ENTRY)]))
    assert heard_out(beats, beats[1:2]) == [*beats[:2], *beats[4:]]
    assert heard_out(beats, []) == []


def test_whoever_has_somebody_called_to_the_door_is_answered_for_what_they_asked(log):
    asked, answered = event(Kind.ASKED, 60, 1, 2, Plea.ENTRY), event(Kind.TURNED_AWAY, 90, 0, 1)
    beats = beats_of(log, [asked, answered])
    assert heard_out(beats, beats[1:]) == beats
    late = beats_of(log, [asked, event(Kind.TURNED_AWAY, 6000, 0, 1)])
    assert heard_out(late, late[1:]) == late[1:]  # that is another talk


def test_a_question_is_told_with_its_answer_long_after_the_end_of_a_night(log, facts):
    beats = beats_of(log, _talk(REFUSED_THRICE[:2]))
    weigh(facts, beats)
    assert [beat.lead.kind for beat in chosen(beats, "night", 1, until=0)] == [Kind.ASKED, Kind.TURNED_AWAY]


def test_another_offer_is_another_move_and_another_refusal_fades(log, facts):
    beats = beats_of(log, _talk(REFUSED_THRICE))
    weigh(facts, beats)
    asked = [beat.weight for beat in beats if beat.lead.kind == Kind.ASKED]
    refused = [beat.weight for beat in beats if beat.lead.kind == Kind.TURNED_AWAY]
    assert len(set(asked)) == 1
    assert refused[1] < refused[0] / 2


def test_what_somebody_offers_at_a_door_is_said_in_every_wording(log, rows):
    asked = event(Kind.ASKED, 60, rows["vex"], rows["lyra"], Plea.DISARM)
    said = [wording(log).clause(asked, pick) for pick in range(3)]
    assert len(set(said)) == 3
    assert all("leave all weapons outside" in text for text in said)


# ---------------------------------------------------------------- flights


def _flight(log: Log, own: dict[int, list[int]]) -> list[str]:
    """What is told of a flight at tick 90 from watcher 4, which was sent, for what is meant to be ten minutes."""
    beat = Beat("hunt", [event(Kind.HUNT_BEGAN, 60, 4, 1), event(Kind.LAY_LOW, 90, 1, 4, 10)])
    words = wording(log)
    words.deeds = Deeds(own=own)
    return [hunt(words, beat, pick)[0] for pick in range(3)]


@pytest.mark.parametrize(
    ("until", "lasted"), [(150, ""), (90 + 599, ""), (90 + 600, "ten minutes"), (90 + 1800, "half an hour")]
)
def test_who_runs_lies_low_until_their_next_deed_and_for_no_time_where_that_is_sooner_than_they_meant(
    log, until, lasted
):
    """`Amara ran for it and lay low for five minutes`, and was at work a minute later."""
    for said in _flight(log, {1: [80, until, until + 600]}):
        assert ("lay low" in said or "kept down" in said) == bool(lasted)
        assert said.endswith(f" for {lasted}." if lasted else ".")


def test_who_runs_runs_from_what_they_have_noticed(log):
    """`With a drone behind him, Rex ran`, where a sentinel stood a step away."""
    names = log.names.watchers
    drone, other = (next(n for n, name in enumerate(names) if name.startswith(kind)) for kind in ("drone", "hunter"))
    for noticed, kind in ((drone, "drone"), (other, "hunter"), (-1, "drone")):
        beat = Beat("hunt", [event(Kind.HUNT_BEGAN, 60, drone, 1), event(Kind.LAY_LOW, 90, 1, noticed, 10)])
        for pick in range(3):
            said = hunt(wording(log), beat, pick)[0]
            assert f"a {kind}" in said.lower()
            assert ("came after" in said or "behind" in said) <= (kind == "drone")


def test_a_deed_is_an_order_that_was_carried_out_and_is_not_hiding(log):
    deeds = Deeds()
    fled, decided = event(Kind.NOTICED, 60, 1, 4), event(Kind.DECIDED, 60, 1)
    orders = [
        event(Kind.ORDERED, 70, 1, amount=Verb.HIDE, cause=decided),
        event(Kind.ORDERED, 80, 1, amount=Verb.RUN, cause=fled),
        event(Kind.ORDERED, 90, 1, amount=Verb.FREE, cause=decided),
        event(Kind.ORDERED, 100, 1, amount=Verb.RUN, cause=decided),
        event(Kind.ORDERED, 110, 2, amount=Verb.FREE, cause=decided),
    ]
    deeds.note(_columns([*orders, event(Kind.REFUSED, 90, 1, cause=orders[2])]), (1,))
    deeds.close()
    assert deeds.own == {1: [100]}
    assert deeds.acted[decided.id] == orders[0].id
    assert (deeds.next(1, 60), deeds.next(1, 100), deeds.next(2, 60)) == (100, None, None)


def _columns(events: list[Event]) -> dict[str, np.ndarray]:
    return {name: np.array([int(getattr(one, name)) for one in events], np.int64) for name in COLUMNS}


# ---------------------------------------------------------------- calls


def test_a_call_is_told_where_its_hearer_is_and_not_where_they_take_it_to_come_from(log, monkeypatch):
    """A scene was headed `the barrel`, from where a call seemed to come, of somebody half a kilometre away."""
    columns = {"who": [0, 1, 0, 0], "tick": [0, 0, 100, 300], "cell": [70, 80, 71, 72]}
    monkeypatch.setattr(log, "tracks", lambda: [{name: np.array(column) for name, column in columns.items()}])
    heard, set_off = event(Kind.BEACON_HEARD, 200, 0, 1), event(Kind.BEACON_SET_OFF, 100, 1)
    overheard = event(Kind.RADIO_TRACED, 50, 4, 1)
    assert [one.where for one in placed(log, [set_off, overheard, heard])] == [set_off.where, 80, 71]
    assert [one.where for one in placed(log, [event(Kind.BEACON_HEARD, 200, 2, 1)])] == [-1]  # of whom nothing is kept


def test_whoever_hears_a_call_is_not_in_the_scene_of_who_calls(log):
    area = log.names.width * log.names.height
    places = Places(log.names)
    here, there = 5, next(n for n in range(60 * log.names.width, area) if places.part(n) != places.part(5))
    called = Beat("", [replace(event(Kind.BEACON_SET_OFF, 60, 1), where=here)])
    heard = Beat("", [replace(event(Kind.BEACON_HEARD, 60, 0, 1), where=there)], came_of=called)
    scenes = cut([called, heard], {0, 1}, places)
    assert [(scene.beats, scene.people) for scene in scenes] == [([called], {1}), ([heard], {0})]


def test_the_beacon_of_the_dead_is_still_calling(log, rows):
    """`Amara heard Ines call for help`, who had died ten minutes before."""
    lyra, vex = rows["lyra"], rows["vex"]
    heard = event(Kind.BEACON_HEARD, 600, lyra, vex)
    for died, still in ((60, True), (700, False)):
        words = wording(log)
        words.deaths[vex] = event(Kind.DIED, died, vex)
        beat = Beat("", [heard])
        [said] = [sentence for sentence in words.beat(beat) if not sentence.talk]
        assert ("Vex Kael's beacon" in said.text and "calling" in said.text) == still
        assert (words.deaths[vex].id in said.events) == still
        assert " by " not in said.text


# ---------------------------------------------------------------- changes of mind


def _minds(*aims: tuple[int, Aim]) -> list[Event]:
    return [event(Kind.DECIDED, tick, 1, -1, aim) for tick, aim in aims]


def test_what_somebody_makes_up_their_mind_to_and_replaces_at_once_is_undone():
    """`Lucy made ready and left for the old station`, and thought better of it after fourteen seconds."""
    goes, stays, goes_again = _minds((60, Aim.REACH), (74, Aim.KEEP_UP), (600, Aim.REACH))
    assert undone([goes, stays, goes_again]) == {goes.id}
    assert undone([goes, replace(stays, who=2), goes_again]) == set()
    assert undone([goes, replace(stays, tick=181), goes_again]) == set()
    assert undone([goes, replace(goes_again, tick=74)]) == set()  # to the same once more
    waits, on_again = replace(stays, tick=80), replace(goes_again, tick=100)
    assert undone([goes, waits, on_again]) == {waits.id}  # taken up again at once
    in_no_time = replace(stays, tick=61)
    assert undone([goes, in_no_time, replace(goes_again, tick=120)]) == {goes.id, in_no_time.id}  # nobody had left yet


def test_a_decision_that_is_undone_is_told_for_what_came_of_it_alone(log, facts, monkeypatch):
    goes, stays = _minds((60, Aim.REACH), (74, Aim.KEEP_UP))
    for came_of_it, told in (([], []), ([event(Kind.ARRESTED, 110, 4, 1, cause=goes)], [60, 110])):
        monkeypatch.setattr(facts, "events", [goes, stays, *came_of_it])
        monkeypatch.setattr(log, "get", {goes.id: goes}.get)
        facts.__dict__.pop("undone", None)
        beats = beats_of(log, [goes, stays, *came_of_it])
        weigh(facts, beats)
        assert [beat.first for beat in chosen(beats, "night", 1)] == told


def test_a_deed_is_told_at_its_first_order(log):
    """`Ten minutes later he set out`, an hour before he did."""
    [goes] = _minds((60, Aim.REACH))
    [waits] = _minds((70, Aim.REST))
    met, order = event(Kind.MET, 600, 1, 2), event(Kind.ORDERED, 3660, 1)
    acted = {goes.id: order.id, waits.id: order.id}
    events = at_their_deeds([goes, waits, met], acted, ())
    assert [(one.kind, one.tick) for one in events] == [(Kind.DECIDED, 70), (Kind.MET, 600), (Kind.DECIDED, 3660)]
    assert at_their_deeds([goes, waits, met], acted, {goes.id}) == [goes, waits, met]
    assert at_their_deeds([goes, waits, met], {}, ()) == [goes, waits, met]


# ---------------------------------------------------------------- raids


def test_a_raid_that_finds_nobody_says_so_and_makes_no_headline(log, facts):
    """`Four sentinels fell upon parlour 5 and blew the door in`, as the first line of a night, with nobody inside."""
    said, weights = {}, {}
    for inside in (0, 2):
        beat = Beat("raid", [event(Kind.RAIDERS_LANDED, 100, 1, 0, 4), event(Kind.DOOR_BLOWN, 110, 0, -1, inside)])
        weigh(facts, [beat])
        [said[inside]], weights[inside] = raid(wording(log), beat, 0), beat.weight
    assert said[0].endswith(", blew the door in and found nobody.")
    assert "nobody" not in said[2]
    assert weights[0] < weights[2] / 2


# ---------------------------------------------------------------- words


def test_what_happens_at_the_same_tick_of_two_nights_is_told_in_words_of_each(log, rows, monkeypatch):
    """`It's nearly time. Don't look at the clock, Lucy.` was said in every night at the same time."""
    parts = [event(Kind.FAREWELL, 60 * n, rows["lyra"], rows["vex"]) for n in range(20)]

    def told(seed: int) -> list[str]:
        monkeypatch.setattr(log, "meta", replace(log.meta, seed=seed))
        return [sentence.text for one in parts for sentence in wording(log).beat(Beat("", [one]))]

    first = told(1)
    assert told(1) == first
    assert sum(one != other for one, other in zip(first, told(2), strict=True)) >= len(first) // 4


# ---------------------------------------------------------------- endings


def test_of_several_endings_of_one_second_a_night_ends_with_the_one_that_says_most(log, facts, monkeypatch):
    """`It ended at 05:01: Amara at the clinic`, where all three had come there in that second."""
    names = list(log.names.endings)
    ends = [event(Kind.ENDED, tick, -1, -1, names.index(name)) for tick, name in (
        (60, "at_the_base"), (600, "both_are_taken"), (600, "one_is_taken"),
    )]  # fmt: skip
    monkeypatch.setattr(facts, "events", ends)
    people, places = People(log, None), Places(log.names)
    said = ending.close(facts, people, Mentions(people, places, log.names), "narrator")[0]
    assert said.text.endswith(": Vex and Lyra were held by the authority.")
    assert said.events == (ends[1].id,)


@pytest.mark.parametrize("scenario", setup.shipped())
def test_a_scenario_names_the_ending_of_all_before_that_of_one_of_them(scenario):
    endings = list(setup.load(scenario).spec.endings.values())
    for n, one in enumerate(endings):
        for after in endings[n + 1 :]:
            few, all_ = set(one.who), set(after.who)
            of_them = few & all_ if one.any else few < all_
            assert not ((one.at, one.are) == (after.at, after.are) and of_them and not after.any)


def test_nobody_who_lies_alone_or_in_the_open_is_safe_without_a_word(log, facts, rows, monkeypatch):
    """A boy of twelve lay hurt and alone in the street at the end, and nothing was said of him."""
    places, people, row = Places(log.names), People(log, None), rows["lyra"]
    cell = int(np.flatnonzero(log.names.district_of >= 0)[0])
    told = [Beat("", [replace(event(Kind.DRESSED, log.meta.tick, row, row), where=cell)])]
    lies = Standing(True, Activity.LYING, "", False, cell, True)
    for indoors, others, untold in ((True, True, False), (True, False, True), (False, True, True)):
        helps = Standing(others, Activity.RESTING, "", False, cell, True)
        of = {row: replace(lies, indoors=indoors)}
        monkeypatch.setattr(log, "standing", lambda one, of=of, helps=helps: of.get(one, helps))
        assert ending._has_an_end_untold(facts, people, places, told, row) == untold


# ---------------------------------------------------------------- sleepers


def test_nobody_talks_with_a_sleeper_who_is_resolved_to_nothing_either(log, rows, monkeypatch):
    """`Lucy sat talking with Rex. Rex was resolved to go on for her sake`: he had been asleep for hours."""
    lyra, vex = rows["lyra"], rows["vex"]
    columns = {"who": [lyra, vex, vex], "tick": [0, 100, 300]}
    columns |= {"doing": [Activity.RESTING, Activity.SLEEPING, Activity.RESTING]}
    monkeypatch.setattr(log, "tracks", lambda: [{name: np.array(column) for name, column in columns.items()}])
    talks = [event(Kind.SOOTHED, tick, lyra, vex, 5) for tick in (60, 200, 400)]
    resolves = [event(Kind.RESOLVES, tick, who, lyra) for tick in (60, 200) for who in (lyra, vex)]
    assert asleep(log, [*talks, *resolves]) == {talks[1].id, resolves[3].id}
    words = wording(log)
    words.deeds = Deeds(asleep=frozenset({talks[1].id}))
    assert all("asleep" in said or "slept" in said for said in (words.clause(talks[1], pick) for pick in range(2)))
    assert not any("asleep" in said or "slept" in said for said in (words.clause(talks[0], pick) for pick in range(2)))


# ---------------------------------------------------------------- lapses


def test_what_lasts_longer_than_is_told_of_it_swallows_no_time(log, rows):
    """`Ines had lost nearly half her blood. She was in shock.`, half an hour apart."""
    lyra = rows["lyra"]
    bled = [event(Kind.CLASS_REACHED, tick, lyra, -1, degree) for tick, degree in ((60, 2), (1790, 3))]
    shocked = Beat("", [event(Kind.SHOCKED, 1800, lyra)])
    words = wording(log)
    words.new_scene("the bridge")
    list(words.beat(Beat("blood", bled)))
    assert next(words.beat(shocked)).text.startswith("Half an hour later ")
    words.new_scene("the bridge")
    hauled = [event(Kind.TOOK_UP, 60, lyra, rows["vex"]), event(Kind.SET_DOWN, 1790, lyra, rows["vex"])]
    list(words.beat(Beat("haul", hauled)))
    assert "later" not in next(words.beat(replace(shocked, events=[replace(shocked.lead, tick=1801)]))).text


# ---------------------------------------------------------------- claims


def test_how_a_claim_came_out_is_told_where_nothing_else_says_it(log, rows, monkeypatch):
    """`The sentinel stood still and weighed the claim`, and then nothing."""
    vex, sentinel = rows["vex"], 4
    paused = event(Kind.PAUSED, 1, sentinel, vex, 12)
    entered = event(Kind.ORDERED, 9, vex, 0, Verb.ENTER)
    building = wording(log).mentions.thing("building", 0)
    monkeypatch.setattr(log, "meta", replace(log.meta, tick=3600))
    for after, said in (
        ([entered], f", and Vex Kael got away into {building}."),
        ([entered, event(Kind.REFUSED, 9, vex, cause=entered)], ", and let Vex Kael be."),
        ([], ", and let Vex Kael be."),
        ([entered, event(Kind.ARRESTED, 40, sentinel, vex)], ""),
        ([event(Kind.ARRESTED, 400, sentinel, vex)], ", and let Vex Kael be."),
    ):
        monkeypatch.setattr(log, "events", lambda about, since, after=after: iter([paused, *after]))
        [told] = [one for one in wording(log).beat(Beat("", [paused])) if not one.talk]
        assert told.text.endswith(said or ".")
        assert (" away " in told.text or " be." in told.text) == bool(said)
        assert (entered.id in told.events) == ("away" in told.text)
