"""A chronicle as a file: what stands in it, that no name does anything, and that it is whole or not there."""

import base64
import hashlib
import html
import json
import os
import pathlib
import re
import sys
import zipfile
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from story.formats import nights

from undergrid.core.errors import UndergridError, UsageError
from undergrid.runs.folder import DiskFullError, RunError
from undergrid.story.chronicle import formats
from undergrid.story.chronicle.formats import book, prose

NIGHTS = pytest.mark.parametrize(
    "chronicle", [nights.night(), nights.nasty(), nights.empty()], ids=["a night", "all markup", "nothing"]
)
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.spans, self.open, self.text = Counter(), [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        if tag == "span":
            self.spans.append([dict(attrs), ""])
        assert not [name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1] == "span":
            self.spans[-1][1] += data


def sentences(chronicle):
    return [one for scene in _parts(chronicle) for one in scene]


def _parts(chronicle):
    return [chronicle.synopsis, chronicle.opening, *(scene.sentences for scene in chronicle.scenes), chronicle.close]


@NIGHTS
def test_a_page_carries_the_events_of_each_sentence_and_nothing_that_runs(chronicle):
    page = Page(formats.spelled(chronicle, "html"))
    assert not page.open
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "section", "nav", "ol",
        "li", "a", "span", "blockquote", "b", "footer", "code",
    }  # fmt: skip
    told = [
        (prose.clean(one.text), " ".join(map(str, one.events)), prose.clean(one.teller)) for one in sentences(chronicle)
    ]
    assert [(text, span["data-events"], span["data-teller"]) for span, text in page.spans] == told
    assert all(f"undergrid why {span['data-events'].split()[0]}" in span["title"] for span, _ in page.spans)


def test_the_policy_of_a_page_allows_its_own_style_alone():
    text = formats.spelled(nights.night(), "html")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert "url(" not in style
    seal = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{seal}'" in policy


