"""Handles: a kernel takes a whole table, or a record, as one argument, and finds in it what Python has."""

import gc
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from undergrid.core import jit
from undergrid.core.handles import change, record
from undergrid.core.jit import kernel, python
from undergrid.core.tables import I32, I64, U8, Flag, Out, SlotTable, Table, flag, i32, i64, u8

compiled = pytest.mark.skipif(not jit.COMPILED, reason="plain Python takes the tables themselves")


class Wells(Table):
    """A table of the tests."""

    depth: I32 = i32(7, "m", "how deep")
    dry: Flag = flag(0, "", "whether it is")
    serves: U8 = u8(3, "", "how many")
    since: I64 = i64(-1, "tick", "since when")


class Pails(SlotTable):
    """Another."""

    owner: I32 = i32(-1, "well", "whose")


class _Found(Out):
    well: I64
    depth: I64


@kernel
def deepen(wells, by, found):
    n = 0
    for row in range(len(wells.depth)):
        if not wells.dry[row]:
            wells.depth[row] += by.metres * by.share[row % len(by.share)]
            wells.since[row] = by.tick
            found.well[n], found.depth[n] = row, wells.depth[row]
            n += 1
    return n


@kernel(inline=True)
def depth_of(wells, row):
    return wells.depth[row]


@kernel
def sum_of(wells, others):
    total = 0
    for row in range(len(wells.depth)):
        total += depth_of(wells, row) - depth_of(others, row)
    return total


@kernel
def corner(map_):
    return map_.grid[1, 2], map_.grid.shape[0], map_.grid.shape[1], map_.cube[1, 0, 1], map_.width


@kernel
def pails_of(pails, well):
    n = 0
    for slot in range(len(pails.used)):
        if pails.used[slot] and pails.owner[slot] == well:
            n += 1
    return n


@kernel
def flagged(wells, map_, open_, shut):
    return len(wells.depth) if open_ and not shut else map_.grid[1, 2]


@kernel(inline=True)
def each_dry(wells):
    for row in range(len(wells.dry)):
        if wells.dry[row]:
            yield row


@kernel
def n_dry(wells):
    n = 0
    for _ in each_dry(wells):
        n += 1
    return n


def test_a_kernel_reads_and_writes_the_columns_of_a_table():
    wells, found = Wells(5), _Found(8)
    wells.dry[3] = True
    by = record(metres=2, share=np.array([1, 10], np.int64), tick=90)
    assert deepen(wells.handle, by, found.handle) == 4
    assert wells.depth.tolist() == [9, 27, 9, 7, 9]
    assert wells.since.tolist() == [90, 90, 90, -1, 90]
    assert found.rows(4) == [(0, 9), (1, 27), (2, 9), (4, 9)]


def test_plain_python_reads_a_handle_as_compiled_code_does():
    one, other, found = Wells(5), Wells(5), _Found(8)
    by = record(metres=2, share=np.array([1, 10], np.int64), tick=90)
    deepen(one.handle, by, found.handle)
    python(deepen)(other.handle, by, found.handle)
    assert one.state()["depth"].tolist() == other.state()["depth"].tolist()


def test_a_table_that_grows_or_is_restored_keeps_its_handle():
    wells, found = Wells(2), _Found(4096)
    handle, by = wells.handle, record(metres=1, share=np.ones(1, np.int64), tick=1)
    for more in (1, 60, 1000):
        wells.grow(more)
        assert deepen(handle, by, found.handle) == wells.n
    state = wells.state()
    wells.restore({name: values[:10] for name, values in state.items()})
    assert deepen(handle, by, found.handle) == 10
    assert wells.depth[:2].tolist() == [11, 11]
    wells.restore({name: values[:0] for name, values in state.items()})
    assert deepen(handle, by, found.handle) == 0


def test_slots_that_are_taken_are_seen_at_once():
    pails = Pails()
    assert pails_of(pails.handle, 5) == 0
    slots = pails.take(70)
    pails.owner[slots] = 5
    assert pails_of(pails.handle, 5) == 70
    pails.free(np.arange(3))
    assert pails_of(pails.handle, 5) == 67


