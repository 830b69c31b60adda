"""Where tests find the reference data: real maps and published tables that are not part of the repository.

The folder is `$UNDERGRID_DATA`, else `shared/data` beside the checkout. A test that asks for a file which is not there
is skipped, saying so; nothing else depends on it.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("UNDERGRID_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def path(name: str) -> Path:
    """Return the path of a file such as `movingai/Berlin_0_256.map`, or skip the test that asks for it."""
    file = FOLDER / name
    if not file.exists():
        pytest.skip(f"reference data {name} is not in {FOLDER} (set UNDERGRID_DATA to the folder that has it)")
    return file
