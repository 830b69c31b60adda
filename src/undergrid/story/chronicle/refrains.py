"""What is told once in a night, or twice, and what needs no word beside something else.

What comes again and again says little after the first time: a rumour, and that somebody believes it, that somebody
faints and comes to, that they mean to hold out, a look at the sky, a smoke and what comes back with it, a voice that
moves nobody, that implants fail, a dressing over a dressing, a flight. What somebody makes up their mind to in the
midst of a grab is overtaken by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from undergrid.story.chronicle.episodes import Beat, Key, citizens
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim

_SMOKES = 2  # of one person in a night that are told [assumed]
_IN_THE_GRAB = 30  # seconds around a grab within which nobody makes up their mind to anything of note [assumed]

_GRABS = frozenset({
    Kind.ARRESTED, Kind.CAUGHT_UP, Kind.STOPPED, Kind.HEADED_OFF, Kind.SLIPPED_AWAY, Kind.BROKE_AWAY, Kind.LUNGED,
})  # fmt: skip
"""What befalls somebody at whom a hunter has come."""


def decided_anew(kept: Sequence[Beat]) -> Iterator[Beat]:
    """All but decisions of somebody who is told to have decided just that last."""
    last: dict[int, Key] = {}
    for beat in kept:
        lead = beat.lead
        if lead.kind == Kind.DECIDED:
            before, last[lead.who] = last.get(lead.who), (lead.amount, lead.whom)
            if before == last[lead.who]:
                continue
        yield beat


def done_at_once(beats: Sequence[Beat]) -> Iterator[Beat]:
    """All but what somebody makes up their mind to that is told to be done in the same minutes."""
    done = [event for beat in beats for event in beat.events if event.kind in _DONE]
    for beat in beats:
        lead = beat.lead
        kinds = _DOES.get(Aim(lead.amount), ()) if lead.kind == Kind.DECIDED else ()
        theirs = [one for one in done if one.kind in kinds and one.who == lead.who and lead.whom in (one.whom, -1)]
        if not any(_done_by(lead, one) for one in theirs):
            yield beat


def _done_by(decided: Event, deed: Event) -> bool:
    """Whether what somebody makes up their mind to is done by a deed, or begun: who takes somebody up has set out."""
    after = deed.tick - decided.tick
    return 0 <= after <= _SETS_OUT if deed.kind == Kind.TOOK_UP else abs(after) <= _AT_ONCE


_AT_ONCE = 120  # seconds [assumed]
_SETS_OUT = 300  # seconds in which somebody has made ready to bring another along [assumed]
_DOES = {Aim.KEEP_WORD: (Kind.PLEDGE_KEPT,), Aim.BRING: (Kind.TOOK_UP, Kind.BROUGHT_TO_SAFETY, Kind.HANDED_OVER)}
_DONE = frozenset(kind for kinds in _DOES.values() for kind in kinds)
"""What somebody has done by which they have done what they made up their mind to."""


def past_the_grab(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but what somebody makes up their mind to while a hunter grabs at them, where it is about nobody else."""
    grabs: dict[int, list[int]] = {}  # who -> when
    beats = list(beats)
    for beat in beats:
        for event in beat.events:
            if event.kind in _GRABS:
                for row in citizens(event):
                    grabs.setdefault(row, []).append(event.tick)
    for beat in beats:
        lead = beat.lead
        plain = lead.kind == Kind.DECIDED and lead.whom < 0
        if not plain or all(abs(tick - lead.tick) > _IN_THE_GRAB for tick in grabs.get(lead.who, ())):
            yield beat


