"""Philox and Threefry in all their widths, word by word as published: the reference the compiled generator is held to.

J. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011), doi 10.1145/2063384.2063405.
"""

from collections.abc import Sequence

MULTIPLIERS = {
    (2, 32): (0xD256D193,),
    (4, 32): (0xD2511F53, 0xCD9E8D57),
    (2, 64): (0xD2B74407B1CE6E93,),
    (4, 64): (0xD2E7470EE14C6C93, 0xCA5A826395121157),
}
WEYL = {32: (0x9E3779B9, 0xBB67AE85), 64: (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)}
PARITY = {32: 0x1BD11BDA, 64: 0x1BD11BDAA9FC1A22}
ROTATIONS = {
    (2, 32): ((13,), (15,), (26,), (6,), (17,), (29,), (16,), (24,)),
    (4, 32): ((10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)),
    (2, 64): ((16,), (42,), (12,), (31,), (16,), (32,), (24,), (21,)),
    (4, 64): ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32)),
}


def philox(n: int, width: int, rounds: int, counter: Sequence[int], key: Sequence[int]) -> tuple[int, ...]:
    """Return the block of `n` words of `width` bits for a counter of n words and a key of n / 2."""
    mask, block, key = (1 << width) - 1, list(counter), list(key)
    for _ in range(rounds):
        products = [m * word for m, word in zip(MULTIPLIERS[n, width], block[::2], strict=True)]
        high, low = [p >> width for p in products], [p & mask for p in products]
        # Each pair takes its new words from the other pair's product; with a single pair, from its own.
        for i, (h, word) in enumerate(zip(high[::-1], low[::-1], strict=True)):
            block[2 * i], block[2 * i + 1] = h ^ block[2 * i + 1] ^ key[i], word
        key = [(k + w) & mask for k, w in zip(key, WEYL[width], strict=False)]
    return tuple(block)


def threefry(n: int, width: int, rounds: int, counter: Sequence[int], key: Sequence[int]) -> tuple[int, ...]:
    """Return the block of `n` words of `width` bits for a counter and a key of n words each."""
    mask, schedule = (1 << width) - 1, [*key, PARITY[width]]
    for word in key:
        schedule[n] ^= word
    block = [(c + k) & mask for c, k in zip(counter, key, strict=True)]
    for r in range(rounds):
        first = block[:]
        for i, turn in enumerate(ROTATIONS[n, width][r % 8]):
            # Every second round of four words mixes each even word with the odd word of the other pair.
            even, odd = 2 * i, (2 * i + 1 + 2 * (r % 2)) % n
            block[even] = (first[even] + first[odd]) & mask
            block[odd] = ((first[odd] << turn | first[odd] >> (width - turn)) & mask) ^ block[even]
        if r % 4 == 3:
            number = r // 4 + 1
            block = [(word + schedule[(number + i) % (n + 1)]) & mask for i, word in enumerate(block)]
            block[n - 1] = (block[n - 1] + number) & mask
    return tuple(block)
