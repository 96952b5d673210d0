"""BigCommerce: requests and answers by the OpenAPI documents of its Management REST API."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .amendments import Amendment
from .exchanges import Exchange
from .findings import Allowance, Result
from .forms import is_mail_date, is_moment, is_xml_moment
from .openapi import Document, answer_json, check_answer, check_path, check_query, check_request_body, find

EXAMPLE = "the document's own examples of this operation show it"
AMENDMENTS = {
    "orders.v2.oas2.yml": [Amendment("order_Resp", {
        "custom_status": {"type": "string"}, "credit_card_type": {"type": "string", "nullable": True},
    }, EXAMPLE)],
    "customers.v3.yml": [
        Amendment("customer_Full", {
            "shopper_profile_id": {"type": "string", "format": "uuid"},
            "segment_ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        }, EXAMPLE),
        Amendment("customer_Full", {"channel_ids": {"nullable": True}},
                  "the text on creating customers: null is access to all channels"),
    ],
}
ALLOWANCES = [
    Allowance("GET /v2/orders", "query.sort", "enum",
              "the parameter's text: `:asc` or `:desc` is added; looked at by itself"),
]

# The documents describe empty lists of V2 for some operations only; the text of the others and clients agree.
EMPTY_LISTS = ("/v2/orders", "/v2/orders/{order_id}/products", "/v2/orders/{order_id}/shipments",
               "/v2/orders/{order_id}/coupons")

# What the documents say of refusals is little, so these are the forms of their schemas `Error` and of V2's 404.
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 502, 503, 504, 507}
V3_REFUSAL = {"status": int, "title": str, "type": str, "detail": str, "errors": dict, "instance": str}
V2_REFUSAL = {"status": int, "message": str, "details": dict}
GATEWAY_REFUSAL = {"code": int, "message": str}

MOST_ROWS = 250


def check_refusal(exchange: Exchange, result: Result) -> None:
    """An answer with a status that the operation does not describe."""
    if exchange.status == 204 and result.operation.removeprefix("GET ") in EMPTY_LISTS:
        if exchange.body.strip():
            result.add("answer", "body", "an empty list is a 204 without a body")
        return
    if exchange.status not in REFUSALS:
        result.add("answer", "status", f"the contract says nothing of a {exchange.status}")
        return
    # What stands before the API answers in plain text, HTML or not at all.
    if not exchange.body.strip() or "json" not in exchange.media_type:
        return
    value = answer_json(exchange, result)
    if value is not None:
        check_refusal_form(exchange, value[0], result)


def check_refusal_form(exchange: Exchange, value: Any, result: Result) -> None:
    """`{"status", "title", "type"}` of V3, `[{"status", "message"}]` of V2."""
    is_v3 = exchange.path.startswith("/v3")
    rows = [value] if is_v3 else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        result.add("answer", "type", f"a refusal of {'V3 is an object' if is_v3 else 'V2 is a list of objects'}")
        return
    for row in rows:
        form = V3_REFUSAL if is_v3 and "code" not in row else GATEWAY_REFUSAL if is_v3 else V2_REFUSAL
        for name, member in row.items():
            result.members += 1
            if name not in form:
                result.add(f"answer.{name}", "undeclared", "refusals have no such member")
            elif not isinstance(member, form[name]) or isinstance(member, bool):
                result.add(f"answer.{name}", "type", f"is no {form[name].__name__}")
        for name in ("status", "title", "type") if form is V3_REFUSAL else tuple(form)[:2]:
            if name not in row:
                result.add(f"answer.{name}", "missing", "refusals have this member")


def check_texts(exchange: Exchange, result: Result) -> None:
    """What the documents say in words only: the order of a list, dates of V2, the size of a page."""
    for name, text in exchange.query:
        where = f"query.{name}"
        if name == "sort" and result.operation == "GET /v2/orders":
            key = text.removesuffix(":asc").removesuffix(":desc")
            if ":" in key or key not in ("id", "customer_id", "date_created", "date_modified", "status_id", "channel_id",
                                         "external_id"):
                result.add(where, "parameter", f"'{text}' is no key with `:asc` or `:desc`")
        elif re.fullmatch(r"(min|max)_date_(created|modified)", name) and not (is_moment(text) or is_mail_date(text)):
            result.add(where, "format", f"'{text}' is neither RFC 2822 nor ISO 8601 with an offset")
        elif re.fullmatch(r"date_(created|modified):(min|max)", name) and not is_xml_moment(text):
            result.add(where, "format", f"'{text}' is no date with a time")
        elif name == "limit" and not (text.isdigit() and 1 <= int(text) <= MOST_ROWS):
            result.add(where, "bounds", f"a page has 1 to {MOST_ROWS} rows")
        elif name == "page" and not (text.isdigit() and int(text) >= 1):
            result.add(where, "bounds", "pages are numbered from 1")


# Members of V2 that its documents call texts, and describe as dates by RFC 2822 and as amounts with four decimals.
MAIL_DATES = {"date_created", "date_modified", "date_shipped"}
AMOUNT = re.compile(r"-?\d+\.\d{4}")
AMOUNTS = re.compile(r"(subtotal|total|shipping_cost|handling_cost|wrapping_cost|price)_(ex_tax|inc_tax|tax)"
                     r"|base_\w+(cost|price|total)|\w+_amount|coupon_discount|merchant_shipping_cost")


def check_v2_texts(value: Any, where: str, result: Result) -> None:
    """Dates and amounts of V2, all the way down."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            check_v2_texts(element, f"{where}[{index}]", result)
    elif isinstance(value, dict):
        for name, member in value.items():
            place = f"{where}.{name}"
            if isinstance(member, str):
                if name in MAIL_DATES and not (is_mail_date(member) or (name == "date_shipped" and not member)):
                    result.add(place, "format", f"'{member}' is no date by RFC 2822")
                elif AMOUNTS.fullmatch(name) and not AMOUNT.fullmatch(member):
                    result.add(place, "format", f"'{member}' is no amount with four decimals")
            check_v2_texts(member, place, result)


class BigCommerce:
    """The documents, and exchanges held against them."""

    name = "bigcommerce"
    allowances = ALLOWANCES
    amendments = [amendment for listed in AMENDMENTS.values() for amendment in listed]

    def __init__(self, contracts: Path) -> None:
        files = sorted((contracts / "bigcommerce" / "reference").rglob("*.y*ml"))
        if not files:
            raise FileNotFoundError(f"no documents in {contracts}/bigcommerce/reference")
        documents = [Document(file, AMENDMENTS.get(file.name, ())) for file in files]
        self.operations = [operation for document in documents for operation in document.operations]

    def check(self, exchange: Exchange) -> Result:
        path = re.sub(r"^/stores/[^/]+", "", exchange.path)
        found = find(self.operations, exchange.method, path)
        if not found:
            result = Result(f"{exchange.method} {path}")
            # A request that is refused for what it asks for is one that a test makes on purpose.
            result.add("request", "path", "the contract knows no such path with this method")
            return result
        operation = found[0]
        result = Result(operation.name)
        check_path(operation, path, result)
        check_query(operation, exchange.query, result)
        check_texts(exchange, result)
        check_request_body(operation, exchange, result)
        check_answer(operation, exchange, result, check_refusal)
        if path.startswith("/v2/orders") and exchange.status == 200 and "json" in exchange.media_type:
            value = answer_json(exchange, Result())
            check_v2_texts(value[0] if value else None, "answer", result)
        return result
