"""Scenarios of a test's own on the map of the scenario `village`."""

from __future__ import annotations

import shutil
from pathlib import Path

from undergrid import setup


def on_village(folder: Path) -> Path:
    """Put the map of `village` into a folder, for a scenario to be written beside it; returns the folder."""
    shutil.copy(Path(setup.__file__).parents[1] / "scenarios" / "village" / "map.tmx", folder / "map.tmx")
    return folder


def problems(folder: Path, text: str) -> list[str]:
    """What is wrong with a scenario of this text in a folder."""
    (folder / "scenario.yaml").write_text(text)
    return [str(problem) for problem in setup.check(folder / "scenario.yaml")]
