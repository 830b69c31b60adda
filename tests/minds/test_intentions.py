"""Intentions: what is taken up is kept, a trifle turns nobody from it, and what was tried in vain is let be."""

import numpy as np
import pytest
from scenes.heads import away_from_a_sleeper, before_a_locked_door, live, mind_of, minds, ordered
from scenes.timetables import LOCKDOWN, timetable
from scenes.worlds import field, make_city, make_world, run

from undergrid.city.city import LinkKind
from undergrid.minds import vain
from undergrid.minds.bids import Bid
from undergrid.minds.intentions import choose, decide, end, leave_asleep, look_at, slot_of, take_up, to_beat
from undergrid.minds.knows.purpose import Purpose
from undergrid.minds.minds import Minds
from undergrid.systems.authority import dispatch, windows
from undergrid.systems.senses import sight
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import Activity


def bid(worth, aim, whom=-1, where=-1, because=0):
    return Bid(worth, Verb.WAIT).to(aim, whom, where, because)


def head(**people):
    """A world with one mind, whose plan is row 1 of two, so that a row too few or too many shows."""
    world = make_world(field(30, 6), [(2, 2), (4, 2), (9, 2)], tagged=0, **people)
    world.plans.grow(2)
    world.plans.owner[:] = [2, 0]
    world.rebuild()
    return world


def offer(world, **offers):
    """Take up what wants 0, 1, ... offer, and turn to what is chosen; returns its aim."""
    bids = dict(enumerate(offers.values()))
    slots = {}
    for want, one in bids.items():
        slot = slot_of(world, 0, want, one)
        slots[want] = slot if slot >= 0 else take_up(world, 0, want, one)
        look_at(world, slots[want], one)
    chosen = choose(world, 1, bids, slots)
    if chosen.slot != world.plans.intends[1]:
        decide(world, 1, chosen, bids, slots, 0)
    return chosen.bid.aim


@pytest.mark.parametrize(("worth", "margin"), [(0, 20), (79, 20), (80, 20), (84, 21), (400, 100)])
def test_what_one_is_about_gives_way_only_to_what_is_worth_a_quarter_more_and_some(worth, margin):
    assert to_beat(worth) == worth + margin


def test_whoever_goes_out_lets_those_of_theirs_sleep_who_do_and_the_log_says_by_which_decision():
    world = away_from_a_sleeper()
    assert world.citizens.inside.tolist() == [-1, 0, 0, 0]
    [left] = [event for event in world.events.rows() if event.kind == Kind.LEFT_ASLEEP]
    assert (left.who, left.whom, split_id(left.cause)[1]) == (0, 1, Kind.DECIDED)


@pytest.mark.parametrize(("hauler", "left"), [(0, []), (2, [1])])
def test_who_sleeps_on_in_the_hands_of_who_goes_out_is_not_left(hauler, left):
    """Leo slept on, on the tarp, and was said to be let sleep a second after Amara had taken him up to go with him."""
    world = make_world(field(12, 6), [(2, 2)] * 3, tagged=0)
    world.citizens.doing[1] = Activity.SLEEPING
    world.plans.grow(1)
    world.plans.owner[0], world.plans.charge[0] = 0, 1
    world.rebuild()
    slot = world.hauls.take(1)
    world.hauls.hauler[slot], world.hauls.hauled[slot] = hauler, 1
    leave_asleep(world, 0)
    assert [event.whom for event in world.events.rows() if event.kind == Kind.LEFT_ASLEEP] == left


def test_nobody_is_turned_from_what_they_are_about_by_what_is_worth_a_little_more():
    world = head()
    assert offer(world, first=bid(300, Aim.REACH), other=bid(200, Aim.SHELTER)) == Aim.REACH
    assert offer(world, first=bid(300, Aim.REACH), other=bid(375, Aim.SHELTER)) == Aim.REACH
    assert offer(world, first=bid(300, Aim.REACH), other=bid(376, Aim.SHELTER)) == Aim.SHELTER
    assert offer(world, first=bid(300, Aim.REACH), other=bid(240, Aim.SHELTER)) == Aim.SHELTER  # nor back
    world.tick += 61
    assert offer(world, first=bid(301, Aim.REACH), other=bid(240, Aim.SHELTER)) == Aim.REACH


