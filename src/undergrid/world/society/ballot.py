"""Ballots: how somebody is inclined to vote, and what they may do who have lost a vote; on belief.

What speaks for it is belief in the cause, having been hunted, and grief for those whom the authority hunted; against
it, where it is about the Heart Engine, whom it might kill: those one is bound to, and one's own people. Arguments of
those one trusts move it either way. Each act has a worth in thousandths; its chance is in proportion to e to the power
of its worth (a logit choice). A view shows the chances by which the vote is drawn.

Who has spoken votes as they have spoken, unless what they have heard since has turned them: it has brought them to lean
the other way. Then the vote is drawn from how they lean by now.

Whoever dreams in pods by night, or has nerves that are machines, is believed to be wired: those bound to somebody, and
members of one faction, know how the other lives, and not what they do at the moment.

Source  D. McFadden, Conditional logit analysis of qualitative choice behavior (1974) for the form of the choice; what
        each thing weighs is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.network.wired import has_nerves
from undergrid.world.people.background import skill_engineering
from undergrid.world.society import feelings
from undergrid.world.society.factions import members, sworn_row
from undergrid.world.society.parley_odds import choice, was_hunted
from undergrid.world.tables.council import Question, Vote
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_DEAR = (BondKind.KIN, BondKind.LOVE, BondKind.FRIEND)


class Ballot(BaseModel):
    """The knobs under `rules.ballot`: what weighs how much in a vote, in 1/1000 of the exponent of the choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    per_belief: int = Field(4, ge=0, le=1000, description="for it, for each 1/1000 of belief above 1/2 [assumed]")
    hunted: int = Field(500, ge=0, le=100_000, description="for it, of who has been hunted [assumed]")
    grudge: int = Field(2, ge=0, le=1000, description="for it, for each 1/1000 of grief for the hunted [assumed]")
    kin: int = Field(5, ge=0, le=1000, description="against it, for each 1/1000 of a bond to the wired [assumed]")
    own: int = Field(2, ge=0, le=1000, description="against it, for each 1/1000 of one's own who are wired [assumed]")
    argument: int = Field(
        1500, ge=0, le=100_000, description="what all arguments together move who wholly trusts the speakers [assumed]"
    )
    abstain: int = Field(-1000, ge=-100_000, le=100_000, description="abstaining, where it is all one [assumed]")
    stays: int = Field(1500, ge=-100_000, le=100_000, description="bearing with it, having lost [assumed]")
    loyalty: int = Field(2, ge=0, le=1000, description="more of that for each 1/1000 of belief [assumed]")
    stake: int = Field(
        2, ge=0, le=1000, description="not bearing with it, for each 1/1000 of a bond to the wired [assumed]"
    )
    spoils: int = Field(-1500, ge=-100_000, le=100_000, description="spoiling it rather than walking out [assumed]")
    per_engineering: int = Field(100, ge=0, le=10_000, description="more of that for each point of skill [assumed]")


class Positions(NamedTuple):
    """Chances of how somebody votes, as thresholds: their sum is 2^32."""

    ayes: int
    noes: int
    neither: int


class Dissents(NamedTuple):
    """Chances of what somebody does who has lost a vote, as thresholds: their sum is 2^32."""

    stays: int
    walks_out: int
    sabotages: int


def believed_wired(world: World, who: int) -> bool:
    """Whether those who know how somebody lives believe them wired: by their pod, or by their nerves."""
    people = world.citizens
    if not people.plugged[who]:
        return False
    return has_nerves(world, who) or (world.pods.n_used > 0 and world.pods.has(building=int(people.home[who])))


def stake(world: World, who: int) -> int:
    """How strongly somebody is bound to those whom they believe wired, and alive, 1/1000 for each bond."""
    bonds = world.bonds
    return sum(
        int(bonds.strength[slot])
        for slot in bonds.of(who).tolist()
        if bonds.kind[slot] in _DEAR
        and believed_wired(world, int(bonds.b[slot]))
        and not feelings.knows_dead(world, who, int(bonds.b[slot]))
    )


