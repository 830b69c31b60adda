"""Phrases: what the authority believes and orders, its hunts, ambushes and arrests."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.INFORMED: Phrase(
        "{who} informs on {whom}{at}.",
        past=(
            "{who} informed on {whom}{at}",
            "{who} gave {whom} away to the authority",
            "{who} told the authority about {whom}",
        ),
    ),
    Kind.SUSPECTED: Phrase(
        "The authority begins to suspect {who}: {amount} points.",
        past=(
            "{who} fell under suspicion",
            "{who} came to the notice of the authority",
        ),
    ),
    Kind.WANTED: Phrase(
        "{who} is wanted now: {amount} points of suspicion.",
        past=(
            "{who} {was} wanted from then on",
            "{who} {was} wanted by the authority",
            "{who} had been reported often enough for an arrest",
        ),
    ),
    Kind.DOSSIER_CLOSED: Phrase(
        "The authority closes its dossier on {who}.",
        past=(
            "{who} {was} of no more interest to the authority",
            "{who} {was} let be by the authority",
        ),
    ),
    Kind.IDENTIFIED: Phrase(
        "{who} is taken to be someone who was noticed{at}: {amount} more points.",
        counts=("time recognised", "times recognised"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} {was} recognised as somebody who had been noticed before",
            "{who} {was} matched with somebody noticed before{at}",
        ),
        many="{who} {was} recognised {n} times",
    ),
    Kind.HUNT_BEGAN: Phrase(
        "{who} is sent after {whom}.",
        counts=("more hunter sent", "more hunters sent"),
        repeats=Repeats.BY_WHOM,
        unknown="{who} is sent after someone{at}.",
        past=(
            "{who} set out after {whom}",
            "{who} {was} sent after {whom}",
            "{who} took up the hunt for {whom}",
        ),
        alone=(
            "{who} set out after someone{at}",
            "{who} {was} sent after someone{at}",
        ),
        many="Pursuers were sent after {whom} {n} times",
    ),
    Kind.SEARCH_BEGAN: Phrase(
        "{who} searches for {whom}{at}.",
        counts=("search", "searches"),
        repeats=Repeats.COUNTED,
        unknown="{who} searches for someone{at}.",
        past=(
            "{who} searched for {whom}{at}",
            "{who} began to look for {whom}{at}",
        ),
        alone=(
            "{who} searched for someone{at}",
            "{who} began to look for someone{at}",
        ),
        many="There were {n} searches for {whom}",
    ),
    Kind.HUNT_ENDED: Phrase(
        "{who} gives up on {whom}.",
        unknown="{who} gives up on someone{at}.",
        past=(
            "{who} gave up on {whom}",
            "{who} broke off the hunt for {whom}",
            "{who} stopped looking for {whom}",
        ),
        alone=(
            "{who} gave up on someone{at}",
            "{who} broke off the hunt for someone{at}",
        ),
        many="Pursuers gave up on {whom} {n} times",
    ),
    Kind.ON_WATCH: Phrase(
        "{who} takes up its watch{at}.",
        counts=("watch", "watches"),
        repeats=Repeats.COUNTED,
        past=(
            "{who} came on watch{at}",
            "{who} took up {whose} post{at}",
        ),
        many="{who} came on watch {n} times",
    ),
    Kind.ARRESTED: Phrase(
        "{who} arrests {whom}{at}.",
        past=(
            "{who} arrested {whom}{at}",
            "{who} seized {whom}",
            "{who} caught hold of {whom}{at}",
        ),
    ),
    Kind.SLIPPED_AWAY: Phrase(
        "{who} slips away from {whom}{at}.",
        past=(
            "{who} slipped away from {whom}{at}",
            "{who} got away from {whom}",
            "{who} shook off {whom}{at}",
        ),
        many="{who} slipped away {n} times",
    ),
    Kind.CLASSIFIED: Phrase(
        "{who} takes {whom} for {amount}.",
        counts=("more look at what somebody is", "more looks at what somebody is"),
        repeats=Repeats.BY_WHOM_AND_AMOUNT,
        past=(
            "{who} took {whom} for {amount}",
            "{who} judged {whom} to be {amount}",
        ),
        many="Watchers judged {whom} by sight {n} times",
    ),
    Kind.HUNT_ASSIGNED: Phrase(
        "The order goes out to hunt {who} as {amount}.",
        counts=("more word to the hunters", "more words to the hunters"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
        past=(
            "{who} {was} to be hunted as {amount}",
            "{who} {was} named to the hunters as {amount}",
            "{who} {was} to be brought in as {amount}",
        ),
        many="{who} {was} named to the hunters {n} times",
    ),
    Kind.AMBUSH_LAID: Phrase(
        "{who} lies in wait{at}.",
        past=(
            "{who} lay in wait{at}",
            "{who} hid and waited for whoever came{at}",
        ),
    ),
    Kind.AMBUSHED: Phrase(
        "{who} springs an ambush on the people with {whom}: {amount} of them{at}.",
        past=(
            "{who} sprang an ambush on {whom} and the others{at}",
            "{who} fell upon {whom} and the others out of hiding",
            "{who} had lain in wait and struck at {whom} and the others{at}",
        ),
    ),
    Kind.CAUGHT_UP: Phrase(
        "{who} catches up with {whom}{at}.",
        past=(
            "{who} caught up with {whom}{at}",
            "{who} came up with {whom}",
        ),
    ),
    Kind.STOPPED: Phrase(
        "{who} stops {whom}{at}, and asks who they are.",
        past=(
            "{who} stopped {whom}{at}",
            "{who} stopped {whom} and asked for a name{at}",
            "{who} stepped into {whoms} way and asked questions",
        ),
        many="Hunters stopped {whom} {n} times",
    ),
    Kind.LET_GO: Phrase(
        "{who} {amount}.",
        past=(
            "{who} {amount}",
            "{who} looked at {whom} and {amount}",
        ),
    ),
    Kind.UNCONVINCED: Phrase(
        "{who} does not believe {whom}: {amount} more points.",
        past=(
            "{who} did not believe {whom}",
            "{who} let {whom} walk on and did not believe a word",
        ),
    ),
    Kind.ORDER_LAPSED: Phrase(
        "Nobody looks for {who} as {amount} any more.",
        past=(
            "{who} {was} no longer looked for as {amount}",
            "{who} {was} no longer hunted as {amount}",
        ),
    ),
    Kind.LED_AWAY: Phrase(
        "{who} {amount}{at}.",
        past=(
            "{who} {amount}",
            "{who} {amount} under guard",
        ),
    ),
    Kind.TENDED_IN_CUSTODY: Phrase(
        "{who} dresses a wound of {whom}, whom it has to deliver alive: {amount}.",
        past=(
            "{who} dressed the prisoner's wound so as to deliver {whom} alive",
            "{who} had {whoms} wound seen to",
        ),
    ),
    Kind.TAKEN_INTO_CUSTODY: Phrase(
        "{who} brings {whom} to be held{at}.",
        past=(
            "{who} brought {whom} in to be held{at}",
            "{who} delivered {whom} into custody{at}",
            "{who} had {whom} locked up",
        ),
    ),
    Kind.CREW_SENT: Phrase(
        "{who} is sent to fetch {whom}{at}.",
        past=(
            "{who} {was} sent to fetch {whom}{at}",
            "{who} set out to fetch {whom}{at}",
        ),
    ),
    Kind.MOVED_ON: Phrase(
        "{who} is moved on to {whom}.",
        past=(
            "{who} {was} moved on to {whom}",
            "{who} {was} taken on to {whom}",
        ),
    ),
    Kind.SET_FREE: Phrase(
        "{who} gets {whom} out of custody{at}.",
        past=(
            "{who} set {whom} free{at}",
            "{who} got {whom} out of custody",
            "{who} broke {whom} out{at}",
        ),
    ),
    Kind.BROKE_AWAY: Phrase(
        "{who} breaks away from {whom}{at}.",
        past=(
            "{who} broke away from {whom}{at}",
            "{who} tore loose from {whom}",
            "{who} wrenched free of {whom}{at}",
        ),
    ),
    Kind.LET_OUT: Phrase(
        "{who} is let go{at}.",
        past=(
            "{who} {was} let go{at}",
            "{who} {was} free again{at}",
        ),
    ),
    Kind.CASE_REOPENED: Phrase(
        "The authority opens the case of {who} again: {amount} points of clues agree.",
        past=(
            "{who} {was} looked for again, as old clues had begun to agree",
            "{whose} case was taken up again, as clues had come to agree",
        ),
    ),
    Kind.HIDEOUT_FOUND: Phrase(
        "{who} sees where the people of {whom} go in.",
        past=(
            "{who} saw who went into {whom}",
            "{who} had found the door of {whom}",
        ),
    ),
    Kind.RAID_ORDERED: Phrase(
        "A raid upon {who} is ordered, to be made within {amount}.",
        past=(
            "A raid upon {who} was ordered",
            "The order was given to raid {who}",
        ),
    ),
    Kind.RAID_LAPSED: Phrase(
        "Nobody is left to be sent: the raid upon {who} lapses.",
        past=(
            "The raid upon {who} came to nothing for want of sentinels",
            "Nobody could be sent upon {who}",
        ),
    ),
    Kind.RAIDERS_LANDED: Phrase(
        "{who} comes down upon {whom}, {amount} in all.",
        past=(
            "{who} came down from the air upon {whom}",
            "{who} landed before {whom} with the others",
        ),
    ),
    Kind.DOOR_BLOWN: Phrase(
        "{who} blows the door of {whom}; {amount} inside.",
        past=(
            "{who} blew the door of {whom}",
            "{who} set off a charge at the door of {whom}",
        ),
    ),
    Kind.HEADED_OFF: Phrase(
        "{who} comes down ahead of {whom}{at}.",
        past=(
            "{who} came down in the way of {whom}{at}",
            "{who} reached the ground ahead of {whom}{at}",
        ),
        many="sentinels came down ahead of {whom} {n} times",
    ),
    Kind.RAID_ENDED: Phrase(
        "The raid upon {who} is over; {amount} are taken along.",
        past=(
            "The sentinels went up again from {who}",
            "The raiders took off from {who}",
        ),
    ),
}
