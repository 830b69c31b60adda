"""Phrases: gates and their guards, shelters and their doors, fires, masonry."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.CHIP_PRESENTED: Phrase("{who} shows a chip, {amount} % of it corrupt, at {whom}."),
    Kind.JUDGED: Phrase("{who} {amount}."),
    Kind.TWITCHED: Phrase("{who} twitches before {whom}."),
    Kind.SPASMED: Phrase("The face of {who} cramps."),
    Kind.GUARD_RECOVERED: Phrase("{who} has recovered."),
    Kind.GATE_OPENED: Phrase("{who} opens for {whom}, for {amount} s.", repeats=Repeats.LEFT_OUT),
    Kind.GATE_CLOSED: Phrase("{who} shuts."),
    Kind.CROSSED: Phrase("{who} passes {whom} {amount}."),
    Kind.GATE_HELD: Phrase("{who} stands in {whom}, which pushes to shut: its drive has worn by {amount} %."),
    Kind.ALARM: Phrase("Alarm at {who} over {whom}.", repeats=Repeats.LEFT_OUT),
    Kind.LOCKED: Phrase("{who} locks {whom}."),
    Kind.UNLOCKED: Phrase("{who} unlocks {whom}."),
    Kind.BARRICADED: Phrase(
        "{who} barricades {whom}.",
        counts=("more thing put before a door", "more things put before a door"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.UNBARRED: Phrase("{who} takes the barricade of {whom} away."),
    Kind.BREACH_BEGAN: Phrase("{who} begins to force the door of {whom}."),
    Kind.BREACHED: Phrase("{who} breaks into {whom} after {amount} s."),
    Kind.SIEGE_BEGAN: Phrase("{who} begins to force the door of {whom}."),
    Kind.SIEGE_WON: Phrase("{who} breaks into {whom} after {amount} s."),
    Kind.FIRE_LIT: Phrase("{who} lights a fire in {whom} that will burn for {amount} min."),
    Kind.FIRE_WENT_OUT: Phrase("The fire in {who} goes out."),
    Kind.SEALED: Phrase("{who} stops the gaps of {whom}."),
    Kind.SURPRISED: Phrase("{who} expected nobody here, and finds {whom}."),
    Kind.COLLAPSED: Phrase("Masonry comes down{at}."),
    Kind.AIR_LOW: Phrase("The air in {who} runs low. Breathing there: {amount}."),
    Kind.AIR_OUT: Phrase("The air in {who} is used up. In there: {amount}."),
    Kind.AIR_GOOD: Phrase("The air in {who} is good again."),
    Kind.STORES_GONE: Phrase("Whoever wants {amount} in {who} finds none left."),
    Kind.RECYCLING_STOPPED: Phrase("The air in {who} is recycled no more: its fusion cell gives nothing."),
    Kind.FORCED_IN: Phrase("{who} comes into {whom} by force."),
}
