"""Regime: whether the authority gives orders, and who owns what of the network it does not own any more.

The authority speaks through its Core. Without one that is in order, is its own and obeys it, nobody hears of a
verdict, a hunt, a curfew or a lockdown; a city that has no Core at all hears it as ever. What somebody mends while it
is silent belongs to their faction from then on, or to nobody (`holdings`), unless theirs is the one that rules; all
other nodes are the authority's, captured or not.

Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.captures import captor_of, capture_of
from undergrid.world.network.control import Cores, in_order

if TYPE_CHECKING:
    from undergrid.world.world import World


def gives_orders(world: World) -> bool:
    """Whether anybody hears the authority: through a Core of its own, or because the city has none."""
    cores = world.cache(Cores).rows
    own = (core for core in cores if in_order(world, core) and is_the_authoritys(world, core))
    return not cores or any(captor_of(world, core) < 0 for core in own)


def silenced_by(world: World) -> int:
    """The event by which the authority gives no orders: what became of its Core, or who has taken it over."""
    nodes, core = world.nodes, world.cache(Cores).rows[0]
    if nodes.works[core] and captor_of(world, core) >= 0:
        return int(world.captures.cause[capture_of(world, core)])
    return int(nodes.cause[core])


def is_the_authoritys(world: World, node: int) -> bool:
    """Whether a node belongs to the authority: it always did, and nobody has mended it for themselves."""
    return not world.holdings.n_used or not world.holdings.has(node=node)


def hand_over(world: World, node: int, faction: int, cause: int, echo: int = -1) -> None:
    """Let a node belong to a faction, or (-1) to nobody but those who live by it, because of the event `cause`.

    echo: the dead whose echo runs it from now on; -1 none.
    """
    holdings = world.holdings
    slot = holdings.first(node=node)
    if slot < 0:
        slot = int(holdings.take(1)[0])
        holdings.node[slot] = node
    holdings.faction[slot], holdings.cause[slot], holdings.echo[slot] = faction, cause, echo
