"""What is wrong with a scenario file: every problem with its line, what was expected, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undergrid.core import plain
from undergrid.core.errors import UsageError


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
        return plain.line(text)


class ScenarioError(UsageError):
    """A scenario that cannot be built: `problems` has all that is wrong with it, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list({str(problem): problem for problem in sorted(problems)}.values())
        super().__init__("\n".join(str(problem) for problem in self.problems))
