"""Tables of findings: each one, themes by report and by year, and concerns that came back at the next inspection."""

from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.report.dates import period
from pipeline.report.load import Finding, Row
from pipeline.report.study import Study, visit_date
from pipeline.report.table import Table, authority_cells, finding_cells
from pipeline.report.themes import MUST_IMPROVE, national, repeated, telling

ON_THEME: Final = ("strengths", "share", "listed", "substantial", "neighbours_median", "region_median")


def must_improve_rows(study: Study) -> Iterator[Row]:
    listed = (one for one in study.material.findings if one.polarity == "concern" and one.place in MUST_IMPROVE)
    return finding_rows(study, listed)


def finding_rows(study: Study, findings: Iterable[Finding] | None = None) -> Iterator[Row]:
    for finding in study.material.findings if findings is None else findings:
        document = study.material.document(finding.document)
        when = period(visit_date(document))
        yield {
            **authority_cells(finding.gss, when.last if when else None),
            "date": when.value if when else None,
            **{key: getattr(finding, key) for key in ("polarity", "area", "speaker", "place", "cues")},
            "themes": " ".join(finding.themes),
            **{key: document[key] for key in ("kind", "framework")},
            **finding_cells(study, finding),
        }


def theme_rows(study: Study) -> Iterator[Row]:
    for profile in study.profiles:
        inspection = profile.inspection
        for theme, on_theme in profile.themes.items():
            yield {
                **authority_cells(inspection.gss, inspection.end),
                "inspection_end": inspection.end.isoformat(),
                "framework": inspection.framework,
                "theme": theme,
                "concerns": len(on_theme.concerns),
                "all_concerns": profile.concerns,
                **{key: getattr(on_theme, key) for key in ON_THEME},
            }


def national_rows(study: Study) -> Iterator[Row]:
    before: dict[tuple[int, str | None, str], float] = {}
    ranks: dict[tuple[int, str | None], int] = {}
    for row in national(study.profiles):
        ranks[row.year, row.framework] = rank = ranks.get((row.year, row.framework), 0) + 1
        before[row.year, row.framework, row.theme] = row.mean_share
        earlier = before.get((row.year - 1, row.framework, row.theme))
        yield {
            **row._asdict(),
            "rank": rank,
            "change": None if earlier is None else row.mean_share - earlier,
        }


def repeated_rows(study: Study) -> Iterator[Row]:
    for earlier, later, theme in repeated(study.profiles):
        before, after = earlier.themes[theme], later.themes[theme]
        said = finding_cells(study, telling(before))
        yield {
            **authority_cells(later.inspection.gss, later.inspection.end),
            "theme": theme,
            "earlier_end": earlier.inspection.end.isoformat(),
            "later_end": later.inspection.end.isoformat(),
            "earlier_concerns": len(before.concerns),
            "earlier_share": before.share,
            "later_concerns": len(after.concerns),
            "later_share": after.share,
            "later_strengths": after.strengths,
            **{f"earlier_{key}": said[key] for key in ("quote", "path", "page", "link")},
            **finding_cells(study, telling(after)),
        }


FINDINGS_TABLE = Table("findings", "Strengths and concerns", finding_rows)
FOR_READERS = (
    *("authority", "region", "date", "framework_label", "place", "themes", "area_label", "quote", "link", "page"),
    "path",
)
MUST_IMPROVE_TABLE = Table("must_improve", "Concerns that reports list for improvement", must_improve_rows, FOR_READERS)
THEMES_TABLE = Table(
    "themes",
    "Themes by report, beside neighbours and region",
    theme_rows,
    ("authority", "inspection_end", "theme", "concerns", "strengths", "share", "substantial", "neighbours_median"),
)
NATIONAL_TABLE = Table("national_themes", "Themes by year, every report weighing the same", national_rows)
REPEATED_TABLE = Table("repeated_concerns", "Substantial concerns of two inspections running", repeated_rows)
