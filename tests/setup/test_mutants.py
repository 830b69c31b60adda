"""Whatever becomes of a shipped scenario: `check` says in which line it is wrong, or the city lives."""

import pytest

from undergrid import setup
from undergrid.sim import Sim

from .mutants import PEOPLE, mutant

TICKS = 40
BATCHES = 6
LATER = range(BATCHES, 100)  # batches that only the slow tests run


def has_its_line_or_lives(name, seed, folder):
    file = mutant(name, seed, folder)
    problems = setup.check(file)
    lines = file.read_text(encoding="utf-8").count("\n") + 1
    for problem in problems:
        assert 1 <= problem.line <= lines, (name, seed, problem)
    if not problems:
        sim = Sim(setup.build(file))
        for _ in range(TICKS):
            sim.step()


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("name", PEOPLE)
def test_a_mutant_is_told_with_its_line_or_lives(name, batch, tmp_path, cases):
    n = cases(8, 350)
    for seed in range(n * batch, n * batch + n):
        has_its_line_or_lives(name, seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("batch", LATER)
@pytest.mark.parametrize("name", PEOPLE)
def test_many_more_mutants_are_told_with_their_line_or_live(name, batch, tmp_path):
    for seed in range(8 * batch, 8 * batch + 8):
        has_its_line_or_lives(name, seed, tmp_path)
