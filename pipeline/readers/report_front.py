"""What an inspection report says of itself on its first pages: title, framework, dates, lead inspector, authority."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from pipeline.readers.document import Block
from pipeline.records import AuthorityRef, Inspection, Meta
from pipeline.register import at, register
from pipeline.vocabulary import Framework

REPORT_TITLES: Final[tuple[tuple[str, Framework | None], ...]] = (
    (r"focused visit", "focused_visit"),
    (r"monitoring visit", "monitoring_visit"),
    (r"joint targeted area inspection", "jtai"),
    (r"arrangements for the protection of children", "arrangements_2013"),
    (r"services for children in need of help and protection", "sif"),
    (r"looked after children services", None),
    (r"children['’]s (?:social care )?services", "ilacs"),
    (r"local safeguarding children board", None),
)
"""Words of the titles that Ofsted gives to each kind of report, most telling first; None: a kind without a code."""

_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY: Final = rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+{_MONTH})?(?:,?\s+\d{{4}})?)"
_BETWEEN: Final = r"\s*(?:to|and|until|[-–—―─−,&])\s*"
_DATES: Final = re.compile(rf"{_DAY}(?:{_BETWEEN}{_DAY})*", re.I)
_ONE_DAY: Final = re.compile(rf"(\d{{1,2}})(?:/(\d{{1,2}})/(\d{{4}})|(?:st|nd|rd|th)?(?:\s+({_MONTH}))?(?:,?\s+(\d{{4}}))?)", re.I)
_INSPECTED: Final = re.compile(r"\b(?:inspection|visit)\s+dates?\s*:?\s*|\bdates? of (?:the )?(?:inspection|visit)\s*:?\s*", re.I)
_PUBLISHED: Final = re.compile(r"\b(?:report )?(?:published|publication date)(?: on)?\s*:?\s*", re.I)
_LEAD: Final = re.compile(r"(?<!deputy )\b(?:lead|reporting) inspectors?\s*:?\s*", re.I)
_HONORIFIC: Final = r"(?:H[MI]{2}|SHMI|HMI|OI|(?:Her|His)\s+Majesty|Senior|Ofsted|Deputy|Team|Judgement|Age|Lead|Additional)\b"
_NAME: Final = re.compile(rf"(?!{_HONORIFIC})[A-ZÀ-Þ][\w’'.-]*(?: (?!{_HONORIFIC})[A-ZÀ-Þ][\w’'.-]*){{1,3}}")

_FRONT: Final = 3000
"""Characters in which title, dates and authority stand."""


def report_meta(text: str, blocks: Sequence[Block]) -> Meta:
    """Metadata of an inspection report; of any other document at most its title, with the kind "other".

    Dates are those of the first to the last day on site, a second visit included; the year and month may be printed
    once, for both.
    """
    front = text[:_FRONT]
    inspected = _INSPECTED.search(front)
    start, end = _period(front[inspected.end() :]) if inspected else (None, None)
    title = _title(text, blocks, inspected.start() if inspected else _FRONT)
    known = [framework for words, framework in REPORT_TITLES if re.search(words, title, re.I)]
    is_report = bool(known) and inspected is not None
    published = _PUBLISHED.search(front)
    day = _period(front[published.end() :])[0] if published else None
    return Meta(
        title=_first_title(title),
        publisher="Ofsted" if is_report else None,
        url=None,
        published=day.isoformat() if day else None,
        kind="inspection_report" if is_report else "other",
        framework=known[0] if known and is_report else None,
        inspection=Inspection(start=start.isoformat() if start else None, end=end.isoformat() if end else None),
        lead_inspector=_lead_inspector(text) if is_report else None,
        authority=_authority_named(title, start) if is_report else None,
    )


def _title(text: str, blocks: Sequence[Block], before: int) -> str:
    """The blocks above the dates, a line each; where there are none, the first heading."""
    above = [text[block.start : block.end] for block in blocks if block.end <= before][:8]
    if before < _FRONT:
        return "\n".join(above)
    return next((text[block.start : block.end] for block in blocks[:3] if block.kind == "heading"), "")


def _first_title(title: str) -> str | None:
    """The title's lines up to the one that says what kind of report it is."""
    lines = title.split("\n")
    kinds = (number for number, line in enumerate(lines) if any(re.search(words, line, re.I) for words, _ in REPORT_TITLES))
    return " – ".join(lines[: next(kinds, len(lines)) + 1]) or None


def _period(text: str) -> tuple[date | None, date | None]:
    """First and last of the days that the text begins with; a missing month or year is that of the day after."""
    found = _DATES.match(text)
    if not found:
        return None, None
    days: list[date] = []
    month = year = 0
    for part in reversed(list(_ONE_DAY.finditer(found[0]))):
        number, slash_month, slash_year, month_name, own_year = part.groups()
        month = int(slash_month) if slash_month else _MONTHS[month_name[:3].lower()] if month_name else month
        year = int(slash_year or own_year or year)
        try:
            day = date(year, month, int(number))
            if days and day > days[-1] and not (slash_year or own_year):
                day = day.replace(year=year - 1)
        except ValueError:
            return None, None
        days.append(day)
    return days[-1], days[0]


def _lead_inspector(text: str) -> str | None:
    for label in _LEAD.finditer(text):
        name = _NAME.match(text, label.end())
        if name:
            return name[0].rstrip(".,")
    return None


def _authority_named(title: str, day: date | None) -> AuthorityRef | None:
    """The authority of the register that a report's title names, under the code in force on a day.

    The longest whole name wins ("Central Bedfordshire" over "Bedford"); failing that a name's distinctive part
    ("East Riding", "Newcastle", "Hull") that belongs to one authority only.
    """
    words = f" {_folded(title)} "
    for names in (_whole_names(), _short_names()):
        found = [name for name in names if f" {name} " in words]
        if found:
            named = at(names[max(found, key=len)], day)
            return AuthorityRef(gss=named.gss, name=named.name)
    return None


@cache
def _whole_names() -> dict[str, str]:
    return {_folded(authority.name): authority.gss for authority in register().values()}


@cache
def _short_names() -> dict[str, str]:
    """The parts of names before and after a connecting word, where only one name has the part."""
    owners: dict[str, set[str]] = {}
    for name in _whole_names():
        for part in re.split(r" (?:upon|on|of|and|under|with) ", name):
            owners.setdefault(part, set()).add(name)
    whole = _whole_names()
    return {part: whole[next(iter(names))] for part, names in owners.items() if len(names) == 1 and part not in whole}


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.lower().replace("&", " and ").replace("st.", "st")).split())
