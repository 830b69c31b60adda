"""Fight: to turn on what comes for one, where that is better than to hide or run."""

import pytest
from scenes.gunfights import armed, ask, events, give_cell
from scenes.heads import mind_of, ordered, tell
from scenes.standoffs import READY, hunted, shots, stand
from scenes.worlds import field, run

from undergrid.minds.wants import fight
from undergrid.systems.combat import shooting
from undergrid.world.body.reach import hauling
from undergrid.world.combat.breakage import is_stopped, stopped_by_hit
from undergrid.world.combat.forecast import chance_to_stop, hits
from undergrid.world.combat.suppression import pin
from undergrid.world.combat.weapons import WEAPONS
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.reasons.combat import shot_odds
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import Activity

EYES_ONLY = (("evade", {}),)


def test_who_is_cornered_with_good_odds_shoots_until_it_is_down_and_no_more():
    world, heads = hunted()
    log = stand(world, heads, 60)
    assert shots(log)
    assert is_stopped(world, 0)
    (down,) = (event for event in log if event.kind == Kind.OUT_OF_ACTION)
    assert not [event for event in log if event.tick > down.tick + 1 and event.amount == Verb.SHOOT_DOWN]
    (over,) = (event for event in log if event.kind == Kind.ACHIEVED)
    assert (over.amount, over.cause) == (Aim.FIGHT, shots(log)[-1].id)


def test_the_log_says_why_at_what_odds_and_what_else():
    world, heads = hunted()
    log = stand(world, heads, 60)
    (meant,) = (event for event in log if event.kind == Kind.INTENDED and event.amount == Aim.FIGHT)
    (chosen,) = (event for event in log if event.kind == Kind.DECIDED and event.amount == Aim.FIGHT)
    assert 0.5 < meant.odds / 2**32 < 1  # the chance to stop it
    assert 0 < chosen.odds / 2**32 < 1  # what not to fight is worth in parts of that
    assert chosen.cause == meant.id
    assert next(event for event in log if event.id == meant.cause).kind == Kind.NOTICED
    first = next(event for event in log if event.kind == Kind.ORDERED and event.amount == Verb.SHOOT_DOWN)
    assert first.cause == chosen.id


def test_what_they_were_about_comes_next_and_is_gone_back_to_afterwards():
    world, heads = hunted(wants=(*READY, ("reach", {"place": "end", "urgency": 200})), place=(60, 6), goal=(85, 6))
    log = stand(world, heads, 60)
    chosen = [event for event in log if event.kind == Kind.DECIDED]
    assert [event.amount for event in chosen] == [Aim.REACH, Aim.FIGHT, Aim.REACH]
    beside = world.events.because_columns()
    (rival,) = beside["cause"][(beside["event"] == chosen[1].id) & (beside["role"] == Role.RIVAL)].tolist()
    by_id = {event.id: event for event in world.events.rows()}
    assert (by_id[rival].kind, by_id[rival].amount) == (Kind.INTENDED, Aim.REACH)
    assert by_id[chosen[2].cause].kind == Kind.ACHIEVED


def test_who_has_bad_odds_hides_while_it_comes():
    world, heads = hunted(weapon=ItemKind.SIDEARM, rounds=1, skill=0)
    log = stand(world, heads, 28)
    assert not shots(log)
    assert ordered(log, 0) == [Verb.HIDE]


def test_who_can_get_out_of_its_sight_runs():
    wall = "\n".join("." * 90 if y != 7 else "." * 55 + "#" * 10 + "." * 25 for y in range(12))
    world, heads = hunted(wall, hunters=((20, 2),))
    log = stand(world, heads, 25)
    assert not shots(log)
    assert ordered(log, 0)


def test_whoever_has_somebody_in_their_arms_does_not_fight():
    world, heads = hunted(others=((60, 6),))
    world.citizens.doing[1] = Activity.UNCONSCIOUS
    drag = Order(0, 0, Verb.DRAG, 1)
    log = stand(world, heads, 26, outside=[drag])
    assert hauling(world, 0) == 1
    assert not shots(log)
    assert Verb.DROP not in ordered(log, 0)


def coming(at=(42, 6), took=10, **given):
    """The same with a hunter that has come straight at them for so many seconds, from 10 cells farther off."""
    world, slot = upon(at, **given)
    seen = int(world.watched.take(1)[0])
    world.tick = took
    world.watched.owner[seen], world.watched.watcher[seen] = 0, 0
    world.watched.cell[seen] = world.city.cell(0, at[0] - 10, at[1])
    world.watched.came[seen], world.watched.gone[seen], world.knowledge.at[slot] = 0, took, took
    return world


