"""Rows E3, E5, E8 of the seed systems: signs of what people are, hunting by category, bands that are ambushed."""

import numpy as np
from scenes.gatehouse import live, of_kind
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.authority import ambush, classification, dispatch, dossiers, pursuit
from undergrid.systems.body import bleeding, consciousness
from undergrid.systems.movement import movement
from undergrid.systems.senses import sight
from undergrid.systems.society import bands, morale, seeking_help
from undergrid.systems.trails import traces
from undergrid.world.body import injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.body import BodyPart, WoundKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.society import Category
from undergrid.world.tables.trails import TraceKind

SIDE = 100
EYES = (sight, dossiers, classification)


def at(x, y):
    return y * SIDE + x


def lanes(width):
    """Ground with walls between lanes, so that each hunter has only its own people before it."""
    return "\n".join("".join("#" if x % width == 0 else "." for x in range(SIDE)) for _ in range(60))


def crowd(covered, seed=1):
    """Ten healers under the eyes of a hunter each, and ten wounded people near each of them."""
    places = [(14 + 8 * k, 20) for k in range(10)]
    hurt = [(x, y + 3) for x, y in places for _ in range(10)]
    city = make_city(lanes(8))
    hunters = [(WatcherKind.HUNTER, at(x, y - 12)) for x, y in places]
    world = make_world(city, [*places, *hurt], hunters, seed=seed, tagged=False)
    world.watchers.duty[:] = Duty.POST
    world.sky.light[0] = 255
    world.citizens.tagged[10:] = True
    slots = world.profiles.take(10)
    profiles = world.profiles
    profiles.owner[slots], profiles.category[slots], profiles.insignia[slots] = np.arange(10), Category.HEALER, True
    profiles.covered[slots] = covered
    world.events.begin(0)
    for who in range(10, 110):
        injuries.wound(world, who, WoundKind.CUT, BodyPart.ARM, 1, False, world.scenario_event)
    return world


def test_e3_a_sign_draws_hunters_and_the_wounded_and_covering_it_both_less():
    def drawn(covered):
        world = crowd(covered)
        policy = {"hunted": ("healer",)}
        events = live(world, 90, *EYES, seeking_help, classification=policy)
        taken = {event.whom for event in of_kind(events, Kind.CLASSIFIED) if event.amount == Category.HEALER}
        came = {event.who for event in of_kind(events, Kind.SOUGHT_HELP)}
        return len(taken), len(came)

    shown, hidden = drawn(covered=False), drawn(covered=True)
    assert shown[0] >= 9
    assert hidden[0] <= shown[0] - 4
    assert hidden[1] < shown[1] / 4


def test_e5_who_is_hunted_follows_the_policy_and_nothing_else():
    """The same people under the same eyes with the same luck: an edit of the policy edits the set of the hunted."""
    kinds = np.repeat([Category.HEALER, Category.REBEL, Category.LOYAL], 6)

    def hunted(policy):
        places = [(2 + 4 * k, 40) for k in range(24)]
        city = make_city(lanes(4))
        world = make_world(city, places, [(WatcherKind.HUNTER, at(x, 36)) for x, _ in places], tagged=False)
        world.watchers.duty[:] = Duty.POST
        world.sky.light[0] = 255
        slots = world.profiles.take(18)
        profiles = world.profiles
        profiles.owner[slots], profiles.category[slots], profiles.insignia[slots] = np.arange(18), kinds, True
        events = live(world, 240, *EYES, dispatch, pursuit, classification={"hunted": policy}, pursuit={"hunters": 0})
        assert not of_kind(events, Kind.WANTED)  # that takes more than being what one is
        dossiers = world.dossiers
        sought = set(dossiers.subject[dossiers.rows()[dossiers.sought[dossiers.rows()] != 0]].tolist())
        return {event.who for event in of_kind(events, Kind.HUNT_ASSIGNED)}, sought

    healers, sought = hunted(("healer",))
    rebels, _ = hunted(("rebel",))
    everybody, _ = hunted(("healer", "rebel", "unaligned"))
    assert healers <= set(range(6))
    assert len(healers) >= 5
    assert healers <= sought
    assert rebels <= set(range(6, 12))
    assert len(rebels) >= 5
    assert not hunted(())[0]
    assert healers | rebels <= everybody
    assert everybody & set(range(18, 24))  # no sign and no tag: unaligned


