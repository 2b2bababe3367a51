"""Tables of findings: each one, themes by report and by year, and concerns that came back at the next inspection."""

from collections.abc import Iterable, Iterator

from pipeline.report.dates import period
from pipeline.report.load import Finding, Row
from pipeline.report.study import Study, visit_date
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    FRAMEWORK,
    Column,
    Table,
    area_cells,
    authority_cells,
    finding_cells,
    framework_cells,
)
from pipeline.report.themes import MUST_IMPROVE, national, repeated, telling

FINDINGS = {
    **AUTHORITY,
    "date": Column("date", "Last day of the inspection, else day of publication"),
    "polarity": Column("text", "strength or concern"),
    "themes": Column("text", "Codes of the themes, parted by a space"),
    **AREA,
    "speaker": Column("text", "Who says so: inspectors, council or other"),
    "place": Column(
        "text", "Role of the section that it stands in: improvement, priority_action, strengths, body, ..."
    ),
    "kind": Column("text", "Kind of the document"),
    **FRAMEWORK,
    "cues": Column("text", "Ids of the patterns that carry the evaluation, parted by a space"),
    **EVIDENCE,
}
BY_REPORT = {
    **AUTHORITY,
    "inspection_end": Column("date", "Last day of the inspection"),
    **FRAMEWORK,
    "theme": Column("text", "Code of the theme"),
    "concerns": Column("count", "Concerns of inspectors on this theme"),
    "strengths": Column("count", "Strengths on this theme"),
    "all_concerns": Column("count", "All concerns of the report"),
    "share": Column("number", "Share of the report's concerns that are on this theme, 0 to 1"),
    "listed": Column("flag", "True where the report's own list of what must improve names it"),
    "substantial": Column(
        "flag",
        "True where it is listed (in a report that has a list) and takes up enough of the concerns: see `themes.py`",
    ),
    "neighbours_median": Column("number", "Median share of the statistical neighbours' reports nearest in time"),
    "region_median": Column("number", "Median share of the region's reports nearest in time"),
}
NATIONAL = {
    "year": Column("count", "Year of the inspections' last days"),
    **FRAMEWORK,
    "rank": Column("count", "1: the commonest concern of the year"),
    "theme": Column("text", "Code of the theme"),
    "mean_share": Column("number", "Mean share of a report's concerns, 0 to 1; every report weighs the same"),
    "substantial_in": Column("count", "Reports of which it is a substantial concern"),
    "reports": Column("count", "Reports of the year and framework"),
    "change": Column("number", "Against the year before under the same framework, in points of share"),
}
REPEATED = {
    **AUTHORITY,
    "theme": Column("text", "Code of the theme"),
    "earlier_end": Column("date", "Last day of the earlier inspection"),
    "later_end": Column("date", "Last day of the next inspection at hand"),
    "earlier_concerns": Column("count", "Concerns on the theme at the earlier inspection"),
    "earlier_share": Column("number", "Their share of all concerns of the earlier report"),
    "later_concerns": Column("count", "Concerns on the theme at the later inspection"),
    "later_share": Column("number", "Their share of all concerns of the later report"),
    "later_strengths": Column("count", "Strengths on the theme at the later inspection"),
    "earlier_quote": Column("text", "One concern of the earlier report"),
    "earlier_path": Column("text", "The earlier report"),
    "earlier_page": Column("count", "Page of the earlier quote"),
    "earlier_link": Column("link", "Where to read it"),
    **EVIDENCE,
}


def finding_rows(study: Study) -> Iterator[Row]:
    return _rows(study, study.material.findings)


def must_improve_rows(study: Study) -> Iterator[Row]:
    listed = (one for one in study.material.findings if one.polarity == "concern" and one.place in MUST_IMPROVE)
    return _rows(study, listed)


def _rows(study: Study, findings: Iterable[Finding]) -> Iterator[Row]:
    for finding in findings:
        document = study.material.document(finding.document)
        when = period(visit_date(document))
        yield {
            **authority_cells(finding.gss, when.last if when else None),
            "date": when.value if when else None,
            "polarity": finding.polarity,
            "themes": " ".join(finding.themes),
            **area_cells(finding.area),
            "speaker": finding.speaker,
            "place": finding.place,
            "kind": document["kind"],
            **framework_cells(document["framework"]),
            "cues": finding.cues,
            **finding_cells(study, finding),
        }


def theme_rows(study: Study) -> Iterator[Row]:
    for profile in study.profiles:
        inspection = profile.inspection
        for theme, on_theme in profile.themes.items():
            yield {
                **authority_cells(inspection.gss, inspection.end),
                "inspection_end": inspection.end.isoformat(),
                **framework_cells(inspection.framework),
                "theme": theme,
                "concerns": len(on_theme.concerns),
                "strengths": on_theme.strengths,
                "all_concerns": profile.concerns,
                "share": on_theme.share,
                "listed": on_theme.listed,
                "substantial": on_theme.substantial,
                "neighbours_median": on_theme.neighbours_median,
                "region_median": on_theme.region_median,
            }


def national_rows(study: Study) -> Iterator[Row]:
    before: dict[tuple[int, str | None, str], float] = {}
    ranks: dict[tuple[int, str | None], int] = {}
    for row in national(study.profiles):
        ranks[row.year, row.framework] = rank = ranks.get((row.year, row.framework), 0) + 1
        before[row.year, row.framework, row.theme] = row.mean_share
        earlier = before.get((row.year - 1, row.framework, row.theme))
        yield {
            "year": row.year,
            **framework_cells(row.framework),
            "rank": rank,
            "theme": row.theme,
            "mean_share": row.mean_share,
            "substantial_in": row.substantial_in,
            "reports": row.reports,
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


FINDINGS_TABLE = Table("findings", "Strengths and concerns", FINDINGS, finding_rows)
MUST_IMPROVE_TABLE = Table(
    "must_improve",
    "Concerns that reports list for improvement",
    FINDINGS,
    must_improve_rows,
    (
        "authority",
        "region",
        "date",
        "framework_label",
        "place",
        "themes",
        "area_label",
        "quote",
        "link",
        "page",
        "path",
    ),
)
THEMES_TABLE = Table(
    "themes",
    "Themes by report, beside neighbours and region",
    BY_REPORT,
    theme_rows,
    ("authority", "inspection_end", "theme", "concerns", "strengths", "share", "substantial", "neighbours_median"),
)
NATIONAL_TABLE = Table("national_themes", "Themes by year, every report weighing the same", NATIONAL, national_rows)
REPEATED_TABLE = Table("repeated_concerns", "Substantial concerns of two inspections running", REPEATED, repeated_rows)
