"""What neither document of ShipStation's first interface describes, and its official pages show."""
from __future__ import annotations

from typing import Any

from .amendments import Amendment

TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
FLAG, MOMENT = {"type": "boolean"}, {"type": "string", "format": "date-time"}
PAGES = "as in the official pages' samples"


def refers(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


AMENDMENTS = [
    Amendment("Address", {"addressVerified": TEXT}, PAGES),
    Amendment("Option", {"name": TEXT, "value": TEXT}, PAGES),
    Amendment("OrderItem", {
        "orderItemId": WHOLE, "createDate": MOMENT, "modifyDate": MOMENT, "options": list_of(refers("Option")),
    }, PAGES),
    Amendment("ShipmentItem", {
        "orderItemId": WHOLE, "lineItemKey": TEXT, "sku": TEXT, "name": TEXT, "imageUrl": TEXT, "weight": refers("Weight"),
        "quantity": WHOLE, "unitPrice": NUMBER, "taxAmount": NUMBER, "shippingAmount": NUMBER, "warehouseLocation": TEXT,
        "options": list_of(refers("Option")), "productId": WHOLE, "fulfillmentSku": TEXT,
    }, PAGES),
    Amendment("InsuranceOptions", {"provider": TEXT, "insureShipment": FLAG, "insuredValue": NUMBER}, PAGES),
    Amendment("CustomsItem", {
        "customsItemId": WHOLE, "description": TEXT, "quantity": WHOLE, "value": NUMBER, "harmonizedTariffCode": TEXT,
        "countryOfOrigin": TEXT,
    }, PAGES),
    Amendment("InternationalOptions", {
        "contents": TEXT, "customsItems": list_of(refers("CustomsItem")), "nonDelivery": TEXT,
    }, PAGES),
    Amendment("AdvancedOptions", {
        "warehouseId": WHOLE, "nonMachinable": FLAG, "saturdayDelivery": FLAG, "containsAlcohol": FLAG, "storeId": WHOLE,
        "customField1": TEXT, "customField2": TEXT, "customField3": TEXT, "source": TEXT, "mergedOrSplit": FLAG,
        "mergedIds": list_of(WHOLE), "parentId": WHOLE, "billToParty": TEXT, "billToAccount": TEXT,
        "billToPostalCode": TEXT, "billToCountryCode": TEXT, "billToMyOtherAccount": WHOLE,
    }, PAGES),
    Amendment("Order", {
        "labelMessages": TEXT, "insuranceOptions": refers("InsuranceOptions"),
        "internationalOptions": refers("InternationalOptions"), "advancedOptions": refers("AdvancedOptions"),
        # A day in all samples, where the document says a time.
        "holdUntilDate": {"type": "string", "format": "date"},
        # rejected_fulfillment came after the document was written.
        "orderStatus": {"type": "string", "enum": [
            "awaiting_payment", "awaiting_shipment", "pending_fulfillment", "shipped", "on_hold", "cancelled",
            "rejected_fulfillment"]},
    }, PAGES),
    Amendment("Shipment", {
        "insuranceOptions": refers("InsuranceOptions"), "advancedOptions": refers("AdvancedOptions"),
        "shipmentItems": list_of(refers("ShipmentItem")),
    }, PAGES),
    Amendment("Fulfillment", {
        # A time of midnight in the sample, where the document says a day.
        "shipDate": MOMENT, "voidDate": MOMENT, "deliveryDate": MOMENT, "carrierCode": TEXT,
        "fulfillmentProviderCode": TEXT, "fulfillmentServiceCode": TEXT, "fulfillmentFee": NUMBER, "voidRequested": FLAG,
        "voided": FLAG, "marketplaceNotified": FLAG, "notifyErrorMessage": TEXT,
    }, PAGES),
    Amendment("Store", {
        "refreshDate": MOMENT, "lastRefreshAttempt": MOMENT, "autoRefresh": FLAG,
        "statusMappings": list_of({"type": "object"}),
    }, PAGES),
]

# Members that identify or frame; all others may be null, as the official pages say of orders.
NEVER_NULL = {
    "orders", "shipments", "fulfillments", "customers", "total", "page", "pages", "orderId", "orderNumber", "orderKey",
    "orderDate", "createDate", "modifyDate", "orderStatus", "items", "orderTotal", "amountPaid", "quantity", "unitPrice",
    "adjustment", "shipmentId", "fulfillmentId", "voided", "voidRequested", "isReturnLabel", "marketplaceNotified",
    "shipmentCost", "insuranceCost", "storeId", "storeName", "tagId", "customerId", "active", "externallyFulfilled",
    "mergedOrSplit",
}
# An order that was cancelled before it was imported has no customer.
MAY_BE_NULL = {"answer.orders.customerId", "answer.customerId"}
