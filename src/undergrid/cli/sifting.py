"""Commands that ask runs: sift, sql."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, Run, command
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut

if TYPE_CHECKING:
    from undergrid.study.sift import Wanted

_LOOK = 2.0  # seconds between two looks at a run that goes on


@command()
def sift(
    what: Annotated[
        list[str],
        typer.Argument(metavar="RUN|DIR… [PATTERN]", help="Runs, folders of runs; a pattern, or a .yaml of them."),
    ],
    like: Annotated[
        str | None,
        typer.Option(
            metavar="EVENT", help="What is like an event (as `why` takes them): of the same kinds, come alike."
        ),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="How many occurrences, people and minutes are told.")] = 10,
    follow: Annotated[bool, typer.Option("--follow", help="Go on while the run does, and tell what is new.")] = False,
    json: Json = False,
) -> None:
    """Find plots in runs: betrayal, rescue at a price, too late by minutes, and what the scenario's arcs ask for.

    Without a pattern all are looked for, and whom and which minutes it is worth to look at. With one, each occurrence
    is told; where it does not occur, how near it came and what it lacked.
    """
    from undergrid import story
    from undergrid.cli import sifted
    from undergrid.study.sift import Sieve, named
    from undergrid.study.sift import like as like_it
    from undergrid.study.sql import open_run

    runs, pattern = _runs(what)
    if like is not None and pattern:
        raise UsageError(f"{cut(pattern)} and --like: one of them says what is looked for")
    if follow and len(runs) > 1:
        raise UsageError("--follow: one run at a time")
    for run in runs:
        sieve = Sieve(open_run(run))
        log = sieve.tables.log
        wanted: tuple[Wanted, ...] = ()
        if like is not None:
            wanted = (like_it(log, story.one(log, like).id),)
        elif pattern:
            wanted = named(log, pattern)
        teller = sifted.Teller(run, sieve, wanted, most, json, many=len(runs) > 1)
        with console.progress(f"sift {run.name}", lambda done: f"{done} patterns") as update:
            found = teller.look(update)
        teller.tell(found)
        while follow and log.meta.status == "running":
            time.sleep(_LOOK)
            if sieve.tables.refresh():
                teller.tell(teller.look(lambda done, of: None, misses=False), news=True)


def _runs(what: list[str]) -> tuple[list[Path], str]:
    """(folders of runs, the pattern), of what stands on the command line. Raises UsageError where there is no run."""
    runs, pattern = list[Path](), ""
    for n, word in enumerate(what):
        path = Path(word)
        if path.is_dir():
            inside = [path] if (path / "run.json").is_file() else sorted(one.parent for one in path.glob("*/run.json"))
            if not inside and len(what) > 1 and n:
                raise UsageError(f"{cut(word)}: no run, and no folder of runs")
            runs.extend(inside or [path])
        elif n == len(what) - 1 and n:
            pattern = word
        else:
            raise UsageError(f"{cut(word)}: there is no such folder", hint="runs come first, then a pattern")
    return list(dict.fromkeys(runs)), pattern


@command()
def sql(
    run: Run,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="'select kind, count(*) from events group by kind': see docs/sql.md.")
    ],
    json: Json = False,
) -> None:
    """Ask a run in SQL: its log spelled out, people, intentions, ties, dossiers. Nothing else can be reached.

    `show tables` lists the views, `describe events` the columns of one. With --json one object a row.
    """
    from undergrid.study.sql import open_run

    tables = open_run(run)
    with console.progress(f"sql {run.name}", lambda _: "reading the log"):
        columns, rows = tables.rows(query)
    if json:
        for row in rows:
            console.answer({name: _plain(value) for name, value in zip(columns, row, strict=True)})
    else:
        console.show("\n".join(_table(columns, rows)))


def _plain(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if value != value:  # NaN, which JSON does not know
        return None
    return value if isinstance(value, int | float | str | bool | None) else str(value)


def _table(columns: list[str], rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows under their columns, numbers to the right."""
    cells = [[_spelled(value) for value in row] for row in rows]
    wide = [max([len(name), *(len(row[n]) for row in cells)]) for n, name in enumerate(columns)]
    right = [all(isinstance(row[n], int | float | None) for row in rows) for n in range(len(columns))]
    lines = [columns, ["-" * width for width in wide], *cells]
    return [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, wide, right, strict=True)
        ).rstrip()
        for line in lines
    ]


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value).replace("\n", "\\n")
