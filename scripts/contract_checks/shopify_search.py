"""Shopify's search syntax: the filters of a list stand in a table in the schema's text of its `query`."""
from __future__ import annotations

import re
from typing import Any

from graphql import (DocumentNode, FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, value_from_ast_untyped,
                     visit)

from .findings import Result
from .forms import is_date, is_moment

ROW = re.compile(r"^\| *(\w+) *\| *(\w+) *\|", re.MULTILINE)
TERM = re.compile(r"""[-(]*(?P<name>\w+):(?P<sign>[<>]?=?)\s*(?P<value>'[^']*'|"[^"]*"|[^\s'"()]+)\)*""")
CONNECTIVES = re.compile(r"\b(AND|OR|NOT)\b")


def filters(description: str | None) -> dict[str, str]:
    """The names of the filters in a description with their types; empty where it has no table."""
    return {name: kind for name, kind in ROW.findall(description or "") if (name, kind) != ("name", "type")}


def check_search(text: str, known: dict[str, str], where: str, result: Result) -> None:
    """A search against the filters of its list: Shopify ignores one that it does not know."""
    rest = CONNECTIVES.sub(" ", TERM.sub(" ", text)).strip()
    if rest:
        result.add(where, "query", f"'{rest}' is no term with a filter, so it is looked for everywhere")
    for term in TERM.finditer(text):
        name, value = term["name"], term["value"].strip("'\"")
        if name not in known:
            result.add(where, "query", f"the contract knows no filter {name} here")
        elif known[name] == "time" and not (is_moment(value) or is_date(value) or value == "now"):
            result.add(where, "format", f"'{value}' is no time, which {name} filters by")
        elif known[name] in ("integer", "id") and not re.fullmatch(r"-?\d+", value):
            result.add(where, "format", f"'{value}' is no number, which {name} filters by")


class Searches(Visitor):
    """Finds the searches of a document."""

    def __init__(self, types: TypeInfo, variables: dict[str, Any], result: Result) -> None:
        super().__init__()
        self.types = types
        self.variables = variables
        self.result = result

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        field = self.types.get_field_def()
        argument = field.args.get("query") if field else None
        known = filters(argument.description) if argument else {}
        given = next((a.value for a in node.arguments or () if a.name.value == "query"), None)
        text = value_from_ast_untyped(given, self.variables) if given and known else None
        if isinstance(text, str) and text.strip():
            check_search(text, known, f"request.{node.name.value}.query", self.result)


def check_searches(schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any], result: Result) -> None:
    """All searches of a document that is valid."""
    types = TypeInfo(schema)
    visit(document, TypeInfoVisitor(types, Searches(types, variables, result)))
