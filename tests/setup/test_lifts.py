"""What a scenario says of lifts; and how mistakes in it are told."""

import pytest

from undergrid import setup

TOWN = """scenario: shafts
title: A town with lifts
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd: [{count: 60, at: anywhere}]
lifts:
  lift_1: {capacity: 4, clearance: true}
"""


def checked(folder, text=TOWN):
    (folder / "scenario.yaml").write_text(text)
    return [str(problem) for problem in setup.check(folder)]


def test_lifts_are_as_the_file_says(tmp_path):
    assert checked(tmp_path) == []
    world = setup.build(tmp_path, 1).world
    assert world.city.links[int(world.lifts.link[0])].name == "lift_1"
    assert (world.lifts.capacity.tolist(), world.lifts.guarded.tolist()) == ([4], [True])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lift_1", "lift_x", "the map has no lift 'lift_x'"),
        ("capacity: 4", "capacity: 0", "lifts.lift_1.capacity"),
        ("clearance", "clearence", "clearence"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, old, new, says):
    [told] = checked(tmp_path, TOWN.replace(old, new, 1))
    assert says in told
    assert "scenario.yaml:7" in told
