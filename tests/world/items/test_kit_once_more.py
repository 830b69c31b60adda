"""Kit kept twice: hundreds of things change hands, and a plain list of what everybody has says the same."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind

PEOPLE = 7
CHIP = ItemKind.CHIP
KINDS = (CHIP, ItemKind.GAUZE, ItemKind.WATER, ItemKind.BEACON)
GRAMS = {"CHIP": 5, "MORPHINE": 10, "SYRINGE": 20, "GAUZE": 30, "TOURNIQUET": 80, "WATER": 100, "SCALPEL": 20,
         "SCANNER": 600, "TARP": 1500, "BEAM": 60_000, "FUEL": 1000, "BEACON": 500, "SIDEARM": 1100, "RIFLE": 3600,
         "BLANKET": 1500, "FOOD": 500, "RADIO": 400, "CUTTERS": 3000, "PARTS": 500, "FUSION_CELL": 2000,
         "SUIT": 12_000, "JAMMER": 1500, "PLASMA": 5000, "GRENADE": 400, "ROUNDS": 12, "ARMOUR": 8000, "SCOPE": 500,
         "ENGINE_CUBE": 12_000,
         "DETECTOR": 700, "TERMINAL": 900, "CIGARETTE": 1}  # fmt: skip


class Shelf:
    """What each slot should hold: {slot: columns}, kept by the words of `kit`."""

    def __init__(self, world):
        self.world, self.slots = world, {}

    def of(self, who, kind):
        """Somebody's slots of a kind, the best first, of equals the lower one."""
        held = [(-one["quality"], slot) for slot, one in self.slots.items()
                if one["holder"] == who and one["kind"] == kind and one["count"] > 0]  # fmt: skip
        return [slot for _, slot in sorted(held)]

    def add(self, who, kind, n, cause, quality):
        for slot in self.of(who, kind):
            if self.slots[slot]["quality"] == quality and kind != CHIP:
                self.slots[slot]["count"] += n
                self.slots[slot]["cause"] = cause
                return slot
        n_held = sum(one["holder"] == who for one in self.slots.values())
        slot = next(slot for slot in range(1000) if slot not in self.slots)
        key = luck.child(int(self.world.citizens.luck[who]), self.world.tick, int(kind), n_held)
        self.slots[slot] = {"luck": key, "kind": int(kind), "holder": who, "count": n, "quality": quality,
                            "cause": cause, "cell": -1, "building": -1, "identity": -1, "issued": 0,
                            "corruption": 0}  # fmt: skip
        return slot

    def spend(self, who, kind, n):
        if sum(self.slots[slot]["count"] for slot in self.of(who, kind)) < n:
            return False
        for _ in range(n):
            self.less(self.of(who, kind)[0])
        return True

    def less(self, slot):
        self.slots[slot]["count"] -= 1
        if not self.slots[slot]["count"]:
            del self.slots[slot]

    def hand(self, slot, to, cause):
        one = self.slots[slot]
        if one["kind"] == CHIP:
            one |= {"holder": to, "cause": cause, "cell": -1, "building": -1}
            return slot
        got = self.add(to, one["kind"], 1, cause, one["quality"])
        self.less(slot)
        return got


