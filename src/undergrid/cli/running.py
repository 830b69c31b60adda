"""Commands that live a run: run, resume, replay, verify."""

from __future__ import annotations

import shlex
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
    Set,
    Threads,
    Until,
    changes_of,
    command,
    moment,
)
from undergrid.core import units
from undergrid.core.errors import UsageError

if TYPE_CHECKING:
    from undergrid.runs import Recorder
    from undergrid.runs.meta import Meta


@command()
def run(
    scenario: Scenario,
    seed: Seed = 1,
    seeds: Annotated[
        str | None,
        typer.Option(metavar="A..B", help="A run for each of these seeds, both ends included, one after the other."),
    ] = None,
    people: People = None,
    until: Until = None,
    set: Set = None,
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
    wanted, until = _seeds(seed, seeds), moment(until, "--until")
    changes = changes_of(set or ())
    recorders = []
    for one in wanted:
        folder = out / f"{one}" if out and seeds else out or new_folder(scenario, one)
        with (
            console.stoppable(folder),
            console.progress(f"{_called(scenario)}, seed {one}", units.spell_duration) as update,
        ):
            recorder = runs.record(
                scenario,
                folder,
                seed=one,
                people=people,
                until=until,
                set=changes,
                orders=orders or (),
                canon=canon,
                progress=update,
            )
        if seeds and not json:
            console.show(f"seed {one}: {' · '.join(recorder.meta.endings) or 'no ending'}; run {folder}")
        recorders.append(recorder)
    if not seeds:
        tell(recorders[0], json)
    elif json:
        console.answer({"runs": [_answer(recorder) for recorder in recorders]})


def _seeds(seed: int, seeds: str | None) -> range:
    """The seeds that are asked for. Raises UsageError where they are none, or asked for twice."""
    if seeds is None:
        return range(seed, seed + 1)
    from undergrid.study.fates import seeds_of

    if seed != 1:
        raise UsageError("--seed does not go with --seeds")
    return seeds_of(seeds)


@command()
def resume(run: Run, json: Json = False) -> None:
    """Go on with a run that was stopped or killed, to the same end as if it had not been."""
    from undergrid import runs

    with console.stoppable(run), console.progress(f"resuming {run}", units.spell_duration) as update:
        recorder = runs.resume(run, update)
    tell(recorder, json)


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
            console.note(f"all of it is made again by: undergrid resume {shlex.quote(str(run))}")
    else:
        console.show(
            "every file is as it was written, and all rows of events, series and tracks are such as this city has"
        )
    if faults:
        raise SystemExit(1)


def tell(recorder: Recorder, json: bool) -> None:
    """Say how a recorded run went, and what became of the named."""
    from undergrid import story
    from undergrid.core import jit
    from undergrid.runs.reading import Log

    meta, folder = recorder.meta, recorder.folder.path
    for damage in recorder.repaired:
        console.note(f"made again: {damage}")
    for damage in recorder.passed_over:
        console.note(f"passed over: {damage}")
    if (compiling := jit.compiled().seconds) > 1:
        console.note(f"{compiling:.0f} s of it went into compiling the rules, which are kept for the next run")
    if recorder.waiting:
        console.note(f"{recorder.waiting} orders are for after the end of the run")
    if json:
        console.answer(_answer(recorder))
        return
    console.show(story.formats.without_ids(story.chronicle(Log(folder), length="short")))
    console.show(
        f"{meta.scenario}, seed {meta.seed}: {meta.citizens:,} people, {units.spell_duration(meta.tick)}, "
        f"{meta.events:,} events; {meta.seconds:.1f} s, {_per_second(meta):,.0f} ticks/s\n"
        f"run {folder}, digest {meta.digest}"
    )
    if credit := recorder.sim.world.city.attribution:
        console.show(f"map: {credit}")


def _answer(recorder: Recorder) -> dict[str, object]:
    """How a recorded run went, as JSON has it."""
    meta = recorder.meta
    return {
        "scenario": meta.scenario,
        "seed": meta.seed,
        "people": meta.citizens,
        "ticks": meta.tick,
        "seconds": meta.seconds,
        "ticks_per_second": round(_per_second(meta), 1),
        "digest": meta.digest,
        "events": meta.events,
        "out": str(recorder.folder.path),
        "endings": meta.endings,
    }


def _per_second(meta: Meta) -> float:
    return meta.tick / meta.seconds if meta.seconds else 0.0


def new_folder(scenario: str, seed: int) -> Path:
    """Where a run of a scenario is kept unless somebody says where."""
    return free_folder(Path("runs") / f"{_called(scenario)}-{seed}")


def _called(scenario: str) -> str:
    """What a scenario is called on the command line: its folder's name, also where that is `.`; or its file's."""
    file = Path(scenario)
    if file.stem == "scenario":
        return file.resolve().parent.name
    return file.resolve().name if file.is_dir() else file.stem


def free_folder(folder: Path) -> Path:
    """`folder`, or where that is taken the first free one with a number behind it."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free
