"""ShipStation: requests and answers by two documents of its first interface, and by one of its second.

Of the first neither is whole: the one that comes from the official pages has no schemas, the other one leaves members out. So what one
of both declares is good, and what only the official pages' samples show is in shipstation_members.
"""
from __future__ import annotations

import re
from pathlib import Path

from .exchanges import Exchange
from .findings import Allowance, Result
from .forms import FORMATS, is_date, is_local_moment
from .openapi import (Document, Operation, answer_json, check_answer, check_parameter, check_path, check_query,
                      check_request_body, find)
from .shipstation_members import AMENDMENTS, MAY_BE_NULL, NEVER_NULL
from .shipstation_v2 import ALLOWANCES, PREFIX, ShipStationV2


def takes_null(where: str) -> bool:
    """Whether a member may be null, of which the documents say nothing."""
    pattern = re.sub(r"\[\d+\]", "", where)
    return pattern in MAY_BE_NULL or pattern.rsplit(".", 1)[-1] not in NEVER_NULL and not where.endswith("]")


# The first interface has Pacific time without an offset, whatever `date-time` means elsewhere.
LOCAL_FORMATS = {**FORMATS, "date-time": is_local_moment}
QUERY_DATES = re.compile(r"(create|modify|order|payment|ship|void)Date(Start|End)|(start|end)Date")
REFUSAL = {"Message": str, "message": str, "ExceptionMessage": str, "ExceptionType": str, "StackTrace": str,
           "ModelState": dict, "success": bool}
MOST_ROWS = 500
SORTS = {
    "GET /orders": {"OrderDate", "ModifyDate", "CreateDate"}, "GET /shipments": {"ShipDate", "CreateDate"},
    "GET /fulfillments": {"ShipDate", "CreateDate"}, "GET /customers": {"Name", "ModifyDate", "CreateDate"},
}


def is_query_date(text: str) -> bool:
    """`2026-06-01 09:14:28`, the same with a T, or a day."""
    return is_date(text) or is_local_moment(text.replace(" ", "T", 1))


def check_refusal(exchange: Exchange, result: Result) -> None:
    """Refusals, of which the documents say nothing: `{"Message"}`, `{"message"}`, a model's state, or no body."""
    if exchange.status not in {400, 401, 403, 404, 405, 429, 500, 502, 503, 504}:
        result.add("answer", "status", f"the contract says nothing of a {exchange.status}")
    elif exchange.body.strip() and "json" in exchange.media_type:
        value = answer_json(exchange, result)
        if value and not isinstance(value[0], dict):
            result.add("answer", "type", "a refusal is an object")
        for name, member in value[0].items() if value and isinstance(value[0], dict) else ():
            result.members += 1
            if name not in REFUSAL:
                result.add(f"answer.{name}", "undeclared", "refusals have no such member")
            elif not isinstance(member, REFUSAL[name]):
                result.add(f"answer.{name}", "type", f"is no {REFUSAL[name].__name__}")


# What is sent to add a tag to an order and to take it off, as the official pages' samples have it.
TAGGING = {
    "type": "object", "required": ["orderId", "tagId"],
    "properties": {"orderId": {"type": "integer"}, "tagId": {"type": "integer"}},
}


class ShipStation:
    """The documents, and exchanges held against them."""

    name = "shipstation"
    allowances: list[Allowance] = [
        *ALLOWANCES,
        Allowance("POST /orders/holduntil", "request.holdUntilDate", "format",
                  "a day, as the official page's sample has it and as orders tell it"),
        Allowance("POST /orders/*tag", "answer", "body",
                  "the official pages' samples have success and a message; the documents describe no body at all"),
    ]
    amendments = AMENDMENTS

    def __init__(self, contracts: Path) -> None:
        folder = contracts / "shipstation"
        documents = [
            Document(folder / "v1-openapi.apievangelist.yml", AMENDMENTS, formats=LOCAL_FORMATS, takes_null=takes_null),
            Document(folder / "v1-swagger2-2018.yaml"),
        ]
        # All its bodies point to one schema, which it does not have.
        documents[1].data.setdefault("definitions", {})["holder"] = TAGGING
        self.operations = [operation for document in documents for operation in document.operations]
        self.second = ShipStationV2(folder)

    def check(self, exchange: Exchange) -> Result:
        if exchange.path.startswith(PREFIX):
            return self.second.check(exchange)
        found = find(self.operations, exchange.method, exchange.path)
        if not found:
            result = Result(f"{exchange.method} {exchange.path}")
            result.add("request", "path", "no document knows such a path with this method")
            return result
        result = Result(found[0].name)
        check_path(found[0], exchange.path, result)
        self._query(found, exchange, result)
        self._texts(exchange, result)
        # The document with schemas comes first.
        check_request_body(found[0], exchange, result)
        check_answer(found[0], exchange, result, check_refusal)
        return result

    @staticmethod
    def _query(found: list[Operation], exchange: Exchange, result: Result) -> None:
        """A parameter that one of the documents declares is good, and has the type that one says."""
        for name, text in exchange.query:
            declaring = [o for o in found if ("query", name) in o.parameters]
            if not declaring:
                check_query(found[0], [(name, text)], result)
            elif not QUERY_DATES.fullmatch(name):
                check_parameter(declaring[0], declaring[0].parameters["query", name], text, f"query.{name}", result)
        names = [name for name, _ in exchange.query]
        for name in {name for name in names if names.count(name) > 1}:
            result.add(f"query.{name}", "parameter", "comes more than once")

    @staticmethod
    def _texts(exchange: Exchange, result: Result) -> None:
        """What the documents say in words only: Pacific times, what a list can be sorted by, the size of a page."""
        for name, text in exchange.query:
            where = f"query.{name}"
            if QUERY_DATES.fullmatch(name) and not is_query_date(text):
                result.add(where, "format", f"'{text}' is no Pacific time like 2026-06-01 09:14:28")
            elif name == "sortBy" and text not in SORTS.get(result.operation, {text}):
                result.add(where, "parameter", f"'{text}' is none of {', '.join(sorted(SORTS[result.operation]))}")
            elif name == "page" and not (text.isdigit() and int(text) >= 1):
                result.add(where, "bounds", "pages are numbered from 1")
            elif name == "pageSize" and not (text.isdigit() and 1 <= int(text) <= MOST_ROWS):
                result.add(where, "bounds", f"a page has 1 to {MOST_ROWS} rows")
