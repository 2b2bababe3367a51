"""One fact, several witnesses: joins what documents say of one judgement, and sets apart where they differ.

A report's own current verdicts make an inspection's facts. What other documents (and later reports, of earlier
verdicts) tell is matched to an inspection by authority, area and date; a match is a witness where the grade agrees and
a conflict where it differs. What matches no inspection of the corpus is a told fact of its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from pipeline.report.dates import Period, period
from pipeline.report.frameworks import (
    Bounds,
    Break,
    Missing,
    break_between,
    framework_between,
    framework_on,
    graded,
    judged,
    possible_days,
    why_missing,
)
from pipeline.report.load import Material, Row
from pipeline.report.places import code_on, line
from pipeline.vocabulary import AREAS, Area, Framework, Grade

Basis = Literal["report", "told", "told_later"]
ConflictKind = Literal["within_document", "between_documents", "area_not_in_report"]

RANK: Final = {"inspection_report": 0, "press_release": 1, "statistics": 2, "news": 2, "minutes": 2, "other": 3}
"""Which source outranks: the report, then the authority's own press release, then news."""

TOLD_SOON: Final = timedelta(days=240)
"""A piece dated this long after an inspection's end still tells of that inspection (reports take up to four months)."""

VISIT_MARGIN: Final = timedelta(days=14)
SAME_NEWS: Final = {"day": timedelta(days=120), "month": timedelta(days=31), "year": timedelta(0)}
"""How far apart, by the exactness of a date, statements without a report still speak of one verdict."""


@dataclass(slots=True)
class Fact:
    """A judgement that holds: who, which area, which grade, when; `source` and `witnesses` are judgement rows.

    `day` and `date` are None where no document dates it; it then lies between the days of `bounds` (None: open).
    `before` is the verdict of the area before this one.
    """

    line: str
    gss: str
    area: Area
    grade: Grade
    day: date | None
    date: str | None
    date_from: str | None
    basis: Basis
    framework: Framework | None
    source: Row
    inspection: "Inspection | None" = None
    witnesses: list[Row] = field(default_factory=list)
    disputed: bool = False
    bounds: Bounds = (None, None)
    before: "Fact | None" = None

    @property
    def likely_framework(self) -> Framework | None:
        """The framework under which it was given, by what documents say, else by its date."""
        if self.framework is not None:
            return self.framework
        return framework_on(self.day) if self.day else framework_between(*self.bounds)

    @property
    def crossed(self) -> Break | None:
        """The change of framework since the verdict before."""
        if self.before is None:
            return None
        return break_between(self.area, (self.before.framework, self.before.day), (self.framework, self.day))


@dataclass(slots=True)
class Inspection:
    """A graded inspection that the corpus holds a report of."""

    line: str
    gss: str
    framework: Framework | None
    start: date | None
    end: date
    documents: list[Row]
    facts: dict[Area, Fact] = field(default_factory=dict)
    missing: dict[Area, Missing] = field(default_factory=dict)

    @property
    def board_only(self) -> bool:
        """Whether it is a review of the safeguarding children board (LSCB) alone."""
        return set(self.facts) == {"lscb"}


@dataclass(slots=True)
class Conflict:
    """Two statements of one judgement that differ; `held` outranks `other`, or came first where both rank alike."""

    kind: ConflictKind
    line: str
    area: Area
    day: date | None
    held: Row | None
    other: Row
    inspection: Inspection | None


@dataclass(slots=True)
class Reconciled:
    """Facts by authority and area, those without a date before the dated ones, which are in the order of time.

    misfits: judgement rows in an area that no inspection of their time judged.
    """

    inspections: list[Inspection]
    facts: list[Fact]
    conflicts: list[Conflict]
    misfits: list[Row]


def reconcile(material: Material) -> Reconciled:
    """What the records' statements of grades come to."""
    rows: list[Row] = []
    misfits: list[Row] = []
    for row in material.judgements:
        if row["status"] in ("current", "previous"):
            (rows if _judged(row, material.document(row["document"])) else misfits).append(row)
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row["document"]].append(row)
    conflicts: list[Conflict] = []
    inspections = _inspections(material, by_document, conflicts)
    by_line: dict[str, list[Inspection]] = defaultdict(list)
    for inspection in inspections:
        by_line[inspection.line].append(inspection)
    own = {row["document"] for inspection in inspections for row in inspection.documents}
    told: list[tuple[Row, Period]] = []
    undated: list[Row] = []
    for row in rows:
        if row["gss"] is None or (row["document"] in own and row["status"] == "current"):
            continue
        document = material.document(row["document"])
        if not _witnessed(row, document, by_line[line(row["gss"])], conflicts):
            when = _told_when(row, document)
            if when is not None and (row["status"] == "current" or row["stated_date"]):
                told.append((row, when))
            else:
                undated.append(row)
    facts = [fact for inspection in inspections for fact in inspection.facts.values()]
    facts += _told_facts(told, material, conflicts)
    facts += _undated_facts(undated, facts, material, conflicts)
    facts.sort(key=lambda fact: (fact.line, tuple(AREAS).index(fact.area), fact.day or date.min, fact.basis))
    _chain(facts)
    return Reconciled(inspections, facts, conflicts, misfits)


