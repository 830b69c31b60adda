"""Kit: what people carry, by kind and quality, and what changes hands."""

from scenes.ward import HEALER, PATIENT, equip, ward

from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind

GAUZE, WATER, CHIP = ItemKind.GAUZE, ItemKind.WATER, ItemKind.CHIP


def carried(world, who, kind=GAUZE):
    return [(int(world.items.quality[s]), int(world.items.count[s])) for s in kit.slots_of(world, who, kind)]


def test_things_of_one_quality_share_a_slot_and_the_best_come_first():
    world = ward()
    for quality, n in ((40, 2), (90, 1), (40, 3)):
        equip(world, quality=quality, gauze=n)
    assert carried(world, HEALER) == [(90, 1), (40, 5)]
    assert (kit.count(world, HEALER, GAUZE), kit.quality(world, HEALER, GAUZE)) == (6, 90)
    assert (kit.count(world, PATIENT, GAUZE), kit.quality(world, PATIENT, GAUZE)) == (0, 0)
    slot = kit.slots_of(world, HEALER, GAUZE)[0]
    assert (world.items.holder[slot], world.items.kind[slot]) == (HEALER, GAUZE)
    assert kit.add(world, HEALER, GAUZE, 1, 99, 90) == slot
    assert world.items.cause[slot] == 99


def test_the_best_is_used_up_first_and_nothing_where_there_is_too_little():
    world = ward()
    equip(world, quality=40, gauze=2)
    equip(world, quality=90, gauze=2)
    assert not kit.spend(world, HEALER, GAUZE, 5)
    assert carried(world, HEALER) == [(90, 2), (40, 2)]
    assert kit.spend(world, HEALER, GAUZE)
    assert carried(world, HEALER) == [(90, 1), (40, 2)]
    assert kit.spend(world, HEALER, GAUZE, 2)
    assert carried(world, HEALER) == [(40, 1)]
    assert kit.spend(world, HEALER, GAUZE, 1)
    assert carried(world, HEALER) == []
    assert not kit.spend(world, HEALER, GAUZE, 1)


def test_no_two_things_share_their_luck():
    world = ward()
    for quality in range(10, 60, 10):
        equip(world, quality=quality, gauze=1, water=1)
    rows = world.items.rows()
    assert len(set(world.items.luck[rows].tolist())) == len(rows) == 10


def test_one_thing_changes_hands_and_a_chip_keeps_its_slot():
    world = ward()
    equip(world, quality=70, gauze=2)
    slot = kit.slots_of(world, HEALER, GAUZE)[0]
    got = kit.hand(world, slot, PATIENT, 55)
    assert got != slot
    assert (carried(world, HEALER), carried(world, PATIENT)) == ([(70, 1)], [(70, 1)])
    assert world.items.cause[got] == 55
    kit.hand(world, slot, PATIENT, 56)
    assert (carried(world, HEALER), carried(world, PATIENT)) == ([], [(70, 2)])
    assert not world.items.used[slot]
    chips = [kit.add(world, HEALER, CHIP, 1, 5) for _ in range(2)]
    assert chips[0] != chips[1], "each chip is one of its own"
    world.items.cell[chips[0]] = world.items.building[chips[0]] = 7
    assert kit.hand(world, chips[0], PATIENT, 57) == chips[0]
    row = world.items
    assert (row.holder[chips[0]], row.cause[chips[0]], row.cell[chips[0]], row.building[chips[0]]) == (
        PATIENT,
        57,
        -1,
        -1,
    )


def test_the_chip_held_out_is_the_least_corrupted_then_the_youngest():
    world = ward()
    assert kit.best_chip(world, HEALER) == -1
    slots = [kit.add(world, HEALER, CHIP, 1, 5) for _ in range(3)]
    world.items.corruption[slots], world.items.issued[slots] = [5, 2, 2], [9, 3, 4]
    assert kit.best_chip(world, HEALER) == slots[2]
    world.items.issued[slots[1]] = 5
    assert kit.best_chip(world, HEALER) == slots[1]


def test_what_lies_here_can_be_taken_and_what_is_built_in_or_elsewhere_cannot():
    world = ward()
    here = int(world.citizens.cell[HEALER])
    slots = world.items.take(5)
    world.items.kind[slots], world.items.count[slots] = GAUZE, [1, 1, 1, 0, 1]
    world.items.cell[slots] = [here, here + 1, -1, here, here]
    world.items.quality[slots] = [30, 99, 99, 99, 60]
    assert kit.to_be_taken(world, HEALER, -1, GAUZE) == [slots[4], slots[0]]
    world.citizens.inside[HEALER] = 3
    assert kit.to_be_taken(world, HEALER, -1, GAUZE) == []
    world.items.building[slots[1]] = 3
    assert kit.to_be_taken(world, HEALER, -1, GAUZE) == [slots[1]]
    equip(world, PATIENT, gauze=1)
    assert kit.to_be_taken(world, HEALER, PATIENT, GAUZE) == kit.slots_of(world, PATIENT, GAUZE)
