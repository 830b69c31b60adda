"""What a view says somebody could do, against what the rules then make of the order."""

import itertools

import pytest

import undergrid
from undergrid.world.log.events import EventLog
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Refusal

# What only shows when one tries: another's will, whether they answer, a way that is barred where one has not been.
HIDDEN = {Refusal.UNWILLING, Refusal.NO_ANSWER, Refusal.BARRED}


def said_and_done(sim, who, known):
    """(verb, what the view says, what comes of that order) for each of which the first two are not known yet."""
    seen, twin, state, tick = sim.view(who), sim.fork(), sim.world.state(), sim.tick
    for verb, why in (pair for pair in seen.verbs.items() if pair not in known):
        target, amount = seen.aims[verb]
        twin.world.restore(tick, state)
        twin.world.events = EventLog()
        events = twin.step([Order(tick, who, verb, target, amount)])
        (ours,) = (e.id for e in events if e.kind == Kind.ORDERED and (e.who, e.amount, e.cause) == (who, verb, 0))
        refused = [Refusal(e.amount) for e in events if e.kind == Kind.REFUSED and e.who == who and e.cause == ours]
        yield verb, why, refused[0] if refused else None


@pytest.mark.parametrize(
    ("scenario", "people", "hours"), [("eden", 24, (0.3, 1, 2)), ("expiry", 200, (7.5, 9)), ("village", 200, (8,))]
)
def test_a_view_says_what_the_rules_say(scenario, people, hours):
    sim = undergrid.load(scenario, people=people, seed=3)
    wrong, allowed, reasons = [], set(), set()
    for hour, who in itertools.product(hours, range(0, sim.world.citizens.n, people // 12)):
        sim.run(max(0, int(hour * 3600) - sim.tick))
        for verb, why, refused in said_and_done(sim, who, allowed | reasons):
            if why != refused and refused not in HIDDEN:
                wrong.append((hour, who, verb.name, why, refused))
            (allowed if why is None else reasons).add((verb, why))
    assert not wrong
    assert len(allowed) > 15, "a view says of hardly any verb that it could be tried"
    assert len(reasons) > 40, "a view says of hardly any verb why not"
