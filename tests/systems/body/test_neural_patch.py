"""Neural patches: how many hours one buys, ever fewer, what it takes and costs the body, and why not."""

import pytest
from scenes.wired import of_kind
from scenes.worlds import field, knobs_of, make_city, make_world

from undergrid.systems.body import implants, neural_patch
from undergrid.systems.orders import settle
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import intend
from undergrid.world.people.patching import buys, patches_of
from undergrid.world.reasons import why_not
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER

HOUR = 3600
LUCY, REX = 0, 1
SURE = {"seconds": 60, "misfires": 0}


def shelter(seed=1, skill=10, parts=20, left=5 * HOUR):
    """Lucy has parts and skill, Rex some hours."""
    world = make_world(make_city(field(12, 12)), [(4, 4), (5, 4)], seed=seed)
    world.citizens.expires[REX] = left
    if skill:
        slot = world.crafts.take(1)
        world.crafts.owner[slot], world.crafts.engineering[slot] = LUCY, skill
    if parts:
        kit.add(world, LUCY, ItemKind.PARTS, parts, world.scenario_event)
    return world


def live(world, ticks, patching=None, **turned):
    systems = knobs_of(
        world, (neural_patch, implants), {"neural_patch": {**SURE, **turned}, "patching": patching or {}}
    )
    first = world.events.n
    for _ in range(ticks):
        world.events.begin(world.tick)
        for system, knobs in systems:
            system.step(world, knobs)
        settle.step(world)
        world.tick += 1
    return world.events.rows()[first:]


def patch(world, who=LUCY, whom=REX, ticks=62, patching=None, **turned):
    """Let somebody be told to patch somebody's net; returns what happened."""
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, whom, amount=int(Verb.PATCH_NET))
    intend(world, who, Verb.PATCH_NET, whom, event)
    return live(world, ticks, patching, **turned)


def test_each_patch_moves_the_end_by_less_than_the_one_before():
    world = shelter()
    bought = []
    for _ in range(4):
        before = int(world.citizens.expires[REX])
        [patched] = of_kind(patch(world), Kind.NET_PATCHED)
        assert (patched.who, patched.whom) == (LUCY, REX)
        assert world.citizens.expires[REX] == before + 60 * patched.amount
        bought.append(patched.amount)
    assert bought == [180, 108, 65, 39]
    assert kit.count(world, LUCY, ItemKind.PARTS) == 20 - 4 * 2
    assert patches_of(world, REX) == 4
    assert world.patches.bought[world.patches.first(owner=REX)] == sum(bought)


def test_skill_buys_more_and_so_do_the_knobs():
    assert [buys(shelter(skill=skill), LUCY, REX) for skill in (0, 5, 10)] == [72, 126, 180]
    for patching, expected in (({"hours": 1}, 60), ({"unskilled": 1.0}, 180), ({"fades": 0.5}, 180)):
        [patched] = of_kind(patch(shelter(), patching=patching), Kind.NET_PATCHED)
        assert patched.amount == expected
    world = shelter(skill=0)
    assert [of_kind(patch(world, patching={"unskilled": 1.0, "fades": 0.5}), Kind.NET_PATCHED)[0].amount
            for _ in range(2)] == [180, 90]  # fmt: skip


def test_without_skill_a_patch_buys_two_fifths():
    [patched] = of_kind(patch(shelter(skill=0)), Kind.NET_PATCHED)
    assert patched.amount == 72


def test_the_end_comes_when_the_patches_say_and_the_last_of_them_has_only_put_it_off():
    """Asked why his time had run out, one was told that she had patched his net."""
    world = shelter(left=HOUR + 600)
    live(world, 300)
    told = patch(world, patching={"hours": 0.5}) + live(world, 2 * HOUR, {"hours": 0.5})
    [patched], [ended] = of_kind(told, Kind.NET_PATCHED), of_kind(told, Kind.SHUT_DOWN)
    assert ended.tick == HOUR + 600 + 1800
    [last] = [event for event in of_kind(told, Kind.STAGE_REACHED) if event.amount == 3]
    [before] = [event for event in of_kind(world.events.rows(), Kind.STAGE_REACHED) if event.amount == 2]
    assert last.cause == before.id
    rows = world.events.because_columns()
    put_off = {(int(e), int(c)) for e, c, role in zip(rows["event"], rows["cause"], rows["role"], strict=True)
               if role == Role.DELAY}  # fmt: skip
    assert put_off == {(last.id, patched.id)}
    first = world.events.rows()[0]
    assert (first.kind, first.cause) == (Kind.STAGE_REACHED, world.scenario_event)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("no parts", Refusal.NO_SUPPLIES),
        ("away", Refusal.NOT_HERE),
        ("dead", Refusal.TARGET_DEAD),
        ("a thing", Refusal.NOT_NEEDED),
        ("flickering", Refusal.TOO_LATE),
        ("used up", Refusal.PATCHED_OUT),
        ("", None),
    ],
)
def test_why_it_is_refused(change, why):
    world = shelter(parts=1 if change == "no parts" else 20, left=15 if change == "flickering" else 5 * HOUR)
    if change == "flickering":
        world.citizens.expires[REX] = 30
        live(world, 15)
    elif change == "away":
        world.citizens.cell[REX] = world.city.cell(0, 9, 9)
    elif change == "dead":
        world.citizens.alive[REX] = False
    elif change == "a thing":
        world.citizens.expires[REX] = NEVER
    elif change == "used up":
        slot = world.patches.take(1)
        world.patches.owner[slot], world.patches.count[slot] = REX, 9
    assert why_not(world, LUCY, Verb.PATCH_NET, REX) == why
    refused = of_kind(patch(world, ticks=1), Kind.REFUSED)
    assert [event.amount for event in refused] == ([] if why is None else [why])


def test_what_it_takes_and_what_is_no_use_are_for_the_scenario_to_say():
    world = shelter(parts=3)
    assert not of_kind(patch(world, patching={"parts": 4}), Kind.NET_PATCHED)
    assert of_kind(patch(world, patching={"parts": 3}), Kind.NET_PATCHED)
    assert kit.count(world, LUCY, ItemKind.PARTS) == 0
    assert [event.amount for event in of_kind(patch(shelter(), patching={"least_minutes": 200}), Kind.REFUSED)] == [
        Refusal.PATCHED_OUT
    ]


def test_now_and_then_a_patch_misfires_and_weakens_the_body():
    n = 0
    for seed in range(1, 101):
        world = shelter(seed)
        [*misfired] = of_kind(told := patch(world, misfires=0.3, weakens=10), Kind.PATCH_MISFIRED)
        n += len(misfired)
        assert world.citizens.strength[REX] == 30_000 - 3000 * len(misfired)
        assert [event.cause for event in misfired] == [event.id for event in of_kind(told, Kind.NET_PATCHED)] * bool(
            misfired
        )
    assert 16 <= n <= 44  # three standard deviations
    world = shelter()
    world.citizens.strength[REX] = 7000
    patch(world, misfires=1, weakens=50, least=20)
    assert world.citizens.strength[REX] == 6000


def test_it_is_thanked_for_and_broken_off_where_the_other_walks_away():
    world = shelter()
    patch(world, thanks=700)
    slot = world.regards.where(a=REX, b=LUCY) if "a" in world.regards.columns else world.regards.rows()
    assert len(slot) == 1
    world = shelter()
    patch(world, ticks=10)
    world.citizens.cell[REX] = world.city.cell(0, 9, 9)
    told = live(world, 60)
    assert of_kind(told, Kind.INTERRUPTED)
    assert patches_of(world, REX) == 0
