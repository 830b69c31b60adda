"""Why somebody cannot say something to somebody: to ask, to warn, to tell, to promise, to write on a wall.

Whether the hearer is willing, or has heard it before, shows only in the attempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.world.body import posture, reach
from undergrid.world.body.footing import cannot_stand
from undergrid.world.combat.weapons import loaded, weapon_of
from undergrid.world.people import background
from undergrid.world.places.shelters import door_holds
from undergrid.world.senses.earshot import AWAKE, at_door, cannot_talk, listens, within_earshot
from undergrid.world.senses.optics import Optics, in_view
from undergrid.world.society import knowledge, promises, regard
from undergrid.world.society.factions import keeps_out, refuge_of
from undergrid.world.society.feelings import tie
from undergrid.world.society.marks import walled
from undergrid.world.society.messages import to_tell
from undergrid.world.society.pleas import REASONS, reasons_of
from undergrid.world.society.speeches import audience, spoke_lately
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Plea

if TYPE_CHECKING:
    from undergrid.world.world import World

_EXPECTED_S = 600  # s for which whoever has seen somebody is on guard against them [assumed]


def at_the_door(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot ask to be let in at a building (`amount` a Plea), open to somebody, or warn them off."""
    people = world.citizens
    if verb == Verb.WARN:
        return cannot_talk(world, who, target)
    if verb == Verb.ASK:
        return _asking_in(world, who, target, amount)
    building = int(people.inside[who])
    if building < 0:
        return Refusal.OUTDOORS
    if not people.alive[target]:
        return Refusal.TARGET_DEAD
    if not at_door(world, target, building):
        return Refusal.NOT_HERE
    if not listens(world, target):
        return Refusal.NO_ANSWER
    if keeps_out(world, who, target):
        return Refusal.UNVOUCHED if refuge_of(world, building) < 0 else Refusal.NO_ROOM
    return cannot_stand(world, who)


def soothing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot sit with somebody and talk to them: sleepers hear it, strangers do not care for it."""
    why = reach.out_of_reach(world, who, target)
    if why is not None:
        return why
    if world.citizens.doing[target] != Activity.SLEEPING and not posture.hears(world, target):
        return Refusal.NO_ANSWER
    return None if tie(world, target, who) > 0 else Refusal.NOT_BOUND


def _asking_in(world: World, who: int, building: int, plea: int) -> Refusal | None:
    """Why somebody cannot ask to be let into a building, with a Plea: nobody has a reason that is not theirs."""
    if world.citizens.inside[who] >= 0:
        return Refusal.INDOORS
    if not at_door(world, who, building):
        return Refusal.NOT_HERE
    if not 0 <= plea < len(Plea):
        return Refusal.NO_SUCH_TARGET
    if plea in REASONS and plea not in reasons_of(world, who, building):
        return Refusal.KNOWS_NOTHING
    if plea == Plea.RESTRAINT and not _had_the_means(world, who, building):
        return Refusal.NO_MEANS
    if plea == Plea.DISARM and background.armed(world, who) is None:
        return Refusal.NO_TOOL
    return None


def _had_the_means(world: World, asker: int, building: int) -> bool:
    """Whether somebody could have come in shooting, before anybody there knew of them.

    That takes a loaded gun and a door that does not hold; and nobody inside may have seen them of late.
    """
    gun = weapon_of(world, asker)
    if gun not in background.GUNS or not loaded(world, asker, gun) or door_holds(world, building):
        return False
    people, known = world.citizens, world.knowledge
    inside = np.flatnonzero((people.inside == building) & people.alive)
    seen = known.where(topic=Topic.PERSON, subject=asker)
    seen = seen[np.isin(known.knower[seen], inside)]
    return len(inside) > 0 and not bool((known.at[seen] > world.tick - _EXPECTED_S).any())


def surrendering(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot raise their hands before somebody."""
    if not world.citizens.alive[target]:
        return Refusal.TARGET_DEAD
    if not within_earshot(world, who, target) and not in_view(world, target, who, world.shared(Optics).hands_m):
        return Refusal.NOT_HERE
    return None if listens(world, target) else Refusal.NO_ANSWER


def telling(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot tell somebody their past, of a place (`amount` its cell), of the timetable (`amount` the
    Topic), of what is kept from people (likewise), or of a life beyond the wall.
    """
    if verb == Verb.TELL and not _has_to_tell(world, who, amount):
        return Refusal.KNOWS_NOTHING
    why = cannot_talk(world, who, target)
    if why is not None:
        return why
    if verb == Verb.TELL:
        return None if AWAKE[world.citizens.doing[target]] else Refusal.NO_ANSWER
    if verb == Verb.DISCLOSE:
        return None if background.has_past(world, who) else Refusal.KNOWS_NOTHING
    return None if knowledge.knows_place(world, who, amount) >= 0 else Refusal.KNOWS_NOTHING


def addressing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot speak to those about them: nobody listens, or they have heard it a while ago."""
    if spoke_lately(world, who):
        return Refusal.ONLY_ONCE
    return None if audience(world, who) else Refusal.NO_ANSWER


def _has_to_tell(world: World, who: int, topic: int) -> bool:
    """Whether somebody knows of the timetable, of what is kept from people, or else of a life beyond the wall."""
    if topic == Topic.WINDOW:
        return world.knowledge.has(knower=who, topic=Topic.WINDOW)
    if topic == Topic.TRUTH:
        return world.knowledge.has(knower=who, topic=Topic.TRUTH)
    return knowledge.outzone(world, who) >= 0


def writing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot write on the wall beside them of what they know of a cell (`amount`; 0: of any)."""
    people = world.citizens
    if people.inside[who] >= 0:
        return Refusal.INDOORS
    if not walled(world.city, int(people.cell[who])):
        return Refusal.NO_WALL
    if to_tell(world, who, amount) < 0:
        return Refusal.KNOWS_NOTHING
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None


def commemorating(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot lay something for somebody who has died, beside them."""
    if not reach.within_reach(world, who, target):
        return Refusal.NOT_HERE
    if world.citizens.alive[target]:
        return Refusal.NOT_DEAD
    if world.memorials.has(subject=target):
        return Refusal.REMEMBERED
    return Refusal.HANDS_FULL if reach.hauling(world, who) >= 0 else None


def promising(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot promise to bring somebody to a place (`amount` its cell), or take a promise back."""
    why = cannot_talk(world, who, target)
    if why is not None:
        return why
    given = promises.open_between(world, who, target)
    if verb == Verb.PLEDGE:
        if not 0 <= amount < world.city.n_cells:
            return Refusal.NO_SUCH_TARGET
        return Refusal.NOT_NEEDED if given >= 0 else None
    return None if given >= 0 or promises.open_between(world, target, who) >= 0 else Refusal.NOT_NEEDED


def vouching(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot vouch to `target` for a third person (`amount` their row)."""
    why = no_voucher(world, who, target, amount)
    return why or (Refusal.NOT_NEEDED if regard.has_vouched(world, who, target, amount) else None)


def no_voucher(world: World, who: int, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot speak to `target` for a third person, whether they did so before or not."""
    if not 0 <= amount < world.citizens.n or amount in (who, target):
        return Refusal.NO_SUCH_TARGET
    return cannot_talk(world, who, target)
