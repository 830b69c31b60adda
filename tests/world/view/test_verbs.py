"""What a view says somebody could do, against what the rules then make of the order."""

import itertools

import pytest
from scenes.strangers import INSIDE, OUTSIDE, SHELTER, at_the_door
from scenes.worlds import field, make_city, make_world

import undergrid
from undergrid.city.city import Use
from undergrid.core.grid import DX, DY
from undergrid.world.items import kit
from undergrid.world.log.events import EventLog
from undergrid.world.log.kinds import Kind
from undergrid.world.society import knowledge
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view import verbs

# What only shows when one tries: another's will, whether they answer, a way that is barred where one has not been.
HIDDEN = {Refusal.UNWILLING, Refusal.NO_ANSWER, Refusal.BARRED}

GROUND = (Verb.COVER, Verb.FAKE)  # what is done to the ground one stands on


def said_and_done(sim, who, known):
    """(verb, what the view says, what comes of that order) for each of which the first two are not known yet."""
    seen, twin, state, tick = sim.view(who), sim.fork(), sim.world.state(), sim.tick
    for verb, why in (pair for pair in seen.verbs.items() if pair not in known):
        target, amount = seen.aims[verb]
        twin.world.restore(tick, state)
        twin.world.events = EventLog()
        events = twin.step([Order(tick, who, verb, target, amount)])
        (ours,) = (e.id for e in events if e.kind == Kind.ORDERED and (e.who, e.amount, e.cause) == (who, verb, 0))
        refused = [Refusal(e.amount) for e in events if e.kind == Kind.REFUSED and e.who == who and e.cause == ours]
        # who walks has come to another cell before the rule looks at the ground under them
        if verb not in GROUND or twin.world.citizens.cell[who] == seen.cell:
            yield verb, why, refused[0] if refused else None


