"""Bleeding: classes and death on the predicted tick, clotting, shock, tourniquets, bystanders, compiled and not."""

import numpy as np
import pytest
from scenes.bodies import hurt, live, stop, told
from scenes.worlds import field, make_world

from undergrid.core import luck
from undergrid.core.halving import HALVES
from undergrid.core.jit import python
from undergrid.systems.body import bleeding
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind
from undergrid.world.tables.people import NEVER, Activity

CALM = {"shock": 0, "shock_kills": 0, "class_4_kills": 0}  # nothing by chance


def test_an_untreated_artery_kills_when_the_closed_form_says():
    world = hurt(3, flow=57_000)
    live(world, 300, bleeding, bleeding=CALM)
    predicted = [int(seconds) + 1 for seconds in (0.15 * 4900 / 57_000 * 3600, 0.30 * 4900 / 57_000 * 3600)]
    for who in range(3):
        classes = [(event.tick, event.amount) for event in told(world, Kind.CLASS_REACHED, who)]
        assert classes == [(predicted[0], 2), (predicted[1], 3), (136, 4)]
        assert [event.tick for event in told(world, Kind.SHOCKED, who)] == [predicted[1]]
        (died,) = told(world, Kind.DIED, who)
        assert (died.tick, died.amount) == (179 + 30, Death.BLOOD_LOSS)
        assert died.cause == world.wounds.cause[blood_loss.wounds_of(world, who)[0]]
    assert not world.citizens.alive.any()


@pytest.mark.parametrize("flow", [57_000, 18_000, 6_000, 1_800])
def test_every_class_is_reached_on_its_tick_however_often_the_body_is_looked_at(flow):
    world, asked = hurt(2, flow=flow), blood_loss.reaches
    ticks = [asked(world, 0, share) for share in (150_000, 300_000, 400_001, 450_000)]
    for _ in range(ticks[3] + 31):
        if world.tick % 7 == 0:
            blood_loss.redo(world, 1)  # looked at every seven ticks; the other when something is due
        live(world, 1, bleeding, bleeding=CALM)
    for who in range(2):
        assert [event.tick for event in told(world, Kind.CLASS_REACHED, who)] == ticks[:3]
        assert [event.tick for event in told(world, Kind.DIED, who)] == [ticks[3] + 30]


def test_a_stopped_wound_takes_no_more():
    world = hurt(2, flow=6_000)
    live(world, 300, bleeding)
    stop(world, 0)
    lost = blood_loss.lost(world, 0)
    live(world, 3000, bleeding, bleeding=CALM)
    assert blood_loss.lost(world, 0) == lost
    assert world.citizens.alive[0]
    assert not world.citizens.alive[1]


def test_small_wounds_clot_at_their_rate_and_large_ones_never_do():
    for flow, share in ((100, 0.9), (800, 0.3), (1000, 0)):
        world = hurt(2000, flow=flow, depth=1, part=BodyPart.ARM)
        live(world, 3601, bleeding)
        clotted = told(world, Kind.CLOTTED)
        assert abs(len(clotted) / 2000 - share) <= 0.03
        for event in clotted[:5]:
            assert event.stream == bleeding.CLOT
            assert event.cause == world.wounds.cause[blood_loss.wounds_of(world, event.who)[0]]
            assert blood_loss.bleeds(world, blood_loss.wounds_of(world, event.who)[0]) == 0


@pytest.mark.parametrize(("flow", "chances", "clots"), [
    (120, {"trickle_clots": 1, "clots": 0}, True),
    (121, {"trickle_clots": 1, "clots": 0}, False),
    (121, {"trickle_clots": 0, "clots": 1}, True),
    (900, {"trickle_clots": 0, "clots": 1}, True),
    (901, {"trickle_clots": 1, "clots": 1}, False),
])  # fmt: skip
def test_a_wound_clots_by_the_chance_of_its_flow(flow, chances, clots):
    world = hurt(1, flow=flow, depth=1, part=BodyPart.ARM)
    live(world, 601, bleeding, bleeding=chances)
    assert bool(told(world, Kind.CLOTTED)) == clots


def test_shock_in_class_two_comes_by_chance_and_only_while_the_body_has_not_settled():
    world = hurt(2000, flow=4_000)
    live(world, 700, bleeding)
    for who in range(2000):
        stop(world, who)
    live(world, 5 * 3600, bleeding, bleeding={"shock_kills": 0, "class_4_kills": 0, "overcome": 0})
    shocks = told(world, Kind.SHOCKED)
    assert abs(len(shocks) / 2000 - (1 - 0.95**2)) < 0.02
    assert max(event.tick for event in shocks) <= 662 + 2 * 3600
    assert all(event.stream == bleeding.SHOCK and event.odds for event in shocks)


