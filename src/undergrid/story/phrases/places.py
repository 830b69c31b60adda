"""Phrases: gates and their guards, shelters and their doors, fires, masonry."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.CHIP_PRESENTED: Phrase(
        "{who} shows a chip, {amount} % of it corrupt, at {whom}.",
        past=(
            "{who} showed a chip at {whom}",
            "{who} held a chip to {whom}",
            "{who} pressed a chip to the reader of {whom}",
        ),
    ),
    Kind.JUDGED: Phrase(
        "{who} {amount}.",
        past=(
            "{who} {amount}",
            "{who} looked and {amount}",
            "{who} made up {whose} mind and {amount}",
        ),
    ),
    Kind.TWITCHED: Phrase(
        "{who} twitches before {whom}.",
        past=(
            "{who} twitched before {whom}",
            "{who} gave a jerk before {whom}",
        ),
    ),
    Kind.SPASMED: Phrase(
        "The face of {who} cramps.",
        past=(
            "The face of {who} cramped",
            "A cramp ran over the face of {who}",
        ),
    ),
    Kind.GUARD_RECOVERED: Phrase(
        "{who} has recovered.",
        past=(
            "{who} recovered",
            "{who} stood guard again as before",
        ),
    ),
    Kind.GATE_OPENED: Phrase(
        "{who} opens for {whom}, for {amount} s.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "{who} opened for {whom}",
            "{who} slid open before {whom}",
            "{who} gave way to {whom}",
        ),
    ),
    Kind.GATE_CLOSED: Phrase(
        "{who} shuts.",
        past=(
            "{who} shut",
            "{who} fell shut",
        ),
    ),
    Kind.CROSSED: Phrase(
        "{who} passes {whom} {amount}.",
        past=(
            "{who} passed {whom}",
            "{who} went through {whom}",
            "{who} got through {whom}",
        ),
    ),
    Kind.GATE_HELD: Phrase(
        "{who} stands in {whom}, which pushes to shut: its drive has worn by {amount} %.",
        past=(
            "{who} stood in {whom} and kept it from shutting",
            "{who} held {whom} open",
            "{who} stood in {whom} while it pushed to shut",
        ),
    ),
    Kind.ALARM: Phrase(
        "Alarm at {who} over {whom}.",
        repeats=Repeats.LEFT_OUT,
        past=(
            "The alarm went up at {who} because of {whom}",
            "At {who} the alarm was raised against {whom}",
        ),
    ),
    Kind.LOCKED: Phrase(
        "{who} locks {whom}.",
        past=(
            "{who} locked {whom}",
            "{who} locked the door of {whom}",
            "{who} shut and locked the door",
        ),
    ),
    Kind.UNLOCKED: Phrase(
        "{who} unlocks {whom}.",
        past=(
            "{who} unlocked {whom}",
            "{who} undid the lock of {whom}",
        ),
    ),
    Kind.BARRICADED: Phrase(
        "{who} barricades {whom}.",
        counts=("more thing put before a door", "more things put before a door"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} barricaded the door",
            "{who} piled things against the door",
            "{who} pushed something heavy before the door",
        ),
        many="{who} put {n} things before the door",
    ),
    Kind.UNBARRED: Phrase(
        "{who} takes the barricade of {whom} away.",
        past=(
            "{who} took the barricade away",
            "{who} cleared the door of {whom}",
        ),
    ),
    Kind.BREACH_BEGAN: Phrase(
        "{who} begins to force the door of {whom}.",
        past=(
            "{who} began to force the door of {whom}",
            "{who} set to work on the door of {whom}",
        ),
    ),
    Kind.BREACHED: Phrase(
        "{who} breaks into {whom} after {amount} s.",
        past=(
            "{who} broke into {whom}",
            "{who} forced the door of {whom}",
            "{who} broke the door of {whom} open",
        ),
    ),
    Kind.SIEGE_BEGAN: Phrase(
        "{who} begins to force the door of {whom}.",
        past=(
            "{who} went at the door of {whom}",
            "{who} started to break down the door of {whom}",
            "{who} threw {self} against the door of {whom}",
        ),
    ),
    Kind.SIEGE_WON: Phrase(
        "{who} breaks into {whom} after {amount} s.",
        past=(
            "{who} broke down the door of {whom}",
            "{who} got the door of {whom} open by force",
            "{who} burst into {whom}",
        ),
    ),
    Kind.FIRE_LIT: Phrase(
        "{who} lights a fire in {whom} that will burn for {amount} min.",
        past=(
            "{who} lit a fire in {whom}",
            "{who} made a fire",
        ),
    ),
    Kind.FIRE_WENT_OUT: Phrase(
        "The fire in {who} goes out.",
        past=(
            "The fire in {who} went out",
            "The fire in {who} burned down",
        ),
    ),
    Kind.SEALED: Phrase(
        "{who} stops the gaps of {whom}.",
        past=(
            "{who} stopped every gap",
            "{who} sealed every gap against the light",
        ),
    ),
    Kind.SURPRISED: Phrase(
        "{who} expected nobody here, and finds {whom}.",
        past=(
            "{who} had expected nobody there and found {whom}",
            "{who} found {whom} where nobody should have been",
        ),
    ),
    Kind.COLLAPSED: Phrase(
        "Masonry comes down{at}.",
        past=(
            "Masonry came down{at}",
            "A wall gave way{at}",
        ),
    ),
    Kind.AIR_LOW: Phrase(
        "The air in {who} runs low. Breathing there: {amount}.",
        past=(
            "The air in {who} ran low",
            "The air in {who} grew thin",
        ),
    ),
    Kind.AIR_OUT: Phrase(
        "The air in {who} is used up. In there: {amount}.",
        past=(
            "The air in {who} was used up",
            "There was no air left in {who}",
        ),
    ),
    Kind.AIR_GOOD: Phrase(
        "The air in {who} is good again.",
        past=(
            "The air in {who} was good again",
            "One could breathe again in {who}",
        ),
    ),
    Kind.STORES_GONE: Phrase(
        "Whoever wants {amount} in {who} finds none left.",
        past=(
            "Nobody who wanted {amount} in {who} found any",
            "Whoever asked for {amount} in {who} asked in vain",
        ),
    ),
    Kind.RECYCLING_STOPPED: Phrase(
        "The air in {who} is recycled no more: its fusion cell gives nothing.",
        past=(
            "The air in {who} was recycled no more",
            "The cell of {who} gave out and the air stood still",
        ),
    ),
    Kind.FORCED_IN: Phrase(
        "{who} comes into {whom} by force.",
        past=(
            "{who} came into {whom} by force",
            "{who} pushed {whose} way into {whom}",
        ),
    ),
    Kind.CAUGHT_FIRE: Phrase(
        "{who} catches fire: there are {amount} kg to burn.",
        past=(
            "{who} caught fire",
            "Fire broke out in {who}",
        ),
    ),
    Kind.BURNT_OUT: Phrase(
        "{who} has burnt out.",
        past=(
            "{who} had burnt out",
            "The fire in {who} had nothing left to burn",
        ),
    ),
    Kind.TRAFFIC_NOTICED: Phrase(
        "{who} is noticed at the door of {whom}, where {amount} have come or gone so far.",
        past=(
            "{who} {was} noticed at the door of {whom}",
            "{who} passed the door of {whom} under somebody's eyes",
        ),
        many="{who} {was} noticed at the door of {whom} {n} times",
    ),
    Kind.REFUGE_FULL: Phrase(
        "{who} is full: {amount} people are there.",
        past=(
            "{who} had no room for more",
            "There was no room left in {who}",
        ),
    ),
    Kind.FLED: Phrase(
        "{who} runs out of {whom}.",
        counts=("more ran", "more ran"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} ran out of {whom}",
            "{who} fled from {whom}",
        ),
        many="{n} ran out of {whom}",
    ),
}
