"""What the tags of OpenStreetMap are taken for: widths and grounds of ways, grounds of areas, uses of buildings.

Source  The tags are those of wiki.openstreetmap.org: Key:highway, Key:lanes (its assumptions where a road says none),
        Key:width, Key:building, Key:amenity, Key:landuse. Lanes are 2.7 to 3.6 m wide [AASHTO, A Policy on Geometric
        Design of Highways and Streets (2018), 4.3]. Other widths are *assumed*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from undergrid.city.city import Ground, Use

Tags = Mapping[str, str]


class Road(NamedTuple):
    """A way that people walk on."""

    ground: Ground
    width: float  # m
    homely: bool  # whether it is there for those who live along it


_LANES: dict[str, tuple[int, float]] = {
    "motorway": (2, 3.6), "motorway_link": (1, 3.6), "trunk": (4, 3.5), "trunk_link": (2, 3.5), "primary": (2, 3.5),
    "primary_link": (2, 3.5), "secondary": (2, 3.5), "secondary_link": (2, 3.5), "tertiary": (2, 3.25),
    "tertiary_link": (2, 3.25), "unclassified": (2, 3.0), "residential": (2, 3.0), "living_street": (2, 2.75),
    "road": (2, 3.0), "service": (1, 3.0), "busway": (1, 3.5),
}  # fmt: skip
"""Lanes of a road that does not say how many it has, both ways together; and how wide each is, m."""
_METRES: dict[str, float] = {
    "pedestrian": 6.0, "footway": 2.0, "cycleway": 2.0, "path": 1.5, "bridleway": 2.0, "steps": 2.0, "track": 2.5,
    "platform": 3.0,
}  # fmt: skip
"""Widths of ways without lanes [assumed], m."""
_SIDEWALK = 2.0  # m, each [assumed]
_WIDEST = 60.0  # m: beyond it a width is a slip of the pen [assumed]
_UNLIT = ("path", "track", "bridleway")  # unless they say otherwise [assumed]
_FOOT_M = 0.3048
_WATERS: dict[str, float] = {
    "river": 10.0, "canal": 8.0, "tidal_channel": 8.0, "stream": 1.5, "ditch": 1.0, "drain": 1.0,
}  # fmt: skip
"""Widths of waters drawn as a line [assumed], m. An active person jumps over a stream [wiki, Tag:waterway=stream]."""
_WADED = 3.0  # m: over less water one can step or wade [assumed]
_STOREY = 3.0  # m [assumed]
_HIGHEST = 1000.0  # m, or storeys: no house is higher

_AREAS: tuple[tuple[str, str, Ground], ...] = (
    ("amenity", "parking bus_station fuel", Ground.STREET),
    ("highway", "services rest_area", Ground.STREET),
    ("historic", "ruins", Ground.RUBBLE),
    ("landuse", "construction", Ground.RUBBLE),
    ("place", "square", Ground.PLAZA),
    ("amenity", "marketplace", Ground.PLAZA),
    ("railway", "platform", Ground.PLAZA),
    ("public_transport", "platform", Ground.PLAZA),
    ("highway", "platform pedestrian", Ground.PLAZA),
    ("natural", "wetland mud", Ground.SEEP),
    ("natural", "water", Ground.WATER),
    ("waterway", "riverbank dock", Ground.WATER),
    ("landuse", "reservoir basin", Ground.WATER),
    ("leisure", "swimming_pool", Ground.WATER),
    ("man_made", "pier", Ground.WALKWAY),
)
AREAS: dict[tuple[str, str], tuple[int, Ground]] = {
    (key, value): (rank, ground) for rank, (key, values, ground) in enumerate(_AREAS) for value in values.split()
}
"""The ground of areas by their tags; of two that overlap the one with the higher number is seen."""

_USES: tuple[tuple[str, str, Use], ...] = (
    ("abandoned", "yes", Use.DISUSED),
    ("disused", "yes", Use.DISUSED),
    ("amenity", "hospital clinic doctors", Use.REFUGE),
    ("healthcare", "hospital clinic doctor centre", Use.REFUGE),
    ("amenity", "police prison", Use.STATION),
    ("military", "barracks base office", Use.STATION),
    ("amenity", "crematorium recycling waste_transfer_station", Use.RECLAMATION),
    ("man_made", "wastewater_plant", Use.RECLAMATION),
    ("telecom", "data_center", Use.FARM),
    ("amenity", "place_of_worship grave_yard", Use.DISUSED),
    ("shop", "vacant", Use.DISUSED),
    ("amenity", "school university college kindergarten childcare language_school driving_school training library "
     "townhall courthouse embassy post_office bank bureau_de_change restaurant cafe bar pub fast_food food_court "
     "ice_cream biergarten nightclub cinema theatre arts_centre casino community_centre social_centre events_venue "
     "conference_centre fire_station fuel car_wash car_rental vehicle_inspection pharmacy dentist veterinary "
     "marketplace studio internet_cafe research_institute", Use.OFFICES),
    ("man_made", "works", Use.VATS),
    ("tourism", "hotel hostel guest_house motel apartment chalet", Use.PODS),
    ("tourism", "museum gallery attraction information zoo aquarium", Use.OFFICES),
    ("amenity", "social_facility nursing_home", Use.PODS),
    ("building", "apartments residential house detached semidetached_house terrace dormitory bungalow cabin chalet "
     "static_caravan houseboat hotel farm semi annexe flats villa", Use.PODS),
    ("building", "office commercial retail supermarket kiosk public government civic school university college "
     "kindergarten train_station transportation bank shop stadium sports_hall sports_centre grandstand pavilion "
     "museum theatre cinema library fire_station mixed_use", Use.OFFICES),
    ("building", "industrial manufacture factory warehouse greenhouse works storage brewery slaughterhouse "
     "farm_auxiliary hangar depot", Use.VATS),
    ("building", "hospital clinic", Use.REFUGE),
    ("building", "police prison barracks military", Use.STATION),
    ("building", "crematorium", Use.RECLAMATION),
    ("building", "data_center", Use.FARM),
    ("building", "church chapel cathedral mosque temple synagogue monastery shrine religious garage garages shed hut "
     "barn stable sty cowshed bunker construction service parking toilets boathouse transformer_tower water_tower",
     Use.DISUSED),
    ("shop", "*", Use.OFFICES),
    ("office", "*", Use.OFFICES),
    ("craft", "*", Use.OFFICES),
    ("leisure", "sports_centre fitness_centre sports_hall stadium ice_rink bowling_alley", Use.OFFICES),
    ("landuse", "residential", Use.PODS),
    ("landuse", "commercial retail education institutional civic_admin", Use.OFFICES),
    ("landuse", "industrial port depot greenhouse_horticulture", Use.VATS),
    ("landuse", "military", Use.STATION),
    ("landuse", "garages", Use.DISUSED),
)  # fmt: skip
_USE_OF = {(key, value): (rank, use) for rank, (key, values, use) in enumerate(_USES) for value in values.split()}

NO_BUILDING = ("no", "roof", "carport", "ruins", "collapsed", "bridge", "entrance")
"""Values of `building` under which people walk, or of which little stands."""
NO_ROAD = (
    "no", "proposed", "planned", "construction", "abandoned", "razed", "demolished", "disused", "elevator", "corridor",
    "raceway", "via_ferrata", "escape", "bus_stop", "bus_guideway", "emergency_bay", "services", "rest_area",
)  # fmt: skip
"""Values of `highway` that are no ground to walk on, or none yet."""
_TURNED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_LONGEST = 48  # letters of a name, so that a number may follow


def is_yes(tags: Tags, key: str) -> bool:
    """Whether a tag is there and does not say no."""
    return tags.get(key, "no") != "no"


def road(tags: Tags) -> Road | None:
    """What a way is to walk on; None for what is no way, or not yet."""
    kind = tags.get("highway", "")
    if not kind and tags.get("man_made") == "pier":
        return Road(Ground.WALKWAY, metres(tags.get("width", "")) or _METRES["platform"], False)
    if not kind and "platform" in (tags.get("railway"), tags.get("public_transport")):
        return Road(Ground.PLAZA, metres(tags.get("width", "")) or _METRES["platform"], False)
    if not kind or kind in NO_ROAD or tags.get("indoor", "no") != "no":
        return None
    dark = tags.get("lit") == "no" or (kind in _UNLIT and not is_yes(tags, "lit")) or tags.get("service") == "alley"
    ground = Ground.PLAZA if kind in ("pedestrian", "platform") else Ground.ALLEY if dark else Ground.STREET
    return Road(ground, _wide(kind, tags), kind in ("residential", "living_street"))


def _wide(kind: str, tags: Tags) -> float:
    """How wide a road is with its sidewalks, m: as it says, or by its lanes, or by what it is."""
    sides = {"both": 2, "yes": 2, "left": 1, "right": 1}.get(tags.get("sidewalk") or tags.get("sidewalk:both", ""), 0)
    found = metres(tags.get("width", "")) or metres(tags.get("width:carriageway", ""))
    found = found or metres(tags.get("est_width", ""))
    if not found and kind in _METRES:
        return _METRES[kind]
    if not found:
        lanes, wide = _LANES.get(kind, _LANES["road"])
        one_way = tags.get("oneway") in ("yes", "true", "1", "-1") or tags.get("junction") == "roundabout"
        usual = max(1, lanes // 2) if one_way and not kind.startswith("motorway") else lanes
        said = metres(tags.get("lanes", ""))
        found = wide * (said if said and said <= 16 else usual)
    return min(_WIDEST, found + _SIDEWALK * sides)


def metres(text: str, most: float = _WIDEST) -> float:
    """A length in m: `7`, `7.5 m`, `7,5`, `24'`, `24'6"`, `24 ft`; 0 where it is none that makes sense."""
    plain = text.strip().lower().replace(",", ".")
    if found := re.fullmatch(r"""([0-9]{1,4})'(?:([0-9]{1,2})")?""", plain):
        wide = (int(found[1]) + int(found[2] or 0) / 12) * _FOOT_M
    elif found := re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) ?(m|ft)?", plain):
        wide = float(found[1]) * (_FOOT_M if found[2] == "ft" else 1)
    else:
        return 0.0
    return wide if 0.3 <= wide <= most else 0.0


