"""Trails: laying traces, what is left of them, and what can be read from them.

A trace halves in a time that depends on its kind and shortens with wind, rain and falling ash. `weathering.gone` counts
half-lives, and a trace keeps the count at which it was made: so what is left is worked out only when somebody looks.
Where several people have trodden since, less of it can be told apart.

`Index`, a cache over the table, finds the traces of a cell.

Source  Exponential decay: as of scent, P. Hepper, D. Wells, Chem. Senses 30 (2005) 291. That direction can be read from
        five steps in order and not from three: the same, for dogs. Half-lives: assumed, no published one was found.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.halving import HALVES, fall
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Out, Rows
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.trails import TraceKind

if TYPE_CHECKING:
    from undergrid.world.world import World

HALF_LIFE = 1 << 40  # a half-life in units of `weathering.gone`
MOST = 4  # people whose prints can be told apart on one cell: the next replace the oldest [assumed]
STEPS = 5  # steps in order from which the direction of a trail can be read [Hepper & Wells 2005]
_PRINTS = int(TraceKind.PRINTS)


class Laid(Out):
    """Traces to be laid: `heading` is where each leads, `strength` (1 / 1000) how plain it is, `cause` the event behind
    it, 0 for the scenario. fresh: numbers of those that are not there yet.
    """

    cell: I64
    maker: I64
    heading: I64
    strength: I64
    cause: I64
    fresh: I64


class Index(Cache):
    """The traces of each cell: a hash table with chaining, of cells to slots.

    room: the slots it can hold. heads: the first slot of each chain, -1 for none. after: (room,) the next in the chain.
    handle: both, for kernels.
    """

    def __init__(self, world: World) -> None:
        room = max(1024, world.traces.n)
        self.room = room
        self.heads: I32 = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)
        self.after: I32 = np.full(room, -1, np.int32)
        self.handle: Handle = record(heads=self.heads, after=self.after)
        _link(world.traces.handle, self.handle, world.traces.rows())


def index(world: World) -> Index:
    """The index over a world's traces, up to date."""
    found = world.cache(Index)
    return found if found.room >= world.traces.n else world.renew(Index)


# ---------------------------------------------------------------- laying


def lay(
    world: World,
    who: int,
    kind: TraceKind,
    cell: int,
    heading: int = 255,
    strength: int = 1000,
    cause: int = 0,
    made: int | None = None,
    false: bool = False,
) -> int:
    """Let somebody leave a trace on a cell: `heading` is where it leads, `strength` (1/1000) how plain it is.

    A trace of that kind and maker which is there already is renewed. `made` is the tick from which it seems to be, by
    default now; `false`: it is laid to deceive. Returns its slot.
    """
    laid = world.out(Laid, 1)
    laid.cell[0], laid.maker[0], laid.heading[0], laid.strength[0] = cell, who, heading, strength
    laid.cause[0] = cause or world.citizens.cause[who]
    lay_many(world, kind, laid, 1)
    traces = world.traces
    slot = next(slot for slot in at(world, cell) if traces.kind[slot] == kind and traces.maker[slot] == who)
    traces.made[slot], traces.false[slot] = world.tick if made is None else made, false
    return slot


def lay_many(world: World, kind: TraceKind, laid: Laid, n: int) -> None:
    """Lay the first `n` of `laid`, all of one kind."""
    traces, known = world.traces, index(world)
    laid.cause[:n][laid.cause[:n] == 0] = world.scenario_event
    tables = (traces.handle, world.weathering.handle, world.citizens.handle)
    n_fresh = _renew(*tables, known.handle, int(kind), world.tick, laid.handle, n)
    if not n_fresh:
        return
    slots = traces.take(n_fresh)
    _write(*tables, int(kind), world.tick, laid.handle, slots)
    if known.room < traces.n:
        world.renew(Index)
    else:
        _link(traces.handle, known.handle, slots)


def erase(world: World, slots: Rows) -> None:
    """Take traces out of the table and the index."""
    _unlink(world.traces.handle, index(world).handle, slots)
    world.traces.free(slots)


# ---------------------------------------------------------------- reading


def at(world: World, cell: int) -> list[int]:
    """The slots of the traces on a cell, ascending."""
    if not world.traces.n:
        return []
    found: I64 = _on_cell(world.traces.handle, index(world).handle, cell)
    return sorted(found.tolist())


