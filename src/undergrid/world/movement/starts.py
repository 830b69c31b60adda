"""Setting out: what people are about to try with their own bodies begins, or is refused with a reason.

The first half of movement: `systems/movement/movement.py` lets begin here what it then carries out. Kernels take plain
columns; `who` is a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.bits import clear_bit, each_set, set_bit
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.core.jit import kernel
from undergrid.world.orders.attempts import drop_intent, refuse
from undergrid.world.places.occupancy import step_in, step_out
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Pace, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

_WALKING, _CROSSING, _WAITING, _HIDING, _RESTING, _HELD, _RECLAIMED, _LYING, _SLEEPING, _HAULED = (
    int(Activity.WALKING), int(Activity.CROSSING), int(Activity.WAITING), int(Activity.HIDING), int(Activity.RESTING),
    int(Activity.HELD), int(Activity.RECLAIMED), int(Activity.LYING), int(Activity.SLEEPING), int(Activity.HAULED),
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
_OUT_OF_ACTION = (int(Refusal.ASLEEP), int(Refusal.UNCONSCIOUS), int(Refusal.CARRIED))  # from SLEEPING on
_NEEDS_LEGS = (Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.ENTER, Verb.LEAVE, Verb.CROSS, Verb.HIDE)
_KEEPS_STILL = (Verb.WAIT, Verb.FLAT)


def hold_down(world: World) -> None:
    """Whoever lies under debris goes nowhere: refused; who was to wait or lie flat goes on lying there."""
    held, people = world.conditions, world.citizens
    for who in sorted(held.owner[held.used & (held.kind == ConditionKind.TRAPPED)].tolist()):
        verb = int(people.intent[who])
        if verb in _NEEDS_LEGS:
            refuse(world, who, Refusal.TRAPPED)
        elif verb in _KEEPS_STILL:
            people.doing[who], people.posture[who], people.since[who] = Activity.LYING, Posture.FLAT, world.tick
            drop_intent(world, who)


@kernel
def take_up(intending, outdoors, occupancy, alive, intent, target, goal, enter, doing, since, posture, pace, heading,
            progress, wake, cell, inside, able, doors, link_a, link_b, gate_link, gate_open, newcomers, tick, pause,
            refused, reasons, hid):  # fmt: skip
    """Begin the intents to walk, stand, hide, lie flat, go through doors and gates.

    Writes who is refused, why (`Refusal`), and who hides now; returns how many are (refused, hidden now). Whoever can
    not come out of a door because too many stand before it tries again at the next tick.
    """
    n_refused = n_hid = 0
    for who in each_set(intending):
        verb, aim, why = int(intent[who]), int(target[who]), 0
        if verb > _LEAVE and verb != _CROSS and verb != _FLAT:
            continue  # another system's
        if verb != 0 and not alive[who]:
            why = _DEAD
        elif verb != 0 and _HELD <= doing[who] <= _RECLAIMED:
            why = _ARRESTED
        elif verb != 0 and _SLEEPING <= doing[who] <= _HAULED:
            why = _OUT_OF_ACTION[doing[who] - _SLEEPING]
        elif able[who] == 0 and verb != 0 and verb != _WAIT and verb != _HIDE and verb != _FLAT:
            why = _CANNOT_WALK
        elif verb in (_WALK, _RUN, _SNEAK):
            if inside[who] >= 0 and not step_out(who, cell, inside, outdoors, occupancy):
                continue  # too many before the door: again at the next tick
            goal[who] = aim
            pace[who] = _PACES[verb - _WALK]
            posture[who] = _CROUCHED if verb == _SNEAK else _STANDING
            if heading[who] != BY_LINK:  # whoever is on a link comes to its end first
                doing[who] = _WALKING
                heading[who] = NO_WAY
            since[who] = tick
        elif verb in (_WAIT, _HIDE, _FLAT):
            doing[who] = _still(verb, inside[who], able[who])
            posture[who] = _CROUCHED if verb == _HIDE else _FLAT_DOWN if doing[who] == _LYING else _STANDING
            stop(who, tick, goal, enter, heading, progress, since)
            if verb == _HIDE:
                hid[n_hid] = who
                n_hid += 1
        elif verb == _ENTER:
            if inside[who] >= 0:
                why = _INDOORS
            elif doors[aim] != cell[who]:
                why = _NOT_HERE
            else:
                step_in(who, aim, cell, inside, outdoors, occupancy)
                set_bit(newcomers, who)
                doing[who] = _RESTING
                posture[who] = _STANDING
                stop(who, tick, goal, enter, heading, progress, since)
        elif verb == _LEAVE:
            if inside[who] < 0:
                why = _OUTDOORS
            elif step_out(who, cell, inside, outdoors, occupancy):
                doing[who] = _WAITING
                posture[who] = _STANDING
                stop(who, tick, goal, enter, heading, progress, since)
            else:
                continue
        elif verb == _CROSS:
            a, b = int(link_a[gate_link[aim]]), int(link_b[gate_link[aim]])
            if inside[who] >= 0:
                why = _INDOORS
            elif cell[who] != a and cell[who] != b:
                why = _NOT_HERE
            elif not gate_open[aim]:
                why = _SHUT
            else:
                stop(who, tick, goal, enter, heading, progress, since)
                goal[who] = b if cell[who] == a else a
                doing[who] = _CROSSING
                heading[who] = BY_LINK
                posture[who] = _STANDING
        intent[who] = 0
        clear_bit(intending, who)
        if why != 0:
            refused[n_refused] = who
            reasons[n_refused] = why
            n_refused += 1
        if (why != 0 or verb in (_ENTER, _LEAVE)) and wake[who] == NEVER:
            wake[who] = tick + pause
    return n_refused, n_hid


@kernel(inline=True)
def _still(verb, inside, able):
    """What somebody does who keeps still: who cannot stand on their legs lies, whatever they were to do."""
    if verb == _HIDE:
        return _HIDING
    if verb == _FLAT or able == 0:
        return _LYING
    return _RESTING if inside >= 0 else _WAITING


@kernel
def stop(who, tick, goal, enter, heading, progress, since):
    """End a walk where it has led so far."""
    goal[who] = enter[who] = -1
    heading[who] = NO_WAY
    progress[who] = 0
    since[who] = tick
