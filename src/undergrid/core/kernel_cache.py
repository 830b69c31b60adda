"""The disk cache of compiled kernels: an entry is used only while the sources it was compiled from are unchanged.

Numba's own disk cache looks at a kernel's file and not at what that file imports, so an edit of `luck.py` would leave
old machine code running in every rule that draws. Here the name of an entry holds a digest of the kernel's file and of
every undergrid module that file imports at run time, directly or through others; imports under `if TYPE_CHECKING:` do
not count. An edit thus recompiles what it touches and no more.

Each entry is one file, named by everything that decides its content and renamed into place when complete, so several
processes may read and write the cache at once. Whoever is about to compile one claims it first: the others wait, and
read what comes of it. The values of a kernel's global constants are covered as far as they
follow from source: do not read them from the environment or from a data file.
"""

import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # asked for before each use

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package itself; its modules are followed wherever they are imported."""

_WITHIN = str(PACKAGE) + os.sep  # what the path of each of its modules begins with

KEPT_PER_KERNEL = 24
"""Entries kept for one kernel (signatures, variants and recent versions of its source); older ones are removed."""

PATIENCE = 300.0
"""Seconds for which one waits for another process that compiles the same: none takes so long unless it was halted."""

_MOMENT = 0.02  # seconds between looks whether it is done
_CHECKSUM = 16

_FOR_TYPES = re.compile(r"^([ \t]*)if (?:\w+\.)?TYPE_CHECKING:.*\n(?:(?:\1[ \t]+.*)?\n)*", re.MULTILINE)
_IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:import[ \t]+(?P<modules>[\w., \t]+)"
    r"|from[ \t]*(?P<level>\.*)[ \t]*(?P<module>[\w.]*)[ \t]+import[ \t]*"
    r"(?P<names>\((?:[^)#]|#.*)*\)|\*|[\w, \t]+))",
    re.MULTILINE,
)

# ---------------------------------------------------------------- what a kernel is compiled from


@dataclass(frozen=True)
class _Import:
    """One import statement as written: `from ..core import luck, bits` is (2, "core", ("luck", "bits"))."""

    level: int
    module: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    """A source file as it was when this process first looked at it, and the files it imports."""

    name: str  # the full path
    modified: tuple[int, int]
    digest: bytes
    imports: tuple[str, ...]


# Full paths are texts here, not `Path`s: every start asks for the digest of some 500 kernels.
_seen: dict[str, _Source] = {}
_covered: dict[str, list[str]] = {}
_digests: dict[str, str] = {}


def source_digest(file: str | Path) -> str | None:
    """Return the digest of a source file and of all it imports at run time, as 32 hexadecimal digits.

    Inside the package, modules of the package are followed. For a file outside (a maker's own rule), so are the
    modules lying beside it. Returns None where no digest can be trusted: the file is not on disk (an interactive
    prompt), or one of the sources was edited after this process first read it.
    """
    start = os.path.realpath(file)
    try:
        sources = [_seen[path] for path in _covered_by(start)]
        if any(source.modified != _modified(source.name) for source in sources):
            return None
    except OSError:
        return None
    if start not in _digests:
        parts = sorted(_said(source, os.path.dirname(start)) for source in sources)
        _digests[start] = blake2b(b"".join(parts), digest_size=16).hexdigest()
    return _digests[start]


def _said(source: _Source, beside: str) -> bytes:
    """A source's part of a digest. Its path is relative to package or rule: moving these does not change the digest."""
    if source.name.startswith(_WITHIN):
        told = source.name[len(_WITHIN) - len(PACKAGE.name) - 1 :]
    else:
        told = os.path.relpath(source.name, beside)
    return told.replace(os.sep, "/").encode() + b"\0" + source.digest


def sources_of(file: str | Path) -> list[Path]:
    """Return the files that the digest of a kernel's file covers, itself included, in order of their paths."""
    return sorted(map(Path, _covered_by(os.path.realpath(file))))


def _covered_by(start: str) -> list[str]:
    """The files that the digest of this one covers, as full paths."""
    if start not in _covered:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting.extend(_read(path).imports)
        _covered[start] = sorted(found)
    return _covered[start]


def _read(path: str) -> _Source:
    """Read a source file and find what it imports, once."""
    if path not in _seen:
        modified, text = _modified(path), Path(path).read_bytes()
        imports = {file: None for found in _imports(text) for file in _files_imported(path, found)}
        _seen[path] = _Source(path, modified, blake2b(text, digest_size=16).digest(), tuple(imports))
    return _seen[path]


def _modified(file: str) -> tuple[int, int]:
    status = os.stat(file)
    return status.st_mtime_ns, status.st_size


def _imports(text: bytes) -> Iterator[_Import]:
    """Yield the imports in a source, those for type checkers left out.

    A regular expression finds them in a twentieth of the time of parsing. Text that only looks like an import, in a
    docstring for instance, merely makes the digest cover one file more.
    """
    code = _FOR_TYPES.sub("", text.decode(errors="replace")).replace("\\\n", " ")
    for found in _IMPORT.finditer(code):
        level, module, names = found["level"], found["module"], _names(found["names"] or found["modules"])
        if level is None:
            yield from (_Import(0, name, ()) for name in names)
        else:
            yield _Import(len(level), module, names)


def _names(listed: str) -> tuple[str, ...]:
    """The names of `(a, b as c,  # why`, without the names after `as`."""
    names = re.sub(r"#.*|[()]", " ", listed).split(",")
    return tuple(name.split()[0] for name in names if name.strip())


def _files_imported(path: str, statement: _Import) -> Iterator[str]:
    """Yield the files that an import statement in `path` reads, as far as they are the package's or the maker's."""
    folder = os.path.dirname(path)
    if statement.level:
        for _ in range(statement.level - 1):
            folder = os.path.dirname(folder)
    elif statement.module.partition(".")[0] == PACKAGE.name:
        folder = str(PACKAGE.parent)
    elif path.startswith(_WITHIN):
        return
    target = os.path.join(folder, *statement.module.split(".")) if statement.module else folder
    submodules = [_module_file(os.path.join(target, name)) for name in statement.names]
    yield from (file for file in submodules if file)
    if not submodules or None in submodules:
        file = _module_file(target)
        if file:
            yield file


def _module_file(path: str) -> str | None:
    """The source of a module or a package, by its path without an ending."""
    return next((file for file in (f"{path}.py", os.path.join(path, "__init__.py")) if os.path.isfile(file)), None)


# ---------------------------------------------------------------- where entries lie


def folder() -> Path:
    r"""Return the cache folder, which exists and can be written.

    `$UNDERGRID_CACHE`, else `$XDG_CACHE_HOME/undergrid`, else the platform's own place (`~/.cache/undergrid`,
    `~/Library/Caches/undergrid`, `%LOCALAPPDATA%\undergrid\cache`). Where that cannot be written, a private folder of
    this user among the temporary files, and failing that a new temporary folder of this process.
    """
    for candidate in _candidates():
        with contextlib.suppress(OSError):
            candidate.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=candidate):
                return candidate
    return Path(tempfile.mkdtemp(prefix="undergrid-"))


