"""What amounts that are grades are called in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

GRADES: dict[str, tuple[str, ...]] = {
    "class": (
        "hardly any blood",
        "less than 15 % of the blood, class 1",
        "15 % of the blood, class 2",
        "30 % of the blood, class 3",
        "40 % of the blood, class 4",
    ),
    "Swiss stage": (
        "no longer in danger of it",
        "shivering, below 35 degrees",
        "stumbling and dazed, below 32 degrees",
        "without senses, below 28 degrees",
        "hardly alive, below 24 degrees",
    ),
    "haze": (
        "they see as they did before",
        "what is far blurs",
        "only what is near is clear",
        "they see little but light and dark",
    ),
    "doses": ("none", "one dose"),
    "fear": ("calm", "uneasy", "afraid", "terrified"),
    "attachment": ("used to", "fond of", "attached to", "devoted to"),
    "resolve": ("", "", "firmly ", "firmly "),
    "depth": ("", "", ", deeply", ", beyond words"),
}
"""Amounts that are grades, from 0 on; an amount beyond the last is told as a number."""

TRUST = ((250, "dislike"), (450, "suspicion"), (650, "neither trust nor suspicion"), (1001, "trust"))
"""How far people trust a newcomer, by below what, 1/1000: as `SIZED_UP` words it in a chronicle."""


def graded(amount: int, grades: Sequence[tuple[int, str]]) -> str:
    """What an amount is called, by the first grade that it is below; the last for what is above all."""
    return next((says for below, says in grades if amount < below), grades[-1][1])
