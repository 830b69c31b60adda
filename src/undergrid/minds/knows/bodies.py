"""What a mind can tell about bodies, things and doors at hand: what lies in reach, and what it has learned of others.

A mind sees wounds, debris and open eyes of bodies within its owner's reach; of other bodies it knows what was seen or
told (`knowledge`, topic BODY). It knows what its owner carries. `One` is the owner.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from undergrid.minds.knows.at_hand import Body, known_bodies, note_those_here, those_in_reach, wounded_in_reach
from undergrid.minds.knows.calls import Call, Calls
from undergrid.minds.knows.doors import Doors
from undergrid.minds.knows.doses import doses
from undergrid.minds.knows.engines import Engines
from undergrid.minds.knows.in_sight import thing_in_sight
from undergrid.world.body import blood_loss, burdens, care, injuries, posture, reach
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.network.lines import wires_at
from undergrid.world.reasons import why_not
from undergrid.world.society import feelings
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.trails.stains import Look, stains_by
from undergrid.world.world import World

_TREATMENTS = (Verb.FREE, Verb.TOURNIQUET, Verb.CUT, Verb.DRESS, Verb.STABILISE, Verb.INJECT)
_DYING = 3  # class of loss from which on somebody may bleed to death, and is confused [ATLS]
_SHARP = 80  # % from which on a blade is worth the dirt that may be on it; hands tear as well, if slower [assumed]
_BY_THE_HANDS = 120  # kg that a sound adult drags [assumed, as hauling does]
_CALL_ERROR = 20  # cells round the place of a call at most in which one looks for ground [assumed]
_ON_THE_BACK = 60  # kg that a sound adult would rather carry than drag [assumed]


class Aid:
    """What one person can tell about bodies, things and doors."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who
        self._steps: dict[int, tuple[Verb, int] | None] = {}  # found at this moment already, by whom
        self._in_reach: dict[int, bool] = {}  # likewise
        self.engines = Engines(world, who)

    # -- others who lie there

    @cached_property
    def bodies(self) -> list[Body]:
        """Bodies that one knows of, by row."""
        return known_bodies(self._world, self.who)

    @cached_property
    def bodies_in_reach(self) -> list[Body]:
        """Those of them who are within reach."""
        world, bodies = self._world, self.bodies
        rows = np.array([body.row for body in bodies], np.int64)
        near = those_in_reach(world.citizens.handle, world.city.handle, self.who, rows).tolist() if bodies else []
        return [bodies[n] for n in near]

    def housed(self, body: Body) -> bool:
        """Whether somebody lies under a roof, as far as one knows: whoever is indoors is known at the door's cell."""
        return body.cell in self._world.city.door_cells

    def in_the_open(self, whom: int) -> bool:
        """Whether somebody whom one sees lie there lies out of doors, be it on a doorstep."""
        return int(self._world.citizens.inside[whom]) < 0

    @cached_property
    def _wet(self) -> frozenset[int]:
        """The cells about one where blood glistens."""
        return frozenset(stain.cell for stain in stains_by(self._world, self.who) if stain.look == Look.GLISTENS)

    def dry(self, row: int) -> bool:
        """Whether no blood glistens where somebody within reach lies: who bled there, if anybody, has stopped."""
        return int(self._world.citizens.cell[row]) not in self._wet

    def look_about(self) -> None:
        """Indoors, note which of the bodies one knows of are here too; forget those that are here, or on one's cell, no
        longer, but for the dead on the doorstep, where one does not see them from within. No rule of the senses does
        this.
        """
        world, known, people = self._world, self._world.knowledge, self._world.citizens
        rows = known.where(knower=self.who, topic=Topic.BODY)
        if len(rows):
            gone = note_those_here(
                known.handle, people.handle, world.city.handle, self.who, self.hauls, rows, world.tick
            )
            if len(gone) and (people.inside[self.who] >= 0 or int(people.cell[self.who]) not in world.city.door_cells):
                known.free(gone)
        vars(self).pop("bodies", None)
        vars(self).pop("bodies_in_reach", None)

    def in_reach(self, whom: int) -> bool:
        if whom not in self._in_reach:
            self._in_reach[whom] = reach.within_reach(self._world, self.who, whom)
        return self._in_reach[whom]

    def alive(self, whom: int) -> bool:
        """Whether somebody within reach lives, as one would find out by looking after them."""
        return bool(self._world.citizens.alive[whom])

    def known_dead(self, whom: int) -> bool:
        """Whether one has found somebody dead, or grieves for them; whom one has within reach one sees."""
        return not self.alive(whom) if self.in_reach(whom) else feelings.knows_dead(self._world, self.who, whom)

    def awake(self, whom: int) -> bool:
        """Whether somebody within reach has their eyes open."""
        return posture.hears(self._world, whom)

    def walks(self, whom: int) -> bool:
        """Whether somebody within reach can go on their own feet."""
        return self.awake(whom) and int(self._world.citizens.able[whom]) > 0 and not self.trapped(whom)

    def able(self, whom: int) -> bool:
        """Whether somebody within reach could stand up and go, awake or not."""
        return self.walks(whom) or self.rests(whom)

    def faint(self, whom: int) -> bool:
        """Whether one, or somebody within reach, has bled so much that to stand makes them faint [ATLS: class II]."""
        return blood_loss.klass(self._world, whom) > 1

    def trapped(self, whom: int) -> bool:
        return injuries.trapped(self._world, whom)

    def moved_by(self, whom: int) -> int:
        """Who hauls somebody within reach or in sight; -1 for nobody."""
        return burdens.hauler_of(self._world, whom)

    def hauled_by(self, whom: int) -> int:
        """Whom somebody within reach or in sight moves along; -1 for nobody."""
        return reach.hauling(self._world, whom)

    def next_step(self, whom: int) -> tuple[Verb, int] | None:
        """(verb, amount) of the next thing that should be done for a wounded body within reach; None for nothing."""
        if whom not in self._steps:
            self._steps[whom] = self._next_step(whom)
        return self._steps[whom]

    def _next_step(self, whom: int) -> tuple[Verb, int] | None:
        """The same, looked for."""
        if reach.out_of_reach(self._world, self.who, whom) is not None:
            return None
        for verb in _TREATMENTS:
            amount = self._doses(whom) if verb == Verb.INJECT else 0
            if verb == Verb.INJECT and not amount:
                continue
            if verb == Verb.CUT:
                if not self._worth_cutting(whom):
                    continue
                amount = 0 if kit.quality(self._world, self.who, ItemKind.SCALPEL) >= _SHARP else 1
            if why_not(self._world, self.who, verb, whom, amount) is None:
                return verb, amount
        return None

    def well(self, whom: int) -> bool:
        """Whether somebody within reach can do without one: walks, or merely sleeps, has not bled much, and needs no
        treatment.
        """
        return self.able(whom) and not self.faint(whom) and self.next_step(whom) is None

    def in_shock(self, whom: int) -> bool:
        """Whether somebody within reach lives and is in shock."""
        return self.alive(whom) and blood_loss.in_shock(self._world, whom)

    def sinking(self, whom: int) -> bool:
        """Whether somebody within reach is in shock or bleeds to death, as anybody sees, and is past making plans."""
        return self.in_shock(whom) or self.blood_class(whom) >= _DYING

    def blood_class(self, whom: int) -> int:
        """How much somebody within reach has bled, as anybody sees by their skin and their breath, 1 to 4 [ATLS]."""
        return blood_loss.klass(self._world, whom)

    def worst_first(self, whom: int) -> tuple[bool, int, int, int]:
        """A key that sorts those within reach by how badly off they are, as anybody sees: the worst first."""
        return not self.in_shock(whom), -self.blood_class(whom), -self.bleeds(whom), whom

    @property
    def hurt(self) -> bool:
        """Whether one has lost blood, or has a wound."""
        return blood_slot(self._world, self.who) >= 0

    def bleeds(self, whom: int) -> int:
        """What the worst wound that can be dressed or tied off bleeds, mL/h: one's own, or of somebody within reach."""
        open_ = (care.wound_for(self._world, whom, verb) for verb in (Verb.TOURNIQUET, Verb.DRESS))
        return max((blood_loss.bleeds(self._world, wound) for wound in open_ if wound >= 0), default=0)

    def _worth_cutting(self, whom: int) -> bool:
        """Whether the cloth lies over the wound that will be dressed next, and there is gauze for it."""
        wound = care.wound_for(self._world, whom, Verb.CUT)
        return self.has(ItemKind.GAUZE) > 0 and wound == care.wound_for(self._world, whom, Verb.DRESS)

    def _doses(self, whom: int) -> int:
        """How many of one's doses somebody's pain asks for now: see `doses`."""
        others = [body.row for body in self.bodies if body.checked and body.hope > 0 and not self.housed(body)]
        return doses(self._world, self.who, whom, [row for row in others if row != whom])

    def can(self, verb: Verb, whom: int, amount: int = 0) -> bool:
        """Whether nothing that one can tell stands in the way of doing this to somebody within reach."""
        return why_not(self._world, self.who, verb, whom, amount) is None

    def lacks_supplies(self, verb: Verb, whom: int) -> bool:
        """Whether nothing but what it takes is missing to do this to somebody within reach."""
        return why_not(self._world, self.who, verb, whom) == Refusal.NO_SUPPLIES

    def worse_since(self, whom: int) -> int:
        """Since when somebody within reach has been in the class of blood loss that they are in; -1 for unhurt."""
        slot = blood_slot(self._world, whom)
        return int(self._world.blood.since_class[slot]) if slot >= 0 else -1

    def fainted_since(self, whom: int) -> int:
        """Since when somebody within reach has been out of their senses; -1 for those who have them, or sleep."""
        slot = blood_slot(self._world, whom)
        fainted = int(self._world.blood.passed_out[slot]) if slot >= 0 else 0
        return fainted >> TICK_SHIFT if fainted else -1

    def take_up(self, whom: int) -> Verb:
        """How one would best move somebody within reach."""
        strong = burdens.might(self._world, self.who) * _ON_THE_BACK * 10  # g
        if self.has(ItemKind.TARP) or burdens.weight(self._world, whom) > strong:
            return Verb.DRAG
        return Verb.CARRY

    # -- oneself

    @cached_property
    def hauls(self) -> int:
        """Whom one is moving; -1 for nobody."""
        return reach.hauling(self._world, self.who)

    @property
    def unhurt(self) -> bool:
        """Whether one has lost no blood."""
        return blood_loss.lost(self._world, self.who) == 0

    @cached_property
    def fit_to_help(self) -> bool:
        """Whether one is whole enough to look after others."""
        return blood_loss.klass(self._world, self.who) < 3 and not self.trapped(self.who)

    @cached_property
    def calls(self) -> Calls:
        """What one has heard of calls for help."""
        return Calls(self._world, self.who)

    def by_call(self, call: Call) -> int:
        """Where one would go for a call: the nearest cell that can be walked on, as calls are located roughly."""
        return self.ground_by(*self._world.city.where(call.cell))

    def ground_by(self, level: int, x: int, y: int) -> int:
        """The nearest cell that can be walked on; the cell itself where none is near, or it lies beyond the map."""
        return self._world.city.ground_by(level, x, y, _CALL_ERROR)

    def has(self, kind: ItemKind) -> int:
        """How many of a kind of thing one carries."""
        return kit.count(self._world, self.who, kind)

    def lying_near(self, kind: ItemKind, within: int) -> int:
        """The cell of the nearest such thing that lies in sight outdoors within so many cells; -1 for none."""
        return thing_in_sight(self._world, self.who, kind, within)

    @property
    def thirst(self) -> int:
        """How thirsty one is: 0 not at all, to 3."""
        slot = self._exposure
        return int(self._world.exposure.parched[slot]) if slot >= 0 else 0

    def thirsty_beside(self) -> list[int]:
        """Who lies or sits beside one in the same building, awake, and thirsty: rows, the thirstiest first."""
        found = [(-self.parched(whom), whom) for whom in self.beside()]
        return [whom for thirst, whom in sorted(found) if thirst < 0]

    def parched(self, whom: int) -> int:
        """How thirsty somebody within reach is who could drink: 0 not at all, to 3."""
        slot = self._world.exposure.first(owner=whom)
        return int(self._world.exposure.parched[slot]) if slot >= 0 and self.awake(whom) else 0

    def thirsts(self, whom: int) -> bool:
        """Whether somebody within reach is thirsty, awake or asleep: their lips show it."""
        slot = self._world.exposure.first(owner=whom)
        return slot >= 0 and bool(self._world.exposure.parched[slot]) and posture.may_feel(self._world, whom)

    @property
    def weary(self) -> bool:
        """Whether one is worn out."""
        slot = self._exposure
        return slot >= 0 and bool(self._world.exposure.worn[slot])

    @property
    def cold(self) -> int:
        """How cold one is, by Swiss stages."""
        slot = self._exposure
        return int(self._world.exposure.chilled[slot]) if slot >= 0 else 0

    # -- trails

    def trail(self) -> tuple[int, int]:
        """(cell, event): where the trail that one follows was read last, and its finding; (-1, 0) for none."""
        follows = self._world.trackings
        rows = follows.where(follower=self.who, over=False)
        if not len(rows):
            return -1, 0
        first = rows[np.argmin(follows.cause[rows])]
        return int(follows.cell[first]), int(follows.cause[first])

    @cached_property
    def doors(self) -> Doors:
        """What one can tell about doors and what stands behind them."""
        return Doors(self._world, self.who)

    def lines_at_hand(self) -> list[int]:
        """The lines of the network that one could lay hands on and that are whole, ascending."""
        wires = wires_at(self._world, int(self._world.citizens.cell[self.who]))
        return [wire for wire in wires if self._world.wires.works[wire]]

    @cached_property
    def _exposure(self) -> int:
        return self._world.exposure.first(owner=self.who)

    # -- company

    def bound(self) -> list[int]:
        """Those to whom one is bound, and whom one does not know to be dead: rows, ascending."""
        bonds = self._world.bonds
        return [row for row in sorted({*bonds.b[bonds.of(self.who)].tolist()}) if not self.known_dead(row)]

    def time_left(self, whom: int) -> int:
        """Ticks until the subscription of somebody ends to whom one is bound: those who are close know that."""
        return int(self._world.citizens.expires[whom]) - self._world.tick

    def beside(self) -> list[int]:
        """Who else is in the same building, alive or not; nobody outdoors."""
        people = self._world.citizens
        inside = int(people.inside[self.who])
        if inside < 0:
            return []
        return [row for row in np.flatnonzero(people.inside == inside).tolist() if row != self.who]

    @cached_property
    def wounded_on_their_feet(self) -> list[int]:
        """Who is within reach outdoors, wounded, alive, and does not lie down: rows, ascending. That shows."""
        people, blood, city = self._world.citizens, self._world.blood, self._world.city
        if people.inside[self.who] >= 0 or not blood.n_used:
            return []
        near = wounded_in_reach(blood.handle, people.handle, city.handle, self.who).tolist()
        return sorted(row for row in near if not self.lies(row))

    def helpless_at_hand(self) -> list[int]:
        """Those within reach who live and cannot go on their own feet; rows, ascending."""
        known = [body.row for body in self.bodies_in_reach if body.hope > 0]
        return [
            row
            for row in sorted({*known, *self.beside()})
            if self.alive(row) and not self.walks(row) and not self.rests(row)
        ]

    def rests(self, whom: int) -> bool:
        """Whether somebody within reach merely sleeps, and could walk once awake."""
        people = self._world.citizens
        return int(people.doing[whom]) == Activity.SLEEPING and int(people.able[whom]) > 0

    def has_hands_for(self, whom: int) -> bool:
        """Whether one is strong enough to move somebody, and has both hands free."""
        strong = burdens.might(self._world, self.who) * _BY_THE_HANDS * 10  # g
        return self.hauls < 0 and burdens.weight(self._world, whom) <= strong

    def leads_in_hauling(self, whom: int, companion: int) -> bool:
        """Whether one should take somebody up oneself: not where a stronger companion is awake and here too."""
        if companion < 0 or not self.in_reach(companion) or not self.awake(companion) or companion == whom:
            return True
        mine, theirs = burdens.might(self._world, self.who), burdens.might(self._world, companion)
        return (mine, -self.who) >= (theirs, -companion)

    def tends(self, whom: int) -> bool:
        """Whether somebody within reach is busy with their hands."""
        return int(self._world.citizens.doing[whom]) == Activity.TENDING

    def lies(self, whom: int) -> bool:
        """Whether somebody within reach lies down, for whatever reason, dead or alive, or cannot get up."""
        people = self._world.citizens
        return int(people.able[whom]) == 0 or int(people.doing[whom]) in (
            Activity.LYING, Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HAULED, Activity.SHUT_DOWN
        )  # fmt: skip
