"""Kinds of events: what a faction decides, who said and voted what, and what is prepared until a deadline."""

from __future__ import annotations

from undergrid.world.log.kinds.kind import kind

VOTE_CALLED = kind(85, whom="faction", amount="question", wakes="who")
ARGUED = kind(86, whom="faction", amount="vote")
VOTED = kind(87, whom="faction", amount="vote", wakes="who")
VOTE_CARRIED = kind(88, whom="faction", amount="ayes and noes", wakes="who")
VOTE_FAILED = kind(89, whom="faction", amount="ayes and noes", wakes="who")
WALKED_OUT = kind(78, whom="faction", wakes="who")
ENGINE_SPOILT = kind(79, amount="energy, J")
TASK_DONE = kind(16, whom="citizen", amount="chore")
PREPARED = kind(17, who="faction", amount="readiness, 1 / 1000")
