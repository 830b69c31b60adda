"""Watchers: which posts of the city are manned, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.setup.build.crowd import Traits
from undergrid.world.authority.watches import FIXED, take_up
from undergrid.world.tables.authority import Duty, Senses, WatcherKind

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

KEPT = luck.stream("setup/watcher")

_SHARES = {"reader": "readers", "camera": "cameras", "sentinel": "sentinels", "drone": "drones", "hunter": "hunters"}


def posts_kept(world: World, scenario: Scenario) -> list[tuple[int, int, int]]:
    """(post, luck key, odds) of each post that has a watcher; which ones is drawn, by the scenario's shares.

    odds: the threshold of that draw, 0 where the scenario says so itself.
    """
    city, spec = world.city, scenario.spec
    unguarded = {
        n for n, link in enumerate(city.links) if link.name in spec.gates and not spec.gates[link.name].guarded
    }
    own = len(city.posts) - len(spec.watchers.more)
    seen: dict[str, int] = {}
    keys = []
    for post in city.posts:
        level, x, y = city.where(post.cell)
        place = f"{scenario.name}/watcher/{post.kind}/{city.levels[level].name}/{x}/{y}"
        seen[place] = nth = seen.get(place, 0) + 1
        keys.append(luck.key_of(place if nth == 1 else f"{place}/{nth}"))
    draws = Traits(world.seed, np.array(keys, np.int64)).draw(KEPT)
    kept = []
    for n, post in enumerate(city.posts):
        share = 1 if n >= own else getattr(spec.watchers, _SHARES[post.kind])
        if (share == 1 or draws[n] < luck.chance(share)) and not (post.kind == "sentinel" and post.link in unguarded):
            kept.append((n, keys[n], 0 if share == 1 else luck.chance(share)))
    return kept


def add_watchers(world: World, scenario: Scenario) -> dict[int, int]:
    """One watcher for each post that is kept; returns their rows by post."""
    city, spec, watchers, kept = world.city, scenario.spec, world.watchers, posts_kept(world, scenario)
    own = len(city.posts) - len(spec.watchers.more)
    watchers.grow(len(kept))
    for row, (n, key, _) in enumerate(kept):
        post = city.posts[n]
        watchers.kind[row] = WatcherKind[post.kind.upper()]
        watchers.cell[row] = watchers.home[row] = post.beat[0] if post.beat else post.cell
        watchers.link[row] = post.link
        watchers.beat[row] = n if post.beat else -1
        watchers.duty[row] = Duty.PATROL if post.beat else Duty.POST
        if n >= own and spec.watchers.more[n - own].ambush:
            watchers.duty[row] = Duty.AMBUSH
        senses = {str(kind): given for kind, given in spec.watchers.senses.items()}.get(post.kind)
        if senses is not None:
            watchers.senses[row] = sum(Senses[sense.upper()] for sense in senses)
        watchers.luck[row] = key
    watchers.cause[:] = world.scenario_event
    return {post: row for row, (post, _, _) in enumerate(kept)}


def set_watches(world: World, scenario: Scenario) -> None:
    """Let every watcher take up its watch: by the draw that has manned its post, or as the scenario says."""
    for row, (_, _, odds) in enumerate(posts_kept(world, scenario)):
        if world.watchers.kind[row] not in FIXED and world.watchers.duty[row] != Duty.OFF:
            cause, stream = (0, KEPT) if odds else (world.scenario_event, 0)
            take_up(world, row, cause, stream, odds)
