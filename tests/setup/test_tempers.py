"""What people with a mind are like: their own from run to run, and the same for the same name and seed."""

import numpy as np

from undergrid.setup.build.build import build
from undergrid.setup.load import load

BORN = """\
scenario: few
title: A few
clock: {tick: 1 s, starts: "12:00", lasts: 1 h}
map: {generate: {seed: 7}}
people: 200
crowd: [{name: citizens, share: 100 %, at: anywhere}]
cast:
"""
ANA = "  ana: {name: Ana, at: bunker, age: 30, wants: [{hide: {}}]}\n"
BO = "  bo: {name: Bo, at: bunker, age: 30, wants: [{hide: {}}]}\n"
CY = "  cy: {name: Cy, at: bunker, age: 30}\n"


def tempers(tmp_path, seed, *cast):
    """Name -> (boldness, seconds late, first look) of those who have a mind."""
    file = tmp_path / "few.yaml"
    file.write_text(BORN + "".join(cast))
    world = build(load(str(file)), seed).world
    names, plans = world.names, world.plans
    return {
        names[int(owner)]: (int(plans.bold[row]), int(plans.late[row]), int(plans.wake[row]))
        for row, owner in enumerate(plans.owner.tolist())
    }


def test_a_name_and_a_seed_make_a_temper_whoever_else_is_there(tmp_path):
    both = tempers(tmp_path, 5, ANA, BO)
    assert both["ana"] != both["bo"]
    assert tempers(tmp_path, 5, BO, CY, ANA) == both
    assert tempers(tmp_path, 5, BO) == {"bo": both["bo"]}


def test_another_seed_is_another_temper_within_the_spreads(tmp_path):
    seen = np.array([tempers(tmp_path, seed, ANA)["ana"] for seed in range(1, 13)])
    bold, late, looks = seen.T
    assert len(set(bold.tolist())) > 9
    assert (bold >= 496).all()
    assert (bold <= 2014).all()
    assert len(set(late.tolist())) > 6
    assert (abs(late) <= 45 * 60).all()
    assert len(set((late % 60).tolist())) > 6  # nobody is late by whole minutes
    assert len(set(looks.tolist())) > 5
    assert looks.min() >= 1
    assert looks.max() <= 30


def test_who_wants_nothing_has_no_mind(tmp_path):
    assert tempers(tmp_path, 5, CY) == {}
