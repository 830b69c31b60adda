"""Cities out of OpenStreetMap: what is refused, and with which words."""

import bz2
import sys

import pytest
from scenes.surveyed import Town, drawn, millbank, street

from undergrid.city.maps.osm import extract
from undergrid.city.maps.osm.survey import degrees, length_mm, survey
from undergrid.core.errors import UsageError


def test_without_osmium_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(extract.NoOsmError) as said:
        survey(tmp_path / "town.osm")
    assert said.value.hint == "pip install 'undergrid[osm]'"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.osm", b"", "not a whole file"),
        ("town.osm", b"<html></html>", "not a whole file"),
        ("town.osm", b'<osm version="0.6"></osm>', "there is no node in it"),
        ("town.osm", b'<osm version="0.6"><node id="x" lat="1" lon="2"/></osm>', "not a whole file"),
        ("town.osm", b'<osm version="0.6"><node id="1" lat="north" lon="2"/></osm>', "not a whole file"),
        ("town.osm", b'<!DOCTYPE x [<!ENTITY a "b">]><osm version="0.6">&a;</osm>', "not a whole file"),
        ("town.osm.pbf", b"hello", "not a whole file"),
        ("town.osm.bz2", b"hello", "not a whole file"),
        ("town.tmx", b"<map/>", "expected a file ending in .osm"),
    ],
)
def test_what_is_no_map_of_openstreetmap(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=said):
        survey(tmp_path / name)


@pytest.mark.parametrize("end", [".osm", ".osm.bz2"])
def test_a_file_that_was_cut_off_is_refused(end, tmp_path):
    whole = millbank().text().encode()
    whole = bz2.compress(whole) if end == ".osm.bz2" else whole
    (tmp_path / f"cut{end}").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UsageError, match="not a whole file of OpenStreetMap"):
        survey(tmp_path / f"cut{end}")


def test_a_square_that_the_file_does_not_hold_is_refused_with_what_it_holds(tmp_path):
    path = millbank().write(tmp_path / "town.osm")
    with pytest.raises(UsageError, match=r"does not reach there, it has latitude 49\.99910 to 50\.00090"):
        survey(path, (50.1, 8.0))
    with pytest.raises(UsageError, match="15 x 15 cells of 2 m are no city") as small:
        survey(path, size_mm=30_000)
    assert "latitude" in small.value.hint
    with pytest.raises(UsageError, match="are too many"):
        survey(path, cell_mm=10)


def test_a_town_without_a_street_is_refused(tmp_path):
    town = Town()
    town.box(-30, 10, 60, 60, building="house")
    with pytest.raises(UsageError, match="no street"):
        drawn(town, tmp_path)
    lines = street(town).text().splitlines()
    ways = [line for line in lines if line.startswith("<way")]
    (tmp_path / "unsorted.osm").write_text(
        "\n".join([lines[0], lines[1], *ways, *(x for x in lines[2:] if x not in ways)])
    )
    with pytest.raises(UsageError, match="no street") as said:
        survey(tmp_path / "unsorted.osm")
    assert "osmium sort" in said.value.hint


def test_ways_that_are_in_no_order_are_refused_with_what_to_do(tmp_path):
    lines = millbank().text().splitlines()
    ways = [line for line in lines if line.startswith("<way")]
    rest = [line for line in lines[:-1] if line not in ways]
    (tmp_path / "town.osm").write_text("\n".join([*rest, *reversed(ways), lines[-1]]))
    with pytest.raises(UsageError, match="out of order") as said:
        survey(tmp_path / "town.osm")
    assert "osmium sort" in said.value.hint


@pytest.mark.parametrize("text", ["60.53", "north", "95,0", "0,200", "1,2,3", "", "nan,nan", "1e1,2"])
def test_what_is_no_place(text):
    with pytest.raises(UsageError, match="expected latitude and longitude"):
        degrees(text)


@pytest.mark.parametrize(("text", "mm"), [("1km", 1_000_000), ("800 m", 800_000), ("0.5", 500), ("1.5KM", 1_500_000)])
def test_lengths(text, mm):
    assert length_mm(text, "--size") == mm
    with pytest.raises(UsageError, match="--size 'big': expected a length"):
        length_mm("big", "--size")
