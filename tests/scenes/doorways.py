"""A street of doors: talks under way at every house, people awake, asleep and hurt behind the doors, orders given."""

from __future__ import annotations

from collections import Counter

import numpy as np
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import luck
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.places.occupancy import move_body
from undergrid.world.senses.earshot import at_door, listens
from undergrid.world.society.parley_odds import Doorstep
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Posture
from undergrid.world.tables.society import Answer, ParleyState, Plea
from undergrid.world.world import World

WIDE, HIGH, DOORS, N, NOW, TALKS = 84, 9, 14, 200, 5000, 110
ALL_SLEEP = (2, 5, 9)  # houses in which nobody is awake
BEDSIDE = (4, 7, 8, 11)  # houses in which only children are, beside the grown who sleep
QUIET = (3, 8, 9, 11)  # doors at which nobody has asked yet
AWAY = (Activity.UNCONSCIOUS, Activity.SLEEPING, Activity.PLUGGED)
OUT = [Activity.WAITING] * 12 + [Activity.WALKING, Activity.TENDING, Activity.CROSSING, Activity.HIDING, *AWAY]
WITHIN = [*[Activity.RESTING] * 8, *[Activity.SLEEPING] * 6, Activity.TENDING, Activity.HAULED, *AWAY]

CHILDREN_ARE_BELOW, HANDS_S = 14, 3600
REASONS = (Plea.BY_NAME, Plea.CALLED, Plea.TRAIL)
SAID = [plea for plea in Plea if plea != Plea.RESTRAINT]  # for that nobody here has the means
NAMES = (Plea.NAME, *REASONS)  # by each of these one has said who one is

Dice = np.random.Generator
Rows = np.ndarray


def a_street(seed: int) -> World:
    """A dozen houses, people in most of them and before all, talks under way, and orders given."""
    dice = np.random.default_rng(seed)
    uses = [*[Use.REFUGE, Use.DISUSED] * 6, Use.OFFICES, Use.PODS]
    houses = [(use, 0, 3 + 6 * n, 4) for n, use in enumerate(uses)]
    city = make_city(field(WIDE, HIGH), buildings=houses, cell_mm=500, capacity=99)
    at = dice.integers(0, DOORS, N)
    steps = dice.choice([0, 0, 0, 1, 2, 3, 3, 4, 4], N) * dice.choice([-1, 1], N)
    world = make_world(city, (city.doors[at] + steps).tolist(), seed=seed)
    world.share([Doorstep(force=-300, wait=600, silence=100, plead=900)])
    world.tick = NOW
    for who in np.flatnonzero((dice.random(N) < 0.3) & (at > 1)).tolist():
        move_body(world, who, int(at[who]))
    _bodies(world, dice)
    shelters = world.shelters
    shelters.locked[:] = dice.random(shelters.n) < 0.4
    shelters.barricade[:] = dice.choice([0, 0, 0, 700], shelters.n)
    shelters.forced[:], shelters.cause[:] = dice.random(shelters.n) < 0.5, 5000 + np.arange(shelters.n)
    world.plans.grow(40)
    world.plans.owner[:] = dice.permutation(N)[:40]
    _talks(world, dice, at)
    _company_and_arms(world, dice, at)
    _what_is_known(world, dice, at)
    _given_orders(world, dice, at)
    world.rebuild()
    return world


def turned_away(world: World) -> None:
    """What was told of this tick before anybody talks: some have found a door shut, or something else refused."""
    world.events.begin(world.tick)
    dice = np.random.default_rng(world.seed)
    for who in dice.permutation(N)[:150].tolist():
        door = int(np.argmin(abs(world.city.doors - world.citizens.cell[who])))
        kind, why = (Kind.REFUSED, Refusal.BARRED) if who % 4 else (Kind.REFUSED, Refusal.NO_WAY)
        world.events.one(kind if who % 7 else Kind.ESCAPE_ATTEMPTED, who, door, 4, why, 4000 + who)


