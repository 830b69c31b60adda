"""What rules and their files may be called.

A rule's name stands in `rules` of the scenario, and its file in two folders: the scenario's, and the copy within a run.
So a file is named by its way from the scenario's folder, in the one form that leads to the same place in both.
"""

from __future__ import annotations

import keyword
import posixpath
import re

LONGEST = 64  # letters of a name

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WAY = re.compile(r"(\w[\w.-]*/)*[^/\\]+")  # folders: none is `.`, `..` or nothing, none begins with a drive


def wrong_with_file(what: str) -> tuple[str, str]:
    """What is wrong with how the file of a rule is named, and what it perhaps should be; "" for nothing."""
    if _WAY.fullmatch(what):
        return "", ""
    plain = posixpath.normpath(what.replace("\\", "/"))
    if plain.startswith(("/", "../")):
        return f"{what} lies outside of the scenario's folder", ""
    return f"{what} is not the plain name of a file in the scenario's folder", plain if _WAY.fullmatch(plain) else ""


def wrong_with_name(name: str) -> str:
    """What is wrong with the name of a rule; "" for nothing."""
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name for a rule"
    if keyword.iskeyword(name):
        return f"{name!r} is a word of Python's, and no name for a rule"
    if len(name) > LONGEST:
        return f"{name[:20]!r}... is too long a name for a rule"
    return ""
