"""The opening: what the author lets happen at the first tick, as events that lead back to the scenario."""

import pytest
from setup.test_natures import built, group

from undergrid import setup
from undergrid.setup import build, load
from undergrid.setup.build import opening as opening_of
from undergrid.sim import Sim
from undergrid.world.body import injuries
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways
from undergrid.world.tables.body import BodyPart, WoundKind

OPENING = (Kind.WOUNDED, Kind.DIED, Kind.TRAPPED, Kind.WAY_BARRED)
HARD = ("    wounded: 10 %\n    dead: 5 %", "    wounded: 50 %\n    dead: 20 %")
MANY = (("count: 5", "count: 300"), ("people: 62", "people: 357"), HARD)


def begun(folder, *changes, seed=5):
    sim = Sim(built(folder, *changes, seed=seed))
    sim.step()
    return sim


def happened(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.tick == 0 and event.kind in kinds]


def wounds(sim):
    """The wounds of everybody, by luck key."""
    world, found = sim.world, {}
    for slot in world.wounds.rows().tolist():
        who = int(world.citizens.luck[world.wounds.owner[slot]])
        row = tuple(
            int(getattr(world.wounds, name)[slot]) for name in ("kind", "part", "depth", "dirty", "flow", "luck")
        )
        found.setdefault(who, []).append(row)
    return found


def test_before_the_first_tick_nothing_has_happened(tmp_path):
    world = built(tmp_path).world
    assert not world.wounds.n
    assert world.events.n == 0
    assert world.citizens.alive.all()


def test_persons_are_wounded_dead_and_held_as_the_file_says(tmp_path):
    sim = begun(tmp_path, ("    debt: 40 %", "    debt: 40 %\n    trapped: true"))
    world, ada, bram = sim.world, sim.row("ada"), sim.row("bram")
    by = {event.who: event for event in happened(sim, Kind.WOUNDED)}
    slot = int(next(s for s in world.wounds.rows() if world.wounds.owner[s] == ada))
    assert (WoundKind(int(world.wounds.kind[slot])), BodyPart(int(world.wounds.part[slot]))) == (
        WoundKind.CUT, BodyPart.ARM
    )  # fmt: skip
    assert world.wounds.depth[slot] == 2
    assert injuries.trapped(world, ada)
    [died] = [event for event in happened(sim, Kind.DIED) if event.who == bram]
    assert died.cause == by[bram].id
    assert not world.citizens.alive[bram]
    assert world.citizens.alive[ada]


def adas_flow(folder, bleeds, seed=5, **how):
    """What the wound of Ada bleeds, of which the file says that it bleeds so much."""
    made = built(folder, ("{kind: cut, part: arm, depth: 2}", f"{{kind: cut, depth: 2, bleeds: {bleeds}}}"), seed=seed)
    world = made.world
    world.events.begin(0)
    world.events.one(Kind.SCENARIO)
    opening_of.open_story(made, **how)
    slot = next(s for s in world.wounds.rows() if world.wounds.owner[s] == made.people["ada"])
    return int(world.wounds.flow[slot])


@pytest.mark.parametrize("bleeds", [0, 280, 60_000])
def test_a_wound_bleeds_what_the_file_says_where_a_story_is_played_to_the_letter(bleeds, tmp_path):
    assert adas_flow(tmp_path, bleeds, to_the_letter=True) == bleeds


def test_else_what_a_wound_bleeds_differs_by_the_body_up_to_a_fifth_either_way(tmp_path):
    flows = [adas_flow(tmp_path, 1000, seed) for seed in range(40)]
    assert 800 <= min(flows) < 850
    assert 1150 < max(flows) <= 1200
    assert len(set(flows)) > 30
    assert adas_flow(tmp_path, 0) == 0


def test_a_canon_is_played_to_the_letter_and_no_other_night():
    given = load("eden").spec.cast["ines"].wounds[0].bleeds
    for canon in (True, False):
        sim = Sim(build(load("eden", 200), 1), canon=canon)
        sim.step()
        slot = next(s for s in sim.world.wounds.rows() if sim.world.wounds.owner[s] == sim.row("ines"))
        assert (sim.world.wounds.flow[slot] == given) == canon


