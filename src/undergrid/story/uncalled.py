"""Uncalled: that somebody goes to help where nobody has called: to a place that they want to look at anyhow."""

from __future__ import annotations

from dataclasses import replace

from undergrid.runs.reading import Log, Told
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

TO_HELP = "go and look for the hurt"
"""What somebody means to do who has been called by nobody."""

SET_OUT_TO_HELP = ("{who} set out to look for the hurt", "{who} went to see who was hurt")
"""The same, told as the deed that begins with it."""

_TAKEN_UP = (Kind.DECIDED, Kind.INTENDED, Kind.ABANDONED)  # each comes of the one before it, and first of its reason


def uncalled(log: Log, event: Event) -> bool:
    """Whether somebody takes up or gives up to answer a call, of which the log knows none: it came of the beginning."""
    if event.kind == Kind.ACHIEVED and event.amount == Aim.ANSWER_CALL:
        intended = log.events(about=event.who, kind="intended", until=event.tick + 1)
        return any(uncalled(log, one) for one in [one for one in intended if one.amount == event.amount][-1:])
    if event.kind not in _TAKEN_UP or event.amount != Aim.ANSWER_CALL:
        return False
    reason: Event | None = event
    while reason is not None and reason.kind in _TAKEN_UP:
        reason = log.get(reason.cause) if reason.cause else None
    return reason is None or reason.kind == Kind.SCENARIO


def as_told(log: Log, event: Event) -> Told:
    """An event spelled out, and no call in it that never was."""
    told = log.told(event)
    return replace(told, amount=TO_HELP) if uncalled(log, event) else told
