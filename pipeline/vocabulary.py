"""The closed lists that every stage shares: codes with their official wordings.

Areas and grades follow Ofsted's published frameworks: the arrangements for the protection of children (2012-13), the
single inspection framework (SIF, November 2013 to January 2018) and the inspections of local authority children's
services (ILACS, from January 2018; care leavers judged on their own from January 2023; no overall effectiveness
judgement from April 2026).
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

Grade = Literal["outstanding", "good", "adequate", "requires_improvement", "inadequate"]
Area = Literal[
    "overall_effectiveness",
    "help_and_protection",
    "children_in_care",
    "adoption",
    "care_leavers",
    "leadership",
    "lscb",
    "quality_of_practice",
]
Status = Literal["current", "previous", "negated", "hypothetical"]
Polarity = Literal["strength", "concern"]
Speaker = Literal["inspectors", "council", "other"]
Kind = Literal["inspection_report", "news", "press_release", "statistics", "minutes", "other"]
Framework = Literal[
    "arrangements_2013",
    "sif",
    "ilacs",
    "focused_visit",
    "monitoring_visit",
    "jtai",
    "area_send",
    "joint_area_review",
]
InspectionType = Literal["standard", "short"]
Body = Literal["local_authority", "health", "police", "probation", "youth_justice", "schools", "partnership"]
OutcomeCode = Literal["positive", "inconsistent", "widespread_failings"]
JointTheme = Literal[
    "child_sexual_exploitation",
    "criminal_exploitation",
    "child_exploitation",
    "domestic_abuse",
    "neglect",
    "sexual_abuse_in_the_family",
    "mental_health",
    "front_door",
    "serious_youth_violence",
    "early_help",
]
SectionRole = Literal[
    "strengths",
    "improvement",
    "priority_action",
    "recommendation",
    "summary",
    "case_study",
    "table",
    "previous",
    "definition",
    "about",
    "body",
]
TallyGrade = Literal[
    Grade,
    "any",
    "fell",
    "rose",
    "awaiting",
    "good_or_better",
    "below_good",
    "planned",
]

GRADES: Final[dict[Grade, str]] = {
    "outstanding": "Outstanding",
    "good": "Good",
    "adequate": "Adequate",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
}
"""Grades from best to worst; `adequate` was replaced by `requires_improvement` in November 2013 and is not the same."""

AREAS: Final[dict[Area, str]] = {
    "overall_effectiveness": "Overall effectiveness",
    "help_and_protection": "The experiences and progress of children who need help and protection",
    "children_in_care": "The experiences and progress of children in care",
    "adoption": "Adoption performance",
    "care_leavers": "The experiences and progress of care leavers",
    "leadership": "The impact of leaders on social work practice with children and families",
    "lscb": "The effectiveness of the Local Safeguarding Children Board",
    "quality_of_practice": "The quality of practice",
}

FRAMEWORKS: Final[dict[Framework, str]] = {
    "arrangements_2013": "Inspection of arrangements for the protection of children",
    "sif": "Single inspection framework",
    "ilacs": "Inspection of local authority children's services",
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "jtai": "Joint targeted area inspection",
    "area_send": "Area SEND inspection",
    "joint_area_review": "Joint area review",
}

FRAMEWORK_AREAS: Final[dict[Framework, tuple[Area, ...]]] = {
    "arrangements_2013": ("overall_effectiveness", "help_and_protection", "quality_of_practice", "leadership"),
    "sif": (
        "overall_effectiveness",
        "help_and_protection",
        "children_in_care",
        "adoption",
        "care_leavers",
        "leadership",
        "lscb",
    ),
    "ilacs": ("overall_effectiveness", "help_and_protection", "children_in_care", "care_leavers", "leadership"),
    "focused_visit": (),
    "monitoring_visit": (),
    "jtai": (),
    "area_send": (),
    "joint_area_review": (),
}
"""The areas that a framework can grade; visits and joint inspections give no grades and have none."""

BODIES: Final[dict[Body, str]] = {
    "local_authority": "Local authority",
    "health": "Health services",
    "police": "Police",
    "probation": "Probation service",
    "youth_justice": "Youth justice service",
    "schools": "Schools and education providers",
    "partnership": "The local partnership",
}
"""Whose work a finding of a joint inspection is about."""

OUTCOMES: Final[dict[OutcomeCode, str]] = {
    "positive": "Typically positive experiences and outcomes",
    "inconsistent": "Inconsistent experiences and outcomes",
    "widespread_failings": "Widespread and/or systemic failings",
}
"""The three outcomes of an area SEND inspection, which are no grades."""

CARE_LEAVERS_SEPARATE_FROM: Final = date(2023, 1, 1)
"""First day on which ILACS grades care leavers apart from children in care."""

NO_OVERALL_FROM: Final = date(2026, 4, 1)
"""First day on which reports carry no overall effectiveness judgement."""

_TABLE: Final = Path(__file__).parent / "data" / "themes.csv"
_THEMES: Final[list[dict[str, Any]]] = list(csv.DictReader(_TABLE.read_text("utf-8").splitlines()))

THEMES: Final[tuple[str, ...]] = tuple(row["theme"] for row in _THEMES)

AREA_OF_THEME: Final[dict[str, Area]] = {row["theme"]: row["area"] for row in _THEMES if row["area"]}
"""The area under which the frameworks judge a theme; themes that occur under every area have none."""

LIKELY_AREA_OF_THEME: Final[dict[str, Area]] = {
    row["theme"]: row["likely_area"] for row in _THEMES if row["likely_area"]
}
"""The area that a theme mostly stands under where nothing says of which group of children a finding is."""

THEMES_UNDER: Final[dict[Framework | None, dict[str, str]]] = {
    "area_send": {"care_leavers": "preparation_for_adulthood", "children_in_care_placements": "education_attainment"},
}
"""What the words of a theme speak of under a framework: adulthood of all young people, placements of schools."""

WIDER_AREA: Final[dict[Area, Area]] = {"adoption": "children_in_care", "care_leavers": "children_in_care"}
"""Where a framework does not grade an area apart, the area whose judgement covers it."""
