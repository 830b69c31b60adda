"""Hunts: how a watcher is sent after somebody, searches, and is free again; each change is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.grid import is_near
from undergrid.core.jit import kernel
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.network.natives import sensed_at, senses_by, speaker
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

# what a tick brings a watcher that has been called away: its case is closed, it gives up, it reaches its goal without
# having seen anybody, it can seize its quarry, it hunts again, it tries the door that it besieges, it
# comes up to somebody whom it has to ask who they are, it has really lost whom it only was to watch
ENDS, IN_VAIN, ARRIVES, GRABS, RESUMES, TRIES, ASKS, LOSES = 1, 2, 3, 4, 5, 6, 7, 8

_HUNT, _SEARCH = int(Duty.HUNT), int(Duty.SEARCH)
_OVER = (Kind.DOSSIER_CLOSED, Kind.LET_GO, Kind.ORDER_LAPSED)  # by which a case is none any more


def send(world: World, row: int, quarry: int, goal: int, cause: int, patience: int, seen: int = 0) -> None:
    """Call a watcher away to a cell after somebody (-1: something unknown) for so many ticks: HUNT_BEGAN.

    seen: the observation by which they are believed there, where another event sends the watcher.
    """
    watchers, by = world.watchers, in_the_name_of(world, row, quarry, goal, cause)
    watchers.cause[row] = world.events.one(Kind.HUNT_BEGAN, row, quarry, goal, cause=by)
    if seen not in (0, cause):
        world.events.because(int(watchers.cause[row]), seen, Role.CONDITION)
    watchers.duty[row], watchers.quarry[row], watchers.goal[row] = Duty.HUNT, quarry, goal
    watchers.progress[row], watchers.datum[row] = 0, -1
    watchers.until[row] = world.tick + patience


def in_the_name_of(world: World, row: int, quarry: int, goal: int, cause: int) -> int:
    """What sends a watcher to a cell: a mind of the network that has somebody there by its own nodes, MIND_SENT.

    Where none has, or the watcher hangs on none of its nodes, it is the event `cause`.
    """
    if not world.mind_names or sensed_at(world, quarry, goal) < 0 or not senses_by(world, row):
        return cause
    mind = speaker(world)
    return cause if mind < 0 else world.events.one(Kind.MIND_SENT, mind, row, goal, quarry, cause)


def search(world: World, row: int, until: int) -> None:
    """Let a watcher search around where it is until a tick: SEARCH_BEGAN.

    Who has searched already in this hunt, and has found its quarry again within minutes, does not begin anew. Whom an
    order alone has hunted it looks round for until the hunt is over, no longer, and nothing is told before it `loses`
    them.
    """
    watchers, quarry = world.watchers, int(world.watchers.quarry[row])
    slot = int(world.cache(DossierOf).slot[quarry]) if quarry >= 0 else -1
    if slot >= 0 and not world.dossiers.wanted[slot]:
        until = int(watchers.until[row])
    else:
        loses(world, row)
    watchers.lost_at[row] = world.tick
    look_round(world, row, until)


def loses(world: World, row: int) -> None:
    """Log that a watcher searches for its quarry, unless it has done so in this hunt since it last found them."""
    watchers, quarry, before = world.watchers, int(world.watchers.quarry[row]), int(world.watchers.cause[row])
    if kind_of(before) != Kind.SEARCH_BEGAN:
        here = int(watchers.cell[row])
        watchers.cause[row] = world.events.one(Kind.SEARCH_BEGAN, row, quarry, here, cause=before)


def look_round(world: World, row: int, until: int) -> None:
    """Let a watcher look round where it is until a tick, without a word: nobody is lost yet."""
    watchers, cell = world.watchers, int(world.watchers.cell[row])
    watchers.duty[row], watchers.until[row] = Duty.SEARCH, until
    watchers.datum[row], watchers.goal[row], watchers.leg[row] = cell, cell, 1


def resume(world: World, row: int) -> None:
    """Log that a search has become a hunt again: by the watcher's own eyes, or by news of the quarry."""
    watchers, quarry = world.watchers, int(world.watchers.quarry[row])
    own = watchers.in_sight[row] == quarry and watchers.seen_at[row] == world.tick
    cause = int(watchers.sighting[row] if own else world.dossiers.event[world.cache(DossierOf).slot[quarry]])
    watchers.cause[row] = world.events.one(
        Kind.HUNT_BEGAN, row, quarry, int(watchers.goal[row]), cause=cause or int(watchers.cause[row])
    )


def resume_if_searching(world: World, row: int) -> None:
    """Log that a search has become a hunt again, for a watcher that is within reach of its quarry at once."""
    if kind_of(int(world.watchers.cause[row])) == Kind.SEARCH_BEGAN:
        resume(world, row)


