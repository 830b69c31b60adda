"""Contagion: something passes from node to node over a graph, or among nodes that all meet, and carriers get over it.

One kernel has all the laws; they differ in four numbers (`Law`):

    SIR            Law(passes=p, ends=g): to each neighbour with the chance p a tick; carriers are over it with g
    one shot       Law(passes=p, ends=1): a carrier has one tick (Reed-Frost; bond percolation)
    SIS            the same with again=True: whoever is over it can catch it again
    well mixed     Law(passes=p, ends=g, calls=1): one node a tick, whichever, instead of all neighbours
    push gossip    Law(calls=1): a carrier tells one node a tick, and never stops
    rumour         Law(calls=1, tires=1): a carrier who tells one that knows already stops (Maki-Thompson)

Carriers pass it on in the order of their rows; who catches it passes it on from the next tick on. A draw between two
nodes goes by the luck keys of both.

Source  I. Kiss, J. Miller, P. Simon, Mathematics of Epidemics on Networks (2017), doi 10.1007/978-3-319-50806-1.
        A. Frieze, G. Grimmett, Discrete Appl. Math. 10 (1985) 57. D. Maki, M. Thompson, Mathematical Models and
        Applications (1973); D. Daley, D. Kendall, Nature 204 (1964) 1118.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp

import numpy as np
import numpy.typing as npt

from undergrid.core import bits, luck
from undergrid.core.bits import clear_bit, each_set, set_bit
from undergrid.core.graphs.graph import I32, I64, U8, Graph
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel

SUSCEPTIBLE, CARRIES, OVER = 0, 1, 2
"""What a node is, by its `state`."""
_AT_A_TIME = 2048  # draws
_PASSES, _MEETS, _ENDS = (luck.stream(f"contagion/{name}") for name in ("passes", "meets", "ends"))


@dataclass(frozen=True)
class Law:
    """How a contagion goes on, by the tick. All but `calls` and `again` are chances, 0 to 1.

    passes: that it goes over where a carrier meets a node; calls: how many nodes a carrier meets, drawn, 1 to 63; 0 all
    neighbours; ends: that a carrier is over it; tires: that one stops at meeting a node that is not susceptible any
    more; again: whether those who are over it are susceptible.
    """

    passes: float = 1.0
    calls: int = 0
    ends: float = 0.0
    tires: float = 0.0
    again: bool = False

    @classmethod
    def of_rates(cls, passes: float, ends: float, dt: float) -> Law:
        """The law in continuous time of so many passings over an edge, and ends, in one unit of time, by steps of `dt`.

        Over an edge it passes, all in all, with the chance passes / (passes + ends), whatever the step.
        """
        ended, all_in_all = 1 - exp(-ends * dt), passes / (passes + ends)
        return cls(passes=all_in_all * ended / (1 - all_in_all + all_in_all * ended), ends=ended)

    @cached_property
    def handle(self) -> Handle:
        """What kernels take: chances as thresholds."""
        return record(
            passes=luck.chance(self.passes), calls=self.calls, ends=luck.chance(self.ends),
            tires=luck.chance(self.tires), after=SUSCEPTIBLE if self.again else OVER,
        )  # fmt: skip


class Contagion:
    """A contagion of its own, apart from any city.

    state: (nodes,) u8, SUSCEPTIBLE, CARRIES or OVER; by: (nodes,) i32 from whom each last caught it, -1 from none.
    """

    state: U8
    by: I32

    def __init__(self, graph: Graph | int, law: Law, seed: int = 1) -> None:
        """On a graph, or among so many nodes that all meet, for which a law has `calls`."""
        whole = isinstance(graph, int)
        if whole and not law.calls:
            raise ValueError("a carrier meets all neighbours, and there is no graph: expected calls of 1 or more")
        n = graph if isinstance(graph, int) else graph.n_nodes
        self.state, self.by = np.zeros(n, np.uint8), np.full(n, -1, np.int32)
        self._lines = lines(None if isinstance(graph, int) else graph)
        self._sets = carriers(n)
        self._law, self._seed, self._lucky, self.tick = law, seed, np.empty(0, np.int64), 0

    def begin(self, rows: npt.ArrayLike) -> None:
        """Let these nodes carry it from now on."""
        for row in np.asarray(rows).tolist():
            self.state[row] = CARRIES
            set_bit(self._sets.carry, row)
            set_bit(self._sets.active, row)

    def step(self) -> int:
        """One tick; returns how many catch it."""
        self.tick += 1
        keys = {name: luck.make_key(self._seed, self.tick, stream)
                for name, stream in (("passes", _PASSES), ("meets", _MEETS), ("ends", _ENDS))}  # fmt: skip
        return int(spread(self._lines, self.state, self._sets, self.by, self._law.handle, self._lucky, record(**keys)))

    def run(self, most: int = 1_000_000) -> int:
        """Ticks until nobody carries it any more, or everybody does; at most so many. Returns how many there were."""
        began = self.tick
        while self.tick - began < most and (n := self.n_carrying) and n < self.state.size:
            self.step()
        return self.tick - began

    @property
    def n_carrying(self) -> int:
        return int(bits.count_set(self._sets.carry))

    @property
    def reached(self) -> float:
        """The share of all nodes that carry it or are over it."""
        return float(np.count_nonzero(self.state)) / self.state.size


def lines(graph: Graph | None, edge_on: U8 | None = None) -> Handle:
    """What `spread` takes of a graph, None where all meet; edge_on: (edges,) u8, 0 for what nothing passes over."""
    on = np.empty(0, np.uint8) if edge_on is None else edge_on
    if graph is None:
        return record(start=np.zeros(1, np.int64), to=np.empty(0, np.int32), edge=np.empty(0, np.int32), on=on)
    return record(start=graph.start, to=graph.to, edge=graph.edge, on=on)


def carriers(n: int) -> Handle:
    """What `spread` takes of who carries it, of so many nodes: nobody."""
    return record(carry=bits.empty(n), active=bits.empty(n), fresh=bits.empty(n))


def mean_excess(graph: Graph) -> float:
    """How many further edges a node has at which one comes by an edge: (<k^2> - <k>) / <k>; 0 without edges.

    A contagion that passes over an edge with the chance T, all in all, grows on a random graph where T times this, its
    R0, is more than 1.
    """
    degrees: I64 = np.diff(graph.start)
    ends = int(degrees.sum())
    return float((degrees * degrees).sum() - ends) / ends if ends else 0.0


@kernel
def spread(lines, state, sets, by, law, lucky, keys):
    """One tick of a contagion; returns how many catch it.

    state: (nodes,) u8, written; sets: bitmaps of nodes, written: carry, active (carriers that may still find somebody)
    and fresh, empty before and after; by: (nodes,) i32, written for those who catch it; lucky: (nodes,) i64 luck keys,
    (0,) where rows are keys; keys: passes, meets, ends.
    """
    if law.calls == 0:
        n = _to_neighbours(lines, state, sets, by, law, lucky, keys.passes)
    else:
        n = _to_called(lines, state, sets, by, law, lucky, keys)
    if law.ends > 0:
        _end(state, sets, law, lucky, keys.ends)
    for word in range(len(sets.carry)):
        sets.carry[word] |= sets.fresh[word]
        sets.active[word] |= sets.fresh[word]
        sets.fresh[word] = 0
    return n


@kernel
def _to_neighbours(lines, state, sets, by, law, lucky, key):
    """Let carriers pass it on to neighbours; returns how many catch it. Draws are made many at a time: that is faster.

    Whoever has no susceptible neighbour left is active no more, unless those who are over it can catch it again.
    """
    a, b = np.empty(_AT_A_TIME, np.int32), np.empty(_AT_A_TIME, np.int32)
    drawn, odds = np.empty((2, _AT_A_TIME), np.int64), (law.passes, lucky, key)
    start, to, edge, on = lines.start, lines.to, lines.edge, lines.on
    fresh, active, some_off = sets.fresh, sets.active, lines.on.size > 0
    n, m = 0, 0
    for node in each_set(active):
        finds, arc = law.after == SUSCEPTIBLE, start[node]
        while arc < start[node + 1]:
            for at in range(arc, min(start[node + 1], arc + _AT_A_TIME - m)):
                there = to[at]
                can = state[there] == SUSCEPTIBLE
                finds |= can
                if some_off:
                    can &= on[edge[at]] != 0
                a[m], b[m] = node, there  # overwritten unless it counts: a branch would be guessed wrong half the time
                m += can
                arc += 1
            if m == _AT_A_TIME:
                n += _pass_on(a, b, m, drawn, state, fresh, by, odds)
                m = 0
        if not finds:
            clear_bit(active, node)
    return n + _pass_on(a, b, m, drawn, state, fresh, by, odds)


@kernel
def _pass_on(a, b, m, drawn, state, fresh, by, odds):
    """Let the first m nodes `a` pass it on to nodes `b`; odds: (threshold, luck keys, key). Returns how many catch it.

    drawn: (2, at least m) i64, room for luck keys and draws.
    """
    passes, lucky, key = odds
    things, word = drawn[0], drawn[1]
    if passes < luck.CERTAIN:
        if len(lucky) == 0:
            for i in range(m):
                things[i] = (int(a[i]) << 32) | b[i]
        else:
            for i in range(m):  # as unique as what `luck.pair` makes of luck keys that are hashes, at half the price
                things[i] = (lucky[a[i]] << 32) ^ lucky[b[i]]
        luck.draws(key, things[:m], word)
    n = 0
    for i in range(m):
        if (passes >= luck.CERTAIN or word[i] < passes) and state[b[i]] == SUSCEPTIBLE:
            state[b[i]], by[b[i]] = CARRIES, a[i]
            set_bit(fresh, b[i])
            n += 1
    return n


@kernel
def _to_called(lines, state, sets, by, law, lucky, keys):
    """Let carriers pass it on to those whom they call, and stop where they tire; returns how many catch it."""
    n, whole = 0, lines.start.size == 1
    for node in each_set(sets.active):
        first = 0 if whole else lines.start[node]
        many = len(state) - 1 if whole else lines.start[node + 1] - first
        tired, thing = False, lucky[node] if len(lucky) else node
        for nth in range(law.calls if many > 0 else 0):
            drawn = luck.below(keys.meets, thing, many, nth)
            if whole:
                there = drawn + 1 if drawn >= node else drawn
            else:
                there = lines.to[first + drawn]
            if state[there] != SUSCEPTIBLE:
                tired = tired or _happens(keys.ends, thing, law.tires, nth + 1)
            elif _happens(keys.passes, thing, law.passes, nth):
                state[there], by[there] = CARRIES, node
                set_bit(sets.fresh, there)
                n += 1
        if tired:
            _is_over(state, sets, law, node)
    return n


@kernel
def _end(state, sets, law, lucky, key):
    """Let carriers be over it, as draws decide, made many at a time."""
    rows, drawn = np.empty(_AT_A_TIME, np.int32), np.empty((2, _AT_A_TIME), np.int64)
    m = 0
    for node in each_set(sets.carry):
        rows[m], drawn[0, m] = node, lucky[node] if len(lucky) else node
        m += 1
        if m == _AT_A_TIME:
            _end_these(state, sets, law, rows[:m], drawn[:, :m], key)
            m = 0
    _end_these(state, sets, law, rows[:m], drawn[:, :m], key)


@kernel
def _end_these(state, sets, law, rows, drawn, key):
    """Let some carriers be over it; drawn: their luck keys, and room for what is drawn."""
    if law.ends < luck.CERTAIN:
        luck.draws(key, drawn[0], drawn[1])
    for i in range(len(rows)):
        if law.ends >= luck.CERTAIN or drawn[1, i] < law.ends:
            _is_over(state, sets, law, rows[i])


@kernel(inline=True)
def _is_over(state, sets, law, node):
    """Let a carrier be over it."""
    state[node] = law.after
    clear_bit(sets.carry, node)
    clear_bit(sets.active, node)


@kernel(inline=True)
def _happens(key, thing, odds, nth):
    """Whether something happens whose odds are certain, none, or for a draw to decide."""
    return odds > 0 and (odds >= luck.CERTAIN or luck.u32(key, thing, nth) < odds)
