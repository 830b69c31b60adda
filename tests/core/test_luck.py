"""Luck: published answers, draws that nothing disturbs, chances that come out, and numbers that look like chance."""

import itertools
import math
import os
import re
import subprocess
import sys
from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import counter_rng, data

from undergrid.core import jit, luck
from undergrid.core.jit import kernel

STREAM = luck.stream("tests/luck")
WORD = 0xFFFFFFFF

# ---------------------------------------------------------------- the generator

PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)
PUBLISHED = [  # random123, kat_vectors: counter and key, expected block
    ((0,) * 6, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]


@pytest.mark.parametrize(("counter_and_key", "expected"), PUBLISHED)
def test_philox_gives_the_published_answers(counter_and_key, expected):
    assert luck.philox(*counter_and_key) == expected
    assert jit.python(luck.philox)(*counter_and_key) == expected
    assert counter_rng.philox(4, 32, 10, counter_and_key[:4], counter_and_key[4:]) == expected


def test_all_published_vectors_of_philox_and_threefry_are_met():
    text = data.path("tables/random123_kat_vectors.txt").read_text()
    rows = re.findall(r"^ *(philox|threefry)(\d)x(\d\d) +(\d+) +(.*)$", text, re.MULTILINE)
    assert len(rows) == 60
    for family, n, width, rounds, words in rows:
        n, width, rounds, numbers = int(n), int(width), int(rounds), [int(word, 16) for word in words.split()]
        n_key = n // 2 if family == "philox" else n
        counter, key, expected = numbers[:n], numbers[n : n + n_key], tuple(numbers[n + n_key :])
        assert getattr(counter_rng, family)(n, width, rounds, counter, key) == expected
        if (family, n, width, rounds) == ("philox", 4, 32, 10):
            assert luck.philox(*counter, *key) == expected


words = st.integers(0, WORD)


@given(st.tuples(*[words] * 6))
def test_compiled_and_plain_philox_agree_everywhere(counter_and_key):
    expected = counter_rng.philox(4, 32, 10, counter_and_key[:4], counter_and_key[4:])
    assert luck.philox(*counter_and_key) == expected
    assert jit.python(luck.philox)(*counter_and_key) == expected


@given(st.integers(0, 2**64 - 1), words, st.integers(-(2**63), 2**63 - 1), st.integers(0, 255))
def test_a_draw_depends_on_seed_tick_stream_thing_and_block_as_documented(seed, tick, thing, number):
    key = luck.make_key(seed, tick, STREAM)
    counter = (tick, (int(STREAM) << 8) + number, thing & WORD, (thing >> 32) & WORD)
    assert luck.block(key, thing, number) == counter_rng.philox(4, 32, 10, counter, (seed & WORD, seed >> 32))


def test_no_two_draws_share_a_block():
    ends = (0, 1, 2**24 - 1, 2**31, 2**32 - 1)
    streams = (0, 1, 2**8, 2**24 - 1)
    things = (0, 1, -1, 2**32, -(2**32), 2**63 - 1, -(2**63))
    blocks = {
        luck.block(luck.make_key(seed, tick, stream), thing, number)
        for seed in (*ends, 2**32, 2**64 - 1)
        for tick, stream, thing, number in itertools.product(ends, streams, things, (0, 1, 63, 64, 255))
    }
    assert len(blocks) == 7 * 5 * 4 * 7 * 5


def test_a_luck_key_means_the_same_in_any_integer_column():
    key = luck.make_key(7, 9, STREAM)
    for number in (5, 100, 2**31 - 1):
        assert {luck.u32(key, dtype(number)) for dtype in (np.int32, np.uint32, np.int64, np.uint64)} == {
            luck.u32(key, number)
        }
    assert luck.u32(key, np.uint64(2**64 - 3)) == luck.u32(key, -3)


def test_nth_tells_draws_of_one_thing_apart_and_has_an_end():
    key = luck.make_key(7, 9, STREAM)
    assert len({luck.u32(key, 4, nth) for nth in range(luck.DRAWS_PER_THING)}) == luck.DRAWS_PER_THING
    for nth in (-1, luck.DRAWS_PER_THING):
        with pytest.raises(ValueError, match="nth"):
            luck.u32(key, 4, nth)
        with pytest.raises(ValueError, match="nth"):
            luck.below(key, 4, 10, nth)


def test_many_draws_at_once_are_the_draws_one_by_one():
    key = luck.make_key(1, 2, STREAM)
    things = np.arange(-50, 50) * 2**40
    out = np.empty_like(things)
    luck.draws(key, things, out)
    assert out.tolist() == [luck.u32(key, thing) for thing in things]


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_has_64_bits(seed):
    with pytest.raises(ValueError, match="seed"):
        luck.make_key(seed, 0, STREAM)


@pytest.mark.parametrize("tick", [-1, 2**32])
def test_a_tick_has_32_bits(tick):
    with pytest.raises(ValueError, match="tick"):
        luck.make_key(0, tick, STREAM)


# ---------------------------------------------------------------- names


def test_a_stream_is_found_by_its_name_and_told_by_its_number():
    assert luck.stream("tests/luck") is STREAM
    assert luck.stream_name(int(STREAM)) == "tests/luck"
    assert luck.stream_name(np.int64(STREAM)) == "tests/luck"
    assert 0 <= STREAM < 2**24


def test_the_number_of_a_stream_never_changes():
    assert int(luck.stream("bleeding")) == 0xF871C5


def test_streams_with_the_same_number_are_refused(monkeypatch):
    monkeypatch.setattr(luck, "_streams", {})
    names = (f"name {n}" for n in range(100_000))  # 24 bits: two of some five thousand names meet
    with pytest.raises(ValueError, match="same number"):
        deque(map(luck.stream, names), maxlen=0)


def test_the_key_of_a_name_never_changes():
    assert luck.key_of("scenario/cast/rex") == 4932388598730793591
    assert len({luck.key_of(f"scenario/crowd/{n}") for n in range(10_000)}) == 10_000


def test_children_and_pairs_have_keys_of_their_own():
    rex, lucy = luck.key_of("scenario/cast/rex"), luck.key_of("scenario/cast/lucy")
    keys = [rex, lucy, luck.pair(rex, lucy), luck.pair(lucy, rex), luck.pair(rex, rex)]
    keys += [
        luck.child(parent, tick, kind, nth)
        for parent, tick, kind, nth in itertools.product((rex, lucy), (0, 1, 2**24), (0, 1, 511), (0, 1, 15))
    ]
    assert len(set(keys)) == len(keys)
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_keys_of_a_crowd_are_those_of_its_members():
    crowd = np.empty(20, np.int64)
    luck.children(luck.key_of("scenario/crowd"), 3, 4, crowd)
    assert crowd.tolist() == [luck.child(luck.key_of("scenario/crowd"), 3, 4, nth) for nth in range(20)]


# ---------------------------------------------------------------- chances


def test_what_is_certain_always_happens_and_what_is_impossible_never():
    key = luck.make_key(3, 4, STREAM)
    draws = [luck.u32(key, thing) for thing in range(1000)]
    assert all(draw < luck.chance(1) for draw in draws)
    assert not any(draw < luck.chance(0) for draw in draws)


def test_a_chance_is_a_threshold_on_32_bits():
    assert [luck.chance(p) for p in (0, 2**-33, 2**-32, 0.25, 0.3, 1, 1.5, -1)] == [
        0,
        0,
        1,
        2**30,
        1288490188,
        2**32,
        2**32,
        0,
    ]
    with pytest.raises(ValueError, match="number"):
        luck.chance(math.nan)


@given(st.floats(0, 0.999), st.sampled_from([1, 60, 3600]))
def test_a_chance_per_hour_comes_out_after_an_hour_of_any_tick(p, ticks):
    per_tick = luck.per_tick(p, ticks) / 2**32
    assert 1 - (1 - per_tick) ** ticks == pytest.approx(p, abs=ticks / 2**32)


@given(st.floats(0, 50), st.sampled_from([1, 60, 3600]))
def test_a_rate_per_hour_comes_out_after_an_hour_of_any_tick(rate, ticks):
    per_tick = luck.rate_per_tick(rate, ticks) / 2**32
    assert (1 - per_tick) ** ticks == pytest.approx(math.exp(-rate), abs=ticks / 2**32)


def test_chances_per_tick_are_the_same_numbers_on_every_machine():
    assert [luck.per_tick(p, 3600) for p in (0, 1e-9, 0.3, 0.5, 1)] == [0, 0, 425508, 826877, 2**32]
    assert [luck.rate_per_tick(rate, 3600) for rate in (0, 0.5, 1, 3600)] == [0, 596481, 1192880, 2714937127]


@pytest.mark.parametrize(("p", "ticks"), [(-0.1, 60), (1.1, 60), (math.nan, 60), (0.5, 0)])
def test_impossible_chances_per_hour_are_refused(p, ticks):
    with pytest.raises(ValueError, match="no chance per tick"):
        luck.per_tick(p, ticks)
    with pytest.raises(ValueError, match="no chance per tick"):
        luck.rate_per_tick(-1 if p > 1 else p, ticks)


# ---------------------------------------------------------------- bounded draws


def below_by_the_book(key, thing, n, nth):
    """Multiply-shift with rejection, from the reference generator, word by word."""
    for number in (nth, nth + 64, nth + 128, nth + 192):
        counter = (int(key[2]), (int(key[3]) << 8) + number, thing & WORD, (thing >> 32) & WORD)
        for word in counter_rng.philox(4, 32, 10, counter, (int(key[0]), int(key[1]))):
            if (word * n) % 2**32 >= 2**32 % n:
                return (word * n) >> 32
    return (word * n) >> 32


@given(
    st.integers(1, 2**32) | st.sampled_from([2**31 + 1, 3 * 2**30, 2**32 - 1]), st.integers(0, 99), st.integers(0, 63)
)
def test_a_bounded_draw_follows_the_book(n, thing, nth):
    key = luck.make_key(11, 12, STREAM)
    assert luck.below(key, thing, n, nth) == below_by_the_book(key, thing, n, nth) < n


@pytest.mark.parametrize("n", [0, -1, 2**32 + 1])
def test_a_bounded_draw_has_at_least_one_result_and_at_most_32_bits_of_them(n):
    with pytest.raises(ValueError, match="n must be"):
        luck.below(luck.make_key(0, 0, STREAM), 1, n)


# ---------------------------------------------------------------- do they look like chance?


@kernel
def _along(axis, seed, tick, stream, first, n_results, key, out):
    """Draw along one axis, all else fixed: 0 things, 1 ticks, 2 streams, 3 seeds."""
    for i in range(out.shape[0]):
        key[0] = seed + (first + i if axis == 3 else 0)
        key[2] = tick + (first + i if axis == 1 else 0)
        key[3] = stream + (i if axis == 2 else 0)
        thing = first + i if axis == 0 else 12345
        out[i] = luck.below(key, thing, n_results) if n_results else luck.u32(key, thing)


def draw(axis, n, n_results=0, first=0):
    out = np.empty(n, np.int64)
    _along(axis, 2026, 1000, 0, first, n_results, luck.make_key(0, 0, 0), out)
    return out


def p_chi_square(counts):
    """Wilson and Hilferty's approximation, good to three digits from thirty cells on."""
    expected, df = counts.sum() / counts.size, counts.size - 1
    x = float(((counts - expected) ** 2).sum() / expected)
    z = ((x / df) ** (1 / 3) - (1 - 2 / (9 * df))) / math.sqrt(2 / (9 * df))
    return math.erfc(z / math.sqrt(2)) / 2


def p_kolmogorov_smirnov(draws):
    """Distance of the draws from the uniform distribution, by Kolmogorov's series."""
    uniform, n = np.sort((draws + 0.5) / 2**32), draws.size
    steps = np.arange(n + 1) / n
    d = max((steps[1:] - uniform).max(), (uniform - steps[:-1]).max()) * math.sqrt(n)
    return 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * d * d) for k in range(1, 100))


