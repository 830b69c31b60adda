"""Shelter worked out once more: a street of doors at which many do many things at once, second by second."""

import numpy as np
import pytest
from scenes.twins import assert_alike
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.systems.places import shelter
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import amount_of, drop_intent, intend, log_refusal
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.shelters import Doors, build_in, put_aside, set_door
from undergrid.world.reasons.places import doors, load_for
from undergrid.world.senses.earshot import at_door
from undergrid.world.senses.noises import make_noise
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity

N = 90
USES = (Use.PODS, Use.REFUGE, Use.DISUSED, Use.OFFICES, Use.STATION, Use.DISUSED, Use.PODS, Use.REFUGE, Use.DISUSED)
KNOBS = {"friction": 0.5, "gap_m": 0.7, "moved": 0.1, "place_kg_per_s": 17, "clear_kg_per_s": 29, "breach_w": 290,
         "ram": 1.7, "siege_w": 130.4, "blow_every": 4, "blow_db": 91.3}  # fmt: skip
JOULES = 0.5 * 9.81 * 0.7 / 0.1  # that a kilogram costs
PAUSE = 3


def street(seed):
    """People in and before houses that can be held or not, with things to bar doors with; hunters lay siege to some."""
    dice = np.random.default_rng(seed)
    cells = [(3 + 4 * n, 2 + n % 3) for n in range(len(USES))]
    city = make_city(field(44, 6), buildings=[(use, 0, *at) for use, at in zip(USES, cells, strict=True)])
    stands = dice.choice(city.doors[:5], 14).tolist()
    hunters = [(WatcherKind.HUNTER, int(cell) + (n % 5 == 4)) for n, cell in enumerate(stands)]
    inside = np.where(dice.random(N) < 0.4, -1, dice.integers(0, len(USES), N))
    at = np.where(inside < 0, dice.choice(city.doors, N), city.doors[inside])
    world = make_world(city, at.tolist(), hunters, seed, inside=inside, able=dice.integers(20, 101, N), wake=0)
    world.tick = 700
    duties = (Duty.SIEGE, Duty.SIEGE, Duty.POST)
    world.watchers.duty[:] = dice.choice(duties, 14)
    world.watchers.cause[:] = [world.events.one(Kind.SIGHTED, n) for n in range(14)]
    shelters = world.shelters
    shelters.lock[:], shelters.door[:] = dice.random(shelters.n) < 0.8, dice.random(shelters.n) < 0.9
    shelters.locked[:], shelters.bolt[:] = dice.random(shelters.n) < 0.6, dice.integers(300, 900, shelters.n)
    shelters.furniture[:], shelters.sealed[:] = dice.integers(0, 30, shelters.n), True
    shelters.locked[-1], shelters.bolt[-1] = True, 1_000_000  # one door that stays shut
    things = world.items.take(150)
    world.items.kind[things] = dice.choice((ItemKind.BEAM, ItemKind.FUEL, ItemKind.FOOD), 150)
    world.items.count[things] = np.where(world.items.kind[things] == ItemKind.BEAM, 1, dice.integers(1, 9, 150))
    held = dice.random(150) < 0.4
    where = dice.integers(0, len(USES), 150)
    world.items.holder[things] = np.where(held, dice.integers(0, N, 150), -1)
    world.items.building[things] = np.where(held, -1, where)
    world.items.cell[things] = np.where(held, -1, city.doors[where])
    world.items.luck[things] = dice.permutation(9000)[:150]
    acquaint(world, dice)
    world.plans.grow(9)
    world.plans.owner[:] = dice.permutation(N)[:9]
    world.rebuild()
    return world


def acquaint(world, dice):
    """Who knows which place, and where whom; who is bound to whom, hauls whom, and is of a band with them."""
    known, bonds, members, hauls = world.knowledge, world.bonds, world.members, world.hauls
    slots = known.take(900)
    known.knower[slots], known.topic[slots] = (
        dice.integers(0, N, 900),
        dice.choice((Topic.PLACE, Topic.PLACE, Topic.PERSON), 900),
    )
    places = known.topic[slots] == Topic.PLACE
    known.subject[slots] = np.where(places, dice.integers(0, len(USES), 900), dice.integers(0, N, 900))
    of_persons = world.citizens.cell[known.subject[slots]]
    known.cell[slots] = np.where(dice.random(900) < 0.5, of_persons, 7)
    known.source[slots], known.at[slots] = dice.integers(-1, N, 900), dice.integers(0, 700, 900)
    known.free(slots[::9])
    slots = bonds.take(300)
    bonds.a[slots], bonds.b[slots] = dice.integers(0, N, 300), dice.integers(0, N, 300)
    slots = members.take(40)
    members.owner[slots], members.band[slots] = dice.permutation(N)[:40], dice.integers(0, 4, 40)
    slots = hauls.take(20)
    hauls.hauler[slots], hauls.hauled[slots] = np.split(dice.permutation(N)[:40], 2)