@pytest.mark.parametrize(("later", "happens", "back"), [(50, False, False), (61, False, True), (50, True, True)])
def test_nobody_goes_back_on_a_decision_within_a_minute_unless_something_has_happened_to_them(later, happens, back):
    world = head()
    world.tick = 100
    assert offer(world, first=bid(300, Aim.REACH), other=bid(200, Aim.SHELTER)) == Aim.REACH
    assert offer(world, first=bid(300, Aim.REACH), other=bid(900, Aim.SHELTER)) == Aim.SHELTER
    world.tick += later
    if happens:
        world.events.begin(world.tick)
        world.plans.cause[1] = world.events.one(Kind.WOUNDED, 0, cause=world.scenario_event)
    assert offer(world, first=bid(900, Aim.REACH), other=bid(200, Aim.SHELTER)) == (Aim.REACH if back else Aim.SHELTER)


def test_who_has_done_what_they_turned_to_goes_back_at_once_and_so_does_who_has_nothing_else():
    for done in (True, False):
        world = head()
        world.tick = 100
        offer(world, first=bid(300, Aim.REACH), other=bid(200, Aim.SPEAK))
        offer(world, first=bid(300, Aim.REACH), other=bid(900, Aim.SPEAK))
        slot = int(world.plans.intends[1])
        if done:
            world.intentions.deed[slot] = world.events.one(Kind.DISCLOSED, 0, cause=world.scenario_event)
        end(world, 1, slot, done=done)
        others = {} if done else {"other": bid(100, Aim.SHELTER)}
        assert offer(world, first=bid(300, Aim.REACH), **others) == (Aim.REACH if done else Aim.SHELTER)
        if not done:
            end(world, 1, int(world.plans.intends[1]), done=False)
            assert offer(world, first=bid(300, Aim.REACH)) == Aim.REACH


def test_of_equals_the_want_named_first_is_followed_and_the_same_want_may_put_another_thing_first():
    world = head()
    assert offer(world, first=bid(300, Aim.SAVE, 1), other=bid(300, Aim.SHELTER)) == Aim.SAVE
    assert offer(world, first=bid(250, Aim.SAVE, 2), other=bid(312, Aim.SHELTER)) == Aim.SAVE
    assert world.intentions.whom[world.plans.intends[1]] == 2
    assert offer(world, first=bid(250, Aim.SAVE, 2), other=bid(313, Aim.SHELTER)) == Aim.SHELTER


def test_a_decision_says_what_for_what_came_next_and_what_was_left():
    world = head()
    call = world.events.one(Kind.BEACON_HEARD, 0, cause=world.scenario_event)
    offer(world, first=bid(300, Aim.REACH, where=7), other=bid(200, Aim.SHELTER))
    world.tick += 1
    offer(world, first=bid(300, Aim.REACH, where=7), other=bid(500, Aim.SAVE, 2, because=call))
    first, second = (event for event in world.events.rows() if event.kind == Kind.DECIDED)
    taken = {event.amount: event for event in world.events.rows() if event.kind == Kind.INTENDED}
    assert (first.who, first.whom, first.amount, first.cause) == (0, -1, Aim.REACH, taken[Aim.REACH].id)
    assert (second.who, second.whom, second.amount, second.cause) == (0, 2, Aim.SAVE, taken[Aim.SAVE].id)
    assert taken[Aim.SAVE].cause == call
    assert taken[Aim.REACH].cause == world.scenario_event
    assert world.plans.decided.tolist() == [0, second.id]
    assert world.plans.intends[0] == -1  # nobody else's
    because = {name: column.tolist() for name, column in world.events.because_columns().items()}
    assert because == {
        "event": [first.id, second.id],
        "cause": [taken[Aim.SHELTER].id, taken[Aim.REACH].id],  # what was left is what came next, and stands there once
        "role": [Role.RIVAL, Role.RIVAL],
    }
    assert [round(event.odds / 2**32, 3) for event in (first, second)] == [0.667, 0.6]
    assert (first.stream, second.stream) == (0, 0)


