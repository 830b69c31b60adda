"""Interesting now: the few people to whom the rarest things happen around a tick, read from the log alone.

An event counts the more the rarer its kind is in the whole run: as the information of it, in bits. It counts half as
much five minutes off. Of a kind that happens to one person several times around the tick, each further one counts half
as much as the one before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid import story
from undergrid.runs.reading import Log
from undergrid.serve import answers, marks
from undergrid.world.log.events import COLUMNS, KIND_BITS, Event
from undergrid.world.log.kinds import Kind

_BEFORE, _AFTER = 900, 300  # seconds around the tick
_HALF = 300  # seconds off that halve what an event counts
_MOST_EVENTS = 20_000  # the newest of them are looked at
_MOST_TRIED = 12  # events of one person of which one may be told
MOST = 5  # people

Array = npt.NDArray[Any]


def interest(log: Log, tick: int, counts: Array) -> list[answers.Interest]:
    """Those to whom most happens, most first, each with the rarest of it as a sentence.

    counts: how many events of each kind there are in the whole run, as `kinds` gives them.
    """
    near = _near(log, tick)
    bits = np.log2(max(1, int(counts.sum())) / np.maximum(1, counts))
    mine: defaultdict[int, list[tuple[float, Event]]] = defaultdict(list)
    for event in near:
        weight = float(bits[event.kind]) * 0.5 ** (abs(event.tick - tick) / _HALF)
        parties = {(event.kind.who, event.who), (event.kind.whom, event.whom)}
        for row in sorted(row for table, row in parties if table == "citizen" and row >= 0):
            mine[row].append((weight, event))
    scores = {row: _score(events) for row, events in mine.items()}
    found = list[answers.Interest]()
    for row in sorted(scores, key=lambda one: (-scores[one], one)):
        told = _reason(log, row, mine[row])
        if told is not None:
            found.append({"row": row, "name": log.names.citizen(row), "why": told, "score": round(scores[row], 1)})
        if len(found) == MOST:
            break
    return found


def kinds(log: Log) -> Array:
    """How many events of each kind a run has."""
    counts = np.zeros(1 << KIND_BITS, np.int64)
    for columns in log.columns():
        counts += np.bincount(columns["kind"], minlength=len(counts))
    return counts


def _near(log: Log, tick: int) -> list[Event]:
    parts = list[Event]()
    for columns in log.columns(max(0, tick - _BEFORE), tick + _AFTER):
        lists = [columns[name][-_MOST_EVENTS:].tolist() for name in COLUMNS]
        parts += [Event(i, t, Kind(k), *rest) for i, t, k, *rest in zip(*lists, strict=True)]
    return parts[-_MOST_EVENTS:]


def _score(events: list[tuple[float, Event]]) -> float:
    share: dict[int, float] = {}
    score = 0.0
    for weight, event in sorted(events, key=lambda one: -one[0]):
        share[event.kind] = share.get(event.kind, 2.0) / 2
        score += share[event.kind] * weight
    return score


def _reason(log: Log, row: int, events: list[tuple[float, Event]]) -> answers.Told | None:
    """The event that counts most for somebody, of those that are told at all."""
    for _, event in sorted(events, key=lambda one: -one[0])[:_MOST_TRIED]:
        for one, says in story.following(log, [event]):
            if one is not None and says:
                return marks.told(log, one, says, row)
    return None