def stir(world, dice):
    """What else happens before a second: orders, some at the very door; some turn to something else, some come in."""
    people = world.citizens
    for who in dice.permutation(N)[:10].tolist():
        inside = int(people.inside[who])
        here = np.flatnonzero(world.city.doors == people.cell[who])
        target = inside if inside >= 0 else int(here[0]) if len(here) else -1
        target = int(dice.integers(-1, len(USES))) if dice.random() < 0.1 else target
        verb = Verb(int(dice.choice((36, 37, 38, 39, 40, 40, Verb.LEAVE, Verb.LIGHT))))
        verb = Verb.BREACH if inside < 0 and dice.random() < 0.8 else verb
        cause = world.events.one(Kind.ORDERED, who)
        wake = NEVER if dice.random() < 0.5 else world.tick + 99
        intend(world, who, verb, target, cause, wake, int(dice.choice((0, 0, ItemKind.BEAM, ItemKind.FUEL))))
    turned = dice.permutation(np.flatnonzero(people.doing == Activity.TENDING))[: int(dice.random() < 0.2)]
    people.doing[turned] = np.where(people.inside[turned] < 0, Activity.WALKING, Activity.LYING)
    for who in dice.permutation(N)[:2].tolist():
        if people.doing[who] != Activity.TENDING:
            building = int(dice.integers(0, len(USES)))
            people.cell[who] = world.city.doors[building]
            people.inside[who] = building
            world.cache(Occupancy).newcomers.add(who)
    if world.tick % 7 == 0:
        world.watchers.duty[int(dice.integers(0, 14))] = Duty.SIEGE


# ---------------------------------------------------------------- a second, as the rule says


def begin(world, who):
    """What somebody is about to try at a door."""
    people, shelters, now = world.citizens, world.shelters, world.tick
    verb, building, cause = Verb(int(people.intent[who])), int(people.target[who]), int(people.cause[who])
    row, here = int(world.cache(Doors).shelter_of[building]), int(people.cell[who])
    why = doors(world, who, verb, building, amount_of(world, who))
    if why is None and verb == Verb.BREACH and not (shelters.locked[row] or shelters.barricade[row]):
        why = Refusal.NOT_NEEDED
    if why is not None:
        log_refusal(world, who, building, why)
    elif verb == Verb.BARRICADE:
        kg = load_for(world, who, amount_of(world, who))[2]
        tasks.begin(world, who, verb, building, round(kg / 17), cause, amount_of(world, who))
        return
    elif verb == Verb.UNBAR:
        tasks.begin(world, who, verb, building, round(int(shelters.barricade[row]) / JOULES / 29), cause)
        return
    elif verb == Verb.BREACH:
        event = world.events.one(Kind.BREACH_BEGAN, who, building, here, cause=cause)
        tasks.begin(world, who, verb, building, NEVER - now, event)
        if not shelters.assault[row]:
            shelters.assault[row] = event
        return
    else:
        locks = verb == Verb.LOCK
        event = world.events.one(Kind.LOCKED if locks else Kind.UNLOCKED, who, building, here, cause=cause)
        set_door(world, building, event, locked=locks)
    drop_intent(world, who)
    if people.wake[who] == NEVER:
        people.wake[who] = now + 60 * PAUSE


