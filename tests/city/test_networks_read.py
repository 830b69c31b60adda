"""Networks read from tables, lists of edges and GraphML, and what is said where they are wrong."""

import numpy as np
import pytest
from reference import data

from undergrid.city.networks import edges
from undergrid.city.networks.draft import NetworkError
from undergrid.city.networks.read import read_network
from undergrid.core import limits

GRAPHML = """<?xml version="1.0"?>
<g:graphml xmlns:g="http://graphml.graphdrawing.org/xmlns">
<g:key id="k0" for="node" attr.name="load_mw" attr.type="double"><g:default>1.5</g:default></g:key>
<g:key id="k1" for="node" attr.name="kind" attr.type="string"/>
<g:key id="k2" for="edge" attr.name="x" attr.type="double"/>
<g:graph edgedefault="directed">
<g:edge source="b" target="a"><g:data key="k2">-0.5</g:data></g:edge>
<g:node id="a"><g:data key="k0">2</g:data></g:node>
<g:node id="b"><g:data key="k1">Core</g:data></g:node>
</g:graph></g:graphml>
"""


def read(tmp_path, name, text, nodes=None):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    if nodes is not None:
        file.with_suffix(".nodes.csv").write_text(nodes)
    return read_network(file)


def refusal(tmp_path, name, text, nodes=None):
    """What is said, without the folder."""
    with pytest.raises(NetworkError) as wrong:
        read(tmp_path, name, text, nodes)
    assert wrong.value.exit_code == 2
    return str(wrong.value).replace(f"{tmp_path}/", "")


def wires(network):
    return [(network.name(a), network.name(b)) for a, b in zip(network.a.tolist(), network.b.tolist(), strict=True)]


def test_a_table_of_wires_and_one_of_nodes_beside_it(tmp_path):
    found = read(
        tmp_path, "net.csv", "From,to,x,limit_mw,owner\r\nhub,2,0.1,5.5,us\r\n2,2,-0.2,7,\r\nhub,2,.1,1,\r\n",
        nodes="node,load_mw,capacity_mw,core,lon,lat\n2,-1,0,0,9.5,48\nhub,0.25,3,1,9,47\nlone,0,0,,8,46\n",
    )  # fmt: skip
    assert (found.n, found.names, found.core) == (3, ("2", "hub", "lone"), 1)
    assert wires(found) == [("hub", "2"), ("2", "2"), ("hub", "2")]
    assert found.reactance.tolist() == [0.1, -0.2, 0.1]
    assert found.limit_w.tolist() == [5_500_000, 7_000_000, 1_000_000]
    assert (found.load_w.tolist(), found.capacity_w.tolist()) == ([-1_000_000, 250_000, 0], [0, 3_000_000, 0])
    assert found.place.tolist() == [[9.5, 48], [9, 47], [8, 46]]
    assert found.simple.n_edges == 1
    assert (found.number("hub"), found.number("nobody")) == (1, -1)
    assert [path.name for path in found.files] == ["net.csv", "net.nodes.csv"]


def test_numbers_that_name_nodes_ascend_and_other_names_stay_as_they_come(tmp_path):
    assert read(tmp_path, "a.edges", "10 9\n2,10\n# so far\n\n2;9\t7.5 2020\n").names == ("2", "9", "10")
    assert read(tmp_path, "b.txt", "z y\n% no\n y 3 {'weight': 1}\n").names == ("z", "y", "3")
    assert read(tmp_path, "c.csv", "source;target\n10;9\n").names == ("9", "10")


def test_graphml_with_a_prefix_defaults_and_an_edge_before_its_ends(tmp_path):
    found = read(tmp_path, "net.graphml", GRAPHML)
    assert (found.names, found.core, wires(found)) == (("a", "b"), 1, [("b", "a")])
    assert (found.load_w.tolist(), found.reactance.tolist()) == ([2_000_000, 1_500_000], [-0.5])
    assert read(tmp_path, "net.dat", GRAPHML).names == ("a", "b")


def test_a_long_list_of_numbers_is_read_the_same_fast_and_slow(tmp_path, monkeypatch):
    draw = np.random.default_rng(1)
    lines = [
        f"{a}{apart}{b}" for (a, b), apart in zip(draw.integers(0, 9000, (20_000, 2)), " ,\t" * 7000, strict=False)
    ]
    text = "# two numbers\n" + "\n".join(lines) + "\r\n\n% end"
    fast = read(tmp_path, "long.edges", text)
    monkeypatch.setattr(edges, "_MANY", 1 << 30)
    slow = read(tmp_path, "long.edges", text)
    assert [fast.name(v) for v in range(fast.n)] == list(slow.names)
    for one, other in ((fast.a, slow.a), (fast.b, slow.b), (fast.lines, slow.lines)):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


