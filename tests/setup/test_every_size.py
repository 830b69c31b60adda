"""A generated city takes as many people as anybody may ask for, from one to ten million, and no more."""

import json
import subprocess
import sys

import pytest

from undergrid import setup
from undergrid.city.generate.generator import MOST
from undergrid.setup.file.persons import MOST_PEOPLE

PLAIN = """\
scenario: plain
title: A city
clock: {{tick: 1 s, starts: "08:00", lasts: 1 h}}
map: {{generate: {{seed: {seed}}}}}
crowd: [{crowd}]
"""

# in a process of its own: how much memory it takes is measured
BUILDS = """
import json, sys
from undergrid.bench import _peak_memory
from undergrid.setup import build
world = build(sys.argv[1]).world
print(json.dumps({"n": world.citizens.n, "held": sum(world.nbytes().values()), "peak": _peak_memory()}))
"""


@pytest.fixture
def plain(tmp_path):
    def write(crowd, seed=1):
        file = tmp_path / "plain.yaml"
        file.write_text(PLAIN.format(seed=seed, crowd=crowd))
        return file

    return write


def test_the_scenario_and_the_generator_have_the_same_limit():
    assert MOST_PEOPLE == MOST


@pytest.mark.parametrize(("people", "seed"), [(1, 3), (2, 1), (10, 2), (100, 1), (1000, 2), (10_000, 3), (60_000, 2)])
def test_a_city_of_any_size_is_built(plain, people, seed):
    world = setup.build(plain(f"{{count: {people}, at: anywhere}}", seed)).world
    assert world.citizens.n == people
    assert (world.citizens.home >= 0).all()


def test_groups_that_are_too_many_together_are_a_mistake_in_the_file(plain):
    file = plain("{count: 6000000, at: anywhere}, {name: others, count: 6000000, at: anywhere}")
    assert [str(mistake).split(": ", 1)[1] for mistake in setup.check(file)] == [
        "crowd: 12,000,000 people, the cast included, expected at most 10,000,000"
    ]


@pytest.mark.slow
def test_ten_million_people_find_a_city_and_fit_into_four_gigabytes(plain):
    """Loading also checks that every home and workplace can be reached from every other."""
    file = plain(f"{{count: {MOST_PEOPLE}, at: anywhere}}")
    done = subprocess.run([sys.executable, "-c", BUILDS, file], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["n"] == MOST_PEOPLE
    assert found["held"] <= 200 * MOST_PEOPLE
    assert found["peak"] <= 4e9
