"""Shopify: documents, variables and answers by the schema of its Admin GraphQL API."""
from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (DocumentNode, FragmentDefinitionNode, GraphQLError, GraphQLSchema, NoDeprecatedCustomRule,
                     OperationDefinitionNode, build_ast_schema, parse, validate)
from graphql.execution.values import get_variable_values

from .amendments import Amendment
from .exchanges import Exchange, parse_json
from .findings import Allowance, Result
from .graphql_answers import SCALARS, AnswerChecker, check_cost, check_errors
from .openapi import answer_json
from .shopify_search import check_searches

REFUSALS = {400, 401, 402, 403, 404, 406, 422, 423, 429, 430, 500, 501, 502, 503, 504, 530, 540, 783}


@cache
def load(file: Path) -> GraphQLSchema:
    """The schema of a version, whose scalars take only what they are."""
    schema = build_ast_schema(parse(file.read_text(encoding="utf-8"), no_location=True), assume_valid=True)
    for name, is_right in SCALARS.items():
        kind = schema.type_map.get(name)
        if kind and name not in ("String", "ID", "Boolean", "Int", "Float"):
            setattr(kind, "parse_value", parser(name, is_right))
    return schema


def parser(name: str, is_right: Any) -> Any:
    def parse_value(value: Any) -> Any:
        if not is_right(value):
            raise GraphQLError(f"{value!r} is no {name}")
        return value
    return parse_value


