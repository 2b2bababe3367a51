"""Settles verdicts into judgements: one a fact, dated, with the document's authority where the text names none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.components.judgements.status import STEPS, is_held
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag, labelled
from pipeline.records import AuthorityRef, Evidence, Judgement, Meta, When
from pipeline.register import at, register
from pipeline.vocabulary import Framework

FRAMEWORK_STARTS: Final[tuple[tuple[str, Framework], ...]] = (
    ("2018-01", "ilacs"),
    ("2013-11", "sif"),
    ("2012-05", "arrangements_2013"),
)
"""First month of each framework's inspections, newest first (Ofsted)."""

_CARE_LEAVERS_APART: Final = "2023-02"
"""First month in which texts tell of inspections that judge care leavers apart from children in care (Ofsted)."""

_MONTHS_TO_PUBLISH: Final = 4
"""From an inspection to the reports on it, at most."""

_YEAR_GONE_BY: Final = re.compile(r"(?<!\bby )(?<!\buntil )(?<!\bbefore )\b(20[0-4]\d)\b(?![\d/-])")
"""A year that a text names other than as the end of a time to come."""


def settled(text: str, verdicts: list[Verdict], own: str | None, meta: Meta, tags: list[Tag]) -> list[Judgement]:
    """One judgement for each authority, area, grade and status, in the order in which the text first states them."""
    for verdict in verdicts:
        verdict.authority = verdict.authority or own
    _put_in_order(text, verdicts, meta["published"])
    if (meta["inspection"]["end"] or meta["published"] or "") >= _CARE_LEAVERS_APART:
        verdicts = [*verdicts, *(replace(one, area="care_leavers") for one in verdicts if one.of_care_together)]
    verdicts = [*verdicts, *_of_all_areas(verdicts)]
    told = {tag.code for tag in labelled(tags, "FRAMEWORK")}
    rows: dict[tuple[str | None, str, str, str], Judgement] = {}
    for verdict in verdicts:
        key = (verdict.authority, verdict.area, verdict.grade, verdict.status)
        row = rows.get(key)
        if row is None:
            rows[key] = _judgement(verdict, meta, told)
        else:
            row["evidence"].extend(_evidence(verdict))
    for row in rows.values():
        row["evidence"] = list({(item["start"], item["end"], item["role"]): item for item in row["evidence"]}.values())
    return list(rows.values())


def _put_in_order(text: str, verdicts: list[Verdict], published: str | None) -> None:
    """Make previous what another verdict of the text shows to hold no longer."""
    current = [verdict for verdict in verdicts if verdict.status == "current"]
    told_in = 0  # the first year in which the inspection that the text reports may have been
    if published:
        told_in = int(published[:4]) - (int(published[5:7]) <= _MONTHS_TO_PUBLISH)
    elif any(verdict.when is not None for verdict in current):
        told_in = max(map(int, _YEAR_GONE_BY.findall(text)), default=0) - 1
    for verdict in [one for one in current if _is_gone_by(one, current, told_in)]:
        verdict.status = "previous"


def _of_all_areas(verdicts: list[Verdict]) -> Iterator[Verdict]:
    """Earlier verdicts on all areas, for each area on which the text tells one in force."""
    for verdict in verdicts:
        if verdict.of_all and verdict.status == "previous":
            now = [one for one in verdicts if one.authority == verdict.authority and one.status == "current"]
            for area in dict.fromkeys(one.area for one in now if one.area != verdict.area):
                yield replace(verdict, area=area)


def _is_gone_by(verdict: Verdict, current: list[Verdict], told_in: int) -> bool:
    if (
        verdict.when is not None
        and not (verdict.of_all and _year(verdict) < told_in - 1)
        and _is_restated(verdict, current)
    ):
        return False
    return any(_comes_after(other, verdict, told_in) for other in current)


def _comes_after(other: Verdict, verdict: Verdict, told_in: int) -> bool:
    """Whether one verdict in force shows that another on the same authority was there before it."""
    if other is verdict or other.authority != verdict.authority:
        return False
    same = other.area == verdict.area
    if verdict.when is not None:
        return _is_later(other, _year(verdict), same, told_in)
    if is_held(verdict):
        of_whole = other.area == "overall_effectiveness" and not is_held(other)
        return (other.grade != verdict.grade if same else of_whole) and _goes_on(verdict, other)
    return same and other.grade != verdict.grade and not is_held(other) and _is_newer(other, verdict)