def test_who_comes_back_to_something_does_so_because_of_what_has_ended():
    world = head()
    offer(world, first=bid(300, Aim.REACH), other=bid(500, Aim.SHELTER))
    world.tick += 5
    about = int(world.plans.intends[1])
    over = end(world, 1, about, done=True)
    offers = {0: bid(300, Aim.REACH)}
    slots = {0: slot_of(world, 0, 0, offers[0])}
    decide(world, 1, choose(world, 1, offers, slots), offers, slots, over)
    assert world.events.rows()[-1].cause == over
    assert [event.kind for event in world.events.rows()[-2:]] == [Kind.ACHIEVED, Kind.DECIDED]
    assert world.intentions.n_used == 1


def test_what_is_given_up_names_what_brought_that_about_and_beside_it_why_it_was_taken_up():
    world = head()
    offer(world, first=bid(300, Aim.SAVE, 2))
    died = world.events.one(Kind.DIED, 2, cause=world.scenario_event)
    gone = end(world, 1, int(world.plans.intends[1]), done=False, cause=died)
    event = world.events.rows()[-1]
    taken = next(event for event in world.events.rows() if event.kind == Kind.INTENDED)
    assert (event.id, event.kind, event.whom, event.cause) == (gone, Kind.ABANDONED, 2, died)
    because = world.events.because_columns()
    assert (because["event"].tolist(), because["cause"].tolist()) == ([gone], [taken.id])
    assert world.plans.intends[1] == -1
    assert world.intentions.n_used == 0


def test_what_is_done_names_what_was_done_for_it_last():
    world = head()
    heads = Minds(world, [[], []], {"sight": sight.Params(), "dispatch": dispatch.Params()}, {}, {})
    offer(world, first=bid(300, Aim.SAVE, 2), other=bid(100, Aim.SHELTER))
    decided = int(world.plans.decided[1])
    slot = int(world.plans.intends[1])

    def tick(*events):
        world.tick += 1
        world.events.begin(world.tick)
        made = [
            world.events.one(kind, who, whom, amount=amount, cause=cause) for kind, who, whom, amount, cause in events
        ]
        heads.notice()
        return made

    (reflex,) = tick(
        (Kind.ORDERED, 0, -1, Verb.HIDE, world.scenario_event)
    )  # of a watcher near by, not of the decision
    tick((Kind.HID, 0, -1, 0, reflex))
    assert world.intentions.deed[slot] == 0
    (order,) = tick((Kind.ORDERED, 0, 2, Verb.DRAG, decided))
    assert world.plans.ordered.tolist() == [0, order]
    up, _ = tick((Kind.TOOK_UP, 0, 2, 0, order), (Kind.TOOK_UP, 1, 2, 0, decided))
    assert world.intentions.deed[slot] == up
    tick((Kind.REFUSED, 0, 2, Refusal.NO_WAY, order), (Kind.HID, 0, -1, 0, order), (Kind.ENDED, 0, -1, 0, order))
    assert world.intentions.deed[slot] == up  # none of these is something done for it
    end(world, 1, slot, done=True)
    event = world.events.rows()[-1]
    taken = next(event.id for event in world.events.rows() if event.kind == Kind.INTENDED and event.amount == Aim.SAVE)
    assert (event.kind, event.cause) == (Kind.ACHIEVED, up)
    because = world.events.because_columns()
    assert (because["event"][-1], because["cause"][-1]) == (event.id, taken)


