"""What a mind knows of those it talks to: who is at the door, what was said, and its stances. `One` is its owner."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from undergrid.core import luck
from undergrid.minds.knows.councils import Councils
from undergrid.world.body.physique import Ages
from undergrid.world.body.posture import hears
from undergrid.world.body.reach import within_reach
from undergrid.world.log.events import TICK_SHIFT, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.senses import earshot
from undergrid.world.society import factions, knowledge, parley_odds, pleas, promises, regard
from undergrid.world.society.speeches import spoke_lately
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.people import NEVER, Being
from undergrid.world.tables.society import Answer, Category, ParleyState, Plea, PledgeState, Stance
from undergrid.world.world import World

_TURNS = luck.stream("minds/turns")
_TOGETHER = (Aim.KEEP_WORD, Aim.GO_ALONG)


class Talk:
    """What one person knows of the people they talk to."""

    def __init__(self, world: World, who: int, plan: int) -> None:
        self._world, self.who, self._plan = world, who, plan

    @cached_property
    def councils(self) -> Councils:
        """What one knows of what one's faction decides."""
        return Councils(self._world, self.who)

    @cached_property
    def bound(self) -> frozenset[int]:
        """Those one is bound to."""
        bonds = self._world.bonds
        return frozenset(bonds.b[bonds.of(self.who)].tolist())

    @cached_property
    def _regards(self) -> dict[int, int]:
        """The slots of what one thinks of others, by whom."""
        regards = self._world.regards
        rows = regards.of(self.who)
        return dict(zip(regards.b[rows].tolist(), rows.tolist(), strict=True))

    # -- at a door

    def asker(self) -> int:
        """Who waits for one's answer at the door; -1 for nobody."""
        table = self._world.parleys
        askers = table.asker[table.where(host=self.who, turn=ParleyState.ASKED)]
        return int(askers.min()) if len(askers) else -1

    def inclined(self, asker: int) -> Answer:
        """What one is inclined to answer, as a draw from these odds has decided once for this asking."""
        slot = parley_odds.parley_of(self._world, asker)
        return Answer(int(self._world.parleys.answer[slot])) if slot >= 0 else Answer.NONE

    def asked_at(self, asker: int) -> int:
        """When somebody at the door has last asked; -1 for never."""
        slot = parley_odds.parley_of(self._world, asker)
        return split_id(int(self._world.parleys.cause[slot]))[0] if slot >= 0 else -1

    def asked_by(self, asker: int) -> int:
        """The event by which somebody at the door has last asked; 0 for none."""
        slot = parley_odds.parley_of(self._world, asker)
        return int(self._world.parleys.cause[slot]) if slot >= 0 else 0

    def last_asker(self) -> int:
        """Who has last spoken with one through the door, and still stands there; -1 for nobody."""
        table = self._world.parleys
        rows = table.where(host=self.who)
        return int(table.asker[rows[np.argmax(table.cause[rows])]]) if len(rows) else -1

    def last_spoken(self) -> int:
        """When a word has last passed between one and somebody who still stands at the door; long ago for never."""
        table = self._world.parleys
        return max((split_id(event)[0] for event in table.cause[table.where(host=self.who)].tolist()), default=-NEVER)

    def said_at(self, building: int) -> tuple[int, int]:
        """(what one has said at a door by now, as bits of Plea; who has answered there, -1 for nobody)."""
        slot, parleys = parley_odds.parley_of(self._world, self.who), self._world.parleys
        here = slot >= 0 and int(parleys.building[slot]) == building
        return (int(parleys.said[slot]), int(parleys.host[slot])) if here else (0, -1)

    def unsaid(self, said: int) -> list[Plea]:
        """What one could still say at a door, having said the bits `said`, in the order in which it is said."""
        return pleas.unsaid(self._world, self.who, said)

    def closed_door_here(self) -> int:
        """The building before whose shut door one stands outdoors; -1 for none."""
        return earshot.shut_door_at(self._world, self.who)

    def speaker(self, *kinds: Kind) -> int:
        """The `who` of the event that one noticed last, if it was of one of those kinds; -1 otherwise."""
        event = int(self._world.plans.cause[self._plan])
        _, kind, subject, _ = split_id(event)
        return subject if event > 0 and kind in kinds else -1

    def surrendered_to(self, whom: int) -> int:
        """When one has last shown one's hands to somebody; -1 for never."""
        slot = regard.regard(self._world, whom, self.who, make=False)
        return int(self._world.regards.yielded[slot]) if slot >= 0 else -1

    def fear(self, other: int) -> int:
        """How much one fears somebody, 1/1000."""
        slot = self._regards.get(other, -1)
        return regard.fear_in(self._world, slot) if slot >= 0 else 0

    def kept_out(self, building: int) -> tuple[int, int]:
        """(who, by whom): a companion at the door of the base of one's own faction, whom it keeps out, and somebody in
        there to whom one can speak for them: whoever has answered one of the two, or is in there with one. (-1, -1)
        for nobody.
        """
        world = self._world
        faction = factions.at_home(world, building)
        if faction < 0 or factions.sworn_row(world, self.who, faction) < 0:
            return -1, -1
        outdoors = int(world.citizens.inside[self.who]) < 0
        for other in np.unique(world.bonds.b[world.bonds.of(self.who)]).tolist():
            if not earshot.at_door(world, other, building):
                continue
            answered = {self._host(self.who), self._host(other)}
            for host in earshot.awake_inside(world, building):
                if host != self.who and (host in answered or not outdoors) and factions.keeps_out(world, host, other):
                    return other, host
        return -1, -1

    def spoken_for(self, building: int) -> int:
        """When somebody has last vouched for one to somebody who is in a building now; -1 for never."""
        vouches, inside = self._world.vouches, self._world.citizens.inside
        rows = vouches.where(about=self.who)
        heard = vouches.cause[rows[inside[vouches.to[rows]] == building]].tolist()
        return max((split_id(event)[0] for event in heard), default=-1)

    def _host(self, asker: int) -> int:
        """Who inside has answered somebody at a door; -1 for nobody."""
        slot = parley_odds.parley_of(self._world, asker)
        return int(self._world.parleys.host[slot]) if slot >= 0 else -1

    # -- in company

    def awake_beside(self) -> list[int]:
        """Those one can talk to in the same building; rows, ascending."""
        inside = int(self._world.citizens.inside[self.who])
        return [row for row in earshot.awake_inside(self._world, inside) if row != self.who] if inside >= 0 else []

    def regards(self, other: int) -> bool:
        """Whether one thinks anything of somebody, good or bad."""
        return other in self._regards

    def felt_by(self, since: int) -> int:
        """The event by which somebody who is within reach has felt one's pulse, after `since`; 0 for none."""
        known = self._world.knowledge
        rows = known.where(topic=Topic.BODY, subject=self.who, strength=1000)
        felt = zip(known.knower[rows].tolist(), known.cause[rows].tolist(), strict=True)
        return min((by for one, by in felt if self._has_come(one) and by >> TICK_SHIFT > since), default=0)

    def _has_come(self, other: int) -> bool:
        return bool(self._world.citizens.alive[other]) and within_reach(self._world, self.who, other)

    def bound_to(self, other: int) -> bool:
        """Whether one is bound to somebody, by whatever tie."""
        return other in self.bound

    def is_ours(self, other: int, companion: int) -> bool:
        """Whether somebody is one of those one goes with: bound to oneself, or to one's companion, which shows."""
        return self.bound_to(other) or (companion >= 0 and self._world.bonds.has(a=companion, b=other))

    @property
    def speaks_for_ours(self) -> bool:
        """Whether of one's own who are awake in here nobody has spoken yet, and one is to: a companion unit, to whom
        people listen rather; among equals whose turn comes first.
        """
        people, inside = self._world.citizens, int(self._world.citizens.inside[self.who])
        ours = [one for one in sorted(self.bound) if people.inside[one] == inside and hears(self._world, one)]
        if any(spoke_lately(self._world, one) for one in ours):
            return False
        first = min(self.in_turn(ours), key=lambda one: people.being[one] == Being.HUMAN)
        return first == self.who

    def in_turn(self, others: list[int]) -> list[int]:
        """One and others in the order in which they take turns, as all of them know: neither their names nor their
        places in the file decide it, but luck, once for a run.
        """
        key, lucky = luck.make_key(self._world.seed, 0, _TURNS), self._world.citizens.luck
        return sorted([self.who, *others], key=lambda one: (int(luck.u32(key, lucky[one])), one))

    def has_met(self, other: int) -> bool:
        """Whether one has met somebody."""
        return self.met_at(other) >= 0

    def met_at(self, other: int) -> int:
        """When one first met somebody, as a tick; -1 for not yet."""
        slot = self._regards.get(other, -1)
        return int(self._world.regards.met[slot]) if slot >= 0 else -1

    def met_by(self, other: int) -> int:
        """The event that has last changed what one thinks of somebody; 0 for none."""
        slot = self._regards.get(other, -1)
        return int(self._world.regards.cause[slot]) if slot >= 0 else 0

    def is_child(self, other: int) -> bool:
        """Whether somebody is a child, as anybody sees."""
        return int(self._world.citizens.age[other]) < self._world.shared(Ages).child

    def stance(self, other: int) -> Stance:
        slot = self._regards.get(other, -1)
        return (
            Stance(int(self._world.regards.stance[slot]))
            if slot >= 0
            else regard.first_stance(self._world, self.who, other)
        )

    @property
    def has_a_past(self) -> bool:
        """Whether one was once of another Category than now."""
        slot = background.profile(self._world, self.who)
        profiles = self._world.profiles
        return slot >= 0 and profiles.past[slot] not in (Category.UNALIGNED, profiles.category[slot])

    def knows_my_past(self, other: int) -> bool:
        """Whether somebody knows one's past, from whomever."""
        return self._knows(other, Topic.SECRET, self.who)

    def place_told_by(self, other: int) -> int:
        """The cell of the place that somebody has told one of last; -1 for none."""
        known = self._world.knowledge
        rows = known.where(knower=self.who, topic=Topic.PLACE, source=other)
        return int(known.cell[rows[np.argmax(known.at[rows])]]) if len(rows) else -1

    def knows_place(self, cell: int) -> bool:
        """Whether one knows of a place at a cell."""
        return knowledge.knows_place(self._world, self.who, cell) >= 0

    def told_of(self, other: int, cell: int) -> bool:
        """Whether somebody knows of a place at a cell, or has any place from oneself: they would say so."""
        known = self._world.knowledge
        theirs = known.where(knower=other, topic=Topic.PLACE)
        return bool(((known.source[theirs] == self.who) | (known.cell[theirs] == cell)).any())

    def vouched(self, to: int, about: int) -> bool:
        """Whether one has vouched for somebody (`about`) to somebody else."""
        return regard.has_vouched(self._world, self.who, to, about)

    @property
    def debt(self) -> int:
        """How much one feels one owes the world, 1/1000."""
        slot = background.profile(self._world, self.who)
        return int(self._world.profiles.debt[slot]) if slot >= 0 else 0

    def pledged_to(self, other: int) -> bool:
        """Whether one has ever promised somebody anything."""
        return self._world.pledges.has(by=self.who, to=other)

    def kept_word_to(self, whom: int) -> bool:
        """Whether one has kept the last promise that one gave somebody."""
        pledges = self._world.pledges
        rows = pledges.where(by=self.who, to=whom)
        return bool(len(rows)) and pledges.outcome[rows[np.argmax(pledges.cause[rows])]] == PledgeState.KEPT

    def promiser(self) -> tuple[int, int]:
        """(who, event): who has promised to bring one somewhere, and has not done so yet; (-1, 0) for nobody."""
        pledges = self._world.pledges
        rows = pledges.where(to=self.who, outcome=PledgeState.OPEN)
        if not len(rows):
            return -1, 0
        first = int(rows[np.argmin(pledges.cause[rows])])
        return int(pledges.by[first]), int(pledges.cause[first])

    def goes_with(self, whom: int) -> bool:
        """Whether one of the two has promised the other something that is still to be kept."""
        pledges = self._world.pledges
        return any(
            pledges.has(by=by, to=to, outcome=PledgeState.OPEN) for by, to in ((self.who, whom), (whom, self.who))
        )

    def sets_out(self, others: list[int]) -> int:
        """When the first of one and those with whom one goes means to set out, as they have told each other; -1 for
        never.
        """
        plans = self._world.plans
        told = plans.sets_out[np.isin(plans.owner, [self.who, *others]) & (plans.sets_out >= self._world.tick)]
        return int(told.min()) if len(told) else -1

    def lies_low(self, whom: int) -> int:
        """For how many more seconds somebody awake beside one means to lie low, as they say; 0 where they do not."""
        if whom not in self.awake_beside():
            return 0
        plans = self._world.plans
        told = plans.low[plans.owner == whom]
        return max(0, int(told[0]) - self._world.tick) if len(told) else 0

    def called_by(self, whom: int) -> int:
        """The decision of somebody awake beside one to go where one of the two has promised to bring the other: they
        say so. 0 where they are not about to.
        """
        if whom not in self.awake_beside():
            return 0
        kept, plans = self._world.intentions, self._world.plans
        plan = np.flatnonzero(plans.owner == whom)
        about = int(plans.intends[plan[0]]) if len(plan) else -1
        together = about >= 0 and int(kept.whom[about]) == self.who and int(kept.aim[about]) in _TOGETHER
        return int(plans.decided[plan[0]]) if together else 0

    def open_pledge(self) -> tuple[int, int, int]:
        """(to whom, cell, event) of the first promise one still has to keep; (-1, -1, 0) for none."""
        pledges = self._world.pledges
        rows = pledges.where(by=self.who, outcome=PledgeState.OPEN)
        if not len(rows):
            return -1, -1, 0
        first = int(rows[np.argmin(pledges.cause[rows])])
        return int(pledges.to[first]), promises.goal(self._world, first), int(pledges.cause[first])

    def _knows(self, knower: int, topic: Topic, subject: int) -> bool:
        return self._world.knowledge.has(knower=knower, topic=topic, subject=subject)
