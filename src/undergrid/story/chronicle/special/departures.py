"""Words for a departure: who leaves where they have been for long, with what and for what, and who goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.departures import aim_of, sets_out_to_link
from undergrid.story.chronicle.episodes import Beat
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.council import Vote
from undergrid.world.tables.minds import Aim

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def departed(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Who leaves, where from and what for; of a party for an engine also who had voted against that."""
    m, leads = words.mentions, beat.lead.who
    rows = [order.who for order in beat.events]
    aim = aim_of(words.log, beat.lead)
    place = m.thing("building", beat.building) or m.places.spot(beat.lead.where) or "there"
    if not sets_out_to_link(words.log, beat.lead):
        goal = _what_for(words, aim)
        acts = m.together(rows)
        m.end(-1)
        return [(f"{acts} left {place}{goal}.", f"{acts} came out of {place} and set out{goal}.")[pick % 2]]
    against = _had_voted_against(words, rows[1:], beat.lead)
    acts, others = m.subject(leads), m.together([row for row in rows[1:] if row not in against])
    m.end(leads)
    found = [
        f"{acts} left {place} with the cube, to link it to the network{f', and {others} went too' if others else ''}."
    ]
    if against:
        who = m.together(against)
        found.append(
            (
                f"{who} went along, who had been against it.",
                f"{who}, who had been against it, went along.",
            )[pick % 2]
        )
        m.end(-1)
    return found


def _what_for(words: Wording, aim: Event | None) -> str:
    """Where somebody sets out for, or what for; "" where nothing says so."""
    if aim is not None and aim.kind == Kind.MEANT:
        return f", to {words.log.names.amount(aim.kind, aim.amount)}"
    goal = words.goal(aim.who) if aim is not None and Aim(aim.amount) == Aim.REACH else ""
    return f" {goal}" if goal else ""


def _had_voted_against(words: Wording, rows: list[int], order: Event) -> list[int]:
    """Those of a party who had last voted against what it leaves for."""
    voted: dict[int, int] = {}
    for event in words.log.events(kind="voted", until=order.tick):
        voted[event.who] = event.amount
    return [row for row in rows if voted.get(row) == Vote.AGAINST]
