"""`undergrid bench`: how fast a city lives here, what each rule costs, and what the bytes are.

Two passes over the same stretch of a run. The first has a watch on every system. The second records to disk, as
`undergrid run` does, and gives the ticks per second. Both must end in the same digest.
"""

from __future__ import annotations

import gc
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

STORY_SIZED = 50_000  # people up to which a whole run is measured
LONG, SHORT = units.seconds("36 h"), units.seconds("1 h")

Progress = Callable[[int, int], None]


def bench(
    people: int, *, scenario: str = "expiry", seed: int = 1, until: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Measure one size of a city in this process.

    `until` is how many ticks are lived through in each pass (36 hours for a story-sized city, else one hour). Returns
    plain values: seconds, counts, bytes, microseconds a tick by system, and what machine this is.
    """
    from undergrid.runs import record
    from undergrid.setup import build, load
    from undergrid.sim import Sim

    end = until or (LONG if people <= STORY_SIZED else SHORT)
    began = perf_counter()
    sim = Sim(build(load(scenario), seed=seed, people=people))
    build_seconds = perf_counter() - began
    n_compiled = jit.compiled().compiled
    systems = _by_system(sim, end, lambda done: progress(done, 2 * end) if progress else None)
    sizes = sim.world.nbytes()
    digest = sim.digest()
    del sim
    gc.collect()

    with tempfile.TemporaryDirectory(prefix="undergrid-bench-") as folder:
        recorder = record(
            scenario,
            Path(folder) / "run",
            seed=seed,
            people=people,
            until=end,
            progress=lambda done, _: progress(end + done, 2 * end) if progress else None,
        )
        on_disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    if recorder.meta.digest != digest:
        raise UndergridError(f"two runs alike ended otherwise: {digest} and {recorder.meta.digest}")
    n, seconds = recorder.meta.citizens, recorder.meta.seconds
    return {
        "people": n,
        "ticks": end,
        "build_seconds": round(build_seconds, 3),
        "compiled": jit.compiled().compiled - n_compiled,
        "seconds": seconds,
        "ticks_per_second": round(end / seconds, 1),
        "ns_per_person_tick": round(1e9 * seconds / end / n, 3),
        "recording_share": round(recorder.recording / seconds, 4),
        "events": recorder.meta.events,
        "bytes_on_disk": on_disk,
        "bytes_per_person": round(sum(sizes.values()) / n, 1),
        "bytes_by": sizes,
        "peak_memory_mb": round(_peak_memory() / 1e6),
        "us_per_tick_by_system": systems,
        "digest": digest,
        "threads": jit.threads(),
        "machine": machine(),
    }


def each(sizes: list[int], *, scenario: str, seed: int, until: int | None) -> list[dict[str, Any]]:
    """Measure several sizes, each in a process of its own, so that peak memory is its own. Raises UndergridError."""
    answers = []
    for people in sizes:
        command = [sys.executable, "-P", "-m", "undergrid", "bench", "--json", "--people", str(people)]
        command += ["--scenario", scenario, "--seed", str(seed)] + ([] if until is None else ["--until", str(until)])
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise UndergridError(f"the measurement of {people:,} people failed")
        answers += json.loads(done.stdout)["sizes"]
    return answers


def _by_system(sim: Any, end: int, progress: Callable[[int], None]) -> dict[str, float]:
    """Let `sim` live until tick `end`; microseconds a tick by system, the dearest first."""
    costs: dict[str, float] = {}
    last = 0.0

    def after(name: str) -> None:
        nonlocal last
        now = perf_counter()
        costs[name] = costs.get(name, 0.0) + now - last
        last = now

    began = perf_counter()
    while sim.tick < end:
        if sim.tick % 600 == 0:
            sim.world.events.clear()
            progress(sim.tick)
        last = perf_counter()
        sim.advance(after=after)
        after("minds")
    whole = perf_counter() - began
    by_cost = sorted(costs.items(), key=lambda item: -item[1])
    return {name: round(1e6 * cost / end, 2) for name, cost in [*by_cost, ("all", whole)]}


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
        f"{answer['people']:,} people, {units.spell_duration(answer['ticks'])}: {answer['ticks_per_second']:,} ticks/s",
        f"  {answer['ns_per_person_tick']} ns a person and tick, {100 * answer['recording_share']:.1f} % for recording",
        f"  {answer['bytes_per_person']} bytes a person, {answer['peak_memory_mb']:,} MB at most in all; "
        f"{answer['bytes_on_disk'] / 1e6:.1f} MB on disk; built in {answer['build_seconds']} s",
        "  microseconds a tick: "
        + ", ".join(f"{name} {cost}" for name, cost in answer["us_per_tick_by_system"].items() if cost >= 0.05),
    ]
    if answer["compiled"]:
        lines.append(f"  ({answer['compiled']} rules were compiled meanwhile: measure again for the cost by system)")
    return "\n".join(lines)
