"""The authority that a report's title names, and the inspector who led."""

import re
from datetime import date
from functools import cache
from itertools import product
from typing import Final

from pipeline.records import AuthorityRef
from pipeline.register import at, register

_LEAD: Final = re.compile(
    r"[LlRr](?<=\b.)(?<![Dd]eputy .)(?:(?<=[Ll])ead|(?<=[Rr])eporting) [Ii]nspectors?\s*:?\s*"
)  # begins with one set of characters, which `re` finds fast
_NO_NAME: Final = r"(?!(?:[A-Z]{2,4}|Her|His|Senior|Ofsted|Deputy|Team|Judgement|Age|Lead|Additional)\b)"
_NAME: Final = re.compile(rf"{_NO_NAME}[A-ZÀ-Þ][\w’'.-]*(?: {_NO_NAME}[A-ZÀ-Þ][\w’'.-]*){{1,3}}")


def lead_inspector(text: str) -> str | None:
    """The first name after a label; titles may stand before or after it, or on the next line."""
    names = (_NAME.match(text, label.end()) for label in _LEAD.finditer(text))
    return next((name[0].rstrip(".,") for name in names if name), None)


def authority_named(day: date | None, *told: str) -> AuthorityRef | None:
    """The authority of the register that the first of some texts that names one does, under its code on a day.

    The longest name wins ("Central Bedfordshire" over "Bedford"); failing that a name's distinctive part ("East
    Riding", "Newcastle") that belongs to one authority only.
    """
    for words, names in product((f" {_folded(text)} " for text in told), (_whole_names(), _short_names())):
        if found := [name for name in names if f" {name} " in words]:
            named = at(names[max(found, key=len)], day)
            return AuthorityRef(gss=named.gss, name=named.name)
    return None


@cache
def _whole_names() -> dict[str, str]:
    return {_folded(name): one.gss for one in register().values() for name in (*one.also_known_as, one.name)}


@cache
def _short_names() -> dict[str, str]:
    """The parts of names before and after a connecting word, where only one authority has the part."""
    whole = _whole_names()
    owners: dict[str, set[str]] = {}
    for one in register().values():
        if one.type != "city_of_london":
            for part in re.split(r" (?:upon|on|of|and|with) ", _folded(one.name)):
                owners.setdefault(part, set()).add(one.name)
    unique = {part: next(iter(names)) for part, names in owners.items() if len(names) == 1}
    return {part: whole[_folded(name)] for part, name in unique.items() if part not in whole}


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", text.lower().replace("&", " and ").replace("st.", "st")).split())