def left(world: World, slot: int) -> int:
    """How plain a trace is now, 1/1000, by itself: without those who have trodden on it since."""
    return int(left_of(world.traces.handle, world.weathering.handle, slot))


def readable(world: World, cell: int) -> list[tuple[int, int]]:
    """(slot, how plain it is, 1/1000) of the traces on a cell that are not gone, ascending by slot.

    With each other person who trod there later, less can be read: half, a third, and so on.
    """
    tables = (world.traces.handle, world.weathering.handle, index(world).handle)
    plain = [(slot, int(plain_of(*tables, slot))) for slot in at(world, cell)]
    return [(slot, share) for slot, share in plain if share]


def around(world: World, who: int, here: int, radius: int) -> dict[int, int]:
    """{cell: slot of the newest trace} of one maker, for the cells within `radius` of `here` on its level."""
    traces = world.traces
    newest: dict[int, int] = {}
    slots: I64 = _near(traces.handle, index(world).handle, world.city.handle, who, here, radius)
    for slot in sorted(slots.tolist()):
        cell = int(traces.cell[slot])
        if cell not in newest or traces.made[slot] > traces.made[newest[cell]]:
            newest[cell] = slot
    return newest


def in_order(world: World, who: int, here: int, radius: int = STEPS) -> int:
    """How many steps of somebody's trail around a cell, including it, follow each other in the order of their making.

    A step follows another if it was made next and lies within two cells of it.
    """
    newest, traces = around(world, who, here, radius), world.traces
    cells = sorted(newest, key=lambda cell: (int(traces.made[newest[cell]]), cell))
    if here not in newest:
        return 0
    run, with_here = [cells[0]], cells[0] == here
    for before, cell in pairwise(cells):
        next_step = world.city.apart(before, cell) <= 2 and traces.made[newest[cell]] > traces.made[newest[before]]
        if not next_step:
            if with_here:
                break
            run = []
        run.append(cell)
        with_here = with_here or cell == here
    return len(run)


def ahead(world: World, who: int) -> int:
    """The cell up to which somebody has read the trail that they know of; -1 where they know none.

    Of several trails, the one read last. People who walk there read on from there (`systems/trails/tracking.py`).
    """
    known = world.knowledge
    rows = known.where(knower=who, topic=Topic.TRACE)
    return int(known.cell[rows[np.argmax(known.at[rows])]]) if len(rows) else -1


# ---------------------------------------------------------------- kernels


@kernel
def left_of(traces, weathering, slot):
    """What weather and covering have left of a trace, 1/1000."""
    age = weathering.gone[traces.kind[slot]] - traces.worn[slot]
    plain = int(traces.strength[slot]) * (1000 - int(traces.covered[slot])) // 1000
    return fall(plain, age >> 40, age & ((1 << 40) - 1), HALVES)


@kernel
def plain_of(traces, weathering, index, slot):
    """What can be read of a trace, 1/1000: what is left of it, less for each other person who trod there later."""
    left = left_of(traces, weathering, slot)
    later = 1
    other = index.heads[bucket(traces.cell[slot], len(index.heads))]
    while left > 0 and other >= 0:
        trod = traces.kind[other] == _PRINTS and traces.maker[other] != traces.maker[slot]
        if trod and traces.cell[other] == traces.cell[slot] and traces.made[other] > traces.made[slot]:
            later += 1
        other = index.after[other]
    return left // later


@kernel(inline=True)
def bucket(cell, size):
    """The place in `heads` of a cell's chain; size: of `heads`, a power of two."""
    return (int(cell) * 0x9E3779B1 >> 11) & (size - 1)


@kernel
def _link(traces, index, slots):
    """Put slots into the index."""
    for n in range(len(slots)):
        slot = slots[n]
        place = bucket(traces.cell[slot], len(index.heads))
        index.after[slot] = index.heads[place]
        index.heads[place] = slot


@kernel
def _unlink(traces, index, slots):
    """Take slots out of the index."""
    for n in range(len(slots)):
        slot = slots[n]
        place = bucket(traces.cell[slot], len(index.heads))
        if index.heads[place] == slot:
            index.heads[place] = index.after[slot]
        else:
            before = index.heads[place]
            while before >= 0 and index.after[before] != slot:
                before = index.after[before]
            if before >= 0:
                index.after[before] = index.after[slot]
        index.after[slot] = -1


