"""Record a run to disk: events, series, tracks and keyframes, so that it survives being killed at any moment.

Segments are closed at keyframes: first the segments, then the snapshot, then `run.json`. Whatever a crash leaves after
the last snapshot is made again by `resume`, to the same rows.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from undergrid.core import numbers, plain, units
from undergrid.core.errors import UsageError
from undergrid.core.numbers import MOST_SEED
from undergrid.core.units import Time
from undergrid.runs import orders as order_files
from undergrid.runs import rules, segments, snapshots
from undergrid.runs.changes import asked, tried
from undergrid.runs.contents import Sizes
from undergrid.runs.folder import Folder, RunError, copy, replacing
from undergrid.runs.life import Life, Progress
from undergrid.runs.meta import Meta
from undergrid.runs.reading import names_of
from undergrid.runs.segments import Segments
from undergrid.runs.tracks import Tracks
from undergrid.setup import build, load
from undergrid.setup.check.orders import Order
from undergrid.setup.file.model import LONGEST
from undergrid.sim import Sim

KEYFRAME = 7200  # ticks between keyframes: a run loses at most so much when it is killed
_LOOK = 60  # ticks between rows of the series and reports of progress


class Recorder:
    """Writes a life into its folder, from the life's present tick on."""

    def __init__(self, life: Life) -> None:
        self.life, self.folder, self.meta = life, life.folder, life.meta
        self.meta.stopped = ""  # by now it goes on again
        self.series = segments.Series()
        self.tracks = Tracks(life.sim.built.people.values(), life.sim.world)
        self.first = life.sim.tick  # of the open segment
        self.recording = 0.0  # seconds spent on anything but simulating
        self.repaired: list[str] = []  # what was found damaged and is being made again
        self.passed_over: list[str] = []  # snapshots of the run it was forked from, found damaged

    def __repr__(self) -> str:
        return f"<Recorder in {plain.line(self.folder.path)} of {self.sim!r}>"

    @property
    def sim(self) -> Sim:
        return self.life.sim

    def _repr_html_(self) -> str:
        """What a notebook shows: a still of the run as it stands."""
        return self.sim._repr_html_()

    @property
    def waiting(self) -> int:
        """How many orders from outside are for ticks that the run does not reach."""
        return sum(len(orders) for tick, orders in self.life.orders.items() if tick >= self.meta.until)

    def run(self, progress: Progress | None = None, after: Callable[[str], None] | None = None) -> Meta:
        """Live and record until the run's end; `after` is called with the name of each system that has had its turn.

        `progress` may end it by raising KeyboardInterrupt: all that has been lived through is then written first.
        Raises DiskFullError or RunError where nothing more can be written, with what is on disk intact.
        """
        life, meta, world = self.life, self.meta, self.sim.world
        began, before = perf_counter(), meta.seconds
        try:
            while world.tick < meta.until:
                if world.tick % _LOOK == 0:
                    self._look(progress)
                life.step(after)
                self.tracks.look(world)
                tick = world.tick
                if tick % meta.keyframe == 0 or tick == meta.until or life.is_turn(tick):
                    meta.seconds = round(before + perf_counter() - began, 3)
                    self._keyframe()
        except RunError as stopped:
            raise type(stopped)(
                f"{stopped.message}; the run stopped at tick {world.tick:,}, "
                f"everything before tick {meta.tick:,} is on disk",
                hint=f"when it can be written again, go on with: undergrid resume {shlex.quote(str(self.folder.path))}",
            ) from None
        meta.seconds = round(before + perf_counter() - began, 3)  # with the last keyframe, which could not know its own
        if progress:
            progress(world.tick, meta.until)
        return meta

    def _look(self, progress: Progress | None) -> None:
        began = perf_counter()
        if progress:
            try:
                progress(self.sim.tick, self.meta.until)
            except KeyboardInterrupt as asked:
                self.meta.stopped = "SIGTERM" if getattr(asked, "by", "") == "SIGTERM" else "SIGINT"
                if self.sim.tick > self.first:
                    self._keyframe()
                else:
                    self.folder.save(self.meta)
                raise
        self.series.look(self.sim.world)
        self.recording += perf_counter() - began

    def _keyframe(self) -> None:
        """Close the segments, save the state, then say so in run.json."""
        began = perf_counter()
        tick, log = self.sim.tick, self.sim.world.events
        kinds = {
            "events": log.columns(), "because": log.because_columns(), "series": self.series.take(),
            "tracks": self.tracks.take(),
        }  # fmt: skip
        for kind, columns in kinds.items():
            segments.write(self.folder, kind, self.first, tick, columns)
        digest = snapshots.save(self.folder, self.sim.world)
        self.meta.events += log.n
        self.settle(digest)
        log.clear()
        self.first = tick
        self.recording += perf_counter() - began

    def settle(self, digest: str) -> None:
        """Say in run.json that everything before the present tick is on disk."""
        meta, tick = self.meta, self.sim.tick
        meta.tick, meta.keyframes[tick], meta.digest = tick, digest, digest
        meta.status = "ended" if tick >= meta.until else "running"
        meta.endings = self.sim.endings()
        self.folder.save(meta)


