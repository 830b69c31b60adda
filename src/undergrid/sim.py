"""Sim: one city, living. Load it, step it, look at it, fork it.

sim = undergrid.load("expiry", seed=7, people=2_000)
sim.run(until="36 h")
sim.view("rex")
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from undergrid.core import numbers, plain, units
from undergrid.core.collected import Collected
from undergrid.core.errors import RuleError, UndergridError, UsageError, did_you_mean
from undergrid.core.units import Time
from undergrid.makers.mistakes import bounded
from undergrid.minds import Minds
from undergrid.minds.canon import Beat, Canon
from undergrid.schedule import SHARED
from undergrid.setup import Built
from undergrid.setup.build.opening import open_story
from undergrid.setup.check.orders import Order, settled
from undergrid.setup.file.canon import beats as canon_beats
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.people.households import households
from undergrid.world.tables import orders as engine
from undergrid.world.view.endings import check_endings
from undergrid.world.view.losses import Losses, Policy, frees_everybody, losses
from undergrid.world.view.names import Names
from undergrid.world.view.outlook import Lookout
from undergrid.world.view.rows import Rows
from undergrid.world.view.view import View, view
from undergrid.world.world import World

_ENDINGS_EVERY = 10  # ticks between looks at the scenario's endings


class Sim:
    """A run in memory. `world` is its state; `world.events` keeps the log until somebody clears it.

    `tick` is the number of the tick that `step` lives through next. Nothing that only looks at a Sim changes it.
    """

    def __init__(self, built: Built, *, canon: bool = False) -> None:
        """Take over a world at tick 0. With `canon`, the scenario's canon gives the orders of the people it names.

        Raises ScenarioError where there is no canon, or something is wrong with it.
        """
        if not isinstance(built, Built):
            raise UsageError(
                f"{plain.cut(built)} is no city that was built", hint="undergrid.load makes a Sim of a scenario"
            )
        self.built = built
        self.world: World = built.world
        self.world.share(built.rules[name] for name in SHARED)
        self.minds = Minds(built.world, built.wants, built.rules, built.places, built.people)
        self.canon: Canon | None = None
        if canon:
            self._follow(canon_beats(built))
        self._lookout: Lookout | None = None  # made when somebody first asks for a view
        self._collected: list[Collected] = []
        self._looked_at = False  # while series are collected: nothing may live on then
        theirs = {rule.name: bounded(rule) for rule in built.scenario.makers}
        self._systems: list[tuple[str, Callable[[World, Any], None], Any, int, bool]] = [
            (
                entry.name,
                theirs.get(entry.name, entry.module.step),
                built.rules.get(entry.name),
                entry.period,
                entry.staggered,
            )
            for entry in built.scenario.schedule
        ]

    def __repr__(self) -> str:
        world = self.world
        clock = units.spell_clock(world.starts + world.tick)
        people = f"{world.citizens.n:,} people"
        return f"<Sim of {self.built.scenario.name}, seed {world.seed}: {clock} (tick {world.tick:,}), {people}>"

    def _follow(self, beats: Sequence[Beat]) -> None:
        """Let a canon give the orders of the people it names."""
        if not self.world.beats.n:
            self.world.beats.grow(len(beats))
        self.canon = Canon(self.world, beats)
        self.minds.silent = self.canon.speaks_for

    @property
    def tick(self) -> int:
        return self.world.tick

    @property
    def seed(self) -> int:
        return self.world.seed

    @property
    def lasts(self) -> int:
        """Ticks that the scenario is meant to last."""
        return self.built.lasts

    @property
    def citizens(self) -> Rows:
        """Every citizen, a row each, read only: `sim.citizens.wanted` is an array, `sim.citizens` a frame.

        The columns are those of the table `citizens` in docs/reference/tables.md, after `citizen`, the row, and before
        `household`, the number of the household (-1: for themselves).
        """
        return Rows(self.world.citizens, "citizen", household=lambda: households(self.world))

    def collect(self, every: Time = "10 min", **series: Callable[[Sim], object]) -> Collected:
        """Series that are collected from now on, while the Sim lives: a frame that grows.

        Each is a function of the Sim that gives one number, truth value, text or None; it is asked now, and then every
        `every`, before the tick that stands in the column `tick`. It may look at everything, and change nothing.

        Raises UsageError for what is no function, or no time.
        """
        period = numbers.ticks(every, "every")
        if period < 1:
            raise UsageError(f"every: {plain.cut(every)}, expected a second or more")
        found = Collected(series, period, self.tick)
        self._look((found,))
        self._collected.append(found)
        return found

    def _look(self, collected: Sequence[Collected]) -> None:
        """Add a row to series, during which the Sim does not live on."""
        before, self._looked_at = self._looked_at, True
        try:
            for one in collected:
                one.look(self, self.tick)
        finally:
            self._looked_at = before

    def step(self, orders: Iterable[Order] = ()) -> list[Event]:
        """Live through one tick, with `orders` from outside; returns what happened in it.

        Raises OrderError, before anything moves, where one is for another tick or has a name that there is not.
        """
        self.advance(settled(orders, self.built, self.tick, self.tick))
        return self.world.events.this_tick()

    def advance(self, outside: Sequence[engine.Order] = (), after: Callable[[str], None] | None = None) -> None:
        """Live through one tick as `step` does, without spelling the events out.

        This is what a long run calls. `after` is called with the name of each system that has had its turn.
        """
        if self._looked_at:
            raise UsageError("a series that is collected may not let the city live on", hint="look at a fork of it")
        world = self.world
        tick = world.tick
        world.events.begin(tick)
        if tick == 0:
            world.events.one(Kind.SCENARIO)
            open_story(self.built, to_the_letter=self.canon is not None)
        told = self.canon.orders() if self.canon else ()
        world.orders = (*self.minds.orders(), *told, *outside)
        if after is not None:
            after("minds")
        for name, step, params, period, staggered in self._systems:
            if staggered:
                world.period = period
            elif period > 1 and tick % period:
                continue
            try:
                step(world, params)
            except RuleError:  # which says as much
                raise
            except Exception as error:
                error.add_note(f"in the rule {name} at tick {tick}")
                raise
            if after is not None:
                after(name)
        if tick % _ENDINGS_EVERY == 0:
            check_endings(world, self.built.endings)
        self.minds.notice()
        if self.canon:
            self.canon.notice()
            self.minds.silent = self.canon.speaks_for
        world.tick = tick + 1
        if due := [one for one in self._collected if one.is_due(world.tick)]:
            self._look(due)

    def run(self, until: Time | None = None) -> None:
        """Live until `until`, by default the scenario's end: a tick, a duration since the beginning, or a time of day.

        A duration is "36 h", "20 mins", 1200.0 or a timedelta, a time of day "21:30" or "day 2, 04:00". There is
        nothing to live where the time has passed.

        The log is kept in memory: to keep a long run on disk, use `undergrid.record`.

        Raises UsageError where `until` is no time, or negative.
        """
        end = self.lasts if until is None else numbers.ticks(until, "until", self.world.starts)
        while self.world.tick < end:
            self.advance()

    def row(self, who: str | int) -> int:
        """The row of a citizen by name in the scenario, or by number; raises UndergridError where there is none."""
        if not isinstance(who, str):
            row = numbers.whole(who, "a citizen's number")
            if 0 <= row < self.world.citizens.n:
                return row
            raise UndergridError(f"there is no citizen {plain.cut(row)}: the city has {self.world.citizens.n:,}")
        for row, name in self.world.names.items():
            if name == who or self.built.full_names.get(name, "").lower() == who.lower():
                return row
        raise UndergridError(f"nobody is called {plain.cut(who)}, {did_you_mean(who, self.world.names.values())}")

    def view(self, who: str | int) -> View:
        """What one person can perceive and remembers, and their chances; never what they can't know."""
        row = self.row(who)
        if self._lookout is None:
            self._lookout = Lookout(self.world, self.built.rules)
        return replace(view(self.world, row), outlook=self._lookout.outlook(self.world, row))

    def endings(self) -> dict[str, int]:
        """The endings reached so far, each with its tick."""
        reached = zip(self.built.endings, self.world.endings.at.tolist(), strict=True)
        return {ending.name: tick for ending, tick in reached if tick >= 0}

    def names(self) -> Names:
        """What everything in this run is called."""
        endings = tuple(ending.name for ending in self.built.endings)
        scenario = self.built.scenario
        aims = tuple(beat.aim for beat in self.canon.beats) if self.canon else ()
        return Names.of(self.world, self.built.full_names, endings, scenario.atlas.spots, scenario.fragments, aims)

    def digest(self) -> str:
        """A short hash of the whole state: equal for equal runs."""
        return self.world.digest()

    def _repr_html_(self) -> str:
        """What a notebook shows: a still of the city, where Pillow is installed, and the essentials as text."""
        from undergrid.still.caption import Caption
        from undergrid.still.figure import figure

        caption = Caption(self.built.title, self.built.scenario.name, self.seed)
        return figure(self.world, self.names(), caption, self.endings())

    def losses(self, changed: Mapping[str, Any] | None = None, until: Time | None = None) -> Losses:
        """Who will not be renewed before `until` under the rules as they are, or with knobs `changed`: a forecast.

        `changed` maps "rule.knob" to a value. Draws nothing and changes nothing. Raises UsageError for knobs that there
        are not, a time that is past, and a policy that frees everybody.
        """
        rules = self._with(changed).rules
        policy = Policy.of(rules["subscription"].model_dump(), rules["routine"].model_dump())
        end = self.lasts if until is None else numbers.ticks(until, "until", self.world.starts)
        if end <= self.tick:
            raise UsageError(f"until: tick {end:,} is not ahead of tick {self.tick:,}")
        if frees_everybody(self.world, policy):
            raise UsageError(
                "this policy frees everybody: whoever is in the ledger would be renewed, a slump or none",
                hint="a higher subscription.threshold, or subscription: false in the scenario",
            )
        return losses(self.world, policy, end)

    def fork(self, changed: Mapping[str, Any] | None = None) -> Sim:
        """A second Sim at the same tick, with the same luck ahead of it. The city is shared, the world copied.

        Series that this Sim collects are its own.

        `changed` maps "rule.knob" to a value: the second Sim lives on by it. Raises UsageError for knobs that there are
        not.
        """
        built = self._with(changed)
        built.world = self.world.copy()
        twin = Sim(built)
        if self.canon is not None:
            twin._follow(self.canon.beats)  # as they were read: the file is not opened again
        return twin

    def _with(self, changed: Mapping[str, Any] | None) -> Built:
        """What was built, under rules of which some knobs are turned: those in force are not always the scenario's."""
        built = copy.copy(self.built)
        if changed is not None and numbers.settings(changed, "changed"):
            now = replace(built.scenario, checked=replace(built.scenario.checked, rules=built.rules))
            built.rules = now.with_rules(changed).checked.rules
        return built
