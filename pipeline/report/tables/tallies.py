"""Table `tallies`: stated numbers of authorities, each counted again from the facts at hand."""

from collections.abc import Iterator

from pipeline.report.load import Row
from pipeline.report.recount import recounted
from pipeline.report.study import Study
from pipeline.report.table import AREA, EVIDENCE, Column, Table, area_cells, evidence_cells

COLUMNS = {
    "stated": Column("text", "The number as stated: '10 of 41', '44 %'"),
    "count": Column("count", "Stated number of authorities"),
    "of": Column("count", "Stated number that it is out of"),
    "percent": Column("number", "Stated percentage"),
    "grade": Column("text", "Grade, or any (inspected), fell, rose, awaiting, below_good, planned"),
    **AREA,
    "as_of": Column("text", "Day that the number holds for: as stated, else the document's publication"),
    "verdict": Column("text", "agrees, differs or cannot_be_checked"),
    "counted": Column("count", "Our number"),
    "counted_of": Column("count", "Authorities that our number is out of"),
    "basis": Column(
        "text", "What was counted: the authorities judged in the same document, or all facts of the corpus"
    ),
    "note": Column("text", "What the verdict rests on, in words"),
    **EVIDENCE,
    "passage": Column("text", "The paragraph that the number stands in"),
}


def rows(study: Study) -> Iterator[Row]:
    for tally, recount in recounted(study.material, study.reconciled):
        if tally["percent"] is not None:
            stated = f"{tally['percent']:g} %"
        else:
            stated = f"{tally['count']}" + (f" of {tally['of']}" if tally["of"] is not None else "")
        yield {
            "stated": stated,
            **{key: tally[key] for key in ("count", "of", "percent", "grade")},
            **area_cells(tally["area"]),
            **recount._asdict(),
            **evidence_cells(tally),
            "passage": tally["passage"],
        }


TABLE = Table("tallies", "Stated numbers, counted again", COLUMNS, rows)