def _bodies(world: World, dice: Dice) -> None:
    """Old and young, awake and asleep; some cannot stand."""
    people, trapped = world.citizens, dice.permutation(N)[:20]
    people.doing[:] = np.where(people.inside < 0, dice.choice(OUT, N), dice.choice(WITHIN, N))
    people.doing[np.isin(people.inside, ALL_SLEEP)] = Activity.SLEEPING
    people.age[:] = dice.choice([9, 13, 14, 30, 30, 60, 70], N)
    by_the_bed = np.isin(people.inside, BEDSIDE)
    people.doing[by_the_bed & (dice.random(N) < 0.5)] = Activity.SLEEPING
    people.age[by_the_bed] = np.where(people.doing[by_the_bed] == Activity.SLEEPING, 30, 9)
    people.able[:] = dice.choice([0, 40, 100, 100, 100, 100, 100], N)
    people.alive[:], people.wake[:] = dice.random(N) < 0.95, dice.choice([NEVER, NEVER, NOW + 400], N)
    people.cause[:], people.goal[:], people.since[:] = 6000 + np.arange(N), 17, 33
    people.progress[:], people.heading[:], people.posture[:] = 9, 3, Posture.FLAT
    rows = world.conditions.take(20)
    world.conditions.owner[rows], world.conditions.kind[rows] = trapped, ConditionKind.TRAPPED
    world.conditions.kind[rows[::4]] = ConditionKind.UNRENEWED


def _talks(world: World, dice: Dice, at: Rows) -> None:
    """Talks through doors: most with somebody who is inside, some answered by a draw already."""
    people, parleys = world.citizens, world.parleys
    slots = parleys.take(TALKS)
    parleys.asker[slots], parleys.building[slots] = dice.permutation(N)[:TALKS], -1
    right = dice.random(TALKS) < 0.95
    parleys.building[slots] = np.where(right, at[parleys.asker[slots]], dice.integers(0, DOORS, TALKS))
    parleys.host[slots] = dice.integers(0, N, TALKS)
    parleys.turn[slots] = dice.choice([*ParleyState, ParleyState.FORCING, ParleyState.ASKED], TALKS)
    parleys.due[slots] = NOW + dice.choice([-5, -1, 0, 0, 1, 2], TALKS)
    parleys.tries[slots] = dice.integers(0, 4, TALKS)
    parleys.warned[slots], parleys.cause[slots] = dice.random(TALKS) < 0.3, 8000 + slots
    parleys.said[slots] = dice.integers(0, 1 << len(SAID), TALKS) & dice.integers(0, 1 << len(SAID), TALKS)
    parleys.answer[slots] = dice.choice([*Answer, Answer.NONE, Answer.NONE, Answer.NONE], TALKS)
    parleys.odds[slots] = np.where(parleys.answer[slots] == Answer.NONE, 0, 7000 + slots)
    for slot in slots.tolist():
        inside = np.flatnonzero(people.inside == parleys.building[slot])
        if len(inside) and dice.random() < 0.8:
            parleys.host[slot] = dice.choice(inside)
    parleys.free(slots[(slots % 6 == 0) | np.isin(parleys.building[slots], QUIET)])


def _company_and_arms(world: World, dice: Dice, at: Rows) -> None:
    members, hauls = world.members, world.hauls
    rows = members.take(90)
    members.owner[rows] = dice.permutation(N)[:90]
    members.band[rows] = at[members.owner[rows]]
    pairs = dice.permutation(N)[:30].reshape(15, 2)
    for slot, (hauler, hauled) in zip(hauls.take(15).tolist(), pairs.tolist(), strict=True):
        hauls.hauler[slot], hauls.hauled[slot] = hauler, hauled
    for who in dice.permutation(N)[:60].tolist():
        kit.add(world, who, (ItemKind.RIFLE, ItemKind.SCALPEL, ItemKind.GAUZE)[who % 3], 1, world.scenario_event)


