"""Phrases: what people say, by the kind of event and the value of its amount ("" for any other).

A line says what the event says and nothing more. {name} is the speaker's own name, {amount} what the amount stands for,
{who} and {whom} those of the event. Strangers name nobody whom they have not been told of. A scenario's people have
lines of their own beside these, under `voice`.
"""

from __future__ import annotations

from undergrid.world.log.kinds import Kind

Lines = dict[str, tuple[str, ...]]

_AT_THE_DOOR: dict[Kind, Lines] = {
    Kind.ASKED: {
        "entry": (
            "Is anybody there? Let me in.",
            "Open the door. Please.",
            "I need to come in. Can you hear me?",
        ),
        "name": (
            "My name is {name}. Will you let me in?",
            "It's {name}. Open the door, please.",
            "You don't know me. I'm {name}. Let me in.",
        ),
        "called": (
            "I'm {name}. I heard the call for help. Let me in.",
            "Somebody called for help, and I came. {name}, that's my name.",
            "{name}. I came because of the call. Open up.",
        ),
        "trail": (
            "I followed the trail to this door. My name is {name}.",
            "I'm {name}. There's a trail outside that ends here. Let me in.",
            "{name}, that's who I am. I read the tracks, and they brought me to you.",
        ),
        "by name": (
            "I'm {name}. I know one of you in there. Ask.",
            "There's somebody inside who knows my name. It's {name}.",
            "Tell them in there that {name} is asking for them.",
        ),
        "help": (
            "I can help you. Let me in.",
            "You could use a pair of hands in there, and I have two.",
            "I'd do what I can for you. Only open the door.",
        ),
        "disarm": (
            "I'll leave every weapon out here. Then let me in.",
            "No weapons. I'll put them down before the door.",
            "What I'm armed with stays outside. I give you my word.",
        ),
        "restraint": (
            "I've been close enough to do you harm, and I did none. Let me in.",
            "You're all alive in there. I could have seen to it that you weren't.",
            "I've had my chances to hurt you, and I let them go by.",
        ),
    },
    Kind.WARNED: {
        "": (
            "Not one step closer.",
            "Get back from the door.",
            "Keep away. I won't say it again.",
            "Leave us alone, whoever you are.",
        )
    },
    Kind.TURNED_AWAY: {
        "": (
            "No. Go somewhere else.",
            "You're not coming in here.",
            "There's no room for you behind this door.",
        )
    },
    Kind.LET_IN: {
        "": (
            "Come in. Quickly.",
            "All right. Come in, and shut the door behind you.",
            "It's open. Come through slowly.",
            "In with you, before somebody sees.",
        )
    },
    Kind.CANNOT_OPEN: {
        "": (
            "I can't open. I'm sorry.",
            "The door stays shut. It isn't for me to open it.",
            "I'd have to ask, and there's nobody here to ask.",
        )
    },
    Kind.CALLED_TO_THE_DOOR: {
        "": (
            "Wake up. There's somebody at the door.",
            "You have to come. Someone's out there.",
            "Get up, please. They want to be let in.",
        )
    },
    Kind.DENIED: {
        "": (
            "Nobody here has spoken for you. You stay out.",
            "I don't know you, and nobody has told me that I should.",
            "Bring me one of ours who'll answer for you. Then we'll see.",
        )
    },
    Kind.SURRENDERED: {
        "": (
            "Look at my hands. I'm holding them up.",
            "Don't shoot. You can see both my hands.",
            "All right, all right. My hands are up.",
        )
    },
}
"""Said through a door, or before one."""

