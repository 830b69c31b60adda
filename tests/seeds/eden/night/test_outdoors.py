"""Rows of eden in eden: air, light and ruins, and those who look for people in them."""

from scenes.eden import freed, of, order
from scenes.nights import lived, metres

from undergrid.setup import build, load
from undergrid.sim import Sim
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.travel import eta
from undergrid.world.places.ways import Ways
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.society import Category


def test_e2_ruins_that_come_down_in_the_night_close_the_way(night):
    for piece in night.of(Kind.COLLAPSED):
        (barred,) = [event for event in night.of(Kind.WAY_BARRED) if event.cause == piece.id]
        assert (barred.tick, barred.where) == (piece.tick, piece.where)
    piece = night.of(Kind.COLLAPSED)[0]
    before, after = night.before(piece), night.after(piece)
    assert [sim.world.cache(Ways).walk[piece.where] for sim in (before, after)] == [1, 0]


def test_e3_bared_her_sign_gives_a_healer_away_and_covered_she_passes_for_one_of_many(night):
    first, laid = night.of(Kind.NO_PULSE)[0], night.of(Kind.SET_DOWN)[0]
    taken = {event.amount for event in night.of(Kind.CLASSIFIED, whom="amara") if event.tick < laid.tick}
    assert taken == {Category.UNALIGNED}
    sim = night.after(first)  # the same way, by the same orders, with the patch bare
    happened = lived(sim, laid.tick - sim.tick, [order(sim, "amara", Verb.UNVEIL)])
    assert [event.amount for event in of(happened, Kind.CLASSIFIED) if event.whom == 0] == [Category.HEALER]


def test_e4_rotors_are_heard_where_no_drone_is_seen(night):
    heard = night.of(Kind.ROTORS_HEARD)
    assert heard
    for event in heard:
        seen = [one for one in night.of(Kind.NOTICED, who=event.who, whom=event.whom) if one.tick <= event.tick]
        assert not seen or event.tick - seen[-1].tick > 600


def test_e5_who_is_hunted_follows_from_the_policy(night):
    people = night.world.citizens
    hunted = night.of(Kind.HUNT_ASSIGNED)
    assert hunted
    assert {event.amount for event in hunted} <= {Category.UNALIGNED, Category.HEALER, Category.REBEL}
    assert not people.tagged[[event.who for event in hunted]].any()  # for the tagged somebody answers
    sim = Sim(build(load("eden", 600).with_rules({"classification.hunted": ["rebel"]}), night.sim.seed))
    early = [event for event in hunted if event.tick < 600]
    assert early
    assert not {event.who for event in early} & {event.who for event in of(lived(sim, 600), Kind.HUNT_ASSIGNED)}


def test_e6_two_doses_are_there_until_both_are_given_and_then_none_is(night):
    (given,) = night.of(Kind.INJECTED)
    before, after = night.before(given), night.after(given)
    assert [kit.count(sim.world, 0, ItemKind.MORPHINE) for sim in (before, after)] == [2, 0]
    for sim in night.kept():
        assert (sim.world.items.count[sim.world.items.used] > 0).all()
    sim = freed(after)
    refused = of(lived(sim, 60, [order(sim, "amara", Verb.INJECT, night.row("leo"))]), Kind.REFUSED)
    assert [event.amount for event in refused] == [Refusal.NO_DOSE]


def test_e7_both_sides_hear_the_call_and_who_comes_in_time_finds_a_pulse(night):
    """The same call: Amara at once and at a run, or two hours later as it was written."""
    (call,), ines = night.of(Kind.BEACON_SET_OFF), night.row("ines")
    (heard,), traced = night.of(Kind.BEACON_HEARD), night.of(Kind.BEACON_TRACED)
    assert heard.cause == traced[0].cause == call.id
    sent = [hunt for hunt in night.of(Kind.HUNT_BEGAN) if hunt.cause == traced[0].id]
    assert sent
    assert heard.tick < sent[0].tick < night.of(Kind.NO_PULSE, whom=ines)[0].tick  # who rules was there long before her
    sim = freed(night.after(heard))
    sim.advance([order(sim, "amara", Verb.RUN, int(sim.world.citizens.cell[ines]))])
    while sim.world.citizens.goal[0] >= 0:
        sim.advance()
    felt = of(lived(sim, 20, [order(sim, "amara", Verb.CHECK, ines)]), Kind.PULSE_FOUND, Kind.NO_PULSE)
    assert [(event.kind, event.whom) for event in felt] == [(Kind.PULSE_FOUND, ines)]


def test_e9_a_beam_that_fails_finds_nobody_and_one_that_passes_is_noticed(night):
    failed = night.of(Kind.FLICKERED_OUT)
    assert failed
    dark = {(event.who, tick) for event in failed for tick in range(event.tick, event.tick + event.amount)}
    assert not dark & {(event.who, event.tick) for event in night.of(Kind.HEAT_SEEN)}
    assert all(event.stream for event in failed)
    assert night.of(Kind.SWEPT)


def test_e9_flat_is_found_less_often_than_upright(night):
    """Of all moments at which Amara knows of a beam near her, flat is never worse than standing still."""
    shown = [sim.view("amara").outlook for sim in night.kept() if sim.world.citizens.inside[0] < 0]
    near = [outlook for outlook in shown if outlook.freeze > 0]
    assert near or shown
    assert all(outlook.flat <= outlook.freeze for outlook in shown)


def test_e11_the_time_shown_is_that_of_her_arrival(night):
    (roused,) = night.of(Kind.ROUSED)
    sim = freed(night.after(roused))
    goal = sim.built.places["the_wreck"]
    shown = eta(sim.world, 0, goal)
    began = sim.tick
    sim.advance([order(sim, "amara", Verb.WALK, goal)])
    while sim.world.citizens.cell[0] != goal:
        sim.advance()
        assert sim.tick < began + 10 * shown
    assert abs(sim.tick - began - shown) <= 1


def test_e12_the_dead_are_known_from_afar_and_nobody_goes_over_the_broken_bridge(night):
    first = night.of(Kind.NO_PULSE)[0]
    sim = night.at(first.tick - 60)
    known = sim.world.knowledge
    bodies = known.rows()[(known.topic == Topic.BODY)[known.rows()] & (known.knower == 0)[known.rows()]]
    far = [metres(sim, int(known.cell[slot]), int(sim.world.citizens.cell[0])) for slot in bodies]
    assert {*known.subject[bodies].tolist()} >= {night.row(name) for name in ("tobias", "ines", "mirela", "leo")}
    assert max(far) > 10
    bridge = night.of(Kind.WAY_BARRED)[0].where
    assert not any((sim.world.citizens.cell == bridge).any() for sim in night.kept())
