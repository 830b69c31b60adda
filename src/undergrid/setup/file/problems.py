"""What is wrong with a scenario file: every problem with its line, what was expected, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.core.limits import TOLD, more


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place of a file. Lines and columns count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int
    what: str
    expected: str = ""
    suggestion: str = ""
    grade: ClassVar[str] = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        what = self.grade + self.what
        text = f"{place}: {what}" if place else what
        if self.expected:
            text += f", expected {self.expected}"
        if self.suggestion:
            text += f"; did you mean {self.suggestion!r}?"
        return plain.line(text)


@dataclass(frozen=True, order=True)
class Doubt(Problem):
    """What is no mistake, but keeps something that the file says from ever coming to anything."""

    grade: ClassVar[str] = "warning: "


@dataclass(frozen=True, order=True)
class Remark(Problem):
    """What has been understood of a file that it does not say in so many words."""

    grade: ClassVar[str] = "note: "


class ScenarioError(UsageError):
    """A scenario that cannot be built: `problems` has all that is wrong with it, in the order of the file.

    Of very many it has the first, and one that says how many more there are.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        found = list({str(problem): problem for problem in sorted(problems)}.values())
        rest = [Problem(found[0].file, 0, 0, more(len(found)))] if len(found) > TOLD else []
        self.problems = [*found[:TOLD], *rest]
        super().__init__("\n".join(str(problem) for problem in self.problems))
