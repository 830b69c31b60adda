"""Council: the people of a faction decide together, in their base; who has lost a vote may walk out, or spoil it.

Any member calls one who is there, where there is something to decide: whether to use a Heart Engine that is in the
base, or what the scenario has them decide. Those who are there and awake sit on it; they can still be called away.
They speak in turn, each once, and move those who trust them: who has called it speaks for it, the others for a side
that is drawn from how they lean. Then those who are there vote, if they are enough, as they have said, unless what they
have heard since has turned them. More for it than against it carry it. Nothing hinders those who want what was voted
down from doing it by themselves.

Of those who voted against what is carried a draw finds what they are inclined to: to bear with it, to walk out, or to
put the engine out of order. The crowd does so; a mind finds it in `votes.dissent`. Who leaves the base soon after, and
is inclined to, is of the faction no more. Those who are there when the engine is spoilt think less of whoever did it.

Reads   who is about to CALL_VOTE, as `asked` and `amount_of` have it; factions.base, question; councils; votes;
        citizens.cell, inside, cause, alive, luck, home; this tick's ENGINE_SPOILT; who is there as `those_there` has
        it, of which faction as `sworn_row` and `faction_of` have it; how they lean as `ballot` has it, whom they trust
        as `regard.trust` has it; what can be walked as `Ways` has it; where else one can live as `another_roof` has it;
        what stands in the way, as `world/reasons` has it
Writes  councils; votes; citizens.home; citizens as `intend` and `said` do; who belongs as `leave` does; regard as `bad`
        does
Emits   VOTE_CALLED(citizen, faction; amount Question; cause: the order), ARGUED(citizen, faction; amount Vote; cause:
        VOTE_CALLED; stream, odds), VOTED(citizen, faction; amount Vote; cause: their word, the ARGUED that moved them
        most where they have been turned, else VOTE_CALLED; stream, odds),
        VOTE_CARRIED and VOTE_FAILED(citizen who called it, faction; 1000 x those for it + those against it; cause:
        VOTE_CALLED), WALKED_OUT(citizen, faction; cause: VOTE_CARRIED; stream, odds), REFUSED; STANCE_CHANGED through
        world/society/regard.py
Units   s; chances as thresholds of 2^32; leanings and experience in 1/1000
Source  assumed; how votes are drawn: world/society/ballot.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import cells_in
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.strolls import TRIES, stroll_from
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, intend, is_minded, refuse
from undergrid.world.places.ways import Ways
from undergrid.world.reasons.council import calling
from undergrid.world.senses.earshot import listens, said
from undergrid.world.society import ballot, regard
from undergrid.world.society.ballot import Ballot
from undergrid.world.society.councils import QUORUM, council_of, is_there, seat_of, those_there
from undergrid.world.society.factions import another_roof, faction_of, leave, members, sworn_row
from undergrid.world.society.parley_odds import chosen
from undergrid.world.tables.council import CouncilState, Dissent, Vote
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

TURN = luck.stream("council/turn")
VOTE = luck.stream("council/vote")
SIDE = luck.stream("council/side")
DISSENT = luck.stream("council/dissent")
AWAY = luck.stream("council/away")

_SITTING = int(CouncilState.SITTING)
_LOOK_S = 10  # seconds between looks at who has walked out
_NARROWER = 4  # how often a place is looked for, each time half as far away [assumed]
_POSITIONS = (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)  # as `Positions` has them


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.council`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: float = Field(12, ge=0.1, le=1440, description="a council sits for, min [assumed]")
    parting_minutes: float = Field(
        60, ge=0, le=10_000, description="who is inclined to, and leaves the base by then, walks out, min [assumed]"
    )
    away_m: float = Field(
        150, ge=2, le=10_000, description="who walks out and has no other roof goes so far at most, m [assumed]"
    )
    sabotage: int = Field(4000, ge=0, le=100_000, description="bad experience of who spoils it, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if anybody_tries(world):
        for who in asked(world, Verb.CALL_VOTE):
            _have_word(world, params, who)
    councils = world.councils
    if councils.n_used:
        for row in councils.where(stage=_SITTING).tolist():
            _sit(world, row)
        if world.tick % _LOOK_S == 0:
            _see_who_walks_out(world, params)
    if world.spoilt.n_used:
        _hear_of_sabotage(world, params)


# ---------------------------------------------------------------- calling it


def _have_word(world: World, params: Params, who: int) -> None:
    """Call a council, or give one's word on how one will vote."""
    amount, faction = amount_of(world, who), faction_of(world, who)
    why = calling(world, who, Verb.CALL_VOTE, -1, amount)
    if why is not None:
        refuse(world, who, why)
        return
    council = council_of(world, faction, CouncilState.SITTING)
    if council < 0:
        council = _call(world, params, who, faction)
    seat = seat_of(world, who, council)
    if amount:
        world.votes.stand[seat], world.votes.cause[seat] = amount, world.citizens.cause[who]
    said(world, who)


