"""The Syndicate decides whether to use the engine, and prepares for it: who argues, votes, dissents, and works."""

import numpy as np
import pytest
from contract.test_causes import unread
from scenes.assembly import KAEL, TEXT, ask, assembly, bind_some, decide, dreamers, home, votes
from scenes.wired import of_kind

from undergrid.world.log.kinds import Kind
from undergrid.world.society import ballot, regard
from undergrid.world.society.factions import faction_of, members
from undergrid.world.tables.council import CouncilState, Dissent, Vote
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import BondKind

FEW = ("count: 40", "count: 12")
FERVENT = ("belief: 60 %", "belief: 95 %")
HUNTED = ("tagged: 0 %}\n  - {name: den", "tagged: 0 %, hunted: true}\n  - {name: den")
ARMED = (
    "tagged: 0 %}\n  - {name: den",
    "tagged: 0 %, hunted: true, engineering: 4, carries: [{suit: 1, quality: 50 %}, {armour: 1, quality: 30 %}, "
    "{fusion_cell: {joules: 100000, full: 600000}}]}\n  - {name: den",
)
CUBE = int(ItemKind.ENGINE_CUBE)


def refusals(events):
    return [Refusal(event.amount) for event in of_kind(events, Kind.REFUSED)]


def people(sim):
    """The members without a name."""
    return [who for who in members(sim.world, 0) if who != KAEL]


# ---------------------------------------------------------------- N25


def test_n25_everybody_who_is_there_argues_once_and_every_position_is_on_record():
    sim = assembly()
    events = decide(sim)
    [called], [end] = of_kind(events, Kind.VOTE_CALLED), of_kind(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)
    cast = votes(events)
    assert sorted(cast) == members(sim.world, 0)
    assert sorted(event.who for event in of_kind(events, Kind.ARGUED)) == members(sim.world, 0)
    for_it, against = (list(cast.values()).count(vote) for vote in (Vote.FOR, Vote.AGAINST))
    assert (end.who, end.whom, end.amount, end.cause) == (KAEL, 0, 1000 * for_it + against, called.id)
    seen = sim.view(KAEL).council
    assert (seen.votes, seen.ayes, seen.noes) == (cast, for_it, against)
    assert unread(sim.world.events.rows()) == []


def test_n25_dissent_goes_with_wired_kin():
    """Of forty in each of eight lives, those bound to somebody who dreams in the pods vote against it far oftener."""
    bound, against = [], []
    for seed in range(1, 9):
        sim = assembly(seed, HUNTED)
        kin = people(sim)[:16]
        bind_some(sim, kin)
        cast = votes(decide(sim))
        bound += [who in kin for who in cast]
        against += [vote == Vote.AGAINST for vote in cast.values()]
    phi = float(np.corrcoef(bound, against)[0, 1])
    assert len(bound) == 8 * 41
    assert phi > 0.4
    assert len(bound) * phi**2 > 10.8  # chi-squared, at one in a thousand


def test_n25_and_the_more_the_stronger_the_bond():
    sim = assembly()
    strengths = {who: 50 * n for n, who in enumerate(people(sim)[:20])}
    for n, (who, strength) in enumerate(strengths.items()):
        regard.bind(sim.world, who, dreamers(sim)[n], BondKind.KIN, strength, sim.world.scenario_event)
    odds = [ballot.positions(sim.world, ballot.lean(sim.world, who, 0, 0)).noes for who in strengths]
    assert odds == sorted(odds)
    assert odds[-1] > 2 * odds[0]


def test_n25_a_vote_of_one_is_refused_with_the_reason():
    sim = assembly(1, ("count: 40", "count: 1"))
    assert refusals(ask(sim, KAEL, Verb.CALL_VOTE)) == [Refusal.VOTE_OF_ONE]
    assert not sim.world.councils.n_used


def test_n25_some_of_those_who_lost_walk_out_or_spoil_it_and_oftener_those_with_more_to_lose():
    parted = {True: [], False: []}
    ends = set()
    for seed in range(1, 9):
        sim = assembly(seed, FERVENT, ("belief: 95 %", "belief: 70 %"), HUNTED)
        kin = people(sim)[:12]
        bind_some(sim, kin, 600)
        if not of_kind(decide(sim), Kind.VOTE_CARRIED):
            continue
        table = sim.world.votes
        lost = [seat for seat in table.rows().tolist() if table.vote[seat] == Vote.AGAINST]
        for seat in lost:
            parted[int(table.owner[seat]) in kin].append(table.dissent[seat] != Dissent.NONE)
        sim.run(sim.tick + 600)
        happened = of_kind(list(sim.world.events.rows()), Kind.WALKED_OUT, Kind.ENGINE_SPOILT)
        ends |= {event.kind for event in happened}
        for event in of_kind(happened, Kind.WALKED_OUT):
            assert faction_of(sim.world, event.who) == -1
            assert sim.world.citizens.inside[event.who] != home(sim)
        assert unread(sim.world.events.rows()) == []
    assert ends == {Kind.WALKED_OUT, Kind.ENGINE_SPOILT}
    assert np.mean(parted[True]) > np.mean(parted[False])


