"""Triage: tags (START, JumpSTART), chances over time (Sacco), and in what order to treat casualties.

Pure functions of vital signs, and two that read them from a world (`tag`, `rpm_of`). Tables are as published.

Units   breaths and beats a minute, seconds of refill, minutes of waiting, chances in 1/1000
Source  START, JumpSTART: the flow charts taught to first responders (children under 8 go by JumpSTART). RPM: W. Sacco
        et al., Acad. Emerg. Med. 12 (2005) 759-770, doi 10.1197/j.aem.2005.04.003.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.body import blood_loss
from undergrid.world.body.vitals import Motor

if TYPE_CHECKING:
    from undergrid.world.world import World


class Tag(IntEnum):
    """How urgently somebody needs treatment."""

    MINOR = 0  # walks
    DELAYED = 1
    IMMEDIATE = 2
    DECEASED = 3


CHILD = 8  # years: below, one goes by JumpSTART [JumpSTART]

# ---------------------------------------------------------------- START and JumpSTART


def start(
    walks: bool, breathes: bool, breathes_once_open: bool, fast: bool, radial: bool, slow_refill: bool, obeys: bool
) -> Tag:
    """How START tags somebody of eight years or more.

    `breathes_once_open`: once the airway has been opened; `fast`: more than 30 breaths a minute; `radial`: a pulse at
    the wrist; `slow_refill`: capillaries take more than 2 s.
    """
    if walks:
        return Tag.MINOR
    if not breathes:
        return Tag.IMMEDIATE if breathes_once_open else Tag.DECEASED
    if fast or not radial or slow_refill or not obeys:
        return Tag.IMMEDIATE
    return Tag.DELAYED


def jump_start(
    walks: bool, breathes: bool, breathes_once_open: bool, pulse: bool, after_breaths: bool, odd: bool, responds: bool
) -> Tag:
    """How JumpSTART tags a child under eight.

    `pulse`: one can be felt; `after_breaths`: it breathes after five rescue breaths; `odd`: fewer than 15 or more than
    45 breaths a minute; `responds`: to a voice, or fittingly to pain.
    """
    if walks:
        return Tag.MINOR
    if not breathes:
        return Tag.IMMEDIATE if breathes_once_open or (pulse and after_breaths) else Tag.DECEASED
    return Tag.IMMEDIATE if odd or not pulse or not responds else Tag.DELAYED


def tag(world: World, who: int) -> Tag:
    """How somebody would be tagged now. In a run nobody has a blocked airway, so opening it never helps."""
    signs, people = blood_loss.vital_signs(world, who), world.citizens
    alive = bool(people.alive[who])
    walks = alive and blood_loss.conscious(world, who) and people.able[who] > 0
    breathes = signs.breaths > 0
    if people.age[who] < CHILD:
        odd, responds = not 15 <= signs.breaths <= 45, signs.motor >= Motor.WITHDRAWS
        return jump_start(walks, breathes, False, signs.radial, False, odd, responds)
    return start(
        walks, breathes, False, signs.breaths > 30, signs.radial, signs.slow_refill, signs.motor == Motor.OBEYS
    )


# ---------------------------------------------------------------- RPM

SURVIVE = (52, 89, 150, 230, 350, 490, 630, 750, 840, 900, 940, 970, 980)
"""Chance to live by RPM score 0..12 if treated now, 1/1000 [Sacco 2005]."""

STEP = 30  # minutes between the columns of `LATER`
LATER = (
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    (6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0),
    (8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0),
    (9, 8, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0),
    (10, 9, 9, 8, 8, 7, 6, 6, 5, 5, 4, 4),
    (11, 11, 10, 10, 9, 8, 8, 7, 7, 6, 6, 5),
    (12, 12, 11, 11, 10, 10, 10, 10, 9, 9, 8, 8),
)
"""(13, 12): what a score of 0..12 has come down to after 30, 60, ... 360 minutes untreated [Sacco 2005]."""


def breaths_code(breaths: int) -> int:
    """The code 0..4 of breaths a minute."""
    return 0 if breaths <= 0 else 1 if breaths < 10 else 4 if breaths < 25 else 3 if breaths < 36 else 2


def pulse_code(pulse: int) -> int:
    """The code 0..4 of beats a minute."""
    return 0 if pulse <= 0 else 1 if pulse <= 40 else 2 if pulse <= 60 else 4 if pulse <= 120 else 3


def rpm(breaths: int, pulse: int, motor: int) -> int:
    """The RPM score 0..12; motor is its own code, 0..4."""
    return breaths_code(breaths) + pulse_code(pulse) + motor


def rpm_of(world: World, who: int) -> int:
    """Somebody's RPM score now."""
    signs = blood_loss.vital_signs(world, who)
    return rpm(signs.breaths, signs.pulse, signs.motor)


