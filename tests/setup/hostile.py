"""Files that were made to harm whoever reads them, each answered in one process of little memory.

Run as a program with a folder to work in: prints a line of JSON for each file, with the answer, the seconds of work,
and the name of what was raised, if it was not the reader's own error.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import resource
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from undergrid import setup
from undergrid.core.errors import UndergridError
from undergrid.runs import orders as order_files
from undergrid.setup import build, load
from undergrid.sim import Sim

GIGABYTE = 1 << 30
SCENARIO = """scenario: hostile
title: Hostile
clock: {starts: "12:00", lasts: 1 h}
"""
HEAD = '<map orientation="orthogonal" width="3" height="3" tilewidth="8" tileheight="8"'
TILES = '<tileset firstgid="1" tilecount="1"><tile id="0" type="street"/></tileset>'
STREET = f'{TILES}<layer name="street" width="3" height="3"><data encoding="csv">1,1,1,1,1,1,1,1,1</data></layer>'


def tmx(body: str = STREET, more: str = "", before: str = "") -> str:
    return f"{before}{HEAD}{more}>{body}</map>"


def objects(body: str, kind: str = "posts") -> str:
    return tmx(f'{STREET}<objectgroup name="{kind}">{body}</objectgroup>')


def packed(size: int, levels: int = 1) -> str:
    """A map of so many empty tiles along each side, which needs few bytes."""
    data = base64.b64encode(zlib.compress(bytes(4 * size * size), 9)).decode() if size < 10_000 else "eJwD"
    layer = f'width="{size}" height="{size}"><data encoding="base64" compression="zlib">{data}</data></layer>'
    layers = "".join(f'<layer name="l{n}" {layer}' for n in range(levels))
    return f'<map width="{size}" height="{size}" tilewidth="8" tileheight="8">{layers}</map>'


def infinite(*corners: int) -> str:
    chunks = "".join(f'<chunk x="{at}" y="{at}" width="1" height="1">1</chunk>' for at in corners)
    return tmx(f'{TILES}<layer name="street"><data encoding="csv">{chunks}</data></layer>', ' infinite="1"')


def encoded(name: str) -> bytes:
    return f'<?xml version="1.0" encoding="{name}"?>{tmx()}'.encode()


MAPS: dict[str, tuple[str | bytes, str]] = {
    # what each holds, and what has to be said of it
    "attribute defaults": (
        tmx("<z/>" * 6_000, before=f'<!DOCTYPE map [<!ATTLIST z q CDATA "{"y" * 500_000}">]>'), "DOCTYPE"),
    "entities of entities": (
        tmx("&b;", before='<!DOCTYPE map [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "entity declarations"),
    "chunks far apart": (infinite(0, 16_000), "more than 67,108,864 cells"),
    "chunks at the ends of the numbers": (infinite(-(1 << 32) + 1, (1 << 32) - 1), "cells along one side"),
    "a chunk further than that": (infinite(10**30), "expected a whole number"),
    "a large layer": (packed(16_384), "more than 67,108,864 cells"),
    "many layers": (packed(4_096, 8), "more than 67,108,864 cells"),
    "layers of nothing": (tmx(STREET + "<layer/>" * 200), "has no <data>"),
    "very many layers": (tmx(STREET + "<layer/>" * 300), "more than 256 layers"),
    "groups in groups": (tmx("<group>" * 1_000 + "</group>" * 1_000), "more than 64 levels"),
    "a hundred thousand groups": (tmx("<group>" * 100_000 + "</group>" * 100_000), "more than 64 levels"),
    "properties in properties": (
        tmx('<properties><property name="a" type="class">' * 2_000 + "</property></properties>" * 2_000),
        "more than 64 levels"),
    "many elements": (tmx("<z/>" * 510_000), "more than 500,000 XML elements"),
    "many attributes": (tmx("<z " + " ".join(f"a{n}=''" for n in range(300_000)) + "/>"), "bytes in one tag"),
    "a tag without end": (HEAD + ' a="' + "x" * 9_000_000, "bytes in one tag"),
    "a comment of megabytes": (tmx(f"<!--{'x' * 5_000_000}-->"), "bytes in one tag"),
    "many tilesets": (tmx('<tileset firstgid="1"/>' * 300 + STREET), "more than 256 tilesets"),
    "one tileset, many times": (
        tmx("".join(f'<tileset firstgid="{n}" source="big.tsx"/>' for n in range(1, 200))), "more than"),
    "many different tiles": (
        '<map width="600" height="600" tilewidth="8" tileheight="8"><tileset firstgid="1"><properties>'
        '<property name="ground" value="street"/></properties></tileset><layer name="a" width="600" height="600">'
        f'<data encoding="csv">{",".join(str(n) for n in range(1, 360_001))}</data></layer></map>',
        "more than 262,144 different tiles"),
    "tiles of no tileset": (
        '<map width="400" height="400" tilewidth="8" tileheight="8"><layer name="a" width="400" height="400">'
        f'<data encoding="csv">{",".join(str(n) for n in range(1, 160_001))}</data></layer></map>',
        "and at least 400 more mistakes"),
    "wrong classes": (objects("".join(f'<object id="{n}" type="biulding{n}"/>' for n in range(100_000))),
                      "and at least 400 more mistakes"),
    "many objects": (objects("<object/>" * 210_000), "more than 200,000 objects"),
    "a beat of many stops": (
        objects("".join(f'<object id="{n}" x="0" y="0"><polyline points="{"0,0 " * 50_000}"/></object>'
                        for n in range(12))), "more than 500,000 corners"),
    "a beat of many words": (
        objects('<object id="1"><properties><property name="beat" value="'
                + "0,0 " * 400_000 + '"/></properties></object>' + '<object id="1"><properties>'
                '<property name="beat" value="' + "0,0 " * 400_000 + '"/></properties></object>'),
        "more than 500,000 corners"),
    "a building as long as a map": (
        objects("".join(f'<object id="{n}" name="b{n}" width="8" height="8" x="8" y="8"/>' for n in range(5_000)),
                "buildings").replace("1,1,1,1,1,1,1,1,1", "0,0,0,0,1,0,0,0,0"), "has no walkable cell beside it"),
    "not a number": (objects('<object x="0" y="0"><polyline points="nan,nan 1,1"/></object>'), "number of pixels"),
    "infinite": (objects('<object x="0" y="0"><polyline points="1e400,1 1,1"/></object>'), "number of pixels"),
    "an infinite polygon": (
        objects('<object name="d" x="0" y="0"><polygon points="0,0 inf,1 1,1"/></object>', "districts"),
        "number of pixels"),
    "infinite places": (objects('<object name="p" x="inf" y="-inf"/>', "places"), "number of pixels"),
    "infinite properties": (
        objects('<object name="b"><properties><property name="capacity" type="float" value="inf"/></properties>'
                "</object>", "buildings"), "expected a number (float)"),
    "a property of many digits": (
        tmx(f'<properties><property name="cell_mm" type="int" value="{"9" * 4_000}"/></properties>{STREET}'),
        "expected a number (int)"),
    "a size of many digits": (tmx().replace('tilewidth="8"', f'tilewidth="{"9" * 400}"'), "expected a whole number"),
    "a polygon of many corners": (
        '<map width="4000" height="4000" tilewidth="1" tileheight="1">' + TILES
        + '<layer name="a" width="4000" height="4000"><data encoding="base64" compression="zlib">'
        + base64.b64encode(zlib.compress(b"\x01\0\0\0" * 16_000_000, 1)).decode()
        + '</data></layer><objectgroup name="districts"><object name="d"><polygon points="'
        + " ".join(f"{n % 2 * 4000},{n % 3 * 2000}" for n in range(5_000))
        + '"/></object></objectgroup></map>', "cells to paint"),
    **{f"encoding {name}": (encoded(name), "") for name in (
        "foo", "utf-7", "rot13", "shift_jis", "utf-32", "idna", "hex", "zip", "undefined", "cp037", "punycode",
        "unicode_escape", "mbcs", "utf-16")},
    "zlib that grows": (
        tmx(f'<layer name="a" width="3" height="3"><data encoding="base64" compression="zlib">'
            f"{base64.b64encode(zlib.compress(bytes(200_000_000), 9)).decode()}</data></layer>"), "37 bytes of tiles"),
    "no bytes": (b"", "broken XML"),
    "nothing but zeros": (bytes(100_000), "broken XML"),
}  # fmt: skip

MOVINGAI: dict[str, tuple[str, str]] = {
    "a large map": ("type octile\nheight 16384\nwidth 16384\nmap\n", "more than 67,108,864 cells"),
    "a long map": ("type octile\nheight 60000\nwidth 1\nmap\n" + ".\n" * 60_000, "cells along one side"),
    "many rows": ("type octile\nheight 2\nwidth 1\nmap\n" + ".\n" * 20_000_000, "20000001 rows, expected 2"),
    "one long row": ("type octile\nheight 2\nwidth 3\nmap\n" + "." * 60_000_000, "1 rows, expected 2"),
}

SCENARIOS: dict[str, tuple[str, str]] = {
    "a text by many aliases": (f"x: &a {'y' * 1_000_000}\nz: [{'*a, ' * 6_000}]\n", "more than 100,000 letters"),
    "a shorter text by many aliases": (f"x: &a {'y' * 90_000}\nz: [{'*a, ' * 20_000}]\n", "unknown key"),
    "aliases of aliases": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)), "more than 50,000 values"),
    "aliases deeper and deeper": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200)), "more than 64 levels"),
    "a long list": (f"zzz: [{'1,' * 1_500_000}]\n", "more than 50,000 values"),
    "large comments": ("# comment\n" * 1_000_000, "more than 4,194,304 bytes"),
    "comments": ("# comment\n" * 300_000, ""),
    "unknown keys": ("".join(f"k{n}: 1\n" for n in range(40_000)), "and at least 400 more mistakes"),
    "wrong names": (
        "map: {generate: {seed: 1}}\ncast:\n" + "".join(
            f"  p{n}: {{name: P, age: 30, home: q{n}, shift: '08:00', bonds: [{{to: r{n}, kind: kin}}],"
            f" wants: [{{escort: s{n}}}]}}\n" for n in range(1_500)), "and at least 400 more mistakes"),
    "brackets": ("x: " + "[" * 100_000, "more than 64 levels"),
    "question marks": ("? " * 100_000, "more than 64 levels"),
    "tags on what they are not meant for": (
        "a: !!int ''\nb: !!bool maybe\nc: !!float x\nd: !!timestamp x\ne: !!binary x\n", "cannot be read as"),
    "a letter that there is not": ('x: "\\UFFFFFFFF"\n', "not YAML"),
    "an anchor used again": ("x: &a 1\ny: &a 2\nz: *a\n", "unknown key"),
}  # fmt: skip

ORDERS: dict[str, tuple[str, str]] = {
    "wrong orders": ('{"tick": 1, "who": "adaa", "verb": "walkk"}\n' * 300_000, "and at least 400 more mistakes"),
    "a list of wrong orders": (f"[{'{},' * 300_000}{{}}]", "and at least 401 more mistakes"),  # three each
    "a list of good orders": ("[" + '{"tick":1,"who":1,"verb":"wait"},' * 50_000 + "{}]", "an order needs 'who'"),
    "brackets": ("[" * 990 + "]" * 990, "not"),
    "more brackets": ("[" * 100_000, "too deep"),
    "objects in objects": ('{"a":' * 100_000, "too deep"),
    "brackets in an order": (f'{{"tick": {"[" * 900}{"]" * 900}, "who": 1, "verb": "wait"}}', "not a whole number"),
    "a number of many digits": (f'{{"tick": {"9" * 5_000}, "who": 1, "verb": "wait"}}', "not JSON"),
    "a duration of many digits": (f'{{"at": "{"9" * 400} h", "who": 1, "verb": "wait"}}', "a duration beyond"),
    "an amount of many digits": (
        f'{{"tick": 1, "who": 1, "verb": "wait", "amount": "{"9" * 400} h"}}', "a duration beyond"),
    "not a number": ('{"tick": NaN, "who": Infinity, "verb": "wait"}', "not a whole number"),
    "nothing but lines": ("\n" * 30_000_000, "nothing wrong"),
    "a key twice": ('{"tick": 1, "tick": 2, "who": 1, "verb": "wait"}', "stands here twice"),
    "too many bytes": (" " * (33 << 20), "more than 33,554,432 bytes"),
}  # fmt: skip


def strange(folder: Path) -> dict[str, Path]:
    """Things that are no regular files."""
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to("loop")
    (folder / "nowhere").symlink_to("missing")
    return {name: folder / name for name in ("pipe", "device", "folder", "loop", "nowhere")}


def cases(folder: Path) -> dict[str, tuple[Callable[[], object], str]]:
    """By name: what is done, and what has to be said of it."""
    sim = Sim(build(load("village"), 1))
    found: dict[str, tuple[Callable[[], object], str]] = {}

    def scenario(name: str, text: str, said: str) -> Path:
        home = folder / str(len(found))
        home.mkdir()
        (home / "scenario.yaml").write_text(SCENARIO + text)
        found[name] = (lambda: setup.check(home), said)
        return home

    for name, (content, said) in MAPS.items():
        home = scenario(f"map: {name}", "map: map.tmx\n", said)
        (home / "map.tmx").write_bytes(content if isinstance(content, bytes) else content.encode())
        (home / "big.tsx").write_text("<tileset>" + "<z/>" * 6_000 + "</tileset>")
    for name, (content, said) in MOVINGAI.items():
        (scenario(f"movingai: {name}", "map: town.map\n", said) / "town.map").write_text(content)
    for name, (content, said) in SCENARIOS.items():
        scenario(f"scenario: {name}", content, said)
    for name, (content, said) in ORDERS.items():
        file = folder / f"{len(found)}.jsonl"
        file.write_text(content)
        found[f"orders: {name}"] = (partial(order_files.read, file, sim), said)
    said = {"nowhere": "there is no", "loop": "cannot be read"}
    for name, thing in strange(folder).items():
        expected = said.get(name, "expected a regular file")
        for suffix in (".tmx", ".map"):
            home = scenario(f"{name} as {suffix}", f"map: map{suffix}\n", expected)
            (home / f"map{suffix}").symlink_to(thing)
        home = scenario(f"{name} as tileset", "map: map.tmx\n", expected)
        (home / "map.tmx").write_text(tmx('<tileset firstgid="2" source="t.tsx"/>' + STREET))
        (home / "t.tsx").symlink_to(thing)
        home = scenario(f"{name} as canon", "map: map.tmx\n", "this is no file")
        (home / "map.tmx").write_text(tmx())
        (home / "canon.yaml").symlink_to(thing)
        home = scenario(f"{name} as rule", "map: map.tmx\nsystems: [rules.py after weather]\n", "")
        (home / "map.tmx").write_text(tmx())
        (home / "rules.py").symlink_to(thing)
        found[f"{name} as orders"] = (partial(order_files.read, thing, sim), expected)
        found[f"{name} as scenario"] = (partial(setup.check, thing), "")
    found["a long name as scenario"] = (lambda: setup.check("x" * 5_000), "cannot be read")
    return found


def answer(do: Callable[[], object]) -> tuple[str, str]:
    """What was said, and the name of what was raised where that is no error of ours."""
    try:
        result = do()
    except UndergridError as error:
        return str(error), ""
    except BaseException as error:
        return str(error), type(error).__name__
    wrong = [str(problem) for problem in result] if isinstance(result, list) else []
    return "\n".join(wrong) if wrong and "Order(" not in wrong[0] else "nothing wrong", ""


def main(folder: Path) -> None:
    todo = cases(folder)
    setup.check("village")
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + GIGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for name, (do, expected) in todo.items():
        began = time.process_time()
        said, raised = answer(do)
        row = {"name": name, "seconds": time.process_time() - began, "raised": raised, "right": expected in said}
        json.dump({**row, "said": said[:2_000], "letters": len(said)}, sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()
        gc.collect()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
