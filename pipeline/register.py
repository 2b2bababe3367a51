"""The register of authorities: every English authority with children's services since 2008, by ONS (GSS) code.

The table is `pipeline/data/authorities.csv`. Codes, names and dates are those of the ONS Register of Geographic Codes
and of the orders that founded or abolished an authority; a code that changed while its authority went on (new
boundaries, new form) is a row of its own. DfE numbers and Ofsted URNs are those under which Ofsted publishes;
statistical neighbours are the Department for Education's, for authorities in force today only.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

AuthorityType = Literal[
    "county", "unitary", "metropolitan_district", "london_borough", "city_of_london", "isles_of_scilly"
]
Style = Literal["city", "county", "borough", ""]

TABLE: Final = Path(__file__).parent / "data" / "authorities.csv"


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority under one GSS code.

    also_known_as: other plain names that mean it alone ("Hull", "BCP").
    style: what a text calls the place ("the city", "the county", "the borough"), "" where it is none of them.
    in_force_from, in_force_to: first and last day of the code; None where it has no recorded start, or is in force.
    successors: GSS codes that took over the day after `in_force_to`.
    neighbours: GSS codes of the ten statistical neighbours, nearest first; () for a code no longer in force.
    population_0_25: ONS estimate of residents aged 0 to 25, None where not known.
    """

    gss: str
    name: str
    also_known_as: tuple[str, ...]
    type: AuthorityType
    style: Style
    region: str
    dfe: str
    ofsted_urn: str
    in_force_from: date | None
    in_force_to: date | None
    successors: tuple[str, ...]
    neighbours: tuple[str, ...]
    population_0_25: int | None

    def in_force(self, day: date | None) -> bool:
        """Whether the code was in force on a day; None asks about today's register."""
        if day is None:
            return self.in_force_to is None
        return (self.in_force_from or date.min) <= day <= (self.in_force_to or date.max)


class UnknownAuthority(KeyError):
    """No authority of the register has this GSS code."""

    def __str__(self) -> str:
        return f"no authority has the GSS code {self.args[0]!r}"


@cache
def register() -> Mapping[str, Authority]:
    """Every authority by GSS code, in the order of the codes."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return MappingProxyType({row["gss"]: _authority(row) for row in csv.DictReader(rows)})


def authority(gss: str) -> Authority:
    """The authority with this code.

    Raises:
        UnknownAuthority: the register does not hold the code.
    """
    try:
        return register()[gss]
    except KeyError:
        raise UnknownAuthority(gss) from None


def at(gss: str, day: date | None) -> Authority:
    """The authority as it was coded on a day: the same name under the code then in force.

    A code is exchanged for an earlier or a later one only where the authority went on under its name (Dorset,
    Buckinghamshire, Barnsley); one that ended without heir of its name (Cumbria) or had not begun (Cumberland) is
    returned as it is. None asks for the newest code.

    Raises:
        UnknownAuthority: the register does not hold the code.
    """
    asked = authority(gss)
    if asked.in_force(day):
        return asked
    return next((other for other in _namesakes()[asked.name] if other.in_force(day)), asked)


def successors(gss: str) -> tuple[Authority, ...]:
    """The authorities in force today that serve the area of this code, itself if it is in force.

    Raises:
        UnknownAuthority: the register does not hold the code.
    """
    asked = authority(gss)
    if not asked.successors:
        return (asked,)
    return tuple(dict.fromkeys(heir for code in asked.successors for heir in successors(code)))


def by_name(name: str, day: date | None = None) -> Authority | None:
    """The authority with this plain name, official ("Kingston upon Hull") or not ("Hull"), as coded on a day.

    "Council" and the words for its kind may stand with it ("Solihull Metropolitan Borough Council"). Case,
    hyphens, "&" for "and" and the full stop of "St." make no difference; None where no authority has the name.
    """
    names = _codes_by_name()
    known = names.get(_folded(name)) or names.get(_BODY_WORDS.sub(" ", _folded(name)).strip())
    return at(known, day) if known else None


@cache
def _namesakes() -> Mapping[str, tuple[Authority, ...]]:
    """Authorities of one name, oldest code first."""
    grouped: dict[str, list[Authority]] = {}
    for one in register().values():
        grouped.setdefault(one.name, []).append(one)
    return {
        name: tuple(sorted(group, key=lambda one: one.in_force_from or date.min)) for name, group in grouped.items()
    }


_BODY_WORDS: Final = re.compile(
    r"^(?:the )?(?:london borough|royal borough|metropolitan borough|city|borough|county) of\b"
    r"|\b(?:(?:metropolitan|city|county|district|borough|unitary) )*council$"
)
"""What a council's full title has around its plain name."""


@cache
def _codes_by_name() -> Mapping[str, str]:
    """The newest code of each name; an official name goes before another's other name."""
    official = {_folded(name): group[-1].gss for name, group in _namesakes().items()}
    other = {_folded(name): one.gss for one in register().values() for name in one.also_known_as}
    return {**other, **official}


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").replace("-", " ").replace(".", "").split())


def _authority(row: dict[str, Any]) -> Authority:
    for key in ("in_force_from", "in_force_to"):
        row[key] = date.fromisoformat(row[key]) if row[key] else None
    for key, separator in (("also_known_as", "; "), ("successors", " "), ("neighbours", " ")):
        row[key] = tuple(row[key].split(separator)) if row[key] else ()
    row["population_0_25"] = int(row["population_0_25"]) if row["population_0_25"] else None
    return Authority(**row)
