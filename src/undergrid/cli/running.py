"""Commands that live a run: run, resume, replay, fork, diff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undergrid.cli import console
from undergrid.cli.options import (
    Canon,
    Json,
    Orders,
    Out,
    People,
    Run,
    Scenario,
    Seed,
    Threads,
    Until,
    command,
    duration,
)
from undergrid.core import units
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut

if TYPE_CHECKING:
    from undergrid.runs import Recorder


@command()
def run(
    scenario: Scenario,
    seed: Seed = 1,
    people: People = None,
    until: Until = None,
    orders: Orders = None,
    out: Out = None,
    canon: Canon = False,
    threads: Threads = 1,
    json: Json = False,
) -> None:
    """Simulate a scenario and record it in a folder."""
    from undergrid import runs
    from undergrid.core import jit

    jit.threads(threads)
    end = None if until is None else duration(until)
    folder = out or new_folder(scenario, seed)
    with console.stoppable(folder), console.progress(f"{scenario}, seed {seed}", units.spell_duration) as update:
        recorder = runs.record(
            scenario, folder, seed=seed, people=people, until=end, orders=orders or (), canon=canon, progress=update
        )
    _tell(recorder, json)


@command()
def resume(run: Run, json: Json = False) -> None:
    """Go on with a run that was stopped or killed, to the same end as if it had not been."""
    from undergrid import runs

    with console.stoppable(run), console.progress(f"resuming {run}", units.spell_duration) as update:
        recorder = runs.resume(run, update)
    _tell(recorder, json)


@command()
def replay(run: Run, json: Json = False) -> None:
    """Compute a run again from its beginning, and compare at every keyframe. Exit code 1 where it differs."""
    from undergrid import runs

    with console.progress(f"replaying {run}", units.spell_duration) as update:
        found = runs.replay(run, update)
    if json:
        console.answer(vars(found))
    elif found.same:
        console.show(f"the same at all {found.keyframes} keyframes")
    else:
        console.show(f"differs at tick {found.first:,}: digest {found.expected} on disk, {found.found} now")
    if not found.same:
        raise SystemExit(1)


@command()
def verify(run: Run, json: Json = False) -> None:
    """Say of every file of a run whether it is as it was written, and reads as such. Exit code 1 where one is not."""
    from undergrid import runs

    faults = runs.verify(run)
    if json:
        console.answer({"sound": not faults, "faults": faults})
    elif faults:
        console.show("\n".join(f"{file}: {what}" for file, what in faults))
        if runs.can_be_made_again(faults):
            console.note(f"all of it is made again by: undergrid resume {run}")
    else:
        console.show("every file is as it was written, and all rows of events and series are such as this city has")
    if faults:
        raise SystemExit(1)


@command()
def fork(
    run: Run,
    at: Annotated[str, typer.Option(metavar="T", help="When, since the start: '2h', '90 min', or seconds.")],
    set: Annotated[
        list[str] | None, typer.Option(metavar="rules.RULE.NUMBER=VALUE", help="Change a rule. May be given again.")
    ] = None,
    orders: Orders = None,
    until: Until = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Go on from a moment of a run with the same luck and something changed, as a run of its own."""
    from undergrid import runs

    start, end = duration(at), None if until is None else duration(until)
    changes = _changes(set or ())
    folder = out or _free(run.with_name(f"{run.name}-fork"))
    with console.stoppable(folder), console.progress(f"forking {run}", units.spell_duration) as update:
        recorder = runs.fork(run, folder, at=start, set=changes, orders=orders or (), until=end, progress=update)
    _tell(recorder, json)


