"""Rows of the seed table about fights: cover and suppression, weapons and wounds, armour, glass that falls."""

import pytest
from scenes.battlefield import WRECKS_X, battle, logged, order, row

from undergrid.world.body.injuries import spell_wound
from undergrid.world.combat.weapons import spell_shot
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Posture

GUN = [{"rifle": 1}, {"rounds": 60}]


def kinds_of(events):
    return {WoundKind(event.amount & 15) for event in events}


def test_n7_who_stands_behind_a_wreck_is_seen_and_who_crouches_there_is_not(tmp_path):
    sim = battle(tmp_path, {"kael": {"at": ("street", 8, 4)}, "noor": {"at": ("street", WRECKS_X + 1, 4)}})
    noor = row(sim, "noor")

    def sees():
        return noor in [one.row for one in sim.view("kael").people]

    assert sees()
    sim.step([order(sim, "noor", Verb.HIDE)])
    assert sim.world.citizens.posture[noor] == Posture.CROUCHED
    assert not sees()
    sim.step([order(sim, "noor", Verb.WAIT)])
    assert sees()


def test_n7_and_who_crouches_beside_the_wreck_is_seen(tmp_path):
    sim = battle(tmp_path, {"kael": {"at": ("street", 8, 4)}, "noor": {"at": ("street", WRECKS_X + 1, 9)}})
    sim.step([order(sim, "noor", Verb.HIDE)])
    assert row(sim, "noor") in [one.row for one in sim.view("kael").people]


def firefight(tmp_path):
    """Six who fire from the open at twelve who fire back, six of those from behind wrecks; for two minutes."""
    cast = {}
    for n in range(6):
        cast[f"ours_{n}"] = {"at": ("street", 8, 4 * n), "carries": GUN, "soldiering": 3}
        cast[f"hid_{n}"] = {"at": ("street", WRECKS_X + 1, 4 * n), "carries": GUN}
        cast[f"bare_{n}"] = {"at": ("street", WRECKS_X + 1, 4 * n + 1), "carries": GUN}
    sim = battle(tmp_path, cast)
    for volley in range(20):
        orders = []
        for n in range(6):
            at = "hid" if volley % 2 else "bare"
            orders.append(order(sim, f"ours_{n}", Verb.SHOOT, row(sim, f"{at}_{n}")))
            orders += [order(sim, f"{side}_{n}", Verb.SHOOT, row(sim, f"ours_{n}")) for side in ("hid", "bare")]
        sim.step(orders)
        sim.run(sim.tick + 5)
    return sim


@pytest.fixture(scope="module")
def fought(tmp_path_factory):
    return firefight(tmp_path_factory.mktemp("fight"))


def test_n39_fewer_shots_hit_those_who_fire_from_behind_cover(fought):
    found = {"hid": [0, 0, 0], "bare": [0, 0, 0]}
    for shot in logged(fought, Kind.SHOT):
        side = fought.world.names[shot.whom].partition("_")[0]
        if side in found:
            counts = found[side]
            counts[0], counts[1], counts[2] = counts[0] + 1, counts[1] + (shot.amount & 1), counts[2] + shot.odds
    (n, hits, odds), (m, open_hits, open_odds) = found["hid"], found["bare"]
    assert n > 15
    assert m > 15
    assert hits / n < open_hits / m
    assert odds / n < open_odds / m


def test_n39_who_is_shot_at_keeps_down_and_shoots_worse(fought):
    shots = {shot.id: shot for shot in logged(fought, Kind.SHOT)}
    down = logged(fought, Kind.KEPT_DOWN)
    assert down
    assert {event.cause for event in down} <= set(shots)
    since = {event.who: event.tick for event in reversed(down)}
    own = [shot for shot in shots.values() if fought.world.names[shot.who].startswith("bare")]
    before = [shot.odds for shot in own if shot.tick < since.get(shot.who, 0)]
    after = [shot.odds for shot in own if since.get(shot.who, 10**9) < shot.tick <= since.get(shot.who, 0) + 6]
    if before and after:
        assert min(before) > max(after)
    assert after


def test_n40_plasma_burns(tmp_path):
    cell = {"fusion_cell": {"joules": 1_000_000}}
    cast = {"kael": {"at": ("street", 4, 5), "carries": [{"plasma": 1}, cell], "soldiering": 10}}
    cast |= {f"one_{n}": {"at": ("street", 8, 2 * n)} for n in range(6)}
    sim = battle(tmp_path, cast)
    for n in range(6):
        sim.step([order(sim, "kael", Verb.SHOOT, row(sim, f"one_{n}"))])
        sim.run(sim.tick + 6)
    wounds = logged(sim, Kind.WOUNDED)
    assert kinds_of(wounds) == {WoundKind.BURN}
    (gun,) = {spell_shot(shot.amount).partition(",")[0] for shot in logged(sim, Kind.SHOT)}
    assert gun == "plasma"


