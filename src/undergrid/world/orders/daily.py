"""Daily orders: PLUG, UNPLUG and WORK are carried out at once, or refused; they belong to the rule `routine`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.core.bits import clear_bit, each_set
from undergrid.core.handles import Handle
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, log_refusals
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_RESTING, _PLUGGED, _WORKING = int(Activity.RESTING), int(Activity.PLUGGED), int(Activity.WORKING)
_HELD, _LYING, _TENDING = int(Activity.HELD), int(Activity.LYING), int(Activity.TENDING)
_PLUG, _UNPLUG, _WORK = int(Verb.PLUG), int(Verb.UNPLUG), int(Verb.WORK)
_NOT_HERE, _OUTDOORS, _NOT_YOURS = int(Refusal.NOT_HERE), int(Refusal.OUTDOORS), int(Refusal.NOT_YOURS)


class _Obeyed(Out):
    """Results of daily orders: `refused` and `why` belong together, `unplugged` is a list of its own."""

    refused: I64
    why: I64
    unplugged: I64


def obey(world: World, knobs: Handle) -> None:
    """Carry out PLUG, UNPLUG and WORK, whoever asks for them.

    knobs: how long a `shift` is, how long (`pause`) routine leaves people alone who have done as ordered, at which
    second of the day the run `starts`.
    """
    people, attempts = world.citizens, world.cache(Attempts)
    obeyed = world.out(_Obeyed, attempts.intending.count)
    n_refused, n_unplugged = _carry_out(people.handle, attempts.handle, knobs, world.tick, obeyed.handle)
    if n_refused:
        who, why = obeyed.refused[:n_refused], obeyed.why[:n_refused]
        log_refusals(world, who, why)
    if n_unplugged:
        who = obeyed.unplugged[:n_unplugged]
        world.events.add(Kind.UNPLUGGED, who, where=people.cell[who], cause=people.cause[who])


@kernel
def _carry_out(people, attempts, knobs, now, obeyed):
    """Carry out PLUG, UNPLUG and WORK; returns how many are (refused, unplugged now)."""
    n_refused = n_unplugged = 0
    for who in each_set(attempts.intending):
        verb = int(people.intent[who])
        if verb not in (_PLUG, _UNPLUG, _WORK) or not people.alive[who] or not _can_act(people.doing[who]):
            continue  # another system's to do, or to refuse
        begins, why = -1, _refusal(people, who, verb)
        if why != 0:
            obeyed.refused[n_refused], obeyed.why[n_refused] = who, why
            n_refused += 1
        elif verb == _UNPLUG:
            people.plugged[who] = False
            begins = _RESTING if people.doing[who] == _PLUGGED else -1
            obeyed.unplugged[n_unplugged] = who
            n_unplugged += 1
        elif verb == _PLUG:
            people.plugged[who] = True
            begins = _PLUGGED
        else:
            begins = _WORKING
        if begins >= 0:
            people.doing[who], people.since[who] = begins, now
        people.intent[who] = 0
        clear_bit(attempts.intending, who)
        if begins == _WORKING:
            people.wake[who] = now + _still_on((now + knobs.starts) % units.DAY, people.shift[who], knobs.shift)
        elif people.wake[who] == NEVER:
            people.wake[who] = now + knobs.pause
    return n_refused, n_unplugged


@kernel(inline=True)
def _can_act(doing):
    return doing < _HELD or doing in (_LYING, _TENDING)


@kernel
def why_not(people, who, verb):
    """Why somebody cannot do `verb` where they are, as a `Refusal`; 0 where they can."""
    return _refusal(people, who, verb)


@kernel(inline=True)
def _refusal(people, who, verb):
    if verb == _UNPLUG:
        return 0 if people.doing[who] == _PLUGGED or people.plugged[who] else _NOT_HERE
    if people.inside[who] < 0:
        return _OUTDOORS
    there = people.home[who] if verb == _PLUG else people.work[who]
    return 0 if people.inside[who] == there else _NOT_YOURS


@kernel(inline=True)
def _still_on(second, begins, lasts):
    """How many seconds somebody who starts now works: to the end of the shift, or outside shifts a whole one."""
    into = (second - int(begins) * 60) % units.DAY
    return lasts - into if into < lasts else lasts
