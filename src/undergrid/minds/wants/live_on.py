"""Live on: what anybody does who has nothing more pressing to do: drink, help, warn, sleep, look at sky and land.

Everybody of the cast who wants anything has it by themselves, below all else. Whoever has got where they wanted to be
goes on living there; whoever waits for their hour does so awake to what they need.

Gives   to rest; to look at the sky; to look about; to warn others, by a mark on a wall, of a watcher from which one got
        away or of a guard who turned one away; and to shelter, to keep watch or to tend somebody while
        nothing else is to be done
Needs   nothing
Never   comes before anything else that one wants
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.minds.bids import Bid, Over
from undergrid.minds.mind import Mind
from undergrid.minds.plans.go_out import go_out
from undergrid.minds.plans.haul import go_in
from undergrid.minds.plans.look_round import next_corner, walk_on
from undergrid.minds.plans.rota import stays_up, turn
from undergrid.minds.plans.theirs import theirs_at_hand
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

_LOOK = 10  # seconds between looks while there is something to do
_SIT = 120  # seconds between looks at rest
_DARK = 20  # daylight, 1/255, below which it is night [assumed]
_ALERT = 1800  # seconds that one stays awake after something has woken or startled one [assumed]
_OPENS = 600  # seconds from the beginning of the story in which nobody turns in [assumed]
_SETTLES = 300  # seconds that one sits among those inside before going out again for the sky [assumed]
_LAST = 14 * units.HOUR  # ticks before one's end from which one sleeps no night away unless worn out [assumed]
_ROUND = 12  # cells from where one lives to the corners of a look round [assumed]

RISES = 4  # at most, with something to do but rest [assumed]


class Params(BaseModel):
    """How long one stays at it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sky_minutes: float = Field(5, ge=0, le=600, description="one looks at the first free sky for, min [assumed]")
    begins: str = Field("22:00", pattern=units.CLOCK_TIME, description="one sleeps from, time of day [assumed]")
    until: str = Field("06:00", pattern=units.CLOCK_TIME, description="and until, time of day [assumed]")
    about_hours: float = Field(2, ge=0.1, le=240, description="beyond the wall one looks round once in, h [assumed]")
    urgency: int = Field(20, ge=1, le=999, description="how much it matters against other wants [assumed]")


def bid(mind: Mind, params: Params, places: dict[str, int], people: dict[str, int]) -> Bid | None:
    """Whatever of it comes first: what one needs, those one is bound to, the sky, the night, the land."""
    if mind.aid.hauls >= 0:
        return None
    step = _drink(mind) or _help(mind) or _lie_down(mind) or _warn(mind) or _sky(mind, params)
    step = step or _go_under(mind, params) or _sleep(mind, params) or _stay(mind) or _about(mind, params)
    return _worth(step, params) or _rest(mind, params)


def over(mind: Mind, params: Params, slot: int) -> Over | None:
    """It is over as soon as there is something else to do; what has taken its time is done."""
    return Over(True)


def _worth(step: Bid | None, params: Params) -> Bid | None:
    if step is None:
        return None
    made = Bid(params.urgency + RISES, step.verb, step.target, step.amount, step.again, step.steady, step.keep,
               hitch=step.hitch)  # fmt: skip
    return made.to(step.aim, step.whom, because=step.because)


def _rest(mind: Mind, params: Params) -> Bid:
    return Bid(params.urgency, Verb.NONE, again=_SIT).to(Aim.REST)


def _drink(mind: Mind) -> Bid | None:
    if mind.aid.thirst > 0 and mind.aid.has(ItemKind.WATER):
        return Bid(0, Verb.WATER, mind.who, again=_LOOK).to(Aim.REST)
    return None


def _help(mind: Mind) -> Bid | None:
    """Treat, and let drink, those at hand one is bound to, and under one's roof whoever lies there and is no enemy."""
    aid = mind.aid
    if not aid.fit_to_help:
        return None
    for row in sorted({*aid.beside(), *theirs_at_hand(mind)}, key=aid.worst_first):
        if not aid.alive(row) or aid.moved_by(row) >= 0:
            continue
        if not (mind.talk.bound_to(row) or (aid.lies(row) and mind.talk.stance(row) != Stance.HOSTILE)):
            continue
        step = aid.next_step(row)
        if step is not None:
            return Bid(0, step[0], row, step[1], again=_LOOK).to(Aim.TEND, row)
        if aid.parched(row) and aid.has(ItemKind.WATER) and aid.can(Verb.WATER, row):
            return Bid(0, Verb.WATER, row, again=_LOOK).to(Aim.TEND, row)
    return None


