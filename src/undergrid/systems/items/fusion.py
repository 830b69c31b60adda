"""Fusion cells: what is switched on draws from them to the joule, until they are empty; they lend and are charged.

Life support and lamp of a suit draw from the fullest cell that its wearer carries, and fail at the tick at which that
cell has less left than it has to give in the next second: a tick that is known from the moment that a load is switched.
A cable takes power from one person's cell to another's while they stay within reach, a socket from the wall into a cell
while its owner stays in the building. Nothing goes into a cell beyond what it holds.

Reads   charges; feeds; bases.cell; items.holder, luck, cause; citizens.cell, inside, intent, target, cause,
        since; what was asked for, as `amount_of` has it; what stands in the way, as `world/reasons` has it
Writes  feeds.suit, whom, building; charges.short; bases.watts; power that flows as `power.begin` and `power.stop` do;
        citizens.wake; who links or charges as `stand_still` does; intents as `drop_intent` does
Emits   SWITCHED_ON(citizen; device; cause: the order), SWITCHED_OFF(the same), CELL_EMPTY(citizen; load W; cause: what
        began the greatest load; because: the others, and the cable to it that ended too soon), POWER_FAILED(citizen;
        device; cause: the empty cell, or that cell or suit went to somebody else), CABLE_LINKED(citizen, citizen; W;
        cause: the order), CABLE_ENDED(citizen, citizen; J; cause: the order, the empty cell, the walk that led them
        apart, else the linking), CHARGING_BEGAN(citizen, building; W; cause: the order), CHARGED(citizen, building; J;
        cause: as of a cable), REFUSED
Units   joules, watts, ticks of 1 s
Source  Conservation of energy; what each thing draws: `rules.power` (world/items/power.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.blood_loss import any_due
from undergrid.world.body.reach import at_arms_length
from undergrid.world.items import power
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, drop_intent, is_minded
from undergrid.world.reasons.power import SWITCHED, cables, charging, linking, switching, unlinking
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.power import Device

if TYPE_CHECKING:
    from undergrid.world.world import World

_REASONS = {
    Verb.SWITCH_ON: switching, Verb.SWITCH_OFF: switching, Verb.LINK: linking, Verb.UNLINK: unlinking,
    Verb.CHARGE: charging,
}  # fmt: skip
_CABLE, _SOCKET = int(Device.CABLE), int(Device.SOCKET)


class _Loose(Out):
    """A row of `feeds` that something has pulled apart, and the event that did."""

    feed: I64
    cause: I64


def step(world: World, params: None = None) -> None:
    """Do as ordered; then end what has been pulled apart, and what has run its time."""
    if anybody_tries(world):
        for who in asked(world, Verb.SWITCH_ON, Verb.CHARGE):
            _try(world, who)
    if not world.feeds.n_used and not world.bases.n:
        return
    loose = world.out(_Loose, world.feeds.n)
    n = _pulled_apart(
        world.feeds.handle, world.charges.handle, world.items.handle, world.citizens.handle, world.city.handle,
        loose.handle,
    )  # fmt: skip
    for feed, cause in loose.rows(n):
        _end(world, feed, cause)
    if any_due(world.feeds.until, world.tick) or any_due(world.charges.due, world.tick):
        _end_the_due(world)


# ---------------------------------------------------------------- orders


def _try(world: World, who: int) -> None:
    """Do what somebody has been asked to do, or refuse it: then nothing is spent."""
    people = world.citizens
    verb, target, amount = Verb(int(people.intent[who])), int(people.target[who]), amount_of(world, who)
    why = _REASONS[verb](world, who, verb, target, amount)
    if why is not None:
        attempts.refuse(world, who, why)
        return
    match verb:
        case Verb.SWITCH_ON | Verb.SWITCH_OFF:
            _switch(world, who, verb, Device(amount))
            return
        case Verb.LINK:
            _link(world, who, target, amount)
        case Verb.CHARGE:
            _charge(world, who, amount)
        case _:
            for feed in cables(world, who):
                _end(world, feed, int(people.cause[who]))
    tasks.stand_still(world, who)


def _switch(world: World, who: int, verb: Verb, device: Device) -> None:
    """Switch on something of a suit, from the fullest cell at hand, or switch it off. It stops nobody on their way."""
    people, on = world.citizens, verb == Verb.SWITCH_ON
    kind = Kind.SWITCHED_ON if on else Kind.SWITCHED_OFF
    event = world.events.one(kind, who, where=int(people.cell[who]), amount=device, cause=int(people.cause[who]))
    if on:
        feed = power.begin(world, who, device, event, source=power.cells_of(world, who)[0])
        world.feeds.suit[feed] = power.suit_of(world, who)
    else:
        power.stop(world, power.feed_of(world, who, device))
    drop_intent(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(attempts.Pause).ticks


def _link(world: World, who: int, whom: int, amount: int) -> None:
    """Run a cable from the fullest cell of the one to the emptiest of the other."""
    people, watts = world.citizens, power.flow(world, Device.CABLE, amount)
    event = world.events.one(Kind.CABLE_LINKED, who, whom, int(people.cell[who]), watts, int(people.cause[who]))
    own, theirs = power.cells_of(world, who)[0], power.cells_of(world, whom)[-1]
    feed = power.begin(world, who, Device.CABLE, event, source=own, sink=theirs, amount=amount)
    world.feeds.whom[feed] = whom


def _charge(world: World, who: int, amount: int) -> None:
    """Put the emptiest cell that somebody carries to a socket."""
    people, watts = world.citizens, power.flow(world, Device.SOCKET, amount)
    building = int(people.inside[who])
    event = world.events.one(Kind.CHARGING_BEGAN, who, building, int(people.cell[who]), watts, int(people.cause[who]))
    feed = power.begin(world, who, Device.SOCKET, event, sink=power.cells_of(world, who)[-1], amount=amount)
    world.feeds.building[feed] = building


# ---------------------------------------------------------------- what ends


def _end_the_due(world: World) -> None:
    """End what has flowed as long as was asked for, then what hangs on cells that are empty or full by now.

    Cells take their turn by their luck, not by their rows; one that ends may make another due in the same tick.
    """
    feeds, charges, lucky = world.feeds, world.charges, world.items.luck
    over = [row for row in feeds.rows().tolist() if feeds.until[row] <= world.tick]
    for row in sorted(over, key=lambda row: int(lucky[charges.item[feeds.sink[row]]])):
        _end(world, row, int(feeds.cause[row]))
    while any_due(charges.due, world.tick):
        due = [row for row in charges.rows().tolist() if charges.due[row] <= world.tick]
        cell = min(due, key=lambda row: int(lucky[charges.item[row]]))
        if charges.rate[cell] < 0:
            _run_dry(world, cell)
        else:
            for row in feeds.where(sink=cell).tolist():
                _end(world, row, int(feeds.cause[row]))


def _run_dry(world: World, cell: int) -> None:
    """A cell has less left than it has to give in the next second: all that it feeds is off."""
    feeds, items, people, bases = world.feeds, world.items, world.citizens, world.bases
    if (bases.cell == cell).any():  # what becomes of the air there is the business of `recycling`
        bases.watts[bases.cell == cell] = 0
        power.draw_anew(world, cell)
        return
    rows = feeds.where(source=cell).tolist()
    greatest = max(rows, key=lambda row: (int(feeds.watts[row]), -int(feeds.kind[row])))
    who = int(items.holder[world.charges.item[cell]])
    cause, load = int(feeds.cause[greatest]), sum(int(feeds.watts[row]) for row in rows)
    event = world.events.one(Kind.CELL_EMPTY, who, where=int(people.cell[who]), amount=load, cause=cause)
    for row in rows:
        if row != greatest:
            world.events.because(event, int(feeds.cause[row]), Role.CONDITION)
    if world.charges.short[cell]:
        world.events.because(event, int(world.charges.short[cell]), Role.CONDITION)
    for row in rows:
        _end(world, row, event)


def _end(world: World, row: int, cause: int) -> None:
    """Let power flow no longer, because of the event `cause`, and tell what has come of it."""
    feeds, people, events = world.feeds, world.citizens, world.events
    who, whom, building = int(feeds.owner[row]), int(feeds.whom[row]), int(feeds.building[row])
    device, where = Device(int(feeds.kind[row])), int(people.cell[who])
    sink, cut = int(feeds.sink[row]), cause != int(feeds.cause[row])
    joules = power.stop(world, row)
    if device in SWITCHED:
        events.one(Kind.POWER_FAILED, who, where=where, amount=device, cause=cause)
    elif device == Device.CABLE:
        ended = events.one(Kind.CABLE_ENDED, who, whom, where, joules, cause)
        world.charges.short[sink] = ended if cut else 0
    else:
        events.one(Kind.CHARGED, who, building, where, joules, cause)


@kernel
def _pulled_apart(feeds, charges, items, people, city, loose):
    """Find the feeds whose cells or suit have gone to somebody else, or whose people have gone apart; how many."""
    n = 0
    for row in range(len(feeds.used)):
        if not feeds.used[row]:
            continue
        who, whom = feeds.owner[row], feeds.whom[row]
        source, sink = feeds.source[row], feeds.sink[row]
        cause = _taken(items, feeds.suit[row], who)
        if source >= 0 and cause == 0:
            cause = _taken(items, charges.item[source], who)
        if sink >= 0 and cause == 0:
            cause = _taken(items, charges.item[sink], whom if whom >= 0 else who)
        if cause == 0 and feeds.kind[row] == _CABLE and not at_arms_length(people, city, who, whom):
            cause = people.cause[who if people.since[who] >= people.since[whom] else whom]
        if cause == 0 and feeds.kind[row] == _SOCKET and people.inside[who] != feeds.building[row]:
            cause = people.cause[who]
        if cause != 0:
            loose.feed[n], loose.cause[n] = row, cause
            n += 1
    return n


@kernel(inline=True)
def _taken(items, thing, holder):
    """What has brought a thing into other hands than these; 0 where it is in them, and for no thing (-1)."""
    return items.cause[thing] if thing >= 0 and items.holder[thing] != holder else 0
