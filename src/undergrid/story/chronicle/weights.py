"""What a kind of event weighs in a story: how much of what matters to somebody it changes.

The weights are [assumed]; what decides is how a night reads. Nothing of weight 0 is told by itself: it is what an
episode is made of, or another sentence says as much.
"""

from __future__ import annotations

from undergrid.world.log.kinds import Kind
from undergrid.world.log.kinds.kind import OF_MAKERS
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Refusal

OF_A_MAKERS_KIND = 3.0

_BY_WEIGHT: dict[float, tuple[str, ...]] = {
    # it cannot be undone, or the story turns on it
    8.0: ("DIED", "SHUT_DOWN", "DIED_TOGETHER", "ENGINE_FIRED", "CROSSED", "BLAST"),
    6.0: (
        "ARRESTED", "SET_FREE", "BROKE_AWAY", "PLEDGE_KEPT", "PLEDGE_BROKEN", "BETRAYED", "LAST_WORDS", "FAREWELL",
        "CORE_SCREAMED", "VOTE_CARRIED", "VOTE_FAILED", "ENGINE_LINKED", "BASE_GIVEN_AWAY", "SIEGE_WON",
        "NETWORK_RESTARTED", "FORCED_IN", "NODE_CAPTURED", "RAIDERS_LANDED", "OUTBREAK", "NET_PATCHED",
        "FOUND_DEFECTIVE",
    ),
    # somebody's night goes another way
    5.0: (
        "LET_IN", "DISCLOSED", "SECRET_OUT", "PLEDGED", "PULSE_FOUND", "FREED", "BEACON_SET_OFF", "BEACON_HEARD",
        "ADMITTED", "SPASMED", "ALARM", "GRIEVES", "ENTRUSTED", "PLEDGE_FAILED", "WHISPERED", "ECHO_LEFT",
        "WALKED_OUT", "ENGINE_SPOILT", "SHIELD_FELL", "STALLED", "WOUNDED", "BREACHED", "CRASHED", "STRUCK_OFF",
        "MIND_ENDED", "MEMORIAL", "LED_AWAY", "DEATH_TOLD", "NO_BED", "AIR_OUT", "NODE_RESTARTED", "LEFT_FACTION",
        "INFORMED", "SAW_REAL_SKY", "DREAM_SOURED", "LABELLED", "RECALLED", "DOOR_BLOWN", "HEADED_OFF", "PAUSED",
        "CONFESSED", "LUNGED", "BANNED_FOUND", "VIRUS_ENDED", "GHOSTS_LOST", "MIND_FLED", "AIR_LEAKED_OUT",
        "THROWN_OFF",
    ),
    4.0: (
        "TURNED_AWAY", "SURRENDERED", "TOOK_UP", "BROUGHT_TO_SAFETY", "JUDGED", "CHIP_PRESENTED", "DENIED", "VOUCHED",
        "SLIPPED_AWAY", "SHOCKED", "BARRICADED", "FAINTED", "TRAPPED", "EXPLODED", "AUGMENTS_DIED", "ENGINE_CHARGED",
        "MIND_SPOKE", "VOTE_CALLED", "DEATHS_FORESEEN", "RUMOUR_BELIEVED", "MOVED_ON", "LET_OUT",
        "STOPPED", "CAUGHT_UP", "BREACH_BEGAN", "SIEGE_BEGAN", "NODE_COMMANDED", "WIRE_CUT", "SIGN_SET",
        "OUT_OF_ACTION", "TAKEN_INTO_CUSTODY", "AMBUSHED", "LOCATION_LEARNED", "TOURNIQUET_PUT_ON", "FLED", "ADDRESSED",
        "CAUGHT_FIRE", "SEARED", "HIDEOUT_FOUND", "CASE_REOPENED", "CLAIMED", "CLAIM_DISMISSED", "GLITCH_NOTICED",
        "APPEAL_UPHELD", "APPEAL_DISMISSED", "FRAUD_FOUND", "SOOTHED", "GATE_GLITCHED", "SENTINEL_GLITCHED", "MEANT",
    ),
    3.0: (
        "TRAIL_FOUND",        "ASKED", "WARNED", "PLACE_TOLD", "PLACE_MISSED", "STABILISED", "INJECTED", "DRESSED",
        "CUT_AWAY", "GAVE_WATER", "FIRE_LIT", "TRACED", "RELEASED", "NO_PULSE", "CALLED_TO_THE_DOOR",
        "CANNOT_OPEN", "KNOCKED", "STAGE_REACHED", "TWITCHED", "TOOK", "MARK_READ", "SUIT_FAULT", "WINDOW_TOLD",
        "SUFFOCATES", "RADIO_HEARD", "SANDSTORM_BEGAN", "SANDSTORM_ENDED", "STOOD_FIRM", "SKY_ALTERED",
        "EYES_CLOUDED", "INFECTED", "REOPENED", "FEELS_GUILT", "HANDED_OVER", "DISCHARGED",
        "SOUGHT_HELP", "MADE_FOR_CLINIC", "TRAIL_FAKED", "GATE_HELD", "GAVE", "ROUTED", "WANTED",
        "ABANDONED", "CUBE_CHARGES", "SYNC_JAMMED", "DEBRIS_FELL", "SHOT", "SHOT_AT_WATCHER",
        "FIRED_ON", "HUNT_BEGAN", "CAPTURE_FAILED", "LINE_TAPPED", "GRENADE_THROWN", "DEPRIVED", "POWER_FAILED",
        "AIR_LOW", "RENEWAL_REFUSED", "ESCAPE_ATTEMPTED", "DECIDED", "ARGUED", "SIZED_UP", "PATCH_MISFIRED",
        "RAID_ENDED", "UNIT_PART_FAILED", "BEACON_TRACED", "SANCTIONED", "LEDGER_FALSIFIED",
        "BREATHES_AGAIN", "MET",
    ),
    # it gives a night its texture
    2.0: (
        "PLACE_FOUND",               "RESOLVES",
        "LOCKED", "SEALED", "CAME_TO", "GROWS_ATTACHED",
        "NAMED", "MARK_WRITTEN", "SIGN_LEFT", "TRAIL_COVERED", "LIGHTS_WENT_OUT", "CHILLED",
        "PUT_DOWN", "SALVAGED", "BUILT", "PATCHED", "TASK_DONE", "TENDED_IN_CUSTODY",
        "SPELL_BROKEN", "PROGRAMME_CHANGED", "CURFEW_BEGAN", "ASSESSED", "KEPT_SILENT",
        "GAVE_UP", "FIRE_WENT_OUT", "SWEPT", "STEPPED_OUT", "UNPLUGGED", "WORN_OUT", "SLIPPED",
        "FELL", "INSIGNIA_COVERED", "INSIGNIA_SHOWN", "WARMED", "LAY_LOW", "UNCONVINCED", "LET_GO",
        "REFUSED", "ENGINE_UNLINKED", "THROWN_BACK", "LIT_UP", "WITHDRAWS", "PLUGGED_IN", "WITHDRAWAL_OVER",
        "DISTRACTED", "WENT_FOR_SCRAP", "BURNT_OUT", "TRACKED_IN", "CELL_EMPTY", "TRUTH_TOLD",
    ),
    # it is told beside something else
    1.2: (
        "IS_AFRAID", "FELL_ASLEEP", "DEBT_PAID", "STUCK", "FIRESTORM_BEGAN",
        "DELIVERED", "LEFT_ASLEEP", "RUMOUR_TOLD", "SUIT_MENDED", "BAND_ARRIVED",
        "COLLAPSED", "SUSPECTED", "CLASS_REACHED", "SURPRISED", "UNBARRED", "ROUSED",
        "WOKE", "WEATHER_CHANGED", "MOOD_CHANGED", "FINED",
    ),
}  # fmt: skip
WEIGHTS: dict[Kind, float] = {getattr(Kind, name): weight for weight, names in _BY_WEIGHT.items() for name in names}

