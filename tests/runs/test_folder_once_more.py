"""A run's folder file by file: what belongs to it, what does not, and how its files come to be there whole."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from undergrid.runs import folder as folders
from undergrid.runs import remains
from undergrid.runs.folder import DiskFullError, Folder, FolderTakenError, RunError, replacing, telling_plainly

CLOSED = ["events-00000000-00000300.parquet", "events-00000300-00000600.parquet", "because-00000300-00000600.parquet",
          "series-00000000-00000300.parquet", "snapshots/00000000.npz", "snapshots/00000300.npz",
          "snapshots/00000600.npz", "scenario/map.tmx", "names.npz"]  # fmt: skip


@pytest.fixture
def folder(tmp_path) -> Folder:
    """A run's folder with some closed files, each of which says its name."""
    made = Folder(tmp_path / "run")
    for name in CLOSED:
        path = made.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        made.close(path)
    (made.path / "run.json").write_text("{}")
    return made


def meta(tick=600, until=900, status="running"):
    return SimpleNamespace(tick=tick, until=until, status=status, files={}, text=lambda: "what was run")


# ---------------------------------------------------------------- what belongs to it


def test_segments_and_snapshots_are_listed_by_their_ticks(folder):
    assert folder.segments("events") == [(0, 300, folder.path / CLOSED[0]), (300, 600, folder.path / CLOSED[1])]
    assert folder.segments("because") == [(300, 600, folder.path / CLOSED[2])]
    assert [folder.segment("events", 300, 600), folder.snapshot(600)] == [
        folder.path / CLOSED[1], folder.path / CLOSED[6],
    ]  # fmt: skip
    assert folder.saved() == [0, 300, 600]


@pytest.mark.parametrize("tick", [0, 299, 300, 599, 600])
def test_what_ends_after_a_tick_is_taken_away_and_all_else_stays(folder, tick):
    ends = {0: [4], 300: [0, 3, 5], 600: [1, 2, 6]}  # where the closed files end
    gone = {CLOSED[k] for end, which in ends.items() for k in which if end > tick}
    assert set(folder.names_after(tick)) == gone
    for name in sorted(gone)[:1]:
        (folder.path / name).unlink()  # somebody else has done so already
    folder.drop_after(tick)
    assert set(folder.files) == set(CLOSED) - gone
    assert {name for name in CLOSED if (folder.path / name).exists()} == set(CLOSED) - gone


def test_what_is_wrong_with_a_closed_file_is_said_in_a_word(folder):
    assert [folder.wrong_with(folder.path / name) for name in CLOSED] == [""] * len(CLOSED)
    (folder.path / CLOSED[0]).write_text("another")
    (folder.path / CLOSED[1]).unlink()
    (folder.path / CLOSED[2]).unlink()
    (folder.path / CLOSED[2]).mkdir()
    del folder.files[CLOSED[3]]
    said = ["damaged, not as it was written", "missing", "cannot be read: no regular file", "no file of this run", ""]
    for name, what in zip(CLOSED, said, strict=False):
        assert folder.wrong_with(folder.path / name) == what
        if what:
            with pytest.raises(RunError, match=what) as found:
                folder.check(folder.path / name)
            assert found.value.message == f"{folder.path / name}: {what}"
            assert found.value.hint.endswith(f"undergrid resume {folder.path}")
    folder.check(folder.path / CLOSED[4])
    folder.check_readable()
    assert folder.wrong_with(folder.path / CLOSED[4] / "within") == "missing"


