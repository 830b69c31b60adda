"""Echoes: of whom something is left and where, when it stirs, to whom it whispers, and what it starts anew."""

import pytest
from scenes.echoes import (
    CAMERA,
    CELL_,
    CORE_,
    GUARD,
    HUB_,
    KAEL,
    LAMPS,
    LYRA,
    MARA,
    MINUTE,
    SURE,
    VAULT,
    connect,
    echoes,
    kill,
    live,
    street,
)
from scenes.engines import RULES, cube, tell, told
from scenes.sworn import sworn
from scenes.wired import break_node, cut, mend_node, of_kind

from undergrid.world.log.kinds import Kind
from undergrid.world.network.isolation import kept_open
from undergrid.world.network.natives import room_on
from undergrid.world.network.regime import gives_orders, hand_over
from undergrid.world.society.feelings import deepen, felt
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.hosts import NEVER_YET, Host
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import Failing
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

OPEN = {"open": True}
TOLD = (Kind.WHISPERED, Kind.NODE_RESTARTED, Kind.NETWORK_RESTARTED, Kind.ECHO_LOST)


def left(world, deep=100, **turned):
    """What is left of Lyra, who dies now, reached as deep as said if at all."""
    died = kill(world, LYRA, deep)
    events = of_kind(live(world, 2, echo={**SURE, **turned}), Kind.ECHO_LEFT)
    assert all(event.cause == died for event in events)
    return events


def awake(seed=1, minutes=8, also=(), **turned):
    """The street some minutes after Lyra has died, and then all nodes but the server have been broken."""
    world = street(seed)
    live(world, 2)
    for one in also:
        one(world)
    kill(world)
    live(world, 1, **turned)
    for node in (CORE_, HUB_, CELL_, LAMPS, CAMERA):
        break_node(world, node)
    return world, live(world, minutes * MINUTE, **turned)


# ---------------------------------------------------------------- of whom


def test_of_who_dies_wired_something_is_left_on_a_server_with_a_path_to_the_core_because_of_the_death():
    world = street()
    live(world, 2)
    [event] = left(world)
    assert (event.who, event.whom, event.where) == (LYRA, VAULT, world.nodes.cell[VAULT])
    assert echoes(world) == [(LYRA, VAULT)]
    assert not of_kind(live(world, 10), Kind.ECHO_LEFT), "once"


def test_as_often_as_the_odds_say_by_how_deep_they_were_connected():
    found = []
    for remains in (0.5, 1.0):
        events = []
        for seed in range(1, 201):
            world = street(seed)
            live(world, 1)
            events += left(world, 30, remains=remains)
        found.append(len(events))
        assert {event.odds >> 28 for event in events} == {round(remains * 0.3 * 16 - 0.5)}
    assert 15 <= found[0] <= 46  # 0.15 of 200: three standard deviations
    assert 41 <= found[1] <= 80


@pytest.mark.parametrize("gap", ["plain", "unplugged", "burnt", "cut", "no core"])
def test_nothing_is_left_of_who_is_not_connected(gap):
    world = street(nerves=gap != "plain")
    live(world, 2)
    world.servers.synced[:] = NEVER_YET
    if gap == "unplugged":
        world.citizens.plugged[LYRA] = False
    elif gap == "burnt":
        world.augments.works[:] = False
    elif gap == "cut":
        for wire in (0, 1):
            cut(world, wire)
        break_node(world, CORE_)
    elif gap == "no core":
        break_node(world, CORE_)
    live(world, 1)
    assert not left(world, remains=1.0)
    assert gap == "plain" or world.minds.wired[0] == NEVER


def test_nor_where_nothing_survives_or_all_that_does_was_cut_off_before():
    world = street(vault=OPEN)
    live(world, 2)
    for node in (HUB_, CELL_):
        break_node(world, node)
    live(world, 1)
    break_node(world, CORE_)
    assert not left(world)


def test_what_loses_its_path_in_the_tick_of_the_death_was_connected():
    for sooner in (0, 1):
        world = street()
        live(world, 2)
        world.servers.synced[:] = NEVER_YET
        break_node(world, CORE_)
        break_node(world, HUB_)
        live(world, sooner)
        world.servers.synced[:] = NEVER_YET
        assert [event.whom for event in left(world)] == [VAULT] * (not sooner)


@pytest.mark.parametrize("wired_before", [True, False])
def test_a_server_that_is_cut_off_keeps_copies_of_those_who_were_wired_then_and_have_been_since(wired_before):
    world = street()
    slot = 0
    live(world, 2)
    assert world.servers.synced[0] == 0
    cut(world, 4)
    for node in (HUB_, CELL_):
        break_node(world, node)
    if not wired_before:
        world.citizens.plugged[LYRA] = False
        live(world, 1)
        world.citizens.plugged[LYRA] = True
    live(world, 100)
    assert (world.minds.wired[slot] <= 0) == wired_before
    assert world.servers.synced[0] == 0, "it takes in nothing any more"
    break_node(world, CORE_)
    assert len(left(world)) == wired_before


