"""A night on a way: by which place somebody came or was carried, past which guard, and where they arrived."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenes.tellings import event as _event
from scenes.tellings import wording

from undergrid import runs, story
from undergrid.story.chronicle.passages import Passages
from undergrid.story.chronicle.spell import Places
from undergrid.story.uncalled import uncalled
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

TEXT = """
scenario: ford
title: The ford
clock: {tick: 1 s, starts: "02:30", lasts: 1 h}
map: ford.map
places: {cellar: [street, 2, 8], bridge: [street, 30, 6], mill: [street, 58, 4], yard: [street, 61, 1]}
cast:
  nora:
    name: Nora
    at: cellar
    tagged: false
    medicine: 7
    bonds: [{to: tim, kind: kin}]
    knows: [bridge, mill, tim]
    wants: [{carry: {who: tim, place: mill}}]
  tim: {name: Tim, age: 9, at: cellar, tagged: false, wounds: [{kind: gunshot, part: thigh, depth: 3}]}
  pia: {name: Pia, at: cellar, tagged: false, knows: [bridge, mill], wants: [{reach: mill}]}
watchers: {more: [{kind: guard, at: yard}]}
endings: {there: {who: [nora, tim], at: mill}}
"""
ROW = "." * 28 + "WWWWW" + "." * 27 + "@.@"
ROWS = ["." * 28 + "WWWWW" + "." * 27 + "@@@", ROW, "." * 28 + "WWWWW" + "." * 27 + "@@@"]
TOWN = [*ROWS, *["." * 28 + "WWWWW" + "." * 30] * 3, *["." * 63] * 2, *["." * 28 + "WWWWW" + "." * 30] * 3]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ford")
    (folder / "scenario.yaml").write_text(TEXT)
    (folder / "ford.map").write_text("\n".join(["type octile", "height 11", "width 63", "map", *TOWN, ""]))
    runs.record(folder / "scenario.yaml", folder / "run", seed=1, until="10 min")
    return runs.Log(folder / "run")


def told(log):
    return [sentence for scene in story.chronicle(log).scenes for sentence in scene.sentences]


def test_somebody_is_carried_by_the_places_on_the_way_and_set_down_where_they_arrive(log):
    (one,) = (sentence for sentence in told(log) if "Tim by way of" in sentence.text)
    assert "carried Tim by way of the bridge and, " in one.text
    assert "down by the mill" in one.text


def test_whoever_walks_arrives_by_the_places_on_the_way(log):
    assert any(", by way of the bridge" in one.text for one in told(log) if one.text.startswith("Pia"))


@pytest.mark.parametrize(("kinds", "guard", "seen"), [
    ((Kind.NOTICED,), 0, False), ((Kind.NOTICED, Kind.SIGHTED), 0, True), ((Kind.SIGHTED, Kind.STOPPED), -1, False),
])  # fmt: skip
def test_a_guard_that_saw_them_is_told_apart_from_one_they_slipped_past(log, monkeypatch, kinds, guard, seen):
    nora, tim = log.citizen("nora"), log.citizen("tim")
    events = [_event(kind, 20 + n, *((nora, 0) if kind == Kind.NOTICED else (0, tim))) for n, kind in enumerate(kinds)]
    monkeypatch.setattr(log, "events", lambda **_: iter(events))
    way = Passages(log, Places(log.names)).of(nora, tim, 0, 300)
    assert (way.guard, way.seen) == (guard, seen)
    assert way.events == ((events[-1].id,) if guard >= 0 else ())


def test_a_place_is_told_as_no_agent(log):
    """`Pia was shut down by sector 2` was told of whoever was shut down near it."""
    mill = next(cell for cell, name in log.names.places.items() if name == "mill")
    shut_down = replace(_event(Kind.SHUT_DOWN, 20, log.citizen("pia")), where=mill)
    assert wording(log).fill("{who} {was} shut down{at}", shut_down) == "Pia was shut down near the mill"
    assert wording(log).fill("{who} died{at}", shut_down) == "Pia died by the mill"


@pytest.mark.parametrize("called", [True, False])
def test_nobody_answers_a_call_that_never_was(log, monkeypatch, called):
    """Whoever wanted to `rescue: PLACE` set out to answer the call, in a night in which nobody called."""
    nora, begins = log.citizen("nora"), next(log.events(kind="scenario"))
    reason = _event(Kind.BEACON_HEARD, 10, nora, log.citizen("tim")) if called else begins
    intended = _event(Kind.INTENDED, 20, nora, -1, Aim.ANSWER_CALL, reason)
    decided = _event(Kind.DECIDED, 20, nora, -1, Aim.ANSWER_CALL, intended)
    monkeypatch.setattr(log, "get", {one.id: one for one in (reason, intended, decided)}.get)
    assert uncalled(log, decided) is not called
    assert ("call" in wording(log).clause(decided, 0)) is called
    assert ("call" in story.tell(decided.kind, story.as_told(log, decided))) is called
