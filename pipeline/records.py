"""The annotated record: the one schema that every stage writes or reads.

Records are plain dicts (one JSON object a line), typed here and validated by pydantic wherever they come from outside.
Offsets are Unicode code points into `text`; `text[start:end]` is always the quote.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NotRequired, cast

from typing_extensions import TypedDict

from pipeline.errors import UserError
from pipeline.vocabulary import (
    Area,
    Body,
    Framework,
    Grade,
    InspectionType,
    JointTheme,
    Kind,
    OutcomeCode,
    Polarity,
    SectionRole,
    Speaker,
    Status,
    TallyGrade,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import TypeAdapter, ValidationError

SCHEMA: Final = 2

READABLE: Final = (1, SCHEMA)
"""The schemas of records that can still be read."""


class NoRecord(UserError):
    """A file that was named as records holds something else; the message names the line."""


class Span(TypedDict):
    """A half-open range [start, end) of code points in the record's text."""

    start: int
    end: int


class AuthorityRef(TypedDict):
    """An authority of the register: its ONS (GSS) code and its plain official name."""

    gss: str
    name: str


class Source(TypedDict):
    """`replaced` counts the characters of the text that stand for bytes which could not be decoded (U+FFFD)."""

    path: str
    sha256: str
    media_type: str
    replaced: NotRequired[int]


class Days(TypedDict):
    """ISO dates of the first and last day of a (first) visit; None where the document does not say."""

    start: str | None
    end: str | None


class Inspection(Days):
    """`type`: whether a graded inspection was a standard or a short one."""

    type: InspectionType | None


class Outcome(TypedDict):
    """What an area SEND inspection came to, with the words that say so ([] where a sidecar states it)."""

    code: OutcomeCode
    evidence: list[Span]


class Meta(TypedDict):
    """What is known of the document as a whole.

    urn: the number by which Ofsted knows the authority. published_from: where `published` was read. theme: what a joint
    targeted area inspection looked at in depth. previous: the last inspection of the same kind, as the document tells
    it. next_due: ISO date by which an answer (a written statement, a plan) is due.
    """

    title: str | None
    publisher: str | None
    url: str | None
    urn: str | None
    published: str | None
    published_from: Literal["sidecar", "document", "file_name"] | None
    kind: Kind
    framework: Framework | None
    inspection: Inspection
    lead_inspector: str | None
    theme: JointTheme | None
    outcome: Outcome | None
    previous: Days | None
    next_due: str | None
    authority: AuthorityRef | None


class Section(Span):
    """From the heading's first character to the next heading; `heading` is "" before the first heading."""

    heading: str
    area: Area | None
    role: SectionRole


class Entity(Span):
    """`id` is the code that the words stand for, `pattern` the id of the pattern line that tagged them."""

    label: str
    id: str
    pattern: str


class When(TypedDict):
    """An ISO date with as many parts as the text gives ("2015", "2015-02", "2015-02-03") and what it dates."""

    value: str
    precision: Literal["day", "month", "year"]
    of: Literal["inspection", "publication"]


class Evidence(Span):
    """`role` says which argument of the judgement the words carry."""

    role: Literal["statement", "authority", "grade", "area", "status", "contrary"]


class Judgement(TypedDict):
    """`disagrees` is true where two places of one document state different grades for the area (both are recorded)."""

    authority: AuthorityRef | None
    area: Area
    grade: Grade
    status: Status
    framework: Framework | None
    date: When | None
    evidence: list[Evidence]
    rule: str
    disagrees: NotRequired[bool]


class Cue(Span):
    pattern: str


class Finding(Span):
    """`place` is the role of the section that it stands in, `body` whose work it is about where the words say so."""

    polarity: Polarity
    authority: AuthorityRef | None
    area: Area | None
    themes: list[str]
    speaker: Speaker
    body: list[Body]
    place: SectionRole | None
    cues: list[Cue]


class Tally(Span):
    """A number of authorities: `count` (of `of`) or `percent`, the other None. `rule` is what found it."""

    count: int | None
    percent: float | None
    of: int | None
    grade: TallyGrade
    area: Area | None
    as_of: str | None
    rule: str | None


class PipelineStamp(TypedDict):
    """Version of the code and sha256 of the pattern files that made the record."""

    version: str
    patterns: str


class Record(TypedDict):
    schema: Literal[2]
    id: str
    source: Source
    meta: Meta
    text: str
    pages: list[int]
    sections: list[Section]
    entities: list[Entity]
    judgements: list[Judgement]
    findings: list[Finding]
    tallies: list[Tally]
    pipeline: PipelineStamp


class Failure(TypedDict):
    """A line of FILE.failures.jsonl: an input that gave no record, and why, in plain words."""

    path: str
    reason: str


def empty_meta() -> Meta:
    """Metadata of a document of which nothing is known."""
    return {
        "title": None,
        "publisher": None,
        "url": None,
        "urn": None,
        "published": None,
        "published_from": None,
        "kind": "other",
        "framework": None,
        "inspection": {"start": None, "end": None, "type": None},
        "lead_inspector": None,
        "theme": None,
        "outcome": None,
        "previous": None,
        "next_due": None,
        "authority": None,
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record, as committed in `pipeline/record.schema.json`."""
    from pydantic import TypeAdapter

    return TypeAdapter(Record).json_schema()


def validated(row: object) -> Record:
    """Return `row` as a Record; one of an older schema with what it could not say yet left empty.

    Raises:
        ValueError: (pydantic's ValidationError) where a field is missing, extra or of the wrong kind, or the schema
            number is another.
    """
    if isinstance(row, dict) and row.get("schema") == 1:
        row = _of_schema_1(row)
    return _adapter().validate_python(row, strict=True)


def first_fault(error: "ValidationError") -> str:
    """The first thing that was found wrong, as `where: what`."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"


def read_records(file: "Path", *, parts: bool = False) -> "Iterator[Record]":
    """The records of a file that `extract` wrote; with `parts`, also such as have a source and some of the rest.

    Raises:
        NoRecord: a line is none.
        OSError: the file cannot be read.
    """
    import orjson
    from pydantic import ValidationError

    from pipeline import files

    with files.opened(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = orjson.loads(line)
                in_part = parts and isinstance(row, dict) and "schema" not in row and "source" in row
                yield cast(Record, row) if in_part else validated(row)
            except ValidationError as error:
                what = first_fault(error)
            except orjson.JSONDecodeError as error:
                what = error.msg
            else:
                continue
            raise NoRecord(f"{file}:{number}: is no record ({what}); name what `ofsight extract` wrote")


def _of_schema_1(row: dict[str, Any]) -> dict[str, Any]:
    """The row as schema 2 writes it; what is not a record of schema 1 stays as it is, for the validation to name."""
    added: dict[str, dict[str, Any]] = {
        "findings": {"body": [], "place": None},
        "tallies": {"rule": None},
    }
    meta = row.get("meta")
    if isinstance(meta, dict):
        new_in_meta = dict.fromkeys(("urn", "published_from", "theme", "outcome", "previous", "next_due"))
        inspection = meta.get("inspection")
        dates = {**inspection, "type": None} if isinstance(inspection, dict) else inspection
        meta = {**new_in_meta, **meta, "inspection": dates}
    filled = {
        key: [{**one, **new} if isinstance(one, dict) else one for one in rows]
        for key, new in added.items()
        if isinstance(rows := row.get(key), list)
    }
    return {**row, **filled, "meta": meta, "schema": SCHEMA}


@cache
def _adapter() -> "TypeAdapter[Record]":
    from pydantic import TypeAdapter

    return TypeAdapter(Record)
