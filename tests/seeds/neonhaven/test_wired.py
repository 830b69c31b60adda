"""Feeds, and parts of bodies that are machines: what they give, and what comes to them over the network."""

from scenes.dens import TOWN, town
from scenes.wired import of_kind

from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import set_node, set_wire
from undergrid.world.senses.optics import Optics
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity

HOUR = 3600
VERA, MAREK, FIRST = 0, 1, 2


def events(sim, first=0):
    return list(sim.world.events.rows()[first:])


def cut_off(sim, node):
    """Cut the wire to a node of the town between ticks."""
    world, row = sim.world, sim.world.node_names.index(node)
    wire = int((world.wires.b == row).argmax())
    set_wire(world, wire, False, lambda _: world.events.one(Kind.WIRE_CUT, -1, wire, cause=world.scenario_event))


def test_n33_the_longer_they_have_lain_in_the_feed_the_weaker_and_the_blinder_they_are(tmp_path):
    strengths, hazes = [], []
    for lain in ("0 s", "5 d", "20 d", "3000 d"):
        sim = town(tmp_path, TOWN.replace("lain: 30 d", f"lain: {lain}"))
        sim.run(until="10 min")
        people, minds = sim.world.citizens, sim.world.minds
        strengths.append(int(people.strength[FIRST : FIRST + 6].sum()))
        hazes.append(int(minds.haze[minds.host == Host.POD].min()))
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == 4
    assert hazes == sorted(hazes)
    assert hazes[-1] == 800_000


def test_n33_families_share_a_feed_and_unplugging_restores_them_slowly(tmp_path):
    sim = town(tmp_path, TOWN.replace("lain: 30 d", "lain: 100 d"))
    world = sim.world
    sim.run(until="1 h")
    minds, people = world.minds, world.citizens
    den = range(FIRST, FIRST + 6)
    lying = [slot for slot in minds.rows().tolist() if minds.host[slot] == Host.POD]
    assert minds.owner[lying].tolist() == list(den)
    assert set(minds.node[lying].tolist()) == {world.node_names.index("dens")}
    weak, haze = int(people.strength[FIRST]), int(minds.haze[lying[0]])
    sim.step([Order(sim.tick, FIRST, Verb.UNPLUG)])
    sim.run(until="4 h")
    assert people.doing[FIRST] == Activity.RESTING
    assert (people.doing[FIRST + 1 : FIRST + 6] == Activity.PLUGGED).all()
    gained, lost = int(people.strength[FIRST]) - weak, int(people.strength[FIRST + 1])
    assert 0 < gained < 30, "half a percent a day"
    assert 0 < haze - minds.haze[lying[0]] < 200
    assert lost < 30_000


def test_n33_they_go_on_lying_there_when_shifts_begin_and_do_not_get_up_by_routine(tmp_path):
    sim = town(tmp_path, TOWN.replace('starts: "11:30", lasts: 4 h', 'starts: "07:00", lasts: 12 h'))
    sim.run(until="30 min")
    assert (sim.world.citizens.doing[FIRST : FIRST + 6] == Activity.PLUGGED).all()


def test_n15_an_augmetic_eye_sees_where_clouded_eyes_do_not(tmp_path):
    sim = town(tmp_path)
    world, minds = sim.world, sim.world.minds
    slot = int(minds.where(owner=VERA)[0])
    minds.haze[slot] = 750_000
    blur = [sim.view("vera").blur]
    world.augments.works[world.augments.of(VERA)] = False
    blur.append(sim.view("vera").blur)
    sharp = world.shared(Optics).sharpness
    assert blur == [0, round(100 * (1 - sharp[3]))]


def test_n15_what_kills_over_the_network_kills_the_machines_of_the_wired_and_of_nobody_else(tmp_path):
    """Pods that fail dead; what else burns calls the same `burn`."""
    text = TOWN.replace("at: arcade_1}\n  wires", "at: arcade_1, fails: dead, autonomy: 1 min}\n  wires")
    sim = town(tmp_path, text.replace("count: 6, at: arcade_1", "count: 6, at: arcade_1, augments: [eye, leg]"))
    world = sim.world
    sim.run(until="1 min")
    cut_off(sim, "dens")
    first = world.events.n
    sim.run(until="5 min")
    told = events(sim, first)
    dead, died = of_kind(told, Kind.AUGMENTS_DIED), of_kind(told, Kind.DIED)
    [failed] = of_kind(told, Kind.PODS_FAILED)
    assert [event.who for event in dead] == [event.who for event in died] == list(range(FIRST, FIRST + 6))
    assert {(event.amount, event.cause) for event in dead} == {(2, failed.id)}
    augments = world.augments
    works = {int(augments.owner[slot]) for slot in augments.rows() if augments.works[slot]}
    assert works == {VERA, MAREK}


def test_n15_a_broken_node_that_nobody_is_wired_by_burns_nothing(tmp_path):
    sim = town(tmp_path)
    world, crypt = sim.world, sim.world.node_names.index("crypt")
    set_node(world, crypt, False, lambda _: world.events.one(Kind.NODE_BROKEN, -1, crypt, cause=world.scenario_event))
    sim.run(until="5 min")
    assert not of_kind(events(sim), Kind.AUGMENTS_DIED)
    assert world.augments.works[world.augments.rows()].all()
