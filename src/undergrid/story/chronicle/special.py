"""Episodes that have words of their own: a search among the dead, a hunt, a fight, a gate, a council, what many do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import amount, counted, message
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.spell import lapse, listed, number
from undergrid.story.phrases import PAST_AMOUNTS, phrase
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.council import Vote
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

ON_FOOT = (Verb.WALK, Verb.RUN, Verb.SNEAK)
_APART = 60  # seconds between two deaths that are worth a word [assumed]
MOST = 4  # wordings that are tried for one beat

Words = Callable[["Wording", Beat, int], list[str]]


def _search(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Many felt for a pulse, and who of them has a name."""
    who, m = beat.lead.who, words.mentions
    named = [event.whom for event in beat.events if m.people.named(event.whom)]
    others = len(beat.events) - len(named)
    acts = m.subject(who)
    told = (
        f"{acts} went from one body to the next and felt {number(others)} throats for a pulse, and found none",
        f"{acts} knelt by {number(others)} who lay there, one after the other, and every one of them was dead",
        f"{acts} looked for a pulse in {number(others)} of those who lay about, and found them dead",
    )[pick % 3] if others else f"{acts} found no pulse in {listed([m.object(row, who) for row in named])}"  # fmt: skip
    if others and named:
        told += f". {listed([m.name(row) for row in named])} {'was' if len(named) == 1 else 'were'} among them"
    m.end(who)
    return [f"{told}."]


