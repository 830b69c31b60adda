"""Rust, the worked example of a maker's rule: metal that gets wet loses its edge."""

import shutil
import types
from pathlib import Path

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import City, Ground
from undergrid.core import luck
from undergrid.makers import gather
from undergrid.runs.reading import Log
from undergrid.runs.record import record, resume
from undergrid.runs.replay import fork, replay
from undergrid.runs.trials import try_rules
from undergrid.setup.new import new
from undergrid.story import chronicle, why
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.sky import Programme
from undergrid.world.world import World

EXAMPLE = Path(__file__).parents[2] / "examples" / "rust.py"
HOUR = 60  # looks: the rule runs once a minute
RAINY = "{slot_hours: 0.1, clear: 0, clouds: 0, drizzle: 0, rain: 1, storm: 0}"


@pytest.fixture(scope="module")
def rust() -> types.ModuleType:
    rules, faults = gather(["rust.py after weather"], EXAMPLE.parent)
    assert faults == []
    return rules[0].module


def carriers(
    rust: types.ModuleType,
    people: int = 1,
    rain: int = 4,
    kind: ItemKind = ItemKind.SCALPEL,
    city: City | None = None,
) -> World:
    """People outdoors, each with a thing of a kind."""
    plain = make_world(city or make_city(field(50, 50)), people)
    world = World(plain.city, 1, brought=rust.TABLES)
    for name, table in plain.tables.items():
        world.tables[name].restore(table.state())
    world.rebuild()
    give(world, kind)
    world.sky.rain[0] = rain
    return world


def give(world: World, kind: ItemKind) -> None:
    """A thing for everybody."""
    n = world.citizens.n
    slots = world.items.take(n)
    world.items.kind[slots], world.items.holder[slots] = kind, range(n)
    world.items.luck[slots] = [luck.key_of(f"test/thing/{who}") for who in range(n)]
    world.items.cause[slots] = world.scenario_event


def told(world: World) -> list[tuple[int, int, int]]:
    return [(e.who, e.amount, e.cause) for e in world.events.rows() if e.kind == Kind.RUSTED]


def test_a_scalpel_carried_through_the_rain_rusts_and_the_weather_is_why(rust):
    world = carriers(rust)
    world.sky.cause[0] = world.events.one(Kind.PROGRAMME_CHANGED, amount=Programme.RAIN, cause=world.scenario_event)
    run(rust, world, 10 * HOUR, per_hour=6)
    assert world.items.quality[0] < 100
    assert told(world) == [(0, ItemKind.SCALPEL, int(world.sky.cause[0]))]
    assert world.tables["rust"].lost[0] == 100 - world.items.quality[0]


def test_half_of_what_is_wet_has_rusted_by_the_half_life(rust):
    """With a rate of r an hour the share that has lost nothing after t hours is exp(-rt)."""
    world = carriers(rust, people=2000)
    run(rust, world, HOUR // 2, per_hour=2 * np.log(2))
    dry = np.count_nonzero(world.items.quality[:2000] == 100)
    assert dry == pytest.approx(1000, abs=90)  # four standard deviations


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("it is dry", {"rain": 0}),
        ("it is no metal", {"kind": ItemKind.GAUZE}),
    ],
)
def test_nothing_rusts_where(rust, what, given):
    world = carriers(rust, **given)
    run(rust, world, 10 * HOUR, per_hour=60)
    assert told(world) == [], what
    assert world.items.quality[0] == 100


def test_indoors_and_below_ground_it_stays_dry(rust):
    indoors, below = carriers(rust), carriers(rust)
    indoors.citizens.inside[0] = 0
    below.city.__dict__["flags"] = np.zeros(1, np.uint8)  # no sky over it
    for world in (indoors, below):
        run(rust, world, 10 * HOUR, per_hour=60)
        assert world.items.quality[0] == 100


def test_beside_water_it_rusts_in_fair_weather_too_and_nothing_but_a_draw_is_why(rust):
    canal = make_city("\n".join(["......", "......"]))
    canal.ground[8] = Ground.WATER  # right below the third cell
    world = carriers(rust, rain=0, city=canal)
    world.citizens.cell[0] = 2
    run(rust, world, 10 * HOUR, per_hour=6)
    assert told(world) == [(0, ItemKind.SCALPEL, 0)]


def test_a_thing_in_a_slot_that_was_another_things_begins_anew(rust):
    world = carriers(rust)
    run(rust, world, 10 * HOUR, per_hour=6)
    world.items.free(np.array([0]))
    give(world, ItemKind.SCALPEL)
    run(rust, world, 10 * HOUR, per_hour=6)
    assert len(told(world)) == 2


# ---------------------------------------------------------------- in a scenario of its own


@pytest.fixture
def scenario(tmp_path, monkeypatch) -> Path:
    """A new scenario that names the rule: one file, one line, and a day of rain."""
    monkeypatch.chdir(tmp_path)
    folder = new("wet")
    (folder / "rules").mkdir()
    shutil.copy(EXAMPLE, folder / "rules" / "rust.py")
    file = folder / "scenario.yaml"
    text = file.read_text("utf-8")
    for before, after in (
        ("rules: {}", f"systems: [rules/rust.py after weather]\nrules: {{rust: {{per_hour: 20}}, weather: {RAINY}}}"),
        ("carries: [{chip: {of: jonas, age: 20 d, corruption: 15 %}}]", "carries: [{scalpel: 1}, {scanner: 1}]"),
        ("wants: [{reach: old_station}]", "wants: []"),
        ('starts: "21:00", lasts: 6 h', 'starts: "12:00", lasts: 2 h'),
    ):  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, "utf-8")
    return folder


def test_it_holds_what_every_rule_has_to_hold(scenario):
    assert try_rules(scenario) == []


def test_a_run_with_it_is_recorded_resumed_replayed_forked_and_told(scenario, tmp_path):
    made = record(scenario, tmp_path / "run", keyframe=1800)
    assert [entry["rule"] for entry in made.meta.systems] == ["rust"]
    assert made.meta.order.index("rust") == made.meta.order.index("weather") + 1
    assert (tmp_path / "run" / "scenario" / "rules" / "rust.py").read_text() == EXAMPLE.read_text()
    assert replay(tmp_path / "run").same
    branch = fork(tmp_path / "run", tmp_path / "fork", at="1 h", set={"rust.per_hour": 60.0})
    assert branch.meta.systems == made.meta.systems
    assert resume(tmp_path / "fork").meta.status == "ended"
    log = Log(tmp_path / "run")
    rusted = [event for event in log.events() if event.kind == Kind.RUSTED]
    assert rusted
    chain = why(log, rusted[0].id)
    assert chain[0].sentence == f"Rust begins to eat a {log.told(rusted[0]).amount} that Mara carries."
    assert chain[1].told.kind == "programme changed"
    told = chronicle(log, of="mara", length="full")
    assert any("Rust begins to eat" in sentence.text for scene in told.scenes for sentence in scene.sentences)
