"""Cities written as Tiled maps read back equal, and what Tiled needs beside them says what the code does."""

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import undergrid.city
from undergrid.city.city import TRAITS, Ground, LinkKind, Use
from undergrid.city.generate.generator import generate
from undergrid.city.maps.template import template
from undergrid.city.maps.tiled import CLASSES, POSTS, read_city, read_tmx, to_city
from undergrid.city.maps.tiled_write import property_types, write_project, write_tmx

PACKAGE = Path(undergrid.city.__file__).parent


@pytest.mark.parametrize("people", [200, 3000])
def test_a_generated_city_reads_back_equal(people, tmp_path):
    city = generate(5, people)
    write_tmx(city, tmp_path / "city.tmx")
    assert read_city(tmp_path / "city.tmx").digest() == city.digest()


def test_odd_names_and_posts_read_back_equal(tmp_path):
    city = generate(5, 60, 'A "city" <of> glass & more')
    far = city.level("outside") * city.area
    posts = (
        replace(city.posts[0], beat=(city.posts[0].cell,)),
        replace(city.posts[-1], cell=city.posts[0].cell),
        replace(city.posts[-1], beat=(*city.posts[-1].beat, int(far + np.flatnonzero(city.walkable()[far:])[0]))),
    )
    city = replace(city, posts=posts)
    write_tmx(city, tmp_path / "city.tmx")
    assert read_city(tmp_path / "city.tmx").digest() == city.digest()


@pytest.mark.parametrize("origin", [(-40, 7), (3, 0)])
def test_a_map_that_counts_from_elsewhere_is_written_as_one_and_reads_back_equal(origin, tmp_path):
    """So that the cells that a scenario names are still the same ones."""
    city = generate(5, 60)
    write_tmx(city, tmp_path / "city.tmx", origin)
    found = read_tmx(tmp_path / "city.tmx")
    assert ((found.x, found.y), to_city(found).digest()) == (origin, city.digest())


def test_links_without_a_name_are_written_without_one(tmp_path):
    city = generate(5, 60)
    city = replace(city, links=tuple(replace(link, name="") for link in city.links), posts=())
    write_tmx(city, tmp_path / "city.tmx")
    assert read_city(tmp_path / "city.tmx").digest() == city.digest()


def test_the_template_reads_back_equal_and_has_one_of_each_class(tmp_path):
    write_tmx(template("town"), tmp_path / "town.tmx")
    assert read_city(tmp_path / "town.tmx").digest() == template("town").digest()
    written = (tmp_path / "town.tmx").read_text()
    assert all(f'"{name}"' in written for name in (*CLASSES, "level", "districts"))


def test_a_written_map_is_the_same_city_once_tiled_has_saved_it(tmp_path):
    """Tiled up to 1.11 gives each tile its picture, packs layers as CSV, and leaves out what a class has anyway."""
    city = generate(5, 60)
    write_tmx(city, tmp_path / "city.tmx")
    tree = ElementTree.parse(tmp_path / "city.tmx")
    for tiles in tree.iter("tileset"):
        image = tiles.find("image")
        tiles.remove(image)
        tiles.set("columns", "0")
        for tile in tiles.iter("tile"):
            own = ElementTree.SubElement(tile, "image", {"width": "8", "height": "8", "format": "png"})
            own.append(image.find("data"))
    for data in tree.iterfind("layer/data"):
        gids = np.frombuffer(zlib.decompress(base64.b64decode(data.text)), "<u4")
        data.attrib = {"encoding": "csv"}
        data.text = ",".join(map(str, gids.tolist()))
    usual = {"kind": ("stairs", "reader"), "use": ("pods",), "lawful": ("true",), "sky": ("true",)}
    for properties in tree.iter("properties"):
        for one in [one for one in properties if one.get("value") in usual.get(one.get("name"), ())]:
            properties.remove(one)
    tree.write(tmp_path / "saved.tmx", encoding="UTF-8")
    assert (tmp_path / "saved.tmx").stat().st_size != (tmp_path / "city.tmx").stat().st_size
    assert read_city(tmp_path / "saved.tmx").digest() == city.digest()


def test_the_project_gives_tiled_the_words_of_the_code(tmp_path):
    write_project(tmp_path / "town.tiled-project")
    project = json.loads((tmp_path / "town.tiled-project").read_text())
    assert (project["folders"], project["propertyTypes"]) == (["."], property_types())


def test_a_city_that_names_cannot_tell_apart_is_not_written(tmp_path):
    city = generate(5, 60)
    twice = replace(city, links=(*city.links, city.links[0]))
    with pytest.raises(ValueError, match='two links are named "gate_1"'):
        write_tmx(twice, tmp_path / "city.tmx")


def test_the_village_is_a_map_of_the_generator():
    village = PACKAGE.parent / "scenarios" / "village" / "map.tmx"
    assert village.stat().st_size < 60_000
    assert read_city(village).digest() == generate(7, 200, "village").digest()


def test_the_property_types_for_tiled_are_those_of_the_code():
    assert json.loads((PACKAGE / "maps" / "propertytypes.json").read_text()) == property_types()


def test_the_page_on_maps_has_every_word_that_a_map_may_use():
    page = (PACKAGE.parents[2] / "docs" / "maps.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    said = [(name, cells[1]) for cells in rows for name in re.findall(r"`(\w+)`", cells[0])]
    grounds = [(kind.name.lower(), "walk" if TRAITS[kind].walkable else "do not") for kind in Ground]
    assert set(grounds) <= set(said)
    assert set(CLASSES) <= {name for name, _ in said}
    words = {(cells[0], cells[1]): re.findall(r"`(\w+)`", cells[2]) for cells in rows if len(cells) == 3}
    assert words["`use`", "`building`"] == [use.name.lower() for use in Use]
    assert words["`kind`", "`link`"] == [kind.name.lower() for kind in LinkKind]
    assert words["`kind`", "`post`"] == list(POSTS)
