"""The sentence of each kind of event, told of a scene in which a rule lets it happen; each has been read.

Where this fails: `python -m contract.telling`, with `tests` on the path; then read what has changed in `sentences.txt`.
"""

from __future__ import annotations

import pytest
from scenes.canons import with_an_aim
from scenes.heads import away_from_a_sleeper, before_a_locked_door, with_no_way
from scenes.lanes_watched import driven_in, gone_round, waited_for

from undergrid import runs, story
from undergrid.story.telling import plainly
from undergrid.world.log.kinds import Kind
from undergrid.world.log.kinds.kind import OF_MAKERS

from . import telling

TABLE, OF_A_NIGHT, OF_A_MIND = telling.table(), telling.OF_A_NIGHT, telling.OF_A_MIND


@pytest.mark.parametrize("file", sorted({file for file, _, _ in TABLE.values()}))
def test_what_happens_in_a_scene_is_told_in_the_words_that_have_been_read(file):
    of_scenes: dict[str, dict[Kind, str]] = {}
    for kind, (where, test, sentence) in TABLE.items():
        if where == file:
            of_scenes.setdefault(test, {})[kind] = sentence
    for test, expected in of_scenes.items():
        scene = telling.scene_named(file, test)
        assert scene, f"there is no scene {file} {test} any more"
        told = telling.sentences(scene, frozenset(expected))
        assert {kind: told.get(kind) for kind in expected} == expected


def test_what_happens_in_a_night_alone_is_told_in_the_words_that_have_been_read(tmp_path):
    told = {}
    runs.record("expiry", tmp_path / "run", seed=22, people=600, until="6 h 30 min")  # a guard recovers; two get away
    log = runs.Log(tmp_path / "run")
    for event in log.events():
        if event.kind in OF_A_NIGHT:
            told.setdefault(event.kind, story.tell(event.kind, plainly(log, event)))
    assert told == OF_A_NIGHT


def test_what_a_mind_gives_up_gets_no_further_with_waits_for_and_goes_round_is_told_in_the_words_that_have_been_read():
    told = {}
    for world in (
        before_a_locked_door(),
        away_from_a_sleeper(),
        with_no_way(),
        waited_for(),
        gone_round(),
        driven_in(),
        with_an_aim(),
    ):
        for event in world.events.rows():
            if event.kind in OF_A_MIND:
                told.setdefault(event.kind, story.tell(event.kind, plainly(telling.Of(world), event)))
    assert told == OF_A_MIND


def test_every_kind_of_event_is_told_of_a_run_in_which_it_happens():
    assert {*TABLE, *OF_A_NIGHT, *OF_A_MIND} == {kind for kind in Kind if kind not in OF_MAKERS}
    assert not TABLE.keys() & OF_A_NIGHT.keys()


def test_no_two_kinds_are_told_in_the_same_words():
    said = [sentence for _, _, sentence in TABLE.values()]
    assert len(set(said)) == len(said)
