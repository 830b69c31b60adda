"""Commands that study: fates over many runs, and networks by themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from undergrid.cli import console, stopping
from undergrid.cli.options import Json, People, Scenario, Set, Until, changes_of, command, of_format
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut


@command()
def fates(
    scenario: Scenario,
    seeds: Annotated[str, typer.Option(metavar="A..B", help="Which seeds, both ends included.")] = "1..20",
    people: People = None,
    until: Until = None,
    set: Set = None,
    only: Annotated[
        str | None, typer.Option(metavar="endings", help="Count endings alone: a run stops once its end is settled.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="How many seeds are lived at once (all processors).")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Live only every N-th seed, from the I-th: for schedulers.")
    ] = None,
    ray: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Live them on a Ray cluster that is there ('auto').")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where finished seeds are kept (a folder under fates/).")
    ] = None,
    json: Json = False,
) -> None:
    """Count over many seeds how a scenario ends, which beats of its story come, and which properties are violated.

    Finished seeds are kept in a folder: the same command goes on after whatever has stopped it.
    """
    from undergrid.study import fates as study

    wanted = study.seeds_of(seeds)
    if only not in (None, "endings"):
        raise UsageError(f"--only {cut(only)}: expected endings")
    asked = study.Asked(processes, ray or "", (1, 1) if shard is None else study.shard_of(shard))
    end = None if until is None else study.end_of(scenario, people, until)
    changes = changes_of(set or ())
    folder = out or _folder(scenario, people, end, only is not None, changes)
    with (
        _stoppable(folder, len(wanted)),
        console.progress(f"fates of {scenario}", lambda _: f"{_done(folder, wanted)} of {len(wanted)} seeds") as update,
    ):
        answer = study.fates(
            scenario, wanted, out=folder, people=people, until=end, endings_only=only is not None, set=changes,
            asked=asked, note=console.note, progress=update,
        )  # fmt: skip
    if json:
        console.answer(answer)
    else:
        console.show(study.spelled(answer, scenario))
    missing = len(wanted) - answer["seeds"]
    if missing:
        console.note(f"{missing} of {len(wanted)} seeds are not done yet: other shards live them, in {folder}")


@command()
def network(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE|RUN", help="NAME.csv (with NAME.nodes.csv), a list of edges, GraphML, or a run."),
    ],
    attack: Annotated[
        str, typer.Option(metavar="random|degree|recomputed|betweenness", help="Remove node after node in this order.")
    ] = "",
    cascade: Annotated[
        str, typer.Option(metavar="overload|threshold|layers|flow", help="Lose something, and see what follows.")
    ] = "",
    lose: Annotated[
        list[str] | None, typer.Option(metavar="wire:N|node:NAME|N%", help="What is lost at first; may be repeated.")
    ] = None,
    tolerance: Annotated[
        str, typer.Option(metavar="limits|X", help="What a wire or node stands: its limit, or X times its first load.")
    ] = "",
    other: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The second layer, of the same nodes, for --cascade layers.")
    ] = None,
    core: Annotated[str, typer.Option(metavar="NODE", help="The node that others need a path to.")] = "",
    seed: Annotated[int, typer.Option(help="Of random attacks and of --lose N%.")] = 0,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it.")] = None,
    json: Json = False,
) -> None:
    """Say what happens to a network that is attacked, or that loses a node or a wire."""
    from undergrid.city.picture import write_png
    from undergrid.study import network as study

    if png is not None and not of_format(png, "--png", "png").absolute().parent.is_dir():
        raise UsageError(f"--png {cut(str(png))}: there is no such folder")
    asked = study.Asked(attack, cascade, seed, tuple(lose or ()), tolerance, other, core)
    with console.progress(f"network {file.name}", lambda _: attack or cascade) as update:
        found = study.study(file, asked, update)
        if png is not None:
            write_png(found.picture(), png)
    if json:
        console.answer(found.json)
    else:
        console.show(found.text)


def _folder(scenario: str, people: int | None, until: int | None, endings: bool, changes: Mapping[str, str]) -> Path:
    """A folder for this study: fates/eden-300-endings; where something is set, it is named by a digest of that."""
    file = Path(scenario)
    called = file.resolve().parent.name if file.stem == "scenario" else file.stem
    parts = [called, *([] if people is None else [str(people)]), *([] if until is None else [f"{until}s"])]
    settings = hashlib.blake2b(json.dumps(changes, sort_keys=True).encode(), digest_size=4).hexdigest()
    return Path("fates") / "-".join([*parts, *["endings"] * endings, *[f"set-{settings}"] * bool(changes)])


def _done(folder: Path, seeds: range) -> int:
    """How many of the seeds have their file by now."""
    return sum((folder / f"seed-{seed:08d}.json").exists() for seed in seeds)


@contextmanager
def _stoppable(folder: Path, n: int) -> Iterator[None]:
    """Asked to stop: say what is kept and how to go on. Raises StoppedError."""
    try:
        with stopping.waiting():
            yield
    except KeyboardInterrupt as stop:
        done = len(list(folder.glob("seed-*.json")))
        said = console.StoppedError(
            f"stopped; {done} seeds are done and kept in {folder}", hint="go on with: the same command again"
        )
        said.exit_code = stopping.exit_code(stop)
        raise said from None