@pytest.mark.parametrize(
    ("given", "fights"),
    [
        ({}, True),
        ({"weapon": ItemKind.SIDEARM, "rounds": 1, "skill": 0}, False),  # little ammunition
        ({"weapon": ItemKind.SIDEARM, "skill": 0}, True),
        ({"drawing": field(90, 12, ","), "skill": 2, "rounds": 2}, True),
        ({"drawing": field(90, 12, ","), "skill": 2, "rounds": 2, "light": 0}, False),  # the dark
        ({"weapon": ItemKind.SIDEARM, "at": (12, 6)}, False),  # too far off
        ({"kind": WatcherKind.SENTINEL, "weapon": ItemKind.SIDEARM}, False),  # armour
        ({"kind": WatcherKind.SENTINEL, "weapon": ItemKind.PLASMA}, True),
    ],
)
def test_the_odds_decide(given, fights):
    world = coming(**given)
    give_cell(world, 0, 400_000)
    world.watchers.home[0] = 0
    assert (weighed(world) is not None) == fights


def test_what_passes_at_a_distance_is_let_pass():
    world = coming(at=(42, 6))
    world.watched.cell[0] = world.city.cell(0, 42, 0)  # it goes south
    assert weighed(world) is None


def test_behind_a_wreck_first_where_one_is_at_hand_and_there_is_time():
    rows = [list("." * 90) for _ in range(12)]
    rows[9][57] = "w"
    drawing = "\n".join("".join(row) for row in rows)
    found = weighed(coming(drawing=drawing))
    assert found is not None
    assert found.bid.verb == Verb.RUN
    found = weighed(coming(drawing=drawing, at=(57, 6), took=5))
    assert found is not None
    assert found.bid.verb == Verb.SHOOT_DOWN  # there is no time for it


def test_return_fire_makes_them_think_twice():
    world = coming()
    mind = mind_of(world)
    mind._wits.fire_every = 4
    assert fight.weigh(mind, fight.Params(hurt=0)) is not None
    assert fight.weigh(mind, fight.Params(hurt=5000)) is None


def test_who_is_under_fire_is_shot_at_anyway_and_shoots_back():
    world = coming()
    mind = mind_of(world)
    mind._wits.fire_every = 4
    assert fight.weigh(mind, fight.Params(hurt=5000)) is None
    world.events.begin(world.tick)
    pin(world, 0, world.events.one(Kind.FIRED_ON, 0, 0, cause=world.scenario_event))
    assert fight.weigh(mind, fight.Params(hurt=5000)) is not None


def upon(at=(58, 6), hunters=(), **given):
    """Somebody with a watcher right before them that they have just perceived, and what they would do about it."""
    world, _ = hunted(hunters=hunters or (at,), **given)
    slot = tell(world, 0, Topic.WATCHER, 0, int(world.watchers.cell[0]))
    return world, slot


def weighed(world, at=-1, **knobs):
    return fight.weigh(mind_of(world), fight.Params(**knobs), at)


def test_only_what_is_after_one_is_shot_at():
    world, slot = upon()
    assert weighed(world) is not None
    world.citizens.tagged[0] = True  # it has nothing against them
    assert weighed(world) is None
    world.citizens.tagged[0] = False
    far = world.city.cell(0, 40, 6)
    world.knowledge.cell[slot] = world.watchers.cell[0] = far  # it stands there, and looks
    assert weighed(world) is None


def test_what_is_out_of_sight_or_stopped_is_let_be():
    world, slot = upon()
    world.tick += 6
    assert weighed(world) is None
    world.knowledge.at[slot] = world.tick
    assert weighed(world) is not None
    world.watchers.duty[0] = Duty.OFF
    assert weighed(world) is None


def test_what_has_gone_behind_a_wall_is_waited_for():
    pillar = "\n".join("." * 52 + ("#" if y < 5 else ".") + "." * 37 for y in range(12))
    world = coming(drawing=pillar)
    assert weighed(world).bid.verb == Verb.SHOOT_DOWN
    world.watchers.cell[0] = world.city.cell(0, 44, 1)
    bid = weighed(world).bid
    assert (bid.verb, bid.aim) == (Verb.HIDE, Aim.FIGHT)


def beside_one_of_ones_own():
    """A watcher that wants nothing of oneself, and next to it somebody to whom one is bound."""
    world, _ = upon(at=(50, 6), others=((51, 6),))
    world.citizens.tagged[0] = True
    bond = world.bonds.take(1)
    world.bonds.a[bond], world.bonds.b[bond], world.bonds.cause[bond] = 0, 1, world.scenario_event
    tell(world, 0, Topic.PERSON, 1, int(world.citizens.cell[1]))
    assert weighed(world) is None
    return world


def test_what_shoots_at_somebody_of_ones_own_in_sight_is_shot_at():
    world = beside_one_of_ones_own()
    world.events.begin(world.tick)
    pin(world, 1, world.events.one(Kind.FIRED_ON, 0, 1, cause=world.scenario_event))
    found = weighed(world)
    assert found is not None
    assert (found.row, found.bid.verb) == (0, Verb.SHOOT_DOWN)
    world.suppressed.free(world.suppressed.rows())
    assert weighed(world) is None


def test_what_holds_somebody_of_ones_own_is_shot_at_though_it_wants_nothing_of_oneself():
    world = beside_one_of_ones_own()
    world.citizens.doing[1] = Activity.QUESTIONED
    found = weighed(world)
    assert found is not None
    assert found.bid.verb == Verb.SHOOT_DOWN


