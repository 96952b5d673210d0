"""BigCommerce's checks pass what is as the documents say, and find what is not."""
from __future__ import annotations

import unittest
from typing import Any

from .exchanges import Exchange
from .samples import changed, kinds, made, query

ADDRESS = {"first_name": "Noor", "last_name": "Hatch", "company": "", "street_1": "", "street_2": "", "city": "",
           "state": "New York", "zip": "", "country": "United States", "country_iso2": "US", "phone": "",
           "email": "noor@example.com"}
LINK = {"url": "https://api.bigcommerce.com/stores/abc123/v2/orders/4201/products", "resource": "/orders/4201/products"}
PRODUCT: dict[str, Any] = {
    "id": 67216, "order_id": 4201, "product_id": 101, "name": "Blue mug", "sku": "MUG-B", "type": "physical",
    "base_price": "20.0000", "price_ex_tax": "20.0000", "total_inc_tax": "40.0000", "weight": "1.0000", "quantity": 2,
    "quantity_shipped": 0, "is_refunded": False, "refund_amount": "0.0000", "return_id": 0, "external_id": None,
    "applied_discounts": [], "product_options": [], "gift_certificate_id": None, "is_bundled_product": False,
}
ORDER: dict[str, Any] = {
    "id": 4201, "customer_id": 11, "date_created": "Wed, 10 Jan 2018 21:05:30 +0000",
    "date_modified": "Wed, 10 Jan 2018 21:05:30 +0000", "date_shipped": "", "status_id": 11,
    "status": "Awaiting Fulfillment", "custom_status": "Awaiting Fulfillment", "subtotal_ex_tax": "40.0000",
    "total_inc_tax": "40.0000", "refunded_amount": "0.0000", "items_total": 2, "items_shipped": 0,
    "order_is_digital": False, "payment_method": "Credit Card", "payment_status": "captured", "currency_id": 1,
    "currency_code": "USD", "billing_address": {**ADDRESS, "form_fields": []}, "credit_card_type": None,
    "order_source": "www", "channel_id": 1, "external_source": None,
    "consignments": {
        "pickups": [], "downloads": [], "email": {"gift_certificates": []},
        "shipping": [{"id": 8402, **ADDRESS, "form_fields": [], "line_items": [PRODUCT], "items_total": 2,
                      "items_shipped": 0, "shipping_method": "Free Shipping"}],
    },
    "products": LINK, "shipping_addresses": LINK, "coupons": LINK, "is_deleted": False,
}
CUSTOMER: dict[str, Any] = {
    "id": 11, "email": "noor@example.com", "first_name": "Noor", "last_name": "Hatch", "company": "", "phone": "",
    "notes": "", "customer_group_id": 0, "date_created": "2026-06-01T00:00:00Z", "date_modified": "2026-06-01T00:00:00Z",
    "address_count": 1, "attribute_count": 0, "authentication": {"force_password_reset": False},
    "accepts_product_review_abandoned_cart_emails": True, "origin_channel_id": 1, "channel_ids": None,
}
MARKS = {"count": 1, "per_page": 250, "start_cursor": "aWQ6Nw", "end_cursor": "aWQ6Nw", "links": {}}
REFUND: dict[str, Any] = {
    "id": 7, "order_id": 4201, "user_id": 0, "created": "2026-06-05T16:44:15+00:00", "reason": "", "total_amount": 65.5,
    "total_tax": 0, "uses_merchant_override_values": False,
    "items": [{"item_type": "ORDER", "item_id": 4201, "requested_amount": 65.5, "reason": ""}],
    "payments": [{"id": 7, "provider_id": "stripe", "amount": 65.5, "offline": False, "is_declined": False,
                  "declined_message": "", "transaction_id": "7"}],
}


def orders(*rows: Any, **parameters: str) -> Exchange:
    given = {"min_date_modified": "2026-06-01T00:00:00Z", "min_id": "1", "sort": "id:asc", "limit": "250",
             "include": "consignments.line_items", "consignment_structure": "object"}
    return made("bigcommerce", "GET", "/v2/orders" + query(**{**given, **parameters}), list(rows or (ORDER,)))


