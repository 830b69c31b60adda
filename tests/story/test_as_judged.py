"""A night as judges would have it: what comes to nothing left out, what is said once said once, and who is meant."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from scenes.tellings import beats_of, said_of, wording
from scenes.tellings import event as _event

from undergrid.runs.reading import Standing
from undergrid.story.chronicle import _known_anyway, _of_no_shot, _over
from undergrid.story.chronicle.ending import close
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.joining import joined
from undergrid.story.chronicle.meetings import of_note
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.refrains import at_stake, first_sky, tended_once, there_already
from undergrid.story.chronicle.salience import chosen, weigh
from undergrid.story.chronicle.spell import Places
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

CROWD = 200  # the row of somebody without a name


# ---------------------------------------------------------------- what comes to nothing


def _hunt(*kinds: Kind) -> Beat:
    return Beat("hunt", [_event(kind, 60 * n, 0, 1) for n, kind in enumerate((Kind.HUNT_BEGAN, *kinds))])


def test_a_hunt_and_a_fight_that_come_to_nothing_are_not_told_however_unlikely_they_were(log):
    """`For three minutes a hunter was after him.`"""
    lucky = replace(_event(Kind.SHOT_AT_WATCHER, 60, 0, 1), stream=1, odds=2**20)
    vain = [_hunt(), _hunt(Kind.CAUGHT_UP), Beat("fight", [_event(Kind.FIRED_ON, 60), lucky])]
    told = [_hunt(Kind.STOPPED), _hunt(Kind.SLIPPED_AWAY)]
    told.append(Beat("fight", [_event(Kind.FIRED_ON, 60), _event(Kind.OUT_OF_ACTION, 61)]))
    for beat in (*vain, *told):
        weigh(Facts(log, about(log, None), 0, 10), [beat])
        assert bool(chosen([beat], "night", 10)) == any(beat is one for one in told)


def test_what_came_to_nothing_takes_nothing_from_the_like_that_did_not(log):
    beats = [_hunt(), _hunt(), _hunt(), _hunt(Kind.LAY_LOW)]
    weigh(Facts(log, about(log, None), 0, 10), beats)
    alone = _hunt(Kind.LAY_LOW)
    weigh(Facts(log, about(log, None), 0, 10), [alone])
    assert beats[-1].weight == alone.weight


def test_a_stop_that_comes_to_nothing_a_resolve_for_nobody_and_chores_are_for_what_came_of_them():
    stop = _beat("hunt", Kind.HUNT_BEGAN, Kind.STOPPED, Kind.LET_GO)
    taken, ran = _beat("hunt", Kind.STOPPED), _beat("hunt", Kind.STOPPED, Kind.LET_GO, Kind.LAY_LOW)
    alone, for_them = (Beat("", [_event(Kind.RESOLVES, 60, 0, whom)], weight=3.0) for whom in (-1, 1))
    chores = _beat("preparation", Kind.TASK_DONE)
    assert chosen([stop, taken, ran, alone, for_them, chores], "night", 10) == [taken, for_them]


def _beat(how: str, *kinds: Kind) -> Beat:
    return Beat(how, [_event(kind, 60 + n, n, n + 1) for n, kind in enumerate(kinds)], weight=3.0)


def test_a_flight_is_told_once_of_those_of_whom_a_reader_knows_what_they_are_about():
    """`Kael ran from a drone`, of whom nothing else was told; and she ran, and ran, and ran."""
    flight, again = (Beat("hunt", [_event(Kind.HUNT_BEGAN, t, 9, 0), _event(Kind.LAY_LOW, t + 1, 0)]) for t in (60, 90))
    goes = Beat("", [_event(Kind.DECIDED, 10, 0, -1, Aim.ANSWER_CALL)])
    met = Beat("hunt", [_event(Kind.HUNT_BEGAN, 70, 9, 0), _event(Kind.SLIPPED_AWAY, 71, 0, 9)])
    assert list(at_stake([flight, again])) == []
    assert list(at_stake([goes, flight, again, met])) == [goes, flight, met]


def test_a_hunt_that_began_before_a_reader_knew_counts_by_when_they_ran():
    """She ran from a drone with a call in her ears; it had been after her since before she heard it."""
    flight = Beat("hunt", [_event(Kind.HUNT_BEGAN, 60, 9, 0), _event(Kind.LAY_LOW, 200, 0)])
    heard = Beat("", [_event(Kind.BEACON_HEARD, 150, 0, 1)])
    assert list(at_stake([flight, heard])) == [flight, heard]


def test_two_who_come_face_to_face_are_told_of_once_where_nothing_else_says_so(log, rows):
    """`She told Kael of a place`, of whom a reader did not know that he was there."""
    people, (lyra, jost, vex) = People(log, None), (rows[name] for name in ("lyra", "jost", "vex"))
    met, back = _event(Kind.MET, 60, lyra, jost), _event(Kind.MET, 60, jost, lyra)
    again, of_old, stranger = (
        _event(Kind.MET, 9000, lyra, jost),
        _event(Kind.MET, 60, lyra, vex),
        _event(Kind.MET, 60, lyra, CROWD),
    )
    assert list(of_note([met, back, again, of_old, stranger], people)) == [met]
    hunts = _event(Kind.HUNT_BEGAN, 60, lyra, jost)  # a watcher of the same number
    assert list(of_note([met, hunts], people)) == [met, hunts]
    asked = _event(Kind.ASKED, 600, lyra, jost)
    assert list(of_note([met, asked], people)) == [asked]
    let_in = _event(Kind.LET_IN, 30, rows["dov"], lyra)  # she has come in among them
    assert list(of_note([met, let_in], people)) == [let_in]
    comrades = _event(Kind.MET, 60, vex, rows["sela"])
    assert not people.acquainted(vex, rows["sela"])
    assert list(of_note([comrades], people)) == []
    late = _event(Kind.ASKED, 700, lyra, jost)
    assert list(of_note([met, late], people)) == [met, late]


@pytest.mark.parametrize(("aim", "over"), [(Aim.LINK, 9000), (Aim.SHELTER, 1000)])
def test_a_night_is_not_over_with_an_end_on_the_way_as_long_as_somebody_goes_on_for_it(aim, over):
    """After *one is taken* she tried for the cube twice more, and dressed a dying man: none of it was told."""
    end, decides = _event(Kind.ENDED, 1000, 0), Beat("", [_event(Kind.DECIDED, 9000, 1, -1, aim)])
    facts = SimpleNamespace(events=[end], before=10_000)
    assert _over(facts, [decides]) == over
    facts.events.clear()
    assert _over(facts, [decides]) == 10_000


def _treats(tick: int, who: int, whom: int, *kinds: Kind) -> Beat:
    return Beat("treatment", [_event(kind, tick + n, who, whom) for n, kind in enumerate(kinds)])


def test_who_has_been_seen_to_is_not_seen_to_again_but_for_what_is_new():
    """`She gave him morphine`, three times over; `Sela put a dressing on her`, who had just bound herself up."""
    first = _treats(60, 0, 1, Kind.FREED, Kind.DRESSED, Kind.INJECTED)
    more, other, water = (
        _treats(2000, 0, 1, Kind.INJECTED),
        _treats(900, 2, 1, Kind.STABILISED),
        _treats(3000, 0, 1, Kind.GAVE_WATER),
    )
    late, stops = _treats(9000, 0, 1, Kind.STABILISED), _treats(950, 2, 1, Kind.TOURNIQUET_PUT_ON)
    own, other_one = _treats(100, 3, 3, Kind.DRESSED), _treats(120, 0, 4, Kind.DRESSED)
    told = [first, own, other_one, other, stops, more, water, late]
    assert list(tended_once(told)) == [first, other_one, stops, water, late]


def test_the_sky_of_which_it_was_told_that_somebody_saw_it_first_is_not_looked_at_again_at_once():
    saw = Beat("", [_event(Kind.SAW_REAL_SKY, 100, 0)])
    looks = [Beat("look", [_event(Kind.DECIDED, tick, who)]) for tick, who in ((150, 0), (150, 1), (7300, 0))]
    assert list(first_sky([saw, *looks])) == [saw, *looks[1:]]


def test_nobody_speaks_up_for_somebody_to_who_knows_them(log, rows):
    """`Dov gave Vex his word for Lyra`, whom Vex had brought there."""
    people = People(log, None)
    assert _known_anyway(people, _event(Kind.VOUCHED, 60, rows["dov"], rows["vex"], rows["lyra"]))
    assert not _known_anyway(people, _event(Kind.VOUCHED, 60, rows["dov"], CROWD, rows["lyra"]))


def test_comrades_do_not_introduce_themselves(log, rows):
    """`A quarter of an hour later Vex exchanged names with Jost`, with whom he had sat in a council for hours."""
    people = People(log, None)
    assert people.sworn_alike(_event(Kind.NAMED, 60, rows["vex"], rows["jost"]))
    assert not people.sworn_alike(_event(Kind.NAMED, 60, rows["vex"], rows["lyra"]))
    assert not people.sworn_alike(_event(Kind.NAMED, 60, CROWD, CROWD + 1))


def test_whoever_is_left_lying_is_told_of_though_nothing_came_of_it():
    faint = Beat("decline", [_event(Kind.FAINTED, 60), _event(Kind.SET_DOWN, 60)], weight=4.0)
    assert chosen([faint], "night", 10) == [faint]
    faint.events.pop()
    assert chosen([faint], "night", 10) == []


def test_that_no_shot_could_be_fired_is_not_told(log, monkeypatch):
    for verb, left_out in ((Verb.SHOOT_DOWN, True), (Verb.SHOOT, True), (Verb.ENTER, False)):
        order = _event(Kind.ORDERED, 60, 0, 1, verb)
        monkeypatch.setattr(log, "get", {order.id: order}.get)
        assert _of_no_shot(log, _event(Kind.REFUSED, 60, 0, 1, Refusal.BARRED, order)) == left_out


@pytest.mark.parametrize("kind", [Kind.MARK_WRITTEN, Kind.FELL_ASLEEP, Kind.SOOTHED, Kind.TRAIL_FOUND, Kind.DECIDED])
def test_what_is_told_for_what_came_of_it_is_told_where_that_is(kind):
    """`Amara wrote on a wall of a drone`, and nobody read it."""
    beat = Beat("", [_event(kind, 60, 0, -1, Aim.KEEP_WATCH if kind == Kind.DECIDED else 0)], weight=3.0, bears=1)
    between = Beat("", [_event(Kind.TRACKED_IN, 90)], weight=0.1, came_of=beat)
    came = Beat("", [_event(Kind.DIED, 120)], weight=8.0, came_of=between)
    assert beat in chosen([beat, between, came], "night", 10)
    assert came.came_of is beat
    assert beat not in chosen([beat, between], "night", 10)
    idle = Beat("", [_event(Kind.TRAIL_FOUND, 130)], weight=3.0, came_of=beat)
    assert chosen([beat, idle], "night", 10) == []  # one is told for the other, and the other for nothing
    assert beat in chosen([beat, between], "full", 10)


# ---------------------------------------------------------------- what is said once


def test_a_voice_that_moves_nobody_is_told_once_of_each_whom_it_reaches():
    """`Erevos spoke to Dov, and Lyra heard it. Then Lyra withstood the voice.`, six times in half an hour."""
    spoke = [_event(Kind.MIND_SPOKE, 60 * n, 0, whom, 1) for n, whom in enumerate((1, 2, 1, 1), start=1)]
    firm = [_event(Kind.STOOD_FIRM, 60 * n, 5, -1, 0, one) for n, one in enumerate(spoke[:3], start=1)]
    held = _event(Kind.STALLED, 240, 5, -1, 45, spoke[3])
    beats = [Beat("", [one], weight=4.0) for one in sorted([*spoke, *firm, held], key=lambda one: one.tick)]
    told = [beat.lead for beat in chosen(joined(beats), "full", 10)]
    assert told == [spoke[0], firm[0], spoke[1], spoke[3], held]
    unsaid = _event(Kind.STOOD_FIRM, 180, 1, -1, 0, spoke[2])  # as if they had stood firm against nothing
    beats = [Beat("", [one], weight=4.0) for one in (*spoke[:3], unsaid)]
    assert unsaid not in [beat.lead for beat in chosen(joined(beats), "full", 10)]


def test_a_machine_that_is_shot_down_is_told_once_where_somebody_is_free_by_that():
    """`Vex brought a hunter down. Oyelaran got away, for Vex had shot the hunter down.`"""
    shot, other = _event(Kind.OUT_OF_ACTION, 60, 7, 1), _event(Kind.OUT_OF_ACTION, 61, 8, 1)
    free = _event(Kind.BROKE_AWAY, 62, 2, 7, 0, shot)
    fight, got_away = Beat("fight", [shot, other]), Beat("", [free])
    assert joined([fight, got_away]) == [fight, got_away]
    assert (fight.events, got_away.also) == ([other], [shot.id])
    only = Beat("fight", [_event(Kind.SHOT_AT_WATCHER, 59, 1, 7), shot])  # nobody shot at it, and missed
    assert joined([only, alone := Beat("", [free])]) == [alone]


def test_those_in_a_fight_of_several_have_their_names(log, rows, monkeypatch):
    """`Dov brought two hunters down; a hunter hit her in the head.`"""
    hunter = next(row for row, name in enumerate(log.names.watchers) if name.startswith("hunter"))
    sela, dov = rows["sela"], rows["dov"]
    seen = _event(Kind.NAMED, 30, sela, dov)
    down = [_event(Kind.FIRED_ON, 60, hunter, sela), _event(Kind.OUT_OF_ACTION, 61, hunter, dov)]
    hit = _event(Kind.WOUNDED, 62, sela, hunter, wound_code(WoundKind.GUNSHOT, BodyPart.HEAD, 3, dirty=False))
    last = said_of(log, monkeypatch, [seen, *down, hit])[-1]
    assert "Dov" in last
    assert "Sela" in last
    assert " her " not in last


def test_nobody_takes_a_mind_of_the_network_for_he(log, rows, monkeypatch):
    """`Erevos spoke to Vex. He went to link the cube to the network.`"""
    spoke, after = _event(Kind.MIND_SPOKE, 60, 0, rows["vex"], 0), _event(Kind.SHOCKED, 90, rows["vex"], -1)
    assert "Vex" in said_of(log, monkeypatch, [spoke, after])[-1]


def test_what_a_purge_kills_is_told_of_all_and_against_what_was_foreseen(log, monkeypatch):
    """`It would kill 358 people who had sworn to nobody. 361 people died of the purge.`"""
    foreseen = [_event(Kind.DEATHS_FORESEEN, 60, 0, whom, n) for whom, n in ((-1, 358), (1, 3), (0, 0))]
    [said] = said_of(log, monkeypatch, foreseen)
    assert f"358 people who had sworn to nobody and three of {log.names.factions[1]}." in said
    later = [replace(one, tick=200) for one in foreseen]
    of_kind = {"deaths foreseen": [*foreseen, *later[:1]]}
    monkeypatch.setattr(log, "events", lambda kind, since=0: iter(of_kind[kind]))
    [said] = said_of(log, monkeypatch, [replace(foreseen[0], tick=50), *foreseen])  # linked anew
    assert "and three of" in said
    assert said.count("sworn to nobody") == 1
    purge = _event(Kind.ENGINE_FIRED, 100, 0, 0)
    operator = _event(
        Kind.DIED, 101, 3, -1, Death.DISCHARGE, purge
    )  # which nobody had foreseen, nor is it of the purge
    for n, told in ((361, "."), (363, ", two more than foreseen."), (360, ", one fewer than foreseen.")):
        deaths = [_event(Kind.DIED, 100, CROWD + k, -1, Death.PURGE, purge) for k in range(n)]
        words = wording(log)
        words.deaths, of_kind["died"] = {3: operator}, [*deaths, operator]
        monkeypatch.setattr(log, "get", {event.id: event for event in deaths}.get)
        *_, last = [one.text for beat in beats_of(log, deaths) for one in words.beat(beat)]
        assert last.endswith(f"died of the purge{told}")
        of_kind["died"].append(_event(Kind.DIED, 100, CROWD + n, -1, Death.PURGE, purge))  # elsewhere: not all is told
        *_, last = [one.text for beat in beats_of(log, deaths) for one in wording(log).beat(beat)]
        assert last.endswith("died of the purge.")


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("ENGINE_LINKED",), "stayed linked to the core, and nobody had fired it."),
        (("ENGINE_LINKED", "ENGINE_UNLINKED"), "pulled off the core, and nobody had fired it."),
        (("ENGINE_LINKED", "ENGINE_UNLINKED", "ENGINE_LINKED"), "stayed linked to the core, and nobody had fired it."),
        (("ENGINE_LINKED", "ENGINE_FIRED"), ""),
        ((), ""),
    ],
)
def test_what_became_of_an_engine_that_nobody_fired_is_said(log, kinds, said):
    """Of three nights in which it was linked and not fired, no reader could tell what had become of it."""
    core = next(row for row, name in enumerate(log.names.nodes) if name == "core")
    facts = Facts(log, about(log, None))
    facts.events = [_event(getattr(Kind, kind), 60 * n, 1, core) for n, kind in enumerate(kinds)]
    mentions = Mentions(People(log, None), Places(log.names), log.names)
    told = [one for one in close(facts, mentions.people, mentions, "narrator", []) if "cube" in one.text]
    assert [one.text.partition("The cube ")[2].removeprefix("had been ") for one in told] == [said] * bool(said)
    assert not told or told[0].events == (facts.events[-1].id,)


def test_why_one_is_let_in_and_another_is_not_issaid_of(log, rows, monkeypatch):
    """`So Jost let Vex in`, right after he had refused four times whom nobody had vouched for."""
    own, other = (_event(Kind.LET_IN, 60, rows["jost"], rows[whom]) for whom in ("vex", "lyra"))
    assert said_of(log, monkeypatch, [own])[-1].endswith(", one of his own.")
    assert "own" not in said_of(log, monkeypatch, [other])[-1]


def test_who_is_let_in_on_the_word_of_another_is_said_to_be(log, rows, monkeypatch):
    """`Sela vouched to Jost for Lyra`, and of the door that opened for it, not a word of why."""
    word = replace(_event(Kind.VOUCHED, 50, rows["vex"], rows["jost"]), amount=rows["lyra"])
    let_in = _event(Kind.LET_IN, 60, rows["jost"], rows["lyra"])
    edges = {let_in.id: [(word.id, Role.CREDENTIAL)]}
    monkeypatch.setattr(log, "because", lambda event: edges.get(event, []))
    assert re.search("on (Vex's|Vex Kael's|his) word", said_of(log, monkeypatch, [word, let_in])[-1])
    edges.clear()
    assert " word" not in said_of(log, monkeypatch, [word, let_in])[-1]


def test_whoever_has_come_in_is_not_told_to_arrive():
    """`Rex got through gate 1. Rex was there at last.`"""
    came, arrived = Beat("", [_event(Kind.CROSSED, 60, 1, 0)]), Beat("", [_event(Kind.ACHIEVED, 120, 1, -1)])
    assert there_already([came, arrived]) == [came]
    late = Beat("", [_event(Kind.ACHIEVED, 661, 1, -1)])
    other = Beat("", [_event(Kind.ACHIEVED, 120, 2, -1)])
    assert there_already([came, late, other]) == [came, late, other]


def test_the_close_of_a_night_says_what_a_reader_does_not_know_yet(log, rows, monkeypatch):
    """`Lyra Vale: dead. Mara: resting.`, of one whose death was told and one who had no part in it."""
    people, places = People(log, None), Places(log.names)
    facts = Facts(log, about(log, None))
    late = log.meta.tick - 600
    told = [
        Beat("", [_event(Kind.DIED, 60, rows["lyra"], -1)]),
        Beat("", [_event(Kind.SHOCKED, late, rows["vex"], -1)]),
    ]
    facts.events = []
    now = Standing(True, Activity.RESTING, "", False, told[1].lead.where, False)
    for vex, untold in (
        (now, False), (replace(now, wanted=True), True), (replace(now, doing=Activity.UNCONSCIOUS), True),
        (replace(now, cell=next(iter(log.names.places))), True), (replace(now, alive=False), True),
    ):  # fmt: skip
        monkeypatch.setattr(log, "standing", lambda row, of={rows["vex"]: vex}: of.get(row, replace(now, alive=False)))
        said = [one.text for one in close(facts, people, Mentions(people, places, log.names), "narrator", told)]
        assert [text.partition(" was ")[0] for text in said] == ["Vex Kael"] * untold
    monkeypatch.setattr(log, "standing", lambda row: now)
    monkeypatch.setattr(log, "meta", replace(log.meta, tick=late + 10801))
    assert close(facts, people, Mentions(people, places, log.names), "narrator", told)  # long since
