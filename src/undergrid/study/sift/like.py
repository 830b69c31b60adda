"""A pattern made of one event: it and what it came of, with roles in place of its people."""

from __future__ import annotations

from undergrid.core.errors import UsageError
from undergrid.runs import Log
from undergrid.setup.file.pattern import How, Party, Plan, Step
from undergrid.study.sift.patterns import Wanted
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import MEMBERS, words

_STEPS = 3  # the event and two that it came of [assumed]
_ROLES = "ABCDEFGH"
_NO_STEP = frozenset(
    {Kind.SCENARIO, Kind.ORDERED, Kind.DECIDED, Kind.MEANT}
)  # what is only the way from one event to another


def like(log: Log, event: int) -> Wanted:
    """What is like an event: of the same kinds, come of the like, among as many people, whoever they are.

    Raises UsageError where the run has no such event.
    """
    found = log.get(event)
    if found is None:
        raise UsageError(f"--like {event}: the run has no such event", hint="ids stand first in `undergrid events DIR`")
    chain, roles = [found], dict[tuple[str, int], str]()
    before = found
    while before.cause and len(chain) < _STEPS and (cause := log.get(before.cause)) is not None:
        before = cause
        if cause.kind not in _NO_STEP:
            chain.append(cause)
    steps = [_step(one, n, roles) for n, one in enumerate(reversed(chain))]
    return Wanted(f"like_{event}", Plan(How.IN_TURN, tuple(steps), means=_means(steps)), "--like")


def _step(event: Event, n: int, roles: dict[tuple[str, int], str]) -> Step:
    kind = event.kind
    words_of = kind.amount in MEMBERS
    return Step(
        kinds=(int(kind),),
        who=_party(kind.who, event.who, roles),
        whom=_party(kind.whom if kind.whom != "target" else "", event.whom, roles),
        amounts=(event.amount,) if words_of else (),
        called=f"step{n}",
        because_of=f"step{n - 1}" if n else "",
    )


def _party(table: str, row: int, roles: dict[tuple[str, int], str]) -> Party:
    if row < 0 or not table:
        return Party()
    return Party(variable=roles.setdefault((table, row), _ROLES[min(len(roles), len(_ROLES) - 1)]))


def _means(steps: list[Step]) -> str:
    said = [
        " ".join(filter(None, (step.who.variable, words(Kind(step.kinds[0]).name), step.whom.variable)))
        for step in steps
    ]
    return ", of that ".join(said)