def water(tags: Tags) -> tuple[Ground, float] | None:
    """The ground and width, m, of a water that is drawn as a line; None for what is none, or runs under the ground."""
    usual = _WATERS.get(tags.get("waterway", ""))
    if usual is None or is_yes(tags, "tunnel") or is_yes(tags, "covered") or tags.get("location") == "underground":
        return None
    wide = metres(tags.get("width", "")) or usual
    return (Ground.WATER if wide >= _WADED else Ground.SEEP), wide


def area(tags: Tags) -> tuple[int, Ground] | None:
    """The rank and ground of an area; None for open ground, and for what lies under the ground."""
    if tags.get("location") == "underground" or tags.get("parking") in ("underground", "multi-storey", "rooftop"):
        return None
    found = [AREAS[pair] for pair in tags.items() if pair in AREAS]
    if tags.get("highway") and tags.get("area") == "yes" and tags["highway"] not in NO_ROAD:
        found.append(AREAS["highway", "pedestrian"])
    if tags.get("building") in ("ruins", "collapsed"):
        found.append(AREAS["historic", "ruins"])
    return max(found, default=None)


def use(tags: Tags) -> Use | None:
    """What somebody who goes in finds there; None where the tags do not say."""
    found = [_USE_OF[key, one] for key, value in tags.items() for one in (value, "*") if (key, one) in _USE_OF]
    return min(found)[1] if found else None


