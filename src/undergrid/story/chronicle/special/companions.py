"""Words for what comes of a unit before Sentinels: several that pause or find a defect, and what bursts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import capital, lapse, listed
from undergrid.story.chronicle.stops import MINUTES
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def paused(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Several Sentinels that pause over one claim."""
    by = capital(counted(len(beat.events), "sentinel"))
    return [(f"{by} paused.", f"{by} stood still and weighed the claim.")[pick % 2]]


def found_defective(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Several Sentinels that take a unit for property no more."""
    m, whom = words.mentions, beat.lead.whom
    by, unit = capital(counted(len(beat.events), "sentinel")), m.object(whom, -1)
    told = (f"{by} found a defect in {unit}", f"{by} would have {unit} for property no more")[pick % 2]
    m.end(-1)
    return [f"{told}, and raised their weapons."]


def blast(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What a Sentinel fires at whoever clings to it, whom it burns, and for how long they are senseless."""
    m, names = words.mentions, words.log.names
    found = [f"{words.clause(beat.lead, pick)}."]
    m.end(-1)
    burnt: dict[str, list[int]] = {}
    for wound in beat.only(Kind.WOUNDED):
        burnt.setdefault(str(names.amount(wound.kind, wound.amount)).split()[-1], []).append(wound.who)
    if burnt:
        where = [
            f"{listed(['me' if row == m.people.teller else m.name(row) for row in rows])} in the {part}"
            for part, rows in sorted(burnt.items())
        ]
        found.append(f"It burnt {listed(where)}.")
        m.end(-1)
    back = {event.who: event.tick for event in beat.only(Kind.CAME_TO)}
    for who, tick in sorted((one for one in back.items() if one[1] - beat.first >= MINUTES), key=lambda one: one[1]):
        acts = "I" if who == m.people.teller else m.name(who)
        found.append(f"{acts} lay senseless for {lapse(tick - beat.first)}.")
        m.end(-1)
    return found
