"""Renewals: appeals with their odds, false entries, audits, and what is refused."""

import pytest
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.core import units
from undergrid.core.luck import CERTAIN
from undergrid.systems.authority import dossiers
from undergrid.systems.economy import renewals, subscription
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.body import Death
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Profession

PODS, OFFICE = 0, 1
WHO, WHOM = 0, 1
HOUR = units.HOUR


def town(n=2, inside=PODS, lacking=10, profession=Profession.CLERK, seed=1):
    """n people who were refused, by so many points, in their pods or at an office; their end is a day away."""
    city = make_city(field(8, 4), buildings=[(Use.PODS, 0, 0, 0), (Use.OFFICES, 0, 4, 0)])
    world = make_world(city, n, seed=seed, home=PODS, inside=inside, profession=profession, doing=Activity.RESTING,
                       expires=24 * HOUR, refused=True)  # fmt: skip
    world.citizens.cell[:] = city.doors[inside]
    slots = world.conditions.take(n)
    world.conditions.owner[slots], world.conditions.kind[slots] = range(n), ConditionKind.UNRENEWED
    world.conditions.cause[slots] = world.scenario_event
    if lacking is not None:
        rows = world.shortfalls.take(n)
        world.shortfalls.subject[rows], world.shortfalls.lacking[rows] = range(n), lacking
    world.rebuild()
    return world


def ask(world, who, verb, target=-1):
    world.events.begin(world.tick)
    event = world.events.one(Kind.ORDERED, who, target, amount=int(verb))
    intend(world, who, verb, target, event)
    return event


def order(world, who, verb, target=-1, ticks=20 * 60 + 2, **knobs):
    """Let somebody be ordered to do something, and live until it is done; returns the order, and what happened."""
    event = ask(world, who, verb, target)
    return event, live(world, ticks, renewals, subscription, renewals={"appeals_per_hour": 0} | knobs)


def refusals(told):
    return [event.amount for event in of_kind(told, Kind.REFUSED)]


# ---------------------------------------------------------------- appeals


def test_an_appeal_that_is_upheld_gives_some_days_and_one_that_is_dismissed_costs_obedience():
    world = town(lacking=0)
    asked, told = order(world, WHO, Verb.APPEAL, upheld=1, grace_days=5)
    (upheld,) = of_kind(told, Kind.APPEAL_UPHELD)
    assert (upheld.who, upheld.amount, upheld.cause, upheld.tick) == (WHO, 5, asked, 1200)
    assert not world.citizens.refused[WHO]
    assert world.citizens.expires[WHO] == 24 * HOUR + 5 * units.DAY
    assert not world.conditions.has(owner=WHO)
    assert not world.shortfalls.has(subject=WHO)
    asked, told = order(world, WHOM, Verb.APPEAL, upheld=0)
    dismissed, fine = of_kind(told, Kind.APPEAL_DISMISSED, Kind.FINED)
    assert (dismissed.who, dismissed.cause, fine.who, fine.cause, fine.amount) == (WHOM, asked, WHOM, dismissed.id, 30)
    assert world.citizens.obedience[WHOM] == 470
    assert world.citizens.refused[WHOM]
    assert world.citizens.expires[WHOM] == 24 * HOUR


@pytest.mark.parametrize(("lacking", "share"), [(0, 0.5), (75, 0.25), (150, 0), (400, 0), (None, 0)])
def test_the_odds_fall_with_what_was_lacking(lacking, share):
    world = town(900, lacking=lacking)
    for who in range(900):
        ask(world, who, Verb.APPEAL)
    told = live(world, 1202, renewals, renewals={"appeals_per_hour": 0})
    upheld, decided = of_kind(told, Kind.APPEAL_UPHELD), of_kind(told, Kind.APPEAL_UPHELD, Kind.APPEAL_DISMISSED)
    assert len(decided) == 900
    assert {round(event.odds / CERTAIN, 3) for event in decided} <= {share}
    assert len(upheld) / 900 == pytest.approx(share, abs=0.055)


def test_nobody_appeals_twice_nor_who_was_not_refused_nor_from_the_street():
    world = town(3)
    order(world, WHO, Verb.APPEAL, upheld=0)
    assert refusals(order(world, WHO, Verb.APPEAL, ticks=2)[1]) == [Refusal.ONLY_ONCE]
    world.citizens.refused[WHOM] = False
    assert refusals(order(world, WHOM, Verb.APPEAL, ticks=2)[1]) == [Refusal.NOT_NEEDED]
    world.citizens.inside[2] = -1
    world.rebuild()
    assert refusals(order(world, 2, Verb.APPEAL, ticks=2)[1]) == [Refusal.NOT_HERE]


def test_an_appeal_is_made_at_an_office_too_and_whoever_has_no_subscription_has_nothing_to_appeal_against():
    world = town(2, inside=OFFICE)
    assert of_kind(order(world, WHO, Verb.APPEAL)[1], Kind.APPEAL_UPHELD, Kind.APPEAL_DISMISSED)
    world.citizens.expires[WHOM] = NEVER
    assert refusals(order(world, WHOM, Verb.APPEAL, ticks=2)[1]) == [Refusal.NOT_NEEDED]


