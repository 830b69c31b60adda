"""Weighed: what spoke for and against an answer at a door, a vote, trust, belief or a patch, as they saw it then.

The log has the odds of what was drawn. What they were made of is known to the rules alone, and over once the second is:
so the run is lived again up to then, beside the run, and asked by the same rules that drew. Who has a mind may have
weighed an answer some seconds before they gave it: it is told as things stood when they did. Of a vote that was cast as
its voter had spoken, it is told what they spoke for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undergrid.core import luck
from undergrid.runs.life import Life, Progress
from undergrid.runs.reading import Log
from undergrid.sim import Sim
from undergrid.story.phrases.grades import TRUST, graded
from undergrid.story.sums import check_lived
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.people import patching
from undergrid.world.society import ballot
from undergrid.world.society.councils import council_of, seat_of
from undergrid.world.society.factions import keeps_out
from undergrid.world.society.parley_odds import worth_opening
from undergrid.world.tables.council import CouncilState
from undergrid.world.view.names import words
from undergrid.world.world import World

AT_A_DOOR = (Kind.LET_IN, Kind.TURNED_AWAY, Kind.WARNED, Kind.KEPT_SILENT)
IN_A_COUNCIL = (Kind.ARGUED, Kind.VOTED)
_AFTER = (Kind.SIZED_UP, Kind.NET_PATCHED)  # of which the outcome says what was weighed
WEIGHED = (*AT_A_DOOR, *IN_A_COUNCIL, *_AFTER, Kind.RUMOUR_BELIEVED)

ANOTHER = "another"  # the name of what speaks of the next patch, and not of the one that was done

_SAYS = {  # by the name of a weight: what speaks for it, and what against it, where it can do either
    "open_door": ("that one opens to people at all", "that one does not open to just anybody"),
    "per_trust": ("trust", "distrust"),
    "per_fear": ("", "fear"),
    "once_hunted": ("having been hunted as well", ""),
    "pity": ("that they were hurt", ""),
    "sold_out": ("", "that those inside had been sold out before"),
    "ruling": ("", "that they were taken for one of those who rule"),
    "need": ("that they were taken for a healer, with somebody hurt inside", ""),
    "caution": ("", "that somebody lay hurt inside"),
    "hands": ("empty hands", ""),
    "introduced": ("a name", ""),
    "hardened": ("", "that they had been warned off already"),
    "called": ("that they had heard the call", ""),
    "trail": ("that the trail had led them there, and might lead others", ""),
    "by_name": ("being called by name", ""),
    "restraint": ("that they could have come in by force, and had not", ""),
    "disarmed": ("that they would leave their arms outside", ""),
    "offer": ("an offer of help, with somebody hurt inside", ""),
    "carriers": ("two more hands, with somebody inside who could not walk", ""),
    "per_belief": ("belief in the cause", "doubts of the cause"),
    "grudge": ("grief for those who had died hunted", ""),
    "hunted": ("having been hunted", ""),
    "kin": ("", "those dear to them who were wired"),
    "own": ("", "how many of their own were wired"),
    "sway": ("what others had said for it", "what others had said against it"),
}
_SAYS_ELSEWHERE = {  # the same of what is no knob of an answer or a vote
    "sure": ("how sure whoever told it was", ""),
    "hearsay": ("", "that it was hearsay"),
    "good": ("what good they knew of them", ""),
    "newcomer": ("", "that a newcomer may give the place away"),
    "danger": ("", "how dangerous they looked"),
    "minutes": ("the minutes that it would buy", ""),
    "parts": ("", "the spare parts that it used up"),
    ANOTHER: ("the minutes that another would have bought", "that another would have bought next to nothing"),
}


@dataclass(frozen=True)
class Weight:
    """What spoke for something (more than 0) or against it, in 1/1000 of the exponent of a logit choice; in words."""

    name: str
    worth: int
    says: str


def weighed(log: Log, event: Event, progress: Progress | None = None) -> list[Weight]:
    """What an event of a kind among `WEIGHED` was made of, the heaviest first: of an answer whether to open, of a vote
    whether to be for it, of a patch whether to do it and then another. Nothing of an answer that was not drawn, or not
    free.

    Raises RunError where the run cannot be lived again.
    """
    event = _drawn_as(log, event)
    if not event.stream and event.kind not in _AFTER:
        return []
    life = Life(log.folder, log.meta)
    life.load_latest(event.tick)
    begun, span = life.sim.tick, event.tick - life.sim.tick
    life.live(event.tick, None if progress is None else lambda tick, _: progress(tick - begun, span))
    found = _of(life.sim.world, event) if event.kind not in _AFTER else {}
    life.sim.world.events.clear()
    life.step()
    check_lived(log, life, event)
    found |= _what_came(life.sim, event) if event.kind in _AFTER else {}
    said = _SAYS | _SAYS_ELSEWHERE
    weights = [
        Weight(name, worth, said[name][worth < 0] or "".join(said[name])) for name, worth in found.items() if worth
    ]
    return sorted(weights, key=lambda one: (-abs(one.worth), one.name))


def in_words(event: Event, weights: Sequence[Weight]) -> str:
    """What the numbers of an event come to, for who knows no scale of them; "" where they say it themselves."""
    if event.kind == Kind.SIZED_UP:
        return f"that is {graded(event.amount, TRUST)}: {event.amount:,} on a scale from 0 to 1,000"
    worth = {one.name: one.worth for one in weights}
    if event.kind != Kind.RUMOUR_BELIEVED or not worth.get("sure"):
        return ""
    sure, left = worth["sure"], 1000 + worth.get("hearsay", 0)
    return (
        f"whoever told it was {graded(sure, _SURE)} ({sure:,} of 1,000), "
        f"and of that counted {left // 10} %, as it was hearsay"
    )


_SURE = ((350, "hardly sure"), (650, "half sure"), (950, "fairly sure"), (1001, "wholly sure"))  # [assumed]


def _drawn_as(log: Log, event: Event) -> Event:
    """The event that was drawn where one says what another has decided: that somebody was warned off, or spoke."""
    if event.kind == Kind.TURNED_AWAY and kind_of(event.cause) == Kind.WARNED:
        return log.get(event.cause) or event
    if event.kind == Kind.VOTED and event.odds == luck.CERTAIN:
        spoke = (one for one in log.events(about=event.who, kind=_SPOKE) if one.who == event.who and one.id < event.id)
        return next(iter([*spoke][-1:]), event)
    return event


_SPOKE = words(Kind.ARGUED.name)


def _of(world: World, event: Event) -> dict[str, int]:
    """The same by the names of the weights, in a world as it stands just before."""
    if event.kind in AT_A_DOOR:
        free = not keeps_out(world, event.who, event.whom)
        return worth_opening(world, event.who, event.whom) if free else {}
    if event.kind == Kind.RUMOUR_BELIEVED:
        row = world.knowledge.first(knower=event.whom, topic=event.amount)
        sure = int(world.knowledge.strength[row]) if row >= 0 else 0
        return {"sure": sure, "hearsay": event.odds * 1_000_000 // max(1, sure) // luck.CERTAIN - 1000}
    row = council_of(world, event.whom, CouncilState.SITTING)
    seat = seat_of(world, event.who, row) if row >= 0 else -1
    if seat < 0 or ballot.word_given(world, seat):
        return {}
    own = ballot.leans(world, event.who, event.whom, int(world.councils.question[row]))
    return own | {"sway": int(world.votes.sway[seat])}


def _what_came(sim: Sim, event: Event) -> dict[str, int]:
    """The same as can be seen right after it: how those inside think of a newcomer, what a patch bought."""
    world = sim.world
    if event.kind == Kind.NET_PATCHED:
        minutes, knobs = patching.buys(world, event.who, event.whom), world.shared(patching.Patching)
        another = minutes if minutes >= knobs.least_minutes else -max(1, minutes)
        return {"minutes": event.amount, "parts": -knobs.parts, ANOTHER: another}
    regards, suspicion = world.regards, sim.built.rules["speeches"].model_dump()["suspicion"]
    rows = regards.where(b=event.who)
    rows = rows[(regards.met[rows] == event.tick) & (world.citizens.inside[regards.a[rows]] == event.whom)]
    n = max(1, len(rows))
    good, bad = (int(column[rows].sum()) // n for column in (regards.good, regards.bad))
    return {"good": good, "newcomer": -min(bad, suspicion), "danger": -max(0, bad - suspicion)}
