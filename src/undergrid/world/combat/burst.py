"""Bursts: whom a blast reaches. Fragments thin out with the square of the distance, and stop at walls.

Source  Inverse square law, P(hit) = 1 - exp(-ln 2 (r50 / r)^2 A), A the share of the body that shows (J. Przemieniecki,
        Mathematical Methods in Defense Analyses, 1990).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Ground, ground_column
from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.grid import sees
from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64, Out

MOST = 3
"""Fragments that one person is hit by at most [assumed]."""

_GROUNDS = 16
_KILLS = 7  # the draw of a victim that says whether it kills; draw 0 says how many fragments hit


class Victims(Out):
    """People whom a blast may hit or bury: how many fragments hit, the odds if it kills (else 0), squared distance."""

    who: I64
    fragments: I64
    odds: I64
    squared: I64


def showing() -> npt.NDArray[np.float64]:
    """(grounds,) share of a body that the cover on each kind of ground leaves to be seen and hit."""
    shares = np.ones(_GROUNDS)
    shares[: len(Ground)] = np.maximum(0.05, 1 - ground_column("cover", np.float64) / 100)
    return shares


def fragments(share: npt.NDArray[np.float64], cells: int, cell_m: float, half_m: float) -> I32:
    """(postures, grounds, squared cells, MOST) chance in 2^-20 to be hit by at least 1, 2, 3 fragments: Poisson.

    share: (postures, grounds) of a body that shows; half_m: the distance at which half of the people without cover
    (share 1) are hit.
    """
    squared = np.maximum(1.0, np.arange(cells * cells + 1) * cell_m**2)
    mean = np.log(2) * half_m**2 / squared * share[:, :, None]
    missed, term, chances = np.zeros_like(mean), np.exp(-mean), []
    for n in range(1, MOST + 1):
        missed = missed + term
        term = term * mean / n
        chances.append(np.clip(1 - missed, 0, 1))
    return twenty_bits(np.stack(chances, axis=-1))


def twenty_bits(chances: npt.NDArray[np.float64]) -> I32:
    """Chances as whole numbers of 2^-20: so coarse that machines with other last bits in `exp` agree."""
    return np.rint(chances * (1 << 20)).astype(np.int32)


@kernel
def burst(occupancy, people, city, knobs, key, place, lucky, victims):
    """Whom a blast may hit or bury: everybody near it on its level behind no wall; returns how many.

    knobs: how far it is reckoned with, `blast` in cells squared, and `fragments` and `deaths` as of `fragments`.
    lucky: the luck key of what goes off; 0 where the luck of its victims alone decides.
    """
    width, area = city.width, city.area
    n, level = 0, place // area
    x, y = place % width, place % area // width
    for who in each_set(occupancy.outdoors):
        here = np.int64(people.cell[who])
        if here // area != level or not people.alive[who]:
            continue
        to_x, to_y = here % width, here % area // width
        squared = (to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)
        if squared > knobs.blast or not sees(city.opaque, width, level * area, x, y, to_x, to_y):
            continue
        low, under = np.int64(people.posture[who]), np.int64(city.ground[here])
        own = people.luck[who] if lucky == 0 else luck.pair(lucky, people.luck[who])
        draw, hits = luck.u32(key, own, 0) >> 12, 0
        while hits < 3 and draw < knobs.fragments[low, under, squared, hits]:
            hits += 1
        odds = np.int64(knobs.deaths[low, under, squared]) << 12
        kills = luck.u32(key, own, _KILLS) < odds
        victims.who[n], victims.fragments[n], victims.squared[n] = who, hits, squared
        victims.odds[n] = odds if kills else 0
        n += 1
    return n
