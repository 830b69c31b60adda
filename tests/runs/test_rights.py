"""A file that this process may not read may well be whole: nothing calls it damaged, or makes it again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from undergrid import runs

FILES = ["events-00000300-00000600.parquet", "names.npz", "snapshots/00000600.npz", "run.json", "orders.jsonl"]


@pytest.fixture(params=FILES)
def barred(request, a_copy, monkeypatch) -> Path:
    """A file of a run that may not be read, whoever runs the tests (root may read everything)."""
    file = a_copy / request.param

    def refusing(way: Callable[..., object]) -> Callable[..., object]:
        def read(self: Path, *args: object, **options: object) -> object:
            if self == file and args[:1] != ("a",):
                raise PermissionError(13, "Permission denied", str(self))
            return way(self, *args, **options)

        return read

    for way in ("open", "read_text", "read_bytes"):
        monkeypatch.setattr(Path, way, refusing(getattr(Path, way)))
    return file


def test_a_file_without_the_right_to_read_it_is_not_made_again(barred):
    content = barred.stat()
    with pytest.raises(runs.RunError, match="cannot be read: Permission denied") as told:
        runs.resume(barred.parents[barred.parent.name == "snapshots"])
    assert barred.name in str(told.value)
    assert "damaged" not in str(told.value)
    assert barred.stat() == content


def test_reading_names_the_file_and_does_not_call_it_damaged(barred):
    folder = barred.parents[barred.parent.name == "snapshots"]
    if barred.name in ("orders.jsonl", "00000600.npz"):
        assert list(runs.Log(folder).events())
        return
    with pytest.raises(runs.RunError, match="cannot be read: Permission denied") as told:
        list(runs.Log(folder).events())
    assert barred.name in str(told.value)
