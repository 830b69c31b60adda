"""A chronicle as an Ink story: a night that is read by choices. After each scene a reader stays with somebody, looks
closer, or goes on.

What is told is the same as everywhere; only the order is the reader's. See `prose.choices`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from undergrid.story.chronicle.formats import prose
from undergrid.story.chronicle.told import Chronicle, Sentence

_MARKS = re.compile(r"[\\{}\[\]|~<>#/*`]|-(?=>)")
_AT_THE_START = re.compile(r"^(?=[-+=(]|(?:TODO|VAR|CONST|LIST|EXTERNAL|INCLUDE)\b)")


def spelled(chronicle: Chronicle) -> str:
    """The source of the story, for Inky, inklecate and inkjs."""
    return "\n".join(_lines(chronicle)) + "\n"


def _lines(chronicle: Chronicle) -> Iterator[str]:
    yield f"# title: {escaped(chronicle.title)}"
    yield f"# author: {escaped(chronicle.scenario)}, seed {chronicle.seed}, told by Undergrid"
    yield ""
    yield escaped(chronicle.title)
    yield from told(chronicle, chronicle.opening)
    yield f"-> {_knot(chronicle, 0)}"
    for at, scene in enumerate(chronicle.scenes):
        knot = _knot(chronicle, at)
        yield f"\n=== {knot} ==="
        yield f"# scene: {escaped(scene.title)}"
        yield escaped(f"{scene.title}. {scene.lapse}".rstrip(". ") + ".")
        yield from told(chronicle, scene.sentences)
        yield "- (on)"
        yield "* [Look closer]"
        yield from (f"  {escaped(line)}" for line in prose.closer(chronicle, scene))
        yield "  -> on"
        for choice in prose.choices(chronicle, at):
            yield f"+ [{escaped(prose.invitation(chronicle, choice))}]"
            yield f"  -> {_knot(chronicle, choice.scene)}"
    yield "\n=== close ==="
    yield from told(chronicle, chronicle.close)
    yield escaped(f"To live this night again: {chronicle.again}")
    yield "-> END"


def _knot(chronicle: Chronicle, at: int) -> str:
    """What the knot of a scene is called."""
    return f"scene_{at + 1}" if at < len(chronicle.scenes) else "close"


def told(chronicle: Chronicle, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """A line for each paragraph."""
    for one in prose.paragraphs(chronicle, sentences):
        text = escaped(" ".join(sentence.text for sentence in one.sentences))
        yield f"{escaped(one.voice)}: {text}" if one.voice else text


def escaped(text: str) -> str:
    """A text on one line of which no letter is Ink."""
    said = _MARKS.sub(r"\\\g<0>", prose.clean(text))
    return _AT_THE_START.sub(r"\\", said)
