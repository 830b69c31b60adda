"""Phrases: promises, memorials, feelings, hope, and bands on the move."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.PLEDGED: Phrase(
        "{who} promises {whom} to come along all the way.",
        past=(
            "{who} promised {whom} to come along all the way",
            "{who} gave {whom} {whose} word to come all the way",
            "{who} promised {whom} not to leave before the end of the way",
        ),
    ),
    Kind.PLEDGE_KEPT: Phrase(
        "{who} has kept the promise to {whom}.",
        past=(
            "{who} kept the promise to {whom}",
            "{who} came, true to {whose} word",
            "{who} had kept {whose} word to {whom}",
        ),
    ),
    Kind.PLEDGE_BROKEN: Phrase(
        "{who} has broken the promise to {whom}.",
        past=(
            "{who} broke the promise to {whom}",
            "{who} broke {whose} word to {whom}",
            "{who} left {whom} and with that the promise was broken",
        ),
    ),
    Kind.PLEDGE_FAILED: Phrase(
        "{who} could not keep the promise to {whom}.",
        past=(
            "{who} could not keep the promise to {whom}",
            "{who} failed {whom} through no fault of {whose} own",
            "{who} {was} kept from what had been promised to {whom}",
        ),
    ),
    Kind.RELEASED: Phrase(
        "{who} releases {whom} from a promise.",
        past=(
            "{who} released {whom} from the promise",
            "{who} gave {whom} back the word once given",
            "{who} held {whom} to the promise no longer",
        ),
    ),
    Kind.DEBT_PAID: Phrase(
        "{who} owes the world less for having helped {whom}.",
        past=(
            "{who} owed the world a little less for having helped {whom}",
            "{who} paid something back by helping {whom}",
        ),
    ),
    Kind.MEMORIAL: Phrase(
        "{who} lays {amount} of {whom} beside them{at}.",
        past=(
            "{who} laid {amount} of {whoms} beside the body",
            "{who} left {amount} with {whom} in memory",
            "{who} put {amount} down beside {whom} as a farewell",
        ),
    ),
    Kind.SIGN_SET: Phrase(
        "{who} sets a sign where {whom} lies{at}.",
        past=(
            "{who} set a sign beside {whom}",
            "{who} set up a sign in memory of {whom}{at}",
        ),
    ),
    Kind.SOUGHT_HELP: Phrase(
        "{who}, hurt, makes for {whom}{at}.",
        past=(
            "{who} {was} hurt and made for {whom}",
            "{who} went to {whom} for help{at}",
        ),
    ),
    Kind.IS_AFRAID: Phrase(
        "{who} is {amount}.",
        past=(
            "{who} felt {amount}",
            "{who} grew {amount}",
        ),
    ),
    Kind.GRIEVES: Phrase(
        "{who} grieves for {whom}{amount}.",
        past=(
            "{who} grieved for {whom}",
            "{who} mourned {whom}",
            "{whoms} death went to {whose} heart",
        ),
    ),
    Kind.FEELS_GUILT: Phrase(
        "{who} feels guilty about {whom}{amount}.",
        past=(
            "{who} felt guilty about {whom}",
            "{who} could not forgive {self} for {whom}",
        ),
    ),
    Kind.GROWS_ATTACHED: Phrase(
        "{who} grows {amount} {whom}.",
        past=(
            "{who} grew {amount} {whom}",
            "{who} became {amount} {whom}",
        ),
    ),
    Kind.RESOLVES: Phrase(
        "{who} is {amount}resolved, for the sake of {whom}.",
        unknown="{who} is {amount}resolved to go on.",
        past=(
            "{who} {was} resolved to go on for {whoms} sake",
            "{who} meant to hold out for {whoms} sake",
        ),
        alone=(
            "{who} {was} resolved to go on",
            "{who} made up {whose} mind to hold out",
        ),
    ),
    Kind.HOPE_CHANGED: Phrase(
        "The hope of {who} stands at {amount} now.",
        past=(
            "{who} thought otherwise now of what lay ahead",
            "{whose} hopes were no longer the same",
        ),
    ),
    Kind.ROUTED: Phrase(
        "The people with {who} scatter.",
        past=(
            "{whose} people scattered",
            "{whose} band broke and ran",
        ),
    ),
    Kind.BAND_SET_OUT: Phrase(
        "{who} sets out {amount}{at}.",
        past=(
            "{who} set out on the way{at}",
            "{who} started with those who would come{at}",
        ),
    ),
    Kind.BAND_ARRIVED: Phrase(
        "{who} arrives {amount}{at}.",
        past=(
            "{who} arrived{at}",
            "{who} reached the end of the way",
        ),
    ),
    Kind.SOOTHED: Phrase(
        "{who} sits with {whom}{at} and talks, for {amount} minutes.",
        counts=("more quiet talk", "more quiet talks"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} sat talking with {whom}{at}",
            "{who} told {whom} one thing after another, in a low voice{at}",
        ),
        many="{who} sat talking with {whom} {n} times",
    ),
}
