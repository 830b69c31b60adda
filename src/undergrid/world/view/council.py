"""What somebody can tell of what their faction decides: the council they sit on, or sat on last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undergrid.world.society import ballot
from undergrid.world.tables.council import CouncilState, Dissent, Question, Vote

if TYPE_CHECKING:
    from undergrid.world.world import World


@dataclass(frozen=True, slots=True)
class SeatOnCouncil:
    """A council on which one sits or sat: what it decides, and who has said or voted what."""

    faction: int
    question: Question
    stage: CouncilState
    until: int  # the tick at which it votes
    odds: dict[Vote, int]  # how one is inclined oneself: thresholds of 2^32; empty once it has voted
    votes: dict[int, Vote]  # how each of those who sit on it has voted; empty until then
    dissent: Dissent  # what one is inclined to, having lost
    ayes: int
    noes: int


def seat_on_council(world: World, who: int) -> SeatOnCouncil | None:
    """The newest council on which somebody has a seat; None for none."""
    votes, councils = world.votes, world.councils
    seats = votes.of(who).tolist() if votes.n_used else []
    if not seats:
        return None
    seat = max(seats, key=lambda seat: int(councils.since[votes.council[seat]]))
    row = int(votes.council[seat])
    faction, question = int(councils.faction[row]), Question(int(councils.question[row]))
    sits = councils.stage[row] == CouncilState.SITTING
    all_seats = votes.where(council=row).tolist()
    return SeatOnCouncil(
        faction=faction,
        question=question,
        stage=CouncilState(int(councils.stage[row])),
        until=int(councils.until[row]),
        odds=_by_vote(ballot.chances(world, seat)) if sits else {},
        votes={} if sits else {int(votes.owner[one]): Vote(int(votes.vote[one])) for one in all_seats},
        dissent=Dissent(int(votes.dissent[seat])),
        ayes=int(councils.ayes[row]),
        noes=int(councils.noes[row]),
    )


def _by_vote(chances: ballot.Positions) -> dict[Vote, int]:
    """The chances with which somebody's vote is drawn, by the vote."""
    return {Vote.FOR: chances.ayes, Vote.AGAINST: chances.noes, Vote.ABSTAIN: chances.neither}
