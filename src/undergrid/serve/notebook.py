"""The page in a notebook: the same client, answered by the notebook's own process, which steps only when it is asked.

Between them goes what goes over the socket elsewhere: packs and JSON of the wire, over the comm of an anywidget.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undergrid.core import numbers
from undergrid.core.errors import UndergridError
from undergrid.runs import Recorder
from undergrid.serve import client, frames, wire
from undergrid.serve.ahead import Ahead
from undergrid.serve.export.page import within
from undergrid.serve.past import Past
from undergrid.serve.telling import Teller, find
from undergrid.sim import Sim
from undergrid.world.view.names import words

_SHOW = 0.35  # seconds after which a page is shown how far the way to its tick has come
_HITS = 12
_MOST_HIGH = 4000  # px


class NoWidgetError(UndergridError):
    """A notebook cannot show the page: the package for it is not there."""


def show(what: Sim | Recorder | str | Path, *, height: int = 640) -> Any:
    """The city in a notebook: the page of `undergrid watch`, as a widget so many px high.

    A recorded run, given by its folder or as `record` returns it, is shown at any moment. Of a Sim one sees the present
    and what comes of it without orders; the Sim itself is not stepped, and has no log on disk that could be told.

    Raises NoWidgetError without the extra `notebook`, NoPageError where the page has not been built, RunError where a
    run cannot be read.
    """
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise NoWidgetError(
            "undergrid.show needs the package anywidget, which is not installed",
            hint="pip install 'undergrid[notebook]'",
        ) from None
    height = numbers.whole(height, "height", 200, _MOST_HIGH)
    files = client.files()
    desk = Desk(what)
    members = {
        "_esm": files["/widget.js"][1].decode(),
        "page": traitlets.Unicode(within(files, desk.title, "within")).tag(sync=True),
        "height": traitlets.Int(height).tag(sync=True),
    }
    widget = type("Showing", (anywidget.AnyWidget,), members)()

    def hear(_: Any, content: Any, buffers: Any) -> None:
        for said in desk.answer(content):
            if isinstance(said, bytes):
                widget.send({"view": content["view"]}, [said])
            else:
                widget.send({"view": content["view"], "text": said})

    widget.on_msg(hear)
    return widget


class Desk:
    """Answers the pages of one widget."""

    def __init__(self, what: Sim | Recorder | str | Path) -> None:
        self._teller: Teller | None = None
        self._time: Past | Ahead
        if isinstance(what, Sim):
            self._time = Ahead(what)
        else:
            path = what.folder.path if isinstance(what, Recorder) else Path(what)
            self._time, self._teller = Past(path), Teller(path)
        sim = self._time.go(1, lambda: True)
        self._names = sim.names()
        self.title = sim.built.title
        self._city = frames.city(sim, sim.built.scenario.name)
        self._number = 0

    def answer(self, content: Any) -> Iterator[bytes | str]:
        """What is said to what a page says; an empty text is its greeting. What is none of the wire is not answered."""
        text = content.get("text") if isinstance(content, dict) and isinstance(content.get("view"), str) else None
        if text == "":
            yield wire.as_text(self._state())
            yield self._city
        if not text or len(text) > wire.MOST_BYTES:
            return
        try:
            message = wire.read(text)
        except ValueError:
            return
        if isinstance(message, wire.Look):
            until, self._number = time.monotonic() + _SHOW, self._number + 1
            sim = self._time.go(message.tick, lambda: time.monotonic() < until)
            yield frames.frame(sim, self._names, message, self._number)
        else:
            yield wire.as_text(self._told(message))

    def _state(self) -> wire.State:
        if self._teller is not None:
            return self._teller.state()
        assert isinstance(self._time, Ahead)
        endings = [(words(name), tick) for name, tick in self._time.sim.endings().items()]
        return {
            "kind": "state", "first": self._time.first, "tick": self._time.until, "until": self._time.until,
            "status": "ended", "endings": endings, "trouble": "", "runs": [],
        }  # fmt: skip

    def _told(self, ask: wire.Ask) -> wire.Answer:
        if self._teller is not None:
            return self._teller.answer(ask)
        text, citizens = ask.text.strip().lower(), self._time.sim.world.citizens.n
        hits = find(self._names, citizens, text)[:_HITS] if ask.about == "find" and text else []
        known = {"find": hits, "events": []}
        trouble = "" if ask.about in known else "a Sim keeps no log on disk: record it, and show the run"
        return {"kind": "answer", "number": ask.number, "trouble": trouble, "body": known.get(ask.about)}
