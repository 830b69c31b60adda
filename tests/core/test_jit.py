"""Kernels: what recompiles them and what does not, and that every way of running them gives the same result."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import undergrid
from undergrid.core import bits, jit, kernel_cache, luck
from undergrid.core.jit import kernel, prange

compiled_only = pytest.mark.skipif(not jit.COMPILED, reason="kernels are not compiled in this run")

# ---------------------------------------------------------------- a small package on disk, run in processes of its own

KERNEL = "from undergrid.core.jit import kernel\n"
MODULES = {
    "undergrid/__init__.py": "",
    "undergrid/core/__init__.py": "",
    "undergrid/core/doubles.py": KERNEL
    + "@kernel(inline=True)\ndef double(n):\n    return 2 * n\n"
    + "@kernel(inline=True)\ndef each(n):\n    for i in range(n):\n        yield i\n",
    "undergrid/core/constants.py": "from undergrid.core import doubles\nSTEP = 1\n",
    "undergrid/rules/__init__.py": "",
    "undergrid/rules/near.py": KERNEL
    + "from ..core import doubles\n@kernel\ndef near(n):\n    total = 1\n"
    + "    for i in doubles.each(n):\n        total += doubles.double(i)\n    return total\n",
    "undergrid/rules/far.py": KERNEL
    + "from undergrid.core.constants import STEP\n@kernel\ndef far(n):\n    return n + STEP\n",
    "undergrid/rules/alone.py": KERNEL
    + "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from undergrid.core.doubles import double\n"
    + "@kernel\ndef alone(n):\n    return n + 1\n",
    "flood.py": KERNEL + "import tides\n@kernel\ndef flood(n):\n    return n + tides.HIGH\n",
    "tides.py": "HIGH = 9\n",
}
MAIN = """
import json
from undergrid.core import jit
names = []
jit.on_compile = lambda name, done, total: names.append(name.rpartition(".")[2])
from undergrid.rules.near import near
from undergrid.rules.far import far
from undergrid.rules.alone import alone
from flood import flood
results = [near(5), far(5), alone(5), flood(5)]
print(json.dumps({"compiled": sorted(names), "results": results, "loaded": jit.compiled().loaded}))
"""
ALL = ["alone", "double", "far", "flood", "near"]


class Checkout:
    """A copy of the kernel machinery with a few modules around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in MODULES.items():
            self.write(name, text)
        for name in ("jit.py", "kernel_cache.py"):
            shutil.copy(Path(undergrid.__file__).parent / "core" / name, folder / "undergrid" / "core")

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new))

    def start(self, **environment: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UNDERGRID_", "NUMBA_"))}
        settings = {"PYTHONPATH": str(self.folder), "UNDERGRID_CACHE": str(self.folder / "cache"), **environment}
        command = [sys.executable, "-B", "-W", "error", "-c", MAIN]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=kept | settings, cwd=self.folder, stdout=pipe, stderr=pipe, text=True)

    def run(self, **environment: str) -> dict:
        return finish(self.start(**environment))


def finish(process: subprocess.Popen[str]) -> dict:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return json.loads(out)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_an_edit_recompiles_the_kernels_of_that_file_and_of_those_that_import_it_and_no_others(checkout):
    first = checkout.run()
    assert first["compiled"] == ALL
    assert first["results"] == [21, 6, 6, 14]

    again = checkout.run()
    assert again["compiled"] == []
    assert again["results"] == first["results"]

    checkout.edit("undergrid/core/doubles.py", "2 * n", "3 * n")  # which far imports, too, through constants
    edited = checkout.run()
    assert edited["compiled"] == ["double", "far", "near"]
    assert edited["results"] == [31, 6, 6, 14]

    checkout.edit("undergrid/core/constants.py", "STEP = 1", "STEP = 7")
    assert checkout.run() == {"compiled": ["far"], "results": [31, 12, 6, 14], "loaded": 3}

    checkout.edit("tides.py", "9", "4")  # a maker's own rule, and the file beside it
    assert checkout.run() == {"compiled": ["flood"], "results": [31, 12, 6, 9], "loaded": 3}

    checkout.edit("undergrid/rules/near.py", "total = 1", "total = 2")  # whose generator comes from elsewhere
    assert checkout.run() == {"compiled": ["near"], "results": [32, 12, 6, 9], "loaded": 4}

    checkout.edit("tides.py", "4", "9")  # going back finds what was compiled before
    assert checkout.run()["compiled"] == []


def test_a_moved_checkout_keeps_its_compiled_kernels(tmp_path):
    cache = str(tmp_path / "cache")
    assert Checkout(tmp_path / "here").run(UNDERGRID_CACHE=cache)["compiled"] == ALL
    assert Checkout(tmp_path / "there").run(UNDERGRID_CACHE=cache)["compiled"] == []


