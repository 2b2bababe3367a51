"""What a report table is, and the columns that many tables share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from pipeline.report.load import Material, Row
from pipeline.report.places import code_on, current_codes, name_of, region_of
from pipeline.report.reconcile import Reconciled
from pipeline.vocabulary import AREAS, FRAMEWORKS, GRADES

DTYPES: Final[dict[str, Any]] = {"text": "string", "count": "Int64", "number": "Float64", "flag": "boolean"}


class Column(NamedTuple):
    """`what` is the column's line in the data dictionary."""

    kind: Literal["text", "count", "number", "flag"]
    what: str


@dataclass(frozen=True, slots=True)
class Study:
    """All that a table may draw on: the facts as the records give them, and as reconciled."""

    material: Material
    reconciled: Reconciled


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
    listed = list(rows)
    unknown = set().union(*listed) - set(columns)
    if unknown:
        raise ValueError(f"columns without a description: {', '.join(sorted(unknown))}")
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in listed], dtype=DTYPES[column.kind])
            for name, column in columns.items()
        }
    )


AUTHORITY: Final = {
    "gss": Column("text", "ONS (GSS) code of the authority, valid on the row's date"),
    "authority": Column("text", "Official name of the authority"),
    "gss_current": Column("text", "GSS code in force today; several, parted by a space, where an authority was split"),
    "authority_current": Column("text", "Name of the authority in force today; several parted by ' + '"),
    "region": Column("text", "Region of England"),
}
AREA: Final = {
    "area": Column("text", "Code of the judgement area"),
    "area_label": Column("text", "Wording of the judgement area"),
}
GRADE: Final = {
    "grade": Column("text", "Code of the grade"),
    "grade_label": Column("text", "Wording of the grade"),
}
FRAMEWORK: Final = {
    "framework": Column("text", "Code of the inspection framework"),
    "framework_label": Column("text", "Name of the inspection framework"),
}
EVIDENCE: Final = {
    "quote": Column(
        "text", "The words of the document that say so; signs that steer text are written out, as ⟨U+202E⟩"
    ),
    "document": Column("text", "Id of the document (see table documents)"),
    "path": Column("text", "Path of the document under the folder that was read"),
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
    return {
        "gss": then,
        "authority": name_of(then),
        "gss_current": " ".join(now),
        "authority_current": " + ".join(map(name_of, now)),
        "region": region_of(then),
    }


def area_cells(area: str | None) -> Row:
    return {"area": area, "area_label": AREAS[area] if area else None}  # type: ignore[index]


def grade_cells(grade: str | None) -> Row:
    return {"grade": grade, "grade_label": GRADES[grade] if grade else None}  # type: ignore[index]


def framework_cells(framework: str | None) -> Row:
    return {"framework": framework, "framework_label": FRAMEWORKS[framework] if framework else None}  # type: ignore[index]


def evidence_cells(row: Row | None) -> Row:
    return {} if row is None else {key: row[key] for key in EVIDENCE}