def record(
    scenario: str | Path,
    out: str | Path,
    *,
    seed: int = 1,
    people: int | None = None,
    until: Time | None = None,
    orders: str | Path | Iterable[Order] = (),
    canon: bool = False,
    set: Mapping[str, Any] | None = None,
    keyframe: int = KEYFRAME,
    progress: Progress | None = None,
    after: Callable[[str], None] | None = None,
) -> Recorder:
    """Simulate a scenario and keep the run in the folder `out`; returns the recorder, whose `meta` says how it went.

    `until` is a duration since the beginning, or a time of day such as "21:30" or "day 2, 04:00". `set` maps
    `rule.knob`, or what `runs/touch.py` names, to a value that holds from tick 0 on, as in `fork`.
    `keyframe` is how many ticks lie between the ticks from which the run can be resumed; `after` is called with the
    name of each system that has had its turn in a tick. Raises ScenarioError for a wrong scenario, OrderError for
    wrong orders, UsageError for what cannot be set, RunError where `out` is taken: nothing is written in these cases;
    and DiskFullError where the disk fills up.
    """
    folder = Folder(numbers.place(out, "--out"))
    folder.check_free()
    seed, canon = numbers.whole(seed, "--seed", 0, MOST_SEED), numbers.flag(canon, "--canon")
    people = None if people is None else numbers.whole(people, "--people")
    keyframe = numbers.whole(keyframe, "keyframe", 1, LONGEST)
    found = load(scenario, people)
    clock = found.spec.clock
    end = ticks_of(clock.lasts if until is None else until, "--until", clock.starts)
    if end < 1:
        raise UsageError("a run takes at least one second: so does --until")
    sim = Sim(build(found, seed, people), canon=canon)
    outside = order_files.given(orders, sim)
    changed, touched = asked({} if set is None else set)
    found.with_rules(changed)  # before anything is written: raises UsageError
    meta = Meta(
        scenario=found.name,
        file=found.path.name,
        scenario_digest=found.digest,
        seed=seed,
        people=people,
        citizens=sim.world.citizens.n,
        until=end,
        keyframe=keyframe,
        eras=[{"from": 0, "set": changed}],
        changes=tried(sim.built, touched),
        canon=canon,
        systems=[rules.entry(rule) for rule in found.makers],
        order=[entry.name for entry in found.schedule],
        version=version("undergrid"),
    ).checked()
    with folder.beginning(list(found.kept), lambda: sim.tick > 0):
        for name, file in found.kept.items():
            (folder.scenario / name).parent.mkdir(parents=True, exist_ok=True)
            copy(file, folder.scenario / name)
            folder.close(folder.scenario / name)
        _save_names(folder, sim)
        order_files.append(folder, meta, outside)
        digest = snapshots.save(folder, sim.world)
        recorder = Recorder(Life(folder, meta, sim))
        recorder.settle(digest)
        recorder.run(progress, after)
    return recorder


def ticks_of(time: Time, option: str, starts: int) -> int:
    """The tick of a moment of a run that `starts` at a second of the day. Raises UsageError, naming the option."""
    found = numbers.ticks(time, option, starts)
    if found > LONGEST:
        raise UsageError(
            f"{option}: {found:,} s is more than a run can last: at most {LONGEST:,} s ({LONGEST // units.DAY} d)"
        )
    return found


def resume(path: str | Path, progress: Progress | None = None) -> Recorder:
    """Go on with a run that was cut off, from its last whole keyframe to the same end and digest.

    What is damaged is made again (`Recorder.repaired` says what it was). A run that has ended whole stays as it is.
    Raises RunError where the folder is no run, or is being written.
    """
    folder, _ = Folder.open(path)
    with folder.locked():
        folder, meta = Folder.open(path)  # anew: whoever held it until now may have gone on with it
        folder.check_readable()
        life = Life(folder, meta)
        sizes = Sizes.of(life.sim.names(), meta.citizens)
        whole, damaged = segments.whole_until(Segments(folder, sizes, kept=0))
        torn, broken = _torn_snapshots(life)
        damaged += life.load_latest(min(whole, meta.tick, torn)) + broken
        try:
            names_of(folder)
        except RunError as wrong:
            damaged.append(wrong.message)
            _save_names(folder, life.sim)
        recorder = Recorder(life)
        tick = life.sim.tick
        recorder.repaired = damaged
        if meta.status == "ended" and tick == meta.until:
            if damaged:
                folder.save(meta)
            return recorder
        folder.drop_after(tick)
        meta.events = segments.count(folder, "events")
        meta.keyframes = {at: digest for at, digest in meta.keyframes.items() if at <= tick}
        recorder.settle(life.sim.digest())
        recorder.run(progress)
    return recorder


def _save_names(folder: Folder, sim: Sim) -> None:
    with replacing(folder.names) as temporary:
        sim.names().save(temporary)
    folder.close(folder.names)


def _torn_snapshots(life: Life) -> tuple[int, list[str]]:
    """(the tick before which all snapshots but the first are whole, what is wrong with those that are not).

    The first is made again here, from the scenario, as long as there is another to go on from.
    """
    folder, ticks = life.folder, life.folder.saved()
    wrong = {tick: what for tick in ticks if (what := folder.wrong_with(folder.snapshot(tick)))}
    if len(wrong) == len(ticks):
        return life.meta.until, []  # there is nothing to go on from, as the attempt to load one will say
    said = [f"{folder.snapshot(tick)}: {what}" for tick, what in wrong.items()]
    if 0 in wrong and life.sim.digest() == life.meta.keyframes.get(0):
        snapshots.save(folder, life.sim.world)
        del wrong[0]
    return min(wrong, default=life.meta.until + 1) - 1, said
