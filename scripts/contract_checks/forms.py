"""How values are written: dates, times and the like."""
from __future__ import annotations

import datetime
import re
from collections.abc import Callable

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?")


def is_date(text: str) -> bool:
    """`2026-06-01`."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def moment_parts(text: str) -> tuple[bool, bool]:
    """Whether the text is a date with a time, and whether that has an offset."""
    match = MOMENT.fullmatch(text)
    if not match or not is_date(match[1]):
        return False, False
    try:
        datetime.time.fromisoformat(match[2])
    except ValueError:
        return False, False
    return True, bool(match[4])


def is_moment(text: str) -> bool:
    """RFC 3339: `2026-06-01T10:00:00Z`."""
    return all(moment_parts(text))


def is_local_moment(text: str) -> bool:
    """A date with a time that has no offset: `2026-06-01T10:00:00.0000000`."""
    return moment_parts(text) == (True, False)


def is_xml_moment(text: str) -> bool:
    """xs:dateTime, whose offset may be missing."""
    return moment_parts(text)[0]


def is_mail_date(text: str) -> bool:
    """RFC 2822: `Wed, 10 Jan 2018 21:05:30 +0000`."""
    try:
        moment = datetime.datetime.strptime(text, "%a, %d %b %Y %H:%M:%S %z")
    except ValueError:
        return False
    return moment.strftime("%a, %d %b %Y %H:%M:%S") == text[:-6]


def is_uuid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text))


def is_address(text: str) -> bool:
    """An absolute URL."""
    return bool(re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s]+", text))


def is_mail(text: str) -> bool:
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+", text))


# By the names that OpenAPI has for them; a format that is not here is not looked at.
FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date, "date-time": is_moment, "uuid": is_uuid, "uri": is_address, "url": is_address, "email": is_mail,
}
