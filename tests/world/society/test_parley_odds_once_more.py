"""What weighs at a door, worked out once more: many people of all kinds at many doors, each pair by the rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.world.items import kit
from undergrid.world.senses.earshot import listens, word_carries
from undergrid.world.society import parley_odds, regard
from undergrid.world.society.parley_odds import Doorstep
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Category, Plea

N, DOORS, NOW = 150, 5, 9000
KNOBS = {"open_door": 310, "per_trust": 5, "per_fear": 2, "once_hunted": 870, "pity": 730, "need": 1470,
         "caution": 430, "ruling": 640, "introduced": 260, "called": 520, "trail": 160, "by_name": 930, "hands": 210,
         "hardened": 540, "disarmed": 490, "restraint": 880, "sold_out": 140,
        "offer": 610, "carriers": 370, "warn": 390, "armed_word": 910,
         "silence": -276, "frightened": 3, "leave": 50, "each_refusal": 570, "warned": 670, "plead": 1130,
         "wait": 823, "force": 400, "gun": 1270, "blade": 440, "per_soldiering": 90, "per_companion": 240,
         "despair": 1130, "scruple": 3}  # fmt: skip
SEEN = {ItemKind.RIFLE: 350, ItemKind.SIDEARM: 300, ItemKind.SCALPEL: 150}  # the gravest first


def quarter(seed):
    """Armed, wounded, hunted and skilled people in houses and before them, in bands and bound to each other."""
    dice = np.random.default_rng(seed)
    houses = [(Use.REFUGE, n % 2, 3 + 6 * (n // 2), 5) for n in range(DOORS)]
    world = make_world(make_city(field(30, 12), field(30, 12), buildings=houses), N, seed=seed)
    world.share([Doorstep(**KNOBS)])
    world.tick = NOW
    people, profiles, wounds = world.citizens, world.profiles, world.wounds
    people.alive[:], people.wanted[:] = dice.random(N) < 0.9, dice.random(N) < 0.15
    people.doing[:] = dice.choice([Activity.WAITING, Activity.RESTING, Activity.SLEEPING, Activity.HIDING], N)
    people.inside[:] = dice.integers(-DOORS, DOORS, N).clip(-1)
    at = np.where(people.inside >= 0, people.inside, dice.integers(0, DOORS, N))
    people.cell[:] = world.city.doors[at] + np.where(people.inside < 0, dice.integers(-2, 3, N), 0)
    rows = profiles.take(90)
    profiles.owner[rows], profiles.category[rows] = dice.permutation(N)[:90], dice.integers(0, 5, 90)
    profiles.insignia[rows], profiles.covered[rows] = dice.random(90) < 0.7, dice.random(90) < 0.2
    profiles.hunted[rows], profiles.soldiering[rows] = dice.random(90) < 0.3, dice.integers(0, 11, 90)
    profiles.free(rows[5::11])
    profiles.hunted[0], people.wanted[profiles.owner[0]] = True, False
    people.able[:] = np.where(dice.random(N) < at / 6, 0, 60)  # more of the lame in one house than in another
    third = np.flatnonzero((people.inside == 2) & people.alive)  # just enough hands are there for all of them
    people.alive[third[: len(third) % 3]] = False
    people.able[third] = np.arange(len(third), 0, -1) > len(third) // 3
    cuts = wounds.take(80)
    wounds.owner[cuts], wounds.depth[cuts] = dice.integers(0, N, 80), dice.integers(0, 4, 80)
    wounds.free(cuts[(np.arange(80) % 7 == 0) | np.isin(people.inside[wounds.owner[cuts]], (0, 3))])
    for who in dice.permutation(N)[:80].tolist():
        kind = (*SEEN, ItemKind.GAUZE)[int(dice.integers(0, 4))]
        kit.add(world, who, kind, 1, world.scenario_event)
    ties(world, dice)
    at_the_doors(world, dice)
    world.rebuild()
    return world


def ties(world, dice):
    bonds, members, regards = world.bonds, world.members, world.regards
    rows = bonds.take(120)
    bonds.a[rows], bonds.b[rows] = dice.integers(0, N, 120), dice.integers(0, N, 120)
    bonds.strength[rows] = dice.integers(0, 900, 120)
    rows = members.take(100)
    members.owner[rows], members.band[rows] = dice.permutation(N)[:100], dice.integers(0, 2, 100)
    members.free(rows[::9])
    rows = regards.take(1500)
    pairs = dice.permutation(N * N)[:1500]
    regards.a[rows], regards.b[rows] = pairs // N, pairs % N
    regards.good[rows], regards.bad[rows] = dice.integers(0, 2500, 1500), dice.integers(0, 1500, 1500)
    regards.fear[rows], regards.as_of[rows] = dice.integers(0, 500, 1500), NOW - dice.integers(0, 9000, 1500)
    regards.met[rows] = dice.choice([-1, 0, 40], 1500)
    regards.believed[rows], regards.certainty[rows] = dice.integers(0, 5, 1500), dice.integers(300, 1001, 1500)
    regards.yielded[rows] = dice.choice([-1, -1, NOW - 3601, NOW - 3600, NOW], 1500)


def at_the_doors(world, dice):
    """What has been said by now, by whom, and who has been warned off."""
    parleys = world.parleys
    talks = parleys.take(110)
    parleys.asker[talks], parleys.warned[talks] = dice.permutation(N)[:110], dice.random(110) < 0.4
    parleys.said[talks] = dice.integers(0, 2 ** len(Plea), 110)
    parleys.free(talks[::10])


class Once:
    """What one sees, fears and weighs, by the rule."""

    def __init__(self, world):
        self.world, self.people = world, world.citizens
        used = world.profiles.rows().tolist()
        self.of = {int(world.profiles.owner[slot]): slot for slot in used}
        wounds, bonds, members = world.wounds, world.bonds, world.members
        self.wounded = {int(wounds.owner[row]) for row in wounds.rows() if wounds.depth[row] >= 2}
        bands = [(int(members.owner[row]), int(members.band[row])) for row in members.rows()]
        self.tied = {(int(bonds.a[row]), int(bonds.b[row])) for row in bonds.rows()}
        self.tied |= {(a, b) for a, one in bands for b, other in bands if one == other}
        self.company = [self.with_them(who) for who in range(N)]

    def has(self, name, who):
        return int(getattr(self.world.profiles, name)[self.of[who]]) if who in self.of else 0

    def shown(self, who):
        return self.has("category", who) if self.has("insignia", who) and not self.has("covered", who) else 0

    def arms(self, who):
        items = self.world.items
        held = {int(items.kind[row]) for row in items.rows() if items.holder[row] == who}
        return next((SEEN[kind] for kind in SEEN if kind in held), 0)

    def with_them(self, who):
        def is_near(other):
            if self.people.inside[who] >= 0 or self.people.inside[other] >= 0:
                return self.people.inside[other] == self.people.inside[who]
            return word_carries(self.world, int(self.people.cell[who]), int(self.people.cell[other]))

        near = [other for other in range(N) if (who, other) in self.tied and other != who]
        return [other for other in near if self.people.alive[other] and is_near(other)]

    def hunted(self, who):
        return bool(self.people.wanted[who] or self.has("hunted", who))

    def threat(self, a, b):
        level = 100 + self.arms(b) - self.arms(a) // 3 + 40 * min(5, len(self.company[b]))
        level += {Category.HEALER: -100, Category.SOLDIER: 250}.get(self.shown(b), 0)
        if self.shown(b) == Category.SOLDIER and self.has("category", a) in (Category.SOLDIER, Category.LOYAL):
            level -= 250
        return min(1000, max(0, level - 80 * (b in self.wounded)))

    def fear(self, a, b):
        regards = self.world.regards
        met = [row for row in regards.where(a=a, b=b) if regards.met[row] >= 0]
        return regard.fear(self.world, a, b) if met else self.threat(a, b)

    def answer(self, insider, outsider):
        k, feared = KNOBS, self.fear(insider, outsider)
        opens = k["open_door"] + k["per_trust"] * (regard.trust(self.world, insider, outsider) - 500)
        opens += -k["per_fear"] * feared + k["once_hunted"] * self.hunted(insider)
        opens += k["pity"] * (outsider in self.wounded)
        opens += self.for_what_they_seem(insider, outsider) + self.for_what_they_said(insider, outsider)
        armed = self.arms(insider) > 0
        return opens, k["warn"] + armed * k["armed_word"], k["silence"] + (not armed) * k["frightened"] * feared

    def needs(self, insider):
        """(whether somebody inside is wounded, whether too few there could carry those who cannot walk)."""
        people = self.people
        there = [who for who in range(N) if people.alive[who] and people.inside[who] == people.inside[insider]]
        walk = sum(people.able[who] > 0 for who in there)
        return any(who in self.wounded for who in there), walk < 2 * (len(there) - walk)

    def said(self, outsider):
        parleys = self.world.parleys
        talks = [row for row in parleys.rows().tolist() if parleys.asker[row] == outsider]
        return {plea for row in talks for plea in Plea if parleys.said[row] & 2**plea}, any(parleys.warned[talks])

    def sure_of(self, insider, outsider, kinds):
        """In thousandths: wholly by a sign that shows; where none does, by what they are taken for."""
        if self.shown(outsider):
            return 1000 * (self.shown(outsider) in kinds)
        regards = self.world.regards
        guesses = [row for row in regards.where(a=insider, b=outsider) if regards.believed[row] in kinds]
        return int(regards.certainty[guesses[0]]) if guesses else 0

    def for_what_they_seem(self, insider, outsider):
        k, rulers = KNOBS, (Category.SOLDIER, Category.LOYAL)
        worth = 0
        if self.has("category", insider) not in rulers:
            worth = math.floor(-k["ruling"] * self.sure_of(insider, outsider, rulers) / 1000)
        if self.needs(insider)[0]:
            heals = self.sure_of(insider, outsider, (Category.HEALER,))
            if heals:
                worth += k["need"] * heals // 1000
            elif Plea.HELP not in self.said(outsider)[0]:
                worth -= k["caution"]
        return worth

    def for_what_they_said(self, insider, outsider):
        k, regards, (said, warned) = KNOBS, self.world.regards, self.said(outsider)
        weights = {
            Plea.CALLED: "called",
            Plea.TRAIL: "trail",
            Plea.BY_NAME: "by_name",
            Plea.DISARM: "disarmed",
            Plea.RESTRAINT: "restraint",
        }
        worth = sum(k[name] for plea, name in weights.items() if plea in said)
        worth += k["introduced"] * bool(said & {Plea.NAME, Plea.CALLED, Plea.TRAIL, Plea.BY_NAME})
        raised = [int(regards.yielded[row]) for row in regards.where(a=insider, b=outsider)]
        worth += k["hands"] * any(tick >= 0 and NOW - tick <= 3600 for tick in raised) - k["hardened"] * warned
        hurt, short = self.needs(insider)
        return worth + (Plea.HELP in said) * (k["offer"] * hurt + k["carriers"] * short)

    def move(self, outsider, building, tries, warned, pleas):
        k, feared, trusted = KNOBS, 0, 0
        inside = [who for who in range(N) if self.people.inside[who] == building and listens(self.world, who)]
        if inside:
            feared, host = max((self.fear(outsider, who), -who) for who in inside)
            trusted = regard.trust(self.world, outsider, -host) - 500
        despair = k["despair"] * (outsider in self.wounded or bool(self.people.wanted[outsider]))
        arms = {0: 0, 150: k["blade"], 300: k["gun"], 350: k["gun"]}[self.arms(outsider)]
        force = k["force"] + despair + arms + k["per_soldiering"] * self.has("soldiering", outsider)
        force += k["per_companion"] * min(5, len(self.company[outsider]))
        force -= k["per_fear"] * feared + k["scruple"] * max(0, trusted)
        leave = k["leave"] + k["each_refusal"] * (tries - 1) + warned * k["warned"] + feared
        wait = k["wait"] + k["per_trust"] * trusted // 2 + despair // 2
        return (leave, wait, force, k["plead"] - arms // 2) if pleas else (leave, wait, force)


def chances(worths):
    """Shares of 2^32 in proportion to e^worth, worths in steps of a twentieth from -12 to 12."""
    weights = [round(math.exp(min(240, max(-240, math.floor(worth / 50 + 0.5))) / 20) * 1e6) for worth in worths]
    upto = [sum(weights[:n]) * 2**32 // sum(weights) for n in range(len(weights) + 1)]
    return tuple(upto[n + 1] - upto[n] for n in range(len(weights)))


def without_pleading(odds):
    """The same with no chance of a fourth thing, where there are three."""
    return (*odds, 0)[:4]


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_weighs_everybody_by_arms_signs_company_wounds_trust_and_fear(seed):
    world = quarter(seed)
    once, people, dice = Once(world), world.citizens, np.random.default_rng(seed)
    for who in range(N):
        assert parley_odds.company(world, who) == once.company[who]
        assert parley_odds.was_hunted(world, who) == once.hunted(who)
        assert parley_odds.is_wounded(world, who) == (who in once.wounded)
    assert max(map(len, once.company)) > 5
    for a, b in dice.integers(0, N, (90, 2)).tolist():
        assert parley_odds.threat(world, a, b) == once.threat(a, b)
    insiders, outsiders = np.flatnonzero(people.inside >= 0), np.flatnonzero(people.inside < 0)
    seen, known = set(), zip(world.regards.a.tolist(), world.regards.b.tolist(), strict=True)
    pairs = [(a, b) for a, b in known if a in insiders and b in outsiders][:80]
    pairs += [(int(dice.choice(insiders)), int(dice.choice(outsiders))) for _ in range(40)]
    for insider, outsider in pairs:
        building = int(dice.integers(0, DOORS))
        assert parley_odds.answer_odds(world, insider, outsider) == chances(once.answer(insider, outsider))
        tries, warned, pleas = int(dice.integers(1, 5)), bool(dice.random() < 0.5), int(dice.integers(0, 4))
        odds = parley_odds.next_move_odds(world, outsider, building, tries, warned, pleas)
        assert odds == without_pleading(chances(once.move(outsider, building, tries, warned, pleas)))
        seen.add(int(np.argmax(odds)))
    assert len(seen) == 4
    assert len({once.needs(insider) for insider, _ in pairs}) == 4


def test_before_a_house_in_which_nobody_is_awake_nobody_is_feared_or_trusted():
    world = quarter(3)
    world.citizens.inside[world.citizens.inside == 4] = -1
    world.rebuild()
    once = Once(world)
    for outsider in np.flatnonzero(world.citizens.inside < 0).tolist():
        odds = parley_odds.next_move_odds(world, outsider, 4)
        assert odds == without_pleading(chances(once.move(outsider, 4, 1, False, 0)))


def test_choices_are_in_proportion_to_e_to_the_worth_in_steps_of_a_twentieth_and_a_draw_falls_to_its_share():
    dice = np.random.default_rng(4)
    edges = [-12_026, -12_025, -12_024, -12_000, -75, -26, -25, -24, 0, 24, 25, 26, 75, 11_974, 11_975, 12_050, 99_000]
    for worths in [*dice.integers(-3000, 3000, (200, 3)).tolist(), *dice.choice(edges, (200, 3)).tolist()]:
        odds = parley_odds.choice(tuple(worths))
        assert odds == chances(worths)
        assert sum(odds) == 2**32
        for draw in (0, odds[0] - 1, odds[0], odds[0] + odds[1] - 1, odds[0] + odds[1], 2**32 - 1):
            shares = np.cumsum(odds)
            if draw >= 0:
                assert parley_odds.chosen(draw, odds) == int(np.searchsorted(shares, draw, side="right"))
    assert parley_odds.chosen(9, (2, 3)) == 1


def test_who_has_done_asking_wakes_at_the_next_tick_and_only_their_talk_ends():
    world = quarter(5)
    people, parleys, dice = world.citizens, world.parleys, np.random.default_rng(5)
    slots = parleys.rows()
    people.wake[:] = dice.choice([NEVER, 40], N)
    world.plans.grow(40)
    world.plans.owner[:] = dice.permutation(N)[:40]
    world.rebuild()
    wake = people.wake.copy()
    for slot in slots[::2].tolist():
        who = int(parleys.asker[slot])
        assert parley_odds.parley_of(world, who) == slot
        parley_odds.close(world, slot)
        if people.alive[who] and wake[who] == NEVER and who not in world.plans.owner:
            wake[who] = NOW + 1
    assert people.wake.tolist() == wake.tolist()
    assert np.flatnonzero(parleys.used).tolist() == slots[1::2].tolist()
