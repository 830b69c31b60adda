"""Words for machines that fall out of the air, and whom they strike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from undergrid.story.chronicle.episodes import Beat
from undergrid.story.chronicle.special.pursuit import by_party, machines
from undergrid.story.chronicle.spell import listed
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind

if TYPE_CHECKING:
    from undergrid.story.chronicle.wording import Wording

_AMONG_THEM = 3  # people struck by one machine beyond which nobody says where each [assumed]


def crash(words: Wording, beat: Beat, pick: int) -> list[str]:
    """A machine that falls out of the air, and whom it strikes."""
    m, lead, wounds = words.mentions, beat.lead, beat.only(Kind.WOUNDED)
    found, falls = [], "as it fell it"
    if lead.kind != Kind.WOUNDED:
        found.append(f"{words.clause(lead, pick)}.")
        m.end(-1)
    else:
        fell = words.log.get(lead.cause)
        falls = f"{machines(words.log.names.watchers, [fell.who]) if fell else 'a machine'} that fell out of the air"
    spelled = {one.id: str(words.log.names.amount(one.kind, one.amount)).split() for one in wounds}
    struck = []
    for who, theirs in by_party(wounds, lambda event: event.who):
        prey = m.name(who) if len(beat.people) > 1 and who != m.people.teller else m.object(who, -1)
        struck.append(f"{prey} {listed(sorted({' '.join(spelled[one.id][-3:]) for one in theirs}))}")
    if len(struck) >= _AMONG_THEM:
        return [*found, _came_down_among(words, wounds, falls, spelled)]
    deep = f", and {'it' if len(wounds) == 1 else 'the wounds'} went deep"
    deep = deep if all("deep," in said for said in spelled.values()) else ""
    m.end(-1)
    return [*found, f"{falls} {('struck', 'hit')[pick % 2]} {listed(struck)}{deep}."]


def _came_down_among(words: Wording, wounds: list[Event], falls: str, spelled: Mapping[int, Sequence[str]]) -> str:
    """Whom of many a machine strikes as it falls, and whom deep."""
    m = words.mentions
    deep: dict[str, list[int]] = {}
    for one in wounds:
        if "deep," in spelled[one.id]:
            deep.setdefault(" ".join(spelled[one.id][-3:]), []).append(one.who)
    light = [
        row for row, _ in by_party(wounds, lambda event: event.who) if all(row not in rows for rows in deep.values())
    ]
    parts = [m.together(light)] if light else []
    parts += [f"{m.together(list(dict.fromkeys(rows)))} deep {where}" for where, rows in deep.items()]
    m.end(-1)
    return f"{falls} struck {f'{parts[0]}, and {listed(parts[1:])}' if len(parts) > 1 else parts[0]}."
