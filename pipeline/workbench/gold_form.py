"""Of what type the values of a gold line must be; keys that are not named here may stand there as well."""

from functools import cache
from typing import Annotated, Any, Literal, NotRequired, get_args

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from pipeline.records import first_fault

Kind = Literal["right", "wrong", "fix", "done", "undo"]
What = Literal["findings", "judgements", "tallies"]
Authority = str | dict[str, Any] | None


class _Words(TypedDict):
    start: int
    end: int
    role: str


def _with_both_ends(fact: dict[str, Any]) -> dict[str, Any]:
    if ("start" in fact) != ("end" in fact):
        raise ValueError("has only one end")
    return fact


BothEnds = AfterValidator(_with_both_ends)


class _Finding(TypedDict):
    polarity: str | None
    quote: str
    start: NotRequired[int]
    end: NotRequired[int]
    area: NotRequired[str | None]
    speaker: NotRequired[str | None]
    themes: NotRequired[list[str] | None]
    authority: NotRequired[Authority]


class _Judgement(TypedDict):
    area: str
    grade: str
    status: NotRequired[str]
    quote: NotRequired[str]
    evidence: NotRequired[str | Annotated[list[_Words], Field(min_length=1)] | None]
    authority: NotRequired[Authority]


class _Tally(TypedDict):
    grade: str | None
    count: NotRequired[int | None]
    percent: NotRequired[float | None]
    of: NotRequired[int | None]
    quote: NotRequired[str]
    area: NotRequired[str | None]


class _Facts(TypedDict):
    findings: NotRequired[list[Annotated[_Finding, BothEnds]]]
    judgements: NotRequired[list[Annotated[_Judgement, BothEnds]]]
    tallies: NotRequired[list[Annotated[_Tally, BothEnds]]]


class _Decision(TypedDict):
    kind: Kind
    id: NotRequired[str]
    of: NotRequired[str]
    what: NotRequired[What]
    fact: NotRequired[dict[str, Any]]
    facts: NotRequired[_Facts]


class _Line(_Facts):
    doc: str
    sha256: NotRequired[str]
    decision: NotRequired[_Decision]


def fault_of(row: dict[str, Any]) -> str:
    """Which value of a gold line is missing or of the wrong type, "" where none is."""
    decision = row.get("decision")
    if isinstance(decision, dict) and decision.get("what") in get_args(What):
        row = {**row, decision["what"]: [decision.get("fact")]}
    try:
        _adapter().validate_python(row)
    except ValidationError as error:
        return first_fault(error)
    return ""


@cache
def _adapter() -> TypeAdapter[_Line]:
    return TypeAdapter(_Line)
