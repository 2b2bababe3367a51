"""Annotated JSONL -> flat rows of facts; texts are let go line by line, so memory grows with facts only."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from pipeline.batch.output import failures_file
from pipeline.records import READABLE, SCHEMA, Judgement, Record, Section, Span, When, first_fault, validated
from pipeline.register import register
from pipeline.report.errors import RecordsError
from pipeline.report.lines import lines_of, rows_of
from pipeline.report.safe import neutral
from pipeline.report.sources import FindSource, address, page_link
from pipeline.vocabulary import THEMES, Area, Polarity, SectionRole, Speaker

Row = dict[str, Any]

SHARDS: Final = "part-*.jsonl"

COUNTED: Final = ("judgements", "findings", "tallies")

MOST: Final = 1_000_000
"""No number of authorities is bigger."""


class Finding(NamedTuple):
    """A finding as a tuple: a report has hundreds, and a dict each would take the memory of all else together."""

    document: str
    path: str
    gss: str | None
    area: Area | None
    polarity: Polarity
    themes: tuple[str, ...]
    speaker: Speaker
    place: SectionRole | None
    cues: str
    quote: str
    page: int | None
    start: int
    end: int


@dataclass(slots=True)
class Material:
    """What the records say, flattened: one dict a document, judgement, finding, tally and failure.

    Every row of a fact carries `document` (the record's id), `path`, `link` (where to read the quote, None where there
    is neither an address nor a file), `quote`, `page` (from 1; None where the document has no pages), `start`, `end`.
    """

    documents: list[Row] = field(default_factory=list)
    judgements: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tallies: list[Row] = field(default_factory=list)
    failures: list[Row] = field(default_factory=list)
    _by_id: dict[str, Row] = field(default_factory=dict)

    def document(self, identity: str) -> Row:
        """The row of the document with this id."""
        if len(self._by_id) != len(self.documents):
            self._by_id = {row["document"]: row for row in self.documents}
        return self._by_id[identity]


def load(sources: Iterable[Path], find: FindSource = address) -> Material:
    """Read records from files or folders of shards (`part-*.jsonl`), and the failures file beside each.

    find: gives the address at which a record's document can be read.

    Raises:
        RecordsError: no records at all, a line that breaks off, another schema, an id met twice, a field that does not
            hold; all faults of all files at once.
    """
    faults = list[str]()
    files = [file for source in sources for file in _files(source, faults)]
    material = _taken(((place, rows_of(line)) for file in files for place, line in lines_of(file)), find, faults)
    for file in files:
        _take_failures(material, failures_file(file), faults)
    names = ", ".join(map(str, files)) or "the input"
    return _sound(material, faults, f"{names}: no records; run `ofsight extract` on a folder of documents first")


def material_of(records: Iterable[Record]) -> Material:
    """The material of records that a program has at hand.

    Raises:
        RecordsError: no records at all, another schema, an id met twice, a field that does not hold; it
            lists all faults.
    """
    faults = list[str]()
    material = _taken(((f"record {number}", [row]) for number, row in enumerate(records, 1)), address, faults)
    return _sound(material, faults, "no records")


def _sound(material: Material, faults: list[str], why_empty: str) -> Material:
    if not faults and not material.documents:
        faults.append(why_empty)
    if faults:
        raise RecordsError(faults)
    return material


def _files(source: Path, faults: list[str]) -> list[Path]:
    if source.is_dir():
        shards = sorted(source.glob(SHARDS))
        shards = [shard for shard in shards if not shard.name.endswith(".failures.jsonl")]
        if not shards:
            faults.append(f"{source}: no {SHARDS} in this folder; name the records file, or a folder of shards")
        return shards
    if not source.is_file():
        faults.append(f"{source}: no such file; `ofsight extract INPUT --output {source}` makes it")
        return []
    return [source]


def _refuse_unknown(record: Record) -> None:
    """See that the record's codes have names here and its numbers a place in a table.

    Raises:
        ValueError: one has not.
    """
    facts = [*record["judgements"], *record["findings"]]
    referred = [fact["authority"] for fact in facts] + [record["meta"]["authority"]]
    for ref in referred:
        if ref is not None and ref["gss"] not in register():
            raise ValueError(f"authority: no code {ref['gss'][:40]!r} is in the register; update ofsight")
    for finding in record["findings"]:
        if unknown := [theme for theme in finding["themes"] if theme not in THEMES]:
            raise ValueError(f"findings: unknown theme {unknown[0][:40]!r}; update ofsight")
    for tally in record["tallies"]:
        if any(number is not None and not 0 <= number <= MOST for number in (tally["count"], tally["of"])):
            raise ValueError("tallies: a number is no number of authorities; run `ofsight extract` again")


def _record(row: Any) -> Record:
    """A parsed line as a record.

    Raises:
        ValueError: what keeps it from being one.
    """
    if not isinstance(row, dict) or "schema" not in row:
        raise ValueError("not an annotated record (no `schema`); name a file that `ofsight extract` wrote")
    if row["schema"] not in READABLE:
        newer = isinstance(row["schema"], int) and row["schema"] > SCHEMA
        mend = "update ofsight" if newer else "run `ofsight extract` again"
        raise ValueError(f"schema {str(row['schema'])[:40]}, but this version reads schema {SCHEMA}; {mend}")
    try:
        record = validated(row)
    except ValidationError as error:
        raise ValueError(f"{first_fault(error)}; run `ofsight extract` again") from None
    length = len(record["text"])
    for kind in COUNTED:
        for fact in row[kind]:
            if any(not 0 <= span["start"] <= span["end"] <= length for span in fact.get("evidence", [fact])):
                raise ValueError(f"{kind}: a span lies outside the text; run `ofsight extract` again")
    _refuse_unknown(record)
    return record


def _taken(records: Iterable[tuple[str, Iterable[Any]]], find: FindSource, faults: list[str]) -> Material:
    """What records say, each told with its place; one may come as several rows that each hold some of its facts."""
    material, first_seen = Material(), dict[str, str]()
    for place, rows in records:
        link = None
        try:
            for number, row in enumerate(rows):
                record = _record(row)
                if number == 0:
                    if (first := first_seen.setdefault(record["id"], place)) != place:
                        raise ValueError(f"id {record['id']} is already at {first}; keep one of the two lines")
                    link = find(record)
                    material.documents.append(_document(record, link))
                _take(material, record, link)
        except ValueError as fault:
            faults.append(f"{place}: {fault}")
    return material


def _shared(record: Record) -> Row:
    return {"document": record["id"], "path": neutral(record["source"]["path"])}


def _placed(record: Record, link: str | None, span: Span, quote: str | None = None) -> Row:
    page = _page(record, span["start"])
    words = record["text"][span["start"] : span["end"]] if quote is None else quote
    place = {"link": page_link(link, page), "page": page, "start": span["start"], "end": span["end"]}
    return {"quote": neutral(words), **place}


def _page(record: Record, start: int) -> int | None:
    return bisect_right(record["pages"], start) if record["pages"] else None


def _document(record: Record, link: str | None) -> Row:
    """The row of a document, its facts not yet counted."""
    meta = record["meta"]
    authority = meta["authority"] or {"gss": None, "name": None}
    outcome = meta["outcome"]
    said = outcome["evidence"][0] if outcome and outcome["evidence"] else None
    return _shared(record) | {
        "link": link,
        "title": neutral(meta["title"]),
        "publisher": neutral(meta["publisher"]),
        "url": neutral(meta["url"]),
        "published": meta["published"],
        "kind": meta["kind"],
        "framework": meta["framework"],
        "inspection_type": meta["inspection"]["type"],
        "inspection_start": meta["inspection"]["start"],
        "inspection_end": meta["inspection"]["end"],
        "lead_inspector": neutral(meta["lead_inspector"]),
        "theme": meta["theme"],
        "outcome": outcome["code"] if outcome else None,
        "outcome_said": _placed(record, link, said) if said else None,
        "previous_end": meta["previous"]["end"] if meta["previous"] else None,
        "next_due": meta["next_due"],
        "gss": authority["gss"],
        "authority": neutral(authority["name"]),
        "pages": len(record["pages"]),
        "characters": len(record["text"]),
        **dict.fromkeys(COUNTED, 0),
        "areas_treated": {section["area"] for section in record["sections"] if section["area"]},
        "areas_not_judged": set(),
        "sha256": record["source"]["sha256"],
        "media_type": record["source"]["media_type"],
        "version": record["pipeline"]["version"],
        "patterns": record["pipeline"]["patterns"],
    }


def _take(material: Material, record: Record, link: str | None) -> None:
    """The facts of a record, or of a part of one, whose document's row stands already."""
    text, meta, shared = record["text"], record["meta"], _shared(record)
    authority = meta["authority"] or {"gss": None, "name": None}
    document = material.documents[-1]
    document["areas_not_judged"] |= _not_judged(record)
    for kind in COUNTED:
        document[kind] += len(record[kind])
    for judgement in record["judgements"]:
        spans = [span for span in judgement["evidence"] if span["role"] == "statement"] or judgement["evidence"]
        spans = sorted(spans, key=lambda span: span["start"])
        quote = " … ".join(dict.fromkeys(text[span["start"] : span["end"]] for span in spans))
        whole: Span = {"start": spans[0]["start"], "end": spans[-1]["end"]} if spans else {"start": 0, "end": 0}
        of_report = meta["kind"] == "inspection_report" and judgement["status"] == "current"
        named = judgement["authority"] or (authority if of_report else {"gss": None, "name": None})
        when = _told_date(judgement, meta["published"]) or {"value": None, "precision": None, "of": None}
        material.judgements.append(
            shared
            | {"gss": named["gss"], "authority": neutral(named["name"]), "area": judgement["area"]}
            | {"grade": judgement["grade"], "status": judgement["status"], "framework": judgement["framework"]}
            | {"stated_date": when["value"], "stated_precision": when["precision"], "stated_of": when["of"]}
            | {"rule": neutral(judgement["rule"]), "disagrees": judgement.get("disagrees", False)}
            | _placed(record, link, whole, quote)
        )
    for finding in record["findings"]:
        start, end = finding["start"], finding["end"]
        material.findings.append(
            Finding(
                shared["document"],
                shared["path"],
                (finding["authority"] or authority)["gss"],
                finding["area"],
                finding["polarity"],
                tuple(map(intern, finding["themes"])),
                finding["speaker"],
                finding["place"] or _role(record["sections"], start),
                intern(" ".join(neutral(cue["pattern"]) for cue in finding["cues"])),
                neutral(text[start:end]),
                _page(record, start),
                start,
                end,
            )
        )
    for tally in record["tallies"]:
        stated = {key: tally[key] for key in ("count", "percent", "of", "grade", "area", "as_of")}
        around = text.rfind("\n", 0, tally["start"]) + 1, text.find("\n", tally["end"])
        passage = text[around[0] : around[1] if around[1] >= 0 else None]
        material.tallies.append(shared | stated | _placed(record, link, tally) | {"passage": neutral(passage)})


