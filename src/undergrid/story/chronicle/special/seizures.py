"""Words for why somebody is seized, and why they are let go again, as far as the log has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import back
from undergrid.story.chronicle.spell import lapse
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.trails import TraceKind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_FOR_SOMEBODY = frozenset({Aim.SAVE, Aim.LOOK_FOR, Aim.ANSWER_CALL})
_TRACES = {TraceKind.BLOOD: "blood", TraceKind.PRINTS: "footprints"}


def for_whom(words: Wording, beat: Beat) -> str:
    """For whom somebody had set out who is seized on the way to them, as a sentence; "" for nobody."""
    m, arrest = words.mentions, beat.lead
    own = (one for one in words.log.events(kind="decided", until=arrest.tick, about=arrest.whom))
    last = next((one for one in reversed(list(own)) if one.who == arrest.whom), None)
    in_arms = {event.whom for event in beat.only(Kind.SET_DOWN)}
    if m.people.teller is not None or last is None or last.whom < 0 or last.whom in in_arms:
        return ""
    if Aim(last.amount) not in _FOR_SOMEBODY or not m.people.named(last.whom):
        return ""
    if words.passages.at_hand(arrest.whom, last.whom, arrest.tick):
        return ""  # they had come to them
    beat.also.append(last.id)
    text = f"{m.name(arrest.whom)} had been on {m.pronouns(arrest.whom).possessive} way to {m.name(last.whom)}."
    m.end(arrest.whom)
    return text


def why_seized(words: Wording, beat: Beat) -> str:
    """On whose trail whoever seizes somebody was, and why they were wanted; "" where nothing of that is known.

    Whom the scenario has hunted from the start is seized for that. Nobody who is seized is told why.
    """
    m, arrest = words.mentions, beat.lead
    person = m.people.person(arrest.whom)
    if m.people.teller is not None or person is None or person.wanted:
        return ""
    before = list(back(words.log, arrest))
    trail = next((one for one in before if one.kind == Kind.TRACKED and one.who == arrest.who), None)
    wanted = next((one for one in before if one.kind == Kind.WANTED and one.who == arrest.whom), None)
    parts = [f"{m.watcher(arrest.who)} had come upon {_trail(words, trail)}"] if trail is not None else []
    if wanted is not None:
        name = m.pronouns(arrest.whom).subject if parts else m.name(arrest.whom)
        parts.append(f"{name} {'was' if not parts else m.pronouns(arrest.whom).was} wanted{_doubted(words, wanted)}")
    beat.also += [one.id for one in (trail, wanted) if one is not None and one.id not in beat.also]
    m.end(arrest.whom)
    return f"{', and '.join(parts)}." if parts else ""


def _trail(words: Wording, trail: Event) -> str:
    """The trail that somebody had left, by what made it: `the marks where Amara had dragged Leo`."""
    m, made = words.mentions, words.log.get(trail.cause)
    if trail.amount == TraceKind.DRAG and made is not None and made.kind == Kind.TOOK_UP:
        return f"the marks where {m.name(made.who)} had dragged {m.name(made.whom)}"
    return f"the {_TRACES.get(TraceKind(trail.amount), 'trail')} of {m.name(trail.whom)}"


def _doubted(words: Wording, wanted: Event) -> str:
    """That somebody is wanted because a hunter has not believed them, and how long ago; "" where that is not why."""
    for cause, _ in words.log.because(wanted.id):
        doubt = words.log.get(cause)
        if doubt is not None and doubt.kind == Kind.UNCONVINCED and doubt.whom == wanted.who:
            them = words.mentions.pronouns(wanted.who).object
            return f", for another had not believed {them} {lapse(wanted.tick - doubt.tick)} before"
    return ""


def why_let_out(words: Wording, out: Event) -> str:
    """After how long somebody is let go, and why, as the end of a sentence; "" where the log does not say."""
    m, since = words.mentions, words.log.get(out.cause)
    if since is None:
        return ""
    narrator, them = m.people.teller is None, m.pronouns(out.who).object
    if since.kind == Kind.ARRESTED:
        return f", for nobody had come to fetch {them}" if narrator else ""
    why = f": nothing grave stood against {them}" if narrator and out.stream else ""
    return f", after {lapse(out.tick - since.tick)} in custody{why}"