AIMS: dict[Aim, float] = {
    Aim.ANSWER_CALL: 5.0, Aim.LINK: 5.0, Aim.KEEP_WORD: 4.0, Aim.BRING: 4.0, Aim.SAVE: 3.0, Aim.REACH: 4.0,
    Aim.FOLLOW_TRAIL: 4.0, Aim.SEVER: 4.0, Aim.MOURN: 3.0, Aim.CALL_FOR_HELP: 2.0, Aim.LOOK_FOR_WOUNDED: 2.5,
    Aim.GO_ALONG: 2.5, Aim.AWAIT_GAP: 2.0, Aim.KEEP_WATCH: 2.0, Aim.LOOK_AT_SKY: 4.0, Aim.MAKE_ROUNDS: 2.0,
    Aim.LOOK_BEHIND_DOOR: 3.0, Aim.GATHER_PARTS: 3.0, Aim.SHELTER: 2.0, Aim.KEEP_HIDDEN: 1.5, Aim.WARN: 1.5,
    Aim.LOOK_FOR: 4.0, Aim.COVER: 3.0, Aim.AIR: 5.0,
}  # fmt: skip
"""What it weighs to make up one's mind to something; whatever is not here is told by what comes of it."""


GIVEN_UP = frozenset(
    {Aim.SAVE, Aim.REACH, Aim.KEEP_WORD, Aim.BRING, Aim.LINK, Aim.ANSWER_CALL, Aim.SEVER, Aim.GO_ALONG}
)
"""What it matters that somebody gives up."""

