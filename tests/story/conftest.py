"""Nights that several files ask after, recorded once.

`log` and `rows` are of Neonhaven, or of the night that a file names as its `NIGHT`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes.tellings import first_names

from undergrid import runs
from undergrid.runs.reading import Log


@pytest.fixture(scope="session")
def eden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hours of a small Eden: she hears the call, is stopped, and finds the boy; who called dies. Only read."""
    folder = tmp_path_factory.mktemp("motive") / "eden"
    runs.record("eden", folder, seed=5, people=60, until="3 h")
    return folder


@pytest.fixture(scope="session")
def neonhaven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of Neonhaven, for its names and its map. Only read."""
    folder = tmp_path_factory.mktemp("again") / "neonhaven"
    runs.record("neonhaven", folder, seed=1, people=300, until="10 s")
    return folder


@pytest.fixture(scope="session")
def expiry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of two on the run, for their names and their map. Only read."""
    folder = tmp_path_factory.mktemp("lived") / "expiry"
    runs.record("expiry", folder, seed=1, people=300, until="10 s")
    return folder


@pytest.fixture(scope="module")
def log(request) -> Log:
    return Log(request.getfixturevalue(getattr(request.module, "NIGHT", "neonhaven")))


@pytest.fixture(scope="module")
def rows(log) -> dict[str, int]:
    return first_names(log)
