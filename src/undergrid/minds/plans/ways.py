"""Ways: now, later, at a run, or another way; by what one believes it costs to be seen, and what it costs to wait.

Each has a price: the chance of being noticed on the next stretch, as one believes, times what that matters; and the
harm of the delay, which grows the longer one has held back already, so that nobody waits for ever. The least is chosen,
and something else than what one does already only where it is less by a margin.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from undergrid.minds.bids import Bid
from undergrid.minds.knows.risk import Believed, Walk
from undergrid.minds.mind import Mind
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace, Posture

I32 = npt.NDArray[np.int32]

_PACES = {Verb.WALK: Pace.WALK, Verb.SNEAK: Pace.SNEAK, Verb.RUN: Pace.RUN}
STILL = (Verb.HIDE, Verb.WAIT)  # what one does who holds back
_WAITS = (15, 30, 60, 120, 200)  # seconds that one thinks of waiting [assumed]
_OUTSIDE = 20  # seconds that one thinks of before a door [assumed]
_LOOK = 10  # seconds between looks while one holds back
_IMPATIENT = 300  # seconds of waiting after which a minute more does four times the harm [assumed]
_FORGETS = 600  # seconds after which one has forgotten that one had to wait [assumed]
_SETTLES = 15  # seconds for which who has stopped stays at least, unless danger drives them on [assumed]
_RASH = 3  # times the margin by which something must be better than to stay so long [assumed]
_EFFORT = 10  # what running costs, 1/1000 [assumed]
_STRIDE = 10  # cells that one goes on another way before looking up [assumed]
_ROUND = 60  # seconds for which one keeps to another way [assumed]
_LONGER = 20  # metres by which another way is longer that is worth a word [assumed]
_LASTS = 60  # seconds of waiting that are worth a word [assumed]


class Shy(Protocol):
    """How shy somebody is of watchers."""

    @property
    def dread(self) -> float: ...
    @property
    def seen(self) -> int: ...
    @property
    def delay(self) -> int: ...
    @property
    def margin(self) -> int: ...


class Option(NamedTuple):
    """What one might do: at which price, and the bid for it; the lower `nth`, the sooner of two at the same price."""

    price: float
    nth: int
    bid: Bid


class Scales(NamedTuple):
    """What the options of one moment are weighed by."""

    mind: Mind
    bid: Bid
    path: I32
    walk: Walk  # what the bid means
    believed: Believed
    matters: float
    shy: Shy
    margin: int
    hard: Hardship

    def price(self, verb: Verb, chance: float, more: float) -> float:
        """The price of doing something: of the chance of being noticed, and what it costs apart from that."""
        return chance * self.matters + more + self.margin * _is_another(self.mind, verb)

    def option(self, nth: int, bid: Bid, chance: float, more: float) -> Option:
        """An option at its price."""
        return Option(self.price(bid.verb, chance, more), nth, bid)


def priced(mind: Mind, bid: Bid | None, shy: Shy | None) -> Bid | None:
    """The bid, or to hold back, to run or to go another way for the same end, where that costs less."""
    if bid is None or shy is None or bid.verb not in (*_PACES, Verb.LEAVE):
        _go_on(mind)
        return bid
    believed, matters = mind.risk.believed(), mind.risk.matters() * shy.seen * 1000 / mind.recall("bold")
    settles = _settles(mind)
    if not matters or (not len(believed.rows) and not settles):
        _go_on(mind)
        return bid
    stays = bid.verb == Verb.LEAVE or mind.inside >= 0
    path = np.array([mind.cell], np.int32) if stays else mind.path(bid.target).cells
    if len(path) < 2 and bid.verb != Verb.LEAVE:
        _go_on(mind)
        return bid
    walk = _along(mind, bid, path)
    now = mind.risk.chance(walk, believed)
    if now < shy.dread:
        if settles:  # it may come back into sight
            return _stay(mind, bid, settles)
        _go_on(mind)
        return bid
    margin = shy.margin * (_RASH if settles else 1)
    scales = Scales(mind, bid, path, walk, believed, matters, shy, margin, Hardship.of(mind, shy))
    best = min([scales.option(0, bid, now, 0.0), *_at_a_run(scales)])
    best = min([best, *_later(scales, best.price)])
    best = min([best, *_round(scales, best.price)])
    if best.bid.verb in STILL:
        _hold(mind, believed)
    else:
        _go_on(mind)
        if best.bid is not bid and best.bid.verb == bid.verb:
            _turn_off(mind, int(path[-1]), believed)
    return best.bid


def _is_another(mind: Mind, verb: Verb) -> bool:
    """Whether something else is asked for than one does: to go for who holds back, to wait, run or slow down."""
    if (verb in STILL) != (mind.recall("held") >= 0):
        return True
    return mind.doing == Activity.WALKING and (verb == Verb.RUN) != (mind.pace == Pace.RUN)


def _settles(mind: Mind) -> int:
    """For how many seconds more one stays who has just stopped; 0 for who has not."""
    since = mind.recall("held")
    still = mind.doing in (Activity.HIDING, Activity.WAITING, Activity.RESTING)
    return max(0, since + _SETTLES - mind.tick) if since >= 0 and still else 0


def _stay(mind: Mind, bid: Bid, seconds: int) -> Bid:
    """To stay where one is for so long instead."""
    return bid._replace(verb=_still(mind), target=-1, amount=0, again=min(seconds, _LOOK), steady=True, keep={})


def _still(mind: Mind) -> Verb:
    """How one stays where one is."""
    return Verb.WAIT if mind.inside >= 0 else Verb.HIDE


def _along(mind: Mind, bid: Bid, path: I32, pace: Pace | None = None) -> Walk:
    """What a bid to walk means, second by second; to go out, standing before the door for a while."""
    if bid.verb == Verb.LEAVE:
        return Walk.still(mind.cell, Posture.STANDING, _OUTSIDE)
    return mind.risk.walk(path, _PACES[bid.verb] if pace is None else pace)


def _at_a_run(scales: Scales) -> list[Option]:
    """To cross at a run, with one's arms free."""
    mind, bid = scales.mind, scales.bid
    if bid.verb in (Verb.RUN, Verb.LEAVE) or mind.aid.hauls >= 0:
        return []
    chance = mind.risk.chance(_along(mind, bid, scales.path, Pace.RUN), scales.believed)
    return [scales.option(1, bid._replace(verb=Verb.RUN), chance, _EFFORT)]


