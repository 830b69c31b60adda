"""A rota: those who have promised each other to go on together sleep in turns, and one of them keeps watch.

Whose turn it is follows from the hour and an order that is theirs for the whole run, so that nobody has to say so; who
hands over wakes the next. Shortly before they set out nobody hands over, and who is awake then does not lie down.
Beside somebody of theirs who is in shock nobody sleeps who is not worn out.

Source  Guards stand two hours at a time: US Army, FM 22-6, Guard Duty (1971).
"""

from __future__ import annotations

from undergrid.core import units
from undergrid.minds.bids import Bid
from undergrid.minds.mind import Mind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

_TURN = 2 * units.HOUR  # [FM 22-6]
_LOOK = 60  # seconds between looks of whoever keeps watch
_BEFORE = units.HOUR  # before setting out, in which nobody goes to sleep any more [assumed]
_WAKES = 5  # seconds that it takes to wake the next [assumed]


def turn(mind: Mind, urgency: int) -> Bid | None:
    """To keep watch, or wake whoever has the next turn; None for who may sleep, or is alone."""
    if mind.aid.weary:
        return None
    if any(mind.aid.in_shock(row) for row in mind.aid.beside() if _is_theirs(mind, row)):
        return Bid(urgency, Verb.WAIT, again=_LOOK).to(Aim.KEEP_WATCH)
    others = [row for row in mind.aid.beside() if mind.aid.able(row) and mind.talk.goes_with(row)]
    if not others:
        return None
    turns, since = divmod(mind.second_of_day, _TURN)
    leaves = mind.talk.sets_out(others)
    if leaves >= 0 and leaves - (mind.tick - since) <= _BEFORE:
        turns -= 1  # it is not worth it to change
    watches = mind.talk.in_turn(others)[turns % (1 + len(others))]
    if watches == mind.who:
        return Bid(urgency, Verb.WAIT, again=_LOOK).to(Aim.KEEP_WATCH)
    hands_over = mind.purpose.about[0] == Aim.KEEP_WATCH
    if hands_over and mind.aid.rests(watches) and mind.aid.can(Verb.ROUSE, watches):
        return Bid(urgency, Verb.ROUSE, watches, _WAKES, again=_WAKES).to(Aim.KEEP_WATCH)
    return None


def stays_up(mind: Mind) -> bool:
    """Whether one does not lie down: while one lies low from somebody who may still be at the door, or where one is to
    set out very soon, alone or with those beside one.
    """
    if mind.tick < mind.recall("low"):
        return True
    leaves = mind.talk.sets_out([row for row in mind.aid.beside() if mind.talk.goes_with(row)])
    return not mind.aid.weary and 0 <= leaves - mind.tick <= _BEFORE


def _is_theirs(mind: Mind, row: int) -> bool:
    """Whether one is bound to somebody, or has taken them into one's care."""
    return row == mind.recall("charge") or mind.talk.bound_to(row)
