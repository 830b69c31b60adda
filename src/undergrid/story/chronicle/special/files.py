"""Words for what the authority does with its files: whom it strikes off too late, and of whom it has nothing more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from undergrid.story.chronicle.amounts import counted
from undergrid.story.chronicle.episodes import Beat, subject
from undergrid.story.chronicle.spell import capital, lapse, listed
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def outrun(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody who is struck off the registry after another is through a gate with their chip."""
    m, strike, crossed = words.mentions, beat.lead, words.deeds.outrun[beat.lead.id]
    owner, his = m.name(strike.who), m.pronouns(strike.who).possessive
    gate, before = m.thing("gate", crossed.whom), lapse(strike.tick - crossed.tick)
    beat.also.append(crossed.id)
    m.end(-1)
    told = (
        f"the registry struck {owner} off, {before} after {his} chip had still opened {gate}",
        f"{owner} was struck off the registry: {before} earlier {his} chip had still opened {gate}",
    )
    return [f"{capital(told[pick % 2])}."]


def looked_for(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who are looked for on their way to a gate, and are not found."""
    m, rows = words.mentions, sorted({subject(event) for event in beat.events} - {-1})
    after = sorted({event.who for event in beat.only(Kind.HUNT_BEGAN, Kind.SEARCH_BEGAN)})
    kinds = Counter(words.log.names.watchers[row].rpartition(" ")[0] for row in after)
    by = listed([counted(n, kind) if n > 1 else f"a {kind}" for kind, n in kinds.items()])
    whom = m.together(rows) if len(rows) > 1 else m.object(rows[0], -1)
    were = "were" if len(after) > 1 else "was"
    m.end(rows[0] if len(rows) == 1 else -1)
    told = (f"{by} {were} out looking for {whom}", f"{by} {were} searching the streets for {whom}")
    return [f"{capital(told[pick % 2])}."]


def laid_aside(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those of whom the authority has found nothing more."""
    m = words.mentions
    rows = sorted({event.who for event in beat.events})
    of, them = m.together(rows), m.pronouns(rows[0]).possessive if len(rows) == 1 else "their"
    files = f"{them} file" if len(rows) == 1 else f"{them} files"
    m.end(-1)
    told = (
        f"the authority had found no more of {of}, and laid {files} aside",
        f"nothing new had come in on {of}, and the authority put {files} away",
    )
    return [f"{capital(told[pick % 2])}."]
