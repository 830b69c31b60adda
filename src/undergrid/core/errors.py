"""Errors that can be told in one line: the base of every error that a user may meet.

Each layer derives its own (`ScenarioError` in `setup`, `RunError` in `runs`, ...). The command line prints them,
without a traceback, and ends with `exit_code`; a caller in Python catches `UndergridError` for all of them.
`did_you_mean` suggests what a wrong name was perhaps meant to be.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from undergrid.core import plain

_LONGEST = 100  # letters of a name that is compared with others
_LONGEST_TEXT = 1000  # letters of what an error says
_SHOWN = 12  # names spelled out in an expectation before the rest is only counted


class UndergridError(Exception):
    """A failure that a user can mend: `message` says what is wrong, `hint` what to do about it (or is empty).

    `str()` has both, the hint on a line of its own.
    """

    exit_code = 1
    """Exit status of the command line: 1 for a failure, 2 where the request or a file that was read is wrong."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def message(self) -> str:
        """What is wrong, alone."""
        return super().__str__()

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class StopAsked(KeyboardInterrupt):
    """Somebody asks the program to stop: `by` names the signal, SIGINT for Ctrl-C or SIGTERM for `kill`.

    Whoever records a run writes what has been lived through and lets it pass. Being another class than its base, it
    does not make Python end itself by the signal where it has passed through `exec`.
    """

    def __init__(self, by: str = "SIGINT") -> None:
        super().__init__(by)
        self.by = by


class UsageError(UndergridError):
    """A request that cannot be met: a wrong name, value or file (exit code 2)."""

    exit_code = 2

    @classmethod
    def of_all(cls, wrong: Sequence[UsageError]) -> UsageError:
        """One error that says all that is wrong, a line each; the one itself where there is no other."""
        lines = (f"{one.message}: {one.hint}" if one.hint else str(one) for one in wrong)
        return wrong[0] if len(wrong) == 1 else cls("\n".join(lines))


class RuleError(UndergridError):
    """A rule of a maker's failed: `message` names its file and line, `__cause__` is what it raised."""


def in_words(error: BaseException) -> str:
    """The kind of an error and the first line of what it says: `KeyError: 'rst'`; no error is too strange for it."""
    try:
        lines = [line.strip() for line in str(error).splitlines()]
    except Exception:
        lines = ["it cannot be put in words"]
    first = next(filter(None, lines), "")
    return plain.line(f"{type(error).__name__}: {first[:_LONGEST_TEXT]}".rstrip(": "))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for a wrong name, or `expected one of a, b, c` where no known name is near it."""
    names = list(known)
    near = nearest(name, names)
    return f"did you mean {near!r}?" if near else f"expected {one_of(names)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or "" where none is near."""
    if len(name) > _LONGEST:
        return ""
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


def from_here(path: Path) -> str:
    """A path as people would write it: from the working directory, if it lies below; on one line."""
    try:
        return plain.line(path.relative_to(Path.cwd()))
    except ValueError:
        return plain.line(path)
