"""The night as an Ink story, compiled and played by inkjs: every scene is reached, every reading ends, nothing runs."""

import json
import subprocess

import pytest
from serve.browsers import WEB, web
from story.formats import nights

from undergrid.story.chronicle import formats
from undergrid.story.chronicle.formats import prose

# Compiles a story and goes every way through it: at each place where one can choose, each choice once.
PLAY = """
import { Compiler, CompilerOptions } from "inkjs/full";
import { readFileSync } from "node:fs";
const said = [], wrong = [], chosen = [], tags = [];
const options = new CompilerOptions(null, [], false, (message) => wrong.push(message));
const story = new Compiler(readFileSync(0, "utf8"), options).Compile();
story.onError = (message) => wrong.push(message);
let ends = 0;
const tried = new Set(), open = [];
const read = () => {
  while (story.canContinue) { said.push(story.Continue().trim()); tags.push(...(story.currentTags ?? [])); }
  const texts = story.currentChoices.map((choice) => choice.text);
  if (!texts.length) { ends += 1; return; }
  const state = story.state.ToJson(), place = story.currentChoices.map((choice) => choice.sourcePath).join();
  texts.forEach((text, n) => { if (!tried.has(place + n)) { tried.add(place + n); open.push([state, n, text]); } });
};
read();
while (open.length) {
  const [state, n, text] = open.pop();
  story.state.LoadJson(state);
  chosen.push(text);
  story.ChooseChoiceIndex(n);
  read();
}
console.log(JSON.stringify({ said, wrong, chosen, tags, ends }));
"""


@pytest.fixture(scope="module")
def node():
    try:
        return web()["node"]()[0]
    except (OSError, subprocess.SubprocessError) as why:
        pytest.skip(f"Ink stories are played by inkjs, in Node, and that cannot be had: {why}")


def play(node, source):
    command = [node, "--input-type=module", "--eval", PLAY]
    done = subprocess.run(command, cwd=WEB, input=source, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    return found


def plainly(chronicle):
    """All that may be read in a night, each paragraph on its line."""
    parts = [chronicle.opening, *(scene.sentences for scene in chronicle.scenes), chronicle.close]
    for part in parts:
        for one in prose.paragraphs(chronicle, part):
            text = prose.clean(" ".join(sentence.text for sentence in one.sentences))
            yield f"{one.voice}: {text}" if one.voice else text


@pytest.mark.parametrize("chronicle", [nights.night(), nights.nasty()], ids=["a night", "all markup"])
def test_every_sentence_can_be_read_as_it_is_and_every_reading_ends(node, chronicle):
    found = play(node, formats.spelled(chronicle, "ink"))
    assert set(plainly(chronicle)) - {""} <= {" ".join(line.split()) for line in found["said"]}
    closers = {line for scene in chronicle.scenes for line in prose.closer(chronicle, scene)}
    assert closers <= {" ".join(line.split()) for line in found["said"]}
    assert found["ends"] >= 1
    asked = {
        prose.invitation(chronicle, choice)
        for at in range(len(chronicle.scenes))
        for choice in prose.choices(chronicle, at)
    }
    assert set(found["chosen"]) == asked | {"Look closer"}
    scenes = {f"scene: {prose.clean(scene.title)}" for scene in chronicle.scenes}
    assert {tag for tag in found["tags"] if tag.startswith("scene:")} == {one.strip() for one in scenes}


def test_a_night_without_scenes_ends_where_it_begins(node):
    found = play(node, formats.spelled(nights.empty(), "ink"))
    assert found["ends"] == 1
    assert found["said"] == ["Ash over Eden", "To live this night again: undergrid run eden --seed 801"]
