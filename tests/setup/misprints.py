"""Misprints: the text of a map, a benchmark or a list of orders with anything put anywhere, by a seed."""

from __future__ import annotations

import base64
import random
import zlib

ODD = (
    "", "0", "-1", "1", "2", "nan", "inf", "-inf", "1e400", "1e9", "9" * 30, "9" * 400, "9" * 5_000, "4294967295",
    "2147483648", "-2147483649", "²", "0x10", "1_0", "true", "null", "[]", "{}", "[" * 50, '"', "'", "<", ">", "&",
    "&#0;", "&amp;", "&#10;", "\0", "\x1b[2J", "\ufeff", "\ud800", "\n", "\t", "\r", ",", ",,", "1,1", "street:1,1",
    "nan,nan", "x" * 300, "..", "/", "district", "link_end", "level", "outside", "eJwD", "base64", "zstd", "csv",
    '"tick"', '"at"', '"who"', "-0", "1.5", "1e5", "NaN", "9 h", "9" * 320 + " h",
)  # fmt: skip

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<map orientation="orthogonal" width="5" height="4" tilewidth="8" tileheight="8" infinite="0">
 <properties><property name="cell_mm" type="int" value="2000"/><property name="name" value="Town"/></properties>
 <tileset firstgid="1" name="g" tilecount="3"><tile id="0" type="street"/><tile id="1" type="building"/>
  <tile id="2" type="district"><properties><property name="name" value="d"/></properties></tile></tileset>
 <layer name="street" width="5" height="4"><properties><property name="sky" type="bool" value="true"/></properties>
  <data encoding="csv">1,1,1,1,1,1,2,2,1,1,1,1,1,1,1,1,1,1,1,1</data></layer>
 <layer name="below" width="5" height="4"><data encoding="base64" compression="zlib">PACKED</data></layer>
 <layer name="d" class="districts" width="5" height="4"><data>TILES</data></layer>
 <objectgroup name="districts"><object id="1" name="north" x="0" y="0"><polygon points="0,0 24,0 24,16 0,16"/></object>
 </objectgroup>
 <objectgroup name="buildings"><object id="2" name="home" x="8" y="8" width="16" height="8"><properties>
  <property name="use" value="pods"/><property name="capacity" type="int" value="9"/><property name="door" value="1,2"/>
 </properties></object></objectgroup>
 <group name="all"><objectgroup name="links"><object id="3" name="gate_1" x="4" y="28"><point/><properties>
  <property name="kind" value="gate"/><property name="to" type="object" value="4"/></properties></object>
  <object id="4" class="link_end" x="20" y="28"><point/></object></objectgroup></group>
 <objectgroup name="posts"><object id="5" x="4" y="4"><polyline points="0,0 8,0"/><properties>
  <property name="kind" value="drone"/><property name="stand" value="street:0,0"/></properties></object></objectgroup>
 <objectgroup name="places"><object id="6" name="square" x="36" y="28"><point/></object></objectgroup>
</map>
"""
TMX = TMX.replace("PACKED", base64.b64encode(zlib.compress(bytes([1, 0, 0, 0] * 20))).decode())
TMX = TMX.replace("TILES", '<tile gid="3"/>' * 19 + '<tile gid="0"/>')
TMJ = """{"type": "map", "orientation": "orthogonal", "width": 5, "height": 2, "tilewidth": 8, "tileheight": 8,
 "tilesets": [{"firstgid": 1, "name": "g", "tilecount": 2, "columns": 2, "tilewidth": 8, "tileheight": 8,
  "tiles": [{"id": 0, "type": "street"}, {"id": 1, "properties": [{"name": "solid", "type": "bool", "value": true}],
  "objectgroup": {"objects": [
   {"id": 1, "x": 0, "y": 0, "polygon": [{"x": 0, "y": 0}, {"x": 8, "y": 8}, {"x": 0, "y": 8}]}]}}],
  "wangsets": [], "properties": []}],
 "layers": [{"type": "tilelayer", "name": "street", "width": 5, "height": 2, "data": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]},
  {"type": "group", "offsetx": 8, "offsety": 0.5, "layers": [{"type": "objectgroup", "name": "places", "objects": [
   {"id": 2, "name": "den", "x": 4, "y": 4, "width": 8, "height": 4, "rotation": 30, "ellipse": true},
   {"id": 3, "name": "inn", "x": 4, "y": 8, "gid": 1, "rotation": 90, "properties": {"level": "street"}}]}]}]}
"""
GROUND = """levels:
  street: [street, "walls"]
tiles:
  "g": {street: "0", building: "1", none: "3-5, 7"}
"""
MOVINGAI = "type octile\nheight 3\nwidth 4\nmap\n..@.\n.GT.\nSWO.\n"
ROWS = "version 1\n0\ta.map\t4\t3\t0\t0\t3\t0\t6.41421\n1\ta.map\t4\t3\t0\t0\t1\t1\t1.41421\n"
LINES = """{"at": "2 h 30 min", "who": "ada", "verb": "walk", "target": "old_station"}
{"tick": 9000, "who": 17, "verb": "wait", "amount": "10 min"}
{"tick": 12, "who": "bram", "verb": "tell", "target": "cleo", "amount": "watcher"}
"""
LIST = f"[{LINES.strip().replace(chr(10), ', ')}]"


def misprint(text: str, dice: random.Random) -> bytes:
    """A text with one to four things wrong: cut, doubled, replaced, or another letter for one."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.choice((0, 1, 1, 2, 5, 30)))
        match dice.randrange(6):
            case 0:
                text = text[:at] + dice.choice(ODD) + text[end:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                text = text[:end] + text[at:end] * dice.randint(1, 3) + text[end:]
            case 3 if '"' in text:  # in place of a value in quotes
                parts = text.split('"')
                parts[dice.randrange(len(parts) // 2) * 2 + 1] = dice.choice(ODD)
                text = '"'.join(parts)
            case 4:
                words = text.split(" ")
                words[dice.randrange(len(words))] = dice.choice(ODD)
                text = " ".join(words)
            case _:
                text = text[:at] + chr(dice.choice((0, 9, 34, 38, 60, 127, 160, 0x2028, 0x1F600))) + text[at + 1 :]
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if raw and dice.random() < 0.1:
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(raw)
