"""Give the command line anything at all, each time in a child of one warm process; a program of its own: it forks.

usage: python -m cli.warm FOLDER CASES SEED          (where `tests` is on the path)

A case is a command on a mutant: of a scenario, a map, a list of orders, the folder of a run, or of the options.
Writes one JSON object for each: the command, its exit code (negative: the signal), what it said, seconds, and bytes of
memory.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from setup.misprints import LINES, LIST, TMX, misprint
from setup.mutants import PEOPLE, mutant

import undergrid
from undergrid import runs
from undergrid.cli import main as command_line

MOST_SECONDS = 30  # of a child: then it is killed, and found out
ODD = (
    "", " ", "0", "-1", "²", "nan", "1e400", "9" * 400, "9" * 30 + " h", "-1 h", "25:00", "x" * 5000, "\x1b[2J", "a\nb",
    "\udcff", "*", "~", "..", "/", "/dev/null", "/dev/full", "-", "--", "--help", "village", "eden", "20 s", "5",
    "ada", "key=value", "rules.walking.pace=x", "=", "[]", "{}", "'", '"', ";", "$HOME", "%s", "{0}", "\\",
)  # fmt: skip
OPTIONS = (
    "--json", "--seed", "--until", "--out", "--people", "--set", "--orders", "--about", "--kind", "--since", "--at",
    "--all", "--threads", "--canon", "--no-canon", "--help", "--version", "--nothing", "-x",
)  # fmt: skip
_CHANGED = ["--set", "rules.sight.lost_after=44"]
READ = (
    "events", "chronicle", "report", "series", "verify", "replay", "resume", "diff", "fork", "why", "sift", "sql",
    "forecast",
)  # fmt: skip
Case = Callable[[random.Random, Path, Path], list[str]]


def main(folder: Path, n: int, seed: int) -> None:
    for name, people in PEOPLE.items():  # so that no child compiles
        undergrid.load(name, people=people or None).run("30 s")
    run = folder / "run"
    runs.record("village", run, seed=3, until=300, keyframe=100)
    for number in range(n):
        dice = random.Random(f"{seed}/{number}")
        work = folder / "work"
        work.mkdir()
        words = dice.choice(CASES)(dice, work, run)
        sys.stdout.write(json.dumps({"case": number, "words": words, **answered(words, work)}) + "\n")
        sys.stdout.flush()
        shutil.rmtree(work)


def answered(words: list[str], work: Path) -> dict[str, object]:
    """What the command line says to these words, in a child."""
    out, err, begun = work / "stdout", work / "stderr", time.monotonic()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
        os.chdir(work)
        sys.argv = ["undergrid", *words]
        code = 70  # what no command ends with
        try:
            command_line()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException as wrong:
            os.write(2, f"raised {wrong!r}".encode(errors="replace"))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    said = err.read_text(errors="replace") + "\n" + out.read_text(errors="replace")
    return {
        "code": os.waitstatus_to_exitcode(status),
        "said": said[-2000:],
        "forged": bool(re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)),
        "seconds": round(min(used.ru_utime + used.ru_stime, time.monotonic() - begun), 2),
        "bytes": used.ru_maxrss * 1024,
    }


def _scenario(dice: random.Random, work: Path, run: Path) -> list[str]:
    file = mutant(dice.choice(sorted(PEOPLE)), dice.randrange(10**6), work)
    return ["check", str(file)] if dice.random() < 0.6 else ["run", str(file), "--until", "20 s", "--out", "out"]


def _map(dice: random.Random, work: Path, run: Path) -> list[str]:
    (work / "map.tmx").write_bytes(misprint(TMX, dice))
    (work / "scenario.yaml").write_text('scenario: a\ntitle: A\nclock: {starts: "12:00", lasts: 1 h}\nmap: map.tmx\n')
    return dice.choice((["check", "scenario.yaml"], ["run", "scenario.yaml", "--until", "5 s", "--out", "out"]))


def _orders(dice: random.Random, work: Path, run: Path) -> list[str]:
    (work / "orders.jsonl").write_bytes(misprint(dice.choice((LINES, LIST)), dice))
    return ["run", "village", "--until", "20 s", "--orders", "orders.jsonl", "--out", "out"]


def _folder(dice: random.Random, work: Path, run: Path) -> list[str]:
    """Something is done to one or two files of a run, and then it is read."""
    files = sorted(path for path in shutil.copytree(run, work / "copy").rglob("*") if path.is_file())
    for path in dice.sample(files, dice.choice((1, 1, 2))):
        _harm(dice, path, dice.choice(files))
    return _reading(dice, dice.choice(READ), run)


def _harm(dice: random.Random, path: Path, other: Path) -> None:
    content = bytearray(path.read_bytes()) or bytearray(b"x")
    match dice.randrange(8):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(content[: dice.randrange(len(content))])
        case 2 if other.exists():
            path.write_bytes(other.read_bytes())
        case 3:
            name = re.sub(r"[/\0]", "", misprint(path.name, dice).decode(errors="replace"))[:80]
            path.with_name(f"x{name}").write_bytes(content)
        case 4:
            path.write_bytes(content + dice.randbytes(dice.randrange(1, 9)))
        case 5 if path.suffix in (".json", ".jsonl", ".yaml", ".tmx"):
            path.write_bytes(misprint(content.decode(errors="replace"), dice))
        case _:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
            path.write_bytes(content)


def _reading(dice: random.Random, command: str, run: Path) -> list[str]:
    """A command that reads `copy`, a copy of a run."""
    more = {
        "why": [
            dice.choice(
                ("1", "0", "9" * 30, str(1 << 40), str((100 << 39) + 7), "x", "", "e1", "e999", "ada", "1:00 ada")
            )
        ],
        "diff": [str(run)],
        "fork": [
            *dice.choice((["--at", "100 s", *_CHANGED], ["--at", "0 s", *_CHANGED], ["--otherwise", "e9"])),
            "--out",
            "out",
        ],
    }
    return [command, "copy", *more.get(command, []), *(["--json"] if dice.random() < 0.5 else [])]


def _options(dice: random.Random, work: Path, run: Path) -> list[str]:
    """A command with options of any kind."""
    shutil.copytree(run, work / "copy")
    command = dice.choice((*READ, "run", "check", "new", "doctor", "map", ""))
    plain = {"run": ["village", "--until", "5 s", "--out", "out"], "check": ["village"], "new": ["here"]}
    words = _reading(dice, command, run) if command in READ else [command, *plain.get(command, [])]
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(1, len(words))
        words[at:at] = dice.choice(
            ([dice.choice(OPTIONS)], [dice.choice(OPTIONS), dice.choice(ODD)], [dice.choice(ODD)])
        )
    return words


CASES: tuple[Case, ...] = (_scenario, _scenario, _map, _orders, _folder, _folder, _folder, _options, _options)

if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
