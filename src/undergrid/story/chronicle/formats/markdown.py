"""A chronicle as Markdown: to be read as it stands, or by whatever makes Markdown into something else.

The ids of what a scene tells stand under it as a comment, for `undergrid why`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from undergrid.story.chronicle.formats import prose
from undergrid.story.chronicle.formats.prose import Paragraph
from undergrid.story.chronicle.told import Chronicle, Scene, Sentence

_MARKS = re.compile(r"[\\`*_\[\]<>|~$#^@]|%(?=%)|=(?==)|&(?=#?\w+;)")
_AT_THE_START = re.compile(r"^(?:(\d+)(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|-{2,}$))")
_LINK = re.compile(r"(https?|ftp)(?=://)|\bwww(?=\.)", re.IGNORECASE)


def spelled(chronicle: Chronicle) -> str:
    """The whole of it."""
    return "\n\n".join(_parts(chronicle)) + "\n"


def without_ids(chronicle: Chronicle) -> str:
    """As `spelled`, for who reads it once, on a terminal."""
    return "\n\n".join(part for part in _parts(chronicle) if not part.startswith("<!--")) + "\n"


def _parts(chronicle: Chronicle) -> Iterator[str]:
    yield f"# {escaped(chronicle.title)}"
    yield f"*{escaped(prose.subtitle(chronicle))}*"
    yield from told(chronicle, chronicle.synopsis)
    if chronicle.opening:
        yield "---"
        yield from told(chronicle, chronicle.opening)
    for scene in chronicle.scenes:
        yield f"## {escaped(scene.title)}"
        yield from scene_told(chronicle, scene)
    if chronicle.close:
        yield "## How it ends"
        yield from told(chronicle, chronicle.close)
    yield "---"
    yield f"To live this night again: {code(chronicle.again)}"


def scene_told(chronicle: Chronicle, scene: Scene) -> Iterator[str]:
    """A scene without its heading: what has passed since, its paragraphs, the ids as a comment."""
    if scene.lapse:
        yield f"*{escaped(scene.lapse)}*"
    yield from told(chronicle, scene.sentences)
    yield f"<!-- {scene.name}, why: {' '.join(map(str, prose.leads(scene.sentences)))} -->"


def told(chronicle: Chronicle, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """Sentences in paragraphs; what another voice says stands apart."""
    for one in prose.paragraphs(chronicle, sentences):
        yield _paragraph(one)


def _paragraph(one: Paragraph) -> str:
    text = escaped(" ".join(sentence.text for sentence in one.sentences))
    return f"> **{escaped(one.voice)}:** {text}" if one.voice else text


def escaped(text: str) -> str:
    """A text on one line of which no letter is markup."""
    said = _LINK.sub(r"\g<0>\\", _MARKS.sub(r"\\\g<0>", prose.clean(text)))
    return _AT_THE_START.sub(r"\1\\", said)


def code(text: str) -> str:
    """A text as it is typed, between more backticks than it has in a row."""
    text = prose.clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"
