"""A night in which people set out: what one has to know first, who leaves for what, who argued how, whose blow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.story import quoted
from undergrid.story.chronicle import departures as leaving
from undergrid.story.chronicle import ending, frame
from undergrid.story.chronicle.chained import grouped
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.foregone import without_saying
from undergrid.story.chronicle.indoors import Stay
from undergrid.story.chronicle.meetings import of_note
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.passages import Passages
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.special import seizures
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.wording import Wording
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.council import Vote
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

DOOR = 5  # the cell at which events of these tests happen
LATE = 7200
FOR_LONG, BACK_SOON = [(0, 3), (LATE, -1)], [(0, 3), (LATE, -1), (LATE + 300, 3)]


def _watcher(log, kind: WatcherKind) -> int:
    return next(row for row, name in enumerate(log.names.watchers) if name.startswith(kind.name.lower()))


def _leave(rows, *names: str, aim: Aim = Aim.LINK):
    """The first of them has made up their mind to something, and all leave by one door."""
    decided = event(Kind.DECIDED, LATE, rows[names[0]], -1, aim)
    orders = [
        event(Kind.ORDERED, LATE + n, rows[name], -1, Verb.LEAVE, decided if n == 0 else None)
        for n, name in enumerate(names)
    ]
    return decided, orders


def _until(tick, stays):
    begun = [(tick if since == LATE else since, inside) for since, inside in stays]
    ends = [*(since for since, _ in begun[1:]), 2 * LATE]
    return [Stay(since, end, inside) for (since, inside), end in zip(begun, ends, strict=True)]


def _party(log, monkeypatch, decided, orders, stays=FOR_LONG, voted=()) -> tuple[list[Beat], list[str]]:
    deeds = Deeds(left={one.id: (one.tick, one.who, DOOR) for one in orders})
    where = {one.who: _until(one.tick, stays) for one in orders}
    monkeypatch.setattr(log, "get", {one.id: one for one in (decided, *orders)}.get)
    monkeypatch.setattr(log, "events", lambda **of: voted)
    beats = leaving.with_departures(log, beats_of(log, [decided]), deeds, where)
    words = wording(log)
    return beats, [sentence.text for beat in beats if beat.how for sentence in words.beat(beat)]


# ---------------------------------------------------------------- who leaves together


def test_who_leaves_together_for_the_engine_is_told_with_those_who_had_been_against_it(log, rows, monkeypatch):
    """`Six hours later. Vex slipped and fell.` Nobody had said that five had set out, or what for."""
    decided, orders = _leave(rows, "lyra", "vex", "sela")
    voted = [event(Kind.VOTED, 60, rows["vex"], 0, Vote.AGAINST), event(Kind.VOTED, 60, rows["sela"], 0, Vote.FOR)]
    beats, said = _party(log, monkeypatch, decided, orders, voted=voted)
    assert [beat.how for beat in beats] == ["departure"]  # what she made up her mind to is said by it
    assert beats[0].also == [decided.id]
    assert said[0].startswith("Lyra Vale left ")
    assert said[0].endswith("with the cube, to link it to the network, and Sela Harrow went too.")
    assert "against it" in said[1]
    assert "Vex" in said[1]


def test_two_who_leave_for_a_place_are_told_together(log, rows, monkeypatch):
    """`Rex made ready and left for the old station.` She was with him."""
    decided, orders = _leave(rows, "lyra", "vex", aim=Aim.REACH)
    beats, [said] = _party(log, monkeypatch, decided, orders)
    assert beats[0].people == {rows["lyra"], rows["vex"]}
    assert said.startswith("Lyra Vale and Vex Kael ")
    assert said.endswith("for the base.")  # its door is no goal of anybody's


@pytest.mark.parametrize("stays", [[(LATE - 60, 3), (LATE, -1)], BACK_SOON], ids=["just come", "soon back"])
def test_who_has_hardly_come_or_is_back_at_once_has_not_departed(log, rows, monkeypatch, stays):
    decided, orders = _leave(rows, "lyra", "vex")
    beats, said = _party(log, monkeypatch, decided, orders, stays)
    assert not said
    assert [beat.lead for beat in beats] == [decided]


def test_one_who_leaves_alone_is_told_by_what_they_made_up_their_mind_to(log, rows, monkeypatch):
    decided, orders = _leave(rows, "lyra")
    _, said = _party(log, monkeypatch, decided, orders)
    assert not said


def test_that_somebody_means_to_link_the_cube_is_said_when_they_leave_for_it(rows):
    decided = Beat("", [event(Kind.DECIDED, 60, rows["lyra"], -1, Aim.LINK)])
    leaves = Beat("departure", [event(Kind.ORDERED, LATE, rows["lyra"], -1, Verb.LEAVE)])
    assert without_saying([decided, leaves]) == [leaves]
    assert without_saying([decided]) == [decided]


def test_the_blood_of_a_companion_is_no_trail_unless_one_looks_for_them(log, rows):
    """`Dov came across the blood, made when Vex was wounded. Dov followed the trail to the end and found Vex.`"""
    people, found = People(log, None), event(Kind.TRAIL_FOUND, 90, rows["dov"], rows["vex"])
    company = Deeds(left={1: (60, rows["dov"], DOOR), 2: (65, rows["vex"], DOOR)}).company()
    looks = event(Kind.DECIDED, 80, rows["dov"], rows["vex"], Aim.LOOK_FOR)
    assert list(of_note([found], people, company)) == []
    assert list(of_note([looks, found], people, company)) == [looks, found]
    assert list(of_note([found], people)) == [found]


@pytest.mark.parametrize("found", [False, True])
def test_who_looks_for_somebody_and_never_finds_them_is_told_so(log, rows, monkeypatch, found):
    """`Vex went to look for Lyra.` He was not told of again."""
    looks = event(Kind.DECIDED, 60, rows["vex"], rows["lyra"], Aim.LOOK_FOR)
    come = [event(Kind.ACHIEVED, 90, rows["vex"], -1, Aim.LOOK_FOR)] if found else []
    monkeypatch.setattr(log, "events", lambda **of: come)
    [said] = said_of(log, monkeypatch, [looks])
    assert said.endswith(", and did not find her.") is not found
    mourns = event(Kind.GRIEVES, 120, rows["vex"], rows["lyra"])  # who has found the body has found her
    monkeypatch.setattr(log, "events", lambda **of: [*come, mourns])
    assert "did not find" not in said_of(log, monkeypatch, [looks])[0]


# ---------------------------------------------------------------- a council


def test_a_council_is_heard_on_both_sides_and_its_count_is_said_once(log, rows, monkeypatch):
    """`Vex spoke against it. Four voted for it and two against, and it was carried.` Nobody had said a word."""
    calls = event(Kind.VOTE_CALLED, 60, rows["jost"], 0)
    argued = [
        event(Kind.ARGUED, 70, rows["jost"], 0, Vote.FOR, calls),
        event(Kind.ARGUED, 80, rows["vex"], 0, Vote.AGAINST, calls),
    ]
    stranger = replace(event(Kind.ARGUED, 90, 200, 0, Vote.FOR, calls))
    carried = event(Kind.VOTE_CARRIED, 99, rows["jost"], 0, 2001, calls)
    [beat] = beats_of(log, [calls, *argued, stranger, carried])
    told = list(wording(log).beat(beat))
    said = [one.text for one in told]
    assert said[1] == "Jost and another spoke for it."
    assert told[2].talk
    assert said[2].endswith(" said Jost.")
    assert said[3] == "Vex Kael spoke against it."
    assert said[4].endswith(" said Vex.")
    assert said[5] == "It was carried by two to one."


def test_who_tells_of_a_council_in_which_they_spoke_says_i(log, rows):
    calls = event(Kind.VOTE_CALLED, 60, rows["jost"], 0)
    argued = event(Kind.ARGUED, 70, rows["vex"], 0, Vote.AGAINST, calls)
    [beat] = beats_of(log, [calls, argued])
    mentions = Mentions(People(log, rows["vex"]), Places(log.names), log.names)
    said = [one.text for one in Wording(log, mentions, "Vex Kael", {}, Deeds()).beat(beat)]
    assert said[1] == "I spoke against it."
    assert said[2].endswith(" I said.")


def test_who_is_sent_away_is_not_told_to_have_been_warned_off_a_moment_before(rows):
    warned = Beat("", [event(Kind.WARNED, 60, rows["sela"], rows["vex"])])
    away = Beat("", [event(Kind.TURNED_AWAY, 65, rows["sela"], rows["vex"])])
    other = Beat("", [event(Kind.TURNED_AWAY, 65, rows["sela"], rows["lyra"])])
    assert without_saying([warned, away]) == [away]
    assert without_saying([warned, other]) == [warned, other]


# ---------------------------------------------------------------- blows


def _falls(log, rows, *hit: tuple[str, int]):
    """A drone falls and strikes people, so deep."""
    drone = _watcher(log, WatcherKind.DRONE)
    crashed = event(Kind.CRASHED, 60, drone, rows["dov"], len(hit))
    wound = {name: wound_code(WoundKind.CRUSH, BodyPart.HEAD, depth, False) for name, depth in hit}
    return crashed, [event(Kind.WOUNDED, 60, rows[name], -1, wound[name], crashed) for name, _ in hit]


def test_of_many_whom_a_falling_machine_strikes_those_are_told_whom_it_strikes_deep(log, rows, monkeypatch):
    """`As it fell it struck Vex in the leg, Lyra on the head, Sela on the head, Dov on the head and ...`"""
    crashed, wounds = _falls(log, rows, ("vex", 1), ("sela", 1), ("lyra", 3))
    assert said_of(log, monkeypatch, [crashed, *wounds])[1] == (
        "As it fell it struck Vex and Sela, and Lyra deep on the head."
    )
    crashed, wounds = _falls(log, rows, ("vex", 1), ("sela", 1), ("lyra", 1))
    assert said_of(log, monkeypatch, [crashed, *wounds])[1] == ("As it fell it struck Vex, Sela and Lyra.")


def test_of_which_blow_somebody_dies_who_has_lived_on_with_it_is_said(log, rows, monkeypatch):
    """`Lyra died of blood loss.` She had shot down the drone that fell on her."""
    crashed, [wound] = _falls(log, rows, ("lyra", 3))
    died = event(Kind.DIED, 1260, rows["lyra"], -1, Death.BLOOD_LOSS, wound)
    said = said_of(log, monkeypatch, [crashed, wound, died])
    assert said[-1].endswith("from the blow on the head that the falling drone had dealt her.")
    at_once = event(Kind.DIED, 61, rows["lyra"], -1, Death.BLOOD_LOSS, wound)
    assert "dealt" not in said_of(log, monkeypatch, [crashed, wound, at_once])[-1]


def test_a_wound_is_laid_bare_before_it_is_covered():
    """`Oyelaran put a dressing on Lyra's wound and laid it bare.`"""
    cares = [event(kind, n) for n, kind in enumerate((Kind.DRESSED, Kind.CUT_AWAY, Kind.STABILISED))]
    assert [group[0].kind for group in grouped(cares)] == [Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED]


def test_who_dies_of_an_engine_is_not_told_to_have_been_burnt_by_it_first(rows):
    dies = Beat("", [event(Kind.DIED, 60, rows["lyra"], -1, Death.PURGE)])
    burns = [Beat("", [event(kind, 60, rows["lyra"])]) for kind in (Kind.SEARED, Kind.AUGMENTS_DIED)]
    lives = Beat("", [event(Kind.SEARED, 60, rows["vex"])])
    assert without_saying([*burns, lives, dies]) == [lives, dies]


# ---------------------------------------------------------------- the opening


def test_a_chronicle_opens_with_what_its_maker_says_of_the_place(log):
    people = People(log, None)
    mentions = Mentions(people, Places(log.names), log.names)
    first = frame.opening(Facts(log, about(log, None)), people, mentions, "narrator")[0]
    assert first.text.startswith("Neonhaven was a fortress of glass in the desert.")
    assert first.events


def test_what_somebody_wants_is_first_of_all_what_leads_somewhere(log, rows):
    """She was told to want to fight and to stay hidden, and not to bring the engine to the network."""
    people, places = People(log, None), Places(log.names)
    wants = {name: frame.wants(people, places, people.cast_of(rows[name])) for name in ("lyra", "vex")}
    assert wants["lyra"].startswith("to reach the base, to link the engine to the network")
    assert "engine" not in wants["vex"]  # he takes it on where she falls
    assert "vote" not in wants["vex"]  # which he does not call


# ---------------------------------------------------------------- what it was for, and what came of it


def test_for_whom_somebody_had_set_out_who_is_seized_on_the_way_is_said(log, rows, monkeypatch):
    """`A hunter seized Amara.` She had left the boy four minutes before, and nobody said for whom."""
    hunter = _watcher(log, WatcherKind.HUNTER)
    saves = event(Kind.DECIDED, 60, rows["lyra"], rows["dov"], Aim.SAVE)
    arrest = Beat("arrest", [event(Kind.ARRESTED, 90, hunter, rows["lyra"])])
    monkeypatch.setattr(log, "events", lambda **of: [saves])
    monkeypatch.setattr(Passages, "at_hand", lambda self, who, whom, tick: False)
    assert seizures.for_whom(wording(log), arrest) == "Lyra Vale had been on her way to Dov Anselm."
    by_them = wording(log)
    monkeypatch.setattr(by_them.passages, "at_hand", lambda who, whom, tick: True)
    assert not seizures.for_whom(by_them, arrest)  # she had come to them
    in_arms = Beat("arrest", [*arrest.events, event(Kind.SET_DOWN, 90, rows["lyra"], rows["dov"])])
    assert not seizures.for_whom(wording(log), in_arms)
    rests = replace(saves, amount=Aim.REST, whom=-1)
    monkeypatch.setattr(log, "events", lambda **of: [saves, rests])
    assert not seizures.for_whom(wording(log), arrest)


def test_that_a_cube_was_never_linked_is_said_of_those_who_set_out_with_it(log, rows, monkeypatch):
    """She reached the core, ran from a drone, and was taken; of the cube nothing was told."""
    decided, orders = _leave(rows, "lyra", "vex")
    facts, words = Facts(log, about(log, None)), wording(log)
    facts.events = [decided]
    monkeypatch.setattr(log, "get", {decided.id: decided}.get)
    told = [Beat("departure", list(orders))]
    said = ending._of_the_engine(facts, words.mentions, "narrator", told)
    assert [one.text for one in said] == ["The cube was never linked to the network."]
    assert not ending._of_the_engine(facts, words.mentions, "narrator", [])
    facts.events = [decided, event(Kind.ENGINE_LINKED, 2 * LATE, rows["lyra"], 0), event(Kind.ENGINE_FIRED, 2 * LATE)]
    assert not ending._of_the_engine(facts, words.mentions, "narrator", told)


def test_who_mourns_is_not_told_to_have_tried_in_vain_to_go_on(rows):
    """`Rex would not leave her yet. Ten minutes later he tried to walk to the outzone, in vain.`"""
    grief = Beat("grief", [event(Kind.GRIEVES, 60, rows["vex"], rows["lyra"])])
    tries = Beat("refused", [event(Kind.REFUSED, 660, rows["vex"])])
    assert without_saying([grief, tries]) == [grief]
    assert without_saying([tries]) == [tries]


def test_a_limb_is_not_tied_off_of_whom_no_wound_is_told(rows):
    """`Oyelaran tied Dov's limb off`, who was never told to be hit."""
    ties = Beat("treatment", [event(Kind.TOURNIQUET_PUT_ON, 120, rows["oyelaran"], rows["dov"])])
    hit = Beat("fight", [event(Kind.WOUNDED, 60, rows["dov"], 3)])
    assert without_saying([ties]) == []
    assert without_saying([hit, ties]) == [hit, ties]


def test_how_somebody_is_met_matters_where_they_win_those_over(rows):
    """`They were met with suspicion.` Nothing came of it."""
    met = Beat("", [event(Kind.SIZED_UP, 60, rows["lyra"], 3, 300)])
    speaks = Beat("", [event(Kind.ADDRESSED, 120, rows["lyra"])])
    assert without_saying([met]) == []
    assert without_saying([met, speaks]) == [met, speaks]


def test_a_line_about_several_is_answered_for_whoever_it_names_first(log, rows):
    """`Vex and Dov spoke against it` was answered with why there was a vote."""
    calls = event(Kind.VOTE_CALLED, 60, rows["jost"], 0)
    argued = [event(Kind.ARGUED, 70 + n, rows[name], 0, Vote.AGAINST, calls) for n, name in enumerate(("dov", "vex"))]
    carried = event(Kind.VOTE_CARRIED, 99, rows["jost"], 0, 2002, calls)
    council = [calls, *argued, carried]
    assert quoted.turn(log, "Vex and Dov spoke against it.", council) == argued[1]
    assert quoted.turn(log, "“There's winning, and there's this,” said Dov.", council) == argued[0]
    assert quoted.turn(log, "It was carried by two to two.", council) is None
    _, orders = _leave(rows, "lyra", "vex", "sela")
    assert quoted.turn(log, "Vex and Sela, who had been against it, went along.", orders) == orders[1]
    doubts = [event(Kind.UNCONVINCED, 60, 3, rows["vex"]), event(Kind.LET_GO, 90, 3, rows["vex"])]
    assert quoted.turn(log, "A hunter stopped Vex twice and did not believe him once.", doubts) == doubts[0]
