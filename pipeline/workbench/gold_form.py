"""Of what type the values of a gold line must be; keys that are not named here may stand there as well."""

from functools import cache
from typing import Annotated, Any, NotRequired

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

Authority = str | dict[str, Any] | None


class _Words(TypedDict):
    start: int
    end: int
    role: str


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
    findings: NotRequired[list[_Finding]]
    judgements: NotRequired[list[_Judgement]]
    tallies: NotRequired[list[_Tally]]


class _Decision(TypedDict):
    id: NotRequired[str]
    of: NotRequired[str]
    fact: NotRequired[dict[str, Any]]
    facts: NotRequired[_Facts]


class _Line(_Facts):
    doc: str
    sha256: NotRequired[str]
    decision: NotRequired[_Decision]


def fault_of(row: object) -> str:
    """Which value of a gold line is of the wrong type, "" where none is."""
    try:
        _adapter().validate_python(row)
    except ValidationError as error:
        worst = error.errors()[0]
        return f"{'.'.join(map(str, worst['loc']))}: {worst['msg'].lower()}"
    return ""


@cache
def _adapter() -> TypeAdapter[_Line]:
    return TypeAdapter(_Line)
