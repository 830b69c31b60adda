"""A chronicle as a Twee 3 story: a night that is read by choices, as in `ink.py`.

It asks a story format for nothing but links and plain text, so that any of them shows it; Harlowe is named, with which
Twine begins. What would be markup in one of them is written as a number (`&#42;`), which is a letter to all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from undergrid.story.chronicle.formats import prose
from undergrid.story.chronicle.told import Chronicle, Sentence

_MARKS = re.compile(r"""[\\`*_{}\[\]()<>|~$&^#@/=%]|--+|''+|""+""")
_AT_THE_START = re.compile(r"^(?:(\d+)(?=[.)])|(?=[-+:!]))(.)")
START, CLOSE = "Beginning", "How it ends"


def spelled(chronicle: Chronicle) -> str:
    """The source of the story, for Twine, Tweego and Extwee."""
    return "\n\n".join(_passages(chronicle)) + "\n"


def _passages(chronicle: Chronicle) -> Iterator[str]:
    data = {"ifid": str(prose.identity(chronicle)).upper(), "format": "Harlowe", "format-version": "3.3.9"}
    yield f":: StoryTitle\n{_title(chronicle.title)}"
    yield f":: StoryData\n{json.dumps(data | {'start': START}, indent=1)}"
    begin = "[[Begin->" + _passage(chronicle, 0) + "]]"
    yield "\n\n".join([f":: {START}\n{escaped(chronicle.title)}", *told(chronicle, chronicle.opening), begin])
    for at, scene in enumerate(chronicle.scenes):
        name = _passage(chronicle, at)
        onward = "\n".join(_onward(chronicle, at))
        heading = escaped(f"{scene.title}. {scene.lapse}".rstrip(". ") + ".")
        look = f"[[Look closer->{name} closer]]"
        yield "\n\n".join([
            f":: {name} [scene]\n{heading}", *told(chronicle, scene.sentences), f"{look}\n{onward}"
        ])  # fmt: skip
        seen = [escaped(line) for line in prose.closer(chronicle, scene)]
        yield "\n\n".join([f":: {name} closer [closer]\n{seen[0]}", *seen[1:], onward])
    again = escaped(f"To live this night again: {chronicle.again}")
    yield f":: {CLOSE}\n" + "\n\n".join([*told(chronicle, chronicle.close), again])


def _onward(chronicle: Chronicle, at: int) -> Iterator[str]:
    for choice in prose.choices(chronicle, at):
        yield f"[[{escaped(prose.invitation(chronicle, choice))}->{_passage(chronicle, choice.scene)}]]"


def _passage(chronicle: Chronicle, at: int) -> str:
    """What the passage of a scene is called: nothing that a title could bring along is in it."""
    return f"Scene {at + 1}" if at < len(chronicle.scenes) else CLOSE


def told(chronicle: Chronicle, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """A text for each paragraph."""
    for one in prose.paragraphs(chronicle, sentences):
        text = " ".join(sentence.text for sentence in one.sentences)
        yield escaped(f"{one.voice}: {text}" if one.voice else text)


def escaped(text: str) -> str:
    """A text on one line of which no letter is markup, in any story format."""
    said = _MARKS.sub(lambda found: "".join(map(_number, found[0])), prose.clean(text))
    return _AT_THE_START.sub(lambda found: (found[1] or "") + _number(found[2]), said)


def _number(letter: str) -> str:
    return f"&#{ord(letter)};"


def _title(title: str) -> str:
    """The title on its line. It is no markup to anybody, but must not begin a passage."""
    said = prose.clean(title)
    return f"\\{said}" if said.startswith("::") else said
