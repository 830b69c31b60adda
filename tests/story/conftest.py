"""A night that several files ask after, recorded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from undergrid import runs


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
