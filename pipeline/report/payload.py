"""What the page knows, as plain data: small main part, and each authority's findings apart, read only when opened."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pipeline.register import register
from pipeline.report.changes import Changes
from pipeline.report.frameworks import BREAKS, MISSING, areas_on
from pipeline.report.load import Row
from pipeline.report.places import current_codes, line, name_of, region_of
from pipeline.report.reconcile import Fact
from pipeline.report.standing import STATES, run
from pipeline.report.study import Study, visit_date
from pipeline.report.tables.unplaced import REASONS
from pipeline.report.themes import LEAST_SHARE, LEAST_SHARE_UNLISTED, MOST_STRENGTHS, neighbours
from pipeline.report.tiles import tiles
from pipeline.vocabulary import AREAS, FRAMEWORKS, GRADES, NO_OVERALL_FROM, OUTCOMES, THEMES

ACCURACY: Final = Path(__file__).with_name("accuracy.csv")
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

FRAMEWORK_SHORT: Final = {
    "arrangements_2013": "Child protection 2012-13",
    "sif": "SIF",
    "ilacs": "ILACS",
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "jtai": "JTAI",
    "area_send": "Area SEND",
    "joint_area_review": "Joint area review",
}
KINDS: Final = {
    "inspection_report": "Inspection report",
    "news": "News",
    "press_release": "Press release",
    "statistics": "Statistics",
    "minutes": "Minutes",
    "other": "Other",
}
THEME_WORDS: Final = {
    "mash_front_door": "MASH and front door",
    "lscb": "LSCB",
    "ehc_plans": "EHC plans",
    "children_in_care_placements": "Placements of children in care",
    "education_attainment": "Education and attainment",
    "health_mental_health": "Health and mental health",
    "advocacy_participation": "Advocacy and participation",
}
"""Themes whose code is not their name."""

FACT_FIELDS: Final = (
    *("authority", "area", "grade", "date", "day", "framework", "document", "page", "quote", "basis", "disputed"),
    *("witnesses", "rule", "crossed", "bounds", "before", "since", "inRow"),
)


def theme_label(code: str) -> str:
    """A theme's code as words: "early_help" is "Early help"."""
    return THEME_WORDS.get(code) or code.replace("_", " ").capitalize()


def main_payload(study: Study, frames: Mapping[str, pd.DataFrame], changes: Changes | None) -> Row:
    """Everything the page needs at once; authorities, documents, facts and inspections are referred to by place."""
    places = _lines(study)
    at = {code: number for number, code in enumerate(places)}
    documents = {row["document"]: number for number, row in enumerate(study.material.documents)}
    facts = {id(fact): number for number, fact in enumerate(study.reconciled.facts)}
    inspections = {id(one): number for number, one in enumerate(study.reconciled.inspections)}
    themes = {code: number for number, code in enumerate(THEMES)}
    unplaced = frames["unplaced"]["what"].value_counts()
    return {
        "today": study.today.isoformat(),
        "reformed": study.today >= NO_OVERALL_FROM,
        "counts": {
            "read": len(study.material.documents),
            "failed": len(study.material.failures),
            "unplaced": int(unplaced.get("document", 0)),
            "statements": len(study.material.judgements),
            "statementsUnplaced": int(unplaced.get("judgement", 0)),
            "findings": len(study.material.findings),
            "findingsUnplaced": int(unplaced.get("finding", 0)),
        },
        "labels": {
            "areas": AREAS,
            "areaShort": AREA_SHORT,
            "areasNow": [
                area for area in AREA_SHORT if area in areas_on(study.today) and area != "overall_effectiveness"
            ],
            "grades": GRADES,
            "frameworks": FRAMEWORKS,
            "frameworkShort": FRAMEWORK_SHORT,
            "missing": MISSING,
            "states": STATES,
            "breaks": BREAKS,
            "kinds": KINDS,
            "outcomes": OUTCOMES,
            "reasons": REASONS,
            "themes": {code: theme_label(code) for code in THEMES},
            "substantial": [LEAST_SHARE, LEAST_SHARE_UNLISTED, MOST_STRENGTHS],
        },
        "authorities": [_authority(code, at) for code in places],
        "documents": [
            {key: row[key] for key in ("path", "title", "kind", "publisher", "published", "link", "framework", "theme")}
            | {"start": row["inspection_start"], "end": row["inspection_end"], "inspector": row["lead_inspector"]}
            | {"type": row["inspection_type"], "outcome": row["outcome"], "due": row["next_due"]}
            | {key: row[key] for key in ("judgements", "findings")}
            | {"authority": at.get(line(row["gss"])) if row["gss"] else None}
            for row in study.material.documents
        ],
        "factFields": FACT_FIELDS,
        "facts": [_fact(fact, at, documents, facts) for fact in study.reconciled.facts],
        "standings": [
            [
                at[code],
                area,
                [
                    [one.start.isoformat(), facts[id(one.fact)] if one.fact else None, one.state, one.missing]
                    for one in held
                ],
            ]
            for (code, area), held in study.standings.items()
        ],
        "inspections": [
            {
                "authority": at[one.line],
                "start": one.start.isoformat() if one.start else None,
                "end": one.end.isoformat(),
                "framework": one.framework,
                "documents": [documents[row["document"]] for row in one.documents],
                "boardOnly": one.board_only,
                "missing": one.missing,
            }
            for one in study.reconciled.inspections
        ],
        "visits": [
            {"document": documents[row["document"]], "date": visit_date(row), "said": row["outcome_said"]}
            for row in study.visits
        ],
        "profiles": [
            {
                "inspection": inspections[id(one.inspection)],
                "concerns": one.concerns,
                "strengths": one.strengths,
                "themes": [
                    [
                        themes[theme],
                        len(row.concerns),
                        row.strengths,
                        round(row.share, 4),
                        int(row.substantial),
                        _rounded(row.neighbours_median),
                        _rounded(row.region_median),
                    ]
                    for theme, row in one.themes.items()
                ],
            }
            for one in study.profiles
        ],
        "national": _records(frames["national_themes"]),
        "repeated": [{"at": at[line(row["gss"])]} | row for row in _records(frames["repeated_concerns"])],
        "conflicts": _records(frames["conflicts"]),
        "unplaced": _records(frames["unplaced"]),
        "tallies": _records(frames["tallies"]),
        "differences": _records(frames["differences"]) if "differences" in frames else None,
        "changes": None if changes is None else {"since": changes.since, "rows": _records(frames["changes"])},
        "failures": study.material.failures,
        "accuracy": accuracy(),
    }


