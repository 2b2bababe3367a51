"""Counts again what texts state about numbers of authorities, as of the day they speak of."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from pipeline.report.dates import period
from pipeline.report.frameworks import framework_on, movement
from pipeline.report.load import Material, Row
from pipeline.report.places import in_force_on, line
from pipeline.report.reconcile import Fact, Reconciled
from pipeline.vocabulary import GRADES, Area, Grade

PUBLISHED_BY: Final = timedelta(days=150)
"""After this long an inspection's report has been published; before it, a count may or may not hold it."""

BELOW_GOOD: Final = ("adequate", "requires_improvement", "inadequate")
MOVED: Final = {"fell": "down", "rose": "up"}


class Recount(NamedTuple):
    """Our side of a stated number; `verdict` is agrees, differs or cannot_be_checked."""

    as_of: str | None
    verdict: str
    counted: int | None
    counted_of: int | None
    basis: str | None
    note: str


class Standing(NamedTuple):
    """An authority's grade on a day, and the one before it."""

    grade: Grade
    before: Grade | None
    certain: bool


def recounted(material: Material, reconciled: Reconciled) -> Iterator[tuple[Row, Recount]]:
    """Each tally with its recount: first from the authorities that its own document judges, else from all facts."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in material.judgements:
        by_document[row["document"]].append(row)
    for tally in material.tallies:
        document = material.document(tally["document"])
        when = period(tally["as_of"]) or period(document["published"])
        value = when.value if when else None
        area: Area = tally["area"] or "overall_effectiveness"
        if tally["grade"] in ("awaiting", "planned"):
            yield tally, _unchecked(value, "the documents do not say which inspections are still to come")
            continue
        own = _from_document(tally, area, by_document[tally["document"]], value)
        if own is not None:
            yield tally, own
        elif when is None:
            yield tally, _unchecked(None, "neither the number nor its document has a date")
        else:
            yield tally, _from_corpus(tally, area, reconciled.facts, when.last, value)


def _unchecked(as_of: str | None, note: str, counted: int | None = None, of: int | None = None) -> Recount:
    return Recount(as_of, "cannot_be_checked", counted, of, "all facts at hand" if of is not None else None, note)


def _matching(grade: str, standings: list[Standing]) -> int:
    if grade == "any":
        return len(standings)
    if grade in MOVED:
        return sum(movement(one.before, one.grade) == MOVED[grade] for one in standings)
    return sum(one.grade in (BELOW_GOOD if grade == "below_good" else (grade,)) for one in standings)


def _total(tally: Row) -> int | None:
    """The number of authorities that a tally is out of."""
    total: int | None = tally["count"] if tally["grade"] == "any" and tally["of"] is None else tally["of"]
    return total


def _from_document(tally: Row, area: Area, rows: list[Row], as_of: str | None) -> Recount | None:
    now: dict[str, Grade] = {}
    before: dict[str, Grade] = {}
    for row in rows:
        if row["area"] == area and row["gss"]:
            held = {"current": now, "previous": before}.get(row["status"])
            if held is not None:
                held.setdefault(line(row["gss"]), row["grade"])
    standings = [Standing(grade, before.get(code), True) for code, grade in now.items()]
    counted, total, basis = _matching(tally["grade"], standings), _total(tally), "authorities judged in the document"
    if not standings or (tally["grade"] in MOVED and any(one.before is None for one in standings)):
        return None
    if total is None and tally["count"] is not None and tally["grade"] in GRADES and counted == tally["count"]:
        return Recount(as_of, "agrees", counted, len(standings), basis, f"the document names {counted} so judged")
    if total != len(standings):
        return None
    note = f"the document names {len(standings)} authorities, {counted} of them so judged"
    return Recount(as_of, "agrees" if _same(tally, counted, total) else "differs", counted, total, basis, note)


def _same(tally: Row, counted: int, of: int) -> bool:
    if tally["percent"] is None:
        return bool(counted == tally["count"])
    return bool(abs(100 * counted / of - tally["percent"]) <= 0.5)


def _from_corpus(tally: Row, area: Area, facts: list[Fact], day: date, as_of: str | None) -> Recount:
    standings = _standings(area, facts, day)
    known, sure = len(standings), sum(one.certain for one in standings)
    whole, total = len(in_force_on(day)), _total(tally)
    counted = _matching(tally["grade"], standings)
    basis = "all facts at hand"
    have = f"at hand on that day: {known} of {whole} authorities judged"
    if tally["grade"] in MOVED and any(one.before is None for one in standings):
        return _unchecked(as_of, f"{have}, not all with the verdict before", counted, known)
    if tally["grade"] == "any" and tally["count"] is not None:
        if sure <= tally["count"] <= known:
            return Recount(as_of, "agrees", known, whole, basis, have)
        if sure > tally["count"] or known >= whole:
            return Recount(as_of, "differs", known, whole, basis, have)
        return _unchecked(as_of, have, known, whole)
    if known and (known == total or known >= whole):
        verdict = "agrees" if _same(tally, counted, known) else "differs"
        return Recount(as_of, verdict, counted, known, basis, have)
    surely = _matching(tally["grade"], [one for one in standings if one.certain])
    if total is not None and tally["count"] is not None and surely > tally["count"]:
        return Recount(as_of, "differs", counted, known, basis, f"{have}; more than stated already")
    return _unchecked(as_of, have, counted, known)


def _standings(area: Area, facts: list[Fact], day: date) -> list[Standing]:
    """Each authority's newest verdict on a day under the framework then in force."""
    framework = framework_on(day)
    newest: dict[str, tuple[Fact, date]] = {}
    for fact in facts:
        if fact.area == area and fact.day is not None and fact.day <= day:
            newest[fact.line] = fact, fact.day
    return [
        Standing(fact.grade, fact.before.grade if fact.before else None, judged + PUBLISHED_BY <= day)
        for fact, judged in newest.values()
        if fact.basis != "told_later" and (fact.framework or framework_on(judged)) == framework
    ]
