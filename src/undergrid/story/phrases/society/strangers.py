"""Phrases: strangers who meet, ask, are let in or turned away, and what they tell of themselves."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.MET: Phrase(
        "{who} meets {whom} and is {amount}.",
        counts=("more meeting", "more meetings"),
        repeats=Repeats.BY_THE_NAMED,
        past=(
            "{who} met {whom}",
            "{who} stood face to face with {whom}",
            "{who} came face to face with {whom}",
        ),
        many="{who} met strangers {n} times",
    ),
    Kind.STANCE_CHANGED: Phrase(
        "{who} is {amount} now.",
        counts=("stranger's change of heart", "strangers' changes of heart"),
        past=(
            "{who} came to be {amount}",
            "{who} {was} {amount} from then on",
        ),
        many="{who} saw somebody in another light {n} times",
    ),
    Kind.INFERRED: Phrase(
        "{who} takes {whom} for {amount}.",
        counts=("guess at what somebody is", "guesses at what somebody is"),
        past=(
            "{who} thought {whom} to be {amount}",
            "{who} supposed {whom} to be {amount}",
        ),
        many="{who} made {n} guesses at what somebody was",
    ),
    Kind.ASKED: Phrase(
        "{who} {amount}.",
        counts=("more request at a door", "more requests at a door"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} {amount}",
            "{who} stood at the door and {amount}",
            "{who} spoke through the door and {amount}",
        ),
        many="{who} asked to be let in {n} times",
    ),
    Kind.WARNED: Phrase(
        "{who} warns {whom} off.",
        counts=("more warning", "more warnings"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} warned {whom} off",
            "{who} told {whom} to keep away",
            "{who} ordered {whom} to step back",
        ),
        many="{who} warned {whom} off {n} times",
    ),
    Kind.SURRENDERED: Phrase(
        "{who} raises both hands before {whom}.",
        past=(
            "{who} raised both hands before {whom}",
            "{who} showed {whom} two empty hands",
            "{who} stood before {whom} with raised hands",
        ),
    ),
    Kind.LET_IN: Phrase(
        "{who} lets {whom} in.",
        past=(
            "{who} let {whom} in",
            "{who} opened the door to {whom}",
            "{who} opened up and let {whom} come inside",
        ),
    ),
    Kind.TURNED_AWAY: Phrase(
        "{who} turns {whom} away.",
        counts=("more time turned away", "more times turned away"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} turned {whom} away",
            "{who} sent {whom} away from the door",
            "{who} would not have {whom} inside",
        ),
        many="{who} turned {whom} away {n} times",
    ),
    Kind.GAVE_UP: Phrase(
        "{who} leaves the door of {whom}.",
        past=(
            "{who} left the door of {whom}",
            "{who} turned from the door of {whom}",
        ),
    ),
    Kind.CALLED_TO_THE_DOOR: Phrase(
        "{who} calls {whom} to the door.",
        past=(
            "{who} called {whom} to the door",
            "{who} woke {whom} to come to the door",
        ),
    ),
    Kind.DENIED: Phrase(
        "{who} keeps {whom} out: no member who is with them has vouched for them.",
        counts=("more turned away unvouched for", "more turned away unvouched for"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} kept {whom} out because nobody of the base had spoken up",
            "{who} would not open to {whom} without somebody to speak up",
        ),
        many="{who} kept {whom} out {n} times",
    ),
    Kind.CANNOT_OPEN: Phrase(
        "{who} has to tell {whom} that the door stays shut.",
        past=(
            "{who} had to tell {whom} that the door would stay shut",
            "{who} could not open the door to {whom}",
        ),
    ),
    Kind.KNOCKED: Phrase(
        "{who} knocks at {whom}, where all sleep.",
        counts=("more knock at a door", "more knocks at doors"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} knocked at {whom}, where all slept",
            "{who} knocked at the door of {whom}, behind which all slept",
        ),
        many="{who} knocked {n} times",
    ),
    Kind.KEPT_SILENT: Phrase(
        "{who} gives {whom} no answer.",
        counts=("more silence behind a door", "more silences behind doors"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} gave {whom} no answer",
            "{who} kept silent and let {whom} wait at the door",
        ),
        many="{who} left {whom} without an answer {n} times",
    ),
    Kind.NAMED: Phrase(
        "{who} tells {whom} a name.",
        counts=("more name told", "more names told"),
        repeats=Repeats.BY_THE_NAMED,
        past=(
            "{who} told {whom} {whose} name",
            "{who} let {whom} have {whose} name",
        ),
        many="{who} exchanged names with {whom}",
    ),
    Kind.DISCLOSED: Phrase(
        "{who} owns up to {whom}: {amount} once.",
        past=(
            "{who} owned up to {whom} about having been {amount}",
            "{who} told {whom} the truth about {whose} past: {amount}",
            "{who} told {whom} of having been {amount} once",
        ),
    ),
    Kind.SECRET_OUT: Phrase(
        "{who} learns what {whom} has been: {amount}.",
        past=(
            "{who} learned of {whoms} secret: {amount} once",
            "{who} found out about {whoms} past: {amount}",
        ),
    ),
    Kind.SIZED_UP: Phrase(
        "{who} is sized up by those in {whom}: on average with {amount}.",
        past=(
            "{who} {was} looked over by the people of {whom}",
            "{who} {was} sized up by the people of {whom}",
        ),
    ),
    Kind.ADDRESSED: Phrase(
        "{who} speaks to all within earshot, and {amount} listen.",
        past=(
            "{who} spoke, and those around listened{at}",
            "{who} talked to everybody who was there{at}",
        ),
        many="{who} spoke to those around {n} times",
    ),
}
