"""Everyday words: each stands for something that exists, hides nothing, and is read wherever it may be written."""

from typing import get_args

import pytest

import undergrid
from undergrid import setup
from undergrid.city.city import Use
from undergrid.core.errors import UsageError
from undergrid.core.everyday import EITHER, SAME, also_called, instead, own_word, plain_form
from undergrid.minds import WANTS
from undergrid.runs.orders import read
from undergrid.runs.reading import kind_of
from undergrid.setup.check.arcs import arcs_of
from undergrid.setup.check.orders import OrderError
from undergrid.setup.check.targets import verb_of
from undergrid.setup.file import canon
from undergrid.setup.file.model import Clinic, End, Post, ScenarioFile, Thing, Watchers
from undergrid.setup.file.persons import Bond, Group, Nature, Person, Wound
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb


def _among(model, key):
    literal = model.model_fields[key].annotation
    inner = [arg for arg in get_args(literal) if get_args(arg)]
    return {str(word) for word in get_args(inner[0] if inner else literal)}


REAL = {
    "verb": {verb.name.lower() for verb in Verb if verb != Verb.NONE},
    "thing": {*Thing.model_fields, *Clinic.model_fields} - {"quality", "at", "beds"},
    "event": {kind.name.lower() for kind in Kind},
    "use": {use.name.lower() for use in Use},
    "profession": _among(Person, "profession"),
    "category": _among(Nature, "category"),
    "being": _among(Person, "being"),
    "bond": _among(Bond, "kind"),
    "watcher": _among(Post, "kind"),
    "watchers": set(Watchers.model_fields),
    "wound": _among(Wound, "kind"),
    "part": _among(Wound, "part"),
    "state": _among(End, "are"),
    "section": set(ScenarioFile.model_fields),
    "person": set(Person.model_fields),
    "group": set(Group.model_fields),
    "wound key": set(Wound.model_fields),
    "end": set(End.model_fields),
    "want": set(WANTS),
    "place": set(),
}

VILLAGE = (setup.find("village")).read_text()


@pytest.fixture
def written(tmp_path):
    """The village with some of its lines written otherwise, as a folder."""

    def write(*changes):
        text = VILLAGE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "scenario.yaml").write_text(text)
        (tmp_path / "map.tmx").write_bytes(setup.find("village").with_name("map.tmx").read_bytes())
        return tmp_path

    return write


@pytest.mark.parametrize("sort", sorted(SAME))
def test_every_alias_stands_for_something_that_exists_and_hides_nothing(sort):
    others = [other for words in SAME[sort].values() for other in words.split()]
    assert set(SAME[sort]) <= REAL[sort]
    assert not set(others) & REAL[sort]
    assert len(others) == len(set(others))
    assert [plain_form(other) for other in others] == others
    assert not set(others) & set(EITHER.get(sort, ()))


@pytest.mark.parametrize("sort", sorted(EITHER))
def test_a_word_that_is_refused_is_no_real_one(sort):
    assert not set(EITHER[sort]) & REAL[sort]
    assert [plain_form(word) for word in EITHER[sort]] == list(EITHER[sort])


@pytest.mark.parametrize("sort", sorted(set(EITHER) - {"place", "section", "person", "use", "profession"}))
def test_what_to_write_instead_names_words_that_exist(sort):
    for word, advice in EITHER[sort].items():
        said = {plain_form(one.strip("()")) for one in advice.replace(",", " ").replace(":", " ").split()}
        pairs = {f"{one}_{other}" for one in said for other in said}
        assert (said | pairs) & REAL[sort], word


@pytest.mark.parametrize(
    ("sort", "word", "own"),
    [("thing", "Bandage", "gauze"), ("part", "thigh", "leg"), ("state", "arrested", "held"),
     ("watcher", "guard", "sentinel"), ("section", "hospital", "clinics"), ("verb", "go to", "walk"),
     ("category", "nurse", "healer"), ("verb", "dress", "dress"), ("verb", "zxcv", "zxcv")],
)  # fmt: skip
def test_an_everyday_word_is_read_as_the_house_s_own(sort, word, own):
    assert own_word(sort, word) == own


def test_what_a_word_is_called_besides():
    assert "bandage" in also_called("thing", "gauze")
    assert also_called("thing", "no such thing") == ()


def test_a_scenario_in_everyday_words_is_the_same_scenario(written):
    plain = setup.load(
        written(
            ("profession: operator", "profession: operator\n    category: healer\n    medicine: 6"),
            ("at: parlour_alley", "at: parlour_alley\n    wounds: [{kind: gunshot, part: leg}]"),
            ("carries: [{chip", "carries: [{gauze: 2}, {chip"),
        )
    )
    told = setup.load(
        written(
            ("profession: operator", "job: worker\n    category: nurse\n    nursing: 6"),
            ("at: parlour_alley", "at: parlour_alley\n    injuries: [{type: bullet, where: thigh}]"),
            ("carries: [{chip", "inventory: [{Bandages: 2}, {pass"),
            ("kind: friend", "kind: colleague"),
            ("are: held", "is: arrested"),
            ("wants: [{reach", "wants: [{get to"),
            ("cast:\n", "characters:\n"),
        )
    )
    assert told.spec == plain.spec
    assert told.digest == plain.digest