@pytest.mark.parametrize(("hours", "shocked"), [(0, False), (0.1, True)])
def test_no_shock_comes_in_class_two_once_the_body_has_settled(hours, shocked):
    world = hurt(1, flow=4_000)
    live(world, 700, bleeding, bleeding={"shock": 0})
    stop(world, 0)
    assert blood_loss.klass(world, 0) == 2
    live(world, 200, bleeding, bleeding={"shock": 1, "unsettled_hours": hours})
    assert bool(told(world, Kind.SHOCKED)) == shocked


@pytest.mark.parametrize(("klass", "dose", "rates", "dies"), [
    (3, 0, {"shock_kills": 1000, "class_4_kills": 0}, True),
    (4, 0, {"shock_kills": 1000, "class_4_kills": 0}, False),
    (3, 0, {"shock_kills": 0, "class_4_kills": 1000}, False),
    (4, 0, {"shock_kills": 0, "class_4_kills": 1000}, True),
    (4, 2000, {"shock_kills": 0, "class_4_kills": 1, "dose_adds": 0}, False),
    (4, 2000, {"shock_kills": 0, "class_4_kills": 1, "dose_adds": 100}, True),
])  # fmt: skip
def test_shock_kills_at_the_rate_of_its_class_and_of_morphine(klass, dose, rates, dies):
    world = hurt(1, flow=15_000)
    seconds = 0
    while blood_loss.klass(world, 0) < klass:
        live(world, 10, bleeding, bleeding=CALM | {"class_4_kills": 0})
        seconds += 10
    stop(world, 0)
    if dose:
        blood_loss.inject(world, 0, dose, world.scenario_event)
    live(world, 121, bleeding, bleeding=rates | {"overcome": 0})
    assert seconds < 1000
    assert bool(told(world, Kind.DIED)) == dies


def test_who_overcomes_shock_gets_up_again_and_has_made_up_for_some_blood():
    world = hurt(40, flow=6_000, part=BodyPart.ARM, depth=2)
    live(world, 900, bleeding, bleeding=CALM)
    for who in range(40):
        assert world.citizens.doing[who] == Activity.LYING
        stop(world, who)
    live(world, 120, bleeding, bleeding=CALM | {"overcome": 1000})
    for who in range(40):
        assert blood_loss.klass(world, who) == 2
        assert not blood_loss.in_shock(world, who)
        assert world.citizens.doing[who] == Activity.WAITING
        last = told(world, Kind.CLASS_REACHED, who)[-1]
        assert (last.amount, last.cause) == (2, told(world, Kind.SHOCKED, who)[0].id)


def test_morphine_is_harmful_in_shock():
    deaths = []
    for doses in (0, 2000):
        world = hurt(1500, flow=6_000)
        live(world, 900, bleeding, bleeding=CALM)
        for who in range(1500):
            stop(world, who)
            if doses:
                blood_loss.inject(world, who, doses, world.scenario_event)
        live(world, 1800, bleeding)
        deaths.append(len(told(world, Kind.DIED)))
    assert deaths[0] < 0.8 * deaths[1]


def test_a_child_bleeds_out_faster():
    ends = []
    for age in (4, 12, 30):
        world = hurt(1, flow=6_000, age=age)
        live(world, 2400, bleeding, bleeding=CALM)
        ends.append(told(world, Kind.DIED)[0].tick)
    assert ends[0] < ends[1] < ends[2]


def test_a_wounded_bystander_changes_nobody_elses_fate():
    fates = []
    for others in (0, 25):
        world = _hurt_last_to_first(30, others)
        live(world, 3 * 3600)
        fates.append([(e.tick, e.kind, e.who, e.amount, e.odds) for e in world.events.rows() if 0 <= e.who < 30])
    assert sorted(fates[0]) == sorted(fates[1])


def _hurt_last_to_first(people, others):
    """So many people and others wounded before them: with others, every slot is another's."""
    world = make_world(field(20, 20), citizens=people + others)
    for who in [*range(people, people + others), *range(people)]:
        injuries.wound(world, who, WoundKind.SHRAPNEL, BodyPart.LEG, 3, True, world.scenario_event, flow=3_000)
    return world


def test_it_goes_on_the_same_after_a_save():
    one = hurt(50, flow=3_000, dirty=True)
    live(one, 1200)
    two = one.copy()
    live(one, 3600)
    live(two, 3600)
    assert one.digest() == two.digest()


def test_compiled_and_plain_agree():
    digests = []
    for kernels in ("compiled", "plain"):
        world = hurt(40, flow=9_000)
        if kernels == "plain":
            look, clot = bleeding._look, bleeding._clot
            bleeding._look, bleeding._clot = python(look), python(clot)
        try:
            live(world, 1500, bleeding)
        finally:
            if kernels == "plain":
                bleeding._look, bleeding._clot = look, clot
        digests.append(world.digest())
    assert digests[0] == digests[1]