def p_serial_correlation(draws):
    centred = draws / 2**32 - 0.5
    r = float((centred[1:] * centred[:-1]).mean()) * 12
    return math.erfc(abs(r) * math.sqrt(draws.size - 1) / math.sqrt(2))


def looks_like_chance(draws):
    counts = np.bincount(draws.astype("<u4").view(np.uint8), minlength=256)
    ps = {
        "bytes": p_chi_square(counts),
        "uniform": p_kolmogorov_smirnov(draws),
        "serial": p_serial_correlation(draws),
        "every second": p_serial_correlation(draws[::2]),
    }
    return all(1e-4 <= p <= 1 - 1e-4 for p in ps.values()), ps


AXES = {"things": 0, "ticks": 1, "streams": 2, "seeds": 3}
N_DRAWS = 300_000 if jit.COMPILED else 6_000


@pytest.mark.parametrize("axis", AXES)
def test_neighbouring_draws_look_like_chance(axis):
    good, ps = looks_like_chance(draw(AXES[axis], N_DRAWS))
    assert good, ps


@pytest.mark.slow
@pytest.mark.skipif(not jit.COMPILED, reason="ten million draws need compiled kernels")
@pytest.mark.parametrize("axis", AXES)
def test_ten_million_neighbouring_draws_look_like_chance(axis):
    good, ps = looks_like_chance(draw(AXES[axis], 10_000_000, first=20_000_000))
    assert good, ps


