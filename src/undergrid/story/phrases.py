"""Phrases: one plain sentence for each kind of event. Editing them never changes a run."""

from __future__ import annotations

from undergrid.core import units
from undergrid.runs.reading import Told
from undergrid.world.events import Kind

PHRASES: dict[Kind, str] = {
    Kind.SCENARIO: "The story begins.",
    Kind.ORDERED: "{who} means to {amount}{to_whom}.",
    Kind.REFUSED: "{who} cannot: {amount}.",
    Kind.DECIDED: "{who} settles on what to do now: {amount}.",
    Kind.PROGRAMME_CHANGED: "The Weather Authority projects {amount}.",
    Kind.CURFEW_BEGAN: "The curfew begins.",
    Kind.CURFEW_ENDED: "The curfew ends.",
    Kind.SIGHTED: "{who} catches sight of {whom} at {amount} m{at}.",
    Kind.LOST_SIGHT: "{who} loses sight of {whom} after {amount} s{at}.",
    Kind.NOTICED: "{who} notices {whom}, {amount} m away{at}.",
    Kind.HEARD: "{who} hears somebody{at}.",
    Kind.INFORMED: "{who} informs on {whom}{at}.",
    Kind.SUSPECTED: "The authority begins to suspect {who}.",
    Kind.WANTED: "{who} is wanted: {amount} points of suspicion.",
    Kind.DOSSIER_CLOSED: "The dossier on {who} is closed.",
    Kind.HUNT_BEGAN: "{who} is sent after {whom}.",
    Kind.SEARCH_BEGAN: "{who} searches for {whom}{at}.",
    Kind.HUNT_ENDED: "{who} gives up on {whom}.",
    Kind.ARRESTED: "{who} arrests {whom}{at}.",
    Kind.SLIPPED_AWAY: "{who} slips away from {whom}{at}.",
    Kind.CHIP_PRESENTED: "{who} holds a chip, {amount} % of it corrupt, to {whom}.",
    Kind.JUDGED: "{who} judges {whom}: {amount}.",
    Kind.TWITCHED: "{who} twitches before {whom}.",
    Kind.SPASMED: "The face of {who} cramps.",
    Kind.GATE_OPENED: "{who} opens for {whom}, for {amount} s.",
    Kind.GATE_CLOSED: "{who} shuts.",
    Kind.CROSSED: "{who} passes {whom}{way}.",
    Kind.GUARD_RECOVERED: "{who} has recovered.",
    Kind.ALARM: "Alarm at {who} over {whom}.",
    Kind.UNPLUGGED: "{who} pulls out of the DreamNet{at}.",
    Kind.ESCAPE_ATTEMPTED: "{who} sets out for the wall{at}.",
    Kind.HID: "{who} hides{at}.",
    Kind.SHIFT_WORKED: "{who} finishes a shift, {amount} points.",
    Kind.FINED: "{who} is fined {amount} points of obedience.",
    Kind.REWARDED: "{who} is credited {amount} points of obedience.",
    Kind.SLUMPED: "{who} has had a bad period: {amount} points of productivity.",
    Kind.RENEWAL_REFUSED: "The renewal of {who} is refused: usefulness {amount}.",
    Kind.STAGE_REACHED: "{who} degrades to stage {amount}.",
    Kind.FLICKERED: "The lattice of {who} flickers.",
    Kind.PINGED: "The implants of {who} send their last ping.",
    Kind.SHUT_DOWN: "{who} is shut down{at}.",
    Kind.STRUCK_OFF: "The registry strikes {who} off, {lasting} late.",
    Kind.RUMOUR_TOLD: "{who} tells {whom} of {amount}{at}.",
    Kind.RUMOUR_BELIEVED: "{who} believes what {whom} told of {amount}.",
    Kind.SHORTAGE: "{who} cannot deliver.",
    Kind.DELIVERED: "The body of {whom} is delivered to {who}.",
    Kind.WAY_BARRED: "A way is barred{at}.",
    Kind.WAY_CLEARED: "A way is cleared{at}.",
    Kind.ARRIVED: "{who} arrives{at}.",
    Kind.ENDED: "An ending is reached: {amount}{at}.",
}


def tell(kind: Kind, told: Told) -> str:
    """One sentence for an event."""
    crossed = kind == Kind.CROSSED
    sentence = PHRASES[kind].format(
        who=told.who,
        whom=told.whom or "nobody",
        amount=str(told.amount).replace("_", " "),
        at=f", {told.where}" if told.where else "",
        to_whom=f" ({told.whom})" if told.whom else "",
        way=" inwards" if crossed and told.amount else " outwards",
        lasting=units.spell_duration(int(told.amount)) if kind == Kind.STRUCK_OFF else "",
    )
    return sentence[0].upper() + sentence[1:]