def test_the_ways_are_barred(tmp_path):
    sim = begun(tmp_path)
    cell = sim.built.places["parlour_alley"]
    assert not sim.world.cache(Ways).walk[cell]
    assert [event.where for event in happened(sim, Kind.WAY_BARRED)] == [cell]


def test_of_a_group_so_many_are_wounded_and_dead_as_its_shares_say(tmp_path):
    sim = begun(tmp_path, *MANY)
    rows = group(sim.built, "walkers")
    dead = (~sim.world.citizens.alive[rows].astype(bool)).sum()
    hurt = {int(row) for row in sim.world.wounds.owner[sim.world.wounds.rows()]} & set(rows.tolist())
    assert 35 <= dead <= 85  # of 300, 20 % expected
    assert 150 <= len(hurt) <= 210  # 60 %: half of those who are not dead, and the dead
    assert {int(row) for row in rows if not sim.world.citizens.alive[row]} <= hurt
    assert not {event.who for event in happened(sim, Kind.WOUNDED)} & set(group(sim.built, "citizens").tolist())


def test_all_of_it_leads_back_to_the_scenario_or_to_the_draw_of_who_is_hurt(tmp_path):
    sim = begun(tmp_path, *MANY)
    events = {event.id: event for event in sim.world.events.rows()}
    opening = happened(sim, *OPENING)
    assert len(opening) > 200
    for event in opening:
        while event.cause:
            event = events[event.cause]
        hurt = event.kind == Kind.WOUNDED and event.stream in (opening_of.WOUNDED, opening_of.DEAD)
        assert event.kind == Kind.SCENARIO or (hurt and 0 < event.odds < 2**32)
        assert split_id(event.id)[0] == 0


def test_the_leader_of_a_band_who_dies_in_it_is_followed_by_another(tmp_path):
    sim = begun(tmp_path, *MANY)
    world, rows = sim.world, group(sim.built, "walkers")
    [band] = world.bands.rows()
    sim.run(sim.tick + 5)
    assert world.bands.leader[band] in rows
    assert world.citizens.alive[world.bands.leader[band]]


def test_adding_a_person_or_a_group_changes_nobody_elses_wounds(tmp_path):
    before = begun(tmp_path, *MANY)
    after = begun(
        tmp_path,
        ("  bram:\n", "  cara: {name: Cara Lind, at: gate_1, wounds: [{depth: 1}]}\n  bram:\n"),
        ("  - name: walkers", "  - {name: extra, count: 40, wounded: 80 %, dead: 10 %}\n  - name: walkers"),
        ("count: 5", "count: 300"), ("people: 62", "people: 398"), HARD,
    )  # fmt: skip
    had, have = wounds(before), wounds(after)
    assert len(have) > len(had)
    assert all(have[key] == own for key, own in had.items())
    assert {
        int(k) for k, alive in zip(before.world.citizens.luck, before.world.citizens.alive, strict=True) if not alive
    } <= {int(k) for k, alive in zip(after.world.citizens.luck, after.world.citizens.alive, strict=True) if not alive}


def test_another_seed_wounds_others_the_same_seed_the_same(tmp_path):
    one, same, other = (wounds(begun(tmp_path, *MANY, seed=seed)) for seed in (5, 5, 6))
    assert one == same
    assert set(one) != set(other)


def test_a_run_begun_again_from_its_start_opens_alike(tmp_path):
    """What a run is resumed from is the world at tick 0, in which nothing has happened yet."""
    sim = Sim(built(tmp_path, *MANY))
    again = sim.fork()
    assert again.world.digest() == sim.world.digest()
    for _ in range(3):
        assert sim.step() == again.step()
    assert again.world.digest() == sim.world.digest()
    assert len(happened(again, *OPENING)) == len(happened(sim, *OPENING)) > 200


def test_eden_opens_with_those_who_walked_into_it():
    sim = Sim(setup.build("eden", 3))
    sim.step()
    kinds = {event.kind for event in happened(sim, *OPENING)}
    assert {Kind.WOUNDED, Kind.DIED, Kind.TRAPPED} <= kinds
    assert injuries.trapped(sim.world, sim.row("leo"))
