"""Windows: syncs, lockdowns and maintenance, to the tick."""

from scenes.gatehouse import give_chip, live, of_kind, order
from scenes.timetables import LOCKDOWN, MAINTENANCE, RELAY, SYNC, drones_of, timetable
from scenes.wired import break_node, mend_node

from undergrid.systems.authority import dispatch, judgement, windows
from undergrid.systems.movement import movement
from undergrid.systems.network import control
from undergrid.systems.places import gates
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.windows import begins_at, shut_by
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

DAY = 86_400
ALL = (windows, judgement, movement, gates)


def sync(**more):
    return {"kind": SYNC, "begins": 10, "lasts": 50, **more}


def after(**more):
    return {"kind": LOCKDOWN, "after": 0, "lasts": 100, **more}


def refusals(events):
    return [event for event in events if event.kind == Kind.REFUSED]


# ---------------------------------------------------------------- the timetable


def test_a_window_begins_and_ends_at_its_ticks_because_of_the_timetable():
    world = timetable(sync())
    events = live(world, 80, windows)
    assert [(event.kind, event.tick) for event in events] == [(Kind.SYNC_BEGAN, 10), (Kind.SYNC_ENDED, 60)]
    assert events[0].cause == world.scenario_event
    assert events[1].cause == events[0].id
    assert events[0].amount == 50


def test_a_window_may_begin_with_the_start():
    assert [event.tick for event in live(timetable(sync(begins=0)), 3, windows)] == [0]


def test_what_comes_after_a_window_begins_at_the_tick_at_which_it_ends_and_because_of_that():
    world = timetable(sync(), after())
    events = live(world, 170, windows)
    began, ended = of_kind(events, Kind.LOCKDOWN_BEGAN, Kind.LOCKDOWN_ENDED)
    [over] = of_kind(events, Kind.SYNC_ENDED)
    assert (began.tick, began.cause, ended.tick, ended.cause) == (60, over.id, 160, began.id)


def test_a_daily_window_comes_again_a_day_later_and_another_does_not():
    world = timetable(sync(daily=True), sync(begins=20))
    live(world, 25, windows)
    world.tick = DAY + 5
    assert [event.tick for event in of_kind(live(world, 80, windows), Kind.SYNC_BEGAN)] == [DAY + 10]


def test_a_window_that_still_runs_when_it_would_begin_again_begins_with_its_end():
    world = timetable(sync(), after(begins=15, lasts=80))
    assert [e.tick for e in of_kind(live(world, 120, windows), Kind.LOCKDOWN_BEGAN)] == [15, 95]


def test_when_a_window_begins_can_be_told_from_the_one_before_it():
    world = timetable(sync(), after(), after(after=1))
    assert [begins_at(world, row) for row in range(3)] == [10, 60, 160]
    live(world, 20, windows)
    assert [begins_at(world, row) for row in range(3)] == [NEVER, 60, 160]
    live(world, 50, windows)
    assert [begins_at(world, row) for row in range(3)] == [NEVER, NEVER, 160]


def test_without_windows_nothing_is_done():
    world = timetable()
    assert live(world, 5, windows) == []


# ---------------------------------------------------------------- gates


def test_a_lockdown_shuts_a_gate_that_stands_open_and_opens_it_again_when_it_ends():
    world = timetable(after(after=-1, begins=5, lasts=20))
    world.gates.open[0] = True
    world.rebuild()
    first = live(world, 6, *ALL)
    [began], [shut] = of_kind(first, Kind.LOCKDOWN_BEGAN), of_kind(first, Kind.GATE_CLOSED)
    assert (shut.tick, shut.cause) == (5, began.id)
    assert not world.gates.open[0]
    [lifted] = of_kind(live(world, 20, *ALL), Kind.LOCKDOWN_ENDED)
    assert world.gates.open[0]
    assert (world.gates.closes[0], world.gates.cause[0]) == (-1, lifted.id)


def test_a_gate_that_a_guard_had_opened_stays_shut_after_the_lockdown():
    world = timetable(after(after=-1, begins=5, lasts=20))
    world.gates.open[0], world.gates.closes[0] = True, 500
    world.rebuild()
    live(world, 30, *ALL)
    assert not world.gates.open[0]


