"""A policy in a scenario that would free everybody is a mistake in its file."""

from scenes.on_village import on_village, problems

TEXT = """
scenario: free
title: Nobody expires
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
people: 20
crowd: [{share: 100 %, at: anywhere}]
rules:
  subscription: {threshold: 0}
"""


def test_a_policy_that_frees_everybody_is_told_with_its_line(tmp_path):
    [found] = problems(on_village(tmp_path), TEXT)
    assert "scenario.yaml:9:" in found
    assert "a policy that frees everybody: nobody's usefulness is below 0" in found
