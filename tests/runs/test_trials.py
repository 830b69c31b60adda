"""Trials of rules, on small lives of which it is known where they part."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.runs import trials
from undergrid.runs.trials import Fault, add_a_sleeper, differing, quiet_building
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.trails.trails import Index
from undergrid.world.world import World

Rule = Callable[[World], object]
MAKERS = (SimpleNamespace(name="ours", tables={"wounds": 0}), SimpleNamespace(name="tides", tables={"fires": 0}))


class Life:
    """What trials ask of a `Sim`: rules that are stepped in their order over a world."""

    def __init__(self, world: World, *rules: tuple[str, Rule], makers: tuple[Any, ...] = MAKERS) -> None:
        self.world, self.rules = world, rules
        self.built = SimpleNamespace(scenario=SimpleNamespace(makers=makers))

    @property
    def tick(self) -> int:
        return self.world.tick

    def advance(self, after: Callable[[str], None] | None = None) -> None:
        self.world.events.begin(self.tick)
        for name, rule in self.rules:
            rule(self.world)
            if after:
                after(name)
        self.world.tick += 1


def people(n: int = 4) -> World:
    return make_world(field(9, 9), n)


def older(world: World) -> None:
    world.citizens.age[2] += 1


def odd_from(tick: int, column: str = "obedience", row: int = 1) -> Rule:
    """A rule that does what it should not, from a tick on."""

    def rule(world: World) -> None:
        if world.tick >= tick:
            getattr(world.citizens, column)[row] += 7

    return rule


def part(one: Life, two: Life, ticks: int, **given: Any) -> Fault | None:
    return trials._apart("some", one, two, ticks, **given)  # type: ignore[arg-type]  # a stand-in that has what the trial asks for


# ---------------------------------------------------------------- two lives, side by side


def test_two_lives_that_are_alike_do_not_part_and_their_logs_are_cleared():
    told = [("told", lambda world: world.events.one(Kind.HID, 1))]
    one, two = (Life(people(), ("older", older), *told) for _ in range(2))
    assert part(one, two, 5) is None
    assert [(life.tick, life.world.events.n) for life in (one, two)] == [(5, 0), (5, 0)]


@pytest.mark.parametrize("tick", [0, 3, 4, 5])
def test_where_they_part_the_rule_the_tick_and_the_column_with_its_rows_are_named(tick):
    one = Life(people(), ("older", older), ("odd", lambda world: None), ("last", older))
    two = Life(people(), ("older", older), ("odd", odd_from(tick)), ("last", older))
    fault = part(one, two, 5)
    assert fault == (Fault("some", "odd", tick, "citizens.obedience [1]") if tick < 5 else None)
    assert not fault or str(fault) == f"some: odd parts two lives at tick {tick}, in citizens.obedience [1]"


@pytest.mark.parametrize("given", [{"events": True}, {"events": False}, {}])
def test_lives_whose_logs_alone_differ_part_too_unless_that_does_not_count(given):
    def teller(second: int) -> Rule:
        return lambda world: world.events.one(Kind.HID, 3, amount=second if world.tick == 2 else 1)

    one, two = (Life(people(), ("teller", teller(n)), ("older", older)) for n in (1, 2))
    fault = Fault("some", "ours", 2, "the log of events")
    assert part(one, two, 4, **given) == (fault if given.get("events", True) else None)


def test_a_life_may_have_a_past_in_its_log_which_is_not_compared():
    one, two = (Life(people(), ("told", lambda world: world.events.one(Kind.HID, 1))) for _ in range(2))
    one.world.events.one(Kind.WANTED, 2)
    assert part(one, two, 1) is None


def test_a_life_may_be_made_anew_before_each_tick_and_again_before_it_is_looked_at_closely():
    made = []

    def anew(life: Life) -> Life:
        made.append(life.tick)
        return Life(life.world, ("older", older), ("odd", odd_from(2)))  # as it is only after a restore

    one = Life(people(), ("older", older), ("odd", lambda world: None))
    assert part(one, Life(people(), ("older", older)), 4, anew=anew) == Fault(
        "some", "odd", 2, "citizens.obedience [1]"
    )
    assert made == [0, 1, 2, 2]


def test_what_does_not_happen_again_is_told_with_the_column_and_the_first_maker():
    """So it is where a rule keeps something outside of the tables."""
    met = []

    def forgetful(world: World) -> None:
        met.append(world.tick)
        world.citizens.age[0] += len(met) == 4  # the second life's second tick

    lives = [Life(people(), ("forgetful", forgetful)) for _ in range(2)]
    assert part(*lives, 5) == Fault("some", "ours", 1, "citizens.age [0]")


def test_what_is_looked_at_may_be_less_than_everything():
    one, two = (Life(people(), ("odd", odd_from(n))) for n in (0, 1))
    assert part(one, two, 3, look=lambda world: {"citizens": {"age": world.citizens.age.copy()}}) is None


def test_whoever_brought_the_table_is_suspected_where_no_rule_can_be_named_else_the_first():
    life: Any = Life(people())
    assert [trials._whose(life, what) for what in ("fires.at [0]", "wounds.flow [2]", "citizens.age [1]")] == [
        "tides", "ours", "ours",
    ]  # fmt: skip
    nobody: Any = Life(people(), makers=())
    assert trials._whose(nobody, "fires.at [0]") == "some rule"


def test_columns_that_differ_are_named_with_the_first_rows_or_with_where_one_ends():
    numbers = np.arange(10)
    changed = numbers + (numbers % 3 == 1) * 5
    many = np.where(numbers > 1, -1, numbers)
    one = {"a": {"x": numbers, "y": numbers, "z": numbers}, "b": {"x": numbers, "y": numbers[:4], "z": numbers}}
    two = {"a": {"x": numbers, "y": changed, "z": many}, "b": {"x": numbers[:7], "y": numbers, "z": numbers}}
    expected = ["a.y [1, 4, 7]", "a.z [2, 3, 4, 5, 6]", "b.x [7]", "b.y [4]"]
    assert list(differing(one, two)) == list(differing(two, one)) == expected
    assert list(differing(one, one)) == []


# ---------------------------------------------------------------- a bystander

HOUSES = ((0, 4), (0, 10), (0, 22), (0, 30), (0, 55), (1, 20))
BELOW = 60 * 3 + 60  # the middle row of the lower level


def street(*watchers: int) -> World:
    """Six houses in a street of 60 cells, the last on another level; the first is a home, the fourth a workplace."""
    city = make_city(field(60, 3), field(60, 3), buildings=[(Use.PODS, level, x, 1) for level, x in HOUSES])
    world = make_world(city, [(4, 1), (10, 1)], [(WatcherKind.DRONE, cell) for cell in watchers])
    world.citizens.home[:], world.citizens.work[:] = [0, -1], [-1, 3]
    return world


def quiet(world: World, ticks: int = 1, *rules: tuple[str, Rule]) -> int:
    return quiet_building(Life(world, *rules), ticks)  # type: ignore[arg-type]  # a stand-in that has what the trial asks for


def test_the_building_is_taken_from_which_everybody_stays_farthest_away():
    assert quiet(street()) == 5, "nobody is on its level"
    assert quiet(street(BELOW + 19)) == 4, "a watcher is one cell off; to the fifth it is 45 cells"
    assert quiet(street(BELOW + 19, 60 + 50)) == 2, "from 10 to 22 it is farther than from 50 to 55"
    assert quiet(street(BELOW + 19 + 60, 50)) == 2, "a row off is no farther than that"
    assert quiet(street(BELOW + 14, 60 + 50, 60 + 18)) == 5


def visit(tick: int, cell: int, inside: int = -1) -> tuple[str, Rule]:
    """Somebody who is there as a tick begins, and elsewhere in all others."""

    def rule(world: World) -> None:
        here = world.tick == tick - 1
        world.citizens.cell[1], world.citizens.inside[1] = (cell, inside) if here else (64, -1)

    return "visit", rule


def test_somebody_who_goes_in_or_stands_there_when_it_is_looked_spoils_a_building():
    assert quiet(street(), 9, visit(7, 64, inside=5)) == 4, "it has been in there"
    assert quiet(street(), 7, visit(7, 64, inside=5)) == 5, "that would have come later"
    assert quiet(street(), 21, visit(20, BELOW + 20)) == 4, "it stood before it when it was looked"
    assert quiet(street(), 20, visit(20, BELOW + 20)) == 5
    assert quiet(street(), 30, visit(15, BELOW + 20)) == 5, "it is looked every ten ticks"


def test_it_is_looked_for_by_living_on_and_the_log_is_not_kept():
    life: Any = Life(street(), ("noise", lambda world: world.events.one(Kind.HID, 0)))
    quiet_building(life, 13)
    assert (life.tick, life.world.events.n) == (13, 0)


def test_where_somebody_comes_by_every_building_there_is_none():
    def inside(world: World) -> None:
        world.citizens.inside[0] = world.tick

    assert quiet(street(), 7, ("inside", inside)) == -1
    assert quiet(street(), 6, ("inside", inside)) == 5, "one tick less, and nobody has been in the last"


def test_a_sleeper_is_like_the_first_who_lies_plugged_in_and_lies_at_home_alone():
    world = street()
    kept = {
        "being": 1, "age": 61, "tagged": 0, "plugged": 1, "obedience": 123, "productivity": 456, "lapse": 789,
        "expires": 987, "shift": 321, "cause": 55,
    }  # fmt: skip
    for name, value in kept.items():
        getattr(world.citizens, name)[:] = [0, value]
    before, known = world.state()["citizens"], world.cache(Index)
    assert add_a_sleeper(world, 4) == 2
    assert world.citizens.n == 3
    assert world.cache(Index) is not known, "caches know nothing of one more"
    now = world.citizens
    assert {name: int(getattr(now, name)[2]) for name in kept} == kept
    assert (now.home[2], now.inside[2], now.work[2], now.cell[2]) == (4, 4, -1, 60 + 55)
    assert (now.doing[2], now.luck[2]) == (Activity.PLUGGED, luck.key_of("a bystander"))
    assert all((getattr(now, name)[:2] == values).all() for name, values in before.items())


def bystander(monkeypatch: pytest.MonkeyPatch, rule: Rule, plugged: bool = True) -> Fault | None:
    def begin(scenario: Any, seed: int) -> Any:
        world = street()
        world.citizens.plugged[:] = [False, plugged]
        world.facilities.grow(1)
        return Life(world, ("rule", rule))

    monkeypatch.setattr(trials, "_begin", begin)
    return trials._bystander(None, 1, 7)  # type: ignore[arg-type]  # a stand-in that has what the trial asks for


def test_a_bystander_counts_for_nothing_but_for_the_log_and_what_has_to_be_fed(monkeypatch):
    def fed(world: World) -> None:
        world.facilities.raw[0] -= world.citizens.n
        world.citizens.age[2:] += 1
        world.events.one(Kind.HID, world.citizens.n)

    def counted(world: World) -> None:
        if world.tick == 4:
            world.citizens.age[1] += world.citizens.n

    assert bystander(monkeypatch, fed) is None
    assert bystander(monkeypatch, counted) == Fault("bystander", "rule", 4, "citizens.age [1]")
    monkeypatch.setattr(trials, "quiet_building", lambda sim, ticks: 0)
    assert bystander(monkeypatch, fed) is None, "it may be the first building"


def test_where_nobody_can_lie_apart_there_is_no_trial_of_a_bystander(monkeypatch):
    def inside(world: World) -> None:
        world.citizens.inside[0] = world.tick

    with pytest.raises(trials._NoTrialError, match="somebody comes by every building"):
        bystander(monkeypatch, inside)
    with pytest.raises(trials._NoTrialError, match="nobody lies plugged in"):
        bystander(monkeypatch, older, plugged=False)
