"""Holds JSON against the schemas of OpenAPI documents.

Stricter than the standard in one point: a member that the schema does not declare is an error, unless the schema says
`additionalProperties: true`. Looser in none.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .findings import Finding, Result
from .forms import FORMATS

Schema = dict[str, Any]


def is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)


TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": is_number,
    "null": lambda value: value is None,
}


def shown(value: Any) -> str:
    """A value as a short text."""
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def merged(first: Schema, second: Schema) -> Schema:
    """A schema that asks for what two ask for."""
    both = dict(first)
    for key, value in second.items():
        if key == "properties":
            both[key] = dict(both.get(key, {}))
            for name, schema in value.items():
                known = both[key].get(name)
                both[key][name] = schema if known in (None, schema) else {"allOf": [known, schema]}
        elif key == "required" and isinstance(value, list):
            both[key] = sorted({*both.get(key, []), *value})
        elif key == "choices":
            both[key] = both.get(key, []) + value
        elif key == "nullable":
            both[key] = both.get(key, False) or value
        elif key == "additionalProperties":
            both[key] = both.get(key) or value
        else:
            both[key] = value
    return both


class SchemaChecker:
    """Checks values by the schemas of one document."""

    def __init__(self, document: dict[str, Any], formats: dict[str, Callable[[str], bool]] | None = None,
                 takes_null: Callable[[str], bool] = lambda where: False) -> None:
        self.document = document
        self.formats = FORMATS if formats is None else formats
        self.takes_null = takes_null

    def resolve(self, reference: str) -> Schema:
        """What `#/components/schemas/order` points to."""
        found: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        return dict(found)

    def flat(self, schema: Schema) -> Schema:
        """A schema with its references followed and the parts of its `allOf` as one."""
        whole: Schema = {}
        if "$ref" in schema:
            whole = self.flat(self.resolve(schema["$ref"]))
        own = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", "oneOf", "anyOf")}
        whole = merged(whole, own)
        for part in schema.get("allOf") or []:
            whole = merged(whole, self.flat(part))
        choices = [(key, schema[key]) for key in ("oneOf", "anyOf") if schema.get(key)]
        return merged(whole, {"choices": choices}) if choices else whole

    def check(self, schema: Schema, value: Any, where: str) -> Result:
        """Holds a value against a schema."""
        return self._check(self.flat(schema), value, where)

    def _check(self, schema: Schema, value: Any, where: str) -> Result:
        choices = schema.get("choices")
        if choices:
            (kind, branches), rest = choices[0], choices[1:]
            return self._choose({**schema, "choices": rest}, kind, branches, value, where)
        result = Result(members=1)
        if value is None:
            self._null(schema, where, result)
        elif self._type(schema, value, where, result):
            self._plain(schema, value, where, result)
            if isinstance(value, dict):
                self._object(schema, value, where, result)
            elif isinstance(value, list) and isinstance(schema.get("items"), dict):
                for index, element in enumerate(value):
                    self._within(result, self.check(schema["items"], element, f"{where}[{index}]"))
        return result

    @staticmethod
    def _within(result: Result, part: Result) -> None:
        result.findings += part.findings
        result.members += part.members

    def _choose(self, base: Schema, kind: str, branches: list[Schema], value: Any, where: str) -> Result:
        """The branch that fits; where none does, the one that fits best says what is wrong."""
        flat = [self.flat(branch) for branch in branches]
        tries = [merged(base, branch) for branch in flat]
        if kind == "anyOf" and all("type" not in b or b.get("type") == flat[0].get("type") for b in flat):
            together = base
            for branch in flat:
                together = merged(together, {k: v for k, v in branch.items() if k != "required"})
            tries.append(together)
        results = [self._check(schema, value, where) for schema in tries]
        return min(results, key=lambda result: len(result.findings))

    def _null(self, schema: Schema, where: str, result: Result) -> None:
        types = schema.get("type")
        allows = schema.get("nullable") or None in schema.get("enum", [0]) or not self._says_anything(schema)
        if not (allows or "null" in (types if isinstance(types, list) else [types]) or self.takes_null(where)):
            result.add(where, "null", f"null, but the contract says {types or 'object'} and not that it may be null")

    @staticmethod
    def _says_anything(schema: Schema) -> bool:
        return any(key in schema for key in ("type", "properties", "items", "enum"))

    def _type(self, schema: Schema, value: Any, where: str, result: Result) -> bool:
        types = schema.get("type") or ("object" if "properties" in schema else "array" if "items" in schema else None)
        if types is None:
            return True
        names = types if isinstance(types, list) else [types]
        if any(name not in TYPES or TYPES[name](value) for name in names):
            return True
        result.add(where, "type", f"{shown(value)}, but the contract says {' or '.join(names)}")
        return False

    def _plain(self, schema: Schema, value: Any, where: str, result: Result) -> None:
        """Enumerations, formats and bounds."""
        allowed = schema.get("enum")
        if allowed and not any(value == other and type(value) is type(other) for other in allowed):
            result.add(where, "enum", f"{shown(value)} is none of {', '.join(map(str, allowed))}")
        if isinstance(value, str):
            is_right = self.formats.get(schema.get("format", ""))
            if is_right and not is_right(value):
                result.add(where, "format", f"{shown(value)} is no {schema['format']}")
            self._bound(schema, "minLength", "maxLength", len(value), "characters", where, result)
            if "pattern" in schema and not re.search(schema["pattern"], value):
                result.add(where, "format", f"{shown(value)} does not match {schema['pattern']}")
        elif isinstance(value, list):
            self._bound(schema, "minItems", "maxItems", len(value), "elements", where, result)
        elif is_number(value):
            self._bound(schema, "minimum", "maximum", value, "", where, result)

    @staticmethod
    def _bound(schema: Schema, low: str, high: str, value: Any, unit: str, where: str, result: Result) -> None:
        if low in schema and value < schema[low]:
            result.add(where, "bounds", f"{value} {unit}, but the contract says at least {schema[low]}".replace(" ,", ","))
        if high in schema and value > schema[high]:
            result.add(where, "bounds", f"{value} {unit}, but the contract says at most {schema[high]}".replace(" ,", ","))

    def _object(self, schema: Schema, value: dict[str, Any], where: str, result: Result) -> None:
        properties: dict[str, Schema] = schema.get("properties", {})
        extra = schema.get("additionalProperties")
        # An object of which nothing is described has members that nothing is known of.
        is_open = extra is True or (extra is None and "properties" not in schema)
        for name, member in value.items():
            place = f"{where}.{name}"
            if name in properties:
                self._within(result, self.check(properties[name], member, place))
            elif isinstance(extra, dict) and extra:
                self._within(result, self.check(extra, member, place))
            elif not is_open:
                result.findings.append(Finding(place, "undeclared", "the contract declares no such member"))
        required = schema.get("required", [])
        for name in required if isinstance(required, list) else []:
            if name not in value and not properties.get(name, {}).get("writeOnly"):
                result.add(f"{where}.{name}", "missing", "the contract requires this member")
