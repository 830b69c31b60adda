"""Commands that live a run: run, resume, replay, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    tell(recorder, json)


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
            console.note(f"all of it is made again by: undergrid resume {run}")
    else:
        console.show("every file is as it was written, and all rows of events and series are such as this city has")
    if faults:
        raise SystemExit(1)


def tell(recorder: Recorder, json: bool) -> None:
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
    console.show(story.formats.without_ids(story.chronicle(Log(folder), length="short")))
    console.show(
        f"{meta.scenario}, seed {meta.seed}: {meta.citizens:,} people, {units.spell_duration(meta.tick)}, "
        f"{meta.events:,} events; {meta.seconds:.1f} s, {per_second:,.0f} ticks/s\nrun {folder}, digest {meta.digest}"
    )


def new_folder(scenario: str, seed: int) -> Path:
    """Where a run of a scenario is kept unless somebody says where."""
    file = Path(scenario)
    called = file.resolve().parent.name if file.stem == "scenario" else file.stem
    return free_folder(Path("runs") / f"{called}-{seed}")


def free_folder(folder: Path) -> Path:
    """`folder`, or where that is taken the first free one with a number behind it."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free
