"""Recorded exchanges: one request and its answer in each line of a file."""
from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

SYSTEMS = ("shopify", "bigcommerce", "shipstation", "quickbooks")

# The vendors' own hosts, for exchanges that were recorded with the addresses as they are in production.
HOSTS = {
    "myshopify.com": "shopify",
    "bigcommerce.com": "bigcommerce",
    "shipstation.com": "shipstation",
    "intuit.com": "quickbooks",
}
LOCAL = ("127.0.0.1", "localhost", "::1")

# Where tokens are given out; that is OAuth, of which the contracts here say nothing.
TOKEN_PATHS = ("oauth/access_token", "tokens/bearer", "oauth2/token")


class BadExchange(Exception):
    """A line that is no exchange."""


@dataclass(frozen=True)
class Exchange:
    """One request with its answer."""

    file: str
    line: int
    system: str
    method: str
    path: str
    query: list[tuple[str, str]]
    request_body: str
    status: int
    headers: dict[str, str]
    body: str
    place: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", f"{self.file}:{self.line}")

    @property
    def asks_for_token(self) -> bool:
        return self.path.rstrip("/").endswith(TOKEN_PATHS)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in members]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise ValueError(f"the member {twice[0]} is there twice")
    return dict(members)


def parse_json(text: str) -> Any:
    """JSON with its numbers as they are written; a member that comes twice is an error."""
    return json.loads(text, parse_float=Decimal, parse_constant=no_constant, object_pairs_hook=pairs)


def split_url(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The system, the path below its address and the query of a URL."""
    parts = urllib.parse.urlsplit(url)
    path = urllib.parse.unquote(parts.path)
    query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    host = parts.hostname or ""
    if host in LOCAL:
        name, _, rest = path.lstrip("/").partition("/")
        return name, "/" + rest, query
    for suffix, name in HOSTS.items():
        if host == suffix or host.endswith("." + suffix):
            return name, path, query
    raise BadExchange(f"{host} belongs to no system that has a contract")


def exchange(file: str, number: int, text: str) -> Exchange:
    """Reads one line."""
    try:
        line = json.loads(text)
        request, answer = line["request"], line["answer"]
        system, path, query = split_url(request["url"])
        headers = {str(name).lower(): str(value) for name, value in answer.get("headers") or []}
        return Exchange(
            file=file, line=number, system=system, method=request["method"].upper(), path=path, query=query,
            request_body=request.get("body") or "", status=int(answer["status"]), headers=headers,
            body=answer.get("body") or "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadExchange(f"no exchange: {error!r}") from error


def read(file: Path) -> Iterator[tuple[int, Exchange | BadExchange]]:
    """The exchanges of a file with the numbers of their lines."""
    with file.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                yield number, exchange(str(file), number, text)
            except BadExchange as error:
                yield number, error