@pytest.mark.parametrize(
    ("who", "verb", "whom", "ducks", "counts"),
    [
        (0, Verb.DRAG, 2, False, True),
        (1, Verb.DRAG, 2, False, False),
        (0, Verb.FREE, 2, False, False),
        (0, Verb.DRAG, 1, False, False),
        (0, Verb.DRAG, 2, True, False),  # what one gives oneself because of a watcher is for nothing
    ],
)
def test_an_order_from_outside_counts_where_it_is_the_one_they_gave_themselves(who, verb, whom, ducks, counts):
    world = head()
    heads = Minds(world, [[], []], {"sight": sight.Params(), "dispatch": dispatch.Params()}, {}, {})
    offer(world, first=bid(300, Aim.SAVE, 2))
    world.plans.verb[1], world.plans.target[1], world.plans.ducks[1] = Verb.DRAG, 2, ducks
    world.events.begin(world.tick)
    order = world.events.one(Kind.ORDERED, who, whom, amount=verb)
    heads.notice()
    assert world.plans.ordered.tolist() == [0, order if counts else 0]


def test_what_was_done_for_something_is_no_reason_to_give_it_up():
    world = head()
    offer(world, first=bid(300, Aim.SAVE, 2))
    slot = int(world.plans.intends[1])
    world.intentions.deed[slot] = world.events.one(Kind.TOOK_UP, 0, 2, cause=world.scenario_event)
    end(world, 1, slot, done=False)
    assert world.events.rows()[-1].cause == world.events.rows()[0].id != world.intentions.deed[slot]


def refuse(world, mind, reason):
    """Somebody's order comes to nothing."""
    world.events.begin(world.tick)
    world.events.one(Kind.REFUSED, 0, -1, amount=reason, cause=world.scenario_event)
    vain.remember(world, mind, world.events.rows()[-1])


def tried(world, verb=Verb.ENTER, target=0):
    world.plans.verb[1], world.plans.target[1] = verb, target
    return mind_of(world, 1)


def test_what_was_refused_twice_for_the_same_reason_is_not_tried_again_until_things_stand_otherwise():
    world = head()
    again = Bid(300, Verb.TALK, 1)
    tried(world, Verb.TALK, 1)
    for _ in range(2):
        assert not vain.why_vain(mind_of(world, 1), again)
        refuse(world, mind_of(world, 1), Refusal.UNWILLING)
    mind = mind_of(world, 1)
    assert vain.why_vain(mind, again) == world.events.rows()[-1].id
    assert not vain.why_vain(mind, Bid(300, Verb.TALK, 2))
    assert not vain.why_vain(mind, Bid(300, Verb.GIVE, 1))
    world.citizens.cell[0] += 3  # one has gone elsewhere
    assert not vain.why_vain(mind_of(world, 1), again)
    world.citizens.cell[0] -= 3
    assert vain.why_vain(mind_of(world, 1), again)


@pytest.mark.parametrize("paces", [(Verb.RUN, Verb.RUN), (Verb.SNEAK, Verb.RUN), (Verb.WALK, Verb.SNEAK)])
def test_where_one_could_not_get_to_twice_one_does_not_go_at_another_pace(paces):
    world = head()
    for pace in paces:
        assert not vain.why_vain(mind_of(world, 1), Bid(300, Verb.SNEAK, 30))
        refuse(world, tried(world, pace, 30), Refusal.NO_CLEARANCE)
    for pace in (Verb.WALK, Verb.SNEAK, Verb.RUN):
        assert vain.why_vain(mind_of(world, 1), Bid(300, pace, 30))
        assert not vain.why_vain(mind_of(world, 1), Bid(300, pace, 31))
    assert not vain.why_vain(mind_of(world, 1), Bid(300, Verb.ENTER, 30))


def test_two_reasons_are_not_twice_the_same_and_what_stands_otherwise_in_between_counts_anew():
    world = head()
    mind = tried(world, Verb.TALK, 1)
    refuse(world, mind, Refusal.UNWILLING)
    refuse(world, mind, Refusal.NO_ANSWER)
    assert not vain.why_vain(mind, Bid(300, Verb.TALK, 1))
    world.citizens.cell[0] += 1
    refuse(world, mind_of(world, 1), Refusal.UNWILLING)
    assert not vain.why_vain(mind_of(world, 1), Bid(300, Verb.TALK, 1))


