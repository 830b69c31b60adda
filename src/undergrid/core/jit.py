"""The one place that compiles: `@kernel` turns a loop over columns into machine code.

    @kernel
    def _bleed(open_bits, owner, rate, blood): ...

    @kernel(parallel=True)
    def _see(first, last, seen): ...            # loops over chunks with `prange`

A kernel takes plain arrays and whole numbers and gives the same result compiled and as plain Python. Compiled code is
kept on disk and reused until the kernel's file, or a module that file imports, changes (`kernel_cache.py`).

Set before this module is imported:
    UNDERGRID_JIT=0      kernels stay plain Python functions (for debugging and coverage); so does NUMBA_DISABLE_JIT=1
    UNDERGRID_BOUNDS=1   compiled kernels check array bounds and raise IndexError
    UNDERGRID_CACHE      where compiled kernels are kept
"""

import functools
import inspect
import os
import pickle
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple, overload

import numpy as np

from undergrid.core import kernel_cache

COMPILED = os.environ.get("UNDERGRID_JIT", "1") != "0" and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
BOUNDS = os.environ.get("UNDERGRID_BOUNDS", "0") not in ("", "0")

# Numba reads these when it is first imported. A fixed processor name lets one cache serve several machines at no
# measurable cost; the work queue sleeps between parallel calls where OpenMP spins and slows a busy machine down.
os.environ.setdefault("NUMBA_CPU_NAME", "generic")
os.environ.setdefault("NUMBA_THREADING_LAYER", "workqueue")

_numba: Any = None  # Any: its type hints cover neither all options nor what a cache has to do
prange: Any = range
if COMPILED:
    import numba
    import numba.core.caching
    import numba.core.compiler
    import numba.core.serialize
    import numba.cpython.unsafe.numbers
    import numba.extending

    _numba, prange = numba, numba.prange
    _lowest_bit = _numba.cpython.unsafe.numbers.trailing_zeros
    _dumps = _numba.core.serialize.dumps

Kernel = Callable[..., Any]


class Compiled(NamedTuple):
    """What compiling has cost this process so far."""

    registered: int
    """Kernels known, used or not; a parallel one counts twice."""
    loaded: int
    """Kernel and signature pairs read from the disk cache."""
    compiled: int
    """Kernel and signature pairs really compiled."""
    seconds: float
    """Time spent compiling the latter."""


on_compile: Callable[[str, int, int], None] | None = None
"""Called as (kernel's name, compiled so far, registered) before a kernel is compiled, never when it is only loaded."""

_registry: dict[str, Kernel] = {}
_loaded = 0
_compiled = 0
_seconds = 0.0
_threads = 1


def compiled() -> Compiled:
    """Return how many kernels are registered, were loaded and were compiled, and how long compiling took."""
    return Compiled(len(_registry), _loaded, _compiled, _seconds)


def registered() -> tuple[str, ...]:
    """Return the names of all kernels, `module.function`, in order of definition."""
    return tuple(_registry)


def threads(n: int | None = None) -> int:
    """Set how many threads parallel kernels use from now on (if given) and return that number.

    More threads than Numba was started with (NUMBA_NUM_THREADS, by default the processor's) are cut to that number.
    Results never depend on it. Raises ValueError below one.
    """
    global _threads
    if n is not None:
        if n < 1:
            raise ValueError(f"threads must be at least 1, got {n}")
        before, _threads = _threads, min(n, int(_numba.config.NUMBA_NUM_THREADS)) if COMPILED else 1
        if max(before, _threads) > 1:  # this call starts Numba's threads: not before somebody wants some
            _numba.set_num_threads(_threads)
    return _threads


class ParallelKernel:
    """A kernel in two variants from one source; calling it takes the serial one when there is a single thread.

    A parallel launch costs about 20 microseconds: a caller that knows its work to be small takes `.serial` itself.
    Call it from Python only. Its loop writes only the chunk it was given, so both variants give the same result.
    """

    def __init__(self, serial: Kernel, parallel: Kernel) -> None:
        self.serial = serial
        self.parallel = parallel
        functools.update_wrapper(self, python(serial))

    def __call__(self, *arguments: Any) -> Any:
        return self.serial(*arguments) if _threads == 1 else self.parallel(*arguments)


