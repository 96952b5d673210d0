"""ShipStation's second interface: requests and answers by its official OpenAPI document."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from .exchanges import Exchange
from .findings import Allowance, Result
from .openapi import Document, answer_json, check_answer, check_path, check_query, check_request_body, find

PREFIX = "/v2/"
ALLOWANCES = [
    Allowance("GET /v2/shipments", "query.pickup_id", "missing",
              "the operation lists all shipments, and its filters can be combined as one likes; a slip of the document"),
    Allowance("GET /v2/*", "answer*ship_to.phone", "null",
              "orders need no telephone number, as the first interface shows, and the document has no word for that"),
]
# The document describes 400, 404 and 409 with it where it names them; the others are told the same way.
REFUSALS = {401, 402, 403, 404, 405, 415, 429}


def with_nulls(node: Any) -> Any:
    """The document says `x-nullable` where others of its version list the type null."""
    if isinstance(node, dict):
        changed = {key: with_nulls(value) for key, value in node.items()}
        # A property may be called like that, too.
        return {**changed, "nullable": True} if changed.get("x-nullable") is True else changed
    return [with_nulls(element) for element in node] if isinstance(node, list) else node


class ShipStationV2:
    """The document, and exchanges held against it."""

    def __init__(self, folder: Path) -> None:
        document = Document(folder / "v2-openapi.yaml")
        document.data = with_nulls(document.data)
        document.checker.document = document.data
        for operation in document.operations:
            operation.data = with_nulls(operation.data)
        self.document = document

    def check(self, exchange: Exchange) -> Result:
        found = find(self.document.operations, exchange.method, exchange.path)
        if not found:
            result = Result(f"{exchange.method} {exchange.path}")
            result.add("request", "path", "the contract knows no such path with this method")
            return result
        result = Result(found[0].name)
        check_path(found[0], exchange.path, result)
        check_query(found[0], exchange.query, result)
        check_request_body(found[0], exchange, result)
        # The document describes a body of no characters as JSON, where there is none.
        if exchange.body.strip() or exchange.status not in (204, 500):
            check_answer(found[0], exchange, result, self._refusal)
        return result

    def _refusal(self, exchange: Exchange, result: Result) -> None:
        """A refusal that the document does not list; `401` for a wrong key has the form of all others."""
        if exchange.status not in REFUSALS:
            result.add("answer", "status", f"the contract says nothing of a {exchange.status}")
            return
        value = answer_json(exchange, result)
        if value is not None:
            part = self.document.checker.check({"$ref": "#/components/schemas/error_response_body"}, value[0], "answer")
            result.findings += part.findings
            result.members += part.members
