"""How often a scenario tells its own story: seeds that are not done yet are lived, then all are counted."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undergrid.core import numbers
from undergrid.core.errors import UsageError
from undergrid.core.units import Time
from undergrid.runs.changes import asked as asked_to_set
from undergrid.runs.changes import begun
from undergrid.runs.record import ticks_of
from undergrid.setup.build.build import build
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.load import Scenario, load
from undergrid.study.fates.cluster import live_on_ray, ray_here
from undergrid.study.fates.folder import Folder, counted
from undergrid.study.fates.lives import Fate, Task
from undergrid.study.fates.pool import Pool
from undergrid.study.fates.seeds import part
from undergrid.study.fates.table import Answer, table

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """How seeds are lived: none of it changes the table.

    processes: how many of this machine, all of its processors if None. ray: the address of a cluster. shard: (i, n),
    which part of the seeds this process lives through.
    """

    processes: int | None = None
    ray: str = ""
    shard: tuple[int, int] = (1, 1)


def fates(
    scenario: str | Path,
    seeds: Sequence[int],
    *,
    out: str | Path,
    people: int | None = None,
    until: Time | None = None,
    endings_only: bool = False,
    set: Mapping[str, Any] | None = None,
    asked: Asked | None = None,
    note: Callable[[str], None] = lambda said: None,
    progress: Progress | None = None,
) -> Answer:
    """Live through the seeds of which the folder `out` does not know yet what became; returns the table of all.

    `set` is set in all of them from tick 0 on, as in `runs.record`. With a shard, the table is of the seeds that are
    done by now; `seeds` in it says how many those are. `progress` is told ticks done and of how many, and may raise
    KeyboardInterrupt: what is done is kept. Raises ScenarioError for a wrong scenario or wrong arcs, UsageError for
    what cannot be set, OtherStudyError where the folder holds another study, DiskFullError, LivesError.
    """
    asked = asked or Asked()
    people = None if people is None else numbers.whole(people, "--people")
    found = load(scenario, people)
    end = None if until is None else ticks_of(until, "--until", found.spec.clock.starts)
    lasts = found.spec.clock.lasts if end is None else end
    if lasts < 1:
        raise UsageError("a run takes at least one second: so does --until")
    rules, touched = asked_to_set({} if set is None else set)
    task = Task(str(found.path), people, end, endings_only, rules | touched)
    built = begun(build(found, 1, people), task.set).built
    arcs = arcs_of(built)
    folder = Folder(Path(out), counted(task, found, lasts))
    folder.open()
    known = dict(folder.read(seeds, note))
    mine = [seed for seed in part(seeds, asked.shard) if seed not in known]
    if mine:
        _live(task, found, folder, mine, asked, lasts, note, progress)
        known |= dict(folder.read([seed for seed in seeds if seed not in known], note))
    names = tuple(end.name for end in arcs.endings) or tuple(end.name for end in built.endings)
    ordered: dict[int, Fate] = dict(sorted(known.items()))
    return table(ordered, arcs, names, built.world.citizens.n, only=endings_only)


def end_of(scenario: str | Path, people: int | None, until: Time) -> int:
    """The tick until which each seed is lived. Raises ScenarioError, and UsageError where `until` is no moment."""
    return ticks_of(until, "--until", load(scenario, people).spec.clock.starts)


def _live(
    task: Task, scenario: Scenario, folder: Folder, seeds: list[int], asked: Asked, lasts: int,
    note: Callable[[str], None], progress: Progress | None,
) -> None:  # fmt: skip
    """Live through seeds, wherever was asked."""

    def tell(done: int, ticks: int) -> None:
        if progress:
            progress(done * lasts + ticks, len(seeds) * lasts)

    if asked.ray:
        ray_here()
        live_on_ray(asked.ray, task, scenario, folder, seeds, note, tell)
        return
    n = asked.processes or processors()
    Pool(task, folder, max(1, min(n, len(seeds))), note, tell).live(seeds)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
