"""Dates of any precision ("2015", "2015-02", "2015-02-03") as the days they may mean."""

from calendar import monthrange
from datetime import date
from functools import cache
from typing import Literal, NamedTuple


class Period(NamedTuple):
    """First and last day that an ISO date of its precision may mean."""

    value: str
    first: date
    last: date
    precision: Literal["day", "month", "year"]


@cache
def period(value: str | None) -> Period | None:
    """The days an ISO date covers; None for None, "" and what is no date."""
    if not value:
        return None
    try:
        parts = [int(part) for part in value[:10].split("-")]
        match parts:
            case [year]:
                return Period(value, date(year, 1, 1), date(year, 12, 31), "year")
            case [year, month]:
                return Period(value, date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")
            case [year, month, day]:
                return Period(value, date(year, month, day), date(year, month, day), "day")
    except ValueError:
        pass
    return None
