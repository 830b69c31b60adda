"""Differences: how two runs of one city came out otherwise, in people's terms: `Tim: arrested 3 h earlier`."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.core import units
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log, Standing
from undergrid.story.chronicle.ending import DOING
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity
from undergrid.world.view.names import words

_FATES: dict[Kind, tuple[str, str]] = {  # what becomes of somebody, how it is said of them, and that it does not
    Kind.DIED: ("dies", "does not die"), Kind.SHUT_DOWN: ("expires", "does not expire"),
    Kind.STOPPED: ("stopped", "not stopped"), Kind.LET_GO: ("let go", "not let go"),
    Kind.UNCONVINCED: ("not believed", "not disbelieved"),
    Kind.ARRESTED: ("arrested", "not arrested"), Kind.BROKE_AWAY: ("breaks away", "does not break away"),
    Kind.SET_FREE: ("set free", "not set free"), Kind.LET_OUT: ("let out", "not let out"),
    Kind.BROUGHT_TO_SAFETY: ("brought to safety", "not brought to safety"),
    Kind.ADMITTED: ("given a bed", "not given a bed"), Kind.FREED: ("freed", "not freed"),
    Kind.STABILISED: ("bound up", "not bound up"), Kind.WOUNDED: ("wounded", "not wounded"),
    Kind.WANTED: ("wanted", "not wanted"), Kind.INFORMED: ("informed on", "not informed on"),
    Kind.CROSSED: ("through a gate", "through no gate"), Kind.BETRAYED: ("betrays their own", "betrays nobody"),
    Kind.RENEWAL_REFUSED: ("refused renewal", "not refused renewal"),
}  # fmt: skip
_REACHED = ("reached", "not reached")
_TIMES = {1: "once", 2: "twice"}
_BEFALL_WHOM = (
    Kind.STOPPED, Kind.LET_GO, Kind.UNCONVINCED, Kind.ARRESTED, Kind.SET_FREE, Kind.BROUGHT_TO_SAFETY, Kind.FREED,
    Kind.STABILISED, Kind.INFORMED,
)  # fmt: skip
_OF_CROWD = {Kind.DIED: "dead", Kind.ARRESTED: "arrested", Kind.WOUNDED: "wounded", Kind.WANTED: "wanted"}
_STILL = (Activity.RESTING, Activity.WAITING)  # one is as good as the other
_SOON = 60  # seconds between two times that count as one


def differences(one: Log, two: Log, until: int) -> list[str]:
    """A line for each person with a name, each ending and the crowd, where two runs differ in it before a tick."""
    found = [*_people(one, two, until), *_crowd(one, two, until), *_endings(one, two, until)]
    return found or ["Nobody with a name is any better or worse for it."]


def _people(one: Log, two: Log, until: int) -> Iterator[str]:
    fates = [_fates(log, until) for log in (one, two)]
    for row in sorted(one.names.citizens):
        said = list(_stands(one, two, row, until))
        for kind, says in _FATES.items():
            ours, theirs = (found.get((row, kind), []) for found in fates)
            if line := _apart(one, says, ours, theirs):
                said.append(line)
        if said:
            yield f"{one.names.citizen(row)}: {'; '.join(said)}"


def _fates(log: Log, until: int) -> dict[tuple[int, Kind], list[int]]:
    """The ticks at which each fate came to each person."""
    found: dict[tuple[int, Kind], list[int]] = {}
    for kind in _FATES:
        for event in log.events(kind=words(kind.name)):
            if event.tick < until:
                row = event.whom if kind in _BEFALL_WHOM else event.who
                found.setdefault((row, kind), []).append(event.tick)
    return found


def _apart(log: Log, says: tuple[str, str], ours: list[int], theirs: list[int]) -> str:
    """How a fate differs: that it does not come, comes, comes sooner or later, or more or less often; "" for not."""
    if not theirs:
        return f"{says[1]} (before: {log.names.time(ours[0])})" if ours else ""
    if not ours:
        return f"{says[0]} ({log.names.time(theirs[0])})"
    later = theirs[0] - ours[0]
    if abs(later) >= _SOON:
        return f"{says[0]} {units.spell_duration(abs(later) - abs(later) % 60)} {'later' if later > 0 else 'earlier'}"
    often = [_TIMES.get(len(found), f"{len(found)} times") for found in (theirs, ours)]
    return f"{says[0]} {often[0]}, not {often[1]}" if len(ours) != len(theirs) else ""


def _stands(one: Log, two: Log, row: int, until: int) -> Iterator[str]:
    """How somebody is at the end, where both runs end at that tick and their last snapshots can be read."""
    if not one.meta.tick == two.meta.tick == until:
        return
    try:
        ours, theirs = one.standing(row), two.standing(row)
    except RunError:
        return
    if _as_told(ours) != _as_told(theirs):
        before, after = DOING[ours.doing], DOING[theirs.doing]
        if ours.where != theirs.where:
            before, after = f"{before} in {ours.where}", f"{after} in {theirs.where}"
        yield f"{before} → {after}"
    if ours.wanted != theirs.wanted and theirs.alive:
        yield "wanted at the end" if theirs.wanted else "not wanted at the end"


def _as_told(found: Standing) -> tuple[object, ...]:
    doing = Activity.WAITING if found.doing in _STILL else found.doing
    return found.alive, doing, found.where


def _crowd(one: Log, two: Log, until: int) -> Iterator[str]:
    """How many of the others something befell, where that is not the same number."""
    fates = [_fates(log, until) for log in (one, two)]
    for kind, says in _OF_CROWD.items():
        ours, theirs = (
            len({row for row, which in found if which == kind and row not in one.names.citizens}) for found in fates
        )
        if ours != theirs:
            yield f"of the others: {theirs:,} {says}, not {ours:,}"


def _endings(one: Log, two: Log, until: int) -> Iterator[str]:
    for name in dict.fromkeys((*one.meta.endings, *two.meta.endings)):
        ours, theirs = ([tick] if (tick := log.meta.endings.get(name, until)) < until else [] for log in (one, two))
        if line := _apart(one, _REACHED, ours, theirs):
            yield f"the ending {words(name)}: {line}"
