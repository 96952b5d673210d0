"""Answers of GraphQL held against the document that was asked and the schema."""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import (FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLEnumType, GraphQLInterfaceType,
                     GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLUnionType,
                     InlineFragmentNode, SelectionSetNode)
from graphql.execution.values import VariableValues, get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from .findings import Result
from .forms import is_address, is_date, is_moment
from .schemas import is_number, shown


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def matches(form: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(form, value))


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -2**31 <= value < 2**31


# How each scalar is written in JSON.
SCALARS: dict[str, Callable[[Any], bool]] = {
    "String": is_text, "ID": is_text, "Boolean": lambda value: isinstance(value, bool), "Int": is_int, "Float": is_number,
    "DateTime": lambda value: is_text(value) and is_moment(value), "Date": lambda value: is_text(value) and is_date(value),
    "Decimal": matches(r"-?\d+(\.\d+)?"), "Money": matches(r"-?\d+(\.\d+)?"), "BigInt": matches(r"-?\d+"),
    "UnsignedInt64": matches(r"\d+"), "URL": lambda value: is_text(value) and is_address(value),
    "UtcOffset": matches(r"[+-]\d{2}:?\d{2}"), "Color": matches(r"#[0-9A-Fa-f]{6}"), "HTML": is_text,
    "FormattedString": is_text, "StorefrontID": is_text, "ARN": matches(r"arn:.+"), "JSON": lambda value: True,
}


