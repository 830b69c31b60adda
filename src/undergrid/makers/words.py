"""Words in which a maker's kind of event is declared: whose rows its fields are, what it counts, what is told.

What they mean stands in `world/view/names.py` and `story`; the tests compare.
"""

PARTIES = ("citizen", "watcher", "gate", "facility", "building", "node", "wire", "window", "mind", "faction", "law")
"""The tables that `who` and `whom` are rows of."""

AMOUNTS = (
    "verb", "aim", "hitch", "refusal",
    "programme", "verdict", "topic", "category", "stance", "plea", "death", "prognosis", "waking",
    "privation", "outing", "haul", "thing", "device", "subsystem", "trace", "wound",
    "shot", "direction", "cell", "citizen vouched for",
    "citizen asked after", "citizen who died", "ending", "class",
    "Swiss stage", "devices lost", "devices back", "lack", "suit part", "things off", "watchers", "bid", "nodes",
    "message", "question", "vote", "chore", "doubt", "unit part", "gate way", "mood", "release", "leading",
    "unlinking",
    "hope", "fear", "attachment", "resolve", "depth", "haze", "augment",
)  # fmt: skip
"""What an amount is told as, where it is more than a number."""

UNITS = (
    "mm", "cm", "m", "km", "s", "min", "h", "d", "seconds", "minutes", "hours", "days", "mg", "g", "kg", "mL", "L",
    "J", "W", "C", "dB", "%", "1 / 1000", "points", "people", "things", "doses", "traces",
)  # fmt: skip
"""What a number may be counted in. Anything else is said as `what, unit`: `level, dB`."""

PLACEHOLDERS = ("who", "whom", "amount", "at", "from_whom")
"""What a sentence may have in braces."""

PLACEHOLDERS_OF_VERBS = ("whom",)
"""And what the words for a verb may."""
