"""Words for what several do, or what befalls many: a council, a band, a crowd, a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import amount, counted, message
from undergrid.story.chronicle.episodes import Beat, citizens
from undergrid.story.chronicle.spell import lapse, listed, number
from undergrid.story.phrases import phrase
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.council import Vote

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


_A_WHILE = 1800  # seconds over which it is said how long it took many to do the same [assumed]


def council(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who had it put to the vote, who spoke on which side and how, who went over, and how it came out."""
    m, calls = words.mentions, beat.only(Kind.VOTE_CALLED)[0]
    found = [f"{words.clause(calls, pick)}."]
    m.end(calls.who)
    argued = beat.only(Kind.ARGUED)
    turned = _turned(beat)
    spoke: dict[int, list[int]] = {}
    for event in argued:
        spoke.setdefault(event.amount, []).append(event.who)
    for side, rows in sorted(spoke.items()):
        if Vote(side) not in _SIDES:
            continue
        found.append(f"{_members(words, rows)} spoke {_SIDES[Vote(side)]}.")
        m.end(-1)
        theirs = [event for event in argued if event.amount == side and m.people.named(event.who)]
        theirs.sort(key=lambda event: event.who not in turned)  # who has turned others is heard first
        lines = ((event.who, line) for event in theirs[:1] if (line := words.line(event)))
        found += [
            f"“{_said(line)}” {'I said' if row == m.people.teller else f'said {m.name(row)}'}." for row, line in lines
        ]
    found += _who_went_over(words, beat, turned)
    abstain = [event.who for event in beat.only(Kind.VOTED) if event.amount not in _SIDES]
    if neither := [row for row in abstain if m.people.named(row)]:
        found.append(f"{m.together(neither)} would vote for neither.")
        m.end(-1)
    for event in beat.only(Kind.VOTE_CARRIED, Kind.VOTE_FAILED):
        ayes, noes = divmod(event.amount, 1000)
        yes, no = (number(n) if n else "none" for n in (ayes, noes))
        carried = event.kind == Kind.VOTE_CARRIED
        if carried and not noes:
            found.append("Nobody voted against it, and it was carried.")
        else:
            found.append(f"It was carried by {yes} to {no}." if carried else f"It failed: {yes} for it, {no} against.")
    return found


def _said(line: str) -> str:
    """What somebody says, as it stands before the word that says who: `I say yes,`."""
    return f"{line[:-1]}," if line.endswith(".") else line


def _members(words: Wording, rows: Sequence[int]) -> str:
    """Those who sit in a council: one without a name is one of theirs, and no stranger."""
    m = words.mentions
    named = [row for row in rows if m.people.named(row)]
    others = len(rows) - len(named)
    if not named:
        return "one of them" if others == 1 else f"{number(others)} of them"
    more = [] if not others else ["another"] if others == 1 else [f"{number(others)} others"]
    return listed([*(m.together([row]) for row in named), *more])


def _turned(beat: Beat) -> dict[int, list[int]]:
    """Who voted otherwise than they had spoken, by whose word had done it; by -1 where nobody's had."""
    argued = {event.who: event.amount for event in beat.only(Kind.ARGUED)}
    speaker = {event.id: event.who for event in beat.only(Kind.ARGUED)}
    turned: dict[int, list[int]] = {}
    for event in beat.only(Kind.VOTED):
        if event.amount in _SIDES and argued.get(event.who, event.amount) != event.amount:
            turned.setdefault(speaker.get(event.cause, -1), []).append(event.who)
    return turned


def _who_went_over(words: Wording, beat: Beat, turned: dict[int, list[int]]) -> list[str]:
    """Who changed sides, and when whom had spoken."""
    m, found = words.mentions, list[str]()
    named = {row for event in beat.events for row in citizens(event) if m.people.named(row)}
    unknown = {by: rows for by, rows in turned.items() if by >= 0 and not named & {by, *rows}}
    for by, rows in sorted(turned.items()):
        if by not in unknown:
            when = f"When {m.together([by])} had spoken" if by >= 0 else "When it came to the vote"
            found.append(f"{when}, {m.together(rows)} went over to the other side.")
            m.end(-1)
    if unknown:  # of strangers who are won by strangers nobody could tell who is who
        n = len({row for rows in unknown.values() for row in rows})
        others = "another" if len(unknown) == 1 else "others"
        found.append(f"{counted(n, 'stranger')} changed sides at the word of {others}.")
    return found


_SIDES: dict[int, str] = {Vote.FOR: "for it", Vote.AGAINST: "against it"}


