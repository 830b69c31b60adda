"""The words that makers may declare kinds of events with are those that names and sentences know."""

from dataclasses import replace
from string import Formatter

from undergrid.makers import words
from undergrid.runs.reading import Told
from undergrid.story import tell
from undergrid.story.phrases import AMOUNTS, GRADES, PHRASES
from undergrid.world.log.kinds import Kind
from undergrid.world.view import names


def test_every_amount_that_stands_for_something_is_a_word():
    known = set(words.AMOUNTS) | set(words.UNITS)
    assert set(names.MEMBERS) | set(AMOUNTS) | set(GRADES) <= known
    assert {kind.amount for kind in Kind if kind.amount in names.MEMBERS} <= known


def test_every_party_of_our_kinds_is_a_word():
    ours = {party for kind in PHRASES for party in (kind.who, kind.whom)} - {"", "target"}
    assert ours == set(words.PARTIES)


def test_a_sentence_may_have_every_placeholder():
    told = Told(*[""] * len(Told.__dataclass_fields__))
    told = replace(told, who="rex", whom="ida", where="sector 3", amount=3)
    used = {name for one in PHRASES.values() for _, name, _, _ in Formatter().parse(one.says) if name}
    assert set(words.PLACEHOLDERS) <= used
    assert "ida" in tell(Kind.MET, told)
