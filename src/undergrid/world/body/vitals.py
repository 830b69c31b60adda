"""Vital signs by the share of blood lost: the ATLS table, straight lines between the two ends of each class.

Real patients show these signs unreliably (Mutschler et al., Resuscitation 84 (2013) 309): a rule of the game.

Units   shares lost in 1/1000000; beats and breaths a minute; urine in mL/h; the drive to breathe in 1/1000
Source  ATLS classes, as printed in Critical Care 20 (2016) 100, doi 10.1186/s13054-016-1265-x. Where the table has an
        open end (below 100 beats, above 140, above 35 breaths, above 30 mL), the far value is assumed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Mind(IntEnum):
    """How the mind is, by the class of blood loss."""

    SLIGHTLY_ANXIOUS = 1
    MILDLY_ANXIOUS = 2
    CONFUSED = 3
    LETHARGIC = 4


class Motor(IntEnum):
    """How somebody moves when asked, or when it hurts: the motor code of the RPM score."""

    NONE = 0
    EXTENDS_OR_FLEXES = 1
    WITHDRAWS = 2
    LOCALISES = 3
    OBEYS = 4


class Vitals(NamedTuple):
    """Somebody's vital signs."""

    pulse: int  # beats / min
    breaths: int  # / min
    urine: int  # mL/h
    mind: Mind
    motor: Motor
    radial: bool  # whether there is a pulse at the wrist
    slow_refill: bool  # whether the capillaries take more than 2 s to fill again


DEAD = Vitals(0, 0, 0, Mind.LETHARGIC, Motor.NONE, False, True)

# By class, as ranges of the signs [ATLS; the far end of an open one: assumed]
_FROM = (0, 150_000, 300_000, 400_000)  # where each class begins, as a share lost
_WIDE = (150_000, 150_000, 100_000, 100_000)
_PULSE = ((70, 30), (100, 20), (120, 20), (141, 39))  # at the beginning of each class, and how much it gains
_BREATHS = ((14, 6), (20, 10), (30, 10), (41, 4))
_URINE = ((60, -29), (30, -10), (15, -10), (0, 0))
_SENSELESS = (Motor.LOCALISES, Motor.LOCALISES, Motor.WITHDRAWS, Motor.EXTENDS_OR_FLEXES)  # by class [assumed]


def class_of_loss(lost: int) -> int:
    """The ATLS class of haemorrhage, 1 to 4: below 15, from 15, from 30, above 40 % lost."""
    return 1 if lost < 150_000 else 2 if lost < 300_000 else 3 if lost <= 400_000 else 4


def signs(lost: int, drive: int = 1000, awake: bool = True) -> Vitals:
    """The vital signs after a share of the blood is lost, by the drive to breathe that is left, awake or not."""
    n = class_of_loss(lost) - 1
    pulse, breaths, urine = (_within(lost, n, *ends[n]) for ends in (_PULSE, _BREATHS, _URINE))
    motor = _SENSELESS[n] if not awake else Motor.LOCALISES if n == 3 else Motor.OBEYS
    return Vitals(pulse, breaths * drive // 1000, urine, Mind(n + 1), motor, radial=n < 3, slow_refill=n >= 2)


def _within(lost: int, n: int, start: int, gain: int) -> int:
    """A sign interpolated between the two ends of its class, rounded towards the beginning."""
    gone = abs(gain) * (lost - _FROM[n]) // _WIDE[n]
    return start + gone if gain > 0 else start - gone
