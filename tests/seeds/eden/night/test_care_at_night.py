"""Rows of eden in eden: wounds and care."""

import pytest
from scenes.eden import freed, of, order
from scenes.nights import lived, metres, with_luck

from undergrid.systems.body import bleeding
from undergrid.world.body import blood_loss, exposure, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.body import HaulMode, Prognosis
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import trails
from undergrid.world.trails.stains import Look


def test_e13_she_reads_from_the_blood_beside_ines_when_it_was_shed(night):
    sim = night.after(night.of(Kind.NO_PULSE, whom="ines")[0])
    cell = int(sim.world.citizens.cell[night.row("ines")])
    stains = [stain for stain in sim.view("amara").stains if stain.cell == cell]
    blood = [slot for slot in trails.at(sim.world, cell) if sim.world.traces.kind[slot] == TraceKind.BLOOD]
    shed = [int(sim.world.traces.made[slot]) for slot in blood]
    assert any(stain.look == Look.GLISTENS for stain in stains)
    assert all(stain.since <= made <= stain.until for stain, made in zip(stains, shed, strict=True))


def test_e15_the_boy_has_to_be_freed_before_he_can_be_moved(night):
    (freed_him,), leo = night.of(Kind.FREED), night.row("leo")
    sim = freed(night.at(night.of(Kind.PULSE_FOUND)[0].tick + 1))
    refused = of(lived(sim, 5, [order(sim, "amara", Verb.DRAG, leo)]), Kind.REFUSED)
    assert [event.amount for event in refused] == [Refusal.TRAPPED]
    assert freed_him.tick < night.of(Kind.TOOK_UP, whom="leo")[0].tick
    assert blood_loss.volume(night.world, leo) < 0.7 * blood_loss.volume(night.world, 0)


def test_e16_what_turns_is_dirty_and_what_stayed_clean_does_not(night):
    turned = night.of(Kind.INFECTED)
    assert turned
    assert all(injuries.spell_wound(event.amount).startswith("a deep, dirty") for event in turned)


def test_e17_who_is_stabilised_hardly_bleeds_and_who_is_left_dies_on_the_tick_foretold(night):
    leo, ines = night.row("leo"), night.row("ines")
    before, after = night.before(night.of(Kind.CUT_AWAY)[0]), night.after(night.of(Kind.STABILISED)[0])
    flows = [int(sim.world.blood.flow[blood_slot(sim.world, leo)]) for sim in (before, after)]
    assert flows[1] < 0.05 * flows[0]
    (died,) = night.of(Kind.DIED, who=ines)
    world = night.at(600).world
    assert died.tick == blood_loss.reaches(world, ines, blood_loss.FATAL) + bleeding.Params().fatal_seconds


def test_e18_he_cannot_walk_and_is_told_so(night):
    sim = freed(night.after(night.of(Kind.STABILISED)[0]))
    boy = sim.view("leo")
    assert (boy.able, boy.verbs[Verb.WALK]) == (0, Refusal.CANNOT_WALK)
    cell = int(sim.world.citizens.cell[night.row("leo")])
    refused = of(lived(sim, 30, [order(sim, "leo", Verb.WALK, sim.built.places["the_wreck"])]), Kind.REFUSED)
    assert [(event.who, event.amount) for event in refused] == [(night.row("leo"), Refusal.CANNOT_WALK)]
    assert sim.world.citizens.cell[night.row("leo")] == cell


def test_e19_on_the_tarp_they_get_farther_than_without_and_leave_a_trail(night):
    (taken,) = night.of(Kind.TOOK_UP, who="amara")
    assert taken.amount == HaulMode.TARP
    far = {}
    for tarp in (True, False):
        sim = night.at(taken.tick - 4)
        if not tarp:
            kit.spend(sim.world, 0, ItemKind.TARP)
        sim.run(taken.tick + 120)
        far[tarp] = metres(sim, int(sim.world.citizens.cell[night.row("leo")]), taken.where)
    assert far[True] > far[False] > 0
    world = night.at(night.of(Kind.SET_DOWN)[0].tick).world
    marks = world.traces.used & (world.traces.kind == TraceKind.DRAG) & (world.traces.maker == 0)
    assert marks.sum() > 50


def test_e20_talk_keeps_somebody_awake(night):
    """Ines before she faints, had Amara been there: with the luck of twelve nights, who is talked to faints less."""
    ines = night.row("ines")
    moment = night.at(night.of(Kind.FAINTED, who=ines)[0].tick - 240)
    moment.world.citizens.cell[0], moment.world.citizens.goal[0] = moment.world.citizens.cell[ines], -1
    moment.world.rebuild()
    fainted = {}
    for talks in (True, False):
        out = set()
        for seed in range(12):
            sim = freed(with_luck(moment, seed))
            talk = [order(sim, "amara", Verb.ROUSE, ines)] if talks else []
            if [event for event in of(lived(sim, 240, talk), Kind.FAINTED) if event.who == ines]:
                out.add(seed)
        fainted[talks] = out
    assert fainted[True] < fainted[False]


def test_e23_hauling_tires_more_than_walking_as_far(night):
    took, laid = night.of(Kind.TOOK_UP, who="amara")[0], night.of(Kind.SET_DOWN)[0]

    def tired(sim):
        return int(sim.world.exposure.fatigue[exposure.slot_of(sim.world, 0)])

    hauling = tired(night.before(laid)) - tired(night.after(took))
    sim = freed(night.at(took.tick - 4))
    before = tired(sim)
    lived(sim, laid.tick - took.tick, [order(sim, "amara", Verb.WALK, laid.where)])
    assert hauling > 1.5 * (tired(sim) - before) > 0


def test_e25_what_she_gives_is_gone_from_her_water_and_from_his_thirst(night):
    gave, leo = night.of(Kind.GAVE_WATER)[0], night.row("leo")
    before, after = night.before(gave).world, night.after(gave).world
    assert kit.count(before, 0, ItemKind.WATER) > kit.count(after, 0, ItemKind.WATER)
    thirst = [exposure.lacking(world, exposure.slot_of(world, leo)) for world in (before, after)]
    assert thirst[0] - thirst[1] == pytest.approx(gave.amount, abs=1)
    assert regard.trust(after, leo, 0) > regard.trust(before, leo, 0)


def test_e28_her_rusted_scalpel_soils_the_wound_that_a_clean_one_leaves_clean(night):
    (cut,) = night.of(Kind.CUT_AWAY)
    assert 0.3 < cut.odds / 2**32 < 0.5
    assert night.of(Kind.INFECTED, who="leo")
    began = next(event for event in night.of(Kind.ORDERED, who="amara") if event.id == cut.cause)
    sim = night.before(began)
    slots = kit.slots_of(sim.world, 0, ItemKind.SCALPEL)
    sim.world.items.quality[slots] = 100
    clean = of(lived(sim, 60), Kind.CUT_AWAY)[0]
    assert clean.odds < cut.odds / 3


def test_e36_clean_work_and_he_lives(night):
    (said,) = night.of(Kind.ASSESSED)
    assert said.amount == Prognosis.WILL_LIVE
    assert night.world.citizens.alive[night.row("leo")]
