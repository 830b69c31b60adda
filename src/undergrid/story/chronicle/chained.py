"""How the clauses of one sentence are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undergrid.story.chronicle.spell import listed
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind


def grouped(events: Sequence[Event]) -> list[list[Event]]:
    """Events by kind, in the order in which the kinds first come; but a wound is laid bare before it is covered."""
    by_kind: dict[Kind, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event.kind, []).append(event)
    groups = list(by_kind.values())
    bare = by_kind.get(Kind.CUT_AWAY)
    covered = next((n for n, group in enumerate(groups) if group[0].kind in _COVERS), len(groups))
    if bare is not None and groups.index(bare) > covered:
        groups.remove(bare)
        groups.insert(covered, bare)
    return groups


def without_steps(events: Sequence[Event]) -> list[Event]:
    """Deeds without those that are steps of another: a wound that is dressed has been laid bare, and is bound up."""
    covered = {(event.whom, event.amount) for event in events if event.kind == Kind.DRESSED}
    bound = covered | {(event.whom, event.amount) for event in events if event.kind == Kind.STABILISED}
    steps = {Kind.STABILISED: covered, Kind.CUT_AWAY: bound}
    return [event for event in events if (event.whom, event.amount) not in steps.get(event.kind, ())]


def chained(clauses: list[str]) -> str:
    """Clauses one after the other: `she freed him, cut the cloth away, and bound the wound`."""
    if len(clauses) < 3:
        return listed(clauses)
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def once(text: str) -> str:
    """A sentence in which a wound that has been named is `it` from then on."""
    first = _WOUND.search(text)
    if first is None:
        return text
    return text[: first.end()] + _BOUND_UP.sub("bound it up", _WOUND.sub("it", text[first.end() :]))


_COVERS = (Kind.DRESSED, Kind.STABILISED)
_WOUND = re.compile(r"(?<!\w)(?:(?:(?:an?|the) )?\w+'s|my|his|her|their|the)(?: own)? wound\b")


_BOUND_UP = re.compile(r"\bbound up it\b")


def ended(text: str) -> str:
    """A sentence with its full stop, where it does not end in one."""
    return text if not text or text[-1] in ".!?”" else f"{text}."
