"""Table `neighbours`: an authority beside its ten statistical neighbours, by what counts now."""

from collections.abc import Iterator

from pipeline.register import register
from pipeline.report.load import Row
from pipeline.report.places import line, name_of, region_of
from pipeline.report.standing import counting, worst
from pipeline.report.study import Study
from pipeline.report.table import Table
from pipeline.report.tables.standing import NOW
from pipeline.report.themes import neighbours


def rows(study: Study) -> Iterator[Row]:
    for gss, one in register().items():
        if line(gss) != gss or not one.in_force(None):
            continue
        for rank, near in enumerate([gss, *neighbours(gss)]):
            grades = counting(study.standings, near)
            yield {
                "gss": gss,
                "authority": one.name,
                "rank": rank,
                "neighbour_gss": near,
                "neighbour": name_of(near),
                "neighbour_region": region_of(near),
                "worst_grade": worst(grades.values()),
                "overall_effectiveness": grades.get("overall_effectiveness"),
                **{area: grades.get(area) for area in NOW},
            }


FOR_READERS = ("authority", "rank", "neighbour", "worst_grade", "overall_effectiveness", *NOW)

TABLE = Table("neighbours", "Each authority beside its statistical neighbours", rows, FOR_READERS)
