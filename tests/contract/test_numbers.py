"""A number of a rule that no scenario can turn says in brackets where it comes from, or that it is assumed.

    _FARTHEST = 600  # m, beyond which no rotors are heard [assumed]

The brackets stand in the comment of its line, in the text below it, or in the comment above its paragraph. Numbers that
belong to the program and not to the city (codes, sizes of tables, units, how often one looks) are named below.
"""

from __future__ import annotations

import ast
import fnmatch
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from undergrid.systems.body import fatigue
from undergrid.world.body import exposure

SRC = Path(__file__).resolve().parents[2] / "src" / "undergrid"
PLACES = ("systems", "world", "minds")
MARK = re.compile(r"\[[^\[\]]+\]")
NAMED = re.compile(r"_?[A-Z][A-Z0-9_]*")

HOW_OFTEN_ONE_LOOKS = """
systems.society.contamination._MINUTE systems.items.cigarettes._MINUTE
minds.minds._BUSY minds.minds._IDLE minds.minds._WARY minds.knows.watching._LOOK minds.plans.*._SIT
minds.plans.*._LOOK minds.wants.*._LOOK minds.wants.*._SIT
minds.wants.*._STAY minds.wants.*._REST minds.wants.*._READ minds.wants.*._AGAIN minds.wants.wait_for_gap._STEP
systems.authority.dossiers._TURN systems.authority.pursuit._CALL_EVERY systems.authority.dispatch._CALL_EVERY
systems.authority.dispatch._LOOK_EVERY systems.authority.classification._REVIEW_EVERY systems.network.echo._LOOK_S
systems.body.bleeding.LOOK
systems.body.consciousness.LOOK systems.body.fatigue._SAMPLE systems.economy.routine._LONG
systems.economy.renewals._LOOK_S systems.places.ruins._MINUTE
systems.sky.weather._MINUTE systems.society.hearsay._LOOK_S
systems.society.marks._LOOK_S systems.society.hideouts._LOOK_S systems.society.council._LOOK_S
systems.society.refuges._LOOK_S systems.society.speeches._LOOK_S
systems.society.feelings._LOOK_S systems.society.feelings._COMPANY_S systems.society.last_words._LOOK_S
systems.society.word_of_death._LOOK_S systems.places.recycling._OPEN_S
systems.places.recycling._CELLS_S systems.places.recycling._OUT_S
systems.society.pledges._LOOK_S systems.society.trust._MEET_S systems.society.trust._TURNS
systems.authority.cold_cases._LOOK_S systems.authority.raids._BERTH_S systems.places.burning._LOOK*
systems.trails.traces._TURNS systems.body.slips._TURNS systems.body.hazards._TURNS world.items.suits.MINUTE
 systems.trails.traces._POOLS systems.movement.movement._SWEEP
world.body.exposure.LOOK world.body.meals.LOOK
world.body.injuries.LOOK
"""
HOW_MANY_FIT = """
world.society.messages._TOPIC_BITS world.society.messages._CELL_BITS world.society.messages._SUBJECT_BITS
systems.*._AT_ONCE minds.plans.look_round._CORNERS systems.authority.dossiers._HEAVIEST systems.authority.pursuit._STOPS
systems.body.consciousness._MOST minds.vain._MOST minds.wants.rescue._CORNERS
systems.body.neural_feed._MOST_FED
systems.economy.routine._MOST_POINTS systems.movement.movement._MANY world.combat.burst._GROUNDS
systems.body.thirst._HOTTEST systems.sky.weather._GALE world.authority.patrols._STOPS_A_TICK
world.body.injuries.MOST_WOUNDS world.body.triage._EXACTLY world.body.sleep._AHEAD world.movement.travel._LONGEST
world.movement.crowding._LOW world.senses.optics._GROUNDS world.senses.optics._SENSORS world.senses.optics._LOWEST
world.senses.optics._CHANCES world.senses.radio_link._QUANTILES world.senses.thermal._WARMEST
world.senses.radio_link._LOWEST_DB world.senses.radio_link._HIGHEST_DB world.senses.radio_link._PER_DB
systems.orders.intake._MOST systems.senses.sight._SQUARED* world.movement.crowding._ROW world.sky.air.DUSTIEST
world.log.events.*_BITS world.log.events.NOBODY world.log.events.SCENARIO_EVENT world.ranges._PLAIN
world.ranges._MUCH world.combat.odds._LOWEST world.combat.odds._HIGHEST
"""
UNITS_AND_STEPS = """
world.society.bonding.BITS world.society.moods.ONE world.society.tempers._SHOWN
systems.society.glitches._STEPS systems.society.glitches._CLASSES
world.people.moods.ONE
minds.knows.purpose._MIX minds.knows.purpose._LONG minds.wants.reach._BITS minds.wants.sever._BITS
minds.wants.sever._ON_THIS_SIDE minds.wants.link._FIRED minds.wants.link._LINKED world.network.purging._WHOLE
systems.authority.classification._ONE systems.authority.laws._ALL
systems.body.consciousness._FINE systems.senses.scope._FINE
systems.items.suits._STEPS systems.body.fatigue._NEWS
systems.body.fatigue._ONE systems.body.infection._HIGH world.places.occupancy._SQUARE systems.places.fire._FULL
systems.senses.noise._FIRM systems.senses.perception._FIRM minds.knows.watching._FIRM
systems.sky.clock._NOON systems.society.morale._TENTH
systems.trails.tracking._ONE world.authority.suspects.DAY_MIN world.body.blood_loss.ALL world.body.blood_loss.ONE
world.body.burdens.SOUND world.body.exposure._ALL world.body.exposure.TENTH world.body.sleep._STEP
world.body.triage.STEP
world.places.shelters._OPEN_GLOW world.places.shelters._STEPS world.places.shelters._DECAY world.senses.thermal.TURN
world.body.feeding.CLEAR world.places.burning.ONE
world.sky.air.OCTAVE world.society.parley_odds._TWENTIETHS world.society.pleas.HANDS world.society.feelings.ONE
world.society.regard.ONE
world.society.regard._STEPS world.society.regard._HALVING world.network.attack._FINE world.network.cascade._MILLION
systems.sky.orbit._MINUTES
world.network.flow.MW world.body.closed_air.PER_KG world.combat.odds._WHOLE systems.body.neural_feed._YEAR_HOURS
systems.network.dreams._YEAR_HOURS
"""
CODES = """
systems.senses.handsets._WHERE_FROM systems.senses.handsets._WHAT world.society.knowledge.OWN_EYES
world.society.knowledge.ON_A_WALL
world.authority.reporting.REPORT
systems.authority.classification._SKY systems.authority.laws._LAWFUL
systems.authority.tags._LAWFUL systems.economy.routine._LAWFUL
world.combat.burst._KILLS systems.body.hazards._ON_LINK systems.authority.ambush._DEPTH
systems.authority.ambush._PART
systems.body.cold._DEADLY systems.body.cold._NUMB systems.body.implants.SHUT_DOWN systems.body.implants._FLICKER
systems.body.implants._PING systems.body.implants._END systems.places.fire._STREET world.authority.policy.UNREAD
world.body.injuries._A_WOUND world.body.vitals.DEAD world.movement.walking.STAYS world.movement.walking.LOST
world.movement.walking.AROUND world.movement.walking.CROWDED world.movement.crowding._ABOVE
world.movement.crowding._PLACE world.movement.crowding._BOTH world.places.occupancy.DENSITY
world.places.occupancy.MOST_DENSE world.places.occupancy._MANY world.places.occupancy._FEW
world.movement.walking.BARRED world.movement.walking.ASKS world.movement.walking.LAME world.movement.walking.WANTS
world.senses.optics.STAGES world.network.cascade.STANDS

world.network.wired._BORN
systems.body.slips._STAGES systems.senses.bodies_found._FELT_* world.senses.thermal._BLANKETED
world.senses.thermal._STILL world.view.verbs._NOBODY world.body.meals.NOWHERE world.body.meals.DISPENSER
world.body.meals.CUSTODY
"""
WORKED_OUT_FROM_OTHERS = """
world.body.exposure._OWN systems.body.bleeding._II systems.body.bleeding._III systems.body.bleeding._IV
world.body.physique.MASS
world.senses.acoustics.BROADBAND world.senses.optics._AT_* world.senses.optics.AT_DARK world.senses.optics.AT_EMBERS
world.senses.thermal._AT_*
world.log.events._KIND_SHIFT
world.log.events._KIND_MASK world.combat.odds._ROUND
"""
OF_THE_PROGRAM = (HOW_OFTEN_ONE_LOOKS, HOW_MANY_FIT, UNITS_AND_STEPS, CODES, WORKED_OUT_FROM_OTHERS)
KNOWN = " ".join(OF_THE_PROGRAM).split()
"""Numbers of the program, as `package.module.NAME`, `*` for any."""


