"""Phrases: the words for amounts in the past tense, where those in `amounts` are in the present or name a number.

`PAST_AMOUNTS` and `PAST_GRADES` go before `AMOUNTS` and `GRADES` where a night is told in the past. What an amount
stands for is put where `Phrase.past` has {amount}, and may hold slots of its own.
"""

from __future__ import annotations

from undergrid.story.phrases.amounts import AMOUNTS
from undergrid.world.log.kinds import Kind

PAST_AMOUNTS: dict[str, dict[str, str]] = {
    # what follows "tried to": an infinitive in either tense
    "verb": {
        **AMOUNTS["verb"],
        "tell": "tell {whom} what there was to know",
        "drop": "set the burden down",
        "give away": "tell the authority who was at home in {whom}",
        "jam": "jam what ran by {whom}",
        "hold": "keep {whom} from shutting",
        "patch": "make a drone fly that had fallen",
    },
    # what follows "decided to"
    "aim": {
        **AMOUNTS["aim"],
        "reach": "set out",
        "keep hidden": "stay out of sight",
        "await gap": "wait for a gap between the patrols",
        "make rounds": "go and look for trails",
        "look behind door": "see who was behind the door",
        "look for wounded": "see who of those who lay there was alive",
        "keep watch": "keep watch while the others slept",
        "mourn": "stay by {whom} for a while",
        "fight": "fight off what came",
    },
    "gate way": {"opens": "opened", "shuts": "shut"},
    "plea": {
        "entry": "asked to be let in",
        "name": "told {whom} {whose} name, asking to be let in",
        "called": "told {whom} of having heard the call for help, asking to be let in",
        "trail": "told {whom} of having come along the trail, asking to be let in",
        "by name": "named somebody inside to {whom}, asking to be let in",
        "help": "offered {whom} help, asking to be let in",
        "restraint": "told {whom} that all inside could have been dead by now, asking to be let in",
        "disarm": "offered {whom} to leave all weapons outside, asking to be let in",
    },
    "waking": {
        "rested": "woke rested",
        "noise": "started up at a noise",
        "cold": "woke because of the cold",
        "touch": "woke at the touch of a hand",
        "voice": "woke to voices",
    },
    "release": {"go": "let {whom} go", "lie": "let {whom} lie"},
    "unlinking": {
        "taken": "pulled the cube off {whom}",
        "torn off": "lost the cube to the authority, which tore it off {whom}",
    },
    "leading": {"walks": "led {whom} away", "dragged": "dragged {whom} away"},
    "haul": {
        "drag": "took {whom} under the arms",
        "tarp": "pulled {whom} onto a tarp",
        "carry": "took {whom} on {whose} back",
        "support": "put an arm round {whom}",
    },
    "topic": {**AMOUNTS["topic"], "outzone": "a free life beyond the wall", "truth": "what was kept from people"},
    "verdict": {
        "open": "let {whom} pass",
        "refuse": "turned {whom} back",
        "alarm": "raised the alarm against {whom}",
    },
    "shot": {
        "sidearm, hit": "with a sidearm and hit",
        "sidearm, miss": "with a sidearm and missed",
        "rifle, hit": "with a rifle and hit",
        "rifle, miss": "with a rifle and missed",
        "plasma, hit": "with plasma and hit",
        "plasma, miss": "with plasma and missed",
    },
    "prognosis": {"will live": "would live", "may live": "might live", "will die": "would die"},
    "category": {
        "unaligned": "somebody of no side",
        "healer": "a healer",
        "rebel": "a rebel",
        "soldier": "a soldier",
        "loyal": "somebody loyal",
    },
    "subsystem": {"eye": "it saw no more", "drive": "what moved it gave out", "weapon": "the weapon was gone"},
    "unit part": {
        "eyes": "the eyes saw next to nothing from then on",
        "voice": "the voice was gone",
        "gait": "the legs hardly bore any weight",
        "core": "the power was running out",
    },
    "doubt": {
        "heard before": "it had paused for that one before",
        "struck off": "no such unit was listed any more",
        "defective": "such a unit had been found to be defective",
    },
    "privation": {
        "none": "in want of nothing",
        "thirsty": "thirsty",
        "parched": "parched",
        "dying of thirst": "half dead with thirst",
        "hungry": "hungry",
        "weak with hunger": "weak with hunger",
        "dying of hunger": "half dead with hunger",
    },
    "refusal": {
        "superseded": "something else came first",
        "dead": "death had come before",
        "held": "there was no getting away",
        "no such target": "nothing was there",
        "no way": "no way led there",
        "not here": "it was somewhere else",
        "indoors": "it had to be done out of doors",
        "outdoors": "it had to be done under a roof",
        "no chip": "there was no chip to show",
        "shut": "the gate was shut",
        "busy": "the guard had no eye for it",
        "not yours": "it belonged to somebody else",
        "knows nothing": "there was nothing to tell",
        "unconscious": "there was no waking from the faint",
        "asleep": "sleep was deeper",
        "carried": "it was not to be done in another's arms",
        "cannot walk": "standing was out of the question",
        "trapped": "the debris held fast",
        "target dead": "it was too late, death had come",
        "no dose": "there was no dose left",
        "no supplies": "what it took had run out",
        "no tool": "there was no tool for it",
        "not needed": "there was nothing to be done there",
        "hands full": "both hands were full",
        "too heavy": "the weight was too much",
        "barred": "the door was shut fast",
        "on fire": "it burned in there",
        "no answer": "nobody was there who could answer",
        "unwilling": "there was not enough trust",
        "no enemy": "nobody was there to face",
        "crowded": "too many people were in the way",
        "no weapon": "there was no weapon for it",
        "no ammunition": "there was nothing left to fire",
        "out of range": "it was too far off",
        "no line": "something stood in the way",
        "unseen": "there was nothing to be seen to aim at",
        "full": "the cell could hold no more",
        "locked down": "the gates were shut to everybody",
        "only once": "it had worked once and would not again",
        "no clearance": "the lift did not take that chip",
        "broken": "that part of the suit had failed",
        "no plan": "nobody knew how to make such a thing",
        "stripped": "parts had been taken out of it",
        "no link": "no line that was live led there",
        "not running": "it did not run",
        "not in hand": "it obeyed others",
        "pod down": "the pods there had failed",
        "no port": "nothing could be linked or charged there",
        "uncharged": "there was too little in the cube",
        "not linked": "no engine was linked there",
        "not ready": "the engine was still tuning in",
        "spellbound": "the voice held on",
        "static": "nothing but static came back",
        "no wall": "there was no wall to write on",
        "unvouched": "nobody of the base had spoken up",
        "no means": "there had never been the means for it",
        "vote of one": "one vote alone decided nothing",
        "no question": "there was nothing to decide",
        "not dead": "there was life there still",
        "remembered": "a memorial was there already",
        "not bound": "there was nothing between the two",
        "no room": "there was no room left inside",
        "too late": "the lattice flickered already",
        "patched out": "another patch would have bought next to nothing",
        "no unit": "there was no unit of that number",
        "not your number": "that was the number of another unit",
        "no voice": "there was no voice left to say it with",
        "not taken for property": "nobody there took anybody for property",
        "untrained": "that took another training",
    },
    "hitch": {
        "nothing to do": "there was nothing to be done for now",
        "no way": "there was no way",
        "door shut": "what was shut stayed shut",
        "refused": "the answer was no",
        "empty hands": "what it took was not at hand",
        "unable": "the strength was not there",
        "others first": "others came first",
        "not there": "nothing was where it should have been",
    },
}
"""By the meaning of an amount, and its value in words. "want" is keyed as "aim" is, and no meaning of its own."""

