"""What a line of a pattern file may be: its labels, and the codes that each label's ids may begin with.

The codes are those that the components ask for; a code that nobody asks for would be tagged and then ignored. They
stand in `pipeline/data/labels.csv`, where a name in capitals is that of a closed list.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, get_args

from pipeline.components.word_classes import LETTERS, VERBS
from pipeline.register import register
from pipeline.vocabulary import AREAS, BODIES, FRAMEWORKS, GRADES, THEMES, SectionRole, TallyGrade

TABLE: Final = Path(__file__).parent / "data" / "labels.csv"

NUMBER: Final = re.compile(r"-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Label:
    """What the words of a line are, and what its id may begin with; `codes` is None where that is a number."""

    meaning: str
    codes: frozenset[str] | None

    def allows(self, code: str) -> bool:
        """Whether an id may begin with this code."""
        return code in self.codes if self.codes is not None else NUMBER.fullmatch(code) is not None


@cache
def labels() -> Mapping[str, Label]:
    """Every label by name."""
    lists: dict[str, Iterable[str]] = {
        "AUTHORITIES": register(),
        "GRADES": GRADES,
        "AREAS": AREAS,
        "FRAMEWORKS": FRAMEWORKS,
        "THEMES": THEMES,
        "BODIES": BODIES,
        "ROLES": get_args(SectionRole),
        "TALLIES": get_args(TallyGrade),
        "CLASSES": {*LETTERS, *VERBS},
    }
    found: dict[str, Label] = {}
    for row in csv.DictReader(TABLE.read_text("utf-8").splitlines()):
        codes = frozenset(code for name in row["codes"].split() for code in lists.get(name, [name]))
        found[row["label"]] = Label(row["meaning"], None if row["codes"] == "NUMBER" else codes)
    return MappingProxyType(found)
