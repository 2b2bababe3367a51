"""What counts on a day: verdicts by authority and area, and which of them a reform or a newer inspection set aside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from pipeline.report.frameworks import COUNTS_UNTIL, Missing, areas_on
from pipeline.report.reconcile import Fact, Inspection, Reconciled
from pipeline.vocabulary import AREAS, GRADES, NO_OVERALL_FROM, Area, Grade

State = Literal["counts", "abolished", "superseded", "earlier_framework"]

STATES: Final[dict[State, str]] = {
    "counts": "Counts now",
    "abolished": "The judgement has been abolished",
    "superseded": "The newest inspection gave no grade here; an older one stands",
    "earlier_framework": "Given under a framework whose successor has inspected everybody since",
}


class Standing(NamedTuple):
    """The newest verdict of one area from the day `start` on; `missing` is why the newest inspection gave no grade."""

    start: date
    fact: Fact | None
    state: State | None
    missing: Missing | None


class Run(NamedTuple):
    """How long a grade has been held: `since` is the date of the first of `inspections` verdicts in a row."""

    since: str | None
    inspections: int


Series = Mapping[tuple[str, Area], Sequence[Standing]]
"""By authority (line) and area: what held, in the order of time; the last entry holds now."""


def standings(reconciled: Reconciled, today: date) -> Series:
    """The standing of every authority that has a verdict or an inspection, in every area, over time up to `today`."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in reconciled.facts:
        if fact.basis != "told_later":
            facts[fact.line].append(fact)
    inspections: dict[str, list[Inspection]] = defaultdict(list)
    for inspection in reconciled.inspections:
        inspections[inspection.line].append(inspection)
    series: dict[tuple[str, Area], list[Standing]] = {}
    for line in sorted({*facts, *inspections}):
        of_line, visits = facts[line], _whole(inspections[line])
        days = (
            {fact.day for fact in of_line if fact.day} | {one.end for one in visits} | {*COUNTS_UNTIL.values(), today}
        )
        for area in AREAS:
            of_area = [fact for fact in of_line if fact.area == area]
            held: list[Standing] = []
            for day in sorted(day for day in days if day <= today):
                now = _on(day, area, of_area, of_line, visits)
                if not held or now[1:] != held[-1][1:]:
                    held.append(now)
            series[line, area] = held
    return series


def _whole(inspections: list[Inspection]) -> list[Inspection]:
    """The inspections; a review of the board (LSCB) alone only where there is no other."""
    return [one for one in inspections if not one.board_only] or inspections


def _on(day: date, area: Area, facts: list[Fact], of_line: list[Fact], inspections: list[Inspection]) -> Standing:
    known = [fact for fact in facts if (fact.day or fact.bounds[0] or date.min) <= day]
    fact = known[-1] if known else None
    inspection = next((one for one in reversed(inspections) if one.end <= day), None)
    missing: Missing | None = inspection.missing.get(area) if inspection else "not_found"
    if fact is None:
        return Standing(day, None, None, missing)
    newest = max((one.day for one in of_line if one.day and one.day <= day), default=date.min)
    newest = max(newest, inspection.end if inspection else date.min)
    if area not in areas_on(day) or (area == "overall_effectiveness" and newest >= NO_OVERALL_FROM):
        return Standing(day, fact, "abolished", missing)
    if inspection and fact.inspection is not inspection and (fact.day or date.min) < inspection.end:
        return Standing(day, fact, "superseded", missing)
    framework = fact.framework or fact.likely_framework
    if framework and day >= COUNTS_UNTIL.get(framework, date.max):
        return Standing(day, fact, "earlier_framework", None)
    return Standing(day, fact, "counts", None)


def counting(series: Series, line: str) -> dict[Area, Grade]:
    """The grades that count now, by area."""
    held = {area: series[line, area][-1] for area in AREAS if series.get((line, area))}
    return {area: one.fact.grade for area, one in held.items() if one.fact and one.state == "counts"}


def worst(grades: Iterable[Grade]) -> Grade | None:
    """The worst of the grades, None of none."""
    return max(grades, key=tuple(GRADES).index, default=None)


def run(fact: Fact) -> Run:
    """For how many verdicts in a row the fact's grade has been held."""
    count, first, earlier = 1, fact, fact.before
    while earlier is not None and earlier.grade == fact.grade:
        count, first, earlier = count + 1, earlier, earlier.before
    return Run(first.date, count)
