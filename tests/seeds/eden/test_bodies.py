"""Rows of the seed table about bodies: what wounds do, blood, function, consciousness; and why somebody died."""

import math

from scenes.bodies import hurt, live, stop, told
from scenes.ward import HEALER, PATIENT, ask, equip, ward
from scenes.worlds import field, make_world

from undergrid.runs.reading import Log
from undergrid.story import why
from undergrid.systems.body import bleeding, consciousness, infection, nursing, treatment
from undergrid.systems.movement import movement
from undergrid.systems.orders import intake
from undergrid.world.body import blood_loss, injuries
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.names import Names, words
from undergrid.world.view.view import view

CALM = {"shock": 0, "shock_kills": 0, "class_4_kills": 0}  # no death by chance before that by blood loss


# ---------------------------------------------------------------- E15: "a boy, no older than twelve"


def test_e15_a_child_bleeds_out_faster_from_the_same_wound():
    died = {}
    for age in (12, 40):
        world = hurt(1, flow=6_000, age=age)
        predicted = blood_loss.reaches(world, 0, blood_loss.FATAL) + 30
        live(world, 2600, bleeding, bleeding=CALM)
        (event,) = told(world, Kind.DIED)
        assert event.tick == predicted
        died[age] = event.tick
    assert died[12] < 0.65 * died[40]


# ---------------------------------------------------------------- E16: "deep, but clean. Shrapnel."


def test_e16_the_dirty_twin_of_a_wound_turns_and_the_clean_one_does_not():
    infected = {}
    for dirty in (False, True):
        world = hurt(300, flow=60, part=BodyPart.SHOULDER, dirty=dirty)
        for _ in range(13 * 60):
            world.tick += 59  # nothing is due in between but what has been due before
            live(world, 1, infection)
        infected[dirty] = {event.who for event in told(world, Kind.INFECTED)}
    assert infected[False] < infected[True], "the same draw decides for both"
    assert len(infected[True]) / 300 > 0.7
    assert len(infected[False]) / 300 < 0.07


def test_e16_a_wounds_nature_decides_how_it_bleeds_and_what_one_is_told_of_it():
    flows = {}
    for depth in (1, 3):
        world = make_world(field(4, 4), citizens=200)
        for who in range(200):
            injuries.wound(world, who, WoundKind.SHRAPNEL, BodyPart.SHOULDER, depth, False, world.scenario_event)
        flows[depth] = world.blood.flow[world.blood.rows()].mean()
    assert flows[1] < 0.05 * flows[3]
    (first, *_) = told(world, Kind.WOUNDED)
    assert Names.of(world).amount(Kind.WOUNDED, first.amount) == "a deep, clean shrapnel wound in the shoulder"


# ---------------------------------------------------------------- E17: stabilised or dead


def test_e17_untreated_death_comes_on_the_predicted_tick_and_stopped_it_does_not():
    world = hurt(2, flow=6_000, part=BodyPart.SHOULDER)
    predicted = blood_loss.reaches(world, 1, blood_loss.FATAL) + 30
    live(world, 600, bleeding, bleeding=CALM)
    stop(world, 0)
    live(world, predicted + 60 - 600, bleeding, bleeding=CALM)
    assert [(event.tick, event.who) for event in told(world, Kind.DIED)] == [(predicted, 1)]
    assert world.blood.flow[blood_slot(world, 0)] == 0
    closed_form = (0.30 + 0.20 * math.log(4)) * 4900 / 6000 * 3600 + 30
    assert 0 <= predicted - closed_form < 1.01


# ---------------------------------------------------------------- E18: "Can you walk?" He shook his head


def test_e18_who_cannot_walk_is_told_why_and_stays_where_they_are():
    world = make_world(field(10, 3), citizens=[(1, 1), (1, 1)])
    injuries.wound(world, 0, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=60)
    lame, sound = view(world, 0), view(world, 1)
    for verb in (Verb.WALK, Verb.RUN, Verb.SNEAK):
        assert (sound.verbs[verb], lame.verbs[verb]) == (None, Refusal.CANNOT_WALK)
    assert (lame.able, sound.able) == (0, 100)
    world.events.begin(world.tick)
    goal = world.city.cell(0, 8, 1)
    world.orders = (Order(0, 0, Verb.WALK, goal), Order(0, 1, Verb.WALK, goal))
    live(world, 1, intake, movement)
    world.orders = ()
    live(world, 60, intake, movement)
    assert [(event.who, event.amount) for event in told(world, Kind.REFUSED)] == [(0, Refusal.CANNOT_WALK)]
    assert world.citizens.cell[0] == world.city.cell(0, 1, 1)
    assert world.citizens.cell[1] == goal


