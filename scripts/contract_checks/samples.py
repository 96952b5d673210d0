"""What the tests start from: exchanges that are as the contracts say."""
from __future__ import annotations

import copy
import json
import os
import urllib.parse
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from .exchanges import Exchange, exchange
from .findings import Finding
from .__main__ import System, Systems


@cache
def systems() -> Systems:
    """The contracts of the folder that the wrapper names."""
    folder = os.environ.get("TEND_CONTRACTS")
    if not folder:
        raise RuntimeError("Run these tests by scripts/contracts, which says where the contracts are")
    return Systems(Path(folder))


def made(system: str, method: str, target: str, body: Any = None, *, status: int = 200, sent: Any = None) -> Exchange:
    """An exchange, as if it had been recorded."""
    line = {
        "request": {"method": method, "url": f"http://127.0.0.1:8200/{system}{target}",
                    **({"body": json.dumps(sent)} if sent is not None else {})},
        "answer": {"status": status, "headers": [["Content-Type", "application/json"]],
                   "body": "" if body is None else json.dumps(body)},
    }
    return exchange("sample", 1, json.dumps(line))


def findings(one: Exchange) -> list[Finding]:
    """What differs from the contract, without what is allowed to."""
    system: System | None = systems().get(one.system)
    assert system
    result = system.check(one)
    return [f for f in result.findings if not any(a.covers(result.operation, f) for a in system.allowances)]


def kinds(one: Exchange) -> set[tuple[str, str]]:
    """The ways to what differs, each with its kind."""
    return {(finding.pattern, finding.kind) for finding in findings(one)}


def changed(body: Any, change: Callable[[Any], None]) -> Any:
    """A copy of a body with something changed in it."""
    body = copy.deepcopy(body)
    change(body)
    return body


def query(**parameters: str) -> str:
    return "?" + urllib.parse.urlencode({name.replace("__", ":"): value for name, value in parameters.items()})
