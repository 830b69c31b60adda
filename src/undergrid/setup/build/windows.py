"""The windows of a scenario at tick 0: when they begin, what they close, who knows of them; drones that stand by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import units
from undergrid.setup.check.standing import nearest_post
from undergrid.setup.check.windows import CLOSED
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.windows import WindowKind

if TYPE_CHECKING:
    from undergrid.setup.file.windows import Window
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World


def add_windows(world: World, scenario: Scenario, manned: dict[int, int]) -> None:
    """Add the windows of a scenario. manned: by post, the row of who mans it."""
    spec, table = scenario.spec, world.windows
    names = list(spec.windows)
    world.window_names = tuple(names)
    table.grow(len(names))
    for row, window in enumerate(spec.windows.values()):
        table.kind[row], table.lasts[row] = WindowKind[window.kind.upper()], window.lasts
        table.daily[row], table.cause[row] = window.daily, world.scenario_event
        table.after[row] = names.index(window.after) if window.after is not None else -1
        begins = NEVER if window.begins is None else (window.begins - world.starts) % units.DAY
        table.begins[row] = begins
        if window.relay is not None:
            table.relay[row] = world.node_names.index(window.relay)
        _close(world, scenario, row, window, manned)
        for who in window.known_to:
            knower = list(spec.cast).index(who)
            learn(world, knower, Topic.WINDOW, row, -1, -1, 1000, world.scenario_event)


def _close(world: World, scenario: Scenario, row: int, window: Window, manned: dict[int, int]) -> None:
    """Note what a window shuts and switches off; where nobody mans a post there is nothing to do."""
    atlas, city = scenario.atlas, world.city
    named = window.gates
    if named is None:
        named = list(atlas.gates) if window.kind == "lockdown" else []
    shut = [atlas.gates[name] for name in dict.fromkeys(named)]
    off = []
    for at in window.watchers:
        place = atlas.place(at)
        assert place is not None  # the scenario has been checked
        post = nearest_post(city, city.posts, CLOSED, place.cell)
        off += [manned[post]] if post in manned else []
    closures = world.closures
    slots = closures.take(len(shut) + len(set(off)))
    closures.window[slots] = row
    closures.gate[slots[: len(shut)]] = shut
    closures.watcher[slots[len(shut) :]] = sorted(set(off))


def add_reserves(world: World, scenario: Scenario, manned: dict[int, int]) -> None:
    """Let the drones that stand by for lockdowns be off duty, on their stands."""
    more = scenario.spec.watchers.more
    own = len(world.city.posts) - len(more)
    spare = [manned[own + n] for n, post in enumerate(more) if post.spare]
    table, watchers = world.reserves, world.watchers
    table.grow(len(spare))
    table.watcher[:], table.beat[:] = spare, watchers.beat[spare]
    table.cause[:] = world.scenario_event
    watchers.beat[spare], watchers.duty[spare] = -1, Duty.OFF
