"""Why somebody cannot set out, keep still, go through a door or a gate, or take somebody else along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.body import burdens, injuries, posture, reach
from undergrid.world.body.burdens import Loads
from undergrid.world.items import kit
from undergrid.world.movement import starts
from undergrid.world.places.windows import shut_by
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_LIES = (Activity.LYING, Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.SHUT_DOWN)


def setting_out(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot begin to walk, keep still, or go through a door or a gate."""
    if verb in starts.NEEDS_LEGS and injuries.trapped(world, who):
        return Refusal.TRAPPED
    why = int(starts.why_not(world.citizens.handle, world.gates.handle, world.city.handle, who, int(verb), target))
    if why == Refusal.SHUT and shut_by(world, target):  # of the verbs, CROSS alone
        return Refusal.LOCKED_DOWN
    return Refusal(why) if why else None


# ---------------------------------------------------------------- taking somebody along


def hauling(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot drag, carry or hold somebody up, set them down or hand them over.

    Whether the other person is willing to be moved, or to take over, shows only in the attempt.
    """
    if verb in (Verb.DRAG, Verb.CARRY, Verb.SUPPORT):
        return _not_to_be_moved(world, who, verb, target) or _too_weak(world, who, target, mode_of(world, who, verb))
    whom = reach.hauling(world, who)
    if whom < 0:
        return Refusal.NOT_NEEDED
    if verb == Verb.DROP:
        return None
    return _no_successor(world, who, target) or _too_weak(world, target, whom, reach.haul_mode(world, who))


def _not_to_be_moved(world: World, who: int, verb: Verb, whom: int) -> Refusal | None:
    """Why `whom` is in no state or place to be moved by `who`."""
    people = world.citizens
    if people.doing[whom] == Activity.HELD:
        return Refusal.HELD
    if people.doing[whom] == Activity.RECLAIMED or not reach.within_reach(world, who, whom):
        return Refusal.NOT_HERE
    if verb == Verb.SUPPORT and not posture.hears(world, whom):
        return Refusal.NO_ANSWER if people.alive[whom] else Refusal.TARGET_DEAD
    if burdens.hauler_of(world, whom) >= 0:
        return Refusal.CARRIED
    return Refusal.TRAPPED if injuries.trapped(world, whom) else None


def has_a_say(world: World, whom: int) -> bool:
    """Whether somebody's consent is needed to move them: not of those who lie or cannot walk."""
    return world.citizens.doing[whom] not in _LIES and world.citizens.able[whom] > 0


def _too_weak(world: World, who: int, whom: int, mode: HaulMode) -> Refusal | None:
    """Why somebody's own body does not let them move somebody else in this mode."""
    if injuries.trapped(world, who):
        return Refusal.TRAPPED
    if reach.hauling(world, who) >= 0:
        return Refusal.HANDS_FULL
    if world.citizens.able[who] == 0:
        return Refusal.CANNOT_WALK
    most = world.shared(Loads).limit(mode) * burdens.might(world, who) * 10  # g
    return Refusal.TOO_HEAVY if burdens.weight(world, whom) > most else None


def _no_successor(world: World, who: int, other: int) -> Refusal | None:
    """Why `other` is in no state or place to take over the person whom `who` hauls."""
    if not world.citizens.alive[other]:
        return Refusal.TARGET_DEAD
    if not reach.within_reach(world, who, other) or reach.hauling(world, who) == other:
        return Refusal.NOT_HERE
    return None if posture.hears(world, other) else Refusal.NO_ANSWER


def mode_of(world: World, who: int, verb: Verb) -> HaulMode:
    """The mode in which somebody would move somebody else: dragging is on a tarp if they carry one."""
    if verb == Verb.DRAG:
        return HaulMode.TARP if kit.count(world, who, ItemKind.TARP) else HaulMode.DRAG
    return HaulMode.CARRY if verb == Verb.CARRY else HaulMode.SUPPORT
