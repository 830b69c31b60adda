"""Treatment by several at once: whose hands are first on a wound, and doses that add."""

from scenes.gatehouse import live, of_kind
from scenes.ward import LONG, ask, equip, hurt, ward

from undergrid.systems.body import treatment
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb


def test_of_two_who_dress_the_same_wound_at_once_one_does():
    firsts = set()
    for seed in range(12):
        world = ward(healers=2, seed=seed)
        patient = 2
        hurt(world, patient)
        for healer in (0, 1):
            equip(world, healer, gauze=1)
            ask(world, healer, Verb.DRESS, patient)
        told = live(world, LONG, treatment)
        dressed, broken = of_kind(told, Kind.DRESSED), of_kind(told, Kind.INTERRUPTED)
        assert len(dressed) == len(broken) == 1
        assert {dressed[0].who, broken[0].who} == {0, 1}
        assert kit.count(world, dressed[0].who, ItemKind.GAUZE) == 0
        assert kit.count(world, broken[0].who, ItemKind.GAUZE) == 1
        firsts.add(dressed[0].who)
    assert firsts == {0, 1}


def test_the_order_of_the_orders_does_not_decide_who_is_first():
    firsts = []
    for order in ((0, 1), (1, 0)):
        world = ward(healers=2, seed=5)
        hurt(world, 2)
        for healer in order:
            equip(world, healer, gauze=1)
            ask(world, healer, Verb.DRESS, 2)
        firsts.append(of_kind(live(world, LONG, treatment), Kind.DRESSED)[0].who)
    assert firsts[0] == firsts[1]


def test_two_can_give_a_dose_each_at_once():
    world = ward(healers=2)
    hurt(world, 2)
    for healer in (0, 1):
        equip(world, healer, morphine=1, syringe=1)
        ask(world, healer, Verb.INJECT, 2)
    assert len(of_kind(live(world, LONG, treatment), Kind.INJECTED)) == 2
    assert world.blood.dose[0] == 2000
