"""QuickBooks' checks pass what is as the schemas say, and find what is not."""
from __future__ import annotations

import unittest
from dataclasses import replace
from typing import Any

from .exchanges import Exchange
from .samples import changed, kinds, made, query

STAMPS = {"CreateTime": "2026-06-01T01:16:17-07:00", "LastUpdatedTime": "2026-06-02T03:00:03-07:00"}
INVOICE: dict[str, Any] = {
    "Id": "101", "SyncToken": "1", "domain": "QBO", "sparse": False, "MetaData": STAMPS,
    "CustomField": [{"DefinitionId": "1", "Name": "Order", "Type": "StringType"}],
    "DocNumber": "1037", "TxnDate": "2026-06-01", "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
    "PrivateNote": "Order 4201", "LinkedTxn": [{"TxnId": "9101", "TxnType": "Payment"}],
    "Line": [
        {"Id": "1", "LineNum": 1, "Description": "Goods", "Amount": 138.5, "DetailType": "SalesItemLineDetail",
         "SalesItemLineDetail": {"ItemRef": {"value": "1", "name": "Goods"}, "Qty": 1, "UnitPrice": 138.5,
                                 "TaxCodeRef": {"value": "NON"}}},
        {"Amount": 138.5, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
    ],
    "TxnTaxDetail": {"TotalTax": 0}, "CustomerRef": {"value": "24", "name": "Noor Hatch"}, "DueDate": "2026-07-01",
    "TotalAmt": 138.5, "ApplyTaxAfterDiscount": False, "PrintStatus": "NeedToPrint", "EmailStatus": "NotSet",
    "Balance": 38, "Deposit": 0,
}
CUSTOMER: dict[str, Any] = {
    "Id": "24", "SyncToken": "3", "domain": "QBO", "sparse": False, "MetaData": STAMPS, "Taxable": True, "Job": False,
    "BillAddr": {"Id": "25", "CountrySubDivisionCode": "NY", "Country": "US"}, "BillWithParent": False, "Balance": 0,
    "BalanceWithJobs": 0, "CurrencyRef": {"value": "USD"}, "PreferredDeliveryMethod": "Email", "GivenName": "Noor",
    "FamilyName": "Hatch", "FullyQualifiedName": "Noor Hatch 24", "DisplayName": "Noor Hatch 24", "Active": True,
    "PrintOnCheckName": "Noor Hatch", "PrimaryEmailAddr": {"Address": "noor@example.com"}, "Notes": "Rings before noon",
    "PrimaryPhone": {"FreeFormNumber": "+1 518 555 0100"},
}
PAYMENT: dict[str, Any] = {
    "Id": "9", "SyncToken": "0", "domain": "QBO", "sparse": False, "MetaData": STAMPS, "TxnDate": "2026-06-02",
    "CurrencyRef": {"value": "USD"}, "CustomerRef": {"value": "24", "name": "Noor Hatch"},
    "DepositToAccountRef": {"value": "4"}, "PaymentMethodRef": {"value": "2"}, "TotalAmt": 100.5, "UnappliedAmt": 0,
    "ProcessPayment": False, "PrivateNote": "Voided", "PaymentRefNum": "ch_35yc1n",
    "Line": [{"Amount": 100.5, "LinkedTxn": [{"TxnId": "101", "TxnType": "Invoice"}]}],
}
TIME = "2026-06-02T09:00:00.000-07:00"
TEXT = ("SELECT * FROM Invoice WHERE MetaData.CreateTime >= '2026-06-01T00:00:00Z' "
        "ORDERBY MetaData.CreateTime ASC STARTPOSITION 1 MAXRESULTS 1000")


def page(entity: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"QueryResponse": {entity: list(rows), "startPosition": 1, "maxResults": len(rows)}, "time": TIME}


def asked(text: str = TEXT, body: Any = None, **more: str) -> Exchange:
    return made("quickbooks", "GET", "/query" + query(query=text, **{"minorversion": "75", **more}),
                page("Invoice", INVOICE) if body is None else body)


class QueryTests(unittest.TestCase):
    def test_what_is_right_passes(self) -> None:
        self.assertEqual(kinds(asked()), set())
        customers = "SELECT * FROM Customer WHERE Active IN (true, false) AND Id IN ('1', '2') MAXRESULTS 5"
        self.assertEqual(kinds(asked(customers, page("Customer", CUSTOMER))), set())
        count = {"QueryResponse": {"totalCount": 4}, "time": TIME}
        self.assertEqual(kinds(asked("SELECT COUNT(*) FROM Invoice", count)), set())
        self.assertEqual(kinds(asked(body={"QueryResponse": {}, "time": TIME})), set())

    def test_a_query_may_be_a_body(self) -> None:
        text = "SELECT * FROM Payment WHERE Id IN ('9', '17') STARTPOSITION 1 MAXRESULTS 1000"
        target = "/query" + query(minorversion="75")
        asked = made("quickbooks", "POST", target, page("Payment", PAYMENT))
        self.assertEqual(kinds(replace(asked, request_body=text)), set())
        wrong = changed(PAYMENT, lambda row: row.update(UnappliedAmt="0"))
        asked = made("quickbooks", "POST", target, page("Payment", wrong))
        self.assertIn(("answer.QueryResponse.Payment.UnappliedAmt", "type"), kinds(replace(asked, request_body=text)))

    def test_queries(self) -> None:
        for text, place, kind in [
            ("SELECT * FROM Invoices", "query.FROM", "query"),
            ("SELECT * FROM Invoice WHERE Colour = 'red'", "query.Colour", "query"),
            ("SELECT * FROM Invoice ORDERBY MetaData.Colour", "query.MetaData.Colour", "query"),
            ("SELECT * FROM Invoice WHERE MetaData.CreateTime > 'soon'", "query.MetaData.CreateTime", "format"),
            ("SELECT * FROM Invoice WHERE Id > '5'", "query.Id", "query"),
            ("SELECT * FROM Invoice WHERE Id = '5' OR Id = '6'", "query", "query"),
            ("SELECT * FROM Invoice STARTPOSITION 0", "query.STARTPOSITION", "bounds"),
            ("SELECT * FROM Invoice MAXRESULTS 1001", "query.MAXRESULTS", "bounds"),
            ("SELECT * FROM Invoice WHERE DocNumber = 'it''s'", "query", "query"),
        ]:
            with self.subTest(text):
                self.assertIn((place, kind), kinds(asked(text)))

    def test_parameters(self) -> None:
        self.assertIn(("query.colour", "parameter"), kinds(asked(colour="red")))
        self.assertIn(("query.minorversion", "parameter"), kinds(asked(minorversion="12")))

    def test_rows(self) -> None:
        row = "answer.QueryResponse.Invoice"
        mistakes: list[tuple[str, Any, str]] = [
            ("Colour", "red", "undeclared"), ("TotalAmt", "138.50", "type"), ("EmailStatus", "Posted", "enum"),
            ("TxnDate", "01.06.2026", "type"), ("Balance", None, "type"), ("Line", {}, "type"), ("Id", 101, "type"),
            ("sparse", "false", "type"), ("CustomerRef", "24", "type"), ("DocNumber", ["1"], "type"),
        ]
        for name, value, kind in mistakes:
            with self.subTest(name):
                body = page("Invoice", changed(INVOICE, lambda row: row.update({name: value})))
                self.assertIn((f"{row}.{name}", kind), kinds(asked(body=body)))

    def test_missing_members(self) -> None:
        body = page("Invoice", changed(INVOICE, lambda row: row["CustomField"][0].pop("Type")))
        self.assertIn(("answer.QueryResponse.Invoice.CustomField.Type", "missing"), kinds(asked(body=body)))
        self.assertIn(("answer.time", "missing"), kinds(asked(body={"QueryResponse": {}})))
        self.assertIn(("answer", "missing"), kinds(asked(body={"time": TIME})))

    def test_pages(self) -> None:
        body = changed(page("Invoice", INVOICE), lambda body: body["QueryResponse"].update(maxResults=7))
        self.assertIn(("answer.QueryResponse.maxResults", "bounds"), kinds(asked(body=body)))
        self.assertIn(("answer.QueryResponse.Customer", "undeclared"), kinds(asked(body=page("Customer", CUSTOMER))))


class ChangesTests(unittest.TestCase):
    gone = {"domain": "QBO", "status": "Deleted", "Id": "65", "MetaData": {"LastUpdatedTime": "2026-06-01T07:34:31-07:00"}}

    def asked(self, entities: str, *parts: Any, since: str = "2026-06-01T00:00:00Z") -> Exchange:
        body = {"CDCResponse": [{"QueryResponse": list(parts)}], "time": TIME}
        return made("quickbooks", "GET", "/v3/company/91303/cdc"
                    + query(entities=entities, changedSince=since, minorversion="75"), body)

    def test_what_is_right_passes(self) -> None:
        part = {"Invoice": [self.gone, INVOICE], "startPosition": 1, "maxResults": 2, "totalCount": 2}
        self.assertEqual(kinds(self.asked("Invoice,Customer", part, {})), set())

    def test_what_is_wrong(self) -> None:
        self.assertIn(("query.entities", "parameter"), kinds(self.asked("TaxCode", {})))
        self.assertIn(("query.entities", "parameter"), kinds(self.asked("Invoices", {})))
        self.assertIn(("query.changedSince", "format"), kinds(self.asked("Invoice", {}, since="yesterday")))
        self.assertIn(("answer.CDCResponse.QueryResponse", "bounds"), kinds(self.asked("Invoice,Customer", {})))
        gone = {**self.gone, "status": "Gone"}
        found = kinds(self.asked("Invoice", {"Invoice": [gone]}))
        self.assertIn(("answer.CDCResponse.QueryResponse.Invoice.status", "enum"), found)


class OtherTests(unittest.TestCase):
    def test_single_things(self) -> None:
        target = "/customer/24?minorversion=75"
        body = {"Customer": CUSTOMER, "time": TIME}
        self.assertEqual(kinds(made("quickbooks", "GET", target, body)), set())
        self.assertIn(("answer", "missing"), kinds(made("quickbooks", "GET", target, {"Invoice": INVOICE, "time": TIME})))
        self.assertIn(("request", "path"), kinds(made("quickbooks", "GET", "/colours/4?minorversion=75", {"time": TIME})))
        self.assertIn(("query.minorversion", "missing"), kinds(made("quickbooks", "GET", "/customer/24", body)))

    def test_faults(self) -> None:
        fault = {"Fault": {"Error": [{"Message": "Invalid query", "Detail": "…", "code": "4001", "element": ""}],
                           "type": "ValidationFault"}, "time": TIME}
        target = "/customer/24?minorversion=75"
        self.assertEqual(kinds(made("quickbooks", "GET", target, fault, status=400)), set())
        wrong = changed(fault, lambda body: body["Fault"]["Error"][0].pop("code"))
        self.assertIn(("answer.Fault.Error.code", "missing"), kinds(made("quickbooks", "GET", target, wrong, status=400)))
        lower: dict[str, Any] = {"warnings": None, "fault": {"error": [{"message": "m", "detail": "d", "code": "3200", "element": None}],
                                             "type": "AUTHENTICATION"}, "time": 1780394400000, "cdcresponse": []}
        self.assertEqual(kinds(made("quickbooks", "GET", target, lower, status=401)), set())
        wrong = changed(lower, lambda body: body.update(colour=None))
        self.assertIn(("answer.colour", "undeclared"), kinds(made("quickbooks", "GET", target, wrong, status=401)))


if __name__ == "__main__":
    unittest.main()
