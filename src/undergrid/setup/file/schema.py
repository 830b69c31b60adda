"""The JSON Schema of a scenario file, for editors: what completes keys and underlines mistakes while one types.

`undergrid new` puts it beside the scenario, where the file's first line points to it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from undergrid.setup.check.knobs import known_rules, known_wants
from undergrid.setup.file.model import ScenarioFile

FILE = "scenario.schema.json"
LINE = f"# yaml-language-server: $schema={FILE}"


def schema() -> dict[str, Any]:
    """The schema: the models of the file, the knobs of every rule, and the wants that there are."""
    made = ScenarioFile.model_json_schema()
    parts = made["$defs"]
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    fields = made["properties"]
    fields["map"] = {"anyOf": [{"type": "string", "pattern": r"\.(tmx|tmj|json|map)$"}, fields["map"]]}
    rules = {name: _take(model, parts, f"rules_{name}") for name, model in sorted(known_rules().items())}
    preset = fields["rules"]["properties"]
    fields["rules"] = {**fields["rules"], "properties": preset | rules, "additionalProperties": False}
    wants = []
    for name, model in sorted(known_wants().items()):
        knobs = _take(model, parts, f"wants_{name}")
        short: dict[str, Any] = {"type": ["string", "null"]}  # the target alone
        wants.append({"type": "object", "required": [name], "properties": {name: {"anyOf": [short, knobs]}},
                      "additionalProperties": False, "description": (model.__doc__ or "").strip()})  # fmt: skip
    if wants:
        named = {"type": "string", "enum": sorted(known_wants())}
        parts["Person"]["properties"]["wants"]["items"] = {"anyOf": [named, *wants]}
    return made


def write(path: Path) -> None:
    """Write the schema as a file."""
    path.write_text(json.dumps(schema(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _take(model: type[BaseModel], parts: dict[str, Any], prefix: str) -> dict[str, Any]:
    """A model's schema, its parts moved in with the others under names of their own."""
    made = model.model_json_schema(ref_template=f"#/$defs/{prefix}_{{model}}")
    for name, part in made.pop("$defs", {}).items():
        parts[f"{prefix}_{name}"] = part
    return made
