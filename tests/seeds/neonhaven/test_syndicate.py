"""The Syndicate: who is let into its base and on whose word, those who sell it out, and what is said at its door."""

import pytest
from contract.test_causes import unread
from scenes.base import KAEL, LYRA, MECHANIC, ask, base, home
from scenes.outzone import because
from scenes.wired import of_kind

from undergrid.core import luck
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.society import parley_odds, regard
from undergrid.world.society.factions import faction_of, knows_base
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.society import Plea

ARMED = ("deserted: corps", "deserted: corps, carries: [{sidearm: 1}, {rounds: 12}]")
OPEN = ("doors: {sector_5_bunker: {lock: true, locked: true}}\n", "")


def refusals(events):
    return [Refusal(event.amount) for event in of_kind(events, Kind.REFUSED)]


def vouched(sim):
    """Kael vouches for Lyra to the mechanic; returns what happened."""
    return ask(sim, KAEL, Verb.VOUCH, MECHANIC, LYRA)


def knows_of(sim, who, whom):
    """Let somebody have seen somebody else right now, where they are."""
    known, slot = sim.world.knowledge, sim.world.knowledge.take(1)
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.PERSON, whom
    known.cell[slot], known.at[slot] = sim.world.citizens.cell[whom], sim.tick


# ---------------------------------------------------------------- N11


def knowing(sim):
    return [who for who in (MECHANIC, KAEL, LYRA) if knows_base(sim.world, who, 0)]


def test_n11_a_base_is_known_to_its_people_alone_until_a_scout_sees_them_at_its_door():
    sim = base(alone=True)
    sim.run(600)
    assert knowing(sim) == [MECHANIC, KAEL]
    assert not sim.world.factions.known[0]
    seen = base()
    seen.run(30)
    [learned] = of_kind(seen.world.events.rows(), Kind.LOCATION_LEARNED)
    assert (learned.who, learned.whom) == (LYRA, home(seen))
    assert knowing(seen) == [MECHANIC, KAEL, LYRA]
    assert not seen.world.factions.known[0], "she has not told anybody"


def test_n11_the_authority_lacks_it_until_an_informer_reports_it_and_hunts_for_its_people_there_then():
    hunted = ("faction: rust}\n  kael", "faction: rust, wanted: {reason: sabotage}}\n  kael")
    sim = base(1, hunted)
    sim.world.citizens.cell[[KAEL, LYRA]] = sim.world.city.doors[-1]
    sim.world.rebuild()
    assert refusals(ask(sim, LYRA, Verb.GIVE_AWAY, home(sim))) == [Refusal.KNOWS_NOTHING]
    told = ask(sim, KAEL, Verb.TALK, LYRA, int(sim.world.city.doors[home(sim)]))
    [learned] = of_kind(told, Kind.LOCATION_LEARNED)
    assert (learned.who, knowing(sim)) == (LYRA, [MECHANIC, KAEL, LYRA])
    dossiers = sim.world.dossiers
    slot = dossiers.first(subject=MECHANIC)
    before = int(dossiers.cell[slot])
    events = ask(sim, LYRA, Verb.GIVE_AWAY, home(sim), seconds=90)
    assert len(of_kind(events, Kind.BASE_GIVEN_AWAY)) == 1
    assert sim.world.factions.known[0]
    assert before != dossiers.cell[slot] == sim.world.city.doors[home(sim)]
    assert unread(sim.world.events.rows()) == []


# ---------------------------------------------------------------- N16


def test_n16_whoever_comes_alone_is_not_let_in_in_any_seed():
    for seed in range(1, 13):
        sim = base(seed, alone=True)
        events = ask(sim, LYRA, Verb.ASK, home(sim), Plea.NAME, 30)
        [asked], [denied] = of_kind(events, Kind.ASKED), of_kind(events, Kind.DENIED)
        assert (denied.who, denied.whom, denied.cause) == (MECHANIC, LYRA, asked.id)
        assert not of_kind(events, Kind.LET_IN)
        assert unread(sim.world.events.rows()) == []


