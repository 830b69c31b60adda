"""What belongs to two episodes is told in one place, and what happens in one second in the order of its causes.

Two deaths that are one story, a word and that it is believed, a grief and the guilt and the vigil beside it, whoever
was left lying as their hauler fell, whom a voice reached and how long it held them, a machine that was shot down and
who is free by that, hunts for several who are together, a look at the sky and what it does to a mood, a way into
custody and its end, where somebody is brought and the bed that they are given. Several who feel or do the same one
after the other do so together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim

_ONE_GRIEF = 900  # seconds between a grief and the guilt about the same death that are told together [assumed]
_ONE_LOOK = 1800  # seconds after it in which a look at the sky changes a mood [assumed]
_ONE_HOLD = 300  # seconds for which a voice holds somebody that are told with it [assumed]
_TO_BED = 120  # seconds after an arrival in which a bed is part of it [assumed]
_HANDED_ON = 60  # seconds in which what is taken to be given away is told as given [assumed]
_LED_IN = 120  # seconds in which whoever is led away is brought in, as one deed [assumed]
_AT_ONE = 600  # seconds between what two feel or do that are told together [assumed]


def joined(beats: list[Beat]) -> list[Beat]:
    """The beats, with those told together that belong together."""
    _note_who_heard(beats)
    beats = _with_moods(_with_whom_it_struck(_without_what_freed(_where_they_were_brought(beats))))
    beats = _with_release(_with_bed(_given_on(beats)))
    return _with_belief(_with_vigil(_with_guilt(_with_whom_fell(_with_second_death(beats)))))


def _with_second_death(beats: list[Beat]) -> list[Beat]:
    """The same, with two deaths that are one story told as one, where the second is."""
    joint = {event.cause: event for beat in beats for event in beat.events if event.kind == Kind.DIED_TOGETHER}
    if not joint:
        return beats
    deaths = {beat.lead.who: beat for beat in beats if beat.lead.kind in (Kind.DIED, Kind.SHUT_DOWN)}
    gone: set[int] = set()
    for death, event in joint.items():
        first, second = deaths.get(event.whom), deaths.get(event.who)
        if second is None or second.lead.id != death:
            continue
        gone |= {id(beat) for beat in (first,) if beat is not None}
        second.how = "joint death"
        second.events = [event, *second.events, *(first.events if first is not None else ())]
    return [
        beat
        for beat in beats
        if id(beat) not in gone and not (beat.lead.kind == Kind.DIED_TOGETHER and len(beat.events) == 1)
    ]


def _with_whom_fell(beats: list[Beat]) -> list[Beat]:
    """The same, with whoever was left lying told where it is told what befell their hauler."""
    at = {event.id: beat for beat in beats for event in beat.events}
    for beat in beats:
        owner = at.get(beat.lead.cause) if beat.how == "let fall" else None
        taken = owner is not None and beat.lead.whom == owner.lead.whom and owner.lead.kind == Kind.ARRESTED
        if owner is not None and not taken:
            owner.events.append(beat.lead)
    return [beat for beat in beats if beat.how != "let fall"]


def _with_guilt(beats: list[Beat]) -> list[Beat]:
    """The same, with the guilt that somebody feels about a death told in their grief for it, where they grieve."""
    griefs = [beat for beat in beats if beat.how == "grief"]
    gone: set[int] = set()
    for beat in beats:
        if beat.how != "guilt":
            continue
        for grief in griefs:
            mourns = any(event.who == beat.lead.who for event in grief.only(Kind.GRIEVES))
            near = abs(grief.first - beat.first) <= _ONE_GRIEF
            if mourns and near and grief.lead.whom == beat.lead.whom:
                grief.events += beat.events
                gone.add(id(beat))
                break
    return [beat for beat in beats if id(beat) not in gone]


def _with_vigil(beats: list[Beat]) -> list[Beat]:
    """The same, with who stays by somebody dead told in their grief for them, where they grieve."""
    griefs = [beat for beat in beats if beat.how == "grief"]
    gone: set[int] = set()
    for beat in beats:
        lead = beat.lead
        if lead.kind != Kind.DECIDED or Aim(lead.amount) != Aim.MOURN:
            continue
        for grief in griefs:
            mourns = any((event.who, event.whom) == (lead.who, lead.whom) for event in grief.only(Kind.GRIEVES))
            if mourns and 0 <= beat.first - grief.first <= _ONE_GRIEF:
                grief.events.append(lead)
                gone.add(id(beat))
                break
    return [beat for beat in beats if id(beat) not in gone]


def _with_release(beats: list[Beat]) -> list[Beat]:
    """The same, with that somebody is free of a voice told where it takes hold of them, where that is soon after."""
    held: dict[int, Beat] = {}
    gone: set[int] = set()
    for beat in beats:
        lead = beat.lead
        if lead.kind == Kind.STALLED:
            held[lead.who] = beat
        elif lead.kind == Kind.SPELL_BROKEN and (hold := held.pop(lead.who, None)) is not None:
            soon = lead.tick - hold.first <= _ONE_HOLD
            hold.how, hold.events = ("hold", [*hold.events, *beat.events]) if soon else (hold.how, hold.events)
            gone |= {id(beat)} if soon else set()
    return [beat for beat in beats if id(beat) not in gone]


def _with_belief(beats: list[Beat]) -> list[Beat]:
    """The same, with that somebody believes what they are told where they are told it."""
    told = {beat.lead.id: beat for beat in beats if beat.lead.kind == Kind.RUMOUR_TOLD}
    gone: set[int] = set()
    for beat in beats:
        tells = told.get(beat.lead.cause) if beat.lead.kind == Kind.RUMOUR_BELIEVED else None
        if tells is not None:
            tells.how, tells.events = "word", [*tells.events, *beat.events]
            gone.add(id(beat))
    return [beat for beat in beats if id(beat) not in gone]


def _with_bed(beats: list[Beat]) -> list[Beat]:
    """The same, with the bed that somebody is given told where they are brought."""
    brought = {beat.lead.whom: beat for beat in beats if beat.how in ("haul", "carried on")}
    gone: set[int] = set()
    for beat in beats:
        haul = brought.get(beat.lead.who) if beat.lead.kind == Kind.ADMITTED else None
        arrived = haul.only(Kind.BROUGHT_TO_SAFETY)[-1:] if haul is not None else []
        if haul is not None and arrived and 0 <= beat.first - arrived[0].tick <= _TO_BED:
            haul.events = [*haul.events, *beat.events]
            gone.add(id(beat))
    return [beat for beat in beats if id(beat) not in gone]


def _given_on(beats: list[Beat]) -> list[Beat]:
    """The same, without that somebody takes what they give away in the next moment."""
    gave = [beat.lead for beat in beats if beat.lead.kind == Kind.GAVE]
    return [
        beat
        for beat in beats
        if beat.lead.kind != Kind.TOOK
        or not any(
            (one.who, one.amount) == (beat.lead.who, beat.lead.amount) and 0 <= one.tick - beat.lead.tick <= _HANDED_ON
            for one in gave
        )
    ]


def _where_they_were_brought(beats: list[Beat]) -> list[Beat]:
    """The same, with whoever is brought in to be held told so where they are led away or moved on, which says it."""
    at = {event.id: beat for beat in beats for event in beat.events}
    gone: set[int] = set()
    for beat in beats:
        owner = at.get(beat.lead.cause) if beat.how == "custody" else None
        if owner is None or subject(owner.lead) != subject(beat.lead):
            continue
        if owner.lead.kind == Kind.LED_AWAY and beat.first - owner.first <= _LED_IN:
            owner.how, owner.events = "custody", owner.events + beat.events
            gone.add(id(beat))
        elif owner.lead.kind == Kind.MOVED_ON and len(beat.events) == 1:
            owner.also += [beat.lead.id]
            gone.add(id(beat))
    return [beat for beat in beats if id(beat) not in gone]


def _without_what_freed(beats: list[Beat]) -> list[Beat]:
    """The same without a machine that is shot down, where it is told that somebody in its hold is free by that."""
    freed = {beat.lead.cause: beat for beat in beats if beat.lead.kind == Kind.BROKE_AWAY}
    events = {event.id: event for beat in beats for event in beat.events}
    gone: set[int] = set()
    hits: set[int] = set()
    for beat in beats:
        for shot in beat.only(Kind.CRASHED, Kind.OUT_OF_ACTION):
            free = freed.get(shot.id)
            if free is not None and shot.whom >= 0 and shot.who == free.lead.whom:
                by = list(_hits(events, shot))
                free.also += [*by, shot.id]
                hits |= set(by)
                beat.events.remove(shot)
                gone |= set() if beat.only(Kind.WOUNDED, Kind.OUT_OF_ACTION) else {id(beat)}  # that is all it came to
    for beat in beats:
        beat.events = [event for event in beat.events if event.id not in hits] if beat.how == "fight" else beat.events
    return [beat for beat in beats if beat.events and id(beat) not in gone]


def _hits(events: Mapping[int, Event], fell: Event) -> Iterator[int]:
    """The shot by which a machine fell, and what gave out by it."""
    hit = events.get(fell.cause)
    while hit is not None and hit.kind in (Kind.SUBSYSTEM_FAILED, Kind.SHOT_AT_WATCHER):
        yield hit.id
        hit = events.get(hit.cause)


def _with_whom_it_struck(beats: list[Beat]) -> list[Beat]:
    """The same, with whom a machine strikes as it falls told where it is told that it falls, or who is free by that."""
    falls = {beat.lead.cause: beat for beat in beats if beat.lead.kind == Kind.BROKE_AWAY}
    falls |= {beat.lead.id: beat for beat in beats if beat.lead.kind == Kind.CRASHED}
    strikes = [beat for beat in beats if beat.how == "crash" and beat.lead.cause in falls]
    for beat in strikes:
        fall = falls[beat.lead.cause]
        fall.how, fall.events = "crash", fall.events + beat.events
    return [beat for beat in beats if all(beat is not one for one in strikes)]


def _with_moods(beats: list[Beat]) -> list[Beat]:
    """The same, with a mood that the sky changes told where somebody chose to look at it; of nobody else it is told.

    A mood drifts under any sky, with those in custody too: that is no act of theirs.
    """
    looked: dict[int, Beat] = {}
    for beat in beats:
        lead = beat.lead
        if lead.kind == Kind.DECIDED:
            looked.pop(lead.who, None)
            if Aim(lead.amount) == Aim.LOOK_AT_SKY:
                beat.how, looked[lead.who] = "look", beat
        elif lead.kind == Kind.MOOD_CHANGED:
            look = looked.get(lead.who)
            if look is not None and lead.tick - look.first <= _ONE_LOOK:
                look.events.append(lead)
    return [beat for beat in beats if beat.lead.kind != Kind.MOOD_CHANGED]


def together(beats: Iterable[Beat]) -> list[Beat]:
    """The beats of a scene, with what several feel or do one right after the other told as one."""
    found: list[Beat] = []
    for beat in beats:
        last = found[-1] if found else None
        near = last is not None and beat.first - last.first <= _AT_ONE
        if last is not None and near and last.how == beat.how and beat.how in _SHARED:
            last.events += beat.events
        elif last is not None and near and _resolve_the_same(last, beat):
            last.how, last.events = "resolve", last.events + beat.events
        else:
            found.append(beat)
    return found


_SHARED = ("fear", "look")


def _resolve_the_same(last: Beat, beat: Beat) -> bool:
    """Whether somebody else makes up their mind to what others just have, which is about nobody."""
    one, other = last.lead, beat.lead
    plain = last.how in ("", "resolve") and not beat.how and one.kind == other.kind == Kind.DECIDED
    same = plain and one.amount == other.amount and one.whom == other.whom < 0
    return same and all(event.who != other.who for event in last.events)


def _note_who_heard(beats: Iterable[Beat]) -> None:
    """Let each voice know whom it reached: who gave in to it, or did not."""
    spoke = {beat.lead.id: beat for beat in beats if beat.lead.kind == Kind.MIND_SPOKE}
    for beat in beats:
        if beat.lead.kind in (Kind.STALLED, Kind.STOOD_FIRM) and beat.lead.cause in spoke:
            spoke[beat.lead.cause].heard.append(beat.lead.who)


def merged(beats: Iterable[Beat]) -> list[Beat]:
    """The beats in the order of time, those of one second in the order of their causes.

    Hunts for several who are together become one. How many died of something is told right after it, and that somebody
    died after all else that befell them then.
    """
    found: list[Beat] = []
    for beat in beats:
        other = next((one for one in reversed(found[-8:]) if _one_hunt(one, beat)), None)
        if other is not None:
            other.events = sorted([*other.events, *beat.events], key=lambda event: (event.tick, event.id))
        else:
            found.append(beat)
    owner = {event.id: beat for beat in found for event in beat.events}
    found.sort(key=lambda beat: (beat.turn.tick, _behind(owner, beat.turn, beat)))
    for toll in [beat for beat in found if beat.how == "toll"]:
        cause = owner.get(toll.lead.cause)
        if cause is not None and cause.turn.tick == toll.turn.tick:
            found.remove(toll)
            found.insert(found.index(cause) + 1, toll)
    for death in [beat for beat in found if beat.turn.kind in (Kind.DIED, Kind.SHUT_DOWN) and beat.how != "toll"]:
        after = [one for one in found[found.index(death) + 1 :] if one.turn.tick == death.turn.tick]
        theirs = [one for one in after if subject(one.turn) == death.turn.who and one.turn.cause != death.turn.id]
        if theirs:
            found.remove(death)
            found.insert(found.index(theirs[-1]) + 1, death)
    return found


def _behind(owner: dict[int, Beat], event: Event, beat: Beat) -> int:
    """How many other beats of the same second an event has come of, one by way of the other."""
    n, cause = 0, event.cause
    while (before := owner.get(cause)) is not None:
        came = next(one for one in before.events if one.id == cause)
        if came.tick != event.tick:
            break
        n += before is not beat
        beat, cause = before, came.cause
    return n


def _one_hunt(one: Beat, other: Beat) -> bool:
    if one.how != "hunt" or other.how != "hunt" or other.first - one.first > 180:
        return False
    return one.lead.where == other.lead.where or abs(other.first - one.first) <= 120
