"""Because: the first line of an answer: why something happened, in a sentence or two, from the edges behind it alone.

A deed is answered by what whoever did it had decided and of what that came, or by the deed of another. What the
authority does is followed back to the deed that set it off, or to the luck by which it took somebody for what they are
not. What only leads from one to the next (an order, a glimpse by who is after somebody anyhow) is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undergrid.core.luck import CERTAIN
from undergrid.runs.reading import Log
from undergrid.story.draws import chance
from undergrid.story.omissions import BINDS, OF_NEED
from undergrid.story.phrases import tell
from undergrid.story.ruled import by_rule
from undergrid.story.spans import RUNS_OUT, held
from undergrid.story.telling import plainly
from undergrid.story.weighed import ANOTHER, AT_A_DOOR, IN_A_COUNCIL, WEIGHED, Weight, in_words
from undergrid.story.why import Link, ago
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.council import Vote
from undergrid.world.view.names import words

_STEPS = 4  # reasons one behind the other, at the most [assumed]
_LUCKY = CERTAIN // 2  # the chance below which it was luck that something came about [assumed]
_TRUSTED = 500  # on a scale of 1,000, from which on trust outweighs
_WHILE = 600  # seconds from which on a wound is asked after, not the shot [assumed]
_EVEN = CERTAIN // 5 * 3  # and that from which on it was likely [assumed]
_TOLD = 2  # of those who knew [assumed]
_SAID = 3  # of what was weighed, the heaviest [assumed]
_PASSED = frozenset({
    Kind.SCENARIO, Kind.ORDERED, Kind.INTENDED, Kind.ACHIEVED, Kind.ON_WATCH, Kind.TAKEN_INTO_CUSTODY, Kind.LED_AWAY,
    Kind.MOVED_ON, Kind.SEARCH_BEGAN, Kind.CAUGHT_UP, Kind.DOOR_BLOWN, Kind.RAIDERS_LANDED, Kind.ALARM, Kind.PINGED,
    Kind.FLICKERED, Kind.TOOK_UP, Kind.SET_DOWN,
})  # fmt: skip
_GLIMPSES = frozenset({
    Kind.SIGHTED, Kind.HEAT_SEEN, Kind.SWEPT, Kind.HEARD, Kind.LOST_SIGHT, Kind.IDENTIFIED, Kind.SUSPECTED,
})  # fmt: skip
_THROUGH = "of being let through"  # of a verdict that went against somebody: the chance that it had not
_OF_MINDS = (Kind.DECIDED, Kind.MEANT)
_AFTER = (Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN, Kind.HUNT_ASSIGNED, Kind.JUDGED, Kind.RAID_ORDERED)
_SAY_WHY = (Kind.REFUSED, Kind.STUCK)  # whose sentence says what stood in the way
_VERDICTS = (Kind.LET_GO, Kind.UNCONVINCED)
_ON_FILE = frozenset({
    Kind.HUNT_ASSIGNED, Kind.CASE_REOPENED, Kind.WANTED, Kind.DOSSIER_CLOSED, Kind.STAGE_REACHED, Kind.GRIEVES,
    Kind.RESOLVES, Kind.FEELS_GUILT,
})  # fmt: skip
_NOT_OF_PEOPLE = ("watcher", "building", "gate", "node", "mind", "")
PERCEIVED = frozenset({
    Kind.NOTICED, Kind.ROTORS_HEARD, Kind.SCOPED, Kind.NOISE_HEARD, Kind.BEACON_HEARD, Kind.TRAIL_FOUND, Kind.TRACED,
})  # fmt: skip
"""What somebody perceives: how that came to be there is another question."""


@dataclass(frozen=True)
class Because:
    """The answer in a line or two, and the last link of the chain that it speaks of; -1 for none."""

    says: str
    reach: int = -1


def because(log: Log, chain: Sequence[Link], begins: str, knew: Sequence[str], weights: Sequence[Weight]) -> Because:
    """Why the first of a chain happened; "" where the log has no more than that it did.

    begins: what they want from the beginning, where the chain ends in that. knew: a sentence on each who knew of
    a need. weights: what was weighed, of an answer or a vote.
    """
    events = [event for link in chain if (event := log.get(link.told.id)) is not None]
    event = events[0]
    if event.kind in RUNS_OUT and (given := _given(chain[0])):
        return Because(" ".join([given, *held(log, event)]), 0)
    wound = next((one for one in events if one.kind == Kind.WOUNDED and one.who == event.who), None)
    if event.kind in OF_NEED and wound is not None and event.tick - wound.tick >= _WHILE:
        dirt = [f"Dirt came in {said}" for role, said in chain[0].also if role == "dirt"]
        luck = _luck(chain[0], event) if event.kind == Kind.INFECTED else []
        return Because(" ".join([_of_a_wound(log, event, wound, knew), *dirt, *luck]), events.index(wound))
    warned = len(events) > 1 and (event.kind, events[1].kind) == (Kind.TURNED_AWAY, Kind.WARNED)
    drawn = events[1] if warned else event  # that somebody was warned off is how it was drawn
    if event.kind in WEIGHED and event.kind != Kind.NET_PATCHED and (weights or drawn.stream):
        balance = _balance(event, weights)
        luck = _luck(chain[events.index(drawn)], drawn)
        return Because(" ".join([*([balance] if balance else []), *luck]), 0)
    if written := next((said for role, said in chain[0].also if role == "as the story is written"), ""):
        return Because(f"Because the story is written so: {written[:1].lower()}{written[1:]}", 0)
    if ruled := by_rule(log, chain, event):
        return Because(ruled, min(1, len(chain) - 1))
    if event.kind in _SAY_WHY and (why_not := chain[0].sentence.partition(": ")[2]):
        return Because(f"Because {why_not}", 0)
    at = _reasons(events) if event.kind != Kind.LET_OUT else []  # that they were taken is no reason to let them out
    said = list(dict.fromkeys(_said(chain[n], events[n]) for n in at))
    if at:
        said[0] = ", and ".join([said[0], *_disturbed(log, event)])
    if events[-1].kind == Kind.SCENARIO and begins and (not at or _left(events, at[-1]) == len(events)):
        said.append(begins.removeprefix("The story begins: ").rstrip("."))
    parts = [f"Because {said[0]}", *(f"that, because {one}" for one in said[1:])] if said else []
    answer = f"{'; '.join(parts)}." if parts else ""
    if not parts and event.kind == Kind.SCENARIO:
        answer = "It was so when the story began."
    return Because(" ".join([*([answer] if answer else []), *_luck(chain[0], event)]), at[-1] if at else 0)


# -- from link to link


def _reasons(events: Sequence[Event]) -> list[int]:
    """The places in a chain of what is told as the reason of what, the nearest first."""
    found, n = list[int](), 0
    while (n := _left(events, n)) < len(events) and len(found) < _STEPS:
        one = events[n]
        if found and events[n - 1].kind == Kind.ACHIEVED and events[n - 2].kind == Kind.DECIDED:
            found.append(n - 1)  # it was its turn, once something else was done
            break
        if found and events[found[-1]].kind in _OF_MINDS:
            if one.kind not in _OF_MINDS or one.who != events[found[-1]].who:
                found.append(n)
            break
        if one.kind == Kind.SCENARIO:
            break
        found.append(n)
        if one.kind.who not in _NOT_OF_PEOPLE and one.kind not in (*_ON_FILE, *_OF_MINDS):
            break
        if (
            events[0].kind in _VERDICTS or one.kind in _GLIMPSES
        ):  # why they were stopped, or who was there to look, is another question
            break
    return found


def _left(events: Sequence[Event], n: int) -> int:
    """The next link after `n` that says something; the number of links where none does."""
    n += 1
    while n < len(events) and (events[n].kind in _PASSED or _is_after_them(events, n)):
        n += 1
    return n


def _is_after_them(events: Sequence[Event], n: int) -> bool:
    """Whether a link says what others beside it do: a glimpse by who is after somebody, an order to hunt, a stage."""
    one, behind = events[n], events[n + 1].kind if n + 1 < len(events) else Kind.SCENARIO
    if one.kind in _GLIMPSES:
        after = any(other.kind in _AFTER for other in events[n + 1 :])
        return after or (n > 1 and events[n - 1].kind == Kind.CLASSIFIED)
    if one.kind == Kind.STAGE_REACHED:
        return events[n - 1].kind == Kind.STAGE_REACHED
    if one.kind == Kind.HUNT_BEGAN:
        return behind in (Kind.HUNT_BEGAN, Kind.MIND_SENT)
    return one.kind == Kind.HUNT_ASSIGNED and behind == Kind.CLASSIFIED


def _said(link: Link, event: Event) -> str:
    """A link as it follows on `because`: without a full stop, with what came next to a decision, and the luck in it."""
    rival = next((said for role, said in link.also if role == words(Role.RIVAL.name)), "")
    said = link.sentence.rstrip(".")
    if bare := rival.partition(" means to ")[2].rstrip("."):
        said += f", rather than {bare}"
    said = _small(said, event)
    lucky = event.stream and 0 < event.odds < _LUCKY and event.kind not in (*PERCEIVED, *_GLIMPSES)
    likely = chance(link.told)
    return f"{said} (by luck, with {likely})" if lucky and not likely.endswith(_THROUGH) else said


def _small(said: str, event: Event) -> str:
    """A sentence within another: without its full stop, and without a capital where it begins with no name."""
    said = said.rstrip(".")
    nameless = (event.kind.who in _NOT_OF_PEOPLE and event.kind.who != "mind") or said.startswith(
        ("The ", "A ", "An ", "Citizen ", "Somebody ")
    )
    return said[:1].lower() + said[1:] if nameless else said


def _disturbed(log: Log, event: Event) -> list[str]:
    """What else brought it about that came of the same, by a draw of its own: that a guard's face cramped."""
    found = list[str]()
    for also, role in log.because(event.id):
        one = log.get(also) if role == Role.CONDITION else None
        before = one
        while before is not None and before.id > event.cause > 0:
            before = log.get(before.cause) if before.cause else None
        if one is not None and before is not None and before.id == event.cause:
            found.append(_small(tell(one.kind, plainly(log, one)), one))
    return found