def _is_restated(verdict: Verdict, current: list[Verdict]) -> bool:
    fact = (verdict.authority, verdict.area, verdict.grade)
    if any(_is_next(one, verdict) for one in current):
        return False
    return any(
        one.when is None and not is_held(one) and (one.authority, one.area, one.grade) == fact for one in current
    )


def _is_next(other: Verdict, verdict: Verdict) -> bool:
    """Whether another grade was given since: what is told of now is a new verdict then."""
    of_same = (other.authority, other.area) == (verdict.authority, verdict.area)
    return of_same and other.grade != verdict.grade and (_year(other) > _year(verdict) or _holds_now(other))


def _goes_on(step: Verdict, other: Verdict) -> bool:
    """Whether another verdict shows that a step of the story was not the last."""
    is_step = step.status_tag is not None and step.status_tag.code in STEPS
    return (other.when is None and not is_held(other)) or (is_step and other.statement > step.statement)


def _is_newer(other: Verdict, verdict: Verdict) -> bool:
    """Of two verdicts that cannot both hold and that nothing dates, what is told as past gives way to what is not.

    What a text tells first gives way only to what a word says to hold now.
    """
    is_sure = verdict.statement > other.statement or _holds_now(other)
    return is_sure and other.when is None and verdict.told_as_past and not other.told_as_past


def _holds_now(verdict: Verdict) -> bool:
    return verdict.status_tag is not None and verdict.status_tag.code == "current"


def _is_later(other: Verdict, year: int, same_area: bool, told_in: int) -> bool:
    """Whether a verdict is later than a dated one.

    On the same area, one that is undated or of a later year; on any area, one that a word says to hold now, and, where
    the year lies before `told_in`, the same as on the same area.
    """
    if other.when is None and _holds_now(other):
        return True
    is_later = _year(other) > year if other.when is not None else not is_held(other)
    return is_later and (same_area or year < told_in)


def _year(verdict: Verdict) -> int:
    """The year of a dated verdict."""
    return int(verdict.when["value"][:4]) if verdict.when else 0


def _judgement(verdict: Verdict, meta: Meta, told: set[str]) -> Judgement:
    when = verdict.when or (_date_of_document(meta) if verdict.status == "current" else None)
    row: Judgement = {
        "authority": _reference(verdict.authority, when),
        "area": verdict.area,
        "grade": verdict.grade,
        "status": verdict.status,
        "framework": _framework(verdict, meta, when, told),
        "date": when,
        "evidence": list(_evidence(verdict)),
        "rule": verdict.rule,
    }
    if verdict.contrary:
        row["disagrees"] = True
    return row


def _date_of_document(meta: Meta) -> When | None:
    if meta["inspection"]["end"]:
        return {"value": meta["inspection"]["end"], "precision": "day", "of": "inspection"}
    if meta["published"]:
        return {"value": meta["published"], "precision": "day", "of": "publication"}
    return None


def _reference(gss: str | None, when: When | None) -> AuthorityRef | None:
    if gss is None:
        return None
    authority = at(gss, date.fromisoformat(when["value"])) if when and when["precision"] == "day" else register()[gss]
    return {"gss": authority.gss, "name": authority.name}


def _framework(verdict: Verdict, meta: Meta, when: When | None, told: set[str]) -> Framework | None:
    if verdict.status != "current":
        return None
    if meta["framework"] is not None or meta["kind"] == "inspection_report":
        return meta["framework"]
    graded = told & {"sif", "ilacs", "arrangements_2013"}
    if len(graded) == 1:
        return graded.pop()  # type: ignore[return-value]
    if when is None or when["precision"] == "year":
        return None
    return next((framework for start, framework in FRAMEWORK_STARTS if when["value"] >= start), None)


def _evidence(verdict: Verdict) -> Iterator[Evidence]:
    yield {"start": verdict.statement[0], "end": verdict.statement[1], "role": "statement"}
    for role, tag in (
        ("authority", verdict.authority_tag),
        ("area", verdict.area_tag),
        ("grade", verdict.grade_tag),
        ("status", verdict.status_tag),
    ):
        if tag is not None:
            yield {"start": tag.start, "end": tag.end, "role": role}  # type: ignore[typeddict-item]
    for other in verdict.contrary:
        yield {"start": other.statement[0], "end": other.statement[1], "role": "contrary"}
