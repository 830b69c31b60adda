"""A night as a second reader would have it: what many die of, fights in their place, scenes in order, no refrains."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from scenes.tellings import beats_of, decided_at, event, said_of

from undergrid.core import luck
from undergrid.runs.reading import Log, Standing
from undergrid.story.chronicle import ending
from undergrid.story.chronicle.chained import once
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import MANY, Facts, _tolls, about
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.salience import chosen
from undergrid.story.chronicle.scenes import cut
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.weights import weight
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.council import Vote
from undergrid.world.tables.minds import Hitch
from undergrid.world.tables.orders import TARGETS, Refusal
from undergrid.world.tables.people import Activity

CROWD = 200  # the row of somebody without a name


def _event(kind: Kind, tick: int, who: int = 0, whom: int = 1, amount: int = 0, cause: Event | None = None) -> Event:
    return event(kind, tick, who, whom, amount, cause)


# ---------------------------------------------------------------- what many die of


def test_how_many_die_of_the_purge_is_told_right_after_the_firing_and_who_has_a_name_dies_by_themselves(
    log, rows, monkeypatch
):
    """Over a thousand died of the purge, and the chronicle told that 1,741 pulled out of the DreamNet."""
    fired = _event(Kind.ENGINE_FIRED, 60, rows["vex"])
    died = [
        _event(Kind.DIED, 60, who, -1, Death.PURGE, fired) for who in (rows["lyra"], *range(CROWD, CROWD + 2 * MANY))
    ]
    out = [_event(Kind.UNPLUGGED, 60, who, -1) for who in range(CROWD + 50, CROWD + 50 + MANY)]
    said = said_of(log, monkeypatch, [fired, *out, *died])
    assert "Vex" in said[0]
    assert said[1] == "Twenty people died of the purge."
    assert said[2] == "Ten people were pulled out of the DreamNet."
    assert said[3].startswith("Lyra Vale")
    assert len(said) == 4


def test_only_deaths_of_which_many_came_of_one_thing_are_those_of_a_city():
    kinds = np.array([int(Kind.DIED)] * (MANY + 5) + [int(Kind.WOUNDED)])
    causes = np.array([7] * MANY + [8, 9, 0, 0, 0] + [7])
    assert np.flatnonzero(_tolls({"kind": kinds, "cause": causes})).tolist() == list(range(MANY))
    assert not _tolls({"kind": kinds, "cause": np.where(causes == 7, 0, causes)}).any()  # of what nobody knows


# ---------------------------------------------------------------- fights


def _fights(log: Log, events: list[Event]) -> list[tuple[int, int]]:
    return [(beat.first, beat.last) for beat in beats_of(log, events) if beat.how == "fight"]


@pytest.mark.parametrize("kind", [Kind.DIED, Kind.ARRESTED, Kind.STALLED])
def test_a_fight_is_told_up_to_what_befalls_somebody_in_it_and_from_then_on_anew(log, kind):
    """Shots of four minutes were told before the arrest in their midst, and before the voice that held her."""
    shots = [_event(Kind.FIRED_ON, tick, 4, 1) for tick in (60, 100, 140, 200)]
    who, whom = (4, 1) if kind == Kind.ARRESTED else (1, -1)
    turn = _event(kind, 120, who, whom)
    assert _fights(log, shots) == [(60, 200)]
    assert _fights(log, [*shots, turn]) == [(60, 100), (140, 200)]
    assert _fights(log, [*shots, replace(turn, who=9, whom=9)]) == [(60, 200)]  # it befalls somebody else


def test_a_wound_of_the_second_in_which_somebody_dies_is_of_the_fight(log):
    events = [_event(Kind.DIED, 60, 1, -1), _event(Kind.FIRED_ON, 60, 4, 1), _event(Kind.WOUNDED, 60, 1, 4)]
    [beat] = [beat for beat in beats_of(log, events) if beat.how == "fight"]
    assert {event.kind for event in beat.events} == {Kind.FIRED_ON, Kind.WOUNDED}


def test_a_fight_on_another_level_is_another_fight(log):
    area = log.names.width * log.names.height
    here, below = (replace(_event(Kind.FIRED_ON, tick, 4, 1), where=n * area + 5) for n, tick in enumerate((60, 70)))
    assert _fights(log, [here, below]) == [(60, 60), (70, 70)]
    assert _fights(log, [here, replace(below, where=here.where)]) == [(60, 70)]


# ---------------------------------------------------------------- scenes


def _two_places(log: Log) -> tuple[int, int]:
    places, area = Places(log.names), log.names.width * log.names.height
    here = 5
    far = next(cell for cell in range(here, area) if places.part(cell) != places.part(here))
    return here, far + 60 * log.names.width


def test_whoever_joins_a_scene_that_had_begun_before_they_set_out_is_told_to_set_out_first(log):
    """She arrived at the base in a scene of 21:37, and set out from the train in the next, of 21:38."""
    here, there = _two_places(log)
    beats = [decided_at(here, 0, 2), decided_at(there, 60, 1), decided_at(here, 1200, 2, 1), decided_at(here, 1230, 1)]
    scenes = cut(beats, {1, 2}, Places(log.names))
    assert [[beat.first for beat in scene.beats] for scene in scenes] == [[0], [60], [1200, 1230]]


def test_of_each_person_everything_is_told_in_the_order_of_time(eden):
    """Scenes that overlap told at 17:59 what somebody did, and then how they had run at 17:34."""
    log = Log(eden)
    facts = Facts(log, about(log, None))
    beats = beats_of(log, [event for event in facts.events if event.tick])
    told = defaultdict(list)
    for scene in cut(beats, set(log.names.citizens), Places(log.names)):
        for beat in scene.beats:
            for row in beat.people & set(log.names.citizens):
                told[row].append(beat.turn.tick)
    assert max(map(len, told.values())) > 20
    assert all(ticks == sorted(ticks) for ticks in told.values())


def test_what_comes_of_something_in_the_same_second_is_told_in_its_scene_wherever_it_is(log):
    """`Lyra withstood the voice` stood alone, in a scene of the next corridor, behind the one in which it spoke."""
    here, there = _two_places(log)
    for tick, n in ((60, 1), (90, 2)):
        spoke, stands = decided_at(here, 60, 1), decided_at(there, tick, 2)
        stands.came_of = spoke
        assert len(cut([spoke, stands], {1, 2}, Places(log.names))) == n


def test_a_scene_ends_where_those_in_it_come_to_another_part_of_the_city(log):
    here, there = _two_places(log)
    assert len(cut([decided_at(here, 0, 1), decided_at(here, 200, 1)], {1}, Places(log.names))) == 1
    assert len(cut([decided_at(here, 0, 1), decided_at(there, 200, 1)], {1}, Places(log.names))) == 2


def test_nothing_of_a_second_is_told_before_what_brought_it_about(log):
    """`Amara could not forgive herself for Ines. Amara found no pulse in Ines.`"""
    felt = _event(Kind.NO_PULSE, 60, 0, 1)
    feels = [_event(Kind.FEELS_GUILT, 60, 0, 1, 2, felt), _event(Kind.GRIEVES, 60, 0, 1, 2, felt)]
    assert [beat.lead.kind for beat in beats_of(log, [*feels, felt])] == [Kind.NO_PULSE, Kind.GRIEVES]


def test_whoever_dies_is_told_to_die_after_all_else_of_that_second(log):
    """She died of the purge, and then she heard the scream."""
    fired = _event(Kind.ENGINE_FIRED, 60, 1)
    scream = _event(Kind.CORE_SCREAMED, 60, 0, cause=fired)
    heard = _event(Kind.SCREAM_HEARD, 60, 1, -1, cause=scream)
    died = _event(Kind.DIED, 60, 1, -1, Death.PURGE, fired)
    echo = _event(Kind.ECHO_LEFT, 60, 1, 0, cause=died)
    assert [beat.lead for beat in beats_of(log, [fired, died, scream, heard, echo])][-2:] == [died, echo]


# ---------------------------------------------------------------- who is left lying


@pytest.mark.parametrize(("kind", "amount"), [(Kind.ARRESTED, 0), (Kind.DIED, Death.SHOCK), (Kind.FAINTED, 0)])
def test_whoever_was_hauled_by_who_falls_or_is_taken_is_left_lying_and_has_not_arrived(
    log, rows, monkeypatch, kind, amount
):
    """`She pulled Leo onto a tarp and, a quarter of an hour later, set Leo down in the southern camps`: arrested."""
    lyra, dov = rows["lyra"], rows["dov"]
    took = _event(Kind.TOOK_UP, 60, lyra, dov)
    fell = _event(kind, 600, *((4, lyra) if kind == Kind.ARRESTED else (lyra, -1)), amount=amount)
    said = said_of(log, monkeypatch, [took, fell, _event(Kind.SET_DOWN, 600, lyra, dov, cause=fell)])
    assert len(said) == 2
    assert "later" not in said[0]
    assert "Dov" in said[1]
    assert "was left lying" in said[1]


def test_whoever_is_set_down_on_purpose_has_been_brought_there_and_who_is_taken_off_is_not_left(log, rows, monkeypatch):
    lyra, dov = rows["lyra"], rows["dov"]
    took, order = _event(Kind.TOOK_UP, 60, lyra, dov), _event(Kind.ORDERED, 600, lyra)
    [said] = said_of(log, monkeypatch, [took, _event(Kind.SET_DOWN, 600, lyra, dov, cause=order)])
    assert "nine minutes later" in said
    taken = _event(Kind.ARRESTED, 600, 4, dov)
    said = said_of(log, monkeypatch, [took, taken, _event(Kind.SET_DOWN, 600, lyra, dov, cause=taken)])
    assert "left lying" not in " ".join(said)


@pytest.mark.parametrize(
    ("doing", "indoors", "beside", "alone"),
    [
        (Activity.LYING, False, None, True),
        (Activity.UNCONSCIOUS, False, Activity.HELD, True),
        (Activity.LYING, True, None, False),
        (Activity.WAITING, False, None, False),
        (Activity.LYING, False, Activity.WAITING, False),
        (Activity.LYING, False, Activity.LYING, True),
    ],
)
def test_who_ends_lying_in_the_open_with_nobody_by_is_told_to_be_left_alone(
    log, rows, monkeypatch, doing, indoors, beside, alone
):
    far = 5 + 60 * log.names.width

    def standing(row: int) -> Standing:
        if row == rows["dov"]:
            return Standing(True, doing, "", False, 5, indoors)
        return Standing(
            True, beside or Activity.WAITING, "", False, 5 if beside and row == rows["lyra"] else far, False
        )

    monkeypatch.setattr(log, "standing", standing)
    said = ending.standing(log, Places(log.names), rows["dov"])
    assert said.startswith("left alone in the open, alive") == alone


def test_the_end_of_everybody_with_a_part_is_told_though_nothing_befell_them(log):
    facts = Facts(log, about(log, None))
    facts.events = [event for event in facts.events if event.kind == Kind.SCENARIO]
    people = People(log, None)
    said = [one.text for one in ending.close(facts, people, Mentions(people, Places(log.names), log.names), "narrator")]
    assert sum("Lyra Vale" in text for text in said) == 1


@pytest.mark.parametrize("after", [None, Kind.PLEDGE_KEPT, Kind.RELEASED])
def test_of_whoever_has_not_kept_a_promise_the_end_says_so(log, rows, after):
    """`Kael: resting in the clinic`: those whom he had promised to bring there were taken an hour before."""
    facts, people = Facts(log, about(log, None)), People(log, None)
    later = [] if after is None else [_event(after, 70, rows["dov"], rows["lyra"])]
    facts.events = [*facts.events, _event(Kind.PLEDGED, 60, rows["dov"], rows["lyra"]), *later]
    said = ending.close(facts, people, Mentions(people, Places(log.names), log.names), "narrator")
    of_dov = next(one.text for one in said if "Dov Anselm" in one.text)
    assert of_dov.endswith(", the promise to Lyra unkept.") == (after is None)


def test_an_echo_is_the_last_word_of_a_night(log, rows):
    facts = Facts(log, about(log, None))
    facts.events = [*facts.events, _event(Kind.ECHO_LEFT, 60, rows["lyra"], 0)]
    people = People(log, None)
    said = ending.close(facts, people, Mentions(people, Places(log.names), log.names), "narrator")
    assert said[-1].text.startswith("Not all of Lyra Vale was gone: an echo stayed on ")


# ---------------------------------------------------------------- refrains


def _faints(tick: int, n: int, back: bool = True) -> Beat:
    kinds = [Kind.FAINTED, Kind.CAME_TO] * n if back else [Kind.FAINTED] * n
    return Beat("decline", [_event(kind, tick + k, 1, -1) for k, kind in enumerate(kinds)], weight=4.0)


def test_that_somebody_faints_and_comes_to_is_told_once_in_a_night_unless_something_came_of_it():
    """`Leo lost consciousness three times in two hours, and came back each time`, again and again."""
    once, most, more, gone = _faints(0, 1), _faints(9000, 3), _faints(18000, 2), _faints(27000, 1, back=False)
    assert chosen([once, most, more, gone], "full", 10) == [most, gone]
    more.bears = 1
    assert chosen([once, most, more, gone], "full", 10) == [most, more, gone]


def test_a_rumour_is_told_once_in_a_night():
    told = [Beat("", [_event(Kind.RUMOUR_TOLD, 60 * n, n, 9, n == 3)], weight=2.0) for n in range(1, 5)]
    assert chosen(told, "full", 10) == [told[0], told[2]]
    held = [Beat("", [_event(Kind.RUMOUR_BELIEVED, 60 * n, n, 9, n == 3)], weight=4.0) for n in range(1, 5)]
    assert chosen(held, "full", 10) == [held[0], held[2]]


@pytest.mark.parametrize("hitch", Hitch)
def test_that_somebody_gets_no_further_is_told_where_something_is_in_their_way(hitch):
    """`She came to a stop: the answer was no.`"""
    told = hitch not in (Hitch.NOTHING_TO_DO, Hitch.REFUSED, Hitch.OTHERS_FIRST)
    assert (weight(Kind.STUCK, hitch) > 0) == told


def test_grief_and_guilt_about_one_death_are_one_sentence(log, rows, monkeypatch):
    lyra, dov, sela = rows["lyra"], rows["dov"], rows["sela"]
    died = _event(Kind.DIED, 60, dov, -1)
    alone = [_event(Kind.GRIEVES, 70, lyra, dov, 2, died), _event(Kind.FEELS_GUILT, 70, lyra, dov, 2, died)]
    [_, said] = said_of(log, monkeypatch, [died, *alone])
    assert said.endswith(("and could not forgive herself.", ", and could not forgive herself."))
    [_, said] = said_of(log, monkeypatch, [died, *alone, _event(Kind.GRIEVES, 70, sela, dov, 2, died)])
    assert said.endswith("; Lyra could not forgive herself.")
    assert len(said_of(log, monkeypatch, [died, alone[1]])) == 2  # who does not grieve feels guilty by themselves


# ---------------------------------------------------------------- words


def test_a_machine_that_nobody_could_shoot_at_has_no_number(log, rows, monkeypatch):
    """`Lyra could not shoot at hunter 1: something stood in the way.`"""
    [verb, *_] = [verb for verb, table in TARGETS.items() if table == "watcher"]
    order = _event(Kind.ORDERED, 60, rows["lyra"], 0, verb)
    refused = _event(Kind.REFUSED, 61, rows["lyra"], -1, Refusal.BARRED, order)
    said = said_of(log, monkeypatch, [order, refused])[-1]
    kind, _, number = log.names.watchers[0].rpartition(" ")
    assert kind in said
    assert f"{kind} {number}" not in said


def test_several_without_a_name_are_a_number(log, rows):
    mentions = Mentions(People(log, None), Places(log.names), log.names)
    crowd = list(range(CROWD, CROWD + 8))
    assert mentions.together([rows["jost"], *crowd]) == "Jost Harrow and eight others"
    assert mentions.together(crowd[:3]) == "three strangers"
    assert mentions.together([rows["jost"], CROWD]).startswith("Jost and a")


def test_it_is_bound_up_and_not_up_it():
    said = once(
        "Sela cut the cloth away from her own wound, put a dressing on her own wound, and bound up her own wound"
    )
    assert said == "Sela cut the cloth away from her own wound, put a dressing on it, and bound it up"


@pytest.mark.parametrize(("one_in", "told"), [(10_094, ", against all odds."), (20, ", though little spoke for it.")])
def test_odds_are_no_number(log, rows, monkeypatch, one_in, told):
    event = replace(_event(Kind.STOOD_FIRM, 60, rows["lyra"]), stream=1, odds=luck.CERTAIN // one_in)
    [said] = said_of(log, monkeypatch, [event])
    assert said.endswith(told)


@pytest.mark.parametrize("kind", [Kind.OUT_OF_ACTION, Kind.CRASHED])
def test_whoever_is_free_because_somebody_shot_what_held_them_owes_it_to_them(log, rows, monkeypatch, kind):
    """`Vex broke away from the hunter`, which another had shot a second before."""
    for shooter, told in (("oyelaran", "Oyelaran"), ("vex", "shoot|shot")):
        shot = _event(kind, 60, 4, rows[shooter])
        said = said_of(log, monkeypatch, [shot, _event(Kind.BROKE_AWAY, 61, rows["vex"], 4, cause=shot)])[-1]
        assert any(word in said for word in told.split("|"))
        assert "broke away" not in said
    [said] = said_of(log, monkeypatch, [_event(Kind.BROKE_AWAY, 61, rows["vex"], 4)])
    assert "shot" not in said


def test_a_call_for_help_is_of_who_made_it_where_the_narrator_tells_of_it(log, rows, monkeypatch):
    for kind in (Kind.BEACON_HEARD, Kind.BEACON_TRACED):
        [said] = said_of(
            log, monkeypatch, [_event(kind, 60, rows["lyra"] if kind == Kind.BEACON_HEARD else 4, rows["dov"])]
        )
        assert "Dov" in said
        assert "someone" not in said


def test_whom_a_voice_reached_is_told_where_it_was_meant_for_another(log, rows, monkeypatch):
    """`Erevos raised a voice against Oyelaran. Lyra stood still under the voice.`"""
    for whom, heard in (("oyelaran", True), ("lyra", False)):
        spoke = _event(Kind.MIND_SPOKE, 60, 0, rows[whom], 1)
        said = said_of(log, monkeypatch, [spoke, _event(Kind.STALLED, 60, rows["lyra"], -1, 45, spoke)])
        assert said[0].endswith("Lyra Vale heard it.") == heard


# ---------------------------------------------------------------- strangers in a council


@pytest.mark.parametrize(("n", "told"), [
    (1, "One stranger changed sides at the word of another."), (2, "Two strangers changed sides at the word of others.")
])  # fmt: skip
def test_strangers_won_over_by_strangers_are_counted(log, rows, monkeypatch, n, told):
    """`When a stranger had spoken, the stranger went over to the other side` was told twice, of two who had not."""
    events = [_event(Kind.VOTE_CALLED, 60, rows["vex"], 0)]
    for k in range(n):
        spoke = _event(Kind.ARGUED, 61 + 3 * k, CROWD + k, 0, Vote.FOR)
        against = _event(Kind.ARGUED, 62 + 3 * k, CROWD + 10 + k, 0, Vote.AGAINST)
        events += [spoke, against, _event(Kind.VOTED, 63 + 3 * k, CROWD + 10 + k, 0, Vote.FOR, spoke)]
    said = said_of(log, monkeypatch, events)
    assert told in said
    assert not any("went over" in one for one in said)
