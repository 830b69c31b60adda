"""Looking for beats: which of the events that fit come in the right order, within their windows, often enough.

A Variable (`who: Stranger`) stands for the same person in all steps of a beat. A sequence is found where there is any
choice of events that fulfils it; of several, that which is complete first, by the nearest events before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from undergrid.setup.file.pattern import Beat, How, Plan, Role
from undergrid.study.arcs import chains as chain
from undergrid.study.arcs.candidates import I64, Bools, Lived, Sources
from undergrid.study.arcs.chains import SECOND, Chains, Ready, ready
from undergrid.study.record import Record


@dataclass(frozen=True)
class Found:
    """That a beat happened: when it was complete, and by which events (their ids; none where it is no event)."""

    tick: int
    events: tuple[int, ...]


def beats_of(record: Record, beats: Sequence[Beat]) -> dict[str, Found]:
    """The beats that happened in a run; `beats` in an order in which each comes after those that it names."""
    return beats_in(Lived(record), beats)


def beats_in(sources: Sources, beats: Sequence[Beat]) -> dict[str, Found]:
    """The beats that happened, of what there is to look at."""
    found = dict[str, Found]()
    for beat in beats:
        at = first(sources, beat.plan, {name: one.tick for name, one in found.items()})
        if at is not None:
            found[beat.name] = at
    return found


def happened(record: Record, plan: Plan, at: Mapping[str, int] | None = None) -> Found | None:
    """Whether one plan is fulfilled; `at` says when the beats happened that it names."""
    return first(Lived(record), plan, at or {})


def first(sources: Sources, plan: Plan, at: Mapping[str, int]) -> Found | None:
    """The first time that a plan is fulfilled; `at` says when the beats happened that it names."""
    if plan.how == How.IN_TURN:
        return Walk(sources, plan, at).first()
    each = [Walk(sources, Plan(How.IN_TURN, (step,)), at).first() for step in plan.steps]
    told = [one for one in each if one is not None]
    if plan.how == How.NONE:
        return None if told else Found(0, ())
    if plan.how == How.ANY:
        return min(told, key=lambda one: one.tick, default=None)
    return Found(max(one.tick for one in told), sum((one.events for one in told), ())) if all(each) else None


class Walk:
    """The steps of one plan, gone through in turn. `after[n]` are the chains of the first n + 1 steps."""

    def __init__(self, sources: Sources, plan: Plan, at: Mapping[str, int]) -> None:
        self.sources, self.plan, self.at = sources, plan, at
        self.after: list[Chains] = []
        self.steps: list[Ready] = []
        for n, step in enumerate(plan.steps):
            one = ready(sources, step, at)
            found = self.go(n, one)
            self.steps.append(one)
            self.after.append(found)
            if not len(found.end):
                break

    def go(self, n: int, one: Ready) -> Chains:
        """The chains of the first n + 1 steps, if step n is this one."""
        found = (
            chain.longer(self.sources, self.after[n - 1], one, self.tables(n)) if n else chain.begun(self.sources, one)
        )
        for role in self.plan.roles:
            found = found.only(np.flatnonzero(self._plays(role, found)))
        still = {f"@{step.because_of}" for step in self.plan.steps[n + 1 :]}
        return chain.forgotten(found, still)

    def tables(self, n: int) -> dict[str, str]:
        """Of which table the Variables up to a step are rows."""
        return {name: table for step in self.plan.steps[: n + 1] for name, table in step.tables.items()}

    @property
    def reached(self) -> int:
        """How many steps there are chains of."""
        return len(self.after) - (not len(self.after[-1].end)) if self.after else 0

    def complete(self) -> Chains:
        """The chains of all steps."""
        if self.reached < len(self.plan.steps) or not self.plan.steps:
            return Chains(np.zeros(0, np.int64), {}, [np.zeros(0, np.int64)] * len(self.plan.steps))
        never = [ready(self.sources, step, self.at) for step in self.plan.never_again]
        found = self.after[-1]
        return found.only(np.flatnonzero(~chain.follows(never, found))) if never else found

    def first(self) -> Found | None:
        found = self.complete()
        if not self.plan.steps:
            return Found(0, ())
        if not len(found.end):
            return None
        at = int(np.argmin(found.end))
        ids = [int(event) for event in self.ids(found)[at] if event]
        return Found(int(found.end[at] >> SECOND), tuple(ids))

    def ids(self, found: Chains) -> I64:
        """(chains, steps) the ids of their events; 0 where something is none."""
        if not len(found.end):
            return np.zeros((0, len(found.rows)), np.int64)
        steps = self.steps[: len(found.rows)]
        columns = [one.rows.columns["id"][rows] for one, rows in zip(steps, found.rows, strict=True)]
        return np.stack(columns, axis=1).astype(np.int64)

    def _plays(self, role: Role, found: Chains) -> Bools:
        rows = found.names.get(role.name)
        fits = np.ones(len(found.end), bool)
        if rows is None:
            return fits
        if role.named is not None:
            fits &= np.isin(rows, list(self.sources.cast)) == role.named
        if role.rows:
            fits &= np.isin(rows, role.rows)
        return fits & ~np.isin(rows, role.others) if role.others else fits
