"""Publication dates as newspapers, councils and files write them, read to ISO dates."""

import re
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_FORMS: Final = tuple(
    re.compile(rf"(?<![\w/.-]){form}(?![\w/-])", re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)[/.]{_YEAR}",
    )
)

LONGEST_DATE_LINE: Final = 90
"""Code points; a longer line with a date in it is a sentence, not a dateline."""


def iso_date(text: str) -> str | None:
    """The one date that a text is ("22 June 2015", "Feb 3, 2015", "03/02/2015" day first), as ISO; None if it is none.

    A weekday before it and a time of day after it are allowed.
    """
    found = _first_date(text)
    if found is None:
        return None
    start, end, value = found
    around = f"{text[:start]} {text[end:]}"
    return value if _AROUND_A_DATE.fullmatch(around) else None


def dateline(line: str) -> str | None:
    """The date of a line such as "By A Name | 3rd February 2015, 10:15"; None where the line is no dateline.

    The date stands at the line's beginning or end, and the line is no sentence.
    """
    if len(line) > LONGEST_DATE_LINE or line.endswith((".", "!", "?")):
        return None
    found = _first_date(line)
    if found is None:
        return None
    start, end, value = found
    at_an_edge = _BEFORE_A_DATE.fullmatch(line[:start]) or _AFTER_A_DATE.fullmatch(line[end:])
    return value if at_an_edge else None


def date_in_name(name: str) -> str | None:
    """The ISO date that a file's name holds ("Leeds inspection - 09 may 2025.pdf")."""
    found = _first_date(name.rsplit(".", 1)[0].replace("_", " "))
    return found[2] if found else None


_WEEKDAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?"
_TIME: Final = r"(?:[ ,|-]|at|[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?|[ap]\.?m\.?|gmt|bst|utc)*"
_BEFORE_A_DATE: Final = re.compile(rf"\s*(?:{_WEEKDAY})?\s*", re.IGNORECASE)
_AFTER_A_DATE: Final = re.compile(_TIME, re.IGNORECASE)
_AROUND_A_DATE: Final = re.compile(rf"\s*(?:{_WEEKDAY})?\s*{_TIME}", re.IGNORECASE)


def _first_date(text: str) -> tuple[int, int, str] | None:
    found = [
        (match.start(), match.end(), value)
        for form in _FORMS
        for match in form.finditer(text)
        if (value := _iso(match))
    ]
    return min(found, default=None)


def _iso(match: re.Match[str]) -> str | None:
    month = match["month"][:3].lower()
    number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
    try:
        return date(int(match["year"]), number, int(match["day"])).isoformat()
    except ValueError:
        return None