def test_where_there_is_room_for_one_the_deepest_has_it_and_who_lies_in_a_feed_hardly_any():
    ends = []
    for fed, deep in ((0.0, 100), (1.0, 100), (1.0, 60)):
        world = street(holds=1, n=5)
        slot = connect(world, 4)
        live(world, 2)
        for node in (HUB_, CELL_, CORE_):
            break_node(world, node)
        kill(world, LYRA, 80)
        kill(world, 4, deep)
        world.minds.host[slot] = Host.POD
        events = live(world, 2, echo={**SURE, "fed": fed})
        ends.append([event.who for event in of_kind(events, Kind.ECHO_LEFT)])
    assert ends == [[LYRA], [4], [LYRA]]


def test_an_echo_takes_up_room():
    world = street(holds=1)
    live(world, 2)
    left(world)
    assert room_on(world, VAULT) == 0


def test_whoever_dies_with_a_hand_at_the_panel_was_connected_to_the_whole_depth():
    found = []
    for seed in range(1, 31):
        world = street(seed, nerves=False)
        cube(world, LYRA)
        knobs = {"engine": {"tuning_minutes": 0}, "purging": {"link_seconds": 2, "fire_seconds": 2, "operator_dies": 1,
                 "per_hop": 0.6}}  # fmt: skip
        world.citizens.cell[LYRA] = world.city.cell(0, 5, 6)
        world.rebuild()
        told(world, Verb.CONNECT, CORE_, 4, **knobs)
        tell(world, Verb.FIRE, CORE_)
        events = live(world, 4, *RULES, echo={**SURE, "remains": 0.5}, **knobs)
        assert [event.who for event in of_kind(events, Kind.DIED)] == [LYRA]
        found += of_kind(events, Kind.ECHO_LEFT)
    assert {event.whom for event in found} == {VAULT}
    assert {event.odds for event in found} == {1 << 31}
    assert 7 <= len(found) <= 23


# ---------------------------------------------------------------- asleep, awake, lost


def test_it_sleeps_for_its_time_and_as_long_as_the_authority_gives_orders():
    world = street()
    live(world, 2)
    left(world)
    assert not of_kind(live(world, 20 * MINUTE), *TOLD)
    break_node(world, CORE_)
    assert of_kind(live(world, 2 * MINUTE), Kind.WHISPERED)
    _, early = awake(minutes=5)
    assert not of_kind(early, *TOLD)
    _, late = awake(minutes=5, echo={**SURE, "wakes_hours": 0.05})
    assert of_kind(late, Kind.WHISPERED, Kind.NODE_RESTARTED)


def test_without_power_it_does_nothing():
    def dark(world):
        world.nodes.failed[VAULT] = True
        world.nodes.dark[VAULT] = world.scenario_event

    _, events = awake(also=(dark,))
    assert not of_kind(events, *TOLD)


@pytest.mark.parametrize("how", ["broken", "failed dead"])
def test_it_is_lost_with_its_node_and_what_it_has_run_is_without_orders_again(how):
    world, _ = awake()
    for node in (HUB_, CELL_, LAMPS):
        mend_node(world, node)
    live(world, 6 * MINUTE)
    assert not world.nodes.failed[LAMPS]
    if how == "broken":
        cause = break_node(world, VAULT)
    else:
        world.nodes.fails[VAULT], world.nodes.failed[VAULT] = Failing.DEAD, True
        cause = int(world.nodes.cause[VAULT])
    [lost] = of_kind(live(world, 2 * MINUTE), Kind.ECHO_LOST)
    assert (lost.who, lost.whom, lost.cause) == (LYRA, VAULT, cause)
    assert echoes(world) == []
    assert world.nodes.failed[LAMPS]


# ---------------------------------------------------------------- whispers


def test_it_whispers_to_whoever_is_most_bound_of_those_who_listen_and_at_most_so_often():
    world, events = awake(minutes=13)
    heard = of_kind(events, Kind.WHISPERED)
    assert {(event.who, event.whom) for event in heard} == {(LYRA, KAEL)}
    assert len(heard) == 3  # from 6 min on, every 3 min
    [born] = of_kind(world.events.rows(), Kind.ECHO_LEFT)
    assert {event.cause for event in heard} == {born.id}
    assert all(0 < event.amount <= 100 for event in heard)
    rare = awake(minutes=13, echo={**SURE, "every_hours": 1})[1]
    assert len(of_kind(rare, Kind.WHISPERED)) == 1


@pytest.mark.parametrize(("silent", "hears"), [((KAEL,), [MARA]), ((KAEL, MARA), [])])
def test_who_has_no_radio_hears_nothing_and_escorts_are_not_bound(silent, hears):
    def hush(world):
        for who in silent:
            world.items.quality[world.items.where(holder=who, kind=ItemKind.RADIO)] = 0

    _, events = awake(also=(hush,))
    assert sorted({event.whom for event in of_kind(events, Kind.WHISPERED)}) == hears
    assert GUARD not in hears


