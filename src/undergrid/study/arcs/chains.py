"""Chains of events that fulfil the first steps of a plan, made longer step by step.

Of all chains that end alike (by the same last event, with the same roles) one is kept: that whose event before the last
is the nearest. Whatever comes later, none of the others would do where it does not: what a later step asks for hangs on
the last event and the roles alone, and no window is narrower and nothing more comes between for the nearest. So no
choice of events is missed, and the work grows with the events, not with the ways to choose them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from undergrid.core.errors import UsageError
from undergrid.setup.file.pattern import Moment, Step
from undergrid.study.arcs.candidates import I64, Bools, Rows, Sources, candidates
from undergrid.study.arcs.links import ancestors

NEVER = 1 << 62
SECOND = 32  # bits of `Rows.order` below the tick
_AT_ONCE = 4_000_000  # pairs of a chain and an event that are looked at together
_MOST_PAIRS = 2_000_000_000

Named = Mapping[str, I64]
"""By Variable, or `@` and the name of a step: what it stands for, row by row."""


@dataclass
class Ready:
    """A step with the events that it may be. A step of several begins with the first of them."""

    step: Step
    rows: Rows
    fits: I64  # rows: the events by which the step is complete
    begin: I64  # the order of the first of those that are counted
    end: I64  # the order of the last
    names: dict[str, I64]
    first: int  # ticks: not before
    last: int  # and not after
    without: list[Ready] = field(default_factory=list)

    def only(self, which: I64) -> Ready:
        names = {name: values[which] for name, values in self.names.items()}
        return Ready(self.step, self.rows, self.fits[which], self.begin[which], self.end[which], names, self.first,
                     self.last, self.without)  # fmt: skip


@dataclass
class Chains:
    """What fulfils the steps so far: the order of the last event, the roles, and the row that each step is."""

    end: I64
    names: dict[str, I64]
    rows: list[I64]

    def only(self, which: I64) -> Chains:
        names = {name: values[which] for name, values in self.names.items()}
        return Chains(self.end[which], names, [rows[which] for rows in self.rows])


def ready(sources: Sources, step: Step, at: Mapping[str, int]) -> Ready:
    """A step with its events; `at` says when the beats happened that it names."""
    rows = sources.of(step)
    parts = [_found(sources, one, rows) for one in step.either or (step,)]
    fits = np.concatenate([part for part, _ in parts])
    names = {name: np.concatenate([own[name] for _, own in parts]) for name in parts[0][1]}
    if step.called:
        names[f"@{step.called}"] = rows.columns["id"][fits].astype(np.int64)
    first, last = _from(step.after, at), _to(step.before, at)
    tick = rows.columns["tick"][fits]
    some = np.flatnonzero((tick >= first) & (tick < last))
    some = some[np.argsort(rows.order[fits[some]], kind="stable")]
    order = rows.order[fits[some]]
    without = [ready(sources, one, at) for one in step.without]
    found = Ready(step, rows, fits[some], order, order, {name: values[some] for name, values in names.items()}, first,
                  last, without)  # fmt: skip
    return _counted(found) if step.at_least > 1 else found


def _found(sources: Sources, step: Step, rows: Rows) -> tuple[I64, dict[str, I64]]:
    """The rows that fulfil a step, and what its Variables stand for in each."""
    fits = candidates(sources, step, rows)
    if step.who.variable and step.who.variable == step.whom.variable:
        fits = fits[rows.columns["who"][fits] == rows.columns["whom"][fits]]
    return fits, _names(sources, step, rows, fits)


def _names(sources: Sources, step: Step, rows: Rows, fits: I64) -> dict[str, I64]:
    columns = rows.columns
    found = {name: columns[party][fits].astype(np.int64)
             for party, name in (("who", step.who.variable), ("whom", step.whom.variable), ("amount", step.third))
             if name}  # fmt: skip
    if step.district:
        found[step.district] = np.asarray(sources.ground.district_of)[columns["where"][fits]].astype(np.int64)
    return found


def _counted(one: Ready) -> Ready:
    """Steps of several events: each that is the last of so many, with the first of these."""
    step, n = one.step, one.step.at_least
    key = codes({name: values for name, values in one.names.items() if name[0] != "@"}, len(one.fits))
    by = np.lexsort((one.end, key))
    begin = np.full(len(by), -1, np.int64)
    if not step.of_different:
        begin[n - 1 :] = np.where(key[by][n - 1 :] == key[by][: len(by) - n + 1], one.end[by][: len(by) - n + 1], -1)
    else:
        others = one.rows.columns[step.of_different][one.fits].astype(np.int64)[by]
        begin = _of_different(key[by], others, one.end[by], n)
    fits = np.flatnonzero(begin >= 0)
    if step.spanning >= 0:
        fits = fits[(one.end[by][fits] >> SECOND) - (begin[fits] >> SECOND) <= step.spanning]
    first = begin[fits]
    which = by[fits]
    back = np.argsort(which)
    found = one.only(which[back])
    found.begin = first[back]
    return found


def _of_different(keys: I64, others: I64, order: I64, n: int) -> I64:
    """By event, sorted by key and order: the first of the last `n` with a value each; -1 where there are fewer."""
    begin = np.full(len(keys), -1, np.int64)
    seen, last = dict[int, int](), -1  # in the order in which each was seen last
    for i, (key, other, at) in enumerate(zip(keys.tolist(), others.tolist(), order.tolist(), strict=True)):
        if key != last:
            seen, last = {}, key
        seen.pop(other, None)
        seen[other] = at
        if len(seen) >= n:
            begin[i] = next(value for k, value in enumerate(reversed(seen.values()), 1) if k == n)
    return begin


def begun(sources: Sources, one: Ready) -> Chains:
    """The chains of the first step."""
    since = max(0, one.first)
    kept = np.ones(len(one.fits), bool)
    if one.step.within >= 0:
        kept &= (one.end >> SECOND) - since <= one.step.within
    after = np.full(len(one.fits), (since << SECOND) - 1)
    kept &= ~between(one.without, after, one.end, one.names) & _told_apart(one.names, one.step.tables)
    which = np.flatnonzero(kept)
    return Chains(one.end[which], {name: values[which] for name, values in one.names.items()}, [one.fits[which]])


def longer(sources: Sources, chains: Chains, one: Ready, tables: Mapping[str, str]) -> Chains:
    """The chains with one step more. `tables`: of which table the Variables up to there are rows."""
    if one.step.because_of:
        one = _that_came_of(sources, one, np.unique(chains.names[f"@{one.step.because_of}"]))
    shared = [name for name in chains.names if name in one.names]
    of_chains, of_events = together(
        {name: chains.names[name] for name in shared}, {name: one.names[name] for name in shared}, len(chains.end),
        len(one.end),
    )  # fmt: skip
    whole = codes(chains.names, len(chains.end))
    ordered = np.lexsort((chains.end, whole))  # by all roles, and in time
    parts = [
        _joined(chains, one, ordered, whole, which, group, tables)
        for which, group in _pairs(of_chains, whole, of_events)
    ]
    empty = Chains(np.zeros(0, np.int64), {name: np.zeros(0, np.int64) for name in {**chains.names, **one.names}},
                   [np.zeros(0, np.int64)] * (len(chains.rows) + 1))  # fmt: skip
    return _sum([empty, *parts])


def _pairs(of_chains: I64, whole: I64, of_events: I64) -> Iterator[tuple[I64, I64]]:
    """(events, all the roles of chains) that share what both speak of, some millions at once."""
    groups = np.unique(np.stack((of_chains, whole), axis=1), axis=0)
    first = np.searchsorted(groups[:, 0], of_events, side="left")
    n = np.searchsorted(groups[:, 0], of_events, side="right") - first
    total = np.cumsum(n)
    if len(total) and total[-1] > _MOST_PAIRS:
        raise UsageError(f"{int(total[-1]):,} ways to choose: a step that shares a role with those before has fewer")
    at = 0
    while at < len(n):
        upto = max(at + 1, int(np.searchsorted(total, (total[at - 1] if at else 0) + _AT_ONCE, side="right")))
        some = n[at:upto]
        which = np.repeat(np.arange(at, upto), some)
        within = np.arange(int(some.sum())) - np.repeat(np.cumsum(some) - some, some)
        yield which, groups[np.repeat(first[at:upto], some) + within, 1]
        at = upto


def _joined(
    chains: Chains, one: Ready, ordered: I64, whole: I64, which: I64, group: I64, tables: Mapping[str, str]
) -> Chains:
    """For each pair of an event and roles, the chain with these roles that ends last before the event."""
    near = nearest(whole[ordered], chains.end[ordered], group, one.begin[which])
    there = np.flatnonzero(near >= 0)
    which, of = which[there], ordered[near[there]]
    kept = np.ones(len(which), bool)
    if one.step.within >= 0:
        kept &= (one.end[which] >> SECOND) - (chains.end[of] >> SECOND) <= one.step.within
    names = {name: values[of] for name, values in chains.names.items()}
    names.update({name: values[which] for name, values in one.names.items()})
    kept &= _told_apart(names, tables)
    kept &= ~between(one.without, chains.end[of], one.end[which], names)
    some = np.flatnonzero(kept)
    rows = [row[of[some]] for row in chains.rows]
    return Chains(one.end[which[some]], {name: values[some] for name, values in names.items()},
                  [*rows, one.fits[which[some]]])  # fmt: skip


def _sum(parts: list[Chains]) -> Chains:
    names = {name: np.concatenate([part.names[name] for part in parts]) for name in parts[0].names}
    rows = [np.concatenate(steps) for steps in zip(*(part.rows for part in parts), strict=True)]
    return Chains(np.concatenate([part.end for part in parts]), names, rows)


def forgotten(chains: Chains, still: set[str]) -> Chains:
    """The chains without the steps that nothing later speaks of, and of those that then are alike the nearest."""
    gone = [name for name in chains.names if name[0] == "@" and name not in still]
    if not gone or not len(chains.end):
        chains.names = {name: values for name, values in chains.names.items() if name not in gone}
        return chains
    names = {name: values for name, values in chains.names.items() if name not in gone}
    before = chains.rows[-2] if len(chains.rows) > 1 else chains.rows[-1]
    order = np.lexsort((before, chains.end, codes(names, len(chains.end))))
    key = codes(names, len(chains.end))[order]
    last = np.append((key[1:] != key[:-1]) | (chains.end[order][1:] != chains.end[order][:-1]), True)
    return Chains(chains.end, names, chains.rows).only(np.sort(order[last]))


def _that_came_of(sources: Sources, one: Ready, ids: I64) -> Ready:
    """The events of a step that came of some of these, a row for each of these."""
    if not len(ids):
        nothing = one.only(ids)
        nothing.names[f"@{one.step.because_of}"] = ids
        return nothing
    events = one.rows.columns["id"][one.fits].astype(np.int64)
    which, of = ancestors(sources, events, int(ids[0]))
    some = np.isin(of, ids)
    found = one.only(which[some])
    found.names[f"@{one.step.because_of}"] = of[some]
    return found


def between(without: list[Ready], after: I64, until: I64, names: Named) -> Bools:
    """Whether something has happened in between of which nothing may."""
    came = np.zeros(len(until), bool)
    for other in without:
        near = _last_before(other, until, names)
        came |= (near >= 0) & (other.end[np.maximum(near, 0)] > after) if len(other.end) else False
    return came


def _last_before(other: Ready, until: I64, names: Named) -> I64:
    """The last event of one step, with these roles, before each moment; -1 where there is none."""
    own = {name: values for name, values in other.names.items() if name in names}
    theirs, ours = together(own, {name: names[name] for name in own}, len(other.end), len(until))
    order = np.lexsort((other.end, theirs))
    near = nearest(theirs[order], other.end[order], ours, until)
    return np.where(near >= 0, order[np.maximum(near, 0)], -1) if len(order) else np.full(len(until), -1)


def follows(others: list[Ready], chains: Chains) -> Bools:
    """Whether something happens after the end of a chain that may never happen again."""
    came = np.zeros(len(chains.end), bool)
    for other in others:
        if len(other.end):
            last = _last_before(other, np.full(len(chains.end), NEVER), chains.names)
            came |= (last >= 0) & (other.end[np.maximum(last, 0)] > chains.end)
    return came


def _told_apart(names: Named, tables: Mapping[str, str]) -> Bools:
    """Whether different Variables stand for different ones."""
    known = [name for name in names if name[0] != "@"]
    apart = np.ones(len(next(iter(names.values()))), bool) if names else np.ones(1, bool)
    for n, one in enumerate(known):
        for other in known[:n]:
            if tables.get(one) == tables.get(other):
                apart &= names[one] != names[other]
    return apart


# -- keys


def codes(names: Named, n: int) -> I64:
    """A number for each row, the same where all values are the same."""
    found = np.zeros(n, np.int64)
    for values in names.values():
        _, code = np.unique(values, return_inverse=True)
        _, found = np.unique(found * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    return found.astype(np.int64)


def together(own: Named, others: Named, n: int, m: int) -> tuple[I64, I64]:
    """`codes` of two sets of rows, the same numbers for the same values in both."""
    both = codes({name: np.concatenate((own[name], others[name])) for name in own}, n + m)
    return both[:n], both[n:]


def nearest(keys: I64, order: I64, wanted: I64, until: I64) -> I64:
    """By row of `wanted`: the last place in `keys` (sorted, in `order`) of that key before `until`; -1 for none."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    ranks = np.unique(order)
    own = np.searchsorted(ranks, order)
    theirs = np.searchsorted(ranks, until, side="left")
    at = np.searchsorted(keys * (len(ranks) + 1) + own, wanted * (len(ranks) + 1) + theirs, side="left") - 1
    found: I64 = np.where((at >= 0) & (keys[np.maximum(at, 0)] == wanted), at, -1)
    return found


def _from(moment: Moment, at: Mapping[str, int]) -> int:
    """The first tick at which something may be; never where it has to wait for a beat that did not happen."""
    return at.get(moment.beat, NEVER) if moment.beat else moment.tick


def _to(moment: Moment, at: Mapping[str, int]) -> int:
    """The tick before which something has to be; no limit where that is a beat that did not happen."""
    if moment.beat:
        return at.get(moment.beat, NEVER)
    return NEVER if moment.tick < 0 else moment.tick
