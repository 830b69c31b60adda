"""Explain: all that a run can say of why something happened, as a page to read and as JSON.

What enabled it, link by link; beside that what those in it were about; who knew and did something else; what a sum is
made of; and onward, what came of it. Orders of minds and their taking up of what they decide say the same as the
decision: the page leaves them out, JSON has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from undergrid.minds.minds import wanting
from undergrid.runs.folder import RunError
from undergrid.runs.life import Progress
from undergrid.runs.reading import Log
from undergrid.story import which
from undergrid.story.because import Because, because
from undergrid.story.chronicle.frame import wants
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.spell import Places
from undergrid.story.draws import chance
from undergrid.story.folded import folded, stretch
from undergrid.story.minded import Minded
from undergrid.story.omissions import OF_NEED, Omission, nobody_knew, omissions
from undergrid.story.onward import lines, onward
from undergrid.story.phrases import phrase
from undergrid.story.sums import SUMMED, Part, parts
from undergrid.story.weighed import ANOTHER, AT_A_DOOR, WEIGHED, Weight, in_words, weighed
from undergrid.story.why import Link, why
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.view.names import words

T = TypeVar("T")
_PAD = " " * 10
_ONWARD = 40  # lines of what came of something
_BEGINS = phrase(Kind.SCENARIO).says  # said of what was there from the beginning, which says nothing beside a link
_INTENDED, _ORDERED = words(Kind.INTENDED.name), words(Kind.ORDERED.name)
_RIVAL, _INSTEAD = words(Role.RIVAL.name), words(Role.INSTEAD.name)
_OF = {Kind.SIZED_UP: "trusting them", Kind.RUMOUR_BELIEVED: "believing it", Kind.NET_PATCHED: "the patch"}
_ROOTS = {
    "order": "It goes back to an order from outside.",
    "draw": "It goes back to a draw of luck.",
}


@dataclass(frozen=True)
class Explained:
    """Why something happened."""

    event: Event
    short: str
    chain: list[Link]
    omissions: list[Omission]
    nobody: str  # that nobody learned of it; ""
    sum: list[Part]
    sum_of: str  # the sentence whose sum that is
    sum_wrong: str  # why its parts cannot be told; ""
    weighed: list[Weight]  # of an answer at a door, or a vote
    weighed_wrong: str  # why it cannot be told what was weighed; ""
    onward: list[tuple[Event, str]] | None  # None where it was not asked for
    because: Because  # the answer in a line
    begins: str = ""  # what whoever decided wants from the beginning, where it goes back to that alone

    def as_json(self) -> dict[str, Any]:
        """As the command line answers it: ids of events are whole numbers, `short` is what can be typed."""
        chain = [
            vars(link.told)
            | {"short": link.short, "root": link.root, "draw": link.draw, "also": link.also, "luck": link.luck}
            | {"reasons": [vars(reason) for reason in link.reasons]}
            for link in self.chain
        ]
        others = [
            {"who": one.name, "says": one.says, "events": one.events, "instead": one.instead and one.instead.id}
            for one in self.omissions
        ]
        found = {"event": self.event.id, "short": self.short, "because": self.because.says or None, "chain": chain}
        found |= {"omissions": others}
        found |= {"sum": [vars(part) for part in self.sum], "sum_wrong": self.sum_wrong}
        found |= {"weighed": [vars(weight) for weight in self.weighed], "weighed_wrong": self.weighed_wrong}
        if self.begins:
            found["begins"] = self.begins
        if self.onward is not None:
            found["onward"] = [{"event": one.id, "tick": one.tick, "says": says} for one, says in self.onward]
        return found

    def spelled(self, log: Log) -> str:
        """As a page of plain sentences."""
        answer = [self.because.says, ""] if self.because.says else []
        return "\n".join([*answer, *self._back(log), *self._forth(log)])

    def _back(self, log: Log) -> Iterator[str]:
        chain = [link for n, link in enumerate(self.chain) if not n or not _says_the_same(link)]
        spoken_of = self.chain[self.because.reach].told.id if self.because.reach >= 0 else 0
        left_out = folded(chain, next((n for n, link in enumerate(chain) if link.told.id == spoken_of), -1))
        goes_on = 0
        for n, link in enumerate(chain):
            if n in left_out:
                goes_on = left_out[n]
                yield f"{_PAD}{stretch(chain[n:goes_on])}"
            if n < goes_on:
                continue
            said = self.begins if self.begins and link is self.chain[-1] else _with_rival(link)
            yield f"{link.told.time}  {said}{_drawn(link)}  {link.short}"
            for role, sentence in link.also:
                if role not in (_RIVAL, _INSTEAD) and sentence != _BEGINS:
                    yield f"{_PAD}{role}: {sentence}"
            if link.luck:
                yield f"{_PAD}luck decided: {link.luck}"
            for reason in link.reasons:
                yield f"{_PAD}at that time: {reason.says} ({reason.time})"
            if n == 0 or link.told.id == self._summed:
                yield from self._beside(log, link)
        if (root := self.chain[-1].root) in _ROOTS and goes_on < len(chain):
            yield _ROOTS[root]

    @property
    def _summed(self) -> int:
        return next((link.told.id for link in self.chain if link.sentence == self.sum_of), 0)

    def _beside(self, log: Log, link: Link) -> Iterator[str]:
        if link.told.id == self._summed:
            if self.sum_wrong:
                yield f"{_PAD}its parts cannot be told: {self.sum_wrong}"
            for part in self.sum:
                yield f"{_PAD}{part.points:+5d}  {log.names.time(part.tick)}  {part.says}"
        if link is self.chain[0]:
            yield from (f"{_PAD}{line}" for line in self._balance())
            for omission in self.omissions:
                yield f"{_PAD}who knew: {omission.says}"
            if self.nobody:
                yield f"{_PAD}who knew: {self.nobody}"

    def _balance(self) -> Iterator[str]:
        """What spoke for an answer or a vote, and what against it."""
        if self.weighed_wrong:
            yield f"what was weighed cannot be told: {self.weighed_wrong}"
        if says := in_words(self.event, self.weighed):
            yield says
        what = "opening" if self.event.kind in AT_A_DOOR else _OF.get(self.event.kind, "it")
        for side, sign in (("for", 1), ("against", -1)):
            own = [one for one in self.weighed if one.worth * sign > 0 and one.name != ANOTHER]
            if own:
                yield f"what spoke {side} {what}: {'; '.join(f'{one.says} ({abs(one.worth):,})' for one in own)}"
        for one in self.weighed:
            if one.name == ANOTHER:
                yield _another(self.event.amount, one.worth)

    def _forth(self, log: Log) -> Iterator[str]:
        if self.onward is None:
            return
        yield ""
        yield "What came of it:" if self.onward else "Nothing came of it that the log tells of."
        for event, sentence in self.onward[:_ONWARD]:
            yield f"{log.names.time(event.tick)}  {sentence}  {which.spell(log, event)}"
        if (more := len(self.onward) - _ONWARD) > 0:
            yield f"and {more:,} more, up to {log.names.time(self.onward[-1][0].tick)}"


def explain(log: Log, event: Event, ahead: bool = False, progress: Progress | None = None) -> Explained:
    """All that a run can say of an event. ahead: also what came of it.

    Raises RunError where the chain breaks off. Where the run cannot be lived again for the parts of a sum, `sum_wrong`
    says so.
    """
    minded = Minded(log)
    chain = why(log, event.id)
    events = [found for link in chain if (found := log.get(link.told.id)) is not None]
    need = next((one for one in events if one.kind in OF_NEED), None)
    of_need = need is not None and (need is events[0] or events[0].kind == Kind.ENDED)
    of_need = of_need and not any(role == "dressing" for role, _ in chain[0].also)  # it was seen to, and turned anyhow
    summed = next((one for one in events if one.kind in SUMMED), None)
    added, wrong = _lived_again(parts, log, summed, progress)
    balance, no_balance = _lived_again(weighed, log, event if event.kind in WEIGHED else None, progress)
    knew = omissions(log, need, need.who, minded) if need is not None and of_need else []
    nobody = nobody_knew(log, need, need.who, minded) if need is not None and of_need else ""
    begins = _begins(log, events)
    return Explained(
        event,
        which.spell(log, event),
        chain,
        knew,
        nobody,
        added,
        next((link.sentence for link in chain if summed is not None and link.told.id == summed.id), ""),
        wrong,
        balance,
        no_balance,
        list(lines(log, onward(log, event))) if ahead else None,
        because(
            log, chain, begins, [*(one.short for one in knew if one.short), *([nobody] if nobody else [])], balance
        ),
        begins,
    )


def _lived_again(
    made_of: Callable[[Log, Event, Progress | None], list[T]], log: Log, event: Event | None, progress: Progress | None
) -> tuple[list[T], str]:
    """(what an event was made of, by living the run again up to it; "", or why that cannot be told)."""
    try:
        return (made_of(log, event, progress) if event is not None else []), ""
    except RunError as not_lived:
        return [], not_lived.message


def _begins(log: Log, events: list[Event]) -> str:
    """What somebody wants from the beginning, where a chain ends in that they took it up; "" for another end.

    That the story begins is why they do, and says nothing.
    """
    if len(events) < 2 or events[-1].kind != Kind.SCENARIO or events[-2].kind not in (Kind.DECIDED, Kind.INTENDED):
        return ""
    people, who = People(log), events[-2].who
    person = people.person(who)
    wanted = wants(people, Places(log.names), person, wanting(Aim(events[-2].amount))) if person is not None else ""
    return f"The story begins: {log.names.citizen(who)} wants {wanted}." if wanted else ""


def _another(bought: int, worth: int) -> str:
    """What another patch than the one that was done would have bought. worth: less than 0 where that is no use."""
    less = f"each patch buys less than the one before: by the same hands another would have bought {abs(worth)} minutes"
    return f"{less} for these {bought}" if worth > 0 else f"{less}, which is no use"


def _says_the_same(link: Link) -> bool:
    """Whether a link is an order of a mind, or its taking up of what it decides, which the decision tells as well."""
    return link.told.kind == _INTENDED or (link.told.kind == _ORDERED and bool(link.told.cause))


def _with_rival(link: Link) -> str:
    """The sentence of a decision with what came next to it: `Kael decides to rest, rather than look for trails.`"""
    rival = next((says for role, says in link.also if role == _RIVAL), "")
    bare = rival.partition(" means to ")[2].rstrip(".")
    return f"{link.sentence.rstrip('.')}, rather than {bare}." if bare else link.sentence


def _drawn(link: Link) -> str:
    """Which draw decided, and the chance that what came of it had; "" where nothing was drawn, or it had to come.

    Where luck has a part in how something is seen, and not in whether it is so, the log has no odds: 0.
    """
    if link.told.odds is None or link.told.odds >= 1 or not link.draw:
        return ""
    return f"  [drawn: {link.draw}, {chance(link.told)}]" if link.told.odds else f"  [drawn: {link.draw}]"
