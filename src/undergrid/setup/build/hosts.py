"""Minds on the network at tick 0: born there, uploaded, or in a feed; and what of bodies are machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.setup.file.model import LONGEST
from undergrid.world.body.burdens import SOUND
from undergrid.world.body.feeding import CLEAR, due_after
from undergrid.world.network.control import controlled
from undergrid.world.network.wired import NERVES_DEPTH, mind_key
from undergrid.world.tables.hosts import EVER, AugmentKind, Host
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.setup.file.hosts import Feed
    from undergrid.setup.file.persons import Nature
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_augments(world: World, nature: Nature, rows: I64) -> None:
    """Give each of the people of `rows` the parts that their entry names."""
    for name in nature.augments:
        slots, augments = world.augments.take(len(rows)), world.augments
        augments.owner[slots], augments.kind[slots] = rows, AugmentKind[name.upper()]
        augments.cause[slots] = world.scenario_event


def add_hosts(world: World, scenario: Scenario) -> None:
    """Add all minds that the network reaches or holds: first those that were born there."""
    spec, minds = scenario.spec, world.minds
    world.mind_names = tuple(born.name for born in spec.minds.values())
    for name, born in spec.minds.items():
        key = luck.key_of(f"{scenario.name}/mind/{name}")
        node = world.node_names.index(born.at)
        slot = _add(world, np.array([-1]), np.array([key], np.int64), Host.SERVER, node)
        minds.linked[slot] = controlled(world, node)
    for name, person in spec.cast.items():
        if person.ghost is not None:
            whose = np.array([list(spec.cast).index(name)])
            _add(world, whose, _keys(world, whose), Host.SERVER, world.node_names.index(person.ghost))
    for node, plan in enumerate(scenario.network.nodes if scenario.network else ()):
        if plan.kind == NodeKind.SERVER:
            row = world.servers.grow(1)
            world.servers.node[row], world.servers.holds[row] = node, plan.holds
            if plan.standby >= 0:
                world.servers.standby[row], world.servers.synced[row] = True, -plan.standby
        if plan.ghosts:
            key = luck.key_of(f"{scenario.name}/ghosts/{plan.name}")
            slot = _add(world, np.array([-1]), np.array([key], np.int64), Host.SERVER, node)
            minds.count[slot] = plan.ghosts
    lying = _add_feeds(world, scenario)
    nerves = world.augments.where(kind=AugmentKind.NERVES)
    rows = np.setdiff1d(world.augments.owner[nerves].astype(np.int64), lying)
    if len(rows):
        slots = _add(world, rows, _keys(world, rows), Host.BODY, -1)
        minds.depth[slots] = minds.deep[slots] = NERVES_DEPTH
        minds.wired[slots] = EVER


def _add_feeds(world: World, scenario: Scenario) -> I64:
    """Let those lie in feeds who do at the start; returns their rows."""
    spec, people = scenario.spec, world.citizens
    found: list[I64] = []
    for name, feed in spec.feeds.items():
        node = world.node_names.index(name)
        slot = world.feed_nodes.take(1)
        world.feed_nodes.node[slot], world.feed_nodes.depth[slot] = node, round(100 * feed.depth)
        building = int(world.pods.building[world.pods.first(node=node)])
        rows = np.concatenate([np.empty(0, np.int64), *(_rows(scenario, who) for who in feed.who)])
        if not len(rows):
            continue
        people.inside[rows] = people.home[rows] = building
        people.cell[rows] = world.city.buildings[building].door
        people.plugged[rows], people.doing[rows] = True, Activity.PLUGGED
        people.since[rows] = -min(feed.lain, LONGEST)  # of those who have lain longer `fed` says for how long
        people.wake[rows] = NEVER  # nobody gets up by routine
        slots = _add(world, rows, _keys(world, rows), Host.POD, node)
        world.minds.depth[slots], world.minds.fed[slots] = round(100 * feed.depth), feed.lain
        world.minds.deep[slots], world.minds.wired[slots] = round(100 * feed.depth), -feed.lain
        world.minds.fated[slots] = units.HOUR
        _wear(world, scenario, rows, slots, feed)
        found.append(rows)
    return np.concatenate([np.empty(0, np.int64), *found])


def _wear(world: World, scenario: Scenario, rows: I64, slots: I64, feed: Feed) -> None:
    """Let bodies be as the hours that they have lain in a feed have left them."""
    rules, depth, people = scenario.checked.rules, round(100 * feed.depth), world.citizens
    fed, atrophy = rules["neural_feed"].model_dump(), rules["atrophy"].model_dump()
    haze = due_after(feed.lain, fed["clouds_per_day"], CLEAR, depth)
    world.minds.haze[slots] = min(haze, round(fed["most"] * CLEAR / 100))
    lost = due_after(feed.lain, atrophy["loss_per_day"], SOUND, 100)
    lost += due_after(feed.lain, atrophy["feed_per_day"], SOUND, depth)
    before = people.strength[rows].astype(np.int64)
    people.strength[rows] = np.maximum(before - lost, np.minimum(before, round(atrophy["least"] * SOUND / 100)))


def _rows(scenario: Scenario, who: str) -> I64:
    """The rows of somebody of the cast, or of a group of the crowd."""
    cast = list(scenario.spec.cast)
    if who in cast:
        return np.array([cast.index(who)], np.int64)
    group = [group.label for group in scenario.spec.crowd].index(who)
    first = len(cast) + sum(scenario.counts[:group])
    return np.arange(first, first + scenario.counts[group])


def _keys(world: World, rows: I64) -> I64:
    """A luck key for the mind of each of the people of `rows`."""
    return np.array([mind_key(key, 0) for key in world.citizens.luck[rows].tolist()], np.int64)


def _add(world: World, owners: I64, keys: I64, host: Host, node: int) -> I64:
    slots, minds = world.minds.take(len(owners)), world.minds
    minds.owner[slots], minds.luck[slots], minds.host[slots], minds.node[slots] = owners, keys, host, node
    minds.cause[slots] = world.scenario_event
    return slots
