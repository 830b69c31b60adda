"""The Record: the authority's own file of a night, from its sightings, dossiers and judgements only, in its register.

It has its errors: whom it takes for whom, what it never saw. Whoever it has not identified has no name in it. Nobody
dies in it: of whoever is shut down, bleeds to death or is shot it holds, once the registry has heard of it, that their
subscription was concluded.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator

from undergrid.runs.reading import Log
from undergrid.story.chronicle.episodes import ARRIVES
from undergrid.story.chronicle.facts import About, Facts
from undergrid.story.chronicle.people import People
from undergrid.story.chronicle.special.verdicts import faults
from undergrid.story.chronicle.spell import Places, capital, lapse
from undergrid.story.chronicle.told import Chronicle, Scene, Sentence
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.society import Category
from undergrid.world.view.names import words

_PAUSE = 1800  # seconds without an entry after which a file has a new heading [assumed]
_AGAIN = 900  # seconds in which another sighting of the same one is no new entry [assumed]


def record(log: Log, about: About, first: int, last: int, again: str) -> Chronicle:
    """The file on those whom a chronicle is about. again: the command that makes the run again."""
    facts = Facts(log, about, first, last + 1)
    clerk = _Clerk(log, Places(log.names))
    sentences = list(clerk.entries(facts))
    return Chronicle(
        title=f"Record of the Authority: {about.called or People(log).title or log.meta.scenario}",
        scenario=log.meta.scenario,
        seed=log.meta.seed,
        citizens=log.meta.citizens,
        starts=log.names.time(first),
        ends=log.names.time(last),
        begun=log.names.starts,
        teller="record",
        synopsis=(),
        opening=(),
        characters=(),
        scenes=tuple(_files(log, sentences)),
        close=(),
        again=again,
        run=shlex.quote(str(log.folder.path)),
    )


def _files(log: Log, sentences: list[Sentence]) -> Iterator[Scene]:
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if not groups or sentence.tick - groups[-1][-1].tick > _PAUSE:
            groups.append([])
        groups[-1].append(sentence)
    for n, group in enumerate(groups, 1):
        title = f"File {n}, {log.names.time(group[0].tick)}"
        yield Scene(f"s{n}", title, "", (), group[0].tick, group[-1].tick, "", tuple(group))


class _Clerk:
    """Whoever keeps the file: knows identities once there is one, and the suspicion that stands."""

    def __init__(self, log: Log, places: Places) -> None:
        self.log, self.places = log, places
        self._known: set[int] = set()  # identified
        self._points: dict[int, int] = {}
        self._seen: dict[int, int] = {}
        self._further: dict[int, list[int]] = {}  # sightings since the last entry on somebody
        self._people = People(log)
        self._hauls: dict[int, int] = {}  # who moves whom along
        self._ends: dict[int, int] = {}  # by which event somebody's life has ended: not entered before it is heard of

    def entries(self, facts: Facts) -> Iterator[Sentence]:
        for event in facts.events:
            entry = _ENTRIES.get(event.kind)
            if event.kind in (Kind.SHUT_DOWN, Kind.DIED):
                self._ends[event.who] = event.id
            if event.kind in (Kind.TOOK_UP, *ARRIVES):
                self._hauls[event.who] = event.whom if event.kind == Kind.TOOK_UP else -1
            if entry is None:
                continue
            if event.kind == Kind.IDENTIFIED:
                self._known.add(event.who)
            if event.kind in (Kind.SUSPECTED, Kind.WANTED, Kind.IDENTIFIED):
                self._points[event.who] = event.amount
            if event.kind in (Kind.SIGHTED, Kind.HEAT_SEEN):
                last = self._seen.get(event.whom, -_AGAIN)
                self._seen[event.whom] = event.tick
                if event.tick - last < _AGAIN:
                    self._further.setdefault(event.whom, []).append(event.id)
                    continue
            row = event.who if event.kind.who == "citizen" else event.whom
            further = self._further.pop(row, [])
            told = (event.id, *further)
            if event.kind == Kind.STRUCK_OFF and event.who in self._ends:
                told = (event.id, self._ends[event.who], *further)
            text = f"{self.log.names.time(event.tick)} {entry(self, event)}"
            if further:
                text += f" Further contacts: {len(further)}."
            yield Sentence(text, told, "record", event.tick)

    def subject(self, row: int) -> str:
        """Somebody as the file has them: by name once identified, else by a number of its own."""
        return self.log.names.citizen(row).upper() if row in self._known else f"subject {row}"

    def watcher(self, row: int) -> str:
        return self.log.names.watchers[row].capitalize()

    def at(self, event: Event) -> str:
        return self.places.district(event.where).removeprefix("the ") or "place unknown"

    def against(self, row: int) -> str:
        """What the file holds against the answers of somebody: ` No tag. Carried: one person, wounded.`"""
        other = self._hauls.get(row, -1)
        own, carried = faults(self._people.person(row)), faults(self._people.person(other))
        found = [capital(", ".join(own))] if own else []
        found += [f"Carried: {', '.join(['one person', *carried])}"] if other >= 0 else []
        return "".join(f" {one}." for one in found)

    def points(self, row: int) -> str:
        n = self._points.get(row)
        return f" {n} points." if n is not None else ""


def _sighted(clerk: _Clerk, event: Event) -> str:
    return (
        f"{clerk.watcher(event.who)}: {clerk.subject(event.whom)}, {clerk.at(event)}, {event.amount} m."
        f"{clerk.points(event.whom)}"
    )


def _warm(clerk: _Clerk, event: Event) -> str:
    return f"{clerk.watcher(event.who)}: body heat, {clerk.at(event)}. Identity not established."


def _classified(clerk: _Clerk, event: Event) -> str:
    return f"{clerk.watcher(event.who)}: {clerk.subject(event.whom)} entered as {words(Category(event.amount).name)}."


def _doubted(clerk: _Clerk, event: Event) -> str:
    said = f"{clerk.watcher(event.who)}: account of {clerk.subject(event.whom)} not accepted."
    return f"{said}{clerk.against(event.whom)}"


def _judged(clerk: _Clerk, event: Event) -> str:
    verdict = {Verdict.OPEN: "Clearance accepted", Verdict.REFUSE: "Clearance not accepted", Verdict.ALARM: "Alarm"}
    return (
        f"{clerk.watcher(event.who)}: {clerk.subject(event.whom)} presented a chip. {verdict[Verdict(event.amount)]}."
    )


def _concluded(clerk: _Clerk, event: Event) -> str:
    """What is entered of an end: the same words for every one of them, and how late it was heard of."""
    end = clerk.log.get(clerk._ends.get(event.who, 0))
    early = end is not None and end.kind == Kind.DIED
    how = "ahead of term" if early else "in the ordinary course"
    return (
        f"{capital(clerk.subject(event.who))}: subscription concluded {how}. No irregularities. "
        f"Struck off the register, {lapse(event.amount)} after the last signal."
    )


def _of(text: str) -> Callable[[_Clerk, Event], str]:
    """An entry on the one to whom a watcher does something."""
    return lambda clerk, event: (
        f"{clerk.watcher(event.who)}: {text.format(clerk.subject(event.whom), at=clerk.at(event))}."
    )


def _on(text: str) -> Callable[[_Clerk, Event], str]:
    """An entry on whom the event befalls."""
    return lambda clerk, event: capital(f"{text.format(clerk.subject(event.who), at=clerk.at(event), n=event.amount)}.")


def _at_works(text: str) -> Callable[[_Clerk, Event], str]:
    """An entry of a works on what has become of somebody."""
    return lambda clerk, event: (
        f"{capital(clerk.log.names.facilities[event.who].replace('_', ' '))}: "
        f"{text.format(clerk.subject(event.whom), n=event.amount)}."
    )


_ENTRIES: dict[Kind, Callable[[_Clerk, Event], str]] = {
    Kind.SIGHTED: _sighted,
    Kind.HEAT_SEEN: _warm,
    Kind.CLASSIFIED: _classified,
    Kind.JUDGED: _judged,
    Kind.HUNT_BEGAN: _of("dispatched after {0}"),
    Kind.SEARCH_BEGAN: _of("contact with {0} lost; searching {at}"),
    Kind.HUNT_ENDED: _of("search for {0} ended without result"),
    Kind.ARRESTED: _of("{0} arrested, {at}"),
    Kind.TAKEN_INTO_CUSTODY: _of("{0} handed over to custody, {at}"),
    Kind.STOPPED: _of("{0} stopped and questioned, {at}"),
    Kind.LET_GO: _of("{0} released. No grounds"),
    Kind.UNCONVINCED: _doubted,
    Kind.BEACON_TRACED: _of("distress signal traced to {at}"),
    Kind.RADIO_TRACED: _of("unlicensed transmission traced to {at}"),
    Kind.FIRED_ON: _of("force applied to {0}, {at}"),
    Kind.OUT_OF_ACTION: _of("unit lost, {at}. Responsible: {0}"),
    Kind.TRACKED: _of("trace of {0} found, {at}"),
    Kind.TRACK_LOST: _of("trace of {0} lost, {at}"),
    Kind.IDENTIFIED: _on("{0} identified"),
    Kind.SUSPECTED: _on("{0} under suspicion, {n} points"),
    Kind.WANTED: _on("{0} entered as wanted, {n} points"),
    Kind.HUNT_ASSIGNED: _on("Order to pursue {0}"),
    Kind.ORDER_LAPSED: _on("Order on {0} lapsed"),
    Kind.DOSSIER_CLOSED: _on("File on {0} closed"),
    Kind.LABELLED: _on("{0} classed as cognitively contaminated, {at}"),
    Kind.STRUCK_OFF: _concluded,
    Kind.BANNED_FOUND: _of("{0} found in breach of the law, {at}"),
    Kind.SANCTIONED: _on("Sanction imposed on {0}"),
    Kind.DELIVERED: _at_works("remainder of {0} received"),
    Kind.PROCESSED: _at_works("remainder of {0} returned to the common supply, {n:,} g"),
    Kind.RENEWAL_REFUSED: _on("Renewal of {0} refused"),
    Kind.FINED: _on("{0} fined {n} points of obedience"),
    Kind.REWARDED: _on("{0} credited {n} points"),
    Kind.CROSSED: _on("{0} passed a gate, {at}"),
    Kind.LOCATION_LEARNED: _on("{0} gave information, {at}"),
}
