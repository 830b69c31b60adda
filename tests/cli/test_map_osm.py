"""The command `map osm`: a town of OpenStreetMap as a Tiled map that is shown, checked and lived in."""

import json
from pathlib import Path

import pytest
from cli.typed import answer
from cli.typed import undergrid as typed
from scenes.surveyed import Town, millbank

import undergrid
from undergrid.city.maps.tiled import read_city
from undergrid.serve import frames

pytest.importorskip("osmium", reason="osmium is not installed: it comes with the extra `osm`")
CREDIT = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
SCENARIO = """scenario: millbank
title: Millbank
clock: {starts: "17:00", lasts: 1 h}
map: mill_bank.tmx
people: 40
crowd: [{name: all, share: 100 %, at: anywhere, plugged: 20 %}]
cast: {ada: {name: Ada, at: quay, knows: [st_marys_hospital], wants: [{reach: st_marys_hospital}]}}
clinics: {st_marys_hospital: {beds: 6}}
endings: {ada_is_there: {who: ada, at: st_marys_hospital}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    millbank().write(tmp_path / "Mill Bank.osm")


def test_a_town_is_written_for_tiled_and_it_is_said_what_is_in_it():
    done = typed("map", "osm", "Mill Bank.osm")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "mill_bank.tmx: 100 x 100 cells of 2 m",
        "ways 10 (853 m), bridges 2, underpasses 1, waters 1; levels: street, below, above",
        "pods 2, offices 1, vats 1, refuge 1, disused 2 (known by its tags 3, what is in it 1, the street it "
        "stands at 1, unknown 2)",
        "for a scenario: clinics: {st_marys_hospital: {beds: 6}}",
        "left out: walls, fences, hedges and gates 1",
        CREDIT,
        "Open mill_bank.tiled-project in Tiled, then the map; in a scenario beside it: map: mill_bank.tmx",
    ]
    assert read_city("mill_bank.tmx").name == "mill_bank"
    assert Path("mill_bank.tiled-project").exists()


def test_programs_get_all_of_it():
    found = answer("map", "osm", "Mill Bank.osm", "--around", "50,8", "--size", "160m", "--out", "small.tmx")
    city = read_city("small.tmx")
    assert (found["file"], found["width"], found["height"], found["cell_mm"]) == ("small.tmx", 80, 80, 2000)
    assert (found["around"], found["attribution"]) == ([50.0, 8.0], CREDIT)
    assert sum(found["cells"].values()) == city.n_cells
    assert sum(found["buildings"].values()) == sum(found["known_by"].values()) == len(city.buildings)
    assert found["levels"] == [level.name for level in city.levels]


def test_the_map_is_shown_with_its_attribution():
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with the extra `pictures`")
    typed("map", "osm", "Mill Bank.osm")
    shown = typed("map", "show", "mill_bank.tmx", "--level", "street")
    assert shown.stdout.splitlines()[-1] == CREDIT
    with image.open("mill_bank-street.png") as credited:
        high = credited.height
    drawn = Path("mill_bank.tmx").read_text(encoding="utf-8")
    Path("mill_bank.tmx").write_text(drawn.replace(f'<property name="attribution" value="{CREDIT}"/>', ""))
    assert CREDIT not in typed("map", "show", "mill_bank.tmx", "--level", "street").stdout
    with image.open("mill_bank-street.png") as plain:
        assert plain.height < high


def test_one_lives_in_it_and_the_run_says_whose_map_it_is():
    typed("map", "osm", "Mill Bank.osm")
    Path("scenario.yaml").write_text(SCENARIO)
    assert typed("check", "scenario.yaml").exit_code == 0
    done = typed("run", "scenario.yaml", "--until", "10 min", "--out", "run")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"map: {CREDIT}"
    assert b"OpenStreetMap contributors" in frames.city(undergrid.load("scenario.yaml"), "millbank")  # for the page
    assert "ada_is_there" in json.loads(Path("run/run.json").read_text())["endings"]  # over the bridge: it is walked


def test_an_exported_map_keeps_its_attribution():
    typed("map", "osm", "Mill Bank.osm")
    assert typed("map", "export", "mill_bank.tmx", "--tmx", "again.tmx").exit_code == 0
    assert read_city("again.tmx").attribution == CREDIT


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere.osm"], "nowhere.osm: there is no such file"),
        (["Mill Bank.osm", "--around", "north"], "expected latitude and longitude"),
        (["Mill Bank.osm", "--around", "51,8"], "does not reach there, it has latitude 49.9"),
        (["Mill Bank.osm", "--size", "large"], "--size 'large': expected a length, such as 1km or 800m"),
        (["Mill Bank.osm", "--size", "20m"], "10 x 10 cells of 2 m are no city"),
        (["Mill Bank.osm", "--cell", "0"], "--cell: 0 m, expected 0.1 m to 100 m"),
        (["Mill Bank.osm", "--out", "town.png"], "expected a name ending in .tmx"),
        (["Mill Bank.osm", "--out", "none/town.tmx"], "would lie in a folder that there is not"),
        (["lines\n.osm"], "lines\\n.osm: there is no such file"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason_and_nothing_is_written(args, said):
    done = typed("map", "osm", *args)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert [path.name for path in Path().iterdir()] == ["Mill Bank.osm"]


def test_a_map_that_is_there_is_not_written_over():
    Path("mill_bank.tmx").write_text("mine")
    refused = typed("map", "osm", "Mill Bank.osm")
    assert (refused.exit_code, "is there already" in refused.stderr) == (2, True)
    assert Path("mill_bank.tmx").read_text() == "mine"
    assert typed("map", "osm", "Mill Bank.osm", "--force").exit_code == 0


def test_a_town_in_two_parts_is_told():
    town = Town()
    for y in (-40, 40):
        town.way((-90, y), (90, y), highway="residential")
    town.way((-120, 0), (120, 0), waterway="river")
    town.write(Path("banks.osm"))
    assert (
        "2 parts of it, between which no way leads: undergrid map show draws them"
        in typed("map", "osm", "banks.osm").stdout
    )
