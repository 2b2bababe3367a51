"""A sentence with its tags: what the rules for prose work on."""

from typing import NamedTuple

from pipeline.components.quotation import CLOSING
from pipeline.components.ruler import Tag


class Sentence(NamedTuple):
    """text[start:end] in code points, with the tags that start in it, in the order of the text."""

    text: str
    start: int
    end: int
    tags: list[Tag]

    def has_adjective(self, grade: Tag) -> bool:
        """Whether a grade stands as an adjective before a council or its services ("at an 'inadequate' council")."""
        return any(
            tag.code == "authority"
            and grade.end < tag.start
            and not self.text[grade.end : tag.start].strip(CLOSING + " ")
            for tag in self.labelled("COUNTED")
        )

    def labelled(self, *labels: str) -> list[Tag]:
        """Its tags of these labels."""
        return [tag for tag in self.tags if tag.label in labels]