class Shopify:
    """The schemas, and exchanges held against them."""

    name = "shopify"
    allowances: list[Allowance] = []
    amendments: list[Amendment] = []
    standard = "2026-07"

    def __init__(self, contracts: Path) -> None:
        self.folder = contracts / "shopify"
        self.versions = sorted(file.parent.name for file in self.folder.glob("*/schema.graphql"))
        if self.standard not in self.versions:
            raise FileNotFoundError(f"no {self.folder}/{self.standard}/schema.graphql")
        self.documents: dict[tuple[str, str], tuple[DocumentNode | None, list[str]]] = {}

    def check(self, exchange: Exchange) -> Result:
        match = re.fullmatch(r"(?:/admin/api/([^/]+))?/graphql\.json", exchange.path)
        version = (match[1] if match else None) or self.standard
        result = Result(f"{exchange.method} {exchange.path}")
        if not match or exchange.method != "POST":
            result.add("request", "path", "the contract is POST /admin/api/{version}/graphql.json")
        elif version not in self.versions:
            result.add("request", "path", f"there is no schema of {version}, only of {', '.join(self.versions)}")
        else:
            self._exchange(load(self.folder / version / "schema.graphql"), version, exchange, result)
        return result

    def _exchange(self, schema: GraphQLSchema, version: str, exchange: Exchange, result: Result) -> None:
        body = self._body(exchange, result)
        if body is None:
            return
        document, errors = self.document(schema, version, body["query"])
        for error in errors:
            result.add("request.query", "query", error)
        operation = self._operation(document, body, result) if document else None
        if document is None or operation is None:
            return
        result.operation = f"{operation.operation.value} {operation.name.value if operation.name else '(without a name)'}"
        variables = self._variables(schema, operation, body, result) if not errors else None
        if variables is not None:
            check_searches(schema, document, body.get("variables") or {}, result)
        self._answer(schema, document, operation, variables, exchange, result)

    @staticmethod
    def _body(exchange: Exchange, result: Result) -> dict[str, Any] | None:
        """`{"query", "variables", "operationName"}`."""
        try:
            body = parse_json(exchange.request_body)
        except ValueError as error:
            result.add("request", "body", f"no JSON: {error}")
            return None
        if not isinstance(body, dict) or not isinstance(body.get("query"), str):
            result.add("request", "body", "no object with a query")
            return None
        for name in body.keys() - {"query", "variables", "operationName", "extensions"}:
            result.add(f"request.{name}", "undeclared", "a request of GraphQL has no such member")
        return body

    def document(self, schema: GraphQLSchema, version: str, text: str) -> tuple[DocumentNode | None, list[str]]:
        """A document with what is wrong with it."""
        if (version, text) not in self.documents:
            try:
                document = parse(text)
                errors = validate(schema, document) + validate(schema, document, [NoDeprecatedCustomRule])
                said = [error.message + place(error) for error in errors]
                self.documents[version, text] = (document, said)
            except GraphQLError as error:
                self.documents[version, text] = (None, [error.message + place(error)])
        return self.documents[version, text]

    @staticmethod
    def _operation(document: DocumentNode, body: dict[str, Any], result: Result) -> OperationDefinitionNode | None:
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        name = body.get("operationName")
        chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
        if len(chosen) != 1:
            result.add("request.operationName", "query", "does not say which operation of the document is meant")
            return None
        return chosen[0]

    @staticmethod
    def _variables(schema: GraphQLSchema, operation: OperationDefinitionNode, body: dict[str, Any],
                   result: Result) -> Any:
        """The variables, by their declared types."""
        given = body.get("variables") or {}
        if not isinstance(given, dict):
            result.add("request.variables", "type", "variables are an object")
            return None
        declared = {definition.variable.name.value for definition in operation.variable_definitions or ()}
        for name in given.keys() - declared:
            result.add(f"request.variables.{name}", "undeclared", "the document declares no such variable")
        coerced = get_variable_values(schema, operation.variable_definitions or (), given)
        if isinstance(coerced, list):
            for error in coerced:
                result.add("request.variables", "type", error.message)
            return None
        return coerced

    def _answer(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode,
                variables: Any, exchange: Exchange, result: Result) -> None:
        if exchange.status != 200:
            self._refusal(exchange, result)
            return
        value = answer_json(exchange, result)
        if value is None:
            return
        answer = value[0]
        if not isinstance(answer, dict):
            result.add("answer", "type", "an answer is an object")
            return
        for name in answer.keys() - {"data", "errors", "extensions"}:
            result.add(f"answer.{name}", "undeclared", "an answer of GraphQL has no such member")
        if "errors" in answer:
            check_errors(answer["errors"], result)
        self._extensions(answer, result)
        if answer.get("data") is None:
            if "errors" not in answer:
                result.add("answer.data", "missing", "an answer without errors has data")
        elif variables is None:
            # It was refused, or should have been.
            result.add("answer.data", "query", "there is data though the request is not as the schema says")
        else:
            fragments = {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}
            root = schema.get_root_type(operation.operation)
            assert root
            AnswerChecker(schema, fragments, variables).check_object(
                root, [operation.selection_set], answer["data"], "answer.data", result)

    @staticmethod
    def _extensions(answer: dict[str, Any], result: Result) -> None:
        """The cost, which every answer with data has, and warnings of the search."""
        extensions = answer.get("extensions")
        if extensions is None:
            if answer.get("data") is not None:
                result.add("answer.extensions", "missing", "an answer with data tells its cost")
            return
        if not isinstance(extensions, dict):
            result.add("answer.extensions", "type", "extensions are an object")
            return
        if "cost" in extensions:
            check_cost(extensions["cost"], result)
        elif answer.get("data") is not None:
            result.add("answer.extensions.cost", "missing", "an answer with data tells its cost")
        for name in extensions.keys() - {"cost", "search", "context"}:
            result.add(f"answer.extensions.{name}", "undeclared", "Shopify has no such extension")

    @staticmethod
    def _refusal(exchange: Exchange, result: Result) -> None:
        """`{"errors": "…"}`; what stands before the API answers as it likes."""
        if exchange.status not in REFUSALS:
            result.add("answer", "status", f"Shopify's list of statuses has no {exchange.status}")
        elif exchange.body.strip() and "json" in exchange.media_type:
            value = answer_json(exchange, result)
            if value and not (isinstance(value[0], dict) and ("errors" in value[0] or "error" in value[0])):
                result.add("answer", "missing", "a refusal in JSON has errors")


def place(error: GraphQLError) -> str:
    return "".join(f" ({at.line}:{at.column})" for at in (error.locations or [])[:1])
