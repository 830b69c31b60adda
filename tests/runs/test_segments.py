"""Segments: what the counts count, which segment answers, what is kept of it, and where the run's tale breaks off."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.runs import contents, segments
from undergrid.runs.contents import SERIES, TYPES, Columns, Sizes
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.remains import KINDS
from undergrid.runs.segments import Segments, Series
from undergrid.world.tables.people import Activity

SIZES = Sizes({"citizen": 9, "watcher": 4, "gate": 2, "facility": 1, "building": 3}, 50)


# ---------------------------------------------------------------- the series


@pytest.mark.parametrize("seed", range(3))
def test_each_count_is_of_the_living_alone_and_of_nothing_else(seed):
    draw = np.random.default_rng(seed)
    n = 400
    world = make_world(field(9, 9), n)
    people = world.citizens
    people.doing[:] = draw.permutation(np.resize([int(one) for one in Activity], n))
    for name, share in (("alive", 0.7), ("wanted", 0.2), ("tagged", 0.6), ("refused", 0.3)):
        getattr(people, name)[:] = draw.random(n) < share
    people.inside[:] = draw.integers(-1, 2, n)
    for name in ("obedience", "productivity", "strength"):
        getattr(people, name)[:] = draw.integers(0, 30_000, n)
    world.sky.rain[0], world.sky.light[0], world.tick = 17, 203, 4321
    series = Series()
    series.look(world)
    living = {name: getattr(people, name)[people.alive].astype(np.int64) for name in ("inside", "doing", "wanted")}

    def doing(what: Activity) -> int:
        return int((living["doing"] == what).sum())

    expected = {
        "tick": 4321, "alive": people.alive.sum(), "outdoors": (living["inside"] < 0).sum(),
        "plugged": doing(Activity.PLUGGED), "working": doing(Activity.WORKING), "walking": doing(Activity.WALKING),
        "hiding": doing(Activity.HIDING), "held": doing(Activity.HELD), "wanted": living["wanted"].sum(),
        "untagged": (~people.tagged[people.alive]).sum(), "refused": people.refused[people.alive].sum(),
        **{name: int(getattr(people, name)[people.alive].astype(np.int64).sum())
           for name in ("obedience", "productivity", "strength")},
        "wired": 0, "free": (people.alive & ~people.wanted).sum(), "rain": 17, "light": 203,
    }  # fmt: skip
    world.tick, world.sky.rain[0] = 4381, 18
    series.look(world)
    found = series.take()
    assert list(found) == list(SERIES)
    assert {name: int(column[0]) for name, column in found.items()} == expected
    assert {name: int(column[1]) for name, column in found.items()} == expected | {"tick": 4381, "rain": 18}
    assert all(len(column) == 0 for column in series.take().values()), "what is taken is forgotten"


# ---------------------------------------------------------------- reading


def minutes(first: int, last: int) -> Columns:
    """A row of the series for each tick, told apart by how many live."""
    return {
        name: np.arange(first, last) if name == "tick" else np.full(last - first, 100 * k + first, np.int64)
        for k, name in enumerate(SERIES)
    }


def no_events() -> Columns:
    return {name: np.zeros(0, dtype) for name, dtype in TYPES["events"].items()}


def a_folder(path: Path, *spans: tuple[int, int], kinds: tuple[str, ...] = ("series",)) -> Folder:
    """Closed segments of these ticks, of each of the kinds; those of events are empty."""
    folder = Folder(path)
    for kind in kinds:
        for first, last in spans:
            columns = {
                "series": minutes(first, last), "events": no_events(),
                "because": {name: np.zeros(0, np.int64) for name in TYPES["because"]},
                "tracks": {name: np.zeros(0, dtype) for name, dtype in TYPES["tracks"].items()},
            }[kind]  # fmt: skip
            segments.write(folder, kind, first, last, columns)
    return folder


def spans_of(found: list[Columns]) -> list[list[int]]:
    return [columns["tick"].tolist() for columns in found]


def test_those_segments_are_read_that_hold_ticks_from_then_on(tmp_path):
    read = Segments(a_folder(tmp_path, (0, 3), (3, 5), (5, 9)), SIZES)
    every = [[0, 1, 2], [3, 4], [5, 6, 7, 8]]
    assert [spans_of(list(read.read("series", since))) for since in (0, 2, 3, 4, 5, 8, 9)] == [
        every, every, every[1:], every[1:], every[2:], every[2:], [],
    ]  # fmt: skip
    assert list(read.read("events")) == []


def test_unless_a_tick_is_named_everything_is_read_from_the_first_tick_on(tmp_path):
    assert spans_of(list(Segments(a_folder(tmp_path, (0, 1), (1, 3)), SIZES).read("series"))) == [[0], [1, 2]]


def test_a_tick_is_looked_up_in_the_segment_in_which_it_lies(tmp_path):
    read = Segments(a_folder(tmp_path, (2, 4), (4, 9)), SIZES)
    found = [read.at("series", tick) for tick in (1, 2, 3, 4, 8, 9)]
    assert [columns and columns["alive"][0] for columns in found] == [None, 102, 102, 104, 104, None]
    assert read.at("events", 3) is None


def test_the_first_rows_stay_in_memory_as_many_as_there_is_room_for(tmp_path):
    folder = a_folder(tmp_path, (0, 3), (3, 5), (5, 8), (8, 9))
    read = Segments(folder, SIZES, kept=6)
    first = list(read.read("series"))
    again = list(read.read("series"))
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True, False, True]
    exact = Segments(folder, SIZES, kept=5)
    pairs = zip(exact.read("series"), exact.read("series"), strict=True)
    assert [one is other for one, other in pairs] == [True, True, False, False]
    assert spans_of(again) == [[0, 1, 2], [3, 4], [5, 6, 7], [8]]


def test_a_segment_is_looked_through_once_however_often_it_is_read(tmp_path, monkeypatch):
    whole, looked = contents.wrong, []

    def look(kind, columns, first, last, sizes):
        looked.append((kind, first, last))
        return whole(kind, columns, first, last, sizes)

    monkeypatch.setattr(contents, "wrong", look)
    read = Segments(a_folder(tmp_path, (0, 3), (3, 5)), SIZES, kept=0)
    assert spans_of([*read.read("series"), *read.read("series", 4)]) == [[0, 1, 2], [3, 4], [3, 4]]
    assert looked == [("series", 0, 3), ("series", 3, 5)]


def test_rows_that_no_run_writes_are_told_each_time_and_not_kept(tmp_path):
    folder = a_folder(tmp_path, (0, 3))
    odd = minutes(0, 3)
    odd["tick"] = np.array([0, 1, 7])
    segments.write(folder, "series", 3, 8, odd)
    read = Segments(folder, SIZES)
    for _ in range(2):
        with pytest.raises(RunError, match="no series of this city: expected ticks 3 to 7"):
            list(read.read("series", 3))
    path = folder.segment("series", 3, 8)
    assert read.wrong_with(path, 3, 8).startswith("no series of this city: expected ticks 3 to 7")
    assert read.wrong_with(folder.segment("series", 0, 3), 0, 3) == ""
    assert read.wrong_with(folder.segment("series", 9, 10), 9, 10) == "missing"


def test_a_file_of_other_columns_is_no_segment_of_its_kind(tmp_path):
    folder = a_folder(tmp_path, (0, 3))
    segments.write(folder, "events", 0, 3, minutes(0, 3))
    path = folder.segment("events", 0, 3)
    with pytest.raises(RunError, match="not a segment of events") as found:
        Segments(folder, SIZES).at("events", 1)
    assert str(found.value).startswith(f"{path}: ")


def test_all_segments_of_the_kind_that_are_not_as_they_were_written_are_named_with_the_number_of_the_others(tmp_path):
    folder = a_folder(tmp_path, (0, 3), (3, 5), (5, 8), (8, 9), kinds=("series", "events"))
    folder.segment("series", 3, 5).unlink()
    folder.segment("series", 8, 9).write_bytes(b"other")
    folder.segment("events", 5, 8).unlink()
    read = Segments(folder, SIZES)
    gone, damaged = folder.segment("series", 3, 5), folder.segment("series", 8, 9)
    for use in (
        lambda: read.at("series", 3), lambda: read.at("series", 8), lambda: segments.count(folder, "series"),
        lambda: list(read.read("series")),
    ):  # fmt: skip
        with pytest.raises(RunError) as found:
            use()
        assert found.value.message == f"{gone}: missing, {damaged}: damaged, not as it was written"
        assert found.value.hint == (
            f"the other 2 series segments are whole; what is missing is made again by: undergrid resume {tmp_path}"
        )


@pytest.mark.parametrize(
    ("n_whole", "right"), [(0, "no other segment of series is whole; "), (1, "the other series segment is whole; ")]
)
def test_none_or_one_other_that_is_whole_is_said_as_one_says_it(tmp_path, n_whole, right):
    folder = a_folder(tmp_path, (0, 3), (3, 5), kinds=("series",))
    for first, end in ((0, 3), (3, 5))[: 2 - n_whole]:
        folder.segment("series", first, end).unlink()
    with pytest.raises(RunError) as found:
        segments.count(folder, "series")
    assert found.value.hint.startswith(right)


def test_rows_are_counted_over_all_segments_of_a_kind(tmp_path):
    folder = a_folder(tmp_path, (0, 3), (3, 5), (5, 9), kinds=("series", "events"))
    assert segments.count(folder, "series") == 9
    assert segments.count(folder, "events") == segments.count(folder, "because") == 0


@pytest.mark.parametrize("name", ["it's [one] of *these*?", "plain"])
def test_a_folder_of_any_name_is_written_and_read_as_it_is_called(tmp_path, name):
    (tmp_path / name).mkdir()
    folder = a_folder(tmp_path / name, (0, 3))
    assert os.listdir(tmp_path / name) == ["series-00000000-00000003.parquet"]
    assert spans_of(list(Segments(folder, SIZES).read("series"))) == [[0, 1, 2]]
    assert segments.count(folder, "series") == 3


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_folder_whose_name_is_no_text_is_written_and_read_and_no_file_stays_open(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    path.mkdir()
    a_folder(path, (0, 2))  # what DuckDB opens for itself is open by now
    open_before = os.listdir("/proc/self/fd")
    folder = a_folder(path, (0, 3))
    assert spans_of(list(Segments(folder, SIZES).read("series"))) == [[0, 1, 2]]
    assert segments.count(folder, "series") == 3
    assert os.listdir("/proc/self/fd") == open_before


def test_a_file_says_the_format_it_is_written_in_and_gives_its_rows_in_their_order(tmp_path):
    folder = Folder(tmp_path)
    columns = minutes(0, 5000)
    columns["alive"] = np.arange(5000)[::-1].copy()
    segments.write(folder, "series", 0, 5000, columns)
    path = folder.segment("series", 0, 5000)
    ((key, value),) = duckdb.sql(f"select key, value from parquet_kv_metadata('{path}')").fetchall()
    assert (key, value) == (b"undergrid", b"6")
    read = Segments(folder, SIZES).at("series", 7)
    assert read is not None
    assert read["alive"].tolist() == list(range(4999, -1, -1))
    assert folder.wrong_with(path) == ""


def test_what_duckdb_cannot_write_is_told_with_the_files_name_and_leaves_none(tmp_path):
    with pytest.raises(RunError, match=r"series-00000000-00000002\.parquet: cannot be written: "):
        segments.write(Folder(tmp_path / "nowhere"), "series", 0, 2, minutes(0, 2))
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- where it breaks off


@pytest.mark.parametrize(("events", "because", "until", "missing"), [
    ([(0, 5), (5, 9)], [(0, 5), (5, 9)], 9, None),
    ([(0, 5), (5, 9)], [(0, 5), (5, 9)], 10, 9),
    ([(0, 5), (6, 9)], [(0, 5), (5, 9)], 9, 5),
    ([(0, 5), (5, 9)], [(0, 5), (7, 9)], 9, 5),
    ([(1, 5), (5, 9)], [(0, 5), (5, 9)], 9, 0),
    ([(0, 5), (5, 9)], [(0, 5)], 9, 5),
    ([], [], 1, 0),
    ([], [], 0, None),
])  # fmt: skip
def test_a_gap_is_the_first_tick_that_events_or_their_causes_do_not_cover(tmp_path, events, because, until, missing):
    folder = a_folder(tmp_path, *events, kinds=("events",))
    folder.files |= a_folder(tmp_path, *because, kinds=("because",)).files
    assert segments.gap(folder, until) == missing


def test_a_run_is_whole_up_to_the_first_segment_of_any_kind_that_is_not(tmp_path):
    folder = a_folder(tmp_path, (0, 3), (3, 5), (5, 9), kinds=KINDS)
    assert segments.whole_until(Segments(folder, SIZES)) == (9, [])
    damaged = folder.segment("because", 5, 9)
    damaged.write_bytes(b"other")
    told = f"{damaged}: damaged, not as it was written"
    assert segments.whole_until(Segments(folder, SIZES)) == (5, [told])
    folder.segment("series", 3, 5).unlink()
    gone = "no segment of series from tick 3"
    assert segments.whole_until(Segments(folder, SIZES)) == (3, [told, gone])
    del folder.files[folder.name(folder.segment("events", 0, 3))]
    assert segments.whole_until(Segments(folder, SIZES)) == (0, ["no segment of events from tick 0", told, gone])