def _call(world: World, params: Params, who: int, faction: int) -> int:
    """Let a council sit from now on: all who are there, who speak in the order of a draw, who has called it first."""
    people, councils, votes = world.citizens, world.councils, world.votes
    question = int(world.factions.question[faction])
    event = world.events.one(
        Kind.VOTE_CALLED, who, faction, int(people.cell[who]), question, int(people.cause[who])
    )  # fmt: skip
    row, there, key = int(councils.take(1)[0]), those_there(world, faction), world.key(TURN)
    councils.faction[row], councils.question[row], councils.by[row] = faction, question, who
    councils.since[row], councils.until[row] = world.tick, world.tick + max(1, round(60 * params.minutes))
    councils.seats[row], councils.called[row], councils.cause[row] = len(there), event, event
    there.sort(key=lambda one: (one != who, luck.u32(key, int(people.luck[one]))))
    seats = votes.take(len(there))
    votes.owner[seats], votes.council[seats], votes.turn[seats] = there, row, np.arange(len(there))
    return row


# ---------------------------------------------------------------- how it goes


def _sit(world: World, row: int) -> None:
    """Let those speak whose turn it is, and let all vote when the time has come."""
    councils = world.councils
    since, until, seats = int(councils.since[row]), int(councils.until[row]), int(councils.seats[row])
    while councils.turn[row] < seats:
        turn = int(councils.turn[row])
        if world.tick < since + (turn + 1) * (until - since) // (seats + 1):
            break
        councils.turn[row] += 1
        _speak(world, row, int(world.votes.where(council=row, turn=turn)[0]))
    if world.tick >= until:
        _count(world, row)


def _present(world: World, row: int, seat: int) -> bool:
    """Whether somebody who sits on a council is there, and still of the faction."""
    faction, who = int(world.councils.faction[row]), int(world.votes.owner[seat])
    return is_there(world, who, int(world.factions.base[faction])) and sworn_row(world, who, faction) >= 0


def _speak(world: World, row: int, seat: int) -> None:
    """Let somebody say which side they are on: who trusts them leans a little more that way, too."""
    councils, votes, stand = world.councils, world.votes, int(world.votes.stand[seat])
    if not _present(world, row, seat) or stand == Vote.ABSTAIN:
        return
    who, stream, odds = int(votes.owner[seat]), 0, 0
    if not stand:
        stand, stream, odds = _side(world, row, seat)
        votes.stand[seat], votes.sway[seat] = stand, 0
    event = world.events.one(
        Kind.ARGUED, who, int(councils.faction[row]), int(world.citizens.cell[who]), stand, int(councils.called[row]),
        stream, odds,
    )  # fmt: skip
    for other in votes.where(council=row).tolist():
        if other != seat and _present(world, row, other):
            _hear(world, row, other, who, event)


def _side(world: World, row: int, seat: int) -> tuple[int, int, int]:
    """(the side somebody speaks for, and the stream and odds of the draw): for it who has called it, by no draw."""
    who = int(world.votes.owner[seat])
    if who == world.councils.by[row]:
        return Vote.FOR, 0, 0
    chances = ballot.speeches(ballot.leaning(world, seat))
    n = chosen(luck.u32(world.key(SIDE), int(world.citizens.luck[who])), chances)
    return _POSITIONS[n], int(SIDE), chances[n]


def _hear(world: World, row: int, seat: int, speaker: int, event: int) -> None:
    """Let somebody be moved by what another has said, as far as they trust them; of what speaks against their own word
    they keep in mind what has moved them most.
    """
    votes, who = world.votes, int(world.votes.owner[seat])
    side = int(votes.stand[votes.first(owner=speaker, council=row)])
    trust = regard.trust(world, who, speaker) - regard.ONE // 2
    if trust <= 0:
        return
    weight = world.shared(Ballot).argument * (1 if side == Vote.FOR else -1)
    votes.sway[seat] += weight * trust // (regard.ONE // 2) // int(world.councils.seats[row])
    if votes.stand[seat] in (Vote.OPEN, side) or ballot.word_given(world, seat):
        return
    before = int(votes.cause[seat])
    if not before or regard.trust(world, who, split_id(before)[2]) - regard.ONE // 2 < trust:
        votes.cause[seat] = event


