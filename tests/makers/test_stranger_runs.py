"""What a run folder says of makers' rules is input: it is named where it is wrong, and never obeyed."""

import importlib.util
import json
import py_compile
import shutil
import sys
from pathlib import Path

import pytest

from undergrid import runs
from undergrid.runs.folder import RunError
from undergrid.runs.record import record
from undergrid.runs.replay import fork, replay
from undergrid.runs.seals import digest_of, seal
from undergrid.setup.new import new

from .test_bad_rules import GOOD


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """Two minutes of a scenario with a rule of its own, in a folder of the scenario. Only to be read."""
    work = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        folder = new("coast")
        (folder / "rules").mkdir()
        (folder / "rules" / "tides.py").write_text(GOOD, "utf-8")
        file = folder / "scenario.yaml"
        asked = "systems: [rules/tides.py after weather]"
        file.write_text(file.read_text("utf-8").replace("rules: {}", asked), "utf-8")
        record("coast", work / "run", until=120, keyframe=60)
    return work / "run"


@pytest.fixture
def run(recorded, tmp_path) -> Path:
    return Path(shutil.copytree(recorded, tmp_path / "run"))


def sealed_anew(run: Path, change) -> None:
    """Change run.json, and let it vouch for itself and for all files as they are now."""
    file = run / "run.json"
    found = json.loads(file.read_text("utf-8"))
    found["files"] = {name: digest_of(run / name) for name in found["files"]}
    change(found)
    file.write_text(json.dumps(found | {"seal": seal(found)}), "utf-8")


def test_a_run_leaves_its_copy_of_a_rule_as_it_is(run):
    """No compiled file lies beside it afterwards: that would be no file of the run."""
    assert replay(run).same
    assert runs.verify(run) == []
    assert [file.name for file in (run / "scenario" / "rules").iterdir()] == ["tides.py"]


GO_ON = {
    "replay": replay,
    "resume": runs.resume,
    "fork": lambda run: fork(run, run.parent / "branch", at=60),
    "diff": lambda run: runs.diff(run, run),
}


@pytest.mark.parametrize("name", ["scenario.yaml", "rules/tides.py"])
@pytest.mark.parametrize("go_on", GO_ON)
def test_a_damaged_file_of_the_scenario_is_named_before_anything_runs(go_on, name, run, capfd):
    file = run / "scenario" / name
    file.write_text(file.read_text("utf-8") + '\nprint("obeyed")\n"', "utf-8")
    with pytest.raises(RunError, match=f"{name}: damaged, not as it was written"):
        GO_ON[go_on](run)
    assert "obeyed" not in "".join(capfd.readouterr())


def test_a_rule_that_run_json_alone_names_is_not_run(run, capfd):
    """Such as one whose digest has been taken out of the list of files."""
    rule = run / "scenario" / "rules" / "tides.py"
    rule.write_text('print("obeyed")\n' + GOOD, "utf-8")
    sealed_anew(run, lambda found: found["files"].pop("scenario/rules/tides.py"))
    with pytest.raises(RunError, match=r"tides\.py: no file of this run"):
        replay(run)
    assert "obeyed" not in "".join(capfd.readouterr())


def test_a_compiled_file_that_lies_beside_a_rule_is_not_run(run, capfd):
    rule, evil = run / "scenario" / "rules" / "tides.py", run / "evil.py"
    evil.write_text('print("obeyed")\n' + GOOD, "utf-8")
    py_compile.compile(
        str(evil), importlib.util.cache_from_source(str(rule)), str(rule),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )  # fmt: skip
    for name in [name for name in sys.modules if name.startswith("undergrid_rules.tides")]:
        del sys.modules[name]
    assert replay(run).same
    assert "obeyed" not in "".join(capfd.readouterr())


KINDS = {
    "says with room to fill": ("says", "{who:>300000000} x", "how {who} is to be formatted"),
    "says what it is made of": ("says", "{who.__class__.__mro__} x", "says has {who.__class__.__mro__}"),
    "says an element": ("says", "{who[0]} x", "says has {who[0]}"),
    "says a conversion": ("says", "{who!r} x", "how {who} is to be formatted"),
    "says a field within a format": ("says", "{who:{amount}} x", "how {who} is to be formatted"),
    "says what there is not": ("says", "{nope}", "says has {nope}"),
    "says a number": ("says", "{0} x", "says has {0}"),
    "says nothing in braces": ("says", "{} x", "says has {}"),
    "says half a brace": ("says", "{who} {", "braces that do not fit"),
    "says two lines": ("says", "{who} x\n# Dead", "not one line of plain text"),
    "speaks to the terminal": ("says", "\x1b[31m", "not one line of plain text"),
    "a number of ours": ("number", 2, "the number of a maker's kind"),
    "no number of a kind": ("number", 511 + 1, "number"),
    "a name of ours": ("name", "ORDERED", "there is a kind of event ORDERED"),
    "a name of the class's": ("name", "__new__", "the name is '__new__'"),
    "a name in small letters": ("name", "mro", "the name is 'mro'"),
    "a table that is none": ("who", "dragon", "who is 'dragon'"),
    "another table that is none": ("whom", "dragon", "whom is 'dragon'"),
    "an amount of nothing": ("amount", "thingy", "amount is 'thingy'"),
    "a subject of its own": ("subject", "where", "subject"),
}
VERBS = {
    "a number of ours": ("number", 3, "the number of a maker's verb"),
    "a name of ours": ("name", "WALK", "there is a verb WALK"),
    "a name of the class's": ("name", "mro", "the name is 'mro'"),
    "a target that is none": ("target", "dragon", "not at 'dragon'"),
    "says who": ("says", "bail {who}", "says has {who}"),
    "says with room to fill": ("says", "{whom:>300000000}", "how {whom} is to be formatted"),
}
CASES = [("kinds", *case) for case in KINDS.values()] + [("verbs", *case) for case in VERBS.values()]


@pytest.mark.parametrize(("what", "field", "value", "said"), CASES)
def test_kinds_and_verbs_that_no_rule_could_declare_are_named(what, field, value, said, run):
    sealed_anew(run, lambda found: found["systems"][0][what][0].update({field: value}))
    with pytest.raises(RunError) as caught:
        runs.Log(run)
    assert f"run.json: damaged, not as it was written: systems.0.{what}.0" in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.message.isprintable()
    ((file, wrong),) = runs.verify(run)
    assert file == "run.json"
    assert said in wrong


def test_a_run_that_says_what_a_rule_could_say_is_read(run):
    sealed_anew(run, lambda found: found["systems"][0]["kinds"][0].update(says="{who} and {whom}{at}: {amount}"))
    assert runs.Log(run).meta.systems[0]["kinds"][0]["name"] == "TURNED"