def assert_alike(world, shelf):
    items = world.items
    assert items.rows().tolist() == sorted(shelf.slots)
    for slot, one in shelf.slots.items():
        assert {name: int(getattr(items, name)[slot]) for name in one} == one, slot
    for who in range(PEOPLE):
        mine = [one for one in shelf.slots.values() if one["holder"] == who]
        assert kit.load(world, who) == sum(GRAMS[ItemKind(one["kind"]).name] * one["count"] for one in mine)
        for kind in KINDS:
            slots = shelf.of(who, kind)
            assert kit.slots_of(world, who, kind) == kit.to_be_taken(world, 0, who, kind) == slots
            assert kit.count(world, who, kind) == sum(shelf.slots[slot]["count"] for slot in slots)
            assert kit.quality(world, who, kind) == (shelf.slots[slots[0]]["quality"] if slots else 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_all_that_is_got_spent_and_handed_over_is_where_it_should_be(seed):
    world, dice = make_world(field(9, 9), PEOPLE), np.random.default_rng(seed)
    shelf, spent = Shelf(world), []
    for step in range(400):
        world.tick = step // 3
        who, kind, n = int(dice.integers(0, PEOPLE)), KINDS[dice.integers(0, 4)], int(dice.integers(1, 5))
        quality, cause = int(dice.choice((30, 60, 61, 100))), 1000 + step
        what = dice.random()
        if what < 0.5:
            assert kit.add(world, who, kind, n, cause, quality) == shelf.add(who, kind, n, cause, quality)
        elif what < 0.75:
            spent.append(kit.spend(world, who, kind, n))
            assert spent[-1] == shelf.spend(who, kind, n)
        elif shelf.slots:
            slot = int(dice.choice(sorted(shelf.slots)))
            if shelf.slots[slot]["kind"] == CHIP:
                world.items.cell[slot], world.items.building[slot] = 3, 4
            assert kit.hand(world, slot, who, cause) == shelf.hand(slot, who, cause)
        if step % 20 == 19:
            assert_alike(world, shelf)
    assert world.items.n > 64, "there are more than at first"
    assert min(spent.count(True), spent.count(False)) > 10


def test_one_of_a_kind_as_good_as_new_is_what_is_meant_where_nothing_is_said():
    world = make_world(field(9, 9), 3)
    slot = kit.add(world, 1, ItemKind.GAUZE, 3, 7)
    assert world.items.quality[slot] == 100
    assert kit.spend(world, 1, ItemKind.GAUZE)
    assert world.items.count[slot] == 2


def test_each_kind_of_thing_has_its_weight():
    assert {kind.name: grams for kind, grams in kit.GRAMS.items()} == GRAMS
    assert set(kit.GRAMS) == set(ItemKind)


def things(world, n, dice):
    """So many things of three kinds that lie about, are carried, or are built in (they lie nowhere)."""
    items = world.items
    slots = items.take(n)
    items.free(dice.permutation(slots)[: n // 5])
    slots = items.rows()
    items.luck[slots] = dice.integers(1, 2**60, len(slots))
    items.kind[slots], items.count[slots] = dice.choice((0, 3, 11), len(slots)), dice.integers(0, 3, len(slots))
    items.holder[slots], items.quality[slots] = dice.integers(-1, 3, len(slots)), dice.choice((20, 50, 80), len(slots))
    items.cell[slots], items.building[slots] = dice.integers(-1, 3, len(slots)), dice.integers(-1, 2, len(slots))
    items.issued[slots], items.corruption[slots] = dice.integers(-3, 3, len(slots)), dice.integers(0, 3, len(slots))
    return slots.tolist()


def test_what_can_be_taken_lies_on_ones_own_cell_outdoors_and_anywhere_in_ones_building_indoors():
    world, dice = make_world(field(9, 9), PEOPLE), np.random.default_rng(5)
    items, people = world.items, world.citizens
    slots = things(world, 700, dice)
    people.cell[:], people.inside[:] = (0, 0, 0, 1, 1, 2, 0), (-1, 0, 1, -1, 0, -1, -1)
    for who in range(PEOPLE):
        inside = int(people.inside[who])
        for kind in (CHIP, ItemKind.GAUZE, ItemKind.BEACON):
            here = [
                (-int(items.quality[k]), k) for k in slots
                if items.kind[k] == kind and items.holder[k] < 0 and items.count[k] > 0 and items.cell[k] >= 0
                and items.building[k] == inside and (inside >= 0 or items.cell[k] == people.cell[who])
            ]  # fmt: skip
            assert kit.to_be_taken(world, who, -1, kind) == [k for _, k in sorted(here)]
            assert here


def test_the_chip_to_hold_out_and_the_beacons_to_set_off_are_the_best_of_ones_own():
    world, dice = make_world(field(9, 9), PEOPLE), np.random.default_rng(6)
    items, beacons = world.items, world.beacons
    slots = things(world, 700, dice)
    carried = [k for k in slots if items.kind[k] == ItemKind.BEACON and items.holder[k] >= 0]
    sending = beacons.take(len(carried) // 2)
    beacons.luck[sending] = items.luck[carried[::2]][: len(sending)]
    beacons.free(sending[1:2])  # one has fallen silent
    busy = set(beacons.luck[beacons.rows()].tolist())
    for who in range(3):
        mine = [k for k in slots if items.kind[k] == CHIP and items.holder[k] == who]
        order = sorted(mine, key=lambda k: (items.corruption[k], -items.issued[k], items.luck[k]))
        assert kit.best_chip(world, who) == order[0]
        idle = [(-int(items.quality[k]), k) for k in carried
                if items.holder[k] == who and items.count[k] > 0 and items.luck[k] not in busy]  # fmt: skip
        assert kit.idle_beacons(world, who) == [k for _, k in sorted(idle)]
        assert len(idle) > 3
    assert kit.best_chip(world, 5) == -1
    assert kit.idle_beacons(world, 5) == []
