"""Phrases: one plain sentence for each kind of event, one file for each theme. Editing them never changes a run."""

from __future__ import annotations

from undergrid.core import plain, units
from undergrid.runs.reading import Told
from undergrid.story.phrases import (
    authority,
    body,
    combat,
    companions,
    council,
    dreams,
    economy,
    engines,
    hosts,
    items,
    laws,
    movement,
    network,
    orders,
    places,
    power,
    senses,
    sky,
    society,
    trails,
    viruses,
    windows,
)
from undergrid.story.phrases.amounts import AMOUNTS
from undergrid.story.phrases.grades import GRADES, TRUST, graded
from undergrid.story.phrases.lines import LINES
from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.story.phrases.spoken import (
    ARRIVALS,
    DEEDS,
    LOOKED_OVER,
    NO_FURTHER,
    OF_A_COPY,
    PAST_AMOUNTS,
    PAST_GRADES,
    SET_OUT_TO_FETCH,
    SHOT_FREE,
    SHOT_ONESELF_FREE,
    SIZED_UP,
    STILL_CALLING,
    TO_A_SLEEPER,
)
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.verbs import said
from undergrid.world.view.names import words

__all__ = [
    "AMOUNTS", "ARRIVALS", "DEEDS", "GRADES", "LINES", "LOOKED_OVER", "NO_FURTHER", "OF_A_COPY", "PAST_AMOUNTS",
    "PAST_GRADES", "PHRASES", "SET_OUT_TO_FETCH", "SHOT_FREE", "SHOT_ONESELF_FREE", "SIZED_UP", "STILL_CALLING",
    "TO_A_SLEEPER", "Phrase", "Repeats", "in_vain", "phrase", "tell",
]  # fmt: skip

PHRASES: dict[Kind, Phrase] = {}
for _theme in (
    orders, sky, senses, movement, trails, body, items, places, society, authority, economy, network, power, windows,
    combat, engines, hosts, council, laws, viruses, dreams, companions,
):  # fmt: skip
    PHRASES.update(_theme.PHRASES)


_OF_CONTROL = {"devices lost": ", which takes control from", "devices back": ", which gives control back to"}


def phrase(kind: Kind) -> Phrase:
    """How a kind is told: by the file of its theme; a maker's kind by the sentence it was declared with."""
    return PHRASES.get(kind) or Phrase(kind.says or f"{{who}}: {words(kind.name)}{{at}}.")


def tell(kind: Kind, told: Told) -> str:
    """One sentence for an event."""
    whom, how = _whom(told), phrase(kind)
    says, whom = how.unknown if how.unknown and not whom else how.says, whom or "somebody"
    if how.oneself and told.who == told.whom:
        says = how.oneself
    sentence = says.format(
        who=told.who.replace("_", " ") or "Somebody",
        whom=whom,
        amount=_amount(kind, told).format(whom="them" if kind == Kind.MET else whom),
        at=f" in {told.where}" if told.where else "",
        from_whom=f" from {whom}" if told.whom else "",
        means="means" if told.cause else "is told",
        sees="reads the tag of" if told.who.startswith("reader") else "catches sight of",
    )
    return _spoken(sentence)


def in_vain(order: Told, came: Told) -> str:
    """One sentence for a refusal, or for something broken off, that names what had been asked."""
    asked = _amount(Kind.ORDERED, order).format(whom=_whom(order) or "somebody")
    who = order.who.replace("_", " ")
    if came.kind == "refused":
        sentence = f"{who} cannot {asked}: {_amount(Kind.REFUSED, came)}."
    else:
        sentence = f"{who} breaks off before it is done: to {asked}."
    return _spoken(sentence)


def _whom(told: Told) -> str:
    """Whom it is done to, as a sentence names them; empty for nobody."""
    return "themselves" if told.whom and told.who == told.whom else told.whom.replace("_", " ")


def _spoken(sentence: str) -> str:
    return plain.line(sentence[:1].upper() + sentence[1:])


def _amount(kind: Kind, told: Told) -> str:
    meaning, amount = kind.amount, told.amount
    if isinstance(amount, str):
        own = said(amount) if meaning == "verb" else ""
        return own or AMOUNTS.get(meaning, {}).get(amount, amount.replace("_", " "))
    if meaning in GRADES:
        return GRADES[meaning][amount] if 0 <= amount < len(GRADES[meaning]) else f"{amount} doses"
    if meaning == "the whole band":
        return "alone" if amount < 2 else "with one other" if amount == 2 else f"with {amount - 1:,} others"
    if meaning in _OF_CONTROL:
        devices = "one device" if amount == 1 else f"{amount:,} devices"
        return f"{_OF_CONTROL[meaning]} {devices}" if amount else ""
    if meaning == "drones":
        return "" if not amount else ", and one drone sets out" if amount == 1 else f", and {amount:,} drones set out"
    if meaning == "watchers":
        return "nobody" if not amount else "one watcher" if amount == 1 else f"{amount:,} watchers"
    if meaning == "ghosts":
        return "one voice" if amount == 1 else f"{amount:,} voices"
    if meaning == "listeners":
        return (
            "nobody wired hears"
            if not amount
            else "one who is wired hears"
            if amount == 1
            else (f"{amount:,} who are wired hear")
        )
    if meaning == "augments":
        return "one machine" if amount == 1 else f"{amount} machines"
    if meaning == "nodes":
        return "one node" if amount == 1 else f"{amount:,} nodes"
    if meaning == "deaths":
        return "nobody" if not amount else "one person" if amount == 1 else f"{amount:,} people"
    if meaning == "voices":
        return "" if not amount else ", one voice in it" if amount == 1 else f", {amount:,} voices in it"
    if meaning == "things off":
        return "one thing is" if amount == 1 else f"{amount:,} things are"
    if meaning == "windows":
        return "one entry" if amount == 1 else f"{amount:,} entries"
    if meaning == "spare parts":
        return "no spare part" if not amount else "one spare part" if amount == 1 else f"{amount:,} spare parts"
    if meaning == "traces":
        return "a trace" if amount == 1 else f"{amount:,} traces"
    if meaning == "ayes and noes":
        return f"{amount // 1000} for it, {amount % 1000} against"
    if meaning == "readiness, 1 / 1000":
        return f"{amount / 10:.0f} % of what there was to do is done"
    if meaning == "people inside":
        return "nobody is" if not amount else "one is" if amount == 1 else f"{amount:,} are"
    if meaning == "trust, 1 / 1000":
        return graded(amount, TRUST)
    if meaning == "range, m":
        return f"{max(1, amount):,}"
    if meaning == "hope":
        return f"{round(amount / 10)} %"
    return units.spell_duration(amount) if meaning in ("delay, s", "seconds to act in") else f"{amount:,}"
