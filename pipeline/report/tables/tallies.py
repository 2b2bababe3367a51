"""Table `tallies`: stated numbers of authorities, each counted again from the facts at hand."""

from collections.abc import Iterator

from pipeline.report.load import Row
from pipeline.report.recount import recounted
from pipeline.report.study import Study
from pipeline.report.table import Table, evidence_cells


def rows(study: Study) -> Iterator[Row]:
    for tally, recount in recounted(study.material, study.reconciled):
        if tally["percent"] is not None:
            stated = f"{tally['percent']:g} %"
        else:
            stated = f"{tally['count']}" + (f" of {tally['of']}" if tally["of"] is not None else "")
        yield {
            "stated": stated,
            **{key: tally[key] for key in ("count", "of", "percent", "grade", "area", "passage")},
            **recount._asdict(),
            **evidence_cells(tally),
        }


TABLE = Table("tallies", "Stated numbers, counted again", rows)