def numbers(path: Path) -> Iterator[tuple[str, bool]]:
    """(its name, whether it is marked) of each number that a file sets once for all."""
    text = path.read_text("utf-8")
    lines, tree = text.splitlines(), ast.parse(text)
    module = ".".join(path.relative_to(SRC).with_suffix("").parts)
    for n, node in enumerate(tree.body):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        value = getattr(node, "value", None)
        names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        if not names or not all(map(NAMED.fullmatch, names)) or value is None or not holds_numbers(value):
            continue
        if len(names) > 1 and tells_apart(value):
            continue
        said = comments(lines, node) + text_below(tree, n)
        yield from ((f"{module}.{name}", MARK.search(said) is not None) for name in names)


def holds_numbers(value: ast.expr) -> bool:
    """Whether an expression has numbers in it that are not bits, sizes of arrays or numbers of declarations."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.LShift):
        return False
    if isinstance(value, ast.Call) and ast.unparse(value.func) in NO_NUMBERS_OF:
        return False
    if isinstance(value, ast.Constant):
        return type(value.value) in (int, float)
    return any(holds_numbers(child) for child in ast.iter_child_nodes(value) if not isinstance(child, ast.expr_context))


NO_NUMBERS_OF = {"np.zeros", "np.full", "np.empty", "np.isin", "np.arange", "luck.stream", "kind", "range", "np.uint64"}


def tells_apart(value: ast.expr) -> bool:
    """Whether an expression is of the form 0, 1, 2 or 1, 2, 4: codes or bits, one for each of several names."""
    given = [getattr(part, "value", None) for part in getattr(value, "elts", [])]
    n = len(given)
    return given in (list(range(n)), list(range(1, n + 1)), [1 << bit for bit in range(n)])


def comments(lines: list[str], node: ast.stmt) -> str:
    """The comments on the lines of a statement, above it, and at the head of its paragraph."""
    first = node.lineno - 1
    above = head = first
    while above > 0 and lines[above - 1].startswith("#"):
        above -= 1
    while head > 0 and lines[head - 1].strip():
        head -= 1
    block = list(itertools.takewhile(lambda line: line.startswith("#"), lines[head:first]))
    return " ".join([*block, *lines[above:first], *(line.partition("#")[2] for line in lines[first : node.end_lineno])])


def text_below(tree: ast.Module, n: int) -> str:
    """The text that stands below a statement to say what it is."""
    after = tree.body[n + 1] if n + 1 < len(tree.body) else None
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
        return str(after.value.value)
    return ""


FILES = [path for place in PLACES for path in sorted((SRC / place).rglob("*.py")) if "tables" not in path.parts]
FOUND = [number for path in FILES for number in numbers(path)]


def of_the_program(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, known) for known in KNOWN)


def test_every_number_that_cannot_be_turned_has_a_source_or_is_called_assumed():
    assert [name for name, marked in FOUND if not marked and not of_the_program(name)] == []


@pytest.mark.parametrize("known", KNOWN)
def test_what_is_called_a_number_of_the_program_is_there_and_has_no_mark(known):
    marks = [marked for name, marked in FOUND if fnmatch.fnmatchcase(name, known)]
    assert marks, "nothing is called so any more"
    assert not all(marks), "it has a mark: it need not be named here"


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("_FAR = 600  # m", False),
        ("_FAR = 600  # m [assumed]", True),
        ('_FAR = {1: 600}\n"""How far [Johnson 1958]."""', True),
        ("# How far, and how near [assumed]\n_NEAR = 5\n_FAR = 600", True),
        ("# How near [assumed]\n_NEAR = 5\n\n_FAR = 600", False),
        ("_FAR, _NEAR = 600, 5", False),
        ("_SEEN, _LOST, _HELD = 1, 2, 4", True),
        ("_MOST = (1 << 12) * 3", False),
        ("_ONE = 1 << 12", True),
        ("_BLANK = np.zeros(512)", True),
        ("_KEYS = [1, 2]", False),
    ],
)
def test_a_number_without_a_mark_is_found(tmp_path, monkeypatch, line, passes):
    monkeypatch.setattr(f"{__name__}.SRC", tmp_path)
    file = tmp_path / "rule.py"
    file.write_text(line)
    assert all(marked for _, marked in numbers(file)) == passes


def test_the_regular_hours_of_exposure_are_where_sleep_settles_by_default():
    usual = fatigue.Params()
    assert round(usual.rises_hours * 3600) == exposure._TAU
    rose = round(usual.rises_at * 60)
    wakes = usual.lower + usual.circadian[(exposure._AWAKE_AT // 60 - rose) % 1440] / 1e9
    assert pytest.approx(1e6 * wakes, abs=500) == exposure._AWOKE
