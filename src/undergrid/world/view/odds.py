"""The odds of what somebody could do now, where a draw decides: what they can tell of them before they do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.world.network.captures import believed_odds
from undergrid.world.network.purging import operator_odds
from undergrid.world.places.drives import crush_odds
from undergrid.world.reasons.combat import SHOTS, shot_odds
from undergrid.world.reasons.senses import radio_odds
from undergrid.world.society import ballot
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.view.verbs import Chance
    from undergrid.world.world import World


def odds_of(world: World, who: int, could: dict[Verb, Chance]) -> dict[Verb, int]:
    """The odds of what a draw decides, as far as somebody can tell: that they hit, that they take a node over, that
    firing an engine kills them, that they vote for what they have put to the vote, that one push of a gate crushes
    whoever stands in it, that radio is understood.
    """
    found = {verb: shot_odds(world, who, verb, could[verb].target, could[verb].amount) for verb in SHOTS
             if could[verb].why_not is None}  # fmt: skip
    if could[Verb.CAPTURE].why_not is None:
        found[Verb.CAPTURE] = believed_odds(world, who, could[Verb.CAPTURE].target)
    if could[Verb.FIRE].why_not is None:
        found[Verb.FIRE] = operator_odds(world, who)
    if could[Verb.CALL_VOTE].why_not is None:
        found[Verb.CALL_VOTE] = _ayes(world, who)
    if could[Verb.HOLD].why_not is None:
        found[Verb.HOLD] = crush_odds(world)
    if could[Verb.RADIO].why_not is None:
        found[Verb.RADIO] = radio_odds(world, who, could[Verb.RADIO].target)
    return found


def _ayes(world: World, who: int) -> int:
    """How somebody leans towards what they might have put to the vote: the odds to vote for it if another called it."""
    faction = faction_of(world, who)
    return ballot.positions(world, ballot.lean(world, who, faction, int(world.factions.question[faction]))).ayes
