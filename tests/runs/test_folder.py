"""A run's folder as it begins: what is made in it, and what is left of it where the run fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from undergrid import runs
from undergrid.runs.folder import Folder


def left(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_run_that_begins_finds_its_folders_made_and_empty_before_anything_is_copied_into_them(tmp_path):
    folder = Folder(tmp_path / "deep" / "run")
    with folder.beginning(["scenario.yaml"], lambda: True):
        assert folder.scenario.is_dir()
        assert folder.snapshots.is_dir()
        assert left(folder.scenario) == left(folder.snapshots) == []
        with pytest.raises(runs.RunError, match="another process is writing"), Folder(folder.path).locked():
            raise AssertionError("another process may have it too")
    assert folder.scenario.is_dir(), "it is kept"


@pytest.mark.parametrize("kept", [True, False])
def test_where_a_run_fails_at_its_beginning_nothing_that_it_made_is_left_unless_it_is_to_be_kept(tmp_path, kept):
    (tmp_path / "mine").touch()
    folder = Folder(tmp_path / "deep" / "run")

    def fail():
        (folder.scenario / "scenario.yaml").touch()
        (folder.snapshots / "00000000.npz").touch()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), folder.beginning(["scenario.yaml"], lambda: kept):
        fail()
    assert (folder.scenario / "scenario.yaml").exists() == kept
    assert left(tmp_path) == ["mine"] or kept
    assert (tmp_path / "mine").exists()


def test_a_folder_that_was_there_before_stays_where_the_run_fails(tmp_path):
    folder = Folder(tmp_path)
    with pytest.raises(ZeroDivisionError), folder.beginning([], lambda: False):
        raise ZeroDivisionError
    assert tmp_path.is_dir()
    assert [name for name in left(tmp_path) if name != ".lock"] == []