def later(score: int, minutes: int) -> int:
    """What a score comes down to in so many minutes: the table's last column reached, the last one beyond six hours.

    Raises ValueError for a score outside 0..12.
    """
    if not 0 <= score <= 12:
        raise ValueError(f"an RPM score is 0 to 12, not {score}")
    column = min(minutes // STEP, len(LATER[score]))
    return LATER[score][column - 1] if column > 0 else score


def chance(score: int, minutes: int = 0) -> int:
    """The chance to live, 1/1000, of one who is treated in so many minutes."""
    return SURVIVE[later(score, minutes)]


def logistic(score: int) -> float:
    """The curve that Sacco fitted to `SURVIVE`, for tests and plots: no rule uses it."""
    return 1 / (1 + math.exp(2.895 - 0.5694 * score))


def lives(key: luck.Key, thing: int, score: int, minutes: int = 0) -> bool:
    """Whether one who is treated in so many minutes lives, by their draw."""
    return bool(luck.u32(key, thing) < luck.chance(chance(score, minutes) / 1000))


# ---------------------------------------------------------------- whom to treat first

_EXACTLY = 12  # casualties up to which the best order is searched for; beyond, a rule of thumb


def best_order(scores: Sequence[int], minutes: Sequence[int]) -> tuple[list[int], int]:
    """In what order one healer should treat casualties, each of whom takes so many minutes, one after the other.

    Returns the order (numbers of casualties) and the expected survivors in 1/1000. Up to twelve casualties it is
    optimal: dynamic programming over the sets of those already treated, whose minutes add up to the same in any order.
    Beyond, the next is whoever loses most by waiting as long as the others take. Among equals the lower numbers come
    first. Raises ValueError where scores and minutes are not equally many.
    """
    n = len(scores)
    if n != len(minutes):
        raise ValueError(f"{n} scores and {len(minutes)} durations")
    if n > _EXACTLY:
        return _thumb(scores, minutes)
    best = [0] * (1 << n)  # of the casualties not yet treated, when those in the set have been
    first = [-1] * (1 << n)
    for done in range((1 << n) - 2, -1, -1):
        waited = sum(minutes[k] for k in range(n) if done >> k & 1)
        best[done] = -1
        for k in range(n):
            if not done >> k & 1:
                worth = chance(scores[k], waited) + best[done | 1 << k]
                if worth > best[done]:
                    best[done], first[done] = worth, k
    order: list[int] = []
    done = 0
    while len(order) < n:
        order.append(first[done])
        done |= 1 << first[done]
    return order, best[0]


def _thumb(scores: Sequence[int], minutes: Sequence[int]) -> tuple[list[int], int]:
    """`best_order` by a rule of thumb: next is who loses most, per minute of treatment, by being left until last."""
    left, waited, total, order = list(range(len(scores))), 0, 0, []
    while left:
        rest = sum(minutes[k] for k in left)

        def loss(k: int, waited: int = waited, rest: int = rest) -> tuple[float, int]:
            now = chance(scores[k], waited)
            return (now - chance(scores[k], waited + rest - minutes[k])) / max(1, minutes[k]), -k

        following = max(left, key=loss)
        left.remove(following)
        total += chance(scores[following], waited)
        waited += minutes[following]
        order.append(following)
    return order, total
