"""A YAML file as plain data that remembers where everything stood.

YAML 1.2 by ruamel.yaml, read as a graph of nodes rather than into its containers: nodes know the line of every key and
value, whether a text stood in quotes, and which keys occur twice.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from undergrid.core.inputs import UnreadableError, read_text
from undergrid.core.limits import LETTERS, NESTING, NOTICED, SCENARIO_BYTES, VALUES
from undergrid.core.plain import cut
from undergrid.setup.file.problems import Problem, ScenarioError

Key = str | int
Loc = tuple[Key, ...]

_TAG = "tag:yaml.org,2002:"
_OF_MANY = tuple(_TAG + kind for kind in ("seq", "map", "omap", "set", "pairs"))  # what no single value can be
_READ = tuple(_TAG + kind for kind in ("str", "null", "bool", "int", "float", "timestamp", "binary"))
_OPENS = re.compile(r"while (scanning a (double-|single-)?quoted scalar|parsing a flow (sequence|mapping))")
_NO_ESCAPE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what no text of ours holds: NUL, and halves of characters


class Bare(str):
    """A text that stood in the file without quotes."""

    __slots__ = ()


@dataclass
class Source:
    """One file: its data (None where it could not be read), the place of everything in it, and what is wrong so far."""

    name: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)  # where a key stands
    values: dict[Loc, tuple[int, int]] = field(default_factory=dict)  # where its value begins

    def at(self, loc: Sequence[Key], *, key: bool = False) -> tuple[int, int]:
        """(line, column) of a value, or of its key; where there is none, of the mapping or list that would hold it."""
        path = tuple(loc)
        while path:
            found = self.keys.get(path) if key else self.values.get(path, self.keys.get(path))
            if found:
                return found
            path, key = path[:-1], False
        return (1, 1) if self.data is not None else (0, 0)

    def report(
        self, loc: Sequence[Key], what: str, expected: str = "", suggestion: str = "", *, key: bool = False
    ) -> None:
        """Note a problem with the value at `loc`, or with its key."""
        self.note(Problem(self.name, *self.at(loc, key=key), what, expected, suggestion))

    def note(self, problem: Problem) -> None:
        """Note a problem, in this file or in one that it names. Raises ScenarioError where it is one too many."""
        self.problems.append(problem)
        if len(self.problems) >= NOTICED:
            raise ScenarioError(self.problems)


def dotted(loc: Sequence[Key]) -> str:
    """A place as it is told, lists counted from 1: `cast.mara.bonds[1].to`."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            name = part if part.isprintable() else repr(part)[1:-1]
            text += f".{name}" if text else name
    return text


Own = Callable[[Loc, str, bool], str]
"""The house's own word for one at a place: as the value there, or as a key in the mapping there."""


def read(path: Path, name: str = "", own: Own | None = None) -> Source:
    """Read a file. What cannot be read, and every key that occurs twice, is among `problems`.

    own: what everyday words are read as; as they stand if left out.

    Raises ScenarioError where there are too many to go on.
    """
    source = Source(name or str(path))
    try:
        text = read_text(path, SCENARIO_BYTES)
    except UnreadableError as error:
        source.report((), error.message)
        return source
    return parse(text, source, own)