@pytest.mark.parametrize("reason", [Refusal.SUPERSEDED, Refusal.BUSY, Refusal.CROWDED])
def test_what_passes_by_waiting_is_not_held_against_it(reason):
    world = head()
    mind = tried(world, Verb.TALK, 1)
    for _ in range(3):
        refuse(world, mind, reason)
    assert not vain.why_vain(mind, Bid(300, Verb.TALK, 1))
    assert world.vain.n_used == 0


def test_only_so_much_is_remembered_and_the_oldest_is_forgotten():
    world = head()
    for n in range(20):
        for world.tick in (2 * n, 2 * n + 1):
            refuse(world, tried(world, Verb.WALK, 10 + n), Refusal.NO_WAY)
    kept = world.vain.target[world.vain.rows()]
    assert sorted(kept.tolist()) == list(range(14, 30))


def test_before_a_gate_things_stand_otherwise_once_it_is_open():
    city = make_city(field(20, 3), links=[(LinkKind.GATE, (0, 5, 1), (0, 6, 1), 1000)])
    world = make_world(city, [(5, 1)], tagged=0)
    purpose = Purpose(world, 0, 0)
    shut = [purpose.mark(Verb.PRESENT, 0), purpose.mark(Verb.WALK, 0)]
    world.gates.open[0] = True
    assert purpose.mark(Verb.PRESENT, 0) != shut[0]
    assert purpose.mark(Verb.WALK, 0) == shut[1]  # that is aimed at a cell


def test_a_mind_gives_up_what_it_has_tried_in_vain_and_names_the_refusal():
    events = before_a_locked_door().events.rows()
    assert ordered(events, 0).count(Verb.ENTER) == 2
    refused = [event for event in events if event.kind == Kind.REFUSED]
    given_up = [event for event in events if event.kind == Kind.ABANDONED]
    assert [(event.amount, event.cause) for event in given_up] == [(Aim.REACH, refused[-1].id)]


def test_the_orders_of_a_mind_come_of_its_decision_and_nobody_decides_twice_for_the_same():
    world = make_world(field(120, 6), [(2, 2)], starts=23 * 3600, tagged=0)
    heads = minds(world, {0: [("reach", {"place": "end"})]}, {"end": world.city.cell(0, 118, 2)})
    live(world, heads, 150)
    decisions = [event for event in world.events.rows() if event.kind == Kind.DECIDED]
    orders = [event for event in world.events.rows() if event.kind == Kind.ORDERED]
    assert [event.amount for event in decisions] == [Aim.REACH]
    assert len(orders) >= 3
    assert {event.cause for event in orders} == {decisions[0].id}
    kept = world.intentions
    assert (kept.owner[kept.rows()].tolist(), kept.aim[kept.rows()].tolist()) == ([0], [Aim.REACH])


def test_somebody_who_is_played_keeps_their_intentions():
    world = make_world(field(120, 6), [(2, 2)], starts=23 * 3600, tagged=0)
    heads = minds(world, {0: [("reach", {"place": "end"})]}, {"end": world.city.cell(0, 118, 2)})
    live(world, heads, 20)
    before = {name: np.array(getattr(world.intentions, name)) for name in ("owner", "aim", "cause")}
    live(world, heads, 20, [Order(world.tick + n, 0, Verb.WAIT) for n in range(20)])
    assert all((getattr(world.intentions, name) == values).all() for name, values in before.items())
    assert world.citizens.doing[0] == Activity.WAITING


def test_a_gate_that_a_lockdown_had_shut_is_worth_another_try_once_that_is_over():
    world = timetable({"kind": LOCKDOWN, "begins": 2, "lasts": 5})
    world.plans.grow(1)
    world.plans.owner[0] = 0
    world.rebuild()
    purpose = Purpose(world, 0, 0)
    marks = []
    for _ in range(10):
        run(windows, world)
        marks.append(purpose.mark(Verb.PRESENT, 0))
    assert len({*marks[:2], *marks[7:]}) == 1
    assert len({*marks[2:7]}) == 1
    assert marks[2] != marks[0]