def not_searched(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but what is taken from a prisoner, which goes without saying; the cube of a Heart Engine does not."""
    for beat in beats:
        lead = beat.lead
        taken = lead.kind == Kind.PUT_DOWN and kind_of(lead.cause) == Kind.TAKEN_INTO_CUSTODY
        if not taken or lead.amount == ItemKind.ENGINE_CUBE:
            yield beat


def once_a_night(beats: Iterable[Beat]) -> list[Beat]:
    """All but what is told once in a night: a rumour, by who tells it first, and that it is believed; for whose sake
    somebody means to hold out; that they stand firm; that they faint and come to, where they do so most often, and
    besides only where something came of it. A voice is told again where it holds somebody.

    A smoke is told twice, those first by which something comes back.
    """
    kept = [beat for beat in _voices(beats) if not (beat.how == "look" and beat.undone)]  # they never looked up
    once: dict[Key, Beat] = {}
    for beat in kept:
        if (key := _refrain(beat)) and (key not in once or _faints(beat) > _faints(once[key])):
            once[key] = beat
    smokes = Counter[int]()
    over = set[int]()
    for beat in sorted((one for one in kept if one.how == "smoke"), key=lambda one: not one.only(Kind.RECALLED)):
        smokes[beat.lead.who] += 1
        over |= {id(beat)} if smokes[beat.lead.who] > _SMOKES else set()
    return [
        beat
        for beat in kept
        if id(beat) not in over
        and (not (key := _refrain(beat)) or once[key] is beat or (beat.bears and _again_for_what_came(beat)))
    ]


def tended_once(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but that somebody is given what they have been given before, or is bound up again soon after it, be it by
    another, and that somebody sees to their own wounds: what frees them, and what stops the worst, is told each time.
    """
    given: dict[int, set[Kind]] = {}
    bound: dict[int, int] = {}  # who -> when they were bound up last
    for beat in beats:
        if beat.how == "treatment":
            who, whom = beat.lead.who, beat.lead.whom
            kinds, before = {event.kind for event in beat.events}, given.setdefault(whom, set())
            soon = whom in bound and beat.first - bound[whom] <= _BOUND_UP and kinds <= _BINDS
            again = who == whom or soon or kinds <= before
            if not again or kinds & _SAVES:
                before |= kinds
                bound |= {whom: beat.last} if kinds & _BINDS else {}
                yield beat
        else:
            yield beat


_SAVES = frozenset({Kind.FREED, Kind.TOURNIQUET_PUT_ON})
_BINDS = frozenset({Kind.CUT_AWAY, Kind.DRESSED, Kind.STABILISED})
_BOUND_UP = 3600  # seconds [assumed]


def at_stake(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but flights in which nobody is met, of those of whom nothing else has been told by then, or who have run
    before: it is no danger to a story what it does not hang on.
    """
    beats = list(beats)
    about: dict[int, int] = {}  # who -> from when on a reader knows
    for beat in (one for one in beats if not _is_flight(one)):
        about |= {row: min(beat.first, about.get(row, beat.first)) for row in beat.people}
    fled = set[int]()
    for beat in beats:
        if _is_flight(beat):
            rows = {event.who for event in beat.only(Kind.LAY_LOW) if about.get(event.who, beat.last) < beat.last}
            if not rows - fled:
                continue
            fled |= rows
        yield beat


def _is_flight(beat: Beat) -> bool:
    return beat.how == "hunt" and beat.turn.kind == Kind.LAY_LOW


def there_already(beats: Sequence[Beat]) -> list[Beat]:
    """All but that somebody arrives of whom it has just been told that they came in, and that they learn who is at home
    where it is told how they are received.
    """
    came_in = {(event.who, event.tick) for beat in beats for event in beat.only(*_COMES_IN)}
    came_in |= {(event.whom, event.tick) for beat in beats for event in beat.only(Kind.LET_IN, Kind.BROUGHT_TO_SAFETY)}
    met = {(event.who, event.whom) for beat in beats for event in beat.only(Kind.SIZED_UP)}
    beats = [b for b in beats if b.lead.kind != Kind.LOCATION_LEARNED or (b.lead.who, b.lead.whom) not in met]
    return [
        beat
        for beat in beats
        if beat.lead.kind != Kind.ACHIEVED
        or not any(row == beat.lead.who and 0 <= beat.first - tick <= _JUST_IN for row, tick in came_in)
    ]


def first_sky(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but that somebody looks up at a sky of which it has just been told that it is the first of their life."""
    seen: dict[int, int] = {}
    for beat in beats:
        seen |= {event.who: event.tick for event in beat.only(Kind.SAW_REAL_SKY)}
        if beat.how != "look" or beat.first - seen.get(beat.lead.who, -_SAME_SKY) >= _SAME_SKY:
            yield beat


_SAME_SKY = 7200  # seconds [assumed]
_COMES_IN = (Kind.CROSSED, Kind.ADMITTED, Kind.SIZED_UP)
_JUST_IN = 600  # seconds [assumed]


def _voices(beats: Iterable[Beat]) -> Iterator[Beat]:
    """All but that a mind of the network speaks again to those to whom it has spoken, where it holds nobody by it."""
    beats = list(beats)
    holds = {beat.lead.cause for beat in beats if beat.lead.kind == Kind.STALLED}
    spoken_to, unsaid = set[Key](), set[int]()
    for beat in beats:
        lead = beat.lead
        if lead.kind == Kind.STOOD_FIRM and lead.cause in unsaid:
            continue
        if lead.kind == Kind.MIND_SPOKE:
            reached = {(lead.who, row) for row in (lead.whom, *beat.heard)}
            if reached <= spoken_to and lead.id not in holds:
                unsaid.add(lead.id)
                continue
            spoken_to |= reached
        yield beat


def _refrain(beat: Beat) -> Key:
    """By what a beat says the same as others of a night; nothing where it is news each time."""
    lead = beat.lead
    if lead.kind in (Kind.RUMOUR_TOLD, Kind.RUMOUR_BELIEVED):
        return int(lead.kind), lead.amount
    if lead.kind in (Kind.STOOD_FIRM, Kind.STAGE_REACHED) or beat.how == "look":
        return int(lead.kind), lead.who
    if beat.how == "voice in vain":
        return int(lead.kind), lead.who
    if lead.kind == Kind.RESOLVES:
        return int(lead.kind), lead.who, lead.whom
    if lead.kind == Kind.GLITCH_NOTICED:  # of whom, not by whom
        return int(lead.kind), lead.whom
    return (int(lead.kind), lead.who) if 0 < _faints(beat) <= len(beat.only(Kind.CAME_TO)) else ()


def _again_for_what_came(beat: Beat) -> bool:
    """Whether what is told once is told again where something came of it."""
    return beat.how == "decline" or beat.lead.kind == Kind.GLITCH_NOTICED


def _faints(beat: Beat) -> int:
    return len(beat.only(Kind.FAINTED)) if beat.how == "decline" else 0