def own_wired(world: World, faction: int) -> int:
    """How many of the members of a faction are believed wired, 1/1000."""
    own = members(world, faction)
    return 1000 * sum(believed_wired(world, one) for one in own) // len(own) if own else 0


def grudge(world: World, who: int) -> int:
    """How deeply somebody grieves for those who died hunted by the authority, 1/1000 for each."""
    felt, people = world.feelings, world.citizens
    slots = felt.where(owner=who, kind=Feeling.GRIEF).tolist() if felt.n_used else []
    return sum(feelings.now(world, slot) for slot in slots if people.wanted[felt.whom[slot]])


def leans(world: World, who: int, faction: int, question: int) -> dict[str, int]:
    """What makes somebody lean towards it by themselves, by the names of the weights, less than 0: against it; 1/1000
    of the exponent.
    """
    w, slot = world.shared(Ballot), sworn_row(world, who, faction)
    found = {
        "per_belief": w.per_belief * (int(world.sworn.belief[slot]) - 500),
        "grudge": w.grudge * grudge(world, who),
        "hunted": w.hunted if was_hunted(world, who) else 0,
    }
    if question == Question.ENGINE:
        found |= {"kin": -w.kin * stake(world, who), "own": -w.own * own_wired(world, faction)}
    return found


def lean(world: World, who: int, faction: int, question: int) -> int:
    """How far somebody leans towards it by themselves, less than 0: against it; 1/1000 of the exponent."""
    return sum(leans(world, who, faction, question).values())


def positions(world: World, leaning: int) -> Positions:
    """How somebody may vote who leans so far towards it, what they have heard included."""
    return Positions(*choice((leaning, 0, world.shared(Ballot).abstain + leaning // 2)))


def speeches(leaning: int) -> tuple[int, int]:
    """Chances of which side somebody speaks for who leans so far towards it: for it, against it; their sum is 2^32."""
    ayes, noes = choice((leaning, 0))
    return ayes, noes


def word_given(world: World, seat: int) -> bool:
    """Whether somebody has been asked, or has meant, to give their word on how they vote: they are bound to that."""
    votes = world.votes
    return bool(votes.stand[seat] != Vote.OPEN and split_id(int(votes.cause[seat]))[1] == Kind.ORDERED)


def leaning(world: World, seat: int) -> int:
    """How far somebody who sits on a council leans towards it by now, 1/1000."""
    votes, councils = world.votes, world.councils
    row = int(votes.council[seat])
    own = lean(world, int(votes.owner[seat]), int(councils.faction[row]), int(councils.question[row]))
    return own + int(votes.sway[seat])


def turned(world: World, seat: int) -> bool:
    """Whether what somebody has heard since they spoke has brought them to lean the other way."""
    side = {Vote.FOR: 1, Vote.AGAINST: -1}.get(Vote(int(world.votes.stand[seat])), 0)
    if not side or word_given(world, seat):
        return False
    return side * int(world.votes.sway[seat]) < 0 and side * leaning(world, seat) < 0


def chances(world: World, seat: int) -> Positions:
    """How somebody who sits on a council would vote now: as they have said, unless they have been turned."""
    stand = Vote(int(world.votes.stand[seat]))
    if stand == Vote.OPEN or turned(world, seat):
        return positions(world, leaning(world, seat))
    return Positions(*(luck.CERTAIN if stand == one else 0 for one in (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)))


def dissents(world: World, who: int, faction: int, question: int) -> Dissents:
    """What somebody may do who has lost a vote."""
    w, slot = world.shared(Ballot), sworn_row(world, who, faction)
    lost = w.stake * stake(world, who) if question == Question.ENGINE else 0
    stays = w.stays + w.loyalty * int(world.sworn.belief[slot])
    if question != Question.ENGINE:
        bears, walks = choice((stays, lost))
        return Dissents(bears, walks, 0)
    spoils = lost + w.spoils + w.per_engineering * skill_engineering(world, who)
    return Dissents(*choice((stays, lost, spoils)))
