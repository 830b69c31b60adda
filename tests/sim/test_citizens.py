"""`sim.citizens`: arrays that are views of the present, and a frame that every library takes over the same."""

from __future__ import annotations

import copy
import gc

import narwhals
import numpy as np
import pandas
import polars
import pyarrow
import pytest

import undergrid
from undergrid.core.errors import UsageError
from undergrid.core.tables import U8, Table, u8
from undergrid.world.tables.people import NEVER, Activity, Citizens
from undergrid.world.view.rows import Rows


@pytest.fixture(scope="module")
def sim() -> undergrid.Sim:
    sim = undergrid.load("village", people=60)
    sim.run("3 min")
    return sim


def test_every_column_of_the_table_is_there_and_nothing_is_copied(sim):
    people, frame = sim.world.citizens, sim.citizens
    assert frame.columns == ("citizen", *Citizens.columns, "household")
    assert len(frame) == 60
    assert frame.citizen.tolist() == list(range(60))
    for name in Citizens.columns:
        assert np.shares_memory(frame[name], getattr(people, name)), name
        assert np.array_equal(getattr(frame, name), getattr(people, name)), name
    assert {"wanted", "doing", "where", "to_pandas"} <= set(dir(frame))


def test_nobody_can_write_to_it(sim):
    before = sim.digest()
    for name in sim.citizens.columns:
        with pytest.raises(ValueError, match="read-only"):
            sim.citizens[name][0] = 1
    with pytest.raises(AttributeError, match="wanted: a frame is only read"):
        sim.citizens.wanted = True
    with pytest.raises(TypeError):
        sim.citizens["wanted"] = True
    assert sim.digest() == before


def test_an_array_shows_the_present_as_the_city_lives_on():
    sim = undergrid.load("village", people=60)
    since = sim.citizens.since
    before = since.copy()
    sim.run("5 min")
    assert np.array_equal(since, sim.world.citizens.since)
    assert not np.array_equal(since, before)


def test_a_wrong_column_is_told_with_the_nearest(sim):
    with pytest.raises(AttributeError, match=r"there is no column 'wantd', did you mean 'wanted'\?"):
        _ = sim.citizens.wantd
    for wrong in ("wantd", 0, None):
        with pytest.raises(UsageError, match="there is no column"):
            sim.citizens[wrong]
    assert not hasattr(sim.citizens, "_repr_html_")
    assert len(copy.copy(sim.citizens)) == 60


def test_where_finds_rows_by_values_words_and_nothing(sim):
    people = sim.world.citizens
    plugged = np.flatnonzero((people.doing == Activity.PLUGGED) & people.alive)
    assert len(plugged)
    assert sim.citizens.where(doing="plugged", alive=True).tolist() == plugged.tolist()
    assert sim.citizens.where(doing=Activity.PLUGGED, alive=np.True_).tolist() == plugged.tolist()
    assert sim.citizens.where(home=None).tolist() == np.flatnonzero(people.home == -1).tolist() != []
    assert sim.citizens.where().tolist() == list(range(60))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"wantd": True}, "there is no column 'wantd', did you mean 'wanted'?"),
        ({"doing": "walkin"}, "doing: there is no 'walkin', did you mean 'walking'?"),
        ({"age": "old"}, "age: 'old', expected a number"),
        ({"age": None}, "age: None, expected a number"),
        ({"cell": [1, 2]}, r"cell: \[1, 2\], expected a number"),
        ({"cell": np.arange(60)}, "cell: array.*, expected a number"),
    ],
    ids=str,
)
def test_where_says_what_it_does_not_know(sim, asked, said):
    with pytest.raises(UsageError, match=said):
        sim.citizens.where(**asked)


def expected(sim: undergrid.Sim, name: str) -> list[object]:
    """The column of a frame by its declaration: words for codes, nothing for nowhere and never."""
    column, values = Citizens.columns[name], getattr(sim.world.citizens, name).tolist()
    if column.unit[:1].isupper() and column.unit != "Verb" and len(column.unit) > 2:
        kind = getattr(__import__("undergrid.world.tables.people", fromlist=["x"]), column.unit)
        return [kind(value).name.lower().replace("_", " ") for value in values]
    if column.unit == "Verb":
        return [undergrid.Verb(value).name.lower().replace("_", " ") for value in values]
    return [None if column.start in (-1, NEVER) and value == column.start else value for value in values]


def test_polars_pandas_arrow_and_narwhals_take_the_same(sim):
    table = pyarrow.table(sim.citizens)
    table.validate(full=True)
    polar, panda = polars.DataFrame(sim.citizens), sim.citizens.to_pandas()
    narrow = narwhals.from_arrow(sim.citizens, backend="polars").to_native()
    arrow = table.to_pandas()
    assert polar.columns == list(panda.columns) == table.column_names == list(sim.citizens.columns)
    assert narrow.equals(polar)
    for name in Citizens.columns:
        wanted = expected(sim, name)
        assert polar[name].to_list() == wanted, name
        assert table[name].to_pylist() == wanted, name
        for frame in (panda, arrow):
            assert [None if pandas.isna(value) else value for value in frame[name].tolist()] == wanted, name
    assert polar["wanted"].dtype == polars.Boolean
    assert polar["age"].dtype == polars.UInt8
    assert panda["doing"].dtype == "category"
    assert polar["home"].null_count()


def test_a_frame_can_be_read_again_and_shows_another_present_then():
    sim = undergrid.load("village", people=60)
    frame = sim.citizens
    first, again = polars.DataFrame(frame), polars.DataFrame(frame)
    assert first.equals(again)
    sim.run("5 min")
    assert not polars.DataFrame(frame).equals(first)
    assert polars.DataFrame(frame)["since"].to_list() == sim.world.citizens.since.tolist()


def test_a_stream_that_is_read_late_is_still_of_the_moment_at_which_it_was_asked_for():
    sim = undergrid.load("village", people=60)
    since = sim.citizens.since.tolist()
    reader = pyarrow.RecordBatchReader.from_stream(sim.citizens)
    sim.run("5 min")
    gc.collect()
    assert reader.read_all()["since"].to_pylist() == since != sim.citizens.since.tolist()


def test_pandas_is_not_given_a_list_of_names(sim):
    with pytest.raises(ValueError, match="constructor not properly called"):
        pandas.DataFrame(sim.citizens)


def test_without_pandas_it_is_said_what_to_install(sim, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(undergrid.UndergridError, match="needs the package pandas") as found:
        sim.citizens.to_pandas()
    assert found.value.hint == "pip install pandas"


class Things(Table):
    """Things with odd columns."""

    sort: U8 = u8(0, "Posture", "a code of another module's enumeration")
    kind: U8 = u8(0, "", "a plain number")


def test_a_table_without_rows_and_one_of_many_keep_rows_and_order():
    assert polars.DataFrame(Rows(Citizens(0), "citizen")).shape == (0, len(Citizens.columns) + 1)
    many = Citizens(300_000)
    many.age[:] = np.arange(300_000) % 251
    frame = polars.DataFrame(Rows(many, "citizen"))
    assert np.array_equal(frame["citizen"].to_numpy(), np.arange(300_000))
    assert np.array_equal(frame["age"].to_numpy(), many.age)


def test_a_unit_that_the_tables_module_does_not_know_is_a_plain_number():
    things = Rows(Things(3), "thing")
    assert polars.DataFrame(things).to_dict(as_series=False) == {"thing": [0, 1, 2], "sort": [0] * 3, "kind": [0] * 3}
    with pytest.raises(UsageError, match="sort: 'flat', expected a number"):
        things.where(sort="flat")
