"""Tables of findings: each one, counts by theme, and concerns that came back at the next inspection."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from pipeline.report.dates import Period, period
from pipeline.report.load import Row
from pipeline.report.reconcile import Inspection
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    Column,
    Study,
    Table,
    area_cells,
    authority_cells,
    evidence_cells,
)
from pipeline.vocabulary import THEMES

FINDINGS = {
    **AUTHORITY,
    "date": Column("text", "Last day of the inspection, else day of publication"),
    "polarity": Column("text", "strength or concern"),
    "themes": Column("text", "Codes of the themes, parted by a space"),
    **AREA,
    "speaker": Column("text", "Who says so: inspectors, council or other"),
    "kind": Column("text", "Kind of the document"),
    "cues": Column("text", "Ids of the patterns that carry the evaluation, parted by a space"),
    **EVIDENCE,
}
BY_THEME = {
    **AUTHORITY,
    "year": Column("count", "Year of the inspection's last day, else of publication; empty where neither is known"),
    "theme": Column("text", "Code of the theme"),
    "polarity": Column("text", "strength or concern"),
    "findings": Column("count", "Findings of inspectors on this theme"),
    "documents": Column("count", "Documents that they stand in"),
}
REPEATED = {
    **AUTHORITY,
    "theme": Column("text", "Code of the theme"),
    "earlier_end": Column("text", "Last day of the earlier inspection"),
    "later_end": Column("text", "Last day of the next inspection at hand"),
    "earlier_concerns": Column("count", "Concerns on the theme at the earlier inspection"),
    "later_concerns": Column("count", "Concerns on the theme at the later inspection"),
    "later_strengths": Column("count", "Strengths on the theme at the later inspection"),
    "earlier_quote": Column("text", "One concern of the earlier report"),
    "earlier_path": Column("text", "The earlier report"),
    "earlier_page": Column("count", "Page of the earlier quote"),
    **EVIDENCE,
}


def document_period(document: Row) -> Period | None:
    """When a document speaks: its inspection's last day, else its publication."""
    return period(document["inspection_end"]) or period(document["published"])


def finding_rows(study: Study) -> Iterator[Row]:
    for finding in study.material.findings:
        document = study.material.document(finding["document"])
        when = document_period(document)
        yield {
            **authority_cells(finding["gss"], when.last if when else None),
            "date": when.value if when else None,
            "polarity": finding["polarity"],
            "themes": " ".join(finding["themes"]),
            **area_cells(finding["area"]),
            "speaker": finding["speaker"],
            "kind": document["kind"],
            "cues": finding["cues"],
            **evidence_cells(finding),
        }


def theme_rows(study: Study) -> Iterator[Row]:
    counts: Counter[tuple[str, int, str, str]] = Counter()
    documents: dict[tuple[str, int, str, str], set[str]] = defaultdict(set)
    for finding in study.material.findings:
        if finding["speaker"] != "inspectors":
            continue
        when = document_period(study.material.document(finding["document"]))
        for theme in finding["themes"]:
            key = (finding["gss"] or "", when.last.year if when else 0, theme, finding["polarity"])
            counts[key] += 1
            documents[key].add(finding["document"])
    order = {theme: number for number, theme in enumerate(THEMES)}
    for key in sorted(counts, key=lambda key: (key[0], key[1], order[key[2]], key[3])):
        gss, year, theme, polarity = key
        day = period(str(year)) if year else None
        yield {
            **authority_cells(gss or None, day.last if day else None),
            "year": year or None,
            "theme": theme,
            "polarity": polarity,
            "findings": counts[key],
            "documents": len(documents[key]),
        }


def repeated_rows(study: Study) -> Iterator[Row]:
    said: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for finding in study.material.findings:
        if finding["speaker"] == "inspectors":
            for theme in finding["themes"]:
                said[finding["document"], theme, finding["polarity"]].append(finding)

    def on_theme(inspection: Inspection, theme: str, polarity: str) -> list[Row]:
        return [
            finding
            for document in inspection.documents
            for finding in said.get((document["document"], theme, polarity), ())
        ]

    whole = [one for one in study.reconciled.inspections if set(one.facts) != {"lscb"}]
    for earlier, later in pairwise(whole):
        if earlier.line != later.line:
            continue
        for theme in THEMES:
            before, after = on_theme(earlier, theme, "concern"), on_theme(later, theme, "concern")
            if before and after:
                yield {
                    **authority_cells(later.gss, later.end),
                    "theme": theme,
                    "earlier_end": earlier.end.isoformat(),
                    "later_end": later.end.isoformat(),
                    "earlier_concerns": len(before),
                    "later_concerns": len(after),
                    "later_strengths": len(on_theme(later, theme, "strength")),
                    "earlier_quote": before[0]["quote"],
                    "earlier_path": before[0]["path"],
                    "earlier_page": before[0]["page"],
                    **evidence_cells(after[0]),
                }


FOR_READERS = ("gss", "authority", "date", "polarity", "themes", "area_label", "speaker", "quote", "path", "page")

FINDINGS_TABLE = Table("findings", "Strengths and concerns", FINDINGS, finding_rows, FOR_READERS)
THEMES_TABLE = Table("themes", "Findings by theme, authority, year and polarity", BY_THEME, theme_rows)
REPEATED_TABLE = Table("repeated_concerns", "Concerns that came back at the next inspection", REPEATED, repeated_rows)
