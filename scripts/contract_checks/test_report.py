"""Files are read, counted and reported as a whole."""
from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path

from .__main__ import main
from .exchanges import BadExchange, exchange, parse_json
from .findings import Allowance, Finding
from .samples import systems


def line(url: str, body: str, status: int = 200) -> str:
    return json.dumps({"request": {"method": "GET", "url": url},
                       "answer": {"status": status, "headers": [["Content-Type", "application/json"]], "body": body}})


class ReportTests(unittest.TestCase):
    def run_on(self, *lines: str) -> tuple[int, list[str]]:
        systems()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "exchanges.jsonl"
            file.write_text("\n".join(lines), encoding="utf-8")
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                code = main([os.environ["TEND_CONTRACTS"], str(file)])
        return code, output.getvalue().splitlines()

    def test_what_is_right(self) -> None:
        code, lines = self.run_on(
            line("http://127.0.0.1:8200/bigcommerce/v2/time", '{"time": 1780394400}'),
            line("https://api.bigcommerce.com/stores/abc123/v2/time", '{"time": 1780394400}'),
            line("http://127.0.0.1:8200/shopify/admin/oauth/access_token", "{}"))
        self.assertEqual(code, 0)
        self.assertEqual(lines[-1], "contracts: 2 checked, 0 mismatches")
        self.assertIn("bigcommerce: 2 requests, 2 answers, 4 members, 0 requests for tokens skipped, 0 mismatches", lines)

    def test_what_is_wrong(self) -> None:
        code, lines = self.run_on(
            line("http://127.0.0.1:8200/bigcommerce/v2/time", '{"time": "now"}'), "", "no JSON",
            line("http://127.0.0.1:8200/colours/v2/time", "{}"))
        self.assertEqual(code, 1)
        self.assertEqual(lines[-1], "contracts: 1 checked, 3 mismatches")
        self.assertTrue(any("exchanges.jsonl:1: GET /v2/time: answer.time: 'now'" in line for line in lines))
        self.assertTrue(any("exchanges.jsonl:3: no exchange" in line for line in lines))

    def test_an_empty_file_proves_nothing(self) -> None:
        self.assertEqual(self.run_on()[0], 1)


class PartTests(unittest.TestCase):
    def test_json(self) -> None:
        for text in ['{"a": 1, "a": 2}', "NaN", "[1,]", ""]:
            with self.subTest(text), self.assertRaises(ValueError):
                parse_json(text)

    def test_unknown_hosts(self) -> None:
        with self.assertRaises(BadExchange):
            exchange("sample", 1, line("https://example.com/v2/time", "{}"))

    def test_allowances_are_narrow(self) -> None:
        allowance = Allowance("GET /v2/orders*", "answer.custom_status", "undeclared", "why")
        self.assertTrue(allowance.covers("GET /v2/orders", Finding("answer[3].custom_status", "undeclared", "")))
        self.assertFalse(allowance.covers("GET /v2/orders", Finding("answer[3].custom_status", "type", "")))
        self.assertFalse(allowance.covers("GET /v3/customers", Finding("answer.custom_status", "undeclared", "")))


if __name__ == "__main__":
    unittest.main()