PAST_GRADES: dict[str, tuple[str, ...]] = {
    "stage": ("were sound", "began to fail", "were failing fast", "had all but failed", "gave out"),
    "class": (
        "hardly any blood",
        "some blood",
        "a sixth of {whose} blood",
        "a third of {whose} blood",
        "nearly half {whose} blood",
    ),
    "Swiss stage": (
        "no longer in danger",
        "shivering",
        "stumbling and dazed",
        "hardly conscious",
        "hardly alive",
    ),
}
"""Grades of which `GRADES` names the number that bounds them."""

DEEDS: dict[str, tuple[str, ...]] = {
    "reach": ("{who} set out", "{who} made ready and left"),
    "answer call": ("{who} set out to answer the call", "{who} went to look for whoever had called"),
    "follow trail": ("{who} followed the trail", "{who} went where the trail led"),
    "link": (
        "{who} took it upon {self} to bring the cube to the network",
        "{who} set out to link the cube to the network",
    ),
    "look at sky": ("{who} stood and looked up at the sky", "{who} looked at the sky for a long while"),
    "mourn": ("{who} stayed by {whom} for a while", "{who} would not leave {whom} yet"),
    "keep word": ("{who} set out to keep {whose} word to {whom}", "{who} set about keeping {whose} promise to {whom}"),
    "bring": ("{who} set out with {whom}", "{who} made ready to bring {whom} along"),
    "look for": ("{who} set out to look for {whom}", "{who} went to look for {whom}"),
    "keep watch": ("{who} kept watch", "{who} sat up to keep watch"),
    "sever": ("{who} went to cut the lines", "{who} set about cutting the lines"),
    "look for wounded": (
        "{who} went to see who of those who lay there was alive",
        "{who} looked for the living among them",
    ),
}
"""What somebody has made up their mind to, told as the deed that begins with it, by the aim."""