def end(world: World, row: int, in_vain: bool) -> None:
    """Let a watcher go back: HUNT_ENDED, by what has become of its quarry, or else by its search.

    After a hunt in vain, the observation that it followed calls nobody else.
    """
    watchers, people, quarry = world.watchers, world.citizens, int(world.watchers.quarry[row])
    gone = not in_vain and quarry >= 0 and Activity.HELD <= people.doing[quarry] <= Activity.RECLAIMED
    slot = int(world.cache(DossierOf).slot[quarry]) if quarry >= 0 else -1
    last = int(world.dossiers.event[slot]) if slot >= 0 else 0
    closed = not in_vain and kind_of(last) in _OVER
    cause = int(people.cause[quarry]) if gone else last if closed else int(watchers.cause[row])
    watchers.cause[row] = world.events.one(Kind.HUNT_ENDED, row, quarry, int(watchers.cell[row]), cause=cause)
    if in_vain and slot >= 0:
        world.dossiers.searched[slot] = world.dossiers.at[slot]
    watchers.duty[row], watchers.quarry[row] = Duty.RETURN, -1
    watchers.goal[row] = watchers.datum[row] = -1


@kernel(inline=True)
def has_in_view(watchers, row, now):
    """1 where a watcher sees its quarry at this tick and knows who it is, else 0."""
    return 1 if _knows(watchers, row) and watchers.seen_at[row] == now else 0


@kernel(inline=True)
def _knows(watchers, row):
    """Whether the suspect in a watcher's sight is its quarry, and it has recognised them."""
    return watchers.in_sight[row] == watchers.quarry[row] and watchers.recognised[row]


@kernel(inline=True)
def lead(watchers, people, dossiers, row, slot, sees, knobs):
    """The cell to which a watcher's own eyes, or news that it has not followed yet, call it; -1 to go on as before.

    slot: the dossier of its quarry. sees: whether it has the quarry in view. knobs: for how long it is `besieging` a
    door. A watcher with a datum makes for a door that it has chosen itself.
    """
    if sees:
        return int(people.cell[watchers.quarry[row]])
    believed = int(dossiers.cell[slot])
    if watchers.duty[row] == _HUNT:
        own = _knows(watchers, row) and watchers.seen_at[row] >= dossiers.at[slot]  # seen since the newest report
        return believed if not own and believed != watchers.goal[row] and watchers.datum[row] < 0 else -1
    began = watchers.lost_at[row] if watchers.duty[row] == _SEARCH else watchers.until[row] - knobs.besieging
    return believed if believed != watchers.datum[row] and dossiers.at[slot] > began else -1


@kernel(inline=True)
def follow(watchers, row, place, sees, city, knobs, now):
    """Let a watcher make for a cell, -1 for none; returns GRABS, RESUMES, or 0 where nothing new happens.

    sees: whether it has its quarry in view there. knobs: its `patience` in ticks, the ticks after which the quarry is
    `lost`, and finding it is news, its squared `reach` in cells.
    """
    what = 0
    if place >= 0:
        what = RESUMES if watchers.duty[row] != _HUNT and not _looks_round(watchers, row, knobs, now) else 0
        watchers.duty[row], watchers.goal[row], watchers.datum[row] = _HUNT, place, -1
        watchers.until[row] = now + knobs.patience
    if sees:
        here = int(watchers.cell[row])
        if is_near(here, place, knobs.reach, city.width, city.area):
            what = GRABS
    return what


@kernel(inline=True)
def _looks_round(watchers, row, knobs, now):
    """Whether a watcher has only just begun to search: whoever it finds now it has never really lost."""
    return watchers.duty[row] == _SEARCH and now < watchers.lost_at[row] + knobs.lost


@kernel(inline=True)
def shadow(watchers, row, place, sees, city, knobs, now):
    """`follow` for somebody hunted by order alone: no news of them makes the hunt longer; IN_VAIN where it is over."""
    until = watchers.until[row]
    lost = watchers.duty[row] == _SEARCH and not _looks_round(watchers, row, knobs, now)
    what = follow(watchers, row, place, sees, city, knobs, now)
    watchers.until[row] = until
    if sees and until <= now:
        return IN_VAIN
    if what == GRABS and lost:
        return RESUMES
    return what


@kernel(inline=True)
def stays_by(watchers, row, knobs, now):
    """IN_VAIN for a watcher whose time is up, 0 for one that has not lost its quarry from sight; else -1.

    LOSES for one that has looked round for so long that the quarry is `lost`, in ticks, by `knobs`.
    """
    if not _knows(watchers, row):
        loses_now = watchers.duty[row] == _SEARCH and now == watchers.lost_at[row] + knobs.lost
        return LOSES if loses_now and watchers.until[row] > now else -1
    return IN_VAIN if watchers.until[row] <= now else 0


@kernel(inline=True)
def come_to(watchers, row, now):
    """IN_VAIN for a watcher whose time is up, ARRIVES for one that hunts and is at its goal, 0 otherwise."""
    if watchers.until[row] <= now:
        return IN_VAIN
    return ARRIVES if watchers.duty[row] == _HUNT and watchers.cell[row] == watchers.goal[row] else 0