def end_tasks(world):
    """The barricades that are done, or taken away, in the order of a draw."""
    people, shelters, table, key = world.citizens, world.shelters, world.tasks, world.key(shelter.STREAM)
    over = [slot for slot in table.rows().tolist() if table.until[slot] <= world.tick]
    over = [slot for slot in over if table.verb[slot] in (Verb.BARRICADE, Verb.UNBAR)]
    over = [slot for slot in over if people.doing[table.owner[slot]] == Activity.TENDING]
    for slot in sorted(over, key=lambda slot: luck.u32(key, int(people.luck[table.owner[slot]]))):
        who, building, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
        verb, row, here = int(table.verb[slot]), int(world.cache(Doors).shelter_of[building]), int(people.cell[who])
        is_here = people.inside[who] == building
        load = load_for(world, who, int(table.amount[slot])) if is_here and verb == Verb.BARRICADE else None
        if load is not None:
            if load[0] >= 0:
                build_in(world, load[0], load[1], building)
            else:
                shelters.furniture[row], shelters.piled[row] = 0, int(shelters.piled[row]) + load[2]
            work, door = max(1, round(load[2] * JOULES)), int(world.city.doors[building])
            event = world.events.one(Kind.BARRICADED, who, building, door, work, cause)
            set_door(world, building, event, barricade=int(shelters.barricade[row]) + work)
        elif is_here and verb == Verb.UNBAR and shelters.barricade[row] > 0:
            event = world.events.one(Kind.UNBARRED, who, building, here, cause=cause)
            put_aside(world, building)
            set_door(world, building, event, barricade=0)
        else:
            world.events.one(Kind.INTERRUPTED, who, where=here, amount=verb, cause=cause)
        tasks.finish(world, slot)


def crews(world):
    """(beginning, work) of those who force each door."""
    people, table, found, shut = world.citizens, world.tasks, {}, world.cache(Doors).shut
    for slot in sorted(table.where(verb=Verb.BREACH).tolist(), key=lambda slot: table.owner[slot]):
        who, building, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
        if people.doing[who] != Activity.TENDING:
            continue
        if shut[building] and at_door(world, who, building):
            carried = world.items.where(holder=who, kind=ItemKind.BEAM)
            ram = 1.7 if world.items.count[carried].sum() else 1
            work = 290 * int(people.able[who]) / 100 * ram
            found.setdefault(building, []).append((cause, max(1, round(work))))
        else:
            world.events.one(Kind.INTERRUPTED, who, where=int(people.cell[who]), amount=Verb.BREACH, cause=cause)
            tasks.finish(world, slot)
    watchers = world.watchers
    for row in range(watchers.n):
        before = [b for b, door in enumerate(world.city.doors) if door == watchers.cell[row] and shut[b]]
        if watchers.duty[row] != Duty.SIEGE or not before:
            continue
        if split_id(int(watchers.cause[row]))[1] != Kind.SIEGE_BEGAN:
            where, cause = int(watchers.cell[row]), int(watchers.cause[row])
            watchers.cause[row] = world.events.one(Kind.SIEGE_BEGAN, row, before[0], where, cause=cause)
        found.setdefault(before[0], []).append((int(watchers.cause[row]), 130))
    return found


def force(world):
    """A second of work at each door that is being forced."""
    shelters, now, at_work = world.shelters, world.tick, crews(world)
    for row, building in enumerate(shelters.building.tolist()):
        if building not in at_work:
            shelters.assault[row] = 0
            continue
        began = sorted(event for event, _ in at_work[building])
        first = int(shelters.assault[row]) if shelters.assault[row] in began else began[0]
        shelters.assault[row] = first
        shelters.worn[row] += sum(work for _, work in at_work[building])
        tick, kind, subject, _ = split_id(first)
        door, breaks = int(world.city.doors[building]), kind == Kind.BREACH_BEGAN
        if shelters.blow[row] <= now:
            shelters.blow[row] = now + 4
            make_noise(world, door, 91.3, first, subject if breaks else -1)
        bolt = int(shelters.bolt[row])
        if shelters.locked[row] and shelters.worn[row] >= bolt:
            worn = int(shelters.worn[row]) - bolt
            set_door(world, building, first, locked=False)
            shelters.forced[row], shelters.assault[row] = True, first
            shelters.worn[row] = worn if shelters.barricade[row] else 0
        if shelters.locked[row] or shelters.worn[row] < shelters.barricade[row]:
            continue
        won = Kind.BREACHED if breaks else Kind.SIEGE_WON
        event = world.events.one(won, subject, building, door, now + 1 - tick, first)
        if others := [one for one in began if one != first]:
            world.events.because(event, np.array(others), Role.HELPER)
        shelters.forced[row], shelters.sealed[row] = True, False
        put_aside(world, building)
        set_door(world, building, event, locked=False, barricade=0)
        for slot in world.tasks.where(verb=Verb.BREACH, target=building).tolist():
            tasks.finish(world, slot)
        there = (world.watchers.cell == door) & (world.watchers.duty == Duty.SIEGE)
        world.watchers.cause[there] = event


