"""What comes after the network: freedom, streets that fill, whom what is left obeys, the dead, the sky, an echo."""

from scenes.after import fall, sim_of

from undergrid.runs.segments import Series
from undergrid.world.tables.network import NodeKind

HOUR = 3600


# ---------------------------------------------------------------- N50: "For the first time in generations ... free"


def test_n50_the_share_of_the_free_is_a_series_that_jumps_once_readers_and_core_are_gone():
    sim, series = sim_of(), Series()
    for hour in range(6):
        if hour == 3:
            fall(sim, NodeKind.CORE, NodeKind.READER)
        series.look(sim.world)
        sim.run(sim.tick + HOUR // 4)
    columns = series.take()
    share = columns["free"] / columns["alive"]
    assert columns["wired"][0] > 0.5 * columns["alive"][0]
    assert (share[:3] < 0.05).all()
    assert (share[3:] > 0.95).all()
    assert (columns["wired"][3:] == 0).all()


def test_n50_without_readers_alone_those_who_dream_are_not_free():
    sim, series = sim_of(), Series()
    fall(sim, NodeKind.READER)
    series.look(sim.world)
    columns = series.take()
    assert columns["free"][0] == columns["alive"][0] - columns["wired"][0] < columns["alive"][0]
