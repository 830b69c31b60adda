"""Amounts in the past tense, for a chronicle: by the meaning that a kind gives its amount, what each value is called."""

from __future__ import annotations

PAST_AMOUNTS: dict[str, dict[str, str]] = {}
