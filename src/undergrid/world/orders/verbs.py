"""Verbs of makers' own rules: numbers 200 to 255, beside those of `Verb`.

    SCRUB = verb(200, target="citizen", says="scrub {whom} clean")

stands in a maker's rule; when the rule is loaded, the verb gets the name that it is assigned to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from undergrid.world.tables.orders import TARGETS, Refusal, Verb

OF_MAKERS = range(200, 256)
"""The numbers that belong to makers' own rules."""

_AIMS = ("", "citizen", "cell", "gate", "building")
_said: dict[Verb, str] = {}
_reasons: dict[Verb, Callable[..., Refusal | None]] = {}


def verb(
    number: int, *, target: str = "", says: str = "", why_not: Callable[..., Refusal | None] | None = None
) -> Verb:
    """A verb that has no name yet; `name_verbs` gives it the one it is assigned to.

    target: the table that it is aimed at, "" for none. says: how it is told, "" for its name in plain words. why_not:
    `(world, who, verb, target, amount)` to the Refusal that the rule would give, or None; views show it. Raises
    ValueError where the number or the target is not for makers.
    """
    if number not in OF_MAKERS:
        raise ValueError(f"the number of a maker's verb is {OF_MAKERS.start} to {OF_MAKERS.stop - 1}, not {number}")
    if target not in _AIMS:
        raise ValueError(f"a verb is aimed at {', '.join(_AIMS[1:])} or nothing, not at {target!r}")
    made = int.__new__(Verb, number)
    made._value_, made._name_ = number, ""
    vars(made).update(aimed_at=target, says=says, why_not=why_not)
    return made


def name_verbs(names: Mapping[str, Any]) -> list[Verb]:
    """Take in the verbs among the names of a module, as `Verb(number)` and `Verb[name]`; returns them.

    A maker's verb replaces another maker's of that number or name. Raises ValueError where one of ours has
    the name.
    """
    found = []
    for name, value in names.items():
        if not isinstance(value, Verb) or int(value) not in OF_MAKERS:
            continue
        if name in Verb.__members__ and int(Verb[name]) not in OF_MAKERS:
            raise ValueError(f"{name}: there is a verb of that name already")
        value._name_ = name
        Verb._value2member_map_[int(value)] = Verb._member_map_[name] = value
        given = vars(value)
        for known, one in ((TARGETS, "aimed_at"), (_said, "says"), (_reasons, "why_not")):
            known.pop(value, None)  # of the verb that had the number before
            if given[one]:
                known[value] = given[one]
        found.append(value)
    return found


def said(name: str) -> str:
    """How a maker's verb is told, by its name in small letters and with blanks; "" for any other."""
    member = Verb._member_map_.get(name.upper().replace(" ", "_"))
    return _said.get(member, "") if isinstance(member, Verb) else ""


def reason_of(asked: Verb) -> Callable[..., Refusal | None] | None:
    """The function `why_not` that a maker's verb was declared with; None without one."""
    return _reasons.get(asked)
