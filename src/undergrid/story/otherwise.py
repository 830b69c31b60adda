"""Otherwise: the nearest decision or draw whose other branch would have kept something from happening.

Each candidate is lived from its tick on with that alone turned, all luck else the same, until some time after the
event; the first without it is the answer. Nothing of this touches the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from undergrid.core import luck, units
from undergrid.core.luck import CERTAIN, Draw
from undergrid.runs.life import Life, Progress
from undergrid.runs.meta import Change, Drawn, Turned
from undergrid.runs.reading import Log
from undergrid.story.candidates import Candidate, candidates
from undergrid.story.differences import differences
from undergrid.story.draws import chance, percent
from undergrid.story.minded import Minded
from undergrid.story.phrases import phrase, tell
from undergrid.story.phrases.phrase import Repeats
from undergrid.story.sums import check_lived
from undergrid.story.telling import plainly
from undergrid.story.why import parties
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words
from undergrid.world.world import State

BUDGET = 48 * units.HOUR  # seconds of the city's time that the search may live through, unless somebody says otherwise
_LATER = units.HOUR  # seconds after the event in which the like of it counts as the same end [assumed]
_NOTED = 4096  # draws of one stream that are noted in a tick
_TRIED = 64  # of them that are turned, the likeliest first
_FORGET = 600  # ticks after which the log of a trial is dropped
_MOST = CERTAIN - 1
_AT_ONCE = 300  # seconds after a draw in which what happens in its place is looked for


@dataclass(frozen=True)
class Otherwise:
    """What would have changed the end: the candidate, how that is done, and what the search has cost."""

    end: Event
    candidate: Candidate | None  # None where nothing was found
    changes: tuple[Change, ...]
    tried: int  # candidates that were lived
    left: int  # candidates for which the budget did not last
    lived: int  # seconds of the city's time


class _SpentError(Exception):
    """The budget is spent."""


def otherwise(log: Log, end: Event, budget: int = BUDGET, progress: Progress | None = None) -> Otherwise:
    """Look for the nearest decision or draw whose other branch keeps `end` from happening within an hour of its time.

    budget: seconds of the city's time that may be lived. Raises RunError where the run cannot be lived again.
    """
    known = candidates(log, end)
    search = Search(log, end, budget, progress)
    tried = 0
    try:
        for one in known:
            changes = search.without(one)
            tried += 1
            if changes:
                return Otherwise(end, one, changes, tried, len(known) - tried, search.lived)
    except _SpentError:
        pass
    return Otherwise(end, None, (), tried, len(known) - tried, search.lived)


def is_like(end: Event, event: Event) -> bool:
    """Whether an event is the same end: of its kind, about the same people; an ending, the same ending."""
    kind = end.kind
    if event.kind != kind or (kind == Kind.ENDED and event.amount != end.amount):
        return False
    sides = [side for side in ("who", "whom") if getattr(kind, side) == "citizen"] or [kind.subject]
    return kind == Kind.ENDED or all(getattr(event, side) == getattr(end, side) for side in sides)


class Search:
    """One Sim of the run, put back to the tick of each candidate in turn."""

    def __init__(self, log: Log, end: Event, budget: int = BUDGET, progress: Progress | None = None) -> None:
        self.log, self.end, self.budget, self.progress = log, end, budget, progress
        self.life = Life(log.folder, log.meta)
        self.horizon = min(log.meta.tick, end.tick + _LATER)
        self.likes = [one.tick for one in log.events(kind=words(end.kind.name)) if is_like(end, one)]
        self.lived = 0
        self._state: State = {}  # before the tick of the candidate that is being tried

    def without(self, one: Candidate) -> tuple[Change, ...]:
        """The changes by which the end does not happen; none where it happens all the same."""
        for change in self.turned(one):
            self._put(one.event.tick, self._state, (change,))
            if not self._comes_again(one.event.tick):
                return (change,)
        return ()

    def turned(self, one: Candidate) -> Iterator[Change]:
        """The ways in which a candidate comes out otherwise, one at the most; none where it does not."""
        self._state = state = self._before(one.event.tick)
        self._step()
        check_lived(self.log, self.life, one.event)
        yield from self._turned(one, state)

    def _before(self, tick: int) -> State:
        """The state before a tick."""
        self.life.change(self.log.meta.changes)
        self.life.load_latest(tick)
        while self.life.sim.tick < tick:
            self._step()
        return self.life.sim.world.state()

    def _put(self, tick: int, state: State, changes: tuple[Change, ...]) -> None:
        self.life.sim.world.events.clear()
        self.life.put(tick, state)
        self.life.change([*self.log.meta.changes, *changes])

    def _step(self) -> None:
        """Live through a tick, of the budget."""
        if self.lived >= self.budget:
            raise _SpentError
        if self.lived % _FORGET == 0 and self.progress:
            self.progress(self.lived, self.budget)
        self.lived += 1
        self.life.step()

    def _comes_again(self, tick: int) -> bool:
        """Whether the like of the end happens as often from a tick on as it did, as far as is looked."""
        expected = sum(tick <= at <= self.horizon for at in self.likes)
        log, found = self.life.sim.world.events, 0
        while self.life.sim.tick <= self.horizon and self.life.sim.tick < self.log.meta.tick:
            before = log.n
            self._step()
            found += sum(is_like(self.end, event) for event in log.rows(before)) if log.n > before else 0
            if found >= expected:
                return True
            if log.n > _FORGET:
                log.clear()
        return False

    # -- what the other branch is

    def _turned(self, one: Candidate, state: State) -> Iterator[Change]:
        """As `turned`, from the state before its tick."""
        tick, event = one.event.tick, one.event
        if one.what == "decision":
            turned = Turned(at=tick, who=event.who)
            if self._undoes(event, state, turned):
                yield turned
            return
        stream = luck.stream_name(event.stream)
        if stream is None:  # of a rule that is not here
            return
        for draw in self._drawn(event, state):
            sides = (event.odds, event.odds - 1, _MOST, 0)
            for word in (side for side in sides if (side < event.odds) != (draw.word < event.odds)):
                drawn = Drawn(at=tick, stream=stream, thing=draw.thing, number=draw.number, word=word)
                if self._undoes(event, state, drawn):
                    yield drawn
                    return

    def _drawn(self, event: Event, state: State) -> list[Draw]:
        """The draws of an event's stream in its tick, those that it is likeliest to hang on first."""
        self._put(event.tick, state, ())
        world = self.life.sim.world
        key = luck.forcing(world.seed, event.tick, event.stream, noted=_NOTED)
        with world.drawing_by([key]):
            self._step()
        own = self._keys(event)
        draws = dict.fromkeys(luck.noted_in(key))
        return sorted(draws, key=lambda draw: (draw.thing not in own, draw.word >= event.odds))[:_TRIED]

    def _keys(self, event: Event) -> set[int]:
        """The luck keys of those whom an event is about, alone and together."""
        tables = {"citizen": "citizens", "watcher": "watchers", "gate": "gates", "node": "nodes"}
        sides = (event.kind.who, event.who), (event.kind.whom, event.whom)
        keys = [
            int(self.life.sim.world.tables[tables[table]].luck[row])  # type: ignore[attr-defined]  # these four tables have it
            for table, row in sides
            if table in tables and row >= 0
        ]
        return {*keys, *(int(luck.pair(a, b)) for a in keys for b in keys)}

    def _undoes(self, event: Event, state: State, change: Change) -> bool:
        """Whether a change keeps an event from happening as it did, in its tick."""
        self._put(event.tick, state, (change,))
        self._step()
        same = [one for one in self.life.sim.world.events.this_tick() if one.id == event.id]
        return not any((one.whom, one.amount) == (event.whom, event.amount) for one in same)


