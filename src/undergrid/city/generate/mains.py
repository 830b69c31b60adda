"""Mains drawn by luck: how the substations of a city hang together, and where its plants stand.

Substations form a ring around their middle, so that the loss of one line leaves nobody without; from five on each has
a line to the nearest that is no neighbour on the ring, too. A plant stands by a substation that is drawn, and has lines
to it and to the next one on the ring.

Source  assumed: rings with ties are how cities are fed; which substation a plant stands by is luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from undergrid.core import luck

STREAM = luck.stream("network.generate.mains")
_TIES_FROM = 5  # substations, from which the ring has ties across [assumed]

Spot = tuple[int, int]


def mains(at: Sequence[Spot], plants: int, seed: int = 0) -> tuple[list[int], list[tuple[int, int]]]:
    """(by plant: by which substation it stands, lines as pairs of numbers: substations first, then plants).

    at: (x, y) of each substation. Raises ValueError for none of either.
    """
    if not at or plants < 1:
        raise ValueError(f"{len(at)} substations and {plants} plants: expected at least one of each")
    ring, n = _ring(at), len(at)
    lines = {_pair(ring[k], ring[(k + 1) % n]) for k in range(n) if n > 1}
    if n >= _TIES_FROM:
        for one in range(n):
            others = [other for other in range(n) if other != one and _pair(one, other) not in lines]
            if others:
                lines.add(_pair(one, min((_far(at[one], at[other]), other) for other in others)[1]))
    key = luck.make_key(seed, 0, STREAM)
    drawn = sorted(range(n), key=lambda one: (luck.u32(key, one), one))
    stands = [drawn[plant % n] for plant in range(plants)]
    feeds = []
    for plant, one in enumerate(stands):
        beside = ring[(ring.index(one) + 1) % n]
        feeds += [(n + plant, one), (n + plant, beside)]  # with one substation: two lines side by side
    return stands, [*sorted(lines), *feeds]


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _far(one: Spot, other: Spot) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _ring(at: Sequence[Spot]) -> list[int]:
    """The substations in the order in which they lie around their middle; whole numbers alone decide."""
    n = len(at)
    middle = sum(x for x, _ in at), sum(y for _, y in at)
    way = [(n * x - middle[0], n * y - middle[1]) for x, y in at]

    def half(k: int) -> int:
        x, y = way[k]
        return 0 if y < 0 or (y == 0 and x < 0) else 1

    def before(one: int, other: int) -> int:
        if half(one) != half(other):
            return half(one) - half(other)
        turn = way[one][0] * way[other][1] - way[one][1] * way[other][0]
        return -1 if turn > 0 else 1 if turn < 0 else one - other

    return sorted(range(n), key=cmp_to_key(before))