def test_nothing_is_due_where_nothing_bleeds_and_nobody_is_in_danger():
    world = hurt(10, flow=0)
    live(world, 601, bleeding)
    assert (world.blood.due[world.blood.rows()] == NEVER).all()
    assert (world.wounds.due[world.wounds.rows()] == NEVER).all()


def test_the_dead_are_looked_at_no_more():
    world = hurt(10, flow=6_000)
    live(world, 60, bleeding)
    for who in range(10):
        blood_loss.die(world, who, Death.BLAST, world.scenario_event)
    live(world, 3600)
    assert len(told(world, Kind.DIED)) == 10
    assert not told(world, Kind.CLASS_REACHED)


def test_the_other_wounds_and_the_shock_stand_behind_a_death():
    world = hurt(1, flow=9_000)
    second = injuries.wound(world, 0, WoundKind.CUT, BodyPart.ARM, 2, True, world.scenario_event, flow=3_000)
    live(world, 1500, bleeding)
    (died,) = told(world, Kind.DIED)
    because = world.events.because_columns()
    roles = {int(cause): int(role) for cause, role in zip(because["cause"], because["role"], strict=True)}
    assert roles[int(world.wounds.cause[second])] == Role.WOUND
    assert roles[told(world, Kind.SHOCKED)[0].id] == Role.CONDITION
    assert died.cause == world.wounds.cause[blood_loss.gravest(world, 0)]


# ---------------------------------------------------------------- tourniquets: what Kragh et al. report


def _tourniquets(people, flows, late):
    """How many of so many with a limb torn open are alive six hours on, if tied off before shock, or after."""
    world = hurt(people, flow=0)
    random = np.random.default_rng(11)
    at = {}
    for who in range(people):
        (slot,) = blood_loss.wounds_of(world, who)
        world.wounds.flow[slot] = flows[who]
        blood_loss.redo(world, who)
        shock = blood_loss.reaches(world, who, 300_000)
        share = random.random()
        at.setdefault(int(shock + 600 * share + 1 if late else shock * share * 0.95), []).append(who)
    for tick in sorted(at):
        live(world, tick - world.tick)
        for who in at[tick]:
            if world.citizens.alive[who]:
                (slot,) = blood_loss.wounds_of(world, who)
                world.wounds.control[slot], world.wounds.dressing[slot] = 1000, Dressing.TOURNIQUET
                blood_loss.redo(world, who)
    live(world, 6 * 3600 - world.tick)
    return world.citizens.alive.mean()


def test_a_tourniquet_before_shock_saves_nine_in_ten_and_after_shock_one_in_ten():
    flows = (2_000 * 12 ** np.random.default_rng(5).random(2000)).astype(int)  # 33 mL/min to 0.4 L/min
    before, after = (_tourniquets(2000, flows, late) for late in (False, True))
    assert 0.85 <= before <= 0.98, before
    assert 0.02 <= after <= 0.15, after


def test_lost_after_agrees_compiled_and_plain():
    for lost in (0, 299_999, 300_000, 449_999):
        for ticks in (0, 1, 59, 3600, 1 << 24):
            compiled = blood_loss.lost_after(lost, 5_431, 3_075, ticks, HALVES)
            assert compiled == python(blood_loss.lost_after)(lost, 5_431, 3_075, ticks, HALVES)


# ---------------------------------------------------------------- what each knob does, on both sides


def in_class(klass, lucky=0, shock=False, part=BodyPart.ARM):
    """One body that bleeds no more and has been in a class since tick 0, and its row; its turn comes by `lucky`."""
    world = hurt(1, flow=0, depth=1, part=part)
    (row,) = world.blood.rows().tolist()
    world.citizens.luck[:] = lucky
    world.blood.lost[row] = (0, 200_000, 350_000, 420_000)[klass - 1]
    world.blood.klass[row], world.blood.since_class[row] = klass, 0
    world.blood.since[row] = 0
    if shock:
        world.blood.shock_since[row] = 0
    return world, row


def look_at(world, row, tick, **knobs):
    world.tick = world.blood.due[row] = tick
    live(world, 1, bleeding, bleeding=knobs)


@pytest.mark.parametrize(("tick", "lucky", "shocked"), [(3599, 1, True), (3600, 0, False), (7200, 0, False)])
def test_shock_in_class_two_comes_until_the_body_has_settled_and_never_after_whenever_it_is_looked_at(
    tick, lucky, shocked
):
    world, row = in_class(2, lucky)
    look_at(world, row, tick, shock=1, unsettled_hours=1)
    assert len(told(world, Kind.SHOCKED)) == shocked
    assert blood_loss.in_shock(world, 0) == shocked


