"""The one place that compiles: `@kernel` turns a loop over columns into machine code."""

from numba import njit


def kernel(function=None, *, parallel=False):
    def wrap(f):
        return njit(f, parallel=False)

    return wrap if function is None else wrap(function)
