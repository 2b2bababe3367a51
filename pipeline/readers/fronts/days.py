"""The days of an inspection as reports print them: "4 to 8 March 2024", "Monday 3 and Friday 14 October"."""

import re
from calendar import month_name
from datetime import date, timedelta
from typing import Final, NamedTuple

from pipeline.records import Days

_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY: Final = (
    rf"(?:[a-z]+day,?\s+)?([0-3]?\d)(?!\d)"
    rf"(?:[/.](\d{{1,2}})[/.](\d{{4}})|(?:st|nd|rd|th)?(?:\s+(?:of\s+)?({_MONTH}))?(?:,?\s+(\d{{4}}))?)"
)
_BETWEEN: Final = r"\s*(?:to|and|until|[-–—―─−,&])\s*"
_ONE_DAY: Final = re.compile(_DAY, re.I)
_DAYS: Final = re.compile(rf"{_DAY}(?:{_BETWEEN}{_DAY})*", re.I)


class Visit(NamedTuple):
    """First and last day of a visit or of several; None where they are not told."""

    start: date | None
    end: date | None

    def iso(self) -> Days:
        """As records carry them."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
        }


UNTOLD: Final = Visit(None, None)


def visit_at(text: str, start: int, written: date | None = None) -> Visit:
    """First and last of the days printed at an offset.

    A missing month or year is that of a day beside it; failing that the year is the last one that lies before
    `written`, the date of the letter.
    """
    days = _days_at(text, start, written)
    return Visit(days[0], days[-1]) if days else UNTOLD


def first_stretch(text: str, start: int) -> Visit:
    """Like `visit_at`, without the later days of a second visit."""
    days = _days_at(text, start, None)
    return Visit(days[0], days[min(1, len(days) - 1)]) if days else UNTOLD


def day_at(text: str, start: int) -> date | None:
    """The one day printed at an offset."""
    return visit_at(text, start).start


def _days_at(text: str, start: int, written: date | None) -> list[date]:
    found = _DAYS.match(text, start)
    if not found:
        return []
    parts = [day.groups() for day in _ONE_DAY.finditer(found[0])]
    months = [_month(slashed, named) for _, slashed, _, named, _ in parts]
    years = [int(slashed or plain or 0) for _, _, slashed, _, plain in parts]
    days: list[date] = []
    for position in reversed(range(len(parts))):
        month = next((one for one in months[position:] + months[position::-1] if one), 0)
        year = next((one for one in years[position:] + years[position::-1] if one), 0)
        try:
            day = date(year or (written.year if written else 0), month, int(parts[position][0]))
            if not year and written and day > written:
                day = day.replace(year=day.year - 1)
            if days and day > days[-1] and not years[position]:
                day = day.replace(year=day.year - 1)
        except ValueError:
            return []
        days.append(day)
    return days[::-1]


def weeks(visit: Visit) -> int | None:
    """How many calendar weeks a visit touches; None where its days are not told."""
    if visit.start is None or visit.end is None:
        return None
    monday, last = (day - timedelta(days=day.weekday()) for day in (visit.start, visit.end))
    return (last - monday).days // 7 + 1


def _month(number: str | None, name: str | None) -> int:
    return int(number) if number else _MONTHS[name[:3].lower()] if name else 0
