"""The rule that the page on makers' rules offers to copy holds, and so does the test of it."""

import re
from pathlib import Path

import pytest

from undergrid import setup
from undergrid.makers import gather
from undergrid.runs.trials import try_rules
from undergrid.setup.new import new

PAGE = (Path(__file__).parents[2] / "docs" / "rules-of-makers.md").read_text("utf-8")


def block(fence: str) -> str:
    (found,) = re.findall(rf"```{fence}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def scenario(tmp_path, monkeypatch) -> Path:
    """A new scenario in which the line on rules of one's own says what the page says."""
    monkeypatch.chdir(tmp_path)
    folder = new("mine")
    (folder / "rules").mkdir()
    (folder / "rules" / "sneezes.py").write_text(block("python"), "utf-8")
    file = folder / "scenario.yaml"
    text = file.read_text("utf-8")
    assert "\n# systems: [rules/mine.py after weather]" in text
    file.write_text(text.replace("# systems: [rules/mine.py", "systems: [rules/sneezes.py"), "utf-8")
    return folder


def test_the_smallest_rule_is_right(scenario):
    assert gather(["rules/sneezes.py after weather"], scenario)[1] == []
    assert setup.check("mine") == []
    assert try_rules("mine", only=["determinism", "bystander", "causes"]) == []


def test_its_test_passes(scenario):
    names: dict[str, object] = {}
    exec(compile(block("py"), "the page", "exec"), names)
    names["test_people_sneeze_in_the_rain"]()


def test_every_import_that_is_named_is_there():
    rows = re.findall(r"^\| `(undergrid[\w.]+)`(, .*?)? \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) >= 7
    for first, more, names in rows:
        parent = first.rpartition(".")[0]
        modules = [first] + [parent + name for name in re.findall(r"`(\.\w+)`", more)]
        offered = {name for module in modules for name in dir(__import__(module, fromlist=["x"]))}
        assert set(re.findall(r"`(\w+)`", names)) <= offered
