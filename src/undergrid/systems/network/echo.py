"""Echoes: of somebody who dies while the network reaches them something may be left on a node that survives.

The network reaches whoever lies in a feed, whoever has nerves that are machines, and the hand at the panel of an engine
as that goes off. What they are connected to is whatever has a path to the Core, in the tick before they die. Servers
take in copies of all minds that are wired, as long as they have a path; one that is cut off later keeps them, and so is
a place for whoever was wired then, and has been without a break until they die. Whether anything is left a draw
decides, by how deep the network reached into them: the deepest first, where there is room for few.

An echo sleeps for some hours, and as long as the authority gives orders. Then it whispers, by radio, to whoever is most
bound to the dead of those who listen, and starts the network anew: its own node first, then one after another of those
in order that have power, outward along lines that are whole. They belong to the people of the dead, and what gives or
hands on no orders has its control from the echo. It lets alone what watches, bars a way, or is in other hands. No echo
is a body, and none comes of an echo.

Reads   minds.owner, host, node, depth, wired, deep, arrives, spoke, luck, linked, cause; nodes.kind, works, failed,
        fails, lost, dark, cell, luck, cause; wires.a, b; servers.node, synced; augments; engines.stage, cause;
        citizens.alive, plugged, doing, cell, luck, cause; bonds.a, b, kind, strength; holdings.node, faction, echo;
        in_hand.node; factions.rules; this tick's events; whom the network reaches as `Control`, where there is room as
        `room_on`, who listens as `people_listening`, what reaches them as `reach_from`, who is of which faction as
        `faction_of`, whether the authority speaks as `gives_orders` have it
Writes  minds; servers.synced; nodes.cause; holdings.echo, also as `hand_over` does; feelings as `deepen` and `ease` do
Emits   ECHO_LEFT(citizen who has died, node; cause: the death; stream, odds), WHISPERED(that citizen, citizen; amount %
        of it that is clear; cause: ECHO_LEFT; stream, odds), NODE_RESTARTED(that citizen, node; cause: ECHO_LEFT),
        NETWORK_RESTARTED(that citizen, its node; amount nodes; cause: the last of these), ECHO_LOST(that citizen, node;
        cause: what has become of it), RESOLVES (citizen, that citizen; cause: WHISPERED)
Units   s, h
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.events import TICK_SHIFT, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.network.control import CONTROLLERS, Control, passes
from undergrid.world.network.natives import room_on
from undergrid.world.network.regime import gives_orders, hand_over
from undergrid.world.network.wired import NERVES_DEPTH, mind_key
from undergrid.world.senses import handsets
from undergrid.world.senses.radio_link import Airwaves
from undergrid.world.senses.receivers import people_listening
from undergrid.world.society.factions import faction_of
from undergrid.world.society.feelings import deepen, ease, slot_of
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.hosts import AugmentKind, Host
from undergrid.world.tables.network import Failing, NodeKind
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("echo")
PLACE = luck.stream("echo/place")
WHOM = luck.stream("echo/whom")

_LOOK_S = 60  # seconds between looks at servers that take in copies, and at echoes
_HOLDS = (NodeKind.SERVER, NodeKind.CORE, NodeKind.HUB, NodeKind.CELL)  # where one may be left, sooner before later
_LEFT_ALONE = (NodeKind.DRONE, NodeKind.READER, NodeKind.CAMERA, NodeKind.GATE, NodeKind.SHIELD)
_NETWORK = 3  # nodes: so many that run again are a network [assumed]
_BY_HAND = 100  # how far the network reaches into whoever has a hand at the panel, % [assumed]
_POD, _NERVES, _PLUGGED, _FIRED = int(Host.POD), int(AugmentKind.NERVES), int(Activity.PLUGGED), int(EngineStage.FIRED)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.echo`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    remains: float = Field(
        0.3, ge=0, le=1, description="odds that something is left of who was connected whole [assumed]"
    )
    fed: float = Field(
        0.002, ge=0, le=1, description="share of these odds for who lies in a feed, that takes little [assumed]"
    )
    wakes_hours: float = Field(6, ge=0, le=100_000, description="an echo sleeps for, h [assumed]")
    every_hours: float = Field(2, ge=0.01, le=100_000, description="it whispers at most once in, h [assumed]")
    resolve: int = Field(400, ge=0, le=1000, description="resolve of who hears it, 1/1000 [assumed]")
    eases_hours: float = Field(24, ge=0, le=100_000, description="grief is eased then by as much as in, h [assumed]")
    restart_minutes: int = Field(10, ge=1, le=100_000, description="it starts a node anew once in, min [assumed]")


class Dead(NamedTuple):
    """Somebody whom the network reached as they died, how deep, whether by a feed, and since when without a break."""

    who: int
    deep: int
    by_feed: bool
    wired: int


class _Gone(Out):
    """Slots of the minds of those who have died, and were wired until then."""

    slot: I64


def step(world: World, params: Params) -> None:
    """Note whom the network reaches; let echoes be left of those of them who have died; let those there are live on."""
    minds, engines = world.minds, world.engines
    if not world.nodes.n or not (minds.n_used or engines.n_used):
        return
    dead = _wired_who_died(world) if minds.n_used else []
    if engines.n_used and _went_off(engines.handle, world.tick):
        dead = _with_the_operator(world, dead)
    if dead:
        _leave(world, params, dead)
    if world.tick % _LOOK_S:
        return
    _take_in_copies(world)
    for slot in minds.where(host=Host.ECHO).tolist() if minds.n_used else ():
        _live_on(world, params, slot)


# ---------------------------------------------------------------- who was connected


def _wired_who_died(world: World) -> list[Dead]:
    """Those who have died since the last tick and were wired until then; notes whom the network reaches now."""
    minds, control, gone = world.minds, world.cache(Control), world.out(_Gone, world.minds.n_used)
    up = control.reach is not None and bool(control.reached[control.reach.source])
    n = _look(minds.handle, world.citizens.handle, world.augments.handle, world.nodes.handle, control.reached, up,
              world.tick, gone.handle)  # fmt: skip
    found = []
    for (slot,) in gone.rows(n):
        by_feed = minds.host[slot] == Host.POD
        found.append(Dead(int(minds.owner[slot]), int(minds.deep[slot]), bool(by_feed), int(minds.wired[slot])))
        minds.wired[slot], minds.deep[slot] = NEVER, 0
    return found


@kernel
def _look(minds, people, augments, nodes, reached, up, now, gone):
    """Note since when and how far the network reaches the minds of bodies; returns how many rows of `gone`."""
    n = 0
    for slot in range(len(minds.used)):
        who = minds.owner[slot]
        if not minds.used[slot] or who < 0 or minds.host[slot] > _POD:
            continue
        if not people.alive[who]:
            if minds.deep[slot] > 0:
                gone.slot[n] = slot
                n += 1
            continue
        deep = 0
        if up and people.plugged[who]:
            node = minds.node[slot]
            fed = minds.host[slot] == _POD and people.doing[who] == _PLUGGED
            if fed and reached[node] and not nodes.failed[node]:
                deep = minds.depth[slot]
            elif _has_nerves(augments, who):
                deep = NERVES_DEPTH
        if deep == 0:
            minds.wired[slot] = NEVER
        elif minds.deep[slot] == 0:
            minds.wired[slot] = now
        minds.deep[slot] = deep
    return n


@kernel(inline=True)
def _has_nerves(augments, who):
    """Whether somebody has nerves that are machines in order."""
    found = False
    for slot in range(len(augments.used)):
        if augments.used[slot] and augments.owner[slot] == who and augments.kind[slot] == _NERVES:
            found = found or augments.works[slot]
    return found


@kernel
def _went_off(engines, now):
    """Whether any engine has gone off in this tick."""
    for row in range(len(engines.used)):
        if engines.used[row] and engines.stage[row] == _FIRED and engines.cause[row] >> TICK_SHIFT == now:
            return True
    return False


def _with_the_operator(world: World, dead: list[Dead]) -> list[Dead]:
    """The dead, and whoever has died with a hand at the panel as an engine went off that was linked to the network."""
    for event in world.events.this_tick():
        if event.kind != Kind.ENGINE_FIRED or world.citizens.alive[event.who] or not _had_a_path(world)[event.whom]:
            continue
        own = next((one for one in dead if one.who == event.who), None)
        dead = [one for one in dead if one is not own]
        dead.append(Dead(event.who, _BY_HAND, False, own.wired if own else world.tick))
    return dead


def _had_a_path(world: World) -> I64:
    """(nodes,) whether each has a path to the Core, or has lost it in this very tick."""
    lost = world.nodes.lost
    found: I64 = (world.cache(Control).reached != 0) | ((lost != 0) & (lost >> TICK_SHIFT == world.tick))
    return found


def _take_in_copies(world: World) -> None:
    """Let servers that have a path to the Core take in copies of all minds that are wired."""
    servers, nodes = world.servers, world.nodes
    live = (world.cache(Control).reached != 0) & nodes.works & ~nodes.failed
    servers.synced[live[servers.node]] = world.tick


# ---------------------------------------------------------------- what is left


def _leave(world: World, params: Params, dead: list[Dead]) -> None:
    """Let a draw decide of each of the dead whether anything is left of them where there is room: the deepest first."""
    key, lucky = world.key(STREAM), world.citizens.luck
    for one in sorted(dead, key=lambda one: (-one.deep, luck.u32(key, int(lucky[one.who]), 1))):
        died = int(world.citizens.cause[one.who])
        whole = params.remains * one.deep / 100
        odds = luck.chance(whole * params.fed if one.by_feed else whole)
        if kind_of(died) not in (Kind.DIED, Kind.SHUT_DOWN) or luck.u32(key, int(lucky[one.who])) >= odds:
            continue
        node = _place_for(world, one)
        if node >= 0:
            _settle(world, params, one, node, died, odds)


def _place_for(world: World, one: Dead) -> int:
    """The node on which something of somebody may be left; -1 where none that they were connected to survives."""
    nodes, servers = world.nodes, world.servers
    there = _had_a_path(world).copy()
    there[servers.node[servers.synced >= one.wired]] = True
    rows = np.flatnonzero(there & np.isin(nodes.kind, _HOLDS))
    rows = rows[[not _is_lost(world, row) and room_on(world, row) > 0 for row in rows.tolist()]]
    key = world.key(PLACE)
    return min(
        rows.tolist(),
        key=lambda row: (_HOLDS.index(NodeKind(int(nodes.kind[row]))), luck.u32(key, int(nodes.luck[row]))),
        default=-1,
    )


def _is_lost(world: World, node: int) -> bool:
    """Whether nothing of what a node held can be left: it is broken, or has failed dead."""
    nodes = world.nodes
    return not nodes.works[node] or bool(nodes.failed[node] and nodes.fails[node] == Failing.DEAD)


def _settle(world: World, params: Params, one: Dead, node: int, died: int, odds: int) -> None:
    """Let an echo of somebody be on a node from now on, asleep."""
    minds, slot = world.minds, int(world.minds.take(1)[0])
    minds.owner[slot], minds.host[slot], minds.node[slot] = one.who, Host.ECHO, node
    minds.luck[slot], minds.deep[slot] = mind_key(int(world.citizens.luck[one.who]), world.tick), one.deep
    minds.arrives[slot] = world.tick + round(params.wakes_hours * units.HOUR)
    cell = int(world.nodes.cell[node])
    minds.cause[slot] = world.events.one(Kind.ECHO_LEFT, one.who, node, cell, cause=died, stream=STREAM, odds=odds)


# ---------------------------------------------------------------- what an echo does


def _live_on(world: World, params: Params, slot: int) -> None:
    """Let an echo be lost with its node, or whisper and start what it can, once it is awake and nobody else speaks."""
    minds, nodes = world.minds, world.nodes
    node = int(minds.node[slot])
    if _is_lost(world, node):
        _end(world, slot)
        return
    asleep = minds.arrives[slot] > world.tick or nodes.failed[node] or nodes.dark[node]
    if asleep or gives_orders(world):
        return
    _whisper(world, params, slot)
    if world.tick % (60 * params.restart_minutes) == 0:
        _restart(world, slot)


def _end(world: World, slot: int) -> None:
    """Let an echo be gone with its node; what it has run runs no more, unless it has its orders from elsewhere."""
    minds, held, nodes = world.minds, world.holdings, world.nodes
    who, node = int(minds.owner[slot]), int(minds.node[slot])
    world.events.one(Kind.ECHO_LOST, who, node, int(nodes.cell[node]), cause=int(nodes.cause[node]))
    held.echo[held.where(echo=who)] = -1
    world.cache(Control).stale = True
    minds.free(np.array([slot]))


def _runs(world: World, who: int) -> I64:
    """The nodes that the echo of somebody has started anew, in no order."""
    found: I64 = world.holdings.node[world.holdings.where(echo=who)].astype(np.int64)
    return found


def _bound(world: World, who: int) -> list[int]:
    """Who is bound to somebody who has died, and lives: who most first, of equals by a draw."""
    bonds, people, key = world.bonds, world.citizens, world.key(WHOM)
    slots = bonds.where(b=who)
    slots = slots[(bonds.kind[slots] != BondKind.ESCORT) & people.alive[bonds.a[slots]]]
    order = sorted(slots.tolist(), key=lambda slot: (-bonds.strength[slot], luck.u32(key, people.luck[bonds.a[slot]])))
    return list(dict.fromkeys(int(bonds.a[slot]) for slot in order))


def _whisper(world: World, params: Params, slot: int) -> None:
    """Let an echo try to reach whoever is most bound to the dead of those who listen, by the node nearest to them."""
    minds, people, air = world.minds, world.citizens, world.shared(Airwaves)
    who, spoke = int(minds.owner[slot]), int(minds.spoke[slot])
    if spoke >= 0 and world.tick - spoke < round(params.every_hours * units.HOUR):
        return
    listening = people_listening(world, who).tolist()
    whom = next((one for one in _bound(world, who) if one in listening), -1)
    if whom < 0:
        return
    minds.spoke[slot] = world.tick
    masts = world.nodes.cell[np.union1d(_runs(world, who), minds.node[slot])]
    here = int(people.cell[whom])
    mast = int(masts[np.argmin(squares(masts, here, world.city.width, world.city.height))])
    ears = handsets.of_people(world, np.array([whom]))
    [burst] = handsets.reach_from(world, mast, int(minds.luck[slot]), False, ears)
    if not burst.heard:
        return
    full = round(100 * air.fix_db)
    clear = 100 * min(full, max(0, burst.over)) // full
    cause = int(minds.cause[slot])
    event = world.events.one(Kind.WHISPERED, who, whom, here, clear, cause, handsets.STREAM, burst.odds)
    grief = slot_of(world, whom, Feeling.GRIEF, who)
    if grief >= 0:
        ease(world, grief, round(params.eases_hours * units.HOUR))
    deepen(world, whom, Feeling.RESOLVE, who, params.resolve, event)


def _restart(world: World, slot: int) -> None:
    """Let an echo start the node anew that is nearest to its own of those it can; tell once that a network runs."""
    minds, nodes = world.minds, world.nodes
    who, own = int(minds.owner[slot]), int(minds.node[slot])
    running, people_of = _runs(world, who), _people_of(world, who)
    found = _in_reach(world, own, running, people_of)
    if not len(found):
        return
    far = squares(nodes.cell[found], int(nodes.cell[own]), world.city.width, world.city.height)
    node = int(found[np.argmin(far)])
    event = world.events.one(Kind.NODE_RESTARTED, who, node, int(nodes.cell[node]), cause=int(minds.cause[slot]))
    hand_over(world, node, people_of, event, who)
    nodes.cause[node] = event
    world.cache(Control).stale = True
    if len(running) + 1 >= _NETWORK and not minds.linked[slot]:
        minds.linked[slot], cell = True, int(nodes.cell[own])
        world.events.one(Kind.NETWORK_RESTARTED, who, own, cell, len(running) + 1, event)


def _people_of(world: World, who: int) -> int:
    """The faction of the people of somebody who has died: their own, else that of who is most bound to them; -1 none.

    Those who rule are nobody's people.
    """
    factions = (faction_of(world, one) for one in (who, *_bound(world, who)))
    return next((faction for faction in factions if faction >= 0 and not world.factions.rules[faction]), -1)


def _in_reach(world: World, own: int, running: I64, people_of: int) -> I64:
    """The nodes that an echo could start next, ascending: its own, then those beside what it runs already."""
    nodes, wires, held = world.nodes, world.wires, world.holdings
    on, found = passes(wires), np.array([own])
    if own in running:
        found = np.union1d(wires.b[on & np.isin(wires.a, running)], wires.a[on & np.isin(wires.b, running)])
    rows = held.rows()
    others = rows[(held.echo[rows] >= 0) | ((held.faction[rows] >= 0) & (held.faction[rows] != people_of))]
    barred = np.concatenate([held.node[others], world.in_hand.node[world.in_hand.rows()]])
    found = found[~np.isin(found, barred) & nodes.works[found] & (nodes.dark[found] == 0)]
    down = np.isin(nodes.kind[found], CONTROLLERS) & nodes.failed[found]
    return found[~down & ~np.isin(nodes.kind[found], _LEFT_ALONE)].astype(np.int64)