def march(seed=3):
    """A band from the camps in the south walks past hunters who lie in wait; others with no tag walk elsewhere."""
    people = [(20 + k % 4, 90 + k // 4) for k in range(16)]
    city = make_city(field(SIDE, SIDE), buildings=[(Use.REFUGE, 0, 70, 20), (Use.DISUSED, 0, 20, 60)])
    hunters = [(WatcherKind.HUNTER, at(x, 25)) for x in (26, 30, 34)]
    world = make_world(city, [*people, (90, 90)], hunters, seed=seed, tagged=False)
    world.watchers.duty[:], world.watchers.goal[:] = Duty.AMBUSH, at(45, 55)
    slot = int(world.bands.take(1)[0])
    world.bands.leader[slot], world.bands.goal[slot], world.bands.building[slot] = 0, at(70, 20), 0
    world.bands.sets_out[slot], world.bands.cause[slot] = 10, world.scenario_event
    slots = world.members.take(16)
    world.members.owner[slots], world.members.band[slots] = np.arange(16), slot
    return world


def test_e8_a_band_on_its_way_is_ambushed_and_what_is_left_of_it_can_be_found():
    world = march()
    systems = (bands, classification, dispatch, pursuit, ambush, movement, bleeding, consciousness, traces, morale)
    events = live(world, 400, *systems, classification={"hunted": ("unaligned",)}, ambush={"ground_m": 30})
    set_out, ambushed = of_kind(events, Kind.BAND_SET_OUT)[0], of_kind(events, Kind.AMBUSHED)
    assert len(ambushed) == 1
    struck = ambushed[0]
    assert struck.tick > set_out.tick
    assert 4 <= struck.amount <= 16
    # it was the band that walked into it, on its way, and hunters who had been laid there
    because = world.events.because_columns()
    assert set_out.id in set(because["cause"][because["event"] == struck.id].tolist())
    assert struck.cause == of_kind(events, Kind.AMBUSH_LAID)[0].id
    assert world.bands.ambushed[0] == struck.id
    # victims: every wound leads back to it, and to nothing else
    wounded = of_kind(events, Kind.WOUNDED)
    assert wounded
    assert {event.cause for event in wounded} == {struck.id}
    assert {event.who for event in wounded} <= set(range(16))
    assert 16 not in world.wounds.owner[world.wounds.used]
    # what somebody who comes by later can find: bodies where they fell, blood, and no hunters any more
    live(world, 60, *systems, classification={"hunted": ("unaligned",)})
    down = ~world.citizens.alive | (world.citizens.doing == Activity.UNCONSCIOUS) | (
        world.citizens.doing == Activity.LYING
    )  # fmt: skip
    blood = world.traces.used & (world.traces.kind == TraceKind.BLOOD)
    makers = set(world.traces.maker[blood].tolist())
    died = of_kind(events, Kind.DIED)
    at_once = {event.who for event in died if event.tick == struck.tick}  # they have no time to bleed
    assert {event.who for event in died} - at_once <= makers
    assert makers & {event.who for event in wounded}
    assert (world.citizens.inside[down] < 0).all() or not down.any()
    assert (world.watchers.duty != Duty.AMBUSH).all()


def test_e8_how_many_fall_is_a_matter_of_luck_and_of_how_they_are_struck():
    def fallen(seed, **params):
        world = march(seed)
        systems = (bands, classification, ambush, movement, bleeding)
        live(world, 200, *systems, classification={"hunted": ("unaligned",)}, ambush={"ground_m": 30, **params})
        return len(set(world.wounds.owner[world.wounds.used].tolist())), int((~world.citizens.alive).sum())

    struck = [fallen(seed) for seed in range(6)]
    assert len(set(struck)) > 1
    without_blast = [fallen(seed, blast=False)[0] for seed in range(6)]
    assert sum(without_blast) < sum(hurt for hurt, _ in struck)
    assert fallen(1, least=17) == (0, 0)  # they are too few for it