def test_a_generator_walks_a_handle():
    wells = Wells(4)
    wells.dry[[0, 2]] = True
    assert n_dry(wells.handle) == 2


def test_flags_may_stand_beside_handles():
    map_ = record(grid=np.arange(12, dtype=np.int16).reshape(3, 4))
    assert flagged(Wells(5).handle, map_, True, False) == 5
    assert flagged(Wells(5).handle, map_, True, True) == 6


def test_two_tables_of_one_kind_are_told_apart():
    one, other = Wells(3), Wells(3)
    one.depth[:] = 10
    assert sum_of(one.handle, other.handle) == 9
    assert sum_of(other.handle, one.handle) == -9


def test_arrays_of_more_dimensions_and_numbers_stand_in_a_record():
    grid, cube = np.arange(12, dtype=np.int16).reshape(3, 4), np.arange(8, dtype=np.int64).reshape(2, 2, 2)
    assert corner(record(grid=grid, cube=cube, width=99)) == (6, 3, 4, 5, 99)


def test_an_array_that_does_not_lie_in_one_piece_is_refused():
    if jit.COMPILED:
        with pytest.raises(ValueError, match=r"record\.grid: .*in one piece"):
            record(grid=np.zeros((4, 4), np.int64)[:, 1])


def test_a_record_can_be_changed_and_keeps_what_it_points_at():
    wells, found = Wells(1), _Found(8)
    by = record(metres=1, share=np.array([1], np.int64), tick=0)
    change(by, share=np.array([5, 5], np.int64), tick=7)
    gc.collect()
    deepen(wells.handle, by, found.handle)
    assert (wells.depth[0], wells.since[0]) == (12, 7)


def test_what_no_kernel_has_written_is_nothing_one_could_take_for_a_row():
    assert _Found(3).rows(1)[0][0] < -(1 << 60)


# ---------------------------------------------------------------- what it must not cost


@compiled
def test_a_kernel_compiled_for_a_table_serves_every_table_of_that_kind_without_another_look_at_the_disk():
    """With a type made for each table, every call would read the disk cache again."""
    by, found = record(metres=1, share=np.ones(1, np.int64), tick=1), _Found(64)
    deepen(Wells(1).handle, by, found.handle)
    before = jit.compiled()
    for n in range(50):
        deepen(Wells(n).handle, record(metres=n, share=np.ones(2, np.int64), tick=n), _Found(64 + n).handle)
    after = jit.compiled()
    assert (after.loaded, after.compiled) == (before.loaded, before.compiled)
    assert len(deepen.signatures) == 1


@compiled
def test_making_a_handle_compiles_and_loads_nothing():
    before = jit.compiled()

    class Fresh(Table):
        """Never seen before."""

        odd: I32 = i32(0, "", "a column")

    assert Fresh(3).handle is not None
    record(never=1, seen=np.zeros(3), before=np.zeros((2, 2), bool))
    after = jit.compiled()
    assert (after.loaded, after.compiled) == (before.loaded, before.compiled)


@compiled
def test_the_type_of_a_handle_is_the_same_one_after_pickling():
    import numba

    for handle in (Wells(2).handle, record(a=1, b=np.zeros(2))):
        kind = numba.typeof(handle)
        assert pickle.loads(pickle.dumps(kind)) is kind


@compiled
def test_another_process_finds_the_kernel_on_the_disk(tmp_path):
    code = (
        "from core.test_handles import Wells, _Found, deepen, jit, np, record\n"
        "deepen(Wells(3).handle, record(metres=1, share=np.ones(1, np.int64), tick=1), _Found(8).handle)\n"
        "print(jit.compiled().loaded, jit.compiled().compiled)"
    )
    tests = str(Path(__file__).parents[1])
    environment = os.environ | {"UNDERGRID_CACHE": str(tmp_path), "PYTHONPATH": tests}
    told = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [done.stdout.strip() for done in told] == ["0 1", "1 0"]