def _what_is_known(world: World, dice: Dice, at: Rows) -> None:
    """Calls that were heard, trails that are followed, names, bonds, and hands that have been raised."""
    known, trails, bonds, regards = world.knowledge, world.trackings, world.bonds, world.regards
    rows = known.take(90)
    known.knower[rows] = dice.permutation(N)[:90]
    known.topic[rows] = dice.choice([Topic.CALL, Topic.CALL, Topic.PLACE], 90)
    within = np.flatnonzero(world.citizens.inside >= 0)
    for who in dice.permutation(N)[:120].tolist():
        there = within[world.citizens.inside[within] == at[who]]
        other = int(dice.choice(there if len(there) and dice.random() < 0.8 else within))
        table, a, b = ((trails, "follower", "maker"), (bonds, "a", "b"), (regards, "a", "b"))[who % 3]
        slot = int(table.take(1)[0])
        getattr(table, a)[slot], getattr(table, b)[slot] = who, other
        if table is regards:
            regards.named[slot] = dice.random() < 0.6
    for talk in world.parleys.rows()[::2].tolist():
        a, b = int(world.parleys.host[talk]), int(world.parleys.asker[talk])
        if a == b or regards.has(a=a, b=b):
            continue
        slot = int(regards.take(1)[0])
        regards.a[slot], regards.b[slot] = a, b
        regards.yielded[slot] = dice.choice([-1, 0, NOW - 3602, NOW - 3600, NOW - 3599, NOW])


def _given_orders(world: World, dice: Dice, at: Rows) -> None:
    people, talks = world.citizens, world.parleys
    for who in dice.permutation(N)[:100].tolist():
        verb = (Verb.ADMIT, Verb.WARN, Verb.ASK, Verb.ASK, Verb.ASK, Verb.WALK)[who % 6]
        if people.inside[who] >= 0 and who % 3:
            verb = (Verb.ADMIT, Verb.ADMIT, Verb.WARN)[who % 3]
        elif verb in (Verb.ADMIT, Verb.WARN) and people.inside[who] < 0 and who % 4:
            verb = Verb.ASK
        by, mine = np.flatnonzero((at == at[who]) & (people.inside < 0)), talks.asker[talks.where(host=who)]
        answers = talks.answer[talks.where(host=who)].tolist()
        if people.inside[who] >= 0 and who % 2 and answers:
            verb = Verb.WARN if answers[0] == Answer.WARN else Verb.ADMIT
            target = int(mine[0])
        elif verb in (Verb.ADMIT, Verb.WARN):
            target = int(dice.choice(mine if len(mine) and dice.random() < 0.7 else by))
        else:
            target = int(at[who]) if who % 5 else 2
        plea = (
            int(dice.choice([*SAID, -1, len(Plea), Plea.NAME, Plea.BY_NAME, Plea.NAME, Plea.BY_NAME]))
            if verb == Verb.ASK
            else 0
        )
        intend(world, who, verb, target, 6500 + who, amount=plea)


