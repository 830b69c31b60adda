"""Wired: whom the network reaches, and how far.

Wired is whoever lies plugged in in pods with a path to the Core, and whoever has nerves that are machines and has not
unplugged, as long as the Core gives orders. All of this is read off the truth.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undergrid.core import luck
from undergrid.core.tables import I64
from undergrid.world.network.control import Control, Cores, in_order
from undergrid.world.tables.hosts import AugmentKind, Host
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_BORN = 64  # what minds are among the things that come of a body, for their luck keys
DREAM_DEPTH = 50  # how far pods reach into whoever dreams there of whose feed nothing is said, % [assumed]
NERVES_DEPTH = 30  # how far the network reaches through nerves alone, % [assumed]


def is_wired(world: World, who: int) -> bool:
    """Whether the network reaches somebody now."""
    return depth_of(world, who) > 0


def depth_of(world: World, who: int) -> int:
    """How far the network reaches into somebody, %: by the pod in which they lie, else by their nerves."""
    people = world.citizens
    if not (world.pods.n_used or world.augments.n_used) or not people.alive[who] or not core_is_up(world):
        return 0
    if people.doing[who] == Activity.PLUGGED:
        node = pod_of(world, who)
        if node >= 0 and world.cache(Control).reached[node] and not world.nodes.failed[node]:
            return feed_depth(world, node) or DREAM_DEPTH
    return NERVES_DEPTH if has_nerves(world, who) and people.plugged[who] else 0


def wired_rows(world: World) -> I64:
    """Everybody whom the network reaches now: rows, ascending."""
    people, pods, augments = world.citizens, world.pods, world.augments
    if not (pods.n_used or augments.n_used) or not core_is_up(world):
        return np.empty(0, np.int64)
    control, slots = world.cache(Control), pods.rows()
    nodes = pods.node[slots]
    rooms = pods.building[slots[(control.reached[nodes] != 0) & ~world.nodes.failed[nodes]]]
    lying = np.isin(people.inside, rooms) & (people.inside == people.home) & (people.doing == Activity.PLUGGED)
    found = lying & (people.inside >= 0)
    own = augments.rows()
    own = own[(augments.kind[own] == AugmentKind.NERVES) & augments.works[own]]
    owners = augments.owner[own]
    found[owners[people.plugged[owners]]] = True
    return np.flatnonzero(found & people.alive)


def n_augments(world: World, who: int) -> int:
    """How many parts of somebody are machines that are in order."""
    slots = world.augments.of(who)
    return int(np.count_nonzero(world.augments.works[slots]))


def core_is_up(world: World) -> bool:
    """Whether there is a Core that gives orders."""
    return any(in_order(world, core) for core in world.cache(Cores).rows)


def pod_of(world: World, who: int) -> int:
    """The node of the pods of the building in which somebody lives and is; -1 for none."""
    people = world.citizens
    if people.inside[who] < 0 or people.inside[who] != people.home[who]:
        return -1
    slot = world.pods.first(building=people.inside[who])
    return int(world.pods.node[slot]) if slot >= 0 else -1


def feed_depth(world: World, node: int) -> int:
    """How far the feed of a node of pods reaches, %; 0 where it has none."""
    slot = world.feed_nodes.first(node=node)
    return int(world.feed_nodes.depth[slot]) if slot >= 0 else 0


def mind_of(world: World, who: int) -> int:
    """The row of somebody's own mind in `minds`, in their body or in a feed; -1 for none."""
    minds = world.minds
    if not minds.n_used:
        return -1
    slots = minds.where(owner=who)
    slots = slots[minds.host[slots] <= Host.POD]
    return int(slots[0]) if len(slots) else -1


def mind_key(body: int, tick: int) -> np.int64:
    """The luck key of a mind, by its body's, from a tick on."""
    return np.int64(luck.child(body, tick, _BORN, 0))


def ghosts_on(world: World, node: int) -> int:
    """How many ghosts a node holds: minds that had bodies."""
    minds = world.minds
    slots = minds.where(node=node, host=Host.SERVER)
    return int(minds.count[slots[~born_there(world, slots)]].sum())


def born_there(world: World, slots: I64) -> npt.NDArray[np.bool_]:
    """(slots,) whether each is a mind born on the network: these come first, and have names."""
    found: npt.NDArray[np.bool_] = slots < len(world.mind_names)
    return found


def has_nerves(world: World, who: int) -> bool:
    """Whether somebody has nerves that are machines in order."""
    return world.augments.has(owner=who, kind=AugmentKind.NERVES, works=True)
