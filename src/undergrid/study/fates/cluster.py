"""Seeds lived on a Ray cluster that is there already: each worker lives one, and this process keeps what it says.

The workers need undergrid as it is here, and nothing else: the scenario's files go to them with the task.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from undergrid.core.errors import UsageError
from undergrid.setup.file.arcs import FILE as ARCS
from undergrid.setup.load import Scenario
from undergrid.study.fates.folder import Folder, program
from undergrid.study.fates.lives import Fate, Lives, Task
from undergrid.study.fates.pool import AGAIN, LivesError

_SECOND = 0.5  # seconds between looks at what is done

Files = dict[str, bytes]


def ray_here() -> Any:
    """The package Ray. Raises UsageError where it is not installed."""
    try:
        return import_module("ray")
    except ImportError:
        hint = "install it with: pip install 'undergrid[ray]'"
        raise UsageError("--ray: the package ray is not installed", hint=hint) from None


def parcel(scenario: Scenario) -> Files:
    """A scenario's files, its arcs among them."""
    arcs = scenario.path.with_name(ARCS)
    files = dict(scenario.files) | ({ARCS: arcs} if arcs.is_file() else {})
    return {name: path.read_bytes() for name, path in files.items()}


def live_there(task: Task, files: Files, expected: str, seed: int) -> Fate:
    """What a worker does: unpack the scenario, live through one seed. Raises UsageError for another undergrid."""
    if program() != expected:
        raise UsageError("the workers have another state of undergrid than this machine")
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            path = Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        first = next(iter(files))
        return Lives(replace(task, scenario=str(Path(place) / first))).live(seed)


def live_on_ray(
    address: str, task: Task, scenario: Scenario, folder: Folder, seeds: Sequence[int], note: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> None:  # fmt: skip
    """Live through seeds on the cluster at an address. Raises LivesError for one that cannot be lived."""
    ray = ray_here()
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except Exception as wrong:
        raise UsageError(f"--ray {address}: no cluster answers there: {str(wrong).splitlines()[0]}") from None
    try:
        lived = ray.remote(num_cpus=1, max_retries=0)(live_there)
        given = ray.put(parcel(scenario))
        under_way = {lived.remote(task, given, program(), seed): seed for seed in seeds}
        died: dict[int, int] = {}
        done = 0
        while under_way:
            ready, _ = ray.wait(list(under_way), num_returns=1, timeout=_SECOND)
            for one in ready:
                seed = under_way.pop(one)
                try:
                    folder.keep(ray.get(one))
                    done += 1
                except ray.exceptions.RayTaskError as wrong:
                    raise LivesError(f"seed {seed}: {str(wrong).strip().splitlines()[-1]}") from None
                except ray.exceptions.RayError as wrong:
                    died[seed] = died.get(seed, 0) + 1
                    if died[seed] > AGAIN:
                        raise LivesError(f"seed {seed}: its worker died {died[seed]} times") from None
                    note(f"the worker that lived seed {seed} died ({type(wrong).__name__}); the seed is lived again")
                    under_way[lived.remote(task, given, program(), seed)] = seed
            progress(done, 0)
    finally:
        ray.shutdown()
