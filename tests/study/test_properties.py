"""Each property on logs written by hand and in tiny worlds: what it is about, what violates it, and what does not."""

import pytest
from scenes.records import AMARA, KAEL, LEO, looked_on, record
from scenes.ward import ward
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.study.properties import (
    PROPERTIES,
    no_dithering,
    no_idle_company,
    no_juggling,
    no_third_try,
    nobody_left_asleep,
    the_hunted_are_sought,
    words_are_broken_by_deeds,
)
from undergrid.world.authority.clearance import Verdict as Judgement
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind

CITY = make_city(field(40, 40), buildings=[(Use.DISUSED, 0, 10, 10)])
OPEN = CITY.cell(0, 30, 30)


def id_of(run, row):
    return int(run.events["id"][row])


def test_there_are_twelve_in_the_order_in_which_they_are_asked_for():
    assert len(PROPERTIES) == 12
    for number, module in enumerate(PROPERTIES.values(), 1):
        assert module.__doc__.startswith(f"{number}. ")


# -- 1


def decided(*wants, between=()):
    """AMARA decides for these wants, 20 s apart; other events in between."""
    own = [(100 + 20 * n, Kind.DECIDED, AMARA, {"amount": want}) for n, want in enumerate(wants)]
    return record(*sorted([*own, *between], key=lambda event: event[0]))


def test_back_and_forth_within_a_minute_is_dithering_unless_something_explains_it():
    run = decided(1, 2, 1)
    assert no_dithering.judge(run) == (True, True, id_of(run, 2))
    assert no_dithering.judge(decided(1, 2, 3)) == (True, False, 0)
    assert no_dithering.judge(decided(1, 1, 1)) == (True, False, 0)
    assert no_dithering.judge(record()) == (False, False, 0)
    for told in ((130, Kind.NOTICED, AMARA, 3), (130, Kind.ASKED, KAEL, AMARA), (110, Kind.NOISE_HEARD, AMARA)):
        assert not no_dithering.judge(decided(1, 2, 1, between=[told])).violated, told
    for nothing in ((130, Kind.NOTICED, LEO, 3), (130, Kind.SET_DOWN, AMARA, LEO), (90, Kind.NOTICED, AMARA, 3)):
        assert no_dithering.judge(decided(1, 2, 1, between=[nothing])).violated, nothing


def test_to_have_done_in_between_what_one_turned_to_is_no_dithering():
    deed, earlier = event_id(135, Kind.PLACE_TOLD, AMARA), event_id(110, Kind.PLACE_TOLD, AMARA)
    untold = event_id(120, Kind.INTENDED, AMARA)
    for cause, violated in ((deed, False), (earlier, True), (untold, True)):
        over = (139, Kind.ACHIEVED, AMARA, {"amount": 2, "cause": cause})
        assert no_dithering.judge(decided(1, 2, 1, between=[over])).violated == violated
    for what in ({"amount": 1, "cause": deed}, {"amount": 2, "cause": deed, "whom": LEO}):
        other = (139, Kind.ACHIEVED, AMARA, what)
        assert no_dithering.judge(decided(1, 2, 1, between=[other])).violated


@pytest.mark.parametrize("another", [False, True])
def test_to_fight_one_and_then_another_is_no_dithering(another):
    seen = [(90 + n, Kind.NOTICED, AMARA, 3 + n) for n in range(2)]
    fights = ((100, seen[0]), (140, seen[another]))
    taken_up = [
        (tick, Kind.INTENDED, AMARA, {"amount": Aim.FIGHT, "cause": event_id(of[0], int(Kind.NOTICED), AMARA)})
        for tick, of in fights
    ]
    turned_to = [
        (tick, Kind.DECIDED, AMARA, {"amount": Aim.FIGHT, "cause": event_id(tick, int(Kind.INTENDED), AMARA)})
        for tick, _ in fights
    ]
    happened = [*seen, *taken_up, *turned_to, (120, Kind.DECIDED, AMARA, {"amount": 1})]
    run = record(*sorted(happened, key=lambda event: event[0]))
    assert no_dithering.judge(run).violated != another


def test_what_takes_longer_than_a_minute_is_no_dithering():
    times = {60: True, 61: False}
    for last, violated in times.items():
        run = record(*((100 + t, Kind.DECIDED, AMARA, {"amount": want}) for t, want in ((0, 1), (9, 2), (last, 1))))
        assert no_dithering.judge(run).violated == violated


