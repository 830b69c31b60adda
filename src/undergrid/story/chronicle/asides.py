"""Asides: what is said of a beat besides, at the end of its sentence: too late, on whose word, against which odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.story.chronicle.claims import outcome
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import back
from undergrid.story.chronicle.special.persons import passed
from undergrid.story.chronicle.special.seizures import why_let_out
from undergrid.story.chronicle.spell import lapse, number, part_of_day
from undergrid.story.chronicle.stops import MINUTES
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.society import Stance

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_TOO_LATE = 12 * 3600  # seconds within which it is said by how much somebody came too late [assumed]
_LIVED_ON = 60  # seconds after which a wound and the death of it are two things [assumed]
_OF_LATE = 1800  # seconds before an arrival of which it is said what was passed [assumed]
_ON_THE_WAY = 3600  # seconds before somebody arrives in which a stop is one on the way [assumed]
_DAWN = 5 * units.HOUR  # when a night is over [assumed]
_ALL_ODDS = 50  # one chance in so many is against all odds [assumed]
_OF_ONE_ALONE = frozenset({Kind.DECIDED, Kind.INTENDED, Kind.ABANDONED, Kind.RADIO_HEARD})
"""What joins two who are not together."""
_LUCKY = frozenset(
    {Kind.LET_IN, Kind.SLIPPED_AWAY, Kind.BROKE_AWAY, Kind.RUMOUR_BELIEVED, Kind.SET_FREE, Kind.STOOD_FIRM}
)


def said_besides(words: Wording, beat: Beat) -> str:
    """What is said of a beat besides, with the comma before it; "" for nothing."""
    m, event = words.mentions, beat.lead
    narrator = m.people.teller is None
    if (died := too_late(words, event)) is not None:
        beat.also.append(died.id)
        late = event.tick - died.tick
        return f", {lapse(late)} too late{_held_up(words, beat, late)}" if event.kind == Kind.NO_PULSE else ""
    if event.kind == Kind.ACHIEVED and Aim(event.amount) == Aim.REACH:
        return _way(words, beat)
    if event.kind == Kind.DECIDED and Aim(event.amount) == Aim.LOOK_FOR and narrator and _in_vain(words, event):
        return f", and did not find {m.pronouns(event.whom).object}"
    if event.kind == Kind.DIED and narrator and (wound := _of_which_wound(words, event)):
        return wound
    if event.kind == Kind.LET_OUT:
        return why_let_out(words, event)
    if event.kind == Kind.CRASHED and event.whom >= 0:
        return f", shot by {m.name(event.whom)}"
    if event.kind == Kind.LET_IN and m.people.sworn_alike(event):
        return f", one of {m.pronouns(event.who).possessive} own"
    if event.kind == Kind.LET_IN and (word := _vouch(words, event)) is not None:
        beat.also.append(word.id)
        return f", on {m.possessive(word.who, event.whom)} word"
    if event.kind == Kind.PAUSED and narrator and (came := outcome(words.log, event)) is not None:
        beat.also.append(came[1].id)
        whom = m.name(event.whom)
        if (event.whom, came[1].id) in words.deeds.hid:  # it is told next where they got to
            return f", and let {whom} be"
        return f", and let {whom} be" if came[0] < 0 else f", and {whom} got away into {m.thing('building', came[0])}"
    door = words.log.get(event.cause) if narrator and event.kind == Kind.RAID_ENDED else None
    if door is not None and door.kind == Kind.DOOR_BLOWN and door.amount:
        beat.also.append(door.id)
        return f", with {_of_those(event.amount, door.amount)}"
    if event.kind == Kind.ADDRESSED and narrator and (moved := _moved(words, event)):
        return f"; {moved}"
    if event.kind == Kind.SOOTHED and beat.last - beat.first >= _OF_LATE:
        begins, ends = (words.log.names.starts + tick for tick in (beat.first, beat.last))
        night = part_of_day(begins) == "night" and begins // units.DAY < ends // units.DAY and ends - begins < units.DAY
        whole = night and ends % units.DAY >= _DAWN
        return ", through the night" if whole else f", for {lapse(beat.last - beat.first)}"
    seen = words.log.get(event.cause) if narrator and event.kind == Kind.CASE_REOPENED else None
    if seen is not None and seen.kind == Kind.TRAFFIC_NOTICED:
        beat.also.append(seen.id)
        who = m.pronouns(seen.who).subject if seen.who == event.who else m.name(seen.who)
        return f": {who} had been noticed at the door of {m.thing('building', seen.whom)}"
    left = beat.came_of if narrator and event.kind == Kind.TRAIL_FOUND else None
    if left is not None and left.lead.kind in (Kind.TOOK_UP, Kind.WOUNDED):
        beat.also.append(left.lead.id)
        return f", made when {words.clause(left.lead, 0)}"
    if event.stream and event.kind in _LUCKY and 0 < event.odds < 2**32 // 6:
        return ", against all odds" if event.odds < 2**32 // _ALL_ODDS else ", though little spoke for it"
    if beat.heard and event.whom not in beat.heard:
        return f", and {m.together(beat.heard)} heard it"
    return ""


def _in_vain(words: Wording, sets_out: Event) -> bool:
    """Whether somebody has had nothing to do any more, to the end of a run, with whom they went to look for."""
    pair = {sets_out.who, sets_out.whom}
    after = words.log.events(since=sets_out.tick, about=sets_out.who)
    found = (one for one in after if one.kind == Kind.ACHIEVED and one.who == sets_out.who)
    if any(Aim(one.amount) == Aim.LOOK_FOR for one in found):
        return False
    both = (one for one in after if one.kind.who == one.kind.whom == "citizen" and {one.who, one.whom} == pair)
    return all(one.kind in _OF_ONE_ALONE for one in both)


def _of_which_wound(words: Wording, died: Event) -> str:
    """Of which wound somebody dies who has lived on with it for a while, and who gave it to them; "" for none told."""
    wound = words.log.get(died.cause) if died.cause else None
    if wound is None or wound.kind != Kind.WOUNDED or died.tick - wound.tick < _LIVED_ON:
        return ""
    names, part = words.log.names, str(words.log.names.amount(wound.kind, wound.amount)).split()[-3:]
    by = words.log.get(wound.cause) if wound.cause else None
    kind = names.watchers[wound.whom].rpartition(" ")[0] if wound.whom >= 0 else ""
    if by is not None and by.kind == Kind.CRASHED:
        what, who = "blow", f"the falling {names.watchers[by.who].rpartition(' ')[0]}"
    elif kind:
        what, who = "wound", f"a {kind}"
    else:
        return ""
    return f", from the {what} {' '.join(part)} that {who} had dealt {words.mentions.pronouns(died.who).object}"


def _of_those(n: int, there: int) -> str:
    """How many of those behind a door were taken: `six of the fourteen who had been there`, `nobody`."""
    if not n:
        return "nobody"
    return f"{number(n)} of the {number(there)} who had been there" if n < there else "all who had been there"


def _moved(words: Wording, speech: Event) -> str:
    """How many came round to somebody for what they said, and in what time; "" for nobody."""
    heard = words.log.events(kind="stance changed", since=speech.tick)
    round_ = [event for event in heard if event.cause == speech.id and event.amount >= Stance.TRUCE]
    if not round_:
        return ""
    n = len({event.who for event in round_})
    came = f"{number(n)} of them" if n < speech.amount else "all of them"
    return f"{came} came round to {words.mentions.object(speech.who, -1)} within {lapse(round_[-1].tick - speech.tick)}"


def _way(words: Wording, beat: Beat) -> str:
    """By what somebody came of late who arrives where they wanted to be."""
    arrived = beat.lead
    meant = next((one.tick for one in back(words.log, arrived) if one.kind in (Kind.DECIDED, Kind.INTENDED)), 0)
    first = max(meant, arrived.tick - _OF_LATE)
    way = passed(words, beat, (arrived.who, -1), first, arrived.tick)
    return f",{way}" if way else ""


def too_late(words: Wording, event: Event) -> Event | None:
    """The death of somebody who is heard or found not long after it; None where a teller cannot know of it."""
    narrator = words.mentions.people.teller is None  # nobody else knows when somebody died who was found dead
    died = words.deaths.get(event.whom) if event.kind in (Kind.NO_PULSE, Kind.BEACON_HEARD) and narrator else None
    return died if died is not None and 0 < died.tick < event.tick < died.tick + _TOO_LATE else None


def _held_up(words: Wording, beat: Beat, late: int) -> str:
    """That a hunter has cost somebody more time on their way than they are late by; "" where none has."""
    who, tick = beat.lead.who, beat.lead.tick
    stops = [
        event
        for event in words.log.events(about=who, since=max(0, tick - _ON_THE_WAY), until=tick)
        if event.kind in (Kind.STOPPED, Kind.LET_GO) and event.whom == who
    ]
    freed = [event for event in stops if event.kind == Kind.LET_GO]
    first = next((event for event in stops if event.kind == Kind.STOPPED), None)
    if first is None or not freed or freed[-1].tick - first.tick < max(late, MINUTES):
        return ""
    beat.also += [event.id for event in (first, freed[-1]) if event.id not in beat.also]
    cost = lapse(freed[-1].tick - first.tick)
    return f"; {words.mentions.pronouns(who).subject} had been held up for {cost} on the way"


def _vouch(words: Wording, let_in: Event) -> Event | None:
    """The word by which somebody was let in, where whoever gave it has a name to the teller."""
    for cause, role in words.log.because(let_in.id):
        word = words.log.get(cause) if role == Role.CREDENTIAL else None
        if word is not None and word.kind == Kind.VOUCHED and words.mentions.people.named(word.who):
            return word
    return None
