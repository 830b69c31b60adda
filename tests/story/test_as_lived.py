"""A night on the run as a reader would have it: no act where there is none, no refrain, and hours that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes.tellings import beats_of, event, first_names, wording

from undergrid.core.luck import CERTAIN
from undergrid.runs.reading import Log, Standing
from undergrid.story.chronicle import ending, frame
from undergrid.story.chronicle.chips import spent
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.joining import together
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.refrains import decided_anew, not_searched, once_a_night, past_the_grab
from undergrid.story.chronicle.spell import Places, stretch
from undergrid.story.chronicle.told import Sentence
from undergrid.story.chronicle.wording import Wording
from undergrid.world.authority.clearance import Verdict
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.people import Activity
from undergrid.world.tables.sky import Mood

NIGHT = "expiry"


def _told(log: Log, monkeypatch, events: list[Event]) -> list[str]:
    """What is told of events as one scene, as if they stood in the log."""
    monkeypatch.setattr(log, "get", {event.id: event for event in events}.get)
    beats, words = beats_of(log, events), wording(log)
    kept = once_a_night(decided_anew(list(past_the_grab(beats))))
    return [one.text for beat in together(kept) for one in words.beat(beat) if not one.talk]


def _watchers(log: Log, kind: str) -> list[int]:
    return [row for row, name in enumerate(log.names.watchers) if name.rpartition(" ")[0] == kind]


# ---------------------------------------------------------------- what is no act of theirs


def test_a_mood_that_drifts_is_not_told_and_one_that_a_chosen_look_changes_is(log, rows, monkeypatch):
    """`Rex looked up, and was left with a lighter heart` was told of somebody in custody, who had chosen nothing."""
    rex = rows["rex"]
    look = event(Kind.DECIDED, 100, rex, amount=Aim.LOOK_AT_SKY)
    mood = event(Kind.MOOD_CHANGED, 400, rex, amount=Mood.LIGHT)
    rest = event(Kind.DECIDED, 200, rex, amount=Aim.KEEP_HIDDEN)
    assert _told(log, monkeypatch, [mood]) == []
    [looked] = _told(log, monkeypatch, [look, mood])
    assert looked.startswith("Rex ")
    assert looked.endswith("look at the sky, and came away with a lighter heart.")
    assert not any("heart" in text for text in _told(log, monkeypatch, [look, rest, mood]))
    late = event(Kind.MOOD_CHANGED, 100 + 1801, rex, amount=Mood.LIGHT)
    assert not any("heart" in text for text in _told(log, monkeypatch, [look, late]))


def test_two_who_look_at_the_sky_do_it_in_one_sentence(log, rows, monkeypatch):
    rex, lucy = rows["rex"], rows["lucy"]
    looks = [event(Kind.DECIDED, 100 + n, row, amount=Aim.LOOK_AT_SKY) for n, row in enumerate((rex, lucy))]
    moods = [event(Kind.MOOD_CHANGED, 500, row, amount=Mood.LIGHT) for row in (rex, lucy)]
    [both] = _told(log, monkeypatch, [*looks, *moods])
    assert both.startswith("Rex and Lucy Ultra 5 ")
    assert both.endswith(", and came away with a lighter heart each.")
    [one] = _told(log, monkeypatch, [*looks, moods[1]])
    assert one.startswith("Rex and Lucy Ultra 5 ")
    assert one.endswith("; Lucy came away with a lighter heart.")


def test_what_somebody_makes_up_their_mind_to_in_the_midst_of_a_grab_is_not_told(log, rows, monkeypatch):
    """`The sentinel seized Rex. Lucy thought it best to set out. The sentinel reached the ground ahead of her.`"""
    rex, lucy = rows["rex"], rows["lucy"]
    guard = _watchers(log, "sentinel")[0]
    cut_off = event(Kind.HEADED_OFF, 110, guard, lucy)
    choice = event(Kind.DECIDED, 100, lucy, amount=Aim.REACH)
    beats = [Beat("", [choice]), Beat("", [cut_off])]
    assert [beat.lead.kind for beat in past_the_grab(beats)] == [Kind.HEADED_OFF]
    early = replace(choice, tick=110 - 31)
    about_rex = replace(choice, whom=rex, amount=int(Aim.SAVE))
    for kept in (early, about_rex):
        assert len(list(past_the_grab([Beat("", [kept]), Beat("", [cut_off])]))) == 2
    other = replace(choice, who=rex)
    assert len(list(past_the_grab([Beat("", [other]), Beat("", [cut_off])]))) == 2


# ---------------------------------------------------------------- who feels the same


def test_those_who_are_afraid_one_after_the_other_are_so_in_one_sentence(log, rows, monkeypatch):
    """`Sela felt terrified. Then Dov grew terrified.`"""
    rex, lucy, osric = rows["rex"], rows["lucy"], rows["osric"]
    first, second = event(Kind.IS_AFRAID, 100, rex, amount=3), event(Kind.IS_AFRAID, 130, lucy, amount=3)
    assert _told(log, monkeypatch, [first, second]) == ["Rex and Lucy Ultra 5 were terrified."]
    less = event(Kind.IS_AFRAID, 140, osric, amount=1)
    assert _told(log, monkeypatch, [first, second, less]) == [
        "Rex and Lucy Ultra 5 were terrified, and Osric Vane was uneasy."
    ]
    assert len(_told(log, monkeypatch, [first, replace(second, tick=100 + 601)])) == 2
    [alone] = _told(log, monkeypatch, [first])
    assert alone in ("Rex felt terrified.", "Rex grew terrified.")


def test_those_who_make_up_their_minds_to_the_same_do_so_in_one_sentence(log, rows, monkeypatch):
    """`Oyelaran thought it best to stay out of sight. Sela decided to stay out of sight. Dov chose to stay ...`"""
    rex, lucy, osric = rows["rex"], rows["lucy"], rows["osric"]
    hides = [event(Kind.DECIDED, 100 + n, row, amount=Aim.KEEP_HIDDEN) for n, row in enumerate((rex, lucy, osric))]
    [said] = _told(log, monkeypatch, hides[:2])
    assert said.startswith("Rex and Lucy Ultra 5 ")
    assert said.endswith(("decided to stay out of sight.", "both chose to stay out of sight."))
    [said] = _told(log, monkeypatch, hides)
    assert said.startswith("Rex, Lucy Ultra 5 and Osric Vane ")
    assert len(_told(log, monkeypatch, [hides[0], replace(hides[1], tick=100 + 601)])) == 2
    assert len(_told(log, monkeypatch, [hides[0], replace(hides[1], amount=int(Aim.SHELTER))])) == 2
    assert len(_told(log, monkeypatch, [hides[0], replace(hides[1], amount=int(Aim.SAVE), whom=osric)])) == 2


# ---------------------------------------------------------------- how badly somebody is hit


@pytest.mark.parametrize(
    ("depths", "said"),
    [
        ((1,), "grazed {} on the head."),
        ((2, 1), "in the head, no deeper than the flesh."),
        ((1, 3), "and it went deep."),
    ],
)
def test_a_graze_is_no_deep_wound(log, rows, monkeypatch, depths, said):
    """`Two drones shot her in the head` was told of a scratch as of what she bled to death from."""
    guard = _watchers(log, "sentinel")[0]
    shot = event(Kind.FIRED_ON, 100, guard, rows["rex"])
    codes = [wound_code(WoundKind.GUNSHOT, BodyPart.HEAD, depth, dirty=False) for depth in depths]
    hits = [event(Kind.WOUNDED, 100 + n, rows["rex"], guard, code) for n, code in enumerate(codes)]
    [text] = _told(log, monkeypatch, [shot, *hits])
    assert text.endswith(said.format("Rex"))


# ---------------------------------------------------------------- what a hunter says


def test_a_hunter_asks_before_it_lets_go(log, rows, monkeypatch):
    """`A hunter stopped Kael, and let him go. "Halt. Your name!"`"""
    guard = _watchers(log, "sentinel")[0]
    stopped = event(Kind.STOPPED, 100, guard, rows["rex"])
    monkeypatch.setattr(log, "get", {}.get)
    for let_go in (False, True):
        events = [stopped, *([event(Kind.LET_GO, 160, guard, rows["rex"])] if let_go else [])]
        [beat], words = beats_of(log, events), wording(log)
        told = list(words.beat(beat))
        assert [one.talk for one in told] == [False, True, False][: 2 + let_go]
        assert "let" not in told[0].text
        ways_on = ("It let", "It had no", "Then it went", "It had nothing", "It left")
        assert told[-1].text.startswith(ways_on) == let_go


# ---------------------------------------------------------------- who is met, and when it is over


def test_whom_somebody_does_not_know_they_do_not_set_out_for(log):
    """`She wanted to bring Leo to the clinic`, whose name she heard four hours later."""
    people, places = People(log, None), Places(log.names)
    lucy = people.cast_of(first_names(log)["lucy"])
    assert "to stay with Rex" in frame.wants(people, places, lucy)
    stranger = lucy.model_copy(update={"bonds": (), "knows": ()})
    assert "Rex" not in frame.wants(people, places, stranger)


def test_a_night_of_which_more_is_told_after_its_end_has_been_over_since():
    """`It ended at 06:40`, behind what happened at 10:24."""
    end, all_ = Sentence("It ended at 06:40: expired.", (1,), "narrator", 1000), Sentence("x", (), "narrator", 0)
    assert ending.overtaken([end, all_], 1600) == [end, all_]
    after = ending.overtaken([end, all_], 1601)
    assert [one.text for one in after] == ["By 06:40 this had been reached: expired.", "x"]
    assert after[0].events == end.events
    assert ending.overtaken([], 5) == []
    for told in (1000, 1601):  # nor that it ended with a death that is told
        assert ending.overtaken([end, all_], told, known=True) == [all_]


# ---------------------------------------------------------------- how a section begins


def test_no_section_begins_with_then(log, rows):
    """`## 12:03, the old station`, `Then Rex lit a cigarette`: nothing stood before it."""
    words, begun = wording(log), []
    for n in range(8):
        words.new_scene("the old station")
        fell = event(Kind.FELL_ASLEEP, 4000 * n, rows["rex"])
        begun += [one.text for one in words.beat(Beat("", [fell]))]
    assert len(begun) == 8
    assert len({words.skeleton(text) for text in begun}) > 4
    assert not any(text.startswith("Then ") for text in begun)


# ---------------------------------------------------------------- the hours


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "a minute"),
        (43, "forty-three minutes"),
        (60, "an hour"),
        (72, "an hour and twelve minutes"),
        (121, "two hours and a minute"),
    ],
)
def test_a_stretch_of_time_that_counts_is_told_to_the_minute(minutes, said):
    assert stretch(minutes) == said


def test_each_patch_says_what_it_bought_and_the_end_how_much_all_did(log, rows, monkeypatch):
    """Nobody was told why thirty-six hours had lasted more than thirty-eight."""
    rex, lucy = rows["rex"], rows["lucy"]
    patches = [event(Kind.NET_PATCHED, tick, lucy, rex, n) for tick, n in ((100, 72), (9000, 43))]
    first, second = _told(log, monkeypatch, patches)
    assert "an hour and twelve minutes" in first
    assert "forty-three minutes" in second
    places = Places(log.names)
    for teller, said in (
        (None, "Lucy had bought Rex an hour and fifty-five minutes beyond the thirty-six hours that he was given."),
        (rex, "Lucy had bought me an hour and fifty-five minutes beyond the thirty-six hours that I was given."),
        (lucy, "I had bought Rex an hour and fifty-five minutes beyond the thirty-six hours that he was given."),
    ):
        facts = Facts(log, about(log, None if teller is None else log.names.citizen(teller)))
        facts.events += patches
        people = People(log, teller)
        closed = ending.close(facts, people, Mentions(people, places, log.names), "narrator")
        assert [one.text for one in closed if "bought" in one.text] == [said]
    facts.events = [event for event in facts.events if event.kind != Kind.NET_PATCHED]
    people = People(log, None)
    closed = ending.close(facts, people, Mentions(people, places, log.names), "narrator")
    assert not any("bought" in one.text for one in closed)


# ---------------------------------------------------------------- words for those hunted and those who hunt


def test_who_rests_while_hunted_is_still_in_hiding_and_nobody_alive_is_at_rest(log, rows, monkeypatch):
    """`Lucy: at rest in sector 2` read as if she were dead."""
    cell = int(np.flatnonzero(log.names.district_of >= 0)[0])
    here = Standing(True, Activity.RESTING, "", True, cell, True)
    places = Places(log.names)
    monkeypatch.setattr(log, "standing", lambda row: here)
    assert ending.standing(log, places, rows["lucy"]).startswith("still in hiding ")
    assert "wanted" not in ending.standing(log, places, rows["lucy"])
    monkeypatch.setattr(log, "standing", lambda row: replace(here, wanted=False))
    assert ending.standing(log, places, rows["lucy"]).startswith("resting ")


@pytest.mark.parametrize(
    ("verdict", "opens", "said"),
    [
        (Verdict.REFUSE, 0.26, "turned him away, though it might have opened."),
        (Verdict.REFUSE, 0.01, "turned him away."),
        (Verdict.OPEN, 0.2, "let him pass, though little spoke for it."),
        (Verdict.OPEN, 0.66, "let him pass."),
        (Verdict.REFUSE, 0.52, "turned him away, though it might have opened."),
    ],
)
def test_why_the_same_chip_opens_one_gate_and_not_the_next_is_told(log, rows, monkeypatch, verdict, opens, said):
    """`The guard turned him away`, and an hour on, `let him pass`, of the same chip, and not a word of why."""
    shown = event(Kind.CHIP_PRESENTED, 100, rows["rex"], 0, 45)
    judged = replace(event(Kind.JUDGED, 102, 0, rows["rex"], verdict, cause=shown), odds=int(opens * CERTAIN))
    [told] = _told(log, monkeypatch, [shown, judged])
    assert ", nearly half of it corrupt" in told
    assert told.endswith(said)
    own = Mentions(People(log, rows["rex"]), Places(log.names), log.names)
    [beat] = beats_of(log, [shown, judged])
    [mine] = Wording(log, own, "rex", {}, Deeds()).beat(beat)  # who does not know a guard's odds
    assert "time" not in mine.text


def test_when_a_chip_comes_to_be_worth_nothing_is_told(log, rows, monkeypatch):
    """They showed it no more after that hour, and sat until his time was over; nothing said why."""
    struck, other = event(Kind.STRUCK_OFF, 900, rows["osric"]), event(Kind.STRUCK_OFF, 800, 200)
    through, dead = event(Kind.CROSSED, 700, rows["rex"]), event(Kind.DIED, 700, rows["rex"])
    people = People(log, None)
    assert spent([other, struck], people) == {struck.id: rows["rex"]}
    assert spent([through, struck], people) == spent([dead, struck], people) == {}
    words, [beat] = wording(log), beats_of(log, [struck])
    words.deeds.spent = {struck.id: rows["rex"]}
    beat.how = "spent chip"
    [told] = words.beat(beat)
    assert "Osric Vane" in told.text
    assert "his chip" in told.text
    assert told.events == (struck.id,)


def test_one_sentinel_is_told_from_another(log):
    """Four were `the sentinel`, one after the other."""
    names = Mentions(People(log, None), Places(log.names), log.names)
    one, two, three, four, five = _watchers(log, "sentinel")[:5]
    said = [names.watcher(row) for row in (one, one, two, one, two, three, one, four, five, one, five)]
    assert said == [
        "a sentinel", "the sentinel", "another sentinel", "the first sentinel", "the second sentinel",
        "a third sentinel", "the first sentinel", "a fourth sentinel", "yet another sentinel", "the first sentinel",
        "one of the sentinels",
    ]  # fmt: skip
    names.new_scene()
    assert names.watcher(one) == "a sentinel"


def test_a_machine_draws_no_last_breath(log, rows):
    words = wording(log)

    def said(name: str) -> set[str]:
        died = event(Kind.DIED, 100, rows[name], amount=Death.BLOOD_LOSS)
        return {words.clause(died, pick) for pick in range(6)}

    assert any("last breath" in text for text in said("rex"))
    assert said("lucy")
    assert not any("breath" in text for text in said("lucy"))


def test_a_raid_is_told_in_one_breath(log, monkeypatch):
    """`blew the door in, with two people inside and left it burning`"""
    door = 0
    landed = event(Kind.RAIDERS_LANDED, 100, -1, door, 4)
    blown = event(Kind.DOOR_BLOWN, 110, door, -1, 2)
    fire = event(Kind.CAUGHT_FIRE, 120, door)
    for tick in range(100, 104):
        moved = [replace(one, tick=one.tick + tick, id=one.id + tick) for one in (landed, blown, fire)]
        [told] = wording(log)._said(Beat("raid", moved), tick)
        assert ", blew the door in on two people and " in told
        assert told.endswith(("and left the place burning.", "and set the place on fire."))


# ---------------------------------------------------------------- what is no news the second time


def test_for_whose_sake_somebody_means_to_hold_out_is_told_once_a_night(log, rows, monkeypatch):
    """`Half an hour later he meant to hold out for her sake`, and again half an hour later."""
    rex, lucy, osric = rows["rex"], rows["lucy"], rows["osric"]
    again = [event(Kind.RESOLVES, tick, rex, lucy, n) for n, tick in enumerate((100, 1900, 3700))]
    assert len(_told(log, monkeypatch, again)) == 1
    assert len(_told(log, monkeypatch, [*again, event(Kind.RESOLVES, 5000, osric, lucy)])) == 2


def test_a_smoke_is_told_with_what_comes_back_and_twice_a_night_at_most(log, rows, monkeypatch):
    rex = rows["rex"]
    plain = [event(Kind.LIT_UP, tick, rex, amount=7) for tick in (100, 20_000)]
    smokes = [
        one
        for n, tick in enumerate((4000, 8000, 12_000))
        for one in (event(Kind.LIT_UP, tick, rex), event(Kind.RECALLED, tick + 60, rex, amount=n))
    ]
    told = _told(log, monkeypatch, [*plain, *smokes])
    assert len(told) == 2
    assert all(("cigarette" in text or "smoked" in text) and ": " in text for text in told)
    assert len(_told(log, monkeypatch, plain)) == 2


def test_what_is_taken_from_a_prisoner_goes_without_saying_but_for_the_cube_of_an_engine(log):
    """`He laid a rifle down` was told of somebody who had just been locked up."""
    held = event(Kind.TAKEN_INTO_CUSTODY, 60, 4, 1)
    laid = [event(Kind.PUT_DOWN, 61, 1, -1, kind, held) for kind in (ItemKind.RIFLE, ItemKind.ENGINE_CUBE)]
    own = event(Kind.PUT_DOWN, 90, 2, -1, ItemKind.RIFLE, event(Kind.ORDERED, 89, 2))
    told = [one for beat in not_searched(beats_of(log, [*laid, own])) for one in beat.events]
    assert told == [laid[1], own]
