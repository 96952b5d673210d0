"""QuickBooks' query language, and its names held against the types."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from .findings import Result
from .forms import is_date, is_xml_moment
from .xsd import Schema

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<sign><=|>=|[=<>(),*])|(?P<word>[^\s'(),*<>=]+))")
OPERATORS = ("=", "<", ">", "<=", ">=", "IN", "LIKE")
MOST_ROWS = 1000
STANDARD_ROWS = 100


class BadQuery(Exception):
    """A text that the language does not know."""


@dataclass
class Condition:
    name: str
    operator: str
    values: list[str] = field(default_factory=list)


@dataclass
class Query:
    """`SELECT … FROM … WHERE … ORDERBY … STARTPOSITION … MAXRESULTS …`."""

    columns: list[str] = field(default_factory=list)
    counts: bool = False
    entity: str = ""
    conditions: list[Condition] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    start: int = 1
    limit: int = STANDARD_ROWS


class Parser:
    """Reads a query word by word."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        text = text.strip()
        place = 0
        while place < len(text):
            match = TOKEN.match(text, place)
            if not match:
                raise BadQuery(f"cannot be read from '{text[place:place + 20]}' on")
            self.tokens.append(match["text"] or match["sign"] or match["word"])
            place = match.end()
        self.place = 0

    def take(self, *words: str) -> bool:
        ahead = [token.upper() for token in self.tokens[self.place:self.place + len(words)]]
        if ahead != list(words):
            return False
        self.place += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise BadQuery(f"'{' '.join(words)}' is missing before '{' '.join(self.tokens[self.place:self.place + 3])}'")

    def next(self) -> str:
        if self.place >= len(self.tokens):
            raise BadQuery("it ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def listed(self) -> list[str]:
        found = [self.next()]
        while self.take(","):
            found.append(self.next())
        return found

    def number(self) -> int:
        word = self.next()
        if not word.isdigit():
            raise BadQuery(f"'{word}' is no number")
        return int(word)

    def condition(self) -> Condition:
        name, operator = self.next(), self.next().upper()
        if operator not in OPERATORS:
            raise BadQuery(f"'{operator}' is none of {', '.join(OPERATORS)}")
        if operator != "IN":
            return Condition(name, operator, [self.next()])
        self.expect("(")
        values = self.listed()
        self.expect(")")
        return Condition(name, operator, values)

    def query(self) -> Query:
        query = Query()
        self.expect("SELECT")
        if self.take("COUNT", "(", "*", ")"):
            query.counts = True
        elif not self.take("*"):
            query.columns = self.listed()
        self.expect("FROM")
        query.entity = self.next()
        if self.take("WHERE"):
            query.conditions.append(self.condition())
            while self.take("AND"):
                query.conditions.append(self.condition())
        if self.take("ORDERBY") or self.take("ORDER", "BY"):
            query.order = self.order()
        if self.take("STARTPOSITION"):
            query.start = self.number()
        if self.take("MAXRESULTS"):
            query.limit = self.number()
        if self.place < len(self.tokens):
            raise BadQuery(f"'{self.tokens[self.place]}' is not known here")
        return query

    def order(self) -> list[str]:
        names = []
        while True:
            names.append(self.next())
            if not self.take("ASC"):
                self.take("DESC")
            if not self.take(","):
                return names


def kind_of(schema: Schema, entity: str, path: str) -> str | None:
    """The type of `MetaData.LastUpdatedTime`; None where there is none. Capital letters do not count."""
    kind = schema.entities()[entity]
    for part in path.split("."):
        if kind not in schema.complex:
            return None
        members = {name.lower(): member for name, member in schema.members(kind).elements.items()}
        if part.lower() not in members:
            return None
        kind = members[part.lower()].kind
    return kind


def primitive(schema: Schema, kind: str) -> tuple[str, list[str]]:
    """What of XML Schema a type is in the end, with the values that it allows."""
    values: list[str] = []
    while not kind.startswith("xs:"):
        if kind in schema.simple:
            values = schema.simple[kind].values or values
            kind = schema.simple[kind].base
        elif kind in schema.complex and schema.complex[kind].content:
            kind = schema.complex[kind].content
        else:
            return "", values
    return kind, values


def check_value(schema: Schema, kind: str, text: str, where: str, result: Result) -> None:
    """A value of a condition, by the type of its member."""
    base, values = primitive(schema, kind)
    is_quoted = text.startswith("'")
    plain = re.sub(r"\\(.)", r"\1", text[1:-1]) if is_quoted else text
    if base == "xs:dateTime":
        is_right = is_quoted and (is_xml_moment(plain) or is_date(plain))
    elif base == "xs:date":
        is_right = is_quoted and is_date(plain)
    elif base == "xs:boolean":
        is_right = plain in ("true", "false")
    elif base in ("xs:decimal", "xs:int", "xs:long", "xs:positiveInteger"):
        is_right = bool(re.fullmatch(r"-?\d+(\.\d+)?", plain))
    elif base == "":
        result.add(where, "query", f"{kind} has members of its own and can't be compared")
        return
    else:
        is_right = is_quoted and (not values or plain in values)
    if not is_right:
        result.add(where, "format", f"{text} is no {kind}")


def check_query_text(schema: Schema, text: str, result: Result) -> Query | None:
    """A query against the language and the types; None where it can't be read."""
    try:
        query = Parser(text).query()
    except BadQuery as error:
        result.add("query", "query", str(error))
        return None
    names = {name.lower(): name for name in schema.entities()}
    if query.entity.lower() not in names:
        result.add("query.FROM", "query", f"the schemas know no {query.entity}")
        return None
    query.entity = names[query.entity.lower()]
    for name in query.columns + query.order:
        if kind_of(schema, query.entity, name) is None:
            result.add(f"query.{name}", "query", f"{query.entity} has no such member")
    for condition in query.conditions:
        where = f"query.{condition.name}"
        kind = kind_of(schema, query.entity, condition.name)
        if kind is None:
            result.add(where, "query", f"{query.entity} has no such member")
            continue
        if condition.name.lower() == "id" and condition.operator not in ("=", "IN"):
            result.add(where, "query", "an Id knows = and IN only")
        for value in condition.values:
            check_value(schema, kind, value, where, result)
    if query.start < 1:
        result.add("query.STARTPOSITION", "bounds", "rows are counted from 1")
    if not 1 <= query.limit <= MOST_ROWS:
        result.add("query.MAXRESULTS", "bounds", f"a page has 1 to {MOST_ROWS} rows")
    return query