@pytest.mark.parametrize(
    ("scenario", "people", "hours"), [("eden", 24, (0.3, 1, 2)), ("expiry", 200, (7.5, 9)), ("village", 200, (8,))]
)
def test_a_view_says_what_the_rules_say(scenario, people, hours):
    sim = undergrid.load(scenario, people=people, seed=3)
    wrong, allowed, reasons = [], set(), set()
    for hour, who in itertools.product(hours, range(0, sim.world.citizens.n, people // 12)):
        sim.run(max(0, int(hour * 3600) - sim.tick))
        for verb, why, refused in said_and_done(sim, who, allowed | reasons):
            if why != refused and refused not in HIDDEN:
                wrong.append((hour, who, verb.name, why, refused))
            (allowed if why is None else reasons).add((verb, why))
    assert not wrong
    assert len(allowed) > 15, "a view says of hardly any verb that it could be tried"
    assert len(reasons) > 40, "a view says of hardly any verb why not"


# ---------------------------------------------------------------- what is offered where nothing can be done


def offered(world, who, verb, people=(), gates=()):
    return verbs.chances(world, who, people, gates)[verb]


def test_where_nothing_lies_it_is_water_that_could_not_be_taken():
    world = make_world(field(5, 5), 3)
    assert offered(world, 0, Verb.TAKE) == (-1, ItemKind.WATER, Refusal.NO_SUPPLIES)
    kit.add(world, 1, ItemKind.RIFLE, 1, world.scenario_event)
    world.citizens.doing[1] = Activity.UNCONSCIOUS
    world.citizens.cell[1] = world.citizens.cell[0]
    assert offered(world, 0, Verb.TAKE, [2, 1]) == (1, ItemKind.RIFLE, None)


def test_what_one_carries_is_offered_by_kind():
    world = make_world(field(5, 5), 3)
    world.citizens.cell[:] = world.citizens.cell[0]
    assert offered(world, 0, Verb.GIVE, [1]) == (1, 0, Refusal.NO_SUPPLIES)
    for kind in (ItemKind.RIFLE, ItemKind.GAUZE):
        kit.add(world, 0, kind, 1, world.scenario_event)
    assert offered(world, 0, Verb.GIVE, [1]) == (1, min(ItemKind.RIFLE, ItemKind.GAUZE), None)


def test_one_vouches_for_a_third_person_and_pledges_to_come_to_a_place_one_knows():
    world = make_world(field(5, 5), 3)
    world.citizens.cell[:] = (7, 7, 7)
    assert offered(world, 0, Verb.VOUCH, [1, 2]).amount == 2
    assert offered(world, 0, Verb.VOUCH, [1]).amount == 0
    assert offered(world, 0, Verb.PLEDGE, [1])[:2] == (1, 7)
    knowledge.learn(world, 0, Topic.PLACE, -1, 13, -1, 1000, 5)
    assert offered(world, 0, Verb.PLEDGE, [1])[:2] == (1, 13)


def test_indoors_those_inside_and_those_who_ask_at_the_door_are_near():
    world = at_the_door(more=2)
    world.citizens.inside[2] = SHELTER
    slot = world.parleys.take(1)
    world.parleys.asker[slot], world.parleys.building[slot] = OUTSIDE, SHELTER
    assert verbs._people(world, INSIDE, [3]) == [OUTSIDE, 2]
    assert verbs._people(world, OUTSIDE, [3, 2]) == [3, 2]
    assert verbs._people(world, OUTSIDE, list(range(20))) == list(range(12))
    assert verbs._buildings(world, INSIDE) == verbs._buildings(world, OUTSIDE) == [SHELTER]


def test_of_several_buildings_the_nearest_on_ones_own_level_is_meant():
    city = make_city(
        field(20, 5), field(20, 5), buildings=[(Use.REFUGE, 0, 1, 1), (Use.REFUGE, 0, 15, 1), (Use.REFUGE, 1, 4, 1)]
    )
    world = make_world(city, [(2, 1), (14, 1), city.cell(1, 14, 1)])
    assert [verbs._buildings(world, who) for who in range(3)] == [[0], [1], [2]]
    assert verbs._buildings(make_world(field(4, 4), 1), 0) == []


def test_the_cell_behind_one_who_walks_is_offered_and_ones_own_where_there_is_none():
    world = make_world(make_city("...\n.#.\n..."), [(1, 0)])
    city = world.city
    cells = {}
    for heading in range(8):
        world.citizens.heading[0] = heading
        (cell,) = verbs._cells(world, 0)
        cells[heading] = city.where(cell)[1:]
    assert set(cells.values()) == {(0, 0), (2, 0), (0, 1), (2, 1)}
    for heading, (x, y) in cells.items():
        dx, dy = int(DX[(heading + 4) % 8]), int(DY[(heading + 4) % 8])
        if (1 + dx, dy) in cells.values():
            assert (x, y) == (1 + dx, dy)
    alone = make_world(make_city("###\n#.#\n###"), [(1, 1)])
    assert verbs._cells(alone, 0) == [4]


@pytest.mark.parametrize("heading", range(8))
def test_of_the_cells_beside_one_who_walks_the_first_that_is_free_is_offered_from_behind_them_round_to_the_right(
    heading,
):
    """Once round, all eight: each in its turn, once those before it are walls."""
    turns = [(heading + 4 + n) % 8 for n in range(8)]
    for n, turn in enumerate(turns):
        drawing = [list("...") for _ in range(3)]
        for walled in turns[:n]:
            drawing[1 + int(DY[walled])][1 + int(DX[walled])] = "#"
        world = make_world(make_city("###\n###\n###", "\n".join("".join(row) for row in drawing)), [13])
        world.citizens.heading[0] = heading
        assert verbs._cells(world, 0) == [world.city.cell(1, 1 + int(DX[turn]), 1 + int(DY[turn]))]


@pytest.mark.parametrize(("x", "y"), [(0, 0), (2, 0), (0, 2), (2, 2)])
def test_no_cell_off_the_map_is_offered(x, y):
    world = make_world(make_city(field(3, 3)), [(x, y)])
    beside = {(1, 1), (1, y), (x, 1)}
    for heading in range(8):
        world.citizens.heading[0] = heading
        (cell,) = verbs._cells(world, 0)
        assert world.city.where(cell)[1:] in beside