@pytest.mark.parametrize("pair_of_axes", list(itertools.combinations(AXES, 2)))
def test_draws_along_one_axis_say_nothing_of_those_along_another(pair_of_axes):
    one, other = (draw(AXES[axis], N_DRAWS, first=1) / 2**32 - 0.5 for axis in pair_of_axes)
    r = float((one * other).mean()) * 12
    assert math.erfc(abs(r) * math.sqrt(N_DRAWS / 2)) > 1e-4


@pytest.mark.parametrize("n", [50, 97, 128])
def test_bounded_draws_are_equally_likely(n):
    assert 1e-4 < p_chi_square(np.bincount(draw(0, N_DRAWS, n), minlength=n)) < 1 - 1e-4


def test_bounded_draws_are_equally_likely_even_where_a_quarter_is_rejected():
    # Without rejection every third of 3 * 2^30 results would come up twice as often as the others.
    thirds = np.bincount(draw(0, N_DRAWS, 3 * 2**30) % 3, minlength=3)
    assert np.abs(thirds / N_DRAWS - 1 / 3).max() < 5 * math.sqrt(2 / 9 / N_DRAWS)


# ---------------------------------------------------------------- compiled and not

EVERYTHING = """
import hashlib
import numpy as np
from undergrid.core import luck
total = hashlib.sha256()
for seed, tick in ((0, 0), (2026, 129_600), (2**64 - 1, 2**32 - 1)):
    key = luck.make_key(seed, tick, luck.stream("everything"))
    for thing in (0, 1, -1, 2**63 - 1, -2**63, luck.key_of("rex")):
        numbers = [luck.u32(key, thing), luck.u32(key, thing, 63)]
        numbers += [luck.pair(thing, seed // 2), luck.child(thing, tick, 3, 4)]
        numbers += [luck.below(key, thing, n, nth) for n in (1, 6, 2**31 + 1, 2**32) for nth in (0, 5)]
        total.update(repr([int(number) for number in numbers]).encode())
print(total.hexdigest())
"""


def test_all_draws_are_the_same_compiled_and_in_plain_python():
    answers = set()
    for switch in ("0", "1"):
        command = [sys.executable, "-W", "error", "-c", EVERYTHING]
        environment = {**os.environ, "UNDERGRID_JIT": switch, "NUMBA_DISABLE_JIT": "0"}
        answers.add(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
    assert len(answers) == 1