def _read(text):
    """Markdown as a reader takes it: (kinds of marks, text of each paragraph and heading)."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [token for token in tokens if token.type == "inline"]
    marks = {child.type for token in inline for child in token.children} | {token.type for token in tokens}
    return marks, ["".join(child.content for child in token.children) for token in inline]


@NIGHTS
def test_markdown_says_every_sentence_and_takes_no_name_for_a_mark(chronicle):
    marks, texts = _read(formats.spelled(chronicle, "md"))
    allowed = {
        "text", "text_special", "em_open", "em_close", "strong_open", "strong_close", "code_inline", "inline", "hr",
        "paragraph_open", "paragraph_close", "heading_open", "heading_close", "html_block", "blockquote_open",
        "blockquote_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    }  # fmt: skip
    assert marks <= allowed
    said = " ".join(texts)
    for one in sentences(chronicle):
        assert prose.clean(one.text) in said


def test_markdown_puts_talk_and_the_record_apart_and_hides_the_ids():
    text = formats.spelled(nights.night(), "md")
    assert (
        "\n\n“Keep down,” said Amara.\n\nLeo kept down.\n\n> **The Record:** SUBJECT 0001 SIGHTED. UNALIGNED.\n" in text
    )
    assert "<!-- s1, why: 2320 2321 2380 2400 2440 -->" in text
    assert "2320" not in re.sub(r"<!--.*?-->", "", text)


@NIGHTS
def test_a_book_is_well_formed_and_the_same_each_time(chronicle, tmp_path):
    pytest.importorskip("mkepub", reason="mkepub is not installed: it comes with the extra `books`")
    contents = []
    for name in ("a.epub", "b.epub"):
        formats.write(chronicle, "epub", tmp_path / name)
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]
    with zipfile.ZipFile(tmp_path / "a.epub") as found:
        names = found.namelist()
        assert names[0] == "mimetype"
        assert found.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        trees = {
            name: ElementTree.fromstring(found.read(name)) for name in names if name.endswith(("html", "opf", "ncx"))
        }
    listed = {item.get("href") for item in trees["EPUB/package.opf"].iter("{http://www.idpf.org/2007/opf}item")}
    assert {f"EPUB/{one}" for one in listed} <= set(names)
    pages = [tree for name, tree in trees.items() if "/page" in name]
    assert len(pages) == len(chronicle.scenes) + 2
    said = " ".join("".join(page.itertext()) for page in pages)
    assert all(prose.clean(one.text) in said for one in sentences(chronicle))
    assert not [node for page in pages for node in page.iter() if node.tag.endswith(("}script", "}img", "}iframe"))]


def test_a_book_is_another_where_the_words_are(tmp_path):
    pytest.importorskip("mkepub", reason="mkepub is not installed: it comes with the extra `books`")
    assert prose.identity(nights.night()) != prose.identity(nights.empty())


def test_without_mkepub_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mkepub", None)
    with pytest.raises(book.NoBooksError) as found:
        formats.write(nights.night(), "epub", tmp_path / "night.epub")
    assert "undergrid[books]" in found.value.hint
    assert not os.listdir(tmp_path)


@NIGHTS
def test_all_notes_of_a_vault_are_there_linked_and_called_as_any_system_allows(chronicle, tmp_path):
    formats.write(chronicle, "obsidian", tmp_path / "vault")
    files = {file.stem: file for file in (tmp_path / "vault").rglob("*.md")}
    notes = {name: file.read_text("utf-8") for name, file in files.items()}
    places = {scene.place for scene in chronicle.scenes if scene.place}
    people = {one.name for one in chronicle.characters} | {who for scene in chronicle.scenes for who in scene.people}
    factions = {one.faction for one in chronicle.characters if one.faction}
    assert len(notes) == 1 + len(places) + len(people) + len(factions) + len(chronicle.scenes)
    assert len({name.casefold() for name in notes}) == len(notes)
    linked = set()
    for name, text in notes.items():
        assert not re.search(r'[\\/:*?"<>|#^\[\]]|^\.|[. ]$', name), name
        about = YAML(typ="safe").load(text.split("---\n")[1])
        assert about["kind"] in ("chronicle", "person", "faction", "place", "scene")
        if about["kind"] == "scene":
            assert about["start"] <= about["end"]
        linked |= set(re.findall(r"(?<!\\)\[\[([^|\]]+)", text))
    assert linked <= set(notes)
    home = next(name for name, text in notes.items() if 'kind: "chronicle"' in text)
    assert set(notes) - {home} <= linked
    marks = {mark for text in notes.values() for mark in _read(text.split("---\n", 2)[2])[0]}
    assert not marks & {"html_inline", "link_open", "image", "code_block", "fence", "s_open", "table_open"}


def test_people_are_links_where_a_scene_names_them_first(tmp_path):
    formats.write(nights.night(), "obsidian", tmp_path / "vault")
    door = (tmp_path / "vault" / "Scenes" / "001 18 02, the east ruins.md").read_text("utf-8")
    assert "[[Amara Voss]] ran with [[Leo]] on her arm." in door
    assert "“Keep down,” said Amara." in door
    market = (tmp_path / "vault" / "Scenes" / "002 18 40, the market.md").read_text("utf-8")
    assert "[[Amara Voss|Amara]] gave away her last dose." in market


def test_a_vault_is_never_written_over_notes_of_somebody(tmp_path):
    (tmp_path / "mine").mkdir()
    formats.write(nights.night(), "obsidian", tmp_path / "mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="is there already"):
        formats.write(nights.night(), "obsidian", tmp_path / "mine")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("form", formats.FORMATS)
def test_what_cannot_be_written_leaves_nothing_half(form, tmp_path, monkeypatch):
    if form == "epub":
        pytest.importorskip("mkepub", reason="mkepub is not installed: it comes with the extra `books`")
    with pytest.raises(RunError):
        formats.write(nights.night(), form, tmp_path / "nowhere" / "night")

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "write_text", full)
    monkeypatch.setattr(pathlib.Path, "write_bytes", full)
    with pytest.raises(DiskFullError):
        formats.write(nights.night(), form, tmp_path / "night")
    assert not os.listdir(tmp_path)


def _passages(source):
    """A Twee story as its compilers read it: passage -> text."""
    parts = re.split(r"^::[ \t]*", source, flags=re.MULTILINE)
    assert parts[0] == ""
    found = {}
    for part in parts[1:]:
        head, _, text = part.partition("\n")
        name = re.sub(r"\s*\[[\w ]*\]$", "", head)
        assert name not in found
        found[name] = text.strip()
    return found


@NIGHTS
def test_every_passage_of_twee_is_reached_and_every_reading_ends(chronicle):
    passages = _passages(formats.spelled(chronicle, "twee"))
    data = json.loads(passages.pop("StoryData"))
    assert prose.clean(chronicle.title) in passages.pop("StoryTitle")
    assert re.fullmatch(r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}", data["ifid"])
    ways = {name: re.findall(r"\[\[[^\[\]]*?->([^\[\]]*?)\]\]", text) for name, text in passages.items()}
    reached, open_ = set(), [data["start"]]
    while open_:
        name = open_.pop()
        if name not in reached:
            reached.add(name)
            open_ += ways[name]
    assert reached == set(passages)
    assert [name for name, found in ways.items() if not found] == ["How it ends"]
    order = {name: n for n, name in enumerate(passages)}
    assert all(order[name] < order[other] for name, found in ways.items() for other in found)


@NIGHTS
def test_what_twee_says_is_no_markup_to_any_story_format(chronicle):
    passages = _passages(formats.spelled(chronicle, "twee"))
    bare = [
        re.sub(r"\[\[(.*?)->[\w ]+\]\]", r"\1", passages[name]) for name in passages if not name.startswith("Story")
    ]
    said = " ".join(html.unescape(text) for text in bare)
    for part in _parts(chronicle)[1:]:
        assert all(prose.clean(one.text) in said for one in part)
    for text in bare:
        rest = re.sub(r"&#\d+;", "x", text)
        assert not re.search(r"[\\`*_{}\[\]()<>|~$&^#@/=%]|--|''|\"\"|^[-+!:]|^\d+[.)]", rest, re.MULTILINE), text


def test_for_programs_each_sentence_says_its_scene_and_who_tells_it():
    found = list(formats.sentences(nights.night()))
    assert [one["scene"] for one in found] == [
        "synopsis",
        "opening",
        "opening",
        *["s1"] * 5,
        *["s2"] * 2,
        "s3",
        "s4",
        "close",
    ]
    record = {
        "text": "SUBJECT 0001 SIGHTED. UNALIGNED.",
        "events": [2440],
        "scene": "s1",
        "teller": "record",
        "talk": False,
        "tick": 1440,
    }
    assert found[7] == record


def test_a_format_that_there_is_not_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(UsageError) as found:
        formats.write(nights.night(), "equb", tmp_path / "x")
    assert "epub" in found.value.hint
    with pytest.raises(UsageError, match="is no text") as found:
        formats.spelled(nights.night(), "obsidian")
    assert isinstance(found.value, UndergridError)
    assert "--out" in found.value.hint