def test_processes_that_fill_the_cache_at_once_agree_and_leave_it_whole(checkout):
    together = [checkout.start() for _ in range(3)]
    done = [finish(process) for process in together]
    assert [one["results"] for one in done] == [[21, 6, 6, 14]] * 3
    assert checkout.run() == {"compiled": [], "results": [21, 6, 6, 14], "loaded": 4}
    assert not list((checkout.folder / "cache").glob("*.tmp"))
    assert (
        sorted(name for one in done for name in one["compiled"]) == ALL
    )  # each by one of them: the others have waited
    assert not list((checkout.folder / "cache").glob("*.lock"))


@pytest.mark.skipif(kernel_cache.fcntl is None, reason="no locks on files here")
def test_whoever_claims_an_entry_keeps_others_waiting_until_it_lets_go_or_dies(tmp_path):
    held = kernel_cache.claim(tmp_path, "near", b"key")
    assert held is not None
    assert kernel_cache.claim(tmp_path, "near", b"key", patience=0.1) is None
    other = kernel_cache.claim(tmp_path, "near", b"another key", patience=0.1)
    assert other is not None
    other.release()
    held.release()
    assert list(tmp_path.iterdir()) == []
    script = "import sys; from pathlib import Path; from undergrid.core import kernel_cache\n"
    script += "kernel_cache.claim(Path(sys.argv[1]), 'near', b'key'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        assert kernel_cache.claim(tmp_path, "near", b"key", patience=0.1) is None
        process.kill()
        process.wait()
        after = kernel_cache.claim(tmp_path, "near", b"key", patience=5)
    assert after is not None
    after.release()


def test_where_nothing_can_be_claimed_everybody_compiles(tmp_path):
    assert kernel_cache.claim(tmp_path / "none", "near", b"key") is None


def test_a_damaged_entry_is_compiled_again(checkout):
    checkout.run()
    for number, entry in enumerate(sorted((checkout.folder / "cache").iterdir())):
        content = entry.read_bytes()
        entry.write_bytes(content[: len(content) // 2] if number % 2 else b"\x80" + content[1:])
    repaired = checkout.run()
    assert repaired["compiled"] == ALL
    assert repaired["results"] == [21, 6, 6, 14]
    assert checkout.run()["compiled"] == []


def test_a_cache_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(checkout):
    checkout.write("file", "no folder")
    temporary = checkout.folder / "temporary"
    temporary.mkdir()
    result = checkout.run(UNDERGRID_CACHE=str(checkout.folder / "file" / "cache"), TMPDIR=str(temporary))
    assert result["results"] == [21, 6, 6, 14]
    assert list(temporary.rglob("*.kernel"))


def test_bounds_checks_and_plain_python_are_chosen_by_the_environment(checkout):
    plain = checkout.run()
    assert checkout.run(UNDERGRID_BOUNDS="1")["compiled"] == ALL
    assert checkout.run()["compiled"] == []
    for switch in ({"UNDERGRID_JIT": "0"}, {"NUMBA_DISABLE_JIT": "1"}):
        assert checkout.run(**switch) == {"compiled": [], "results": plain["results"], "loaded": 0}


# ---------------------------------------------------------------- what a digest covers


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        ("import tides", True),
        ("import tides as t", True),
        ("from tides import HIGH", True),
        ("from tides import *", True),
        ("from .tides import HIGH", True),
        ("from . import tides", True),
        ("def f():\n    import tides", True),
        ("try:\n    import tides\nexcept ImportError:\n    pass", True),
        ("if not TYPE_CHECKING:\n    import tides", True),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import tides", True),
        ("if TYPE_CHECKING:\n    import tides", False),
        ("if typing.TYPE_CHECKING:\n    from tides import HIGH", False),
        ("x = 1; import tides", True),
        ("if x: import tides", True),
        ("from tides import (  # (all of it)\n    HIGH as h,  # 9 (m)\n)", True),
        ("from . import (\n    # (none)\n    tides,\n)", True),
        ("from tides \\\n    import HIGH", True),
        ("import numpy, \\\n    tides", True),
        ("import numpy", False),
        ("# import tides", False),
    ],
)
def test_a_digest_covers_what_is_imported_at_run_time(tmp_path, statement, counts):
    rule, tides = tmp_path / "rule.py", tmp_path / "tides.py"
    rule.write_text(statement + "\n")
    tides.write_text("HIGH = 1\n")
    assert (tides in kernel_cache.sources_of(rule)) is counts


