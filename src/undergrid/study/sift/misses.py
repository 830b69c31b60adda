"""The nearest miss: how far a pattern that does not occur has come, and the one clause without which it would occur.

The chain that has come furthest, and latest of these, is taken. Then one clause of the step after it is left out at a
time, those first that are missed by a little, and the first with which that chain would go on is the one that failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from undergrid.core import units
from undergrid.setup.file.pattern import Moment, Party, Step
from undergrid.study.arcs.chains import SECOND, Chains, Ready, _last_before, ready
from undergrid.study.arcs.search import Walk
from undergrid.study.sift.kept import Kept
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_TOLD = 4  # kinds that are spelled out


@dataclass(frozen=True)
class Miss:
    """How near a pattern came: so many of its steps, what failed in the next, and the events of those before.

    `events` are the ids of the chain, then of the event that would have gone on but for the clause, where there is one.
    """

    reached: int
    of: int
    clause: str
    says: str
    events: tuple[int, ...]
    roles: Mapping[str, int]


def miss_of(kept: Kept, walk: Walk) -> Miss | None:
    """The nearest miss of a walk that came to no end; None where nothing of it ever happened."""
    n, steps = walk.reached, walk.plan.steps
    if not steps:
        return None
    if n == len(steps):
        return _missed(walk, walk.after[-1], n, "never_again", "it happened again later")
    before = walk.after[n - 1] if n else None
    for clause, step in _relaxed(steps[n]):
        found = walk.go(n, ready(kept, step, walk.at))
        if len(found.end):
            one = _nearest(found, walk, n, clause)
            return _missed(walk, one, n, clause, _said(kept, walk, n, clause, one))
    if before is None:
        return None
    latest = before.only(np.array([int(np.argmax(before.end))]))
    later = walk.steps[n].rows.order
    if len(later) and later[-1] > latest.end[0]:
        return _missed(walk, latest, n, "several", "of what came after it, none was right but for one thing")
    kinds = kinds_in_words(steps[n])
    more = f" and {len(kinds) - _TOLD} kinds more" if len(kinds) > _TOLD else ""
    return _missed(walk, latest, n, "kind", f"nothing of the kind came after it: {', '.join(kinds[:_TOLD])}{more}")


def _missed(walk: Walk, one: Chains, n: int, clause: str, says: str) -> Miss:
    found = one.only(np.array([int(np.argmax(one.end))]))
    steps = [*walk.steps[:n], *walk.steps[n : n + 1]][: len(found.rows)]
    ids = [int(step.rows.columns["id"][rows[0]]) for step, rows in zip(steps, found.rows, strict=False)]
    roles = {name: int(values[0]) for name, values in found.names.items() if name[0] != "@"}
    return Miss(n, len(walk.plan.steps), clause, says, tuple(event for event in ids if event), roles)


def _relaxed(step: Step) -> Iterator[tuple[str, Step]]:
    """(a clause that a step asks for, the step without it), those first that are missed by a little."""
    if step.within >= 0:
        yield "within", replace(step, within=-1)
    if step.without:
        yield "without", replace(step, without=())
    if step.spanning >= 0:
        yield "spanning", replace(step, spanning=-1)
    if step.at_least > 1:
        yield "at_least", replace(step, at_least=1, of_different="", spanning=-1)
    if step.because_of:
        yield "because_of", replace(step, because_of="")
    if step.causes:
        yield "cause", replace(step, causes=())
    if step.amounts or step.bits or step.least is not None or step.most is not None:
        yield "amount", replace(step, amounts=(), bits=0, least=None, most=None)
    if step.cells is not None:
        yield "near", replace(step, cells=None)
    if step.levels or step.districts or step.district:
        yield "at", replace(step, levels=(), districts=(), district="")
    if step.after != Moment() or step.before != Moment():
        yield "after" if step.after != Moment() else "before", replace(step, after=Moment(), before=Moment())
    if not step.either:
        if step.whom != Party():
            yield "whom", replace(step, whom=Party())
        if step.who != Party():
            yield "who", replace(step, who=Party())
    if step.while_who or step.while_whom:
        yield "state", replace(step, while_who=(), while_whom=())


def _nearest(found: Chains, walk: Walk, n: int, clause: str) -> Chains:
    """Of what would have gone on, the one that missed by least: for a window, by the shortest wait."""
    at = int(np.argmax(found.end))
    if clause == "within":
        at = int(np.argmin((found.end >> SECOND) - _since(found, walk, n)))
    return found.only(np.array([at]))


def _since(found: Chains, walk: Walk, n: int) -> np.ndarray:
    """The tick from which the window of step `n` is counted."""
    if not n:
        return np.full(len(found.end), max(0, walk.steps[0].first))
    ticks: np.ndarray = walk.steps[n - 1].rows.columns["tick"][found.rows[n - 1]].astype(np.int64)
    return ticks


def _said(kept: Kept, walk: Walk, n: int, clause: str, one: Chains) -> str:
    """What failed, in words."""
    step, end = walk.plan.steps[n], int(one.end[0] >> SECOND)
    match clause:
        case "within":
            took = end - int(_since(one, walk, n)[0])
            late = units.spell_duration(took - step.within)
            return f"it came {late} too late: within {units.spell_duration(step.within)} was asked for"
        case "without":
            return f"before it there was {_between(kept, walk, n, one)}"
        case "spanning":
            return f"they were further apart than {units.spell_duration(step.spanning)}"
        case "at_least":
            return f"there were fewer than {step.at_least}"
        case "because_of":
            return f"it did not come of the {step.because_of}"
        case "cause":
            return f"nothing of it was brought about by {' or '.join(words(Kind(kind).name) for kind in step.causes)}"
        case "who" | "whom":
            return f"it was another: {clause} is not {getattr(step, clause).variable or 'as asked for'}"
        case "state":
            parties = (("who", step.while_who), ("whom", step.while_whom))
            return " and ".join(f"{party} was not {' or '.join(asked)}" for party, asked in parties if asked)
    return f"{clause} was otherwise"


def _between(kept: Kept, walk: Walk, n: int, one: Chains) -> str:
    """What came between that was not to."""
    until = one.end
    for step in walk.plan.steps[n].without:
        other: Ready = ready(kept, step, walk.at)
        near = _last_before(other, until, one.names)
        if near[0] >= 0:
            kinds = kinds_in_words(step)
            if not step.of:
                kinds = [words(Kind(int(other.rows.columns["kind"][other.fits[near[0]]])).name)]
            tick = int(other.end[near[0]] >> SECOND)
            return f"{kinds[0]}, {units.spell_duration(end_of(until) - tick)} earlier"
    return "what was not to come between"


def kinds_in_words(step: Step) -> list[str]:
    """What a step waits for, in words: kinds of events, or what is none."""
    return [step.of] if step.of else [words(Kind(kind).name) for kind in step.kinds]


def end_of(order: np.ndarray) -> int:
    """The tick of an order."""
    return int(order[0] >> SECOND)