def test_a_chip_that_suffices_opens_no_gate_in_a_lockdown_and_the_lockdown_is_why():
    world = timetable(after(after=-1, begins=0))
    give_chip(world, 0, 0)
    live(world, 1, *ALL)
    order(world, 0, Verb.PRESENT, 0)
    assert why_not(world, 0, Verb.PRESENT, 0) == Refusal.LOCKED_DOWN
    [refused] = refusals(live(world, 20, *ALL))
    assert (refused.amount, refused.cause) == (Refusal.LOCKED_DOWN, shut_by(world, 0))


def test_a_verdict_that_comes_in_the_lockdown_opens_nothing():
    world = timetable(after(after=-1, begins=4))
    give_chip(world, 0, 0)
    order(world, 0, Verb.PRESENT, 0)
    events = live(world, 12, *ALL, judgement={"stale": 0, "recognise": 0})
    [verdict], [refused] = of_kind(events, Kind.JUDGED), refusals(events)
    assert verdict.amount == 0
    assert (refused.amount, refused.cause) == (Refusal.LOCKED_DOWN, shut_by(world, 0))
    assert not world.gates.open[0]
    assert (refused.id, verdict.id, Role.CONDITION) in [
        (event, cause, role) for event, cause, role in zip(*world.events.because_columns().values(), strict=True)
    ]


def test_whoever_would_cross_is_told_of_the_lockdown():
    world = timetable(after(after=-1, begins=0), after(after=-1, begins=50, gates=()))
    world.citizens.cell[0] = world.city.link_a[world.gates.link[0]]
    world.rebuild()
    live(world, 1, *ALL)
    order(world, 0, Verb.CROSS, 0)
    assert why_not(world, 0, Verb.CROSS, 0) == Refusal.LOCKED_DOWN
    [refused] = refusals(live(world, 2, *ALL))
    assert (refused.amount, refused.cause) == (Refusal.LOCKED_DOWN, shut_by(world, 0))


def test_whoever_is_on_the_way_through_when_the_lockdown_begins_is_put_back():
    world = timetable(after(after=-1, begins=2))
    world.gates.open[0] = True
    world.citizens.cell[0] = world.city.link_a[world.gates.link[0]]
    world.rebuild()
    order(world, 0, Verb.CROSS, 0)
    events = live(world, 3, *ALL)
    [shut], [refused] = of_kind(events, Kind.GATE_CLOSED), refusals(events)
    assert (refused.amount, refused.cause) == (Refusal.LOCKED_DOWN, shut.id)
    assert world.citizens.doing[0] == Activity.WAITING


def test_whoever_walks_to_a_gate_that_is_shut_is_told_of_the_lockdown():
    world = timetable(after(after=-1, begins=6))
    link = int(world.gates.link[0])
    world.gates.open[0] = True
    world.citizens.cell[0] = world.city.cell(0, 6, 1)
    world.rebuild()
    order(world, 0, Verb.WALK, int(world.city.link_b[link]))
    assert {event.amount for event in refusals(live(world, 40, *ALL))} <= {Refusal.LOCKED_DOWN, Refusal.NO_WAY}


def test_a_lockdown_of_some_gates_leaves_the_others():
    world = timetable(after(after=-1, begins=0, gates=(1,)), n_gates=2)
    world.gates.open[:] = True
    world.rebuild()
    live(world, 2, *ALL)
    assert world.gates.open.tolist() == [True, False]
    assert not shut_by(world, 0)


def test_of_two_lockdowns_the_one_that_ends_last_opens_the_gate_again():
    for second in ({"begins": 5, "lasts": 10}, {"begins": 5, "lasts": 50}):
        world = timetable(after(after=-1, begins=2, lasts=20), after(after=-1, **second))
        world.gates.open[0] = True
        world.rebuild()
        last = max(22, 5 + second["lasts"])
        live(world, last, *ALL)
        assert not world.gates.open[0]
        live(world, 1, *ALL)
        assert world.gates.open[0]


def test_a_gate_whose_drive_has_failed_open_stands_open_in_a_lockdown_until_it_is_under_control():
    world = timetable(after(after=-1, begins=2, lasts=50))
    world.gates.open[0] = world.gates.stuck[0] = True
    world.rebuild()
    live(world, 5, *ALL)
    assert world.gates.open[0]
    world.gates.stuck[0] = False
    live(world, 1, *ALL)
    assert not world.gates.open[0]


# ---------------------------------------------------------------- drones


