"""The operations of OpenAPI documents, and requests and answers held against them."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from .amendments import Amendment, amend
from .exchanges import Exchange, parse_json
from .findings import Result
from .schemas import Schema, SchemaChecker

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


class Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which dates stay texts."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Operation:
    """One method of one path."""

    document: "Document"
    method: str
    template: str
    parameters: dict[tuple[str, str], dict[str, Any]]
    """By place and name."""
    data: dict[str, Any]

    def __post_init__(self) -> None:
        parts = re.split(r"(\{[^}]+\})", self.template)
        self.names = [part[1:-1] for part in parts if part.startswith("{")]
        form = "".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts)
        self.form = re.compile(form + "/?")
        self.literals = sum(1 for part in self.template.split("/") if not part.startswith("{"))

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


class Document:
    """One OpenAPI document, version 2 or 3."""

    def __init__(self, file: Path, amendments: Sequence[Amendment] = (), **options: Any) -> None:
        with file.open(encoding="utf-8") as text:
            self.data: dict[str, Any] = yaml.load(text, Loader)  # noqa: S506 (a safe loader)
        amend(self.data, amendments)
        self.file = file.name
        self.checker = SchemaChecker(self.data, **options)
        servers = self.data.get("servers") or [{"url": self.data.get("basePath", "")}]
        base = re.sub(r"^https?://[^/]+(/stores/\{store_hash\})?", "", servers[0]["url"]).rstrip("/")
        self.operations = [
            self._operation(method, base, template, item)
            for template, item in self.data["paths"].items() for method in METHODS if method in item]

    def _operation(self, method: str, base: str, template: str, item: dict[str, Any]) -> Operation:
        path, _, query = template.partition("?")
        parameters: dict[tuple[str, str], dict[str, Any]] = {}
        in_query = set(re.findall(r"([A-Za-z]+)=", query))
        for parameter in item.get("parameters", []) + item[method].get("parameters", []):
            parameter = self.resolved(parameter)
            # Some documents write the query into the path, and call its parameters parts of the path.
            place = "query" if parameter["name"] in in_query or self._is_query(parameter, path) else parameter["in"]
            parameters[place, parameter["name"]] = parameter
        for name in in_query:
            parameters.setdefault(("query", name), {"name": name, "in": "query"})
        return Operation(self, method.upper(), base + path, parameters, item[method])

    @staticmethod
    def _is_query(parameter: dict[str, Any], path: str) -> bool:
        return parameter["in"] == "path" and f"{{{parameter['name']}}}" not in path

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            node = self.checker.resolve(node["$ref"])
        return node

    def schema_of(self, parameter: dict[str, Any]) -> Schema:
        """The schema of a parameter, which version 2 writes into the parameter itself."""
        return parameter["schema"] if "schema" in parameter else {
            key: value for key, value in parameter.items()
            if key in ("type", "format", "enum", "items", "minimum", "maximum", "pattern")}


def find(operations: list[Operation], method: str, path: str) -> list[Operation]:
    """The operations that a request may mean: those with the most words of their own in the path."""
    found = [o for o in operations if o.method == method and o.form.fullmatch(path)]
    most = max((o.literals for o in found), default=0)
    return [o for o in found if o.literals == most]


def typed(text: str, kind: str | None) -> Any:
    """A parameter's text as a value of its type; the text itself where it is none."""
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "number":
        try:
            return int(text) if re.fullmatch(r"-?\d+", text) else Decimal(text)
        except InvalidOperation:
            return text
    return text


def check_parameter(operation: Operation, parameter: dict[str, Any], text: str, where: str, result: Result) -> None:
    """One value of the query or the path."""
    checker = operation.document.checker
    schema = checker.flat(operation.document.schema_of(parameter))
    if schema.get("type") == "array":
        items = checker.flat(schema.get("items", {}))
        value: Any = [typed(part, items.get("type")) for part in text.split(",")]
    else:
        value = typed(text, schema.get("type"))
    result.findings += checker.check(schema, value, where).findings


def check_query(operation: Operation, query: list[tuple[str, str]], result: Result) -> None:
    """The names and values of a query."""
    known = {name: p for (place, name), p in operation.parameters.items() if place == "query"}
    names = [name for name, _ in query]
    for name, text in query:
        where = f"query.{name}"
        if name not in known:
            result.add(where, "parameter", f"the contract declares no such parameter of {operation.name}")
        elif names.count(name) > 1 and not known[name].get("explode"):
            result.add(where, "parameter", "comes more than once")
        else:
            check_parameter(operation, known[name], text, where, result)
    for name, parameter in known.items():
        if parameter.get("required") and name not in names:
            result.add(f"query.{name}", "missing", "the contract requires this parameter")


def check_path(operation: Operation, path: str, result: Result) -> None:
    """The variable parts of a path."""
    match = operation.form.fullmatch(path)
    for name, text in zip(operation.names, match.groups() if match else ()):
        parameter = operation.parameters.get(("path", name))
        if parameter:
            check_parameter(operation, parameter, text, f"path.{name}", result)


def content_schema(node: dict[str, Any]) -> Schema | None:
    """The schema of a body; None where there is none."""
    if "schema" in node:
        return dict(node["schema"])
    for media, content in (node.get("content") or {}).items():
        if "json" in media and "schema" in content:
            return dict(content["schema"])
    return None


def check_request_body(operation: Operation, exchange: Exchange, result: Result) -> None:
    """What a request sends."""
    document = operation.document
    node = document.resolved(operation.data.get("requestBody") or {})
    if not node:
        node = next((p for (place, _), p in operation.parameters.items() if place == "body"), {})
    if not exchange.request_body:
        if node.get("required"):
            result.add("request", "missing", "the contract requires a body")
        return
    schema = content_schema(node)
    if schema is None:
        result.add("request", "body", "the contract knows no body of this request")
        return
    try:
        value = parse_json(exchange.request_body)
    except ValueError as error:
        result.add("request", "body", f"no JSON: {error}")
        return
    result.findings += document.checker.check(schema, value, "request").findings


def response_of(operation: Operation, status: int) -> dict[str, Any] | None:
    """What the contract says of answers with a status."""
    responses = operation.data.get("responses", {})
    for key in (str(status), status, f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in responses:
            return operation.document.resolved(responses[key] or {})
    return None


def check_answer(
    operation: Operation, exchange: Exchange, result: Result,
    other: Callable[[Exchange, Result], None]
) -> None:
    """An answer's body; `other` looks at answers with a status of which the contract says nothing."""
    response = response_of(operation, exchange.status)
    if response is None:
        other(exchange, result)
        return
    schema = content_schema(response)
    if schema is None:
        if exchange.body.strip():
            result.add("answer", "body", f"the contract says that a {exchange.status} has no body")
        return
    value = answer_json(exchange, result)
    if value is not None:
        part = operation.document.checker.check(schema, value[0], "answer")
        result.findings += part.findings
        result.members += part.members


def answer_json(exchange: Exchange, result: Result) -> tuple[Any] | None:
    """An answer's body as JSON, in a tuple since it may be null; None where it is none."""
    if exchange.media_type and "json" not in exchange.media_type:
        result.add("answer", "body", f"its type is {exchange.media_type}, but the contract says JSON")
        return None
    try:
        return (parse_json(exchange.body),)
    except ValueError as error:
        result.add("answer", "body", f"no JSON: {error}")
        return None