def accuracy() -> list[dict[str, str]]:
    """How well each kind of fact is read: what `make accuracy` measured on real documents that people had read."""
    with ACCURACY.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def findings_payload(study: Study) -> dict[str, list[list[Any]]]:
    """By authority (its line's code): polarity sign, themes, document place, page, quote, area, speaker of each."""
    documents = {row["document"]: number for number, row in enumerate(study.material.documents)}
    themes = {code: number for number, code in enumerate(THEMES)}
    by_line: dict[str, list[list[Any]]] = defaultdict(list)
    for finding in study.material.findings:
        if finding.gss:
            by_line[line(finding.gss)].append(
                [
                    1 if finding.polarity == "strength" else -1,
                    [themes[theme] for theme in finding.themes],
                    documents[finding.document],
                    finding.page,
                    shown(finding.quote),
                    finding.speaker,
                ]
            )
    return dict(sorted(by_line.items()))


def shown(quote: str) -> str:
    """The quote as the page shows it."""
    return quote if len(quote) <= QUOTE_SHOWN else quote[:QUOTE_SHOWN].rstrip() + " …"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _lines(study: Study) -> list[str]:
    """All authorities in force, and the ended ones that a document speaks of, by name."""
    told = {line(row["gss"]) for row in study.material.judgements if row["gss"]}
    told |= {line(finding.gss) for finding in study.material.findings if finding.gss}
    told |= {line(row["gss"]) for row in study.material.documents if row["gss"]}
    in_force = {code for code, one in register().items() if one.in_force(None)}
    return sorted(told | in_force, key=lambda code: (name_of(code), code))


def _authority(code: str, at: Mapping[str, int]) -> Row:
    known, tile = register().get(code), tiles().get(code)
    return {
        "gss": code,
        "name": name_of(code),
        "known": list(known.also_known_as) if known else [],
        "short": tile.short if tile else None,
        "region": region_of(code),
        "laCode": known.dfe if known else None,
        "urn": known.ofsted_urn if known else None,
        "ended": known.in_force_to.isoformat() if known and known.in_force_to else None,
        "successors": [name_of(after) for after in current_codes(code)] if known and known.in_force_to else [],
        "neighbours": [at[near] for near in neighbours(code) if near in at],
        "tile": tile[:2] if tile else None,
    }


def _fact(fact: Fact, at: dict[str, int], documents: dict[str, int], facts: dict[int, int]) -> list[Any]:
    source, held = fact.source, run(fact)
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
        facts[id(fact.before)] if fact.before else None,
        held.since,
        held.inspections,
    ]


def _records(frame: pd.DataFrame) -> list[Row]:
    plain = frame.astype(object).where(frame.notna(), None)
    rows = plain.to_dict("records")
    return [{str(key): shown(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]
