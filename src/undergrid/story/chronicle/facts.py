"""The first pass: which events a chronicle is about, and what brought each about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from undergrid.core.errors import UsageError, did_you_mean
from undergrid.runs.contents import Columns, Mask
from undergrid.runs.reading import Log
from undergrid.story.chronicle.decisions import HARDLY_BEGUN, held, undone
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import citizens
from undergrid.story.chronicle.hunts import Hunts
from undergrid.story.chronicle.sleepers import asleep
from undergrid.story.chronicle.witnessed import WITNESSED, Witness
from undergrid.world.log.events import COLUMNS, Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_FAR_BACK = 24  # events on the way from something told back to what it came of
_JUST_NOW = 120  # seconds for which whoever was carried has not come by themselves [assumed]
_LATELY = 600  # seconds after somebody stood before a watcher in which it is no news that they are looked for [assumed]
_BEFORE_A_WATCHER = (Kind.CHIP_PRESENTED, Kind.CLAIMED, Kind.CONFESSED, Kind.LUNGED)
MANY = 10  # who die of one thing: as many are counted [assumed]
_AROUND = 15  # cells around a place with a name that belong to it [assumed]

PUBLIC = frozenset({
    Kind.FIRESTORM_BEGAN, Kind.SANDSTORM_BEGAN, Kind.SANDSTORM_ENDED, Kind.CORE_SCREAMED, Kind.SHIELD_FELL,
    Kind.LIGHTS_WENT_OUT, Kind.STEPPED_OUT, Kind.UNPLUGGED, Kind.VOTE_CALLED, Kind.VOTE_CARRIED, Kind.VOTE_FAILED,
    Kind.ARGUED, Kind.VOTED, Kind.MIND_ENDED, Kind.ENDED, Kind.SCENARIO, Kind.NETWORK_RESTARTED,
    Kind.NODE_RESTARTED, Kind.RAIDERS_LANDED, Kind.DOOR_BLOWN, Kind.CAUGHT_FIRE, Kind.RAID_ENDED, Kind.SHORTAGE,
})  # fmt: skip
"""What concerns a whole city: told whoever it is about."""

_NOT_TOLD = frozenset({
    Kind.ORDERED, Kind.LINE_FOUND, Kind.NOTICED, Kind.LOST_SIGHT, Kind.HID, Kind.WAITED_FOR, Kind.WENT_ROUND,
    Kind.NOISE_HEARD, Kind.INFERRED, Kind.SHIFT_WORKED, Kind.HEARD, Kind.ROTORS_HEARD,
})  # fmt: skip
"""What fills a log and is no news to anybody; read where a cause leads through it."""


@dataclass(frozen=True)
class About:
    """Whom or what a chronicle is of."""

    rows: tuple[int, ...]  # the people
    district: int = -1
    cells: tuple[int, ...] = ()  # around which
    faction: int = -1
    called: str = ""  # "" for all the named


class Facts:
    """The events that a chronicle is about, in the order in which they happened."""

    def __init__(
        self, log: Log, about: About, first: int = 0, before: int | None = None, teller: int | None = None
    ) -> None:
        """teller: who tells it: what befalls others before their eyes is read too."""
        self.log, self.about, self._teller = log, about, teller
        self.witnessed: set[int] = set()  # ids of that
        self.first, self.before = first, log.meta.tick + 1 if before is None else before
        self.deeds = Deeds()
        self.events = list(self._read())
        self.deeds.close()
        self.deeds.asleep = asleep(log, self.events)
        self.deeds.dropped = undone(self.events, HARDLY_BEGUN)
        self.deeds.held = held(self.events, self.undone)

    def _read(self) -> Iterable[Event]:
        eyes = None if self._teller is None else Witness(self.log, self._teller)
        for columns in self.log.columns(self.first, self.before):
            self.deeds.note(columns, self.about.rows)
            wanted = self._wanted(columns)
            lists = [columns[name][wanted].tolist() for name in COLUMNS]
            for i, t, k, *rest in zip(*lists, strict=True):
                event = Event(i, t, Kind(k), *rest)
                if eyes is not None and eyes.sees(event):
                    self.witnessed.add(event.id)
                elif event.kind in WITNESSED and self._teller is not None and self._teller not in citizens(event):
                    continue
                yield event

    def _wanted(self, columns: Columns) -> Mask:
        kinds, about = columns["kind"], self.about
        wanted = (
            np.isin(kinds, _numbers(PUBLIC))
            if not about.called
            else np.isin(kinds, [int(Kind.SCENARIO), int(Kind.ENDED)])
        )
        if not about.called:
            wanted |= _tolls(columns)
        for party in ("who", "whom"):
            people = [int(kind) for kind in Kind if getattr(kind, party) == "citizen"]
            wanted |= np.isin(columns[party], about.rows) & np.isin(kinds, people)
            if about.faction >= 0:
                theirs = [int(kind) for kind in Kind if getattr(kind, party) == "faction"]
                wanted |= (columns[party] == about.faction) & np.isin(kinds, theirs)
        if self._teller is not None:
            cast = sorted(self.log.names.citizens)
            wanted |= np.isin(columns["who"], cast) & np.isin(kinds, _numbers(WITNESSED))
            wanted |= np.isin(columns["whom"], cast) & np.isin(kinds, _numbers(WITNESSED))
        wanted &= ~np.isin(kinds, _numbers(_NOT_TOLD))
        if about.district >= 0 or about.cells:
            wanted |= self._here(columns["where"]) & ~np.isin(kinds, _numbers(_NOT_TOLD))
        return wanted

    def _here(self, where: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Mask:
        names = self.log.names
        inside = where >= 0
        if self.about.district >= 0:
            return inside & (names.district_of[np.where(inside, where, 0)] == self.about.district)
        near = np.zeros(len(where), np.bool_)
        area = names.width * names.height
        for cell in self.about.cells:
            (y, x), (v, u) = divmod(cell % area, names.width), np.divmod(where % area, names.width)
            near |= inside & (where // area == cell // area) & ((x - u) ** 2 + (y - v) ** 2 <= _AROUND**2)
        return near

    @cached_property
    def fallen(self) -> frozenset[int]:
        """Who dies in the course of it."""
        return frozenset(event.who for event in self.events if event.kind in (Kind.DIED, Kind.SHUT_DOWN))

    @cached_property
    def undone(self) -> frozenset[int]:
        """Decisions that were replaced before they came to much."""
        return undone(self.events)

    @cached_property
    def begin(self) -> int:
        """The event from which everything given at the start comes."""
        return next((event.id for event in self.events if event.kind == Kind.SCENARIO), 0)


def _tolls(columns: Columns) -> Mask:
    """Deaths of which many came of one thing: what a whole city mourns, whoever it was."""
    died = columns["kind"] == int(Kind.DIED)
    causes, n = np.unique(columns["cause"][died], return_counts=True)
    return died & np.isin(columns["cause"], causes[(n >= MANY) & (causes > 0)])


def back(log: Log, event: Event) -> Iterable[Event]:
    """What brought an event about, and what brought that about, the nearest first."""
    cause, n = event.cause, 0
    while cause and n < _FAR_BACK:
        found = log.get(cause)
        if found is None:
            return
        yield found
        cause, n = found.cause, n + 1


def worth_weighing(events: list[Event]) -> Iterator[Event]:
    """All but what is said of the dead and the carried as if they did it, what slips in after the end, and no news."""
    dead, hurt = set[int](), set[int]()
    hunts = Hunts()
    prognosis = dict[tuple[int, int], int]()  # what who last looked over whom found
    before_them = dict[int, int]()  # who -> when a watcher had them before its eyes
    carried, facts_end = dict[int, int](), events[-1].tick + 1 if events else 0  # until when
    for event in events:
        hunts.note(event)
        if event.kind in _BEFORE_A_WATCHER:
            before_them[event.who] = event.tick
        match event.kind:
            case Kind.DIED | Kind.SHUT_DOWN:
                dead.add(event.who)
            case Kind.TOOK_UP:
                carried[event.whom] = facts_end
            case Kind.SET_DOWN:
                carried[event.whom] = event.tick + _JUST_NOW
            case Kind.WOUNDED | Kind.CLASS_REACHED | Kind.SHOCKED | Kind.FAINTED:
                hurt.add(event.who)
            case Kind.ROUSED if event.whom not in hurt:  # whose turn it is to keep watch
                continue
            case Kind.ABANDONED if event.whom in dead:
                continue
            case Kind.CASE_REOPENED if event.who in dead or hunts.on(event.who):
                continue  # they are beyond that, or hunted already
            case Kind.CASE_REOPENED if event.tick - before_them.get(event.who, -_LATELY) < _LATELY:
                continue  # it has had them before its eyes a moment ago
            case Kind.ASSESSED:
                pair = event.who, event.whom
                before, prognosis[pair] = prognosis.get(pair), event.amount
                if before == event.amount:
                    continue
            case Kind.PLACE_FOUND if event.tick < carried.get(event.who, 0):
                continue
        yield event


def about(log: Log, of: str | None) -> About:
    """What `--of NAME` means: somebody, a place, a district or a faction. Raises UsageError for none of them."""
    names = log.names
    if of is None:
        return About(tuple(sorted(names.citizens)))
    wanted = words(of).strip()
    for row, name in names.citizens.items():
        if wanted in (words(name), words(names.full.get(name, name)), words(names.full.get(name, name)).split()[0]):
            return About((row,), called=names.citizen(row))
    for n, name in enumerate(names.factions):
        if wanted in (words(name), words(name).removeprefix("the ")):
            return About((), faction=n, called=name)
    for n, name in enumerate(names.districts):
        if wanted == words(name):
            return About((), district=n, called=words(name))
    cells = tuple(cell for cell, name in names.places.items() if words(name) == wanted)
    if cells:
        return About((), cells=cells, called=wanted)
    if wanted.removeprefix("citizen ").isdecimal():
        row = log.citizen(of)
        return About((row,), called=names.citizen(row))
    known = [
        *names.citizens.values(),
        *map(words, names.districts),
        *map(words, names.places.values()),
        *names.factions,
    ]
    raise UsageError(f"nobody and nothing is called {of[:60]!r}", hint=did_you_mean(wanted, known))


def _numbers(kinds: Iterable[Kind]) -> list[int]:
    return sorted(map(int, kinds))
