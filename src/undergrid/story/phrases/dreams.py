"""Phrases: the DreamNet, what is kept from people, and what they remember."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.DREAM_SOURED: Phrase(
        "The dreams of {who} have soured.",
        counts=("dreamer soured on their dreams", "dreamers soured on their dreams"),
        past=(
            "{who} could bear the dreams no longer",
            "{who} lay in the pod and wanted none of what was shown there",
        ),
        many="for {n} people the dreams had soured",
    ),
    Kind.PLUGGED_IN: Phrase(
        "{who} takes to the DreamNet.",
        counts=("person took to the DreamNet", "people took to the DreamNet"),
        past=(
            "{who} plugged in, and dreamt what was on offer",
            "{who} took to the DreamNet",
        ),
        many="{n} people took to the DreamNet",
    ),
    Kind.WITHDRAWS: Phrase(
        "{who} misses the dreams.",
        counts=("dreamer in withdrawal", "dreamers in withdrawal"),
        past=(
            "{who} lay awake and missed what had been dreamt there",
            "{who} wanted back in, and held out",
        ),
        many="{n} people missed the dreams",
    ),
    Kind.WITHDRAWAL_OVER: Phrase(
        "{who} misses the dreams no more.",
        counts=("dreamer over it", "dreamers over it"),
        past=(
            "{who} missed the dreams no more",
            "{who} had got over the DreamNet",
        ),
        many="{n} people had got over the DreamNet",
    ),
    Kind.LIT_UP: Phrase(
        "{who} lights a cigarette{at}.",
        past=(
            "{who} lit a cigarette{at}",
            "{who} smoked{at}",
        ),
    ),
    Kind.RECALLED: Phrase(
        "Something comes back to {who}: {amount}.",
        past=(
            "{who} remembered something: {amount}",
            "{who} had something back for a moment: {amount}",
        ),
    ),
    Kind.TRUTH_TOLD: Phrase(
        "{who} tells {whom} what is kept from people.",
        counts=("time somebody told what is kept from people", "times somebody told what is kept from people"),
        repeats=Repeats.BY_THE_NAMED,
        past=(
            "{who} told {whom} what nobody was meant to know",
            "{who} told {whom} what the City kept to itself",
        ),
        many="{n} people were told what nobody was meant to know",
    ),
    Kind.LABELLED: Phrase(
        "The authority has {who} for contaminated by what somebody knows: {whom}.",
        unknown="The authority has {who} for contaminated by knowing too much.",
        past=(
            "{who} {was} found by way of {whom}, and stood in the files as contaminated",
            "{who} {was} contaminated, said the files from then on, by way of {whom}",
        ),
        alone=(
            "{who} knew too much, and the authority had a word for that: contaminated",
            "{who} {was} contaminated, said the files from then on",
        ),
    ),
}