@pytest.mark.parametrize("last", ["7", "7 8 9", "7 x", "007 8", "7 1000000000", "7 -8", "7 8.5", "-", "7 8 nan"])
def test_a_long_list_with_anything_else_in_it_is_read_line_by_line(tmp_path, last):
    assert edges._plain(tmp_path, ("0 1\n" * 20_000 + last + "\n").encode()) is None


def test_numbers_without_gaps_need_no_names(tmp_path):
    found = edges._plain(tmp_path, b"0 2\n1 2\n")
    assert (found.n, found.names, found.number("2"), found.number("3"), found.number("02")) == (3, None, 2, -1, -1)


@pytest.mark.parametrize("name", ["case24_ieee_rts", "case118_ieee", "case2869_pegase"])
def test_real_grids_are_read_whole(name):
    found = read_network(data.path(f"networks/{name}.csv"))
    sizes = {"case24_ieee_rts": (24, 38), "case118_ieee": (118, 186), "case2869_pegase": (2869, 4582)}
    assert (found.n, found.n_wires) == sizes[name]
    assert found.names == tuple(map(str, range(found.n)))
    assert found.lines.tolist() == list(range(2, found.n_wires + 2))


NODES = "node,load_mw,capacity_mw,core\n0,1,2,1\n1,1,3,0\n"


