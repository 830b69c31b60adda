"""Two runs of one city: what each of them is, and where they first part, worked out in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from undergrid import story
from undergrid.core.errors import UndergridError
from undergrid.runs import compare
from undergrid.runs.folder import Folder
from undergrid.runs.meta import Meta
from undergrid.runs.reading import Log
from undergrid.serve import answers, marks
from undergrid.world.log.events import COLUMNS, Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_NICE = 12
_MOST_TRIED = 60  # events from the first that differs, of which one is told


def apart(pipe: Connection, a: str, b: str) -> None:
    """Answer every question with where two runs part, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that serves decides when it is over
    if hasattr(os, "nice"):
        os.nice(_NICE)
    found: tuple[str, Any] = ("", None)
    looked_at: tuple[int, ...] = ()
    try:
        while pipe.recv():
            ticks = tuple(Folder.open(path, alone=False)[1].tick for path in (a, b))
            known: answers.Apart | None = found[1]
            if known is None or (known["tick"] < 0 and ticks != looked_at):
                looked_at, found = ticks, _soon(a, b)
            elif not known["exact"]:
                found = _exactly(a, b, known)
            pipe.send(found)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _soon(a: str, b: str) -> tuple[str, answers.Apart | None]:
    """Where the logs of two runs part: at once, but what parts them may have come before."""
    try:
        logs = Log(a), Log(b)
        events = events_apart(*logs)
    except UndergridError as wrong:
        return wrong.message, None
    tick = min((event["tick"] for event in events if event is not None), default=-1)
    time = logs[0].names.time(tick) if tick >= 0 else ""
    return "", {"tick": tick, "time": time, "by": "", "exact": False, "events": events}


def _exactly(a: str, b: str, known: answers.Apart) -> tuple[str, answers.Apart | None]:
    """The first tick in which anything differs, and what wrote it: found by living both."""
    try:
        lives = compare.lives(a, b)
        first = compare.parting(*lives)
    except UndergridError as wrong:
        return wrong.message, None
    if first is None:
        return "", {**known, "exact": True}
    where = f"{words(first.column)} of {words(first.name)} is {first.a:,} in A and {first.b:,} in B."
    whence = "From the start" if first.system == "the start" else f"By the rule {words(first.system)}"
    return "", {
        "tick": first.tick,
        "time": lives[0].sim.names().time(first.tick),
        "by": f"{whence}: {where}",
        "exact": True,
        "events": known["events"],
    }


def events_apart(a: Log, b: Log) -> list[answers.Told | None]:
    """Of each of two runs, the first event that is told and that the other does not have."""
    logs = [np.concatenate([np.zeros((0, len(COLUMNS)), np.int64), *_rows(log)]) for log in (a, b)]
    n = min(len(logs[0]), len(logs[1]))
    odd = np.flatnonzero((logs[0][:n] != logs[1][:n]).any(axis=1))
    at = int(odd[0]) if len(odd) else n
    tails = [[tuple(row) for row in rows[at : at + _MOST_TRIED].tolist()] for rows in logs]
    found = list[answers.Told | None]()
    for log, mine, others in zip((a, b), tails, tails[::-1], strict=True):
        known = set(others)
        alone = [Event(row[0], row[1], Kind(row[2]), *row[3:]) for row in mine if row not in known]
        found.append(next(_told(log, alone), None))
    return found


def _rows(log: Log) -> Iterator[Any]:
    for columns in log.columns():
        yield np.stack([columns[name].astype(np.int64) for name in COLUMNS], axis=1)


def _told(log: Log, events: list[Event]) -> Iterator[answers.Told]:
    for event in events:
        for one, says in story.following(log, [event]):
            if one is not None and says:
                yield marks.told(log, one, says, -1)


def called_both(path: Path, beside: Path) -> list[str]:
    """What each of two runs is, in a few words, as they stand side by side."""
    metas = [Folder.open(one, alone=False)[1] for one in (path, beside)]
    return [_called(meta, other) for meta, other in zip(metas, metas[::-1], strict=True)]


def _called(meta: Meta, other: Meta) -> str:
    if meta.forked is None or meta.seed != other.seed:
        return f"{meta.scenario}, seed {meta.seed}"
    at = meta.forked["at"]
    rules, others = meta.rules(meta.until), other.rules(at)
    changed = [
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in rules.items()
        if others.get(name) != value
    ]
    more = (
        "other orders"
        if not changed
        else ", ".join(changed[:2]) + (f" and {len(changed) - 2} more" if len(changed) > 2 else "")
    )
    return f"fork: {more}"