@kernel
def _on_cell(traces, index, here):
    """The slots on a cell, in no order."""
    n = 0
    slot = index.heads[bucket(here, len(index.heads))]
    while slot >= 0:
        n += 1 if traces.cell[slot] == here else 0
        slot = index.after[slot]
    found = np.empty(n, np.int64)
    n = 0
    slot = index.heads[bucket(here, len(index.heads))]
    while slot >= 0:
        if traces.cell[slot] == here:
            found[n] = slot
            n += 1
        slot = index.after[slot]
    return found


@kernel
def _near(traces, index, city, who, here, radius):
    """The slots of somebody's traces within `radius` cells of a place, in no order."""
    found = np.empty(16, np.int64)
    n = 0
    x, y, level = here % city.width, here // city.width % city.height, here // city.area
    for there_y in range(max(0, y - radius), min(city.height, y + radius + 1)):
        for there_x in range(max(0, x - radius), min(city.width, x + radius + 1)):
            there = (level * city.height + there_y) * city.width + there_x
            slot = index.heads[bucket(there, len(index.heads))]
            while slot >= 0:
                if traces.cell[slot] == there and traces.maker[slot] == who:
                    if n == len(found):
                        wider = np.empty(2 * n, np.int64)
                        wider[:n] = found
                        found = wider
                    found[n] = slot
                    n += 1
                slot = index.after[slot]
    return found[:n]


@kernel
def _renew(traces, weathering, people, index, kind, now, laid, n):
    """Renew the traces that are there already; writes the numbers of the others to `fresh`, returns how many.

    On a cell with the prints of `MOST` people, new prints replace the oldest.
    """
    n_fresh = 0
    for k in range(n):
        here, who = int(laid.cell[k]), int(laid.maker[k])
        own = oldest = -1
        count = 0
        slot = int(index.heads[bucket(here, len(index.heads))])
        while slot >= 0:
            if traces.cell[slot] == here and traces.kind[slot] == kind:
                count += 1
                if traces.maker[slot] == who:
                    own = slot
                if oldest < 0 or _older(traces, slot, oldest):
                    oldest = slot
            slot = int(index.after[slot])
        if own < 0 and kind == _PRINTS and count >= MOST:
            own = oldest
        if own < 0:
            laid.fresh[n_fresh] = k
            n_fresh += 1
        elif traces.maker[own] == who:  # the same trace, renewed
            heading = traces.heading[own] if laid.heading[k] == 255 else laid.heading[k]
            _make(traces, weathering, own, now, laid, k)
            traces.heading[own] = heading
        else:
            _set(traces, weathering, people, own, kind, now, laid, k)
    return n_fresh


@kernel
def _write(traces, weathering, people, kind, now, laid, slots):
    """Write the fresh traces into slots that have been taken for them."""
    for k in range(len(slots)):
        _set(traces, weathering, people, slots[k], kind, now, laid, laid.fresh[k])


@kernel(inline=True)
def _older(traces, a, b):
    """Whether a trace was made before another; of equals, whether it has the lower slot."""
    return traces.made[a] < traces.made[b] or (traces.made[a] == traces.made[b] and a < b)


@kernel(inline=True)
def _set(traces, weathering, people, slot, kind, now, laid, k):
    """Write the k-th trace of `laid` into a slot."""
    here, who = int(laid.cell[k]), int(laid.maker[k])
    traces.luck[slot] = luck.child(people.luck[who], now, kind, here)
    traces.cell[slot], traces.kind[slot], traces.maker[slot] = here, kind, who
    _make(traces, weathering, slot, now, laid, k)


@kernel(inline=True)
def _make(traces, weathering, slot, now, laid, k):
    """Give a trace the state that it has when it is made."""
    traces.made[slot], traces.heading[slot], traces.strength[slot] = now, laid.heading[k], laid.strength[k]
    traces.covered[slot], traces.worn[slot] = 0, weathering.gone[traces.kind[slot]]
    traces.false[slot] = traces.followed[slot] = False
    traces.cause[slot] = laid.cause[k]