@pytest.mark.parametrize(("name", "running", "ended"), [
    ("events-00000600-00000601.parquet", False, True), ("events-00000600-00000900.parquet", False, True),
    ("events-00000600-00000901.parquet", True, True), ("events-00000300-00000599.parquet", True, True),
    ("series-00000500-00000600.parquet", True, True), ("snapshots/00000601.npz", False, True),
    ("snapshots/00000900.npz", False, True), ("snapshots/00000901.npz", True, True),
    ("snapshots/00000599.npz", True, True), ("copy.parquet", True, True), ("other.npz", True, True),
    (".names.npz.part", False, False), (".hidden.parquet", False, False), ("notes.txt", False, False),
    ("scenario/other.npz", False, False), ("snapshots/note.npz", True, True),
])  # fmt: skip
def test_a_file_that_looks_like_one_of_its_own_is_a_stranger_unless_the_run_may_have_just_made_it(
    folder, name, running, ended
):
    assert folder.strangers(meta()) == folder.strangers(meta(status="ended")) == []
    path = folder.path / name
    path.touch()
    for status, strange in (("running", running), ("ended", ended)):
        assert folder.strangers(meta(status=status)) == ([path] if strange else [])
        if strange:
            with pytest.raises(RunError, match="no file of this run") as found:
                folder.check_alone(meta(status=status))
            assert found.value.message == f"{path}: no file of this run"
        else:
            folder.check_alone(meta(status=status))


@pytest.mark.parametrize("name", ["snapshots", "scenario"])
def test_a_file_in_the_place_of_a_folder_is_told(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(RunError, match=f"{name}: is no folder, and a run has one of that name"):
        Folder(tmp_path).check_alone(meta())


# ---------------------------------------------------------------- whether a run may begin there


def begun(path: Path, *names: str) -> None:
    """A folder as a run leaves it that was killed while it began, and other files."""
    path.mkdir()
    remains.mark(path, ["map.tmx"])
    for name in names:
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).touch()


def test_a_run_may_begin_where_nothing_is_or_only_what_another_left_that_was_beginning(tmp_path):
    Folder(tmp_path / "none").check_free()
    (tmp_path / "empty").mkdir()
    Folder(tmp_path / "empty").check_free()
    (tmp_path / "empty" / ".lock").touch()
    Folder(tmp_path / "empty").check_free()
    begun(tmp_path / "begun", "names.npz", "scenario/map.tmx", "snapshots/00000000.npz", ".lock")
    Folder(tmp_path / "begun").check_free()