def test_as_many_drones_again_set_out_and_go_home_when_it_ends():
    world = timetable(after(after=-1, begins=5, lasts=30), drones=3, spare=4)
    stands = world.watchers.home.copy()
    live(world, 5, windows, dispatch)
    assert len(drones_of(world)) == 3
    events = live(world, 6, windows, dispatch)
    [began] = of_kind(events, Kind.LOCKDOWN_BEGAN)
    out = of_kind(events, Kind.DRONE_SET_OUT)
    assert [event.cause for event in out] == [began.id] * 3
    assert began.amount == 3
    assert len(drones_of(world)) == 6
    events = live(world, 60, windows, dispatch)
    [ended] = of_kind(events, Kind.LOCKDOWN_ENDED)
    home = of_kind(events, Kind.DRONE_WENT_HOME)
    assert [event.cause for event in home] == [ended.id] * 3
    assert len(drones_of(world)) == 3
    assert (world.watchers.cell == stands).all()
    assert not world.reserves.homing.any()


def test_no_more_drones_set_out_than_stand_by_nor_any_that_is_broken():
    world = timetable(after(after=-1, begins=1), drones=5, spare=2)
    node = world.nodes.grow(1)
    world.nodes.watcher[node], world.nodes.works[node] = world.reserves.watcher[0], False
    live(world, 3, windows, dispatch)
    assert drones_of(world)[-1] == world.reserves.watcher[1]
    assert len(drones_of(world)) == 6


def test_a_drone_that_is_called_back_before_it_is_home_sets_out_again():
    world = timetable(
        after(after=-1, begins=1, lasts=5), after(after=-1, begins=8, lasts=500), drones=1, spare=1, side=60
    )
    drone = int(world.reserves.watcher[0])
    live(world, 3, windows, dispatch)
    world.watchers.cell[drone] = world.city.cell(0, 50, 55)
    world.watchers.duty[drone] = Duty.RETURN
    live(world, 20, windows, dispatch)
    assert world.watchers.duty[drone] == Duty.POST
    assert world.reserves.window[0] == 1


# ---------------------------------------------------------------- maintenance


def test_what_is_in_maintenance_is_off_for_its_time_and_then_as_before():
    world = timetable({"kind": MAINTENANCE, "begins": 3, "lasts": 10, "watchers": (1,), "gates": (0,)}, drones=1)
    world.watchers.kind[1] = WatcherKind.CAMERA
    events = live(world, 4, windows)
    assert events[0].kind == Kind.MAINTENANCE_BEGAN
    assert world.watchers.duty.tolist() == [Duty.POST, Duty.OFF]
    assert shut_by(world, 0) == events[0].id
    assert events[0].amount == 2
    assert [event.kind for event in live(world, 10, windows)] == [Kind.MAINTENANCE_ENDED]
    assert world.watchers.duty[1] == Duty.POST
    assert not shut_by(world, 0)


def test_maintenance_of_what_has_lost_control_ends_with_the_later_of_both():
    world = timetable({"kind": MAINTENANCE, "begins": 3, "lasts": 10, "watchers": (1,)}, drones=1)
    world.watchers.kind[1] = WatcherKind.CAMERA
    node = world.nodes.grow(1)
    world.nodes.watcher[node], world.nodes.kind[node], world.nodes.works[node] = 1, 6, True
    world.nodes.failed[node], world.nodes.was[node], world.nodes.lost[node] = True, Duty.POST, world.scenario_event
    world.watchers.duty[1] = Duty.OFF
    live(world, 5, windows)
    assert world.nodes.was[node] == Duty.OFF
    live(world, 10, windows)
    assert (world.nodes.was[node], world.watchers.duty[1]) == (Duty.POST, Duty.OFF)


def test_of_two_maintenances_the_later_end_counts():
    first = {"kind": MAINTENANCE, "begins": 3, "lasts": 20, "watchers": (1,)}
    for begins, lasts, until in ((5, 5, 23), (5, 50, 55)):
        world = timetable({**first}, {**first, "begins": begins, "lasts": lasts}, drones=1)
        world.watchers.kind[1] = WatcherKind.CAMERA
        live(world, until, windows)
        assert world.watchers.duty[1] == Duty.OFF
        live(world, 1, windows)
        assert world.watchers.duty[1] == Duty.POST


# ---------------------------------------------------------------- jamming


def jammed(begins=12, ticks=120, **knobs):
    world = timetable(sync(relay=RELAY), after())
    live(world, begins, windows)
    order(world, 0, Verb.JAM, RELAY)
    return world, live(world, ticks, windows, windows=knobs)


