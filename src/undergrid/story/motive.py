"""Motive: what somebody was about at a moment of a run, why, what came next, and what would have turned them.

All of it is read from the log: what they had taken up and not ended, the last decision and what stood beside it, the
last order of their own, and what they had tried in vain of late; whether they could do anything, from the run's tracks.
"""

from __future__ import annotations

from dataclasses import dataclass

from undergrid.core import numbers
from undergrid.core.errors import UsageError
from undergrid.minds.intentions import MARGIN
from undergrid.runs.reading import Log
from undergrid.story.beside import Beside
from undergrid.story.chronicle.people import People
from undergrid.story.hours import wanted
from undergrid.story.phrases import tell
from undergrid.story.uncalled import as_told
from undergrid.story.written import as_written
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

_OF_LATE = 1800  # seconds in which what came to nothing is told [assumed]
_KEPT_BY = {
    Activity.SLEEPING: "asleep", Activity.UNCONSCIOUS: "unconscious", Activity.HELD: "held",
    Activity.QUESTIONED: "stopped and questioned", Activity.HAULED: "in somebody's hands", Activity.PLUGGED: "dreaming",
}  # fmt: skip
_MOST = 5  # things tried in vain that are told


@dataclass(frozen=True)
class Motive:
    """What somebody was about: sentences, and the events behind them (0 for none)."""

    who: str
    time: str
    about: str  # what they had decided, or wanted in the words of a canon; "" for nothing
    decided: int
    because: tuple[str, ...]  # from the reason of the decision back to where it begins
    step: str  # what they did for it last
    aside: tuple[str, ...]  # what they did since then for another reason, and that reason; until when they lie low
    held: tuple[str, ...]  # what else they had taken up
    rival: str  # what came next
    share: float  # what that was worth, in parts of what they decided for
    refused: tuple[str, ...]  # what came to nothing of late
    written: bool = False  # whether they do as a canon says, and weigh nothing
    state: str = ""  # what keeps them from all that: asleep, held, unconscious, ...; "" for nothing
    end: str = ""  # how they died before that moment
    since: str = ""  # when they had decided, or wanted, that
    befell: str = ""  # what had befallen them last who want nothing of their own
    answer: str = ""  # why, in a line
    until: str = ""  # what they decided for next, or that they died, and when

    def spelled(self) -> str:
        """As a page of plain sentences."""
        lines = [f"{self.who} at {self.time}{f', {self.state}' if self.state else ''}"]
        if self.end:
            return "\n".join([*lines, self.end])
        lines += [self.answer] if self.answer else []
        if self.about:
            lines.append(f"{self.about} (since {self.since})")
        elif self.befell:
            lines.append(f"They have no wants of their own in this story. What had befallen them last: {self.befell}")
        elif not self.written:
            lines.append("They were about nothing.")
        lines += [f"  because: {sentence}" for sentence in self.because]
        lines += [f"Last: {self.step}"] if self.step else []
        lines += [f"But for now: {sentence}" for sentence in self.aside]
        lines += [f"Until: {self.until}"] if self.until else []
        lines += [f"Also taken up: {sentence}" for sentence in self.held]
        if self.rival:
            lines += [
                f"Next came: {self.rival} It was worth {100 * self.share:.0f} % of that, and would have turned them "
                f"at {100 + 100 // MARGIN} %, or had what they were about been over."
            ]
        elif self.written:
            lines += ["They follow the story as written: nothing else was weighed."]
        elif self.about and not self.answer.startswith("Nothing else"):
            lines += ["Nothing else was weighed."]
        lines += [f"In vain: {sentence}" for sentence in self.refused]
        return "\n".join(lines)