def prepared(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What a band makes ready before it sets out, as one list."""
    m = words.mentions
    chores = list(dict.fromkeys(amount(words.log, m, event) for event in beat.only(Kind.TASK_DONE)))
    hands = sorted({event.who for event in beat.events if m.people.named(event.who)})
    if not chores or not hands:
        return []
    acts = m.together(hands) if len(hands) > 1 else m.subject(hands[0])
    m.end(-1)
    return [
        (f"{acts} made ready: {listed(chores)}.", f"{acts} saw to what there was to do: {listed(chores)}.")[pick % 2]
    ]


def many(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What many do, or what befalls many, as one sentence with a number."""
    event, n = beat.lead, len(beat.events)
    words.mentions.end(-1)
    if event.kind == Kind.DEATHS_FORESEEN:
        return [f"{_foreseen(words, beat.events, pick)}."]
    many = phrase(event.kind).many.rstrip(".")
    told = words.fill(many, event, n=n) if many else words.clause(event, pick)
    over = f" in the course of {lapse(beat.last - beat.first)}" if beat.last - beat.first >= _A_WHILE else ""
    return [f"{told}{over}{_against_the_forecast(words, beat)}."]


def _foreseen(words: Wording, events: Sequence[Event], pick: int) -> str:
    """Whom a purge would kill, of every faction, by the last that is foreseen."""
    last = [event for event in events if event.tick == events[-1].tick]
    most, *others = sorted((event for event in last if event.amount), key=lambda one: -one.amount) or last[:1]
    parts = [f"{number(one.amount)} of {words.mentions.thing('faction', one.whom) or 'no faction'}" for one in others]
    return listed([words.clause(most, pick), *parts])


def _against_the_forecast(words: Wording, beat: Beat) -> str:
    """By how many more or fewer a purge killed than was foreseen; "" for as many, and where not all of it is told."""
    lead = beat.lead
    if lead.kind != Kind.DIED or lead.amount != Death.PURGE or words.mentions.people.teller is not None:
        return ""
    before = [event for event in words.log.events(kind="deaths foreseen") if event.tick <= lead.tick]
    foreseen = sum(event.amount for event in before if event.tick == before[-1].tick)
    of_it = (event for event in words.deaths.values() if event.amount == Death.PURGE and event.cause == lead.cause)
    died = {event.id for event in (*beat.events, *of_it)}
    after = words.log.events(kind="died", since=lead.tick)
    if len(died) != sum(event.amount == Death.PURGE and event.cause == lead.cause for event in after):
        return ""
    more = len(died) - foreseen
    return f", {number(abs(more))} {'more' if more > 0 else 'fewer'} than foreseen" if before and more else ""


def crossed(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who get through a gate, together."""
    m, lead = words.mentions, beat.lead
    rows = sorted({event.who for event in beat.events})
    acts = m.together(rows) if len(rows) > 1 else m.subject(lead.who)
    gate, way = m.thing("gate", lead.whom), amount(words.log, m, lead)
    m.end(lead.who if len(rows) == 1 else -1)
    return [f"{acts} {('got', 'went')[pick % 2]} through {gate}, {way}."]


def marks(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What those who pass read on a wall."""
    m = words.mentions
    rows = sorted({event.who for event in beat.events})
    acts = m.together(rows) if len(rows) > 1 else m.subject(rows[0])
    said = [message(words.log, m, amount) for amount in dict.fromkeys(event.amount for event in beat.events)]
    of = listed(list({text.removeprefix("the ").removeprefix("a "): text for text in reversed(said)}.values())[::-1])
    m.end(rows[0] if len(rows) == 1 else -1)
    return [(f"{acts} read of {of} on a wall.", f"on a wall {acts} found word of {of}.")[pick % 2]]


def radio(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody whose word goes out over the radio."""
    m, speaks = words.mentions, beat.lead.whom
    heard = sorted({event.who for event in beat.events} - {speaks})
    topic = message(words.log, m, beat.lead.amount)
    acts = m.subject(speaks)
    whom = listed([m.object(row, speaks) for row in heard])
    told = (f"{acts} spoke over the radio of {topic}", f"{acts} sent word to {whom} by radio: {topic}")
    if beat.meant is not None:
        aim = words.log.names.amount(beat.meant.kind, beat.meant.amount)
        told = (f"{acts} spoke over the radio to {aim}", f"{acts} called over the radio to {aim}")
        beat.also.append(beat.meant.id)
    m.end(speaks)
    return [f"{told[pick % 2]}."]


def outbreak(words: Wording, beat: Beat, pick: int) -> list[str]:
    """A virus that wakes, how far it runs, and what it makes of what hangs on the network."""
    m = words.mentions
    found = [f"{words.clause(beat.lead, pick)}."]
    m.end(-1)
    spread = beat.only(Kind.NODE_INFECTED)
    if spread:
        nodes, after = number(len({event.whom for event in spread})), lapse(spread[-1].tick - beat.first)
        came = (f"in {after} it came over {nodes} nodes more", f"it ran on to {nodes} nodes more within {after}")
        found.append(f"{came[pick % 2]}.")
    done = [
        one if n == 1 else f"{some} {number(n)} times"
        for kind, (one, some) in _GLITCHES.items()
        if (n := len(beat.only(kind)))
    ]
    if done:
        found.append(f"{listed(done)}, at nobody's order.")
    return found


_GLITCHES = {
    Kind.GATE_GLITCHED: ("a gate moved", "gates moved"),
    Kind.SENTINEL_GLITCHED: ("a sentinel froze", "sentinels froze"),
    Kind.TIMER_GLITCHED: ("a timer slipped", "timers slipped"),
}
