"""What somebody knows, and from whom: the newest of it in words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from undergrid.serve.things import Line, near, since
from undergrid.sim import Sim
from undergrid.world.tables.minds import Topic
from undergrid.world.view.names import Names, words

_MOST = 9  # things that are told one by one
_MOST_ALIKE = 4  # of one topic
_BY_MARK = -2  # of `knowledge.source`

_SUBJECTS = {
    Topic.WATCHER: "watcher", Topic.PERSON: "citizen", Topic.GATE: "gate", Topic.PLACE: "building",
    Topic.BODY: "citizen", Topic.CALL: "citizen", Topic.SECRET: "citizen", Topic.LINE: "wire", Topic.WINDOW: "window",
}  # fmt: skip
_AS = {
    Topic.BODY: "{} lies there", Topic.CALL: "a call from {}", Topic.SECRET: "the past of {}",
    Topic.WINDOW: "the hours of {}",
}  # fmt: skip
_ALONE = {Topic.OUTZONE: "a life beyond the wall", Topic.TRUTH: "what is kept from people",
          Topic.TRACE: "a trail", Topic.NOISE: "a noise",
          Topic.PLACE: "a place"}  # fmt: skip


def known(sim: Sim, names: Names, who: int) -> list[Line]:
    """The newest things that somebody knows as lines: what and where, how old and from whom."""
    table = sim.world.knowledge
    rows = table.of(who)
    told, n = Counter[int](), Counter[int]()
    lines = dict[str, str]()
    for slot in rows[np.argsort(-table.at[rows], kind="stable")].tolist():
        topic = int(table.topic[slot])
        n[topic] += 1
        if len(lines) < _MOST and told[topic] < _MOST_ALIKE and (what := _what(sim, names, slot)) not in lines:
            lines[what] = _whence(sim, names, slot)
            told[topic] += 1
    more = sum((n - told).values())
    return [*lines.items(), *([(f"and {more:,} more", "")] if more else [])]


def _what(sim: Sim, names: Names, slot: int) -> str:
    table = sim.world.knowledge
    topic, subject, cell = Topic(int(table.topic[slot])), int(table.subject[slot]), int(table.cell[slot])
    called = words(names.thing(_SUBJECTS[topic], subject)) if topic in _SUBJECTS and subject >= 0 else ""
    if topic in (Topic.PERSON, Topic.BODY, Topic.CALL, Topic.SECRET) and subject >= 0:
        called = names.citizen(subject)
    what = _AS.get(topic, "{}").format(called) if called else _ALONE.get(topic, words(topic.name))
    where = near(names, cell) if cell >= 0 else ""
    return f"{what} · {where}" if where and where != what else what


def _whence(sim: Sim, names: Names, slot: int) -> str:
    table, source = sim.world.knowledge, int(sim.world.knowledge.source[slot])
    at = int(table.at[slot])
    age = since(sim, at) if at > 0 else "always knew"
    if source == _BY_MARK:
        return f"a mark on a wall, {age}"
    return f"{names.citizen(source)}, {age}" if source >= 0 else age
