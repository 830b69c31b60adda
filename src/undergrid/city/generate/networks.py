"""Networks drawn by luck: hierarchical, Erdős–Rényi, Barabási–Albert, by district. The same seed, the same network.

Source  P. Erdős, A. Rényi, Publ. Math. Debrecen 6 (1959) 290: every network of n nodes and m wires equally likely
        A.-L. Barabási, R. Albert, Science 286 (1999) 509, 10.1126/science.286.5439.509: the new prefer the well wired
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.core import luck
from undergrid.core.jit import kernel

STREAM = luck.stream("network.generate")
_CORE = 0


def erdos_renyi(n: int, wires: int, seed: int = 0) -> Network:
    """`n` nodes and so many wires between different pairs of them.

    Raises ValueError where there are not so many pairs, or more than half of them.
    """
    if not (0 < n <= 1 << 31 and 0 <= wires <= n * (n - 1) // 4):
        raise ValueError(f"{wires} wires between {n} nodes: expected at most half of all {n * (n - 1) // 2} pairs")
    ends = np.empty((wires, 2), dtype=np.int32)
    seen = np.zeros(1 << max(4, (2 * wires).bit_length()), dtype=np.int64)
    _pairs(luck.make_key(seed, 0, STREAM), n, seen, ends)
    return _network(n, ends)


def barabasi_albert(n: int, wires: int, seed: int = 0) -> Network:
    """`n` nodes, each wired to so many that were there before it, the likelier the more wires they have.

    The first wires + 1 of them are a star. Raises ValueError unless 1 <= wires < n.
    """
    if not 1 <= wires < n:
        raise ValueError(f"{wires} wires from each of {n} nodes: expected 1 to {n - 1}")
    ends = np.empty((wires * (n - wires), 2), dtype=np.int32)
    _prefer(luck.make_key(seed, 0, STREAM), wires, ends)
    return _network(n, ends)


def size_of(branching: Iterable[int]) -> int:
    """How many nodes a hierarchical network has."""
    total = level = 1
    for each in branching:
        level *= each
        total += level
    return total


def hierarchical(branching: Sequence[int], spare: float = 0.0, seed: int = 0) -> Network:
    """A tree of control: the Core has branching[0] nodes below it, each of those branching[1], and so on.

    spare: the chance that a node has a second wire, to another node of the level above its own. The Core is node 0.
    Raises ValueError for branching below 1.
    """
    if min(branching, default=1) < 1:
        raise ValueError(f"branching {list(branching)}: expected at least 1 on each level")
    key, chance = luck.make_key(seed, 0, STREAM), luck.chance(spare)
    ends, above, first = [], np.array([_CORE]), 1
    for each in branching:
        below = np.arange(first, first + above.size * each)
        upper = above.repeat(each)
        ends.append(np.column_stack([upper, below]))
        if above.size > 1:
            second = np.empty(below.size, dtype=np.int64)
            _second(key, chance, int(above[0]), above.size, below, upper, second)
            has = second >= 0
            ends.append(np.column_stack([second[has], below[has]]))
        above, first = below, first + below.size
    return _network(first, np.concatenate(ends) if ends else np.empty((0, 2)), core=_CORE)


def by_district(sizes: Sequence[int], spare: float = 0.3, seed: int = 0) -> Network:
    """One district after another: each has a hub that is wired to the Core and to the hubs of its neighbours.

    sizes: nodes of each district, at least 1, its hub the first of them. Every other node is wired to one of its
    district that stands before it, and with the chance `spare` to a second. The Core is node 0. Raises ValueError
    for districts without nodes.
    """
    if min(sizes, default=1) < 1:
        raise ValueError(f"districts of {list(sizes)} nodes: expected at least 1 in each")
    key, chance = luck.make_key(seed, 0, STREAM), luck.chance(spare)
    hubs = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if len(sizes) else np.empty(0, np.int64)
    ends = [np.column_stack([np.full(hubs.size, _CORE), hubs])]
    if hubs.size > 1:
        around = np.column_stack([hubs, np.roll(hubs, -1)])
        ends.append(around if hubs.size > 2 else around[:1])
    for hub, size in zip(hubs.tolist(), sizes, strict=True):
        inner = np.empty((2 * (size - 1), 2), dtype=np.int64)
        ends.append(inner[: _grow(key, chance, hub, size, inner)])
    return _network(1 + sum(sizes), np.concatenate(ends), core=_CORE)


def _network(n: int, ends: np.ndarray, core: int = -1) -> Network:
    a, b = (np.ascontiguousarray(ends[:, side], dtype=np.int32) for side in (0, 1))
    return Network(n, a, b, core=core)


@kernel(inline=True)
def _draw(key, thing, n, nth):
    """The nth draw below n of a thing; after 64 of them those of its next incarnation."""
    return luck.below(key, thing + ((nth >> 6) << 40), n, nth & 63)


@kernel
def _pairs(key, n, seen, ends):
    """Draw pairs, again where one was drawn before. seen: a hash table of pairs, 0 for what is free."""
    mask = seen.size - 1
    for wire in range(ends.shape[0]):
        nth = 0
        while True:
            a, b = _draw(key, wire, n, nth), _draw(key, wire, n, nth + 1)
            nth += 2
            if a == b:
                continue
            pair = (min(a, b) << 31) | max(a, b)
            slot = (pair ^ (pair >> 29) ^ (pair >> 13)) & mask
            while seen[slot] != 0 and seen[slot] != pair:
                slot = (slot + 1) & mask
            if seen[slot] == 0:
                seen[slot] = pair
                ends[wire, 0], ends[wire, 1] = a, b
                break


@kernel
def _prefer(key, wires, ends):
    """The ends of all wires so far are the urn: who has more wires stands in it more often."""
    for i in range(wires):
        ends[i, 0], ends[i, 1] = i + 1, 0
    done = wires
    for node in range(wires + 1, wires + ends.shape[0] // wires):
        nth = 0
        new = done
        while new < done + wires:
            place = _draw(key, node, 2 * done, nth)
            nth += 1
            there = ends[place >> 1, place & 1]
            known = False
            for i in range(done, new):
                known = known or ends[i, 1] == there
            if not known:
                ends[new, 0], ends[new, 1] = node, there
                new += 1
        done = new


@kernel
def _second(key, chance, first, n, below, upper, second):
    """A second node of the level above for those who have one, else -1."""
    for i in range(below.size):
        second[i] = -1
        if luck.u32(key, below[i]) < chance:
            there = first + luck.below(key, below[i], n - 1, 1)
            second[i] = there + 1 if there >= upper[i] else there


@kernel
def _grow(key, chance, hub, size, ends):
    """Wire a district's nodes to those before them; returns how many wires there are."""
    n = 0
    for i in range(1, size):
        there = luck.below(key, hub + i, i)
        ends[n, 0], ends[n, 1] = hub + there, hub + i
        n += 1
        if i > 1 and luck.u32(key, hub + i, 1) < chance:
            other = luck.below(key, hub + i, i - 1, 2)
            ends[n, 0], ends[n, 1] = hub + (other + 1 if other >= there else other), hub + i
            n += 1
    return n