def test_up_and_down_the_same_stairs_is_dithering_from_the_third_time_in_ten_minutes_unless_something_explains_it():
    stairs = make_city(
        field(9, 9), field(9, 9, "_"), field(9, 9, "="), links=[(LinkKind.STAIRS, (0, 4, 4), (2, 4, 4), 8000)]
    )
    top, foot = stairs.links[0].a, stairs.links[0].b

    def climbed(times, every, *told, **more):
        passes = [100 + every * nth for nth in range(times)]
        on = {"cell": lambda t: foot if sum(t >= tick for tick in passes) % 2 else top}
        return record((1, Kind.DECIDED, AMARA, {"amount": 1}), *told, city=stairs, **{**on, **more})

    assert no_dithering.judge(climbed(5, 150)) == (True, True, event_id(1, int(Kind.DECIDED), AMARA))
    assert not no_dithering.judge(climbed(4, 150)).violated
    assert not no_dithering.judge(climbed(9, 201)).violated  # a fourth turn more than ten minutes after the first
    assert no_dithering.judge(climbed(9, 200)).violated
    assert not no_dithering.judge(climbed(5, 150, (300, Kind.NOTICED, AMARA, 3))).violated
    assert no_dithering.judge(climbed(5, 150, (300, Kind.NOTICED, KAEL, 3))).violated
    assert not no_dithering.judge(climbed(5, 150, doing=Activity.HAULED)).violated


