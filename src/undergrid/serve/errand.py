"""An errand: a process of its own that answers questions over a pipe; whoever asks waits briefly."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

_WAIT = 0.4  # seconds for an answer: one that takes longer is asked for again later


class Errand:
    """`target(pipe, *arguments)` in a process of its own. It is sent tuples, and answers each with (wrong, answer)."""

    def __init__(self, target: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        self._process.start()
        theirs.close()
        self._late = 0  # answers to questions that were given up

    def ask(self, *question: Any) -> Any:
        """The answer. Raises ValueError where there is none, or none in time."""
        try:
            self._pipe.send(question)
            self._late += 1
            while self._late:
                if not self._pipe.poll(_WAIT):
                    raise ValueError("not worked out yet")
                wrong, answer = self._pipe.recv()
                self._late -= 1
        except (EOFError, OSError):
            raise ValueError("the process that works it out has ended") from None
        if wrong:
            raise ValueError(wrong)
        return answer

    def close(self) -> None:
        """Let go of the process."""
        self._pipe.close()
        self._process.join(1)
        if self._process.is_alive():
            self._process.kill()