def parse(text: str, source: Source, own: Own | None = None) -> Source:
    """Fill `source` from the text of a YAML document."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # it is allowed: the last one before an alias holds
            root = yaml.compose(text)
    except _TooMuchError as error:
        return _stopped(source, error)
    except MarkedYAMLError as error:
        source.note(_broken(source.name, error))
        return source
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        source.note(Problem(source.name, line, 1, f"not YAML: {str(error).splitlines()[0]}"))
        return source
    except (ValueError, OverflowError):
        found = _NO_ESCAPE.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        source.note(Problem(source.name, line, 1, "not YAML: an escape that stands for no character"))
        return source
    if root is None:
        source.report((), "the file is empty", "a scenario")
        return source
    try:
        source.data = _Reader(yaml, source, own or _as_it_stands).take(root, ())
    except _TooMuchError as error:
        return _stopped(source, error)
    return source


def _as_it_stands(loc: Loc, word: str, key: bool) -> str:
    return word


class _TooMuchError(Exception):
    """More of something than a file may have, at a node."""

    def __init__(self, what: str, node: Any) -> None:
        super().__init__(what)
        self.mark = node.start_mark


def _stopped(source: Source, error: _TooMuchError) -> Source:
    source.data = None
    source.note(Problem(source.name, error.mark.line + 1, error.mark.column + 1, str(error)))
    return source


class _Composer(Composer):
    """Makes nodes of a file, as many and as deep in one another as a file may have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._n = self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        is_key = isinstance(parent, MappingNode) and index is None
        self._n, self._depth = self._n + (not is_key), self._depth + 1
        event = self.parser.peek_event()
        letters = len(getattr(event, "value", None) or "")
        said = NESTING.exceeded(self._depth) or VALUES.exceeded(self._n) or LETTERS.exceeded(letters)
        if said:
            raise _TooMuchError(said, event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _broken(name: str, error: MarkedYAMLError) -> Problem:
    """What keeps a text from being YAML; a quote or bracket that is never closed is named where it was opened."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    what = _plain(error)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if mark and opened and _OPENS.fullmatch(str(error.context)) and opened.line < mark.line:
        at_its_end = not mark.buffer[mark.index :].strip("\0 \r\n") if mark.buffer is not None else True
        if at_its_end or "quoted" in str(error.context):
            line, column = opened.line + 1, opened.column + 1
        else:
            what += f"; it was opened in line {opened.line + 1}"
    return Problem(name, line, column, f"not YAML: {what}")


def _plain(error: MarkedYAMLError) -> str:
    """What ruamel.yaml says, in one line, with its commonest words for beginners."""
    said = " ".join(part for part in (error.context, error.problem) if part).strip().splitlines()[0]
    if "cannot start any token" in said and "\\t" in said:
        return "a tab used for indenting, expected spaces"
    if "mapping values are not allowed" in said:
        return "a second ':' in one line, expected quotes around a text that contains one"
    if "expected a single document" in said:
        return "a second document after '---', expected one"
    return said


class _Reader:
    def __init__(self, yaml: YAML, source: Source, own: Own) -> None:
        self.yaml = yaml
        self.source = source
        self.own = own
        self.open: list[Node] = []  # the nodes being read, to stop at one that contains itself
        self.texts: dict[int, str] = {}  # of the nodes without quotes: aliases share them
        self.sound: dict[int, bool] = {}  # whether a node is all characters: looked at once for its aliases

    def take(self, node: Node, loc: Loc) -> Any:
        """The data of a node, its place and those of all in it noted."""
        if said := VALUES.exceeded(len(self.source.values)):
            raise _TooMuchError(said, node)
        self.source.values[loc] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if any(node is other for other in self.open):
            self.source.report(loc, "this contains itself", "an alias to something else")
            return None
        if said := NESTING.exceeded(len(self.open) + 1):  # aliases may be deeper than the brackets
            raise _TooMuchError(said, node)
        self.open.append(node)
        try:
            if isinstance(node, MappingNode):
                return self._mapping(node, loc)
            if isinstance(node, SequenceNode):
                return [self.take(item, (*loc, n)) for n, item in enumerate(node.value)]
            assert isinstance(node, ScalarNode)  # there is no fourth kind
            return self._scalar(node, loc)
        finally:
            self.open.pop()

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                self.source.note(Problem(self.source.name, *place, "a list or mapping used as a name"))
                continue
            name = self.own(loc, str(key_node.value), True)
            if _NO_TEXT.search(name):
                what = f"{name!r} holds what is no character"
                self.source.note(Problem(self.source.name, *place, what, "plain text"))
                continue
            if name in found:
                first = self.source.keys[(*loc, name)][0]
                what = f"{name!r} stands here a second time, first in line {first}"
                self.source.note(Problem(self.source.name, *place, what, "each name once"))
                continue
            self.source.keys[(*loc, name)] = place
            found[name] = self.take(value_node, (*loc, name))
        return found

    def _scalar(self, node: ScalarNode, loc: Loc) -> Any:
        tag = str(node.tag)
        if id(node) not in self.sound:
            self.sound[id(node)] = not _NO_TEXT.search(node.value)
        if not self.sound[id(node)]:
            self.source.report(loc, f"{cut(node.value)} holds what is no character", "plain text")
            return None
        if tag in _OF_MANY:
            self.source.report(loc, f"{cut(node.value)} cannot be read as {tag.removeprefix(_TAG)}")
            return None
        if tag == _TAG + "str" or tag not in _READ:
            word = self.own(loc, str(node.value), False)
            if node.style or word != node.value:
                return word if node.style else Bare(word)
            return self.texts.setdefault(id(node), Bare(word))
        try:
            value = self.yaml.constructor.construct_object(node)
        except (YAMLError, ValueError, LookupError, ArithmeticError, AttributeError, TypeError):
            value = None  # ruamel.yaml lets through what Python says of a text that the tag does not fit
        if value is None and tag != _TAG + "null":
            self.source.report(loc, f"{cut(node.value)} cannot be read as {tag.removeprefix(_TAG)}")
        if tag in (_TAG + "timestamp", _TAG + "binary"):
            return Bare(node.value)
        return value
