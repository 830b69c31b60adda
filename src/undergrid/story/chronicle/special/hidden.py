"""Words for those who hide: where they get away to, and how they spend the hours in which nothing befalls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import clock, lapse, listed, number
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_LONG = 6 * units.HOUR  # beyond which it is told later how long they stayed, or not at all [assumed]
_A_SLEEP = units.HOUR  # that is worth a word [assumed]


def gone_to_ground(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who got away into which building, and for how long they kept in there."""
    m = words.mentions
    rows = sorted({event.who for event in beat.events})
    acts = m.together(rows) if len(rows) > 1 else m.subject(rows[0])
    place, stayed = m.thing("building", beat.building), beat.until - beat.last
    until = f"until {clock(words.log.names.starts + beat.until)}" if stayed > units.HOUR else f"for {lapse(stayed)}"
    low = f" and kept in there {until}" if stayed <= _LONG else " and hid there"
    m.end(rows[0] if len(rows) == 1 else -1)
    return [f"{acts} {('got away', 'escaped')[pick % 2]} into {place}{low}."]


def next_gate(words: Wording, beat: Beat, before: Event, acts: str, pick: int) -> str:
    """That somebody tries another gate with a chip with which they got through none, and how they came there."""
    lead, gate = beat.lead, words.mentions.thing("gate", beat.lead.whom)
    beat.also.append(before.id)
    orders = (
        one for one in words.log.events(about=lead.who, since=before.tick, until=lead.tick) if one.who == lead.who
    )
    sneaks = [one.id for one in orders if one.kind == Kind.ORDERED and one.amount == Verb.SNEAK]
    if not sneaks:
        return (f"{acts} tried {gate} next, with the same chip", f"{acts} held up the same chip at {gate}")[pick % 2]
    beat.also.append(sneaks[0])
    return (f"{acts} stole on to {gate} and tried the same chip there", f"{acts} crept to {gate} with the same chip")[
        pick % 2
    ]


def quiet_hours(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Where somebody stayed for hours, and the little that they did there."""
    m, rows = words.mentions, sorted(beat.inside)
    acts = m.together(rows) if len(rows) > 1 else m.subject(rows[0])
    stayed = lapse(beat.until - min(beat.inside.values()))
    place = f"in {m.thing('building', beat.building)}" if beat.building >= 0 else m.places.at(beat.lead.where)
    goal = any(goal and place.endswith(goal.removeprefix("for")) for row in rows if (goal := words.goal(row)))
    went = beat.lead.kind == Kind.ORDERED
    if went:
        told = f"{acts} hid {place} and stayed there for {stayed}"
    elif goal:
        told = f"for {stayed} {acts} stayed {place}, where {_they(words, rows)} had wanted to be"
    else:
        told = (f"{acts} stayed {place} for {stayed}", f"for {stayed} {acts} stayed {place}")[pick % 2]
    did = []
    for row in rows:
        theirs = [event for event in beat.events if event.who == row]
        if little := _little(words, row, theirs):
            did.append(f"{m.pronouns(row).subject if len(rows) == 1 else m.name(row)} {listed(little)}")
    m.end(rows[0] if len(rows) == 1 else -1)
    one_thing = len(did) == 1 and " and " not in did[0]
    besides = f", and {did[0]}" if one_thing else f": {'; '.join(did)}" if did else ""
    return [f"{told}{besides}."]


def _they(words: Wording, rows: list[int]) -> str:
    return words.mentions.pronouns(rows[0]).subject if len(rows) == 1 else "they"


def _little(words: Wording, row: int, events: list[Event]) -> list[str]:
    """What somebody did: how long they slept, what they smoked, and how often they fainted."""
    mine, found = words.mentions.pronouns(row), []
    slept, since = 0, -1
    for event in events:
        if event.kind == Kind.FELL_ASLEEP:
            since = event.tick
        elif event.kind == Kind.WOKE and since >= 0:
            slept, since = slept + event.tick - since, -1
    if slept >= _A_SLEEP:
        found.append(f"slept for {lapse(slept)}")
    if smokes := [event for event in events if event.kind == Kind.LIT_UP]:
        last = smokes[-1].amount == 0
        found.append(
            f"smoked the last of {mine.possessive} cigarettes"
            if last
            else f"smoked {counted(len(smokes), 'cigarette')}"
        )
    if faints := sum(event.kind == Kind.FAINTED for event in events):
        found.append(f"fainted { ({1: 'once', 2: 'twice'}.get(faints) or f'{number(faints)} times') }")
    return found
