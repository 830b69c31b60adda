"""Why somebody cannot take a node of the network over, tell it what to do, or boot it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.items import kit
from undergrid.world.network import captures
from undergrid.world.network.captures import BIDS, SHOWS
from undergrid.world.reasons.network import no_hands, out_of_reach
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import Bid, NodeKind
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World


def capturing(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot try to take a node over, by hand or over a line from one that is in theirs."""
    why = out_of_reach(world, who, verb, target)
    if why == Refusal.NOT_HERE and captures.at_terminal(world, who):
        why = no_hands(world, who) if target in captures.linked(world, who) else Refusal.NO_LINK
    if why is not None:
        return why
    slot = captures.capture_of(world, target)
    if slot >= 0 and int(world.captures.captor[slot]) == who:
        return Refusal.NOT_NEEDED
    if not _runs(world, target):
        return Refusal.NOT_RUNNING
    return None if kit.count(world, who, ItemKind.TERMINAL) else Refusal.NO_TOOL


def commanding(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot tell a node to do what `amount`, a Bid, says; 0 for the other way than it is."""
    why = out_of_reach(world, who, verb, target)
    if why not in (None, Refusal.NOT_HERE):
        return why
    if target < 0 or captures.captor_of(world, target) != who:
        return why or Refusal.NOT_IN_HAND
    why = no_hands(world, who) if target in captures.commanded(world, who) else Refusal.NO_LINK
    if why is not None:
        return why
    kind, bid = NodeKind(int(world.nodes.kind[target])), amount or int(captures.opposite(world, target))
    shows = kind == NodeKind.PROJECTOR and bid in SHOWS
    if not (shows or bid in BIDS.get(kind, ())) or _does(world, target, bid):
        return Refusal.NOT_NEEDED
    if not _runs(world, target):
        return Refusal.NOT_RUNNING
    return None if kit.count(world, who, ItemKind.TERMINAL) else Refusal.NO_TOOL


def resetting(world: World, who: int, verb: Verb, target: int, amount: int) -> Refusal | None:
    """Why somebody cannot boot a node anew: there is no need where nobody has taken it over."""
    why = out_of_reach(world, who, verb, target)
    if why is not None:
        return why
    slot = captures.capture_of(world, target)
    return None if slot >= 0 and world.captures.captor[slot] >= 0 else Refusal.NOT_NEEDED


def _runs(world: World, node: int) -> bool:
    """Whether a node is in order, and stands still at most because it was told to."""
    nodes, slot = world.nodes, world.in_hand.first(node=node) if world.in_hand.n_used else -1
    told = slot >= 0 and bool(world.in_hand.off[slot])
    return bool(nodes.works[node] and (not nodes.failed[node] or told))


def _does(world: World, node: int, bid: int) -> bool:
    """Whether a node does already what it would be told."""
    kind, slot = NodeKind(int(world.nodes.kind[node])), world.in_hand.first(node=node)
    if kind == NodeKind.GATE:
        gate = int(world.nodes.gate[node])
        stands = gate >= 0 and bool(world.gates.open[gate]) and world.gates.closes[gate] < 0
        return gate < 0 or (stands if bid == Bid.OPEN else not world.gates.open[gate])
    before = int(world.in_hand.bid[slot]) if slot >= 0 else int(Bid.NONE)
    return before == bid or (before == Bid.NONE and bid == BIDS[kind][1])
