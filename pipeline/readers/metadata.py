"""What is stated about a document: the fields of `Meta`, checked, and laid over what the text itself gives."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, cast, get_args

from pipeline import register
from pipeline.readers.dates import iso_date
from pipeline.records import AuthorityRef, Days, Inspection, Meta, Outcome
from pipeline.vocabulary import Framework, InspectionType, JointTheme, Kind, OutcomeCode

TEXT_FIELDS: Final = ("title", "publisher", "url", "urn", "lead_inspector")
DATE_FIELDS: Final = ("published", "next_due")
FIELDS: Final = tuple(field for field in Meta.__annotations__ if field != "published_from")

Stated = dict[str, Any]
"""Those fields of `Meta` that somebody stated, in their form there."""


class Fault(NamedTuple):
    """What is wrong with the value of a field, and how to mend it."""

    field: str
    message: str


def checked(given: Mapping[str, object]) -> tuple[Stated, list[Fault]]:
    """The fields of `given` brought to their form in `Meta`, and every fault found in them; other keys are passed over.

    Dates may be written in any form that `dates.iso_date` reads, an authority as its name or its GSS code.
    """
    stated: Stated = {}
    faults: list[Fault] = []
    for field in FIELDS:
        value = given.get(field)
        if field not in given or (value is None and field in ("kind", "inspection")):
            continue
        try:
            stated[field] = None if value is None else _CHECKS[field](value)
        except ValueError as fault:
            faults.append(Fault(field, str(fault)))
    if authority := stated.get("authority"):
        stated["authority"] = _as_coded_then(authority, stated)
    return stated, faults


def overlaid(meta: Meta, stated: Stated) -> Meta:
    """The metadata with every stated field in place of what was found."""
    inspection = {**meta["inspection"], **stated.get("inspection", {})}
    return cast(Meta, {**meta, **stated, "inspection": inspection})


def authority_named(name: str) -> AuthorityRef | None:
    """The authority of this GSS code or official name, the name with or without its style ("Leeds City Council")."""
    code = name.strip().upper()
    if code in register.register():
        return {"gss": code, "name": register.authority(code).name}
    plain = " ".join(name.replace("’", "'").split())
    found = register.by_name(plain) or register.by_name(_STYLE.sub("", plain))
    return {"gss": found.gss, "name": found.name} if found else None


_STYLE: Final = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan)? ?borough|city|county)(?: council)? of |"
    r"(?: (?:city|county|metropolitan|borough|district|unitary))*(?: council)?(?:'s press office)?$",
    re.IGNORECASE,
)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text in quotation marks, not {_json_kind(value)}")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError("holds half a character (an escape such as \\ud800): write the character itself")
    return " ".join(value.split())


def _date(value: object) -> str:
    found = iso_date(str(value)) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{_shown(value)} is no date: write it as "2015-02-03"')
    return found


def _one_of(codes: tuple[str, ...]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if isinstance(value, str) and value in codes:
            return value
        near = difflib.get_close_matches(value[:40], codes, 1) if isinstance(value, str) else []
        hint = f'did you mean "{near[0]}"?' if near else f"write one of {', '.join(codes)}"
        raise ValueError(f"{_shown(value)} is not known: {hint}")

    return check


def _days(value: object) -> Days:
    if not isinstance(value, Mapping) or not value or not set(value) <= {"start", "end"}:
        raise ValueError('must be {"start": "2015-02-03", "end": "2015-02-26"}')
    days = {str(key): None if day is None else _date(day) for key, day in value.items()}
    if (days.get("start") or "") > (days.get("end") or "9999"):
        raise ValueError(f"starts on {days['start']}, after its end on {days['end']}")
    return cast(Days, days)


def _inspection(value: object) -> Inspection:
    if not isinstance(value, Mapping) or "type" not in value:
        return cast(Inspection, _days(value))
    kind = None if value["type"] is None else _one_of(get_args(InspectionType))(value["type"])
    dates = {key: day for key, day in value.items() if key != "type"}
    return cast(Inspection, {**(_days(dates) if dates else {}), "type": kind})


def _previous(value: object) -> Days:
    return {"start": None, "end": None, **_days(value)}


def _outcome(value: object) -> Outcome:
    return {"code": cast(OutcomeCode, _one_of(get_args(OutcomeCode))(value)), "evidence": []}


def _authority(value: object) -> AuthorityRef:
    name = value.get("gss") if isinstance(value, Mapping) else value
    if not isinstance(name, str):
        raise ValueError("must be the name or the GSS code of an authority, in quotation marks")
    if found := authority_named(name):
        return found
    words = name.casefold()
    names = sorted({one.name for one in register.register().values()})
    near = [one for one in names if words and words in one.casefold()] or difflib.get_close_matches(name, names, 1)
    hint = f'did you mean "{near[0]}"?' if near else "write its official name or its GSS code"
    raise ValueError(f"{_shown(name)} is no authority of the register: {hint}")


_CHECKS: Final[Mapping[str, Callable[[object], object]]] = {
    **dict.fromkeys(TEXT_FIELDS, _text),
    **dict.fromkeys(DATE_FIELDS, _date),
    "kind": _one_of(get_args(Kind)),
    "framework": _one_of(get_args(Framework)),
    "inspection": _inspection,
    "theme": _one_of(get_args(JointTheme)),
    "outcome": _outcome,
    "previous": _previous,
    "authority": _authority,
}


def _as_coded_then(authority: AuthorityRef, stated: Stated) -> AuthorityRef:
    day = stated.get("inspection", {}).get("start") or stated.get("published")
    found = register.at(authority["gss"], date.fromisoformat(day)) if day else register.authority(authority["gss"])
    return {"gss": found.gss, "name": found.name}


def _shown(value: object) -> str:
    if not isinstance(value, str | int | float):
        return "that"
    text = str(value)
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'


def _json_kind(value: object) -> str:
    return {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}.get(
        type(value), "that"
    )
