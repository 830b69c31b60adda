"""Chronicles made by hand: a short night as one would be told, and one in which every name is markup."""

from dataclasses import replace

from undergrid.story.chronicle.told import Character, Chronicle, Scene, Sentence

# What would do something somewhere, or end something, if it were taken for what it looks like.
NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "-> END", "{cheat: -> close}", "[[close]]", "]]>",
    "a|b", "~ x = 1", "// gone", "/* gone", "*bold* _it_", "# tag", "<> glue", "a -> b", "(label) x", "=== knot ===",
    ":: Passage", "(set: $x to 1)", "$x", "`code`", "''bold''", "&lt;b&gt;", "TODO: x", "VAR x = 1", "- gather",
    "+ choice", "1. list", "https://x.y", "{% raw %}", "\\{", 'q"uo\'te', "a\nb\u2028c", "^", "%%gone%%", "==mark==",
    "--", "----", "a <- b", "INCLUDE x", "{", "}", "!", "> quoted", "| table |", "#", "CON", "../up", "  ",
)  # fmt: skip


def _told(*texts, start, teller="narrator", talk=False):
    return tuple(
        Sentence(text, (1000 + start + n, 2000 + start + n)[: 1 + n % 2], teller, start + 20 * n, talk)
        for n, text in enumerate(texts)
    )


def night():
    """A night of four scenes: two ways part and meet again; the Record has its say."""
    door = Scene(
        "s1", "18:02, the east ruins", "the east ruins", ("Amara Voss", "Leo"), 1320, 1500, "",
        (
            *_told("Amara Voss ran with Leo on her arm.", "Behind them a drone turned.", start=1320),
            *_told("“Keep down,” said Amara.", start=1380, talk=True),
            *_told("Leo kept down.", start=1400),
            *_told("SUBJECT 0001 SIGHTED. UNALIGNED.", start=1440, teller="record"),
        ),
    )  # fmt: skip
    market = Scene(
        "s2", "18:40, the market", "the market", ("Amara Voss",), 3600, 3700, "Half an hour later.",
        _told("Amara gave away her last dose.", "Nobody thanked her.", start=3600),
    )  # fmt: skip
    cellar = Scene("s3", "19:00, a cellar", "a cellar", ("Leo",), 4800, 4860, "", _told("Leo waited.", start=4800))
    clinic = Scene(
        "s4", "day 2, 07:40, the clinic", "the clinic", ("Amara Voss", "Leo"), 50400, 50520, "The night passed.",
        _told("They reached the clinic together.", start=50400),
    )  # fmt: skip
    return Chronicle(
        "Ash over Eden", "eden", 801, 20_000, "17:40:00", "day 2, 09:40:00", 63_600, "narrator",
        _told("A healer and a boy crossed a city that looked for both.", start=1320),
        _told("Ash fell on the east ruins.", "Sixty drones were up.", start=0),
        (
            Character(
                "Amara Voss", "a healer of thirty-four", "to reach the clinic", "two doses of morphine",
                "at the clinic, asleep", "the healers",
            ),
            Character("Leo", "a boy of twelve", "", "", "at the clinic", ""),
        ),
        (door, market, cellar, clinic),
        _told("They had come through.", start=50520),
        "undergrid run eden --seed 801",
    )  # fmt: skip


def nasty():
    """A night in which every text is something that could be markup."""
    first = NASTY[0]
    people = tuple(f"{text}{n}" for n, text in enumerate(NASTY))
    scenes = tuple(
        Scene(
            f"s{n}", text, text, (people[n], people[(n + 1) % len(people)]), 60 * n, 60 * n + 30, text,
            (Sentence(text, (n + 1,), "narrator", 60 * n), Sentence(f"so {text} so", (n + 1,), text, 60 * n)),
        )
        for n, text in enumerate(NASTY)
    )  # fmt: skip
    said = tuple(Sentence(text, (1,), "narrator", 0, n % 2 > 0) for n, text in enumerate(NASTY))
    characters = tuple(Character(name, text, text, text, text, text) for name, text in zip(people, NASTY, strict=True))
    return Chronicle(
        first, first, 1, 1, "17:40:00", "19:40:00", 63_600, "narrator", said, said, characters, scenes, said, first
    )


def empty():
    """A night in which nothing was told."""
    return replace(night(), synopsis=(), opening=(), characters=(), scenes=(), close=())
