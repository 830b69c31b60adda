"""Record a run to disk: events, series and keyframes, so that it survives being killed at any moment.

Segments are closed at keyframes, first the segments, then the snapshot, then `run.json`. Whatever a crash leaves after the
last snapshot is made again by `resume`, to the same bytes.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from undergrid.core import units
from undergrid.runs import orders as order_files
from undergrid.runs import segments, snapshots
from undergrid.runs.folder import DiskFullError, Folder, Meta, RunError
from undergrid.setup import Scenario, build, load
from undergrid.sim import Sim
from undergrid.world.names import Names
from undergrid.world.orders import Order

KEYFRAME = 7200  # ticks between keyframes: a run loses at most so much when it is killed
_LOOK = 60  # ticks between looks at the series and words of progress

Progress = Callable[[int, int], None]  # (ticks lived through, ticks in all)


class Recorder:
    """A Sim and the folder that its run is written into."""

    def __init__(self, sim: Sim, folder: Folder, meta: Meta, orders: Iterable[Order] = ()) -> None:
        self.sim, self.folder, self.meta = sim, folder, meta
        self.series = segments.Series()
        self.first = sim.tick  # of the open segment
        self.ahead = deque(order for order in orders if order.tick >= sim.tick)
        self.recording = 0.0  # seconds spent on anything but simulating

    def run(self, progress: Progress | None = None) -> Meta:
        """Live and record until the run's end. Raises DiskFullError, with what is on disk intact."""
        sim, meta, world = self.sim, self.meta, self.sim.world
        began, before = perf_counter(), meta.seconds
        try:
            while world.tick < meta.until:
                if world.tick % _LOOK == 0:
                    self._look(progress)
                sim.advance(self._due(world.tick))
                if world.tick % KEYFRAME == 0 or world.tick == meta.until:
                    meta.seconds = round(before + perf_counter() - began, 3)
                    self._keyframe()
        except DiskFullError as full:
            raise DiskFullError(
                f"{full}: the run stopped at tick {world.tick:,}; everything before tick {meta.tick:,} is on disk",
                hint=f"make room, then go on with: undergrid resume {self.folder.path}",
            ) from None
        if progress:
            progress(world.tick, meta.until)
        return meta

    def _due(self, tick: int) -> tuple[Order, ...]:
        if not self.ahead or self.ahead[0].tick > tick:
            return ()
        due = []
        while self.ahead and self.ahead[0].tick <= tick:
            due.append(self.ahead.popleft())
        return tuple(due)

    def _look(self, progress: Progress | None) -> None:
        began = perf_counter()
        self.series.look(self.sim.world)
        if progress:
            progress(self.sim.tick, self.meta.until)
        self.recording += perf_counter() - began

    def _keyframe(self) -> None:
        """Close the segments, save the state, then say so in run.json."""
        began = perf_counter()
        sim, meta, log = self.sim, self.meta, self.sim.world.events
        for kind, columns in (
            ("events", log.columns()),
            ("because", log.because_columns()),
            ("series", self.series.take()),
        ):
            segments.write(self.folder.segment(kind, self.first, sim.tick), columns)
        meta.keyframes[sim.tick] = meta.digest = snapshots.save(self.folder, sim.world)
        meta.events += log.n
        meta.tick = sim.tick
        meta.status = "ended" if sim.tick >= meta.until else "running"
        meta.endings = sim.endings()
        self.folder.save(meta)
        log.clear()
        self.first = sim.tick
        self.recording += perf_counter() - began


def record(
    scenario: str | Path | Scenario,
    out: str | Path,
    *,
    seed: int = 1,
    people: int | None = None,
    until: int | str | None = None,
    orders: str | Path | Iterable[Order] = (),
    canon: bool = False,
    progress: Progress | None = None,
) -> Recorder:
    """Simulate a scenario and keep the run in the folder `out`; returns the recorder, whose `meta` says how it went.

    Raises ScenarioError for a wrong scenario, OrdersError for wrong orders, RunError where `out` is taken: nothing is
    written in these cases; and DiskFullError where the disk fills up.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario, people)
    sim = Sim(build(scenario, seed, people), canon=canon)
    outside = order_files.read(orders, sim) if isinstance(orders, str | Path) else sorted(orders, key=lambda o: o.tick)
    end = sim.lasts if until is None else until if isinstance(until, int) else _duration(until)
    if end < 1:
        raise RunError(f"a run of {end} ticks is none: --until takes at least one second")
    folder = Folder(Path(out))
    folder.create()
    meta = Meta(
        scenario=scenario.name,
        file=scenario.path.name,
        scenario_digest=scenario.digest,
        seed=seed,
        people=people,
        citizens=sim.world.citizens.n,
        until=end,
        canon=canon,
        version=version("undergrid"),
    )
    with folder.locked():
        for file in scenario.files:
            shutil.copyfile(file, folder.scenario / file.name)
        sim.names().save(folder.names)
        order_files.append(folder, outside)
        meta.keyframes[0] = meta.digest = snapshots.save(folder, sim.world)
        folder.save(meta)
        recorder = Recorder(sim, folder, meta, outside)
        recorder.run(progress)
    return recorder


def _duration(text: str) -> int:
    try:
        return units.seconds(text)
    except ValueError as wrong:
        raise RunError(f"--until: {wrong}") from None


def sim_of(folder: Folder, meta: Meta, changed: dict[str, Any] | None = None) -> Sim:
    """A Sim at the start of a recorded run, from the copy of its scenario. `changed` sets rules, `system.param`: value."""
    scenario = load(folder.scenario / meta.file, meta.people)
    if scenario.digest != meta.scenario_digest:
        raise RunError(
            f"{folder.scenario}: the run's copy of its scenario has been changed",
            hint="to run with other rules, fork: undergrid fork DIR --at T --set rules.system.param=value",
        )
    rules = meta.set | (changed or {})
    if rules:
        scenario = scenario.with_rules(rules)
    return Sim(build(scenario, meta.seed), canon=meta.canon)


def resume(path: str | Path, progress: Progress | None = None) -> Recorder:
    """Go on with a run that was cut off, from its last whole keyframe to the same end and digest.

    A run that has ended stays as it is. Raises RunError where the folder is no run, or is being written.
    """
    folder, meta = Folder.open(path)
    with folder.locked():
        sim = sim_of(folder, meta)
        torn = segments.first_torn(folder)
        # a branch goes on under rules of its own, which hold only from its fork on
        least = int(meta.forked["at"]) if meta.forked else 0
        tick, damaged = snapshots.load_latest(folder, sim.world, meta.until if torn is None else torn, least)
        recorder = Recorder(sim, folder, meta, order_files.recorded(folder))
        if meta.status == "ended" and torn is None and not damaged:
            return recorder
        segments.drop_after(folder, tick)
        meta.events = segments.count(folder, "events")
        meta.status, meta.tick = "running", tick
        meta.keyframes = {at: digest for at, digest in meta.keyframes.items() if at <= tick}
        recorder.run(progress)
    return recorder
