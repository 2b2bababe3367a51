"""What a report table is, and the columns that many tables share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from pipeline.register import register
from pipeline.report.frameworks import movement
from pipeline.report.load import Finding, Row
from pipeline.report.places import code_on, current_codes, name_of, region_of
from pipeline.report.reconcile import Fact
from pipeline.report.sources import page_link
from pipeline.report.study import Study
from pipeline.vocabulary import AREAS, FRAMEWORKS, GRADES

Kind = Literal["text", "date", "grade", "link", "count", "number", "flag"]

DTYPES: Final[dict[Kind, Any]] = {"count": "Int64", "number": "Float64", "flag": "boolean"}
"""How pandas holds a kind of column; all others are texts."""


class Column(NamedTuple):
    """`what` is the column's line in the tables' description. Dates are ISO, as exact as known; grades are codes."""

    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the report. `rows` gives one dict a fact; keys beyond `columns` are an error.

    `sheet` names the columns that the workbook shows; all where it is empty.
    """

    name: str
    title: str
    columns: dict[str, Column]
    rows: Callable[[Study], Iterable[Row]]
    sheet: tuple[str, ...] = ()

    def frame(self, study: Study) -> pd.DataFrame:
        """The table with its columns in order, typed even where empty."""
        return framed(self.columns, self.rows(study))


def framed(columns: dict[str, Column], rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a DataFrame of these columns; a key that `columns` lacks raises ValueError."""
    cells: dict[str, list[Any]] = {name: [] for name in columns}
    adding = [(name, column.append) for name, column in cells.items()]
    for row in rows:
        if not row.keys() <= columns.keys():
            raise ValueError(f"columns without a description: {', '.join(sorted(row.keys() - columns.keys()))}")
        for name, append in adding:
            append(row.get(name))
    return pd.DataFrame(
        {name: pd.Series(cells[name], dtype=DTYPES.get(column.kind, object)) for name, column in columns.items()}
    )


AUTHORITY: Final = {
    "gss": Column("text", "ONS (GSS) code of the authority, valid on the row's date"),
    "authority": Column("text", "Official name of the authority"),
    "gss_current": Column("text", "GSS code in force today; several, parted by a space, where an authority was split"),
    "authority_current": Column("text", "Name of the authority in force today; several parted by ' + '"),
    "region": Column("text", "Region of England"),
    "la_code": Column("text", "DfE number of the authority"),
    "urn": Column("text", "Ofsted's reference number of the authority"),
}
AREA: Final = {
    "area": Column("text", "Code of the judgement area"),
    "area_label": Column("text", "Wording of the judgement area"),
}
GRADE: Final = {
    "grade": Column("grade", "Code of the grade"),
    "grade_label": Column("text", "Wording of the grade"),
}
FRAMEWORK: Final = {
    "framework": Column("text", "Code of the inspection framework"),
    "framework_label": Column("text", "Name of the inspection framework"),
}
INSPECTION: Final = {
    "published": Column("date", "Day of publication of the document"),
    "inspection_type": Column("text", "standard or short, where the report says so"),
    "lead_inspector": Column("text", "Lead inspector"),
}
EVIDENCE: Final = {
    "quote": Column(
        "text", "The words of the document that say so; signs that steer text are written out, as ⟨U+202E⟩"
    ),
    "document": Column("text", "Id of the document (see table documents)"),
    "path": Column("text", "Path of the document under the folder that was read"),
    "link": Column("link", "Where to read it: the report's address or file, opened at the page"),
    "page": Column("count", "Page of the quote, counted from 1; empty where the document has no pages"),
    "start": Column("count", "First code point of the quote in the record's text"),
    "end": Column("count", "Code point after the quote in the record's text"),
}


@cache
def authority_cells(gss: str | None, day: date | None) -> Row:
    """The AUTHORITY columns, to be copied from, not changed; all empty where no authority is known."""
    if gss is None:
        return {}
    then, now = code_on(gss, day), current_codes(gss)
    known = register().get(then)
    return {
        "gss": then,
        "authority": name_of(then),
        "gss_current": " ".join(now),
        "authority_current": " + ".join(map(name_of, now)),
        "region": region_of(then),
        "la_code": known.dfe if known else None,
        "urn": known.ofsted_urn if known else None,
    }


def area_cells(area: str | None) -> Row:
    return {"area": area, "area_label": AREAS[area] if area else None}  # type: ignore[index]


def grade_cells(grade: str | None) -> Row:
    return {"grade": grade, "grade_label": GRADES[grade] if grade else None}  # type: ignore[index]


def framework_cells(framework: str | None) -> Row:
    return {"framework": framework, "framework_label": FRAMEWORKS[framework] if framework else None}  # type: ignore[index]


def inspection_cells(document: Row | None) -> Row:
    return {} if document is None else {key: document[key] for key in INSPECTION}


def evidence_cells(row: Row | None) -> Row:
    return {} if row is None else {key: row[key] for key in EVIDENCE}


def fact_cells(study: Study, fact: Fact) -> Row:
    """What the tables of facts say of each: who, which grade, when, what it was before, and where it stands."""
    before = fact.before
    document = study.material.document(fact.source["document"]) if fact.basis == "report" else None
    return {
        **authority_cells(fact.gss, fact.day),
        **area_cells(fact.area),
        **grade_cells(fact.grade),
        "date": fact.date,
        "previous_grade": before.grade if before else None,
        "previous_date": before.date if before else None,
        "movement": movement(before.grade if before else None, fact.grade),
        **framework_cells(fact.framework),
        "basis": fact.basis,
        "witnesses": len(fact.witnesses),
        "disputed": fact.disputed,
        "rule": fact.source["rule"],
        **inspection_cells(document),
        **evidence_cells(fact.source),
    }


def finding_cells(study: Study, finding: Finding) -> Row:
    """The EVIDENCE columns of a finding."""
    link = page_link(study.material.document(finding.document)["link"], finding.page)
    return {"link": link} | {key: getattr(finding, key) for key in EVIDENCE if key != "link"}
