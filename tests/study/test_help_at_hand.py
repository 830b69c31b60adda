"""Nobody dies beside what would have helped, but for a reason: what helps against what, and what is a reason."""

from __future__ import annotations

import pytest
from scenes.records import looked_on, record
from scenes.ward import equip, hurt, ward

from undergrid.study.properties import help_at_hand_is_used
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Death, Dressing


def dies_beside(of=Death.BLOOD_LOSS, dressed=False, part=BodyPart.LEG, at_once=False, **things):
    """The patient dies, at once or in time; the healer beside them carries things. Returns (the watch, the death)."""
    world = ward()
    world.tick = 7000 if at_once else 0
    slot = hurt(world, flow=500, part=part)
    world.wounds.dressing[slot] = Dressing.GAUZE if dressed else Dressing.NONE
    equip(world, **things)
    world.events.begin(7000)
    world.citizens.alive[1] = 0
    death = world.events.one(Kind.DIED, 1, amount=int(of))
    watch = help_at_hand_is_used.Watch()
    watch.happened(looked_on(world, 7000), world.events.this_tick()[0])
    return watch, death


@pytest.mark.parametrize(
    ("of", "thing", "helps"),
    [
        (Death.BLOOD_LOSS, "gauze", True),
        (Death.SHOCK, "tourniquet", True),
        (Death.BLOOD_LOSS, "water", False),
        (Death.THIRST, "water", True),
        (Death.COLD, "blanket", True),
        (Death.COLD, "gauze", False),
    ],
)
def test_nobody_dies_beside_what_would_have_helped(of, thing, helps):
    watch, death = dies_beside(of, **{thing: 1})
    assert help_at_hand_is_used.judge(record(), watch) == (True, helps, death if helps else 0)


@pytest.mark.parametrize(
    ("part", "gauze", "tourniquet"),
    [
        (BodyPart.LEG, True, True),
        (BodyPart.ARM, True, True),
        (BodyPart.HEAD, True, False),
        (BodyPart.SHOULDER, True, False),
        (BodyPart.BELLY, False, False),
        (BodyPart.CHEST, False, False),
    ],
)
@pytest.mark.parametrize("of", [Death.BLOOD_LOSS, Death.SHOCK])
def test_dressings_would_have_helped_where_they_stop_what_bleeds_and_not_in_the_second_of_the_wound(
    of, part, gauze, tourniquet
):
    for things, helps in (({"gauze": 1}, gauze), ({"tourniquet": 1}, tourniquet)):
        watch, _ = dies_beside(of, part=part, **things)
        assert help_at_hand_is_used.judge(record(), watch)[:2] == (True, helps)
        watch, _ = dies_beside(of, part=part, at_once=True, **things)
        assert help_at_hand_is_used.judge(record(), watch)[:2] == (True, False)


def test_what_was_tried_or_is_beyond_help_is_a_reason():
    watch, _ = dies_beside(gauze=1)
    for kind in (Kind.NO_PULSE, Kind.REFUSED, Kind.INTERRUPTED, Kind.STABILISED):
        assert not help_at_hand_is_used.judge(record((6000, kind, 0, 1)), watch).violated
    for other in ((6000, Kind.STABILISED, 0, 2), (6000, Kind.STABILISED, 2, 1), (7001, Kind.STABILISED, 0, 1)):
        assert help_at_hand_is_used.judge(record(other, ticks=1), watch).violated
    for fight in ((6800, Kind.FIRED_ON, 3, 0), (6800, Kind.SHOT_AT_WATCHER, 0, 3)):
        assert not help_at_hand_is_used.judge(record(fight), watch).violated
    for other in ((6700, Kind.FIRED_ON, 3, 0), (6800, Kind.FIRED_ON, 3, 1), (6800, Kind.SHOT_AT_WATCHER, 2, 3)):
        assert help_at_hand_is_used.judge(record(other), watch).violated
    watch, _ = dies_beside(dressed=True, gauze=1)
    assert help_at_hand_is_used.judge(record(), watch) == (True, False, 0)
    watch, _ = dies_beside(Death.MORPHINE, gauze=1)
    assert help_at_hand_is_used.judge(record(), watch) == (False, False, 0)
