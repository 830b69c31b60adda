"""Whether a call for help that was heard is answered, or dropped by an event: a property of whole runs."""

import pytest
from scenes.records import AMARA, INES, KAEL, LEO, record
from scenes.worlds import field, make_city

from undergrid.study.properties import calls_are_answered
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind

CITY = make_city(field(40, 40))
FAR = CITY.cell(0, 0, 39)


def heard(*more, who=AMARA, ticks=10_000, at=lambda tick: 0, caller=FAR):
    events = (50, Kind.DECIDED, who), (100, Kind.BEACON_HEARD, who, INES, {"where": CITY.cell(0, 30, 30)}), *more
    return record(
        *events, city=CITY, ticks=ticks, cell=lambda t: [caller if row == INES else at(t) for row in range(4)]
    )


@pytest.mark.parametrize("who", [AMARA, LEO, KAEL])
def test_a_call_is_answered_by_coming_or_dropped_by_an_event(who):
    """Whoever hears it, wherever they stand in the file."""
    assert calls_are_answered.judge(heard(who=who)) == (True, True, event_id(100, int(Kind.BEACON_HEARD), who))
    for x, when, comes in ((20, {5000}, True), (19, {5000}, False), (20, range(100), False)):
        run = heard(who=who, at=lambda tick, x=x, when=when: CITY.cell(0, x, 30) if tick in when else 0)
        assert calls_are_answered.judge(run).violated != comes
    assert calls_are_answered.judge(heard(who=who, caller=CITY.cell(0, 10, 0))).violated  # brought to who stays
    assert not calls_are_answered.judge(heard(who=who, at=lambda tick: tick > 5000, caller=10)).violated
    for end in ((200, Kind.NO_PULSE, who, INES), (200, Kind.DIED, who), (200, Kind.ARRESTED, 9, who)):
        assert not calls_are_answered.judge(heard(end, who=who)).violated, end
    for other in ((200, Kind.NO_PULSE, who, 9), (200, Kind.DIED, INES), (200, Kind.ARRESTED, who, 9)):
        assert calls_are_answered.judge(heard(other, who=who)).violated, other


def test_a_call_heard_too_late_or_by_somebody_without_a_mind_is_not_judged():
    assert calls_are_answered.judge(heard(ticks=7300)).applied
    assert not calls_are_answered.judge(heard(ticks=7299)).applied
    assert not calls_are_answered.judge(record((100, Kind.BEACON_HEARD, AMARA, INES), ticks=10_000)).applied