REFUSALS = frozenset({
    Refusal.CANNOT_WALK, Refusal.BARRED, Refusal.NO_DOSE, Refusal.NO_SUPPLIES, Refusal.UNWILLING, Refusal.BUSY,
    Refusal.UNVOUCHED, Refusal.UNCHARGED, Refusal.TOO_HEAVY, Refusal.NO_AMMUNITION, Refusal.LOCKED_DOWN, Refusal.SHUT,
    Refusal.NO_CLEARANCE, Refusal.NO_PORT, Refusal.SPELLBOUND, Refusal.NO_ANSWER, Refusal.ON_FIRE,
})  # fmt: skip
"""Reasons for which it matters that something cannot be done; the others are slips of a moment."""


NO_STORY = frozenset({Hitch.NOTHING_TO_DO, Hitch.REFUSED, Hitch.OTHERS_FIRST})
"""Why it is no story that somebody gets no further: nothing is in their way that a reader could see."""


SMALL = frozenset(
    {ItemKind.WATER, ItemKind.FOOD, ItemKind.GAUZE, ItemKind.ROUNDS, ItemKind.FUEL, ItemKind.PARTS, ItemKind.TARP}
)
"""What it is no news that somebody takes."""


def weight(kind: Kind, amount: int) -> float:
    """What an event of a kind weighs by itself."""
    if kind == Kind.DECIDED:
        return AIMS.get(Aim(amount), 0.0)
    if kind in (Kind.IS_AFRAID, Kind.FEELS_GUILT, Kind.GRIEVES, Kind.GROWS_ATTACHED) and amount < 2:
        return 0.5  # of the lowest grade
    if kind == Kind.CLASS_REACHED and amount < 3:
        return 0.5
    if kind == Kind.REFUSED and Refusal(amount) not in REFUSALS:
        return 0.0
    if kind == Kind.TOOK and ItemKind(amount) in SMALL:
        return 0.0
    if kind == Kind.STUCK and Hitch(amount) in NO_STORY:
        return 0.0
    if kind == Kind.ACHIEVED:
        return 4.0 if Aim(amount) == Aim.REACH else 0.0
    if kind == Kind.ABANDONED:
        return 3.0 if Aim(amount) in GIVEN_UP else 0.0
    return OF_A_MAKERS_KIND if kind in OF_MAKERS else WEIGHTS.get(kind, 0.0)