def test_e18_legs_give_way_with_wounds_and_loss_of_blood():
    world = hurt(1, flow=6_000, depth=2, part=BodyPart.SHOULDER)
    able = [int(world.citizens.able[0])]
    for klass in (2, 3):
        while blood_loss.klass(world, 0) < klass:
            live(world, 1, bleeding, bleeding=CALM)
        live(world, 1, bleeding, bleeding=CALM)
        able.append(int(world.citizens.able[0]))
    assert 100 > able[0] > able[1] > able[2] == 0
    assert world.citizens.doing[0] == Activity.LYING, "in shock nobody stands"


# ---------------------------------------------------------------- E20: "Stay awake, okay?"


def test_e20_talk_makes_it_less_likely_that_somebody_loses_consciousness():
    fainted = {}
    for talks in (False, True):
        out = set()
        for seed in range(40):
            world = ward(seed=seed)
            injuries.wound(world, PATIENT, WoundKind.CUT, BodyPart.ARM, 2, False, world.scenario_event, flow=0)
            row = blood_slot(world, PATIENT)
            world.blood.lost[row] = 360_000
            if talks:
                ask(world, HEALER, Verb.ROUSE)
            live(world, 1200, nursing, bleeding, consciousness, bleeding=CALM)
            assert talks == bool(told(world, Kind.ROUSED))
            if told(world, Kind.FAINTED, PATIENT):
                out.add(seed)
        fainted[talks] = out
    assert fainted[True] < fainted[False]
    assert len(fainted[True]) < 0.7 * len(fainted[False])


# ---------------------------------------------------------------- why somebody died


class Memory(Log):
    """A log in memory: what a test has lived through, as `story.why` reads it."""

    def __init__(self, world):
        self.names = Names.of(world)
        self._events = {event.id: event for event in world.events.rows()}
        columns = world.events.because_columns()
        self._because = list(zip(*(columns[name].tolist() for name in ("event", "cause", "role")), strict=True))

    def get(self, event: int) -> Event | None:
        return self._events.get(event)

    def events(self, about=None, kind=None, since=0):
        for event in self._events.values():
            mine = (event.kind.who, event.who) == ("citizen", about) or (event.kind.whom, event.whom) == (
                "citizen",
                about,
            )
            if mine and event.tick >= since and kind in (None, words(event.kind.name)):
                yield event

    def number(self, event: Event) -> int:
        return list(self._events).index(event.id) + 1

    def because(self, event: int) -> list[tuple[int, Role]]:
        return [(cause, Role(role)) for about, cause, role in self._because if about == event]


def _chain_of_death(world):
    (died,) = told(world, Kind.DIED, PATIENT)
    return why(Memory(world), died.id)


def _begin(world):
    world.events.begin(0)
    world.events.one(Kind.SCENARIO)


def test_why_a_death_names_the_shrapnel_the_time_lost_and_the_doses():
    world = ward()
    _begin(world)
    injuries.wound(world, PATIENT, WoundKind.SHRAPNEL, BodyPart.SHOULDER, 3, False, world.scenario_event, flow=1000)
    live(world, 7800, bleeding, bleeding=CALM)
    for verb in (Verb.CHECK, Verb.INJECT):
        ask(world, HEALER, verb)
        live(world, 60, nursing, treatment, bleeding, bleeding=CALM)
    live(world, 6000, bleeding, bleeding=CALM)
    link, cause, *_ = _chain_of_death(world)
    assert "dies of blood loss" in link.sentence
    assert link.sentence.endswith("2 h 50 min after the wound.")
    assert "shrapnel wound in the shoulder" in cause.sentence
    said = dict(link.also)
    assert said["delay"].startswith("2 h 10 min after the wound: ")
    assert "finds a pulse" in said["delay"]
    assert "no dose" in said["dose"]


def test_why_a_death_says_that_nobody_came():
    world = ward()
    _begin(world)
    injuries.wound(world, PATIENT, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=6_000)
    live(world, 2600, bleeding, bleeding=CALM)
    link = _chain_of_death(world)[0]
    assert ("delay", "Nobody tended them in all that time.") in link.also
    assert ("dose", "No dose was given.") in link.also
    assert link.told.kind == "died"


def test_why_a_death_of_morphine_names_the_doses():
    world = ward(skill=8)
    _begin(world)
    injuries.wound(world, PATIENT, WoundKind.SHRAPNEL, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
    equip(world, morphine=8, syringe=1)
    ask(world, HEALER, Verb.INJECT, amount=8)
    live(world, 7200, treatment, consciousness)
    link, cause, *_ = _chain_of_death(world)
    assert "too much morphine" in link.sentence
    assert cause.sentence.endswith("morphine: 8 doses.")
