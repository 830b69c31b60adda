"""The folder of a study: one small file for each seed that is done, which survives whatever kills the process.

    fates.json          what is counted: scenario, people, how long, by which version; another study is refused
    seed-00000007.json  what became of seed 7, renamed into place when it is whole

Several processes and machines may write into one folder at once: a seed has the same bytes whoever lives it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from undergrid.runs.folder import RunError, telling_plainly
from undergrid.setup.file.arcs import FILE as ARCS
from undergrid.setup.load import Scenario
from undergrid.study.fates.lives import Fate, Task

FORMAT = 1
FILE = "fates.json"
_OTHER = {
    "format": "another format",
    "version": "another version of undergrid",
    "program": "another state of undergrid's own files",
    "scenario": "another scenario",
    "scenario_digest": "other files of the scenario",
    "arcs": "another arcs.yaml",
    "people": "another number of people",
    "until": "another --until",
    "only": "another --only",
    "set": "another --set",
}


class OtherStudyError(RunError):
    """A folder that holds another study than the one that was asked for."""

    exit_code = 2


def counted(task: Task, scenario: Scenario, until: int) -> dict[str, Any]:
    """What decides the content of every file of a study."""
    arcs = scenario.path.with_name(ARCS)
    said = arcs.read_bytes() if arcs.is_file() else b""
    return {
        "format": FORMAT,
        "version": version("undergrid"),
        "program": program(),
        "scenario": scenario.name,
        "scenario_digest": scenario.digest,
        "arcs": hashlib.blake2b(said, digest_size=16).hexdigest(),
        "people": scenario.people,
        "until": until,
        "only": "endings" if task.endings_only else "",
        "set": {name: str(value) for name, value in task.set.items()},
    }


@cache
def program() -> str:
    """A digest of the package's own source: whoever changes a rule counts something else."""
    root = Path(__file__).parents[2]
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Folder:
    """The files of one study."""

    def __init__(self, path: Path, meta: dict[str, Any]) -> None:
        self.path, self.meta = path, meta

    def open(self) -> None:
        """Make the folder, or go on with it. Raises OtherStudyError where something else lies there."""
        file = self.path / FILE
        with telling_plainly(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            others = [entry.name for entry in self.path.iterdir() if not entry.name.startswith(".")]
        if FILE not in others:
            if others:
                raise OtherStudyError(f"{self.path}: is there already, and no study: it has {sorted(others)[0]}",
                                      hint="give another --out")  # fmt: skip
            write(file, self.meta)
        found = self._read(file)
        if not isinstance(found, dict):
            raise OtherStudyError(f"{file}: damaged, not readable as JSON", hint="give another --out")
        other = [said for name, said in _OTHER.items() if found.get(name) != self.meta[name]]
        if other:
            was = f"{found.get('scenario')}, {found.get('people')} people, undergrid {found.get('version')}"
            raise OtherStudyError(
                f"{self.path}: holds another study ({was}): {', '.join(other)}",
                hint="give another --out, or take that folder away",
            )

    def file(self, seed: int) -> Path:
        return self.path / f"seed-{seed:08d}.json"

    def keep(self, fate: Fate) -> None:
        """Write what became of one seed, whole or not at all. Raises DiskFullError where the disk is full."""
        write(self.file(fate["seed"]), fate)

    def read(self, seeds: Iterable[int], note: Callable[[str], None]) -> Iterator[tuple[int, Fate]]:
        """What is there of these seeds; a file that is damaged is told, and is as good as none."""
        for seed in seeds:
            file = self.file(seed)
            if not file.exists():
                continue
            found = self._read(file)
            if isinstance(found, dict) and found.get("seed") == seed and {"endings", "ticks"} <= found.keys():
                yield seed, found
            else:
                note(f"{file}: damaged, not as it was written; its seed is lived again")

    @staticmethod
    def _read(file: Path) -> Any:
        try:
            return json.loads(file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None


def write(path: Path, value: Any) -> None:
    """Write JSON whole or not at all: under a name of this process first, flushed, then renamed into place."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
    temporary = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}.part")
    try:
        with telling_plainly(path), temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with telling_plainly(path):
            temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