def test_n40_a_blast_makes_shrapnel_wounds_the_fewer_the_farther_off_friends_too(tmp_path):
    cast = {"kael": {"at": ("street", 30, 30), "carries": [{"grenade": 2}]}}
    rings = {4: 0, 12: 0, 26: 0}
    for metres in rings:
        cast |= {f"at_{metres}_{n}": {"at": ("street", 30 + metres // 2, 14 + n % 3), "flat": n} for n in range(8)}
    for person in cast.values():
        person.pop("flat", None)
    sim = battle(tmp_path, cast)
    mark = sim.world.city.cell(0, 30, 15)
    sim.step([order(sim, "kael", Verb.THROW, mark)])
    sim.run(sim.tick + 12)
    wounds = logged(sim, Kind.WOUNDED)
    assert kinds_of(wounds) == {WoundKind.SHRAPNEL}
    for wound in wounds:
        name = sim.world.names[wound.who]
        if name.startswith("at_"):
            rings[int(name.split("_")[1])] += 1
    near, middle, far = rings.values()
    assert near > middle >= far
    assert near > 4 * max(1, far)


def test_n41_armour_turns_shots_aside_and_wears_by_it(tmp_path):
    cast = {}
    for n in range(6):
        cast[f"ours_{n}"] = {
            "at": ("street", 4, 4 * n), "carries": [{"sidearm": 1}, {"rounds": 20}], "soldiering": 8,
        }  # fmt: skip
        cast[f"mail_{n}"] = {"at": ("street", 7, 4 * n), "carries": [{"armour": 1}]}
    sim = battle(tmp_path, cast)
    items = sim.world.items
    sets = items.where(kind=ItemKind.ARMOUR)
    before, least = items.quality[sets].copy(), []
    for _ in range(10):
        sim.step([order(sim, f"ours_{n}", Verb.SHOOT, row(sim, f"mail_{n}")) for n in range(6)])
        sim.run(sim.tick + 4)
        least.append(int(items.quality[sets].min()))
    turned = logged(sim, Kind.DEFLECTED)
    assert len(turned) > 10
    assert (items.quality[sets] <= before).all()
    assert items.quality[sets].sum() < before.sum()
    assert least == sorted(least, reverse=True)
    assert logged(sim, Kind.WOUNDED)  # on the head, or past what is covered: no set stops everything
    shots = {shot.id for shot in logged(sim, Kind.SHOT)}
    assert {event.cause for event in turned} <= shots


def test_n44_glass_falls_on_those_below_the_blast_and_on_nobody_else(tmp_path):
    cast = {"kael": {"at": ("bridge", 12, 30), "carries": [{"grenade": 1}]}}
    spots = [(x, y) for x in range(5, 56, 4) for y in (24, 27, 29, 31, 33, 36)]
    cast |= {f"one_{n}": {"at": ("street", *spot)} for n, spot in enumerate(spots)}
    sim = battle(tmp_path, cast)
    sim.step([order(sim, "kael", Verb.THROW, sim.world.city.cell(1, 24, 30))])
    sim.run(sim.tick + 10)
    (gone,), (fell,) = logged(sim, Kind.EXPLODED), logged(sim, Kind.GLASS_FELL)
    assert fell.cause == gone.id
    level, x, _ = sim.world.city.where(gone.where)
    assert level == 1
    wounds = [wound for wound in logged(sim, Kind.WOUNDED) if wound.who != row(sim, "kael")]
    assert wounds
    for wound in wounds:
        assert wound.cause == fell.id
        assert spell_wound(wound.amount).find("cut") > 0
        level, there_x, there_y = sim.world.city.where(wound.where)
        assert level == 0
        assert 28 <= there_y <= 32
        assert abs(there_x - x) <= 11


def test_n39_a_drone_that_is_shot_down_falls_on_whoever_is_below(tmp_path):
    cast = {"kael": {"at": ("street", 10, 10), "carries": [{"rifle": 1}, {"rounds": 90}], "soldiering": 10}}
    cast |= {f"one_{n}": {"at": ("street", 12, 10)} for n in range(3)}
    places = {"there": ["street", 12, 10]}
    sim = battle(tmp_path, cast, places=places, watchers={"more": [{"kind": "drone", "at": "there"}]})
    for _ in range(40):
        if logged(sim, Kind.CRASHED):
            break
        sim.step([order(sim, "kael", Verb.SHOOT_DOWN, 0)])
        sim.run(sim.tick + 5)
    (crashed,) = logged(sim, Kind.CRASHED)
    assert crashed.amount == 3
    below = [wound for wound in logged(sim, Kind.WOUNDED) if wound.cause == crashed.id]
    assert {sim.world.names[wound.who] for wound in below} == {"one_0", "one_1", "one_2"}
    assert kinds_of(below) == {WoundKind.CRUSH}


@pytest.mark.parametrize("told", [False, True])
def test_n39_hunters_shoot_at_who_carries_a_gun_only_where_the_scenario_says_so(tmp_path, told):
    cast = {
        "kael": {
            "at": ("street", 8, 5),
            "carries": GUN,
            "wanted": {"reason": "arms", "suspicion": 500},
            "tagged": False,
        }
    }
    cast["kael"]["wanted"] |= {"last_seen": "at_kael"}
    places = {"post": ["street", 16, 5]}
    sim = battle(
        tmp_path, cast, places=places, watchers={"more": [{"kind": "hunter", "at": "post"}]},
        rules={"return_fire": {"watchers": told}},
    )  # fmt: skip
    sim.run(60)
    assert logged(sim, Kind.SIGHTED)
    fired = logged(sim, Kind.FIRED_ON)
    assert bool(fired) == told
    assert {event.cause for event in fired} <= {event.id for event in logged(sim, Kind.SIGHTED)}
