"""Rows of the story about what comes after the blast: C43 and C45, in recorded runs of the small city."""

from __future__ import annotations

import shutil

import pytest
from scenes.written import VILLAGE

from undergrid import runs, story
from undergrid.story.chronicle.perceived import perceived
from undergrid.world.log.kinds import Kind, Role

from .test_companions import BOTH, TEXT

MARA = (
    "rules:\n",
    """\
  mara:
    name: Mara
    at: parlour_alley
    tagged: false
    plugged: false
    medicine: 6
    speed: 2
    carries: [{gauze: 4}, {tarp: 1}, {scalpel: 1}]
    knows: [gate_1, arcade_1, chapel_1]
    wants: [{rescue: {}}, {reach: gate_1}]
rules:
  consciousness: {come_to: [4, 4, 4, 1]}
  weapons: {plasma_kills: 0}
""",
)
"""Somebody on her way to the gate who helps whom she finds."""


def recorded(folder, *changes, seed, until):
    """A recorded run of the scenario before the gate, as changed."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "scenario").mkdir()
    shutil.copy(VILLAGE, folder / "scenario" / "map.tmx")
    (folder / "scenario" / "scenario.yaml").write_text(text)
    runs.record(folder / "scenario", folder / "run", seed=seed, until=until)
    return runs.Log(folder / "run")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The day on which Mara comes by."""
    return recorded(tmp_path_factory.mktemp("found"), BOTH, MARA, seed=2, until="30 min")


def test_c43_his_own_account_has_a_hole_from_the_blast_to_his_waking_elsewhere(found):
    events, rex = list(found.events()), found.citizen("rex")
    (blast,) = (event for event in events if event.kind == Kind.BLAST)
    woke = next(event for event in events if event.kind == Kind.CAME_TO and event.who == rex)
    assert woke.tick > blast.tick + 600
    assert woke.where != blast.where
    own = [event.tick for event in perceived(events, rex)]
    assert max(tick for tick in own if tick <= blast.tick) == blast.tick
    assert not [tick for tick in own if blast.tick < tick < woke.tick]
    told = story.chronicle(found, teller="rex")
    by_id = {event.id: event for event in events}
    ticks = [by_id[one].tick for scene in told.scenes for sentence in scene.sentences for one in sentence.events]
    assert ticks
    assert not [tick for tick in ticks if blast.tick < tick < woke.tick]


def test_c43_the_log_explains_who_moved_him(found):
    events, rex, mara = list(found.events()), found.citizen("rex"), found.citizen("mara")
    gap = next(gap for gap in story.gaps(events, rex) if gap.moved)
    assert gap.until is not None
    by_id = {event.id: event for event in events}
    assert by_id[gap.since.cause].kind == Kind.BLAST
    assert gap.until.kind == Kind.CAME_TO
    assert gap.moved_by[0].kind == Kind.TOOK_UP
    assert {(event.who, event.whom) for event in gap.moved_by} == {(mara, rex)}
    assert gap.moved_by[0].where == gap.since.where
    assert gap.moved_by[-1].where == gap.until.where != gap.since.where
    assert gap.unseen  # what else was done to him meanwhile
    hers = [event.id for event in perceived(events, mara)]
    assert {event.id for event in gap.moved_by if event.kind == Kind.TOOK_UP} <= set(hers)


def test_c43_where_nobody_comes_by_he_wakes_where_he_fell(tmp_path):
    alone = (MARA[0], "rules:\n  consciousness: {come_to: [4, 4, 4, 1]}\n  weapons: {plasma_kills: 0}\n")
    log = recorded(tmp_path, BOTH, alone, seed=2, until="30 min")
    found = story.gaps(log.events(), log.citizen("rex"))
    assert found
    assert not any(gap.moved or gap.moved_by for gap in found)


KILLS = ("rules:\n", "rules:\n  weapons: {plasma_kills: 1}\n")


def test_c45_those_who_belong_together_and_die_within_minutes_are_linked_and_told_as_one(tmp_path):
    log = recorded(tmp_path, BOTH, KILLS, seed=1, until="5 min")
    events, rex, lucy = list(log.events()), log.citizen("rex"), log.citizen("lucy")
    deaths = {event.who: event for event in events if event.kind == Kind.DIED}
    assert set(deaths) == {rex, lucy}
    (joint,) = (event for event in events if event.kind == Kind.DIED_TOGETHER)
    assert {joint.who, joint.whom} == {rex, lucy}
    assert joint.cause == deaths[joint.who].id
    assert joint.amount == deaths[joint.who].tick - deaths[joint.whom].tick <= 600
    assert (deaths[joint.whom].id, Role.CONDITION) in log.because(joint.id)
    told = story.chronicle(log)
    of_deaths = [
        sentence
        for scene in told.scenes
        for sentence in scene.sentences
        if {event.id for event in deaths.values()} & set(sentence.events)
    ]
    (one,) = of_deaths
    assert {joint.id, *(event.id for event in deaths.values())} <= set(one.events)
    assert "Rex" in one.text
    assert "Lucy" in one.text


def test_c45_one_who_dies_alone_is_linked_to_nobody(tmp_path):
    log = recorded(tmp_path, BOTH, KILLS, seed=2, until="5 min")
    kinds = [event.kind for event in log.events()]
    assert kinds.count(Kind.DIED) == 1
    assert Kind.DIED_TOGETHER not in kinds
