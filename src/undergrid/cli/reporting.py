"""Command that makes a page of a run to be kept: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import Force, Json, Run, command, folder_of_run, free, of_format
from undergrid.core import units


@command()
def report(
    run: Run,
    other: Annotated[
        Path | None,
        typer.Argument(metavar="DIR2", help="Another run of the same city: what differs.", callback=folder_of_run),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is written (here, named as the run).")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make a page of a run to keep or print: what happened, where, to whom, who knew it, how to live it again.

    With another run, what sets the two apart and since when.
    """
    from undergrid.report import report as make
    from undergrid.runs import Folder

    called = run.resolve().name + (f"-and-{other.resolve().name}" if other else "")
    file = free(of_format(out or Path(f"{called}.report.html"), "--out", "html", "htm"), "--out", force)
    with console.progress(f"report of {run.name}", lambda n: f"{n} of 5 parts") as update:
        n = make(run, file, other=other, progress=update)
    for one in filter(None, (run, other)):
        meta = Folder.open(one, alone=False)[1]
        if meta.status != "ended":
            lived = units.spell_duration(meta.tick)
            console.note(f"{one} has been lived for {lived} only: nothing after that can be in the file")
    if json:
        console.answer({"file": str(file), "bytes": n})
    else:
        console.show(f"{file}: {n / 1_000_000:.1f} MB" if n >= 100_000 else f"{file}: {n / 1000:.0f} kB")