class OrderTests(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(kinds(orders()), set())
        one = {**ORDER, "consignments": LINK}
        self.assertEqual(kinds(made("bigcommerce", "GET", "/stores/abc123/v2/orders/4201", one)), set())
        self.assertEqual(kinds(made("bigcommerce", "GET", "/v2/orders/4201/products?page=1&limit=250", [PRODUCT])), set())
        self.assertEqual(kinds(made("bigcommerce", "GET", "/v2/orders", None, status=204)), set())

    def test_parameters(self) -> None:
        for name, value, kind in [
            ("colour", "red", "parameter"), ("status_id", "open", "type"), ("include", "colours", "enum"),
            ("sort", "id:up", "parameter"), ("limit", "251", "bounds"), ("page", "0", "bounds"),
            ("min_date_modified", "yesterday", "format"), ("min_date_modified", "2026-06-01T00:00:00", "format"),
            ("consignment_structure", "list", "enum"),
        ]:
            with self.subTest(name + value):
                found = {(place.split("[")[0], kind) for place, kind in kinds(orders(**{name: value}))}
                self.assertIn((f"query.{name}", kind), found)

    def test_members(self) -> None:
        for name, value, kind in [
            ("colour", "red", "undeclared"), ("id", "4201", "type"), ("payment_status", "settled", "enum"),
            ("status", None, "null"), ("date_created", "2018-01-10T21:05:30Z", "format"),
            ("total_inc_tax", "40.00", "format"), ("total_inc_tax", 40, "type"), ("is_deleted", 0, "type"),
        ]:
            with self.subTest(name):
                self.assertIn((f"answer.{name}", kind), kinds(orders({**ORDER, name: value})))

    def test_inner_members(self) -> None:
        row = changed(ORDER, lambda order: order["billing_address"].pop("zip"))
        self.assertIn(("answer.billing_address.zip", "missing"), kinds(orders(row)))
        row = changed(ORDER, lambda order: order["consignments"]["shipping"][0].update(colour="red"))
        self.assertIn(("answer.consignments.shipping.colour", "undeclared"), kinds(orders(row)))
        row = changed(ORDER, lambda order: order["consignments"]["shipping"][0]["line_items"][0].update(quantity="2"))
        self.assertTrue(kinds(orders(row)))

    def test_paths_and_statuses(self) -> None:
        self.assertIn(("request", "path"), kinds(made("bigcommerce", "GET", "/v2/colours", [])))
        self.assertIn(("request", "path"), kinds(made("bigcommerce", "PATCH", "/v2/orders", [])))
        self.assertIn(("path.order_id", "type"), kinds(made("bigcommerce", "GET", "/v2/orders/4201x", ORDER)))
        self.assertIn(("answer", "status"), kinds(made("bigcommerce", "GET", "/v2/orders", [], status=202)))
        self.assertIn(("answer", "body"), kinds(made("bigcommerce", "GET", "/v2/orders", None)))

    def test_refusals(self) -> None:
        v2 = [{"status": 400, "message": "The field 'page' is invalid."}]
        self.assertEqual(kinds(made("bigcommerce", "GET", "/v2/orders", v2, status=400)), set())
        self.assertIn(("answer", "type"), kinds(made("bigcommerce", "GET", "/v2/orders", v2[0], status=400)))
        v3 = {"status": 401, "title": "Unauthorized", "type": "https://developer.bigcommerce.com", "errors": {}}
        self.assertEqual(kinds(made("bigcommerce", "GET", "/v3/customers", v3, status=401)), set())
        self.assertIn(("answer.title", "missing"), kinds(made(
            "bigcommerce", "GET", "/v3/customers", {"status": 401, "type": "…"}, status=401)))


class OtherTests(unittest.TestCase):
    def test_customers(self) -> None:
        target = "/v3/customers" + query(date_modified__min="2026-06-01T00:00:00Z", include="addresses", limit="250")
        body = {"data": [CUSTOMER], "meta": {"cursor_pagination": MARKS}}
        self.assertEqual(kinds(made("bigcommerce", "GET", target, body)), set())
        wrong = changed(body, lambda body: body["data"][0].update(date_created="yesterday"))
        self.assertIn(("answer.data.date_created", "format"), kinds(made("bigcommerce", "GET", target, wrong)))
        wrong = changed(body, lambda body: body["data"][0].update(channel_ids=7))
        self.assertIn(("answer.data.channel_ids", "type"), kinds(made("bigcommerce", "GET", target, wrong)))
        self.assertIn(("query.sort", "enum"), kinds(made("bigcommerce", "GET", "/v3/customers?sort=id", body)))
        self.assertIn(("query.date_modified:min", "format"), kinds(made(
            "bigcommerce", "GET", "/v3/customers?date_modified:min=1", body)))

    def test_refunds(self) -> None:
        target = "/v3/orders/payment_actions/refunds" + query(created__max="2026-06-06T00:00:00Z", page="1", limit="50")
        body = {"data": [REFUND], "meta": {"pagination": {"total": 1}}}
        self.assertEqual(kinds(made("bigcommerce", "GET", target, body)), set())
        wrong = changed(body, lambda body: body["data"][0]["items"][0].update(quantity=None))
        self.assertIn(("answer.data.items.quantity", "null"), kinds(made("bigcommerce", "GET", target, wrong)))
        wrong = changed(body, lambda body: body["data"][0]["items"][0].update(item_type="COLOUR"))
        self.assertIn(("answer.data.items.item_type", "enum"), kinds(made("bigcommerce", "GET", target, wrong)))
        # A plus that is not encoded is a blank.
        self.assertIn(("query.created:min", "format"), kinds(made(
            "bigcommerce", "GET", "/v3/orders/payment_actions/refunds?created:min=2026-06-01T00:00:00+00:00", body)))

    def test_bodies_of_requests(self) -> None:
        self.assertIn(("request", "body"), kinds(made("bigcommerce", "GET", "/v2/time", {"time": 1}, sent={"time": 2})))
        sent = [{"first_name": "Noor", "last_name": "Hatch", "email": "noor@example.com", "colour": "red"}]
        posted = made("bigcommerce", "POST", "/v3/customers", None, status=500, sent=sent)
        self.assertIn(("request.colour", "undeclared"), kinds(posted))


if __name__ == "__main__":
    unittest.main()
