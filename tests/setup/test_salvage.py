"""What a scenario says of wrecks, suits and sandstorms; and how mistakes in it are told."""

import pytest
from scenes.on_village import on_village

from undergrid import setup
from undergrid.setup.check.targets import amount_of
from undergrid.world.items.suits import part_of
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.suits import OF_SUITS, WHOLE

GOOD = """
scenario: scrapyard
title: Somebody in a scrapyard
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
wrecks: [{at: old_station, parts: 14}, {at: old_station, parts: 5, drone: true}]
sandstorms: [{starts: 10 min, lasts: 1 h, dust: 700, wind: 12}]
cast:
  kael: {name: Kael, at: old_station, carries: [{suit: 1, quality: 35 %}, {scope: 1}, {detector: 1}]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("scrapyard")
    return on_village(made)


def checked(folder, text=GOOD):
    (folder / "scenario.yaml").write_text(text)
    return setup.check(folder / "scenario.yaml")


def test_wrecks_suits_and_storms_are_as_the_file_says(folder):
    assert checked(folder) == []
    world = setup.build(folder, 1).world
    rows = world.wrecks.rows()
    assert world.wrecks.parts[rows].tolist() == world.wrecks.held[rows].tolist() == [14, 5]
    assert world.wrecks.frame[rows].tolist() == [False, True]
    assert len(set(world.wrecks.luck[rows].tolist())) == 2
    for part in OF_SUITS:
        assert world.suit_parts.worn[part_of(world, 0, part)] == WHOLE * 65 // 100
    storms = world.storms
    assert (storms.starts[0], storms.ends[0], storms.dust[0], storms.wind[0]) == (600, 4200, 700, 120)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{at: old_station, parts: 14}", "{at: old_staton, parts: 14}", "the map has no place 'old_staton'"),
        ("parts: 14", "parts: -1", "parts"),
        ("drone: true", "dron: true", "dron"),
        ("lasts: 1 h, dust", "lasts: 0, dust", "lasts"),
        ("dust: 700", "dust: 9000", "dust"),
        ("quality: 35 %", "quality: 350 %", "quality"),
    ],
)
def test_a_mistake_in_it_is_told(folder, old, new, says):
    assert GOOD.count(old) == 1
    (problem,) = checked(folder, GOOD.replace(old, new))
    assert says in str(problem)


def test_what_is_to_be_built_goes_by_name(folder):
    checked(folder)
    built = setup.build(folder, 1)
    assert amount_of(built, Verb.BUILD, "rifle") == 13
    with pytest.raises(ValueError, match="unknown thing 'rifel'"):
        amount_of(built, Verb.BUILD, "rifel")


def test_a_file_that_says_nothing_of_it_has_the_digest_that_it_had(folder):
    plain = "\n".join(
        line for line in GOOD.splitlines() if not line.startswith(("wrecks", "sandstorms", "cast", "  kael"))
    )
    checked(folder, plain)
    said = setup.load(folder).spec.model_dump_json()
    digest = setup.load(folder).digest
    assert '"wrecks":[]' in said
    checked(folder, plain + "\nwrecks: []\n")
    assert setup.load(folder).digest == digest
    checked(folder, plain + "\nwrecks: [{at: old_station, parts: 1}]\n")
    assert setup.load(folder).digest != digest
