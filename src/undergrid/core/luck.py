"""Luck: every draw is a pure function of (seed, tick, stream, thing), so nobody's draw can disturb another's.

    STREAM = luck.stream("bleeding")                        once, in the system's file
    key = world.key(STREAM)                                 = luck.make_key(seed, tick, STREAM), once a step
    if luck.u32(key, lucky[slot]) < clot: ...               in a kernel; clot = luck.chance(0.3)

The generator is Philox4x32-10. Its key is the seed (two words), its counter

    word 0          tick, 32 bits
    word 1          stream, 24 bits, then 8 bits for the block
    words 2 and 3   luck key of the thing, 64 bits

so two draws that differ in any of these never share a block. Draw number `nth` (0..63) of one thing at one tick starts
at block `nth`; a bounded draw that has to reject goes on with the other words of that block, then with blocks
`nth + 64`, `nth + 128` and `nth + 192`.

All words are int64 holding 0..2^32-1, and all products fit 64 bits, which makes compiled and plain Python agree.

Source  J. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011), doi 10.1145/2063384.2063405.
        D. Lemire, Fast random integer generation in an interval (2019), doi 10.1145/3230636: multiply-shift, rejection.
"""

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undergrid.core.jit import kernel

Key = NDArray[np.int64]
"""What a kernel draws from: seed (low, high word), tick, stream; int64, shape (4,). Or what `forcing` returns: the same
in the first column, shape (7, columns)."""

CERTAIN = 1 << 32
"""The threshold that every draw is below."""

DRAWS_PER_THING = 64
"""How many draws of one stream a thing has at one tick: `nth` is 0..63."""

_REMEMBERED = 1024  # chances that are worked out once, of each sort: a rule asks for the same ones over and over
_WORD = 0xFFFFFFFF
_STREAM_BITS = 24

# Keys that keep the derived luck keys apart from each other and from the draws of any likely seed:
# the first hexadecimal digits of pi, as in the published test vectors, then those of e.
_PAIR_KEY = (0x243F6A88, 0x85A308D3)
_CHILD_KEY = 0xB7E15162

# Rows of a key of two dimensions, in the columns of draws that are forced or noted; the first column counts them.
_THING, _NUMBER, _FORCED = 4, 5, 6


# ---------------------------------------------------------------- streams and luck keys


class Stream(int):
    """A named source of draws: a 24-bit number made from its name, so that it is the same in every version."""

    name: str

    def __repr__(self) -> str:
        return f"<stream {self.name} {int(self):06x}>"


_streams: dict[int, Stream] = {}


