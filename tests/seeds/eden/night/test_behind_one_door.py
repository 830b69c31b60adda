"""Rows of eden in eden: behind one door, and on the way together."""

import numpy as np
import pytest
from scenes.eden import freed, of, order
from scenes.nights import lived, with_luck

from undergrid.core import units
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.people.hope import hope
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import best_shelter, inside_temperature, strength
from undergrid.world.senses.noises import make_noise
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import Waking
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Category, Stance
from undergrid.world.tables.trails import TraceKind


def test_e24_the_door_holds_by_its_beam_and_breaking_it_is_heard(night):
    (barred, *_), (began,) = night.of(Kind.BARRICADED), night.of(Kind.BREACH_BEGAN)
    sim = freed(night.after(began))
    holds = strength(night.before(began).world, began.whom)
    assert holds >= barred.amount
    loud, ticks = 0, 0
    while not of(sim.world.events.this_tick() if sim.world.events.n else [], Kind.BREACHED):
        sim.advance()
        loud += len(sim.world.noises.rows())
        ticks += 1
        assert ticks < 2000
    (won,) = of(sim.world.events.rows(), Kind.BREACHED)
    work = round(50 * int(night.before(began).world.citizens.able[night.row("kael")]) / 100)  # J a second, out of heart
    assert won.amount == -(-holds // work)
    assert loud > won.amount / 4


def test_e21_her_mind_picks_the_best_shelter_that_she_knows_of_and_is_surprised_by_who_is_there_now(night):
    """With Leo on the tarp, in her care, and nobody telling her where to go; once with a stranger in the bay since she
    was there.
    """
    took = night.of(Kind.TOOK_UP, who="amara")[0]
    best = best_shelter(night.after(took).world, 0)
    assert best.lock
    assert best.age > 90 * units.DAY
    stranger = 100  # one of the crowd
    for held in (False, True):
        sim = freed(night.after(took))
        sim.minds.silent = frozenset({sim.row("kael")})
        sim.world.plans.charge[sim.world.plans.owner == 0] = took.whom
        if held:
            move_body(sim.world, stranger, best.building)
            sim.world.citizens.doing[stranger], sim.world.citizens.goal[stranger] = Activity.RESTING, -1
            sim.world.citizens.wake[stranger] = NEVER
        while sim.world.citizens.inside[0] < 0 and sim.tick < took.tick + units.HOUR:
            sim.run(sim.tick + 10)
        assert sim.world.citizens.inside[0] == best.building
        surprised = [event.whom for event in of(sim.world.events.rows(), Kind.SURPRISED) if event.who == 0]
        assert surprised == [stranger] * held


def race(night, seed, *, ally, hunter):
    """Who finds Amara's trail first: Kael or a hunter, both awake, so many cells from her sign; None for neither."""
    sim = with_luck(night.at(10_950), seed)
    world, kael = sim.world, sim.row("kael")
    hunters = np.flatnonzero(world.watchers.kind == WatcherKind.HUNTER)
    (sign,) = [world.traces.cell[slot] for slot in world.traces.rows() if world.traces.kind[slot] == TraceKind.SIGN]
    world.citizens.goal[kael], world.citizens.doing[kael] = -1, Activity.WAITING
    world.citizens.cell[kael] = sign + ally * world.city.width
    world.watchers.cell[hunters[0]], world.watchers.duty[hunters[0]] = sign + hunter * world.city.width, Duty.POST
    world.rebuild()
    found = of(lived(freed(sim.fork()), 40), Kind.TRAIL_FOUND, Kind.TRACKED)
    assert {event.who for event in found} <= {kael, *hunters.tolist()}
    return found[0].kind if found else None


def test_e31_who_comes_to_her_trail_first_is_who_follows_it(night):
    (mark,) = night.of(Kind.SIGN_LEFT)
    found = night.of(Kind.TRAIL_FOUND, who="kael")[0]
    assert found.cause == mark.id  # she meant it to be found
    assert {race(night, seed, ally=0, hunter=30) for seed in range(3)} == {Kind.TRAIL_FOUND}
    assert {race(night, seed, ally=30, hunter=0) for seed in range(3)} == {Kind.TRACKED}


def test_e32_from_equally_far_now_one_and_now_the_other_is_first(night):
    first = [race(night, seed, ally=0, hunter=0) for seed in range(10)]
    assert first.count(Kind.TRAIL_FOUND) > 0
    assert first.count(Kind.TRACKED) > 0
    assert not [event for event in night.of(Kind.TRACKED) if event.whom in (0, night.row("leo"))]  # lucky, that night


def test_e26_sleep_overcomes_people_whom_nobody_told_to(night):
    told = {event.id for event in night.of(Kind.ORDERED)}
    unasked = [event for event in night.of(Kind.FELL_ASLEEP) if event.cause not in told]
    assert unasked
    asleep = night.of(Kind.FELL_ASLEEP, who="amara")[0]
    woke = night.of(Kind.WOKE, who="amara")[0]
    assert not [one for one in night.of(Kind.NOTICED, who="amara") if asleep.tick < one.tick < woke.tick]


def test_e27_metal_on_the_door_wakes_her_and_what_is_softer_than_that_does_not(night):
    """The level at her ear at which a sleeper wakes, to a tenth of a decibel on both sides."""
    (began,) = night.of(Kind.BREACH_BEGAN)
    (woke,) = [event for event in night.of(Kind.WOKE, who="amara") if event.tick == began.tick + 1]
    assert (woke.amount, woke.cause) == (Waking.NOISE, began.id)
    wakes = night.sim.built.rules["noise"].wake_db

    def level(decibels):
        """What somebody up and awake beside her hears of it, 1/10 dB; None for nothing."""
        sim = freed(night.at(began.tick - 60))
        sim.world.citizens.doing[0] = Activity.RESTING
        make_noise(sim.world, int(sim.world.citizens.cell[0]), decibels, began.id, building=began.whom)
        heard = [event.amount for event in of(lived(sim, 2), Kind.NOISE_HEARD) if event.who == 0]
        return heard[0] if heard else None

    def is_up(decibels):
        sim = freed(night.at(began.tick - 60))
        make_noise(sim.world, int(sim.world.citizens.cell[0]), decibels, began.id, building=began.whom)
        return bool([event for event in of(lived(sim, 2), Kind.WOKE) if event.who == 0])

    soft, loud = 50.0, 80.0
    assert (is_up(soft), is_up(loud)) == (False, True)
    while loud - soft > 0.15:
        middle = round((soft + loud) / 2, 1)
        soft, loud = (soft, middle) if is_up(middle) else (middle, loud)
    assert level(loud) == pytest.approx(wakes, abs=1)


def test_e30_raised_hands_take_the_step_from_her_fear(night):
    (raised,), kael = night.of(Kind.SURRENDERED), night.row("kael")
    before, after = (regard.fear(sim.world, 0, kael) for sim in (night.before(raised), night.after(raised)))
    assert before - after == night.sim.built.rules["talk"].surrender


def test_e33_each_takes_the_other_for_something_by_signs_and_one_of_them_is_wrong(night):
    taken = {(event.who, event.whom): event for event in night.of(Kind.INFERRED)}
    of_him, of_her = taken[0, night.row("kael")], taken[night.row("kael"), 0]
    assert of_him.amount in (Category.SOLDIER, Category.UNALIGNED)
    with_others_luck = set()
    for seed in range(8):  # he moves like a soldier, which is not always seen
        sim = with_luck(night.before(of_him), seed)
        sim.run(sim.tick + 3)
        met = of(sim.world.events.rows(), Kind.INFERRED)
        with_others_luck |= {event.amount for event in met if (event.who, event.whom) == (0, night.row("kael"))}
    assert Category.SOLDIER in with_others_luck
    assert of_her.amount == Category.UNALIGNED != background.category(night.world, 0)  # her sign is covered
    assert 0 not in (of_him.stream, of_her.stream)
    slot = regard.regard(night.after(of_him).world, 0, night.row("kael"), make=False)
    assert 0 < night.after(of_him).world.regards.certainty[slot] < 1000


def test_e34_what_he_was_costs_him_at_first_and_is_worth_more_than_silence_later(night):
    (told,), kael = night.of(Kind.DISCLOSED), night.row("kael")
    at_first, later = {}, {}
    for speaks in (True, False):
        sim = freed(night.before(told))
        lived(sim, 2, [order(sim, "kael", Verb.DISCLOSE, 0)] if speaks else [])
        at_first[speaks] = regard.trust(sim.world, 0, kael)
        sim.world.tick += 36 * units.HOUR  # with nothing else between them
        later[speaks] = regard.trust(sim.world, 0, kael)
    assert at_first[True] < at_first[False]
    assert later[True] > later[False]


def test_e35_every_change_of_stance_is_brought_about_by_a_deed_of_the_other(night):
    """What people did in that night, and no cause that a test made up."""
    changes = night.of(Kind.STANCE_CHANGED)
    assert {event.amount for event in changes} >= {Stance.WARY, Stance.GUARDED, Stance.TRUCE, Stance.ALLY}
    for change in changes:
        deed = night.cause(change)
        assert change.whom in (deed.who, deed.whom, deed.amount if deed.kind == Kind.VOUCHED else -1)
        assert change.who in (deed.who, deed.whom, *(() if deed.kind != Kind.PLEDGED else (deed.whom,)))
        assert deed.kind in _DEEDS
    his = [event.amount for event in changes if (event.who, event.whom) == (night.row("kael"), 0)]
    assert his == [Stance.WARY, Stance.GUARDED, Stance.TRUCE]  # turned away, let in, told of a place


_DEEDS = {
    Kind.MET, Kind.CUT_AWAY, Kind.TURNED_AWAY, Kind.LET_IN, Kind.VOUCHED, Kind.GAVE_WATER, Kind.PLACE_TOLD,
    Kind.PLEDGED, Kind.PLEDGE_KEPT,
}  # fmt: skip


def test_e37_a_fire_warms_the_room_and_is_seen_from_outside(night):
    (lit,) = night.of(Kind.FIRE_LIT)
    before, after = night.before(lit).world, night.at(lit.tick + 3600).world
    assert inside_temperature(after, lit.whom) > inside_temperature(before, lit.whom) + 200
    seen = night.of(Kind.FIRE_SEEN)
    assert seen
    assert {event.cause for event in seen} == {lit.id}
    assert all(event.stream for event in seen)
    assert night.of(Kind.FIRE_WENT_OUT)[0].cause == lit.id


def test_e39_what_he_told_her_she_knows_and_the_boy_does_not(night):
    (told,), kael = night.of(Kind.DISCLOSED), night.row("kael")
    before, after = night.before(told).world, night.after(told).world
    assert knowledge.knows(before, 0, Topic.SECRET, kael) < 0
    assert knowledge.knows(after, 0, Topic.SECRET, kael) >= 0
    assert knowledge.knows(after, night.row("leo"), Topic.SECRET, kael) < 0


def test_e40_he_knows_the_clinic_from_her_and_finds_it(night):
    (told,), kael = night.of(Kind.PLACE_TOLD), night.row("kael")
    world = night.after(told).world
    slot = knowledge.knows_place(world, kael, told.amount)
    assert world.knowledge.source[slot] == 0
    (found,) = night.of(Kind.PLACE_FOUND, who=kael)
    assert (found.cause, found.where) == (told.id, told.amount)


def test_e41_he_keeps_the_word_he_gave_her(night):
    (pledged,), (kept,) = night.of(Kind.PLEDGED), night.of(Kind.PLEDGE_KEPT)
    assert (kept.who, kept.whom, kept.cause) == (night.row("kael"), 0, pledged.id)
    world = night.world
    assert all(world.citizens.inside[night.row(name)] >= 0 for name in ("amara", "leo", "kael"))


def arrivals(night, *, together):
    """(how many of the two, in how many mornings both) arrive, in twenty with the luck of others, by minds alone."""
    dawn, arrived, both = night.at(51_000), 0, 0
    for seed in range(20):
        sim = freed(with_luck(dawn, seed))
        sim.minds.silent = frozenset() if together else frozenset({sim.row("kael")})
        until = sim.tick + 9000
        while sim.tick < until and "at_the_clinic" not in sim.endings():
            sim.run(sim.tick + 600)
        clinic = int(sim.world.clinics.building[0])
        arrived += sum(sim.world.citizens.inside[sim.row(name)] == clinic for name in ("amara", "leo"))
        both += "at_the_clinic" in sim.endings()
    return arrived, both


@pytest.fixture(scope="module")
def mornings(night):
    """The same with Kael, who goes with them, and with Kael staying."""
    return arrivals(night, together=True), arrivals(night, together=False)


@pytest.mark.slow
def test_e41_together_more_arrive_than_alone(mornings):
    together, alone = mornings
    assert together[0] > alone[0]


@pytest.mark.slow
def test_e41_together_both_arrive_more_often_than_alone(mornings):
    """Where she cannot go on with the boy alone he brings them on."""
    together, alone = mornings
    assert together[1] > alone[1]


def test_e42_his_debt_falls_with_each_help(night):
    kael = night.row("kael")
    paid = night.of(Kind.DEBT_PAID, who=kael)
    assert {night.cause(event).kind for event in paid} == {
        Kind.GAVE_WATER,
        Kind.BROUGHT_TO_SAFETY,
        Kind.PLEDGE_KEPT,
    }

    def debt(sim):
        return int(sim.world.profiles.debt[background.profile(sim.world, kael)])

    for event in paid[-2:]:
        assert debt(night.before(event)) - debt(night.after(event)) == event.amount > 0


def test_e43_the_truce_shows_and_falls_back_when_his_word_is_taken_back(night):
    kael = night.row("kael")
    assert night.of(Kind.STANCE_CHANGED, who=0, whom=kael, amount=Stance.TRUCE)
    sim = freed(night.after(night.of(Kind.UNBARRED, who=kael)[0]))  # in the morning
    assert regard.stance(sim.world, 0, kael) == Stance.TRUCE
    happened = lived(sim, 5, [order(sim, "kael", Verb.RELEASE, 0)])
    (broken,) = of(happened, Kind.PLEDGE_BROKEN)
    fell = [event for event in of(happened, Kind.STANCE_CHANGED) if (event.who, event.whom) == (0, kael)]
    assert fell
    assert fell[-1].cause == broken.id
    assert fell[-1].amount < Stance.TRUCE


def test_e44_hope_falls_with_a_door_that_stays_shut_and_rises_with_help(night):
    for kind, rises in ((Kind.TURNED_AWAY, False), (Kind.LET_IN, True), (Kind.GAVE_WATER, True), (Kind.PLEDGED, True)):
        for deed in night.of(kind):
            if not night.before(deed).world.profiles.has(owner=deed.whom):
                continue  # whose hope nobody keeps
            before, after = (hope(sim.world, deed.whom) for sim in (night.before(deed), night.after(deed)))
            assert (after > before) == rises, deed
        assert night.of(kind)
    last = {}
    for change in night.of(Kind.HOPE_CHANGED):
        deed, was = night.cause(change).kind, last.get(change.who, 500)
        if deed in (Kind.LET_IN, Kind.GAVE_WATER, Kind.PLEDGED, Kind.PLEDGE_KEPT):
            assert change.amount > was
        if deed in (Kind.TURNED_AWAY, Kind.STOPPED):
            assert change.amount < was
        last[change.who] = change.amount
