"""Shopify's checks pass what is as the schema says, and find what is not."""
from __future__ import annotations

import unittest
from typing import Any

from .exchanges import Exchange
from .samples import changed, kinds, made

TEXT = """
query Page($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      __typename id legacyResourceId createdAt cancelReason tags note
      totalPriceSet { shopMoney { amount currencyCode } }
      purchasingEntity { ... on PurchasingCompany { company { name } } ...who }
    }
    pageInfo { hasNextPage endCursor }
  }
}
fragment who on Customer { id }
"""
NODE: dict[str, Any] = {
    "__typename": "Order", "id": "gid://shopify/Order/6120000000001", "legacyResourceId": "6120000000001",
    "createdAt": "2026-06-01T10:00:00Z", "cancelReason": None, "tags": ["late"], "note": None,
    "totalPriceSet": {"shopMoney": {"amount": "48.5", "currencyCode": "USD"}},
    "purchasingEntity": {"id": "gid://shopify/Customer/7"},
}
COST = {"requestedQueryCost": 42, "actualQueryCost": 12,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1958, "restoreRate": 100.0}}


def answer(*nodes: Any) -> dict[str, Any]:
    return {"data": {"orders": {"nodes": list(nodes or (NODE,)), "pageInfo": {"hasNextPage": False, "endCursor": None}}},
            "extensions": {"cost": COST}}


def asked(body: Any = None, text: str = TEXT, variables: Any = None, *, status: int = 200,
          path: str = "/graphql.json") -> Exchange:
    given = {"first": 5, "query": "updated_at:>='2026-06-01'"} if variables is None else variables
    sent = {"query": text, "variables": given}
    return made("shopify", "POST", path, answer() if body is None else body, sent=sent, status=status)


class RequestTests(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(kinds(asked()), set())
        self.assertEqual(kinds(asked(path="/admin/api/2026-07/graphql.json")), set())

    def test_documents(self) -> None:
        for old, new in [("note", "colour"), ("sortKey: UPDATED_AT", "sortKey: COLOUR"), ("first: $first", "first: $after"),
                         ("on Customer", "on Colour"), ("pageInfo {", "pageInfo { {"), ("orders(", "orders(colour: 1, "),
                         # Deprecated in the schema.
                         ("note", "closed totalPrice")]:
            with self.subTest(new):
                self.assertIn(("request.query", "query"), kinds(asked(text=TEXT.replace(old, new, 1))))

    def test_variables(self) -> None:
        self.assertIn(("request.variables", "type"), kinds(asked(variables={})))
        self.assertIn(("request.variables", "type"), kinds(asked(variables={"first": "5"})))
        self.assertIn(("request.variables.colour", "undeclared"), kinds(asked(variables={"first": 5, "colour": "red"})))

    def test_searches(self) -> None:
        for text, kind in [("colour:red", "query"), ("late", "query"), ("updated_at:>='soon'", "format"), ("id:>x", "format")]:
            with self.subTest(text):
                self.assertIn(("request.orders.query", kind), kinds(asked(variables={"first": 5, "query": text})))
        both = "updated_at:>='2026-06-01T00:00:00Z' AND (status:open OR -tag:late)"
        self.assertEqual(kinds(asked(variables={"first": 5, "query": both})), set())

    def test_paths(self) -> None:
        self.assertIn(("request", "path"), kinds(asked(path="/orders.json")))
        self.assertIn(("request", "path"), kinds(asked(path="/admin/api/1999-01/graphql.json")))


class AnswerTests(unittest.TestCase):
    def test_nodes(self) -> None:
        node = "answer.data.orders.nodes"
        for name, value, kind in [
            ("colour", "red", "undeclared"), ("id", 6120000000001, "type"), ("id", "6120000000001", "format"),
            ("legacyResourceId", 6120000000001, "type"), ("createdAt", "2026-06-01 10:00", "type"),
            ("cancelReason", "BORED", "enum"), ("tags", None, "null"), ("tags", [None], "null"), ("tags", "late", "type"),
            ("createdAt", None, "null"), ("__typename", "Customer", "type"),
        ]:
            with self.subTest(name):
                found = {(place.replace("[]", ""), kind) for place, kind in kinds(asked(answer({**NODE, name: value})))}
                self.assertIn((f"{node}.{name}", kind), found)

    def test_inner_members(self) -> None:
        money = "answer.data.orders.nodes.totalPriceSet.shopMoney"
        for name, value, kind in [("amount", 48.5, "type"), ("amount", "1,5", "type"), ("currencyCode", "XYZ", "enum")]:
            body = answer(changed(NODE, lambda node: node["totalPriceSet"]["shopMoney"].update({name: value})))
            self.assertIn((f"{money}.{name}", kind), kinds(asked(body)))
        body = answer(changed(NODE, lambda node: node.pop("tags")))
        self.assertIn(("answer.data.orders.nodes.tags", "missing"), kinds(asked(body)))
        both = {"company": None, "id": "gid://shopify/Customer/7"}
        self.assertTrue(kinds(asked(answer({**NODE, "purchasingEntity": both}))))

    def test_errors(self) -> None:
        error = {"message": "Throttled", "locations": [{"line": 1, "column": 2}], "extensions": {"code": "THROTTLED"}}
        self.assertEqual(kinds(asked({"errors": [error], "extensions": {"cost": {**COST, "actualQueryCost": None}}})), set())
        self.assertIn(("answer.errors", "type"), kinds(asked({"errors": [{}]})))
        self.assertIn(("answer.errors", "type"), kinds(asked({"errors": []})))
        self.assertIn(("answer.errors.colour", "undeclared"), kinds(asked({"errors": [{**error, "colour": 1}]})))
        nowhere = {**error, "locations": [{"line": 0, "column": 1}]}
        self.assertIn(("answer.errors.locations", "type"), kinds(asked({"errors": [nowhere]})))
        self.assertEqual(kinds(asked({"errors": "[API] Invalid API key"}, status=401)), set())
        self.assertIn(("answer", "status"), kinds(asked({"errors": "?"}, status=299)))

    def test_costs(self) -> None:
        for name, value in [("requestedQueryCost", "42"), ("throttleStatus", {})]:
            body = changed(answer(), lambda body: body["extensions"]["cost"].update({name: value}))
            self.assertIn((f"answer.extensions.cost.{name}", "type"), kinds(asked(body)))
        self.assertIn(("answer.extensions", "missing"), kinds(asked(changed(answer(), lambda body: body.pop("extensions")))))


if __name__ == "__main__":
    unittest.main()
