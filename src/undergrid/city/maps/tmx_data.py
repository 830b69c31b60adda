"""A Tiled file's elements, their numbers, and the tiles of its layers; what is wrong is named by file and line.

`Source` reads what attributes and data say and nothing else; `xml` and `tmj` take the file apart.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from undergrid.city.maps import tmj
from undergrid.city.maps.elsewhere import Named
from undergrid.city.maps.map_error import Complaint, MapError, TooMuchError
from undergrid.city.maps.tmj import parse_json
from undergrid.city.maps.xml import LINE, parse_xml
from undergrid.core import limits
from undergrid.core.errors import did_you_mean
from undergrid.core.inputs import UnreadableError, read_bytes
from undergrid.core.limits import Limit

U32 = npt.NDArray[np.uint32]

FLIPS = 0xF0000000
MOST = (1 << 32) - 1  # that a whole number of a map may be: a tile with its flips
_PIXELS = 1e9  # no map is so wide
_WHOLE = re.compile(r"\s*[-+]?[0-9]{1,12}\s*")


class Spent:
    """What has been read of a map so far, its tilesets included, against the limits."""

    def __init__(self) -> None:
        self._n: dict[str, int] = {}

    def exceeded(self, limit: Limit, more: int) -> str:
        """Count so much more; what is said where that is beyond the limit, else ""."""
        self._n[limit.name] = self._n.get(limit.name, 0) + more
        return limit.exceeded(self._n[limit.name])


class Source:
    """One file of Tiled's; every complaint names the file and the line."""

    def __init__(self, named: Named, whole: Source | None = None) -> None:
        """whole: the file that this one is a part of, with which it shares limits, complaints and the list of files."""
        self.named, self.path = named, named.path
        self.files: dict[str, Path] = whole.files if whole else {}
        self.files[named.kept] = named.path
        self.absent: list[Path] = whole.absent if whole else []
        self.spent: Spent = whole.spent if whole else Spent()
        self.complaints: list[Complaint] = whole.complaints if whole else []

    @contextlib.contextmanager
    def going_on(self) -> Iterator[None]:
        """Note what is wrong within the block, so that what comes after it is looked at too.

        Raises MapError with all that was noted where that is enough, or where the map is beyond a limit.
        """
        try:
            yield
        except TooMuchError as wrong:
            raise MapError([*self.complaints, *wrong.complaints]) from None
        except MapError as wrong:
            self.complaints += wrong.complaints
            if len(self.complaints) >= limits.NOTICED:
                self.give_up()

    def give_up(self) -> None:
        """Raise MapError with all that was wrong so far, if anything was."""
        if self.complaints:
            raise MapError(self.complaints)

    def fail(self, element: Element | None, message: str) -> MapError:
        return MapError.at(self.path, int(element.get(LINE, "0")) if element is not None else 0, message)

    def spend(self, element: Element, limit: Limit, more: int) -> None:
        """Count something that a map may have so much of. Raises MapError where there is more."""
        if said := self.spent.exceeded(limit, more):
            raise TooMuchError(self.fail(element, said).complaints)

    def root(self, tag: str) -> Element:
        try:
            data = read_bytes(self.path, limits.MAP_BYTES)
        except UnreadableError as error:
            near = []
            if error.missing and self.path.parent.is_dir():
                near = [p.name for p in self.path.parent.glob(f"*{self.path.suffix}")]
            meant = f"; {did_you_mean(self.path.name, near)}" if near else ""
            raise self.fail(None, f"{error.message}{meant}") from None
        if said := self.spent.exceeded(limits.MAP_BYTES, len(data)):
            raise self.fail(None, said)
        parse = parse_json if self.path.suffix.lower() in tmj.SUFFIXES else parse_xml
        root = parse(data, self.path, lambda: self.spent.exceeded(limits.ELEMENTS, 1))
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
        if not _WHOLE.fullmatch(text):
            raise self.fail(element, f'{name}="{_short(text)}" of <{element.tag}>: expected a whole number')
        value = int(text)
        if value < least:
            raise self.fail(element, f"{name}={value} of <{element.tag}>: expected at least {least}")
        if value > MOST:
            raise self.fail(element, f"{name}={value} of <{element.tag}>: expected at most {MOST}")
        return value

    def real(self, element: Element, name: str) -> float:
        return self.pixels(element, name, element.get(name, "0"))

    def pixels(self, element: Element, name: str, text: str) -> float:
        """A number of pixels in a text: no number is none, nor is one that is infinite."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not abs(value) < _PIXELS:
            raise self.fail(element, f'{name}="{_short(text)}" of <{element.tag}>: expected a number of pixels')
        return value

    def grid(self, element: Element, data: Element, name: str, size: tuple[int, int] | None = None) -> U32:
        """The tiles of a layer or chunk as (height, width) u32."""
        width, height = size or (self.number(element, "width", least=1), self.number(element, "height", least=1))
        wanted = width * height
        self.spend(element, limits.CELLS, wanted)
        encoding, compression = data.get("encoding"), data.get("compression") or None
        text = element.text or ""
        if encoding is None:
            cells = np.array(
                [self.number(tile, "gid", 0) & 0xFFFFFFFF for tile in element.iter("tile")], dtype=np.uint32
            )
        elif encoding == "csv":
            cells = self.csv(element, text, name, wanted)
        elif encoding == "base64":
            raw = self.unpack(element, text, compression, wanted * 4, name)
            if len(raw) % 4:
                raise self.fail(element, f'layer "{name}": {len(raw)} bytes of tiles, expected {wanted * 4}')
            cells = np.frombuffer(raw, dtype="<u4").astype(np.uint32, copy=False)
        else:
            meant = did_you_mean(encoding, ("csv", "base64"))
            raise self.fail(data, f'layer "{name}": unknown encoding "{encoding}"; {meant}')
        if len(cells) != wanted:
            more = "more" if len(cells) > wanted else "fewer"
            raise self.fail(element, f'layer "{name}": {len(cells)} tiles, {more} than {width} x {height} = {wanted}')
        if not cells.flags.writeable:
            cells = cells.copy()
        cells &= np.uint32(~FLIPS & 0xFFFFFFFF)
        return cells.reshape(height, width)

    def csv(self, element: Element, text: str, name: str, wanted: int) -> U32:
        body = text.strip().rstrip(",")
        if not body:
            return np.zeros(0, dtype=np.uint32)
        if body.count(",") >= 2 * wanted + 1_000:  # not worth reading: there are far too many
            raise self.fail(element, f'layer "{name}": {body.count(",") + 1} tiles, more than {wanted}')
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


def _short(text: str) -> str:
    """A text as it is repeated in a complaint."""
    return text if len(text) <= 40 else text[:37] + "..."
