"""Draws that are forced, and draws that are noted, by a key of two dimensions; ordinary keys stay what they are."""

import numpy as np
import pytest

from undergrid.core import jit, luck
from undergrid.core.jit import kernel
from undergrid.core.luck import Draw

STREAM = luck.stream("test/forced")
THINGS = np.arange(-20, 20)


@kernel
def _drawn(key, things, out):
    for n in range(len(things)):
        out[n] = luck.u32(key, things[n])


@kernel
def _bounded(key, things, out):
    for n in range(len(things)):
        out[n] = luck.below(key, things[n], 100, 3)


def drawn(key, by=_drawn):
    out = np.zeros(len(THINGS), np.int64)
    by(key, THINGS, out)
    return out


def test_a_forced_draw_comes_out_as_it_is_told_and_no_other_does():
    usual = drawn(luck.make_key(5, 7, STREAM))
    forced = drawn(luck.forcing(5, 7, STREAM, [Draw(3, 0, 17), Draw(-4, 0, 0xFFFFFFFF)]))
    assert (forced[23], forced[16]) == (17, 0xFFFFFFFF)
    same = np.delete(np.arange(len(THINGS)), [23, 16])
    assert (forced[same] == usual[same]).all()


def test_a_forced_draw_is_that_of_one_block_only():
    usual = drawn(luck.make_key(5, 7, STREAM), _bounded)
    assert (drawn(luck.forcing(5, 7, STREAM, [Draw(3, 0, 17)]), _bounded) == usual).all()
    assert drawn(luck.forcing(5, 7, STREAM, [Draw(3, 3, 0xFFFFFFFF)]), _bounded)[23] == 99


def test_draws_are_noted_as_they_come_with_what_came_of_them():
    key = luck.forcing(5, 7, STREAM, [Draw(3, 0, 17)], noted=100)
    words = drawn(key)
    noted = luck.noted_in(key)
    assert [one.thing for one in noted] == [thing for thing in THINGS.tolist() if thing != 3]
    assert [one.word for one in noted] == [
        word for thing, word in zip(THINGS, words.tolist(), strict=True) if thing != 3
    ]


def test_no_more_draws_are_noted_than_there_is_room_for():
    key = luck.forcing(5, 7, STREAM, noted=4)
    drawn(key)
    assert len(luck.noted_in(key)) == 4


def test_the_same_draws_are_forced_uncompiled():
    key = luck.forcing(5, 7, STREAM, [Draw(3, 0, 17)], noted=8)
    words = [jit.python(luck.u32)(key, thing) for thing in (3, 4)]
    assert words[0] == 17
    assert words[1] == int(drawn(luck.make_key(5, 7, STREAM))[24])


@pytest.mark.skipif(not jit.COMPILED, reason="there is no machine code")
def test_what_is_compiled_for_an_ordinary_key_knows_nothing_of_forced_draws():
    numba = pytest.importorskip("numba")
    fresh = numba.njit(jit.python(_drawn))  # what comes from the cache cannot be looked into
    drawn(luck.make_key(5, 7, STREAM), fresh)
    drawn(luck.forcing(5, 7, STREAM), fresh)
    found = {signature[0].ndim: "with_forced" in code for signature, code in fresh.inspect_llvm().items()}
    assert found == {1: False, 2: True}
