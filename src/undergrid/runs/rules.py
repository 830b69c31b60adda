"""Makers' rules in a run: what `run.json` says of them. A run can be read without its rules, but goes on only with the
very same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from undergrid.makers import MakersRule
from undergrid.runs.folder import RunError
from undergrid.world.log.kinds import Kind, kind, name_kinds
from undergrid.world.orders.verbs import name_verbs, said, verb
from undergrid.world.tables.orders import TARGETS, Verb


def entry(rule: MakersRule) -> dict[str, Any]:
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


def check_same(path: Path, recorded: Iterable[dict[str, Any]], loaded: Sequence[MakersRule]) -> None:
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


def declare(recorded: Iterable[dict[str, Any]]) -> None:
    """Take in the kinds of events and the verbs of a run's rules, so that its log can be told without them."""
    for was in recorded:
        for one in was["kinds"]:
            fields = {name: one[name] for name in ("who", "whom", "amount", "subject", "says")}
            name_kinds({one["name"]: kind(one["number"], **fields)})
        for one in was["verbs"]:
            name_verbs({one["name"]: verb(one["number"], target=one["target"], says=one["says"])})


def _kind(one: Kind) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in ("name", "who", "whom", "amount", "subject", "says")}
    return {"number": int(one), **fields}


def _verb(one: Verb) -> dict[str, Any]:
    return {"number": int(one), "name": one.name, "target": TARGETS.get(one, ""), "says": said(one.name)}
