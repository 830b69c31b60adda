"""How long it takes to start: seconds from a command to its end, with no kernels kept, and with all.

python benchmarks/start.py
"""

import os
import subprocess
import sys
import tempfile
from time import perf_counter

import harness


def seconds(*arguments, cache=""):
    environment = os.environ | ({"UNDERGRID_CACHE": cache} if cache else {})
    began = perf_counter()
    subprocess.run([sys.executable, "-P", "-m", "undergrid", *arguments], check=True, env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    return round(perf_counter() - began, 2)


def main():
    rows = {"undergrid --help": {"s": seconds("--help")}}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first minute of expiry, cold", "first minute of expiry, warm", "once more"):
            out = os.path.join(folder, name)
            rows[name] = {"s": seconds("run", "expiry", "--until", "60", "--out", out, cache=f"{folder}/cache")}
    harness.show("start", ["s"], rows)


if __name__ == "__main__":
    main()
