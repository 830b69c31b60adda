"""A night that a stranger believes: nothing told is false, out of its order, hidden, or said again and again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, first_names, wording

from undergrid.runs.reading import Log
from undergrid.story.chronicle.decisions import held, undone
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.joining import together
from undergrid.story.chronicle.refrains import once_a_night
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim


@pytest.fixture(scope="module")
def log(expiry) -> Log:
    return Log(expiry)


@pytest.fixture(scope="module")
def rows(log) -> dict[str, int]:
    return first_names(log)


# ---------------------------------------------------------------- how long it was


def _looks(log: Log, who: int, other: int, lasts: int, tick: int) -> list[str]:
    """What is told of two who make up their minds to look at the sky, of whom one is at it for so many seconds."""
    look = event(Kind.DECIDED, tick, who, amount=Aim.LOOK_AT_SKY)
    too = event(Kind.DECIDED, tick, other, amount=Aim.LOOK_AT_SKY)
    every = [look, too, event(Kind.DECIDED, tick + lasts, who, amount=Aim.KEEP_HIDDEN)]
    dropped = undone(every)
    words = wording(log, Deeds(acted={look.id: 1, too.id: 2}, dropped=dropped, held=held(every, dropped)))
    told = []
    for events in ([look], [look, too]):
        beats = beats_of(log, events)
        for beat in beats:
            beat.undone = beat.lead.id in dropped
        told += [one.text for beat in together(once_a_night(beats)) if who in beat.people for one in words.beat(beat)]
    return told


def test_who_looks_for_a_long_while_has_looked_for_long_and_who_drops_it_has_not_looked(log, rows):
    """`Lucy looked at the sky for a long while`: she made up her mind to it, and to something else after 5 s."""
    for lasts, told in ((5, set()), (310, {False}), (1900, {False, True})):
        said = [text for tick in range(100, 112) for text in _looks(log, rows["lucy"], rows["rex"], lasts, tick)]
        assert {"while" in text for text in said} == told, lasts  # the wording hangs on the second
        assert len(said) == (24 if told else 0)


def test_what_somebody_is_at_holds_until_the_next_decision_that_is_not_undone_or_until_they_cannot_go_on():
    looks = event(Kind.DECIDED, 100, 1, amount=Aim.LOOK_AT_SKY)
    waits, again, goes = (
        event(Kind.DECIDED, tick, 1, amount=aim)
        for tick, aim in ((120, Aim.REST), (121, looks.amount), (900, Aim.REACH))
    )
    assert held([looks, waits, again, goes], {waits.id}) == {looks.id: 800}
    assert held([looks, event(Kind.FELL_ASLEEP, 400, 1), goes], ()) == {looks.id: 300}
    taken = event(Kind.ARRESTED, 400, 1, 2)  # by a watcher whose number is theirs
    assert held([looks, taken, goes], ()) == {looks.id: 800}
    assert held([looks, replace(taken, who=2, whom=1), goes], ()) == {looks.id: 300}


def test_a_decision_that_was_undone_is_not_told_as_the_deed(log, rows):
    goes = event(Kind.DECIDED, 100, rows["rex"], amount=Aim.REACH)

    def told(deeds: Deeds) -> str:
        [text] = [one.text for beat in beats_of(log, [goes]) for one in wording(log, deeds).beat(beat)]
        return text

    assert "for the old station" in told(Deeds(acted={goes.id: 1}))
    assert "for the old station" not in told(Deeds(acted={goes.id: 1}, dropped=frozenset({goes.id})))
