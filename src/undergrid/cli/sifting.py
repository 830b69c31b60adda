"""Commands that ask a run: sql."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from undergrid.cli import console
from undergrid.cli.options import Json, Run, command


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
