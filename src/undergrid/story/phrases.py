"""Phrases: one plain sentence for each kind of event. Editing them never changes a run."""

from __future__ import annotations

from undergrid.core import units
from undergrid.runs.reading import Told
from undergrid.world.events import ROLES, Kind

PHRASES: dict[Kind, str] = {
    Kind.SCENARIO: "The story begins.",
    Kind.ORDERED: "{who} {means} to {amount}.",
    Kind.REFUSED: "{who} cannot do that: {amount}.",
    Kind.DECIDED: "{who} decides to {amount}.",
    Kind.PROGRAMME_CHANGED: "The Weather Authority projects {amount}.",
    Kind.CURFEW_BEGAN: "The curfew begins.",
    Kind.CURFEW_ENDED: "The curfew ends.",
    Kind.SIGHTED: "{who} {sees} {whom} at {amount} m{at}.",
    Kind.LOST_SIGHT: "{who} loses sight of {whom} after {amount} s.",
    Kind.NOTICED: "{who} notices {whom}, {amount} m away.",
    Kind.HEARD: "{who} hears somebody{at}: it is {whom}.",
    Kind.INFORMED: "{who} informs on {whom}{at}.",
    Kind.SUSPECTED: "The authority begins to suspect {who}: {amount} points.",
    Kind.WANTED: "{who} is wanted now: {amount} points of suspicion.",
    Kind.DOSSIER_CLOSED: "The authority closes its dossier on {who}.",
    Kind.HUNT_BEGAN: "{who} is sent after {whom}.",
    Kind.SEARCH_BEGAN: "{who} searches for {whom}{at}.",
    Kind.HUNT_ENDED: "{who} gives up on {whom}.",
    Kind.ARRESTED: "{who} arrests {whom}{at}.",
    Kind.SLIPPED_AWAY: "{who} slips away from {whom}{at}.",
    Kind.CHIP_PRESENTED: "{who} shows a chip, {amount} % of it corrupt, at {whom}.",
    Kind.JUDGED: "{who} {amount}.",
    Kind.TWITCHED: "{who} twitches before {whom}.",
    Kind.SPASMED: "The face of {who} cramps.",
    Kind.GATE_OPENED: "{who} opens for {whom}, for {amount} s.",
    Kind.GATE_CLOSED: "{who} shuts.",
    Kind.CROSSED: "{who} passes {whom} {amount}.",
    Kind.GUARD_RECOVERED: "{who} has recovered.",
    Kind.ALARM: "Alarm at {who} over {whom}.",
    Kind.UNPLUGGED: "{who} pulls out of the DreamNet{at}.",
    Kind.ESCAPE_ATTEMPTED: "{who} sets out for the wall{at}.",
    Kind.HID: "{who} hides{at}.",
    Kind.SHIFT_WORKED: "{who} finishes a shift: {amount} points.",
    Kind.FINED: "{who} is fined {amount} points of obedience.",
    Kind.REWARDED: "{who} is credited {amount} points of obedience.",
    Kind.SLUMPED: "{who} has had a bad period: {amount} points of productivity.",
    Kind.RENEWAL_REFUSED: "The renewal of {who} is refused: usefulness {amount}.",
    Kind.STAGE_REACHED: "The implants of {who} degrade to stage {amount}.",
    Kind.FLICKERED: "The lattice of {who} flickers.",
    Kind.PINGED: "The implants of {who} send their last ping.",
    Kind.SHUT_DOWN: "{who} is shut down{at}.",
    Kind.STRUCK_OFF: "The registry strikes {who} off, {amount} late.",
    Kind.RUMOUR_TOLD: "{who} tells {whom} of {amount}.",
    Kind.RUMOUR_BELIEVED: "{who} believes what {whom} told of {amount}.",
    Kind.SHORTAGE: "{who} cannot deliver: {amount} kg are missing.",
    Kind.DELIVERED: "The body of {whom} is delivered to {who}.",
    Kind.WAY_BARRED: "A way is barred{at}.",
    Kind.WAY_CLEARED: "A way is cleared{at}.",
    Kind.ARRIVED: "{who} arrives{at}.",
    Kind.ENDED: "An ending is reached: {amount}.",
}

AMOUNTS: dict[str, dict[str, str]] = {
    "verb": {
        "walk": "walk to {whom}",
        "run": "run to {whom}",
        "sneak": "sneak to {whom}",
        "wait": "wait",
        "hide": "hide",
        "enter": "go into {whom}",
        "leave": "go outside",
        "plug": "plug into the DreamNet",
        "unplug": "pull out of the DreamNet",
        "work": "work",
        "present": "show a chip at {whom}",
        "cross": "pass {whom}",
        "tell": "tell {whom} something",
        "inform": "inform on {whom}",
    },
    "refusal": {
        "superseded": "another order stands before it",
        "dead": "the dead do nothing",
        "held": "the held do nothing",
        "no such target": "there is no such person, place or thing",
        "no way": "no way leads there",
        "not here": "that is elsewhere",
        "indoors": "that is done outdoors",
        "outdoors": "that is done indoors",
        "no chip": "there is no chip to show",
        "shut": "the gate is shut",
        "busy": "the guard has no eye for it now",
        "not yours": "that belongs to somebody else",
        "knows nothing": "there is nothing to tell",
    },
    "want": {
        "reach": "set out",
        "hide": "keep hidden",
        "evade": "get out of sight",
        "escort": "stay close",
        "wait_for_gap": "wait for a gap",
    },
    "verdict": {
        "open": "lets {whom} pass",
        "refuse": "turns {whom} away",
        "alarm": "raises the alarm over {whom}",
    },
    "topic": {
        "watcher": "a watcher",
        "person": "somebody",
        "gate": "a gate",
        "place": "a place",
        "outzone": "life beyond the wall",
    },
    "programme": {"clear": "a clear sky"},
}
"""Amounts that stand for something, by what `ROLES` calls them, and how that is said."""


def tell(kind: Kind, told: Told) -> str:
    """One sentence for an event."""
    whom = told.whom.replace("_", " ") or "nobody"
    sentence = PHRASES[kind].format(
        who=told.who.replace("_", " ") or "Somebody",
        whom=whom,
        amount=_amount(kind, told).format(whom=whom),
        at=f" in {told.where}" if told.where else "",
        means="means" if told.cause else "is told",
        sees="reads the tag of" if told.who.startswith("reader") else "catches sight of",
    )
    return sentence[0].upper() + sentence[1:]


def _amount(kind: Kind, told: Told) -> str:
    meaning, amount = ROLES[kind].amount, told.amount
    if isinstance(amount, str):
        return AMOUNTS.get(meaning, {}).get(amount, amount.replace("_", " "))
    if meaning.endswith(", g"):
        return f"{amount / 1000:,.0f}"
    return units.spell_duration(amount) if meaning == "delay, s" else f"{amount:,}"
