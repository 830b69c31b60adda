"""Seals: how the files of a run vouch for each other.

`run.json` names every closed file with a digest of its content, and holds a digest of itself. Each line of
`orders.jsonl` ends with a digest of all lines up to it. So a file that was damaged, swapped or taken away is named, and
so is one that was put there by somebody else. That guards against accidents, not against somebody who writes new
digests: what is read is checked all the same.
"""

from __future__ import annotations

import errno
import hashlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SIZE = 16  # bytes of a digest
_LINK = 4  # bytes of the digest at the end of a line of orders


def digest_of(path: Path) -> str:
    """The digest of a file's content, in hexadecimal. Raises OSError where it cannot be read, or is no regular file."""
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for without end
        raise OSError(errno.EINVAL, "no regular file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_SIZE)).hexdigest()


def seal(values: Mapping[str, Any]) -> str:
    """The digest of what `run.json` holds, but for the digest itself."""
    text = json.dumps({name: value for name, value in values.items() if name != "seal"}, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=_SIZE).hexdigest()


def link(before: str, order: list[int]) -> str:
    """The digest of an order and, by the digest `before`, of all that stand before it."""
    return hashlib.blake2b(f"{before}{order}".encode(), digest_size=_LINK).hexdigest()
