"""What amounts that are grades are called in a sentence."""

from __future__ import annotations

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
