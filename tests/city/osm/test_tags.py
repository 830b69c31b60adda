"""Cities out of OpenStreetMap: what is read from tags."""

import pytest

from undergrid.city.city import Ground, Use
from undergrid.city.maps.osm import tags


@pytest.mark.parametrize(
    ("text", "metres"),
    [("7", 7), ("7.5 m", 7.5), ("7,5", 7.5), ("24'", 7.3152), ("24'6\"", 7.4676), ("10 ft", 3.048), ("narrow", 0),
     ("", 0), ("0", 0), ("400", 0), ("-3", 0), ("3;4", 0), ("1e3", 0), ("٣", 0)],
)  # fmt: skip
def test_widths(text, metres):
    assert tags.metres(text) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("given", "ground", "width"),
    [
        ({"highway": "residential"}, Ground.STREET, 6.0),
        ({"highway": "residential", "oneway": "yes"}, Ground.STREET, 3.0),
        ({"highway": "residential", "width": "9"}, Ground.STREET, 9.0),
        ({"highway": "residential", "width": "wide", "lanes": "3"}, Ground.STREET, 9.0),
        ({"highway": "motorway", "oneway": "yes"}, Ground.STREET, 7.2),
        ({"highway": "secondary", "sidewalk": "left"}, Ground.STREET, 9.0),
        ({"highway": "footway"}, Ground.STREET, 2.0),
        ({"highway": "footway", "lit": "no"}, Ground.ALLEY, 2.0),
        ({"highway": "path"}, Ground.ALLEY, 1.5),
        ({"highway": "path", "lit": "yes"}, Ground.STREET, 1.5),
        ({"highway": "service", "service": "alley"}, Ground.ALLEY, 3.0),
        ({"highway": "pedestrian"}, Ground.PLAZA, 6.0),
        ({"highway": "what_comes_next"}, Ground.STREET, 6.0),
        ({"man_made": "pier"}, Ground.WALKWAY, 3.0),
    ],
)
def test_roads(given, ground, width):
    assert tags.road(given)[:2] == (ground, pytest.approx(width))


@pytest.mark.parametrize("given", [{}, {"highway": "construction"}, {"highway": "corridor"}, {"railway": "rail"}])
def test_what_is_no_road(given):
    assert tags.road(given) is None


@pytest.mark.parametrize(
    ("given", "use"),
    [
        ({"building": "yes"}, None),
        ({"building": "apartments"}, Use.PODS),
        ({"building": "public", "amenity": "clinic"}, Use.REFUGE),
        ({"building": "yes", "shop": "whatever"}, Use.OFFICES),
        ({"building": "house", "abandoned": "yes"}, Use.DISUSED),
        ({"building": "yes", "amenity": "police"}, Use.STATION),
        ({"building": "industrial"}, Use.VATS),
        ({"building": "yes", "amenity": "crematorium"}, Use.RECLAMATION),
        ({"building": "church"}, Use.DISUSED),
    ],
)
def test_uses(given, use):
    assert tags.use(given) == use


@pytest.mark.parametrize(
    ("texts", "name"),
    [(["Café Ünal"], "cafe_unal"), (["Große Straße"], "grosse_strasse"), (["7th Street"], "the_7th_street"),
     (["42"], ""), (["北京", "Beijing"], "beijing"), (["北京"], ""), ([], ""),
     (["St Mary's"], "st_marys"), (["x" * 90], "x" * 48)],
)  # fmt: skip
def test_names(texts, name):
    assert tags.name(texts) == name


def test_houses_are_as_high_as_they_say():
    assert tags.levels({"building:levels": "5"}) == 5
    assert tags.levels({"height": "12 m"}) == 4
    assert tags.levels({"building:levels": "many"}) == 1
    assert tags.levels({"building": "apartments"}) == 3
