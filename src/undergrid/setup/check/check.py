"""Looking through a scenario for everything that is wrong with it, its canon included, without running it."""

from __future__ import annotations

from pathlib import Path

from undergrid.core.errors import UsageError
from undergrid.setup.build.build import build
from undergrid.setup.file import canon
from undergrid.setup.file.problems import Problem, ScenarioError
from undergrid.setup.load import load


def check(path_or_name: str | Path) -> list[Problem]:
    """All that is wrong with a scenario, in the order of its file; then all that is wrong with its canon."""
    try:
        scenario = load(path_or_name)
        built = build(scenario)
        if built.canon is not None:
            canon.beats(built)
    except ScenarioError as error:
        return error.problems
    except UsageError as error:
        return [Problem(str(path_or_name).strip(), 0, 0, str(error))]
    return []