class Facts:
    """What is so in a world, read row by row."""

    def __init__(self, world):
        self.world, self.people, self.parleys, self.now = world, world.citizens, world.parleys, world.tick
        self.minded, self.ends = set(world.plans.owner.tolist()), Counter()

    def rows(self, table, **columns):
        return [row for row in table.rows().tolist() if all(getattr(table, n)[row] == v for n, v in columns.items())]

    def inside(self, building):
        return [who for who in range(N) if self.people.inside[who] == building]

    def awake(self, building):
        return [who for who in self.inside(building) if listens(self.world, who)]

    def is_shut(self, building):
        row = np.flatnonzero(self.world.shelters.building == building)
        shelters = self.world.shelters
        return len(row) > 0 and bool(shelters.locked[row[0]] or shelters.barricade[row[0]] > 0)

    def talk_of(self, who):
        return next(iter(self.rows(self.parleys, asker=who)), -1)

    def arms(self, who):
        items = self.world.items
        return [row for row in self.rows(items, holder=who) if items.kind[row] != ItemKind.GAUZE]

    def why_not_stand(self, who):
        if self.rows(self.world.conditions, owner=who, kind=ConditionKind.TRAPPED):
            return Refusal.TRAPPED
        if self.people.doing[who] == Activity.HAULED:
            return Refusal.CARRIED
        return None if self.people.able[who] > 0 else Refusal.CANNOT_WALK

    def who_can_open(self, building, asker):
        """(awake, asleep): those who stand on their own feet, and the children only where nobody grown does."""
        fit = [who for who in self.inside(building) if who != asker and self.people.alive[who]]
        fit = [who for who in fit if self.why_not_stand(who) is None]
        awake = [who for who in fit if listens(self.world, who)]
        asleep = [who for who in fit if who not in awake and self.people.doing[who] == Activity.SLEEPING]
        if any(self.people.age[who] >= CHILDREN_ARE_BELOW for who in awake + asleep):
            awake, asleep = (
                [who for who in some if self.people.age[who] >= CHILDREN_ARE_BELOW] for some in (awake, asleep)
            )
        return awake, asleep

    def reasons(self, asker, building):
        world, there = self.world, [who for who in self.inside(building) if self.people.alive[who]]
        known = [who for who in there if self.rows(world.bonds, a=asker, b=who)]
        known += [who for who in there if self.rows(world.regards, a=asker, b=who, named=True)]
        followed = [who for who in there if self.rows(world.trackings, follower=asker, maker=who)]
        called = self.rows(world.knowledge, knower=asker, topic=Topic.CALL)
        return [why for why, so in zip(REASONS, (known, called, followed), strict=True) if so]

    def still_to_say(self, slot):
        """What an asker could still say or (None) show."""
        asker, host, said_by_now = (int(getattr(self.parleys, name)[slot]) for name in ("asker", "host", "said"))
        heard = {plea for plea in Plea if said_by_now & 2**plea}
        left = [] if heard & set(NAMES) else [Plea.NAME]
        left += [] if Plea.HELP in heard else [Plea.HELP]
        left += [Plea.DISARM] if self.arms(asker) and Plea.DISARM not in heard else []
        seen = [int(self.world.regards.yielded[row]) for row in self.rows(self.world.regards, a=host, b=asker)][:1]
        raised = any(tick >= 0 and self.now - tick <= HANDS_S for tick in seen)
        return left if host < 0 or raised else [*left, None]

    def why_not_ask(self, who, building, plea):
        if self.people.inside[who] >= 0:
            return Refusal.INDOORS
        if not at_door(self.world, who, building):
            return Refusal.NOT_HERE
        if plea not in list(Plea):
            return Refusal.NO_SUCH_TARGET
        if plea in REASONS and plea not in self.reasons(who, building):
            return Refusal.KNOWS_NOTHING
        return Refusal.NO_TOOL if plea == Plea.DISARM and not self.arms(who) else None

    def why_not_open(self, who, guest):
        if self.people.inside[who] < 0:
            return Refusal.OUTDOORS
        if not self.people.alive[guest]:
            return Refusal.TARGET_DEAD
        if not at_door(self.world, guest, int(self.people.inside[who])):
            return Refusal.NOT_HERE
        return self.why_not_stand(who) if listens(self.world, guest) else Refusal.NO_ANSWER

    def draw(self, stream, *who):
        lucks = [int(self.people.luck[one]) for one in who]
        key = self.world.key(luck.stream(f"parley.{stream}"))
        return int(luck.u32(key, luck.pair(*lucks) if len(who) == 2 else lucks[0]))

    def one_of(self, stream, who, things):
        key = self.world.key(luck.stream(f"parley.{stream}"))
        return things[luck.below(key, int(self.people.luck[who]), len(things))]
