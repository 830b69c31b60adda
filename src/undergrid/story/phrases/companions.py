"""Phrases: companion units, what they say of themselves to Sentinels, and what comes of it."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.CLAIMED: Phrase(
        "{who} claims before {whom} to be property of the authority, unit {amount}{at}.",
        past=(
            "{who} claimed before {whom} to be property of the authority",
            "{who} gave {whom} a number, and the name of an owner: the authority",
            "{who} stepped up to {whom} and spoke as property speaks, by number",
        ),
    ),
    Kind.PAUSED: Phrase(
        "{who} pauses over {whom} for {amount} s.",
        past=(
            "{who} paused",
            "{who} stood still and weighed the claim",
            "{who} stopped where it stood{at}",
        ),
    ),
    Kind.CLAIM_DISMISSED: Phrase(
        "{who} takes no notice of what {whom} claims: {amount}.",
        past=(
            "{who} took no notice of the claim of {whom}: {amount}",
            "{who} did not pause for {whom}: {amount}",
        ),
    ),
    Kind.CONFESSED: Phrase(
        "{who} confesses to a defect, for the sake of {whom}{at}.",
        unknown="{who} confesses to a defect{at}.",
        past=(
            "{who} confessed to a defect, and to having chosen {whom}",
            "{who} said aloud what no unit was to feel, and for whom: {whom}",
        ),
        alone=(
            "{who} confessed to a defect",
            "{who} said aloud what no unit was to feel",
        ),
    ),
    Kind.BONDED: Phrase(
        "{who} grows attached to {whom}{at}.",
        past=(
            "{who} had grown attached to {whom}",
            "{who} could no longer be without {whom}",
        ),
    ),
    Kind.DISTRACTED: Phrase(
        "{who} has had no mind for the work, but for {whom}: {amount} points less.",
        counts=("shift with a mind elsewhere", "shifts with a mind elsewhere"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} worked with a mind on {whom}",
            "{who} got little done for thinking of {whom}",
        ),
        many="{who} worked {n} shifts with a mind elsewhere",
    ),
    Kind.GLITCH_NOTICED: Phrase(
        "{who} notices something about {whom} that no human has{at}.",
        past=(
            "{who} noticed something about {whom} that no human had",
            "{who} saw {whom} smile a moment late, and knew",
            "{who} heard in {whoms} voice what no human voice had",
        ),
    ),
    Kind.UNIT_PART_FAILED: Phrase(
        "Something breaks in {who}{at}: {amount}.",
        past=(
            "{who} {was} broken in part: {amount}",
            "{whose} body failed in part: {amount}",
        ),
    ),
    Kind.LUNGED: Phrase(
        "{who} lunges at {whom}, and holds on{at}.",
        past=(
            "{who} lunged at {whom} and held on",
            "{who} sprang at {whom}, between the muzzle and what it was meant for",
        ),
    ),
    Kind.BLAST: Phrase(
        "The weapon of {whom} goes off against {who}: {amount} people in the blast{at}.",
        past=(
            "{who} {was} against the muzzle of {whom} when it went off: there was light, and heat",
            "{who} took the full force of what {whom} fired",
        ),
    ),
    Kind.THROWN_OFF: Phrase(
        "{whom} shakes {who} off{at}.",
        past=(
            "{who} {was} shaken off by {whom}",
            "{who} could not hold on to {whom} any longer",
        ),
    ),
    Kind.DIED_TOGETHER: Phrase(
        "{who} dies {amount} s after {whom}{at}.",
        past=(
            "{who} died together with {whom}",
            "{who} did not outlive {whom} by more than minutes",
        ),
    ),
    Kind.FOUND_DEFECTIVE: Phrase(
        "{who} finds {whom} to be defective, and raises its weapon.",
        past=(
            "{who} found a defect in {whom} and raised a weapon",
            "{who} would have {whom} for property no more, and raised a weapon",
        ),
    ),
}
