"""Words for those who hunt, and what they do: a hunt, a fight, a gate, a raid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from undergrid.core.luck import CERTAIN
from undergrid.story.chronicle.amounts import counted, share
from undergrid.story.chronicle.burdens import held
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.special.hidden import next_gate
from undergrid.story.chronicle.special.verdicts import believed, verdict
from undergrid.story.chronicle.spell import capital, lapse, listed, number
from undergrid.story.chronicle.stops import MINUTES, lasted, stops_of
from undergrid.world.authority.clearance import Verdict
from undergrid.world.combat.weapons import has_hit
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_AFTER = (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.TRACKED)
_AT_ONCE = 120  # seconds within which several run in one flight [assumed]
_WORN = 10  # % of a chip from which its damage is worth a word [assumed]
_RARE, _SLIGHT, _LIKELY = 0.05, 0.25, 0.6  # the odds between which it is luck whether a gate opens [assumed]
_LONG = 7200  # seconds of lying low beyond which nobody says how long it was [assumed]


def hunt(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who was after whom, for how long, and what came of it."""
    m = words.mentions
    quarry = sorted({subject(event) for event in beat.events} - {-1})
    quarry = sorted({event.who for event in beat.only(Kind.LAY_LOW)}) or quarry  # of the others it came to nothing
    one = quarry[0]
    before = m.state()
    acts, prey = _as_either(words, one)
    if len(quarry) > 1:
        acts = prey = m.together(quarry)
    them = "them" if len(quarry) > 1 else m.pronouns(one).object
    stops, slipped = beat.only(Kind.STOPPED), beat.only(Kind.SLIPPED_AWAY)
    if slipped and not any(stop.whom == slipped[0].who and stop.tick < slipped[0].tick for stop in stops):
        m.restore(before)
        one, quarry = slipped[0].who, [slipped[0].who]
        hunter = m.watcher(slipped[0].whom)
        acts, prey = _as_either(words, one)
        them = m.pronouns(one).object
        told: tuple[str, ...] = (
            f"{acts} slipped away from {hunter}",
            f"{hunter} had {prey} in reach, and lost {them} again",
        )
    elif stops:
        m.restore(before)
        return _questioned(words, beat, pick)
    else:
        told = _searched(words, beat, acts, prey, them, len(quarry))
    m.end(one if len(quarry) == 1 else -1)
    return [f"{told[pick % len(told)]}."]


