"""The fifth pass: words. One sentence or two for a beat, in the past tense, with pronouns where they can mean one only.

Which of several wordings is taken hangs on a hash of the seed and the events alone, so a run is told in the same words
each time, and another in others.
One whose skeleton (names and numbers blanked) stood within the last twenty sentences makes room for another.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from undergrid.runs.reading import Log
from undergrid.story.chronicle import amounts, special
from undergrid.story.chronicle.asides import said_besides
from undergrid.story.chronicle.chained import chained, ended, grouped, once, without_steps
from undergrid.story.chronicle.deeds import Deeds
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.mentions import Mentions
from undergrid.story.chronicle.passages import Passages
from undergrid.story.chronicle.people import IT
from undergrid.story.chronicle.purposes import to_what_end
from undergrid.story.chronicle.skeletons import blanked, skeleton
from undergrid.story.chronicle.special import seizures
from undergrid.story.chronicle.spell import capital, clock, lapse, listed, number
from undergrid.story.chronicle.told import Sentence
from undergrid.story.chronicle.versions import wordings_of
from undergrid.story.phrases import LINES, SHOT_FREE, SHOT_ONESELF_FREE, phrase
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_APART = 20  # sentences within which no skeleton comes twice
_LATER = 480  # seconds after which it is said how much later something is [assumed]
_AT_ONCE = 4  # deeds in one sentence
_SENTENCE = re.compile(r"(?:^|[.!?] )[a-z]")
_SUBJECT = re.compile(r"^\{who\}|\b(?:then|that|where|when|now|and|what|as|line|time|own,|did) \{who\}", re.IGNORECASE)
_PASSIVE = re.compile(r"\{was\}|\b(?:was|were|had been)\b")  # behind which `by` says who did it
_ADVERSE = frozenset({
    Kind.TURNED_AWAY, Kind.DENIED, Kind.REFUSED, Kind.ALARM, Kind.JUDGED, Kind.VOTE_FAILED, Kind.PLACE_MISSED,
    Kind.NO_BED, Kind.CANNOT_OPEN, Kind.KEPT_SILENT, Kind.ABANDONED, Kind.STUCK, Kind.PLEDGE_FAILED, Kind.PLEDGE_BROKEN,
})  # fmt: skip
_FOLLOWS = frozenset({Kind.DECIDED, Kind.MEANT, Kind.LET_IN, Kind.SOUGHT_HELP, Kind.PLEDGED, Kind.WALKED_OUT})
_SOUGHT = frozenset({
    Kind.ASKED, Kind.CHIP_PRESENTED, Kind.VOTE_CALLED, Kind.DECIDED, Kind.MEANT, Kind.PLEDGED, Kind.KNOCKED,
    Kind.PLACE_TOLD,
})  # fmt: skip


class Wording:
    """Finds the words for beats, one after the other."""

    def __init__(
        self, log: Log, mentions: Mentions, teller: str, deaths: dict[int, Event], deeds: Deeds, first_pick: int = 0
    ) -> None:
        """first_pick: by how many wordings it differs from another that tells of the same."""
        self._first_pick = first_pick
        self.log, self.mentions, self.teller, self.deaths, self.deeds = log, mentions, teller, deaths, deeds
        self.passages = Passages(log, mentions.places)
        self._recent: deque[str] = deque(maxlen=_APART)
        self._lines: set[str] = set()  # of talk that have been said
        self._before: Beat | None = None  # told last in this scene
        self._so = False  # whether the last sentence began so
        self._last: Beat | None = None  # told last, in whatever scene: a reader takes `so` and `but` to speak of that
        self._place = ""  # where the reader is
        self._names = blanked(log.names, mentions.places)

    def new_scene(self, place: str = "") -> None:
        """A scene begins, at a place that its heading names."""
        self._place = place
        self.mentions.new_scene()
        self._before = None

    def go_on(self) -> None:
        """What is told next stands by itself, where the reader is already."""
        self.new_scene(self._place)

    def beat(self, beat: Beat) -> Iterator[Sentence]:
        """The sentences of a beat; none where all that could be said stands there already."""
        saved, place = self.mentions.state(), self._place
        for lead in self._leads(beat):
            timed = lead.endswith(" later ") or lead.startswith(("At ", "By ", "It was "))
            for n in range(special.MOST):
                self.mentions.restore(saved)
                self._place = place
                texts = self._said(beat, self._pick(beat, n))
                if not texts or (timed and texts[0].startswith(("for ", "in the course", "with "))):
                    continue
                begin, texts[0] = to_what_end(self, beat, lead, texts[0])
                said = [
                    begin + (self.inside(texts[0]) if begin else texts[0]),
                    *texts[1:],
                ]
                said = [capital(text) for text in said]
                skeletons = [self.skeleton(text) for text in said]
                if len(set(skeletons)) == len(skeletons) and not any(one in self._recent for one in skeletons):
                    self._recent.extend(skeletons)
                    self._before = beat
                    self._last = beat
                    self._so = said[0].startswith("So ")
                    yield from self._sentences(beat, said)
                    return
        self.mentions.restore(saved)
        self._place = place

    def inside(self, text: str) -> str:
        """A sentence as it stands within another."""
        return text if self._keeps(text) else text[:1].lower() + text[1:]

    def way(self, beat: Beat, way: tuple[list[int], Sequence[str]]) -> Iterator[Sentence]:
        """By which way those came who are in a scene that begins with a beat; nothing where nobody did."""
        rows, passed = way
        if rows:
            acts = self.mentions.together(rows)
            self.mentions.end(rows[0] if len(rows) == 1 else -1)
            yield Sentence(
                f"{capital(acts)} had come by {listed(list(passed))}.", (beat.lead.id,), self.teller, beat.first
            )

    def _keeps(self, text: str) -> bool:
        """Whether a sentence begins with a name, which keeps its capital within another."""
        return text.startswith("I ") or any(text.startswith(name) for name in self._names if name[:1].isupper())

    def _sentences(self, beat: Beat, said: list[str]) -> Iterator[Sentence]:
        orders = (self.deeds.acted[e.id] for e in beat.events if e.kind == Kind.DECIDED and e.id in self.deeds.acted)
        told = tuple(dict.fromkeys([*(event.id for event in beat.events), *beat.also, *orders]))
        asks = beat.how == "hunt"  # what a hunter says comes before it lets somebody go
        for text in said[:1] if asks else said:
            yield Sentence(text, told, self.teller, beat.first, talk=text.startswith("“"))
        for event in beat.events if beat.how != "council" else ():
            line = self.line(event)
            if line:
                yield Sentence(f"“{line}”", (event.id,), self.teller, event.tick, talk=True)
                break
        for text in said[1:] if asks else ():
            yield Sentence(text, told, self.teller, beat.first)

    def _pick(self, beat: Beat, n: int) -> int:
        """Which wording: by a hash of what happened in which run, then the next, and so on.

        What happens at the same tick in each run of a scenario has the same id, and would be told in the same words.
        """
        digest = hashlib.blake2b(f"{self.log.meta.seed} {beat.lead.id}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big") + self._first_pick + n

    def _leads(self, beat: Beat) -> list[str]:
        """How a sentence may begin, the best first."""
        before, when = self._before, self.log.names.starts + beat.turn.tick
        if beat.how == "quiet hours":  # whose sentence says how long it was
            return [""]
        origin = beat.came_of if beat.came_of is self._last else None
        if before is None:
            so = ["So "] if origin is not None and beat.lead.kind in _FOLLOWS else []
            here = ["Here "] if self._place else []
            return [*so, "", "Now ", *here, f"At {clock(when)} "]  # nothing stands before it that `then` could follow
        since = beat.turn.tick - max(before.turn.tick, before.last if before.how not in _OF_A_MOMENT else 0)
        if since >= _LATER:
            return [
                f"{capital(lapse(since))} later ",
                f"At {clock(when)} ",
                f"By {clock(when)} ",
                f"It was {clock(when)} when ",
            ]
        if origin is not None and beat.lead.kind in _ADVERSE and origin.lead.kind in _SOUGHT:
            return ["But ", "", f"At {clock(when)} "]
        if origin is not None and beat.lead.kind in _FOLLOWS and not self._so:
            return ["So ", "", f"At {clock(when)} "]
        return ["", "Then ", f"At {clock(when)} ", f"By {clock(when)} ", f"It was {clock(when)} when "]

    def skeleton(self, text: str) -> str:
        """A sentence with its names and numbers blanked."""
        return skeleton(text, self._names)

    def _said(self, beat: Beat, pick: int) -> list[str]:
        """The sentences of a beat in one of their wordings; none where it has no words."""
        if beat.how == "arrest":
            texts = self._done(beat, pick)
            besides = (seizures.for_whom(self, beat), seizures.why_seized(self, beat)) if texts else ()
            return [*texts, *(text for text in besides if text)]
        return self._done(beat, pick)

    def _done(self, beat: Beat, pick: int) -> list[str]:
        """What is done in a beat, without why."""
        fell = beat.only(Kind.SET_DOWN) if beat.how not in ("haul", "carried on") else []
        if fell and (texts := self._done(replace(beat, events=[e for e in beat.events if e not in fell]), pick)):
            return [*texts[:-1], f"{texts[-1].removesuffix('.')}, and {self._left_lying(fell)}."]
        if beat.how in special.WORDS and len(beat.events) > special.SINGLE.get(beat.how, 0):
            return special.WORDS[beat.how](self, beat, pick)
        if beat.how in _JOINED:
            return self._joined(beat, pick)
        text = self.clause(beat.lead, pick)
        if not text:
            return []
        self.mentions.end(subject(beat.lead) if beat.lead.kind.who != "mind" else -1)
        if (aside := said_besides(self, beat)).startswith(", made when"):  # which says who
            text = text.replace(" of someone", "").replace(" that someone had left", "")
        return [ended(text + aside)]

    def _left_lying(self, fell: Sequence[Event]) -> str:
        """Whoever was let fall, as a clause: `Leo was left lying in the street`."""
        rows = sorted({event.whom for event in fell})
        acts = self.mentions.together(rows)
        was = self.mentions.pronouns(rows[0]).was if len(rows) == 1 and acts == "I" else "was"
        return f"{acts} {was if len(rows) == 1 else 'were'} left lying{self._at(fell[0].where) or ' there'}"

    def clause(self, event: Event, pick: int, follows: bool = False) -> str:
        """An event as a clause without a full stop. follows: without its subject, behind another deed of theirs."""
        wordings = wordings_of(self, event)
        freed = self._freed_by(event)
        if freed is not None:
            wordings = SHOT_FREE if freed != event.who else SHOT_ONESELF_FREE
        if follows:
            wordings = tuple(one for one in wordings if one.startswith("{who} ")) or wordings
        template = wordings[pick % len(wordings)].rstrip(".")
        if follows:
            template = template.removeprefix("{who} ")
        text = self.fill(template, event, follows)
        if freed is None:
            return text
        by = text.replace("[by]", self.mentions.together([freed]))
        return by.replace("[free]", self.mentions.together([event.who]))  # `he` would be whoever has shot

    def _freed_by(self, event: Event) -> int | None:
        """Who shot the machine that had hold of somebody who got away from it; None where nobody did."""
        cause = self.log.get(event.cause) if event.kind == Kind.BROKE_AWAY and event.cause else None
        shot = cause is not None and cause.kind in (Kind.OUT_OF_ACTION, Kind.CRASHED) and cause.whom >= 0
        return cause.whom if cause is not None and shot and cause.who == event.whom else None

    def goal(self, row: int) -> str:
        """`for the old station`: where somebody sets out for; "" where the scenario names no place, or several."""
        person = self.mentions.people.person(row)
        goals = [want["reach"] for want in person.wants if isinstance(want, dict) and "reach" in want] if person else []
        place = goals[0].get("place") if len(goals) == 1 and isinstance(goals[0], dict) else goals[0] if goals else None
        return (
            f"for {self.mentions.places.called(str(place).removesuffix('_door'))}" if place and len(goals) == 1 else ""
        )

    def fill(self, template: str, event: Event, follows: bool = False, n: int = 0) -> str:
        """A wording with its slots filled."""
        kind, mentions = event.kind, self.mentions
        if kind in _CALLS and self.mentions.people.teller is None and mentions.people.named(event.whom):
            template = template.replace("someone who", "{whom}, who").replace("someone", "{whom}")
        acts = event.who if kind.who == "citizen" else -1
        slots = {"n": number(n), "at": "", "who": ""}
        if "{who}" in template and not follows:
            slots["who"] = self._party(kind.who, event.who, -1, not _SUBJECT.search(template))
        if "{whom}" in template:
            slots["whom"] = self._party(kind.whom, event.whom, acts, "{who} and {whom}" not in template)
            if "{whom}, who" in template and kind.whom == "citizen" and event.whom >= 0:
                slots["whom"] = mentions.name(event.whom)
        mine = mentions.pronouns(acts) if acts >= 0 else IT
        plural = mine.was if slots["who"] == mine.subject else "was"
        slots |= {"self": mine.reflexive, "was": plural}
        if "{whose}" in template:
            slots["whose"] = (
                mentions.possessive(acts, acts if "{who}" in template or follows else -1) if acts >= 0 else "its"
            )
        if "{whoms}" in template:
            slots["whoms"] = (
                mentions.possessive(event.whom, acts) if kind.whom == "citizen" and event.whom >= 0 else "its"
            )
        if "{at}" in template:
            at = self._at(event.where)
            slots["at"] = (
                f" near {at.removeprefix(' by ')}" if at.startswith(" by ") and _PASSIVE.search(template) else at
            )
        if "{amount}" in template:
            slots["amount"] = amounts.amount(self.log, mentions, event)
            if "{" in slots["amount"]:
                slots["amount"] = self.fill(slots["amount"], event, follows or "{who}" in template)
        return template.format_map(_Slots(slots)).replace("  ", " ").strip()

    def _at(self, cell: int) -> str:
        """Where something happens, unless the reader is there already."""
        places = self.mentions.places
        spot = places.spot(cell)
        if not spot or spot == self._place or (self._place and spot == places.district(cell)):
            return ""  # beside a place with a name it says nothing in which part of the city that is
        self._place = spot
        return f" {self.mentions.places.at(cell)}"

    def _party(self, table: str, row: int, of: int, undergoes: bool = False) -> str:
        mentions = self.mentions
        if row < 0:
            return "somebody"
        if table == "citizen":
            if row == of:
                return mentions.pronouns(row).reflexive
            return mentions.object(row, of) if undergoes else mentions.subject(row)
        return mentions.watcher(row) if table == "watcher" else mentions.thing(table, row)

    def _joined(self, beat: Beat, pick: int) -> list[str]:
        """Deeds of one person joined: `She freed him, cut the cloth away, and bound the wound.`"""
        groups = grouped(without_steps(beat.events))
        found: list[str] = []
        for first in range(0, len(groups), _AT_ONCE):
            part = groups[first : first + _AT_ONCE]
            clauses = [self._deed(events, pick + k, follows=k > 0) for k, events in enumerate(part)]
            if beat.how == "arrest":  # whom it is done to is named by then
                name, him = self.mentions.people.short(beat.lead.whom), self.mentions.pronouns(beat.lead.whom).object
                clauses[1:] = [re.sub(rf"\b{re.escape(name)}\b", him, clause) for clause in clauses[1:]]
            if beat.how == "night":  # a door is named once
                clauses[1:] = [re.sub(r"\bthe door\b(?! of)", "it", clause) for clause in clauses[1:]]
            found.append(ended(once(chained([clause for clause in clauses if clause]))))
            self.mentions.end(subject(part[0][0]))
        return found

    def _deed(self, events: Sequence[Event], pick: int, follows: bool) -> str:
        many = phrase(events[0].kind).many
        if len(events) > 1 and many.startswith("{who} "):
            template = many.rstrip(".")
            return self.fill(template.removeprefix("{who} ") if follows else template, events[0], follows, len(events))
        return self.clause(events[0], pick, follows)

    def line(self, event: Event) -> str:
        """What is said aloud in an event, by whoever acts; "" for nothing."""
        of_kind = LINES.get(event.kind)
        if of_kind is None:
            return ""
        amount = str(self.log.names.amount(event.kind, event.amount)).replace("_", " ")
        move, acts = words(event.kind.name), event.who if event.kind.who == "citizen" else -1
        person = self.mentions.people.person(acts)
        own = (person.voice.get(f"{move}, {amount}") or person.voice.get(move) or ()) if person is not None else ()
        lines = [*own, *(of_kind.get(amount) or of_kind.get("") or ())]
        fresh = [line for line in lines if line not in self._lines]
        if not fresh:
            return ""
        n = self._pick(Beat("", [event]), 0)
        line = fresh[n % len(own)] if own and fresh[0] in own and len(fresh) >= len(own) else fresh[n % len(fresh)]
        self._lines.add(line)
        people = self.mentions.people
        name = people.log.names.citizen(acts).split()[0] if acts >= 0 else ""
        slots = {"who": name, "name": name, "amount": amounts.amount(self.log, self.mentions, event)}
        slots["whom"] = people.short(event.whom) if event.kind.whom == "citizen" and event.whom >= 0 else ""
        return _SENTENCE.sub(lambda found: found[0].upper(), line.format_map(_Slots(slots)))


_CALLS = frozenset({Kind.BEACON_HEARD, Kind.BEACON_TRACED})  # of which the narrator knows whose they are
_OF_A_MOMENT = frozenset({
    "hunt", "blood", "fear", "guilt", "attachment", "grief", "solace", "flight", "refused", "look", "quiet hours",
})  # fmt: skip
"""Episodes that are told at one moment of theirs: how long they go on is not said, so no time has passed by them."""
_JOINED = frozenset({"treatment", "night", "names", "smoke", "arrest", "custody"})


class _Slots(dict[str, str]):
    """Slots by name; one that a maker's sentence names and nobody fills stays empty."""

    def __missing__(self, key: str) -> str:
        return ""
