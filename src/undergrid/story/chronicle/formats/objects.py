"""A chronicle for programs: one object a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from undergrid.story.chronicle.told import Chronicle


class Object(TypedDict):
    """One sentence, or a line of talk.

    scene: the name of the scene it stands in, or `synopsis`, `opening` or `close`; tick: of the first of its events.
    """

    text: str
    events: list[int]
    scene: str
    teller: str
    talk: bool
    tick: int


def sentences(chronicle: Chronicle) -> Iterator[Object]:
    """Every sentence of a chronicle in the order in which it is read."""
    scenes = [(scene.name, scene.sentences) for scene in chronicle.scenes]
    parts = [("synopsis", chronicle.synopsis), ("opening", chronicle.opening), *scenes, ("close", chronicle.close)]
    for name, told in parts:
        for one in told:
            yield {
                "text": one.text, "events": list(one.events), "scene": name, "teller": one.teller, "talk": one.talk,
                "tick": one.tick,
            }  # fmt: skip