def test_a_body_in_class_two_is_looked_at_on_its_turn_as_long_as_it_is_unsettled():
    for tick, due in ((60, 120), (61, 120), (3598, 3600), (3599, NEVER)):
        world, row = in_class(2)
        look_at(world, row, tick, shock=0, unsettled_hours=1)
        assert world.blood.due[row] == due


def test_shock_kills_by_its_class_and_by_the_dose_in_the_body():
    params = bleeding.Params(shock_kills=1, class_4_kills=3, dose_adds=0.5)
    assert params.deaths[:, :4].tolist() == [
        [luck.rate_per_tick(kills * more, 60) for more in (1, 1.25, 1.5, 1.75)] for kills in (1, 3)
    ]
    for klass in (3, 4):
        for doses, halves in ((0, 0), (499, 0), (500, 1), (999, 1), (1000, 2), (4000, 8), (9000, 8)):
            world, row = in_class(klass, shock=True)
            world.blood.dose[row], world.blood.dosed_at[row] = doses, 600
            kills = {"shock_kills": 1000, "class_4_kills": 999}
            look_at(world, row, 600, **kills)
            (died,) = told(world, Kind.DIED)
            assert (died.amount, died.stream) == (Death.SHOCK, bleeding.DEATH)
            assert died.odds == bleeding.Params(**kills).deaths[klass - 3, halves]


def test_shock_comes_of_the_class_and_not_of_the_wound():
    world = hurt(1, flow=9_000)
    live(world, 900, bleeding, bleeding=CALM)
    wound = int(world.wounds.cause[blood_loss.wounds_of(world, 0)[0]])
    two, three = told(world, Kind.CLASS_REACHED)[:2]
    (shocked,) = told(world, Kind.SHOCKED)
    assert (two.cause, three.cause) == (wound, wound)
    assert (shocked.cause, shocked.tick, shocked.stream, shocked.odds) == (three.id, three.tick, 0, 0)


def test_shock_is_overcome_only_once_no_more_than_a_trickle_flows_and_while_there_is_life():
    for flow, dying, overcome in ((120, -1, True), (121, -1, False), (0, 590, False)):
        world, row = in_class(3, shock=True)
        world.blood.flow[row], world.blood.dying[row], world.blood.since[row] = flow, dying, 600
        look_at(world, row, 600, shock_kills=0, overcome=1000, trickle_ml=120, fatal_seconds=3600)
        assert blood_loss.in_shock(world, 0) == (not overcome)
        assert (world.blood.lost[row] == bleeding.REFILLED) == overcome


def test_no_chance_is_taken_in_the_tick_in_which_shock_set_in_nor_out_of_turn():
    for tick, since, lucky, died in ((600, 600, 0, False), (600, 599, 0, True), (600, 599, 1, False)):
        world, row = in_class(3, lucky, shock=True)
        world.blood.shock_since[row] = since
        look_at(world, row, tick, shock_kills=1000, class_4_kills=1000)
        assert len(told(world, Kind.DIED)) == died


def test_a_dead_body_that_is_due_is_put_aside_and_nothing_is_said_of_it():
    world, row = in_class(1)
    world.citizens.alive[0] = False
    world.blood.lost[row], world.blood.flow[row] = 420_000, 60_000
    look_at(world, row, 3600)
    assert (world.blood.due[row], world.blood.klass[row]) == (NEVER, 1)
    assert not told(world, Kind.CLASS_REACHED) + told(world, Kind.SHOCKED)


def test_each_wound_clots_by_its_own_flow_dressing_and_owner():
    world = hurt(6, flow=100, depth=1, part=BodyPart.ARM)
    wounds = world.wounds
    wounds.flow[1], wounds.control[2], wounds.due[4] = 6000, 1000, 601  # too much by far; nothing left; not yet
    world.citizens.alive[3] = False
    live(world, 601, bleeding, bleeding=CALM | {"trickle_clots": 1, "clots": 1})
    assert [event.who for event in told(world, Kind.CLOTTED)] == [0, 5]
    assert wounds.control[:6].tolist() == [1000, 0, 1000, 0, 0, 1000]
    assert wounds.due[:6].tolist() == [NEVER, 1200, NEVER, NEVER, 601, NEVER]


def test_each_wound_clots_by_its_own_draw():
    world = hurt(40, flow=100, depth=1, part=BodyPart.ARM)
    chance, key = luck.per_tick(0.95, 6), luck.make_key(world.seed, 600, bleeding.CLOT)
    clots = [who for who in range(40) if luck.u32(key, world.wounds.luck[who]) < chance]
    live(world, 601, bleeding, bleeding=CALM | {"trickle_clots": 0.95})
    assert [(event.who, event.odds) for event in told(world, Kind.CLOTTED)] == [(who, chance) for who in clots]
    assert 0 < len(clots) < 40
