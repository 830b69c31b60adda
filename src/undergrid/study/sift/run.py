"""Every pattern that is wanted, looked for in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from undergrid.study.sift.patterns import Wanted
from undergrid.study.sift.sieve import Sieve, Sifted

Progress = Callable[[int, int], None]


def sift(
    sieve: Sieve, wanted: Sequence[Wanted], progress: Progress = lambda done, of: None, *, misses: bool = True
) -> Iterator[Sifted]:
    """The patterns in turn. Beats that others name stand before them, as they do where patterns are read."""
    at = dict[str, int]()
    for n, one in enumerate(wanted):
        progress(n, len(wanted))
        found = sieve.sift(one, at, misses)
        if found.matches:
            at[one.name] = found.matches[0].tick
        yield found
    progress(len(wanted), len(wanted))