def _luck(link: Link, event: Event) -> list[str]:
    """That luck decided, where it was unlikely; or what the chance was of a verdict that went against somebody."""
    if not event.stream or not 0 < event.odds < CERTAIN:
        return []
    said = chance(link.told)
    if said.endswith(_THROUGH):
        return [f"There was {said}."]
    if event.odds < _LUCKY:
        return [f"It was luck: {said}."]
    return [f"It could have gone either way: {said}." if event.odds < _EVEN else f"That was likely: {said}."]


# -- of some kinds


def _given(link: Link) -> str:
    """That somebody's time was up, and what had put it off."""
    also = dict(link.also)
    if "given" not in also:
        return ""
    put_off = also.get("put off", "")
    more = f", and {put_off[:1].lower()}{put_off[1:]}" if put_off else ", and nobody put it off."
    return f"Because the time was up: {also['given'][:1].lower()}{also['given'][1:].rstrip('.')}{more}"


def _of_a_wound(log: Log, end: Event, wound: Event, knew: Sequence[str]) -> str:
    """The wound, how long it was open, and what those did who knew of it."""
    after = log.events(about=end.who, since=wound.tick, until=end.tick)
    bound = any(one.kind in BINDS and one.whom == end.who for one in after)
    what = f"{log.names.amount(wound.kind, wound.amount)}, {ago(end.tick - wound.tick)} before"
    more = [f"{len(knew) - _TOLD} more knew of it."] if len(knew) > _TOLD else []
    return " ".join([f"Because of {what}{'.' if bound else ', that nobody had bound.'}", *knew[:_TOLD], *more])