def test_modules_that_import_each_other_are_each_covered_once(tmp_path):
    (tmp_path / "a.py").write_text("import b\n")
    (tmp_path / "b.py").write_text("import a\n")
    assert kernel_cache.sources_of(tmp_path / "a.py") == [tmp_path / "a.py", tmp_path / "b.py"]
    assert kernel_cache.source_digest(tmp_path / "a.py")


def test_a_source_edited_under_a_running_process_has_no_digest(tmp_path):
    (tmp_path / "rule.py").write_text("import tides\n")
    (tmp_path / "tides.py").write_text("HIGH = 1\n")
    assert kernel_cache.source_digest(tmp_path / "rule.py")
    (tmp_path / "tides.py").write_text("HIGH = 10\n")
    assert kernel_cache.source_digest(tmp_path / "rule.py") is None


def test_what_was_never_a_file_has_no_digest():
    assert kernel_cache.source_digest("<stdin>") is None


def test_the_package_itself_is_covered_through_and_through():
    luck = Path(kernel_cache.PACKAGE) / "core" / "luck.py"
    assert {file.name for file in kernel_cache.sources_of(luck)} == {"luck.py", "jit.py", "kernel_cache.py"}


def test_the_cache_keeps_only_the_latest_entries_of_a_kernel(tmp_path):
    for number in range(kernel_cache.KEPT_PER_KERNEL + 5):
        kernel_cache.save(tmp_path, "rule", b"%d" % number, b"code")
    assert len(list(tmp_path.iterdir())) == kernel_cache.KEPT_PER_KERNEL


def test_an_entry_is_found_by_its_whole_key_only(tmp_path):
    kernel_cache.save(tmp_path, "rule", b"one", b"code")
    assert kernel_cache.load(tmp_path, "rule", b"one") == b"code"
    assert kernel_cache.load(tmp_path, "rule", b"two") is None
    assert kernel_cache.load(tmp_path, "other", b"one") is None


# ---------------------------------------------------------------- kernels in this process


@kernel
def _sum(column):
    total = 0
    for row in range(column.shape[0]):
        total += column[row]
    return total


@kernel
def _beyond(column):
    return column[column.shape[0]]


@kernel(parallel=True)
def _squares(column, out, n_chunks):
    size = (column.shape[0] + n_chunks - 1) // n_chunks
    for chunk in prange(n_chunks):
        for row in range(chunk * size, min((chunk + 1) * size, column.shape[0])):
            out[row] = column[row] * column[row]


def test_a_kernel_gives_what_its_python_function_gives():
    column = np.arange(100)
    assert _sum(column) == jit.python(_sum)(column) == 4950


@compiled_only
def test_a_plain_kernel_is_numbas_own_dispatcher_with_nothing_around_it():
    assert type(_sum).__name__ == "CPUDispatcher"


@compiled_only
def test_a_kernel_is_compiled_once_for_all_constants_and_widths_that_kernels_call_it_with():
    never_kept = {"kernel": kernel}  # what is no file's is compiled each time
    exec(
        "@kernel\ndef doubled(number):\n    return 2 * number\n"
        "@kernel\ndef sums(small, large):\n"
        "    return doubled(1) + doubled(2) + doubled(small[0]) + doubled(large[0])\n",
        never_kept,
    )
    assert never_kept["sums"](np.array([3], np.int16), np.array([4])) == 20
    assert [str(signature) for signature in never_kept["doubled"].signatures] == ["(int64,)"]


@pytest.mark.skipif(not jit.BOUNDS, reason="bounds checks are off")
def test_a_row_beyond_the_column_is_an_error():
    with pytest.raises(IndexError):
        _beyond(np.arange(3))


def test_a_parallel_kernel_gives_the_same_with_one_thread_and_with_many():
    column = np.arange(10_000)
    one, two, chosen = np.zeros_like(column), np.zeros_like(column), np.zeros_like(column)
    before = jit.threads()
    try:
        jit.threads(2)
        _squares(column, chosen, 16)
        _squares.parallel(column, two, 16)
        jit.threads(1)
        _squares.serial(column, one, 16)
    finally:
        jit.threads(before)
    assert (one == column**2).all()
    assert (two == one).all()
    assert (chosen == one).all()


def test_there_is_at_least_one_thread():
    with pytest.raises(ValueError, match="at least 1"):
        jit.threads(0)
    assert jit.threads() >= 1


def test_a_parallel_kernel_cannot_be_put_into_others():
    with pytest.raises(ValueError, match="either parallel"):
        kernel(parallel=True, inline=True)


def test_every_kernel_is_registered_by_its_full_name():
    names = {f"{luck.__name__}.u32", f"{bits.__name__}.each_set", f"{_squares.__module__}._squares"}
    assert names <= set(jit.registered())
    assert jit.compiled().registered == len(jit.registered())
