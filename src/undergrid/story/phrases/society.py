"""Phrases: strangers, words, promises, rumours, feelings, hope, and bands on the move."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.RUMOUR_TOLD: Phrase(
        "{who} tells {whom} of {amount}.",
        counts=("more talk of what is beyond", "more talks of what is beyond"),
        repeats=Repeats.BY_WHO,
        again=False,
    ),
    Kind.RUMOUR_BELIEVED: Phrase("{who} believes what {whom} told of {amount}."),
    Kind.MET: Phrase(
        "{who} meets {whom} and is {amount}.", counts=("more meeting", "more meetings"), repeats=Repeats.BY_THE_NAMED
    ),
    Kind.STANCE_CHANGED: Phrase(
        "{who} is {amount} now.", counts=("stranger's change of heart", "strangers' changes of heart")
    ),
    Kind.INFERRED: Phrase(
        "{who} takes {whom} for {amount}.", counts=("guess at what somebody is", "guesses at what somebody is")
    ),
    Kind.ASKED: Phrase(
        "{who} {amount}.",
        counts=("more request at a door", "more requests at a door"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.WARNED: Phrase("{who} warns {whom} off.", counts=("more warning", "more warnings"), repeats=Repeats.BY_BOTH),
    Kind.SURRENDERED: Phrase("{who} raises both hands before {whom}."),
    Kind.LET_IN: Phrase("{who} lets {whom} in."),
    Kind.TURNED_AWAY: Phrase(
        "{who} turns {whom} away.", counts=("more time turned away", "more times turned away"), repeats=Repeats.BY_BOTH
    ),
    Kind.GAVE_UP: Phrase("{who} leaves the door of {whom}."),
    Kind.DISCLOSED: Phrase("{who} owns up to {whom}: {amount} once."),
    Kind.SECRET_OUT: Phrase("{who} learns what {whom} has been: {amount}."),
    Kind.VOUCHED: Phrase("{who} vouches to {whom} for {amount}."),
    Kind.PLEDGED: Phrase("{who} promises {whom} to come along all the way."),
    Kind.PLEDGE_KEPT: Phrase("{who} has kept the promise to {whom}."),
    Kind.PLEDGE_BROKEN: Phrase("{who} has broken the promise to {whom}."),
    Kind.PLEDGE_FAILED: Phrase("{who} could not keep the promise to {whom}."),
    Kind.RELEASED: Phrase("{who} releases {whom} from a promise."),
    Kind.DEBT_PAID: Phrase("{who} owes the world less for having helped {whom}."),
    Kind.PLACE_TOLD: Phrase(
        "{who} tells {whom} of a place: {amount}.",
        counts=("more word of a place", "more words of places"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.PLACE_TOLD_AGAIN: Phrase(
        "{who} tells {whom} nothing new of a place: {amount}.",
        counts=("more word of a known place", "more words of known places"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.PLACE_FOUND: Phrase(
        "{who} finds the place that {whom} spoke of{at}.", unknown="{who} finds the place that a mark told of{at}."
    ),
    Kind.PLACE_MISSED: Phrase(
        "{who} finds nothing where {whom} said there was a place{at}.",
        unknown="{who} finds nothing where a mark said there was a place{at}.",
    ),
    Kind.MEMORIAL: Phrase("{who} lays {amount} of {whom} beside them{at}."),
    Kind.SIGN_SET: Phrase("{who} sets a sign where {whom} lies{at}."),
    Kind.MARK_WRITTEN: Phrase("{who} writes on a wall{at} of {amount}."),
    Kind.MARK_READ: Phrase(
        "{who} reads on a wall{at} of {amount}.",
        counts=("more mark read", "more marks read"),
        repeats=Repeats.BY_WHO,
    ),
    Kind.SOUGHT_HELP: Phrase("{who}, hurt, makes for {whom}{at}."),
    Kind.IS_AFRAID: Phrase("{who} is {amount}."),
    Kind.GRIEVES: Phrase("{who} grieves for {whom}{amount}."),
    Kind.FEELS_GUILT: Phrase("{who} feels guilty about {whom}{amount}."),
    Kind.GROWS_ATTACHED: Phrase("{who} grows {amount} {whom}."),
    Kind.RESOLVES: Phrase(
        "{who} is {amount}resolved, for the sake of {whom}.", unknown="{who} is {amount}resolved to go on."
    ),
    Kind.FAREWELL: Phrase("{who}, whose time is nearly up, takes leave of {whom}."),
    Kind.LAST_WORDS: Phrase("{who}, dying, leaves {whom} a name."),
    Kind.ENTRUSTED: Phrase("{who}, dying, asks {whom} to look after {amount}."),
    Kind.DEATH_TOLD: Phrase("{who} tells {whom} that {amount} is dead."),
    Kind.HOPE_CHANGED: Phrase("The hope of {who} stands at {amount} now."),
    Kind.ROUTED: Phrase("The people with {who} scatter."),
    Kind.BAND_SET_OUT: Phrase("{who} sets out {amount}{at}."),
    Kind.CALLED_TO_THE_DOOR: Phrase("{who} calls {whom} to the door."),
    Kind.DENIED: Phrase(
        "{who} keeps {whom} out: no member who is with them has vouched for them.",
        counts=("more turned away unvouched for", "more turned away unvouched for"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.BETRAYED: Phrase("{who} has sold {whom} out."),
    Kind.LEFT_FACTION: Phrase("{who} believes no more, and leaves {whom}."),
    Kind.LOCATION_LEARNED: Phrase(
        "{who} learns who is at home in {whom}.",
        counts=("more learns it", "more learn it"),
        repeats=Repeats.COUNTED,
    ),
    Kind.BASE_GIVEN_AWAY: Phrase("{who} tells the authority who is at home in {whom}."),
    Kind.CANNOT_OPEN: Phrase("{who} has to tell {whom} that the door stays shut."),
    Kind.KNOCKED: Phrase(
        "{who} knocks at {whom}, where all sleep.",
        counts=("more knock at a door", "more knocks at doors"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.KEPT_SILENT: Phrase(
        "{who} gives {whom} no answer.",
        counts=("more silence behind a door", "more silences behind doors"),
        repeats=Repeats.BY_BOTH,
    ),
    Kind.NAMED: Phrase(
        "{who} tells {whom} a name.", counts=("more name told", "more names told"), repeats=Repeats.BY_THE_NAMED
    ),
    Kind.BAND_ARRIVED: Phrase("{who} arrives {amount}{at}."),
}
