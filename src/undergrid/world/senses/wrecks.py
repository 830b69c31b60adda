"""Wrecks: cover that is half as high as a person, which hides and shields by posture.

A line leads from the eye to the target. Over each wreck between them it casts a shadow onto the target:

    shadow = eye - (eye - wreck) d / w            d: how far off the target is, w: how far off the wreck

What is lower than that is hidden. So whoever stands behind a wreck shows head and shoulders, and whoever crouches close
behind one shows nothing, until the eye comes near it or looks from above. Two wrecks side by side hide what lies behind
the gap between them.

Units   mm
Source  Similar triangles. Heights are assumed.
"""

from __future__ import annotations

import numpy as np

from undergrid.core.grid import sees_over
from undergrid.core.jit import kernel

WRECK_MM = 1300  # how high a wreck is [assumed]
EYES_MM = np.array([1200, 4000, 2200, 20_000, 1600] + 10 * [1600], np.int64)
"""By `optics.Sensor`: how high up it looks from; people and hunters look over what they stand behind [assumed]."""
BODY_MM = np.array([1700, 1000, 400], np.int64)
"""By `Posture`: how high a body is, standing, crouched and flat [assumed]."""
_COVERED = 1 << 30  # a shadow that is higher than anything


@kernel
def shadow(half_high, width, base, ax, ay, bx, by, eye):
    """How high the shadow of the wrecks between two cells of one level is on the second, for an eye over the first.

    half_high: (levels * height * width,) u8, not 0 where a wreck stands; eye: how high it is. 0 where none is between.
    Neither of the two cells itself casts a shadow. O(distance).
    """
    dx, dy = np.int64(bx) - ax, np.int64(by) - ay
    far, near = abs(dx), abs(dy)
    forward = np.int64(1) if dx > 0 else np.int64(-1)
    aside = np.int64(width) if dy > 0 else -np.int64(width)
    if near > far:
        far, near = near, far
        forward, aside = aside, forward
    over, cell, highest = far, np.int64(base) + ay * width + ax, np.int64(0)
    for step in range(1, far):
        cell += forward
        over += 2 * near
        if over >= 2 * far:
            over -= 2 * far
            cell += aside
        if half_high[cell] == 0 or (over == 0 and half_high[cell - aside] == 0):
            continue  # a line exactly between two cells passes where either is free
        if eye <= WRECK_MM:
            return np.int64(_COVERED)
        highest = max(highest, eye - (eye - WRECK_MM) * far // step)
    return highest


@kernel
def shadow_between(city, eye, here, there):
    """`shadow` on the cell `there` for an eye over the cell `here`; 0 in a city without wrecks."""
    if len(city.half_high) == 0:
        return np.int64(0)
    width, base = city.width, here // city.area * city.area
    a, b = here - base, there - base
    return shadow(city.half_high, width, base, a % width, a // width, b % width, b // width, np.int64(eye))


@kernel
def hides(city, sensor, target, here, there):
    """Whether wrecks hide a target wholly from a sensor: people by their posture; what is no person never is."""
    if len(city.half_high) == 0 or target >= len(BODY_MM):
        return False
    return shadow_between(city, EYES_MM[sensor], here, there) >= BODY_MM[target]


@kernel
def in_plain_view(city, sensor, target, base, ax, ay, bx, by):
    """Whether neither a wall nor a wreck hides a target from a sensor; base: the first cell of their level."""
    if not sees_over(city.opaque, city.width, base, ax, ay, bx, by):
        return False
    width = city.width
    return not hides(city, sensor, target, base + ay * width + ax, base + by * width + bx)
