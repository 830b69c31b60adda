"""A recorded run to look at, made once, and ways to make more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from undergrid import runs

TICKS, KEYFRAME = 1500, 300


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-five minutes of the village, a keyframe every five. Only to be read."""
    out = tmp_path_factory.mktemp("runs") / "village"
    runs.record("village", out, seed=3, until=TICKS, keyframe=KEYFRAME)
    return out


@pytest.fixture
def a_copy(village: Path, tmp_path: Path) -> Path:
    """The same run, to be damaged."""
    return Path(shutil.copytree(village, tmp_path / "copy"))


@pytest.fixture
def go(tmp_path: Path) -> Callable[..., runs.Recorder]:
    """Record some minutes of the village in a folder of that name."""

    def record(name: str, **options: object) -> runs.Recorder:
        given = {"seed": 3, "until": TICKS, "keyframe": KEYFRAME} | options
        return runs.record("village", tmp_path / name, **given)  # type: ignore[arg-type]

    return record