def _count(world: World, row: int) -> None:
    """Let those vote who are there, unless they are too few, and hold what comes of it."""
    councils, votes = world.councils, world.votes
    faction, by = int(councils.faction[row]), int(councils.by[row])
    seats = [seat for seat in votes.where(council=row).tolist() if _present(world, row, seat)]
    if len(seats) < QUORUM:
        seats = []
    for seat in sorted(seats, key=lambda seat: int(votes.turn[seat])):
        _vote(world, row, seat)
    cast = votes.vote[np.array(seats, np.int64)]
    ayes, noes = int(np.count_nonzero(cast == Vote.FOR)), int(np.count_nonzero(cast == Vote.AGAINST))
    kind = Kind.VOTE_CARRIED if ayes > noes else Kind.VOTE_FAILED
    where, amount = int(world.city.doors[world.factions.base[faction]]), 1000 * ayes + noes
    event = world.events.one(kind, by, faction, where, amount, int(councils.called[row]))
    councils.ayes[row], councils.noes[row], councils.cause[row] = ayes, noes, event
    councils.stage[row] = CouncilState.CARRIED if ayes > noes else CouncilState.FAILED
    if ayes > noes:
        for seat in seats:
            if votes.vote[seat] == Vote.AGAINST:
                _bear(world, row, seat, event)


def _vote(world: World, row: int, seat: int) -> None:
    """Let somebody vote: as they are bound to by their own word, else by a draw from how they stand by now."""
    councils, votes, people = world.councils, world.votes, world.citizens
    who, stand, cause, stream, odds = int(votes.owner[seat]), Vote(int(votes.stand[seat])), 0, 0, 0
    if not ballot.word_given(world, seat):
        chances, cause = ballot.chances(world, seat), int(councils.called[row])
        cause = int(votes.cause[seat]) if ballot.turned(world, seat) else cause
        n = chosen(luck.u32(world.key(VOTE), int(people.luck[who])), chances)
        stand, stream, odds = _POSITIONS[n], int(VOTE), chances[n]
    event = world.events.one(
        Kind.VOTED, who, int(councils.faction[row]), int(people.cell[who]), stand, cause or int(votes.cause[seat]),
        stream, odds,
    )  # fmt: skip
    votes.vote[seat], votes.cause[seat] = stand, event


# ---------------------------------------------------------------- having lost


def _bear(world: World, row: int, seat: int, event: int) -> None:
    """Find what somebody is inclined to who has lost a vote; the crowd does it."""
    councils, votes = world.councils, world.votes
    who = int(votes.owner[seat])
    chances = ballot.dissents(world, who, int(councils.faction[row]), int(councils.question[row]))
    n = chosen(luck.u32(world.key(DISSENT), int(world.citizens.luck[who])), chances)
    votes.dissent[seat], votes.odds[seat] = tuple(Dissent)[n], chances[n]
    if n and not is_minded(world, who):
        intend(world, who, Verb.LEAVE if n == Dissent.WALKS_OUT else Verb.SABOTAGE, -1, event)


def _see_who_walks_out(world: World, params: Params) -> None:
    """Let those belong no more who leave the base soon after the vote, and mean it; who lived there goes elsewhere."""
    people, votes, councils = world.citizens, world.votes, world.councils
    for seat in votes.where(dissent=Dissent.WALKS_OUT).tolist():
        who, row = int(votes.owner[seat]), int(votes.council[seat])
        faction = int(councils.faction[row])
        base = int(world.factions.base[faction])
        late = world.tick > int(councils.until[row]) + 60 * params.parting_minutes
        if late or people.inside[who] == base or not people.alive[who] or sworn_row(world, who, faction) < 0:
            continue
        event = world.events.one(
            Kind.WALKED_OUT, who, faction, int(people.cell[who]), cause=int(councils.cause[row]), stream=int(DISSENT),
            odds=int(votes.odds[seat]),
        )  # fmt: skip
        leave(world, who, faction, event)
        if people.home[who] == base:
            people.home[who] = another_roof(world, who)
            if people.home[who] < 0 and not is_minded(world, who):
                _go_away(world, params, who, event)


def _go_away(world: World, params: Params, who: int, event: int) -> None:
    """Let somebody who lives nowhere go somewhere else, the farther the better."""
    people, city, key = world.citizens, world.city, world.key(AWAY)
    far, walk, lucky = cells_in(params.away_m, city.cell_mm), world.cache(Ways).walk, int(people.luck[who])
    for nth in range(_NARROWER):
        reach = max(2, far >> nth)
        place = int(stroll_from(int(people.cell[who]), reach, lucky, walk, city.handle, key, nth * TRIES))
        if place >= 0:
            intend(world, who, Verb.WALK, place, event)
            return


def _hear_of_sabotage(world: World, params: Params) -> None:
    """Let those of a faction who are there think less of one of them who has just spoilt its engine."""
    log = world.events
    if log.n == log.tick_began or not (log.kinds(log.tick_began) == Kind.ENGINE_SPOILT).any():
        return
    happened = log.columns(log.tick_began)
    for n in np.flatnonzero(happened["kind"] == Kind.ENGINE_SPOILT).tolist():
        who, event = int(happened["who"][n]), int(happened["id"][n])
        inside, faction = int(world.citizens.inside[who]), faction_of(world, who)
        for one in members(world, faction) if inside >= 0 and faction >= 0 else ():
            if one != who and world.citizens.inside[one] == inside and listens(world, one):
                regard.bad(world, one, who, params.sabotage, event)
