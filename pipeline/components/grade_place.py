"""A grade where it stands: its sentence's tags, and the text on either side."""

from typing import Final, NamedTuple

from pipeline.components.ruler import Tag

_FINITE: Final = frozenset({"requires", "require", "required", "needs", "need", "needed"})
"""First words of a grade that is a verb itself, so that its subject stands right before it."""
_NEEDS: Final = "need"
""" "needs improvement" is said of many things; "requires improvement" is Ofsted's own phrase."""


class Place(NamedTuple):
    """A grade in its sentence text[start:end]: the sentence's tags, those that end before it, the text around it."""

    text: str
    grade: Tag
    start: int
    end: int
    tags: list[Tag]
    preceding: list[Tag]
    before: str
    after: str

    def following(self, *labels: str) -> Tag | None:
        """The first tag of these labels behind the grade."""
        return next((tag for tag in self.tags if tag.start >= self.grade.end and tag.label in labels), None)

    def to(self, tag: Tag) -> str:
        """The text from the grade to a tag behind it."""
        return self.text[self.grade.end : tag.start]

    @property
    def is_capitalised(self) -> bool:
        return self.text[self.grade.start].isupper()

    @property
    def is_finite(self) -> bool:
        words = self.text[self.grade.start : self.grade.end]
        return self.grade.code == "requires_improvement" and words.split()[0].lower() in _FINITE

    @property
    def is_a_need(self) -> bool:
        return self.text.startswith((_NEEDS, _NEEDS.capitalize(), _NEEDS.upper()), self.grade.start)


def place_of(text: str, grade: Tag, start: int, end: int, tags: list[Tag]) -> Place:
    """A grade in the sentence text[start:end] with these tags."""
    preceding = [tag for tag in tags if tag.end <= grade.start]
    return Place(text, grade, start, end, tags, preceding, text[start : grade.start], text[grade.end : end])
