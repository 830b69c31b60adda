"""`undergrid bench`: how fast a city lives here, what each rule costs, and what the bytes are.

One recorded run, as `undergrid run` makes it, with a watch on every system.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from undergrid.core import jit, units
from undergrid.core.errors import UndergridError
from undergrid.core.units import Time

LONG, SHORT = units.seconds("36 h"), units.seconds("15 h")  # the shorter one from evening until all are at work
STORY_SIZED = 50_000  # people up to which the long one is measured

Progress = Callable[[int, int], None]


class _Watch:
    """Seconds by system, and the slowest hour."""

    def __init__(self, progress: Progress | None) -> None:
        self.costs: dict[str, float] = {}
        self.slowest = 0.0  # seconds
        self._progress = progress
        self._last = self._hour = perf_counter()

    def after(self, system: str) -> None:
        """A system has had its turn. (What lies between two ticks goes to the minds, who come first.)"""
        now = perf_counter()
        self.costs[system] = self.costs.get(system, 0.0) + now - self._last
        self._last = now

    def progress(self, done: int, total: int) -> None:
        """Pass on how far the run is, and note the hours."""
        if done % units.HOUR == 0:
            now = perf_counter()
            if done:
                self.slowest = max(self.slowest, now - self._hour)
            else:  # the city has just been built
                self._last = now
            self._hour = now
        if self._progress:
            self._progress(done, total)


def bench(
    people: int, *, scenario: str = "expiry", seed: int = 1, until: Time | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Measure one size of a city in this process.

    `until` is how long it lives (36 hours for a story-sized city, else 15). Returns plain values:
    seconds, counts, bytes, microseconds a tick by system, and what machine this is.
    """
    from undergrid.runs import record

    wanted = until or (LONG if people <= STORY_SIZED else SHORT)
    compiled, watch, began = jit.compiled(), _Watch(progress), perf_counter()
    with tempfile.TemporaryDirectory(prefix="undergrid-bench-") as folder:
        recorder = record(
            scenario,
            Path(folder) / "run",
            seed=seed,
            people=people,
            until=wanted,
            progress=watch.progress,
            after=watch.after,
        )
        on_disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    meta, sizes = recorder.meta, recorder.sim.world.nbytes()
    n, end, seconds = meta.citizens, meta.until, meta.seconds
    watch.costs["minds"] -= recorder.recording  # all of it falls between two ticks
    by_cost = sorted(watch.costs.items(), key=lambda item: -item[1])
    return {
        "people": n,
        "ticks": end,
        "start_seconds": round(perf_counter() - began - seconds, 3),
        "compiled": jit.compiled().compiled - compiled.compiled,
        "seconds": seconds,
        "ticks_per_second": round(end / seconds, 1),
        "slowest_hour_ticks_per_second": round(units.HOUR / watch.slowest, 1) if watch.slowest else None,
        "ns_per_person_tick": round(1e9 * seconds / end / n, 3),
        "recording_share": round(recorder.recording / seconds, 4),
        "events": meta.events,
        "bytes_on_disk": on_disk,
        "bytes_per_person": round(sum(sizes.values()) / n, 1),
        "bytes_by": sizes,
        "peak_memory_mb": round(_peak_memory() / 1e6),
        "us_per_tick_by_system": {name: round(1e6 * cost / end, 2) for name, cost in by_cost},
        "digest": meta.digest,
        "threads": jit.threads(),
        "machine": machine(),
    }


def each(sizes: list[int], *, scenario: str, seed: int, until: Time | None, threads: int) -> list[dict[str, Any]]:
    """Measure several sizes, each in a process of its own, so that peak memory is its own. Raises UndergridError."""
    answers = []
    for people in sizes:
        command = [sys.executable, "-P", "-m", "undergrid", "bench", "--json", "--people", str(people)]
        command += ["--scenario", scenario, "--seed", str(seed), "--threads", str(threads)]
        command += [] if until is None else ["--until", str(until)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise UndergridError(f"the measurement of {people:,} people failed")
        answers += json.loads(done.stdout)["sizes"]
    return answers


def _peak_memory() -> int:
    """The most memory this process has had, bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def machine() -> dict[str, Any]:
    """What this was measured on, with two figures of its speed that have nothing to do with Undergrid."""
    block = bytes(1 << 24)
    began = perf_counter()
    hashlib.blake2b(block).digest()
    hashed = perf_counter() - began
    began = perf_counter()
    total = 0
    for number in range(1_000_000):
        total += number
    counted = perf_counter() - began
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "blake2b_mb_per_second": round(len(block) / 1e6 / hashed),
        "python_loops_per_second": round(1e6 / counted),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def spelled(answer: dict[str, Any]) -> str:
    """One size, for people to read."""
    lines = [
        f"{answer['people']:,} people, {units.spell_duration(answer['ticks'])}: {answer['ticks_per_second']:,} ticks/s"
        + (f" ({slowest:,} in the slowest hour)" if (slowest := answer["slowest_hour_ticks_per_second"]) else ""),
        f"  {answer['ns_per_person_tick']} ns a person and tick, {100 * answer['recording_share']:.1f} % for recording",
        f"  {answer['bytes_per_person']} bytes a person, {answer['peak_memory_mb']:,} MB at most in all; "
        f"{answer['bytes_on_disk'] / 1e6:.1f} MB on disk; begun in {answer['start_seconds']} s",
        "  microseconds a tick: "
        + ", ".join(f"{name} {cost}" for name, cost in answer["us_per_tick_by_system"].items() if cost >= 0.05),
    ]
    if answer["compiled"]:
        lines.append(f"  (kernels compiled meanwhile: {answer['compiled']}. Measure again for the cost by system)")
    return "\n".join(lines)