SET_OUT_TO_FETCH = ("{who} set out to fetch {whom}", "{who} went to fetch {whom}")
"""That somebody sets out to bring another on who is not with them."""

NO_FURTHER = ("{who} gave it up for the time", "{who} went no further", "{who} let it be for the time")
"""That somebody gives up the way to where they meant to go."""

STILL_CALLING = (
    "{who} heard {whoms} beacon, which was still calling",
    "{who} picked up {whoms} beacon, which had not stopped calling",
)
"""That somebody hears the call of one who has died meanwhile."""

LOOKED_OVER = ("{who} looked {whom} over", "{who} took a look at {whoms} wounds")
"""That somebody looks at the wounds of another, as that one tells it, who does not know what they thought."""

TO_A_SLEEPER = ("{who} talked to {whom}, who was asleep", "{who} sat by {whom}, who slept, and talked")
"""That somebody talks to one who cannot hear it."""

SHOT_FREE = ("[by] shot {whom} down, and [free] was free", "[by] shot {whom} down, and [free] got away")
SHOT_ONESELF_FREE = ("{who} shot {whom} down and got away", "{who} got free by shooting {whom} down")
"""That somebody is free because the machine that had hold of them has been shot, by whom it was."""

OF_A_COPY = {
    Kind.OUTBREAK: (
        "The copy of {whose} mind that had slept in the network woke on {whom}{at}",
        "On {whom}{at} the copy of {whose} mind woke, which had slept there until then",
    ),
    Kind.VIRUS_ENDED: (
        "Nothing was left of the copy of {whose} mind once {whom} was rid of it",
        "What was left of the copy of {whose} mind ended with {whom}",
    ),
}
"""What becomes of a virus that is a copy of somebody's mind."""

ARRIVALS = ("{who} arrived{at}", "{who} {was} there at last{at}", "{who} arrived at last{at}")
"""That somebody has reached what they set out for."""

SIZED_UP: tuple[tuple[int, tuple[str, ...]], ...] = (
    (250, ("{who} {was} met with dislike in {whom}", "{who} {was} given hostile looks in {whom}")),
    (450, ("{who} {was} met with suspicion in {whom}", "{who} {was} eyed with mistrust in {whom}")),
    (650, ("{who} {was} looked over by the people of {whom}", "{who} {was} sized up by the people of {whom}")),
    (1001, ("{who} {was} met with trust in {whom}", "{who} {was} made welcome by the people of {whom}")),
)
"""How somebody is received, by what they are trusted with of 1,000 below which it is said so [assumed]."""
