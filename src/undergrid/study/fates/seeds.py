"""Which seeds: `1..200`, and which of them one shard of several lives through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undergrid.core import plain
from undergrid.core.errors import UsageError
from undergrid.core.numbers import MOST_SEED

_RANGE = re.compile(r"\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?")
MOST = 1_000_000
"""Seeds at once: each is a file."""


def seeds_of(text: str) -> range:
    """The seeds of `1..200`, both ends included, or of a single number. Raises UsageError where it is neither."""
    found = _RANGE.fullmatch(text)
    said = f"--seeds {plain.cut(text)}"
    if found is None:
        raise UsageError(f"{said}: expected two seeds, such as 1..200")
    first, last = (plain.whole(given) if given else None for given in (found[1], found[2] or found[1]))
    if first is None or last is None or last > MOST_SEED:
        raise UsageError(f"{said}: a seed is 0 to {MOST:,} here, expected something like 1..200")
    if last < first:
        raise UsageError(f"{said}: there is no seed in it, expected the smaller one first: {last}..{first}")
    if last - first >= MOST:
        raise UsageError(f"{said}: {last - first + 1:,} seeds, expected at most {MOST:,}")
    return range(first, last + 1)


def shard_of(text: str) -> tuple[int, int]:
    """(i, n) of `i/n`, from 1/n to n/n. Raises UsageError where it is none."""
    number, _, of = text.partition("/")
    i, n = plain.whole(number.strip()), plain.whole(of.strip())
    if not i or not n or i > n:
        raise UsageError(f"--shard {plain.cut(text)}: expected one part of several, such as 1/4 to 4/4")
    return i, n


def part(seeds: Sequence[int], shard: tuple[int, int]) -> list[int]:
    """The seeds of one shard: every n-th."""
    return list(seeds[shard[0] - 1 :: shard[1]])