def test_a_run_does_not_begin_where_something_else_is(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").touch()
    begun(tmp_path / "foreign", "scenario/other.tmx")
    other = tmp_path / "foreign" / "scenario" / "other.tmx"
    for name, said, goes_on in (
        ("file", "is there already and no folder", False), ("full", "is there already and not empty", False),
        ("run", "is there already and not empty", True),
        ("foreign", f"is there already and not empty: {other} is no file of a run that was beginning there", False),
    ):  # fmt: skip
        with pytest.raises(FolderTakenError) as found:
            Folder(tmp_path / name).check_free()
        assert found.value.message == f"{tmp_path / name}: {said}"
        more = f", or go on with it: undergrid resume {tmp_path / name}" if goes_on else ""
        assert found.value.hint == f"give another --out{more}"
        assert found.value.exit_code == 2


# ---------------------------------------------------------------- how its files come to be there


@pytest.fixture
def disk(monkeypatch):
    """The paths that are flushed to the disk, in order; all that was opened for it is closed in the end."""
    opened, flushed, plain = {}, [], (os.open, os.fsync, os.close)

    def note(path, *options, **more):
        number = plain[0](path, *options, **more)
        opened[number] = Path(path)
        return number

    def sync(number):
        flushed.append(opened.get(number))
        plain[1](number)

    def close(number):
        opened.pop(number, None)
        plain[2](number)

    for name, call in (("open", note), ("fsync", sync), ("close", close)):
        monkeypatch.setattr(os, name, call)
    yield flushed
    assert opened == {}


def test_a_file_is_flushed_under_another_name_before_it_takes_its_place(tmp_path, disk):
    target = tmp_path / "run.json"
    target.write_text("old")
    with replacing(target) as temporary:
        assert temporary == tmp_path / ".run.json.part"
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert disk == [temporary]
    assert os.listdir(tmp_path) == ["run.json"]


@pytest.mark.parametrize("wrong", [OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken"), ZeroDivisionError()])
def test_where_a_file_cannot_be_written_the_old_one_stands_and_nothing_is_left_of_the_new(tmp_path, disk, wrong):
    target = tmp_path / "run.json"
    target.write_text("old")
    told = ZeroDivisionError if isinstance(wrong, ZeroDivisionError) else RunError

    def write():
        with replacing(target) as temporary:
            temporary.write_text("half")
            raise wrong

    with pytest.raises(told):
        write()
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["run.json"]


@pytest.mark.parametrize(("wrong", "full", "said"), [
    (OSError(errno.ENOSPC, "x"), True, "the disk is full"), (OSError(errno.EDQUOT, "x"), True, "the disk is full"),
    (OSError(errno.EFBIG, "x"), True, "the disk is full"), (OSError("No space left on it"), True, "the disk is full"),
    (OSError("File too large"), True, "the disk is full"), (OSError("quota exceeded"), True, "the disk is full"),
    (OSError(errno.EIO, "broken"), False, "cannot be written: broken"),
    (OSError("odd"), False, "cannot be written: odd"),
])  # fmt: skip
def test_an_error_of_the_system_is_told_with_the_name_of_the_file(tmp_path, wrong, full, said):
    with pytest.raises(RunError) as found, telling_plainly(tmp_path / "file"):
        raise wrong
    assert found.value.message == f"{tmp_path / 'file'}: {said}"
    assert isinstance(found.value, DiskFullError) == full


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be flushed there, nor files be given to all")
def test_what_was_run_is_written_with_all_closed_files_in_order_and_both_folders_are_flushed(folder, disk):
    remains.mark(folder.path, [])
    run, digests = meta(), {name: folder.files[name] for name in sorted(CLOSED)}
    disk.clear()
    folder.save(run)
    assert list(run.files.items()) == list(digests.items())
    assert (folder.path / "run.json").read_text() == "what was run"
    assert not (folder.path / ".beginning").exists()
    assert disk == [folder.path / ".run.json.part", folder.path, folder.snapshots]


def test_a_file_that_two_runs_share_is_one_file_where_the_disk_can_and_else_a_copy(tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.write_text("closed")
    folders.share(source, tmp_path / "linked")
    folders.copy(source, tmp_path / "copied")

    def no_link(*paths):
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", no_link)
    folders.share(source, tmp_path / "shared")
    assert [(tmp_path / name).read_text() for name in ("linked", "copied", "shared")] == ["closed"] * 3
    assert [(tmp_path / name).samefile(source) for name in ("linked", "copied", "shared")] == [True, False, False]


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be flushed there, nor files be given to all")
def test_one_process_at_a_time_writes_a_run_and_the_lock_is_a_file_that_all_may_use(tmp_path, disk):
    was = os.umask(0)
    try:
        with Folder(tmp_path).locked():
            with pytest.raises(RunError, match="another process is writing this run"), Folder(tmp_path).locked():
                raise AssertionError("it is held")
            assert stat.S_IMODE((tmp_path / ".lock").stat().st_mode) == 0o666
        with Folder(tmp_path).locked():
            pass
    finally:
        os.umask(was)


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / ".lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RunError, match=r"\.lock: is a link, which is not followed"), Folder(tmp_path).locked():
        raise AssertionError("it is none of a run's")
    assert not (tmp_path / "elsewhere").exists()


def test_where_a_run_fails_as_it_begins_just_those_folders_go_that_were_not_there(tmp_path):
    (tmp_path / "old").mkdir()
    folder = Folder(tmp_path / "old" / "new" / "run")

    def fail():
        assert remains.is_begun(folder.path)
        (folder.scenario / "map.tmx").touch()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), folder.beginning(["map.tmx"], lambda: False):
        fail()
    assert os.listdir(tmp_path / "old") == []
    begun(tmp_path / "again", "names.npz", "scenario/map.tmx")
    folder = Folder(tmp_path / "again")
    with folder.beginning(["other.tmx"], lambda: True):
        assert sorted(os.listdir(folder.path)) == [".beginning", ".lock", "scenario", "snapshots"]
        assert os.listdir(folder.scenario) == []


def test_a_run_that_another_process_has_made_in_the_meantime_is_left_as_it_is(tmp_path):
    class Late(Folder):
        @contextlib.contextmanager
        def locked(self):
            with super().locked():
                (self.path / "run.json").write_text("theirs")
                yield

    with pytest.raises(FolderTakenError, match="is there already and not empty"):
        Late(tmp_path / "run").beginning([], lambda: False).__enter__()
    assert sorted(os.listdir(tmp_path / "run")) == [".lock", "run.json"]
