"""Settles verdicts into judgements: one a fact, dated, with the document's authority where the text names none."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from pipeline.components.judgements.status import STEPS
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag
from pipeline.records import AuthorityRef, Evidence, Judgement, Meta, When
from pipeline.register import at, register
from pipeline.vocabulary import Framework

FRAMEWORK_STARTS: Final[tuple[tuple[str, Framework], ...]] = (
    ("2018-01", "ilacs"),
    ("2013-11", "sif"),
    ("2012-05", "arrangements_2013"),
)
"""First month of each framework's inspections, newest first (Ofsted)."""

_YEAR_GONE_BY: Final = re.compile(r"(?<!\bby )(?<!\buntil )(?<!\bbefore )\b(20[0-4]\d)\b(?![\d/-])")
"""A year that a text names other than as the end of a time to come."""


def settled(text: str, verdicts: list[Verdict], own: str | None, meta: Meta, tags: list[Tag]) -> list[Judgement]:
    """One judgement for each authority, area, grade and status, in the order in which the text first states them."""
    for verdict in verdicts:
        verdict.authority = verdict.authority or own
    _date_past_verdicts(text, verdicts, meta["published"])
    told = _told_frameworks(tags)
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


def _date_past_verdicts(text: str, verdicts: list[Verdict], published: str | None) -> None:
    """Make a verdict previous that the text dates to a year gone by, where something shows that it no longer holds."""
    current = [verdict for verdict in verdicts if verdict.status == "current"]
    undated = [verdict for verdict in current if verdict.when is None]
    restated = {(verdict.authority, verdict.area, verdict.grade) for verdict in undated}
    dated = [verdict for verdict in current if verdict.when is not None]
    told_in = int(published[:4]) if published else max(map(int, _YEAR_GONE_BY.findall(text)), default=0)
    for verdict in dated:
        if (verdict.authority, verdict.area, verdict.grade) not in restated and (
            (published and verdict.told_as_past and _year(verdict) <= told_in - 2)
            or _is_overtaken(verdict, current, told_in)
        ):
            verdict.status = "previous"
    for verdict in [verdict for verdict in current if _is_step(verdict)]:
        if any(_goes_on(verdict, other) for other in verdicts):
            verdict.status = "previous"


def _is_step(verdict: Verdict) -> bool:
    return verdict.status_tag is not None and verdict.status_tag.code in STEPS


def _goes_on(step: Verdict, other: Verdict) -> bool:
    """Whether another verdict in force shows that a step of the story was not the last."""
    return (
        other.status == "current"
        and (other.authority, other.area) == (step.authority, step.area)
        and other.grade != step.grade
        and (not _is_step(other) or other.statement > step.statement)
    )


def _is_overtaken(verdict: Verdict, current: list[Verdict], told_in: int) -> bool:
    """Whether another verdict on the same authority is later than this dated one.

    On the same area, one that is undated or of a later year; on any area, one that a word says to hold now, and, where
    the year lies two or more before `told_in`, the same as on the same area.
    """
    year = _year(verdict)
    for other in current:
        if other.authority != verdict.authority:
            continue
        said_of_now = other.when is None and other.status_tag is not None and other.status_tag.code == "current"
        is_later = other.when is None or _year(other) > year
        if said_of_now or (is_later and (other.area == verdict.area or year < told_in - 1)):
            return True
    return False


def _year(verdict: Verdict) -> int:
    """The year of a dated verdict."""
    return int(verdict.when["value"][:4]) if verdict.when else 0


def _told_frameworks(tags: list[Tag]) -> set[str]:
    return {tag.code for tag in tags if tag.label == "FRAMEWORK"}


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
    authority = (
        at(gss, date.fromisoformat(when["value"]))
        if when is not None and when["precision"] == "day"
        else register()[gss]
    )
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
