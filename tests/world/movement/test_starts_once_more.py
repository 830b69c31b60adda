"""Setting out, once more: whatever people are and try, who begins, who is refused and who tries again."""

import numpy as np
from scenes.walkers import ask
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.core.handles import record
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.starts import NEEDS_LEGS, Begun, hold_down, take_up, why_not
from undergrid.world.orders.attempts import Attempts
from undergrid.world.places.occupancy import Occupancy, room_on
from undergrid.world.places.ways import set_gate
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Pace, Posture

DOORS = [3, 17, 41]
ENDS = [(5, 65), (22, 83), (59, 119)]
GOING = {Verb.WALK: Pace.WALK, Verb.RUN: Pace.RUN, Verb.SNEAK: Pace.SNEAK}
STILL = (Verb.WAIT, Verb.HIDE, Verb.FLAT)
OWN = (*GOING, *STILL, Verb.ENTER, Verb.LEAVE, Verb.CROSS)
OUT_OF_ACTION = {
    Activity.HELD: Refusal.HELD, Activity.SHUT_DOWN: Refusal.HELD, Activity.RECLAIMED: Refusal.HELD,
    Activity.SLEEPING: Refusal.ASLEEP, Activity.UNCONSCIOUS: Refusal.UNCONSCIOUS, Activity.HAULED: Refusal.CARRIED,
}  # fmt: skip
PAUSE, NOW = 77, 500


