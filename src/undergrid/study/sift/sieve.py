"""Sifting one run: where patterns occur in it, what is still under way, and what those lacked that do not occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from undergrid.core.luck import CERTAIN
from undergrid.setup.file.pattern import How, Plan, Step
from undergrid.study.arcs import chains
from undergrid.study.arcs.candidates import I64
from undergrid.study.arcs.chains import SECOND, Chains
from undergrid.study.arcs.links import ancestors
from undergrid.study.arcs.search import Found, Walk, first
from undergrid.study.sift.kept import Kept, kinds_of, looks, needs_a_track
from undergrid.study.sift.misses import Miss, miss_of
from undergrid.study.sift.patterns import Wanted
from undergrid.study.sql import Tables
from undergrid.world.log.events import TICK_SHIFT

_MOST_WEIGHED = 20_000  # occurrences of one pattern whose surprise is worked out, the first of them


@dataclass(frozen=True)
class Match:
    """That a pattern occurs: who plays in it (rows), the ids of its events, when, and how unlikely that was, bits.

    Where somebody was is no event: of a pattern that asks for it, the first occurrence is found.
    """

    roles: Mapping[str, int]
    events: tuple[int, ...]
    tick: int
    surprise: float


@dataclass(frozen=True)
class Partial:
    """What has begun and may yet be complete: its events so far, the number of the step it waits for, until when."""

    roles: Mapping[str, int]
    events: tuple[int, ...]
    waits_for: int
    until: int  # a tick; -1 for as long as the run goes on


@dataclass(frozen=True)
class Sifted:
    """One pattern in one run."""

    wanted: Wanted
    matches: tuple[Match, ...]
    partial: tuple[Partial, ...] = ()
    miss: Miss | None = None


class Sieve:
    """Looks for patterns in the tables of one run."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.kept = tables, Kept(tables)
        self._odds: tuple[int, I64, I64] | None = None
        self._before: dict[str, tuple[object, Sifted]] = {}  # by pattern: what it hung on, and what was found

    def sift(self, wanted: Wanted, at: Mapping[str, int], misses: bool = True) -> Sifted:
        """Where a pattern occurs; `at` says when the beats happened that it names. With `misses` what it lacked.

        What was found before stands while the run has grown by nothing that the pattern speaks of.
        """
        status, now = self.tables.log.meta.status, self.tables.log.meta.tick
        counts = tuple(self.kept.n_of(kind) for kind in sorted(kinds_of(wanted.plan)))
        seconds = self.kept.track.n if needs_a_track(wanted.plan) else 0
        beats = tuple((beat, at.get(beat)) for beat in sorted(wanted.plan.beats))
        key = wanted.plan, counts, seconds, status, misses, beats
        if self._before.get(wanted.name, (None,))[0] != key:
            self._before[wanted.name] = key, self._sift(wanted, at, misses)
        found = self._before[wanted.name][1]
        return replace(found, partial=tuple(one for one in found.partial if one.until < 0 or one.until >= now))

    def _sift(self, wanted: Wanted, at: Mapping[str, int], misses: bool) -> Sifted:
        plan = wanted.plan
        if plan.how != How.IN_TURN:
            found = first(self.kept, plan, at)
            return Sifted(
                wanted, () if found is None else (self._match({}, found),), miss=None if found else self._gap(plan, at)
            )
        walk = Walk(self.kept, plan, at)
        found_all = apart(walk, walk.complete())
        if looks(plan):  # every ten seconds one: the first says it
            found_all = found_all.only(np.arange(min(1, len(found_all.end))))
        matches = self._matches(walk, found_all)
        partial = self._under_way(walk) if self.tables.log.meta.status == "running" else ()
        return Sifted(wanted, matches, partial, None if matches or not misses else miss_of(self.kept, walk))

    def _gap(self, plan: Plan, at: Mapping[str, int]) -> Miss | None:
        """What a beat lacks that is all, any or none of some: the first of these that did not happen."""
        if plan.how == How.NONE:
            return None
        for n, step in enumerate(plan.steps):
            walk = Walk(self.kept, Plan(How.IN_TURN, (step,)), at)
            if not walk.reached and (found := miss_of(self.kept, walk)) is not None:
                return Miss(n, len(plan.steps), found.clause, found.says, found.events, found.roles)
        return None

    def _match(self, roles: Mapping[str, int], found: Found) -> Match:
        return Match(roles, found.events, found.tick, float(self.surprises([found.events])[0]))

    def _matches(self, walk: Walk, found: Chains) -> tuple[Match, ...]:
        ids = walk.ids(found).tolist()
        names = {name: values.tolist() for name, values in found.names.items() if name[0] != "@"}
        ticks = (found.end >> SECOND).tolist()
        weighed = self.surprises([tuple(row) for row in ids[:_MOST_WEIGHED]]).tolist()
        bits = weighed + [0.0] * (len(ids) - len(weighed))
        return tuple(
            Match({name: values[n] for name, values in names.items()}, _events(ids[n]), ticks[n], bits[n])
            for n in range(len(ids))
        )

    def _under_way(self, walk: Walk) -> tuple[Partial, ...]:
        """What has come to one step or more, and may yet come to the next."""
        now, steps = self.tables.log.meta.tick, walk.plan.steps
        told = list[Partial]()
        for n in reversed(range(min(walk.reached, len(steps) - 1))):
            found, after = walk.after[n], steps[n + 1]
            open_ = np.ones(len(found.end), bool)
            if after.within >= 0:
                open_ &= now - (found.end >> SECOND) <= after.within
            never = [chains.ready(self.kept, step, {}) for step in after.without if _is_bound(step, found)]
            open_ &= ~chains.follows(never, found)
            if n + 1 < len(walk.after):
                open_ &= ~np.isin(found.rows[-1], walk.after[n + 1].rows[n])
            some = found.only(np.flatnonzero(open_))
            ids = walk.ids(some).tolist()
            for k, end in enumerate((some.end >> SECOND).tolist()):
                roles = {name: int(values[k]) for name, values in some.names.items() if name[0] != "@"}
                told.append(Partial(roles, _events(ids[k]), n + 1, end + after.within if after.within >= 0 else -1))
        return tuple(told)

    # -- surprise

    def surprises(self, events: list[tuple[int, ...]]) -> np.ndarray:
        """By set of events: -log2 of the odds of all draws among them and what they came of, none before the first."""
        sizes = [len(one) for one in events]
        ids = np.array([event for one in events for event in one], np.int64)
        which = np.repeat(np.arange(len(events)), sizes)
        begun = np.array([min(one, default=0) for one in events], np.int64)
        some = ids > 0
        ids, which = ids[some], which[some]
        if not len(ids):
            return np.zeros(len(events))
        at, of = ancestors(self.kept, ids, int(begun.min()))
        own = np.concatenate((which, which[at]))
        every = np.concatenate((ids, of))
        kept = every >> TICK_SHIFT >= begun[own] >> TICK_SHIFT
        pairs = np.unique(np.stack((own[kept], every[kept]), axis=1), axis=0)
        drawn, bits = self._draws()
        if not len(drawn):
            return np.zeros(len(events))
        place = np.minimum(np.searchsorted(drawn, pairs[:, 1]), len(drawn) - 1)
        worth = np.where(drawn[place] == pairs[:, 1], bits[place], 0)
        return np.bincount(pairs[:, 0], weights=worth, minlength=len(events))

    def _draws(self) -> tuple[I64, I64]:
        """(ids of what a draw decided, ascending; -log2 of its odds)."""
        n = self.kept.n
        if self._odds is None or self._odds[0] < n:
            found = self.tables.numbers("select id, odds from log where stream != 0 and odds > 0 order by id")
            self._odds = n, found["id"], -np.log2(found["odds"] / CERTAIN)
        return self._odds[1], self._odds[2]


def _events(ids: Sequence[int]) -> tuple[int, ...]:
    """Ids without those of looks, which are no events."""
    return tuple(event for event in ids if event)


def _is_bound(step: Step, found: Chains) -> bool:
    return all(name in found.names for name in step.variables)


def apart(walk: Walk, found: Chains) -> Chains:
    """The occurrences of which no two of the same people overlap: each begins after the one before has ended."""
    if not len(found.end) or not walk.steps:
        return found
    first_step = walk.steps[0]
    place = np.searchsorted(first_step.fits, found.rows[0])
    begin = first_step.begin[np.minimum(place, len(first_step.begin) - 1)]
    key = chains.codes(found.names, len(found.end))
    order = np.lexsort((found.end, key))
    kept, last, until = list[int](), -1, -1
    for at, code, starts, ends in zip(
        order.tolist(), key[order].tolist(), begin[order].tolist(), found.end[order].tolist(), strict=True
    ):
        if code != last or starts > until:
            kept.append(at)
            last, until = code, ends
    by = np.array(kept, np.int64)
    return found.only(by[np.argsort(found.end[by], kind="stable")])