class AnswerChecker:
    """Holds the `data` of one answer against its document."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode],
                 variables: VariableValues) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def check_object(self, kind: GraphQLObjectType, sets: list[SelectionSetNode], value: Any, where: str,
                     result: Result) -> None:
        """An object, of which exactly the fields that were asked for are there."""
        result.members += 1
        if not isinstance(value, dict):
            result.add(where, "type", f"{shown(value)}, but the schema says {kind.name}")
            return
        asked: dict[str, list[FieldNode]] = {}
        for selections in sets:
            self._collect(kind, selections, asked)
        for name in value:
            if name not in asked:
                result.add(f"{where}.{name}", "undeclared", "nobody asked for this field")
        for name, nodes in asked.items():
            place = f"{where}.{name}"
            if name not in value:
                result.add(place, "missing", "this field was asked for")
            elif nodes[0].name.value == "__typename":
                if value[name] != kind.name:
                    result.add(place, "type", f"{shown(value[name])}, but the schema says {kind.name}")
            else:
                field = kind.fields[nodes[0].name.value]
                inner = [node.selection_set for node in nodes if node.selection_set]
                self._value(field.type, inner, value[name], place, result)
                if nodes[0].name.value == "id" and any(i.name == "Node" for i in kind.interfaces):
                    self._global_id(value[name], place, result)

    @staticmethod
    def _global_id(value: Any, where: str, result: Result) -> None:
        if isinstance(value, str) and not re.fullmatch(r"gid://shopify/\w+/\S+", value):
            result.add(where, "format", f"{shown(value)} is no global id of Shopify's")

    def _collect(self, kind: GraphQLObjectType, selections: SelectionSetNode, asked: dict[str, list[FieldNode]]) -> None:
        """The fields that are asked of an object of a type."""
        for node in selections.selections:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                asked.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                condition, inner = fragment.type_condition.name.value, fragment.selection_set
            else:
                assert isinstance(node, InlineFragmentNode)
                condition = node.type_condition.name.value if node.type_condition else kind.name
                inner = node.selection_set
            if self._is_a(kind, condition):
                self._collect(kind, inner, asked)

    def _is_included(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _is_a(self, kind: GraphQLObjectType, name: str) -> bool:
        other = self.schema.type_map[name]
        if isinstance(other, (GraphQLInterfaceType, GraphQLUnionType)):
            return self.schema.is_sub_type(other, kind)
        return kind.name == name

    def _value(self, kind: Any, sets: list[SelectionSetNode], value: Any, where: str, result: Result) -> None:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                result.add(where, "null", f"null, but the schema says {kind}")
                return
            kind = kind.of_type
        if value is None:
            result.members += 1
        elif isinstance(kind, GraphQLList):
            result.members += 1
            if not isinstance(value, list):
                result.add(where, "type", f"{shown(value)}, but the schema says {kind}")
                return
            for index, element in enumerate(value):
                self._value(kind.of_type, sets, element, f"{where}[{index}]", result)
        elif isinstance(kind, GraphQLObjectType):
            self.check_object(kind, sets, value, where, result)
        elif isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            self._one_of(kind, sets, value, where, result)
        else:
            self._leaf(kind, value, where, result)

    def _one_of(self, kind: GraphQLInterfaceType | GraphQLUnionType, sets: list[SelectionSetNode], value: Any,
                where: str, result: Result) -> None:
        """An object of one of several types: the one that it names, else the one that fits best."""
        types = self.schema.get_possible_types(kind)
        named = value.get("__typename") if isinstance(value, dict) else None
        if named is not None:
            types = [one for one in types if one.name == named]
            if not types:
                result.add(f"{where}.__typename", "type", f"{shown(named)} is no {kind.name}")
                return
        best: Result | None = None
        for one in types:
            part = Result()
            self.check_object(one, sets, value, where, part)
            if best is None or len(part.findings) < len(best.findings):
                best = part
            if not best.findings:
                break
        if best:
            result.findings += best.findings
            result.members += best.members

    def _leaf(self, kind: Any, value: Any, where: str, result: Result) -> None:
        result.members += 1
        if isinstance(kind, GraphQLEnumType):
            if not (isinstance(value, str) and value in kind.values):
                result.add(where, "enum", f"{shown(value)} is no {kind.name}")
        elif isinstance(kind, GraphQLScalarType):
            is_right = SCALARS.get(kind.name)
            if is_right is None:
                result.add(where, "type", f"nothing is known of the scalar {kind.name}")
            elif not is_right(value):
                result.add(where, "type", f"{shown(value)} is no {kind.name}")


def check_errors(errors: Any, result: Result) -> None:
    """`[{"message", "locations", "path", "extensions"}]`."""
    if not isinstance(errors, list) or not errors:
        result.add("answer.errors", "type", "errors are a list that is not empty")
        return
    for index, error in enumerate(errors):
        where = f"answer.errors[{index}]"
        if not isinstance(error, dict) or not isinstance(error.get("message"), str):
            result.add(where, "type", "an error is an object with a message")
            continue
        result.members += len(error)
        for name in error.keys() - {"message", "locations", "path", "extensions"}:
            result.add(f"{where}.{name}", "undeclared", "errors have no such member")
        check_locations(error.get("locations", []), f"{where}.locations", result)
        path = error.get("path", [])
        if not isinstance(path, list) or not all(is_text(part) or is_int(part) for part in path):
            result.add(f"{where}.path", "type", "a path is a list of names and numbers")
        extensions = error.get("extensions", {})
        if not isinstance(extensions, dict) or not isinstance(extensions.get("code", ""), str):
            result.add(f"{where}.extensions", "type", "extensions are an object, and its code is a text")


def check_locations(locations: Any, where: str, result: Result) -> None:
    is_right = isinstance(locations, list) and all(
        isinstance(place, dict) and set(place) == {"line", "column"} and all(is_int(n) and n >= 1 for n in place.values())
        for place in locations)
    if not is_right:
        result.add(where, "type", "locations are a list of objects with line and column, from 1")


def check_cost(cost: Any, result: Result) -> None:
    """`{"requestedQueryCost", "actualQueryCost", "throttleStatus"}`."""
    where = "answer.extensions.cost"
    if not isinstance(cost, dict):
        result.add(where, "type", "the cost is an object")
        return
    result.members += len(cost)
    for name in cost.keys() - {"requestedQueryCost", "actualQueryCost", "throttleStatus", "fields"}:
        result.add(f"{where}.{name}", "undeclared", "the cost has no such member")
    if not is_int(cost.get("requestedQueryCost")):
        result.add(f"{where}.requestedQueryCost", "type", "is no whole number")
    if "actualQueryCost" in cost and not (cost["actualQueryCost"] is None or is_int(cost["actualQueryCost"])):
        result.add(f"{where}.actualQueryCost", "type", "is neither null nor a whole number")
    status = cost.get("throttleStatus")
    names = {"maximumAvailable", "currentlyAvailable", "restoreRate"}
    if not isinstance(status, dict) or set(status) != names or not all(map(is_number, status.values())):
        result.add(f"{where}.throttleStatus", "type", f"is no object of the numbers {', '.join(sorted(names))}")
    elif Decimal(status["currentlyAvailable"]) > Decimal(status["maximumAvailable"]):
        result.add(f"{where}.throttleStatus", "bounds", "more is available than there is at most")
