"""A client's mailbox: one slot each way, so that who is slow or closed keeps nobody waiting and nothing piles up.

What a client looks at stands in one slot: a newer look takes the place of an older one. What is sent to it does too: a
frame goes out only once the one before has been acknowledged.
"""

from __future__ import annotations

import time

from undergrid.serve.wire import Look

_RATE, _BURST = 80.0, 160.0  # messages a second from one client, and at once


class Mailbox:
    """The looks of one client, and what it has been sent."""

    def __init__(self) -> None:
        self.look: Look | None = None  # the newest that has not been answered to its end
        self.sent = 0  # the number of the last frame sent
        self.got = 0  # of the last that was acknowledged

    def put(self, look: Look) -> None:
        """Take in a look. Raises ValueError where it acknowledges a frame that was never sent."""
        if look.got > self.sent:
            raise ValueError("a frame was acknowledged that was not sent")
        self.got = max(self.got, look.got)
        self.look = look

    @property
    def ready(self) -> bool:
        """Whether a frame may be sent: something is looked at, and the last frame has come."""
        return self.look is not None and self.got == self.sent

    def post(self, number: int, whole: bool) -> None:
        """Note that a frame is sent. whole: the look is answered, another has to come first."""
        self.sent = number
        if whole:
            self.look = None


class Allowance:
    """How many messages a client may send: so many at once, and so many a second after that."""

    def __init__(self, rate: float = _RATE, burst: float = _BURST) -> None:
        self.rate, self.burst, self.left, self.at = rate, burst, burst, time.monotonic()

    def take(self) -> bool:
        """Whether one more message is within bounds."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate) - 1
        self.at = now
        return self.left >= 0