def test_some_of_the_crowd_appeal_from_their_pods_each_hour_and_once_each():
    world = town(1000, lacking=0)
    world.citizens.inside[:100] = -1
    world.rebuild()
    told = live(world, 4 * HOUR, renewals, renewals={"appeals_per_hour": 0.1, "upheld": 0})
    who = [event.who for event in of_kind(told, Kind.APPEAL_DISMISSED)]
    assert len(set(who)) == len(who)
    assert min(who) >= 100
    assert len(who) / 900 == pytest.approx(1 - 0.9**4, abs=0.055)
    assert not live(town(50, lacking=0), HOUR, renewals, renewals={"appeals_per_hour": 0})


# ---------------------------------------------------------------- fraud


def test_a_false_entry_lets_a_life_go_on_until_an_audit_finds_it():
    world = town(inside=OFFICE)
    asked, told = order(world, WHO, Verb.FALSIFY, WHOM, ticks=602, falsified_days=20, audit_hours=0.5)
    (false,) = of_kind(told, Kind.LEDGER_FALSIFIED)
    assert (false.who, false.whom, false.amount, false.cause, false.tick) == (WHO, WHOM, 20, asked, 600)
    assert not world.citizens.refused[WHOM]
    assert world.citizens.expires[WHOM] == 24 * HOUR + 20 * units.DAY
    knobs = {"audit_hours": 0.5, "found": 1, "revoked_hours": 6, "appeals_per_hour": 0}
    told = live(world, HOUR, renewals, subscription, dossiers, renewals=knobs)
    (found,) = of_kind(told, Kind.FRAUD_FOUND)
    assert (found.who, found.whom, found.cause) == (WHO, WHOM, false.id)
    assert 0 <= found.tick - HOUR // 2 - 600 <= 60
    assert found.stream == renewals.AUDIT
    assert world.citizens.refused[WHOM]
    assert world.citizens.expires[WHOM] == found.tick + 6 * HOUR
    (slot,) = world.conditions.where(owner=WHOM, kind=ConditionKind.UNRENEWED)
    assert world.conditions.cause[slot] == found.id
    fines = of_kind(told, Kind.FINED)
    assert (fines[0].who, fines[0].amount, fines[0].cause) == (WHO, 300, found.id)
    assert {event.who for event in of_kind(told, Kind.SUSPECTED, Kind.WANTED)} == {WHO}


def share_found(profession, **knobs):
    world = town(600, inside=OFFICE, profession=profession)
    for who in range(600):
        ask(world, who, Verb.FALSIFY, who)
    live(world, 602, renewals, renewals={"appeals_per_hour": 0} | knobs)
    told = live(world, HOUR // 2, renewals, renewals={"appeals_per_hour": 0, "fraud_points": 0} | knobs)
    return len(of_kind(told, Kind.FRAUD_FOUND)) / 600


def test_an_audit_finds_a_clerks_entries_sooner_than_an_auditors():
    assert share_found(Profession.AUDITOR, audit_hours=0.3) == pytest.approx(0.08, abs=0.04)
    assert share_found(Profession.CLERK, audit_hours=0.3) == pytest.approx(0.3, abs=0.065)


def test_the_renewal_of_the_dead_is_refused():
    world = town(inside=OFFICE)
    die(world, WHOM, Death.COLD, world.scenario_event)
    assert refusals(order(world, WHO, Verb.FALSIFY, WHOM, ticks=2)[1]) == [Refusal.TARGET_DEAD]
    assert refusals(order(world, WHOM, Verb.APPEAL, ticks=2)[1]) == [Refusal.DEAD] or not world.citizens.intent[WHOM]


def test_of_whoever_dies_meanwhile_nothing_is_entered():
    world = town(inside=OFFICE)
    ask(world, WHO, Verb.FALSIFY, WHOM)
    live(world, 100, renewals)
    die(world, WHOM, Death.COLD, world.scenario_event)
    told = live(world, 600, renewals)
    assert of_kind(told, Kind.INTERRUPTED)
    assert not of_kind(told, Kind.LEDGER_FALSIFIED)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda people: people.refused.__setitem__(WHOM, False), Refusal.NOT_NEEDED),
        (lambda people: people.expires.__setitem__(WHOM, NEVER), Refusal.NOT_NEEDED),
        (lambda people: people.registered.__setitem__(WHOM, False), Refusal.NOT_NEEDED),
        (lambda people: people.profession.__setitem__(WHO, Profession.OPERATOR), Refusal.UNTRAINED),
        (lambda people: people.inside.__setitem__(WHO, PODS), Refusal.NOT_HERE),
    ],
)
def test_a_false_entry_is_refused_with_the_reason(change, why):
    world = town(inside=OFFICE)
    change(world.citizens)
    world.rebuild()
    assert refusals(order(world, WHO, Verb.FALSIFY, WHOM, ticks=2)[1]) == [why]


def test_it_takes_as_long_as_said():
    world = town(inside=OFFICE)
    (false,) = of_kind(order(world, WHO, Verb.FALSIFY, WHOM, falsify_minutes=3)[1], Kind.LEDGER_FALSIFIED)
    assert false.tick == 180
    world = town(lacking=0)
    decided = of_kind(order(world, WHO, Verb.APPEAL, appeal_minutes=4)[1], Kind.APPEAL_UPHELD, Kind.APPEAL_DISMISSED)
    assert [event.tick for event in decided] == [240]


def test_who_lacks_less_than_the_margin_has_a_chance():
    world = town(200, lacking=120)
    for who in range(200):
        ask(world, who, Verb.APPEAL)
    told = live(world, 1202, renewals, renewals={"margin": 100, "appeals_per_hour": 0})
    assert not of_kind(told, Kind.APPEAL_UPHELD)
