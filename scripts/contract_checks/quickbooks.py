"""QuickBooks Online: queries, questions for changes and answers by the XML schemas of its Accounting API."""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from .amendments import Amendment
from .exchanges import Exchange
from .findings import Allowance, Result
from .forms import is_address, is_date, is_moment, is_xml_moment
from .openapi import answer_json
from .quickbooks_query import Query, check_query_text, primitive
from .schemas import shown
from .xsd import Element, Schema

ALLOWANCES = [
    Allowance("GET /query*", "answer.QueryResponse.*.CustomField", "missing",
              "Intuit's own samples have custom fields without a value where none was entered"),
    Allowance("GET /*/{id}", "answer.*.CustomField", "missing",
              "Intuit's own samples have custom fields without a value where none was entered"),
    Allowance("GET /cdc", "answer.CDCResponse.QueryResponse.*.CustomField", "missing",
              "Intuit's own samples have custom fields without a value where none was entered"),
]

# Of changes of these nothing is told.
WITHOUT_CHANGES = {"JournalCode", "TaxAgency", "TimeActivity", "TaxCode", "TaxRate"}
PARAMETERS = {"query": {"query", "minorversion", "requestid"}, "cdc": {"entities", "changedSince", "minorversion"}}
WHOLE = {"xs:int", "xs:long", "xs:positiveInteger", "xs:integer"}


class BodyChecker:
    """Holds JSON against types: elements and attributes are members, a repeated element is a list."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def check(self, kind: str, value: Any, where: str, result: Result) -> None:
        result.members += 1
        if kind in self.schema.complex and kind != "id":
            self._complex(kind, value, where, result)
        else:
            self._simple(kind, value, where, result)

    def _complex(self, kind: str, value: Any, where: str, result: Result) -> None:
        whole = self.schema.members(kind)
        members = dict(whole.elements)
        if whole.content:
            # A text with attributes is an object in JSON: `{"value": "58", "name": "Ana"}`.
            members["value"] = Element("value", whole.content, True, False)
        if not isinstance(value, dict):
            result.add(where, "type", f"{shown(value)}, but the schema says {kind}, which has members")
            return
        for name, member in value.items():
            place = f"{where}.{name}"
            if name in members:
                self._member(members[name], member, place, result)
            elif not whole.is_open:
                result.add(place, "undeclared", f"{kind} has no such member")
        # What was deleted is told of by its id alone.
        if value.get("status") != "Deleted":
            self._required(members, whole.choices, value, where, result)

    @staticmethod
    def _required(members: dict[str, Element], choices: list[list[str]], value: dict[str, Any], where: str,
                  result: Result) -> None:
        for name, member in members.items():
            if member.is_required and name not in value:
                result.add(f"{where}.{name}", "missing", "the schema requires this member")
        for names in choices:
            there = [name for name in names if name in value]
            if len(there) > 1:
                result.add(where, "choice", f"has {' and '.join(there)}, of which the schema allows one")
            elif not there:
                result.add(where, "missing", f"the schema requires one of {', '.join(names)}")

    def _member(self, member: Element, value: Any, where: str, result: Result) -> None:
        if not member.is_many:
            if isinstance(value, list):
                result.add(where, "type", "a list, but the schema has it once at most")
            else:
                self.check(member.kind, value, where, result)
        elif not isinstance(value, list):
            result.add(where, "type", f"{shown(value)}, but the schema has it any number of times, which is a list")
        else:
            for index, element in enumerate(value):
                self.check(member.kind, element, f"{where}[{index}]", result)

    def _simple(self, kind: str, value: Any, where: str, result: Result) -> None:
        base, values = primitive(self.schema, kind)
        if not base:
            result.add(where, "type", f"nothing is known of the type {kind}")
        elif values and value not in values:
            result.add(where, "enum", f"{shown(value)} is no {kind}")
        elif not is_written(base, value):
            result.add(where, "type", f"{shown(value)} is no {base.removeprefix('xs:')}")
        longest = self.schema.simple[kind].longest if kind in self.schema.simple else None
        if longest is not None and isinstance(value, str) and len(value) > longest:
            result.add(where, "bounds", f"{len(value)} characters, but the schema says at most {longest}")


def is_written(base: str, value: Any) -> bool:
    """Whether a value is as JSON writes one of XML Schema's types."""
    if base == "xs:boolean":
        return isinstance(value, bool)
    if base in WHOLE:
        return isinstance(value, int) and not isinstance(value, bool) and (base != "xs:positiveInteger" or value > 0)
    if base == "xs:decimal":
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    forms: dict[str, Callable[[str], bool]] = {"xs:date": is_date, "xs:dateTime": is_xml_moment, "xs:anyURI": is_address}
    form = forms.get(base)
    return isinstance(value, str) and (form is None or form(value))


