"""Phrases: strangers, words, promises, rumours, feelings, hope, and bands on the move."""

from __future__ import annotations

from undergrid.story.phrases.society import strangers, ties, word

PHRASES = {**strangers.PHRASES, **word.PHRASES, **ties.PHRASES}
