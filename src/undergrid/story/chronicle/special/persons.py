"""Words for what one person does or feels over a while, and for two who belong together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import amount
from undergrid.story.chronicle.episodes import ARRIVES, Beat
from undergrid.story.chronicle.spell import lapse, lasting, listed, number
from undergrid.story.phrases import PAST_AMOUNTS, SIZED_UP
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.orders import TARGETS, Refusal, Verb

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_ON_FOOT = (Verb.WALK, Verb.RUN, Verb.SNEAK)
_MEANT_TO_LOOK = ("chose to look at the sky", "decided to look at the sky")
_LOOKED = ("stood and looked up at the sky", "looked at the sky for a long while")
_APART = 60  # seconds between two deaths that are worth a word [assumed]


def search(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Many felt for a pulse, and who of them has a name."""
    who, m = beat.lead.who, words.mentions
    named = [event.whom for event in beat.events if m.people.named(event.whom)]
    others = len(beat.events) > len(named)
    n = len(beat.events)
    acts = m.subject(who)
    told = (
        f"{acts} felt somebody who lay there for a pulse, and found none",
        f"{acts} knelt by somebody who lay there, dead like the rest",
    )[pick % 2] if others and n == 1 else (
        f"{acts} went from one body to the next and felt {number(n)} throats for a pulse, and found none",
        f"{acts} knelt by {number(n)} who lay there, one after the other, and every one of them was dead",
        f"{acts} looked for a pulse in {number(n)} of those who lay about, and found them dead",
    )[pick % 3] if others else f"{acts} found no pulse in {listed([m.object(row, who) for row in named])}"  # fmt: skip
    if others and named:
        told += f". {listed([m.name(row) for row in named])} {'was' if len(named) == 1 else 'were'} among them"
    m.end(who)
    return [f"{told}."]


