"""Knowledge: what is learned replaces what, how firm it stays when told on, and whose past offends whom."""

import pytest
from scenes.worlds import field, make_world

from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.society import Category


def three():
    world = make_world(field(30, 30), [(0, 0), (1, 0), (2, 0)])
    world.tick = 50
    world.events.begin(50)
    return world


def test_one_subject_has_one_slot_and_places_without_a_building_one_each():
    world, learn = three(), knowledge.learn
    first = learn(world, 0, Topic.PERSON, 2, 7, -1, 900, 11)
    assert learn(world, 0, Topic.PERSON, 2, 8, 1, 800, 12) == first
    known = world.knowledge
    assert (known.knower[first], known.topic[first], known.subject[first]) == (0, Topic.PERSON, 2)
    assert (known.cell[first], known.at[first], known.source[first]) == (8, 50, 1)
    assert (known.strength[first], known.cause[first]) == (800, 12)
    assert learn(world, 1, Topic.PERSON, 2, 8, 1, 800, 12) != first
    here, there = (learn(world, 0, Topic.PLACE, -1, cell, -1, 500, 13) for cell in (20, 21))
    assert here != there
    assert learn(world, 0, Topic.PLACE, -1, 20, -1, 500, 13) == here
    building = learn(world, 0, Topic.PLACE, 4, 22, -1, 700, 13)
    assert learn(world, 0, Topic.PLACE, 4, 23, -1, 700, 13) == building
    assert knowledge.knows_place(world, 0, 20) == here
    assert knowledge.knows_place(world, 0, 0) == building
    assert knowledge.knows_place(world, 0, 24) == knowledge.knows_place(world, 1, 0) == -1
    assert knowledge.outzone(world, 0) == -1
    assert (
        knowledge.outzone(world, 0)
        != learn(world, 0, Topic.OUTZONE, -1, -1, -1, 1000, 1)
        == knowledge.outzone(world, 0)
    )


def test_what_one_has_seen_is_told_right_and_loses_some_firmness_and_what_the_hearer_doubts():
    world = three()
    slot = knowledge.learn(world, 0, Topic.PLACE, -1, 20, -1, 1000, 11)
    told, news = knowledge.tell_place(world, slot, 1, 77)
    (event,) = [one for one in world.events.rows() if one.kind == Kind.PLACE_TOLD]
    assert (event.id, event.who, event.whom, event.where, event.amount) == (told, 0, 1, 0, 20)
    assert (event.cause, event.stream, event.odds, news) == (77, 0, 0, True)
    heard = knowledge.knows_place(world, 1, 20)
    assert (world.knowledge.strength[heard], world.knowledge.source[heard]) == (850, 0)
    assert world.knowledge.cause[heard] == told
    regard.bad(world, 2, 0, 6000, 5)
    trusted = regard.trust(world, 2, 0)
    assert trusted < 500
    knowledge.tell_place(world, slot, 2, 77)
    assert world.knowledge.strength[knowledge.knows_place(world, 2, 20)] == 850 * (500 + trusted) // 1000


@pytest.mark.parametrize(
    ("source", "strength", "news", "after"),
    [(-1, 1, False, 1), (2, 850, False, 850), (2, 849, False, 850), (2, 851, False, 851)],
)
def test_it_replaces_neither_what_one_has_seen_nor_what_one_believes_more_firmly(source, strength, news, after):
    world = three()
    slot = knowledge.learn(world, 0, Topic.PLACE, -1, 20, -1, 1000, 11)
    known = knowledge.learn(world, 1, Topic.PLACE, -1, 20, source, strength, 12)
    assert knowledge.tell_place(world, slot, 1, 77)[1] == news
    assert world.knowledge.strength[known] == after
    assert world.knowledge.source[known] == (0 if after > strength else source)


def test_what_one_has_from_others_is_told_astray_at_its_odds_and_never_far():
    named = []
    for n in range(400):
        world = make_world(field(30, 30), [(0, 0), (1, 0)], seed=n)
        world.events.begin(0)
        slot = knowledge.learn(world, 0, Topic.PLACE, -1, 15 * 30 + 15, 1, 1000, 11)
        knowledge.tell_place(world, slot, 1, 77)
        (event,) = world.events.rows()[-1:]
        assert (event.stream, event.odds) == (knowledge.ASTRAY, knowledge.ODDS_ASTRAY)
        named.append((event.amount % 30 - 15, event.amount // 30 - 15))
    off = [place for place in named if place != (0, 0)]
    assert abs(len(off) / 400 - 0.4 * 168 / 169) < 0.08
    for axis in (0, 1):
        assert (min(place[axis] for place in off), max(place[axis] for place in off)) == (-6, 6)
    assert any(x != y for x, y in off)


@pytest.mark.parametrize("hearer", list(Category))
def test_whose_past_offends_whom(hearer):
    world = three()
    slot = background.make_profile(world, 1)
    world.profiles.category[slot] = hearer
    rules = hearer in (Category.SOLDIER, Category.LOYAL)
    enemies = {Category.REBEL} if rules else {Category.SOLDIER, Category.LOYAL}
    assert {was for was in Category if knowledge.offends(world, 1, was)} == enemies


@pytest.mark.parametrize(("hearer", "weighs"), [(Category.UNALIGNED, 800), (Category.LOYAL, 200)])
def test_a_past_that_one_hears_of_from_others_is_bad_news(hearer, weighs):
    world = three()
    slot = background.make_profile(world, 0)
    world.profiles.past[slot] = Category.SOLDIER
    slot = background.make_profile(world, 1)
    world.profiles.category[slot] = hearer
    assert (knowledge.past(world, 0), knowledge.past(world, 2)) == (Category.SOLDIER, Category.UNALIGNED)
    out = knowledge.found_out(world, 1, 0, 2, 77, 800)
    (event,) = [one for one in world.events.rows() if one.kind == Kind.SECRET_OUT]
    assert (event.id, event.who, event.whom, event.where) == (out, 1, 0, 1)
    assert (event.amount, event.cause) == (Category.SOLDIER, 77)
    thinks = regard.regard(world, 1, 0)
    assert (world.regards.bad[thinks], world.regards.cause[thinks]) == (weighs, out)
    secret = knowledge.knows(world, 1, Topic.SECRET, 0)
    assert (world.knowledge.source[secret], world.knowledge.strength[secret]) == (2, 1000)
    assert world.knowledge.cause[secret] == out
    assert world.knowledge.telling[secret]


def test_the_secrets_of_those_one_trusts_are_kept():
    for good, kept in ((0, True), (-1, False)):
        world = three()
        if good < 0:
            regard.bad(world, 1, 0, 100, 5)
        knowledge.disclosed_to(world, 0, 1, 77, 0, 0)
        assert world.knowledge.telling[knowledge.knows(world, 1, Topic.SECRET, 0)] == (not kept)
