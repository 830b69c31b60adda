"""Which events a step of a beat may be, each for itself: all that its pattern says, but windows and counts.

A step of the kinds `is at` and `is with` looks at where the cast was, every ten seconds, as if each look were an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from undergrid.setup.file.pattern import IS_AT, Party, Step
from undergrid.study.arcs.links import Links
from undergrid.study.record import SAMPLE, Columns, Record, Track
from undergrid.world.log.events import KIND_BITS, NTH_BITS, SUBJECT_BITS

WITH_M = 10  # metres apart, or under one roof, is together [assumed]
_KIND = NTH_BITS + SUBJECT_BITS

I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass
class Rows:
    """Columns that steps choose from. `order` rises in the order in which things happened, across all of them."""

    columns: Columns
    order: I64


class Ground(Protocol):
    """What has to be known of a city to say where something was."""

    @property
    def width(self) -> int: ...
    @property
    def area(self) -> int: ...
    @property
    def cell_mm(self) -> int: ...
    @property
    def district_of(self) -> Any: ...


class Sources(Protocol):
    """All that can be looked for in one run."""

    @property
    def ground(self) -> Ground: ...

    @property
    def cast(self) -> Sequence[int]:
        """The rows of the named."""

    def of(self, step: Step) -> Rows:
        """The rows that may be a step, of its kinds at least."""

    def was(self, state: str, tick: int, row: int) -> bool:
        """Whether somebody of the cast was in a state at the beginning of a second."""

    def causes(self, events: I64) -> tuple[I64, I64]:
        """(which of the events, the id of something that brought it about): its cause, and the further ones."""


class Lived:
    """What can be looked for in a run that has been lived through in memory, each made when it is first asked for."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @property
    def ground(self) -> Ground:
        return self.record.city

    @property
    def cast(self) -> Sequence[int]:
        return self.record.track.rows

    def of(self, step: Step) -> Rows:
        return self._whereabouts.of(step.of) if step.of else self._happened

    def was(self, state: str, tick: int, row: int) -> bool:
        return self.record.track.was(state, tick, row)

    def causes(self, events: I64) -> tuple[I64, I64]:
        return self._links.of(events)

    @cached_property
    def _links(self) -> Links:
        log, more = self.record.events, self.record.because
        return Links(log["id"], log["cause"], more["event"], more["cause"])

    @cached_property
    def _happened(self) -> Rows:
        events = self.record.events
        tick = events["tick"].astype(np.int64)
        return Rows(events, tick << 32 | np.arange(len(tick)))

    @cached_property
    def _whereabouts(self) -> Whereabouts:
        return Whereabouts(self.record.track, self.record.city)


class Whereabouts:
    """Where the cast was, and who of them together, every ten seconds, each made when it is first asked for."""

    def __init__(self, track: Track, ground: Ground) -> None:
        self._track, self._ground = track, ground
        self._looks = np.arange(0, track.n, SAMPLE, dtype=np.int64)

    def of(self, kind: str) -> Rows:
        """The looks of a kind that is no event: `is at` or `is with`."""
        return self._places if kind == IS_AT else self._company

    @cached_property
    def _places(self) -> Rows:
        track, at = self._track, self._looks
        n, people = len(at), len(track.rows)
        living = track.alive[at].astype(bool).ravel()
        who = np.tile(np.array(track.rows, np.int64), n)
        return _rows(np.repeat(at, people), who, np.full(n * people, -1), track.cell[at].ravel(), living)

    @cached_property
    def _company(self) -> Rows:
        track, at, city = self._track, self._looks, self._ground
        parts = []
        for a, one in enumerate(track.rows):
            for b, other in enumerate(track.rows):
                if a == b:
                    continue
                cells, others = track.cell[at, a].astype(np.int64), track.cell[at, b].astype(np.int64)
                inside = track.inside[at, a]
                near = (
                    (inside < 0)
                    & (track.inside[at, b] < 0)
                    & near_cells(cells, others, WITH_M * 1000 // city.cell_mm, city.width, city.area)
                )
                together = (near | ((inside >= 0) & (inside == track.inside[at, b]))) & (
                    track.alive[at, a] & track.alive[at, b]
                ).astype(bool)
                parts.append((at[together], one, other, cells[together]))
        tick = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.int64)])
        who = np.concatenate([np.full(len(part[0]), part[1]) for part in parts] or [np.zeros(0, np.int64)])
        whom = np.concatenate([np.full(len(part[0]), part[2]) for part in parts] or [np.zeros(0, np.int64)])
        where = np.concatenate([part[3] for part in parts] or [np.zeros(0, np.int64)])
        first = np.argsort(tick, kind="stable")
        return _rows(tick[first], who[first], whom[first], where[first], np.ones(len(tick), bool))