def _later(scales: Scales, to_beat: float) -> list[Option]:
    """To wait so long and go then, for as long as the waiting alone is cheaper than the best so far; one looks up
    before that, and thinks again.
    """
    mind, harm = scales.mind, scales.hard.harm
    still = _still(mind)
    waits = [(nth, seconds) for nth, seconds in enumerate(_WAITS, start=3)
             if scales.price(still, 0.0, harm(seconds)) < to_beat]  # fmt: skip
    if not waits:
        return []
    chances = mind.risk.chances_later(scales.walk, [seconds for _, seconds in waits], scales.believed)
    return [
        scales.option(nth, _stay(mind, scales.bid, seconds), chance, harm(seconds))
        for (nth, seconds), chance in zip(waits, chances, strict=True)
    ]


def _round(scales: Scales, to_beat: float) -> list[Option]:
    """To go another way, clear of where one believes them to be; not looked for where it can't be cheaper."""
    mind, bid, path = scales.mind, scales.bid, scales.path
    if bid.verb == Verb.LEAVE or mind.recall("round") >= mind.tick or scales.price(bid.verb, 0.0, 0.0) > to_beat:
        return []
    other = mind.path_round(bid.target).cells
    if len(other) < 2 or np.array_equal(other, path):
        return []
    walk = _along(mind, bid, other)
    longer = max(0, walk.seconds - scales.walk.seconds)
    stage = int(other[min(len(other) - 1, _STRIDE)])
    chance = mind.risk.chance(walk, scales.believed)
    return [scales.option(2, bid._replace(target=stage, again=_LOOK), chance, scales.hard.harm(longer))]


class Hardship(NamedTuple):
    """How hard it is to be late."""

    a_minute: int  # what a minute of it costs, of who has not held back
    waited: int  # for how many seconds one has held back

    @classmethod
    def of(cls, mind: Mind, shy: Shy) -> Hardship:
        return cls(shy.delay * mind.risk.haste(mind.recall("charge"), mind.left), _waited(mind))

    def harm(self, seconds: int) -> float:
        """What it costs to be later by so many seconds: the more the longer one has held back already."""
        return self.a_minute * seconds / 60 * _impatient(self.waited + seconds / 2)


def impatience(mind: Mind) -> float:
    """How many times as hard waiting is now, as at first."""
    return _impatient(_waited(mind))


def _impatient(waited: float) -> float:
    """The same, for who has held back for so many seconds."""
    return (1 + waited / _IMPATIENT) * (1 + waited / _IMPATIENT)


def _waited(mind: Mind) -> int:
    """For how many seconds one has held back of late."""
    since = mind.recall("held")
    return _before(mind) + (mind.tick - since if since >= 0 else 0)


def _before(mind: Mind) -> int:
    """For how many seconds one had held back of late, before one does now."""
    lately = mind.recall("held") >= 0 or 0 <= mind.tick - mind.recall("held_end") <= _FORGETS
    return mind.recall("held_before") if lately and mind.recall("held_end") >= 0 else 0


def begin(mind: Mind, watcher: int, cause: int) -> dict[str, int]:
    """What to remember of beginning to hold back for a watcher; nothing where one does already."""
    if mind.recall("held") >= 0:
        return {}
    return {"held": mind.tick, "held_for": watcher, "held_by": cause, "held_before": _before(mind)}


def _hold(mind: Mind, believed: Believed) -> None:
    """Begin to hold back, or go on with it, for the watcher that comes nearest first."""
    mind.remember(**begin(mind, *_first(believed)))


def _go_on(mind: Mind) -> None:
    """Hold back no longer; a long wait is worth a word."""
    since = mind.recall("held")
    if since < 0:
        return
    if mind.tick - since >= _LASTS:
        mind.risk.tell(Kind.WAITED_FOR, mind.recall("held_for"), mind.tick - since, mind.recall("held_by"))
    before = mind.recall("held_before") + mind.tick - since
    mind.remember(held=-1, held_for=-1, held_by=0, held_before=before, held_end=mind.tick)


def _turn_off(mind: Mind, goal: int, believed: Believed) -> None:
    """Keep to another way for a while; a long one is worth a word."""
    metres = (mind.path_round(goal).length - mind.path(goal).length) // 1000
    mind.remember(round=mind.tick + _ROUND)
    if metres >= _LONGER:
        watcher, cause = _first(believed)
        mind.risk.tell(Kind.WENT_ROUND, watcher, metres, cause)


def _first(believed: Believed) -> tuple[int, int]:
    """(row, event by which one knows) of the watcher that is about first."""
    firsts = believed.firsts()
    n = firsts.index(min(firsts))
    return int(believed.rows[n]), believed.causes[n]
