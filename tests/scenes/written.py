"""Scenarios written out as a text, for a Sim of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import undergrid
from undergrid.sim import Sim

VILLAGE = Path(undergrid.__file__).parent / "scenarios" / "village" / "map.tmx"


def written(text: str, *changes: tuple[str, str], seed: int = 1, map_of: Path | None = None) -> Sim:
    """A Sim of this scenario; by each change another text stands in its file. map_of: its map, where it has one."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with TemporaryDirectory() as folder:
        if map_of is not None:
            shutil.copy(map_of, Path(folder) / "map.tmx")
        (Path(folder) / "scenario.yaml").write_text(text)
        return undergrid.load(folder, seed=seed)
