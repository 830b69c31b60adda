"""Moods: pleasure, arousal and dominance, each from -1 to 1, in whole numbers of 1/10000.

Emotions pull a mood, and it goes back to where it rests, halving the way in a fixed time. Where it rests is by
personality (five factors, each from -1 to 1: openness, conscientiousness, extraversion, agreeableness, neuroticism):

    P = .21 E + .59 A + .19 S,  A = .15 O + .30 A - .57 S,  D = .25 O + .17 C + .60 E - .32 A

with S = -N. All pulls of one tick are added up before the mood is held within its bounds: their order is nothing.

Source  A. Mehrabian, J. Psychol. 130 (1996); the emotions: P. Gebhard, ALMA, AAMAS 2005, 10.1145/1082473.1082478.
"""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.world.society.regard import faded

ONE = 10_000
Mood = tuple[int, int, int]

EMOTIONS: dict[str, Mood] = {
    "distress": (-4000, -2000, -5000),
    "fear": (-6400, 6000, -4300),
    "gratitude": (4000, 2000, -3000),
    "joy": (4000, 2000, 1000),
    "love": (3000, 1000, 2000),
    "relief": (2000, -3000, 4000),
    "shame": (-3000, 1000, -6000),
}
"""Where an emotion pulls a mood, pleasure, arousal and dominance [Gebhard 2005, table 2]."""


def rests_at(factors: Sequence[float]) -> Mood:
    """The mood of a personality: (openness, conscientiousness, extraversion, agreeableness, neuroticism)."""
    o, c, e, a, n = factors
    s = -n
    found = (0.21 * e + 0.59 * a + 0.19 * s, 0.15 * o + 0.30 * a - 0.57 * s, 0.25 * o + 0.17 * c + 0.60 * e - 0.32 * a)
    pleasure, arousal, dominance = (round(ONE * max(-1.0, min(1.0, x))) for x in found)
    return pleasure, arousal, dominance


def now(mood: Sequence[int], rest: Sequence[int], age: int, halves: int) -> Mood:
    """What a mood has come to after `age` seconds: half of the way back to where it rests in each `halves` seconds."""
    pleasure, arousal, dominance = (
        base + (faded(x - base, age, halves) if x >= base else -faded(base - x, age, halves))
        for x, base in zip(mood, rest, strict=True)
    )
    return pleasure, arousal, dominance


def pulled(mood: Sequence[int], pulls: Sequence[tuple[str, int]]) -> Mood:
    """A mood after all the emotions of one tick, each with its strength in 1/1000, in whatever order."""
    moved = [x + sum(EMOTIONS[name][n] * strength for name, strength in pulls) // 1000 for n, x in enumerate(mood)]
    pleasure, arousal, dominance = (max(-ONE, min(ONE, x)) for x in moved)
    return pleasure, arousal, dominance
