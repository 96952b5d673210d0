"""Holds files of recorded exchanges against the vendors' contracts.

    python -m contract_checks CONTRACTS_FOLDER EXCHANGES.jsonl ...
"""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from .amendments import Amendment
from .bigcommerce import BigCommerce
from .exchanges import BadExchange, Exchange, read
from .findings import Allowance, Report, Result
from .quickbooks import QuickBooks
from .shipstation import ShipStation
from .shopify import Shopify

KINDS = {kind.name: kind for kind in (BigCommerce, QuickBooks, ShipStation, Shopify)}


class System(Protocol):
    """A vendor's contract."""

    allowances: list[Allowance]
    amendments: list[Amendment]

    def check(self, exchange: Exchange) -> Result: ...


class Systems:
    """The contracts, each read when it is needed."""

    def __init__(self, contracts: Path) -> None:
        self.contracts = contracts
        self.loaded: dict[str, System] = {}

    def get(self, name: str) -> System | None:
        if name not in self.loaded and name in KINDS:
            self.loaded[name] = KINDS[name](self.contracts)
        return self.loaded.get(name)


def check(systems: Systems, files: list[Path], report: Report) -> None:
    """Checks each exchange of some files."""
    for file in files:
        lines = 0
        for number, exchange in read(file):
            lines += 1
            if isinstance(exchange, BadExchange):
                report.fail("files", f"{file}:{number}: {exchange}")
            elif exchange.asks_for_token:
                report.skip(exchange.system)
            else:
                check_one(systems, exchange, report)
        if not lines:
            report.fail("files", f"{file}: there is no exchange in it")


def check_one(systems: Systems, exchange: Exchange, report: Report) -> None:
    system = systems.get(exchange.system)
    if system is None:
        report.fail("files", f"{exchange.place}: no contract belongs to '{exchange.system}'")
        return
    report.amended[exchange.system] = [str(amendment) for amendment in system.amendments]
    report.take(exchange.system, exchange.place, system.check(exchange), system.allowances)


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print("usage: contracts CONTRACTS_FOLDER EXCHANGES.jsonl ...", file=sys.stderr)
        return 2
    report = Report()
    check(Systems(Path(arguments[0])), [Path(name) for name in arguments[1:]], report)
    print("\n".join(report.lines()))
    return 1 if report.mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
