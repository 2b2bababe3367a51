"""What an inspection report says of itself on its first pages: title, framework, dates, lead inspector, authority."""

import re
from calendar import month_name
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from pipeline.readers.document import Block
from pipeline.records import AuthorityRef, Meta, empty_meta
from pipeline.register import at, register
from pipeline.vocabulary import Framework

REPORT_TITLES: Final[tuple[tuple[re.Pattern[str], Framework | None], ...]] = (
    (re.compile(r"focused visit", re.I), "focused_visit"),
    (re.compile(r"monitoring visit", re.I), "monitoring_visit"),
    (re.compile(r"joint targeted area inspection", re.I), "jtai"),
    (re.compile(r"arrangements for the protection of children", re.I), "arrangements_2013"),
    (re.compile(r"services for children in need of help and protection", re.I), "sif"),
    (re.compile(r"looked after children services", re.I), None),
    (re.compile(r"children['’]s (?:social care )?services", re.I), "ilacs"),
    (re.compile(r"local safeguarding children board", re.I), None),
)
"""Words of the titles that Ofsted gives to its kinds of report, the most telling first; None: a kind without a code."""

_FRONT: Final = 4000
"""Characters in which title, dates and authority stand."""

_TITLE_BLOCKS: Final = 25
_TITLE_LENGTH: Final = 300

_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY: Final = (
    rf"(?:[a-z]+day,?\s+)?(\d{{1,2}})"
    rf"(?:[/.](\d{{1,2}})[/.](\d{{4}})|(?:st|nd|rd|th)?(?:\s+(?:of\s+)?({_MONTH}))?(?:,?\s+(\d{{4}}))?)"
)
_BETWEEN: Final = r"\s*(?:to|and|until|[-–—―─−,&])\s*"
_ONE_DAY: Final = re.compile(_DAY, re.I)
_DAYS: Final = re.compile(rf"{_DAY}(?:{_BETWEEN}{_DAY})*", re.I)
_INSPECTED: Final = re.compile(
    r"\b(?:inspection|visit)\s+dates?\s*:?\s*|\bdates? of (?:the )?(?:inspection|visit)\s*:?\s*", re.I
)
_LETTER: Final = re.compile(r"^Dear\b", re.M)
_VISITED: Final = re.compile(r"\bvisit (?:to|of)\b[^.\n]{0,200}?\bon\s+(?=\d)")
_PUBLISHED: Final = re.compile(r"\b(?:report published\s*:?|published\s*:|publication date\s*:?)\s*", re.I)
_LEAD: Final = re.compile(
    r"[LlRr](?<=\b.)(?<![Dd]eputy .)(?:(?<=[Ll])ead|(?<=[Rr])eporting) [Ii]nspectors?\s*:?\s*"
)  # begins with one set of characters, which `re` finds fast
_NO_NAME: Final = r"(?!(?:[A-Z]{2,4}|Her|His|Senior|Ofsted|Deputy|Team|Judgement|Age|Lead|Additional)\b)"
_NAME: Final = re.compile(rf"{_NO_NAME}[A-ZÀ-Þ][\w’'.-]*(?: {_NO_NAME}[A-ZÀ-Þ][\w’'.-]*){{1,3}}")


def report_meta(text: str, blocks: Sequence[Block]) -> Meta:
    """Metadata of an inspection report or of the letter about a visit.

    Inspection dates are the first and the last day on site, those of a second visit included. Any other document gets
    at most its first heading as title, and the kind "other".
    """
    front = text[:_FRONT]
    inspected = _INSPECTED.search(front) or (_VISITED.search(front) if _LETTER.search(front) else None)
    above = [text[one.start : one.end] for one in blocks[:_TITLE_BLOCKS] if inspected and one.end <= inspected.start()]
    title = _title_lines(above)
    if inspected is None or not title:
        return _meta(title=next((text[one.start : one.end] for one in blocks[:3] if one.kind == "heading"), None))
    start, end = _first_and_last(front, inspected.end())
    published = _PUBLISHED.search(front)
    return _meta(
        title=" – ".join(title).removesuffix(" and"),
        publisher="Ofsted",
        published=_first_and_last(front, published.end())[0] if published else None,
        framework=next(framework for words, framework in REPORT_TITLES if any(map(words.search, above))),
        inspection=(start, end),
        lead_inspector=_lead_inspector(text),
        authority=_authority_named(" ".join(title), start) or _authority_named(" ".join(above), start),
    )


