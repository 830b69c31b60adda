"""What the rows of a run say is checked, whoever reads them and whoever vouches for the file."""

from __future__ import annotations

import pytest

from undergrid import runs, story
from undergrid.core.errors import UsageError
from undergrid.runs.folder import Folder
from undergrid.world.log.events import TICK_SHIFT

from .alike import rows, same_log
from .conftest import KEYFRAME, TICKS
from .resealed import change_arrays, reseal, rewrite

SPAN = f"{KEYFRAME:08d}-{2 * KEYFRAME:08d}.parquet"
EVENTS = f"events-{SPAN}"

ODD = [
    ("select * replace (null::smallint as kind) from rows", "has gaps"),
    ("select * replace (case when amount > 0 then null else who end as who) from rows", "has gaps"),
    ("select * replace (tick::double as tick) from rows", "tick is of type float64, expected int32"),
    ("select * replace (id::varchar as id) from rows", "id is of type object, expected int64"),
    ("select * from rows union all select * from rows", "expected ticks in their order"),
    ("select unnest([id, id]) as id, * exclude (id) from rows", "expected each id once"),
    ("select * from rows order by id desc", "expected ticks in their order"),
    (f"select * replace ((tick + {KEYFRAME})::integer as tick) from rows", "expected ticks 300 to 599"),
    ("select * replace ((-tick)::integer as tick) from rows", "expected ticks 300 to 599"),
    ("select * replace (id + 1024 as id) from rows", "expected an id of its tick, kind and subject"),
    ("select * replace ((-1)::smallint as kind) from rows", "expected a kind of event that there is"),
    ("select * replace (32000::smallint as kind) from rows", "expected a kind of event that there is"),
    (
        "select * replace (id - ((id >> 4) & 67108863) * 16 + 99999 * 16 as id, 99999::integer as who, "
        "99999::integer as whom) from rows",
        "expected who to be a row that there is",
    ),
    ('select * replace ((-5)::integer as "where") from rows', "expected where to be a cell"),
    ("select * replace (9223372036854775807 as odds) from rows", r"expected odds of 0 to 2\^32"),
    ("select * replace (id as cause) from rows", "expected a cause that stands before the event"),
    ("select * replace (max(id) over () as cause) from rows", "expected a cause that stands before the event"),
    ("select * replace ((-1)::bigint as cause) from rows", "expected a cause that stands before the event"),
]


@pytest.mark.parametrize(("query", "said"), ODD)
def test_rows_that_no_run_writes_are_refused_by_every_reader(a_copy, village, tmp_path, query, said):
    path = rewrite(a_copy, EVENTS, query)
    log = runs.Log(a_copy)
    event = next(event for event in runs.Log(village).events(since=KEYFRAME))
    for read in (
        lambda: list(log.events()),
        lambda: list(log.events(about="ada")),
        lambda: story.chronicle(log),
        lambda: story.why(log, event.id),
    ):
        with pytest.raises(runs.RunError, match=said) as found:
            read()
        assert str(path) in str(found.value)
    ((name, what),) = runs.verify(a_copy)
    assert name == EVENTS
    assert what in str(found.value)


def test_a_diff_reads_no_rows_around_the_check(a_copy, village, go):
    other = go("other", seed=4).folder.path
    rewrite(a_copy, EVENTS, "select * replace (600::smallint as kind) from rows")
    for pair in ((a_copy, other), (other, a_copy)):
        with pytest.raises(runs.RunError, match="expected a kind of event that there is"):
            runs.diff(*pair)


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        (
            f"because-{SPAN}",
            "select id as event, 0 as cause, 77 as role from '{events}' limit 1",
            "a role that there is",
        ),
        (f"because-{SPAN}", "select 1 as event, 0 as cause, 1 as role", "expected events of ticks 300 to 599"),
        (f"because-{SPAN}", "select id as event, 1::bigint << 60 as cause, 1 as role from '{events}'", "no later than"),
        (f"series-{SPAN}", "select * from rows union all select * from rows", "expected ticks in their order"),
        (f"tracks-{SPAN}", "select * replace (99::utinyint as posture) from rows", "expected posture from 0 to 2"),
        (f"series-{SPAN}", "select * replace (null::bigint as wanted) from rows", "has gaps"),
    ],
)
def test_further_causes_series_and_tracks_are_checked_too(a_copy, name, query, said):
    columns = query.replace("0 as cause", "0::bigint as cause").replace("1 as event", "1::bigint as event")
    columns = columns.replace("77 as role", "77::bigint as role").replace("1 as role", "1::bigint as role")
    rewrite(a_copy, name, columns.replace("{events}", str(a_copy / EVENTS)))
    ((file, what),) = runs.verify(a_copy)
    assert file == name
    assert said in what


def test_a_segment_of_rows_that_no_run_writes_is_made_again(a_copy, village):
    rewrite(a_copy, EVENTS, "select * replace (id as cause) from rows")
    assert runs.can_be_made_again(runs.verify(a_copy))
    assert any(EVENTS in what for what in runs.resume(a_copy).repaired)
    assert same_log(a_copy, village)


def test_a_cause_may_have_a_larger_id_than_what_it_caused(village):
    """It then stands in the same tick, in a row before: numbers of kinds say nothing about what came first."""
    found = [row for row in rows(village) if row[7] > row[0]]
    assert all(row[7] >> TICK_SHIFT == row[1] for row in found)
    assert found


# ---------------------------------------------------------------- the last snapshot, as a chronicle reads it


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a["citizens.doing"].fill(200),
        lambda a: a["citizens.cell"].fill(2**31 - 1),
        lambda a: a["citizens.cell"].fill(-5),
        lambda a: a.update({"citizens.doing": a["citizens.doing"][:0]}),
        lambda a: a.update({"citizens.cell": a["citizens.cell"] * float("nan")}),
        lambda a: a.update({"citizens.cell": a["citizens.cell"].astype("U9")}),
        lambda a: a.update({"citizens.cell": a["citizens.cell"].astype("M8[s]")}),
        lambda a: a.update({"citizens.alive": a["citizens.alive"].reshape(-1, 2)}),
        lambda a: a.pop("citizens.wanted"),
    ],
)
def test_how_somebody_is_is_not_told_from_columns_that_no_run_writes(a_copy, change):
    path = Folder(a_copy).snapshot(TICKS)
    change_arrays(path, change)
    reseal(a_copy)
    log = runs.Log(a_copy)
    with pytest.raises(runs.RunError, match=r"damaged|not the snapshot of this run") as found:
        log.standing(0)
    assert str(path) in str(found.value)
    assert "how they are is lost with the last snapshot" in story.chronicle(log).characters[0].end


def test_a_time_that_is_none_is_told(village):
    with pytest.raises(UsageError, match="not a duration: 'soon'"):
        runs.Log(village).events(since="soon")