def haul(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody taken up, brought by some way somewhere and set down."""
    m, took, arrived = words.mentions, beat.lead, _arrival(beat)
    text = words.clause(took, pick)
    if arrived is not None:
        after = lapse(arrived.tick - took.tick)
        text += _carried(words, beat, arrived.tick)
        text += f" and, {after} later, {_arrives(words, beat, arrived, pick)}"
        text += _by_whom(words, arrived, took.tick)
    elif beat.bound_for:
        inside = m.places.part(took.where)[2]
        left = f"left {m.places.called(str(inside))}" if inside else "set out"
        text += f" and {left} for {m.places.called(beat.bound_for)}"
    m.end(took.who)
    return [f"{text}."]


def _arrives(words: Wording, beat: Beat, arrived: Event, pick: int) -> str:
    """That somebody is brought where they are set down, and given a bed there if they are, behind who brings them."""
    beds = beat.only(Kind.ADMITTED)
    if not beds:
        return words.clause(arrived, pick, follows=True)
    m, whom = words.mentions, words.mentions.pronouns(beds[0].who)
    bed = f"where {whom.subject} {whom.was} {('given a bed', 'put to bed')[pick % 2]}"
    return f"brought {m.object(arrived.whom, arrived.who)} to {m.thing('building', beds[0].whom)}, {bed}"


def carried_on(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody brought on after what came between, and set down."""
    m, arrived = words.mentions, _arrival(beat) or beat.lead
    took = beat.came_of.lead if beat.came_of is not None and beat.came_of.lead.kind == Kind.TOOK_UP else None
    acts = m.subject(arrived.who)
    whom = m.object(arrived.whom, arrived.who)
    if took is None:
        text = (f"{acts} came with {whom}", f"{acts} brought {whom}")[pick % 2]
    else:
        moved = _MOVED.get(HaulMode(took.amount), "dragged")
        text = (f"{acts} {moved} {whom} on", f"{acts} went on with {whom}")[pick % 2]
    since = beat.lead.tick if took is None else took.tick
    if places := words.passages.of(arrived.who, arrived.whom, since, arrived.tick).places:
        text += f" by way of {listed(list(places))}"
    text += f" and {_arrives(words, beat, arrived, pick)}"
    text += " beside me" if took is None else _by_whom(words, arrived, took.tick)
    m.end(arrived.who)
    return [f"{text}."]


def _by_whom(words: Wording, arrived: Event, since: int) -> str:
    """By whom of the cast somebody arrives, as the end of a sentence: ` beside Anton, who waited there`."""
    rows = words.passages.who_waited(arrived.who, arrived.whom, since, arrived.tick)
    return f" beside {words.mentions.together(rows)}, who waited there" if rows else ""


def _arrival(beat: Beat) -> Event | None:
    """The event by which a haul is over; None where it is not."""
    return next((event for kind in ARRIVES for event in beat.events if event.kind == kind), None)


_MOVED = {HaulMode.CARRY: "carried", HaulMode.SUPPORT: "led"}  # with any other they are dragged


def _carried(words: Wording, beat: Beat, until: int) -> str:
    """Past what somebody was carried, as a clause with the comma before it; "" where there was nothing to pass."""
    took = beat.lead
    way = passed(words, beat, (took.who, took.whom), took.tick, until)
    moved = _MOVED.get(HaulMode(took.amount), "dragged")
    return f", {moved} {words.mentions.object(took.whom, took.who)}{way}" if way else ""


def passed(words: Wording, beat: Beat, rows: tuple[int, int], first: int, last: int) -> str:
    """What somebody passed on a way: ` by way of the bridge under the eyes of a sentinel`; "" for nothing.

    rows: who went, and who was with them, -1 for nobody. Whoever tells of themselves knows of a guard they noticed.
    """
    m, way = words.mentions, words.passages.of(*rows, first, last)
    told = f" by way of {listed(list(way.places))}" if way.places else ""
    if way.guard >= 0 and m.people.teller is None:
        beat.also += way.events
        told += f" {'under the eyes of' if way.seen else 'unseen past'} {m.watcher(way.guard)}"
    elif way.guard >= 0 and m.people.teller in way.noticed:
        beat.also.append(way.noticed[m.people.teller])
        told += f" past {m.watcher(way.guard)} that I saw stand there"
    return told


def decline(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody who faints again and again."""
    m, fainted, came = words.mentions, beat.only(Kind.FAINTED), beat.only(Kind.CAME_TO)
    acts = m.subject(beat.lead.who)
    m.end(beat.lead.who)
    lasted = lapse(beat.last - beat.first)
    if len(fainted) == 1:
        return [(f"{acts} lost consciousness, and came to {lasted} later.", f"{acts} fainted for {lasted}.")[pick % 2]]
    back, times = ", and came back each time" if len(came) >= len(fainted) else "", number(len(fainted))
    return [
        (
            f"{acts} fainted {times} times in {lasted}{back}.",
            f"in the course of {lasted} {acts} lost consciousness {times} times{back}.",
        )[pick % 2]
    ]


def most(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What grows by degrees is told by the last of them."""
    event = max(beat.events, key=lambda one: one.amount)
    text = words.clause(event, pick)
    words.mentions.end(event.who)
    return [f"{text}."]


def afraid(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who are afraid together, by how much at most: `Sela and Dov were terrified, and Vex was uneasy`."""
    worst: dict[int, Event] = {}
    for event in beat.events:
        if event.who not in worst or event.amount > worst[event.who].amount:
            worst[event.who] = event
    if len(worst) == 1:
        return most(words, beat, pick)
    by_grade: dict[int, list[int]] = {}
    for row, event in sorted(worst.items()):
        by_grade.setdefault(event.amount, []).append(row)
    clauses = []
    for _, rows in sorted(by_grade.items(), reverse=True):
        grade = amount(words.log, words.mentions, worst[rows[0]])
        acts = words.mentions.together(rows)
        clauses.append(f"{acts} {'were' if len(rows) > 1 else words.mentions.pronouns(rows[0]).was} {grade}")
    words.mentions.end(-1)
    return [f"{', and '.join(clauses)}."]


def looked(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who looks at the sky, together, and what it does to them."""
    m, looks = words.mentions, beat.only(Kind.DECIDED)
    rows = sorted({event.who for event in looks})
    moods = {event.who: amount(words.log, m, event) for event in beat.only(Kind.MOOD_CHANGED)}
    if len(rows) == 1:
        told = words.clause(looks[0], pick)
        m.end(rows[0])
        return [f"{told}{''.join(f', and came away with {mood}' for mood in moods.values())}."]
    done = all(event.id in words.deeds.acted and event.id not in words.deeds.dropped for event in looks)
    deeds = lasting(_LOOKED, [words.deeds.for_a_while(event.id) for event in looks]) if done else _MEANT_TO_LOOK
    told = f"{m.together(rows)} {deeds[pick % len(deeds)]}"
    if set(moods) == set(rows) and len(set(moods.values())) == 1:
        told += f", and came away with {min(moods.values())} each"
    elif moods:
        told += f"; {listed([f'{m.name(row)} came away with {mood}' for row, mood in sorted(moods.items())])}"
    m.end(-1)
    return [f"{told}."]


def resolved(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who make up their minds to the same, together."""
    m = words.mentions
    rows = sorted({event.who for event in beat.events})
    acts, deed = m.together(rows), words.fill("{amount}", beat.lead, follows=True)
    m.end(-1)
    each = ("both", "each")[len(rows) > 2]
    return [(f"{acts} decided to {deed}.", f"{acts} {each} chose to {deed}.")[pick % 2]]


def received(words: Wording, beat: Beat, pick: int) -> list[str]:
    """How those are received who come in among people, those alike together, worst first."""
    m, alike = words.mentions, dict[int, list[Event]]()
    for event in beat.events:
        grade = next((n for n, (below, _) in enumerate(SIZED_UP) if event.amount < below), len(SIZED_UP) - 1)
        alike.setdefault(grade, []).append(event)
    found = []
    for grade, events in sorted(alike.items()):
        rows = sorted({event.who for event in events})
        if len(rows) == 1:
            found.append(words.clause(events[0], pick))
        else:
            told = SIZED_UP[grade][1][pick % 2].replace("{who} {was}", f"{m.together(rows)} were")
            found.append(words.fill(told, events[0], follows=True))
        m.end(rows[0] if len(rows) == 1 else -1)
    return [f"{', and '.join(found)}."]


def mourned(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who mourn somebody, together."""
    m, dead = words.mentions, beat.lead.whom
    rows = sorted({event.who for event in beat.only(Kind.GRIEVES)})
    guilty = [row for row in rows if any(event.who == row for event in beat.only(Kind.FEELS_GUILT))]
    if len(rows) == 1:
        stays = [e for e in beat.only(Kind.DECIDED) if e.id in words.deeds.acted and e.id not in words.deeds.dropped]
        if not guilty and not stays:
            return most(words, replace(beat, events=beat.only(Kind.GRIEVES)), pick)
        acts, whom = m.subject(rows[0]), m.object(dead, rows[0])
        rest = [f"could not forgive {m.pronouns(rows[0]).reflexive}"] if guilty else []
        rest += [words.clause(event, pick, follows=True) for event in stays]
        m.end(rows[0])
        return [f"{acts} {(f'mourned {whom}, and', f'grieved for {whom} and')[pick % 2]} {' and '.join(rest)}."]
    acts = m.together(rows)
    whom = m.object(dead, rows[0])
    told = (f"{acts} mourned {whom}", f"{acts} grieved for {whom}")[pick % 2]
    if guilty:
        selves = m.pronouns(guilty[0]).reflexive if len(guilty) == 1 else "themselves"
        told += (
            f" and could not forgive {selves}"
            if guilty == rows
            else f"; {m.together(guilty)} could not forgive {selves}"
        )
    m.end(-1)
    return [f"{told}."]


def refused(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What somebody tried, and why it could not be."""
    m, event = words.mentions, beat.lead
    order = words.log.get(event.cause) if event.cause else None
    acts, why = m.subject(event.who), amount(words.log, m, event)
    what = "do it"
    if order is not None and order.kind == Kind.ORDERED:
        verb = PAST_AMOUNTS["verb"].get(str(words.log.names.amount(order.kind, order.amount)), "do it")
        target = words.log.names.target(order.amount, order.whom).replace("_", " ")
        if TARGETS.get(Verb(order.amount)) == "citizen" and order.whom >= 0:
            target = m.object(order.whom, event.who)
        if TARGETS.get(Verb(order.amount)) == "building" and order.whom >= 0:
            target = m.thing("building", order.whom)
        if TARGETS.get(Verb(order.amount)) == "watcher" and order.whom >= 0:
            target = m.watcher(order.whom)
        if Verb(order.amount) == Verb.RADIO and event.amount == Refusal.NO_ANSWER:
            m.end(event.who)
            return [
                (
                    f"{acts} called {target} over the radio, and nobody answered.",
                    f"{acts} called {target} by radio, in vain.",
                )[pick % 2]
            ]
        if Verb(order.amount) in _ON_FOOT:
            target = m.places.spot(order.whom)
            if target == m.places.spot(event.where):  # a few steps, for which there is no name
                target, verb = "", verb.removesuffix(" to {whom}")
        what = verb.replace("{whom}", target) if target or "{whom}" not in verb else "do it"
    m.end(event.who)
    return [(f"{acts} could not {what}: {why}.", f"{acts} tried to {what}, in vain: {why}.")[pick % 2]]


def joint(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Two who were bound, and died within minutes of each other."""
    m, joint = words.mentions, beat.lead
    both = m.together([joint.whom, joint.who])
    m.end(-1)
    after = f", {lapse(joint.amount)} apart" if joint.amount >= _APART else ""
    return [(f"{both} died together{after}.", f"{both} went together{after}.")[pick % 2]]
