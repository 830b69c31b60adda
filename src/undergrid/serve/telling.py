"""Telling: events as sentences, why, and what a search finds; read from the run's log on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from undergrid import story
from undergrid.core.errors import UndergridError
from undergrid.runs.contents import SERIES
from undergrid.runs.folder import Folder
from undergrid.runs.reading import Log
from undergrid.serve import answers, marks, wire
from undergrid.serve.apart import apart, called_both
from undergrid.serve.errand import Errand
from undergrid.serve.interest import Array, interest, kinds
from undergrid.serve.survey import survey
from undergrid.world.log.events import Event
from undergrid.world.view.names import Names, words

_MOST_TOLD = 3000  # lines about one person
_MOST_LINKS = 60  # of a chain
_MOST_HITS = 12
_MOST_POINTS = 4000  # of a series
_STRETCH = 60  # ticks for which the same people are of interest
_MOST_STRETCHES = 200  # that are remembered


class _Story:
    """What has been told of somebody so far."""

    def __init__(self, row: int) -> None:
        self.row, self.until = row, 0
        self._events: list[Event] = []
        self._lines: list[answers.Told] = []

    def lines(self, log: Log) -> list[answers.Told]:
        """The events as sentences, up to where the log is; sentences are made anew only if something has happened."""
        if self.until < log.meta.tick:
            fresh = list(log.events(about=self.row, since=self.until))
            self.until = log.meta.tick
            if fresh:
                self._events += fresh
                told = story.following(log, self._events)
                self._lines = [marks.told(log, event, says, self.row) for event, says in told if event is not None][
                    -_MOST_TOLD:
                ]
        return self._lines


class Teller:
    """A run's log; while the run grows, only what is new is read. One thread at a time may ask it."""

    def __init__(self, path: Path, beside: Path | None = None) -> None:
        """Of a run, which stands beside another or alone."""
        self.path, self.beside = path, beside
        self._log: Log | None = None
        self._stories: dict[int, _Story] = {}
        self._kinds: Array | None = None
        self._interest: dict[int, list[answers.Interest]] = {}  # by stretch of time
        self._errands: dict[str, Errand] = {}

    def close(self) -> None:
        """Let go of the processes that work something out."""
        for errand in self._errands.values():
            errand.close()

    def log(self) -> Log:
        """The log as far as it is on disk."""
        meta = Folder.open(self.path, alone=False)[1]
        if self._log is None or meta.tick < self._log.meta.tick:  # it has been taken back, and is gone on with
            self._log, self._stories = Log(self.path), {}
            self._kinds, self._interest = None, {}
        elif meta.tick > self._log.meta.tick:
            self._log.refresh()
            self._kinds, self._interest = None, {}
        return self._log

    def state(self) -> wire.State:
        """How far the run is."""
        _, meta = Folder.open(self.path, alone=False)
        return {
            "kind": "state",
            "first": 1,
            "tick": meta.tick,
            "until": meta.until,
            "status": meta.status,
            "endings": [(words(name), tick) for name, tick in sorted(meta.endings.items(), key=lambda one: one[1])],
            "trouble": "",
            "runs": called_both(self.path, self.beside) if self.beside else [],
        }

    def answer(self, ask: wire.Ask) -> wire.Answer:
        """What was asked for; where it cannot be told, why not."""
        found: Any = None
        trouble = ""
        try:
            found = {
                "events": self._events, "why": self._why, "find": self._find, "course": self._course,
                "interest": self._interesting, "arc": self._surveyed, "life": self._surveyed, "apart": self._apart,
            }[ask.about](ask)  # fmt: skip
        except (UndergridError, ValueError) as wrong:
            trouble = wrong.message if isinstance(wrong, UndergridError) else str(wrong)
        return {"kind": "answer", "number": ask.number, "trouble": trouble, "body": found}

    def _events(self, ask: wire.Ask) -> list[answers.Told]:
        log = self.log()
        if not 0 <= ask.row < log.meta.citizens:
            return []
        return self._stories.setdefault(ask.row, _Story(ask.row)).lines(log)

    def _why(self, ask: wire.Ask) -> list[answers.Why]:
        log, event = self.log(), int(ask.text)
        links = story.why(log, event)
        kept = links if len(links) <= _MOST_LINKS else [*links[: _MOST_LINKS - 1], links[-1]]
        return [why_of(log, link) for link in kept]

    def _find(self, ask: wire.Ask) -> list[wire.Hit]:
        names, text = self.log().names, ask.text.strip().lower()
        return find(names, self.log().meta.citizens, text)[:_MOST_HITS] if text else []

    def _interesting(self, ask: wire.Ask) -> list[answers.Interest]:
        log, stretch = self.log(), ask.tick // _STRETCH
        if stretch not in self._interest:
            self._kinds = kinds(log) if self._kinds is None else self._kinds
            self._interest[stretch] = interest(log, stretch * _STRETCH, self._kinds)
            if len(self._interest) > _MOST_STRETCHES:
                del self._interest[next(iter(self._interest))]
        return self._interest[stretch]

    def _surveyed(self, ask: wire.Ask) -> answers.Arc | answers.Life:
        if "survey" not in self._errands:
            self._errands["survey"] = Errand(survey, str(self.path))
        found: answers.Arc | answers.Life = self._errands["survey"].ask(ask.about, ask.row)
        return found

    def _apart(self, ask: wire.Ask) -> answers.Apart:
        if self.beside is None:
            raise ValueError("there is no other run beside this one")
        if "apart" not in self._errands:
            self._errands["apart"] = Errand(apart, str(self.path), str(self.beside))
        found: answers.Apart = self._errands["apart"].ask(ask.about)
        return found

    def _course(self, ask: wire.Ask) -> wire.Course:
        columns = self.log().series()
        every = max(1, -(-len(columns["tick"]) // _MOST_POINTS))
        shown = {name: columns[name][::every].tolist() for name in SERIES[1:]}
        return {"ticks": columns["tick"][::every].tolist(), "columns": shown}


def why_of(log: Log, link: story.Link) -> answers.Why:
    """One event of a chain, as the page has it."""
    one = log.get(link.told.id)
    return {
        "id": str(link.told.id),
        "tick": link.told.tick,
        "time": link.told.time,
        "says": link.sentence,
        "cell": one.where if one else -1,
        "root": link.root or "",
        "draw": link.draw,
        "odds": link.told.odds or -1.0,  # none, or none that the log has
        "also": [*link.also],
    }


def find(names: Names, citizens: int, text: str) -> list[wire.Hit]:
    """Who and what has a name or number like a text; the named first."""
    hits = list[wire.Hit]()
    for row, key in sorted(names.citizens.items()):
        full = names.full.get(key, key)
        if text in full.lower() or text in key.lower():
            hits.append({"what": "citizen", "row": row, "name": full, "note": "one of the named"})
    number = text.removeprefix("citizen").strip()
    if number.isascii() and number.isdecimal() and len(number) < 10 and int(number) < citizens:
        row = int(number)
        if row not in names.citizens:
            hits.append({"what": "citizen", "row": row, "name": names.citizen(row), "note": ""})
    tables: tuple[tuple[Any, tuple[str, ...], str], ...] = (
        ("gate", names.gates, "gate"),
        ("watcher", names.watchers, "watcher"),
        ("building", names.buildings, "building"),
        ("node", names.nodes, "node of the network"),
    )
    for what, called, note in tables:
        said = [(row, words(name)) for row, name in enumerate(called)]
        starts = [(row, name) for row, name in said if name.lower().startswith(text)]
        holds = [(row, name) for row, name in said if text in name.lower() and not name.lower().startswith(text)]
        hits += [{"what": what, "row": row, "name": name, "note": note} for row, name in (starts + holds)[:_MOST_HITS]]
    return hits