def _inspections(material: Material, by_document: dict[str, list[Row]], conflicts: list[Conflict]) -> list[Inspection]:
    found: dict[tuple[str, date], Inspection] = {}
    for document in material.documents:
        if document["kind"] != "inspection_report" or not graded(document["framework"]):
            continue
        when = period(document["inspection_end"] or document["inspection_start"] or document["published"])
        if when is None:
            continue
        current = [row for row in by_document[document["document"]] if row["status"] == "current"]
        codes = list(dict.fromkeys(row["gss"] for row in current)) or [document["gss"]]
        for gss in codes:
            if gss is None:
                continue
            key = line(gss), when.last
            inspection = found.get(key)
            if inspection is None:
                start = period(document["inspection_start"])
                inspection = found[key] = Inspection(
                    *(line(gss), code_on(gss, when.last), document["framework"]),
                    *(start and start.first, when.last, []),
                )
            inspection.documents.append(document)
            mine = [row for row in current if row["gss"] == gss]
            for row in sorted(mine, key=lambda row: row["start"]):
                _enter(row, document, inspection, conflicts)
    for inspection in found.values():
        _explain(inspection)
    return sorted(found.values(), key=lambda inspection: (inspection.line, inspection.end))


def _enter(row: Row, document: Row, inspection: Inspection, conflicts: list[Conflict]) -> None:
    area: Area = row["area"]
    held = inspection.facts.get(area)
    if held is None:
        inspection.facts[area] = Fact(
            *(inspection.line, inspection.gss, area, row["grade"], inspection.end, inspection.end.isoformat()),
            date_from="inspection_end" if document["inspection_end"] else "published",
            basis="report",
            framework=row["framework"] or document["framework"],
            source=row,
            inspection=inspection,
        )
    elif held.grade != row["grade"]:
        conflicts.append(_differs(held, row))
    else:
        held.witnesses.append(row)


def _judged(row: Row, document: Row) -> bool:
    """Whether the area of a statement was one that inspections of its time judged; a report knows best itself."""
    current = row["status"] == "current"
    framework = row["framework"] or (document["framework"] if current else None)
    if current and document["kind"] == "inspection_report":
        return judged(row["area"], framework, None)
    when = period(row["stated_date"]) or (
        period(document["inspection_end"] or document["published"]) if current else None
    )
    return judged(row["area"], framework, when.last if when else None)


def _explain(inspection: Inspection) -> None:
    documents = inspection.documents
    published = min((day.first for row in documents if (day := period(row["published"]))), default=None)
    for area in AREAS:
        if area not in inspection.facts:
            inspection.missing[area] = why_missing(
                *(area, inspection.framework, inspection.end, published),
                treated=set().union(*(row["areas_treated"] for row in documents)),
                not_judged=set().union(*(row["areas_not_judged"] for row in documents)),
            )


def _told_when(row: Row, document: Row) -> Period | None:
    """The time that a judgement told elsewhere speaks of: its own date, else the document's."""
    return period(row["stated_date"]) or (period(document["published"]) if row["status"] == "current" else None)


def _witnessed(row: Row, document: Row, inspections: list[Inspection], conflicts: list[Conflict]) -> bool:
    """Match a told judgement to an inspection: True where it is accounted for, as witness or as conflict."""
    when = _told_when(row, document)
    inspection = _meant(row, when, inspections) if when else None
    if inspection is None:
        return _agrees_with_one(row, document, when, inspections)
    fact = inspection.facts.get(row["area"])
    if fact is None and inspection.missing[row["area"]] == "combined_judgement":
        fact = inspection.facts.get("children_in_care")
        if fact is not None and fact.grade == row["grade"]:
            fact.witnesses.append(row)
            return True
        fact = None
    if fact is None:
        if inspection.missing[row["area"]] in ("not_found", "not_judged"):
            return False
        conflicts.append(
            Conflict("area_not_in_report", inspection.line, row["area"], inspection.end, None, row, inspection)
        )
    elif fact.grade == row["grade"]:
        fact.witnesses.append(row)
    else:
        fact.disputed = True
        conflicts.append(Conflict("between_documents", fact.line, fact.area, fact.day, fact.source, row, inspection))
    return True


def _meant(row: Row, when: Period, inspections: list[Inspection]) -> Inspection | None:
    """The inspection that a dated statement can only mean; None where none or several fit."""
    if row["stated_date"] and row["stated_of"] == "inspection":
        fits = [
            one
            for one in inspections
            if when.first <= one.end + VISIT_MARGIN and when.last >= (one.start or one.end) - VISIT_MARGIN
        ]
        if len(fits) > 1:
            fits = [one for one in fits if row["area"] in one.facts]
        return fits[0] if len(fits) == 1 else None
    fits = [one for one in inspections if one.end <= when.last and when.first - one.end <= TOLD_SOON]
    if when.precision != "day" and len(fits) > 1:
        return None
    return fits[-1] if fits else None


