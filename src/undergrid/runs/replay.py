"""Replay and fork: live a recorded run again and compare it with its keyframes, or go on from one of its ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from undergrid.core import numbers, units
from undergrid.core.errors import UsageError
from undergrid.core.units import Time
from undergrid.runs import orders as order_files
from undergrid.runs import segments
from undergrid.runs.changes import asked, tried
from undergrid.runs.folder import Folder, RunError, copy, share
from undergrid.runs.life import Life, Progress
from undergrid.runs.meta import Change, Era, Meta
from undergrid.runs.reading import names_of
from undergrid.runs.record import Recorder, ticks_of
from undergrid.runs.remains import FILE
from undergrid.setup.check.orders import Order
from undergrid.sim import Sim


@dataclass(frozen=True)
class Replayed:
    """How a replay went. `first` is the first keyframe that came out otherwise."""

    same: bool
    keyframes: int
    first: int | None = None
    expected: str = ""
    found: str = ""


def replay(path: str | Path, progress: Progress | None = None) -> Replayed:
    """Live a run again from its beginning, with the orders it recorded, and compare digests at every keyframe.

    Nothing of the run is read but its scenario and its orders.
    """
    folder, meta = Folder.open(path)
    if not meta.keyframes:
        raise RunError(f"{folder.path}: no keyframes to compare with")
    life = Life(folder, meta)
    compared, last = 0, max(meta.keyframes)
    for tick, expected in sorted(meta.keyframes.items()):
        life.live(tick, progress, last)
        compared += 1
        found = life.sim.digest()
        if found != expected:
            return Replayed(False, compared, tick, expected, found)
    return Replayed(True, compared)


def last(path: str | Path, progress: Progress | None = None) -> Sim:
    """A Sim that stands where a run has got to. Raises RunError for what is no whole run."""
    folder, meta = Folder.open(path)
    life = Life(folder, meta)
    life.load_latest(meta.tick)
    while life.sim.tick < meta.tick:
        if progress and life.sim.tick % units.HOUR == 0:
            progress(life.sim.tick, meta.tick)
        life.step()
    return life.sim


def moment(path: str | Path, at: Time, progress: Progress | None = None) -> Sim:
    """A Sim that stands at a tick of a run. Raises RunError for what is no whole run, UsageError for no tick of it."""
    folder, meta = Folder.open(path)
    life = Life(folder, meta)
    tick = _on_disk(at, life)
    life.load_latest(tick)
    life.live(tick, progress, tick)
    return life.sim


def tick_of(path: str | Path, time: Time, option: str) -> int:
    """The tick of a moment of a run, which need not have got there. Raises UsageError, naming the option."""
    return ticks_of(time, option, names_of(Folder.open(path)[0]).starts)


def _on_disk(at: Time, life: Life) -> int:
    """The tick of a moment of a run. Raises UsageError where the run has not got so far."""
    tick, lived = ticks_of(at, "--at", life.sim.world.starts), life.meta.tick
    if tick > lived:
        raise UsageError(f"--at: tick {tick:,} is not in the run, of which {lived:,} ticks are on disk")
    return tick


def fork(
    path: str | Path,
    out: str | Path,
    *,
    at: Time,
    set: dict[str, Any] | None = None,
    orders: str | Path | Iterable[Order] = (),
    changes: Sequence[Change] = (),
    until: Time | None = None,
    progress: Progress | None = None,
) -> Recorder:
    """Go on from tick `at` of a run with the same luck, other rules or other orders, as a run of its own in `out`.

    `at` and `until` are ticks, durations since the beginning, or times of day such as "21:30" or "day 2, 04:00".
    `set` maps `rule.knob`, or what `runs/touch.py` names, to a value. Orders that the first run recorded from `at` on
    are kept, `orders` are added: of two for the same person in one tick the added one stands. `changes` are decisions
    and draws that come out otherwise. What happened before `at` is in `out` too.
    """
    source, meta = Folder.open(path)
    folder = Folder(numbers.place(out, "--out"))
    folder.check_free()
    if folder.path.resolve().is_relative_to(source.path.resolve()):
        raise UsageError(f"--out: {out} lies within the run {path} itself", hint="give a folder beside it")
    stem = Life(source, meta)
    tick = _on_disk(at, stem)
    end = meta.until if until is None else ticks_of(until, "--until", stem.sim.world.starts)
    if end <= tick:
        raise UsageError(f"--until: tick {end:,} does not come after the fork at {tick:,}")
    changed, touched = asked({} if set is None else set)
    branch = replace(
        meta,
        eras=_eras(meta, tick, changed),
        until=end,
        forked={"from": str(source.path.resolve()), "at": tick},
        changes=[*meta.changes, *changes],
        seconds=0.0,
        files={},
        orders=0,
        link="",
        status="running",
        tick=0,
    ).checked()
    for era in branch.eras:
        stem.sim.built.scenario.with_rules(era["set"])  # before anything is written: raises UsageError
    if touched:
        stem.load_latest(tick)
        stem.live(tick)
        branch.changes += tried(stem.sim.built, touched)
    outside = order_files.given(orders, stem.sim, since=tick)
    damaged = stem.load_latest(tick)
    first = stem.sim.tick
    shared = [name for name in source.files if name not in source.names_after(first)]
    for name in shared:
        source.check(source.path / name)
    copied = [name.removeprefix("scenario/") for name in shared if name.startswith("scenario/")]
    with folder.beginning(copied, (folder.path / FILE).is_file):
        _pass_on(source, folder, shared)
        kept = order_files.recorded(source, meta)
        order_files.append(folder, branch, sorted([*kept, *outside], key=lambda order: order.tick))
        branch.keyframes = {t: digest for t, digest in meta.keyframes.items() if t <= first}
        branch.events = segments.count(folder, "events")
        recorder = Recorder(Life(folder, branch, stem.sim))
        recorder.passed_over = damaged
        recorder.settle(stem.sim.digest())
        recorder.run(progress)
    return recorder


def _pass_on(source: Folder, folder: Folder, names: Iterable[str]) -> None:
    """Let a branch have files of its stem: the scenario's as copies, the others as links where that can be."""
    for name in names:
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        pass_on = copy if name.startswith("scenario/") else share
        pass_on(source.path / name, folder.path / name)
        folder.files[name] = source.files[name]


def _eras(meta: Meta, tick: int, changed: dict[str, Any]) -> list[Era]:
    """The eras of a branch: those of its stem, from `tick` on with `changed` on top."""
    if not changed:
        return meta.eras
    before = [era for era in meta.eras if era["from"] < tick]
    after: list[Era] = [{"from": era["from"], "set": era["set"] | changed} for era in meta.eras if era["from"] > tick]
    turned: Era = {"from": tick, "set": meta.rules(tick) | changed}
    return [*before, turned, *after]
