"""The fourth pass: what a beat is worth to a story, and which are told within a budget of sentences.

Worth: what it weighs by its kind, how surprising it was (-log2 of the odds it had, which the log holds), how much came
of it that is told too; less the oftener the like has happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from math import log2

from undergrid.core import units
from undergrid.story.chronicle.ahead import in_their_order
from undergrid.story.chronicle.answers import heard_out
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.facts import Facts, back
from undergrid.story.chronicle.foregone import without_saying
from undergrid.story.chronicle.presence import with_their_threads
from undergrid.story.chronicle.purposes import told_by_deeds
from undergrid.story.chronicle.refrains import (
    at_stake,
    decided_anew,
    done_at_once,
    first_sky,
    not_searched,
    once_a_night,
    past_the_grab,
    tended_once,
    there_already,
)
from undergrid.story.chronicle.told import Length
from undergrid.story.chronicle.weights import weight
from undergrid.world.body.injuries import spell_wound
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.society import Stance

# what a beat is worth: all [assumed], as the weights by kind are
_DEATH_LEARNED = 5.0
_BETWEEN_THEM = 4.0  # as much as if it were believed: between them that goes without saying
_MOST_SURPRISE = 6.0  # bits that count
_PER_BIT = 0.25
_PER_HEIR = 0.5  # for each doubling of what came of it
_FADES = 0.6  # by how much a repetition is worth less than the one before
_OF_AN_ACT = 4.0  # what turns the last act of a night
_A_WHILE = 120  # seconds for which somebody has to be looked for before a gate to be told of it [assumed]
_ON_THE_WAY = 3.5  # a hunt for who is before a gate
_SCRATCHES = 1.5  # wounds of a fight of which nothing came
_GOT_AWAY = 4.5  # from a guard, into some house
_BROUGHT = 4.0  # somebody is brought to the one who tells
_HELD_UP = 3.5  # a stop that mattered
_FELLED = (Kind.DIED, Kind.SHUT_DOWN, Kind.SHOCKED, Kind.FAINTED, Kind.DIED_TOGETHER)
_MANY = 10  # of a crowd who do the same within half an hour: as many are worth a word [assumed]
_FOR_ALL = (Kind.DEATHS_FORESEEN, Kind.SHIELD_FELL, Kind.SHORTAGE)  # each concerns many by itself
_FADES_SOON = 0.4  # as much for what somebody makes up their mind to again, and for another warning or refusal
_WEARS_THIN = frozenset({Kind.DECIDED, Kind.WARNED, Kind.TURNED_AWAY})
_AFTERMATH = 4.0  # what it has to weigh to be told when a night is long over [assumed]
_RUMOURS = (Kind.RUMOUR_TOLD, Kind.RUMOUR_BELIEVED)
_FOUND_NOBODY = 2.0  # a raid upon a place where nobody was: no line for a headline [assumed]
_WORTH_TELLING = 1.6
_IN_VAIN = 0.6  # what was tried and came to nothing, however unlikely that was
_SENTENCES = {"short": 12, "night": 80, "full": 10_000}
_AN_HOUR = 3.0  # more sentences for each hour beyond the tenth, of a night


def weigh(facts: Facts, beats: Sequence[Beat]) -> None:
    """Give each beat its weight, and the beat it came of."""
    owner = {event.id: beat for beat in beats for event in beat.events}
    for beat in beats:
        beat.came_of = _origin(facts, owner, beat)
        if beat.came_of is not None:
            beat.came_of.bears += 1
        beat.undone = beat.lead.id in facts.undone
    felled = {id(beat.came_of) for beat in beats if beat.lead.kind in _FELLED}
    for beat in beats:
        if id(beat) not in felled and _leaves_scratches(beat):
            beat.how = "scratches"
    holds = {beat.lead.cause for beat in beats if beat.lead.kind == Kind.STALLED}
    for beat in beats:
        if beat.lead.kind == Kind.MIND_SPOKE and beat.lead.id not in holds:
            beat.how = "voice in vain"
    seen: Counter[tuple[object, ...]] = Counter()
    moved = {
        event.cause for event in facts.events if event.kind == Kind.STANCE_CHANGED and event.amount >= Stance.TRUCE
    }
    for beat in beats:
        base = max(_base(beat), _DEATH_LEARNED if _finds_their_own(facts, beat) else 0.0)
        if beat.lead.kind in _RUMOURS:
            base = max(base, _BETWEEN_THEM) if _among_their_own(facts, beat) else _IN_VAIN
        if (beat.undone and not beat.bears) or _tells_a_stranger(facts, beat):
            base = _IN_VAIN
        if beat.lead.kind == Kind.ADDRESSED and beat.lead.id not in moved:
            base = 0.0  # nobody was moved by it, and of what they spoke no log tells
        if base == _IN_VAIN and beat.how == "hunt" and (gate := _on_the_way_out(beat, beats)):
            beat.how, base = "on the way", _ON_THE_WAY
            beat.events = [event for event in beat.events if event.tick < gate]
        if base == _IN_VAIN or beat.how == "scratches":
            beat.weight = base
            continue
        again = seen[_like(beat)]
        seen[_like(beat)] += 1
        if beat.how == "hunt" and not _turned_on_it(beat) and any(_ends_in(beat, one) for one in beats):
            base = 1.0  # whoever gets away for a moment only has not got away
        if base:
            base += _PER_BIT * max(map(surprise, beat.events)) + _PER_HEIR * log2(1 + beat.bears)
        beat.weight = base * (_FADES_SOON if _wears_thin(beat) else _FADES) ** min(again, 6)


def _on_the_way_out(hunt: Beat, beats: Sequence[Beat]) -> int:
    """When somebody who is looked for for minutes stands before the guard of a gate meanwhile; 0 for never."""
    gates = [beat.first for beat in beats if beat.how == "gate" and beat.people & hunt.people]
    return next((tick for tick in gates if hunt.first + _A_WHILE < tick <= hunt.last), 0)


def _finds_their_own(facts: Facts, beat: Beat) -> bool:
    """Whether somebody of whom the story tells feels for the pulse of another of them, who lived when it began."""
    return any(
        {event.who, event.whom} <= set(facts.about.rows) and event.whom in facts.fallen
        for event in beat.only(Kind.NO_PULSE)
    )


def _among_their_own(facts: Facts, beat: Beat) -> bool:
    """Whether one of those with a name hears from another of them what may change their mind.

    That there is a life beyond the wall changes something where one of the two then makes for it.
    """
    both = {beat.lead.who, beat.lead.whom}
    if beat.lead.amount == Topic.OUTZONE and not any(
        one.tick > beat.first and one.who in both and _makes_for_it(one) for one in facts.events
    ):
        return False
    return both <= set(facts.log.names.citizens)


def _tells_a_stranger(facts: Facts, beat: Beat) -> bool:
    """Whether somebody tells their name to one without a part, and nothing comes of it."""
    return beat.how == "names" and not beat.bears and not beat.people <= set(facts.log.names.citizens)


def _makes_for_it(event: Event) -> bool:
    reaches = event.kind == Kind.DECIDED and Aim(event.amount) == Aim.REACH
    return reaches or event.kind in (Kind.CHIP_PRESENTED, Kind.CROSSED)


def _wears_thin(beat: Beat) -> bool:
    return beat.lead.kind in _WEARS_THIN or beat.how == "voice in vain"


def _base(beat: Beat) -> float:
    kinds = [weight(event.kind, event.amount) for event in beat.events]
    if beat.how == "hunt":
        return _of_a_hunt(beat)
    if beat.how == "fight" and not beat.only(Kind.WOUNDED, Kind.OUT_OF_ACTION):
        return _IN_VAIN
    if beat.how == "scratches":
        return _SCRATCHES
    if beat.how in ("laid aside", "driven off", "departure"):
        return _OF_AN_ACT
    if beat.how == "search":
        return 3.0
    if beat.how == "carried on":
        return _BROUGHT
    if beat.how == "gone to ground":
        return _GOT_AWAY
    if beat.how == "raid" and (blown := beat.only(Kind.DOOR_BLOWN)) and not sum(door.amount for door in blown):
        return _FOUND_NOBODY
    if beat.how == "many":
        return 4.0 if len(beat.events) >= _MANY or beat.lead.kind in _FOR_ALL else 0.0
    return max(kinds)


def _leaves_scratches(beat: Beat) -> bool:
    """Whether a fight leaves wounds alone, and none of them deep."""
    wounds = beat.only(Kind.WOUNDED) if beat.how == "fight" else []
    return bool(wounds) and not beat.only(Kind.OUT_OF_ACTION) and not any(_is_deep(wound) for wound in wounds)


def _is_deep(wound: Event) -> bool:
    return "deep" in spell_wound(wound.amount)


def _ends_in(hunt: Beat, arrest: Beat) -> bool:
    """Whether a hunt ends within minutes in an arrest, which is told."""
    after = arrest.first - hunt.turn.tick
    return arrest.how == "arrest" and 0 <= after <= _MINUTES and arrest.lead.whom in hunt.people


def _turned_on_it(hunt: Beat) -> bool:
    """Whether somebody was stopped in a hunt and not believed: by that they are held."""
    doubted = {event.whom for event in hunt.only(Kind.UNCONVINCED)}
    return any(event.whom in doubted for event in hunt.only(Kind.STOPPED))


def _of_a_hunt(beat: Beat) -> float:
    """A hunt that comes to nothing is told in the whole night alone; more is worth that somebody runs or is met."""
    if beat.only(Kind.SLIPPED_AWAY):
        return 4.5
    if beat.only(Kind.STOPPED):
        return 2.6 if beat.held_up < 0 else _HELD_UP
    return 3.0 if beat.only(Kind.LAY_LOW) else _IN_VAIN


def _like(beat: Beat) -> tuple[object, ...]:
    """What makes two beats alike."""
    lead = beat.lead
    if beat.how == "hunt":
        return "hunt", tuple(sorted(beat.people))[:1], bool(beat.only(Kind.SLIPPED_AWAY, Kind.STOPPED))
    if beat.how == "gate":
        return "gate", lead.who, frozenset(event.kind for event in beat.events), beat.events[-1].amount
    if lead.kind == Kind.DECIDED:
        return lead.kind, lead.who, lead.amount, lead.whom
    if lead.kind in (Kind.NET_PATCHED, Kind.MEANT):
        return (lead.id,)  # each is worth the hours that it buys; each want of a canon is another
    if lead.kind == Kind.ASSESSED:
        return lead.kind, lead.whom, lead.amount  # who is going to die is news however often they were looked over
    if beat.how in ("scratches", "voice in vain"):
        return (beat.how,)
    if lead.kind == Kind.ASKED:
        return lead.kind, lead.who, lead.whom, lead.amount  # another offer is another move of a talk
    return beat.how or lead.kind, subject(lead), lead.whom if lead.kind.whom == "citizen" else -1


def surprise(event: Event) -> float:
    """How unlikely a draw came out as it did, in bits; 0 where nothing was drawn."""
    if event.kind not in _ONE_OF_FEW or not event.stream or not event.odds:
        return 0.0
    return min(_MOST_SURPRISE, -log2(max(event.odds, 1) / 2**32))


_ONE_OF_FEW = frozenset({
    Kind.LET_IN, Kind.TURNED_AWAY, Kind.ARRESTED, Kind.SLIPPED_AWAY, Kind.VOTED, Kind.JUDGED, Kind.TWITCHED,
    Kind.SPASMED, Kind.STOOD_FIRM, Kind.STALLED, Kind.RUMOUR_BELIEVED, Kind.BROKE_AWAY, Kind.WOUNDED,
    Kind.SHOT_AT_WATCHER, Kind.PIERCED, Kind.CLASSIFIED, Kind.UNCONVINCED,
})  # fmt: skip
"""Kinds drawn once for a question that stands. Others are drawn each second until they happen: that says little."""


def _origin(facts: Facts, owner: dict[int, Beat], beat: Beat) -> Beat | None:
    for event in back(facts.log, beat.lead):
        found = owner.get(event.id)
        if found is not None and found is not beat:
            return found
    return None


def chosen(
    beats: Sequence[Beat], length: Length, hours: float, until: int | None = None, cast: Collection[int] = ()
) -> list[Beat]:
    """Those that are told, in their order: the worthiest within the budget, with where each intention leads.

    until: the tick from which on a night is long over, and only what weighs much is told. cast: those whose wants the
    opening tells.
    """
    least = 0.5 if length == "full" else _WORTH_TELLING
    worthy = [
        beat
        for beat in beats
        if beat.weight >= least and (until is None or beat.turn.tick <= until or beat.weight >= _AFTERMATH)
    ]
    room = round(_SENTENCES[length] + (max(0.0, hours - 10) * _AN_HOUR if length == "night" else 0))
    best = sorted(range(len(worthy)), key=lambda n: (-worthy[n].weight, n))[:room]
    kept = once_a_night(decided_anew(list(past_the_grab(not_searched(worthy[n] for n in sorted(best))))))
    kept = list(done_at_once(kept))
    wishes = _said_over_the_radio(kept)
    for beat in wishes:
        if beat.came_of is not None and beat.came_of.lead.kind == Kind.MEANT:
            beat.meant = beat.came_of.lead
    told = [beat for beat in kept if not _told_by_deeds(beat, kept) and all(beat is not one.came_of for one in wishes)]
    if length != "full":
        told = _not_idle(without_saying(list(first_sky(at_stake(tended_once(told))))), wishes)
    told = heard_out(beats, there_already(told_by_deeds(list(decided_anew(told)))))
    told = with_their_threads(beats, told, cast, until) if length == "night" else told
    ids = {id(beat) for beat in told}
    for beat in told:
        beat.came_of = _nearest(beat, ids)
    return in_their_order(told)


def _nearest(beat: Beat, told: Collection[int]) -> Beat | None:
    """The nearest of those that are told (by `id`) of which a beat came, past those that are not; None for nothing."""
    origin = beat.came_of
    while origin is not None and id(origin) not in told:
        origin = origin.came_of
    return origin


def _said_over_the_radio(kept: Sequence[Beat]) -> list[Beat]:
    """What is said over the radio by whoever is told to have made up their mind to it: it is told in its stead."""
    ids = {id(beat) for beat in kept if beat.lead.kind in (Kind.MEANT, Kind.DECIDED)}
    return [
        beat
        for beat in kept
        if beat.how == "radio"
        and (wish := beat.came_of) is not None
        and id(wish) in ids
        and (wish.lead.kind == Kind.MEANT or Aim(wish.lead.amount) == Aim.WARN)
        and beat.first - wish.first <= _SOON
    ]


def _not_idle(told: list[Beat], spared: Sequence[Beat]) -> list[Beat]:
    """Without what is told for what came of it alone, where that is not told, or is left out for the same reason."""
    anyhow = {id(beat) for beat in spared}
    while True:
        ids = {id(beat) for beat in told}
        bears = {id(origin) for beat in told if (origin := _nearest(beat, ids)) is not None}
        left = [beat for beat in told if id(beat) in bears | anyhow or not _idle(beat)]
        if len(left) == len(told):
            return left
        told = left


def _told_by_deeds(beat: Beat, kept: Sequence[Beat]) -> bool:
    """Whether what somebody makes up their mind to needs no word, for the deed that came of it soon is told."""
    if beat.lead.kind != Kind.DECIDED or Aim(beat.lead.amount) not in _PLAIN:
        return False
    return any(one.came_of is beat and one.first - beat.first <= _SOON for one in kept)


def _idle(beat: Beat) -> bool:
    """Whether what somebody does, finds or makes up their mind to is told for what came of it alone."""
    if beat.lead.kind == Kind.DECIDED:
        return beat.undone or Aim(beat.lead.amount) not in _TOLD_ANYHOW
    if beat.how == "smoke":
        return not beat.only(Kind.RECALLED)
    if beat.how == "preparation" or (beat.lead.kind == Kind.RESOLVES and beat.lead.whom < 0):
        return True
    if beat.how == "hunt":  # somebody is asked who they are, and goes on
        return beat.held_up < 0 and bool(beat.only(Kind.LET_GO)) and beat.turn.kind == Kind.STOPPED
    if beat.how in ("spent chip", "outrun"):
        return False
    if beat.how == "solace" and beat.last - beat.first >= _ALL_NIGHT:
        return False
    if beat.only(Kind.SET_DOWN):  # somebody is left lying by it
        return False
    return beat.lead.kind in _FOR_WHAT_COMES_OF_IT


_FOR_WHAT_COMES_OF_IT = frozenset({
    Kind.TRAIL_FOUND, Kind.MARK_WRITTEN, Kind.FELL_ASLEEP, Kind.WOKE, Kind.SOOTHED, Kind.FAINTED, Kind.DELIVERED,
    Kind.STRUCK_OFF, Kind.TRUTH_TOLD, Kind.RADIO_HEARD, Kind.SANDSTORM_ENDED, Kind.WEATHER_CHANGED, Kind.DEPRIVED,
    Kind.SUIT_FAULT, Kind.GROWS_ATTACHED, Kind.MARK_READ, Kind.CLASS_REACHED,
    Kind.GLITCH_NOTICED, Kind.BEACON_TRACED, Kind.INFECTED, Kind.BANNED_FOUND, Kind.SANCTIONED, Kind.CASE_REOPENED,
})  # fmt: skip
"""What is told for what came of it alone: a mark that nobody reads is no story, nor is a sleep from which all wake."""
_ALL_NIGHT = 3 * units.HOUR  # that somebody sits by another is a deed [assumed]
_MINUTES = 300  # seconds [assumed]
_SOON = 900  # seconds [assumed]
_PLAIN = (
    Aim.SHELTER, Aim.KEEP_WATCH, Aim.SAVE, Aim.TEND, Aim.KEEP_HIDDEN, Aim.CALL_FOR_HELP, Aim.WARN, Aim.LOOK_FOR_WOUNDED,
    Aim.FOLLOW_TRAIL, Aim.MAKE_ROUNDS, Aim.GO_ALONG, Aim.LOOK_BEHIND_DOOR,
)  # fmt: skip
_TOLD_ANYHOW = (
    Aim.LOOK_AT_SKY,
    Aim.MOURN,
    Aim.KEEP_WORD,
    Aim.BRING,
    Aim.ANSWER_CALL,
    Aim.REACH,
    Aim.LOOK_FOR,
)