def test_a_name_of_one_s_own_is_never_taken_for_a_word(written):
    """Places, people and endings may be called as anything is."""
    found = setup.load(
        written(
            ("endings:\n", "places: {hospital: [street, 59, 32], bridge: [street, 60, 32]}\nendings:\n"),
            ("  ada_is_out:", "  arrested:"),
            ("cleo", "guard"),
        )
    ).spec
    assert {"hospital", "bridge"} == set(found.places)
    assert "guard" in found.cast
    assert "arrested" in found.endings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("profession: operator", "profession: nurse", "medicine: 0 to 10"),
        ("kind: friend", "kind: partner", "expected love or friend"),
        ("are: held", "are: escaped", "expected free, with at: a place"),
        ("{reach: old_station}", "{follow: bram}", "expected escort (somebody) or follow_trail"),
        ("{reach: old_station}", "{reach: bridge}", "expected a gate"),
        ("carries: [{chip", "carries: [{gun: 1}, {chip", "expected sidearm or rifle"),
        ("endings:\n", "guards: 4\nendings:\n", "guarded: false under gates"),
        ("carries: [{chip", "carries: [{gauze: 1, bandage: 2}, {chip", "'gauze' stands here a second time"),
    ],
)
def test_a_word_that_could_mean_several_things_is_refused_with_what_to_write(written, old, new, said):
    problems = [str(problem) for problem in setup.check(written((old, new)))]
    assert len(problems) == 1
    assert said in problems[0]
    assert "did you mean" not in problems[0]


def test_orders_take_everyday_words(tmp_path):
    sim = undergrid.load("village", seed=1, people=60)
    file = tmp_path / "orders.jsonl"
    file.write_text('{"at": "1 s", "who": "ada", "verb": "Go to", "target": "old_station"}\n'
                    '{"at": "2 s", "who": "ada", "verb": "grab", "amount": "bandage"}\n')  # fmt: skip
    assert [order.verb for order in read(file, sim)] == [Verb.WALK, Verb.TAKE]
    file.write_text('{"at": "1 s", "who": "ada", "verb": "heal", "target": "cleo"}\n')
    with pytest.raises(OrderError, match="unknown verb 'heal', expected dress, tourniquet"):
        read(file, sim)


def test_verbs_that_are_near_nothing_still_say_what_there_is():
    with pytest.raises(ValueError, match="did you mean 'walk'"):
        verb_of("wallk")


def test_kinds_of_events_go_by_everyday_words():
    assert kind_of("rescued") == Kind.BROUGHT_TO_SAFETY
    assert kind_of("came round") == Kind.CAME_TO
    with pytest.raises(UsageError) as wrong:
        kind_of("treated")
    assert instead("event", "treated") in wrong.value.hint


def test_who_waits_for_somebody_is_told_to_reach_a_place(written):
    """`wait_for: irena` was answered with a want that waits for a gap between patrols."""
    folder = written()
    file = folder / "scenario.yaml"
    file.write_text(file.read_text().replace("wants: [", "wants: [{wait_for: ben}, ", 1))
    [said] = map(str, setup.check(folder))
    assert instead("want", "wait_for") in said
    assert "reach" in said
    assert "gap" not in said.partition("expected")[2]


def test_a_canon_and_arcs_take_everyday_words(written):
    folder = written()
    (folder / "canon.yaml").write_text(
        "canon: village\nbeats:\n"
        "  - {name: go, who: ada, do: go to, target: old_station}\n"
        "  - {name: on, who: ada, do: creep, target: old_station, when: {event: {kind: caught}}}\n"
    )
    (folder / "arcs.yaml").write_text(
        "arcs: village\nbeats:\n  taken: {kind: [caught, imprisoned]}\n  got: {kind: took, amount: [bandage]}\n"
    )
    assert setup.check(folder) == []
    beats = canon.beats(setup.build(setup.load(folder)))
    assert [(beat.verb, beat.event) for beat in beats] == [(Verb.WALK, None), (Verb.SNEAK, Kind.ARRESTED)]
    taken, got = arcs_of(setup.build(setup.load(folder))).beats
    assert taken.plan.steps[0].kinds == (Kind.ARRESTED, Kind.TAKEN_INTO_CUSTODY)
    assert got.plan.steps[0].amounts == (ItemKind.GAUZE,)


def test_a_canon_and_arcs_refuse_what_could_be_several(written):
    folder = written()
    (folder / "canon.yaml").write_text(
        "canon: village\nbeats:\n  - {name: go, who: ada, do: help, when: {event: {kind: found}}}\n"
    )
    (folder / "arcs.yaml").write_text("arcs: village\nbeats:\n  healed: {kind: healed}\n")
    said = [str(problem) for problem in setup.check(folder)]
    assert [instead(*of) in one for of, one in zip((("verb", "help"), ("event", "found"), ("event", "healed")), said,
                                                   strict=True)] == [True] * 3  # fmt: skip


@pytest.mark.parametrize(("use", "said"), [("home", None), ("hospital", "under clinics in the scenario")])
def test_a_map_takes_everyday_words_for_what_buildings_are_for(written, use, said):
    folder = written()
    drawn = (folder / "map.tmx").read_text()
    assert 'propertytype="Use" value="pods"' in drawn
    (folder / "map.tmx").write_text(drawn.replace('propertytype="Use" value="pods"', f'value="{use}"'))
    problems = [str(problem) for problem in setup.check(folder)]
    assert not problems if said is None else said in problems[0]
