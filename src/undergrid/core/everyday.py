"""Everyday words: what people call things that have another name here.

A scenario, an order, a canon or a pattern may say either. `SAME` has words for one thing: they are read as the house's
own. `EITHER` has words that could mean several: they are refused, with what to write instead. `undergrid words` lists
them all, and `tests/setup/test_everyday.py` holds that each stands for something and hides nothing.
"""

from __future__ import annotations

from functools import cache

SAME: dict[str, dict[str, str]] = {  # by sort: the house's own word, and what else it is called
    "verb": {
        "walk": "go go_to walk_to move", "run": "run_to flee", "sneak": "creep sneak_to tiptoe", "wait": "stay stand",
        "hide": "crouch duck", "flat": "lie_flat lie_still", "enter": "go_in go_into", "leave": "exit go_out",
        "present": "show_chip show_pass", "cross": "pass pass_gate", "inform": "denounce report", "check": "feel_pulse",
        "cut": "cut_clothes", "inject": "give_morphine", "dress": "bandage", "tourniquet": "tie_off",
        "stabilise": "stabilize splint", "water": "give_water drink", "assess": "examine diagnose",
        "rouse": "wake keep_awake", "soothe": "comfort console", "drag": "pull haul", "carry": "lift",
        "support": "hold_up", "drop": "set_down lay_down", "give": "hand", "take": "grab steal",
        "cover": "cover_tracks hide_tracks", "fake": "false_trail", "commemorate": "bury", "lock": "bolt",
        "unlock": "unbolt", "barricade": "bar", "breach": "break_in break_down force", "light": "light_fire",
        "douse": "extinguish put_out", "ask": "knock plead", "admit": "let_in", "surrender": "give_up hands_up",
        "pledge": "promise", "address": "speech", "beacon": "distress_call", "throw": "throw_grenade",
        "charge": "recharge", "call_vote": "vote", "capture": "hack", "falsify": "forge",
    },
    "thing": {
        "gauze": "bandage bandages dressing dressings", "morphine": "painkiller painkillers opiate",
        "syringe": "syringes needle", "tourniquet": "tourniquets", "water": "canteen bottle",
        "scalpel": "scalpels knife blade", "tarp": "tarps stretcher canvas", "beam": "beams plank",
        "fuel": "firewood wood", "food": "meal meals ration rations", "beacon": "beacons distress_beacon",
        "sidearm": "sidearms pistol handgun revolver", "rifle": "rifles", "rounds": "bullets ammunition ammo",
        "grenade": "grenades bomb", "blanket": "blankets", "radio": "radios handset walkie_talkie",
        "cutters": "bolt_cutters", "parts": "spare_parts spares", "fusion_cell": "battery cell",
        "suit": "spacesuit life_support", "armour": "armor vest", "scope": "rifle_scope", "terminal": "computer",
        "engine_cube": "heart_engine cube", "cigarette": "cigarettes smokes", "scanner": "scanners",
        "chip": "clearance pass permit keycard", "plasma": "plasma_rifle",
    },
    "event": {
        "died": "dead dies death killed", "arrested": "arrest arrests caught seized", "decided": "decides",
        "wounded": "hurt injured", "brought_to_safety": "saved rescued", "sighted": "seen spotted",
        "shut_down": "expired", "hunt_began": "hunted", "suspected": "suspect", "pledged": "promised",
        "taken_into_custody": "jailed imprisoned locked_up", "set_free": "freed_from_custody", "dressed": "bandaged",
        "fainted": "passed_out unconscious", "came_to": "came_round", "judged": "verdict",
        "chip_presented": "showed_chip", "crossed": "passed_the_gate", "informed": "denounced reported",
        "broke_away": "tore_loose", "node_captured": "hacked", "wire_cut": "line_cut",
        "wire_mended": "line_mended", "beacon_set_off": "called_for_help", "let_in": "welcomed",
    },
    "use": {
        "pods": "home homes house flat flats dormitory", "offices": "office", "vats": "factory soy_vats",
        "farm": "farms memory_farm", "reclamation": "morgue", "refuge": "shelter hideout safe_house",
        "station": "police_station barracks guardhouse", "disused": "empty abandoned ruin",
    },
    "profession": {
        "none": "unemployed", "clerk": "secretary bureaucrat official", "operator": "worker labourer",
        "auditor": "inspector accountant", "companion": "android",
    },
    "category": {
        "healer": "nurse doctor medic physician surgeon paramedic", "rebel": "insurgent partisan resistance",
        "soldier": "trooper military", "loyal": "loyalist", "unaligned": "civilian neutral",
    },
    "being": {"human": "person", "companion": "android robot"},
    "bond": {
        "kin": "family relative brother sister mother father son daughter parent child sibling",
        "love": "lover spouse husband wife", "friend": "colleague friendship",
    },
    "watcher": {
        "sentinel": "guard gate_guard", "hunter": "patrol trooper", "camera": "cctv", "drone": "uav quadcopter",
        "reader": "tag_reader",
    },
    "watchers": {"sentinels": "guards", "hunters": "patrols troopers", "more": "extra"},
    "wound": {
        "cut": "stab slash", "gunshot": "bullet shot", "shrapnel": "fragment splinter", "crush": "crushed",
        "burn": "scald burned",
    },
    "part": {
        "leg": "thigh knee calf shin foot ankle", "arm": "hand wrist elbow forearm", "belly": "stomach abdomen gut",
        "chest": "ribs lung heart", "head": "skull face neck", "shoulder": "collarbone",
    },
    "state": {
        "held": "arrested caught captured imprisoned detained jailed in_custody", "shut_down": "expired",
        "dead": "killed", "alive": "living", "free": "at_large", "wanted": "hunted",
    },
    "section": {
        "clinics": "hospital hospitals clinic infirmary", "cast": "characters persons", "crowd": "groups residents",
        "places": "locations spots", "things": "items objects", "endings": "goals outcomes ends",
        "people": "population", "rules": "settings", "barred": "blocked barricades", "sandstorms": "storms",
    },
    "person": {
        "profession": "job occupation", "wounds": "injuries", "wants": "goals", "carries": "has inventory items",
        "bonds": "relations relationships ties", "at": "location starts_at", "work": "workplace", "home": "house",
        "medicine": "healing first_aid nursing", "soldiering": "fighting", "engineering": "hacking",
        "trapped": "pinned", "tagged": "chipped",
    },
    "group": {"carries": "has inventory items", "count": "number", "medicine": "healing first_aid nursing"},
    "wound key": {"part": "where location", "kind": "type", "bleeds": "bleeding"},
    "end": {"at": "where place", "are": "is state", "before": "by until"},
    "want": {
        "reach": "go go_to get_to walk_to", "bring": "carry carry_to take_to deliver", "evade": "avoid",
        "tend": "heal nurse care care_for", "rescue": "save", "shelter": "sleep rest", "mourn": "grieve",
        "call_for_help": "ask_for_help", "parley": "talk talk_to", "fight": "shoot", "sever": "cut_wires",
        "follow_trail": "track", "escort": "accompany",
    },
}  # fmt: skip

