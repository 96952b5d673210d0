"""ShipStation's checks pass what is as its pages say, and find what is not."""
from __future__ import annotations

import unittest
from typing import Any

from .exchanges import Exchange
from .samples import changed, kinds, made, query

TIME = "2026-06-01T01:12:44.0000000"
ADDRESS = {"name": "Noor Hatch", "company": None, "street1": "1 Larch Lane", "street2": "", "street3": None,
           "city": "SPRINGFIELD", "state": "NY", "postalCode": "00501", "country": "US", "phone": None,
           "residential": None, "addressVerified": "Address validated successfully"}
WEIGHT = {"value": 12.5, "units": "ounces", "WeightUnits": 1}
ORDER: dict[str, Any] = {
    "orderId": 940001, "orderNumber": "4201", "orderKey": "shop-4201", "orderDate": TIME, "createDate": TIME,
    "modifyDate": TIME, "paymentDate": None, "shipByDate": None, "orderStatus": "awaiting_shipment", "customerId": 377,
    "customerEmail": "noor@example.com", "billTo": ADDRESS, "shipTo": ADDRESS,
    "items": [{"orderItemId": 1, "lineItemKey": "1", "sku": "MUG", "name": "Mug", "weight": None, "quantity": 2,
               "unitPrice": 20.5, "taxAmount": None, "options": [], "productId": 555, "adjustment": False,
               "createDate": TIME, "modifyDate": TIME}],
    "orderTotal": 41, "amountPaid": 0.0, "confirmation": "none", "shipDate": "2026-06-01", "holdUntilDate": "2026-06-03",
    "weight": WEIGHT, "dimensions": None, "insuranceOptions": {"provider": None, "insureShipment": False, "insuredValue": 0.0},
    "advancedOptions": {"warehouseId": 31, "mergedOrSplit": False, "mergedIds": [], "storeId": 12345, "source": "web"},
    "tagIds": None, "externallyFulfilled": False, "labelMessages": None,
}
FULFILLMENT: dict[str, Any] = {
    "fulfillmentId": 23456, "orderId": 940001, "orderNumber": "4201", "userId": None, "customerEmail": None,
    "trackingNumber": "", "createDate": TIME, "shipDate": "2026-06-02T00:00:00.0000000", "voidDate": None,
    "deliveryDate": None, "carrierCode": "UPS", "fulfillmentFee": 0.0, "voidRequested": False, "voided": False,
    "marketplaceNotified": True, "notifyErrorMessage": None, "shipTo": ADDRESS,
}


def page(name: str, row: Any) -> dict[str, Any]:
    return {name: [row], "total": 1, "page": 1, "pages": 1}


def orders(row: Any = None, **parameters: str) -> Exchange:
    given = {"modifyDateStart": "2026-06-01 00:00:00", "sortBy": "ModifyDate", "sortDir": "ASC", "page": "1", "pageSize": "500"}
    return made("shipstation", "GET", "/orders" + query(**{**given, **parameters}), page("orders", row or ORDER))


class ShipStationTests(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(kinds(orders()), set())
        self.assertEqual(kinds(made("shipstation", "GET", "/orders/940001", ORDER)), set())
        target = "/fulfillments" + query(createDateStart="2026-06-01", sortBy="CreateDate")
        self.assertEqual(kinds(made("shipstation", "GET", target, page("fulfillments", FULFILLMENT))), set())
        tags = [{"tagId": 9000, "name": "late", "color": "#FFFFFF"}]
        self.assertEqual(kinds(made("shipstation", "GET", "/accounts/listtags", tags)), set())
        self.assertEqual(kinds(made("shipstation", "GET", "/orders", {"message": "Too Many Requests"}, status=429)), set())

    def test_parameters(self) -> None:
        for name, value, kind in [
            ("colour", "red", "parameter"), ("sortDir", "UP", "enum"), ("sortBy", "Colour", "parameter"),
            ("pageSize", "501", "bounds"), ("page", "0", "bounds"), ("orderStatus", "lost", "enum"),
            ("modifyDateStart", "2026-06-01T00:00:00Z", "format"), ("storeId", "all", "type"),
        ]:
            with self.subTest(name):
                self.assertIn((f"query.{name}", kind), kinds(orders(**{name: value})))
        self.assertIn(("query.modifyDateStart", "parameter"), kinds(made(
            "shipstation", "GET", "/shipments?modifyDateStart=2026-06-01", page("shipments", {}))))

    def test_members(self) -> None:
        for name, value, kind in [
            ("colour", "red", "undeclared"), ("orderId", "940001", "type"), ("orderStatus", "lost", "enum"),
            ("createDate", "2026-06-01T01:12:44Z", "format"), ("orderNumber", None, "null"), ("orderTotal", "41", "type"),
            ("confirmation", "loud", "enum"),
        ]:
            with self.subTest(name):
                self.assertIn((f"answer.orders.{name}", kind), kinds(orders({**ORDER, name: value})))

    def test_inner_members(self) -> None:
        row = changed(ORDER, lambda order: order["advancedOptions"].update(colour="red"))
        self.assertIn(("answer.orders.advancedOptions.colour", "undeclared"), kinds(orders(row)))
        row = changed(ORDER, lambda order: order["advancedOptions"].update(storeId="12345"))
        self.assertIn(("answer.orders.advancedOptions.storeId", "type"), kinds(orders(row)))
        row = changed(ORDER, lambda order: order["items"][0].update(quantity=1.5))
        self.assertIn(("answer.orders.items.quantity", "type"), kinds(orders(row)))
        row = changed(ORDER, lambda order: order["weight"].update(units="stones"))
        self.assertIn(("answer.orders.weight.units", "enum"), kinds(orders(row)))

    def test_paths_and_refusals(self) -> None:
        self.assertIn(("request", "path"), kinds(made("shipstation", "GET", "/colours", [])))
        self.assertIn(("answer.colour", "undeclared"), kinds(made("shipstation", "GET", "/orders", {"colour": 1}, status=400)))
        self.assertIn(("answer", "status"), kinds(made("shipstation", "GET", "/orders", None, status=418)))
        self.assertIn(("answer", "type"), kinds(made("shipstation", "GET", "/orders", [])))


if __name__ == "__main__":
    unittest.main()