def _rows(tick: I64, who: I64, whom: I64, where: I64, keep: Bools) -> Rows:
    tick, who, whom, where = (column[keep].astype(np.int64) for column in (tick, who, whom, where))
    none = np.zeros(len(tick), np.int64)
    columns = {"id": none, "tick": tick, "who": who, "whom": whom, "where": where, "amount": none, "cause": none}
    return Rows(columns, tick << 32 | 1 << 31 | np.arange(len(tick)))  # after all events of the second


def near_cells(cells: I64, others: I64 | int, within: int, width: int, area: int) -> Bools:
    """Whether cells lie within so many cells of others, on the same level, straight or diagonal."""
    level = cells // area == others // area
    x, y = cells % area % width, cells % area // width
    ox, oy = others % area % width, others % area // width
    near: Bools = (cells >= 0) & level & (np.maximum(abs(x - ox), abs(y - oy)) <= within)
    return near


def candidates(sources: Sources, step: Step, rows: Rows) -> I64:
    """Which of the rows fulfil a step, each for itself, in the order in which they happened."""
    columns, city = rows.columns, sources.ground
    fits = np.ones(len(rows.order), bool) if step.of else np.isin(columns["kind"], step.kinds)
    for name, party in (("who", step.who), ("whom", step.whom)):
        fits &= _is_party(columns[name], party)
    if step.third:
        fits &= columns["amount"] >= 0
    if step.district:
        fits &= columns["where"] >= 0
    if step.amounts:
        fits &= np.isin(columns["amount"], step.amounts)
    if step.bits:
        fits &= (columns["amount"] >> 16 & step.bits) > 0
    if step.least is not None:
        fits &= columns["amount"] >= step.least
    if step.most is not None:
        fits &= columns["amount"] <= step.most
    if step.causes:
        fits &= np.isin(columns["cause"] >> _KIND & (1 << KIND_BITS) - 1, step.causes) & (columns["cause"] != 0)
    found = np.flatnonzero(fits)
    where = columns["where"][found].astype(np.int64)
    if step.levels or step.districts:
        there = np.isin(where // city.area, step.levels)
        there |= np.isin(np.asarray(city.district_of)[np.maximum(where, 0)], step.districts)
        found, where = found[there & (where >= 0)], where[there & (where >= 0)]
    if step.cells is not None:
        near = np.zeros(len(found), bool)
        for cell in step.cells:
            near |= near_cells(where, cell, step.within_cells, city.width, city.area)
        found = found[near]
    for name, states in (("who", step.while_who), ("whom", step.while_whom)):
        if states:
            held = [
                any(sources.was(state, int(columns["tick"][row]), int(columns[name][row])) for state in states)
                for row in found.tolist()
            ]
            found = found[np.array(held, bool)]
    return found


def _is_party(column: I64, party: Party) -> Bools:
    fits = np.isin(column, party.rows) if party.rows else np.ones(len(column), bool)
    if party.others:
        fits &= ~np.isin(column, party.others) & (column >= 0)
    if party.variable:
        fits &= column >= 0
    return fits
