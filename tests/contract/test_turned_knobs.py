"""Every knob of every rule changes something that a rule writes or emits, in a scene of the rule's own tests.

`turned.txt` says for each knob which test is that scene; `python tests/contract/turning.py` looks for one.
"""

from __future__ import annotations

from unittest import mock

import pytest

from undergrid.setup.check.knobs import known_rules
from undergrid.systems.places import gates

from . import turning

RULES = known_rules()
KNOBS = [f"{section}.{knob}" for section, model in RULES.items() for knob in model.model_fields]
SCENES = turning.table()
UNMOVED = frozenset(["optics.hands_m", "thermal.cooling_hours"])
"""Knobs that no scene moves yet. This list only shrinks: give the rule a test in which the knob matters."""


@pytest.mark.parametrize("section", RULES)
def test_every_knob_changes_what_a_rule_writes_or_emits(section):
    ignored = []
    for knob in RULES[section].model_fields:
        name = f"{section}.{knob}"
        scene = turning.scene_named(*SCENES[name]) if name in SCENES else None
        if name not in UNMOVED and (scene is None or not turning.moves(scene, section, knob)):
            ignored.append(name)
    assert not ignored, f"no effect, or no scene: see `python tests/contract/turning.py {section}`"


def test_there_is_a_scene_for_each_knob_that_is_not_listed():
    assert sorted(set(KNOBS) - set(SCENES)) == sorted(UNMOVED)
    assert set(SCENES) <= set(KNOBS)


def test_at_most_a_tenth_of_all_knobs_is_listed():
    assert len(UNMOVED) <= len(KNOBS) // 10


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(UNMOVED))
def test_no_scene_moves_a_knob_that_is_listed(name):
    scene = turning.search(*name.split("."), patience=60)
    assert scene is None, f"{scene.name} does: write it into turned.txt, and take the knob off the list"


def test_a_knob_that_a_rule_ignores_is_found():
    step, scene = gates.step, turning.scene_named(*SCENES["gates.open_seconds"])
    assert scene is not None
    assert turning.moves(scene, "gates", "open_seconds")
    deaf = turning.Scene(scene.file, scene.name, scene.play)
    with mock.patch.object(gates, "step", lambda world, params: step(world, gates.Params())):
        assert not turning.moves(deaf, "gates", "open_seconds")


def test_a_scene_that_fails_is_as_good_as_one_that_holds():
    """What counts is what a rule did in it, not the verdict of the test; a scene of no rule shows nothing."""
    scene = turning.scene_named(*SCENES["gates.open_seconds"])
    assert scene is not None

    def fails() -> None:
        scene.play()
        raise AssertionError

    assert turning.moves(turning.Scene("", "", fails), "gates", "open_seconds")
    assert not turning.moves(turning.Scene("", "", lambda: None), "gates", "open_seconds")
