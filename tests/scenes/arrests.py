"""Somebody whom a watcher has arrested, and the rules that lead them away and hold them."""

from scenes.by_order import SIDE, ground
from scenes.gatehouse import live, of_kind

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.authority import custody, dossiers
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty

STATION = (Use.STATION, 0, 50, 30)
CENTRE = (Use.RECLAMATION, 0, 10, 50)
STREAM, CLAIM = luck.stream("test/hold"), luck.stream("test/claim")
FIRM = {"tears_per_hour": 0}


def arrested(hunters=((30, 30),), drones=(), people=1, buildings=(STATION, CENTRE), by=0, seed=1, drawing=None):
    """Somebody in the middle of a field whom a watcher has just arrested; the event, and the world a tick later."""
    world = ground(
        *[(30, 30)] * people, hunters=hunters, drones=drones, buildings=list(buildings), seed=seed, drawing=drawing
    )
    world.watchers.quarry[by], world.watchers.duty[by] = 0, Duty.HUNT
    event = lay_hold(world, 0, [by], luck.chance(1), 5, STREAM, CLAIM)
    return world, event


def walled(x, y):
    """A field with a place on it that no way leads out of."""
    return "\n".join(
        "".join("#" if max(abs(a - x), abs(b - y)) == 1 else "." for a in range(SIDE)) for b in range(SIDE)
    )


def lives(world, ticks, **params):
    """What happens in so many ticks under the rules of custody and of dossiers; nobody tears loose."""
    return live(world, ticks, custody, dossiers, custody=FIRM | params)


def until(world, kind, ticks, **params):
    """The first event of a kind, within so many ticks."""
    events = []
    for _ in range(ticks):
        events += lives(world, 1, **params)
        if of_kind(events, kind):
            return of_kind(events, kind)[0]
    raise AssertionError(f"no {kind.name} in {ticks} ticks")


def kept(**more):
    """Somebody who is held in the station; and the event."""
    world, _ = arrested(**more)
    return world, until(world, Kind.TAKEN_INTO_CUSTODY, 200)