def motive(log: Log, who: str | int, at: int | str) -> Motive:
    """What somebody was about at a tick, a duration since the beginning, or the first time a clock shows `HH:MM`.

    Raises UsageError where there is nobody of that name, or the run does not reach that moment.
    """
    row, tick = log.citizen(who), moment(log, at)
    mine = [event for event in log.events(about=row) if event.who == row and event.tick <= tick]
    died = next((event for event in mine if event.kind in (Kind.DIED, Kind.SHUT_DOWN)), None)
    if died is not None:
        return _dead(log, row, tick, died)
    if log.meta.canon and not any(event.kind in (Kind.DECIDED, Kind.INTENDED) for event in mine):
        return _as_written(log, row, tick, mine)
    open_, decided = dict[tuple[int, int], Event](), None
    for event in mine:
        key = event.amount, event.whom
        if event.kind == Kind.INTENDED:
            open_[key] = event
        elif event.kind in (Kind.ACHIEVED, Kind.ABANDONED):
            open_.pop(key, None)
        elif event.kind == Kind.DECIDED:
            decided = event
    if decided is not None and (decided.amount, decided.whom) not in open_:
        decided = None  # that was over
    beside = log.because(decided.id) if decided else []
    rival = next((cause for cause, role in beside if role == Role.RIVAL), 0)
    back = _back(log, decided) if decided else []
    return Motive(
        log.names.citizen(row),
        log.names.time(tick),
        _says(log, decided),
        decided.id if decided else 0,
        tuple(back),
        _step(log, mine, decided),
        tuple(_aside(log, mine, decided, tick)),
        tuple(
            _says(log, event) for key, event in open_.items() if not decided or key != (decided.amount, decided.whom)
        ),
        _says(log, log.get(rival)) if rival else "",
        decided.odds / 2**32 if decided else 0.0,
        tuple(_in_vain(log, mine, tick)),
        state=_state(log, row, tick),
        since=log.names.time(decided.tick) if decided else "",
        befell=_befell(log, row, tick),
        answer=_answer(log, _lies_low(mine, tick), decided, back)
        or ("" if len(open_) > 1 else _at_rest(log, mine, decided, rival)),
        until=_until(log, row, tick, decided),
    )


def _answer(log: Log, low: Event | None, decided: Event | None, back: list[str]) -> str:
    """Why somebody was about what they were: what they lie low for, else of what their decision came."""
    found = list[str]()
    noticed = log.get(low.cause) if low is not None and low.cause else None
    if low is not None and noticed is not None and noticed.kind != Kind.SCENARIO:
        until = log.names.time(low.tick + 60 * low.amount)
        found.append(f"{_says(log, noticed).rstrip('.')}: they lie low until {until} or later")
    reason = wanted(log, decided) if decided is not None else ""
    reason = reason or (back[0].partition("  ")[2].rstrip(".") if back else "")
    if reason:
        found.append(f"and what they had decided came of this: {reason}" if found else reason)
    return f"Because {'; '.join(found)}." if found else ""


def _at_rest(log: Log, mine: list[Event], decided: Event | None, rival: int) -> str:
    """That somebody has done what they set out for, where nothing else was weighed since; "" where they have not."""
    done = [one for one in mine if one.kind == Kind.ACHIEVED and one.amount == Aim.REACH]
    if decided is None or rival or not done:
        return ""
    return f"Nothing else was weighed: what they had set out for was done (since {log.names.time(done[-1].tick)})."


def _lies_low(mine: list[Event], tick: int) -> Event | None:
    """The last time that somebody ran for it, where they lie low for that still."""
    low = [event for event in mine if event.kind == Kind.LAY_LOW and event.tick + 60 * event.amount > tick]
    return low[-1] if low else None


def _until(log: Log, row: int, tick: int, decided: Event | None) -> str:
    """What ended it, with its time: that they decided for something else, or died; "" for nothing in the run."""
    ends = (Kind.DECIDED, Kind.DIED, Kind.SHUT_DOWN)
    for event in log.events(about=row, since=tick + 1) if decided is not None else ():
        same = decided is not None and (event.amount, event.whom) == (decided.amount, decided.whom)
        if event.who == row and event.kind in ends and not (event.kind == Kind.DECIDED and same):
            reason = _back(log, event)[:1] if event.kind == Kind.DECIDED else []
            because = f" Because: {reason[0].partition('  ')[2]}" if reason else ""
            return f"{log.names.time(event.tick)}  {_says(log, event)}{because}"
    return ""


_OF_A_MIND = (Kind.DECIDED, Kind.INTENDED, Kind.MEANT, Kind.ORDERED)


def _befell(log: Log, row: int, tick: int) -> str:
    """What had befallen one of the cast last by a moment who wants nothing; "" for others, and for nothing."""
    person = People(log).person(row)
    if person is None or person.wants:
        return ""
    told = [event for event in log.events(about=row) if event.tick <= tick and event.kind not in _OF_A_MIND]
    return f"{log.names.time(told[-1].tick)}  {_says(log, told[-1])}" if told else ""


def _dead(log: Log, row: int, tick: int, died: Event) -> Motive:
    """What is to be said of somebody who has died before that moment: how."""
    end = f"{log.names.time(died.tick)}  {_says(log, died)}"
    return Motive(
        log.names.citizen(row), log.names.time(tick), "", 0, (), "", (), (), "", 0.0, (), state="dead", end=end
    )


def _state(log: Log, row: int, tick: int) -> str:
    """What keeps one of the cast from doing anything at a moment, by the tracks of the run; "" for nothing."""
    stand = Beside(log).at(row, tick)
    return _KEPT_BY.get(stand.doing, "") if stand is not None else ""


