"""Whatever is wrong with a maker's rule is told with file and line before the first tick."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from undergrid import setup
from undergrid.core.errors import UndergridError
from undergrid.makers import gather
from undergrid.runs.folder import RunError
from undergrid.runs.reading import Log
from undergrid.runs.record import record, resume
from undergrid.runs.replay import replay
from undergrid.runs.trials import try_rules
from undergrid.setup.new import new
from undergrid.story import tell
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.verbs import said
from undergrid.world.tables.orders import TARGETS, Verb

GOOD = '''"""Tides: the water comes and goes.

Reads   tides.level
Writes  tides.level
Emits   TURNED(nobody; cause: the scenario)
Units   mm
Source  assumed
"""

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.tables import I32, Table, i32
from undergrid.world.log.kinds import kind
from undergrid.world.orders.verbs import verb

STREAM = luck.stream("tides")
TURNED = kind(410, who="", amount="mm", says="The tide turns at {amount} mm.")
BAIL = verb(210, target="building", says="bail {whom} out")


class Tides(Table):
    """The water."""

    n_at_first = 1
    level: I32 = i32(0, "mm", "how high it stands")


TABLES = {"tides": Tides}


class Params(BaseModel):
    """The knobs."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    every: int = Field(600, ge=1, description="s between two turns [assumed]")


def step(world, params):
    tides = world.tables["tides"]
    tides.level[0] += 1 if world.tick // params.every % 2 == 0 else -1
    if world.tick % params.every == 0:
        world.events.one(TURNED, amount=int(tides.level[0]), cause=world.scenario_event)
