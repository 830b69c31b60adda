"""Makers' rules in a run: what `run.json` says of them. A run can be read without its rules, but goes on only with the
very same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from undergrid.makers import MakersRule
from undergrid.runs.folder import RunError
from undergrid.runs.meta import KindEntry, RuleEntry, VerbEntry
from undergrid.world.log.kinds import Kind, kind, name_kinds
from undergrid.world.orders.verbs import name_verbs, said, verb
from undergrid.world.tables.orders import TARGETS, Verb


def entry(rule: MakersRule) -> RuleEntry:
    """What `run.json` holds of a rule."""
    return {
        "rule": rule.name,
        "as": rule.asked,
        "version": str(getattr(rule.module, "VERSION", "")),
        "package": rule.package,
        "digest": rule.digest,
        "kinds": [_kind(one) for one in rule.kinds],
        "verbs": [_verb(one) for one in rule.verbs],
    }


def check_same(path: Path, recorded: Iterable[RuleEntry], loaded: Sequence[MakersRule]) -> None:
    """Raise RunError where the rules of a run are gone or have changed; it names the first of these."""
    found = {rule.name: rule for rule in loaded}
    for was in recorded:
        rule = found.get(was["rule"])
        if rule is None:
            raise RunError(f"{path}: its rule {was['rule']} ({was['as']}) is gone")
        if rule.digest != was["digest"]:
            before, now = was["package"] or was["as"].split()[0], rule.package or rule.file.name
            raise RunError(
                f"{path}: its rule {rule.name} has changed since: it ran with {before}, this is {now}",
                hint="install the version that it ran with, or run the scenario again",
            )


def declare(recorded: Iterable[RuleEntry]) -> None:
    """Take in the kinds of events and the verbs of a run's rules, so that its log can be told without them.

    They are such as rules can declare: `run.json` is not read otherwise.
    """
    for was in recorded:
        name_kinds({kept["name"]: kind(**_words(kept)) for kept in was["kinds"]})
        name_verbs({kept["name"]: verb(**_words(kept)) for kept in was["verbs"]})


def _words(kept: KindEntry | VerbEntry) -> dict[str, Any]:
    return {field: value for field, value in kept.items() if field != "name"}


def _kind(one: Kind) -> KindEntry:
    return {
        "number": int(one),
        "name": one.name,
        "who": one.who,
        "whom": one.whom,
        "amount": one.amount,
        "subject": one.subject,
        "says": one.says,
    }


def _verb(one: Verb) -> VerbEntry:
    return {"number": int(one), "name": one.name, "target": TARGETS.get(one, ""), "says": said(one.name)}
