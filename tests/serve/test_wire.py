"""What page and server say to each other: one schema, and nothing else gets through."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undergrid.serve import wire

ROOT = Path(__file__).resolve().parents[2]
LOOK = {"do": "look", "got": 0, "tick": 5, "box": [0, 0, 9, 9], "level": 0, "step": 0, "lit": -1, "what": "", "row": -1}


def test_the_types_of_the_page_are_those_of_the_schema():
    written = (ROOT / "web" / "src" / "wire.ts").read_text("utf-8")
    assert written == wire.typescript(), "stale: python -m undergrid.serve.wire web/src/wire.ts"


@given(st.text(), st.lists(st.integers(0, 255)), st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_a_pack_comes_back_as_it_was(text, small, large):
    columns = {"small": np.array(small, np.uint8), "large": np.array(large, np.int32)}
    packed = wire.pack({"kind": "city", "title": text}, columns)
    for sent in (packed, wire.squeezed(packed)):
        head, found = wire.unpack(sent)
        assert head == {"kind": "city", "title": text}
        for name, values in columns.items():
            assert found[name].dtype == values.dtype
            np.testing.assert_array_equal(found[name], values)


def test_columns_of_a_pack_can_be_laid_over_its_bytes():
    packed = wire.pack({"a": 1}, {"odd": np.zeros(3, np.uint8), "even": np.arange(2, dtype=np.int32)})
    assert packed.index(np.arange(2, dtype=np.int32).tobytes(), 30) % 8 == 0


def test_a_look_is_read_as_it_was_written():
    look = wire.read(json.dumps(LOOK))
    assert isinstance(look, wire.Look)
    assert (look.tick, look.box) == (5, (0, 0, 9, 9))


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "nonsense", b"\x00\x01", json.dumps({"do": "run"}),
        json.dumps(LOOK | {"more": 1}), json.dumps(LOOK | {"tick": -1}), json.dumps(LOOK | {"tick": "5"}),
        json.dumps(LOOK | {"tick": 1e400}), json.dumps(LOOK | {"box": [0, 0, 9]}), json.dumps(LOOK | {"step": 65}),
        json.dumps({"do": "ask", "number": 1, "about": "file"}),
        json.dumps({"do": "ask", "number": 1, "about": "find", "text": "x" * 81}),
        "[" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(text):
    with pytest.raises(ValueError):
        wire.read(text)
