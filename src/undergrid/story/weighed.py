"""Weighed: what spoke for and against an answer at a door, or a vote, as whoever gave it saw it then.

The log has the odds of what was drawn. What they were made of is known to the rules alone, and over once the second is:
so the run is lived again up to then, beside the run, and asked by the same rules that drew. Who has a mind may have
weighed an answer some seconds before they gave it: it is told as things stood when they did. Of a vote that was cast as
its voter had spoken, it is told what they spoke for.
"""

from __future__ import annotations

from dataclasses import dataclass

from undergrid.core import luck
from undergrid.runs.life import Life, Progress
from undergrid.runs.reading import Log
from undergrid.story.sums import check_lived
from undergrid.world.log.events import Event, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.society import ballot
from undergrid.world.society.councils import council_of, seat_of
from undergrid.world.society.factions import keeps_out
from undergrid.world.society.parley_odds import worth_opening
from undergrid.world.tables.council import CouncilState
from undergrid.world.view.names import words
from undergrid.world.world import World

AT_A_DOOR = (Kind.LET_IN, Kind.TURNED_AWAY, Kind.WARNED, Kind.KEPT_SILENT)
IN_A_COUNCIL = (Kind.ARGUED, Kind.VOTED)
WEIGHED = (*AT_A_DOOR, *IN_A_COUNCIL)

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


@dataclass(frozen=True)
class Weight:
    """What spoke for something (more than 0) or against it, in 1/1000 of the exponent of a logit choice; in words."""

    name: str
    worth: int
    says: str


def weighed(log: Log, event: Event, progress: Progress | None = None) -> list[Weight]:
    """What an answer or a vote of a kind among `WEIGHED` was made of, the heaviest first: of an answer whether to open,
    of a vote whether to be for it. Nothing of one that was not drawn, or not free.

    Raises RunError where the run cannot be lived again.
    """
    event = _drawn_as(log, event)
    if not event.stream:
        return []
    life = Life(log.folder, log.meta)
    life.load_latest(event.tick)
    life.live(event.tick, progress, event.tick - life.sim.tick)
    found = _of(life.sim.world, event)
    life.sim.world.events.clear()
    life.step()
    check_lived(log, life, event)
    weights = [
        Weight(name, worth, _SAYS[name][worth < 0] or "".join(_SAYS[name])) for name, worth in found.items() if worth
    ]
    return sorted(weights, key=lambda one: (-abs(one.worth), one.name))


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
    row = council_of(world, event.whom, CouncilState.SITTING)
    seat = seat_of(world, event.who, row) if row >= 0 else -1
    if seat < 0 or ballot.word_given(world, seat):
        return {}
    own = ballot.leans(world, event.who, event.whom, int(world.councils.question[row]))
    return own | {"sway": int(world.votes.sway[seat])}
