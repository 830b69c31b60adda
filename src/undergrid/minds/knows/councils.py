"""Councils: what one knows of what one's faction decides, and of what it prepares.

Below, *one* is the mind's owner.
"""

from __future__ import annotations

from functools import cached_property

from undergrid.world.reasons import why_not
from undergrid.world.society import chores
from undergrid.world.society.chores import Step, Todo
from undergrid.world.society.councils import has_question, seat_of, those_there
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.council import Chore, CouncilState, Dissent, Question
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.world import World

_MENDING = (Chore.SUIT, Chore.ARMOUR)


class Councils:
    """What one person knows of their faction's councils."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who

    @cached_property
    def base(self) -> int:
        """The building in which one's faction is at home; -1 for none."""
        return int(self._world.factions.base[self._of]) if self._of >= 0 else -1

    @property
    def door(self) -> int:
        """The cell before its door."""
        return int(self._world.city.doors[self.base])

    @property
    def there(self) -> int:
        """How many of one's people are in there awake, as whoever is in it sees; oneself counted."""
        return len(those_there(self._world, self._of)) if self._is_in else 0

    def refusal(self) -> Refusal | None:
        """Why one could not have it put to the vote now."""
        return why_not(self._world, self.who, Verb.CALL_VOTE)

    @property
    def open(self) -> bool:
        """Whether one's people have still to decide what there is to decide; outside, one supposes so."""
        decided = self._of >= 0 and self._world.councils.has(faction=self._of)
        return self._of >= 0 and not decided and (not self._is_in or has_question(self._world, self._of))

    def dissent(self) -> tuple[Dissent, int]:
        """What one is inclined to, having lost a vote, and the event by which it was lost."""
        votes = self._world.votes
        for seat in votes.of(self.who).tolist() if votes.n_used else ():
            if votes.dissent[seat] != Dissent.NONE:
                return Dissent(int(votes.dissent[seat])), int(self._world.councils.cause[votes.council[seat]])
        return Dissent.NONE, 0

    def voted_down(self) -> int:
        """The event by which a council has decided against using the engine, as one knows; 0 for none."""
        return self._decided(CouncilState.FAILED)

    def voted_for(self) -> int:
        """The event by which a council has decided to use the engine, as one knows; 0 for none."""
        return self._decided(CouncilState.CARRIED)

    def _decided(self, how: CouncilState) -> int:
        """The event by which a council has decided so about the engine, as whoever sat on it knows, and who is in that
        base now; 0 for none.
        """
        councils, people = self._world.councils, self._world.citizens
        for row in councils.where(stage=how, question=Question.ENGINE) if councils.n_used else ():
            base = int(self._world.factions.base[councils.faction[row]])
            if 0 <= base == people.inside[self.who] or seat_of(self._world, self.who, int(row)) >= 0:
                return int(councils.cause[row])
        return 0

    @property
    def member(self) -> bool:
        """Whether one is of a faction."""
        return self._of >= 0

    def chore(self) -> tuple[Step, int] | None:
        """The next thing to do for what there is to prepare, and what that is for: first for one's own things, then to
        mend those of others; None for nothing that one could do.
        """
        table, prepared = self._world.chores, self._world.preparations
        if not table.n_used or not self._is_in:
            return None
        slots = [slot for slot in table.where(done=False, worker=-1).tolist() if self._is_for_one(slot)]
        for slot in sorted(slots, key=lambda slot: (table.whom[slot] != self.who, int(table.kind[slot]), slot)):
            todo = Todo(Chore(int(table.kind[slot])), int(table.whom[slot]), int(table.thing[slot]))
            step = chores.next_step(self._world, todo, self.who)
            if chores.in_order(self._world, todo) or self._is_at_it(step):
                continue
            if why_not(self._world, self.who, step.verb, step.target, step.amount) is None:
                return step, int(prepared.cause[table.preparation[slot]])
        return None

    def _is_for_one(self, slot: int) -> bool:
        """Whether a task of those who prepare is to do with one's own things, or is to mend something."""
        table = self._world.chores
        own = int(self._world.preparations.faction[table.preparation[slot]]) == self._of
        return own and (int(table.whom[slot]) == self.who or int(table.kind[slot]) in _MENDING)

    def _is_at_it(self, step: Step) -> bool:
        """Whether somebody else is mending that already."""
        tasks = self._world.tasks
        if step.verb != Verb.MEND_SUIT:
            return False
        slots = tasks.where(verb=step.verb, target=step.target).tolist()
        return any(tasks.owner[slot] != self.who for slot in slots)

    @cached_property
    def _of(self) -> int:
        return faction_of(self._world, self.who)

    @property
    def _is_in(self) -> bool:
        return self.base >= 0 and bool(self._world.citizens.inside[self.who] == self.base)
