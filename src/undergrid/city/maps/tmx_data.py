"""The XML of a Tiled file and the tiles of its layers. Data that is broken or too large is named by file and line."""

from __future__ import annotations

import base64
import binascii
import warnings
import zlib
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from undergrid.core import plain
from undergrid.core.errors import UsageError, did_you_mean

U32 = npt.NDArray[np.uint32]

FLIPS = 0xF0000000
MOST_CELLS = 1 << 28
LINE = "\0line"  # attribute in which the line of an element is kept


class MapError(UsageError, ValueError):
    """A map that cannot be read or does not make sense; the message names file, line and what was expected."""


class Source:
    """One XML file; every complaint names the file and the line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, element: Element | None, message: str) -> MapError:
        line = f":{element.get(LINE)}" if element is not None else ""
        return MapError(plain.line(f"{self.path}{line}: {message}"))

    def root(self, tag: str) -> Element:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            near = [p.name for p in self.path.parent.glob(f"*{self.path.suffix}")] if self.path.parent.is_dir() else []
            meant = f"; {did_you_mean(self.path.name, near)}" if near else ""
            raise MapError(f"{self.path}: there is no such file{meant}") from None
        except OSError as error:
            raise MapError(f"{self.path}: cannot be read: {error.strerror}") from None
        root = parse_xml(data, str(self.path))
        if root.tag != tag:
            raise self.fail(root, f"this is a <{root.tag}> file, expected <{tag}>")
        return root

    def number(self, element: Element, name: str, default: int | None = None, least: int = 0) -> int:
        """A whole number from an attribute."""
        text = element.get(name)
        if text is None:
            if default is None:
                raise self.fail(element, f"<{element.tag}> has no {name}")
            return default
        try:
            value = int(text)
        except ValueError:
            raise self.fail(element, f'{name}="{text}" of <{element.tag}>: expected a whole number') from None
        if value < least:
            raise self.fail(element, f"{name}={value} of <{element.tag}>: expected at least {least}")
        return value

    def real(self, element: Element, name: str) -> float:
        text = element.get(name, "0")
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:
            raise self.fail(element, f'{name}="{text}" of <{element.tag}>: expected a number of pixels')
        return value

    def grid(self, element: Element, data: Element, name: str, size: tuple[int, int] | None = None) -> U32:
        """The tiles of a layer or chunk as (height, width) u32."""
        width, height = size or (self.number(element, "width", least=1), self.number(element, "height", least=1))
        wanted = width * height
        if wanted > MOST_CELLS:
            raise self.fail(element, f'a chunk of layer "{name}" is {width} x {height} tiles, more than {MOST_CELLS}')
        encoding, compression = data.get("encoding"), data.get("compression") or None
        text = element.text or ""
        if encoding is None:
            cells = np.array(
                [self.number(tile, "gid", 0) & 0xFFFFFFFF for tile in element.iter("tile")], dtype=np.uint32
            )
        elif encoding == "csv":
            cells = self.csv(element, text, name)
        elif encoding == "base64":
            raw = self.unpack(element, text, compression, wanted * 4, name)
            if len(raw) % 4:
                raise self.fail(element, f'layer "{name}": {len(raw)} bytes of tiles, expected {wanted * 4}')
            cells = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
        else:
            meant = did_you_mean(encoding, ("csv", "base64"))
            raise self.fail(data, f'layer "{name}": unknown encoding "{encoding}"; {meant}')
        if len(cells) != wanted:
            more = "more" if len(cells) > wanted else "fewer"
            raise self.fail(element, f'layer "{name}": {len(cells)} tiles, {more} than {width} x {height} = {wanted}')
        return (cells & np.uint32(~FLIPS & 0xFFFFFFFF)).reshape(height, width)

    def csv(self, element: Element, text: str, name: str) -> U32:
        body = text.strip().rstrip(",")
        if not body:
            return np.zeros(0, dtype=np.uint32)
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)  # how NumPy says that it stopped at a wrong character
            try:
                cells = np.fromstring(body, dtype=np.int64, sep=",")
            except (DeprecationWarning, ValueError):
                raise self.fail(element, f'layer "{name}": expected numbers with commas between them') from None
        if len(cells) and (cells.min() < 0 or cells.max() > 0xFFFFFFFF):
            raise self.fail(element, f'layer "{name}": a tile number is not in 0 to 4294967295')
        return cells.astype(np.uint32)

    def unpack(self, element: Element, text: str, compression: str | None, size: int, name: str) -> bytes:
        """The bytes of a layer; never more than one beyond the size it must have."""
        try:
            packed = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise self.fail(element, f'layer "{name}": this is not base64') from None
        if compression is None:
            return packed
        try:
            if compression in ("zlib", "gzip"):
                stream = zlib.decompressobj(wbits=47)
                raw = stream.decompress(packed, size + 1)
                whole = stream.eof or len(raw) > size
            elif compression == "zstd":
                import zstandard

                with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
                    raw = reader.read(size + 1)
                whole = len(raw) >= size
            else:
                meant = did_you_mean(compression, ("zlib", "gzip", "zstd"))
                raise self.fail(element, f'layer "{name}": unknown compression "{compression}"; {meant}')
        except MapError:
            raise
        except Exception as error:  # zlib.error or zstandard.ZstdError, which is imported only here
            raise self.fail(element, f'layer "{name}": damaged {compression} data ({error})') from None
        if not whole:
            raise self.fail(element, f'layer "{name}": the {compression} data is cut short: {len(raw)} of {size} bytes')
        return raw


def parse_xml(data: bytes, name: str) -> Element:
    """Parse XML, keeping the line of every element; entity declarations are refused: they can expand without limit."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root: list[Element] = []
    stack: list[Element] = []
    pieces: list[str] = []  # of text since the last tag: in a map, elements with children have no text

    def begin(tag: str, attributes: dict[str, str]) -> None:
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

    def entity(*_: object) -> None:
        raise MapError(f"{name}:{parser.CurrentLineNumber}: entity declarations are not allowed in a map")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise MapError(f"{name}:{error.lineno}: broken XML: {what}") from None
    return root[0]
