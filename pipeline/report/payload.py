"""What the page knows, as plain data: small main part, and each authority's findings apart, read only when opened."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.register import register
from pipeline.report.changes import Changes
from pipeline.report.frameworks import BREAKS, MISSING
from pipeline.report.load import Row
from pipeline.report.places import current_codes, line, name_of, region_of
from pipeline.report.reconcile import Fact
from pipeline.report.table import Study
from pipeline.vocabulary import AREAS, FRAMEWORKS, GRADES, THEMES

TILES: Final = Path(__file__).parents[1] / "data" / "tile_grid.csv"
QUOTE_SHOWN: Final = 700
"""Characters of a quote that the page shows; the tables have all of it."""

AREA_SHORT: Final = {
    "overall_effectiveness": "Overall",
    "help_and_protection": "Help and protection",
    "children_in_care": "Children in care",
    "care_leavers": "Care leavers",
    "leadership": "Leadership",
    "adoption": "Adoption",
    "lscb": "LSCB",
    "quality_of_practice": "Quality of practice",
}
"""Areas in the order of the page's columns, with short headings."""

KINDS: Final = {
    "inspection_report": "Inspection report",
    "news": "News",
    "press_release": "Press release",
    "statistics": "Statistics",
    "other": "Other",
}
THEME_WORDS: Final = {
    "mash_front_door": "MASH and front door",
    "lscb": "LSCB",
    "children_in_care_placements": "Placements of children in care",
    "education_attainment": "Education and attainment",
    "health_mental_health": "Health and mental health",
    "advocacy_participation": "Advocacy and participation",
}
"""Themes whose code is not their name."""


def theme_label(code: str) -> str:
    """A theme's code as words: "early_help" is "Early help"."""
    return THEME_WORDS.get(code) or code.replace("_", " ").capitalize()


def main_payload(study: Study, frames: Mapping[str, pd.DataFrame], changes: Changes | None) -> Row:
    """Everything the page needs at once; authorities and documents are referred to by their place in their lists."""
    places = _lines(study)
    at = {code: number for number, code in enumerate(places)}
    documents = {row["document"]: number for number, row in enumerate(study.material.documents)}
    facts = [_fact(fact, at, documents) for fact in study.reconciled.facts]
    return {
        "labels": {
            "areas": AREAS,
            "areaShort": AREA_SHORT,
            "grades": GRADES,
            "frameworks": FRAMEWORKS,
            "missing": MISSING,
            "breaks": BREAKS,
            "kinds": KINDS,
            "themes": {code: theme_label(code) for code in THEMES},
        },
        "authorities": [_authority(code) for code in places],
        "documents": [
            {key: row[key] for key in ("path", "title", "kind", "publisher", "published", "url", "framework")}
            | {"start": row["inspection_start"], "end": row["inspection_end"], "inspector": row["lead_inspector"]}
            | {key: row[key] for key in ("judgements", "findings", "tallies")}
            | {"authority": at.get(line(row["gss"])) if row["gss"] else None}
            for row in study.material.documents
        ],
        "facts": facts,
        "inspections": [
            {
                "authority": at[one.line],
                "start": one.start.isoformat() if one.start else None,
                "end": one.end.isoformat(),
                "framework": one.framework,
                "documents": [documents[row["document"]] for row in one.documents],
                "boardOnly": set(one.facts) == {"lscb"},
                "missing": one.missing,
            }
            for one in study.reconciled.inspections
        ],
        "repeated": [
            [at.get(line(row["gss"])), row["theme"], row["earlier_end"], row["later_end"]]
            for row in frames["repeated_concerns"].to_dict("records")
        ],
        "conflicts": _records(frames["conflicts"]),
        "unplaced": _records(frames["unplaced"]),
        "tallies": _records(frames["tallies"]),
        "differences": _records(frames["differences"]) if "differences" in frames else None,
        "changes": None if changes is None else _changes(changes),
        "failures": study.material.failures,
        "findings": {"strength": 0, "concern": 0}
        | pd.Series([row["polarity"] for row in study.material.findings], dtype="string").value_counts().to_dict(),
    }


def findings_payload(study: Study) -> dict[str, list[list[Any]]]:
    """By authority (its line's code): polarity sign, themes, document place, page, quote, area, speaker of each."""
    documents = {row["document"]: number for number, row in enumerate(study.material.documents)}
    themes = {code: number for number, code in enumerate(THEMES)}
    by_line: dict[str, list[list[Any]]] = defaultdict(list)
    for row in study.material.findings:
        if row["gss"]:
            by_line[line(row["gss"])].append(
                [
                    1 if row["polarity"] == "strength" else -1,
                    [themes[theme] for theme in row["themes"]],
                    documents[row["document"]],
                    row["page"],
                    shown(row["quote"]),
                    row["area"],
                    row["speaker"],
                ]
            )
    return dict(sorted(by_line.items()))


def shown(quote: str) -> str:
    """The quote as the page shows it."""
    return quote if len(quote) <= QUOTE_SHOWN else quote[:QUOTE_SHOWN].rstrip() + " …"


def _lines(study: Study) -> list[str]:
    """All authorities in force, and the ended ones that a document speaks of, by name."""
    told = {line(row["gss"]) for row in (*study.material.judgements, *study.material.findings) if row["gss"]}
    told |= {line(row["gss"]) for row in study.material.documents if row["gss"]}
    in_force = {code for code, one in register().items() if one.in_force(None)}
    return sorted(told | in_force, key=lambda code: (name_of(code), code))


def _authority(code: str) -> Row:
    known = register().get(code)
    return {
        "gss": code,
        "name": name_of(code),
        "region": region_of(code),
        "ended": known.in_force_to.isoformat() if known and known.in_force_to else None,
        "successors": [name_of(after) for after in current_codes(code)] if known and known.in_force_to else [],
        "neighbours": [line(near) for near in known.neighbours] if known else [],
        "tile": _tiles().get(code),
    }


@cache
def _tiles() -> dict[str, tuple[int, int]]:
    with TILES.open(encoding="utf-8", newline="") as rows:
        return {line(row["gss"]): (int(row["q"]), int(row["r"])) for row in csv.DictReader(rows)}


def _fact(fact: Fact, at: dict[str, int], documents: dict[str, int]) -> list[Any]:
    source = fact.source
    return [
        at[fact.line],
        fact.area,
        fact.grade,
        fact.date,
        fact.day.isoformat() if fact.day else None,
        fact.framework,
        documents[source["document"]],
        source["page"],
        shown(source["quote"]),
        fact.basis,
        int(fact.disputed),
        [[documents[row["document"]], row["page"], shown(row["quote"]), row["status"]] for row in fact.witnesses],
        source["rule"],
        fact.crossed,
        [day.isoformat() if day else None for day in fact.bounds],
    ]


def _records(frame: pd.DataFrame) -> list[Row]:
    plain = frame.astype(object).where(frame.notna(), None)
    rows = plain.to_dict("records")
    return [{str(key): shown(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]


def _changes(changes: Changes) -> Row:
    return {
        "since": changes.since,
        "facts": changes.facts,
        "documentsNew": changes.documents_new,
        "documentsGone": changes.documents_gone,
    }
