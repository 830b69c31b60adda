r"""Plain text: what a terminal would obey, or nobody could see, is written out as an escape such as `\x1b`.

Names come from scenarios, maps and logs of strangers. `line` is for a name, or a sentence with names in it, that has to
stay on its line; `text` for what Undergrid has put together itself, whose own line breaks stay; `json` for an answer in
JSON, which means the same as before.
"""

from __future__ import annotations

import re
import shlex

# The control characters (C0, DEL, C1), what turns the direction of writing, line and paragraph separators, fillers
# that take no room, halves of characters, and the invisible tags.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_IN_A_LINE = re.compile(f"[{_UNSEEN}]")
_IN_A_TEXT = re.compile(f"(?!\n)[{_UNSEEN}]")
_SHOWN = 40  # letters of a value that is told


def line(given: object) -> str:
    """A text on one line: line breaks too are written out, so that a name cannot pass for another line."""
    return _IN_A_LINE.sub(_escape, str(given))


def text(given: str) -> str:
    """A text of several lines, each of them plain."""
    return _IN_A_TEXT.sub(_escape, given)


def json(given: str) -> str:
    """A JSON text that means the same and is plain."""
    return _IN_A_LINE.sub(_json_escape, given)


def cut(value: object) -> str:
    """A value as Python would write it, on one line and cut where it is long."""
    try:
        shown = repr(value[:_SHOWN] if isinstance(value, str) else value)
    except ValueError:  # Python refuses to spell out a number of thousands of digits
        return "a number of thousands of digits"
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 3] + "..."


def whole(given: str) -> int | None:
    """The number that a text of digits stands for; None for any other text, and for more than 18 digits."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def quoted(text: str) -> str:
    """An argument for a shell, in quotes also where it needs none."""
    return shlex.quote(text) if "'" in text else f"'{text}'"
