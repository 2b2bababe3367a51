"""Holds a published table of grades against ours: each difference with our evidence."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.register import register
from pipeline.report.errors import ReportError
from pipeline.report.load import Row
from pipeline.report.places import line
from pipeline.report.reconcile import Inspection
from pipeline.report.safe import neutral
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, evidence_cells
from pipeline.report.tables.published_form import GRADE_COLUMNS, MISSING_WORDS
from pipeline.vocabulary import GRADES, Area

AREA_COLUMNS: Final[dict[str, Area]] = {**GRADE_COLUMNS, "adoption_grade": "adoption", "lscb_grade": "lscb"}
NO_VALUE: Final = ("", "data_unreadable", "none", "null", "n/a", "nan")
"""What the published form writes where it has no grade."""
EXPLAINED: Final = {words: missing for missing, words in MISSING_WORDS.items() if words not in NO_VALUE}

DATE_FORMS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")
PUBLICATION_LAG: Final = timedelta(days=210)

STYLE_WORDS: Final = re.compile(r"\b(city|county|metropolitan|borough|district|council|london|royal|of|the|and|upon)\b")


def compared(published: Path) -> Table:
    """The table `differences` against this CSV file (columns as in AREA_COLUMNS beside `local_authority` or `gss`).

    Raises:
        ReportError: the file is not there, is no UTF-8 CSV, or lacks these columns.
    """
    try:
        with published.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = [row | {"": str(reader.line_num)} for row in reader]
            header = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReportError(f"{published}: cannot be read as a UTF-8 CSV table ({error})") from error
    if not {"local_authority", "gss"} & set(header) or not set(AREA_COLUMNS) & set(header):
        raise ReportError(
            f"{published}:1: needs a column local_authority or gss, and at least one of {', '.join(AREA_COLUMNS)}"
        )
    return Table("differences", f"Differences from {published.name}", partial(_rows, published=rows))


def _rows(study: Study, published: list[dict[str, str]]) -> Iterator[Row]:
    by_line: dict[str, list[Inspection]] = defaultdict(list)
    for one in study.reconciled.inspections:
        by_line[one.line].append(one)
    met: set[int] = set()
    listed: set[str] = set()
    for row in published:
        gss = _authority(row)
        base: Row = {"published_line": int(row[""]), "published_name": neutral(row.get("local_authority"))}
        if gss is None:
            yield base | {"difference": "authority_unknown", "field": "local_authority"}
            continue
        listed.add(gss)
        inspection = _meant(row, by_line[gss])
        if inspection is None:
            stated = neutral(row.get("inspection_end_date") or row.get("publication_date"))
            base |= authority_cells(gss, _day(row, "inspection_end_date"))
            yield base | {"difference": "cannot_be_checked", "field": "inspection_end_date", "published_value": stated}
            continue
        met.add(id(inspection))
        base |= authority_cells(inspection.gss, inspection.end) | {"inspection_end": inspection.end.isoformat()}
        for difference in (*_grade_differences(row, inspection), *_other_differences(row, inspection)):
            yield base | difference
    for gss in sorted(listed):
        for unlisted in by_line[gss]:
            if id(unlisted) not in met and not unlisted.board_only:
                first = next(iter(unlisted.facts.values()), None)
                yield {
                    **authority_cells(unlisted.gss, unlisted.end),
                    "difference": "inspection_missing",
                    "inspection_end": unlisted.end.isoformat(),
                    **evidence_cells(first.source if first else None),
                }


def _grade_differences(row: dict[str, str], inspection: Inspection) -> Iterator[Row]:
    for column, area in AREA_COLUMNS.items():
        if column not in row:
            continue
        stated = (row[column] or "").strip()
        value = stated.lower().replace(" ", "_")
        value = value if value in GRADES or value in EXPLAINED or value in NO_VALUE else value.removeprefix("to_")
        fact = inspection.facts.get(area)
        reason = inspection.missing.get(area)
        base = {"field": column, "area": area, "published_value": neutral(stated), "missing_reason": reason}
        base |= {"our_value": fact.grade if fact else None}
        if fact is not None:
            base |= evidence_cells(fact.source)
        else:
            base |= {key: inspection.documents[0][key] for key in ("document", "path", "link")}
        if stated.lower().startswith("to "):
            yield base | {"difference": "value_unknown"}
        if value in GRADES:
            if fact is None:
                yield base | {"difference": "grade_not_in_report"}
            elif fact.grade != value:
                yield base | {"difference": "grade_differs"}
        elif fact is not None and (value in NO_VALUE or value in EXPLAINED):
            yield base | {"difference": "grade_missing"}
        elif value not in NO_VALUE and reason != EXPLAINED.get(value, ""):
            yield base | {"difference": "value_unknown"}


def _other_differences(row: dict[str, str], inspection: Inspection) -> Iterator[Row]:
    document = inspection.documents[0]
    source = {key: document[key] for key in ("document", "path", "link")}

    def difference(kind: str, column: str, stated: str, ours: str | None) -> Row:
        values = {"published_value": neutral(stated), "our_value": ours}
        return {"difference": kind, "field": column, **values, **source}

    for column, ours in (("inspection_start_date", inspection.start), ("inspection_end_date", inspection.end)):
        if column not in row or ours is None:
            continue
        stated, day = (row[column] or "").strip(), _day(row, column)
        if day != ours:
            yield difference("date_differs" if stated else "date_missing", column, stated, ours.isoformat())
    if "inspection_framework" in row:
        stated = (row["inspection_framework"] or "").strip()
        if not stated or any(sign.isdigit() for sign in stated):
            yield difference("framework_missing", "inspection_framework", stated, inspection.framework)
    stated, ours_named = (row.get("inspector_name") or "").strip(), document["lead_inspector"]
    if stated and ours_named and not set(_fold(stated).split()) <= set(_fold(ours_named).split()):
        yield difference("inspector_differs", "inspector_name", stated, ours_named)


def _meant(row: dict[str, str], inspections: list[Inspection]) -> Inspection | None:
    """Our inspection that a published row is about: by its end, its start, or its publication after the end."""
    end, start = _day(row, "inspection_end_date"), _day(row, "inspection_start_date")
    published = _day(row, "publication_date") or _day(row, "inspection_framework")
    for inspection in inspections:
        if (end and inspection.end == end) or (start and inspection.start == start):
            return inspection
    near = [one for one in inspections if end and abs(one.end - end) <= timedelta(days=14)]
    if near or end:
        return near[0] if near else None
    fits = [one for one in inspections if published and one.end <= published and published - one.end <= PUBLICATION_LAG]
    return fits[-1] if fits else None


def _day(row: dict[str, str], column: str) -> date | None:
    stated = (row.get(column) or "").strip()
    for form in DATE_FORMS:
        try:
            return datetime.strptime(stated, form).date()
        except ValueError:
            continue
    return None


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^a-z ]", " ", plain.replace("'", "")).split())


def _key(name: str) -> str:
    return " ".join(STYLE_WORDS.sub(" ", _fold(name)).split())


def _authority(row: dict[str, str]) -> str | None:
    """The line of a row's authority, by GSS code, name or URN; of several of one name the one in force that day."""
    known = register()
    gss = (row.get("gss") or "").strip()
    if gss in known:
        return line(gss)
    day = _day(row, "inspection_end_date") or _day(row, "publication_date")
    urn, name = (row.get("urn") or "").strip(), _key(row.get("local_authority") or "")
    named = [one for one in known.values() if name and name == _key(one.name)]
    named = named or [one for one in known.values() if name and len(name) > 4 and name in _key(one.name)]
    named = named or [one for one in known.values() if urn and urn == one.ofsted_urn]
    for one in named:
        if one.in_force(day):
            return line(one.gss)
    return line(named[0].gss) if named else None
