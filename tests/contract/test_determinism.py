"""What holds for all systems together: same in, same out, and nobody's fate hangs on a stranger.

A city's digest covers all its columns; the hash of the log covers all events with their ids, causes and odds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from undergrid.core import jit, luck
from undergrid.core.jit import kernel
from undergrid.runs.trials import add_a_sleeper, differing, quiet_building
from undergrid.sim import Sim
from undergrid.world.log.events import COLUMNS
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.world import World

from . import lives

EVENING, MORNING = "17:50", "07:55"  # when many are on their way, and the first watch over who is late


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small cities: the village in the morning and at night, the big story in the evening."""
    folder = tmp_path_factory.mktemp("scenarios")
    return {
        "village": lives.at_another_hour("village", MORNING, folder),
        "curfew": lives.at_another_hour("village", "21:55", folder),
        "expiry": lives.at_another_hour("expiry", EVENING, folder),
    }


CITIES = pytest.mark.parametrize(("city", "people"), [("village", 200), ("curfew", 200), ("expiry", 300)])


def elsewhere(scenario: Path, people: int, ticks: int, every: int, threads: int = 1, **environment: str) -> list[str]:
    """The same life in another process."""
    command = [sys.executable, "-m", "contract.lives", str(scenario), *map(str, (people, ticks, every, threads))]
    tests = str(Path(__file__).parents[1])
    environment = {**os.environ, **environment, "PYTHONPATH": os.pathsep.join([tests, *sys.path])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ---------------------------------------------------------------- same in, same out


def test_another_process_lives_the_same_life(scenarios):
    here = lives.live(lives.begin(scenarios["expiry"], 300), 900, 300)
    assert elsewhere(scenarios["expiry"], 300, 900, 300, PYTHONHASHSEED="77") == here


@pytest.mark.parametrize(("city", "people", "ticks"), [("village", 120, 400), ("expiry", 150, 300)])
def test_plain_python_lives_the_same_life_as_compiled_code(scenarios, city, people, ticks):
    compiled = lives.live(lives.begin(scenarios[city], people), ticks, 50)
    assert elsewhere(scenarios[city], people, ticks, 50, UNDERGRID_JIT="0") == compiled


@pytest.mark.skipif(not jit.COMPILED, reason="plain Python has one thread")
@CITIES
def test_two_threads_live_the_same_life_as_one(scenarios, city, people):
    one = lives.live(lives.begin(scenarios[city], people), 900, 300)
    assert elsewhere(scenarios[city], people, 900, 300, threads=2, NUMBA_NUM_THREADS="2") == one


def test_another_seed_lives_another_life(scenarios):
    one, other = (lives.live(lives.begin(scenarios["village"], seed=seed), 60, 60) for seed in (5, 6))
    assert one != other


def test_looking_changes_nothing(scenarios):
    watched, alone = (lives.begin(scenarios["expiry"], 200) for _ in range(2))
    for tick in range(300):
        watched.step()
        alone.advance()
        if tick % 20 == 0:
            watched.view("rex"), watched.view(50), watched.digest(), watched.endings(), watched.names()
            watched.fork().run(watched.tick + 5)
    assert watched.digest() == alone.digest()
    assert lives.log_hash(watched) == lives.log_hash(alone)


# ---------------------------------------------------------------- heavy mode


@CITIES
def test_a_city_saved_and_restored_before_every_tick_lives_the_same_life(scenarios, city, people):
    """Heavy mode: whatever is not in the tables is thrown away before each tick; in every `Out` stands nonsense."""
    alone, heavy = (lives.begin(scenarios[city], people) for _ in range(2))
    for tick in range(300):
        heavy = heavy.fork()
        happened = alone.step()
        assert heavy.step() == happened, f"tick {tick}"
        assert heavy.digest() == alone.digest(), (
            f"tick {tick}: {list(differing(heavy.world.state(), alone.world.state()))}"
        )


def test_a_story_as_written_is_saved_with_how_far_it_has_come():
    alone, heavy = (lives.begin("expiry", canon=True) for _ in range(2))
    while (alone.world.beats.done >= 0).sum() < 4:
        alone.run(alone.tick + 97)
        heavy.run(alone.tick)
        heavy = heavy.fork()
        assert heavy.digest() == alone.digest(), list(differing(heavy.world.state(), alone.world.state()))
        assert alone.tick < 3600, "the story does not get under way"
    assert heavy.canon is not None
    assert heavy.canon.next >= 4


@CITIES
def test_a_city_restored_now_and_then_over_hours_lives_the_same_life(scenarios, city, people):
    alone, heavy = (lives.begin(scenarios[city], people) for _ in range(2))
    for _ in range(24):
        alone.run(alone.tick + 307)
        heavy.run(heavy.tick + 307)
        heavy.world.restore(heavy.tick, heavy.world.state())
        assert heavy.digest() == alone.digest(), list(differing(heavy.world.state(), alone.world.state()))
    assert lives.log_hash(heavy) == lives.log_hash(alone)


# ---------------------------------------------------------------- strangers


def test_one_more_citizen_asleep_at_home_changes_nobodys_fate(scenarios):
    """Crowding, talk and views may touch whoever is near; somebody alone behind a door of their own is near nobody."""
    plain, more = (lives.begin(scenarios["village"]) for _ in range(2))
    home = quiet_building(lives.begin(scenarios["village"]), 3600)
    bystander = add_a_sleeper(more.world, home)
    for sim in (plain, more):
        sim.run(3600)
    assert strangers_that_differ(plain.world, more.world, bystander) == []
    mine = [row for row in log(more) if bystander in people_of(row)]
    assert [row for row in log(more) if row not in mine] == log(plain)


def strangers_that_differ(plain: World, more: World, bystander: int) -> list[str]:
    """The columns of `differing`, the bystander's own row and the city's stores of food apart."""
    return [
        f"{table}.{name}"
        for table, columns in plain.state().items()
        if table != "facilities"
        for name, values in columns.items()
        if not np.array_equal(values, more.state()[table][name][: bystander if table == "citizens" else None])
    ]


def log(sim: Sim) -> list[tuple[int, ...]]:
    columns = sim.world.events.columns()
    return list(zip(*(columns[name].tolist() for name in COLUMNS), strict=True))


def people_of(row: tuple[int, ...]) -> list[int]:
    roles = Kind(row[2])
    return [who for who, table in ((row[3], roles.who), (row[4], roles.whom)) if table == "citizen"]


def test_one_more_event_elsewhere_renumbers_nothing(scenarios):
    plain, more = (lives.begin(scenarios["village"]) for _ in range(2))
    sleeper = int(np.flatnonzero(plain.world.citizens.plugged)[-1])
    refused = Order(100, sleeper, Verb.TELL, sleeper)  # nobody can tell themselves anything
    for sim in (plain, more):
        for tick in range(1200):
            sim.advance((refused,) if sim is more and tick == 100 else ())
    assert more.digest() == plain.digest()
    extra = [row for row in log(more) if row[3] == sleeper and row[1] == 100 and row[2] in (Kind.ORDERED, Kind.REFUSED)]
    assert len(extra) == 2
    assert [row for row in log(more) if row not in extra] == log(plain)


@kernel
def _throw(key, lucky, below):
    n = 0
    for row in range(len(lucky)):
        n += luck.u32(key, int(lucky[row])) < below
    return n


def test_one_more_rule_moves_nobodys_draws(scenarios):
    stream = luck.stream("test/a rule elsewhere")

    def step(world: World, params: Any) -> None:
        assert _throw(world.key(stream), world.citizens.luck, luck.chance(0.5)) > 0
        world.events.one(Kind.HID, who=-1, amount=world.tick, stream=stream, odds=luck.chance(0.5))

    plain, more = (lives.begin(scenarios["village"]) for _ in range(2))
    for place in (3, 9, 0):
        more._systems.insert(place, (f"elsewhere {place}", step, None, 1, False))
    for sim in (plain, more):
        sim.run(1200)
    assert more.digest() == plain.digest()
    assert [row for row in log(more) if row[8] != stream] == log(plain)
    assert len(log(more)) == len(log(plain)) + 3 * 1200


# ---------------------------------------------------------------- anyone can be anyone


@pytest.mark.parametrize(("city", "who"), [("curfew", "ada"), ("expiry", "rex"), ("expiry", "lucy")])
def test_to_hop_in_do_what_they_would_have_done_and_hop_out_changes_nothing(scenarios, city, who):
    plain, played = (lives.begin(scenarios[city], 200) for _ in range(2))
    row = plain.row(who)
    given = 0
    for tick in range(3600 + 600):
        plain.advance()
        # the orders that the person's own mind gave in this tick, now from outside
        mine = [Order(tick, row, o.verb, o.target, o.amount) for o in plain.world.orders if o.who == row]
        given += len(mine)
        played.advance(mine if tick < 3600 else ())
        if tick % 100 == 99:
            assert played.digest() == plain.digest(), (
                f"tick {tick}: {list(differing(played.world.state(), plain.world.state()))}"
            )
    assert given > 0


# ---------------------------------------------------------------- every event knows its cause


def check_causes(sim: Sim, until: int) -> SimpleNamespace:
    """Live until a tick; every event must rest on an earlier one, or be an order, a draw or the scenario itself."""
    sim.run(until)
    events = sim.world.events
    log = SimpleNamespace(**events.columns())
    order = np.argsort(log.id)
    ids = log.id[order]
    assert (np.diff(ids) > 0).all(), "ids are not unique"
    caused = np.flatnonzero(log.cause)
    at = order[np.minimum(np.searchsorted(ids, log.cause[caused]), len(ids) - 1)]
    unknown = caused[log.id[at] != log.cause[caused]]
    assert not len(unknown), f"causes that are not in the log: {spelled(log, unknown)}"
    later = caused[at >= caused]  # the log is in the order in which things happened
    assert not len(later), f"causes that come later: {spelled(log, later)}"
    roots = np.flatnonzero(log.cause == 0)
    bare = roots[~np.isin(log.kind[roots], (Kind.SCENARIO, Kind.ORDERED)) & (log.stream[roots] == 0)]
    assert not len(bare), f"events that rest on nothing: {spelled(log, bare)}"
    because = events.because_columns()
    assert np.isin(because["event"], ids).all()
    assert np.isin(because["cause"], ids).all(), "further causes that are not in the log"
    assert (because["cause"] >> 39 <= because["event"] >> 39).all()
    return log


def spelled(log: SimpleNamespace, rows: np.ndarray) -> str:
    kinds = [Kind(int(log.kind[row])).name for row in rows.tolist()]
    first = [f"{kind} at {log.tick[row]}" for kind, row in zip(kinds[:5], rows.tolist(), strict=False)]
    return f"{len(rows)}, such as {', '.join(first)}; kinds {sorted(set(kinds))}"


@pytest.mark.parametrize(
    ("scenario", "people", "hours"),
    [
        ("village", 200, 12),
        ("expiry", 500, 6),
        pytest.param("village", 200, 36, marks=pytest.mark.slow),
        pytest.param("expiry", 500, 36, marks=pytest.mark.slow),
    ],
)
def test_every_event_of_a_run_leads_back_to_an_order_a_draw_or_the_scenario(scenario, people, hours):
    log = check_causes(lives.begin(scenario, people), hours * 3600)
    assert len(np.unique(log.kind)) >= 12  # a run in which something happens


def test_causes_hold_for_orders_from_outside_too(scenarios):
    sim = lives.begin(scenarios["village"])
    for tick in range(600):
        sim.advance([Order(tick, tick % 200, Verb(1 + tick % 14), tick * 37 % 4000 - 50, tick % 90)])
    check_causes(sim, 900)