def expects(world, who, other):
    """Whether somebody is no surprise to another."""
    known, bonds, members, people = world.knowledge, world.bonds, world.members, world.citizens
    pairs = set(zip(bonds.a[bonds.rows()].tolist(), bonds.b[bonds.rows()].tolist(), strict=True))
    hauls = set(zip(world.hauls.hauler.tolist(), world.hauls.hauled.tolist(), strict=True))
    bands = [set(members.band[members.owner == one].tolist()) for one in (who, other)]
    rows = known.where(knower=who, topic=Topic.PERSON, subject=other)
    knows = (known.cell[rows] == people.cell[other]).any()
    return (who, other) in hauls or knows or {(who, other), (other, who)} & pairs or bands[0] & bands[1]


def greet(world):
    """Those who came into a shelter that they knew of, and whom they find there."""
    people, known, key = world.citizens, world.knowledge, world.key(shelter.FOUND)
    new = world.cache(Occupancy).newcomers.rows().tolist()
    world.cache(Occupancy).newcomers.clear()
    for who in new:
        building = int(people.inside[who])
        place = known.where(knower=who, topic=Topic.PLACE, subject=building)
        if world.cache(Doors).shelter_of[building] < 0 or not len(place):
            continue
        known.at[place], known.source[place] = world.tick, -1
        there = [one for one in range(N) if people.inside[one] == building and people.alive[one]]
        strangers = [one for one in there if one not in new and not expects(world, who, one)]
        if not strangers:
            continue
        draw = {one: luck.u32(key, luck.pair(int(people.luck[who]), int(people.luck[one]))) for one in strangers}
        first, here, event = min(strangers, key=draw.__getitem__), int(people.cell[who]), int(people.cause[who])
        if USES[building] == Use.DISUSED:  # said to be empty
            event = world.events.one(Kind.SURPRISED, who, first, here, cause=event)
        for one in strangers:
            rows = known.where(knower=who, topic=Topic.PERSON, subject=one)
            rows = rows if len(rows) else known.take(1)
            known.knower[rows], known.topic[rows], known.subject[rows] = who, Topic.PERSON, one
            known.cell[rows], known.at[rows], known.source[rows], known.cause[rows] = here, world.tick, -1, event


def as_said(world):
    """One second, as the rule says."""
    world.events.begin(world.tick)
    people = world.citizens
    for who in range(N):
        if Verb.LOCK <= people.intent[who] <= Verb.BREACH:
            begin(world, who)
    end_tasks(world)
    force(world)
    greet(world)
    world.tick += 1


def check_doors(world, twin):
    """That what is kept of doors beside the table agrees with it, and nobody is left who has come in."""
    assert world.cache(Doors).shut.tolist() == twin.cache(Doors).shut.tolist()
    assert world.cache(Doors).n_shut == world.cache(Doors).shut.sum()
    assert not world.cache(Occupancy).newcomers.any


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_all_that_is_done_at_many_doors_is_done_as_the_rule_says(seed):
    world, twin = street(seed), street(seed)
    dice, same = np.random.default_rng(seed), np.random.default_rng(seed)
    kinds = []
    for one in (world, twin):
        run(shelter, one, ticks=0, minutes=PAUSE)  # the same knobs from the first second on
    for _ in range(30):
        stir(world, dice)
        stir(twin, same)
        run(shelter, world, **KNOBS, minutes=PAUSE)
        as_said(twin)
        assert_alike(world, twin)
        check_doors(world, twin)
        kinds += [event.kind for event in world.events.this_tick()]
    assert {Kind.LOCKED, Kind.UNLOCKED, Kind.BARRICADED, Kind.UNBARRED, Kind.BREACH_BEGAN, Kind.BREACHED, Kind.REFUSED,
            Kind.SIEGE_BEGAN, Kind.SIEGE_WON, Kind.SURPRISED, Kind.INTERRUPTED} <= set(kinds)  # fmt: skip