def test_out_and_in_by_the_same_door_is_too():
    for every, violated in ((200, True), (201, False)):
        run = record((1, Kind.DECIDED, AMARA, {"amount": 1}), inside=lambda t, every=every: 0 if t // every % 2 else -1)
        assert no_dithering.judge(run).violated == violated


def test_two_orders_of_one_mind_in_a_second_are_one_too_many():
    cause = {"amount": int(Verb.WALK), "cause": event_id(1, int(Kind.DECIDED), AMARA)}
    run = record((1, Kind.DECIDED, AMARA), (5, Kind.ORDERED, AMARA, 9, cause), (5, Kind.ORDERED, AMARA, 8, cause))
    assert no_dithering.judge(run) == (True, True, id_of(run, 2))
    others = record(
        (5, Kind.ORDERED, AMARA, 9, cause), (5, Kind.ORDERED, LEO, 8, cause), (6, Kind.ORDERED, AMARA, cause)
    )
    assert not no_dithering.judge(others).violated
    from_outside = record((5, Kind.ORDERED, AMARA, 9), (5, Kind.ORDERED, AMARA, 8))
    assert not no_dithering.judge(from_outside).violated


# -- 2


def hauled(times, every, where=OPEN):
    moved = []
    for n in range(times):
        moved += [(every * n, Kind.TOOK_UP, AMARA, LEO, {"where": where})]
        moved += [(every * n + 5, Kind.SET_DOWN, AMARA, LEO, {"where": where})]
    return record(*moved, city=CITY)


def test_the_fourth_taking_up_within_an_hour_is_juggling_but_not_at_a_door():
    run = hauled(4, 600)
    assert no_juggling.judge(run) == (True, True, id_of(run, 7))
    assert not no_juggling.judge(hauled(3, 600)).violated
    assert not no_juggling.judge(hauled(9, 1300)).violated
    assert not no_juggling.judge(hauled(9, 60, where=CITY.cell(0, 11, 9))).violated
    assert no_juggling.judge(hauled(9, 60, where=CITY.cell(0, 12, 10))).violated
    assert no_juggling.judge(record()) == (False, False, 0)


# -- 3


def companions(want=-1, charge=1):
    """Somebody with a mind, and somebody beside them."""
    world = ward()
    plan = world.plans.grow(1)
    world.plans.owner[plan], world.plans.intends[plan], world.plans.charge[plan] = 0, want, charge
    world.plans.cause[plan] = 77
    return world


def watched(world, seconds, module, every=10):
    watch = module.Watch()
    for tick in range(0, seconds, every):
        watch.look(looked_on(world, tick))
    return module.judge(None, watch)


def test_nobody_sits_beside_their_charge_for_more_than_five_minutes_and_is_about_nothing():
    assert watched(companions(), 320, no_idle_company) == (True, True, 77)
    assert watched(companions(), 300, no_idle_company) == (True, False, 0)
    assert watched(companions(want=2), 900, no_idle_company) == (True, False, 0)
    assert watched(companions(charge=-1), 900, no_idle_company) == (False, False, 0)
    for column, value in (("doing", Activity.SLEEPING), ("doing", Activity.HELD), ("alive", 0)):
        world = companions()
        getattr(world.citizens, column)[0] = value
        assert watched(world, 900, no_idle_company) == (False, False, 0)


def test_a_companion_counts_who_is_in_need():
    world = companions(charge=-1)
    regard.bind(world, 0, 1, BondKind.FRIEND, 500, world.scenario_event)
    assert watched(world, 900, no_idle_company) == (False, False, 0)
    world.citizens.able[1] = 0
    assert watched(world, 900, no_idle_company).violated
    world.citizens.cell[1] = 0
    assert watched(world, 900, no_idle_company) == (False, False, 0)


# -- 4


def refused(*tries, reason=Refusal.BARRED, verb=Verb.ENTER, target=0, between=()):
    """AMARA tries at these moments in vain."""
    events = []
    for tick in tries:
        order = {"amount": int(verb), "cause": event_id(1, int(Kind.DECIDED), AMARA), "where": 45}
        events.append((tick, Kind.ORDERED, AMARA, target, order))
        cause = {"amount": int(reason), "cause": event_id(tick, int(Kind.ORDERED), AMARA), "where": 45}
        events.append((tick, Kind.REFUSED, AMARA, target, cause))
    return record(*sorted([*events, *between], key=lambda event: event[0]), city=CITY)


def test_the_third_try_in_vain_is_one_too_many_unless_something_has_changed():
    run = refused(10, 20, 30)
    assert no_third_try.judge(run) == (True, True, id_of(run, 5))
    assert no_third_try.judge(refused(10, 20)) == (True, False, 0)
    assert not no_third_try.judge(refused(10, 20, 30, reason=Refusal.SUPERSEDED)).applied
    assert not no_third_try.judge(refused(10, 20, 30, between=[(25, Kind.UNLOCKED, KAEL, 0)])).violated
    assert no_third_try.judge(refused(10, 20, 30, between=[(25, Kind.UNLOCKED, KAEL, 1)])).violated
    assert no_third_try.judge(refused(10, 20, 30, between=[(25, Kind.NOTICED, AMARA, 0)])).violated


def test_a_person_who_has_done_something_since_is_tried_again():
    person = {"verb": Verb.WARN, "target": KAEL, "reason": Refusal.NO_ANSWER}
    assert no_third_try.judge(refused(10, 20, 30, **person)).violated
    for changed in ((25, Kind.WOKE, KAEL), (25, Kind.DRESSED, LEO, KAEL)):
        assert not no_third_try.judge(refused(10, 20, 30, between=[changed], **person)).violated
    assert no_third_try.judge(refused(10, 20, 30, between=[(25, Kind.SIGHTED, 3, KAEL)], **person)).violated


def judged(*tries, verdict=Judgement.REFUSE, between=()):
    """Guards judge AMARA: the moments, and who."""
    found = [(tick, Kind.JUDGED, guard, AMARA, {"amount": int(verdict)}) for tick, guard in tries]
    return record(*sorted([*found, *between], key=lambda event: event[0]), city=CITY)


def test_a_chip_is_not_shown_again_in_one_night_to_a_guard_that_has_judged_against_it():
    run = judged((10, 0), (2000, 0))
    assert no_third_try.judge(run) == (True, True, id_of(run, 1))
    assert no_third_try.judge(judged((10, 0), (2000, 1))) == (True, False, 0)
    assert no_third_try.judge(judged((10, 0), (70_000, 0))) == (True, False, 0)
    assert no_third_try.judge(judged((10, 0), (2000, 0), between=[(900, Kind.TOOK, KAEL, 0)])).violated
    assert not no_third_try.judge(judged((10, 0), (2000, 0), between=[(900, Kind.TOOK, AMARA, 0)])).violated
    assert not no_third_try.judge(judged((10, 0), (2000, 0), verdict=Judgement.OPEN)).applied


# -- 6


def leaves_asleep(far, doing=Activity.SLEEPING, crosses=-1):
    """Somebody goes so far from a sleeper who has slept since 500; crosses: since when they are on a link."""
    world = companions()
    big = make_world(field(60, 4), [(0, 0), (1, 0)])
    plan = big.plans.grow(1)
    big.plans.owner[plan], big.plans.charge[plan] = 0, 1
    big.citizens.doing[1], big.citizens.cause[0], big.citizens.since[1] = doing, 55, 500
    if crosses >= 0:
        big.citizens.doing[0], big.citizens.since[0] = Activity.CROSSING, crosses
    watch = nobody_left_asleep.Watch()
    watch.look(looked_on(big, 1000))
    big.citizens.cell[0] = far
    watch.look(looked_on(big, 1010))
    assert world is not big
    return watch


def test_who_was_on_a_link_before_they_fell_asleep_has_left_nobody_asleep():
    assert nobody_left_asleep.judge(record(), leaves_asleep(40, crosses=499)) == (False, False, 0)
    for crosses in (500, 501):  # they went when the other slept
        assert nobody_left_asleep.judge(record(), leaves_asleep(40, crosses=crosses)) == (True, True, 55)


def test_nobody_goes_off_from_a_sleeper_without_a_decision():
    watch = leaves_asleep(40)
    assert nobody_left_asleep.judge(record(), watch) == (True, True, 55)
    assert not nobody_left_asleep.judge(record((700, Kind.DECIDED, 0)), watch).violated
    assert nobody_left_asleep.judge(record((699, Kind.DECIDED, 0)), watch).violated
    assert nobody_left_asleep.judge(record((1000, Kind.DECIDED, 1)), watch).violated
    assert not nobody_left_asleep.judge(record((700, Kind.LEFT_ASLEEP, 0, 1)), watch).violated
    assert nobody_left_asleep.judge(record((700, Kind.LEFT_ASLEEP, 0, 2)), watch).violated
    assert nobody_left_asleep.judge(record(), leaves_asleep(20)) == (True, False, 0)
    assert nobody_left_asleep.judge(record(), leaves_asleep(40, Activity.WAITING)) == (False, False, 0)


# -- 8


def test_a_promise_is_broken_by_a_deed_of_the_promiser_alone():
    made = (10, Kind.PLEDGED, KAEL, AMARA)
    pledge, order = event_id(10, int(Kind.PLEDGED), KAEL), event_id(20, int(Kind.ORDERED), KAEL)
    theirs = event_id(20, int(Kind.ORDERED), AMARA)
    for cause, violated in ((pledge, True), (order, False), (theirs, True), (0, True)):
        run = record(made, (30, Kind.PLEDGE_BROKEN, KAEL, AMARA, {"cause": cause}))
        assert words_are_broken_by_deeds.judge(run) == (True, violated, id_of(run, 1) if violated else 0)
    assert words_are_broken_by_deeds.judge(record(made)) == (True, False, 0)
    assert words_are_broken_by_deeds.judge(record()) == (False, False, 0)


def test_promises_are_counted():
    run = record(
        (1, Kind.PLEDGED, KAEL), (2, Kind.PLEDGED, LEO), (3, Kind.PLEDGE_KEPT, KAEL), (4, Kind.PLEDGE_BROKEN, LEO)
    )
    assert words_are_broken_by_deeds.counted(run) == {"made": 2, "kept": 1, "broken": 1, "failed": 0}


# -- 9


def hunted(seconds, duty=Duty.PATROL, quarry=-1, kind=WatcherKind.DRONE, sent=-1):
    world = make_world(field(5, 5), [(0, 0)], watchers=[(kind, 3)])
    world.watchers.duty[:], world.watchers.quarry[:] = duty, quarry
    order = world.events.one(Kind.HUNT_ASSIGNED, 0)
    watch = the_hunted_are_sought.Watch()
    world.events.one(Kind.HUNT_BEGAN, 0, sent)
    for event in world.events.this_tick()[: 1 + (sent >= 0)]:
        watch.happened(looked_on(world), event)
    for tick in range(10, seconds + 1, 10):
        watch.look(looked_on(world, tick))
    return the_hunted_are_sought.judge(None, watch), order


def test_whoever_is_hunted_by_order_is_sought_within_an_hour_while_anybody_is_free():
    found, order = hunted(3610)
    assert found == (True, True, order)
    on_a_hunt = [{"duty": Duty.HUNT, "quarry": quarry} for quarry in (0, 7)]
    given_up = {"sent": 0}  # before the next look
    for seconds, more in ((3600, {}), *((9000, one) for one in (*on_a_hunt, {"kind": WatcherKind.CAMERA}, given_up))):
        assert hunted(seconds, **more)[0] == (True, False, 0), more