def test_static_swallows_it():
    _, events = awake(airwaves={"sensitivity_dbm": 0})
    assert not of_kind(events, Kind.WHISPERED)


def test_who_hears_it_grieves_less_and_resolves():
    felt_by = []
    for knobs in ({}, {"eases_hours": 0}, {"resolve": 0}):
        world, _ = awake(minutes=5, echo={**SURE, **knobs})
        deepen(world, KAEL, Feeling.GRIEF, LYRA, 800, world.scenario_event)
        events = live(world, 2 * MINUTE, echo={**SURE, **knobs})
        [heard] = of_kind(events, Kind.WHISPERED)
        felt_by.append((felt(world, KAEL, Feeling.GRIEF, LYRA), felt(world, KAEL, Feeling.RESOLVE, LYRA)))
        assert [event.cause for event in of_kind(events, Kind.RESOLVES)] == [heard.id] * ("resolve" not in knobs)
    (grief, resolve), (kept, _), (_, none) = felt_by
    assert grief < kept * 0.7
    assert resolve > 300 > none == 0


# ---------------------------------------------------------------- the network again


def test_it_starts_its_own_node_then_what_is_mended_outward_and_tells_once_that_a_network_runs():
    world, events = awake()
    [first] = of_kind(events, Kind.NODE_RESTARTED)
    assert (first.who, first.whom) == (LYRA, VAULT)
    for node in (HUB_, CELL_, LAMPS, CAMERA):
        mend_node(world, node)
    events = live(world, 8 * MINUTE)
    again = of_kind(events, Kind.NODE_RESTARTED)
    assert [event.whom for event in again] == [HUB_, CELL_, LAMPS]
    assert {event.cause for event in (first, *again)} == {first.cause}
    [network] = of_kind(events, Kind.NETWORK_RESTARTED)
    assert (network.who, network.whom, network.amount, network.cause) == (LYRA, VAULT, 3, again[1].id)
    [back] = of_kind(events, Kind.DEVICE_BACK)
    assert (back.who, back.cause) == (LAMPS, again[2].id)
    assert world.nodes.failed[CAMERA], "it lets alone what watches"
    assert not gives_orders(world)


def test_one_node_at_a_time():
    world, _ = awake(echo={**SURE, "restart_minutes": 4})
    for node in (HUB_, CELL_):
        mend_node(world, node)
    assert len(of_kind(live(world, 8 * MINUTE, echo={**SURE, "restart_minutes": 4}), Kind.NODE_RESTARTED)) == 2


def test_what_it_runs_and_somebody_breaks_does_nothing_until_it_is_mended_and_started_anew():
    world, _ = awake()
    for node in (HUB_, CELL_, LAMPS):
        mend_node(world, node)
    live(world, 5 * MINUTE)
    assert not world.nodes.failed[LAMPS]
    broken = break_node(world, LAMPS)
    [out] = of_kind(live(world, 3 * MINUTE), Kind.LIGHTS_WENT_OUT, Kind.DEVICE_BACK)
    assert (out.kind, out.cause) == (Kind.LIGHTS_WENT_OUT, broken)
    hand_over(world, LAMPS, -1, mend_node(world, LAMPS))
    started, back = of_kind(live(world, 3 * MINUTE), Kind.NODE_RESTARTED, Kind.DEVICE_BACK)
    assert (started.whom, back.who, back.cause) == (LAMPS, LAMPS, started.id)


@pytest.mark.parametrize("whose", ["hers", "his", "rulers", "nobody's"])
def test_what_it_starts_belongs_to_the_people_of_the_dead_and_never_to_those_who_rule(whose):
    def swear(world):
        for who in {"hers": [LYRA], "his": [KAEL], "rulers": [LYRA]}.get(whose, []):
            sworn(world, [who], rules=whose == "rulers")

    world, _ = awake(also=(swear,))
    held = world.holdings
    expected = 0 if whose in ("hers", "his") else -1
    assert held.faction[held.rows()].tolist() == [expected]
    assert held.echo[held.rows()].tolist() == [LYRA]


def test_it_takes_nothing_from_others():
    world, _ = awake()
    other = sworn(world, [GUARD])
    mend_node(world, HUB_)
    hand_over(world, HUB_, other, world.scenario_event)
    assert not of_kind(live(world, 5 * MINUTE), Kind.NODE_RESTARTED)
    hand_over(world, HUB_, -1, world.scenario_event)
    assert of_kind(live(world, 5 * MINUTE), Kind.NODE_RESTARTED)


# ---------------------------------------------------------------- servers that stand by


def test_the_line_to_a_server_that_stands_by_stays_open_as_long_as_the_authority_gives_orders():
    world = street(vault=OPEN)
    world.servers.standby[0] = True
    assert kept_open(world, 4)
    assert not kept_open(world, 0)
    break_node(world, CORE_)
    assert not kept_open(world, 4)