def _balance(event: Event, weights: Sequence[Weight]) -> str:
    """Which side weighed more, and what was heaviest on it; "" where nothing was weighed."""
    own = [one for one in weights if one.name != ANOTHER]
    if not own:
        return ""
    if event.kind == Kind.RUMOUR_BELIEVED:
        return f"Because {in_words(event, weights)}." if in_words(event, weights) else ""
    what, is_for = _side(event)
    side = 1 if is_for else -1
    heaviest = [one.says for one in own if one.worth * side > 0][:_SAID]
    sides = ("for", "against") if is_for else ("against", "for")
    if not heaviest or side * sum(one.worth for one in own) <= 0:
        on_it = f" ({sides[0]} it: {_joined(heaviest)})" if heaviest else ""
        return f"More spoke {sides[1]} {what} than {sides[0]} it{on_it}."
    return f"Because of what spoke {sides[0]} {what}: {_joined(heaviest)}."


def _joined(said: Sequence[str]) -> str:
    """Several things in a row, which may have commas or clauses of their own."""
    return "; ".join(said) if any("," in one for one in said) or len(said) > 2 else ", and ".join(said)


def _side(event: Event) -> tuple[str, bool]:
    """(what was weighed, whether it came out for that)."""
    if event.kind in AT_A_DOOR:
        return "opening", event.kind == Kind.LET_IN
    if event.kind in IN_A_COUNCIL:
        return "it", event.amount == Vote.FOR
    return "trusting them", event.amount >= _TRUSTED
