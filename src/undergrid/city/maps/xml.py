"""XML as a tree whose elements know their lines; what could make a small file large or a reader fail is refused.

A document type may be named, as old maps of Tiled do, but not declared: entities expand, attribute defaults multiply.
The file is read piece by piece, so that a tag that never ends is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.parsers import expat

from undergrid.city.maps.map_error import MapError
from undergrid.core import limits

LINE = "\0line"
"""The attribute in which the line of an element is kept."""

_PIECE = 1 << 18  # bytes


def parse_xml(data: bytes, path: Path, count: Callable[[], str] = lambda: "") -> Element:
    """The root of a file's elements.

    `count` is called for each element and returns what is wrong with there being so many, or "". Raises MapError for
    broken XML, for declarations, for elements too deep in one another, and for encodings that Python cannot read.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root: list[Element] = []
    stack: list[Element] = []
    pieces: list[str] = []  # of text since the last tag: in a map, elements with children have no text

    def fail(what: str) -> MapError:
        return MapError.at(path, parser.CurrentLineNumber, what)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if said := limits.NESTING.exceeded(len(stack) + 1) or count():
            raise fail(said)
        element = Element(tag, attributes)
        element.set(LINE, str(parser.CurrentLineNumber))
        pieces.clear()
        (stack[-1] if stack else root).append(element)
        stack.append(element)

    def end(tag: str) -> None:
        stack.pop().text = "".join(pieces)
        pieces.clear()

    def text(piece: str) -> None:
        pieces.append(piece)

    def doctype(name: str, system: str | None, public: str | None, declares: int) -> None:
        if declares:
            raise fail("entity declarations are not allowed, nor is anything else within its DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        for start in range(0, len(data), _PIECE):
            parser.Parse(data[start : start + _PIECE], False)
            if said := limits.TAG_BYTES.exceeded(start + _PIECE - parser.CurrentByteIndex):
                raise fail(said)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise MapError.at(path, error.lineno, f"broken XML: {what}") from None
    except MapError:
        raise
    except (LookupError, ValueError):  # of the codec that the file names
        raise fail("this encoding cannot be read, expected UTF-8") from None
    return root[0]
