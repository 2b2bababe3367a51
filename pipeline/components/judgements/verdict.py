"""What the rules for layout and for prose both find: a verdict with the words it rests on."""

from dataclasses import dataclass, field

from pipeline.components.ruler import Tag
from pipeline.records import When
from pipeline.vocabulary import Area, Grade, Status


@dataclass(slots=True)
class Verdict:
    """One statement of a grade. `authority` is a GSS code, None where the text leaves it open.

    `statement` is the clause in code points; the tags are the words of each argument; `year` is the one that the
    statement itself gives for the verdict.
    """

    area: Area
    grade: Grade
    status: Status
    statement: tuple[int, int]
    rule: str
    authority: str | None = None
    authority_tag: Tag | None = None
    area_tag: Tag | None = None
    grade_tag: Tag | None = None
    status_tag: Tag | None = None
    when: When | None = None
    told_as_past: bool = False
    """Whether nothing in the statement says that the verdict still holds."""
    of_all: bool = False
    """Whether it is said of all areas, of which it names none."""
    of_care_together: bool = False
    """Whether it is said of children in care and care leavers, which have been areas apart since 2023."""
    contrary: list["Verdict"] = field(default_factory=list)
