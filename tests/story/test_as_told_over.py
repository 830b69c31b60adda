"""Nights as somebody read them who counted which of a hundred sentences lead on.

What is done and what it is for are one sentence, what another says is none, what an act turned on is one of its own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.runs.reading import Log
from undergrid.story.chronicle.chips import outrun
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.engine import driven_off, in_the_act
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import Facts, about
from undergrid.story.chronicle.foregone import without_saying
from undergrid.story.chronicle.interrupted import in_parts
from undergrid.story.chronicle.laid_aside import laid_aside
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.purposes import told_by_deeds
from undergrid.story.chronicle.salience import weigh
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.wording import Wording
from undergrid.story.phrases import phrase
from undergrid.world.body.injuries import wound_code
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, HaulMode, WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Refusal, Verb

NIGHT = "expiry"


def _told(log: Log, beat: Beat) -> list[str]:
    return [one.text for one in wording(log).beat(beat) if not one.talk]


# ---------------------------------------------------------------- in one sentence


def test_what_is_told_and_believed_is_one_sentence(log, rows, monkeypatch):
    """`Lucy told Rex of a free life beyond the wall. Rex took her word about a free life beyond the wall.`"""
    tells = event(Kind.RUMOUR_TOLD, 100, rows["lucy"], rows["rex"], Topic.OUTZONE)
    believes = event(Kind.RUMOUR_BELIEVED, 100, rows["rex"], rows["lucy"], Topic.OUTZONE, tells)
    [said] = said_of(log, monkeypatch, [tells, believes])
    assert ", and he believed her." in said or ", and he took her at her word." in said
    assert said.count("beyond the wall") == 1
    assert len(said_of(log, monkeypatch, [tells])) == 1


def test_a_life_beyond_the_wall_is_spoken_of_where_somebody_makes_for_it(log, rows, monkeypatch):
    facts = Facts(log, about(log, None))
    tells = event(Kind.RUMOUR_TOLD, 100, rows["lucy"], rows["rex"], Topic.OUTZONE)
    for goes, more in (([], False), ([event(Kind.CHIP_PRESENTED, 900, rows["rex"])], True)):
        facts.events = [tells, *goes]
        [beat, *_] = beats = beats_of(log, facts.events)
        weigh(facts, beats)
        assert (beat.weight > 1) is more


def test_two_who_see_their_first_sky_do_so_in_one_sentence(log, rows, monkeypatch):
    sky = [event(Kind.SAW_REAL_SKY, 100 + n, rows[name]) for n, name in enumerate(("rex", "lucy"))]
    [said] = said_of(log, monkeypatch, sky)
    assert said.startswith(("Rex and Lucy Ultra 5 saw", "Rex and Lucy Ultra 5 stood"))
    assert len(said_of(log, monkeypatch, sky[:1])) == 1


def test_who_stays_by_the_dead_does_so_in_their_grief(log, rows):
    """`His death went to her heart. So she decided to stay by him for a while.`"""
    grieves = event(Kind.GRIEVES, 100, rows["lucy"], rows["rex"], 3)
    stays = event(Kind.DECIDED, 101, rows["lucy"], rows["rex"], Aim.MOURN)
    [beat] = beats_of(log, [grieves, stays])
    assert len(_told(log, beat)) == 1
    deeds = Deeds(acted={stays.id: stays.id})
    [said] = [one.text for one in wording(log, deeds).beat(beat)]
    assert "stayed by him" in said or "would not leave him" in said


def test_patches_one_after_the_other_are_one_story_with_what_they_cost(log, rows, monkeypatch):
    """Four sentences in four scenes said how many minutes each had bought."""
    patches = [event(Kind.NET_PATCHED, 4000 * n, rows["lucy"], rows["rex"], m) for n, m in enumerate((72, 43, 26), 1)]
    fails = event(Kind.PATCH_MISFIRED, 12_000, rows["rex"], amount=8, cause=patches[2])
    worth, cost = said_of(log, monkeypatch, [*patches, fails])
    assert "three times" in worth.lower()
    assert "an hour and twelve minutes, forty-three minutes and twenty-six minutes" in worth
    assert "each time it won him less: an hour" in worth
    assert cost.startswith("The third of them shook Rex's limbs")
    for which, ill in (("The first and third of them", (0, 2)), ("Each of them", (0, 1, 2))):
        costs = [event(Kind.PATCH_MISFIRED, 4000 * n + 4000, rows["rex"], 0, 8, patches[n]) for n in ill]
        assert said_of(log, monkeypatch, [*patches, *costs])[1:] == [
            f"{which} shook Rex's limbs, which were weaker from then on."
        ]
    rising = [replace(one, amount=n) for n, one in enumerate(patches, 10)]
    assert "less" not in said_of(log, monkeypatch, rising)[0]


def test_a_bed_is_given_where_somebody_is_brought_however_far_that_was(log, rows, monkeypatch):
    """`She took him up`, and, half an hour later: `She brought him where there was shelter. He was given a bed.`"""
    takes = event(Kind.TOOK_UP, 100, rows["lucy"], rows["rex"], HaulMode.CARRY)
    brings = event(Kind.BROUGHT_TO_SAFETY, 2500, rows["lucy"], rows["rex"])
    [said] = said_of(log, monkeypatch, [takes, brings, event(Kind.ADMITTED, 2506, rows["rex"], 0)])
    assert said.endswith((", where he was given a bed.", ", where he was put to bed."))
    assert len(said_of(log, monkeypatch, [takes, brings])) == 1


def test_who_is_taken_up_needs_no_word_where_they_are_brought_on(log, rows):
    takes = event(Kind.TOOK_UP, 100, rows["lucy"], rows["rex"], HaulMode.CARRY)
    brings = event(Kind.BROUGHT_TO_SAFETY, 900, rows["lucy"], rows["rex"])
    haul = Beat("haul", [takes, brings])
    sign, stop = Beat("", [event(Kind.SIGN_LEFT, 400, rows["lucy"])]), Beat("hunt", [event(Kind.STOPPED, 400, 1)])
    stop.events[0] = replace(stop.lead, whom=rows["lucy"])
    assert [beat.first for beat in in_parts([haul, sign])] == [400, 900]
    assert [beat.first for beat in in_parts([haul, stop])] == [100, 400, 900]


def test_whom_a_voice_lets_go_soon_is_held_for_so_long(log, rows, monkeypatch):
    held, free = event(Kind.STALLED, 100, rows["rex"]), event(Kind.SPELL_BROKEN, 145, rows["rex"])
    [said] = said_of(log, monkeypatch, [held, free])
    assert said.endswith(" for a minute.")
    assert len(said_of(log, monkeypatch, [held, replace(free, tick=900)])) == 2


# ---------------------------------------------------------------- what it is for


def _meant(who: int, tick: int) -> Beat:
    return Beat("", [event(Kind.MEANT, tick, who)])


def test_a_deed_is_told_with_what_it_is_for(log, rows, monkeypatch):
    rex, lucy = rows["rex"], rows["lucy"]
    monkeypatch.setattr(type(log.names), "amount", lambda _, kind, n: "pass for a dead auditor")
    means, shows = _meant(rex, 100), Beat("", [event(Kind.GAVE, 100, rex, lucy, ItemKind.WATER)])
    assert told_by_deeds([means, shows]) == [shows]
    [said] = [one for one in wording(log).beat(shows) if not one.talk]
    assert said.text.startswith("To pass for a dead auditor, Rex ")
    assert means.lead.id in said.events


@pytest.mark.parametrize(
    ("kind", "tick", "kept"),
    [(Kind.GAVE, 1000, True), (Kind.SIZED_UP, 130, True), (Kind.NO_PULSE, 130, False), (Kind.GAVE, 130, False)],
)
def test_what_somebody_is_out_for_stands_by_itself_where_no_deed_of_theirs_is_told(rows, kind, tick, kept):
    """`To know the living from the dead, she found no pulse`: what is found out is not what a search is for."""
    means, does = _meant(rows["rex"], 100), Beat("", [event(kind, tick, rows["rex"], rows["lucy"])])
    assert (means in told_by_deeds([means, does])) is kept
    assert (does.meant is not None) is (kind == Kind.GAVE and not kept)


def test_wants_of_which_nothing_came_are_told_twice_and_one_right_after_the_other_once(rows):
    wants = [_meant(rows["rex"], tick) for tick in (100, 200, 2000, 4000, 6000)]
    assert [beat.first for beat in told_by_deeds(wants)] == [100, 2000]


def test_a_deed_that_says_what_it_is_for_does_not_say_it_twice(log, rows, monkeypatch):
    """`To show her two empty hands, Kael showed her two empty hands.`"""
    beat = Beat("", [event(Kind.SURRENDERED, 100, rows["rex"], rows["lucy"])])
    text = _told(log, beat)[0]
    beat.meant = event(Kind.MEANT, 100, rows["rex"])
    monkeypatch.setattr(type(log.names), "amount", lambda _, kind, n: " ".join(text.rstrip(".").split()[-2:]))
    assert _told(log, beat) == [text]


# ---------------------------------------------------------------- what goes without saying


@pytest.mark.parametrize(
    ("says", "said", "other"),
    [
        ((Kind.ACHIEVED, Aim.REACH), (Kind.DECIDED, Aim.REACH), (Kind.ACHIEVED, Aim.BRING)),
        ((Kind.TRACED, 0), (Kind.DECIDED, Aim.FOLLOW_TRAIL), (Kind.TRAIL_FOUND, 0)),
        ((Kind.PLEDGED, 0), (Kind.RESOLVES, 0), (Kind.NAMED, 0)),
    ],
)
def test_what_another_sentence_says_is_not_told(rows, says, said, other):
    def of(kind: Kind, amount: int, tick: int) -> Beat:
        return Beat("", [event(kind, tick, rows["rex"], rows["lucy"], amount)])

    before = of(*said, 100)
    assert before not in without_saying([before, of(*says, 200)])
    if said[0] != Kind.DECIDED or other[0] != says[0]:
        assert before in without_saying([before, of(*other, 200)])


def test_who_is_seized_and_led_away_is_locked_up_without_a_word(rows):
    seized = Beat("arrest", [event(Kind.ARRESTED, 100, 4, rows["rex"])])
    locked = Beat("custody", [event(Kind.TAKEN_INTO_CUSTODY, 400, 4, rows["rex"])])
    tended = Beat("custody", [locked.lead, event(Kind.TENDED_IN_CUSTODY, 410, 4, rows["rex"])])
    assert without_saying([seized, locked]) == [seized]
    assert without_saying([locked]) == [locked]
    assert without_saying([seized, tended]) == [seized, tended]


def test_water_a_door_barred_once_more_and_a_look_at_the_sky_are_nothing_by_themselves(rows):
    water = Beat("treatment", [event(Kind.GAVE_WATER, 100, rows["rex"], rows["lucy"])])
    looks = Beat("look", [event(Kind.DECIDED, 200, rows["rex"], amount=Aim.LOOK_AT_SKY)])
    moved = Beat("look", [looks.lead, event(Kind.MOOD_CHANGED, 300, rows["rex"])])
    doors = [Beat("night", [event(Kind.LOCKED, tick, rows["rex"], 0)]) for tick in (400, 4000)]
    assert without_saying([water, looks, moved, *doors]) == [moved, doors[0]]


def test_what_somebody_makes_of_a_wound_is_told_as_what_they_thought():
    """`Dov examined Oyelaran, who would live`, who died of that very wound within the hour."""
    assert all("thought that" in text for text in phrase(Kind.ASSESSED).past)


def test_who_is_looked_over_does_not_know_what_the_other_thought(log, rows):
    looks = event(Kind.ASSESSED, 100, rows["lucy"], rows["rex"])
    for teller, thought in ((None, True), (rows["lucy"], True), (rows["rex"], False)):
        mentions = Mentions(People(log, teller), Places(log.names), log.names)
        words = Wording(log, mentions, "narrator", {}, Deeds())
        [said] = words.beat(Beat("", [looks]))
        assert ("thought" in said.text) is thought


def test_wounds_of_which_nothing_comes_wear_thin(log, rows):
    shallow = wound_code(WoundKind.GUNSHOT, BodyPart.ARM, 2, False)
    hits = [
        one
        for n in range(3)
        for one in (
            event(Kind.FIRED_ON, 1000 * n + 100, 4, rows["rex"]),
            event(Kind.WOUNDED, 1000 * n + 100, rows["rex"], 4, shallow),
        )
    ]
    facts = Facts(log, about(log, None))
    beats = beats_of(log, hits)
    weigh(facts, beats)
    assert [beat.how for beat in beats] == ["scratches"] * 3
    deep = [replace(one, amount=wound_code(WoundKind.GUNSHOT, BodyPart.ARM, 3, False)) for one in hits]
    beats = beats_of(log, deep)
    weigh(facts, beats)
    assert [beat.how for beat in beats] == ["fight"] * 3


# ---------------------------------------------------------------- who, and where


def test_nobody_is_a_pronoun_whom_the_sentence_before_did_not_name(log, rows):
    """`A drone came down, shot out of the air. She bound Vex's wound`: she had shot it, and nobody had said so."""
    names = Mentions(People(log, None), Places(log.names), log.names)
    names.end(rows["lucy"])
    assert names.subject(rows["lucy"]) == "Lucy Ultra 5"
    names.end(rows["lucy"])
    assert names.subject(rows["lucy"]) == "she"


def test_beside_a_place_with_a_name_the_part_of_the_city_is_not_said(log):
    """The guard of gate 2 arrested him `in sector 5`."""
    words, places = wording(log), Places(log.names)
    bare = next(cell for cell in range(log.names.width * 200) if places.spot(cell) == places.district(cell) != "")
    words.new_scene("gate 2")
    assert words.fill("{who} fell{at}", replace(event(Kind.FELL, 100, 0), where=bare)).count(" in ") == 0
    words.new_scene("")
    assert words.fill("{who} fell{at}", replace(event(Kind.FELL, 100, 0), where=bare)).count(" in ") == 1


# ---------------------------------------------------------------- what an act turned on


def test_who_is_looked_for_on_the_way_to_a_gate_is_told_to_be(log, rows, monkeypatch):
    """Four drones were after them, and a reader learned of none."""
    rex = rows["rex"]
    hunts = [event(Kind.HUNT_BEGAN, 100 + n, n, rex) for n in (4, 5)]
    ends = event(Kind.HUNT_ENDED, 900, 4, rex)
    gate = event(Kind.CHIP_PRESENTED, 400, rex, 0)
    facts = Facts(log, about(log, None))
    for before, told in ((gate, True), (replace(gate, tick=150), False), (replace(gate, tick=2000), False)):
        facts.events = sorted([*hunts, ends, before], key=lambda one: one.tick)
        monkeypatch.setattr(log, "get", {one.id: one for one in facts.events}.get)
        beats = beats_of(log, facts.events)
        weigh(facts, beats)
        ways = [beat for beat in beats if beat.how == "on the way"]
        assert bool(ways) is told
        assert all(event.tick < before.tick for beat in ways for event in beat.events)
    [said] = _told(log, Beat("on the way", hunts))
    assert said.startswith("Two ")
    assert said.endswith("Rex.")


def test_what_became_of_the_files_of_those_who_got_away_is_told(log, rows):
    people = People(log, None)
    rex, lucy = rows["rex"], rows["lucy"]
    hunts = [event(Kind.HUNT_BEGAN, 100, 4, row) for row in (rex, lucy)]
    closed = [event(Kind.DOSSIER_CLOSED, tick, row) for tick, row in ((40_000, rex), (40_360, lucy))]
    [beat] = laid_aside([*hunts, *closed], people)
    [said] = _told(log, beat)
    assert "Rex and Lucy Ultra 5" in said
    again = event(Kind.SIGHTED, 50_000, 4, rex)
    assert [one.lead.who for one in laid_aside([*hunts, *closed, again], people)] == [lucy]
    assert laid_aside(closed, people) == []  # nobody was after them
    dead = event(Kind.SHUT_DOWN, 30_000, rex)
    assert [one.lead.who for one in laid_aside([*hunts, dead, *closed], people)] == [lucy]


def test_that_a_chip_was_struck_off_too_late_is_told(log, rows):
    """The registry learned of it two hours after they were through."""
    rex = rows["rex"]
    shows, through = event(Kind.CHIP_PRESENTED, 90, rex, 0), event(Kind.CROSSED, 100, rex, 0)
    struck = event(Kind.STRUCK_OFF, 7300, rows["osric"])
    people = People(log, None)
    assert outrun([shows, through, struck], people) == {struck.id: through}
    assert outrun([shows, struck, through], people) == outrun([through, struck], people) == {}
    words = wording(log)
    words.deeds.outrun = {struck.id: through}
    [said] = words.beat(Beat("outrun", [struck]))
    assert "two hours" in said.text
    assert set(said.events) == {struck.id, through.id}


def test_what_kept_somebody_from_setting_an_engine_off_is_told(log, rows):
    """She had linked it at nine minutes past five and was seized at half past seven: why had nobody fired it?"""
    lucy = rows["lucy"]
    linked = event(Kind.ENGINE_LINKED, 100, lucy, 0)
    runs = [event(Kind.LAY_LOW, 1000 * n, lucy, 4) for n in range(1, 5)]
    seized = event(Kind.ARRESTED, 7200, 4, lucy)
    [beat] = driven_off([linked, *runs, seized])
    [said] = wording(log).beat(beat)
    assert "four times in an hour" in said.text.lower()
    assert {linked.id, *(one.id for one in runs)} == set(said.events)
    assert driven_off([linked, *runs[:2], seized]) == []
    assert driven_off([linked, event(Kind.ENGINE_FIRED, 200, lucy, 0), *runs]) == []
    arrest = Beat("arrest", [seized])
    in_the_act([arrest], Deeds(firing={7: (lucy, 7190)}))
    assert _told(log, arrest)[0].endswith(" as she was about to set the engine off.")
    other = Beat("arrest", [seized])
    in_the_act([other], Deeds(firing={7: (lucy, 6000)}))
    assert other.how == "arrest"


def test_a_call_that_nobody_answers_is_told_as_one(log, rows, monkeypatch):
    """`Lyra could not tell Vex something by radio: nobody was there who could answer.`"""
    calls = event(Kind.ORDERED, 100, rows["rex"], rows["lucy"], Verb.RADIO)
    fails = event(Kind.REFUSED, 100, rows["rex"], -1, Refusal.NO_ANSWER, calls)
    monkeypatch.setattr(log, "get", {calls.id: calls}.get)
    [said] = [text for beat in beats_of(log, [fails]) for text in _told(log, beat)]
    assert said.startswith("Rex called Lucy")


def test_who_shot_a_machine_down_is_told(log, rows, monkeypatch):
    """`A drone came down, shot out of the air`: by whom?"""
    [said] = said_of(log, monkeypatch, [event(Kind.CRASHED, 100, 4, rows["rex"])])
    assert said.endswith(", shot by Rex.")
    [alone] = said_of(log, monkeypatch, [event(Kind.CRASHED, 100, 4)])
    assert "shot" in alone
    assert "Rex" not in alone


def test_a_door_that_is_locked_and_barricaded_is_named_once(log, rows, monkeypatch):
    """`Amara shut and locked the door and barricaded the door.`"""
    for tick in range(100, 140):
        doors = [event(kind, tick + n, rows["rex"], 0) for n, kind in enumerate((Kind.LOCKED, Kind.BARRICADED))]
        [said] = said_of(log, monkeypatch, doors)
        assert said.count("the door") <= 1


def test_who_arrives_where_they_wanted_to_is_told_to_have_come_there(log, rows, monkeypatch):
    """`Rex was there at last`: where?"""
    [said] = said_of(log, monkeypatch, [event(Kind.ACHIEVED, 100, rows["rex"], amount=Aim.REACH)])
    assert "the old station at last" in said


def test_whose_chip_somebody_carries_is_said_to_be_dead(log):
    """`With the chip of Osric`: of whom?"""
    people = People(log, None)
    assert people.owner("osric") == "Osric, five hours dead"
    assert people.owner("lucy") == "Lucy"


@pytest.mark.parametrize(("tick", "told"), [(1000, True), (4000, False)])
def test_a_dressing_is_told_of_who_is_worse_off_about_that_time(rows, tick, told):
    dressed = Beat("treatment", [event(Kind.DRESSED, 100, rows["lucy"], rows["rex"])])
    dies = Beat("", [event(Kind.DIED, tick, rows["rex"])])
    assert (dressed in without_saying([dressed, dies])) is told
    freed = Beat("treatment", [event(Kind.FREED, 100, rows["lucy"], rows["rex"])])
    assert freed in without_saying([freed, dies])
