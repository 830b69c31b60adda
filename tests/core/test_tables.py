"""Tables: declared columns that grow, are saved, come back, and reuse slots lowest first."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.core import tables
from undergrid.core.index import due_by
from undergrid.core.tables import I32, U8, Flag, SlotTable, Table, flag, i32, u8


class Things(Table):
    """A table for these tests."""

    weight: I32 = i32(7, "g", "how heavy")
    colour: U8 = u8(0, "", "which colour")


class Marks(SlotTable):
    """Slots for these tests."""

    OWNER = "thing"
    thing: I32 = i32(-1, "thing", "which thing")
    deep: Flag = flag(0, "", "how deep")
    colour: U8 = u8(0, "", "which colour")


def digest_of(table: Table) -> str:
    digest = hashlib.blake2b(digest_size=16)
    table.feed(digest)
    return digest.hexdigest()


def test_a_column_knows_its_type_start_unit_and_meaning():
    column = Things.columns["weight"]
    assert (column.dtype, column.start, column.unit, column.meaning) == (np.dtype("<i4"), 7, "g", "how heavy")
    assert list(Things.columns) == ["weight", "colour"]


def test_slot_tables_have_used_and_serial_beside_their_own_columns():
    assert list(Marks.columns) == ["used", "serial", "thing", "deep", "colour"]
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


def test_what_tables_without_rows_have_in_common_is_never_written_to():
    one, other = Things(), Things()
    one.grow(1)
    one.weight[0] = 99
    one.restore(other.state())
    assert (one.n, one.weight.size, one.nbytes()) == (0, 0, 0)
    assert other.grow(2) == one.grow(1) == 0
    assert other.weight.tolist() == [7, 7]
    assert Things().state()["weight"].dtype == one.weight.dtype


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0, 3), (3, 0), (200, 3)])
def test_a_table_becomes_a_copy_of_another_and_owes_it_nothing(before, after):
    one, other = Marks(), Marks()
    slots = one.take(before)
    one.thing[slots] = 4
    assert one.of(4).tolist() == slots.tolist()
    slots = other.take(after)
    other.thing[slots] = np.arange(after)
    other.free(slots[:1])
    one.become(other)
    assert digest_of(one) == digest_of(other)
    assert (one.n, one.n_used) == (other.n, int(other.used.sum()))
    assert one.of(4).tolist() == []
    assert [one.of(thing).tolist() for thing in (1, 2)] == [other.of(thing).tolist() for thing in (1, 2)]
    slot = one.take(1)
    one.thing[slot] = 50
    assert slot.tolist() == other.take(1).tolist()
    assert other.first(thing=50) == -1


def test_a_state_of_other_columns_or_types_is_refused():
    things = Things(1)
    with pytest.raises(ValueError, match="other columns than expected: colour"):
        things.restore({"weight": np.zeros(1, np.int32)})
    with pytest.raises(ValueError, match=r"Things\.weight: int64, expected int32"):
        things.restore({"weight": np.zeros(1, np.int64), "colour": np.zeros(1, np.uint8)})


def test_freed_slots_are_taken_again_lowest_first_with_a_new_serial():
    marks = Marks()
    assert marks.take(5).tolist() == [0, 1, 2, 3, 4]
    marks.thing[:5] = 9
    marks.free(np.array([3, 1]))
    assert marks.rows().tolist() == [0, 2, 4]
    assert marks.take(3).tolist() == [1, 3, 5]
    assert marks.serial[:6].tolist() == [1, 2, 1, 2, 1, 1]
    assert marks.thing[[1, 3, 5]].tolist() == [-1, -1, -1]


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


def plainly(marks: Marks, **values: int) -> list[int]:
    """The slots in use whose columns have these values, by a look at all of them."""
    found = marks.used.copy()
    for name, value in values.items():
        found &= getattr(marks, name) == value
    return np.flatnonzero(found).tolist()


def take(marks: Marks, n: int, who: int) -> None:
    """Take slots for an owner."""
    slots = marks.take(n)
    marks.thing[slots] = who


def check(marks: Marks, owners: list[int]) -> None:
    for who in owners:
        assert marks.of(who).tolist() == plainly(marks, thing=who)
        assert marks.where(thing=who, colour=1).tolist() == plainly(marks, thing=who, colour=1)
        assert marks.where(colour=2, thing=who, deep=True).tolist() == plainly(marks, thing=who, colour=2, deep=1)
        assert marks.has(thing=who, deep=1) is (plainly(marks, thing=who, deep=1) != [])


OWNERS = [-1, 0, 1, 2, 70, 4000]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take without owners", "own", "free", "restore", "ask"]),
        st.integers(0, 90),
        st.sampled_from(OWNERS),
    ),
    max_size=25,
)


@given(STEPS)
def test_the_rows_of_an_owner_are_those_that_a_look_at_all_rows_finds(steps: list[tuple[str, int, int]]):
    """Taken, given an owner at once or later, freed one or many at a time, and restored, in any order."""
    marks = Marks()
    for what, n, who in steps:
        rows = marks.rows()
        if what.startswith("take"):
            slots = marks.take(n)
            marks.colour[slots], marks.deep[slots] = slots % 3, slots % 2
            if what == "take":
                marks.thing[slots[::2]], marks.thing[slots[1::2]] = who, OWNERS[n % len(OWNERS)]
        elif what == "own":
            bare = rows[marks.thing[rows] < 0]
            marks.thing[bare[: n % 7]] = who
        elif what == "free":
            marks.free(rows[n % 11 :: 1 + n % 4] if n % 3 else rows[n : n + 1])
        elif what == "restore":
            marks.restore(marks.state())
        else:
            check(marks, [who])
    check(marks, OWNERS)
    assert marks.where(colour=1).tolist() == plainly(marks, colour=1)
    assert marks.where().tolist() == marks.rows().tolist()


@pytest.mark.parametrize("n", [100, 20_000])
def test_rows_are_found_by_value_in_tables_of_any_size(n: int):
    marks = Marks()
    slots = marks.take(n)
    marks.thing[slots], marks.colour[slots] = slots * 7 % 50, slots % 5
    marks.free(slots[3::11])
    for values in ({"colour": 4}, {"colour": 4, "serial": 1}, {"deep": 0, "colour": 3}, {"thing": 9, "colour": 4}):
        assert marks.where(**values).tolist() == plainly(marks, **values)
    for beyond in (-1, 255, 256, 260, 70_000):  # 260 is 4 in eight bits, and is not found
        assert marks.where(colour=beyond).tolist() == []
        assert marks.where(deep=beyond).tolist() == []


def test_an_empty_table_has_no_rows_of_anybody():
    marks = Marks()
    assert marks.of(0).tolist() == marks.where(thing=0, colour=0).tolist() == []
    assert not marks.has(colour=0)
    marks.free(marks.take(3))
    assert marks.of(-1).tolist() == marks.where(colour=0).tolist() == []


def test_the_index_is_no_part_of_what_is_saved():
    marks = Marks()
    take(marks, 5, 3)
    before, state = digest_of(marks), marks.state()
    assert marks.of(3).tolist() == [0, 1, 2, 3, 4]
    assert digest_of(marks) == before
    assert list(marks.state()) == list(state)


def test_a_table_that_is_not_asked_for_long_forgets_its_index_and_makes_it_anew():
    marks = Marks()
    assert marks.of(0).tolist() == []
    for who in range(1000):
        take(marks, 1, who % 2)
    assert marks.of(1).tolist() == list(range(1, 1000, 2))


def test_a_column_that_is_not_there_cannot_be_asked_for():
    marks = Marks()
    for rows in (0, 5):
        marks.take(rows)
        with pytest.raises(AttributeError, match="Marks has no column color, thin"):
            marks.where(thing=1, thin=2, color=3)
        with pytest.raises(AttributeError, match="Marks has no column n"):
            marks.has(n=5)
    with pytest.raises(TypeError, match=r"Loose\.OWNER: there is no column 'whose'"):

        class Loose(SlotTable):
            OWNER = "whose"


def test_an_owner_that_changes_is_noticed_where_bounds_are_checked(monkeypatch):
    monkeypatch.setattr(tables, "BOUNDS", True)
    marks = Marks()
    take(marks, 2, 3)
    assert marks.of(3).tolist() == [0, 1]
    marks.thing[1] = 4
    with pytest.raises(RuntimeError, match=r"Marks\.thing of a row in use has been changed"):
        marks.of(3)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=40), st.integers(-1, 10))
def test_slots_whose_time_has_come_are_found(rows: list[tuple[bool, int]], tick: int):
    used, due = np.array([row[0] for row in rows], bool), np.array([row[1] for row in rows], np.int32)
    assert due_by(used, due, tick).tolist() == np.flatnonzero(used & (due <= tick)).tolist()
