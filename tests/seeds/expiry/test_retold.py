"""Rows of expiry in expiry, told otherwise: people sent out in rain and without, chips held out by day.

They act by orders alone; what watchers hear, see and decide is up to the rules, with the same luck on both sides.
"""

from typing import Any

import pytest
from scenes.nights import metres
from scenes.retold import Gates, at_gates, retold, silenced

from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.sky import Programme

FEW = 60  # people: nobody else is about
WAYS = {1: "gate_1", 2: "gate_1", 3: "gate_1", 4: "gate_2", 5: "gate_2"}  # from the middle of a sector


def late(said: dict[str, Any]) -> None:
    """Under curfew, somebody in each of five sectors; the Weather Authority changes its programme after six minutes."""
    said["clock"]["starts"] = "23:30"
    said["watchers"] |= {"drones": "0 %", "cameras": "0 %"}
    said["rules"]["weather"] = {"slot_hours": 0.1}
    for n in WAYS:
        said["cast"][f"walker_{n}"] = {
            "name": f"Walker {n}", "at": f"sector_{n}", "tagged": False, "plugged": False
        }  # fmt: skip


def heard_on_the_way(evening, verb):
    """How far off a Sentinel hears each of them come to the gate, m; who is not heard is left out."""
    far = {}
    for n, gate in WAYS.items():
        sim = silenced(evening.fork())
        who, first = sim.row(f"walker_{n}"), sim.world.events.n
        sim.advance([Order(sim.tick, who, verb, sim.built.places[gate])])
        while sim.world.citizens.goal[who] >= 0:
            sim.advance()
            assert sim.tick < evening.tick + 400
        assert sim.world.citizens.cell[who] == sim.built.places[gate]
        for event in sim.world.events.rows(first):
            if event.kind == Kind.HEARD and event.whom == who:
                assert sim.world.watchers.kind[event.who] == WatcherKind.SENTINEL
                far.setdefault(n, metres(sim, event.where, int(sim.world.watchers.cell[event.who])))
    return far


def test_c4_in_the_rain_nobody_is_heard_from_as_far_as_on_a_dry_night(tmp_path):
    """The same people on the same ways with the same luck, under a programme of rain and under a clear sky."""
    scenario = retold("expiry", tmp_path / "late", late, FEW)
    run, walk, rain = {}, {}, {}
    for sky in ("clear", "rain"):
        others = {f"weather.{other}": 0 for other in ("clear", "clouds", "drizzle", "rain", "storm") if other != sky}
        evening = silenced(Sim(build(scenario.with_rules(others), 1)))
        evening.run(400)
        changed = [event.amount for event in evening.world.events.rows() if event.kind == Kind.PROGRAMME_CHANGED]
        assert changed == ([Programme.RAIN] if sky == "rain" else [])
        rain[sky] = int(evening.world.sky.rain[0])
        run[sky], walk[sky] = (heard_on_the_way(evening, verb) for verb in (Verb.RUN, Verb.WALK))
    assert rain["clear"] == 0 < rain["rain"]
    assert len(run["clear"]) == len(WAYS)
    assert len(run["rain"]) < 3
    assert max(run["rain"].values(), default=0) < max(run["clear"].values()) / 3
    assert all(metres < run["clear"][n] for n, metres in run["rain"].items())
    assert set(walk["rain"]) < set(walk["clear"])


@pytest.fixture(scope="module")
def gates(tmp_path_factory):
    """What comes of a chip at the gates by day, by who holds it out, how damaged and how old it is; of 40 each."""
    kept = {}

    def asked(profession="clerk", **chip):
        how = (profession, *chip.items())
        if how not in kept:
            change = at_gates(profession, **chip)
            kept[how] = Gates(retold("expiry", tmp_path_factory.mktemp("gates") / "day", change, FEW), range(20))
        return kept[how]

    return asked


def test_c14_an_auditor_opens_gates_and_passes_unseen_where_a_clerk_does_not(gates):
    """The same chips at the same gates with the same luck: the clerk's stays shut at some that the auditor opens."""
    auditor, clerk = gates("auditor"), gates("clerk")
    assert auditor.twitched == clerk.twitched  # that is up to the chip
    assert auditor.opened > clerk.opened
    assert auditor.sighted < clerk.sighted
    auditor, clerk = (gates(profession, corruption="90 %") for profession in ("auditor", "clerk"))
    assert len(auditor.opened) > len(clerk.opened) + 4  # the codes still open what the chip hardly does


def test_c27_the_more_corrupted_and_the_older_a_chip_the_less_it_opens_and_corruption_disturbs(gates):
    whole, damaged, ruined = (gates(corruption=share) for share in ("0 %", "45 %", "90 %"))
    assert len(whole.opened) > len(damaged.opened) + 4 > len(ruined.opened) + 8
    assert not whole.twitched
    assert whole.twitched < damaged.twitched < ruined.twitched
    new, old = (gates(age=age) for age in ("0 d", "365 d"))
    assert new.opened > damaged.opened > old.opened
    assert new.twitched == damaged.twitched == old.twitched
