"""A night that a reader can follow: why somebody is taken and let go, who is fetched, and how they are carried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import beats_of, event, said_of, wording

from undergrid.story.chronicle.burdens import held, note_goals
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.people import SHE, People
from undergrid.story.chronicle.salience import chosen
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.trails import TraceKind

NIGHT = "eden"
HUNTER = 19


# ---------------------------------------------------------------- taken, and let go


def test_it_is_told_on_whose_trail_a_hunter_was_and_why_whom_it_seizes_was_wanted(log, rows, monkeypatch):
    """`A hunter seized Amara and led her away under guard`: it had followed the marks of what she dragged."""
    amara, leo = rows["amara"], rows["leo"]
    doubt = event(Kind.UNCONVINCED, 60, HUNTER, amara)
    took = event(Kind.TOOK_UP, 600, amara, leo, HaulMode.TARP)
    tracked = event(Kind.TRACKED, 3000, HUNTER, amara, TraceKind.DRAG, took)
    caught = event(Kind.CAUGHT_UP, 3001, HUNTER, amara, cause=tracked)
    wanted = event(Kind.WANTED, 3660, amara, amount=140, cause=caught)
    arrest = event(Kind.ARRESTED, 3670, HUNTER, amara, cause=wanted)
    monkeypatch.setattr(log, "because", lambda of: [(doubt.id, Role.EVIDENCE)] if of == wanted.id else [])
    events = [doubt, took, tracked, caught, wanted, arrest]
    said = said_of(log, monkeypatch, events)
    assert said[-1].endswith(
        " had come upon the marks where Amara had dragged Leo, and she was wanted, for another had not believed her an "
        "hour before."
    )


def test_nothing_is_said_of_why_where_no_trail_and_no_charge_led_to_it(log, rows, monkeypatch):
    assert len(said_of(log, monkeypatch, [event(Kind.ARRESTED, 60, HUNTER, rows["amara"])])) == 1


def test_it_is_told_after_how_long_and_why_somebody_is_let_go(log, rows, monkeypatch):
    amara = rows["amara"]
    held_ = event(Kind.TAKEN_INTO_CUSTODY, 60, HUNTER, amara)
    drawn = replace(event(Kind.LET_OUT, 60 + 12 * 3600, amara, cause=held_), stream=1, odds=2**31)
    assert said_of(log, monkeypatch, [held_, drawn])[-1].endswith(
        ", after twelve hours in custody: nothing grave stood against her."
    )
    arrest = event(Kind.ARRESTED, 60, HUNTER, amara)
    let_out = event(Kind.LET_OUT, 1860, amara, cause=arrest)
    assert said_of(log, monkeypatch, [arrest, let_out])[-1].endswith(", for nobody had come to fetch her.")


# ---------------------------------------------------------------- fetched, and carried


@pytest.mark.parametrize("near", [True, False])
def test_who_is_not_at_hand_is_fetched_before_they_are_brought_along(log, rows, near):
    """`Amara was let go. She set out with Leo`, who lay behind a door on the other side of the city."""
    decided = event(Kind.DECIDED, 60, rows["amara"], rows["leo"], Aim.BRING)
    words = wording(log)
    words.deeds.acted[decided.id] = 1
    words.passages.at_hand = lambda *_: near
    said = next(words.beat(Beat("", [decided]))).text
    assert ("fetch Leo" in said) != near


def test_who_takes_somebody_up_has_made_ready_and_it_is_told_where_they_leave_for(log, rows, monkeypatch):
    """`Amara made ready to bring Leo along. She took him up.`"""
    amara, leo = rows["amara"], rows["leo"]
    decided = event(Kind.DECIDED, 60, amara, leo, Aim.BRING)
    took = event(Kind.TOOK_UP, 120, amara, leo, HaulMode.TARP, decided)
    monkeypatch.setattr(log, "get", {decided.id: decided, took.id: took}.get)
    beats = beats_of(log, [decided, took])
    note_goals(log, People(log, None), beats)
    [haul] = chosen([replace(beat, weight=5.0) for beat in beats], "night", 10)
    assert next(wording(log).beat(haul)).text.endswith(" for the clinic.")
    for_nothing = event(Kind.TOOK_UP, 120, amara, leo, HaulMode.TARP)
    [beat] = beats_of(log, [for_nothing])
    note_goals(log, People(log, None), [beat])
    assert not beat.bound_for


def test_how_somebody_is_carried_is_told_as_it_was():
    """A boy on a tarp was told to be in her arms, and to be dragged on."""
    assert held(HaulMode.TARP, SHE) == "on a tarp behind her"
    assert held(HaulMode.CARRY, SHE) == "on her back"
    assert len({held(mode, SHE) for mode in HaulMode}) == len(HaulMode)
