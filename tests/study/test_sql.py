"""SQL over a run: the views are as documented, what they say is what the log says, and nothing else can be reached."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import undergrid
from undergrid.cli import commands
from undergrid.core.errors import UsageError
from undergrid.runs import Log, RunError
from undergrid.study.sql import VIEWS, open_run

DOCS = Path(__file__).resolve().parents[2] / "docs" / "sql.md"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("sql") / "run"
    undergrid.record("village", path, seed=3, people=40, until="40 min", keyframe=600)
    return path


@pytest.fixture(scope="module")
def tables(run):
    return open_run(run)


def test_views_have_the_columns_that_the_documentation_lists(tables):
    told = {
        name: re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
        for name, text in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    }
    for view in VIEWS:
        assert tables.sql(f"select * from {view.name}").columns == list(view.columns), view.name
        assert told[view.name] == list(view.columns.items()), view.name


@pytest.mark.parametrize("query", ["show tables", "SHOW ALL TABLES;"])
def test_the_tables_that_are_shown_are_the_views_that_are_documented(tables, query):
    assert tables.rows(query) == (["name"], [(name,) for name in sorted(view.name for view in VIEWS)])


def test_events_say_what_the_log_says(run, tables):
    log = Log(run)
    told = [log.told(event) for event in log.events()]
    query = "select id, tick, time, kind, who_name, whom_name, cause, odds from events"
    found = {row[0]: row[1:] for row in tables.rows(query)[1]}
    assert len(found) == len(told) > 20
    for one in told:
        tick, time, kind, who, whom, cause, odds = found[one.id]
        assert (tick, time, kind, who or "", cause or 0) == (one.tick, one.time, one.kind, one.who, one.cause)
        assert one.odds == (odds if odds is None else round(odds, 6))
        if one.kind != "ordered":
            assert (whom or "") == one.whom


def test_people_are_all_there_as_they_stood(run, tables):
    log = Log(run)
    _, rows = tables.rows("select row, name, alive, wanted, cell from people order by row")
    assert len(rows) == log.meta.citizens
    for row, name, alive, wanted, cell in rows:
        standing = log.standing(row)
        assert (name, alive, wanted, cell) == (log.names.citizen(row), standing.alive, standing.wanted, standing.cell)


def test_an_intention_ends_by_the_next_word_about_it(tables):
    _, rows = tables.rows("select since, until, outcome, ended_by from intentions")
    assert rows
    for since, until, outcome, ended in rows:
        assert (until is None) == (outcome == "kept") == (ended is None)
        assert until is None or until >= since


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select nope from people", r"nope[\s\S]*LINE 1: select nope"),
        ("select\n  1,\n  selekt from", r"LINE 3"),
        ("select name::int from people", "Conversion Error"),
        ("", "expected one"),
        ("select 1; drop table log", "2 statements"),
        ("copy people to 'x.csv'", "COPY: a run is only read"),
        ("attach 'x.db'", "ATTACH: a run is only read"),
        ("set enable_external_access = true", "SET: a run is only read"),
        ("create table x as select 1", "CREATE: a run is only read"),
        ("insert into log values (1)", "INSERT: a run is only read"),
        ("select * from read_text('/etc/hostname')", "disabled by configuration"),
        ("select * from glob('/*')", "disabled by configuration"),
        ("select * from 'x.csv'", "does not exist|disabled by configuration"),
        ("select * from run", "does not exist"),  # a variable of Python
    ],
)
def test_what_is_wrong_or_reaches_elsewhere_is_refused_in_words(tables, tmp_path, monkeypatch, query, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("a\n1\n")
    with pytest.raises(UsageError, match=said):
        tables.rows(query)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_no_file_of_the_run_can_be_written_or_read_past_the_views(run, tables):
    files = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    segment = next(run.glob("events-*.parquet"))
    for query in (f"select * from read_parquet('{segment}')", f"from (select 1) union from read_blob('{segment}')"):
        with pytest.raises(UsageError, match="disabled by configuration"):
            tables.rows(query)
    tables.rows("with odd as (insert into spots values (-9, '', '', '') returning cell) select * from odd")
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == files


def test_a_damaged_segment_is_named_before_anything_is_answered(tmp_path):
    path = tmp_path / "run"
    undergrid.record("village", path, seed=3, people=40, until="20 min", keyframe=600)
    segment = sorted(path.glob("events-*.parquet"))[1]
    segment.write_bytes(segment.read_bytes()[:-9])
    tables = open_run(path)
    assert tables.rows("select count(*) from people")[1] == [(40,)]
    with pytest.raises(RunError, match=segment.name):
        tables.rows("select count(*) from events")


def test_the_command_shows_a_table_or_an_object_a_row(run):
    def command(*words):
        return CliRunner().invoke(commands.app, ["sql", str(run), *words])

    said = command("select row, name from people where named order by row limit 2")
    assert said.exit_code == 0
    assert said.stdout.splitlines()[0].split() == ["row", "name"]
    rows = command("select row, hope, [1, 2] as two from people order by row limit 2", "--json")
    assert [json.loads(line)["row"] for line in rows.stdout.splitlines()] == [0, 1]
    wrong = command("selekt 1")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "LINE 1" in wrong.stderr