'''


def rule(folder: Path, text: str = GOOD, name: str = "tides.py") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def faults(folder: Path, *asked: str) -> list[tuple[int, str, str]]:
    """(line, what, expected and perhaps meant) of each fault."""
    return [(one.line, one.what, f"{one.expected} {one.suggestion}".strip()) for one in gather(asked, folder)[1]]


def line(text: str, of: str) -> int:
    return next(n for n, one in enumerate(text.splitlines(), 1) if of in one)


def test_a_good_rule_is_loaded_with_all_that_it_brings(tmp_path):
    rule(tmp_path)
    (found,), wrong = gather(["tides.py before movement"], tmp_path)
    assert wrong == []
    assert (found.name, list(found.tables), [k.name for k in found.kinds]) == ("tides", ["tides"], ["TURNED"])
    assert Kind(410) is Kind.TURNED
    assert Verb(210) is Verb["BAIL"]
    assert TARGETS[Verb(210)] == "building"


def test_a_verb_keeps_its_own_words_where_another_had_its_number_since(tmp_path):
    rule(tmp_path)
    other = GOOD.replace('target="building", says="bail {whom} out"', 'says="rest"')
    rule(tmp_path, other, "ebb.py")
    tides, ebb = ("tides", "bail {whom} out", "building"), ("ebb", "rest", "")
    for file, words, target in (tides, ebb, tides):
        assert faults(tmp_path, f"{file}.py after weather") == []
        assert said("bail") == words
        assert TARGETS.get(Verb(210), "") == target


BROKEN = {
    "no Python": ("def step(world, params):", "def step(world params):", "def step", "this is not Python"),
    "cannot be imported": ("STREAM =", "import no_such_thing\nSTREAM =", "import no_such_thing", "ModuleNotFoundError"),
    "breaks when run": ("TABLES = {", "1 / 0\nTABLES = {", "1 / 0", "this cannot be run: ZeroDivisionError"),
    "draws outside luck": ("STREAM =", "import random\nSTREAM =", "import random", "this imports random"),
    "draws by NumPy": (
        "    tides.level[0] +=", "    np.random.rand()\n    tides.level[0] +=", "np.random", "np.random",
    ),
    "reads a clock": ("STREAM =", "from time import time\nSTREAM =", "from time", "this imports time"),
    "leans on a file beside it": ("STREAM =", "import helper\nSTREAM =", "import helper", "which lies beside it"),
    "leans on one within step": (
        "    tides.level[0] +=", "    from helper import rise\n    tides.level[0] +=", "from helper", "lies beside it",
    ),
    "reads a file": ("TABLES =", 'LEVELS = open("levels.txt").read()\nTABLES =', "LEVELS =", "this opens a file"),
    "looks where it lies": ("TABLES =", "PLACE = __file__\nTABLES =", "PLACE =", "looks for files beside itself"),
    "prints in a kernel": (
        "STREAM =", "STREAM =", "    print(", "this prints in a kernel",
    ),
    "a kind in small letters": ("TURNED = kind", "turned = kind", "turned =", "turned: the name is 'turned'"),
    "a verb in small letters": ("BAIL = verb", "bail = verb", "bail =", "bail: the name is 'bail'"),
    "a sentence of two lines": ("mm.", r"mm.\n# The end", "TURNED =", "TURNED: says is not one line of plain text"),
    "leans on a neighbour": ("STREAM =", "from . import other\nSTREAM =", "from . import", "from beside itself"),
    "writes what it does not say": (
        "Writes  tides.level", "Writes  nothing", "+= 1 if", "Writes does not say tides.level",
    ),
    "writes a column of ours": (
        "    if world.tick %", "    world.citizens.cell[0] = 1\n    if world.tick %", "world.citizens.cell[0]",
        "Writes does not say citizens.cell",
    ),
    "reads what it does not say": (
        "Reads   tides.level", "Reads   nothing", "+= 1 if", "Reads does not say tides.level",
    ),
    "says it reads what it does not": (
        "Reads   tides.level", "Reads   tides.level; citizens.cell", "Reads ",
        "Reads says citizens.cell, which is not touched",
    ),
    "says it writes what it does not": (
        "Writes  tides.level", "Writes  tides.level; citizens.cell", "Writes ",
        "Writes says citizens.cell, which is not touched",
    ),
    "a turn that is no duration": ("STREAM =", 'EACH = "1 minut"\nSTREAM =', "EACH =", "EACH: not a duration"),
    "a turn of no length": ("STREAM =", 'EVERY = "0 s"\nSTREAM =', "EVERY =", "EVERY is '0 s', which is less"),
    "a turn that says nothing": ("STREAM =", 'EACH = ""\nSTREAM =', "EACH =", "EACH: an empty duration"),
    "a turn that is no text": ("STREAM =", "EACH = 2.5\nSTREAM =", "EACH =", "EACH: not a duration: 2.5"),
    "two turns": ("STREAM =", 'EVERY = "1 h"\nEACH = "1 h"\nSTREAM =', "EVERY =", "both EACH and EVERY"),
    "a placeholder of its own": ("at {amount} mm", "at {amont} mm", "TURNED =", "TURNED: says has {amont}"),
    "a placeholder without a name": ("at {amount} mm", "at {} mm", "TURNED =", "TURNED: says has {}"),
    "a placeholder with a format": ("{amount} mm", "{amount:.1f} mm", "TURNED =", "how {amount} is to be formatted"),
    "braces that do not fit": ("{amount} mm", "{amount mm", "TURNED =", "TURNED: says has braces that do not fit"),
    "an amount of its own": ('amount="mm"', 'amount="thingy"', "TURNED =", "TURNED: amount is 'thingy'"),
    "a party of its own": ('who=""', 'who="citizens"', "TURNED =", "TURNED: who is 'citizens'"),
    "another party of its own": ('who=""', 'whom="door"', "TURNED =", "TURNED: whom is 'door'"),
    "a subject of its own": ('who=""', 'subject="where"', "TURNED =", "TURNED: subject is 'where'"),
    "somebody else to wake": ('who=""', 'wakes="who all"', "TURNED =", "TURNED: wakes is 'all'"),
    "a verb's placeholder": ("bail {whom} out", "bail {who} out", "BAIL =", "BAIL: says has {who}"),
    "a model of another name": ("class Params", "class Param", "class Param", "this has no Params, but a model Param"),
    "a table left out": ('TABLES = {"tides": Tides}', "", "class Tides", "the table Tides is not in TABLES"),
    "takes a number of ours": ("kind(410", "kind(31", "TURNED = kind", "TURNED has the number 31"),
    "a number out of range": ("kind(410", "kind(512", "TURNED = kind", "1 to 511, not 512"),
    "a verb's number of ours": ("verb(210", "verb(12", "BAIL = verb", "200 to 255, not 12"),
    "a verb's name of ours": ("BAIL = verb", "WALK = verb", "WALK = verb", "there is a verb of that name"),
    "a table of ours": ('{"tides": Tides}', '{"wounds": Tides}', "TABLES =", "'wounds' of a table is taken"),
    "a table that is none": ('{"tides": Tides}', '{"tides": dict}', "TABLES =", "the table tides is no Table"),
    "a name of the world": ('{"tides": Tides}', '{"events": Tides}', "TABLES =", "'events' of a table is taken"),
    "no source": ("two turns [assumed]", "two turns", "class Params", "the number every has no source"),
    "knobs that can be changed": ("frozen=True, ", "", "class Params", "Params can be changed"),
    "no step": ("def step(", "def stop(", "Tides: the", "this has no step"),
    "no docstring": (GOOD[: GOOD.index("from pydantic")], "", "from pydantic", "this has no docstring"),
    "fields left out": ("Units   mm\n", "", "Tides: the", "the docstring has the fields Reads, Writes, Emits, Source"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_told_with_its_line(case, tmp_path):
    before, after, where, what = BROKEN[case]
    assert before in GOOD
    text = GOOD.replace(before, after, 1)
    if "prints" in case:
        text += "\n\n@kernel\ndef _told(now):\n    print(now)\n"
    rule(tmp_path, text)
    rule(tmp_path, name="helper.py")
    found = faults(tmp_path, "tides.py after weather")
    assert any(what in said and at == line(text, where) for at, said, _ in found), found


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("{amount}", "{amont}", "amount"),
        ('amount="mm"', 'amount="thingy"', "thing"),
        ('who=""', 'whom="citizens"', "citizen"),
        ("{whom}", "{whoom}", "whom"),
    ],
)
def test_a_wrong_word_of_a_kind_or_a_verb_says_what_was_perhaps_meant(before, after, meant, tmp_path):
    rule(tmp_path, GOOD.replace(before, after, 1))
    (fault,) = gather(["tides.py after weather"], tmp_path)[1]
    assert fault.suggestion == meant


def test_what_is_counted_may_be_said_with_its_unit(tmp_path):
    rule(tmp_path, GOOD.replace('amount="mm"', 'amount="wrecks, pieces"'))
    assert faults(tmp_path, "tides.py after weather") == []


def test_a_rule_that_is_named_twice_is_told(tmp_path):
    rule(tmp_path)
    ((_, said, _),) = faults(tmp_path, "tides.py after weather", "tides.py after clock")
    assert "there is a rule 'tides' already" in said


def test_two_rules_with_one_number_are_told(tmp_path):
    rule(tmp_path)
    text = GOOD.replace('"tides"', '"ebb"').replace("tides.level", "ebb.level").replace("TURNED", "EBBED")
    text = text.replace("    tides =", "    ebb =").replace("BAIL", "SCOOP")
    rule(tmp_path, text, "ebb.py")
    found = faults(tmp_path, "tides.py after weather", "ebb.py after tides")
    assert [(at, said) for at, said, _ in found] == [
        (line(text, "EBBED = "), "EBBED: 410 is the number of TURNED already"),
        (line(text, "SCOOP = "), "SCOOP: 210 is the number of BAIL already"),
    ]


# ---------------------------------------------------------------- in a scenario


@pytest.fixture
def scenario(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = new("coast")
    rule(folder)
    file = folder / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("rules: {}", "systems: [tides.py after weather]"), "utf-8")
    return folder


def test_all_mistakes_are_told_at_once_each_in_its_file(scenario):
    file, both = scenario / "scenario.yaml", "[tides.py after weather, waves.py after weather]"
    text = file.read_text("utf-8").replace("at: parlour_alley", "at: parlor_alley")
    text = text.replace("[tides.py after weather]", f"{both}\nrules: {{tides: {{evry: 3}}}}")
    file.write_text(text, "utf-8")
    rule(scenario, GOOD.replace("kind(410", "kind(12"))
    told = "\n".join(map(str, setup.check("coast")))
    assert f"coast/tides.py:{line(GOOD, 'TURNED = ')}: TURNED has the number 12" in told
    assert "there is no file waves.py" in told
    assert "parlor_alley" in told
    assert "there is no rule 'tides'" not in told  # its own mistake has been told


def test_the_knobs_of_a_rule_are_checked_like_ours(scenario):
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8") + "\nrules: {tides: {evry: 3}}\n", "utf-8")
    (problem,) = setup.check("coast")
    assert "did you mean 'every'?" in str(problem)


def test_numbers_for_a_rule_without_any_are_told_with_its_file(scenario):
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8") + "\nrules: {tides: {every: 3}}\n", "utf-8")
    start, end = GOOD.index("class Params"), GOOD.index("def step")
    rule(scenario, GOOD[:start] + GOOD[end:].replace("params.every", "600"))
    (problem,) = setup.check("coast")
    assert "the rule tides (coast/tides.py) has no Params" in str(problem)
    assert "there is no rule" not in str(problem)


def test_a_run_is_read_without_its_rule_and_goes_on_only_with_the_same(scenario, tmp_path):
    record("coast", tmp_path / "run", until="20 min", keyframe=600)
    copy = tmp_path / "run" / "scenario" / "tides.py"
    turned = [event for event in Log(tmp_path / "run").events() if event.kind == 410]
    assert len(turned) == 2
    copy.write_text(GOOD.replace("[assumed]", "[a guess]"), "utf-8")
    with pytest.raises(RunError, match=r"tides\.py: damaged, not as it was written"):
        replay(tmp_path / "run")
    copy.unlink()
    with pytest.raises(RunError, match=r"tides\.py: missing"):
        resume(tmp_path / "run")
    log = Log(tmp_path / "run")
    assert tell(turned[0].kind, log.told(turned[0])) == "The tide turns at 1 mm."


def test_a_plug_in_is_loaded_when_it_is_named_and_never_by_being_there(scenario, tmp_path, monkeypatch):
    package = tmp_path / "site" / "seaside"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    text = (
        GOOD.replace('"tides"', '"swell"').replace("tides.level", "swell.level").replace("    tides =", "    swell =")
    )
    rule(
        package,
        text.replace("TURNED", "SWELLED").replace("410", "411").replace("BAIL", "PUMP").replace("210", "211"),
        "waves.py",
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    point = EntryPoint("waves", "seaside.waves", "undergrid.rules")
    monkeypatch.setattr("undergrid.makers.rule.entry_points", lambda group: [point])
    before = setup.load("coast")
    assert [one.name for one in before.makers] == ["tides"]
    file = scenario / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("[tides.py after weather]", "[waves after weather]"), "utf-8")
    record("coast", tmp_path / "run", until="1 min")
    text = (package / "waves.py").read_text()
    (package / "waves.py").write_text(text.replace("600", "300"))
    with pytest.raises(RunError, match="its rule waves has changed since"):
        resume(tmp_path / "run")
    monkeypatch.setattr("undergrid.makers.rule.entry_points", lambda group: [])
    with pytest.raises(UndergridError, match="no installed plug-in offers a rule 'waves'"):
        resume(tmp_path / "run")


# ---------------------------------------------------------------- trials


@pytest.mark.parametrize(
    ("trial", "before", "after", "column"),
    [
        (  # what it does hangs on something that is not in the tables
            "heavy",
            "    tides.level[0] +=",
            "    COUNT.append(1)\n    tides.level[0] += len(COUNT) % 7 +",
            "tides.level",
        ),
        (  # others are drawn along with how many people there are
            "bystander", "    tides.level[0] +=", "    tides.level[0] += world.citizens.n +", "tides.level",
        ),
        (  # nobody could ask why
            "causes", "cause=world.scenario_event", "cause=0", "TURNED",
        ),
    ],
)  # fmt: skip
def test_a_trial_names_rule_tick_and_column(trial, before, after, column, scenario):
    rule(scenario, GOOD.replace(before, after).replace("TABLES = {", "COUNT = []\nTABLES = {"))
    found = {fault.trial: fault for fault in try_rules("coast", only=[trial])}
    assert found[trial].rule == "tides"
    assert found[trial].what.startswith(column)
    assert found[trial].tick == 0
