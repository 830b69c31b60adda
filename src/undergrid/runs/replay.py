"""Replay and fork: live a recorded run again and hold it against its keyframes, or go on from one of its ticks otherwise."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from undergrid.core import units
from undergrid.runs import orders as order_files
from undergrid.runs import segments, snapshots
from undergrid.runs.folder import Folder, Meta, RunError
from undergrid.runs.record import Progress, Recorder, sim_of
from undergrid.sim import Sim
from undergrid.world.orders import Order


@dataclass(frozen=True)
class Replayed:
    """How a replay went. `first` is the first keyframe that came out otherwise, -1 for none."""

    same: bool
    keyframes: int
    first: int = -1
    expected: str = ""
    found: str = ""


def replay(path: str | Path, progress: Progress | None = None) -> Replayed:
    """Live a run again from its beginning, with the orders it recorded, and compare digests at every keyframe."""
    folder, meta = Folder.open(path)
    if not meta.keyframes:
        raise RunError(f"{folder.path}: no keyframes to compare with")
    sim, start = sim_at(folder, meta, meta.forked["at"] if meta.forked else 0)
    orders = by_tick(order_files.recorded(folder))
    compared, last = 0, max(meta.keyframes)
    for at in sorted(meta.keyframes):
        if at < start:
            continue
        live(sim, at, orders, progress, last)
        compared += 1
        if sim.digest() != meta.keyframes[at]:
            return Replayed(False, compared, at, meta.keyframes[at], sim.digest())
    return Replayed(True, compared)


def by_tick(orders: Iterable[Order]) -> dict[int, list[Order]]:
    sorted_out: dict[int, list[Order]] = {}
    for order in orders:
        sorted_out.setdefault(order.tick, []).append(order)
    return sorted_out


def live(sim: Sim, until: int, orders: dict[int, list[Order]], progress: Progress | None = None, of: int = 0) -> None:
    """Let a Sim live until a tick without keeping its log."""
    while sim.tick < until:
        if sim.tick % 600 == 0:
            sim.world.events.clear()
            if progress:
                progress(sim.tick, of)
        sim.advance(orders.get(sim.tick, ()))
    if progress:
        progress(sim.tick, of)


def sim_at(folder: Folder, meta: Meta, at: int) -> tuple[Sim, int]:
    """A Sim of a recorded run as saved at keyframe `at`; at tick 0 it is built anew, not loaded."""
    sim = sim_of(folder, meta)
    if at == 0:
        return sim, 0
    snapshots.load(folder.snapshot(at), sim.world)
    return sim, at


def fork(
    path: str | Path,
    out: str | Path,
    *,
    at: int | str,
    set: dict[str, Any] | None = None,
    orders: str | Path | Iterable[Order] = (),
    until: int | str | None = None,
    progress: Progress | None = None,
) -> Recorder:
    """Go on from tick `at` of a run with the same luck, other rules or other orders, as a run of its own in `out`.

    `set` maps `system.param` to a value. Orders that the first run recorded from `at` on are kept, `orders` are added.
    """
    source, meta = Folder.open(path)
    tick = at if isinstance(at, int) else units.seconds(at)
    end = meta.until if until is None else until if isinstance(until, int) else units.seconds(until)
    if not 0 <= tick <= meta.tick:
        raise RunError(f"--at: tick {tick:,} is not in the run, which goes from 0 to {meta.tick:,}")
    if end <= tick:
        raise RunError(f"--until: tick {end:,} does not come after the fork at {tick:,}")
    before = sim_of(source, meta)
    first, _ = snapshots.load_latest(source, before.world, tick)
    kept = order_files.recorded(source)
    outside = order_files.read(orders, before) if isinstance(orders, str | Path) else list(orders)
    late = [order.tick for order in outside if order.tick < tick]
    if late:
        raise RunError(f"--orders: an order at tick {min(late):,} lies before the fork at {tick:,}")
    changed = meta.set | (set or {})
    branch = replace(
        meta, set=changed, until=end, status="running", forked={"from": str(source.path), "at": tick}, endings={},
        keyframes={t: digest for t, digest in meta.keyframes.items() if t <= first}, events=0, seconds=0.0,
    )  # fmt: skip
    sim = sim_of(source, branch)  # also checks the rules that were set, before anything is written
    folder = Folder(Path(out))
    folder.create()
    with folder.locked():
        for file in source.scenario.iterdir():
            shutil.copyfile(file, folder.scenario / file.name)
        shutil.copyfile(source.names, folder.names)
        for kind in segments.KINDS:
            for start, last, file in source.segments(kind):
                if last <= first:
                    _link(file, folder.segment(kind, start, last))
        _link(source.snapshot(first), folder.snapshot(first))
        everything = sorted([*kept, *outside], key=lambda order: order.tick)
        order_files.append(folder, everything)
        # up to the fork under the old rules, so that the branch's log is whole
        branch.events, branch.tick = segments.count(folder, "events"), first
        stem = Recorder(before, folder, replace(branch, until=tick, set=meta.set), kept)
        stem.run()
        sim.world.restore(tick, before.world.state())
        branch.events, branch.keyframes = stem.meta.events, stem.meta.keyframes
        branch.tick, branch.digest = tick, sim.digest()
        if tick not in branch.keyframes:
            branch.keyframes[tick] = snapshots.save(folder, sim.world)
        folder.save(branch)
        recorder = Recorder(sim, folder, branch, everything)
        recorder.run(progress)
    return recorder


def _link(source: Path, target: Path) -> None:
    """Closed files never change: share them where the disk can, copy them where it can't."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