def levels(tags: Tags) -> float:
    """Storeys above the ground: as it says, by its height, or as many as its kind mostly has [assumed]."""
    for key, each in (("building:levels", 1.0), ("height", _STOREY)):
        if found := metres(tags.get(key, ""), _HIGHEST):
            return max(1.0, found / each)
    return 3.0 if tags.get("building") in ("apartments", "dormitory", "hotel", "office", "hospital") else 1.0


def name(texts: Iterable[str]) -> str:
    """The first of some texts that makes a name of small letters, digits and _; "" where none does."""
    for text in texts:
        letters = unicodedata.normalize("NFKD", text.lower().translate(_TURNED))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        found = re.sub(r"[^a-z0-9]+", "_", plain.replace("'", "").replace("’", "")).strip("_")
        if re.search("[a-z]", found):
            return (found if found[0].isalpha() else f"the_{found}")[:_LONGEST].strip("_")
    return ""


def named(tags: Tags) -> str:
    """The name of something with a name; "" without."""
    return name(tags.get(key, "") for key in ("name", "name:en", "int_name", "name:latin"))


def address(tags: Tags) -> str:
    """The name of a house by where it stands, such as `mill_lane_7`; "" where it does not say."""
    number = re.sub(r"[^a-z0-9]+", "_", tags.get("addr:housenumber", "").lower()).strip("_")
    street = name([tags.get("addr:street", "") or tags.get("addr:place", "")])
    return f"{street[: _LONGEST - 12]}_{number[:10]}".strip("_") if street and number else ""


def unused(wanted: str, taken: Sequence[str] | set[str]) -> str:
    """A name that nothing else has: the one wanted, or with a number behind it."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}_{number}"
    return found
