"""Phrases: things that change hands, and signs that are covered and shown, and what is made of wrecks."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.GAVE: Phrase(
        "{who} gives {whom} {amount}.",
        past=(
            "{who} gave {whom} {amount}",
            "{who} handed {whom} {amount}",
        ),
        many="{who} gave {whom} {n} things",
    ),
    Kind.TOOK: Phrase(
        "{who} takes {amount}{from_whom}{at}.",
        past=(
            "{who} took {amount} from {whom}{at}",
            "{who} took {amount} off {whom}",
        ),
        alone=(
            "{who} took {amount}{at}",
            "{who} picked up {amount}{at}",
        ),
        many="{who} took {n} things",
    ),
    Kind.INSIGNIA_COVERED: Phrase(
        "{who} covers the insignia: {amount}.",
        past=(
            "{who} covered {whose} insignia",
            "{who} hid {whose} insignia from view",
        ),
    ),
    Kind.INSIGNIA_SHOWN: Phrase(
        "{who} shows the insignia: {amount}.",
        past=(
            "{who} showed {whose} insignia",
            "{who} let {whose} insignia be seen",
        ),
    ),
    Kind.SALVAGED: Phrase(
        "{who} takes a wreck apart{at}, and gets {amount} out of it.",
        past=(
            "{who} took a wreck apart",
            "{who} got {amount} out of a wreck{at}",
        ),
    ),
    Kind.WENT_FOR_SCRAP: Phrase(
        "{who} goes out from {whom} for scrap.",
        counts=("more went for scrap", "more went for scrap"),
        repeats=Repeats.BY_WHOM,
        past=(
            "{who} went out from {whom} to look for scrap",
            "{who} set out from {whom} for something that could still be used",
        ),
        many="People went out from {whom} for scrap {n} times",
    ),
    Kind.PICKED_CLEAN: Phrase(
        "{who} takes the last that could be used{at}: {amount} parts have been there.",
        past=(
            "{who} took the last that could be used{at}",
            "{who} left nothing but rust{at}",
        ),
    ),
    Kind.BUILT: Phrase(
        "{who} builds {amount} of spare parts.",
        past=(
            "{who} built {amount} of spare parts",
            "{who} made {amount} out of spare parts",
        ),
    ),
    Kind.PATCHED: Phrase(
        "{who} makes {whom}, which had fallen, fly again, with {amount} in it.",
        unknown="{who} makes a fallen drone fly again, with {amount} in it.",
        past=(
            "{who} made {whom} fly again",
            "{who} patched up {whom} until it flew",
        ),
        alone=(
            "{who} made a fallen drone fly again",
            "{who} patched up a fallen drone until it flew",
        ),
    ),
    Kind.DRONE_SENT: Phrase(
        "{who} sends a drone of their own to {amount}.",
        past=(
            "{who} sent a drone to {amount}",
            "{who} let {whose} drone fly to {amount}",
        ),
    ),
    Kind.DRONE_RECALLED: Phrase(
        "{who} calls a drone of their own back.",
        past=(
            "{who} called {whose} drone back",
            "{who} brought {whose} drone home",
        ),
    ),
    Kind.DRONE_SHOWED: Phrase(
        "The drone that obeys {who} shows {whom}, {amount} m from it.",
        counts=("more watcher shown by a drone", "more watchers shown by a drone"),
        repeats=Repeats.BY_BOTH,
        past=(
            "{whose} drone showed {whom}",
            "{who} saw {whom} through the eyes of a drone",
        ),
        many="{whose} drone showed watchers {n} times",
    ),
}
