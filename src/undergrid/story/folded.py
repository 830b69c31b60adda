"""Folded: which part of a long chain of a canon a page leaves out.

In a canon each thing waits for the one before: the chain of the last leads back through all of the night. What is told
is how it came to the end, what luck decided on the way, and how it began; the steps between are counted. Of other
chains those past the reason are, up to the beginning. JSON has all.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.story.because import PERCEIVED
from undergrid.story.chronicle.spell import listed
from undergrid.story.why import Link
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_LATEST, _FIRST = 4, 2  # things meant of a canon that are told at either end of a chain [assumed]
_BY_LUCK = 0.5  # the chance below which it was luck that something came about [assumed]
_FEW = 3  # links that are told rather than counted [assumed]
_BEHIND = 1  # links told behind the reason [assumed]
_PERCEIVED = {words(kind.name) for kind in PERCEIVED}
_MEANT = words(Kind.MEANT.name)


def folded(chain: Sequence[Link], reach: int = -1) -> dict[int, int]:
    """By the first link of each stretch that is left out, the first after it; links by their places in the chain.

    reach: the last link that the answer speaks of, of a chain that is no canon's; -1 to leave out nothing of such.
    """
    meant = [n for n, link in enumerate(chain) if link.told.kind == _MEANT]
    if len(meant) <= _LATEST + _FIRST:
        return _past(chain, reach) if reach >= 0 and not meant else {}
    found, first = {}, meant[_LATEST - 1] + 1
    last = meant[-_FIRST - 1] + 1
    stops = [n for n in range(first, last) if _by_luck(chain[n])]
    for stop in [*stops, last]:
        if stop - first >= _FEW:
            found[first] = stop
        first = stop + 1
    return found


def _past(chain: Sequence[Link], reach: int) -> dict[int, int]:
    """The same of what is behind the reason: how that came about is another question, which `stretch` says how to ask.

    What lies behind a thing perceived is left out whole: how it came to be there.
    """
    perceived = chain[reach].told.kind in _PERCEIVED
    first, last = reach + (1 if perceived else 1 + _BEHIND), len(chain) - (0 if perceived else 1)
    return {first: last} if last - first >= _FEW else {}


def _by_luck(link: Link) -> bool:
    return bool(link.draw) and link.told.odds is not None and 0 < link.told.odds < _BY_LUCK


def stretch(left_out: Sequence[Link]) -> str:
    """What stands for links that are left out: how many steps, whose, from when on, and what they are called."""
    acts = listed(list(dict.fromkeys(link.told.who for link in left_out if link.told.who)))
    oldest, newest = left_out[-1], left_out[0]
    each = ", each waiting for the one before" if any(link.told.kind == _MEANT for link in left_out) else ""
    by = f" of {acts}" if acts else ""
    return f"from {oldest.told.time} on{each}: {len(left_out)} steps{by} ({oldest.short} to {newest.short})"
