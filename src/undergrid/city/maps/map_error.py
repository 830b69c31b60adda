"""What is wrong with a map, for readers of all formats: each complaint with the file and line where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.core.limits import told


class Complaint(NamedTuple):
    """One thing that is wrong with a map; `line` is 0 where it is wrong with the file as a whole."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return plain.line(f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}")


class MapError(UsageError, ValueError):
    """A map that cannot be read or does not make sense; the message names file, line and what was expected."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(told([str(complaint) for complaint in complaints])))
        self.complaints = tuple(complaints)

    @classmethod
    def at(cls, path: Path, line: int, what: str) -> MapError:
        """The error of a single complaint."""
        return cls([Complaint(path, line, what)])


class TooMuchError(MapError):
    """A map that holds more than a map may: nobody reads on."""
