"""What the tests of the rows of eden do with its night: orders of their own."""

from undergrid.world.tables.orders import Order


def freed(sim):
    """The same Sim without its canon: the named do what they are ordered, and nothing of their own accord."""
    sim.canon = None
    return sim


def order(sim, who, verb, target=-1, amount=0):
    return Order(sim.tick, sim.row(who), verb, target, amount)


def of(events, *kinds):
    return [event for event in events if event.kind in kinds]