@command()
def diff(
    run: Run,
    other: Annotated[
        Path, typer.Argument(metavar="DIR2", help="The folder of another run.", exists=True, file_okay=False)
    ],
    json: Json = False,
) -> None:
    """Find where two runs part, and what differs by the end. Exit code 1 where they do."""
    from undergrid import runs

    with console.progress("comparing", units.spell_duration) as update:
        found = runs.diff(run, other, update)
    first = found.first
    for damage in found.damaged:
        console.note(f"passed over: {damage}")
    if json:
        answer = {
            "first": None if first is None else vars(first),
            "at": found.at,
            "ends": found.ends,
            "rows": found.rows,
        }
        console.answer(answer | {"events": found.events, "endings": found.endings, "others": found.others})
        raise SystemExit(0 if found.same else 1)
    for what in found.others:
        console.show(f"other rules: {what}")
    if first is None:
        where = " in what both have" if found.others else ""
        console.show(f"no difference{where} in {units.spell_duration(found.at)}")
        if found.ends[0] != found.ends[1]:
            longer = run if found.ends[0] > found.ends[1] else other
            console.show(
                f"{longer} goes on to {units.spell_duration(max(found.ends))}: there is nothing to compare that with"
            )
    else:
        console.show(
            f"first: tick {first.tick:,}, by {first.system}: {first.table}.{first.column} of {first.name} "
            f"(row {first.row}), {first.a} and {first.b}"
        )
        console.show(f"by tick {found.at:,}, rows that differ: {_counts(found.rows)}")
        for kind, (a, b) in found.events.items():
            console.show(f"  {kind}: {a:,} and {b:,}")
        console.show(f"endings: {_counts(found.endings[0])} and {_counts(found.endings[1])}")
    if not found.same:
        raise SystemExit(1)


def _tell(recorder: Recorder, json: bool) -> None:
    """Say how a recorded run went, and what became of the named."""
    from undergrid import story
    from undergrid.core import jit
    from undergrid.runs.reading import Log

    meta, folder = recorder.meta, recorder.folder.path
    per_second = meta.tick / meta.seconds if meta.seconds else 0.0
    for damage in recorder.repaired:
        console.note(f"made again: {damage}")
    for damage in recorder.passed_over:
        console.note(f"passed over: {damage}")
    if (compiling := jit.compiled().seconds) > 1:
        console.note(f"{compiling:.0f} s of it went into compiling the rules, which are kept for the next run")
    if recorder.waiting:
        console.note(f"{recorder.waiting} orders are for after the end of the run")
    if json:
        answer = {"scenario": meta.scenario, "seed": meta.seed, "people": meta.citizens, "ticks": meta.tick}
        answer |= {"seconds": meta.seconds, "ticks_per_second": round(per_second, 1), "digest": meta.digest}
        console.answer(answer | {"events": meta.events, "out": str(folder), "endings": meta.endings})
        return
    console.show(story.formats.spelled(story.chronicle(Log(folder), length="short"), "md"))
    console.show(
        f"{meta.scenario}, seed {meta.seed}: {meta.citizens:,} people, {units.spell_duration(meta.tick)}, "
        f"{meta.events:,} events; {meta.seconds:.1f} s, {per_second:,.0f} ticks/s\nrun {folder}, digest {meta.digest}"
    )


def new_folder(scenario: str, seed: int) -> Path:
    """Where a run of a scenario is kept unless somebody says where."""
    file = Path(scenario)
    called = file.resolve().parent.name if file.stem == "scenario" else file.stem
    return _free(Path("runs") / f"{called}-{seed}")


def _free(folder: Path) -> Path:
    """`folder`, or where that is taken the first free one with a number behind it."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def _changes(texts: Sequence[str]) -> dict[str, str]:
    """`rules.sight.lost_after=40` as {"sight.lost_after": "40"}. Raises UsageError, which says all that is wrong."""
    found, wrong = dict[str, str](), list[UsageError]()
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().removeprefix("rules.")
        found[name] = value.strip()
        if not equals or "." not in name:
            wrong.append(UsageError(f"--set {cut(text)}: expected something like --set rules.sight.lost_after=40"))
    if wrong:
        raise UsageError.of_all(wrong)
    return found


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in numbers.items()) or "none"
