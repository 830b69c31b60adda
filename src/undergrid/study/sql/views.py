"""The views of a run: what each holds, what its columns mean, and how it is made of the tables that `tables.py` fills.

`docs/sql.md` is the same list for readers; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from undergrid.world.log.events import KIND_BITS, TICK_SHIFT
from undergrid.world.log.kinds import Kind


@dataclass(frozen=True)
class View:
    """One view. `of_the_log`: it needs the events, which are read when it is first asked for."""

    name: str
    says: str
    columns: Mapping[str, str]
    sql: str = ""  # "" where the table is there already
    of_the_log: bool = False
    types: str = ""  # of its columns, where it is a table that is filled


_CLOCK = """case when (starts + {0}) // 86400 > 0 then 'day ' || (1 + (starts + {0}) // 86400) || ', ' else '' end
    || printf('%02d:%02d:%02d', (starts + {0}) // 3600 % 24, (starts + {0}) // 60 % 60, (starts + {0}) % 60)"""

_AIMED = f"log.kind = {int(Kind.ORDERED)}"  # at a row of which table depends on the verb
_EVENTS = f"""
select log.id, log.tick, {_CLOCK.format("log.tick")} as time, log.kind_ as kind,
    nullif(log.who, -1) as who,
    case when log.who >= 0 then coalesce(a.name, who_is || ' ' || log.who) end as who_name,
    nullif(log.whom, -1) as whom,
    case when log.whom >= 0 then coalesce(b.name, whom_is || ' ' || log.whom) end as whom_name,
    nullif(log."where", -1) as cell, spots.place, spots.district, spots.level,
    log.amount, words.word as amount_word, nullif(log.cause, 0) as cause,
    case when log.stream != 0 then log.odds / 4294967296.0 end as odds,
    case when log.stream != 0 and log.odds > 0 then -log2(log.odds / 4294967296.0) end as surprise
from (select log.*, kinds.kind as kind_, who_is, amount_is,
          case when {_AIMED} then verbs.target_is else kinds.whom_is end as whom_is
      from log join kinds on log.kind = kinds.number
      left join verbs on {_AIMED} and verbs.verb = log.amount) log
cross join clock
left join things a on a."is" = who_is and a."row" = log.who
left join things b on b."is" = whom_is and b."row" = log.whom
left join spots on spots.cell = log."where"
left join words on words.meaning = amount_is and words.amount = log.amount"""

_ENDS = f"({int(Kind.ACHIEVED)}, {int(Kind.ABANDONED)})"
_INTENTIONS = f"""
select i.who, coalesce(a.name, 'citizen ' || i.who) as who_name, words.word as aim,
    nullif(i.whom, -1) as whom, case when i.whom >= 0 then coalesce(b.name, 'citizen ' || i.whom) end as whom_name,
    i.tick as since, ended_by >> {TICK_SHIFT} as until,
    case (ended_by >> {TICK_SHIFT - KIND_BITS}) & {(1 << KIND_BITS) - 1}
        when {int(Kind.ACHIEVED)} then 'achieved' when {int(Kind.ABANDONED)} then 'abandoned'
        else 'kept' end as outcome,
    i.id as event, nullif(i.cause, 0) as reason, ended_by
from (select *, min(id) filter (where kind in {_ENDS}) over (
        partition by who, whom, amount order by rowid rows between 1 following and unbounded following) as ended_by
      from log where kind = {int(Kind.INTENDED)} or kind in {_ENDS}) i
left join words on words.meaning = 'aim' and words.amount = i.amount
left join things a on a."is" = 'citizen' and a."row" = i.who
left join things b on b."is" = 'citizen' and b."row" = i.whom
where i.kind = {int(Kind.INTENDED)}"""

_TRACKS = f"""
select t.tick, {_CLOCK.format("t.tick")} as time, who, coalesce(a.name, 'citizen ' || who) as who_name,
    t.cell, t.cell % (width * height) % width as x, t.cell % (width * height) // width as y,
    spots.place, spots.district, spots.level, b.name as building, doing.word as doing, posture.word as posture,
    alive = 1 as alive
from kept_tracks t cross join clock
left join things a on a."is" = 'citizen' and a."row" = who
left join things b on b."is" = 'building' and b."row" = inside
left join spots on spots.cell = t.cell
left join words doing on doing.meaning = 'activity' and doing.amount = t.doing
left join words posture on posture.meaning = 'posture' and posture.amount = t.posture"""

_EVENT_COLUMNS = {
    "id": "the event's id, for `undergrid why`",
    "tick": "seconds since the start",
    "time": "the clock at that tick",
    "kind": "what happened, in words",
    "who": "row of who did it; of which table, `kinds.who_is` says",
    "who_name": "what they are called; the crowd by number",
    "whom": "row of whom it was done to; of which table, `kinds.whom_is` says",
    "whom_name": "what they are called",
    "cell": "where it happened",
    "place": "the name its maker gave that cell, where it has one",
    "district": "the district of the cell",
    "level": "the level of the cell",
    "amount": "how much, or a number that stands for a word",
    "amount_word": "that word",
    "cause": "id of the event that brought it about",
    "odds": "the chance it had, 0 to 1, where a draw decided it",
    "surprise": "-log2 of the odds, bits; none where there were none (nothing was left to draw)",
}

VIEWS: tuple[View, ...] = (
    View("events", "The log, spelled out.", _EVENT_COLUMNS, _EVENTS, of_the_log=True),
    View(
        "people",
        "Everybody, as they stood at the last keyframe on disk.",
        {
            "row": "the person's number, for ever",
            "name": "what they are called; the crowd by number",
            "named": "whether they are of the cast",
            "alive": "whether the body lives",
            "doing": "what the body is doing",
            "posture": "standing, crouched or flat",
            "being": "human, or a companion unit",
            "profession": "training",
            "age": "years",
            "cell": "where the body is; indoors, the door of the building",
            "place": "the name its maker gave that cell, where it has one",
            "district": "the district of the cell",
            "level": "the level of the cell",
            "building": "the building around them, where there is one",
            "category": "what they are: soldier, rebel, unaligned, ...",
            "tagged": "whether the identity implant answers readers",
            "plugged": "whether they dream in the DreamNet at night",
            "wanted": "whether the authority hunts them",
            "registered": "whether the registry lists them among the living",
            "refused": "whether their renewal has been refused",
            "expires": "tick at which the subscription ends; none without one",
            "stage": "how far the implants have degraded: 0 sound, 4 shut down",
            "obedience": "points",
            "productivity": "points",
            "debt": "how much they feel they owe the world, 0 to 1",
            "hope": "how much they hope for, 0 to 1",
        },
        types="integer varchar boolean boolean varchar varchar varchar varchar integer integer varchar varchar "
        "varchar varchar varchar boolean boolean boolean boolean boolean integer integer integer integer "
        "double double",
    ),
    View(
        "intentions",
        "What minds took up, and what became of it.",
        {
            "who": "row of the person whose intention it is",
            "who_name": "what they are called",
            "aim": "what for",
            "whom": "row of for, with or after whom",
            "whom_name": "what they are called",
            "since": "tick at which it was taken up",
            "until": "tick at which it was achieved or given up; none while it is kept",
            "outcome": "achieved, abandoned or kept",
            "event": "id of the event by which it was taken up",
            "reason": "id of the event that brought it about",
            "ended_by": "id of the event that ended it",
        },
        _INTENTIONS,
        of_the_log=True,
    ),
    View(
        "ties",
        "Who is bound to whom, at the last keyframe; one-sided. Households are in it, those at work are not.",
        {
            "a": "row of who feels it",
            "a_name": "what they are called",
            "b": "row of for whom",
            "b_name": "what they are called",
            "kind": "what the bond is: kin, love, friend, escort, or household",
            "strength": "how strong, 0 to 1",
            "cause": "id of the event that made it; none for households",
        },
        types="integer varchar integer varchar varchar double bigint",
    ),
    View(
        "regards",
        "What one person thinks of another, at the last keyframe; one-sided.",
        {
            "a": "row of who",
            "a_name": "what they are called",
            "b": "row of of whom",
            "b_name": "what they are called",
            "stance": "how a stands to b",
            "believed": "what a takes b for",
            "certainty": "how sure a is of that, 0 to 1",
            "good": "good experience, faded",
            "bad": "bad experience, faded",
            "met": "tick at which a first met b; none if not yet",
            "knows_name": "whether a knows the name of b",
            "cause": "id of the event that last changed it",
        },
        types="integer varchar integer varchar varchar varchar double double double integer boolean bigint",
    ),
    View(
        "dossiers",
        "What the authority believes, at the last keyframe.",
        {
            "subject": "row of whom it is about",
            "name": "what they are called",
            "suspicion": "how much speaks against them, points",
            "cell": "where they are believed to be",
            "place": "the name its maker gave that cell, where it has one",
            "district": "the district of the cell",
            "level": "the level of the cell",
            "as_of": "tick of that belief",
            "evidence": "how many reports have been merged",
            "wanted": "whether the authority wants them",
            "event": "id of the event that last changed it",
            "wanted_cause": "id of the event that made them wanted",
        },
        types="integer varchar integer integer varchar varchar varchar integer integer boolean bigint bigint",
    ),
    View(
        "tracks",
        "Where each of the cast was and what they did; a row holds until the next of the same person.",
        {
            "tick": "the second at whose end they were so",
            "time": "the clock at that tick",
            "who": "row of the person",
            "who_name": "what they are called",
            "cell": "where the body is; indoors, the door of the building",
            "x": "the cell's column on its level, from the west",
            "y": "its row, from the north",
            "place": "the name its maker gave that cell, where it has one",
            "district": "the district of the cell",
            "level": "the level of the cell",
            "building": "the building around them, where there is one",
            "doing": "what the body is doing",
            "posture": "standing, crouched or flat",
            "alive": "whether the body lives",
        },
        _TRACKS,
        of_the_log=True,
    ),
    View(
        "because",
        "Further causes of events, beside the `cause` that each has.",
        {"event": "id of the event", "cause": "id of the further cause", "role": "what part that played"},
        types="bigint bigint varchar",
        of_the_log=True,
    ),
    View(
        "things",
        "What rows are called that have a name: the cast, watchers, gates, buildings, nodes and so on.",
        {"is": "of which table it is a row", "row": "its number there", "name": "what it is called"},
        types="varchar integer varchar",
    ),
    View(
        "kinds",
        "The kinds of events.",
        {
            "number": "as it stands in the files of a run",
            "kind": "in words",
            "who_is": "of which table `who` is a row",
            "whom_is": "of which table `whom` is a row",
            "amount_is": "what the amount counts or stands for",
        },
        types="integer varchar varchar varchar varchar",
    ),
)
"""All views, in the order of the documentation. `series` is there besides: its columns are those of the files."""

INNER = {
    "words": {"meaning": "varchar", "amount": "bigint", "word": "varchar"},
    "verbs": {"verb": "bigint", "target_is": "varchar"},
    "spots": {"cell": "integer", "place": "varchar", "district": "varchar", "level": "varchar"},
    "clock": {"starts": "integer", "width": "integer", "height": "integer"},
    "kept_tracks": {
        "tick": "integer",
        "who": "integer",
        "cell": "integer",
        "inside": "integer",
        "doing": "utinyint",
        "posture": "utinyint",
        "alive": "utinyint",
    },
}
"""Tables that views are made of; their columns and types."""
