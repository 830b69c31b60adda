"""Every number that a scenario may turn has a lowest and a highest value, and the city lives at either."""

import functools
import typing

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from undergrid import setup
from undergrid.core.errors import UsageError
from undergrid.minds.arguments import declared
from undergrid.setup.check.knobs import known_rules, known_wants
from undergrid.sim import Sim

RULES, WANTS = known_rules(), known_wants()
KNOBS = [(rule, knob) for rule, model in RULES.items() for knob in model.model_fields]
PEOPLE, TICKS = 240, 40


def numbers(annotation, marks=()):
    """(type, its marks) for each number within a type."""
    if annotation in (int, float):
        yield annotation, [one for mark in marks for one in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
    elif typing.get_origin(annotation) is typing.Annotated:
        yield from numbers(annotation.__origin__, annotation.__metadata__)
    elif typing.get_origin(annotation) is not typing.Literal:
        for part in typing.get_args(annotation):
            yield from numbers(part)


def ends(kind, marks):
    """(lowest, highest) value that a number may take; None for an end that is not declared or cannot be taken."""
    low = high = None
    for mark in marks:
        match mark:
            case Ge():
                low = mark.ge
            case Gt() if kind is int:
                low = mark.gt + 1
            case Le():
                high = mark.le
            case Lt() if kind is int:
                high = mark.lt - 1
    return low, high


def values(field):
    """What to try for a knob: its lowest and its highest value; where it is no number, whatever it may be."""
    annotation = field.annotation
    found = [ends(*number) for number in numbers(annotation, field.metadata)]
    if annotation in (int, float):
        return found[0]
    if found:
        return tuple(zip(*found, strict=True))
    if annotation is bool:
        return False, True
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return (), typing.get_args(typing.get_args(annotation)[0])
    return "00:00", "23:59"


@functools.cache
def eden():
    return setup.load("eden", PEOPLE)


def lives(rules):
    sim = Sim(setup.build(eden().with_rules(rules), 1, PEOPLE))
    for _ in range(TICKS):
        sim.step()


@pytest.mark.parametrize(("name", "model"), [*RULES.items(), *WANTS.items()])
def test_every_number_has_a_lowest_and_a_highest_value(name, model):
    without = [
        knob
        for knob, field in model.model_fields.items()
        for number in numbers(field.annotation, field.metadata)
        if None in ends(*number)
    ]
    assert not without, f"{name}: no ge or le (an open end of a float cannot be tried)"


@pytest.mark.parametrize("want", WANTS)
def test_every_text_of_a_want_is_declared_as_a_name_or_has_a_pattern(want):
    names = declared(WANTS[want])
    for argument, field in WANTS[want].model_fields.items():
        if "str" in str(field.annotation):
            assert argument in names or any(getattr(mark, "pattern", "") for mark in field.metadata), argument


def truths(value):
    """A value with each of its numbers in turn replaced by `true`, which Pydantic would take for 1."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield True
    elif isinstance(value, dict):
        yield from ({**value, key: other} for key in value for other in truths(value[key]))
    elif isinstance(value, (list, tuple)):
        yield from ([*value[:n], other, *value[n + 1 :]] for n in range(len(value)) for other in truths(value[n]))


@pytest.mark.parametrize("rule", RULES)
def test_no_number_of_a_rule_is_true_or_false(rule):
    for knob, value in RULES[rule]().model_dump().items():
        for other in truths(value):
            with pytest.raises(UsageError, match=rf"{rule}\.{knob}.*: (true|.* is not).*, expected"):
                eden().with_rules({f"{rule}.{knob}": other})


def test_a_switch_is_true_or_false_and_no_number_beside_it_is(tmp_path):
    text = setup.find("village").read_text("utf-8").replace("map: map.tmx", "map: {generate: {seed: 1}}")
    file = tmp_path / "scenario.yaml"
    file.write_text(text + "\nrules: {sight: {lost_after: true}}\n", "utf-8")
    assert [one.expected for one in setup.check(file) if "rules.sight.lost_after: true" in one.what] == ["a number"]


@pytest.mark.parametrize("end", [0, -1])
@pytest.mark.parametrize("rule", RULES)
def test_the_city_lives_with_all_the_numbers_of_a_rule_at_their_ends(rule, end):
    changed = {}
    for knob, field in RULES[rule].model_fields.items():
        try:
            eden().with_rules(changed | {f"{rule}.{knob}": values(field)[end]})
        except UsageError:
            continue  # at odds with another at its end
        changed[f"{rule}.{knob}"] = values(field)[end]
    lives(changed)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "knob"), KNOBS)
def test_the_city_lives_with_every_number_at_its_ends(rule, knob):
    for value in values(RULES[rule].model_fields[knob]):
        try:
            eden().with_rules({f"{rule}.{knob}": value})
        except UsageError:
            continue  # at odds with another number, as the rule's own check says
        lives({f"{rule}.{knob}": value})