def everybody(seed, people=600):
    """People at doors, at gates and elsewhere, who try all sorts of things in every state of body."""
    dice = np.random.default_rng(seed)
    links = [(LinkKind.GATE, (0, a % 10, a // 10), (1, b % 10, (b - 60) // 10), 3000) for a, b in ENDS]
    houses = [
        (use, 0, cell % 10, cell // 10) for use, cell in zip((Use.PODS, Use.OFFICES, Use.DISUSED), DOORS, strict=True)
    ]
    city = make_city(field(10, 6), field(10, 6, "_"), links=links, buildings=houses)
    places = [*DOORS, *DOORS, *(end for ends in ENDS for end in ends), 30, 77]
    cells = dice.choice(places, people).tolist()
    world = make_world(city, citizens=[*cells, *[DOORS[1]] * (room_on(2000) - 1)], seed=seed)
    who = world.citizens
    houses_at = {cell: n for n, cell in enumerate(DOORS)}
    for row in range(people):
        who.inside[row] = houses_at.get(cells[row], -1) if dice.random() < 0.8 else -1
        verb = Verb(int(dice.choice([*OWN, Verb.ENTER, Verb.CROSS, Verb.LEAVE, Verb.DRAG, Verb.LOCK])))
        here = houses_at.get(cells[row], 0) if verb == Verb.ENTER else [n for n in range(3) if cells[row] in ENDS[n]]
        here = here if isinstance(here, int) else (here or [1])[0]
        target = int(dice.integers(3)) if dice.random() < 0.3 else here
        if dice.random() < 0.9:
            ask(world, row, verb, int(dice.integers(60)) if verb in GOING else target, enter=int(dice.integers(3)))
    who.wake[:] = dice.choice([NEVER, 600], who.n)
    who.alive[:people] = dice.random(people) < 0.9
    usual = [Activity.WAITING, Activity.RESTING, Activity.WALKING, Activity.CROSSING, Activity.LYING, Activity.TENDING]
    who.doing[:people] = dice.choice(usual * 3 + list(OUT_OF_ACTION), people)
    who.able[:people] = dice.choice([0, 1, 100], people, p=[0.2, 0.1, 0.7])
    who.posture[:people], who.since[:] = dice.integers(0, 3, people), dice.integers(0, 9, who.n)
    who.heading[:people] = dice.choice([0, 3, BY_LINK, NO_WAY], people)
    who.progress[:people], who.goal[:people] = dice.integers(0, 2000, people), dice.integers(-1, 60, people)
    who.pace[:people] = dice.integers(0, 3, people)
    world.tick = NOW
    for gate in (0, 2):
        set_gate(world, gate, True)
    world.rebuild()
    return world


def reason(world, who, verb, target):
    """Why somebody cannot begin, or None."""
    people, cell, inside = world.citizens, int(world.citizens.cell[who]), int(world.citizens.inside[who])
    if not people.alive[who]:
        return Refusal.DEAD
    if people.doing[who] in OUT_OF_ACTION:
        return OUT_OF_ACTION[people.doing[who]]
    if people.able[who] == 0 and verb not in STILL:
        return Refusal.CANNOT_WALK
    if verb == Verb.LEAVE:
        return Refusal.OUTDOORS if inside < 0 else None
    if verb not in (Verb.ENTER, Verb.CROSS):
        return None
    if inside >= 0:
        return Refusal.INDOORS
    if cell not in ((DOORS[target],) if verb == Verb.ENTER else ENDS[target]):
        return Refusal.NOT_HERE
    return Refusal.SHUT if verb == Verb.CROSS and target == 1 else None


def begun(people, bodies, who, verb, target):
    """Let somebody begin, in a copy of the people; False where they cannot come out of a door."""
    if people.inside[who] >= 0 and (verb in GOING or verb == Verb.LEAVE):
        if bodies[people.cell[who]] >= room_on(2000):
            return False
        people.inside[who] = -1
        bodies[people.cell[who]] += 1
    people.since[who] = NOW
    if verb in GOING:
        people.goal[who], people.pace[who] = target, GOING[verb]
        people.posture[who] = Posture.CROUCHED if verb == Verb.SNEAK else Posture.STANDING
        if people.heading[who] != BY_LINK:
            people.doing[who], people.heading[who] = Activity.WALKING, NO_WAY
        return True
    people.goal[who] = people.enter[who] = -1
    people.heading[who], people.progress[who], people.posture[who] = NO_WAY, 0, Posture.STANDING
    if verb in STILL:
        waits = Activity.RESTING if people.inside[who] >= 0 else Activity.WAITING
        lies = verb == Verb.FLAT or people.able[who] == 0
        people.doing[who] = Activity.HIDING if verb == Verb.HIDE else Activity.LYING if lies else waits
        people.posture[who] = Posture.CROUCHED if verb == Verb.HIDE else Posture.FLAT if lies else Posture.STANDING
    elif verb == Verb.ENTER:
        people.inside[who], people.doing[who] = target, Activity.RESTING
        bodies[people.cell[who]] -= 1
    elif verb == Verb.LEAVE:
        people.doing[who] = Activity.WAITING
    else:
        a, b = ENDS[target]
        people.doing[who], people.heading[who] = Activity.CROSSING, BY_LINK
        people.goal[who] = b if people.cell[who] == a else a
    return True


def test_everybody_begins_what_they_can_and_the_others_are_told_why_or_try_again():
    for seed in (1, 2, 3):
        world = everybody(seed)
        twin = world.copy()
        people, bodies = twin.citizens, twin.cache(Occupancy).bodies.astype(int)
        refused, hid, came_in = [], [], []
        for who in np.flatnonzero(people.intent).tolist():
            verb, target = Verb(int(people.intent[who])), int(people.target[who])
            if verb not in OWN:
                continue
            why = reason(twin, who, verb, target)
            if why is None and not begun(people, bodies, who, verb, target):
                continue
            if why is not None:
                refused.append((who, why))
            elif verb in (Verb.HIDE, Verb.ENTER):
                (hid if verb == Verb.HIDE else came_in).append(who)
            people.intent[who] = 0
            if (why or verb in (Verb.ENTER, Verb.LEAVE)) and people.wake[who] == NEVER:
                people.wake[who] = NOW + PAUSE
        out = world.out(Begun, people.n)
        n_refused, n_hid = take_up(
            world.citizens.handle, world.cache(Occupancy).handle, world.cache(Attempts).handle, world.gates.handle,
            world.city.handle, record(pause=PAUSE), NOW, out.handle,
        )  # fmt: skip
        told = zip(out.refused[:n_refused].tolist(), out.reason[:n_refused].tolist(), strict=True)
        assert [*told] == refused
        assert out.hid[:n_hid].tolist() == hid
        assert world.digest() == twin.digest()
        assert world.cache(Occupancy).newcomers.rows().tolist() == came_in
        assert (world.cache(Occupancy).bodies == bodies).all()
        assert world.cache(Occupancy).outdoors.rows().tolist() == np.flatnonzero(people.inside < 0).tolist()
        assert world.cache(Attempts).intending.rows().tolist() == np.flatnonzero(people.intent).tolist()


def test_why_not_says_the_same_of_everything_that_anybody_might_try():
    world = everybody(4, people=200)
    given = world.citizens.handle, world.gates.handle, world.city.handle
    for who in range(world.citizens.n):
        assert why_not(*given, who, int(Verb.NONE), 0) == 0
        for verb in OWN:
            for target in range(3):
                assert why_not(*given, who, int(verb), target) == (reason(world, who, verb, target) or 0)


def test_under_debris_who_wants_away_is_refused_who_keeps_still_lies_and_others_are_left_alone():
    world = make_world(field(30, 4), citizens=list(range(110)), doing=Activity.HIDING, posture=Posture.CROUCHED)
    people, held, dice = world.citizens, world.conditions, np.random.default_rng(5)
    slots = held.take(90)
    held.owner[slots] = dice.permutation(110)[:90]
    held.kind[slots] = np.where(np.arange(90) % 3 == 0, ConditionKind.FINED, ConditionKind.TRAPPED)
    held.free(slots[5::9])
    trapped = set(held.owner[held.where(kind=ConditionKind.TRAPPED)].tolist())
    tries = [Verb.NONE, Verb.WAIT, Verb.FLAT, Verb.DRAG, *NEEDS_LEGS]
    verbs = [tries[int(n)] for n in dice.integers(0, len(tries), 110)]
    for who in range(110):
        ask(world, who, verbs[who], 110 - who)
    world.tick, people.since[:] = NOW, 7
    away = [who for who in sorted(trapped) if verbs[who] in NEEDS_LEGS]
    still = {who for who in trapped if verbs[who] in (Verb.WAIT, Verb.FLAT)}
    assert min(len(away), len(still)) > 5
    hold_down(world)
    told = [(e.who, e.whom, e.amount, e.cause) for e in world.events.rows() if e.kind == Kind.REFUSED]
    assert told == [(who, 110 - who, Refusal.TRAPPED, world.scenario_event) for who in away]
    for who in range(110):
        lies = (Activity.LYING, Posture.FLAT, NOW) if who in still else (Activity.HIDING, Posture.CROUCHED, 7)
        assert (people.doing[who], people.posture[who], people.since[who]) == lies
        assert people.intent[who] == (0 if who in still or who in away else verbs[who])
        assert people.wake[who] == (NOW + 600 if who in away else NEVER)