def _as_written(log: Log, row: int, tick: int, mine: list[Event]) -> Motive:
    """What somebody was about who does as a canon says: what they want by it, and their last order."""
    orders = [event for event in mine if event.kind == Kind.ORDERED]
    meant = next((event for event in reversed(mine) if event.kind == Kind.MEANT), None)
    about, step = _says(log, meant), _says(log, orders[-1]) if orders else ""
    because = _back(log, meant) if meant else []
    own = _back(log, orders[-1])[:1] if orders else []  # what the last order came of, where that is something else
    if own and own != because[:1] and (reason := own[0].partition("  ")[2]) != about:
        step += f" Because: {reason}"
    return Motive(
        log.names.citizen(row), log.names.time(tick), about, meant.id if meant else 0, tuple(because),
        step, (), (), "", 0.0, tuple(_in_vain(log, mine, tick)), written=bool(orders),
        since=log.names.time(meant.tick) if meant else "", state=_state(log, row, tick),
        befell=_befell(log, row, tick), answer=_of_a_canon(log, meant, because), until=_next_step(log, row, tick),
    )  # fmt: skip


def _of_a_canon(log: Log, meant: Event | None, because: list[str]) -> str:
    """Why somebody wants what a canon says: of what that came, else what it waited for."""
    if meant is None:
        return ""
    if because:
        return f"Because {because[0].partition('  ')[2]}"
    waited = as_written(log, meant)
    return f"Because the story is written so: {waited[:1].lower()}{waited[1:]}"


def _next_step(log: Log, row: int, tick: int) -> str:
    """What a canon has somebody want next, when, and what that waited for; "" for nothing more."""
    after = next((one for one in log.events(about=row, kind="meant", since=tick + 1) if one.who == row), None)
    return f"{log.names.time(after.tick)}  {_says(log, after)} {as_written(log, after)}" if after is not None else ""


def moment(log: Log, at: int | str, option: str = "--at") -> int:
    """A tick of a run, from a tick, a duration, or a time of day as the log writes it: `21:30`, `day 2, 04:11`.

    Raises UsageError where the run has no such moment.
    """
    tick = numbers.ticks(at, option, log.names.starts)
    if tick > log.meta.tick:
        raise UsageError(f"{option}: {log.folder.path} was lived until {log.names.time(log.meta.tick)} only")
    return tick


def _says(log: Log, event: Event | None) -> str:
    return tell(event.kind, as_told(log, event)) if event is not None else ""


def _back(log: Log, decided: Event) -> list[str]:
    """Why somebody decided so, from the nearest reason on; the beginning of the story and orders are left out."""
    reasons: list[str] = []
    cause = log.get(decided.cause) if decided.cause else None
    while cause is not None and cause.kind != Kind.SCENARIO and len(reasons) < _MOST:
        if cause.kind not in (Kind.INTENDED, Kind.ORDERED):
            reasons.append(f"{log.names.time(cause.tick)}  {tell(cause.kind, as_told(log, cause))}")
        cause = log.get(cause.cause) if cause.cause else None
    return reasons


def _step(log: Log, mine: list[Event], decided: Event | None) -> str:
    """What somebody did for what they are about, last."""
    steps = [event for event in mine if event.kind == Kind.ORDERED and decided and event.cause == decided.id]
    return _says(log, steps[-1]) if steps else ""


def _aside(log: Log, mine: list[Event], decided: Event | None, tick: int) -> list[str]:
    """What somebody did of late that was not for what they are about, and until when they lie low."""
    found = []
    orders = [event for event in mine if event.kind == Kind.ORDERED]
    if decided and orders and orders[-1].cause != decided.id and orders[-1].tick > decided.tick:
        cause = log.get(orders[-1].cause)
        because = f" Because: {_says(log, cause)}" if cause is not None and cause.kind != Kind.SCENARIO else ""
        found.append(_says(log, orders[-1]) + because)
    if (low := _lies_low(mine, tick)) is not None:
        until = log.names.time(low.tick + 60 * low.amount)
        found.append(f"They lie low until {until} or later. Because: {_says(log, low)}")
    return found


def _in_vain(log: Log, mine: list[Event], tick: int) -> list[str]:
    """What came to nothing of late, the newest first."""
    refused = [
        event
        for event in mine
        if event.kind == Kind.REFUSED and tick - event.tick <= _OF_LATE and event.amount != Refusal.SUPERSEDED
    ]
    return list(dict.fromkeys(_says(log, event) for event in reversed(refused)))[:_MOST]