@overload
def kernel(function: Kernel, /) -> Kernel: ...
@overload
def kernel(*, parallel: Literal[True], inline: bool = False) -> Callable[[Kernel], ParallelKernel]: ...
@overload
def kernel(*, parallel: Literal[False] = False, inline: bool = False) -> Callable[[Kernel], Kernel]: ...
def kernel(
    function: Kernel | None = None, /, *, parallel: bool = False, inline: bool = False
) -> Kernel | Callable[[Kernel], Kernel]:
    """Compile a function on its first call with each set of argument types; reuse compiled code from the disk cache.

    A plain kernel becomes Numba's own dispatcher: calling it costs no more than that. With `parallel=True` it becomes
    a `ParallelKernel`, whose loops over `prange` run on several threads.

    `inline=True` is for the small kernels that others call in their loops, generators too: their code is put into the
    caller's. Such a kernel cannot create arrays, and a generator only borrows the arrays it is given: pass it arrays
    that the caller got as arguments.
    """
    if parallel and inline:
        raise ValueError("a kernel is either parallel or put into other kernels")

    def decorate(function: Kernel) -> Kernel:
        serial = _register(function, inline=inline)
        return ParallelKernel(serial, _register(function, parallel=True)) if parallel else serial

    return decorate if function is None else decorate(function)


def python(kernel: Kernel) -> Kernel:
    """Return the plain Python function a kernel was made from; kernels it calls remain compiled."""
    function: Kernel = getattr(getattr(kernel, "serial", kernel), "py_func", kernel)
    return function


def _register(function: Kernel, *, parallel: bool = False, inline: bool = False) -> Kernel:
    name = f"{function.__module__}.{function.__qualname__}" + (" (parallel)" if parallel else "")
    _registry[name] = function
    if COMPILED:
        # Without reference counts a generator costs a quarter: it would count its array up and down at each row.
        # Nobody calls a kernel from C: without the wrapper for that, compiling takes a twentieth less.
        options = {"forceinline": inline, "_nrt": not inline, "boundscheck": BOUNDS, "no_cfunc_wrapper": True}
        dispatcher = _numba.njit(parallel=parallel, **options)(function)
        template = dispatcher.get_call_template
        dispatcher.get_call_template = lambda arguments, named: template(
            tuple(map(_plain, arguments)), {name: _plain(given) for name, given in named.items()}
        )
        # A generator is compiled with each kernel that walks it: one from the disk lacks what Numba needs for that.
        if not inspect.isgeneratorfunction(function):
            dispatcher._cache = _Cache(dispatcher, name)
        _registry[name] = dispatcher
    return _registry[name]


# ---------------------------------------------------------------- operations that Python and Numba spell differently


def trailing_zeros(word: Any) -> int:
    """Return the number of zero bits below the lowest set bit of a u64 that is not zero."""
    word = int(word)
    return (word & -word).bit_length() - 1


def bit_count(word: Any) -> int:
    """Return the number of set bits of a u64."""
    return int(word).bit_count()


if COMPILED:

    def _trailing_zeros_compiled(word: Any) -> Kernel:
        def trailing_zeros(word: Any) -> Any:
            return np.int64(_lowest_bit(word))

        return trailing_zeros

    def _bit_count_compiled(word: Any) -> Kernel:
        u64 = np.uint64
        pairs, nibbles, octets = u64(0x5555555555555555), u64(0x3333333333333333), u64(0x0F0F0F0F0F0F0F0F)
        ones, one, two, four, top = u64(0x0101010101010101), u64(1), u64(2), u64(4), u64(56)

        def bit_count(word: Any) -> Any:
            # Sums of neighbouring bits, then pairs, then nibbles; the product adds the eight octets in the highest.
            word = word - ((word >> one) & pairs)
            word = (word & nibbles) + ((word >> two) & nibbles)
            word = (word + (word >> four)) & octets
            return np.int64((word * ones) >> top)

        return bit_count

    _numba.extending.overload(trailing_zeros)(_trailing_zeros_compiled)
    _numba.extending.overload(bit_count)(_bit_count_compiled)


def _plain(given: Any) -> Any:
    """The type that an argument of a kernel is compiled for where another kernel calls it.

    Numba would compile the called kernel anew for each constant and each width of integer: a tenth of all compiling.
    """
    given = _numba.types.unliteral(given)
    signed = isinstance(given, _numba.types.Integer) and given.signed
    return _numba.types.int64 if signed else given


