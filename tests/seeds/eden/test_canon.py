"""The canon of eden: the night as written, by orders alone, on the seed that carries it; told from events alone."""

import pytest
from contract.test_causes import unread
from scenes.nights import canon

from undergrid.setup import load
from undergrid.setup.file.canon import beats, read_canon
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import HaulMode, Prognosis
from undergrid.world.tables.items import ItemKind


def assert_it_is_the_story(tale):
    """Every beat has left its event, in the order of the story."""
    amara, leo, kael, ines = (tale.row(name) for name in ("amara", "leo", "kael", "ines"))
    dead = [tale.row(name) for name in ("tobias", "ines", "mirela")]
    expected = [
        (Kind.WOUNDED, leo, None, None),  # what happened at the bridge
        (Kind.TRAPPED, leo, None, None),
        (Kind.BEACON_SET_OFF, ines, None, None),
        (Kind.BEACON_HEARD, amara, ines, None),
        (Kind.DIED, ines, None, None),  # nobody came in time
        *((Kind.NO_PULSE, amara, body, None) for body in dead),
        (Kind.PULSE_FOUND, amara, leo, None),
        (Kind.FREED, amara, leo, None),
        (Kind.CUT_AWAY, amara, leo, None),
        (Kind.INJECTED, amara, leo, 2),  # the last of it
        (Kind.DRESSED, amara, leo, None),
        (Kind.STABILISED, amara, leo, None),
        (Kind.ROUSED, amara, leo, None),
        (Kind.TOOK, amara, None, ItemKind.TARP),
        (Kind.TOOK_UP, amara, leo, HaulMode.TARP),
        (Kind.SIGN_LEFT, amara, None, None),  # for somebody to find
        (Kind.SET_DOWN, amara, leo, None),
        (Kind.BARRICADED, amara, None, None),
        (Kind.GAVE_WATER, amara, leo, None),
        (Kind.FELL_ASLEEP, amara, None, None),
        (Kind.TRAIL_FOUND, kael, None, None),
        (Kind.BREACH_BEGAN, kael, None, None),  # metal on concrete
        (Kind.WOKE, amara, None, None),
        (Kind.ASKED, kael, amara, None),
        (Kind.WARNED, amara, kael, None),
        (Kind.SURRENDERED, kael, amara, None),
        (Kind.LET_IN, amara, kael, None),
        (Kind.DISCLOSED, kael, amara, None),
        (Kind.ASSESSED, kael, leo, Prognosis.WILL_LIVE),
        (Kind.BARRICADED, kael, None, None),
        (Kind.SEALED, kael, None, None),
        (Kind.FIRE_LIT, kael, None, None),
        (Kind.PLACE_TOLD, amara, kael, None),
        (Kind.PLEDGED, kael, amara, None),
        (Kind.VOUCHED, amara, leo, None),
        (Kind.UNBARRED, kael, None, None),  # morning
        (Kind.TOOK_UP, kael, leo, HaulMode.CARRY),
        (Kind.PLEDGE_KEPT, kael, amara, None),
    ]
    events, at = tale.world.events.rows(), 0
    for kind, who, whom, amount in expected:
        while at < len(events) and not (
            events[at].kind == kind
            and events[at].who == who
            and whom in (None, events[at].whom)
            and amount in (None, events[at].amount)
        ):
            at += 1
        assert at < len(events), (kind.name, who, whom, amount)
        at += 1
    assert {"behind_one_door", "all_three_at_the_clinic"} <= set(tale.endings())


@pytest.fixture
def tale(eden_night):
    return eden_night.sim


def test_eden_canon_replays_the_night_beat_by_beat(tale):
    assert_it_is_the_story(tale)


@pytest.mark.slow
def test_eden_canon_is_carried_by_the_city_of_its_file_too():
    file, _ = read_canon(load("eden").path.with_name("canon.yaml"))
    assert_it_is_the_story(canon("eden", file.people).sim)


def test_eden_canon_forces_nothing_it_orders_and_the_rules_decide(tale):
    amara, kael = tale.row("amara"), tale.row("kael")
    spoken_for = {beat.who for beat in beats(tale.built)}
    ordered = [event for event in tale.world.events.rows() if event.kind == Kind.ORDERED and event.who in spoken_for]
    rows = tale.world.beats
    came_of = dict(zip(rows.order.tolist(), rows.cause.tolist(), strict=True))
    until = rows.done.max()  # later orders are their own
    assert {event.id: event.cause for event in ordered if event.tick <= until} == came_of
    found = next(event for event in tale.world.events.rows() if event.kind == Kind.TRAIL_FOUND and event.who == kael)
    assert found.stream != 0
    assert 0 < found.odds < 1 << 32
    assert not any(event.kind == Kind.ARRESTED and event.whom == amara for event in tale.world.events.rows())


def test_every_event_of_the_night_leads_back_to_an_order_a_draw_or_the_scenario(tale):
    events = {event.id: event for event in tale.world.events.rows()}
    assert len(events) == len(tale.world.events.rows())
    for event in events.values():
        if event.cause == 0:
            assert event.stream != 0 or event.kind in (Kind.SCENARIO, Kind.ORDERED), event
        else:
            assert events[event.cause].tick <= event.tick, event
    further = tale.world.events.because_columns()
    assert all(cause in events for cause in further["cause"].tolist())


WHYS = {  # of each: what somebody wants by it, and what that came of
    "out_at_last": ("find whoever called, alive or dead", Kind.BEACON_HEARD),
    "flat": ("pass for rubble under the drone", Kind.NOTICED),
    "the_first": ("know the living from the dead among them", Kind.BEACON_HEARD),
    "off_him": ("reach his wounds", Kind.PULSE_FOUND),
    "the_last_of_it": ("spare him more pain", Kind.CUT_AWAY),
    "the_door": ("have help for the boy", Kind.SURRENDERED),
    "hands_up": ("show her two empty hands", Kind.WARNED),
    "let_me_see": ("find out the boy's chances", Kind.DISCLOSED),
    "the_beam_away": ("bring both of them to the clinic at first light, as promised", Kind.VOUCHED),
}


@pytest.mark.parametrize("beat", WHYS)
def test_why_somebody_does_as_written_is_what_they_want_and_what_that_came_of(eden_night, beat):
    tale, (wants, came_of) = eden_night.sim, WHYS[beat]
    number = [one.name for one in tale.canon.beats].index(beat)
    order, *back = eden_night.chain(eden_night.by_id[int(tale.world.beats.order[number])])
    assert (order.kind, back[0].kind, back[0].who) == (Kind.ORDERED, Kind.MEANT, order.who)
    assert tale.names().amount(Kind.MEANT, back[0].amount) == wants
    assert next(event.kind for event in back if event.kind not in (Kind.ORDERED, Kind.MEANT)) == came_of
    assert back[-1].kind == Kind.SCENARIO or back[-1].stream


def test_they_leave_at_dawn_because_he_has_promised(eden_night):
    (kept,) = eden_night.of(Kind.UNBARRED, who="kael")
    assert Kind.PLEDGED in [event.kind for event in eden_night.chain(kept)]


def test_somebody_has_read_every_cause_of_the_night_as_written(tale):
    assert unread(tale.world.events.rows()) == []


def test_two_doses_were_there_and_both_are_gone_in_the_end(tale):
    items, amara = tale.world.items, tale.row("amara")
    left = items.used & (items.holder == amara) & (items.kind == ItemKind.MORPHINE)
    assert not left.any()
