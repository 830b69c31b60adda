"""Infection: dirt and depth decide with a draw, a dressing helps; fever grows, and kills in days."""

from scenes.bodies import hurt, live, told

from undergrid.core import units
from undergrid.systems.body import infection
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Death, Dressing, WoundKind

DAY = 24 * units.HOUR


def turned(people=1000, hours=13, dressing=Dressing.NONE, **wound):
    """Who has an infected wound after so many hours, and the world they live in."""
    world = hurt(people, flow=0, **wound)
    world.wounds.dressing[world.wounds.rows()] = dressing
    _pass(world, hours)
    return {event.who for event in told(world, Kind.INFECTED)}, world


def _pass(world, hours, **knobs):
    """Let hours go by, lived through at the ticks at which something is due."""
    end = world.tick + hours * units.HOUR
    while world.tick < end:
        due = [int(world.wounds.turns.min()), int(world.blood.ill_due.min())]
        world.tick = max(world.tick, min(*due, end))
        if world.tick < end:
            live(world, 1, infection, **knobs)


def test_dirty_wounds_turn_at_their_chance_and_deep_ones_more():
    shares = {}
    for depth, chance in ((1, 0.15), (2, 0.5), (3, 0.8)):
        found, world = turned(depth=depth, dirty=True)
        shares[depth] = len(found) / 1000
        assert abs(shares[depth] - chance) < 0.05
        assert all(6 <= event.tick / units.HOUR <= 12 for event in told(world, Kind.INFECTED))
        assert all(event.stream == infection.TURN for event in told(world, Kind.INFECTED))
    clean, _ = turned(depth=3)
    assert len(clean) / 1000 < 0.05


def test_with_the_same_luck_dirt_never_helps_and_a_dressing_never_harms():
    dirty, _ = turned(dirty=True)
    clean, _ = turned()
    dressed, _ = turned(dirty=True, dressing=Dressing.GAUZE)
    assert clean < dirty
    assert clean <= dressed < dirty


def test_a_dressing_leaves_its_share_of_the_chance():
    sick = []
    for share in (0, 1):
        world = hurt(60, flow=0, dirty=True)
        world.wounds.dressing[world.wounds.rows()] = Dressing.GAUZE
        _pass(world, 13, infection={"dressed": share})
        sick.append(len(told(world, Kind.INFECTED)))
    assert sick[0] == 0
    assert sick[1] > 30


def test_dirt_that_comes_later_is_decided_anew():
    _, world = turned(people=300)
    assert not world.wounds.dirty.any()
    before = len(told(world, Kind.INFECTED))
    for slot in world.wounds.rows().tolist():
        injuries.soil(world, slot)
    _pass(world, 13)
    assert len(told(world, Kind.INFECTED)) - before > 180


def test_fever_grows_for_a_day_and_takes_strength_from_the_legs():
    found, world = turned(people=40, dirty=True, part=BodyPart.ARM)
    who = min(found)
    fevers, legs = [], []
    for _ in range(30):
        fevers.append(int(world.blood.fever[blood_slot(world, who)]))
        legs.append(int(world.citizens.able[who]))
        _pass(world, 1, infection={"kills": 0})
    assert fevers == sorted(fevers)
    assert fevers[-1] == 1000
    assert 0 < legs[-1] < legs[0]


def test_an_infection_kills_in_days_not_in_hours():
    _, world = turned(people=800, dirty=True)
    infected = {event.who for event in told(world, Kind.INFECTED)}
    _pass(world, 12)
    in_a_day = len(told(world, Kind.DIED))
    _pass(world, 60)
    died = told(world, Kind.DIED)
    assert in_a_day < 0.05 * len(infected)
    assert 0.3 * len(infected) < len(died) < 0.8 * len(infected)
    turns = {event.id for event in told(world, Kind.INFECTED)}
    for event in died:
        assert event.amount == Death.INFECTION
        assert event.cause in turns
        assert not world.citizens.alive[event.who]


def test_the_dead_do_not_turn():
    world = hurt(30, flow=0, dirty=True)
    for who in range(30):
        blood_loss.die(world, who, Death.BLAST, world.scenario_event)
    _pass(world, 13)
    assert not told(world, Kind.INFECTED)


def test_a_second_wound_elsewhere_changes_nothing_about_the_first():
    worlds = []
    for second in (False, True):
        world = hurt(200, flow=0, dirty=True)
        if second:
            for who in range(0, 200, 2):
                injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event, flow=0)
        _pass(world, 13)
        firsts = {int(world.wounds.cause[blood_loss.wounds_of(world, who)[0]]) for who in range(200)}
        worlds.append({(event.who, event.tick) for event in told(world, Kind.INFECTED) if event.cause in firsts})
    assert worlds[0] == worlds[1]
