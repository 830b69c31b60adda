"""What a scenario says of arms and armour, and at which watchers orders can be aimed; how mistakes are told."""

import pytest
from scenes.battlefield import battle

from undergrid import setup
from undergrid.setup.check.targets import amount_of, target_of
from undergrid.world.combat.armour import worn_by
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb

ARMS = [{"plasma": 1}, {"rounds": 12}, {"grenade": 2}, {"armour": 1, "quality": "60 %"}]
CAST = {"mara": {"at": ("street", 4, 4), "carries": ARMS}}
WATCHED = {"places": {"post": ["street", 12, 5]}, "watchers": {"more": [{"kind": "drone", "at": "post"}]}}


def test_arms_and_armour_are_carried_as_the_file_says(tmp_path):
    world = battle(tmp_path, CAST).world
    held = (ItemKind.PLASMA, ItemKind.ROUNDS, ItemKind.GRENADE, ItemKind.ARMOUR)
    assert [kit.count(world, 0, kind) for kind in held] == [1, 12, 2, 1]
    assert world.items.quality[worn_by(world, 0)] == 60


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"armour": 1', '"armour": 2', "armour"),
        ('"rounds": 12', '"roundes": 12', "rounds"),
        ('"map.tmx"', '"map.tmx", "rules": {"return_fire": {"watcher": true}}', "watchers"),
        ('"map.tmx"', '"map.tmx", "rules": {"armour": {"covers": 1}}', "0.95"),
    ],
)
def test_mistakes_are_told_with_what_was_meant(tmp_path, old, new, says):
    battle(tmp_path, CAST)
    file = tmp_path / "scenario.yaml"
    file.write_text(file.read_text().replace(old, new))
    (wrong,) = setup.check(file)
    assert says in str(wrong)


def test_orders_name_watchers_as_logs_do_and_weapons_as_files_do(tmp_path):
    battle(tmp_path, CAST, **WATCHED)
    built = setup.build(tmp_path, 1)
    assert target_of(built, Verb.SHOOT_DOWN, "drone_1") == 0
    assert amount_of(built, Verb.SHOOT, "rifle") == ItemKind.RIFLE
    with pytest.raises(ValueError, match="drone_1"):
        target_of(built, Verb.SHOOT_DOWN, "dron_1")
