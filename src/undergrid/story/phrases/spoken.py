"""Amounts in the past tense, for a chronicle."""

from __future__ import annotations

PAST_AMOUNTS: dict[str, dict[str, str]] = {}
