"""Where in a scenario file a word of the house stands, and of which sort it is there: what its everyday words mean."""

from __future__ import annotations

from collections.abc import Sequence

from undergrid.core.everyday import instead, own_word

_KEYS = {  # a mapping, and the sort of its keys
    "": "section",
    "cast.*": "person", "crowd.*": "group", "cast.*.wounds.*": "wound key", "endings.*": "end",
    "cast.*.carries.*": "thing", "crowd.*.carries.*": "thing", "things.*": "thing", "clinics.*": "thing",
    "cast.*.wants.*": "want", "watchers": "watchers", "watchers.senses": "watcher",
}  # fmt: skip
_VALUES = {
    "cast.*.profession": "profession", "cast.*.category": "category", "cast.*.was": "category",
    "crowd.*.category": "category", "cast.*.being": "being", "cast.*.bonds.*.kind": "bond",
    "cast.*.wounds.*.kind": "wound", "cast.*.wounds.*.part": "part", "endings.*.are": "state",
    "watchers.more.*.kind": "watcher", "cast.*.wants.*": "want",
    "cast.*.carries.*": "thing", "crowd.*.carries.*": "thing",
}  # fmt: skip
_LISTS = {"thing": "things", "want": "wants", "profession": "professions", "watcher": "watchers"}
_DEEPEST = 5
_NAMED = {"cast", "crowd", "things", "clinics", "endings", "carries", "wants", "wounds", "bonds", "more"}


def _spot(loc: Sequence[str | int]) -> str:
    """A place as the tables above have it: `*` for what has a name or a number of the file's own."""
    if len(loc) > _DEEPEST:
        return "?"
    return ".".join("*" if n and loc[n - 1] in _NAMED else str(part) for n, part in enumerate(loc))


def own(loc: Sequence[str | int], word: str, key: bool) -> str:
    """The house's own word for one that stands in a scenario: as the value at `loc`, or as a key in the mapping."""
    sort = (_KEYS if key else _VALUES).get(_spot(loc))
    return own_word(sort, word) if sort else word


def listed(loc: Sequence[str | int], key: bool) -> str:
    """Where all words that may stand there are explained, ` (undergrid words things)`; "" where they are not."""
    sort = (_KEYS if key else _VALUES).get(_spot(loc))
    return f" (undergrid words {_LISTS[sort]})" if sort in _LISTS else ""


def meant(loc: Sequence[str | int], word: str, key: bool) -> str:
    """What to write instead of a word that could mean several things there; "" where it is none of those."""
    sort = (_KEYS if key else _VALUES).get(_spot(loc))
    return instead(sort, word) if sort else ""
