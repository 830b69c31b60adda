"""`python -m mutation [N] [--seed S] [--jobs J]`, which `./undergrid test --mutants` starts."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from mutation import run

USAGE = "usage: ./undergrid test --mutants [N] [--seed S] [--jobs J]"


class WrongError(Exception):
    """What was asked for cannot be done."""


def number(text: str, what: str, least: int) -> int:
    """A whole number from the command line. Raises WrongError where it is none or too small."""
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 19) or int(text) < least:
        raise WrongError(f"{what} is a whole number from {least} on, not {text!r}")
    return int(text)


def read(arguments: list[str]) -> tuple[int, int, int]:
    """(how many mutants, seed, how many at once). Raises WrongError."""
    given = {"N": run.N, "--seed": run.SEED, "--jobs": max(1, min(4, os.cpu_count() or 1))}
    least = {"N": 1, "--seed": 0, "--jobs": 1}
    seen, left = set(), list(arguments)
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if name not in ("--seed", "--jobs"):
            name, value = "N", word
        elif not value:
            if not left:
                raise WrongError(f"{name} wants a number")
            value = left.pop(0)
        if name in seen:
            raise WrongError(f"{'the number of mutants' if name == 'N' else name} is given twice")
        seen.add(name)
        given[name] = number(value, "the number of mutants" if name == "N" else name, least[name])
    return given["N"], given["--seed"], given["--jobs"]


def main(arguments: list[str]) -> int:
    """Try the mutants; the exit code is 0 whether or not some live: the last line says how many."""
    try:
        n, seed, jobs = read(arguments)
    except WrongError as wrong:
        run.tell(f"{wrong}\n{USAGE}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        run.report(Path(__file__).resolve().parents[2], n, seed, jobs)
    except run.BrokenError as wrong:
        run.tell(str(wrong))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
