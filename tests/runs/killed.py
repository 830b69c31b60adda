"""Kill recording processes at random moments, for `test_killed.py`; a program of its own: it forks.

usage: killed.py FOLDER RUNS KILLS TICKS KEYFRAME SEED

Records RUNS runs of the village in FOLDER/0, FOLDER/1, ... Each is killed KILLS times by SIGKILL, the first time while
it is recorded, then while it is resumed, and at last resumed to its end. After each kill, whatever the folder holds
must be readable. Half of the kills fall into the writing of a file. Writes one JSON object a run.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb  # noqa: F401  # imported here once, not in every child

import undergrid
from undergrid import runs

Progress = Callable[[int, int], None]


def main(folder: Path, n_runs: int, n_kills: int, ticks: int, keyframe: int, seed: int) -> None:
    moments = random.Random(seed)
    undergrid.load("village", seed=3).run(ticks)  # so that no child has to load what has been compiled
    for number in range(n_runs):
        out = folder / str(number)

        def record(progress: Progress, out: Path = out) -> None:
            runs.record("village", out, seed=3, until=ticks, keyframe=keyframe, progress=progress)

        def resume(progress: Progress, out: Path = out) -> None:
            runs.resume(out, progress)

        kept: list[int] = []
        for kill in range(n_kills):
            at = kept[-1] if kept else 0
            # the first process at all is killed while it makes the folder, or soon after
            tick = -1 if number == kill == 0 else moments.randint(at, at + (ticks - at) // 2)
            seconds = moments.uniform(0.0, 0.03)
            within = out if moments.random() < 0.5 else None
            begun = (out / "run.json").exists()
            killed = in_a_child(resume if begun else record, tick, seconds, within)
            if killed and (out / "run.json").exists():
                log = runs.Log(out)
                assert len(list(log.events())) >= log.meta.events
                kept.append(log.meta.tick)
        if not (out / "run.json").exists():
            record(lambda tick, of: None)
        sys.stdout.write(json.dumps({"kept": kept, "digest": runs.resume(out).meta.digest}) + "\n")


def in_a_child(work: Callable[[Progress], None], tick: int, seconds: float, within: Path | None) -> bool:
    """Do `work` in a child process and kill it so long after it has come to a tick (-1: after it has begun).

    With a folder `within`, not before a file in it is being written. Returns whether it was still at work then.
    """
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        work(lambda tick, of: os.write(say, tick.to_bytes(4, "little")) and None)
        os._exit(0)
    os.close(say)
    while tick >= 0 and (heard := os.read(hear, 4)) and int.from_bytes(heard, "little") < tick:
        pass
    time.sleep(seconds)
    until = time.monotonic() + 0.3
    while within is not None and time.monotonic() < until and not list(within.glob("**/.*.part")):
        pass
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(hear)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
