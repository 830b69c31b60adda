"""Who knew what, and when: what the named came to know, and what the authority came to know of them."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.report import drawing
from undergrid.report.drawing import said
from undergrid.report.facts import Facts
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

_MOST = 24  # things that one of them came to know
_LEARNS: dict[Kind, str] = {
    Kind.NAMED: "whom", Kind.DISCLOSED: "whom", Kind.SECRET_OUT: "who", Kind.VOUCHED: "whom", Kind.PLACE_TOLD: "whom",
    Kind.WINDOW_TOLD: "whom", Kind.DEATH_TOLD: "whom", Kind.LAST_WORDS: "whom", Kind.ENTRUSTED: "whom",
    Kind.RUMOUR_BELIEVED: "who", Kind.BEACON_HEARD: "who", Kind.RADIO_HEARD: "who", Kind.MARK_READ: "who",
    Kind.TRAIL_FOUND: "who", Kind.TRACED: "who", Kind.PULSE_FOUND: "who", Kind.NO_PULSE: "who", Kind.PLACE_FOUND: "who",
    Kind.PLACE_MISSED: "who", Kind.DEATHS_FORESEEN: "who", Kind.HEARD_ON_LINE: "who", Kind.BETRAYED: "who",
    Kind.PLEDGED: "whom", Kind.ASSESSED: "who", Kind.SCOPED: "who",
}  # fmt: skip
"""kind -> which of its two comes to know something by it."""
_OF_THEM: dict[Kind, str] = {
    Kind.IDENTIFIED: "who", Kind.SUSPECTED: "who", Kind.WANTED: "who", Kind.CLASSIFIED: "whom",
    Kind.BEACON_TRACED: "whom", Kind.RADIO_TRACED: "whom", Kind.TRACKED: "whom", Kind.INFORMED: "whom",
    Kind.DOSSIER_CLOSED: "who", Kind.UNCONVINCED: "whom", Kind.JUDGED: "whom", Kind.ARRESTED: "whom",
    Kind.FIRE_SEEN: "", Kind.CAPTURE_NOTICED: "", Kind.BASE_GIVEN_AWAY: "",
}  # fmt: skip
"""kind -> of whom the authority comes to know something by it; "" for of nobody in particular."""


def section(facts: Facts) -> str:
    """A list for each of the named who came to know something, and one for the authority."""
    lists = [(facts.name(row), _learnt(facts, row), f' class="c{n}"') for n, row in enumerate(facts.cast)]
    lists += [("The authority, of them", _known(facts), "")]
    told = "".join(_list(facts, name, lines, called) for name, lines, called in lists if lines)
    lead = "Each thing once, when it came to be known; what somebody saw with their own eyes is left out."
    return drawing.section(
        "who knew what", "Who knew what, and when", f'<div class="knowers">{told}</div>\n', lead=lead
    )


def _learnt(facts: Facts, row: int) -> list[tuple[str, str, int]]:
    mine = (one for one in facts.events[row] if one.kind in _LEARNS and getattr(one, _LEARNS[one.kind]) == row)
    return list(_once(facts, mine))


def _known(facts: Facts) -> list[tuple[str, str, int]]:
    events = {
        one.id: one
        for row in facts.cast
        for one in facts.events[row]
        if one.kind in _OF_THEM and (not _OF_THEM[one.kind] or getattr(one, _OF_THEM[one.kind]) == row)
    }
    return list(_once(facts, iter(sorted(events.values(), key=lambda one: (one.tick, one.id)))))


def _once(facts: Facts, events: Iterator[Event]) -> Iterator[tuple[str, str, int]]:
    """(when, sentence, id) of events, each thing once: again, or of another stranger, it is nothing new."""
    heard: set[tuple[int, int, int]] = set()
    for event in events:
        parties = ((event.kind.who, event.who), (event.kind.whom, event.whom))
        who, whom = (row if table == "citizen" and row in facts.events else -1 for table, row in parties)
        key = int(event.kind), who, whom
        if key not in heard:
            heard.add(key)
            yield facts.time(event.tick), facts.says(event), event.id


def _list(facts: Facts, name: str, lines: list[tuple[str, str, int]], called: str) -> str:
    items = "".join(
        f'<li><b>{said(when)}</b> <span title="{said(facts.why(event))}">{said(says)}</span></li>\n'
        for when, says, event in lines[:_MOST]
    )
    more = f"<li>and {len(lines) - _MOST} more</li>\n" if len(lines) > _MOST else ""
    return f"<div><h3{called}>{said(name)}</h3><ul>{items}{more}</ul></div>\n"
