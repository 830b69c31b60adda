"""Looking for beats: which of the events that fit come in the right order, within their windows, often enough.

A Variable (`who: Stranger`) stands for the same person in all steps of a beat. A sequence is found where there is any
choice of events that fulfils it; among several, steps are taken as early as they can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from undergrid.setup.file.pattern import Beat, How, Moment, Plan, Step
from undergrid.study.arcs.candidates import I64, Rows, Sources, candidates
from undergrid.study.record import Record

_NEVER = 1 << 62
_SECOND = 32  # bits of `Rows.order` below the tick

Names = tuple[tuple[str, int], ...]
"""What the Variables stand for so far."""


@dataclass(frozen=True)
class Found:
    """That a beat happened: when it was complete, and by which events (their ids; none where it is no event)."""

    tick: int
    events: tuple[int, ...]


def beats_of(record: Record, beats: Sequence[Beat]) -> dict[str, Found]:
    """The beats that happened in a run; `beats` in an order in which each comes after those that it names."""
    search, found = _Search(record), dict[str, Found]()
    for beat in beats:
        at = search.plan(beat.plan, {name: one.tick for name, one in found.items()})
        if at is not None:
            found[beat.name] = at
    return found


def happened(record: Record, plan: Plan, at: Mapping[str, int] | None = None) -> Found | None:
    """Whether one plan is fulfilled; `at` says when the beats happened that it names."""
    return _Search(record).plan(plan, at or {})


@dataclass
class _Ready:
    """A step with its candidates, and from when to when they may be."""

    step: Step
    rows: Rows
    fits: I64
    order: I64  # of the candidates
    first: int  # ticks: not before
    last: int  # and not after
    without: list[_Ready] = field(default_factory=list)


class _Search:
    def __init__(self, record: Record) -> None:
        self._sources = Sources(record)

    def plan(self, plan: Plan, at: Mapping[str, int]) -> Found | None:
        steps = [self._ready(step, at) for step in plan.steps]
        if plan.how == How.IN_TURN:
            return self._in_turn(steps)
        each = [self._in_turn([step]) for step in steps]
        told = [one for one in each if one is not None]
        if plan.how == How.NONE:
            return None if told else Found(0, ())
        if plan.how == How.ANY:
            return min(told, key=lambda one: one.tick, default=None)
        return Found(max(one.tick for one in told), sum((one.events for one in told), ())) if all(each) else None

    def _ready(self, step: Step, at: Mapping[str, int]) -> _Ready:
        rows, fits = self._sources.of(step), candidates(self._sources, step)
        first, last = _from(step.after, at), _to(step.before, at)
        tick = rows.columns["tick"][fits]
        fits = fits[(tick >= first) & (tick < last)]
        without = [self._ready(one, at) for one in step.without]
        return _Ready(step, rows, fits, rows.order[fits], first, last, without)

    def _in_turn(self, steps: list[_Ready]) -> Found | None:
        chosen = self._from(steps, 0, -1, (), set())
        if chosen is None:
            return None
        ticks = [int(step.rows.columns["tick"][row]) for step, row in chosen]
        ids = [int(step.rows.columns["id"][row]) for step, row in chosen]
        return Found(max(ticks, default=0), tuple(event for event in ids if event))

    def _from(
        self, steps: list[_Ready], n: int, after: int, names: Names, failed: set[tuple[int, int, Names]]
    ) -> list[tuple[_Ready, int]] | None:
        """The rows that the steps from `n` on are, after the moment `after` (an order); None where there are none."""
        if n == len(steps):
            return []
        here, alone = steps[n], n + 1 == len(steps) and not _binds(steps[n].step, names)
        begins = int(np.searchsorted(here.order, after, side="right"))
        if (n, begins, names) in failed and here.step.within < 0:
            return None
        since = (after >> _SECOND) if n else max(0, here.first)
        for start in range(begins, len(here.fits)):
            if here.step.within >= 0 and int(here.rows.columns["tick"][here.fits[start]]) - since > here.step.within:
                break
            taken = _take(here, start, names)
            if taken is None:
                continue
            last, bound = taken
            order = int(here.rows.order[last])
            late = here.step.within >= 0 and (order >> _SECOND) - since > here.step.within
            begun = after if n else (since << _SECOND) - 1
            if not late and not _comes_between(here, begun, order, bound):
                rest = self._from(steps, n + 1, order, bound, failed)
                if rest is not None:
                    return [(here, last), *rest]
            if alone and here.step.at_least == 1:
                break  # a later one is no better: what is too late stays so, and what came between has come
        failed.add((n, begins, names))
        return None


def _binds(step: Step, names: Names) -> bool:
    """Whether a step gives Variables a meaning that they do not have yet."""
    known = {name for name, _ in names}
    inside = [step, *step.without]
    return any({one.who.variable, one.whom.variable} - {""} - known for one in inside) or any(
        one.who.variable or one.whom.variable for one in inside
    )


def _take(here: _Ready, start: int, names: Names) -> tuple[int, Names] | None:
    """(the row by which a step is complete that begins with candidate `start`, what the Variables then stand for)."""
    step, columns = here.step, here.rows.columns
    bound, seen, n = names, set[int](), 0
    for row in here.fits[start:].tolist():
        now = _bound(step, columns, row, bound)
        if now is None:
            if n == 0:
                return None
            continue
        other = int(columns[step.of_different][row]) if step.of_different else n
        if other in seen:
            continue
        bound, n = now, n + 1
        seen.add(other)
        if n == step.at_least:
            return row, bound
    return None


def _bound(step: Step, columns: Mapping[str, I64], row: int, names: Names) -> Names | None:
    """What the Variables stand for if a step is this row; None where they stand for somebody else already."""
    known = dict(names)
    for name, party in (("who", step.who), ("whom", step.whom)):
        if party.variable and known.setdefault(party.variable, int(columns[name][row])) != columns[name][row]:
            return None
    return tuple(sorted(known.items()))


def _comes_between(here: _Ready, after: int, until: int, names: Names) -> bool:
    """Whether something has happened in between of which nothing may."""
    for other in here.without:
        first = int(np.searchsorted(other.order, after, side="right"))
        last = int(np.searchsorted(other.order, until, side="left"))
        if any(
            _bound(other.step, other.rows.columns, row, names) is not None for row in other.fits[first:last].tolist()
        ):
            return True
    return False


def _from(moment: Moment, at: Mapping[str, int]) -> int:
    """The first tick at which something may be; never where it has to wait for a beat that did not happen."""
    return at.get(moment.beat, _NEVER) if moment.beat else moment.tick


def _to(moment: Moment, at: Mapping[str, int]) -> int:
    """The tick before which something has to be; no limit where that is a beat that did not happen."""
    if moment.beat:
        return at.get(moment.beat, _NEVER)
    return _NEVER if moment.tick < 0 else moment.tick