def _role(sections: list[Section], at: int) -> SectionRole | None:
    """The role of the section that an offset lies in: records of schema 1 do not say where a finding stands."""
    return next((section["role"] for section in sections if section["start"] <= at < section["end"]), None)


def _told_date(judgement: Judgement, published: str | None) -> When | None:
    """The verdict's date as stated; None for one after the document's publication, which dates something else."""
    when = judgement["date"]
    if when is None or (published and when["value"] > published[: len(when["value"])]):
        return None
    return when


def _not_judged(record: Record) -> set[str]:
    """Areas whose section says "not judged" where a grade would stand."""
    said = [
        entity["start"] for entity in record["entities"] if entity["label"] == "GRADE" and entity["id"] == "not_judged"
    ]
    return {
        section["area"]
        for section in record["sections"]
        if section["area"] and any(section["start"] <= at < section["end"] for at in said)
    }


def _take_failures(material: Material, file: Path, faults: list[str]) -> None:
    if not file.is_file():
        return
    for place, line in lines_of(file):
        try:
            for row in rows_of(line):
                if not (isinstance(row, dict) and "path" in row and "reason" in row):
                    raise ValueError("not a failure line (path, reason); run `ofsight extract` again")
                material.failures.append({"path": neutral(str(row["path"])), "reason": neutral(str(row["reason"]))})
        except ValueError as fault:
            faults.append(f"{place}: {fault}")
