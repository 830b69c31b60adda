"""Which tests belong to a module: by where they stand and by what they import.

In this order:

1. `tests/systems/THEME/test_NAME.py` and `test_NAME_*.py` beside it for `src/undergrid/systems/THEME/NAME.py`
   (`world` and `runs` alike), and what `ALSO` adds,
2. test files that import the module, the rows of the seed tables last,
3. for a science in `world`, the tests of the modules that import it,
4. where there is none of these, all tests of its folder, or of the one above.

Within 2 and 3 those that name the changed function come first: a sample has little time for each mutant.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from pathlib import Path

ALSO = {
    "world/reasons": ["tests/world/reasons/test_reasons.py"],
    "world/tables": ["tests/world/tables/test_new_rows.py"],
    "systems/senses/sight": ["tests/systems/senses/test_lamps.py"],
    "runs/compare": ["tests/runs/test_compare.py", "tests/runs/test_replay_and_fork.py"],
    "runs/folder": ["tests/runs/test_damage.py", "tests/runs/test_paths.py"],
    "runs/life": ["tests/runs/test_replay_and_fork.py", "tests/runs/test_recording.py"],
    "runs/meta": ["tests/runs/test_damage.py", "tests/runs/test_recording.py"],
    "runs/record": ["tests/runs/test_recording.py", "tests/runs/test_replay_and_fork.py"],
    "runs/replay": ["tests/runs/test_replay_and_fork.py"],
    "runs/rules": ["tests/makers/test_rust.py"],
    "runs/seals": ["tests/runs/test_verify.py"],
    "runs/segments": ["tests/runs/test_recording.py", "tests/runs/test_reading.py"],
    "runs/snapshots": ["tests/runs/test_recording.py", "tests/runs/test_replay_and_fork.py"],
}
"""What neither name nor imports say, by module or folder: `undergrid.runs` is one door to the modules behind it."""

LATE = ("seeds", "setup", "story", "minds", "makers", "cli")
"""Folders of tests that run whole scenarios or ask for much else: after the others."""
NEVER = ("contract", "core", "city", "mutation")
"""Folders whose tests look at every file, or at what stands below the modules that are changed."""


class OwnTests:
    """The tests of a checkout, and what each file of it imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[str, str] = {}

    def of(self, module: str, function: str = "") -> list[str]:
        """The test files of a module (`src/undergrid/systems/body/cold.py`), the nearest first."""
        inner = _inner(module)
        found = self._by_name(inner)
        mentions = re.compile(rf"\b{re.escape(function)}\b") if function else None

        def rank(path: str) -> tuple[bool, bool, str]:
            late = path.split("/")[1] in LATE
            return late, mentions is None or not mentions.search(self._text(path)), path

        dotted = "undergrid." + inner.replace("/", ".")
        found += sorted((path for path in self.tests if dotted in self._imports[path]), key=rank)
        if inner.startswith("world/"):
            users = sorted((path for path in self.sources if dotted in self._imports[path]), key=rank)
            users.sort(key=lambda path: mentions is None or not mentions.search(self._text(path)))
            found += [
                test
                for user in users
                for test in self._by_name(user.removeprefix("src/undergrid/").removesuffix(".py"))
            ]
        return list(dict.fromkeys(found)) or self._by_folder(inner)

    def _by_name(self, inner: str) -> list[str]:
        folder, _, name = inner.rpartition("/")
        named = [f"tests/{folder}/test_{name}.py"]
        named += [path for path in self.tests if path.startswith(f"tests/{folder}/test_{name}_")]
        named += ALSO.get(inner, []) + ALSO.get(folder, [])
        return [path for path in named if path in self.tests]

    def _by_folder(self, inner: str) -> list[str]:
        while "/" in inner:
            inner = inner.rpartition("/")[0]
            found = [path for path in self.tests if path.startswith(f"tests/{inner}/")]
            if found:
                return found
        return []

    @cached_property
    def tests(self) -> list[str]:
        """All test files that a module may have as its own."""
        found = (path.relative_to(self.root).as_posix() for path in (self.root / "tests").rglob("test_*.py"))
        return sorted(path for path in found if path.split("/")[1] not in NEVER)

    @cached_property
    def sources(self) -> list[str]:
        """All files of the package."""
        return sorted(path.relative_to(self.root).as_posix() for path in (self.root / "src").rglob("*.py"))

    @cached_property
    def _imports(self) -> dict[str, set[str]]:
        return {path: _imported(self._text(path)) for path in [*self.tests, *self.sources]}

    def _text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = (self.root / path).read_text(encoding="utf-8")
        return self._texts[path]


def _inner(module: str) -> str:
    """`systems/body/cold` for `src/undergrid/systems/body/cold.py`."""
    return module.removeprefix("src/undergrid/").removesuffix(".py")


def _imported(text: str) -> set[str]:
    """The modules that a file imports, by their dotted names (names imported from a module too: they may be ones)."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