# ---------------------------------------------------------------- the disk cache, as Numba sees it

if COMPILED:

    class _Cache(_numba.core.caching._Cache):  # type: ignore[misc]  # Numba is untyped here
        """What a dispatcher asks before it compiles for a new set of argument types, and tells when it has."""

        def __init__(self, dispatcher: Any, name: str) -> None:
            self._function = dispatcher.py_func
            self._name = name
            self._options = repr(sorted(dispatcher.targetoptions.items()))
            self._file = self._function.__code__.co_filename
            self._digest = kernel_cache.source_digest(self._file)

        @property
        def cache_path(self) -> str:
            """The cache folder."""
            return str(_folder())

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """Return the compiled code for these argument types, or None, upon which Numba compiles."""
            global _loaded
            target_context.refresh()
            claim = None
            if self._digest:
                key = self._key(sig, target_context.codegen())
                data = kernel_cache.load(_folder(), self._entry(), key)
                if data is None:
                    _forget((self._name, sig))
                    claim = kernel_cache.claim(_folder(), self._entry(), key)
                    data = kernel_cache.load(_folder(), self._entry(), key)  # by whoever had the claim before
                if data is not None:
                    if claim is not None:
                        claim.release()
                    _loaded += 1
                    return _numba.core.compiler.CompileResult._rebuild(target_context, *pickle.loads(data))
            _begin((self._name, sig), claim)
            return None

        def save_overload(self, sig: Any, data: Any) -> None:
            """Keep what Numba has just compiled, unless it is bound to this process or its source was edited."""
            try:
                if not self._digest or data.library.has_dynamic_globals:
                    return
                if kernel_cache.source_digest(self._file) == self._digest:
                    content = _dumps(data._reduce())
                    kernel_cache.save(_folder(), self._entry(), self._key(sig, data.codegen), content)
            finally:
                _end((self._name, sig))

        def enable(self) -> None:
            """Do nothing: the cache is always on."""

        def disable(self) -> None:
            """Do nothing: the cache is always on."""

        def flush(self) -> None:
            """Do nothing: an entry of another source is never read."""

        def _entry(self) -> str:
            """Name this kernel in the cache folder, in characters every file system allows."""
            return re.sub(r"[^\w.]+", "_", self._name)

        def _key(self, sig: Any, codegen: Any) -> bytes:
            """Everything that decides the machine code: sources, function, options, types, processor, versions."""
            code = self._function.__code__
            closure = tuple(cell.cell_contents for cell in self._function.__closure__ or ())
            versions = (sys.version_info[:2], getattr(sys, "abiflags", ""), np.__version__, numba.__version__)
            parts = (self._digest, code.co_firstlineno, self._options, str(sig), codegen.magic_tuple(), versions)
            return b"\0".join((repr(parts).encode(), code.co_code, _dumps(closure) if closure else b""))


@functools.cache
def _folder() -> Path:
    """Find the cache folder once, at the first kernel that is called."""
    return kernel_cache.folder()


class _Running:
    """A kernel being compiled. Time spent meanwhile on compiling kernels that it calls counts as theirs."""

    def __init__(self, what: Any, claim: kernel_cache.Claim | None) -> None:
        self.what = what
        self.claim = claim
        self.started = time.perf_counter()
        self.within = 0.0


_running: list[_Running] = []
"""The kernels being compiled, outermost first."""


def _begin(what: Any, claim: kernel_cache.Claim | None) -> None:
    _running.append(_Running(what, claim))
    if on_compile is not None:
        on_compile(what[0], _compiled, len(_registry))


def _forget(what: Any) -> None:
    """Drop what failed to compile before, and is about to be tried again."""
    if any(one.what == what for one in _running):
        while _pop().what != what:
            pass


def _pop() -> _Running:
    """Take out the innermost kernel; others may compile it from now on."""
    last = _running.pop()
    if last.claim is not None:
        last.claim.release()
    return last


def _end(what: Any) -> None:
    global _compiled, _seconds
    _compiled += 1
    while _running:
        last = _pop()
        if last.what == what:  # any before it failed to compile
            took = time.perf_counter() - last.started
            _seconds += took - last.within
            if _running:
                _running[-1].within += took
            return
