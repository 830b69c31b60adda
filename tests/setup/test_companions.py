"""What a scenario says of companion units, and how mistakes in it are told."""

import pytest
from scenes.written import VILLAGE, written

from undergrid.setup.file.problems import ScenarioError
from undergrid.world.society.bonding import ONE
from undergrid.world.tables.people import NEVER, Activity, Being, Profession

TEXT = """\
scenario: units
title: Units
clock: {tick: 1 s, starts: "10:00", lasts: 1 h}
map: map.tmx
crowd:
  - {name: people, count: 30, at: anywhere, plugged: 0 %}
  - {name: units, count: 6, at: anywhere, unit: {grade: 4, bond: 40 %}}
cast:
  rex: {name: Rex, at: gate_1, bonds: [{to: lucy, kind: love, strength: 70 %}]}
  lucy: {name: Lucy, at: gate_1, being: companion, unit: {grade: 5, fidelity: 95 %, number: 5051}}
  plain: {name: Plain, at: gate_1, being: companion}
"""


def of(text=TEXT, *changes, seed=1):
    return written(text, *changes, seed=seed, map_of=VILLAGE)


def test_a_unit_has_its_class_number_and_fidelity_and_what_is_not_said_as_usual():
    sim = of()
    units, people = sim.world.units, sim.world.citizens
    lucy, plain = (units.first(owner=sim.row(name)) for name in ("lucy", "plain"))
    assert (units.klass[lucy], units.serial[lucy], units.fidelity[lucy]) == (5, 5051, 950)
    assert (units.klass[plain], units.fidelity[plain]) == (5, 900)
    assert units.serial[plain] >= 1_000_000
    assert people.being[sim.row("lucy")] == Being.LICENSED
    assert people.expires[sim.row("lucy")] == NEVER
    assert units.pleasure[lucy] == units.calm_p[lucy] == round(10_000 * (0.21 * 0.2 + 0.59 * 0.8 + 0.19 * 0.4))


def test_units_of_the_crowd_are_at_home_idle_and_each_in_the_keeping_of_one_who_lives_there():
    sim = of()
    units, people, kept = sim.world.units, sim.world.citizens, sim.world.attachments
    crowd = [who for who in units.owner[units.rows()].tolist() if who >= 3]
    assert len(crowd) == 6
    assert (people.being[crowd] == Being.LICENSED).all()
    assert (people.profession[crowd] == Profession.COMPANION).all()
    assert (people.inside[crowd] == people.home[crowd]).all()
    assert (people.doing[crowd] == Activity.RESTING).all()
    rows = [slot for slot in kept.rows().tolist() if kept.b[slot] in crowd]
    keepers = kept.a[rows].tolist()
    assert len(set(keepers)) == len(keepers) > 2
    assert (people.home[keepers] == people.home[kept.b[rows]]).all()
    assert (kept.value[rows] == round(0.4 * ONE)).all()
    other = of(seed=2).world.attachments
    assert keepers != other.a[[slot for slot in other.rows().tolist() if other.b[slot] in crowd]].tolist()


def test_who_is_bound_to_a_unit_of_the_cast_is_attached_to_it_as_strongly():
    sim = of()
    kept = sim.world.attachments
    slot = kept.first(a=sim.row("rex"), b=sim.row("lucy"))
    assert kept.value[slot] == pytest.approx(0.7 * ONE, abs=1)


@pytest.mark.parametrize(
    ("law", "being"),
    [
        ("{bans: companion, grade: 5, suspicion: 60, ago: 9 d}", Being.COMPANION),
        ("{bans: companion, grade: 5, suspicion: 60}", Being.COMPANION),
        ("{bans: companion, suspicion: 60}", Being.COMPANION),
        ("{bans: companion, grade: 5, suspicion: 60, starts: 3 h}", Being.LICENSED),
        ("{bans: companion, grade: 4, suspicion: 60}", Being.LICENSED),
        ("{bans: smoke, suspicion: 60}", Being.LICENSED),
    ],
)
def test_a_unit_is_unlawful_where_a_law_in_force_forbids_its_class(law, being):
    sim = of(f"{TEXT}laws: {{act: {law}}}\n")
    people = sim.world.citizens
    assert people.being[sim.row("lucy")] == being
    assert people.being[sim.row("rex")] == Being.HUMAN


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("being: companion, unit: {grade: 5, ", "unit: {grade: 5, ", 10, "a unit that is no companion"),
        ("grade: 5", "grade: 12", 10, "grade"),
        ("grade: 5", "graed: 5", 10, "grade"),
        ("number: 5051", "number: 0", 10, "number"),
        ("fidelity: 95 %", "fidelity: 195 %", 10, "fidelity"),
    ],
)
def test_mistakes_are_told_with_their_line(old, new, line, said):
    with pytest.raises(ScenarioError) as told:
        of(TEXT, (old, new))
    assert f":{line}:" in str(told.value)
    assert said in str(told.value)
