"""What a framework could grade, where its series break, and why a grade is missing."""

from datetime import date, timedelta
from typing import Final, Literal

from pipeline.vocabulary import (
    CARE_LEAVERS_SEPARATE_FROM,
    FRAMEWORK_AREAS,
    NO_OVERALL_FROM,
    Area,
    Framework,
    Grade,
)

Missing = Literal["not_judged", "combined_judgement", "not_in_framework", "not_found"]
Break = Literal["sif_2013", "ilacs_2018", "care_leavers_2023"]
Bounds = tuple[date | None, date | None]
"""First and last day that are possible; None where a side is open."""

Movement = Literal["first", "up", "down", "same", "not_comparable"]

MISSING: Final[dict[Missing, str]] = {
    "not_judged": "Not judged at this inspection",
    "combined_judgement": "Judged together with children in care, no grade of its own",
    "not_in_framework": "The framework of the time has no such judgement",
    "not_found": "No grade found in the documents",
}
BREAKS: Final[dict[Break, str]] = {
    "sif_2013": "Single inspection framework, from November 2013",
    "ilacs_2018": "ILACS, from January 2018",
    "care_leavers_2023": "Care leavers judged on their own, from January 2023",
}
COUNTS_UNTIL: Final[dict[Framework, date]] = {"arrangements_2013": date(2018, 1, 1), "sif": date(2022, 4, 1)}
"""From when a framework's verdicts no longer describe the present: by then its successor had inspected everybody."""

TOLD_LATE: Final = timedelta(days=240)
"""For so long after the last inspections under a framework their verdicts are still news."""

SIF_FROM: Final = date(2013, 11, 1)
SIF_TO: Final = date(2018, 1, 31)
ILACS_FROM: Final = date(2018, 1, 1)

_LEVEL: Final[dict[Grade, int]] = {
    "outstanding": 0,
    "good": 1,
    "adequate": 2,
    "requires_improvement": 2,
    "inadequate": 3,
}


def framework_on(day: date) -> Framework:
    """The framework under which inspections with grades were made on a day."""
    if day < SIF_FROM:
        return "arrangements_2013"
    return "sif" if day < ILACS_FROM else "ilacs"


def possible_days(framework: Framework | None, area: Area, grade: Grade) -> Bounds:
    """First and last day on which a verdict without a date can have been given; None where nothing bounds it.

    Told by its framework, else by an area or a grade that one framework alone had.
    """
    able = [code for code, areas in FRAMEWORK_AREAS.items() if area in areas]
    match framework or (able[0] if len(able) == 1 else None):
        case "arrangements_2013":
            return None, SIF_FROM - timedelta(days=1)
        case "sif":
            return SIF_FROM, SIF_TO
        case "ilacs":
            return ILACS_FROM, None
    if grade == "adequate":
        return None, SIF_FROM - timedelta(days=1)
    return (SIF_FROM, None) if grade == "requires_improvement" else (None, None)


def framework_between(first: date | None, last: date | None) -> Framework | None:
    """The one framework that all days from `first` to `last` belong to, None where there are several."""
    if last is not None and last < SIF_FROM:
        return "arrangements_2013"
    if first is not None and first >= ILACS_FROM:
        return "ilacs"
    return "sif" if first is not None and last is not None and first >= SIF_FROM and last <= SIF_TO else None


def judged(area: Area, framework: Framework | None, day: date | None) -> bool:
    """Whether an inspection can have judged the area: by its framework, else by the day on which it was told."""
    if framework is not None:
        return area in FRAMEWORK_AREAS[framework] or not FRAMEWORK_AREAS[framework]
    return day is None or area in areas_on(day) or area in areas_on(day - TOLD_LATE)


def areas_on(day: date) -> tuple[Area, ...]:
    """The areas that the framework of a day judges."""
    return FRAMEWORK_AREAS[framework_on(day)]


def graded(framework: Framework | None) -> bool:
    """Whether a report of this framework gives grades; an unknown framework may."""
    return framework is None or bool(FRAMEWORK_AREAS[framework])


def areas_of(framework: Framework | None) -> tuple[Area, ...]:
    """The areas that an inspection's rows list, whether graded or not."""
    return () if framework is None else FRAMEWORK_AREAS[framework]


def why_missing(
    area: Area,
    framework: Framework | None,
    inspected: date | None,
    published: date | None,
    *,
    treated: set[str],
    not_judged: set[str],
) -> Missing:
    """Why an inspection has no grade for an area.

    `treated` are the areas that the report has a section on: where it has sections, but none on this area, the area
    was not judged; where it has one, we did not find the grade.
    """
    if area in not_judged:
        return "not_judged"
    if framework is not None and area not in FRAMEWORK_AREAS[framework]:
        return "not_in_framework"
    reported = published or inspected
    if area == "overall_effectiveness" and reported is not None and reported >= NO_OVERALL_FROM:
        return "not_in_framework"
    if (
        framework == "ilacs"
        and area == "care_leavers"
        and inspected is not None
        and inspected < CARE_LEAVERS_SEPARATE_FROM
    ):
        return "combined_judgement"
    return "not_judged" if treated and area not in treated else "not_found"


def break_between(
    area: Area, earlier: tuple[Framework | None, date | None], later: tuple[Framework | None, date | None]
) -> Break | None:
    """The change of framework between two judgements of one area; None within one framework, or where it is unknown."""
    before, after = (framework or (day and framework_on(day)) for framework, day in (earlier, later))
    if before is None or after is None:
        return None
    if before != after:
        return "ilacs_2018" if after == "ilacs" else "sif_2013"
    apart = (earlier[1] or date.max) < CARE_LEAVERS_SEPARATE_FROM <= (later[1] or date.min)
    if after == "ilacs" and apart and area in ("children_in_care", "care_leavers"):
        return "care_leavers_2023"
    return None


def movement(earlier: Grade | None, later: Grade) -> Movement:
    """Up, down or same; adequate and requires improvement stand on one level but are not the same grade."""
    if earlier is None:
        return "first"
    if earlier == later:
        return "same"
    if _LEVEL[earlier] == _LEVEL[later]:
        return "not_comparable"
    return "up" if _LEVEL[later] < _LEVEL[earlier] else "down"
