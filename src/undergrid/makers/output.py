"""What a maker's rule prints: it goes to stderr, made plain, so that an answer on stdout stays what it is."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator

from undergrid.core import plain


class _Stderr(io.TextIOBase):
    """A stdout that writes to stderr; what a terminal would obey is written out."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or none: what a rule prints is lost
            sys.stderr.write(plain.text(text))
        return len(text)


@contextlib.contextmanager
def to_stderr() -> Iterator[None]:
    """Let everything printed in the block go to stderr."""
    with contextlib.redirect_stdout(_Stderr()):
        yield
