"""Setting out: what people intend to do with their own bodies begins, or is refused with a reason.

The first half of movement: `systems/movement/movement.py` begins walks here and then carries them out. In kernels `who`
is a row of citizens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.bits import clear_bit, each_set, set_bit
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.orders.attempts import drop_intent, refuse
from undergrid.world.orders.halting import halt
from undergrid.world.places.occupancy import step_in, step_out
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

_WALKING, _CROSSING, _WAITING, _HIDING, _RESTING, _HELD, _RECLAIMED, _LYING, _SLEEPING, _QUESTIONED = (
    int(Activity.WALKING), int(Activity.CROSSING), int(Activity.WAITING), int(Activity.HIDING), int(Activity.RESTING),
    int(Activity.HELD), int(Activity.RECLAIMED), int(Activity.LYING), int(Activity.SLEEPING), int(Activity.QUESTIONED),
)  # fmt: skip
_STANDING, _CROUCHED, _FLAT_DOWN = int(Posture.STANDING), int(Posture.CROUCHED), int(Posture.FLAT)
_WALK, _RUN, _SNEAK, _WAIT, _HIDE, _ENTER, _LEAVE, _CROSS, _FLAT = (
    int(Verb.WALK), int(Verb.RUN), int(Verb.SNEAK), int(Verb.WAIT), int(Verb.HIDE), int(Verb.ENTER), int(Verb.LEAVE),
    int(Verb.CROSS), int(Verb.FLAT),
)  # fmt: skip
_PACES = (int(Pace.WALK), int(Pace.RUN), int(Pace.SNEAK))  # of WALK, RUN and SNEAK
_DEAD, _ARRESTED, _NOT_HERE, _INDOORS, _OUTDOORS, _SHUT, _CANNOT_WALK = (
    int(Refusal.DEAD), int(Refusal.HELD), int(Refusal.NOT_HERE), int(Refusal.INDOORS), int(Refusal.OUTDOORS),
    int(Refusal.SHUT), int(Refusal.CANNOT_WALK),
)  # fmt: skip
# from SLEEPING on
_OUT_OF_ACTION = (int(Refusal.ASLEEP), int(Refusal.UNCONSCIOUS), int(Refusal.CARRIED), int(Refusal.HELD))
NEEDS_LEGS = (Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.ENTER, Verb.LEAVE, Verb.CROSS, Verb.HIDE)
_KEEPS_STILL = (Verb.WAIT, Verb.FLAT)


def hold_down(world: World) -> None:
    """Refuse those under debris who want to go somewhere; those who want to wait or lie flat go on lying there."""
    held, people = world.conditions, world.citizens
    for who in sorted(held.owner[held.where(kind=ConditionKind.TRAPPED)].tolist()):
        verb = int(people.intent[who])
        if verb in NEEDS_LEGS:
            refuse(world, who, Refusal.TRAPPED)
        elif verb in _KEEPS_STILL:
            people.doing[who], people.posture[who], people.since[who] = Activity.LYING, Posture.FLAT, world.tick
            drop_intent(world, who)


class Begun(Out):
    """What `take_up` writes: who is refused, why (`Refusal`), and who hides now."""

    refused: I64
    reason: I64
    hid: I64


@kernel
def take_up(people, occupancy, attempts, gates, city, knobs, now, begun):
    """Begin the intents to walk, stand, hide, lie flat, go through doors and gates.

    Returns how many are (refused, hidden now). People who cannot come out of a door because too many stand before it
    try again at the next tick.
    """
    n_refused = n_hid = 0
    for who in each_set(attempts.intending):
        verb = int(people.intent[who])
        if verb > _LEAVE and verb != _CROSS and verb != _FLAT:
            continue  # another system's
        why = _refusal(people, gates, city, who, verb, int(people.target[who]))
        if why == 0 and not _begin(people, occupancy, gates, city, who, verb, now):
            continue
        if why == 0 and verb == _HIDE:
            begun.hid[n_hid] = who
            n_hid += 1
        people.intent[who] = 0
        clear_bit(attempts.intending, who)
        if why != 0:
            begun.refused[n_refused], begun.reason[n_refused] = who, why
            n_refused += 1
        if (why != 0 or verb in (_ENTER, _LEAVE)) and people.wake[who] == NEVER:
            people.wake[who] = now + knobs.pause
    return n_refused, n_hid


@kernel
def why_not(people, gates, city, who, verb, target):
    """Why somebody cannot begin to do `verb`, as a `Refusal`; 0 where they can."""
    return _refusal(people, gates, city, who, verb, target)


@kernel(inline=True)
def _refusal(people, gates, city, who, verb, target):
    if verb == 0:
        return 0
    if not people.alive[who]:
        return _DEAD
    if _HELD <= people.doing[who] <= _RECLAIMED:
        return _ARRESTED
    if _SLEEPING <= people.doing[who] <= _QUESTIONED:
        return _OUT_OF_ACTION[people.doing[who] - _SLEEPING]
    if people.able[who] == 0 and verb != _WAIT and verb != _HIDE and verb != _FLAT:
        return _CANNOT_WALK
    if verb == _LEAVE:
        return _OUTDOORS if people.inside[who] < 0 else 0
    if verb != _ENTER and verb != _CROSS:
        return 0
    if people.inside[who] >= 0:
        return _INDOORS
    if verb == _ENTER:
        return 0 if city.doors[target] == people.cell[who] else _NOT_HERE
    a, b = int(city.link_a[gates.link[target]]), int(city.link_b[gates.link[target]])
    if people.cell[who] != a and people.cell[who] != b:
        return _NOT_HERE
    return 0 if gates.open[target] else _SHUT


@kernel(inline=True)
def _begin(people, occupancy, gates, city, who, verb, now):
    """Let somebody begin; False where too many stand before the door that they would come out of."""
    if verb == _WALK or verb == _RUN or verb == _SNEAK:
        return _set_out(people, occupancy, who, verb, now)
    if verb == _WAIT or verb == _HIDE or verb == _FLAT:
        doing = _still(verb, people.inside[who], people.able[who])
        posture = _CROUCHED if verb == _HIDE else _FLAT_DOWN if doing == _LYING else _STANDING
        _stop_for(people, who, doing, posture, now)
    elif verb == _ENTER:
        step_in(people, occupancy, who, int(people.target[who]))
        set_bit(occupancy.newcomers, who)
        _stop_for(people, who, _RESTING, _STANDING, now)
    elif verb == _LEAVE:
        if not step_out(people, occupancy, who):
            return False
        _stop_for(people, who, _WAITING, _STANDING, now)
    elif verb == _CROSS:
        link = gates.link[people.target[who]]
        a, b = int(city.link_a[link]), int(city.link_b[link])
        _stop_for(people, who, _CROSSING, _STANDING, now)
        people.goal[who] = b if people.cell[who] == a else a
        people.heading[who] = BY_LINK
    return True


@kernel(inline=True)
def _set_out(people, occupancy, who, verb, now):
    """Begin a walk, out of the door where somebody is indoors; False where too many stand before it."""
    if people.inside[who] >= 0 and not step_out(people, occupancy, who):
        return False
    people.goal[who] = people.target[who]
    people.pace[who] = _PACES[verb - _WALK]
    people.posture[who] = _CROUCHED if verb == _SNEAK else _STANDING
    if people.heading[who] != BY_LINK:  # whoever is on a link comes to its end first
        people.doing[who] = _WALKING
        people.heading[who] = NO_WAY
    people.since[who] = now
    return True


@kernel(inline=True)
def _still(verb, inside, able):
    """The Activity of somebody who keeps still; people whose legs do not carry them lie, unless they hide."""
    if verb == _HIDE:
        return _HIDING
    if verb == _FLAT or able == 0:
        return _LYING
    return _RESTING if inside >= 0 else _WAITING


@kernel(inline=True)
def _stop_for(people, who, doing, posture, now):
    """End a walk for something else."""
    people.doing[who], people.posture[who] = doing, posture
    stop(people, who, now)


@kernel(inline=True)
def stop(people, who, now):
    """End a walk where it has led so far."""
    halt(people, who)
    people.since[who] = now
