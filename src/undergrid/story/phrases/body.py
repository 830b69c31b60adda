"""Phrases: wounds and blood, cold, thirst, hunger and sleep, care, and implants that fail."""

from __future__ import annotations

from undergrid.story.phrases.phrase import Phrase, Repeats
from undergrid.world.log.kinds import Kind

PHRASES = {
    Kind.WOUNDED: Phrase(
        "{who} is wounded{at}: {amount}.",
        past=(
            "{who} {was} wounded{at}",
            "{who} took {amount}",
            "{who} {was} hurt: {amount}",
        ),
    ),
    Kind.CLOTTED: Phrase(
        "A wound of {who} stops bleeding by itself: {amount}.",
        past=(
            "{whose} wound stopped bleeding by itself",
            "The blood clotted in {whose} wound",
        ),
    ),
    Kind.CLASS_REACHED: Phrase(
        "{who} has lost {amount}.",
        past=(
            "{who} had lost {amount}",
            "{who} had bled away {amount}",
        ),
    ),
    Kind.SHOCKED: Phrase(
        "{who} goes into shock.",
        past=(
            "{who} went into shock",
            "{who} {was} in shock",
        ),
    ),
    Kind.FAINTED: Phrase(
        "{who} loses consciousness.",
        past=(
            "{who} lost consciousness",
            "{who} fainted",
            "{who} sank into a faint",
        ),
    ),
    Kind.CAME_TO: Phrase(
        "{who} comes to.",
        past=(
            "{who} came to",
            "{who} came back to {whose} senses",
            "{who} came round",
        ),
    ),
    Kind.DIED: Phrase(
        "{who} dies of {amount}{at}.",
        past=(
            "{who} died of {amount}",
            "{who} died of {amount}{at}",
            "{who} drew a last breath and died of {amount}",
        ),
        many="{n} people died of {amount}",
    ),
    Kind.INFECTED: Phrase(
        "A wound of {who} becomes infected: {amount}.",
        past=(
            "{whose} wound went bad",
            "{who} had an infection in the wound",
        ),
    ),
    Kind.DEPRIVED: Phrase(
        "{who} is {amount}.",
        past=(
            "{who} {was} {amount}",
            "{who} felt {amount}",
        ),
    ),
    Kind.CHILLED: Phrase(
        "{who} grows cold: {amount}.",
        past=(
            "{who} {was} {amount} from the cold",
            "{who} had grown so cold as to be {amount}",
        ),
    ),
    Kind.WARMED: Phrase(
        "{who} warms up: {amount}.",
        past=(
            "{who} grew a little warmer",
            "{who} felt some warmth come back",
        ),
    ),
    Kind.FELL_ASLEEP: Phrase(
        "{who} falls asleep{at}.",
        counts=("more nod", "more nods"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} fell asleep{at}",
            "{who} slept",
            "{who} dropped off to sleep",
        ),
        many="{who} nodded off {n} times",
    ),
    Kind.WOKE: Phrase(
        "{who} {amount}{at}.",
        counts=("more awakening", "more awakenings"),
        repeats=Repeats.BY_WHO_AND_AMOUNT,
        past=(
            "{who} {amount}",
            "{who} woke",
        ),
        many="{who} woke {n} times",
    ),
    Kind.WORN_OUT: Phrase(
        "{who} is worn out.",
        past=(
            "{who} {was} worn out",
            "{who} had hardly any strength left",
        ),
    ),
    Kind.TRAPPED: Phrase(
        "{who} is caught under debris{at}.",
        past=(
            "{who} {was} caught under debris{at}",
            "{who} lay pinned down by debris",
        ),
    ),
    Kind.PULSE_FOUND: Phrase(
        "{who} finds a pulse in {whom}: {amount} a minute.",
        past=(
            "{who} found a pulse in {whom}",
            "{who} felt {whom} for a pulse and found one",
            "{who} felt that {whoms} heart was still beating",
        ),
    ),
    Kind.NO_PULSE: Phrase(
        "{who} finds no pulse in {whom}.",
        past=(
            "{who} found no pulse in {whom}",
            "{who} felt {whom} for a pulse and found none",
            "{who} felt for {whoms} pulse in vain",
        ),
        many="{who} felt {n} others for a pulse and found none",
    ),
    Kind.FREED: Phrase(
        "{who} frees {whom}.",
        past=(
            "{who} freed {whom}",
            "{who} pulled {whom} free",
            "{who} got {whom} loose",
        ),
    ),
    Kind.CUT_AWAY: Phrase(
        "{who} cuts the clothing of {whom} away: {amount}.",
        oneself="{who} cuts their own clothing away: {amount}.",
        past=(
            "{who} cut the cloth away from {whoms} wound",
            "{who} cut {whoms} clothes open over the wound",
            "{who} laid {whoms} wound bare",
        ),
        alone=(
            "{who} cut the cloth away from {whose} own wound",
            "{who} laid {whose} own wound bare",
        ),
        many="{who} laid {whoms} wounds bare",
    ),
    Kind.INJECTED: Phrase(
        "{who} gives {whom} morphine: {amount}.",
        oneself="{who} takes morphine: {amount}.",
        past=(
            "{who} gave {whom} morphine",
            "{who} injected {whom} with morphine",
            "{who} gave {whom} morphine against the pain",
        ),
        alone=(
            "{who} took morphine",
            "{who} injected {self} with morphine",
        ),
        many="{who} gave {whom} morphine {n} times",
    ),
    Kind.DRESSED: Phrase(
        "{who} dresses a wound of {whom}: {amount}.",
        oneself="{who} dresses a wound of their own: {amount}.",
        past=(
            "{who} dressed {whoms} wound",
            "{who} put a dressing on {whoms} wound",
            "{who} covered {whoms} wound with a dressing",
        ),
        alone=(
            "{who} dressed {whose} own wound",
            "{who} put a dressing on {whose} own wound",
        ),
        many="{who} put {n} dressings on {whom}",
    ),
    Kind.TOURNIQUET_PUT_ON: Phrase(
        "{who} ties off a limb of {whom}: {amount}.",
        oneself="{who} ties off a limb of their own: {amount}.",
        past=(
            "{who} put a tourniquet on {whom}",
            "{who} tied {whoms} limb off above the wound",
            "{who} pulled a tourniquet tight above {whoms} wound",
        ),
        alone=(
            "{who} put a tourniquet on {self}",
            "{who} pulled a tourniquet tight above {whose} own wound",
        ),
    ),
    Kind.STABILISED: Phrase(
        "{who} binds up a wound of {whom}: {amount}.",
        oneself="{who} binds up a wound of their own: {amount}.",
        past=(
            "{who} bound up {whoms} wound",
            "{who} bound {whoms} wound tight",
            "{who} bandaged {whom} so that the wound would hold",
        ),
        alone=(
            "{who} bound up {whose} own wound",
            "{who} bound {whose} own wound tight",
        ),
        many="{who} bound up what bled",
    ),
    Kind.GAVE_WATER: Phrase(
        "{who} lets {whom} drink {amount} mL.",
        oneself="{who} drinks {amount} mL.",
        past=(
            "{who} gave {whom} water",
            "{who} let {whom} drink",
            "{who} gave {whom} something to drink",
        ),
        alone=(
            "{who} drank",
            "{who} drank some water",
        ),
        many="{who} gave {whom} water {n} times",
    ),
    Kind.ADMITTED: Phrase(
        "{who} is given a bed at {whom}.",
        past=(
            "{who} {was} given a bed at {whom}",
            "{who} got a bed at {whom}",
            "{who} {was} taken in at {whom} and put to bed",
        ),
    ),
    Kind.NO_BED: Phrase(
        "There is no bed for {who} at {whom}: all {amount} are taken.",
        past=(
            "{who} found no bed at {whom}",
            "{who} came to {whom} and every bed was taken",
        ),
    ),
    Kind.DISCHARGED: Phrase(
        "{who} is well enough to leave {whom}.",
        past=(
            "{who} {was} well enough to leave {whom}",
            "{who} had mended enough to leave {whom}",
        ),
    ),
    Kind.STORES_FILLED: Phrase(
        "Things are brought to {who}: {amount}.",
        past=(
            "Supplies were brought to {who}",
            "The stores of {who} were filled up",
        ),
    ),
    Kind.MADE_FOR_CLINIC: Phrase(
        "{who}, hurt, makes for {whom}.",
        past=(
            "{who} made for {whom} to be treated",
            "{who} {was} hurt and set out for {whom}",
        ),
    ),
    Kind.ASSESSED: Phrase(
        "{who} looks {whom} over: {amount}.",
        counts=("more look at wounds that tells nothing new", "more looks at wounds that tell nothing new"),
        repeats=Repeats.BY_WHOM_AND_AMOUNT,
        again=False,
        past=(
            "{who} looked {whom} over and thought that here was somebody who {amount}",
            "{who} examined {whom} and thought that this was one who {amount}",
        ),
        alone=(
            "{who} looked at {whose} own wounds",
            "{who} felt over {whose} own wounds",
        ),
        many="{who} looked at {whoms} wounds {n} times",
    ),
    Kind.ROUSED: Phrase(
        "{who} talks to {whom} to keep them awake.",
        past=(
            "{who} roused {whom}",
            "{who} kept talking to {whom} so that sleep would not come",
        ),
        many="{who} roused {whom} {n} times",
    ),
    Kind.REOPENED: Phrase(
        "A wound of {who} opens again: {amount}.",
        past=(
            "{whose} wound opened again",
            "{whose} wound broke open and bled again",
        ),
    ),
    Kind.STAGE_REACHED: Phrase(
        "The implants of {who} degrade to stage {amount}.",
        past=(
            "{whose} implants {amount}",
            "The implants in {whose} body {amount}",
        ),
    ),
    Kind.SLIPPED: Phrase(
        "{who} stops{at} and no longer knows what for.",
        counts=("more slip", "more slips"),
        repeats=Repeats.BY_WHO,
        past=(
            "{who} stopped short and no longer knew what for",
            "{who} lost the thread and stood still",
        ),
        many="{who} stopped {n} times and no longer knew what for",
    ),
    Kind.FLICKERED: Phrase(
        "The lattice of {who} flickers.",
        counts=("more flicker", "more flickers"),
        repeats=Repeats.BY_WHO,
        again=False,
        past=(
            "{whose} lattice flickered",
            "A flicker ran through {whose} lattice",
        ),
        many="{whose} lattice flickered {n} times",
    ),
    Kind.PINGED: Phrase(
        "The implants of {who} send their last ping.",
        past=(
            "{whose} implants sent a last ping",
            "A last ping went out from {whose} implants",
        ),
    ),
    Kind.SHUT_DOWN: Phrase(
        "{who} is shut down{at}.",
        past=(
            "{who} {was} shut down{at}",
            "{whose} time ran out",
            "{who} ran out of time and died{at}",
        ),
    ),
    Kind.FELL: Phrase(
        "{who} loses their footing and falls{at}.",
        past=(
            "{who} lost {whose} footing and fell{at}",
            "{who} slipped and fell",
        ),
    ),
    Kind.DRENCHED: Phrase(
        "Water from a leaking pipe drenches {who}{at}.",
        past=(
            "{who} {was} soaked under a leaking pipe{at}",
            "{who} got drenched by a leaking pipe{at}",
        ),
    ),
    Kind.NET_PATCHED: Phrase(
        "{who} patches the neural net of {whom}{at}, which buys {amount} minutes.",
        oneself="{who} patches their own neural net{at}, which buys {amount} minutes.",
        past=(
            "{who} patched {whoms} neural net with what parts there were{at}, and won {amount} by it",
            "{who} bought {whom} {amount} with wire and spare parts{at}",
            "{who} worked spare parts into {whoms} neural net{at}, for {amount} more",
            "{who} mended what could be mended in {whoms} neural net{at}: that was worth {amount}",
        ),
        alone=(
            "{who} patched {whose} own neural net{at}, and won {amount} by it",
            "{who} bought {self} {amount} with wire and spare parts{at}",
            "{who} mended what could be mended in {whose} own neural net{at}: that was worth {amount}",
        ),
    ),
    Kind.PATCH_MISFIRED: Phrase(
        "The patch misfires through the nerves of {who}{at}, and leaves {amount} % less strength.",
        past=(
            "the patch misfired through {whose} nerves{at}",
            "the patch shook {whose} limbs, which were weaker from then on{at}",
        ),
    ),
}