def _agrees_with_one(row: Row, document: Row, when: Period | None, inspections: list[Inspection]) -> bool:
    """A statement without a date that fits, or "still" in force: witness of the one earlier fact with its grade."""
    told = period(document["inspection_start"] or document["published"])
    before = when.last if when else told.first if told else date.max
    earlier = [one for one in inspections if one.end < before and row["area"] in one.facts]
    if when or row["status"] == "previous":
        earlier = earlier[-1:]
    same = [one for one in earlier if one.facts[row["area"]].grade == row["grade"]]
    if row["stated_date"] or len(same) != 1:
        return False
    same[0].facts[row["area"]].witnesses.append(row)
    return True


def _rank(row: Row, material: Material) -> int:
    return RANK[material.document(row["document"])["kind"]]


def _told_facts(told: Iterable[tuple[Row, Period]], material: Material, conflicts: list[Conflict]) -> list[Fact]:
    """Facts that no report of the corpus holds: statements about one time joined, the highest-ranking first."""

    def order(item: tuple[Row, Period]) -> tuple[bool, int, date]:
        row, when = item
        return row["status"] == "previous", _rank(row, material), when.last

    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row, when in sorted(told, key=order):
        known = facts[(line(row["gss"]), row["area"])]
        margin = SAME_NEWS[when.precision]
        near = [
            fact
            for fact in known
            if fact.day and when.first - margin <= fact.day <= when.last + margin and not _tells_both(row, fact.source)
        ]
        if not near:
            document = material.document(row["document"])
            known.append(
                Fact(
                    *(line(row["gss"]), code_on(row["gss"], when.last), row["area"], row["grade"]),
                    *(when.last, when.value),
                    date_from=f"stated_{row['stated_of']}" if row["stated_date"] else "published",
                    basis="told" if row["status"] == "current" else "told_later",
                    framework=row["framework"]
                    if row["status"] == "previous"
                    else row["framework"] or document["framework"],
                    source=row,
                )
            )
        elif agreeing := next((fact for fact in near if fact.grade == row["grade"]), None):
            agreeing.witnesses.append(row)
        else:
            conflicts.append(_differs(near[0], row))
    return [fact for several in facts.values() for fact in several]


def _undated_facts(
    rows: Iterable[Row], dated: Iterable[Fact], material: Material, conflicts: list[Conflict]
) -> list[Fact]:
    """Facts of which no document tells the date; a statement that a dated fact bears out is its witness."""
    known: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in dated:
        known[fact.line, fact.area].append(fact)
    made: list[Fact] = []
    for row in sorted(rows, key=lambda row: (row["status"] == "previous", _rank(row, material))):
        bounds = _bounds(row, material.document(row["document"]))
        series = known[line(row["gss"]), row["area"]]
        fits = [fact for fact in series if _within(fact, bounds) and not _tells_both(row, fact.source)]
        same = [fact for fact in fits if fact.grade == row["grade"]]
        undated = [fact for fact in fits if fact.day is None]
        if same:
            same[-1].witnesses.append(row)
        elif undated:
            conflicts.append(_differs(undated[0], row))
        else:
            basis: Basis = "told" if row["status"] == "current" else "told_later"
            fact = Fact(
                *(line(row["gss"]), code_on(row["gss"], bounds[1]), row["area"], row["grade"], None, None, None),
                basis=basis,
                framework=row["framework"],
                source=row,
                bounds=bounds,
            )
            series.append(fact)
            made.append(fact)
    return made


def _bounds(row: Row, document: Row) -> Bounds:
    first, last = possible_days(row["framework"], row["area"], row["grade"])
    told = period(document["inspection_start"] or document["published"])
    if told and (last is None or told.last < last):
        last = told.last
    return first, last


def _within(fact: Fact, bounds: Bounds) -> bool:
    """Whether a fact can be of a time between these days."""
    first, last = (fact.day, fact.day) if fact.day else fact.bounds
    return (first or date.min) <= (bounds[1] or date.max) and (bounds[0] or date.min) <= (last or date.max)


def _differs(held: Fact, row: Row) -> Conflict:
    held.disputed = True
    kind: ConflictKind = "within_document" if held.source["document"] == row["document"] else "between_documents"
    return Conflict(kind, held.line, held.area, held.day, held.source, row, held.inspection)


def _chain(facts: Iterable[Fact]) -> None:
    """Give each verdict the one before it: by date, else the earlier verdict that the same document tells of it."""
    newest: dict[tuple[str, str], Fact] = {}
    earlier = {
        (fact.line, fact.area, row["document"]): fact
        for fact in facts
        if fact.basis == "told_later" and fact.day is None
        for row in (fact.source, *fact.witnesses)
    }
    for fact in facts:
        key = fact.line, fact.area
        if fact.day is not None:
            fact.before = newest.get(key)
            newest[key] = fact
        if fact.before is None and fact.basis != "told_later":
            fact.before = earlier.get((*key, fact.source["document"]))


def _tells_both(row: Row, other: Row) -> bool:
    """Whether one document states both, one as the verdict before the other: two facts, no conflict."""
    return bool(row["document"] == other["document"] and row["status"] != other["status"])
