"""Whatever stands at whatever place of a scenario: it is checked, or its problems are told; nothing else happens."""

import copy
import json

import pytest

from undergrid import setup

GOOD = {
    "scenario": "anything",
    "title": "Anything",
    "clock": {"tick": "1 s", "starts": "18:00", "lasts": "2 h"},
    "map": {"generate": {"seed": 3}},
    "people": 62,
    "places": {"den": ["outside", 6, 44]},
    "crowd": [{"name": "all", "share": "100 %", "at": "anywhere", "age": [20, 60]}],
    "cast": {
        "ada": {
            "name": "Ada Lind",
            "age": 34,
            "at": "parlour_alley",
            "shift": "08:00",
            "expires": "3 h",
            "knows": ["gate_1", "bram", "outzone"],
            "carries": [{"chip": {"of": "bram", "age": "30 d", "corruption": "10 %"}}],
            "bonds": [{"to": "bram", "kind": "kin", "strength": 0.5}],
            "wanted": {"reason": "Asked why.", "last_seen": "gate_1", "suspicion": 3},
            "wants": [{"reach": "old_station"}, {"escort": "bram"}, "hide"],
        },
        "bram": {"name": "Bram", "home": "pods_1", "shut_down": {"ago": "1 h", "struck_off_in": "2 h"}},
    },
    "gates": {"gate_1": {"open": False}},
    "watchers": {"cameras": "50 %", "more": [{"kind": "drone", "at": "gate_1", "beat": ["gate_1", "sector_1"]}]},
    "rules": {"implants": {"blur_hours": 4}},
    "endings": {"out": {"who": ["ada"], "at": "outside", "are": "free", "after": "1 h"}},
}
ODD = (
    None,
    [],
    {},
    -1,
    "x",
    "",
    1e99,
    True,
    [1],
    {"a": 1},
    float("nan"),
    10**30,
    ["ada", "ada"],
    {"ada": None},
    "9" * 50,
)


def places(part, path=()):
    yield path
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def test_the_scenario_is_good_before_anything_is_put_into_it(tmp_path):
    (tmp_path / "scenario.yaml").write_text(json.dumps(GOOD))
    assert setup.check(tmp_path) == []


@pytest.mark.parametrize("turn", range(3))
def test_odd_values_at_every_place_are_answered_with_problems_or_none(turn, tmp_path):
    file = tmp_path / "scenario.yaml"
    for n, path in enumerate(places(GOOD)):
        changed, odd = copy.deepcopy(GOOD), ODD[(5 * turn + n) % len(ODD)]
        if path:
            holder = changed
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = odd
        else:
            changed = odd
        file.write_text(json.dumps(changed))
        for problem in setup.check(file):
            assert problem.what