def test_n25_what_was_voted_down_is_forbidden_to_nobody():
    sim = assembly(1, FEW, ("belief: 60 %", "belief: 0 %"))
    assert of_kind(decide(sim), Kind.VOTE_FAILED)
    assert sim.world.councils.stage[0] == CouncilState.FAILED
    assert not sim.world.preparations.n_used
    assert of_kind(ask(sim, KAEL, Verb.TAKE, -1, CUBE), Kind.TOOK)
    assert of_kind(ask(sim, KAEL, Verb.CHARGE_CUBE), Kind.CUBE_CHARGES)
    assert refusals(ask(sim, KAEL, Verb.CALL_VOTE)) == [Refusal.ONLY_ONCE]


def test_n25_who_wants_to_calls_it_by_themselves_once_enough_are_there():
    wants = ("plugged: false}", 'plugged: false, wants: [{council: {begins: "20:00", ends: "02:00"}}]}')
    sim = assembly(1, FEW, wants)
    sim.run(sim.tick + 1800)
    events = list(sim.world.events.rows())
    [called], [end] = of_kind(events, Kind.VOTE_CALLED), of_kind(events, Kind.VOTE_CARRIED, Kind.VOTE_FAILED)
    [ordered] = [event for event in of_kind(events, Kind.ORDERED) if event.id == called.cause]
    assert (called.who, ordered.amount) == (KAEL, Verb.CALL_VOTE)
    assert Aim.COUNCIL in {event.amount for event in of_kind(events, Kind.ACHIEVED)}
    assert end.tick == called.tick + 720
    assert unread(events) == []


def test_n25_a_council_goes_on_as_before_in_a_fork():
    sim = assembly(1, FEW)
    ask(sim, KAEL, Verb.CALL_VOTE, seconds=300)
    twin = sim.fork()
    for one in (sim, twin):
        one.run(one.tick + 600)
    assert sim.digest() == twin.digest()


# ---------------------------------------------------------------- N26


def prepared(sim):
    """What is prepared of how much, once the deadline has passed, and the events until then."""
    sim.run(3 * 3600 + 20)
    events = list(sim.world.events.rows())
    [event] = of_kind(events, Kind.PREPARED)
    return event.amount, events


def total(sim, kind):
    items = sim.world.items
    return int(items.count[items.where(kind=kind)].sum())


def test_n26_readiness_at_dawn_is_the_sum_of_what_is_finished():
    sim = assembly(2, FEW, FERVENT, ARMED)
    before = total(sim, ItemKind.PARTS)
    carried = of_kind(decide(sim), Kind.VOTE_CARRIED)
    ready, events = prepared(sim)
    table, done = sim.world.preparations, of_kind(events, Kind.TASK_DONE)
    assert len(done) == table.done[0] > 0
    assert ready == 1000 * len(done) // int(table.tasks[0])
    assert {event.cause for event in done} == {carried[0].id}
    assert sim.world.engines.stage[0] == EngineStage.CHARGED
    mended = len(of_kind(events, Kind.SUIT_MENDED))
    assert mended > 5
    assert total(sim, ItemKind.PARTS) == before - mended, "each mending has taken one"
    assert unread(events) == []


def test_n26_tasks_go_on_side_by_side():
    sim = assembly(2, FEW, FERVENT, ARMED)
    decide(sim)
    sim.run(sim.tick + 120)
    table = sim.world.chores
    workers = [int(table.worker[slot]) for slot in table.rows() if table.worker[slot] >= 0]
    assert len(workers) == len(set(workers)) >= 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_n26_fewer_hands_get_less_done(seed):
    sim = assembly(seed, FEW, ARMED, ('until: "01:00"', 'begins: "22:05", until: "23:00"'), ("parts: 30", "parts: 90"))
    sim.step()
    half = sim.fork()
    out = people(half)[::2]
    half.world.citizens.doing[out] = Activity.UNCONSCIOUS
    half.world.rebuild()
    readiness = []
    for one in (sim, half):
        one.run(3700)
        [event] = of_kind(list(one.world.events.rows()), Kind.PREPARED)
        readiness.append(event.amount)
    assert readiness[0] > readiness[1]


def test_n26_who_has_a_mind_of_their_own_sees_to_their_own_things():
    own = "carries: [{fusion_cell: {joules: 0}}], wants: [{council: {calls: false}}]"
    wants = ("plugged: false}", f"plugged: false, {own}}}")
    sim = assembly(1, FEW, wants, ('until: "01:00"', 'begins: "22:05", until: "01:00"'))
    _, events = prepared(sim)
    assert [event.who for event in of_kind(events, Kind.CHARGED)] == [KAEL]
    assert KAEL in {event.whom for event in of_kind(events, Kind.TASK_DONE)}
    assert unread(events) == []


def test_n26_without_a_base_nothing_can_be_prepared_and_without_a_vote_nothing_is():
    assert "prepare: {until" in TEXT
    sim = assembly(1, FEW)
    sim.run(600)
    assert not sim.world.preparations.n_used