@pytest.mark.parametrize(
    ("name", "text", "nodes", "said"),
    [
        ("a.csv", "from,to\n0,1\n0,7\n", NODES, "a.csv:3: a wire to nowhere: there is no node '7'"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,1,1,yes\n", "a.nodes.csv:4: a second Core: the first is in line 2"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,1,-1,0\n", "a.nodes.csv:4: capacity_mw is '-1': expected at least 0"),
        ("a.csv", "from,to\n0,1\n", NODES + "1,1,1,0\n", "a.nodes.csv:4: node '1' is there already, in line 3"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,nan,1,0\n", "a.nodes.csv:4: load_mw is 'nan': expected a number"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,1e9,1,0\n", "a.nodes.csv:4: load_mw is '1e9': expected at most 1e+06"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,,1,0\n", "a.nodes.csv:4: load_mw is '': expected a number"),
        ("a.csv", "from,to\n0,1\n", NODES + "2,1,1,maybe\n", "a.nodes.csv:4: core is 'maybe': expected 1 or 0"),
        ("a.csv", "from,to\n0,1\n", "id\n0\n,\n1\n,4\n", "a.nodes.csv:5: 2 values, expected 1"),
        ("a.csv", "from,to,limit_mw\n0,1,-5\n", None, "a.csv:2: limit_mw is '-5': expected at least 0"),
        ("a.csv", "from,to,x\n0,1,inf\n", None, "a.csv:2: x is 'inf': expected a number"),
        ("a.csv", "from,to,x\n0,1,1_0\n", None, "a.csv:2: x is '1_0': expected a number"),
        ("a.csv", "from,to,x\n0,1\n", None, "a.csv:2: 2 values, expected 3"),
        ("a.csv", "from,to\n0,1000000000\n", None, "a.csv:2: node '1000000000' would be one of more than 10,000,000"),
        ("a.csv", "from,to\n0,\n", None, "a.csv:2: a wire needs a node at both ends"),
        ("a.csv", "0,1\n", None, "a.csv:1: no column from: found '0', '1'"),
        ("a.csv", "from,to,to\n0,1,2\n", None, "a.csv:1: two columns are called 'to'"),
        ("a.csv", "from,to\n", None, "a.csv: no nodes and no wires: expected some"),
        ("a.csv", b"from,to\n\xff,1\n", None, "a.csv: not a text file in UTF-8 (byte 8)"),
        ("a.csv", "from,to\n" + "9" * 200_000 + ",1\n", None, "a.csv:2: not a table: field larger than field limit"),
        ("a.edges", "0 1\n2\n", None, "a.edges:2: '2': expected two nodes"),
        ("a.edges", "0 1 NaN\n", None, "a.edges:1: 'NaN': expected a number"),
        ("a.edges", "0 " + "9" * 5000, None, "a.edges:1: node '99999"),
        ("a.edges", "%%MatrixMarket matrix\n", None, "a.edges:1: a matrix of Matrix Market"),
        ("a.edges", "", None, "a.edges: no nodes and no wires"),
        ("a.graphml", "<graphml><graph><node id='a'/>", None, "a.graphml:1: broken XML: no element found"),
        ("a.graphml", "<svg/>", None, "a.graphml:1: this is a <'svg'> file, expected <graphml>"),
        ("a.graphml", "<graphml/>", None, "a.graphml:1: 0 graphs: expected one"),
        ("a.graphml", "0 1\n", None, "a.graphml:1: broken XML: syntax error"),
        ("a.graphml", GRAPHML.replace('target="a"', 'target="c"'), None, "a.graphml:7: a wire to nowhere"),
        ("a.graphml", GRAPHML.replace('key="k0"', 'key="k9"'), None, "a.graphml:8: data for key 'k9': there is no"),
        ("a.graphml", GRAPHML.replace(">2<", ">two<"), None, "a.graphml:8: load_mw is 'two': expected a number"),
        ("a.graphml", GRAPHML.replace('"a"/>', '"a"/><g:hyperedge/>').replace("</g:graph>", "<g:hyperedge/></g:graph>"),
         None, "a.graphml:10: an edge between several nodes at once"),
        ("a.graphml", GRAPHML.replace(">-0.5<", "><") + " ", None, "a.graphml:7: x is '': expected a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, name, text, nodes, said):
    assert said in refusal(tmp_path, name, text, nodes)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    said = refusal(tmp_path, "a.csv", "from,to,x\n0,5,nan\n1,0,nan\n6,1,1\n", NODES)
    assert [line.split(": ")[0] for line in said.splitlines()] == ["a.csv:2", "a.csv:3", "a.csv:4"]


def test_what_is_said_of_some_nodes_must_be_said_of_all(tmp_path):
    text = GRAPHML.replace("<g:default>1.5</g:default>", "")
    assert "1 of 2 nodes have load_mw: expected all or none" in refusal(tmp_path, "a.graphml", text)


def test_where_only_some_nodes_have_a_place_none_has(tmp_path):
    placed = GRAPHML.replace('"load_mw"', '"x"').replace('"kind"', '"y"').replace(">Core<", ">3<")
    assert read(tmp_path, "a.graphml", placed).place is None
    both = placed.replace("<g:default>1.5</g:default>", "").replace(
        '"a"><g:data key="k0">2</g:data>', '"a"><g:data key="k0">2</g:data><g:data key="k1">4</g:data>'
    )
    assert read(tmp_path, "a.graphml", both).place is None
    whole = both.replace('<g:data key="k1">3', '<g:data key="k0">5</g:data><g:data key="k1">3')
    assert read(tmp_path, "a.graphml", whole).place.tolist() == [[2, 4], [5, 3]]


def test_entities_are_refused_whether_they_expand_or_read_other_files(tmp_path):
    bomb = "<!DOCTYPE g [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    outside = "<!DOCTYPE g [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
    for doctype in (bomb, outside):
        text = GRAPHML.replace("<g:graphml", doctype + "<g:graphml").replace(">2<", ">&a;<")
        assert "a.graphml:2: entity declarations are not allowed" in refusal(tmp_path, "a.graphml", text)


def test_no_file_takes_more_than_its_limit(tmp_path, monkeypatch):
    for name, most in (("NODES", 3), ("WIRES", 2), ("NETWORK_ELEMENTS", 4), ("NETWORK_BYTES", 400)):
        monkeypatch.setattr(limits, name, limits.Limit(name, most, "things", "take fewer"))
    assert "more than 3 things (NODES" in refusal(tmp_path, "a.edges", "a b\nc d\n")
    assert "more than 2 things (WIRES" in refusal(tmp_path, "a.edges", "a b\nb a\na a\n")
    assert "more than 3 things (NODES" in refusal(tmp_path, "a.edges", "0 3\n")
    assert "more than 4 things (NETWORK_ELEMENTS" in refusal(
        tmp_path, "a.graphml", "<graphml><graph>" + "<node id='a'/>" * 3 + "</graph></graphml>"
    )
    assert "more than 400 things" in refusal(tmp_path, "a.edges", "0 1\n" * 101)


def test_what_is_no_file_is_said_with_what_is_there(tmp_path):
    (tmp_path / "grid.csv").write_text("from,to\n0,1\n")
    for name in ("gird.csv", "grid.cvs"):
        with pytest.raises(NetworkError, match=r"there is no such file; did you mean 'grid\.csv'\?"):
            read_network(tmp_path / name)
    with pytest.raises(NetworkError, match=r"there is no such file$"):
        read_network(tmp_path / "nowhere" / "something")
    with pytest.raises(NetworkError, match="this is a folder"):
        read_network(tmp_path)
