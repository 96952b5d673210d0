"""The checks of ShipStation's second interface pass what is as its document says, and find what is not."""
from __future__ import annotations

import unittest
from typing import Any

from .exchanges import Exchange
from .samples import changed, kinds, made, query

TIME = "2026-06-01T08:20:00.123Z"
MONEY = {"currency": "usd", "amount": 48.5}
WEIGHT = {"value": 12.5, "unit": "ounce"}
ADDRESS = {"name": "Noor Hatch", "phone": "555-0100", "email": None, "company_name": None,
           "address_line1": "1 Larch Lane", "address_line2": None, "city_locality": "SPRINGFIELD", "state_province": "NY",
           "postal_code": "00501", "country_code": "US", "address_residential_indicator": "unknown"}
SHIPMENT: dict[str, Any] = {
    "shipment_id": "se-940001", "external_shipment_id": "shop-4201", "shipment_number": "4201", "store_id": "se-12345",
    "shipment_status": "pending", "created_at": TIME, "modified_at": TIME, "ship_by_date": None,
    "hold_until_date": "2026-06-03T00:00:00.000Z", "amount_paid": MONEY, "shipping_paid": MONEY, "tax_paid": MONEY,
    "is_return": False, "ship_to": ADDRESS, "ship_from": ADDRESS, "return_to": ADDRESS, "confirmation": "none",
    "advanced_options": {"custom_field1": None, "saturday_delivery": False}, "insurance_provider": "none",
    "tags": [{"name": "late"}], "packages": [{"package_code": "package", "weight": WEIGHT}], "total_weight": WEIGHT,
    "order_source_code": "shopify", "items": [{"name": "Mug", "sku": None, "quantity": 2, "unit_price": 20.5}],
}
LABEL: dict[str, Any] = {
    "label_id": "se-330001", "status": "completed", "shipment_id": "se-940001", "ship_date": "2026-06-01T00:00:00Z",
    "created_at": TIME, "shipment_cost": MONEY, "tracking_number": "94001118", "is_return_label": False, "voided": False,
    "voided_at": None, "trackable": True, "carrier_code": "stamps_com", "tracking_status": "in_transit",
    "ship_to": ADDRESS, "packages": [{"weight": WEIGHT, "tracking_number": "94001118", "sequence": 1}],
}
LINKS = {"first": {"href": "https://api.shipstation.com/v2/labels?page=1"},
         "last": {"href": "https://api.shipstation.com/v2/labels?page=1"}, "prev": {}, "next": {}}
REFUSAL = {"request_id": "aa3d8e8e-462b-4476-9618-72db7f7b7009",
           "errors": [{"error_source": "ShipStation", "error_type": "security", "error_code": "unauthorized",
                       "message": "No."}]}


def listed(name: str, row: Any = None, **parameters: str) -> Exchange:
    given = {"sort_by": "created_at", "sort_dir": "asc", "page": "1", "page_size": "100", **parameters}
    body = {name: [row or (SHIPMENT if name == "shipments" else LABEL)], "total": 1, "page": 1, "pages": 1, "links": LINKS}
    return made("shipstation", "GET", f"/v2/{name}" + query(**given), body)


class ShipStationV2Tests(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(kinds(listed("shipments", modified_at_start="2026-06-01T00:00:00Z", store_id="se-1")), set())
        self.assertEqual(kinds(listed("labels", label_status="voided", created_at_end="2026-06-01T00:00:00Z")), set())
        self.assertEqual(kinds(made("shipstation", "GET", "/v2/shipments/se-940001", SHIPMENT)), set())
        self.assertEqual(kinds(made("shipstation", "GET", "/v2/tags", {"tags": [{"name": "late"}]})), set())
        tagged = {"shipment_id": "se-940001", "tag": {"name": "late"}}
        self.assertEqual(kinds(made("shipstation", "POST", "/v2/shipments/se-940001/tags/late", tagged)), set())
        self.assertEqual(kinds(made("shipstation", "DELETE", "/v2/shipments/se-940001/tags/late", status=204)), set())
        for status in (400, 401, 404, 429):
            self.assertEqual(kinds(made("shipstation", "GET", "/v2/labels", REFUSAL, status=status)), set())
        row = {**SHIPMENT, "ship_to": {**ADDRESS, "phone": None}}
        self.assertEqual(kinds(listed("shipments", row)), set())

    def test_parameters(self) -> None:
        for name, value, kind in [
            ("colour", "red", "parameter"), ("sort_dir", "ASC", "enum"), ("sort_by", "colour", "enum"),
            ("page", "0", "bounds"), ("page_size", "many", "type"), ("shipment_status", "on_hold", "enum"),
            ("modified_at_start", "2026-06-01 00:00:00", "format"), ("store_id", "12345", "format"),
        ]:
            with self.subTest(name):
                self.assertIn((f"query.{name}", kind), kinds(listed("shipments", **{name: value})))
        self.assertIn(("query.modified_at_start", "parameter"),
                      kinds(listed("labels", modified_at_start="2026-06-01T00:00:00Z")))

    def test_members(self) -> None:
        for name, value, kind in [
            ("colour", "red", "undeclared"), ("shipment_id", "940001", "format"), ("shipment_status", "on_hold", "enum"),
            ("created_at", "2026-06-01T01:12:44", "format"), ("created_at", None, "null"), ("tags", ["late"], "type"),
            ("amount_paid", 48.5, "type"),
        ]:
            row = {**SHIPMENT, name: value}
            with self.subTest(name):
                found = {(where.split("[")[0], what) for where, what in kinds(listed("shipments", row))}
                self.assertIn((f"answer.shipments.{name}", kind), found)
        row = {name: value for name, value in SHIPMENT.items() if name != "modified_at"}
        self.assertIn(("answer.shipments.modified_at", "missing"), kinds(listed("shipments", row)))
        self.assertIn(("answer.labels.tracking_status", "enum"),
                      kinds(listed("labels", {**LABEL, "tracking_status": "lost"})))

    def test_paths_and_refusals(self) -> None:
        self.assertIn(("request", "path"), kinds(made("shipstation", "GET", "/v2/fulfillments", [])))
        self.assertIn(("path.shipment_id", "format"), kinds(made("shipstation", "GET", "/v2/shipments/94", SHIPMENT)))
        wrong = changed(REFUSAL, lambda body: body["errors"][0].update(error_code="no"))
        self.assertIn(("answer.errors.error_code", "enum"),
                      kinds(made("shipstation", "GET", "/v2/labels", wrong, status=401)))
        self.assertIn(("answer", "status"), kinds(made("shipstation", "GET", "/v2/labels", REFUSAL, status=418)))


if __name__ == "__main__":
    unittest.main()
