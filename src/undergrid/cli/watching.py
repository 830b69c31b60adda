"""Command that shows a run in a browser: watch."""

from __future__ import annotations

import contextlib
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from undergrid.cli import console, stopping
from undergrid.cli.options import Canon, Orders, Out, People, Seed, Threads, Until, command, moment
from undergrid.cli.running import new_folder
from undergrid.core import units
from undergrid.core.errors import UsageError


@command()
def watch(
    what: Annotated[
        str, typer.Argument(metavar="RUN|SCENARIO", help="The folder of a run, or a scenario: it is run, and recorded.")
    ],
    beside: Annotated[
        Path | None, typer.Argument(metavar="RUN2", help="Another run of the same city, to be shown beside RUN.")
    ] = None,
    seed: Seed = 1,
    people: People = None,
    until: Until = None,
    orders: Orders = None,
    out: Out = None,
    canon: Canon = False,
    threads: Threads = 1,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the page's address; 0 for any that is free.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only say the address.")] = False,
) -> None:
    """Watch a city in the browser: any moment, anyone followed, and why. Ctrl-C ends it.

    A scenario is simulated and recorded while one looks, as `run` does. It waits for nobody who looks.
    """
    from undergrid.serve import client

    if client.stale():
        console.note("the page is older than its sources: build it again with python web/build.py")
    if (Path(what) / "run.json").is_file():
        if given := _given(seed=seed != 1, people=people, until=until, orders=orders, out=out, canon=canon):
            raise UsageError(f"--{given}: {what} is a run that has been recorded", hint="give it with a scenario")
        _show(Path(what), port, no_browser, beside)
        return
    if beside is not None:
        raise UsageError(f"{what} is no run that has been recorded: two runs are shown side by side, RUN RUN2")
    from undergrid import runs, serve
    from undergrid.core import jit

    jit.threads(threads)
    until, folder = moment(until, "--until"), out or new_folder(what, seed)
    client.files()
    with contextlib.ExitStack() as shown:
        with console.stoppable(folder), console.progress(f"{what}, seed {seed}", units.spell_duration) as update:
            begun = False

            def progress(done: int, total: int) -> None:
                nonlocal begun
                if not begun:  # by now the run's folder is there
                    begun = True
                    _open(shown.enter_context(serve.serving(folder, port, what)), no_browser)
                update(done, total)

            recorder = runs.record(
                what, folder, seed=seed, people=people, until=until, orders=orders or (), canon=canon,
                keyframe=serve.KEYFRAME, progress=progress,
            )  # fmt: skip
        console.note(f"recorded in {folder}, digest {recorder.meta.digest}; the page stays until Ctrl-C")
        stopping.wait()


def _show(folder: Path, port: int, no_browser: bool, beside: Path | None) -> None:
    """Show a run that is on disk, or being written, until somebody asks to stop; another one beside it."""
    from undergrid import serve
    from undergrid.runs import compare
    from undergrid.runs.folder import Folder

    _, meta = Folder.open(folder)
    if beside is not None:
        compare.lives(folder, beside)  # says so where they have no map in common
    with serve.serving(folder, port, meta.scenario, beside) as address:
        _open(address, no_browser)
        stopping.wait()


def _open(address: str, no_browser: bool) -> None:
    console.show(address)
    sys.stdout.flush()  # whoever reads it through a pipe waits for it
    if not no_browser:
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(address)


def _given(**options: object) -> str:
    """The first of some options that has been given; "" for none."""
    return next((name for name, value in options.items() if value), "")