def _meta(
    title: str | None,
    publisher: str | None = None,
    published: date | None = None,
    framework: Framework | None = None,
    inspection: tuple[date | None, date | None] = (None, None),
    lead_inspector: str | None = None,
    authority: AuthorityRef | None = None,
) -> Meta:
    start, end = (day.isoformat() if day else None for day in inspection)
    return {
        **empty_meta(),
        "title": title,
        "publisher": publisher,
        "published": published.isoformat() if published else None,
        "kind": "inspection_report" if publisher else "other",
        "framework": framework,
        "inspection": {"start": start, "end": end, "type": None},
        "lead_inspector": lead_inspector,
        "authority": authority,
    }


def _title_lines(above: list[str]) -> list[str]:
    """Of the blocks above the dates the one that says what kind of report it is, and a name right above or below it."""
    short = [(number, line) for number, line in enumerate(above) if len(line) <= _TITLE_LENGTH]
    for number, line in short:
        if any(words.search(line) for words, _ in REPORT_TITLES):
            if _authority_named(line, None) is not None:
                return [line]
            return above[max(0, number - 1) : number] + [line] + ([above[1]] if number == 0 and len(above) == 2 else [])
    return []


def _first_and_last(text: str, start: int) -> tuple[date | None, date | None]:
    """First and last of the days printed at an offset; a missing month or year is that of a day beside it."""
    found = _DAYS.match(text, start)
    if not found:
        return None, None
    parts = [day.groups() for day in _ONE_DAY.finditer(found[0])]
    months = [_month(slashed, named) for _, slashed, _, named, _ in parts]
    years = [int(slashed or plain or 0) for _, _, slashed, _, plain in parts]
    days: list[date] = []
    for position in reversed(range(len(parts))):
        month = next((one for one in months[position:] + months[position::-1] if one), 0)
        year = next((one for one in years[position:] + years[position::-1] if one), 0)
        try:
            day = date(year, month, int(parts[position][0]))
            if days and day > days[-1] and not years[position]:
                day = day.replace(year=year - 1)
        except ValueError:
            return None, None
        days.append(day)
    return days[-1], days[0]


def _month(number: str | None, name: str | None) -> int:
    return int(number) if number else _MONTHS[name[:3].lower()] if name else 0


def _lead_inspector(text: str) -> str | None:
    """The first name after a label; titles may stand before or after it, or on the next line."""
    names = (_NAME.match(text, label.end()) for label in _LEAD.finditer(text))
    return next((name[0].rstrip(".,") for name in names if name), None)


def _authority_named(title: str, day: date | None) -> AuthorityRef | None:
    """The authority of the register that a report's title names, under the code in force on a day.

    The longest name wins ("Central Bedfordshire" over "Bedford"); failing that a name's distinctive part ("East
    Riding", "Newcastle") that belongs to one authority only.
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
    return {_folded(name): one.gss for one in register().values() for name in (*one.also_known_as, one.name)}


@cache
def _short_names() -> dict[str, str]:
    """The parts of names before and after a connecting word, where only one authority has the part."""
    whole = _whole_names()
    owners: dict[str, set[str]] = {}
    for one in register().values():
        if one.type != "city_of_london":
            for part in re.split(r" (?:upon|on|of|and|with) ", _folded(one.name)):
                owners.setdefault(part, set()).add(one.name)
    unique = {part: next(iter(names)) for part, names in owners.items() if len(names) == 1}
    return {part: whole[_folded(name)] for part, name in unique.items() if part not in whole}


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.lower().replace("&", " and ").replace("st.", "st")).split())
