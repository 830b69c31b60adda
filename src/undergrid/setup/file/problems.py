"""What is wrong with a scenario file: every problem with its line, what was expected, and what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undergrid.core.errors import UsageError

_SHOWN = 12  # names spelled out in an expectation before the rest is only counted


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place of a file. Lines and columns count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int
    what: str
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.what}" if place else self.what
        if self.expected:
            text += f", expected {self.expected}"
        if self.suggestion:
            text += f"; did you mean {self.suggestion!r}?"
        return text


class ScenarioError(UsageError):
    """A scenario that cannot be built: `problems` has all that is wrong with it, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list({str(problem): problem for problem in sorted(problems)}.values())
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or "" where none is near."""
    by_lower = {other.lower(): other for other in known}
    found = difflib.get_close_matches(name.lower().replace(" ", "_"), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def one_of(known: Iterable[str]) -> str:
    """`one of a, b, c`, cut where the list is long."""
    names = sorted(known)
    if not names:
        return "none: there are none here"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"one of {', '.join(names[:_SHOWN])}{more}"
