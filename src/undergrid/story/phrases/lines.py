"""Lines: what people say aloud in a chronicle, by the kind of event and the word of its amount."""

from __future__ import annotations

from undergrid.world.log.kinds import Kind

LINES: dict[Kind, dict[str, tuple[str, ...]]] = {}