def test_what_shoots_at_ones_own_or_has_seized_one_matters_more_than_what_is_only_on_its_way():
    """Three with rifles bandaged a friend while a hunter a metre off fired twelve times at him."""
    assert weighed(upon()[0]).bid.urgency == fight.Params().urgency
    for world in (beside_one_of_ones_own(), beside_one_of_ones_own()):
        world.citizens.doing[1] = Activity.HELD
        assert weighed(world, under_fire=987).bid.urgency == 987
    world, _ = upon()
    world.events.begin(world.tick)
    pin(world, 0, world.events.one(Kind.FIRED_ON, 0, 0, cause=world.scenario_event))
    assert weighed(world, under_fire=987).bid.urgency == 987


def test_of_those_that_come_the_one_is_shot_at_that_can_be_hit():
    """A drone out of reach of any shot came first by its number, and nobody fired at all."""
    world, _ = upon(hunters=((50, 6), (50, 7)), others=((51, 6),), kind=WatcherKind.SENTINEL, weapon=ItemKind.SIDEARM)
    world.watchers.kind[1] = WatcherKind.HUNTER
    tell(world, 0, Topic.WATCHER, 1, int(world.watchers.cell[1]))
    bond = world.bonds.take(1)
    world.bonds.a[bond], world.bonds.b[bond], world.bonds.cause[bond] = 0, 1, world.scenario_event
    tell(world, 0, Topic.PERSON, 1, int(world.citizens.cell[1]))
    world.citizens.doing[1] = Activity.HELD
    assert weighed(world).row == 1


@pytest.mark.parametrize(
    ("knob", "value", "fights"),
    [
        ("caught", 0, False),
        ("taken", 0, False),
        ("heard", 5000, False),
        ("wanted", 5000, False),
        ("margin", 1000, False),
        ("near_m", 2, False),
        ("caught", 2000, True),
    ],
)
def test_each_knob_turns_the_scale(knob, value, fights):
    world, _ = upon()
    assert weighed(world) is not None
    assert (weighed(world, **{knob: value}) is not None) == fights


def test_as_many_are_stopped_as_was_foretold():
    n, stopped, foretold = 300, 0, 0.0
    for seed in range(n):
        world = armed(field(60, 6), places=((2, 2),), watchers=((WatcherKind.DRONE, 2 * 60 + 14),), skill=5, seed=seed)
        foretold += chance_to_stop(world, 0, 0, ItemKind.RIFLE, [int(world.watchers.cell[0])] * 3)
        for _ in range(3):
            if not is_stopped(world, 0):
                ask(world, 0, Verb.SHOOT_DOWN, 0)
                run(shooting, world, ticks=4)
        stopped += is_stopped(world, 0)
    assert 0.2 < foretold / n < 0.9
    assert abs(stopped - foretold) / n < 0.05


def test_the_odds_of_a_shot_are_those_that_are_shown():
    world = armed(watchers=((WatcherKind.HUNTER, 2 * 30 + 20),))
    shown = shot_odds(world, 0, Verb.SHOOT_DOWN, 0, 0)
    assert hits(world, 0, 0, ItemKind.RIFLE, int(world.watchers.cell[0])) == shown / 2**32


def test_what_a_hit_does_depends_on_weapon_and_hull():
    sidearm, rifle = (WEAPONS[kind] for kind in (ItemKind.SIDEARM, ItemKind.RIFLE))
    assert stopped_by_hit(WatcherKind.SENTINEL, sidearm.least, sidearm.most) == 0
    assert stopped_by_hit(WatcherKind.HUNTER, rifle.least, rifle.most) == 1
    assert stopped_by_hit(WatcherKind.DRONE, rifle.least, rifle.most) == pytest.approx(0.75)
    assert stopped_by_hit(WatcherKind.HUNTER, sidearm.least, sidearm.most) == pytest.approx(8 / 19)


def lived(**given):
    world, heads = hunted(**given)
    stand(world, heads, 40)
    return world


@pytest.mark.parametrize("given", [{"weapon": None}, {"rounds": 0}])
def test_without_a_loaded_weapon_the_want_changes_nothing(given):
    with_it, without = lived(**given), lived(**given, wants=EYES_ONLY)
    assert with_it.digest() == without.digest()


def test_without_the_want_nobody_shoots():
    assert not events(lived(wants=EYES_ONLY), Kind.SHOT_AT_WATCHER)


def test_a_fight_saved_in_the_middle_goes_on_as_if_it_had_not_been():
    ends = []
    for heavy in (False, True):
        world, heads = hunted()
        stand(world, heads, 18)
        assert world.intentions.has(owner=0, aim=Aim.FIGHT)
        if heavy:
            world.restore(world.tick, world.state())
        stand(world, heads, 30)
        ends.append(world.digest())
    assert ends[0] == ends[1]


@pytest.mark.parametrize(("urgency", "fights"), [(600, True), (100, False)])
def test_it_gives_way_to_what_matters_more(urgency, fights):
    wants = [("fight", {"urgency": urgency}), ("reach", {"place": "end", "urgency": 300})]
    world, heads = hunted(wants=wants, place=(40, 6), goal=(85, 6))
    assert bool(shots(stand(world, heads, 45))) == fights  # they are on their way all the time