def _is_late(mind: Mind, params: Params) -> bool:
    return mind.light <= _DARK and mind.is_between(params.begins, params.until)


def _go_under(mind: Mind, params: Params) -> Bid | None:
    """By night, or worn out or cold, go under the best roof one knows of, if one does."""
    if mind.inside >= 0 or not (_is_late(mind, params) or mind.aid.weary or mind.aid.cold > 0):
        return None
    building, door = mind.roof()
    if building < 0 or mind.lawful_at(door) != mind.lawful:
        return None
    step = go_in(mind, 0, building, door)
    return step.to(Aim.SHELTER) if step.hitch is None else None


def _sleep(mind: Mind, params: Params) -> Bid | None:
    if mind.inside < 0 or not (mind.aid.weary or (_is_late(mind, params) and mind.left > _LAST)):
        return None
    watch = turn(mind, 0)
    wide_awake = mind.tick < _OPENS or mind.startled(_ALERT) or stays_up(mind)
    return watch or (None if wide_awake else Bid(0, Verb.SLEEP, again=_SIT).to(Aim.SHELTER))


def _lie_down(mind: Mind) -> Bid | None:
    """Outdoors, whoever has lost so much blood that to stand makes them faint lies down."""
    if mind.inside >= 0 or not mind.aid.faint(mind.who):
        return None
    return _stay(mind) or Bid(0, Verb.FLAT, again=_SIT).to(Aim.REST)


def _warn(mind: Mind) -> Bid | None:
    """Write on the wall here of a watcher from which one has got away, or of a guard who has turned one away."""
    if mind.ducks or mind.risk.near:
        return None
    warned = mind.to_warn_of()
    return Bid(0, Verb.WRITE, -1, warned.cell, again=_LOOK).to(Aim.WARN, because=warned.cause) if warned else None


def _sky(mind: Mind, params: Params) -> Bid | None:
    """Under the free sky for the first time, look up, unless one is worn out or cold; go out for that, if one is in."""
    begun = mind.recall("sky")
    if mind.lawful or not mind.under_sky(mind.cell) or mind.ducks or mind.aid.weary or mind.aid.cold > 0:
        return None
    if mind.inside >= 0 and begun < 0:
        settled = mind.at_it >= _SETTLES
        return go_out(mind, 0).to(Aim.LOOK_AT_SKY) if settled else Bid(0, Verb.NONE, again=_LOOK).to(Aim.REST)
    if mind.inside >= 0:
        return None
    if begun < 0:
        mind.remember(sky=mind.tick)
    elif mind.tick - begun >= 60 * params.sky_minutes:
        return None
    return Bid(0, Verb.WAIT, again=_LOOK).to(Aim.LOOK_AT_SKY)


def _stay(mind: Mind) -> Bid | None:
    """Stay with whom one has in one's care, and with those one is bound to who cannot do without, whether anything can
    be done for them or not.
    """
    aid, charge = mind.aid, mind.recall("charge")
    for row in sorted(theirs_at_hand(mind), key=aid.worst_first):
        if aid.alive(row) and (row == charge or not aid.well(row)):
            still = Verb.FLAT if mind.inside < 0 and aid.faint(mind.who) else Verb.NONE
            return Bid(0, still, again=_LOOK).to(Aim.TEND, row)
    return None


def _about(mind: Mind, params: Params) -> Bid | None:
    """Beyond the wall, by day and rested, go out and walk once round where one lives, now and then, and come back."""
    if mind.lawful or mind.light <= _DARK or mind.aid.weary or mind.ducks:
        return None
    corner = next_corner(mind, round(params.about_hours * units.HOUR))
    if corner < 0:
        return None
    return go_out(mind, 0).to(Aim.LOOK_ABOUT) if mind.inside >= 0 else walk_on(mind, corner, _ROUND)
