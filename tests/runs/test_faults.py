"""A disk that fails at any call: what is lost is made again, and every failure is a message."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.world.tables.orders import Order, Verb

from .alike import same_log
from .faulty import KINDS, Disk

TICKS, KEYFRAME = 60, 20
ORDERS = [Order(10, 5, Verb.LEAVE), Order(45, 6, Verb.WAIT)]


def record(out: Path) -> None:
    runs.record("village", out, seed=3, until=TICKS, keyframe=KEYFRAME, orders=ORDERS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    record(out)
    return out


def calls(tmp_path: Path, work: Callable[[], object]) -> int:
    """How many calls to write there are where none fails."""
    with Disk(tmp_path).failing() as disk:
        work()
    return disk.calls


def fail(tmp_path: Path, at: int, how: str, work: Callable[[], object]) -> None:
    """Do something while a call fails: it succeeds all the same, or says what went wrong."""
    with Disk(tmp_path, at, how).failing(), contextlib.suppress(runs.RunError):
        work()


def go_on(out: Path) -> None:
    """What a user does then: resume what has begun, or give the same command again."""
    if (out / "run.json").exists():
        runs.resume(out)
    else:
        record(out)


def check(out: Path, undisturbed: Path) -> None:
    go_on(out)
    assert runs.verify(out) == []
    assert same_log(out, undisturbed)
    assert runs.Folder.open(out)[1].digest == runs.Folder.open(undisturbed)[1].digest
    assert not list(out.rglob("*.part"))


def every(n: int, of: int) -> range:
    """At most so many numbers from 1 to `n`, evenly apart."""
    return range(1, n + 1, max(1, n // of))


@pytest.mark.parametrize("how", KINDS)
def test_recording_survives_a_disk_that_fails_at_any_call(undisturbed, tmp_path, how, cases):
    n = calls(tmp_path, lambda: record(tmp_path / "count"))
    assert n > 40
    for at in every(n, of=cases(6, n)):
        out = tmp_path / str(at)
        fail(tmp_path, at, how, lambda out=out: record(out))
        check(out, undisturbed)


@pytest.mark.parametrize("how", KINDS)
def test_resuming_survives_a_disk_that_fails_at_any_call(undisturbed, tmp_path, how, cases):
    def cut(out: Path) -> Path:
        """A run of which the last segments are gone."""
        shutil.copytree(undisturbed, out)
        for kind in ("events", "because"):
            (out / f"{kind}-{KEYFRAME:08d}-{2 * KEYFRAME:08d}.parquet").unlink()
        return out

    n = calls(tmp_path, lambda: runs.resume(cut(tmp_path / "count")))
    assert n > 10
    for at in every(n, of=cases(4, n)):
        out = cut(tmp_path / str(at))
        fail(tmp_path, at, how, lambda out=out: runs.resume(out))
        check(out, undisturbed)


@pytest.mark.parametrize("how", KINDS)
def test_a_fork_survives_a_disk_that_fails_at_any_call_and_leaves_its_source_alone(undisturbed, tmp_path, how, cases):
    n = calls(tmp_path, lambda: runs.fork(undisturbed, tmp_path / "count", at=30))
    assert n > 30
    for at in every(n, of=cases(4, n)):
        out = tmp_path / str(at)
        fail(tmp_path, at, how, lambda out=out: runs.fork(undisturbed, out, at=30))
        if (out / "run.json").exists():
            check(out, undisturbed)
        else:
            runs.fork(undisturbed, out, at=30)
        assert runs.verify(out) == runs.verify(undisturbed) == []
