"""Files that are read as input: asked first whether they are regular files, and no larger than their kind may be.

A pipe would be waited for without end, a device has no end: neither is opened. Every reader of a scenario, map,
tileset, canon, rule or file of orders reads through `read_bytes` or `read_text`,
and tells with its own error what they say.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from undergrid.core.errors import UsageError
from undergrid.core.limits import Limit

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class UnreadableError(UsageError):
    """A file that is not read: `str()` says why, without its name. `missing`: there is nothing of that name."""

    def __init__(self, why: str, missing: bool = False) -> None:
        super().__init__(why)
        self.missing = missing


def is_file(path: Path) -> bool:
    """Whether something that can be read as a file has this name; no name is too long or strange to ask for."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Whether anything has this name, be it a pipe or a link that leads nowhere."""
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):
        return False


def read_bytes(path: Path, limit: Limit) -> bytes:
    """The content of a regular file of at most so many bytes. Raises UnreadableError, and nothing else."""
    try:
        _check(path.stat())
        # between the look and the opening it may have become a pipe: it is opened without waiting, and looked at again
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            _check(found)
            if wrong := limit.exceeded(found.st_size):
                raise UnreadableError(f"{found.st_size:,} bytes are {wrong}")
            content = file.read(limit.most + 1)  # it may grow, or not say its size
    except FileNotFoundError:
        raise UnreadableError("there is no such file", missing=True) from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise UnreadableError("cannot be read: no file can have this name", missing=True) from None
    if wrong := limit.exceeded(len(content)):
        raise UnreadableError(wrong)
    return content


def read_text(path: Path, limit: Limit) -> str:
    """The text of a file, as `as_text` has it. Raises UnreadableError."""
    return as_text(read_bytes(path, limit))


def as_text(content: bytes) -> str:
    """Content in UTF-8, byte order mark or not, with lines ended as on Unix. Raises UnreadableError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not a text file in UTF-8 (byte {error.start})") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(found.st_mode)), "something else")
        raise UnreadableError(f"cannot be read: this is {kind}, expected a regular file")
