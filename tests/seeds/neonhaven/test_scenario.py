"""The scenario `neonhaven`: its map, its network, the evening of the two; and a person whom two scenarios share."""

import json
import shutil

import numpy as np
import pytest
from contract.test_causes import unread
from ruamel.yaml import YAML

import undergrid
from undergrid import runs
from undergrid.core.paths import Links, PathFinder
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.authority.timetable import between
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control
from undergrid.world.places.ways import Ways
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind

PEOPLE = 60
PARTY = ("kael", "lyra", "sela", "dov", "pike")


@pytest.fixture(scope="module")
def evening():
    """The first two hours, with few people."""
    sim = undergrid.load("neonhaven", seed=1, people=PEOPLE)
    sim.run(7200)
    return sim


@pytest.fixture(scope="module")
def begun():
    """As it begins."""
    return undergrid.load("neonhaven", seed=1, people=PEOPLE)


def test_some_two_thousand_nodes_hang_on_the_core_and_none_is_dark(begun, evening):
    world = begun.world
    assert 1900 <= world.nodes.n <= 2100
    kinds = set(world.nodes.kind.tolist())
    assert {NodeKind.SHIELD, NodeKind.PODS, NodeKind.PLANT, NodeKind.SUBSTATION, NodeKind.LIFT} <= kinds
    controlled = ~np.isin(world.nodes.kind, (NodeKind.PLANT, NodeKind.SUBSTATION))
    cut_off = np.flatnonzero(controlled & (world.cache(Control).reached == 0)).tolist()
    assert [world.node_names[row] for row in cut_off] == ["cold_store"]
    assert not evening.world.nodes.failed.any()


def test_n30_from_outside_a_way_leads_to_the_core_by_aqueduct_and_central_lift_alone(begun):
    """Through no gate, no shield, and past no camera before the hall of the lift; without either link there is none."""
    world = begun.world
    city, ways = world.city, world.cache(Ways)
    links = Links.between(city.n_cells, city.link_a, city.link_b, city.link_mm)
    finder = PathFinder(city.width, city.height, len(city.levels), links, city.cell_mm)
    way = city.places["crawler_train"], city.places["core_cradle"]
    found = finder.find_path(ways.walk, *way, ways.link_open)
    assert found.length > 0
    for name in ("aqueduct_mouth_tunnel", "central_lift"):
        number = next(n for n, link in enumerate(city.links) if link.name == name)
        is_open = ways.link_open.copy()
        is_open[number] = 0
        assert {int(city.link_a[number]), int(city.link_b[number])} <= set(found.cells.tolist())
        assert finder.find_path(ways.walk, *way, is_open).length < 0
    tunnels = city.level("undergrid")
    cameras = [post.cell for post in city.posts if post.kind == "camera" and post.cell // city.area == tunnels]
    assert [city.districts[int(np.asarray(city.district_of)[cell])].name for cell in cameras] == ["lift_hall"]


def test_the_two_are_at_the_base_that_evening_once_the_storm_has_calmed(evening):
    events = evening.world.events.rows()
    calm = next(event.tick for event in events if event.kind == Kind.SANDSTORM_ENDED)
    assert evening.endings()["at_the_base"] > calm


def test_somebody_has_read_every_pair_of_an_event_and_its_cause(evening):
    assert unread(evening.world.events.rows()) == []


def test_no_beat_of_who_goes_on_foot_leads_through_a_wall(begun):
    world = begun.world
    walk, width = world.cache(Ways).walk, world.city.width
    beats = [post.beat for post in world.city.posts if post.kind == "hunter" and post.beat]
    assert len(beats) == 5
    for beat in beats:
        for a, b in zip(beat, (*beat[1:], beat[0]), strict=True):
            assert all(walk[between(int(a), int(b), width, part, 2000)] for part in range(2001)), world.city.where(a)


def test_whoever_goes_along_carries_a_chip_for_the_central_lift(begun):
    items = begun.world.items
    for name in PARTY:
        chip = items.first(holder=begun.row(name), kind=ItemKind.CHIP)
        assert chip >= 0
        assert items.identity[chip] == begun.row("castellan")


def traits(sim, name):
    """What somebody is and carries, and nothing of where."""
    world, who = sim.world, sim.row(name)
    slot = world.profiles.first(owner=who)
    said = ("category", "past", "medicine", "soldiering", "hunted", "debt")
    rows = np.flatnonzero(world.items.used & (world.items.holder == who))
    things = {(int(world.items.kind[row]), int(world.items.count[row])) for row in rows}
    return {"age": int(world.citizens.age[who]), "things": things} | {
        column: int(getattr(world.profiles, column)[slot]) for column in said
    }


def test_x1_two_scenarios_may_share_a_person(tmp_path):
    """A Kael stands in both. Which of them it is, an author decides: an entry moves between the files as it is."""
    source = {name: load(name, PEOPLE).path.parent for name in ("eden", "neonhaven")}
    yaml = YAML(typ="safe", pure=True)
    said = {name: yaml.load((folder / "scenario.yaml").read_text("utf-8")) for name, folder in source.items()}
    moved = said["neonhaven"]
    own = {key: value for key, value in said["eden"]["cast"]["kael"].items() if key not in ("at", "wants")}
    moved["cast"]["kael"] = own | {"at": "crawler_train", "wants": [{"escort": "lyra"}]}
    copy = shutil.copytree(source["neonhaven"], tmp_path / "neonhaven")
    (copy / "arcs.yaml").unlink()
    (copy / "scenario.yaml").write_text(json.dumps(moved), "utf-8")

    sims = [undergrid.load(name, seed=3, people=PEOPLE) for name in ("eden", "neonhaven")]
    sims.append(Sim(build(load(copy, PEOPLE), 3, PEOPLE)))
    for sim in sims:
        sim.run(30)
    eden, neonhaven, shared = (traits(sim, "kael") for sim in sims)
    assert eden == shared
    assert eden["things"] != neonhaven["things"]
    assert sims[2].world.citizens.luck[sims[2].row("kael")] == sims[1].world.citizens.luck[sims[1].row("kael")]


def test_a_run_that_is_killed_is_gone_on_with_to_the_same_end_and_verifies(tmp_path):
    whole = runs.record("neonhaven", tmp_path / "whole", seed=1, people=300, until=1500)

    def stop(tick, of):
        if tick >= 900:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        runs.record("neonhaven", tmp_path / "killed", seed=1, people=300, until=1500, progress=stop)
    assert runs.resume(tmp_path / "killed").meta.digest == whole.meta.digest
    assert runs.verify(tmp_path / "killed") == []
