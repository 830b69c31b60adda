"""Words for a look behind a door, and for whom somebody finds there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.facts import back
from undergrid.story.chronicle.spell import listed
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_GOES_IN = 600  # seconds in which somebody is behind the door behind which they mean to look [assumed]
_MEETS = 60  # seconds in which they have looked about there [assumed]
_TRAIL_ENDS = (Kind.TRAIL_LOST, Kind.TRACED)


def looked_behind(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Behind which door somebody looked, why there, and whom they found."""
    m, decided = words.mentions, beat.lead
    acts = m.subject(decided.who)
    done = list(words.log.events(about=decided.who, since=decided.tick, until=decided.tick + _GOES_IN))
    done = [event for event in done if event.who == decided.who]
    went_in = next((event for event in done if event.kind == Kind.ACHIEVED and _looks(event)), None)
    order = words.log.get(went_in.cause) if went_in is not None else None
    if went_in is None or order is None or order.kind != Kind.ORDERED or order.amount != Verb.ENTER:
        text = words.clause(decided, pick)
        m.end(decided.who)
        return [f"{text}."]
    met = [event for event in done if event.kind == Kind.MET and 0 <= event.tick - went_in.tick <= _MEETS]
    beat.also += [event.id for event in (went_in, *met) if event.id not in beat.also]
    door = f"the door of {m.thing('building', order.whom)}"
    trail = ", where the trail ended," if any(one.kind in _TRAIL_ENDS for one in back(words.log, decided)) else ""
    named = [event.whom for event in met if m.people.named(event.whom)]
    others = len(met) - len(named)
    whom = [m.object(row, decided.who) for row in named]
    whom += [counted(others, "other" if named else "stranger") if others > 1 else "a stranger"] if others else []
    found = f"found {listed(whom)} there" if whom else "found nobody there"
    m.end(decided.who)
    return [f"{acts} looked behind {door}{trail} and {found}."]


def _looks(event: Event) -> bool:
    return event.amount == Aim.LOOK_BEHIND_DOOR
