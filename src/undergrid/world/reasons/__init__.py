"""Why somebody cannot do something: one answer for the rule that owns the verb, for minds, and for the view.

    why_not(world, who, Verb.DRESS, whom)       None, or the Refusal that the order would get

Reasons that show only in the attempt are left out: whether somebody else is willing, or answers; whether a door gives
way; how a walk ends. The rules add those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from undergrid.world.orders.verbs import reason_of
from undergrid.world.reasons import (
    authority,
    body,
    captures,
    combat,
    council,
    economy,
    engines,
    items,
    movement,
    network,
    orders,
    patching,
    places,
    power,
    salvage,
    senses,
    society,
    trails,
    units,
    viruses,
)
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

Reason = Callable[["World", int, Verb, int, int], Refusal | None]
"""Why `who` cannot do `verb` to `target`, `amount` of it; None where nothing speaks against it."""

_BY_VERB: dict[Verb, Reason] = {
    **dict.fromkeys((Verb.WALK, Verb.RUN, Verb.SNEAK, Verb.WAIT, Verb.HIDE, Verb.FLAT), movement.setting_out),
    **dict.fromkeys((Verb.ENTER, Verb.LEAVE, Verb.CROSS), movement.setting_out),
    **dict.fromkeys((Verb.DRAG, Verb.CARRY, Verb.SUPPORT, Verb.DROP, Verb.HAND_OVER), movement.hauling),
    **dict.fromkeys((Verb.PLUG, Verb.UNPLUG, Verb.WORK), orders.plugging_and_work),
    **dict.fromkeys((Verb.FREE, Verb.CUT, Verb.INJECT), body.treating),
    **dict.fromkeys((Verb.DRESS, Verb.TOURNIQUET, Verb.STABILISE), body.treating),
    **dict.fromkeys((Verb.CHECK, Verb.WATER, Verb.ASSESS, Verb.ROUSE), body.nursing),
    Verb.SLEEP: body.sleeping,
    Verb.GIVE: items.giving,
    Verb.TAKE: items.taking,
    Verb.PUT_DOWN: items.putting_down,
    **dict.fromkeys((Verb.VEIL, Verb.UNVEIL), items.veiling),
    Verb.BEACON: items.calling,
    **dict.fromkeys((Verb.COVER, Verb.FAKE, Verb.MARK), trails.marking),
    Verb.WRITE: society.writing,
    Verb.COMMEMORATE: society.commemorating,
    Verb.RADIO: senses.speaking,
    **dict.fromkeys((Verb.LOCK, Verb.UNLOCK, Verb.BARRICADE, Verb.UNBAR, Verb.BREACH), places.doors),
    **dict.fromkeys((Verb.LIGHT, Verb.DOUSE, Verb.SEAL), places.fires),
    **dict.fromkeys((Verb.ASK, Verb.WARN, Verb.ADMIT), society.at_the_door),
    Verb.SURRENDER: society.surrendering,
    **dict.fromkeys((Verb.TELL, Verb.DISCLOSE, Verb.TALK), society.telling),
    **dict.fromkeys((Verb.PLEDGE, Verb.RELEASE), society.promising),
    Verb.VOUCH: society.vouching,
    Verb.CLAIM: units.claiming,
    Verb.CONFESS: units.confessing,
    Verb.LUNGE: combat.lunging,
    Verb.PRESENT: authority.presenting,
    Verb.INFORM: authority.denouncing,
    Verb.GIVE_AWAY: authority.giving_away,
    **dict.fromkeys((Verb.CUT_WIRE, Verb.MEND_WIRE, Verb.BREAK_NODE, Verb.MEND_NODE), network.working),
    **dict.fromkeys((Verb.OPEN_SWITCH, Verb.CLOSE_SWITCH, Verb.TAP), network.working),
    Verb.APPEAL: economy.appealing,
    Verb.FALSIFY: economy.falsifying,
    Verb.JAM: network.jamming,
    Verb.HOLD: places.holding,
    Verb.CAPTURE: captures.capturing,
    Verb.COMMAND: captures.commanding,
    Verb.RESET: captures.resetting,
    Verb.CLEAN: viruses.cleaning,
    Verb.PATCH_NET: patching.patching,
    Verb.SOOTHE: society.soothing,
    Verb.CALL_VOTE: council.calling,
    Verb.SABOTAGE: council.sabotaging,
    Verb.CONNECT: engines.linking,
    Verb.FIRE: engines.firing,
    Verb.CHARGE_CUBE: engines.charging,
    Verb.SHOOT: combat.shooting,
    Verb.SHOOT_DOWN: combat.shooting_down,
    Verb.THROW: combat.throwing,
    **dict.fromkeys((Verb.SWITCH_ON, Verb.SWITCH_OFF), power.switching),
    Verb.LINK: power.linking,
    Verb.UNLINK: power.unlinking,
    Verb.CHARGE: power.charging,
    Verb.MEND_SUIT: power.mending,
    Verb.SCOPE: senses.scoping,
    Verb.SALVAGE: salvage.salvaging,
    Verb.BUILD: salvage.building,
    Verb.PATCH: salvage.patching,
    **dict.fromkeys((Verb.SEND, Verb.RECALL), salvage.commanding),
}


def why_not(world: World, who: int, verb: Verb, target: int = -1, amount: int = 0) -> Refusal | None:
    """Why an order would be refused now, as far as the person `who` can tell; None where it would not.

    `target` and `amount` are those of an `Order`. For a maker's verb, the `why_not` that it was declared with answers.
    """
    reason = _BY_VERB.get(verb) or reason_of(verb)
    return orders.asking(world, who, verb, target) or (reason(world, who, verb, target, amount) if reason else None)
