"""The scenario `neonhaven`: its map, its network, the first evening of the two; and a person whom two scenarios share."""

import json
import shutil

import numpy as np
import pytest
from contract.test_causes import unread
from ruamel.yaml import YAML

import undergrid
from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control
from undergrid.world.places.ways import Ways
from undergrid.world.tables.network import NodeKind

PEOPLE = 60
PARTY = ("kael", "lyra", "sela", "dov", "pike")


@pytest.fixture(scope="module")
def evening():
    """The first two hours, with few people."""
    sim = undergrid.load("neonhaven", seed=1, people=PEOPLE)
    sim.run(7200)
    return sim


def test_some_two_thousand_nodes_hang_on_the_core_and_none_is_dark(evening):
    world = undergrid.load("neonhaven", seed=1, people=PEOPLE).world
    assert 1900 <= world.nodes.n <= 2100
    kinds = set(world.nodes.kind.tolist())
    assert {NodeKind.SHIELD, NodeKind.PODS, NodeKind.PLANT, NodeKind.SUBSTATION, NodeKind.LIFT} <= kinds
    controlled = ~np.isin(world.nodes.kind, (NodeKind.PLANT, NodeKind.SUBSTATION))
    assert world.cache(Control).reached[controlled].all()
    assert not evening.world.nodes.failed.any()


def test_those_who_stand_outside_get_to_the_core_by_aqueduct_and_central_lift_alone(evening):
    """A way leads there, through no gate and no shield; without either of the two links none does."""
    world = undergrid.load("neonhaven", seed=1, people=PEOPLE).world
    city, ways = world.city, world.cache(Ways)
    start, core = city.places["crawler_train"], city.places["core_cradle"]
    names = [link.name for link in city.links]
    taken = links_on(city, ways.routes.path(start, core).cells.tolist())
    assert {"aqueduct_mouth_tunnel", "central_lift"} <= {names[link] for link in taken}
    assert not any(names[link].startswith("gate") for link in taken)
    lanes = np.ones(len(names), np.uint8)
    for name in ("aqueduct_mouth_tunnel", "central_lift"):
        lanes[:] = ways.link_open
        lanes[names.index(name)] = 0
        assert not reaches(city, ways.walk, lanes, start, core)


def test_the_two_are_at_the_base_that_evening_once_the_storm_has_calmed(evening):
    events = evening.world.events.rows()
    calm = next(event.tick for event in events if event.kind == Kind.SANDSTORM_ENDED)
    assert evening.endings()["at_the_base"] > calm


def test_somebody_has_read_every_pair_of_an_event_and_its_cause(evening):
    assert unread(evening.world.events.rows()) == []


def test_whoever_goes_along_carries_a_chip_that_the_central_lift_may_take(evening):
    world = undergrid.load("neonhaven", seed=1, people=PEOPLE).world
    held = {int(who) for who in world.clearances.owner[world.clearances.rows()]}
    assert {evening.row(name) for name in PARTY} <= held


def test_x1_two_scenarios_may_share_a_person(tmp_path):
    """A Kael stands in both. Which of them it is, an author decides: an entry moves from one file to the other as it is."""
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
    assert eden != neonhaven
    assert sims[2].world.citizens.luck[sims[2].row("kael")] == sims[1].world.citizens.luck[sims[1].row("kael")]