def _hunt(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who was after whom, for how long, and what came of it."""
    m = words.mentions
    quarry = sorted({subject(event) for event in beat.events} - {-1})
    one = quarry[0]
    before = m.state()
    acts, prey = _as_either(words, one)
    if len(quarry) > 1:
        acts = prey = m.together(quarry)
    them = "them" if len(quarry) > 1 else m.pronouns(one).object
    if slipped := beat.only(Kind.SLIPPED_AWAY):
        m.restore(before)
        one, quarry = slipped[0].who, [slipped[0].who]
        hunter = m.watcher(slipped[0].whom)
        acts, prey = _as_either(words, one)
        them = m.pronouns(one).object
        told: tuple[str, ...] = (
            f"{acts} slipped away from {hunter}",
            f"{hunter} had {prey} in reach, and lost {them} again",
        )
    elif stops := beat.only(Kind.STOPPED):
        m.restore(before)
        one, quarry = stops[0].whom, [stops[0].whom]
        told = _stopped(words, stops[0], bool(beat.only(Kind.LET_GO)))
    else:
        told = _searched(words, beat, acts, prey, them)
    m.end(one if len(quarry) == 1 else -1)
    return [f"{told[pick % len(told)]}."]


def _as_either(words: Wording, row: int) -> tuple[str, str]:
    """Somebody as who acts and as to whom it is done, of which a sentence takes one."""
    m, before = words.mentions, words.mentions.state()
    acts = m.subject(row)
    m.restore(before)
    return acts, m.object(row, -1)


def _stopped(words: Wording, event: Event, freed: bool) -> tuple[str, ...]:
    m, hunter = words.mentions, words.mentions.watcher(event.who)
    mine, before = m.pronouns(event.whom), m.state()
    way = m.possessive(event.whom, -1)
    m.restore(before)
    asked = m.object(event.whom, -1)
    end = f", and let {mine.object} go" if freed else ""
    return (
        f"{hunter} stopped {asked} and asked who {mine.subject} {mine.was}{end}",
        f"{hunter} barred {way} way and asked for a name{end}",
    )


def _searched(words: Wording, beat: Beat, acts: str, prey: str, them: str) -> tuple[str, ...]:
    """A hunt in which nobody was met; those hunted may have run from it."""
    names = words.log.names.watchers
    after = {event.who for event in beat.events if event.kind.who == "watcher" and event.kind != Kind.SIGHTED}
    hunters = _machines(names, sorted(after))
    lasted = lapse(beat.last - beat.first)
    if ran := beat.only(Kind.LAY_LOW):
        low, runs = lapse(60 * ran[0].amount), "they" if them == "them" else words.mentions.pronouns(ran[0].who).subject
        return (
            f"{hunters} came after {prey}, and {runs} ran for it and lay low for {low}",
            f"with {hunters} behind {them}, {acts} ran, and kept down for {low}",
            f"{acts} ran from {hunters} and lay low until the search had passed",
        )
    return (
        f"{hunters} hunted {prey} for {lasted}",
        f"for {lasted} {hunters} {'was' if len(after) == 1 else 'were'} after {prey}",
        f"{hunters} looked {lasted} for {prey}",
    )


def _fight(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What came of an exchange of fire: whom it brought down, who was hit, or that all missed."""
    m, names = words.mentions, words.log.names
    clauses = []
    for who, downed in _by(beat.only(Kind.OUT_OF_ACTION), lambda event: event.whom):
        what = _machines(names.watchers, [event.who for event in downed])
        acts = m.subject(who)
        clauses.append((f"{acts} shot {what} down", f"{acts} brought {what} down")[pick % 2])
    hit = dict(_by([event for event in beat.only(Kind.WOUNDED) if event.whom >= 0], lambda event: event.who))
    for who, wounds in hit.items():
        where = listed(sorted({str(names.amount(one.kind, one.amount)).split()[-1] for one in wounds}))
        by = _machines(names.watchers, [one.whom for one in wounds])
        prey = m.object(who, -1)
        clauses.append((f"{by} shot {prey} in the {where}", f"{by} hit {prey} in the {where}")[pick % 2])
    if not clauses:
        fired = beat.only(Kind.FIRED_ON)
        if fired:
            by = _machines(names.watchers, [event.who for event in fired])
            prey = listed([m.object(row, -1) for row in sorted({event.whom for event in fired})])
            clauses.append((f"{by} fired on {prey} and missed", f"{by} opened fire on {prey}, and missed")[pick % 2])
        for who, shots in _by(beat.only(Kind.SHOT_AT_WATCHER), lambda event: event.who):
            what = _machines(names.watchers, [event.whom for event in shots])
            clauses.append(f"{m.subject(who)} shot at {what} and missed")
    m.end(-1)
    return [f"{'; '.join(clauses[k : k + 3])}." for k in range(0, len(clauses), 3)]


def _by(events: list[Event], of: Callable[[Event], int]) -> list[tuple[int, list[Event]]]:
    """Events by whose they are, in the order in which they first come."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(of(event), []).append(event)
    return list(found.items())


def _machines(names: Sequence[str], rows: list[int]) -> str:
    """Machines of the authority by their kinds: `a hunter and two drones`."""
    kinds = Counter(names[row].rpartition(" ")[0] for row in sorted(set(rows)))
    return listed([counted(n, kind) if n > 1 else f"a {kind}" for kind, n in sorted(kinds.items())])


def _gate(words: Wording, beat: Beat, pick: int) -> list[str]:
    """A chip held up before a guard, and what the guard made of it."""
    m, lead = words.mentions, beat.lead
    acts, gate = m.subject(lead.who), m.thing("gate", lead.whom)
    hand = f"in {m.possessive(lead.who, lead.who)} hand"
    shown = (
        f"at {gate} {acts} held up the chip",
        f"{acts} held up the chip at {gate}",
        f"{acts} stepped before the guard of {gate} with the chip {hand}",
    )[pick % 3]
    him = m.pronouns(lead.who).object
    parts = []
    if beat.only(Kind.SPASMED):
        parts.append(("its face cramped", "its face twisted in a spasm")[pick % 2])
    elif beat.only(Kind.TWITCHED):
        parts.append("its face twitched")
    judged = beat.only(Kind.JUDGED)
    verdict = Verdict(judged[-1].amount) if judged else None
    if verdict == Verdict.OPEN:
        parts.append(f"it let {him} pass")
    elif verdict == Verdict.ALARM or beat.only(Kind.ALARM):
        parts.append(("it raised the alarm", f"it called the alarm over {him}")[pick % 2])
    elif verdict == Verdict.REFUSE:
        parts.append(f"it turned {him} away")
    m.end(lead.who)
    if not parts:
        return [f"{shown}."]
    if parts[0].startswith("it "):
        parts[0] = parts[0].replace("it ", "the guard ", 1)
    else:
        parts[0] = parts[0].replace("its ", "the guard's ", 1)
    return [f"{shown}, and {listed(parts)}." if pick % 2 else f"{shown}; {listed(parts)}."]


def _council(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who had it put to the vote, who spoke on which side and went over, and how it came out."""
    m, calls = words.mentions, beat.only(Kind.VOTE_CALLED)[0]
    found = [f"{words.clause(calls, pick)}."]
    m.end(calls.who)
    spoke: dict[int, list[int]] = {}
    for event in beat.only(Kind.ARGUED):
        spoke.setdefault(event.amount, []).append(event.who)
    sides = [
        f"{m.together(rows)} spoke {_SIDES[Vote(side)]}" for side, rows in sorted(spoke.items()) if Vote(side) in _SIDES
    ]
    if sides:
        found.append(f"{listed(sides)}.")
        m.end(-1)
    argued = {event.who: event.amount for event in beat.only(Kind.ARGUED)}
    turned = [e.who for e in beat.only(Kind.VOTED) if e.amount in _SIDES and argued.get(e.who, e.amount) != e.amount]
    if turned:
        found.append(f"When it came to the vote, {m.together(turned)} went over to the other side.")
        m.end(-1)
    if neither := [event.who for event in beat.only(Kind.VOTED) if event.amount not in _SIDES]:
        found.append(f"{m.together(neither)} would vote for neither.")
        m.end(-1)
    for event in beat.only(Kind.VOTE_CARRIED, Kind.VOTE_FAILED):
        ayes, noes = divmod(event.amount, 1000)
        came = "it was carried" if event.kind == Kind.VOTE_CARRIED else "it failed"
        yes, no = (number(n) if n else "none" for n in (ayes, noes))
        found.append(f"{yes} voted for it and {no} against, and {came}.")
    return found


_SIDES: dict[int, str] = {Vote.FOR: "for it", Vote.AGAINST: "against it"}


def _haul(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody taken up, brought somewhere and set down."""
    m, took = words.mentions, beat.lead
    arrived = beat.only(Kind.BROUGHT_TO_SAFETY) or beat.only(Kind.SET_DOWN) or beat.only(Kind.HANDED_OVER)
    text = words.clause(took, pick)
    if arrived:
        after = lapse(arrived[0].tick - took.tick)
        text += f" and, {after} later, {words.clause(arrived[0], pick, follows=True)}"
    m.end(took.who)
    return [f"{text}."]


def _prepared(words: Wording, beat: Beat, pick: int) -> list[str]:
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


def _decline(words: Wording, beat: Beat, pick: int) -> list[str]:
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


def _many(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What many do, or what befalls many, as one sentence with a number."""
    event, n = beat.lead, len(beat.events)
    words.mentions.end(-1)
    if event.kind == Kind.DEATHS_FORESEEN:
        return [f"{words.clause(max(beat.events, key=lambda one: one.amount), pick)}."]
    many = phrase(event.kind).many.rstrip(".")
    return [f"{words.fill(many, event, n=n)}."] if many else [f"{words.clause(event, pick)}."]


def _most(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What grows by degrees is told by the last of them."""
    event = max(beat.events, key=lambda one: one.amount)
    text = words.clause(event, pick)
    words.mentions.end(event.who)
    return [f"{text}."]


def _mourned(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who mourn somebody, together."""
    m, dead = words.mentions, beat.lead.whom
    rows = sorted({event.who for event in beat.events})
    if len(rows) == 1:
        return _most(words, beat, pick)
    acts = m.together(rows)
    whom = m.object(dead, rows[0])
    m.end(-1)
    return [(f"{acts} mourned {whom}.", f"{acts} grieved for {whom}.")[pick % 2]]


def _crossed(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who get through a gate, together."""
    m, lead = words.mentions, beat.lead
    rows = sorted({event.who for event in beat.events})
    acts = m.together(rows) if len(rows) > 1 else m.subject(lead.who)
    gate, way = m.thing("gate", lead.whom), amount(words.log, m, lead)
    m.end(lead.who if len(rows) == 1 else -1)
    return [f"{acts} {('got', 'went')[pick % 2]} through {gate}, {way}."]


def _refused(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What somebody tried, and why it could not be."""
    m, event = words.mentions, beat.lead
    order = words.log.get(event.cause) if event.cause else None
    acts, why = m.subject(event.who), amount(words.log, m, event)
    what = "do it"
    if order is not None and order.kind == Kind.ORDERED:
        verb = PAST_AMOUNTS["verb"].get(str(words.log.names.amount(order.kind, order.amount)), "do it")
        target = words.log.names.target(order.amount, order.whom).replace("_", " ")
        if Verb(order.amount) in ON_FOOT:
            target = m.places.spot(order.whom)
            if target == m.places.spot(event.where):  # a few steps, for which there is no name
                target, verb = "", verb.removesuffix(" to {whom}")
        what = verb.replace("{whom}", target) if target or "{whom}" not in verb else "do it"
    m.end(event.who)
    return [(f"{acts} could not {what}: {why}.", f"{acts} tried to {what}, in vain: {why}.")[pick % 2]]


def _marks(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What those who pass read on a wall."""
    m = words.mentions
    rows = sorted({event.who for event in beat.events})
    acts = m.together(rows) if len(rows) > 1 else m.subject(rows[0])
    of = listed(list(dict.fromkeys(message(words.log, m, event.amount) for event in beat.events)))
    m.end(rows[0] if len(rows) == 1 else -1)
    return [(f"{acts} read on a wall of {of}.", f"on a wall {acts} found word of {of}.")[pick % 2]]


def _radio(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody whose word goes out over the radio."""
    m, speaks = words.mentions, beat.lead.whom
    heard = sorted({event.who for event in beat.events} - {speaks})
    topic = message(words.log, m, beat.lead.amount)
    acts = m.subject(speaks)
    whom = listed([m.object(row, speaks) for row in heard])
    told = (f"{acts} spoke over the radio of {topic}", f"{acts} sent word to {whom} by radio: {topic}")
    m.end(speaks)
    return [f"{told[pick % 2]}."]


def _joint(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Two who were bound, and died within minutes of each other."""
    m, joint = words.mentions, beat.lead
    both = m.together([joint.whom, joint.who])
    m.end(-1)
    after = f", {lapse(joint.amount)} apart" if joint.amount >= _APART else ""
    return [(f"{both} died together{after}.", f"{both} went together{after}.")[pick % 2]]


WORDS: dict[str, Words] = {
    "joint death": _joint,
    "search": _search, "hunt": _hunt, "fight": _fight, "gate": _gate, "council": _council, "decline": _decline,
    "many": _many, "radio": _radio, "grief": _mourned, "guilt": _most, "fear": _most, "attachment": _most,
    "blood": _most, "haul": _haul, "preparation": _prepared, "crossing": _crossed, "refused": _refused, "marks": _marks,
}  # fmt: skip
SINGLE = {"search": 1, "decline": 1, "many": 1}
"""Episodes of so few events are told as their first event is."""
