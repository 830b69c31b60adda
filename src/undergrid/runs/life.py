"""A recorded run lived again: a Sim that gets at each tick the rules and the orders from outside that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from undergrid.core.errors import UsageError
from undergrid.runs import changes, rules, snapshots
from undergrid.runs import orders as order_files
from undergrid.runs.folder import Folder, RunError
from undergrid.runs.meta import Change, Meta
from undergrid.setup import Scenario, build, load
from undergrid.sim import Sim
from undergrid.world.tables.orders import Order
from undergrid.world.world import State

Progress = Callable[[int, int], None]  # (ticks lived through, ticks in all)

_OTHERWISE = "to run with other rules, fork: undergrid fork DIR --at T --set rules.system.param=value"
_FORGET = 600  # ticks after which the log of a life that is not recorded is dropped


class Life:
    """A Sim of a run, at any tick of it. A change of rules replaces `sim`: do not keep a reference to it."""

    def __init__(self, folder: Folder, meta: Meta, sim: Sim | None = None) -> None:
        """Build the run anew, at its beginning; or take over a Sim of the same run, at any tick.

        Raises RunError where the copy of the scenario is gone or not what was run.
        """
        self.folder, self.meta = folder, meta
        self.orders: dict[int, list[Order]] = {}
        for order in order_files.recorded(folder, meta):
            self.orders.setdefault(order.tick, []).append(order)
        self._turns = {int(era["from"]) for era in meta.eras} - {0}
        self._changes: dict[int, list[Change]] = {}
        # the world is built without the rules set from outside, even those that hold from tick 0 on
        self.sim = sim or Sim(build(self._scenario(), meta.seed), canon=meta.canon)
        self.change(meta.changes)
        self._take_rules()

    def change(self, wanted: Sequence[Change]) -> None:
        """Let all this be otherwise, and nothing else, than rules and orders say."""
        self._changes = {}
        for one in wanted:
            self._changes.setdefault(one["at"], []).append(one)
        self._turn_decisions()

    def _turn_decisions(self) -> None:
        self.sim.minds.turned = changes.turned(one for found in self._changes.values() for one in found)

    def _scenario(self) -> Scenario:
        self._check_copy()  # before anything of it is read, or run
        try:  # it is as it was written: if it cannot be used now, the disk fails, or a plug-in is not there
            scenario = load(self.folder.scenario / self.meta.file, self.meta.people)
            same = scenario.digest == self.meta.scenario_digest
        except UsageError as wrong:
            raise RunError(wrong.message, hint=wrong.hint or _OTHERWISE) from None
        rules.check_same(self.folder.path, self.meta.systems, scenario.makers)
        if not same:
            raise RunError(
                f"{self.folder.scenario}: the run's copy of its scenario has been changed",
                hint=_OTHERWISE,
            )
        return scenario

    def _check_copy(self) -> None:
        """Raise RunError where a file of the run's copy of its scenario is not as it was written."""
        folder = self.folder
        names = [name for name in folder.files if name.startswith("scenario/")]
        rules = [f"scenario/{rule['as'].split()[0]}" for rule in self.meta.systems if not rule["package"]]
        for name in dict.fromkeys([f"scenario/{self.meta.file}", *names, *rules]):
            if wrong := folder.wrong_with(folder.path / name):
                raise RunError(
                    f"{folder.path / name}: {wrong}",
                    hint=f"put it back as it was: a run goes on with nothing else; {_OTHERWISE}",
                )

    def is_turn(self, tick: int) -> bool:
        """Whether other rules hold from a tick on than before."""
        return tick in self._turns

    def load(self, tick: int) -> None:
        """Go to a keyframe. Raises RunError where its snapshot is not whole."""
        snapshots.load(self.folder, tick, self.sim.world, self.meta)
        self._take_rules()

    def load_latest(self, at_most: int) -> list[str]:
        """Go to the last whole snapshot up to a tick; returns what is wrong with later ones.

        Raises RunError where none is whole.
        """
        damaged = snapshots.load_latest(self.folder, self.sim.world, at_most, self.meta)
        self._take_rules()
        return damaged

    def put(self, tick: int, state: State) -> None:
        """Go to a state held in memory."""
        self.sim.world.restore(tick, state)
        self._take_rules()

    def _take_rules(self) -> None:
        """Put the rules into force that were set for the present tick."""
        built = self.sim.built
        rules = built.scenario.with_rules(self.meta.rules(self.sim.tick)).checked.rules
        if rules != built.rules:
            self.sim.world.rebuild()  # caches may hold what was worked out under the old ones
            self.sim = Sim(replace(built, rules=rules), canon=self.meta.canon)
            self._turn_decisions()

    def step(self, after: Callable[[str], None] | None = None) -> None:
        """Live through a tick; `after` is called with the name of each system that has had its turn."""
        tick = self.sim.tick
        if tick in self._turns:
            self._take_rules()
        if tick in self._changes:
            with changes.made(self.sim, self._changes[tick]):
                if after is not None:
                    after("the change from outside")
                self.sim.advance(self.orders.get(tick, ()), after)
        else:
            self.sim.advance(self.orders.get(tick, ()), after)

    def live(self, until: int, progress: Progress | None = None, of: int = 0) -> None:
        """Live until a tick without keeping the log."""
        while self.sim.tick < until:
            if self.sim.tick % _FORGET == 0:
                self.sim.world.events.clear()
                if progress:
                    progress(self.sim.tick, of)
            self.step()
        self.sim.world.events.clear()
        if progress:
            progress(self.sim.tick, of)
