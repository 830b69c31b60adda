"""Otherwise: the nearest decision or draw whose other branch would have kept something from happening.

Each candidate is lived from its tick on with that alone turned, all luck else the same, until some time after the
event; the first without it is the answer. Nothing of this touches the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from undergrid.core import luck, units
from undergrid.core.luck import CERTAIN, Draw
from undergrid.runs.life import Life, Progress
from undergrid.runs.meta import Change
from undergrid.runs.reading import Log
from undergrid.story.candidates import Candidate, candidates
from undergrid.world.log.events import Event, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.world import State

BUDGET = 48 * units.HOUR  # seconds of the city's time that the search may live through, unless somebody says otherwise
_LATER = units.HOUR  # seconds after the event in which the like of it counts as the same end [assumed]
_NOTED = 4096  # draws of one stream that are noted in a tick
_TRIED = 64  # of them that are turned, the likeliest first
_FORGET = 600  # ticks after which the log of a trial is dropped
_MOST = CERTAIN - 1


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
    search = _Search(log, end, budget, progress)
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


class _Search:
    """One Sim of the run, put back to the tick of each candidate in turn."""

    def __init__(self, log: Log, end: Event, budget: int, progress: Progress | None) -> None:
        self.log, self.end, self.budget, self.progress = log, end, budget, progress
        self.life = Life(log.folder, log.meta)
        self.horizon = min(log.meta.tick, end.tick + _LATER)
        self.likes = [one.tick for one in log.events(kind=end.kind.name) if self._is_like(one)]
        self.lived = 0

    def without(self, one: Candidate) -> tuple[Change, ...]:
        """The changes by which the end does not happen; none where it happens all the same."""
        state = self._before(one.event.tick)
        for change in self._turned(one, state):
            self._put(one.event.tick, state, (change,))
            if not self._comes_again(one.event.tick):
                return (change,)
        return ()

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
            found += sum(self._is_like(event) for event in log.rows(before)) if log.n > before else 0
            if found >= expected:
                return True
            if log.n > _FORGET:
                log.clear()
        return False

    def _is_like(self, event: Event) -> bool:
        """Whether an event is the same end: of its kind, about the same people; an ending, the same ending."""
        end, kind = self.end, self.end.kind
        if event.kind != kind or (kind == Kind.ENDED and event.amount != end.amount):
            return False
        sides = [side for side in ("who", "whom") if getattr(kind, side) == "citizen"] or [kind.subject]
        return all(getattr(event, side) == getattr(end, side) for side in sides)

    # -- what the other branch is

    def _turned(self, one: Candidate, state: State) -> Iterator[Change]:
        """The ways in which a candidate comes out otherwise: one for a decision, for a draw those that undo it."""
        tick, event = one.event.tick, one.event
        if one.what == "decision":
            change: Change = {"at": tick, "who": event.who}
            if self._undoes(event, state, change):
                yield change
            return
        stream = luck.stream_name(event.stream)
        if stream is None:  # of a rule that is not here
            return
        for draw in self._drawn(event, state):
            sides = (event.odds, event.odds - 1, _MOST, 0)
            for word in (side for side in sides if (side < event.odds) != (draw.word < event.odds)):
                change = {"at": tick, "stream": stream, "thing": draw.thing, "number": draw.number, "word": word}
                if self._undoes(event, state, change):
                    yield change
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
            int(self.life.sim.world.tables[tables[table]].luck[row])  # type: ignore[attr-defined]
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


def kept_from(log: Log, found: Otherwise) -> int:
    """The tick from which the branch goes on, that of what was turned."""
    assert found.candidate is not None
    return split_id(found.candidate.event.id)[0]