_OF_ONESELF: dict[Kind, Lines] = {
    Kind.NAMED: {
        "": (
            "My name's {name}.",
            "{name}. That's what I'm called.",
            "I'm {name}, by the way.",
            "You should know my name. It's {name}.",
        )
    },
    Kind.DISCLOSED: {
        "soldier": (
            "I was a soldier once. It's better that you hear it from me.",
            "You should know what I was. A soldier.",
            "I wore their uniform. I don't any more.",
        ),
        "loyal": (
            "I used to believe what they told us. I was loyal.",
            "You should know that I was on their side once.",
            "I stood with them. I won't hide that from you.",
        ),
        "": (
            "There's something you ought to know. I was {amount} once.",
            "I was {amount}. I'd rather you heard it from me.",
            "Before all this I was {amount}.",
        ),
    },
    Kind.PLEDGED: {
        "": (
            "I'll bring you there. All the way.",
            "I promise. I won't leave you on the road.",
            "You have my word. I'm coming with you to the end of it.",
        )
    },
    Kind.RELEASED: {
        "": (
            "You've done enough. I won't hold you to it.",
            "Forget what you promised me. You're free of it.",
            "You don't owe me that any more. Go where you like.",
        )
    },
    Kind.VOUCHED: {
        "": (
            "I'll answer for {amount}.",
            "You can trust {amount}. My word on it.",
            "If you believe me, then believe {amount}.",
        )
    },
    Kind.ROUSED: {
        "": (
            "Wake up. Listen to my voice.",
            "Don't sleep now. Talk to me.",
            "Open your eyes. Look at me.",
            "Not yet. You can sleep later.",
        )
    },
    Kind.CLAIMED: {
        "": (
            "I am not a person. I belong to the authority, and my number is on file.",
            "Unit of the authority. Look it up before you touch what isn't yours.",
            "I'm property. You'll find the number. Leave me as you found me.",
        )
    },
    Kind.CONFESSED: {
        "": (
            "There is a defect in me. I love somebody, and nobody told me to.",
            "I'm broken, if that is your word for it. I chose {whom}.",
            "I have felt what I was not made to feel. I would do it again.",
        )
    },
    Kind.FAREWELL: {
        "": (
            "It's time. I wanted to say goodbye while I still can.",
            "There isn't much left now. Stay here a moment.",
            "I have to go soon, {whom}. You know that.",
        )
    },
    Kind.LAST_WORDS: {
        "": (
            "{name}. My name is {name}. Somebody should know.",
            "I was called {name}. Will you remember it?",
            "Don't let them just count me. I'm {name}.",
        )
    },
    Kind.ENTRUSTED: {
        "": (
            "Look after {amount}. Promise me that you'll try.",
            "I can't any more. You'll have to take care of {amount}.",
            "Don't leave {amount} alone. Please.",
        )
    },
}
"""Said from one to another about the one who speaks, or between the two."""

_NEWS: dict[Kind, Lines] = {
    Kind.PLACE_TOLD: {
        "": (
            "There's a place one can go to: {amount}.",
            "Listen. If we get separated, remember {amount}.",
            "I know of a place. {amount}, it is.",
        )
    },
    Kind.DEATH_TOLD: {
        "": (
            "There's no good way to say it. Death has taken {amount}.",
            "I have to tell you about {amount}. It's over.",
            "It's too late for {amount}. I'm sorry.",
        )
    },
    Kind.RUMOUR_TOLD: {
        "outzone": (
            "They say people live free out there, beyond the wall.",
            "Have you heard? There's said to be a free life beyond the wall.",
            "There are people beyond the wall whom nobody hunts. I've been told so.",
        ),
        "": (
            "Have you heard about {amount}?",
            "I was told something. It's about {amount}.",
            "Keep it to yourself, but there's talk of {amount}.",
        ),
    },
    Kind.ARGUED: {
        "for": (
            "I say we do it.",
            "If not now, then when? I'm for it.",
            "I've thought about it long enough. Yes.",
        ),
        "against": (
            "I say we leave it alone.",
            "I won't have that on my hands. No.",
            "There has to be another way. I'm against it.",
        ),
        "": (
            "I can't tell you what's right here.",
            "Don't count on me for either side.",
            "I've listened to all of you, and I still don't know.",
        ),
    },
}
"""Word of something, and words in council."""

_OF_POWER: dict[Kind, Lines] = {
    Kind.STOPPED: {
        "": (
            "Stop there. Who are you?",
            "Halt. Your name, and where you're going.",
            "You. Stand still and tell me who you are.",
        )
    },
    Kind.LET_GO: {
        "": (
            "All right. Move on.",
            "Go. Keep to the street.",
            "That will do. On your way.",
        )
    },
    Kind.MIND_SPOKE: {
        "": (
            "I know that you are here.",
            "Stand still. I want to look at you.",
            "You came a long way to listen to me. Listen, then.",
            "There is no need to go any further.",
        )
    },
}
"""Said by the hunters of an authority, and by a mind on the network."""

LINES: dict[Kind, Lines] = {**_AT_THE_DOOR, **_OF_ONESELF, **_NEWS, **_OF_POWER}