EITHER: dict[str, dict[str, str]] = {  # by sort: a word that could mean several things, and what to write instead
    "verb": {
        "treat": "dress, tourniquet, stabilise or inject: each is an order of its own",
        "heal": "dress, tourniquet, stabilise or inject: each is an order of its own",
        "help": "free, support, dress or give, by what they need", "lie_down": "flat (lie still) or sleep",
        "pick_up": "carry (a person) or take (a thing)", "call": "beacon (for help), radio (somebody) or call_vote",
        "betray": "inform (of a person) or give_away (a base)", "attack": "shoot (a person) or shoot_down (a watcher)",
        "repair": "mend_wire, mend_node, mend_suit or patch (a drone)",
    },
    "thing": {
        "gun": "sidearm or rifle", "weapon": "sidearm, rifle, plasma or grenade",
        "medicine": "morphine (doses), gauze (dressings) or tourniquet", "drugs": "morphine, counted in doses",
        "first_aid_kit": "gauze, tourniquet, scalpel, and morphine with a syringe: each an entry",
        "medkit": "gauze, tourniquet, scalpel, and morphine with a syringe: each an entry",
    },
    "event": {
        "treated": "dressed, tourniquet put on, stabilised, injected or gave water: any of a list",
        "healed": "dressed, tourniquet put on, stabilised, injected or gave water: any of a list",
        "found": "pulse found, sighted, place found or trail found", "escaped": "slipped away, broke away or crossed",
        "talked_to": "place told, disclosed, warned or asked",
    },
    "use": {"hospital": "refuge, and the building's name under clinics in the scenario",
            "clinic": "refuge, and the building's name under clinics in the scenario"},
    "profession": {
        **dict.fromkeys(("nurse", "doctor", "medic", "physician", "surgeon", "paramedic", "healer"),
                        "a skill, and no profession: medicine: 0 to 10, with category: healer where these are hunted"),
        **dict.fromkeys(("soldier", "guard", "police", "policeman"),
                        "category: soldier, and no profession: with the skill soldiering: 0 to 10"),
        **dict.fromkeys(("engineer", "mechanic", "technician"), "a skill, and no profession: engineering: 0 to 10"),
    },
    "category": {"guard": "soldier (a person of those who rule); a guard at a gate is a watcher, a sentinel"},
    "part": {"torso": "chest or belly", "back": "chest or belly", "hip": "belly or leg"},
    "state": {"safe": "alive or free, with at: a place", "escaped": "free, with at: a place"},
    "section": {"guards": "watchers: {sentinels: 50 %}, or guarded: false under gates",
                "gangs": "bands (who travel together) or factions (who have sworn to one cause)"},
    "person": {"skill": "medicine, soldiering or engineering: 0 to 10", "skills": "medicine, soldiering or engineering",
               "strength": "nothing: who can carry whom follows from age and wounds"},
    "bond": {"patient": "friend or kin: one tends those one is bound to", "partner": "love or friend",
             "guide": "escort, on the side of who follows"},
    "want": {
        "follow": "escort (somebody) or follow_trail", "protect": "shield (against a Sentinel), tend or escort",
        "guard": "shield (against a Sentinel), tend or escort",
        "wait": "wait_for_gap (near a gate) or hide (until dark)",
        **dict.fromkeys(("wait_for", "await", "meet"), "reach, with the place they come to, and one stays; or escort"),
        "treat": "tend (one's own) or rescue (who calls for help)", "escape": "reach, with a place beyond the wall",
    },
    "place": {
        **dict.fromkeys(("bridge", "checkpoint", "border", "crossing"),
                        "a gate, which is a guarded way across, or a name of your own under places"),
        **dict.fromkeys(("hospital", "clinic", "infirmary"), "the building that clinics names"),
        **dict.fromkeys(("home", "house"), "a building of pods, such as pods_1"),
    },
}  # fmt: skip


def plain_form(word: str) -> str:
    """A word as it stands in the tables: small letters, `_` between its parts."""
    return "_".join(word.lower().replace("-", " ").replace("_", " ").split())


@cache
def _owns(sort: str) -> dict[str, str]:
    return {other: own for own, others in SAME.get(sort, {}).items() for other in others.split()}


def own_word(sort: str, word: str) -> str:
    """The house's own word for a word of a sort; the word itself where it has no other."""
    return _owns(sort).get(plain_form(word), word)


def also_called(sort: str, own: str) -> tuple[str, ...]:
    """What else one of the house's own words is called."""
    return tuple(SAME.get(sort, {}).get(own, "").split())


def instead(sort: str, word: str) -> str:
    """What to write instead of a word that could mean several things here; "" where it is none of those."""
    return EITHER.get(sort, {}).get(plain_form(word), "")