def test_n16_nobody_at_home_there_can_open_to_them_by_order_either_before_a_vouch():
    sim = base()
    assert refusals(ask(sim, MECHANIC, Verb.ADMIT, LYRA)) == [Refusal.UNVOUCHED]
    [word] = of_kind(vouched(sim), Kind.VOUCHED)
    [let_in] = of_kind(ask(sim, MECHANIC, Verb.ADMIT, LYRA), Kind.LET_IN)
    assert let_in.whom == LYRA
    assert because(sim, let_in, Role.CREDENTIAL) == [word.id], "by whose word she came in is said"


def test_n16_on_the_word_of_a_member_who_is_with_them_the_door_may_open():
    let_in = 0
    for seed in range(1, 25):
        sim = base(seed)
        [word] = of_kind(vouched(sim), Kind.VOUCHED)
        assert (word.who, word.whom, word.amount) == (KAEL, MECHANIC, LYRA)
        assert parley_odds.answer_odds(sim.world, MECHANIC, LYRA).let_in > 0
        let_in += len(of_kind(ask(sim, LYRA, Verb.ASK, home(sim), Plea.NAME, 30), Kind.LET_IN)) > 0
    assert 6 < let_in <= 24


def test_n16_the_word_counts_no_more_once_the_member_has_gone_away():
    sim = base()
    vouched(sim)
    sim.world.citizens.cell[KAEL] = sim.world.city.doors[-1]
    sim.world.rebuild()
    assert of_kind(ask(sim, LYRA, Verb.ASK, home(sim), Plea.NAME, 30), Kind.DENIED)


def test_n16_a_member_is_let_in_and_whoever_came_along_unvouched_stays_outside():
    sim = base(1, ("crowd: []", "bands: {two: {to: old_station, sets_out: 20 h}}\ncrowd: []"),
               ("faction: rust}\n  lyra", "faction: rust, band: two}\n  lyra"),
               ("deserted: corps", "deserted: corps, band: two"))  # fmt: skip
    [let_in] = of_kind(ask(sim, MECHANIC, Verb.ADMIT, KAEL), Kind.LET_IN)
    assert let_in.whom == KAEL
    assert because(sim, let_in, Role.CREDENTIAL) == [], "nobody had to speak for one of theirs"
    assert sim.world.citizens.inside[[KAEL, LYRA]].tolist() == [home(sim), -1]


def minded(seed, *changes, bond=", bonds: [{to: lyra, kind: friend, strength: 60 %}]"):
    """The same, with minds that speak at doors; Kael is bound to Lyra. Returns what happens in five minutes."""
    parley = ", wants: [{parley: {}}]"
    sim = base(seed, ("faction: rust}\n  lyra", f"faction: rust{bond}{parley}}}\n  lyra"),
               ("deserted: corps", f"deserted: corps{parley}"), *changes)  # fmt: skip
    sim.run(300)
    assert unread(sim.world.events.rows()) == []
    return sim, sim.world.events.rows()


def test_n16_a_companion_with_a_mind_speaks_for_whom_the_door_denies_and_they_may_be_let_in_then():
    let_in = 0
    for seed in range(1, 13):
        sim, events = minded(seed)
        [word] = of_kind(events, Kind.VOUCHED)
        assert (word.who, word.whom, word.amount) == (KAEL, MECHANIC, LYRA)
        in_there = sim.world.citizens.inside[LYRA] == home(sim)
        assert in_there == any(event.whom == LYRA and event.id > word.id for event in of_kind(events, Kind.LET_IN))
        let_in += in_there
    assert let_in > 8
    for seed in range(1, 5):
        sim, events = minded(seed, bond="")
        assert not of_kind(events, Kind.VOUCHED)
        assert sim.world.citizens.inside[LYRA] == -1


# ---------------------------------------------------------------- N17


