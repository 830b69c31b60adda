"""The words of the chronicle: what every kind of event has to have in the past tense, and what no wording may hold."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest

from undergrid.setup import load
from undergrid.story.phrases import PHRASES
from undergrid.story.phrases.amounts import AMOUNTS
from undergrid.story.phrases.grades import GRADES
from undergrid.story.phrases.lines import LINES
from undergrid.story.phrases.phrase import Phrase
from undergrid.story.phrases.spoken import ARRIVALS, DEEDS, PAST_AMOUNTS, PAST_GRADES
from undergrid.world.log.kinds import Kind
from undergrid.world.log.kinds.kind import OF_MAKERS
from undergrid.world.view.names import MEMBERS

OURS = [kind for kind in Kind if kind not in OF_MAKERS]
SLOTS = {"who", "whom", "whose", "whoms", "self", "was", "amount", "at"}
PRESENT = re.compile(r"\b(is|are|am|has|does|isn't|says|goes)\b|^\{who\} (have|do|was|were|[a-z]+s)\b")
SUBJECT = re.compile(
    r"^\{whom\}|\b(that|what|where|when|while|and) \{whom\}|\{whom\} (had|was|were|must|would|could|might)\b"
)
PRONOUN = re.compile(r"\b(he|she|him|his|her|they|them|their|its|I|me|my)\b")
IN_BOTH_TENSES = {"want", "aim", "verb"}  # infinitives: what somebody wanted may hold no verb in the past


def slots(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name is not None}


def wordings(phrase: Phrase) -> list[str]:
    return [*phrase.past, *phrase.alone, *([phrase.many] if phrase.many else [])]


EVERYTHING = [(kind, wording) for kind in OURS for wording in wordings(PHRASES[kind])]
SPOKEN = [(f"{meaning}: {value}", said) for meaning, of in PAST_AMOUNTS.items() for value, said in of.items()]
GRADED = [(f"{meaning}: {grade}", said) for meaning, of in PAST_GRADES.items() for grade, said in enumerate(of)]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_every_kind_can_be_told_in_two_ways_and_counted_where_the_account_counts_it(kind):
    phrase = PHRASES[kind]
    assert len(set(phrase.past)) >= 2
    assert phrase.many or not phrase.counts
    assert len(phrase.alone) >= 2 or not (phrase.unknown or phrase.oneself)


def test_a_wording_has_only_slots_that_the_chronicle_fills():
    for kind, wording in EVERYTHING:
        assert slots(wording) <= (SLOTS | {"n"} if wording == PHRASES[kind].many else SLOTS), wording
    for meaning, said in SPOKEN + GRADED:
        assert slots(said) <= {"whom", "whose"}, meaning


def test_an_amount_is_named_only_where_the_kind_has_one_and_the_alone_name_nobody_else():
    for kind, wording in EVERYTHING:
        assert kind.amount or "amount" not in slots(wording), wording
    for kind in OURS:
        assert all(not slots(wording) & {"whom", "whoms"} for wording in PHRASES[kind].alone)


def test_whoever_is_only_someone_in_the_present_is_someone_in_the_past():
    for kind in OURS:
        phrase, spoken = PHRASES[kind], "".join(AMOUNTS.get(kind.amount, {}).values())
        if "someone" in phrase.says and "{whom}" not in phrase.says + spoken:
            assert not [wording for wording in wordings(phrase) if slots(wording) & {"whom", "whoms"}], kind.name


def test_nothing_is_in_the_present_names_somebody_by_a_pronoun_or_brings_its_own_stop():
    told = [(kind.name, wording) for kind, wording in EVERYTHING] + SPOKEN + GRADED
    for name, wording in told:
        if name.split(":")[0] in IN_BOTH_TENSES:
            continue
        assert not PRESENT.search(wording), (name, wording)
        assert not PRONOUN.search(re.sub(r"\{\w+\}", "", wording)), (name, wording)
    assert not [
        wording for _, wording in told if wording[-1] in ".,;:!?" or "  " in wording or wording != wording.strip()
    ]


def test_a_place_comes_last():
    assert not [wording for _, wording in EVERYTHING if "{at}" in wording and not re.search(r"\{at\}($|[:,])", wording)]


def test_people_who_act_stand_once_at_the_beginning_and_those_it_is_done_to_never_do_a_thing_themselves():
    """A pronoun put there is in the right case: `she` for who, `her` for whom."""
    for kind, wording in EVERYTHING:
        assert max(wording.count("{who}"), wording.count("{whom}")) < 2, wording
        assert kind.who != "citizen" or "{who}" not in wording.removeprefix("{who} "), wording
        assert kind.whom != "citizen" or not SUBJECT.search(wording), wording


def test_only_people_are_spoken_of_by_what_is_theirs_alone():
    for kind, wording in EVERYTHING:
        assert kind.who == "citizen" or "{whose}" not in wording or "{who}" in wording, wording
        assert kind.whom == "citizen" or "{whoms}" not in wording, wording


def test_no_two_kinds_share_a_wording():
    said = Counter((wording, kind.amount if "{amount}" in wording else "") for kind, wording in EVERYTHING)
    assert not [wording for wording, n in said.items() if n > 1]


@pytest.mark.parametrize("meaning", sorted({kind.amount for kind in OURS} & MEMBERS.keys() & PAST_AMOUNTS.keys()))
def test_every_value_that_is_told_in_words_of_the_past_has_them(meaning):
    members = {member.name.lower().replace("_", " ") for member in MEMBERS[meaning]}
    assert PAST_AMOUNTS[meaning].keys() >= members - {"none"}
    assert PAST_AMOUNTS[meaning].keys() <= members


def test_what_would_be_in_the_present_has_words_of_the_past():
    assert {"plea", "waking", "haul", "verdict", "aim", "verb", "shot", "refusal", "hitch"} <= PAST_AMOUNTS.keys()
    assert PAST_AMOUNTS["shot"].keys() == AMOUNTS["shot"].keys()
    assert all(len(PAST_GRADES[meaning]) == len(GRADES[meaning]) for meaning in PAST_GRADES.keys() & GRADES.keys())


def test_what_is_told_by_its_deed_begins_with_who_does_it():
    assert DEEDS.keys() <= PAST_AMOUNTS["aim"].keys()
    for wordings_ in (*DEEDS.values(), ARRIVALS):
        assert len(set(wordings_)) >= 2
        assert all(wording.startswith("{who} ") and not PRESENT.search(wording) for wording in wordings_)


@pytest.mark.parametrize("kind", LINES, ids=lambda kind: kind.name)
def test_what_is_said_has_three_lines_for_every_value_of_its_amount(kind):
    of_kind = LINES[kind]
    assert all(len(set(lines)) >= 3 for lines in of_kind.values())
    values = {member.name.lower().replace("_", " ") for member in MEMBERS.get(kind.amount, ())}
    assert of_kind.keys() - {""} <= values
    assert "" in of_kind or of_kind.keys() == values
    assert "amount" not in {slot for lines in of_kind.values() for line in lines for slot in slots(line)} or kind.amount


def test_a_line_has_only_slots_that_the_chronicle_fills_and_is_said_of_one_kind_alone():
    said = Counter(line for of_kind in LINES.values() for lines in of_kind.values() for line in lines)
    assert not [line for line, n in said.items() if n > 1]
    assert not [line for line in said if slots(line) - {"who", "whom", "amount", "name"} or line[-1] not in ".?!"]


@pytest.mark.parametrize("name", ["eden", "expiry", "neonhaven"])
def test_everybody_of_a_cast_has_pronouns_and_says_only_what_a_line_can_be_filled_with(name):
    cast = load(name, people=300).spec.cast
    assert all(person.pronouns for person in cast.values())
    spoken = [line for person in cast.values() for lines in person.voice.values() for line in lines]
    assert spoken
    assert not [line for line in spoken if slots(line) - {"who", "whom", "amount", "name"}]
    assert not [line for line, n in Counter(spoken).items() if n > 1]
    for move in {move for person in cast.values() for move in person.voice}:
        kind, _, value = move.partition(", ")
        amount = getattr(Kind, kind.upper().replace(" ", "_")).amount
        assert not value or value in {member.name.lower().replace("_", " ") for member in MEMBERS[amount]}, move
