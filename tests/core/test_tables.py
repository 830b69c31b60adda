"""Tables: declared columns that grow, are saved, come back, and reuse slots lowest first."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core.tables import I32, U8, Flag, SlotTable, Table, flag, i32, u8


class Things(Table):
    """A table for these tests."""

    weight: I32 = i32(7, "g", "how heavy")
    colour: U8 = u8(0, "", "which colour")


class Marks(SlotTable):
    """Slots for these tests."""

    of: I32 = i32(-1, "thing", "which thing")
    deep: Flag = flag(0, "", "how deep")


def digest_of(table: Table) -> str:
    digest = hashlib.blake2b(digest_size=16)
    table.feed(digest)
    return digest.hexdigest()


def test_a_column_knows_its_type_start_unit_and_meaning():
    column = Things.columns["weight"]
    assert (column.dtype, column.start, column.unit, column.meaning) == (np.dtype("<i4"), 7, "g", "how heavy")
    assert list(Things.columns) == ["weight", "colour"]


def test_slot_tables_have_used_and_serial_beside_their_own_columns():
    assert list(Marks.columns) == ["used", "serial", "of", "deep"]
    assert "used" not in Things.columns


def test_new_rows_start_at_their_start_values_and_old_ones_keep_theirs():
    things = Things(2)
    things.weight[:] = [1, 2]
    first = things.grow(1000)
    assert first == 2
    assert things.n == len(things.weight) == 1002
    assert things.weight[:3].tolist() == [1, 2, 7]


def test_the_digest_sees_every_value_and_the_number_of_rows():
    things, same, longer = Things(3), Things(3), Things(4)
    assert digest_of(things) == digest_of(same)
    assert digest_of(things) != digest_of(longer)
    same.colour[2] = 1
    assert digest_of(things) != digest_of(same)


def test_spare_rows_are_not_part_of_the_digest():
    grown, plain = Things(), Things(5)
    for _ in range(5):
        grown.grow(1)
    assert digest_of(grown) == digest_of(plain)


def test_a_state_comes_back_whole_and_is_a_copy():
    things = Things(3)
    things.weight[:] = [5, 6, 7]
    state = things.state()
    things.weight[0] = 99
    other = Things(8)
    other.restore(state)
    assert other.n == 3
    assert other.weight.tolist() == [5, 6, 7]


def test_an_empty_table_comes_back_empty_and_can_grow():
    things = Things()
    things.restore(Things().state())
    things.grow(2)
    assert things.weight.tolist() == [7, 7]


def test_a_state_of_other_columns_or_types_is_refused():
    things = Things(1)
    with pytest.raises(ValueError, match="other columns than expected: colour"):
        things.restore({"weight": np.zeros(1, np.int32)})
    with pytest.raises(ValueError, match=r"Things\.weight: int64, expected int32"):
        things.restore({"weight": np.zeros(1, np.int64), "colour": np.zeros(1, np.uint8)})


def test_freed_slots_are_taken_again_lowest_first_with_a_new_serial():
    marks = Marks()
    assert marks.take(5).tolist() == [0, 1, 2, 3, 4]
    marks.of[:5] = 9
    marks.free(np.array([3, 1]))
    assert marks.rows().tolist() == [0, 2, 4]
    assert marks.take(3).tolist() == [1, 3, 5]
    assert marks.serial[:6].tolist() == [1, 2, 1, 2, 1, 1]
    assert marks.of[[1, 3, 5]].tolist() == [-1, -1, -1]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=30))
def test_slots_in_use_are_exactly_those_taken_and_not_given_back(steps: list[tuple[bool, int]]):
    marks, held = Marks(), set[int]()
    for takes, n in steps:
        if takes:
            new = set(marks.take(n).tolist())
            assert not new & held
            assert all(slot in held | new for slot in range(max(new, default=-1)))  # no hole was left below
            held |= new
        elif held:
            slot = sorted(held)[n % len(held)]
            marks.free(np.array([slot]))
            held.remove(slot)
    assert set(marks.rows().tolist()) == held
