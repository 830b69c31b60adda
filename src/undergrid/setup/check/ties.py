"""Wants about others that come to nothing: nobody sees whom they know nothing of, or goes along with the dead.

Eyes find those whom somebody is bound to, and no others (`systems/senses/perception.py`): without a bond, or `knows`,
people pass each other by, however near they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from undergrid.minds.arguments import names_in
from undergrid.setup.file.persons import Person
from undergrid.setup.file.source import Loc

if TYPE_CHECKING:
    from undergrid.setup.check.names import Want
    from undergrid.setup.load import Scenario

_IN_VAIN = {"escort": "keep by their side", "bring": "bring them", "reach": "wait for them"}
_COME_TO_KNOW = ("rescue", "parley")  # wants by which strangers are treated, or given a promise: both make a bond


def lacks_others(scenario: Scenario, name: str, want: Want) -> Iterator[tuple[Loc, str, str]]:
    """(where it stands within the want, what is missing, what would help) of what keeps a want about somebody from
    ever acting on them.
    """
    cast, person = scenario.spec.cast, scenario.spec.cast[name]
    if want.name == "bring":
        yield from _nobody_or_nowhere(scenario, name, want)
    for where, kind, whom in names_in(want.params):
        if kind != "person":
            continue
        if is_gone(cast[whom]):
            yield where, f"{whom} is dead at the start", "somebody alive"
        elif want.name == "shield":
            if person.being == "human" and (too_little := _too_little(person, whom, want)):
                yield where, f"{name} {too_little[0]}", too_little[1]
        elif not _knows(scenario, name, whom, want):
            what = f"{name} is not bound to {whom} and knows nothing of them, so {name} can't {_IN_VAIN[want.name]}"
            yield where, what, f"bonds: [{{to: {whom}}}] for {name}, or knows: [{whom}]"
    if want.name == "sustain" and not person.bonds:
        yield (), f"{name} is bound to nobody whom to keep going", "bonds: [{to: SOMEBODY}]"


def is_gone(person: Person) -> bool:
    """Whether somebody is dead when the story begins."""
    return person.dead or person.shut_down is not None


def lies(person: Person) -> bool:
    """Whether somebody can't stand up when the story begins."""
    return person.trapped or is_gone(person) or any(wound.depth == 3 for wound in person.wounds)


def _nobody_or_nowhere(scenario: Scenario, name: str, want: Want) -> Iterator[tuple[Loc, str, str]]:
    """Of whoever wants to bring somebody, that nothing says where to; or, where nothing is said, that they promise
    nothing that they could keep.
    """
    given = dict(want.params)
    if given["place"] is not None:
        return
    if given["who"] is not None:
        yield ("who",), f"nothing says where {name} should bring {given['who']} to", "a place beside who, place: NAME"
    elif not any(other.name == "parley" for other in scenario.checked.wants[name]):
        what = f"{name} has nobody to bring, and makes no promise to"
        yield (), what, "{who: SOMEBODY, place: NAME}, or parley among the wants"


def _too_little(person: Person, whom: str, want: Want) -> tuple[str, str] | None:
    """Why somebody would never throw themselves at a Sentinel for another, and what would help; None where they
    might.
    """
    knobs = dict(want.params)
    tie = max((round(1000 * bond.strength) for bond in person.bonds if bond.to == whom), default=0)
    if tie * knobs["loss"] > 1000 * knobs["harm"]:
        return None
    if knobs["loss"] <= knobs["harm"]:
        return f"would stand up for {whom} by no bond: loss is no more than harm", "a loss that weighs more than harm"
    said = f"is bound to {whom} by {tie / 10:g} % alone" if tie else f"is not bound to {whom}"
    least = 100 * knobs["harm"] / knobs["loss"]
    remedy = f"bonds: [{{to: {whom}, strength: ...}}] of more than {least:.3g} %, or another harm and loss"
    return f"{said}, and would not stand up for them before a Sentinel", remedy


def _knows(scenario: Scenario, name: str, whom: str, want: Want) -> bool:
    """Whether somebody may ever see, or look for, somebody else; whom they mean to bring they also find lying beside
    them, or have found by looking for the wounded.
    """
    person, other = scenario.spec.cast[name], scenario.spec.cast[whom]
    if whom in person.known or any(bond.to == whom for bond in person.bonds):
        return True
    if any(own.name in _COME_TO_KNOW for own in scenario.checked.wants[name]):
        return True
    return want.name == "bring" and lies(other) and (person.at or person.home) == (other.at or other.home)
