"""What a report table is, its columns as `columns.csv` describes them, and the cells that many tables share."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

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


WORDINGS: Final[dict[str, Mapping[Any, str]]] = {"area": AREAS, "grade": GRADES, "framework": FRAMEWORKS}
"""The columns of codes beside which a column `..._label` may give each code's wording."""


class Column(NamedTuple):
    """`what` is the column's line in the tables' description. Dates are ISO, as exact as known; grades are codes."""

    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the report, with columns as described. `rows` gives one dict a fact; keys beyond them are an error.

    `sheet` names the columns that the workbook shows; all where it is empty.
    """

    name: str
    title: str
    rows: Callable[[Study], Iterable[Row]]
    sheet: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Column]:
        return COLUMNS[self.name]

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
    for name, wordings in WORDINGS.items():
        if f"{name}_label" in columns:
            cells[f"{name}_label"] = [wordings.get(code) for code in cells[name]]
    return pd.DataFrame(
        {name: pd.Series(cells[name], dtype=DTYPES.get(column.kind, object)) for name, column in columns.items()}
    )


def _described() -> dict[str, dict[str, Column]]:
    """The columns of each table; what is written in capitals stands for the columns that many tables share."""
    found: defaultdict[str, dict[str, Column]] = defaultdict(dict)
    with Path(__file__).with_name("columns.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name, kind = row["column"], cast(Kind, row["kind"])
            found[row["table"]] |= found[name] if name.isupper() else {name: Column(kind, row["what"])}
    return dict(found)


COLUMNS: Final = _described()
AUTHORITY: Final = COLUMNS["AUTHORITY"]
INSPECTION: Final = COLUMNS["INSPECTION"]
EVIDENCE: Final = COLUMNS["EVIDENCE"]


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
        "area": fact.area,
        "grade": fact.grade,
        "date": fact.date,
        "previous_grade": before.grade if before else None,
        "previous_date": before.date if before else None,
        "movement": movement(before.grade if before else None, fact.grade),
        "framework": fact.framework,
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
