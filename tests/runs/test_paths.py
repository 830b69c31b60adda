"""Paths are data: a run may lie in a folder of any name."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.core.errors import UsageError

from .alike import rows

NAMES = [
    "tick=5", "id=7", "who=ada", "kind=3", "a*b", "a?b", "[ab]", "a[b", "{a,b}", "**", "~", "~root", "$HOME", "%41",
    "it's", 'say "so"', "a;b", "a b ", "-rf", ".hidden", "new\nline", "tab\tbed", "naïve-Ω", "a:b", "#1", "x" * 200,
]  # fmt: skip
WRITTEN = ["tick=5", "a*b", "~", "it's", 'say "so"', "new\nline", "who=ada"]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_in_a_folder_of_any_name_reads_the_same(village, tmp_path, name):
    for other in ("axb", "a", "b"):  # which `a*b`, `a?b`, `[ab]` and `{a,b}` would match, were they patterns
        shutil.copytree(village, tmp_path / other / "run")
    run = Path(shutil.copytree(village, tmp_path / name / "run"))
    assert rows(run) == rows(village)
    assert runs.verify(run) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_a_run_is_written_into_a_folder_of_any_name_and_nowhere_else(go, village, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    done = runs.record("village", name, seed=3, until=60, keyframe=30)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    assert runs.Log(name).meta.events == done.meta.events == len(rows(Path(name)))
    branch = runs.fork(name, f"{name}-2", at=30)
    assert branch.meta.digest == done.meta.digest


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_a_folder_whose_name_is_not_utf8_can_hold_a_run(village, tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/not-\xff-utf8")
    done = runs.record("village", name, seed=3, until=60, keyframe=30)
    assert len(rows(Path(name))) == done.meta.events
    assert runs.resume(name).meta.status == "ended"


def test_a_fork_into_the_run_itself_is_refused(a_copy):
    before = sorted(a_copy.rglob("*"))
    for inside in ("in", "scenario/in", "snapshots/in"):
        with pytest.raises(UsageError, match="lies within the run"):
            runs.fork(a_copy, a_copy / inside, at=300)
    assert sorted(a_copy.rglob("*")) == before


def test_what_a_run_did_not_make_is_never_cleared_away(go, tmp_path):
    folder = tmp_path / "mine"
    (folder / "deep").mkdir(parents=True)
    for name in (".beginning", "mine.txt", "deep/file"):
        (folder / name).touch()
    with pytest.raises(runs.RunError, match="is there already and not empty"):
        go("mine")
    assert sorted(path.name for path in folder.rglob("*")) == [".beginning", "deep", "file", "mine.txt"]
