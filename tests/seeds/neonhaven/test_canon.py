"""The canon of neonhaven: the night as written, by orders to three people, on the seed that carries it."""

import pytest
from contract.test_causes import unread
from scenes.nights import canon

from undergrid.setup import load
from undergrid.setup.file.canon import beats, read_canon
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death
from undergrid.world.tables.items import ItemKind


@pytest.fixture(scope="module")
def tale():
    """The night as written, and a quarter of an hour after its last order."""
    file, _ = read_canon(load("neonhaven").path.with_name("canon.yaml"))
    night = canon("neonhaven", file.people)
    night.sim.run(night.sim.tick + 900)
    return night.sim


def test_neonhaven_canon_replays_the_night_beat_by_beat(tale):
    lyra, kael, harrow, mara = (tale.row(name) for name in ("lyra", "kael", "harrow", "mara"))
    core = tale.world.node_names.index("core")
    expected = [
        (Kind.SANDSTORM_ENDED, None, None, None),
        (Kind.ASKED, lyra, None, None),
        (Kind.VOUCHED, None, None, lyra),
        (Kind.LET_IN, None, lyra, None),
        (Kind.TOOK, harrow, None, ItemKind.ENGINE_CUBE),
        (Kind.GAVE, harrow, lyra, ItemKind.ENGINE_CUBE),
        (Kind.CUBE_CHARGES, lyra, None, None),
        (Kind.VOTE_CALLED, harrow, None, None),
        (Kind.VOTE_CARRIED, harrow, None, None),
        (Kind.ENGINE_CHARGED, lyra, None, None),
        (Kind.RADIO_HEARD, kael, mara, None),  # the operator's warning
        (Kind.ENGINE_LINKED, lyra, core, None),
        (Kind.DEATHS_FORESEEN, None, None, None),
        (Kind.FIRED_ON, None, None, None),
        (Kind.ENGINE_FIRED, lyra, core, None),
        (Kind.DIED, lyra, None, Death.DISCHARGE),
        (Kind.SHIELD_FELL, None, None, None),
        (Kind.LIGHTS_WENT_OUT, None, None, None),
    ]
    events, at = tale.world.events.rows(), 0
    for kind, who, whom, amount in expected:
        while at < len(events) and not (
            events[at].kind == kind
            and who in (None, events[at].who)
            and whom in (None, events[at].whom)
            and amount in (None, events[at].amount)
        ):
            at += 1
        assert at < len(events), (kind.name, who, whom, amount)
        at += 1
    assert {"at_the_base", "in_the_nexus", "lyra_dies"} <= set(tale.endings())


def test_neonhaven_canon_forces_nothing_it_orders_and_the_rules_decide(tale):
    spoken_for = {beat.who for beat in beats(tale.built)}
    assert spoken_for == {tale.row(name) for name in ("lyra", "harrow", "mara")}
    events = tale.world.events.rows()
    ordered = [event for event in events if event.kind == Kind.ORDERED and event.who in spoken_for]
    rows = tale.world.beats
    came_of = dict(zip(rows.order.tolist(), rows.cause.tolist(), strict=True))
    until = rows.done.max()  # later orders are their own
    assert {event.id: event.cause for event in ordered if event.tick <= until} == came_of
    died = next(event for event in events if event.kind == Kind.DIED and event.who == tale.row("lyra"))
    assert died.stream != 0
    assert 0 < died.odds < 1 << 32


def test_why_any_death_of_the_purge_leads_to_the_hand_on_the_panel(tale):
    events = {event.id: event for event in tale.world.events.rows()}
    deaths = [event for event in events.values() if event.kind == Kind.DIED and event.amount == Death.PURGE]
    assert deaths
    for death in deaths:
        fired = events[death.cause]
        assert (fired.kind, events[fired.cause].kind) == (Kind.ENGINE_FIRED, Kind.ORDERED)
        assert events[fired.cause].who == tale.row("lyra")
    for event in events.values():
        if event.cause == 0:
            assert event.stream != 0 or event.kind in (Kind.SCENARIO, Kind.ORDERED), event
        else:
            assert events[event.cause].tick <= event.tick, event


def test_somebody_has_read_why_each_order_of_neonhaven_is_given(tale):
    unknown = [pair for pair in unread(tale.world.events.rows()) if pair.startswith(("ORDERED ", "MEANT "))]
    assert unknown == []
