"""Phrases: what is told, written and given away: rumours, places, deaths, last words."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.RUMOUR_TOLD: Phrase(
        "{who} tells {whom} of {amount}.",
        counts=("more talk of what is beyond", "more talks of what is beyond"),
        repeats=Repeats.BY_WHO,
        again=False,
        past=(
            "{who} told {whom} of {amount}",
            "{who} spoke to {whom} about {amount}",
        ),
        many="{who} talked {n} times of what was beyond",
    ),
    Kind.RUMOUR_BELIEVED: Phrase(
        "{who} believes what {whom} told of {amount}.",
        past=(
            "{who} believed {whom} about {amount}",
            "{who} took {whoms} word about {amount}",
        ),
    ),
    Kind.VOUCHED: Phrase(
        "{who} vouches to {whom} for {amount}.",
        past=(
            "{who} vouched to {whom} for {amount}",
            "{who} gave {whom} {whose} word for {amount}",
            "{who} spoke up to {whom} for {amount}",
        ),
    ),
    Kind.PLACE_TOLD: Phrase(
        "{who} tells {whom} of a place: {amount}.",
        counts=("more word of a place", "more words of places"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} told {whom} of a place: {amount}",
            "{who} told {whom} how to find {amount}",
            "{who} let {whom} know of {amount}",
        ),
        many="{who} told {whom} of places {n} times",
    ),
    Kind.PLACE_TOLD_AGAIN: Phrase(
        "{who} tells {whom} nothing new of a place: {amount}.",
        counts=("more word of a known place", "more words of known places"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{who} told {whom} once more of {amount}",
            "{who} reminded {whom} of {amount}",
        ),
        many="{who} told {whom} {n} times of places that were no news",
    ),
    Kind.PLACE_FOUND: Phrase(
        "{who} finds the place that {whom} spoke of{at}.",
        unknown="{who} finds the place that a mark told of{at}.",
        past=(
            "{who} came where {whoms} directions led{at}",
            "{who} found the place from {whoms} telling",
        ),
        alone=(
            "{who} found the place that a mark had told of{at}",
            "{who} followed what stood on a wall and found the place",
        ),
    ),
    Kind.PLACE_MISSED: Phrase(
        "{who} finds nothing where {whom} said there was a place{at}.",
        unknown="{who} finds nothing where a mark said there was a place{at}.",
        past=(
            "{who} followed {whoms} word and found nothing{at}",
            "{who} looked in vain for {whoms} place",
        ),
        alone=(
            "{who} found nothing where a mark had said there was a place",
            "{who} looked in vain for the place that a mark had told of",
        ),
    ),
    Kind.MARK_WRITTEN: Phrase(
        "{who} leaves word of {amount} on a wall{at}.",
        past=(
            "{who} wrote of {amount} on a wall{at}",
            "{who} left word of {amount} on a wall{at}",
        ),
    ),
    Kind.MARK_READ: Phrase(
        "{who} reads of {amount} on a wall{at}.",
        counts=("more mark read", "more marks read"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} read of {amount} on a wall{at}",
            "{who} found word of {amount} on a wall",
        ),
        many="{who} read {n} marks on walls",
    ),
    Kind.FAREWELL: Phrase(
        "{who}, whose time is nearly up, takes leave of {whom}.",
        past=(
            "{who} took leave of {whom}",
            "{who} said farewell to {whom}",
            "{who} knew that it was time and took leave of {whom}",
        ),
    ),
    Kind.LAST_WORDS: Phrase(
        "{who}, dying, has a last word for {whom}.",
        past=(
            "{who} had a last word for {whom}",
            "{who} {was} dying and told {whom} so",
            "{who} spoke to {whom} a last time",
        ),
    ),
    Kind.ENTRUSTED: Phrase(
        "{who}, dying, asks {whom} to look after {amount}.",
        past=(
            "{who} {was} dying and asked {whom} to look after {amount}",
            "{who} asked {whom} with {whose} last strength to look after {amount}",
            "{who} asked {whom} to be there for {amount} from then on",
        ),
    ),
    Kind.DEATH_TOLD: Phrase(
        "{who} tells {whom} that {amount} is dead.",
        past=(
            "{who} told {whom} that death had taken {amount}",
            "{who} broke it to {whom} that it was too late for {amount}",
            "{who} had to tell {whom} that death had come to {amount}",
        ),
    ),
    Kind.BETRAYED: Phrase(
        "{who} has sold {whom} out.",
        past=(
            "{who} sold {whom} out",
            "{who} betrayed {whom}",
            "{who} turned traitor to {whom}",
        ),
    ),
    Kind.LEFT_FACTION: Phrase(
        "{who} believes no more, and leaves {whom}.",
        past=(
            "{who} believed no more and left {whom}",
            "{who} had done with {whom} and left",
            "{who} lost faith in {whom} and went",
        ),
    ),
    Kind.LOCATION_LEARNED: Phrase(
        "{who} learns who is at home in {whom}.",
        counts=("more learns it", "more learn it"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} learned that people kept themselves hidden in {whom}",
            "{who} found out that {whom} was a hiding place",
        ),
        many="{n} people learned who lived there",
    ),
    Kind.BASE_GIVEN_AWAY: Phrase(
        "{who} tells the authority who is at home in {whom}.",
        past=(
            "{who} told the authority who was at home in {whom}",
            "{who} gave {whom} away",
            "{who} betrayed the secret of {whom} to the authority",
        ),
    ),
}
