"""The laws of a scenario, and how mistakes in them are told."""

import pytest
from scenes.on_village import on_village, problems

from undergrid import setup
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.laws import Ban
from undergrid.world.tables.people import NEVER

TEXT = """
scenario: laws
title: What is forbidden
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
people: 20
crowd: [{share: 100 %, at: anywhere}]
"""
GOOD = """laws:
  units: {title: the Companion Act, bans: companion, grade: 5, suspicion: 60, ago: 2000 d}
  quiet_air: {bans: radio, fine: 80, starts: 30 min, ends: 1 h}
"""


@pytest.fixture
def folder(tmp_path):
    return on_village(tmp_path)


def test_laws_stand_in_the_city_as_in_the_file(folder):
    assert problems(folder, TEXT + GOOD) == []
    world = setup.build(folder / "scenario.yaml", 1).world
    laws = world.laws
    assert world.law_names == ("the Companion Act", "the law on quiet air")
    assert laws.ban.tolist() == [Ban.COMPANION, Ban.THING]
    assert laws.item[1] == ItemKind.RADIO
    assert laws.klass.tolist() == [5, 0]
    assert (laws.in_force.tolist(), laws.starts.tolist(), laws.ends.tolist()) == (
        [True, False],
        [0, 1800],
        [NEVER, 3600],
    )
    assert (laws.fine.tolist(), laws.suspicion.tolist()) == ([0, 80], [60, 0])


@pytest.mark.parametrize(
    ("law", "line", "says"),
    [
        ("{bans: radio}", 9, "a law with no sanction, expected fine: points of obedience"),
        ("{bans: radoi, fine: 20}", 9, "there is nothing to forbid called 'radoi'"),
        ("{bans: radoi, fine: 20}", 9, "did you mean 'radio'"),
        ("{fine: 20}", 9, "bans"),
        ("{bans: radio, fine: 20, grade: 5}", 9, "a class of what has none, expected bans: companion"),
        ("{bans: companion, fine: 20, grade: 0}", 9, "1"),
        ("{bans: companion, fine: 20, grade: 10}", 9, "9"),
        ("{bans: companion, fine: 20, grade: fifth}", 9, "grade"),
        ("{bans: companion, fine: 20, class: 5}", 9, "class"),
        ("{bans: radio, fine: 0}", 9, "1"),
        ("{bans: radio, fine: -5}", 9, "1"),
        ("{bans: radio, fine: 20, ago: 3 d, starts: 1 h}", 9, "before the start, and does so after it"),
        ("{bans: radio, fine: 20, starts: 1 h, ends: 30 min}", 9, "before it is in force"),
        ("{bans: radio, fine: 20, ends: 0 s}", 9, "0"),
        ("{bans: radio, fine: 20, until: 3 h}", 9, "until"),
    ],
)
def test_mistakes_in_laws_are_told_with_their_line(folder, law, line, says):
    [found] = problems(folder, f"{TEXT}laws:\n  air: {law}\n")
    assert f"scenario.yaml:{line}:" in found
    assert says in found


def test_a_fine_where_nobody_has_a_subscription_is_no_sanction(folder):
    [found] = problems(folder, f"{TEXT}subscription: false\nlaws:\n  air: {{bans: radio, fine: 20}}\n")
    assert "a fine where nobody has a subscription is no sanction" in found
    assert problems(folder, f"{TEXT}subscription: false\nlaws:\n  air: {{bans: radio, fine: 20, suspicion: 9}}\n") == []
