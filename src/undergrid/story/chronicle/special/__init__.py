"""Episodes that have words of their own: a search among the dead, a hunt, a fight, a gate, a council, what many do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.special import (
    between,
    companions,
    crowds,
    departures,
    doors,
    engine,
    falls,
    files,
    hidden,
    persons,
    pursuit,
)

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

MOST = 4  # wordings that are tried for one beat

Words = Callable[["Wording", Beat, int], list[str]]

WORDS: dict[str, Words] = {
    "joint death": persons.joint, "search": persons.search, "decline": persons.decline, "grief": persons.mourned,
    "guilt": persons.most, "fear": persons.afraid, "look": persons.looked, "resolve": persons.resolved,
    "attachment": persons.most, "reception": persons.received,
    "blood": persons.most, "haul": persons.haul, "carried on": persons.carried_on,
    "refused": persons.refused, "word": between.word, "sky": between.first_sky,
    "hold": between.held, "behind a door": doors.looked_behind, "patches": between.patches,
    "hunt": pursuit.hunt, "on the way": files.looked_for, "fight": pursuit.fight, "scratches": pursuit.fight,
    "crash": falls.crash,
    "pauses": companions.paused, "found defective": companions.found_defective, "blast": companions.blast,
    "gate": pursuit.gate, "raid": pursuit.raid, "spent chip": pursuit.spent,
    "outrun": files.outrun, "laid aside": files.laid_aside,
    "gone to ground": hidden.gone_to_ground, "quiet hours": hidden.quiet_hours,
    "driven off": engine.driven_off, "in the act": engine.in_the_act,
    "council": crowds.council, "many": crowds.many, "toll": crowds.many,
    "radio": crowds.radio, "preparation": crowds.prepared,
    "departure": departures.departed,
    "crossing": crowds.crossed, "marks": crowds.marks, "outbreak": crowds.outbreak,
}  # fmt: skip
SINGLE = {"search": 1, "decline": 1, "many": 1, "sky": 1, "patches": 1, "pauses": 1, "found defective": 1}
"""Episodes of so few events are told as their first event is."""
