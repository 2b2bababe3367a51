"""Table `neighbours`: an authority beside its ten statistical neighbours, by what counts now."""

from collections.abc import Iterator
from typing import Final

from pipeline.register import register
from pipeline.report.load import Row
from pipeline.report.places import line, name_of, region_of
from pipeline.report.standing import counting, worst
from pipeline.report.study import Study
from pipeline.report.table import Column, Table
from pipeline.report.tables.standing import NOW
from pipeline.report.themes import neighbours
from pipeline.vocabulary import AREAS

COLUMNS: Final[dict[str, Column]] = {
    "gss": Column("text", "ONS (GSS) code of the authority"),
    "authority": Column("text", "Its name"),
    "rank": Column("count", "0: the authority itself; 1 the nearest neighbour, 10 the tenth"),
    "neighbour_gss": Column("text", "Code of the neighbour"),
    "neighbour": Column("text", "Name of the neighbour"),
    "neighbour_region": Column("text", "Region of the neighbour"),
    "worst_grade": Column("grade", "The neighbour's worst grade that counts now, in any area"),
    "overall_effectiveness": Column("grade", "The neighbour's overall effectiveness, where it still counts"),
    **{area: Column("grade", f"The neighbour's grade: {AREAS[area]}") for area in NOW},
}


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

TABLE = Table("neighbours", "Each authority beside its statistical neighbours", COLUMNS, rows, FOR_READERS)