def stream(name: str) -> Stream:
    """Return the stream of this name; the same one however often it is asked for.

    Raises ValueError if another stream has the same number: one of the two needs another name.
    """
    number = int.from_bytes(blake2b(name.encode(), digest_size=_STREAM_BITS // 8, person=b"stream").digest(), "little")
    found = _streams.get(number)
    if found is None:
        found = Stream(number)
        found.name = name
        _streams[number] = found
    elif found.name != name:
        raise ValueError(f"streams {found.name!r} and {name!r} have the same number {number}: rename one of them")
    return found


def stream_name(number: int) -> str | None:
    """Return the name of the stream with this number, or None if no stream of this process has it."""
    found = _streams.get(int(number))
    return found.name if found else None


def key_of(name: str) -> int:
    """Return the luck key of a thing named in a scenario, such as `scenario/cast/rex`: a signed 64-bit number."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"luck").digest(), "little", signed=True)


def make_key(seed: int, tick: int, stream: int) -> Key:
    """Return what kernels draw from in one step of one system.

    seed is 0..2^64-1, tick 0..2^32-1. Raises ValueError outside of these.
    """
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"a seed is 0 to 2^64 - 1, not {seed}")
    if not 0 <= tick < 1 << 32:
        raise ValueError(f"a tick is 0 to 2^32 - 1, not {tick}")
    return np.array((seed & _WORD, seed >> 32, tick, stream), np.int64)


# ---------------------------------------------------------------- draws that are forced


class Draw(NamedTuple):
    """One draw: the luck key of the thing, the number of the block, and the word that came of it."""

    thing: int
    number: int
    word: int


def forcing(seed: int, tick: int, stream: int, forced: Sequence[Draw] = (), noted: int = 0) -> Key:
    """Return a key of two dimensions, by which `forced` come out with the words that they have, all others as ever.

    Up to `noted` of the others are noted in it, for `noted_in`: by one thread. Kernels are compiled anew for such a
    key, so those with an ordinary one are what they were. Raises ValueError as `make_key` does.
    """
    key = np.zeros((7, 1 + len(forced) + noted), np.int64)
    key[:4] = make_key(seed, tick, stream)[:, None]
    key[_NUMBER, 0] = len(forced)
    for column, draw in enumerate(forced, 1):
        key[_THING, column], key[_NUMBER, column], key[_FORCED, column] = draw
    return key


def noted_in(key: Key) -> list[Draw]:
    """Return the draws that a key of `forcing` has noted, in their order."""
    first = 1 + int(key[_NUMBER, 0])
    return [Draw(*column) for column in key[_THING:, first : first + int(key[_THING, 0])].T.tolist()]


# ---------------------------------------------------------------- chances


@lru_cache(_REMEMBERED)
def chance(p: float | Decimal) -> int:
    """Return the threshold of a probability, floor(p 2^32): a draw below it means yes.

    p = 1 gives 2^32, which every draw is below; p = 0 gives 0. Beyond these p is cut. Raises ValueError for NaN.
    """
    if math.isnan(p):
        raise ValueError("a chance must be a number")
    return math.floor(min(max(Decimal(p), Decimal(0)), Decimal(1)) * CERTAIN)


@lru_cache(_REMEMBERED)
def per_tick(p_per_hour: float, ticks_per_hour: int) -> int:
    """Return the threshold per tick that gives probability `p_per_hour` of happening within an hour: 1-(1-p)^(1/n).

    Worked out in decimals, which round alike on every machine. Raises ValueError unless 0 <= p <= 1 and n >= 1.
    """
    if not (0 <= p_per_hour <= 1 and ticks_per_hour >= 1):
        raise ValueError(f"no chance per tick for {p_per_hour} an hour of {ticks_per_hour} ticks")
    with localcontext(prec=50):
        stays = 1 - Decimal(p_per_hour)
        return chance(1 - (stays.ln() / ticks_per_hour).exp()) if stays else CERTAIN


@lru_cache(_REMEMBERED)
def rate_per_tick(rate_per_hour: float, ticks_per_hour: int) -> int:
    """Return the threshold per tick of something that happens `rate_per_hour` times an hour on average: 1-exp(-rate/n).

    Worked out in decimals, which round alike on every machine. Raises ValueError unless 0 <= rate and n >= 1.
    """
    if not (0 <= rate_per_hour < math.inf and ticks_per_hour >= 1):
        raise ValueError(f"no chance per tick for a rate of {rate_per_hour} an hour of {ticks_per_hour} ticks")
    with localcontext(prec=50):
        return chance(1 - (-Decimal(rate_per_hour) / ticks_per_hour).exp())


# ---------------------------------------------------------------- draws, in kernels


@kernel(inline=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Return one block of Philox4x32-10: four words from four words of counter and two of key."""
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & 0xFFFFFFFF) ^ c1 ^ k0,
            p1 & 0xFFFFFFFF,
            ((p0 >> 32) & 0xFFFFFFFF) ^ c3 ^ k1,
            p0 & 0xFFFFFFFF,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@kernel(inline=True)
def block(key, thing, number):
    """Return the four words of one block (0..255) of a thing's draws."""
    thing = int(thing)
    if key.ndim == 2:  # decided as it is compiled: a key of one dimension never asks
        return _with_forced(key, thing, number)
    stream_and_block = (int(key[3]) << 8) | number
    return philox(int(key[2]), stream_and_block, thing & _WORD, (thing >> 32) & _WORD, int(key[0]), int(key[1]))


@kernel
def _with_forced(key, thing, number):
    """Return the words of a block by a key of `forcing`: as they are, but for a draw that is forced; note each draw."""
    words = philox(
        int(key[2, 0]),
        (int(key[3, 0]) << 8) | number,
        thing & _WORD,
        (thing >> 32) & _WORD,
        int(key[0, 0]),
        int(key[1, 0]),
    )
    for column in range(1, 1 + int(key[_NUMBER, 0])):
        if key[_THING, column] == thing and key[_NUMBER, column] == number:
            return int(key[_FORCED, column]), words[1], words[2], words[3]
    noted = 1 + int(key[_NUMBER, 0]) + int(key[_THING, 0])
    if noted < key.shape[1]:
        key[_THING, noted], key[_NUMBER, noted], key[_FORCED, noted] = thing, number, words[0]
        key[_THING, 0] += 1
    return words


@kernel(inline=True)
def u32(key, thing, nth=0):
    """Return a thing's draw, 0..2^32-1; compare it with a `chance`. `nth` tells several draws apart.

    Raises ValueError unless nth is 0..63.
    """
    if not 0 <= nth < DRAWS_PER_THING:
        raise ValueError("nth must be 0 to 63")
    return block(key, thing, nth)[0]


@kernel(inline=True)
def below(key, thing, n, nth=0):
    """Return a thing's draw among 0..n-1, each equally likely; n is 1..2^32.

    Multiply-shift: the high word of draw * n. The low word tells when a result could be favoured, which for small n is
    hardly ever; only then `_below_fairly` looks closer. Raises ValueError for other n and unless nth is 0..63.
    """
    n = int(n)
    product = u32(key, thing, nth) * n
    if 0 < n <= product & _WORD:
        return (product >> 32) & _WORD
    return _below_fairly(key, thing, n, nth)


@kernel
def _below_fairly(key, thing, n, nth):
    """Draw again while the low word is among the 2^32 mod n that favour some results.

    After sixteen words (for n of a million once in 10^58 draws) the last one counts.
    """
    if not 0 < n <= 4294967296:
        raise ValueError("n must be 1 to 2^32")
    unfair = 4294967296 % n
    product = 0
    for retry in range(4):
        for word in block(key, thing, nth + DRAWS_PER_THING * retry):
            product = word * n
            if product & _WORD >= unfair:
                return (product >> 32) & _WORD
    return (product >> 32) & _WORD


@kernel
def draws(key, things, out):
    """Write the draw of each thing into `out`: the same numbers as `u32`, several times faster for many at once."""
    for i in range(things.shape[0]):
        out[i] = u32(key, things[i])


@kernel(inline=True)
def pair(key_a, key_b):
    """Return the luck key for a draw that two things share; `pair(a, b)` and `pair(b, a)` differ."""
    a, b = int(key_a), int(key_b)
    low, high, _, _ = philox(a & _WORD, (a >> 32) & _WORD, b & _WORD, (b >> 32) & _WORD, _PAIR_KEY[0], _PAIR_KEY[1])
    return _signed(low, high)


@kernel(inline=True)
def child(parent_key, birth_tick, kind, nth):
    """Return the luck key of a thing born in a run: the nth of its kind that its parent brought forth at that tick.

    birth_tick, kind and nth are 0..2^32-1 each.
    """
    parent = int(parent_key)
    low, high, _, _ = philox(parent & _WORD, (parent >> 32) & _WORD, birth_tick, nth, kind, _CHILD_KEY)
    return _signed(low, high)


@kernel
def children(parent_key, birth_tick, kind, keys):
    """Write the luck keys of the first `keys.size` children of a parent into `keys`, int64: a whole crowd at once."""
    for nth in range(keys.shape[0]):
        keys[nth] = child(parent_key, birth_tick, kind, nth)


@kernel(inline=True)
def _signed(low, high):
    """Put two words together as a signed 64-bit number."""
    return (high - ((high >> 31) << 32)) * 4294967296 + low


@kernel
def draw_between(key, thing, other, nth):
    """The draw that two things share, by their luck keys; one function for all callers, so that it is compiled once."""
    return u32(key, pair(thing, other), int(nth))
