"""What documents leave out or contradict, written out member by member with the reason."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Amendment:
    """Members of one schema of a document that are added, or described better."""

    schema: str
    members: dict[str, dict[str, Any]]
    reason: str

    def __str__(self) -> str:
        return f"{self.schema}: {', '.join(self.members)}: {self.reason}"


def amend(document: dict[str, Any], amendments: Sequence[Amendment]) -> None:
    """Changes a document; those of its schemas that it does not have are made."""
    for amendment in amendments:
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schema = schemas.setdefault(amendment.schema, {"type": "object"})
        properties = schema.setdefault("properties", {})
        for name, member in amendment.members.items():
            # One without a type says something more of what is there.
            properties[name] = member if "type" in member or "$ref" in member else {**properties.get(name, {}), **member}
