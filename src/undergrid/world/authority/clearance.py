"""Clearance chips: how a guard judges one. The forecast before presenting and the verdict use the same odds.

A chip holds its key in several copies, each of which is lost with the chance that the chip's corruption gives; the
guard reads it while most copies agree. What remains is the guard's rule: how old the clearance is, whether its owner is
still listed among the living, curfew, how driven the bearer looks, and whether the face is a wanted one.

Source  majority of copies: R. Lyons, W. Vanderkulk, The use of triple-modular redundancy to improve computer
        reliability, IBM Journal 6 (1962) 200-209, doi 10.1147/rd.62.0200. The guard's rule is assumed.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from math import comb
from typing import NamedTuple

from undergrid.core.luck import CERTAIN


class Verdict(IntEnum):
    """What a guard decides."""

    OPEN = 0
    REFUSE = 1
    ALARM = 2


class Showing(NamedTuple):
    """What a guard goes by: for the verdict as it is, for the forecast as the bearer believes it to be."""

    corruption: int  # % of the chip
    age: int  # whole days since it was issued
    listed: bool  # whether the registry lists its owner among the living
    auditor: bool  # whether the bearer knows the codes
    wanted: bool  # whether the authority wants the bearer
    suspicion: int  # points in the bearer's dossier, 0 without one
    curfew: bool
    driven: bool  # whether the bearer came running, or shakes with failing implants


class Rule(NamedTuple):
    """The numbers of a guard's rule: shares of 2**32 where not said otherwise."""

    copies: int  # of the key on a chip, odd
    life: int  # days after which a clearance is as stale as it gets
    stale: int  # share of chips that is turned away at that age
    codes: int  # share of what would fail that somebody with the codes makes good
    curfew: int  # share that is turned away in curfew
    driven: int  # share that is turned away when the bearer looks driven
    recognise: int  # share of wanted faces that a guard knows
    mistrust: int  # points of suspicion at which every other bearer is turned away
    alarm: int  # share of those turned away over whom the alarm is raised
    alarm_unlisted: int  # the same where the owner has been struck off
    disturb: int  # share of guards that a wholly corrupted chip disturbs


class Odds(NamedTuple):
    """Thresholds of 2**32 for one showing: a draw below `open` opens; below `open + alarm` it raises the alarm."""

    open: int
    alarm: int
    disturbed: int  # of its own draw: whether the chip disturbs the guard

    def verdict(self, draw: int) -> Verdict:
        """The verdict that a draw of 0..2**32-1 gives."""
        return Verdict.OPEN if draw < self.open else Verdict.ALARM if draw < self.open + self.alarm else Verdict.REFUSE


@cache
def legible(corruption: int, copies: int) -> int:
    """The share, of 2**32, of chips with this corruption (%) most of whose copies are whole; exact, rounded down."""
    most = sum(
        comb(copies, lost) * corruption**lost * (100 - corruption) ** (copies - lost)
        for lost in range((copies + 1) // 2)
    )
    return most * CERTAIN // 100**copies


def odds(showing: Showing, rule: Rule) -> Odds:
    """How a guard is going to judge a showing: forecast and verdict agree to the last bit."""
    passing = 0
    if showing.listed:
        passing = legible(showing.corruption, rule.copies)
        stale = rule.stale * min(max(showing.age, 0), rule.life) // rule.life
        passing = _of(passing, CERTAIN - stale)
        if showing.auditor:
            passing += _of(CERTAIN - passing, rule.codes)
        if showing.curfew:
            passing = _of(passing, CERTAIN - rule.curfew)
        if showing.driven:
            passing = _of(passing, CERTAIN - rule.driven)
        passing = passing * rule.mistrust // (rule.mistrust + max(showing.suspicion, 0))
    known = rule.recognise if showing.wanted else 0
    passing = _of(passing, CERTAIN - known)
    turned_away = CERTAIN - known - passing
    alarm = known + _of(turned_away, rule.alarm if showing.listed else rule.alarm_unlisted)
    return Odds(passing, alarm, rule.disturb * showing.corruption // 100)


def _of(share: int, other: int) -> int:
    return share * other // CERTAIN
