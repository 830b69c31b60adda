"""The row of the seed table about the lift: so many at once, and nobody without clearance."""

import undergrid
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.on_links import people_on
from undergrid.world.tables.orders import Order, Refusal, Verb

NAMES = ("kael", "lyra", "mara", "rafe", "juno")
TOWN = """scenario: shafts
title: A lift that asks
clock: {starts: "11:30", lasts: 4 h}
map: {generate: {seed: 7}}
crowd: [{count: 20, at: anywhere}]
cast:
  kael: {name: Kael, at: bunker, plugged: false, carries: [{chip: {of: kael}}]}
  lyra: {name: Lyra, at: bunker, plugged: false, carries: [{chip: {of: lyra}}]}
  mara: {name: Mara, at: bunker, plugged: false, carries: [{chip: {of: mara}}]}
  rafe: {name: Rafe, at: bunker, plugged: false}
  juno: {name: Juno, at: bunker, plugged: false, profession: auditor}
lifts:
  lift_1: {capacity: 2, clearance: true}
"""


# ---------------------------------------------------------------- N35: "central lift ... ascended through shafts"


def test_n35_a_lift_denies_whoever_has_neither_chip_nor_codes_and_takes_no_more_than_it_holds(tmp_path):
    (tmp_path / "scenario.yaml").write_text(TOWN)
    sim = undergrid.load(tmp_path)
    world, who = sim.world, {name: sim.row(name) for name in NAMES}
    link = world.city.links[int(world.lifts.link[0])]
    for row in who.values():
        world.citizens.cell[row], world.citizens.inside[row] = link.a, -1
    world.rebuild()
    sim.step([Order(sim.tick, row, Verb.WALK, link.b) for row in who.values()])
    most = 0
    for _ in range(120):
        sim.step()
        most = max(most, len(people_on(world, int(world.lifts.link[0]))))
    [denied] = [event for event in world.events.rows() if event.kind == Kind.REFUSED]
    assert (denied.who, denied.amount) == (who["rafe"], Refusal.NO_CHIP)
    assert world.citizens.cell[who["rafe"]] == link.a
    assert most == 2
    # the others are there, after two rides: the codes of an auditor do as well as a chip
    assert [name for name in NAMES if world.citizens.cell[who[name]] == link.b] == ["kael", "lyra", "mara", "juno"]