def _questioned(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who was stopped, whether they were believed, and that they were let go or got away."""
    m, stops = words.mentions, beat.only(Kind.STOPPED)
    one = stops[0].whom if beat.held_up < 0 else beat.held_up
    mine, them = m.pronouns(one), m.pronouns(one).object
    told = _stopped(words, stops[0]) if beat.held_up < 0 else _held_up(words, beat)
    found = [f"{told[pick % len(told)]}."]
    m.end(one)
    freed = any(event.whom == one for event in beat.only(Kind.LET_GO))
    heard = verdict(words, beat, one) if beat.held_up >= 0 or not freed else ""
    if beat.held_up >= 0 and (cost := lasted(beat, one)) >= MINUTES:
        first = "after the first time" if len(stops_of(beat, one)) > 1 else "later"
        found.append(f"It {believed(beat, one, them)}let {them} go {lapse(cost)} {first}.")
    elif heard and (freed or len(stops_of(beat, one)) == 1):
        found.append(heard)
    elif freed:
        ways_on = (
            f"It let {them} go.", "It had no more questions.", "Then it went its way.",
            f"It had nothing against {them}.", f"It left {them} standing there.",
        )  # fmt: skip
        found.append(ways_on[pick % len(ways_on)])
    if any(event.who == one for event in beat.only(Kind.SLIPPED_AWAY)):
        found.append(f"{capital(mine.subject)} slipped away from it.")
    return found


def _as_either(words: Wording, row: int) -> tuple[str, str]:
    """Somebody as who acts and as to whom it is done, of which a sentence takes one."""
    m, before = words.mentions, words.mentions.state()
    acts = m.subject(row)
    m.restore(before)
    return acts, m.object(row, -1)


def _stopped(words: Wording, event: Event) -> tuple[str, ...]:
    m, hunter = words.mentions, words.mentions.watcher(event.who)
    mine, before = m.pronouns(event.whom), m.state()
    way = m.possessive(event.whom, -1)
    m.restore(before)
    asked = m.object(event.whom, -1)
    return (
        f"{hunter} stopped {asked} and asked who {mine.subject} {mine.was}",
        f"{hunter} barred {way} way and asked for a name",
    )


def _held_up(words: Wording, beat: Beat) -> tuple[str, ...]:
    """A stop that mattered: how often, how often somebody was not believed, and whom they had in their arms."""
    m, one, stops = words.mentions, beat.held_up, stops_of(beat, beat.held_up)
    hunter, mine = m.watcher(stops[0].who), m.pronouns(one)
    if m.people.teller == one and (noticed := words.passages.noticed(one, stops[0])):
        hunter += ", which I had seen ahead,"
        beat.also.append(noticed)
    prey = m.object(one, -1)
    doubts = sum(event.whom == one for event in beat.only(Kind.UNCONVINCED))
    if beat.in_arms >= 0:
        whom = "me" if beat.in_arms == m.people.teller else m.name(beat.in_arms)
        told = f"{whom} {held(beat.held_how, mine)},"
        prey = f"{m.name(one)}, who had {told}" if one != m.people.teller else f"{prey}, with {told}"
    if len(stops) > 1:
        doubted = f" and did not believe {mine.object} {_times(doubts)}" if doubts else ""
        return (f"{hunter} stopped {prey} {_times(len(stops))}{doubted}",)
    return (
        f"{hunter} stopped {prey} and asked who {mine.subject} {mine.was}",
        f"{hunter} stopped {prey} and asked for a name",
    )


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def _searched(words: Wording, beat: Beat, acts: str, prey: str, them: str, n: int) -> tuple[str, ...]:
    """A hunt in which nobody was met; those hunted may have run from it."""
    names = words.log.names.watchers
    after = {event.who for event in beat.events if event.kind in _AFTER}
    hunters = machines(names, sorted(after)) or "the authority"
    if ran := beat.only(Kind.LAY_LOW):
        runs = "they" if n > 1 else words.mentions.pronouns(ran[0].who).subject
        return _ran(words, beat, (acts, prey, them, runs))
    lasted = lapse(beat.last - beat.first)
    return (
        f"{hunters} hunted {prey} for {lasted}",
        f"for {lasted} {hunters} {'was' if len(after) <= 1 else 'were'} after {prey}",
        f"{hunters} searched for {prey} for {lasted}",
    )


def _ran(words: Wording, beat: Beat, them: tuple[str, str, str, str]) -> tuple[str, ...]:
    """Those hunted ran: from what they had noticed, and for how long they did nothing but lie low.

    them: those hunted as who acts, to whom it is done, as a pronoun of the same, and as who acts in the next clause.
    """
    acts, prey, behind, runs = them
    names, ran = words.log.names.watchers, beat.only(Kind.LAY_LOW)
    ran = [event for event in ran if event.tick - ran[0].tick <= _AT_ONCE]  # the flight that is told
    noticed = {event.whom for event in ran} - {-1}
    after = {event.who for event in beat.events if event.kind in _AFTER and event.tick <= ran[-1].tick}
    low, down = _lay_low(words, ran)
    if noticed <= after or not noticed:
        hunters = machines(names, sorted(after)) or "the authority"
        return (
            f"{hunters} came after {prey}, and {runs} ran for it{low}",
            f"with {hunters} behind {behind}, {acts} ran{down}",
            f"{acts} ran from {hunters}{low}",
        )
    hunters = machines(names, sorted(noticed))  # nobody had sent it after them
    return (f"{acts} ran from {hunters}{low}", f"{acts} ran to get away from {hunters}{down}")


def _lay_low(words: Wording, ran: Sequence[Event]) -> tuple[str, str]:
    """How long those lay low who ran, in two wordings: until the next deed of one of them that is not hiding.

    Nothing is said of it where that was sooner than they meant, and no time where it lasted for hours.
    """
    lasted = min((words.deeds.next(one.who, one.tick) or words.log.meta.tick) - one.tick for one in ran)
    if lasted < 60 * min(one.amount for one in ran):
        return "", ""
    low = f" for {lapse(lasted)}" if lasted <= _LONG else ""
    return f" and lay low{low}", f", and kept down{low}"


def fight(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What came of an exchange of fire: whom it brought down, who was hit, or that all missed."""
    m, names = words.mentions, words.log.names
    clauses = []
    several = len(beat.people) > 1
    for who, downed in by_party(beat.only(Kind.OUT_OF_ACTION), lambda event: event.whom):
        what = machines(names.watchers, [event.who for event in downed])
        acts = m.name(who) if several and who != m.people.teller else m.subject(who)
        clauses.append((f"{acts} shot {what} down", f"{acts} brought {what} down")[pick % 2])
    hit = dict(by_party([event for event in beat.only(Kind.WOUNDED) if event.whom >= 0], lambda event: event.who))
    grave = {who: wounds for who, wounds in hit.items() if any(_is_grave(words, one) for one in wounds)}
    for who, wounds in (grave if grave or clauses else hit).items():  # a scratch beside what matters is not told
        parts = [str(names.amount(one.kind, one.amount)).split() for one in wounds]
        where = listed(sorted({part[-1] for part in parts}))
        by = _shooters(words, [one.whom for one in wounds])
        prey = m.name(who) if several and who != m.people.teller else m.object(who, -1)
        clauses.append(_shot(by, prey, where, {part[1].rstrip(",") for part in parts}, pick))
    if not clauses:
        fired = beat.only(Kind.FIRED_ON)
        if fired:
            stopped = [event for event in fired if has_hit(event.amount)]  # by armour
            by = machines(names.watchers, [event.who for event in stopped or fired])
            upon = sorted({one.whom for one in stopped or fired})
            prey = listed([(m.name(row) if several else m.object(row, -1)) for row in upon])
            came = "the armour held" if stopped else "missed"
            clauses.append((f"{by} fired on {prey} and {came}", f"{by} opened fire on {prey}, and {came}")[pick % 2])
        for who, shots in by_party(beat.only(Kind.SHOT_AT_WATCHER), lambda event: event.who):
            hits = [event.whom for event in shots if has_hit(event.amount)]
            what = machines(names.watchers, hits or [event.whom for event in shots])
            did = f"hit {what}" if hits else f"shot at {what} and missed"
            clauses.append(f"{m.name(who) if several else m.subject(who)} {did}")
    m.end(-1)
    return [f"{'; '.join(clauses[k : k + 3])}." for k in range(0, len(clauses), 3)]


def _is_grave(words: Wording, wound: Event) -> bool:
    return "deep," in str(words.log.names.amount(wound.kind, wound.amount)).split()


def _shooters(words: Wording, rows: list[int]) -> str:
    """Those who hit somebody: by their kinds, or the one of whom it has just been told what it does."""
    known = len(set(rows)) == 1 and words.mentions.knows_watcher(rows[0])
    return words.mentions.watcher(rows[0]) if known else machines(words.log.names.watchers, rows)


def _shot(by: str, prey: str, where: str, depths: set[str], pick: int) -> str:
    """That somebody was hit, and how badly at worst: grazed, wounded, or wounded deeply."""
    if depths == {"shallow"}:
        return f"{by} grazed {prey} on the {where}"
    hit = (f"{by} shot {prey} in the {where}", f"{by} hit {prey} in the {where}")[pick % 2]
    if "deep" in depths:
        return f"{hit}, and it went deep"
    return f"{hit}, no deeper than the flesh" if where == "head" else hit  # or a reader takes them for dead


def by_party(events: list[Event], of: Callable[[Event], int]) -> list[tuple[int, list[Event]]]:
    """Events by whose they are, in the order in which they first come."""
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(of(event), []).append(event)
    return list(found.items())


def machines(names: Sequence[str], rows: list[int]) -> str:
    """Machines of the authority by their kinds: `a hunter and two drones`."""
    kinds = Counter(names[row].rpartition(" ")[0] for row in sorted(set(rows)))
    return listed([counted(n, kind) if n > 1 else f"a {kind}" for kind, n in sorted(kinds.items())])


def gate(words: Wording, beat: Beat, pick: int) -> list[str]:
    """A chip held up before a guard, and what the guard made of it."""
    m, lead = words.mentions, beat.lead
    acts, gate = m.subject(lead.who), m.thing("gate", lead.whom)
    hand = f"in {m.possessive(lead.who, lead.who)} hand"
    shown = (
        f"at {gate} {acts} held up the chip",
        f"{acts} held up the chip at {gate}",
        f"{acts} stepped before the guard of {gate} with the chip {hand}",
    )[pick % 3]
    if lead.kind == Kind.CHIP_PRESENTED and lead.amount >= _WORN:
        shown += f", {share(lead.amount)} of it corrupt"
    if (before := words.deeds.tried.get(lead.id)) is not None:
        shown = next_gate(words, beat, before, acts, pick)
    him = m.pronouns(lead.who).object
    parts = []
    if beat.only(Kind.SPASMED):
        parts.append(("grimaced in a spasm", "jerked in a spasm")[pick % 2])
    elif beat.only(Kind.TWITCHED):
        parts.append("twitched")
    judged = beat.only(Kind.JUDGED)
    verdict = Verdict(judged[-1].amount) if judged else None
    if verdict == Verdict.OPEN:
        parts.append(f"let {him} pass")
    elif verdict == Verdict.ALARM or beat.only(Kind.ALARM):
        parts.append(("raised the alarm", f"called the alarm over {him}")[pick % 2])
    elif verdict == Verdict.REFUSE:
        parts.append(f"turned {him} away")
    m.end(lead.who)
    if not parts:
        return [f"{shown}."]
    often = _often(judged[-1], verdict) if judged and m.people.teller is None else ""
    return [f"{shown}{(';', ', and')[pick % 2]} the guard {listed(parts)}{often}."]


def _often(judged: Event, verdict: Verdict | None) -> str:
    """That a guard might have decided otherwise over what it was shown: the same chip opens one gate, not the next."""
    opens = judged.odds / CERTAIN
    if not _RARE < opens < _LIKELY:
        return ""
    if verdict == Verdict.OPEN:
        return ", though little spoke for it" if opens < _SLIGHT else ": it could have gone either way"
    return ", though it might have opened" if verdict == Verdict.REFUSE and opens >= _SLIGHT else ""


def spent(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody who is struck off the registry while another still carries their chip to open gates with."""
    m, bearer = words.mentions, words.deeds.spent[beat.lead.id]
    owner, his = m.name(beat.lead.who), m.pronouns(beat.lead.who).possessive
    person, mine = m.people.person(bearer), m.pronouns(bearer)
    alone = person is not None and sum(one.chip is not None for one in person.carries) == 1
    none = f", and {mine.subject} had no other" if alone else ""
    told = (
        f"the registry struck {owner} off; {his} chip, which {m.name(bearer)} carried, opened no gate any more{none}",
        f"{owner} was struck off the registry; {his} chip in {m.name(bearer)}'s pocket was worth nothing now{none}",
    )[pick % 2]
    m.end(-1)
    return [f"{told}."]


def _behind_the_door(words: Wording, beat: Beat, n: int) -> str:
    """Those upon whom a door is blown in, the named by their names, and for how long one who was alone had been there.

    Whoever tells of themselves is told of as nobody else in there is: they may not have seen them.
    """
    m, door = words.mentions, beat.only(Kind.DOOR_BLOWN)[0]
    rows = [row for row in beat.inside if m.people.teller in (None, row)]
    if not rows:
        return counted(n, "person")
    others = [counted(n - len(rows), "other")] if n > len(rows) else []
    told = listed([*(m.object(row, -1) for row in rows), *others])
    stayed = door.tick - beat.inside[rows[0]]
    if n == 1 and MINUTES <= stayed <= _LONG and m.people.teller is None:
        told += f", who had been in there for {lapse(stayed)},"
    return told


def raid(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Sentinels that come down from the air upon a place, and what they do to its door."""
    m, landed = words.mentions, beat.lead
    place, n = m.thing("building", landed.whom), landed.amount
    came = counted(n, "sentinel") if n > 1 else "a sentinel"
    goal = _bound_for(words, beat, place) if not beat.inside else ""
    told = (f"{came} came down from the air upon {place}{goal}", f"out of the air {came} fell upon {place}{goal}")[
        pick % 2
    ]
    clauses = []
    if blown := beat.only(Kind.DOOR_BLOWN):
        inside = sum(door.amount for door in blown)
        clauses.append("blew the door in" + (f" on {_behind_the_door(words, beat, inside)}" if inside else ""))
        clauses += [] if inside else ["found nobody"]
    if beat.only(Kind.CAUGHT_FIRE):
        clauses.append(("set the place on fire", "left the place burning")[pick % 2])
    m.end(-1)
    said = [f"{listed([told, *clauses])}.".replace(",.", ".").replace(",,", ",")]
    if goal and clauses and (took := _taken(words, beat)):
        said.append(took)
    return said


def _bound_for(words: Wording, beat: Beat, place: str) -> str:
    """Who of the cast is still making for a place that is struck, as a clause; "" for nobody, and to whoever tells."""
    m = words.mentions
    alive = [row for row in m.people.log.names.citizens if row not in words.deaths]
    bound = [row for row in alive if words.goal(row) == f"for {place}"] if m.people.teller is None else []
    there = {one.who for one in words.log.events(kind="sized up", until=beat.first)}
    bound = [row for row in bound if row not in there]
    were = "were" if len(bound) > 1 else "was"
    return f", for which {listed([m.name(row) for row in bound])} {were} making," if bound else ""


def _taken(words: Wording, beat: Beat) -> str:
    """How many strangers raiders took from where they had hoped to find others; "" where the log does not say."""
    ended = words.log.events(kind="raid ended", since=beat.first)
    blown = {door.id for door in beat.only(Kind.DOOR_BLOWN)}
    end = next((event for event in ended if event.cause in blown), None)
    if end is None:
        return ""
    words.mentions.end(-1)
    beat.also.append(end.id)
    if not end.amount:
        return "They took nobody."
    return f"They took {counted(end.amount, 'stranger')} with them: those they were after were not there."
