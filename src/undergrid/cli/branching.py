"""Commands about branches of a run: fork, diff."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import (
    Json,
    Orders,
    Out,
    Run,
    Set,
    Until,
    changes_of,
    command,
    duration,
    folder_of_run,
    moment,
)
from undergrid.cli.running import free_folder, tell
from undergrid.core import units
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.runs import Difference
    from undergrid.story import Otherwise

_BUDGET = "48h"


@command()
def fork(
    run: Run,
    at: Annotated[
        str | None, typer.Option(metavar="T", help="When: '2h', '90 min' or seconds after the start, '21:30'.")
    ] = None,
    set: Set = None,
    orders: Orders = None,
    otherwise: Annotated[
        str | None,
        typer.Option(
            metavar="EVENT",
            help="Take the nearest decision or draw whose other branch keeps this event (as `why` takes them) from "
            "happening.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="T", help=f"With --otherwise: how much of the city's time it may live, '{_BUDGET}'."),
    ] = None,
    until: Until = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Go on from a moment of a run with the same luck and something changed, as a run of its own."""
    from undergrid import runs

    if otherwise is not None:
        _only(("--at", at), ("--set", set), ("--orders", orders), beside="--otherwise, which finds the moment itself")
        _otherwise(run, otherwise, duration(budget or _BUDGET), until, out, json)
        return
    _only(("--budget", budget), beside="a fork without --otherwise")
    at, until = moment(at, "--at"), moment(until, "--until")
    changes = changes_of(set or ())
    if not (set or orders or _is_longer(run, until)):
        raise UsageError(
            "nothing is changed: such a fork would be the same run again",
            hint="change something (--set, --orders or --otherwise), or let it last longer (--until)",
        )
    if at is None:
        raise UsageError("--at: expected the moment to go on from, such as --at 2h")
    folder = out or free_folder(run.with_name(f"{run.name}-fork"))
    with console.stoppable(folder), console.progress(f"forking {run}", units.spell_duration) as update:
        recorder = runs.fork(run, folder, at=at, set=changes, orders=orders or (), until=until, progress=update)
    tell(recorder, json)


def _only(*given: tuple[str, object], beside: str) -> None:
    """Raise UsageError where an option is given that does not go with another."""
    for name, value in given:
        if value is not None:
            raise UsageError(f"{name} does not go with {beside}")


def _is_longer(run: Path, until: str | None) -> bool:
    """Whether a fork would go on for longer than the run itself."""
    from undergrid.runs import Folder, tick_of

    return until is not None and tick_of(run, until, "--until") > Folder.open(run)[1].until


def _otherwise(run: Path, event: str, budget: int, until: str | None, out: Path | None, json: bool) -> None:
    """Find what would have kept an event from happening, and record the branch in which it does not."""
    from undergrid import runs, story
    from undergrid.runs.reading import Log

    log, last = Log(run), None if until is None else runs.tick_of(run, until, "--until")
    end = story.one(log, event)
    with console.progress(f"looking for what would have changed it ({run})", units.spell_duration) as update:
        found = story.otherwise(log, end, budget, update)
    if found.candidate is None:
        said = story.nothing_found(log, found)
        if json:
            console.answer({"end": end.id, "decision": None, "odds": None, "otherwise": None} | _spent(found))
        else:
            console.show(said)
        raise SystemExit(1)
    folder = out or free_folder(run.with_name(f"{run.name}-otherwise"))
    at = found.candidate.event.tick
    with console.stoppable(folder), console.progress(f"forking {run}", units.spell_duration) as update:
        recorder = runs.fork(run, folder, at=at, changes=found.changes, until=last, progress=update)
    told = story.told_otherwise(log, found, Log(folder))
    if json:
        console.answer(told.as_json() | _spent(found) | {"out": str(folder), "digest": recorder.meta.digest})
    else:
        console.show(told.spelled())
        one, two = shlex.quote(str(run)), shlex.quote(str(folder))
        console.show(f"run {folder}, digest {recorder.meta.digest}; what else differs: undergrid diff {one} {two}")


def _spent(found: Otherwise) -> dict[str, object]:
    """What a search has cost, as JSON has it."""
    return {"tried": found.tried, "left": found.left, "lived_s": found.lived}


@command()
def diff(
    run: Run,
    other: Annotated[Path, typer.Argument(metavar="DIR2", help="The folder of another run.", callback=folder_of_run)],
    json: Json = False,
) -> None:
    """Find where two runs part, and what differs by the end. Exit code 1 where they do."""
    from undergrid import runs, story
    from undergrid.runs.reading import Log

    with console.progress("comparing", units.spell_duration) as update:
        found = runs.diff(run, other, update)
    one, two = Log(run), Log(other)
    first = found.first
    people = [] if first is None else story.differences(one, two, found.at)
    for damage in found.damaged:
        console.note(f"passed over: {damage}")
    if json:
        answer = {
            "first": None if first is None else vars(first),
            "at": found.at,
            "ends": found.ends,
            "people": people,
            "rows": found.rows,
        }
        console.answer(answer | {"events": found.events, "endings": found.endings, "others": found.others})
        raise SystemExit(0 if found.same else 1)
    for what in found.others:
        console.show(f"apart from what happens: {what}")
    if first is None:
        _show_same(run, other, found)
    for line in people:
        console.show(line)
    if first is not None:
        console.show(
            f"They part at {one.names.time(first.tick)} (tick {first.tick:,}), by {first.system}: "
            f"{first.table}.{first.column} of {first.name} (row {first.row}), {first.a} and {first.b}"
        )
        console.show(f"by tick {found.at:,}, rows that differ: {_counts(found.rows)}")
        for kind, (a, b) in found.events.items():
            console.show(f"  {kind}: {a:,} and {b:,}")
    if not found.same:
        raise SystemExit(1)


def _show_same(run: Path, other: Path, found: Difference) -> None:
    """Say how far two runs are the same."""
    where = " in what both have" if found.others else ""
    console.show(f"no difference{where} in {units.spell_duration(found.at)}")
    if found.ends[0] != found.ends[1]:
        longer = run if found.ends[0] > found.ends[1] else other
        console.show(
            f"{longer} goes on to {units.spell_duration(max(found.ends))}: there is nothing to compare that with"
        )


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in numbers.items()) or "none"
