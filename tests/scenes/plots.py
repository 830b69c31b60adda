"""For each shipped pattern a log in which it occurs, and one in which it fails by one clause.

An event is (minute, kind, who, whom), and further (amount or None, which event of the list brought it about). A case is
(the events, {place in the list: another event, or None for none}, the clause that then fails); what is put at the end
of the list comes in by its minute.
"""

from __future__ import annotations

from typing import Any

from scenes.records import record

from undergrid.study.record import Record
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import Stance

Events = list[tuple[Any, ...]]
A, B, C, D, E = range(5)
HOSTILE, GUARDED, ALLY = int(Stance.HOSTILE), int(Stance.GUARDED), int(Stance.ALLY)
WALK, HIDE = int(Verb.WALK), int(Verb.HIDE)

CASES: dict[str, tuple[Events, dict[int, Any], str]] = {
    "betrayal": (
        [(1, "pledged", A, B), (9, "pledge broken", A, B)],
        {2: (5, "released", A, B)}, "without",
    ),
    "a_promise_kept_under_fire": (
        [(1, "pledged", A, B), (5, "fired on", 7, A), (9, "pledge kept", A, B)],
        {1: (5, "fired on", 7, C)}, "several",
    ),
    "debt_repaid": ([(1, "let in", A, B), (9, "freed", B, A)], {1: (9, "freed", B, C)}, "whom"),
    "a_guilt_paid_off": ([(1, "met", A, B, GUARDED), (9, "debt paid", A, B)], {1: (9, "debt paid", C, B)}, "who"),
    "enemy_becomes_ally": (
        [(1, "met", A, B, HOSTILE), (9, "stance changed", A, B, ALLY)],
        {1: (9, "stance changed", A, B, GUARDED)}, "amount",
    ),
    "hunter_becomes_ally": (
        [(1, "trail found", A, B), (9, "stance changed", A, B, ALLY)],
        {1: (9, "stance changed", A, B, HOSTILE)}, "amount",
    ),
    "a_secret_owned_up_to": (
        [(1, "disclosed", A, B), (9, "let in", B, A)], {2: (5, "turned away", B, A)}, "without",
    ),
    "a_word_for_another": (
        [(1, "vouched", A, B, C), (9, "let in", D, C)], {1: (90, "let in", D, C)}, "within",
    ),
    "hands_up_and_let_in": ([(1, "surrendered", A, B), (9, "let in", B, A)], {1: (9, "let in", C, A)}, "who"),
    "rescue_at_a_price": ([(1, "freed", A, B), (9, "wounded", A, -1)], {1: (150, "wounded", A, -1)}, "within"),
    "last_dose": ([(1, "injected", A, B, 1)], {}, ""),
    "a_life_hauled_home": (
        [(1, "pulse found", A, B), (5, "took up", A, B), (9, "brought to safety", A, B)],
        {3: (7, "died", B, -1)}, "without",
    ),
    "a_call_answered": (
        [(1, "beacon set off", A, -1), (2, "beacon heard", B, A), (90, "no pulse", B, A)],
        {2: (800, "no pulse", B, A)}, "within",
    ),
    "too_late_by_minutes": ([(1, "died", A, -1), (9, "no pulse", B, A)], {1: (40, "no pulse", B, A)}, "within"),
    "died_under_care": ([(1, "dressed", A, B), (9, "died", B, -1)], {1: (9, "died", C, -1)}, "who"),
    "the_healer_falls": (
        [(1, "dressed", A, B), (5, "wounded", A, 7), (9, "fainted", A, -1)], {2: (9, "fainted", B, -1)}, "who",
    ),
    "reunion": (
        [(1, "met", A, B, GUARDED), (5, "taken into custody", 7, B), (9, "gave", A, B, 1)],
        {2: (9, "gave", A, C, 1)}, "whom",
    ),
    "turned_away_to_die": ([(1, "turned away", A, B), (9, "died", B, -1)], {2: (5, "let in", C, B)}, "without"),
    "turned_away_then_let_in": ([(1, "warned", A, B), (9, "let in", A, B)], {1: (800, "let in", A, B)}, "within"),
    "taken_in_and_robbed": ([(1, "let in", A, B), (9, "took", B, A, 1)], {2: (5, "gave", A, B, 1)}, "without"),
    "informed_upon": (
        [(1, "informed", A, B), (3, "suspected", B, -1, 40, 0), (9, "hunt began", 7, B, None, 1)],
        {2: (9, "hunt began", 7, B)}, "because_of",
    ),
    "informed_upon_and_taken": (
        [(1, "informed", A, B), (9, "arrested", 7, B)], {2: (5, "dossier closed", B, -1)}, "without",
    ),
    "a_trail_that_brought_the_wrong_one": (
        [(1, "tracked", 7, A, 1), (9, "stopped", 7, B)], {2: (5, "sighted", 7, A, 40)}, "without",
    ),
    "the_wrong_one_at_the_end_of_a_trail": (
        [(1, "trail found", A, B, 1), (9, "met", A, C, GUARDED)], {2: (5, "traced", A, B)}, "without",
    ),
    "a_call_that_brought_hunters": (
        [(1, "beacon set off", A, -1), (2, "beacon traced", 7, A, 90, 0), (9, "hunt began", 8, A, None, 1)],
        {2: (9, "hunt began", 8, A)}, "because_of",
    ),
    "given_away_by_a_noise": (
        [(1, "noise drew", 7, A, 40), (9, "sighted", 7, A, 30)], {1: (30, "sighted", 7, A, 30)}, "within",
    ),
    "passed_over": ([(1, "swept", 7, A, 60), (9, "hunt ended", 8, A)], {2: (5, "heard", 9, A, 40)}, "without"),
    "by_a_hair": (
        [(1, "hunt began", 7, A), (2, "sighted", 7, A, 60), (9, "slipped away", A, 7)],
        {2: (90, "slipped away", A, 7)}, "within",
    ),
    "hunted_from_all_sides": (
        [(1, "hunt began", 7, A), (2, "hunt began", 8, A), (9, "hunt began", 9, A)],
        {2: (90, "hunt began", 9, A)}, "spanning",
    ),
    "lay_low_and_went_on": (
        [(1, "noticed", A, 7, 80), (2, "lay low", A, 7, 5), (9, "ordered", A, -1, WALK)],
        {2: (9, "ordered", A, -1, HIDE)}, "amount",
    ),
    "taken_and_out_again": ([(1, "arrested", 7, A), (9, "let out", A, -1)], {1: (9, "let out", B, -1)}, "several"),
    "shot_down_in_time": (
        [(1, "fired on", 7, A), (9, "out of action", 7, A)], {1: (30, "out of action", 7, A)}, "within",
    ),
    "a_last_stand": ([(1, "shot at watcher", A, 7), (9, "died", A, -1)], {1: (30, "died", A, -1)}, "within"),
    "a_dying_wish": (
        [(1, "entrusted", A, B, C), (9, "took up", B, C)], {1: (9, "took up", B, D)}, "whom",
    ),
    "mourned": (
        [(1, "died", A, -1), (2, "grieves", B, A, 1), (9, "memorial", B, A, 1)],
        {2: (9, "memorial", C, A, 1)}, "who",
    ),
    "leave_taken": ([(1, "farewell", A, B), (9, "shut down", A, -1)], {1: (800, "shut down", A, -1)}, "within"),
    "a_twitch_at_the_gate": (
        [(1, "twitched", 7, A), (2, "gate opened", 0, A)], {1: (2, "gate opened", 0, B)}, "whom",
    ),
    "struck_off_and_gone": ([(1, "renewal refused", A, -1), (9, "crossed", A, 0)], {1: (9, "crossed", B, 0)}, "who"),
    "a_rumour_that_took_hold": (
        [(1, "rumour told", A, B, 1), (2, "rumour believed", B, A, 1), (9, "rumour told", B, C, 1)],
        {2: (9, "rumour told", B, A, 1)}, "whom",
    ),
}  # fmt: skip


def with_it(name: str) -> Record:
    """A run in which the pattern occurs."""
    return _record(CASES[name][0])


def without_it(name: str) -> Record:
    """A run in which it fails by one clause."""
    events, changes, _ = CASES[name]
    return _record([one for one in (*[changes.get(n, e) for n, e in enumerate(events)],
                                    *[e for n, e in changes.items() if n >= len(events)]) if one])  # fmt: skip


def _record(events: Events) -> Record:
    ids, rows = list[int](), []
    for minute, kind, who, whom, *more in events:
        amount, cause = (*more, None, None)[:2]
        of: Any = getattr(Kind, kind.upper().replace(" ", "_"))
        ids.append(event_id(minute * 60, int(of), whom if of.subject == "whom" else who))
        rows.append((minute * 60, of, who, whom, {"amount": amount or 0, "cause": 0 if cause is None else ids[cause]}))
    return record(*sorted(rows, key=lambda row: row[0]), ticks=60)