def test_jamming_draws_the_sync_out_and_the_lockdown_begins_so_much_later():
    world, events = jammed()
    [jam], [over], [began] = (of_kind(events, k) for k in (Kind.SYNC_JAMMED, Kind.SYNC_ENDED, Kind.LOCKDOWN_BEGAN))
    assert (jam.tick, jam.whom, jam.amount) == (32, RELAY, 60)
    assert (over.tick, began.tick) == (120, 120)
    because = world.events.because_columns()
    assert (int(because["event"][0]), int(because["cause"][0]), int(because["role"][0])) == (
        over.id,
        jam.id,
        Role.DELAY,
    )


def test_how_long_it_takes_and_by_how_much_it_draws_out_can_be_turned():
    _, events = jammed(jam_seconds=5, delay_seconds=7)
    assert [event.tick for event in of_kind(events, Kind.SYNC_JAMMED, Kind.LOCKDOWN_BEGAN)] == [17, 67]


def test_jamming_that_is_done_at_the_last_tick_comes_in_time_and_a_tick_later_does_not():
    assert [event.tick for event in of_kind(jammed(begins=40)[1], Kind.LOCKDOWN_BEGAN)] == [120]
    late = jammed(begins=41)[1]
    assert [event.tick for event in of_kind(late, Kind.LOCKDOWN_BEGAN)] == [60]
    assert not of_kind(late, Kind.SYNC_JAMMED)
    assert len(of_kind(late, Kind.INTERRUPTED)) == 1


def test_a_sync_is_jammed_once_and_the_next_day_once_more():
    world, _ = jammed(ticks=25)
    order(world, 0, Verb.JAM, RELAY)
    assert why_not(world, 0, Verb.JAM, RELAY) == Refusal.ONLY_ONCE
    assert [event.amount for event in refusals(live(world, 2, windows))] == [Refusal.ONLY_ONCE]
    world.windows.begins[0], world.windows.ends[0] = world.tick, NEVER
    live(world, 1, windows)
    assert why_not(world, 0, Verb.JAM, RELAY) is None
    assert world.windows.delay[0] == 0


def test_of_two_who_jam_at_once_one_does_it():
    world = timetable(sync(relay=RELAY, begins=0), after(), people=2)
    kit.add(world, 1, ItemKind.JAMMER, 1, world.scenario_event)
    live(world, 1, windows)
    order(world, 0, Verb.JAM, RELAY)
    order(world, 1, Verb.JAM, RELAY)
    events = live(world, 150, windows)
    assert len(of_kind(events, Kind.SYNC_JAMMED)) == len(of_kind(events, Kind.INTERRUPTED)) == 1
    assert [event.tick for event in of_kind(events, Kind.LOCKDOWN_BEGAN)] == [110]


def test_why_somebody_cannot_jam():
    world = timetable(sync(relay=RELAY, begins=0), after())
    assert why_not(world, 0, Verb.JAM, RELAY) == Refusal.NOT_NEEDED
    live(world, 1, windows)
    assert why_not(world, 0, Verb.JAM, RELAY) is None
    assert why_not(world, 0, Verb.JAM, 0) == Refusal.NOT_HERE
    break_node(world, RELAY)
    assert why_not(world, 0, Verb.JAM, RELAY) == Refusal.NOT_NEEDED
    mend_node(world, RELAY)
    kit.spend(world, 0, ItemKind.JAMMER)
    assert why_not(world, 0, Verb.JAM, RELAY) == Refusal.NO_TOOL
    order(world, 0, Verb.JAM, RELAY)
    assert [event.amount for event in refusals(live(world, 1, windows))] == [Refusal.NO_TOOL]


def test_a_drone_that_stands_by_and_has_control_again_stays_on_its_stand():
    world = timetable(after(after=-1, begins=500), drones=1, spare=1)
    drone = int(world.reserves.watcher[0])
    node = world.nodes.grow(1)
    world.nodes.watcher[node], world.nodes.kind[node], world.nodes.autonomy[node] = drone, 3, 2
    wire = world.wires.grow(1)
    world.wires.a[wire], world.wires.b[wire] = 1, node
    world.rebuild()
    break_node(world, 1)
    live(world, 6, windows, control, dispatch)
    assert world.nodes.failed[node]
    mend_node(world, 1)
    live(world, 6, windows, control, dispatch)
    assert not world.nodes.failed[node]
    assert world.watchers.duty[drone] == Duty.OFF
