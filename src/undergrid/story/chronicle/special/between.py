"""Words for what goes on between two who belong together: a word that is believed, a first sky, bought hours."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.spell import capital, lapse, listed, number, stretch
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording


def word(words: Wording, beat: Beat, pick: int) -> list[str]:
    """What somebody tells another, and that they are believed."""
    m, tells = words.mentions, beat.lead
    text = words.clause(tells, pick)
    whom = m.object(tells.whom, tells.who)
    mine = m.pronouns(tells.whom)
    acts = mine.subject if whom == mine.object else whom
    by = m.object(tells.who, tells.whom)
    m.end(tells.who)
    return [f"{text}, and {acts} {(f'believed {by}', f'took {by} at {_their(words, tells.who)} word')[pick % 2]}."]


def _their(words: Wording, row: int) -> str:
    return words.mentions.pronouns(row).possessive


def held(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Somebody whom a voice holds fast for a while."""
    text = words.clause(beat.lead, pick)
    words.mentions.end(beat.lead.who)
    return [f"{text} for {lapse(beat.last - beat.first)}."]


def first_sky(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Those who come out together under a sky that nobody shows."""
    m = words.mentions
    rows = sorted({event.who for event in beat.only(Kind.SAW_REAL_SKY)})
    acts = m.together(rows)
    m.end(-1)
    none, lives = ("neither", "their lives") if len(rows) == 2 else ("none of them", "their lives")
    return [
        (
            f"{acts} saw a sky that nobody had made, for the first time in {lives}.",
            f"{acts} stood under a sky that asked for nothing, and {none} had ever seen one before.",
        )[pick % 2]
    ]


def patches(words: Wording, beat: Beat, pick: int) -> list[str]:
    """Hours that are bought one patch after the other, what each was worth, and what it cost."""
    m, bought = words.mentions, beat.only(Kind.NET_PATCHED)
    row, by = bought[0].whom, sorted({event.who for event in bought})
    if len(bought) == 1:
        found = [f"{words.clause(bought[0], pick)}."]
    else:
        times = {2: "twice"}.get(len(bought), f"{number(len(bought))} times")
        acts = m.subject(by[0]) if len(by) == 1 else m.together(by)
        whose = m.possessive(row, by[0])
        worth = listed([stretch(event.amount) for event in bought])
        him, falls = m.pronouns(row).object, _falls([event.amount for event in bought])
        won = f"each time it won {him} less: {worth}" if falls else f"it won {him} {worth}"
        found = [
            (
                f"{times} {acts} mended what could be mended in {whose} neural net; {won}.",
                f"{acts} patched {whose} neural net {times} with what parts there were; {won}.",
            )[pick % 2]
        ]
    m.end(by[0] if len(by) == 1 else -1)
    shook = {event.cause for event in beat.only(Kind.PATCH_MISFIRED)}
    those = [n for n, one in enumerate(bought) if one.id in shook]
    if shook:
        which = f"the {listed([_NTH[n] for n in those])} of them" if those and those[-1] < len(_NTH) else "the patches"
        which = "each of them" if len(those) == len(bought) > 1 else "the patch" if len(bought) == 1 else which
        found.append(f"{capital(which)} shook {m.possessive(row, -1)} limbs, which were weaker from then on.")
        m.end(-1)
    return found


_NTH = ("first", "second", "third", "fourth", "fifth", "sixth")


def _falls(worth: list[int]) -> bool:
    return all(later < sooner for sooner, later in pairwise(worth))