class QuickBooks:
    """The schemas, and exchanges held against them."""

    name = "quickbooks"
    allowances = ALLOWANCES
    amendments: list[Amendment] = []

    def __init__(self, contracts: Path) -> None:
        self.schema = Schema(contracts / "quickbooks")
        self.bodies = BodyChecker(self.schema)
        self.paths = {name.lower(): name for name in self.schema.entities()}

    def check(self, exchange: Exchange) -> Result:
        parts = re.sub(r"^/v3/company/[^/]+", "", exchange.path).strip("/").split("/")
        result = Result(f"{exchange.method} /{'/'.join(parts[:1] + ['{id}'] * (len(parts) - 1))}")
        self._version(exchange, result)
        if parts == ["query"] and exchange.method in ("GET", "POST"):
            self._query(exchange, result)
        elif parts == ["cdc"] and exchange.method == "GET":
            self._changes(exchange, result)
        elif parts[0] in self.paths and exchange.method == "GET" and len(parts) <= 2:
            self._single(self.paths[parts[0]], parts, exchange, result)
        else:
            result.add("request", "path", "nothing is known of such a path with this method")
        return result

    @staticmethod
    def _version(exchange: Exchange, result: Result) -> None:
        given = dict(exchange.query).get("minorversion")
        if given is None:
            result.add("query.minorversion", "missing", "without it the oldest form is answered; the schemas are 75")
        elif given != "75":
            result.add("query.minorversion", "parameter", f"the schemas are 75, not {given}")

    @staticmethod
    def _parameters(kind: str, exchange: Exchange, result: Result) -> dict[str, str]:
        for name, _ in exchange.query:
            if name not in PARAMETERS.get(kind, {"minorversion"}):
                result.add(f"query.{name}", "parameter", "nothing is known of this parameter here")
        return dict(exchange.query)

    def _query(self, exchange: Exchange, result: Result) -> None:
        given = self._parameters("query", exchange, result)
        if exchange.method == "POST" and "query" in given:
            result.add("query.query", "parameter", "the query of a POST is its body")
        text = exchange.request_body if exchange.method == "POST" else given.get("query", "")
        query = check_query_text(self.schema, text, result)
        answer = self._answer(exchange, {"QueryResponse"}, result)
        if answer and query and isinstance(answer.get("QueryResponse"), dict):
            self._page(query, answer["QueryResponse"], result)

    def _page(self, query: Query, page: dict[str, Any], result: Result) -> None:
        """Whether a page is one of what was asked for."""
        where = "answer.QueryResponse"
        if query.counts:
            if set(page) != {"totalCount"}:
                result.add(where, "missing", "a question for the number is answered by totalCount alone")
            return
        for name in set(page) & set(self.schema.entities()) - {query.entity}:
            result.add(f"{where}.{name}", "undeclared", f"{query.entity} was asked for")
        rows = page.get(query.entity)
        if rows == []:
            result.add(f"{where}.{query.entity}", "body", "where nothing is found, there is no list")
        if not isinstance(rows, list) or not rows:
            return
        if len(rows) > query.limit:
            result.add(where, "bounds", f"{len(rows)} rows, but {query.limit} were asked for")
        if page.get("maxResults") != len(rows):
            result.add(f"{where}.maxResults", "bounds", f"{page.get('maxResults')}, but there are {len(rows)} rows")
        if page.get("startPosition") != query.start:
            result.add(f"{where}.startPosition", "bounds", f"{page.get('startPosition')}, but {query.start} was asked for")

    def _changes(self, exchange: Exchange, result: Result) -> None:
        given = self._parameters("cdc", exchange, result)
        entities = given.get("entities", "").split(",")
        for name in entities:
            if name not in self.schema.entities():
                result.add("query.entities", "parameter", f"the schemas know no '{name}'")
            elif name in WITHOUT_CHANGES:
                result.add("query.entities", "parameter", f"of changes of {name} nothing is told")
        since = given.get("changedSince", "")
        if not (is_moment(since) or is_xml_moment(since) or is_date(since)):
            result.add("query.changedSince", "format", f"'{since}' is no time")
        answer = self._answer(exchange, {"CDCResponse"}, result)
        frames = answer.get("CDCResponse") if answer else None
        for index, frame in enumerate(frames if isinstance(frames, list) else []):
            responses = frame.get("QueryResponse") if isinstance(frame, dict) else None
            if isinstance(responses, list) and len(responses) != len(entities):
                result.add(f"answer.CDCResponse[{index}].QueryResponse", "bounds",
                           f"{len(responses)} parts, but {len(entities)} sorts were asked for")

    def _single(self, entity: str, parts: list[str], exchange: Exchange, result: Result) -> None:
        self._parameters("", exchange, result)
        if len(parts) == 1 and entity != "Preferences":
            result.add("request", "path", f"{entity} is read by its id")
        self._answer(exchange, {entity}, result)

    def _answer(self, exchange: Exchange, names: set[str], result: Result) -> dict[str, Any] | None:
        """An answer, which has one of the names or a fault."""
        if exchange.status >= 400 and "json" not in exchange.media_type:
            return None
        value = answer_json(exchange, result)
        answer = value[0] if value else None
        if not isinstance(answer, dict):
            if value:
                result.add("answer", "type", "an answer is an object")
            return None
        if "fault" in answer:
            self._lower_fault(exchange, answer, result)
            return None
        self.bodies.check("IntuitResponse", answer, "answer", result)
        if not is_moment(str(answer.get("time", ""))):
            result.add("answer.time", "missing", "an answer tells its time, with an offset")
        if "Fault" in answer:
            return None
        if exchange.status != 200:
            result.add("answer", "status", f"a {exchange.status} has a Fault")
        if not names & set(answer):
            result.add("answer", "missing", f"there is neither {' nor '.join(sorted(names))} nor a Fault")
        return answer

    def _lower_fault(self, exchange: Exchange, answer: dict[str, Any], result: Result) -> None:
        """The other spelling, which comes with 401 and 403: the same members in small letters, most of them null."""
        if exchange.status not in (401, 403, 429):
            result.add("answer.fault", "status", f"this spelling does not come with a {exchange.status}")
        self._lower("IntuitResponse", answer, "answer", result)

    def _lower(self, kind: str, value: Any, where: str, result: Result) -> None:
        members = {name.lower(): member for name, member in self.schema.members(kind).elements.items()}
        for name, member in value.items():
            result.members += 1
            place = f"{where}.{name}"
            if name.lower() not in members:
                result.add(place, "undeclared", f"{kind} has no such member")
            elif name.lower() in ("fault", "error") and member is not None:
                rows = member if isinstance(member, list) else [member]
                if isinstance(member, list) != members[name.lower()].is_many or not all(isinstance(r, dict) for r in rows):
                    result.add(place, "type", "is of another form than in the schema")
                    continue
                for row in rows:
                    self._lower(members[name.lower()].kind, row, place, result)
            elif name.lower() == "time" and isinstance(member, int):
                continue  # Milliseconds since 1970 in this spelling.
            elif member is not None and not isinstance(member, (str, list)):
                result.add(place, "type", f"{shown(member)} is neither null, a text nor a list")
        if kind == "Error" and not isinstance(value.get("code"), str):
            result.add(f"{where}.code", "missing", "an error has a code")
