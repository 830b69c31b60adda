"""What the tests of the rows of eden do with its night: orders of their own, chances, open streets."""

from undergrid.world.senses import optics
from undergrid.world.senses.optics import Sensor
from undergrid.world.senses.thermal import Scanning
from undergrid.world.tables.orders import Order
from undergrid.world.tables.people import Posture


def freed(sim):
    """The same Sim without its canon: the named do what they are ordered, and nothing of their own accord."""
    sim.canon = None
    return sim


def order(sim, who, verb, target=-1, amount=0):
    return Order(sim.tick, sim.row(who), verb, target, amount)


def of(events, *kinds):
    return [event for event in events if event.kind in kinds]


def chances(sim, here, there):
    """The odds that a drone over `here` finds somebody who stands at `there`: by eye, by warmth."""
    world = sim.world
    table = optics.tables(world.shared(optics.Optics), world.city.cell_mm)
    seen = optics.chance_between(
        table, world.city.handle, Sensor.DRONE, int(Posture.STANDING), here, there, int(world.sky.light[0]),
        optics.haze(table, world.sky),
    )  # fmt: skip
    return int(seen), Scanning(world).chance(world, here, there, int(Posture.STANDING), 0, 10)


def in_the_open(sim):
    """Two cells of a street, 60 m apart, with nothing between them."""
    opaque, city = sim.world.city.opaque[: sim.world.city.area], sim.world.city
    rows = opaque.reshape(city.height, city.width) == 0
    for y in range(city.height):
        for x in range(city.width - 31):
            if rows[y, x : x + 31].all():
                return city.cell(0, x, y), city.cell(0, x + 30, y)
    raise AssertionError("no open street")