def test_n17_a_guest_who_informs_is_a_traitor_and_whoever_vouched_for_them_is_trusted_less():
    sim = base()
    vouched(sim)
    before = [regard.trust(sim.world, MECHANIC, who) for who in (KAEL, LYRA)]
    events = ask(sim, LYRA, Verb.INFORM, KAEL)
    [informed], [betrayed] = of_kind(events, Kind.INFORMED), of_kind(events, Kind.BETRAYED)
    assert (betrayed.who, betrayed.whom, betrayed.cause) == (LYRA, 0, informed.id)
    after = [regard.trust(sim.world, MECHANIC, who) for who in (KAEL, LYRA)]
    assert after[0] < before[0] - 50
    assert after[1] < before[1] - 200
    sworn = sim.world.sworn
    assert sworn.stands[sworn.first(owner=LYRA, faction=0)] == Allegiance.TRAITOR
    assert unread(sim.world.events.rows()) == []


def test_n17_a_member_who_informs_is_a_member_no_more():
    sim = base()
    knows_of(sim, KAEL, MECHANIC)
    assert faction_of(sim.world, KAEL) == 0
    [betrayed] = of_kind(ask(sim, KAEL, Verb.INFORM, MECHANIC), Kind.BETRAYED)
    assert faction_of(sim.world, KAEL) == -1
    assert sim.world.factions.betrayed[0] == 1
    assert (betrayed.who, betrayed.whom) == (KAEL, 0)


def test_n17_a_base_that_has_been_sold_out_opens_less_gladly_and_a_word_counts_less_there():
    odds, words = [], []
    for times in (0, 1, 4):
        sim = base()
        sim.world.factions.betrayed[0] = times
        words.append(refusals(vouched(sim)))
        sim.world.factions.betrayed[0] = 0
        vouched(sim)
        sim.world.factions.betrayed[0] = times
        odds.append(parley_odds.answer_odds(sim.world, MECHANIC, LYRA).let_in / luck.CERTAIN)
    assert odds[0] > odds[1] > odds[2] > 0
    assert words == [[], [], [Refusal.UNWILLING]]


def test_n17_what_nobody_of_them_hears_they_do_not_know():
    sim = base(alone=True)
    world = sim.world
    slot = world.vouches.take(1)
    world.vouches.by[slot], world.vouches.to[slot], world.vouches.about[slot] = KAEL, MECHANIC, LYRA
    world.citizens.cell[LYRA] = world.city.doors[-1]
    knows_of(sim, LYRA, MECHANIC)
    world.rebuild()
    events = ask(sim, LYRA, Verb.INFORM, MECHANIC)
    assert of_kind(events, Kind.INFORMED)
    assert not of_kind(events, Kind.BETRAYED)
    assert world.factions.betrayed[0] == 0


# ---------------------------------------------------------------- N18


def test_n18_that_one_could_have_come_in_shooting_makes_the_door_open_sooner():
    odds = []
    for plea in (Plea.ENTRY, Plea.RESTRAINT):
        sim = base(1, ARMED, OPEN)
        vouched(sim)
        events = ask(sim, LYRA, Verb.ASK, home(sim), plea)
        assert [event.amount for event in of_kind(events, Kind.ASKED)] == [plea]
        odds.append(parley_odds.answer_odds(sim.world, MECHANIC, LYRA).let_in)
    assert odds[1] > 1.3 * odds[0]


def unloaded(sim):
    sim.world.items.free(sim.world.items.where(holder=LYRA))


def seen(sim):
    knows_of(sim, MECHANIC, LYRA)


@pytest.mark.parametrize(
    ("changes", "deed"),
    [((ARMED, OPEN), unloaded), ((ARMED,), lambda sim: None), ((ARMED, OPEN), seen)],
    ids=["unarmed", "the door holds", "seen"],
)
def test_n18_it_is_no_argument_of_who_had_not_the_means(changes, deed):
    sim = base(1, *changes)
    deed(sim)
    assert refusals(ask(sim, LYRA, Verb.ASK, home(sim), Plea.RESTRAINT)) == [Refusal.NO_MEANS]