def wanted_folder() -> Path | None:
    """The folder where compiled kernels should be kept, writable or not; None where no place is known."""
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("UNDERGRID_CACHE"):
        with contextlib.suppress(RuntimeError):  # the home folder of somebody whom nobody knows
            yield Path(chosen).expanduser().absolute()
    elif base := os.environ.get("XDG_CACHE_HOME"):
        yield Path(base) / "undergrid"
    elif sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA")):
        yield Path(base) / "undergrid" / "cache"
    else:
        with contextlib.suppress(RuntimeError):  # no home folder is known
            place = "Library/Caches/undergrid" if sys.platform == "darwin" else ".cache/undergrid"
            yield Path.home() / place
    if sys.platform == "win32":
        yield Path(tempfile.gettempdir()) / "undergrid"
    else:
        # Entries are code: a folder that somebody else could have prepared is not read.
        shared = Path(tempfile.gettempdir()) / f"undergrid-{os.getuid()}"
        with contextlib.suppress(OSError):
            shared.mkdir(mode=0o700, exist_ok=True)
            status = shared.lstat()
            if status.st_uid == os.getuid() and status.st_mode & 0o077 == 0 and not shared.is_symlink():
                yield shared


# ---------------------------------------------------------------- entries


def load(folder: Path, name: str, key: bytes) -> bytes | None:
    """Return the entry stored for this kernel under this key, or None if there is none or it is damaged."""
    try:
        content = _path(folder, name, key).read_bytes()
    except OSError:
        return None
    checksum, data = content[:_CHECKSUM], content[_CHECKSUM:]
    return data if blake2b(key + data, digest_size=_CHECKSUM).digest() == checksum else None


def save(folder: Path, name: str, key: bytes, data: bytes) -> None:
    """Store an entry, complete or not at all, and remove the kernel's oldest ones.

    A cache that cannot be written (a full disk) is no reason to stop a run: the kernel is compiled again next time.
    """
    path = _path(folder, name, key)
    with contextlib.suppress(OSError):
        handle, unfinished = tempfile.mkstemp(prefix=path.stem, suffix=".tmp", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blake2b(key + data, digest_size=_CHECKSUM).digest() + data)
            os.replace(unfinished, path)
        except OSError:
            os.unlink(unfinished)
            raise
        _remove_oldest(folder, name)


class Claim:
    """That this process alone compiles an entry, until `release`, or until it ends in whatever way."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor

    def release(self) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def claim(folder: Path, name: str, key: bytes, patience: float = PATIENCE) -> Claim | None:
    """Wait until no other process compiles this entry, then claim it; it may have been stored by then.

    None where nothing can be claimed, or somebody compiles for longer than `patience`, s: the entry is compiled all the
    same, and whoever is first stores it.
    """
    if fcntl is None:
        return None
    path = _path(folder, name, key).with_suffix(".lock")
    give_up = time.monotonic() + patience
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == path.stat().st_ino:
                return Claim(path, descriptor)
        except BlockingIOError:
            if time.monotonic() > give_up:
                os.close(descriptor)
                return None
            time.sleep(_MOMENT)
        except FileNotFoundError:
            pass  # whoever had it has just taken it away: try again with a new one
        except OSError:
            os.close(descriptor)
            return None
        os.close(descriptor)


def _path(folder: Path, name: str, key: bytes) -> Path:
    return folder / f"{name}-{blake2b(key, digest_size=16).hexdigest()}.kernel"


def _remove_oldest(folder: Path, name: str) -> None:
    entries = list(folder.glob(f"{name}-*.kernel"))
    if len(entries) > KEPT_PER_KERNEL:
        entries.sort(key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
        for entry in entries[:-KEPT_PER_KERNEL]:
            entry.unlink(missing_ok=True)