@dataclass(frozen=True)
class ToldOtherwise:
    """What was found, told: what was turned, how it comes out instead, and what that changes by the end."""

    end: str
    end_id: int
    decision: int  # the event that was turned
    what: str
    says: str
    odds: float
    otherwise: str
    after_all: str  # when the same end comes all the same, later; "" for not by the end of the branch
    differences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As the command line answers it."""
        found = {"end": self.end_id, "decision": self.decision, "what": self.what, "says": self.says}
        found |= {"odds": round(self.odds, 6), "otherwise": self.otherwise, "after_all": self.after_all or None}
        return found | {"differences": self.differences}

    def spelled(self) -> str:
        """As a page of plain sentences."""
        lines = [f"It hung on this {self.what}:", f"  {self.says}", "Otherwise:", f"  {self.otherwise}", ""]
        lines += ["By the end, then:", *(f"  {line}" for line in self.differences)]
        return "\n".join([*lines, f"But: {self.after_all}"] if self.after_all else lines)


def told_otherwise(log: Log, found: Otherwise, branch: Log) -> ToldOtherwise:
    """Tell what was found, with the branch that has been recorded with it."""
    assert found.candidate is not None
    event, end = found.candidate.event, found.end
    says = f"{log.names.time(event.tick)}  {tell(event.kind, plainly(log, event))}"
    share = percent(found.candidate.odds)
    if found.candidate.what == "decision":
        rival = Minded(log).rival(event)
        bare = tell(rival.kind, plainly(log, rival)) if rival is not None else ""
        says += f" (What came next was worth {share} of that.)"
        otherwise = bare.replace(" means to ", " decides to ", 1) or "Something else is decided."
    else:
        says += f" ({chance(log.told(event)).capitalize()}: {luck.stream_name(event.stream)}.)"
        otherwise = _instead(log, event, branch)
    again = [
        one
        for one in branch.events(kind=words(end.kind.name), since=event.tick)
        if is_like(end, one) and one.tick > end.tick
    ]
    late = f"{tell(end.kind, plainly(branch, again[0]))} ({log.names.time(again[0].tick)})" if again else ""
    until = min(log.meta.tick, branch.meta.tick)
    lines = tuple(differences(log, branch, until))
    return ToldOtherwise(
        tell(end.kind, plainly(log, end)), end.id, event.id, found.candidate.what, says, found.candidate.odds,
        otherwise, late, lines,
    )  # fmt: skip


def _instead(log: Log, event: Event, branch: Log) -> str:
    """What happens to those in an event in its place, in the first minutes of the branch."""
    known = {one.id for one in log.events(since=event.tick) if one.tick <= event.tick + _AT_ONCE}
    own = set(parties(event))
    for one in branch.events(since=event.tick):
        if one.tick > event.tick + _AT_ONCE:
            break
        new = one.id not in known and phrase(one.kind).repeats not in (Repeats.LEFT_OUT, Repeats.COUNTED)
        if new and own & set(parties(one)):
            return f"{branch.names.time(one.tick)}  {tell(one.kind, plainly(branch, one))}"
    return "It does not come to that."


def nothing_found(log: Log, found: Otherwise) -> str:
    """That no decision and no draw was found, and how many were looked at."""
    end = tell(found.end.kind, plainly(log, found.end))
    tried = "one decision or draw" if found.tried == 1 else f"{found.tried} decisions and draws"
    if not found.tried + found.left:
        return f"No decision and no draw lies behind it that could have come out otherwise: {end}"
    left = f", and for {found.left} more the budget did not last: a larger --budget may find one" if found.left else ""
    return f"It would have come to that all the same, by {tried} that might have kept it from happening{left}: {end}"
