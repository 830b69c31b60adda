"""Looking through a scenario for everything that is wrong with it, canon and arcs included, without running it."""

from __future__ import annotations

from pathlib import Path

from undergrid.core.errors import UsageError, from_here
from undergrid.setup.build.build import Built, build
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.check.maps import doubts_in
from undergrid.setup.check.wants import doubts_about, switched_on
from undergrid.setup.file import canon
from undergrid.setup.file.problems import Doubt, Problem, ScenarioError
from undergrid.setup.file.source import read
from undergrid.setup.file.spots import own
from undergrid.setup.load import load


def check(path_or_name: str | Path) -> list[Problem]:
    """All that is wrong with a scenario, in the order of its file; then with its canon, then with its arcs."""
    try:
        built = build(load(path_or_name))
        return [*_wrong_with_canon(built), *_wrong_with_arcs(built)]
    except ScenarioError as error:
        return error.problems
    except UsageError as error:
        return [Problem(str(path_or_name).strip(), 0, 0, error.message)]


def doubts(path_or_name: str | Path) -> list[Problem]:
    """What is no mistake in a scenario that has none, but should be known: wants that can never act, what has been
    switched on for them; in the order of its file. Then what in its map is hardly what was meant.
    """
    try:
        scenario = load(path_or_name)
    except UsageError:
        return []  # `check` has told what is wrong
    source = read(scenario.path, from_here(scenario.path), own)
    found = [*doubts_about(scenario, source), *switched_on(scenario, source)]
    own_first = sorted(found, key=lambda doubt: (doubt.line, doubt.column, doubt.what))
    drawn = scenario.spec.map.file
    return [*own_first, *(doubts_about_map(scenario.path.parent / drawn) if drawn else ())]


def doubts_about_map(path: Path) -> list[Problem]:
    """What in a map that can be read is hardly what was meant, in the order of its file."""
    return [Doubt(from_here(one.path), one.line, min(one.line, 1), one.what) for one in doubts_in(path)]


def _wrong_with_canon(built: Built) -> list[Problem]:
    try:
        if built.canon is not None:
            canon.beats(built)
    except ScenarioError as error:
        return error.problems
    return []


def _wrong_with_arcs(built: Built) -> list[Problem]:
    try:
        arcs_of(built)
    except ScenarioError as error:
        return error.problems
    return []
