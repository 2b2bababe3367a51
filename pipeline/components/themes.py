"""Tells which themes a clause is about: from its own words, else from what it refers back to, else from its section."""

import re
from typing import Final

from spacy.tokens import Doc

from pipeline.components.ruler import labelled
from pipeline.components.stretches import number_at, starting_in
from pipeline.components.text import text_of
from pipeline.vocabulary import THEMES_UNDER, Area

THEME_LABELS: Final = frozenset({"THEME", "SECOND_THEME"})

OF_SECTION: Final[dict[Area, str]] = {
    "adoption": "adoption",
    "care_leavers": "care_leavers",
    "leadership": "leadership",
    "lscb": "lscb",
}
"""The theme of a clause that names none, by the area of its section."""

ALWAYS: Final[frozenset[Area]] = frozenset({"care_leavers", "lscb"})
"""Sections that have their theme whatever else a clause names."""

LASTING: Final = "care_leavers"
"""A group of people, not a subject: a paragraph that opens with them goes on about them."""

PEOPLE: Final = frozenset({"leadership"})
"""Themes that are people, to whom no word for a thing refers back."""

OPENING: Final = 40
"""How far from a sentence's start, in code points, the words stand that it opens with."""

_REFERS_BACK: Final = re.compile(
    r"(?:(?:however|as an? (?:result|consequence)|consequently|therefore|often|too often|for [\w ]{1,30}),? )?"
    r"(?:(?P<people>they|their)|this|these|it|such|those)\b",
    re.IGNORECASE,
)
_LEANS: Final = re.compile(
    r"(?:(?P<people>they|their)|this|these|it|such|those|further|more|many|most|some|too (?:many|few))\b"
    r"(?! (?:children|young|social|staff))"
    r"|(?P<same>remain|need|require|do|did|is|are|was|were|ha[sd]|have|can|could|will|would)s?\b"
)


class Themes:
    """The themes of one document, to be asked for by clause.

    by_others: a text told by others, whose paragraphs go from one group of people to the next, and in which "they" may
    be the inspectors as well: its clauses have the themes of their own words only.
    """

    def __init__(self, doc: Doc, by_others: bool = False) -> None:
        self._by_others = by_others
        self._tags = labelled(doc._.ofsight_tags, *THEME_LABELS)
        meta = doc._.ofsight_meta
        self._meant = THEMES_UNDER.get(meta["framework"], {}) if meta else {}
        self._text = text_of(doc)
        self._sentences = doc._.ofsight_sentences
        self._blocks = doc._.ofsight_blocks or ()
        self._lasting_in: dict[int, bool] = {}

    def of(self, start: int, end: int, area: Area | None) -> list[str]:
        """The themes of the clause [start, end), each once, in the order in which the text names them.

        area: the judgement area of the section that the clause stands in.
        """
        found = self._named(start, end) or ([] if self._by_others else self._referred_to(start))
        of_section = OF_SECTION.get(area) if area else None
        if of_section and of_section not in found and (not found or area in ALWAYS):
            found.append(of_section)
        if not self._by_others and LASTING not in found and self._lasting(start):
            found.append(LASTING)
        return found

    def _named(self, start: int, end: int) -> list[str]:
        codes = [tag.code for tag in starting_in(self._tags, start, end) if tag.end <= end]
        return list(dict.fromkeys([self._meant.get(code, code) for code in codes]))

    def _referred_to(self, start: int) -> list[str]:
        """The themes of the words before the clause in its sentence, or of the sentence that it refers back to."""
        at = number_at(self._sentences, start)
        if at < 0:
            return []
        opening = self._sentences[at][0]
        if opening < start and (leans := _LEANS.match(self._text, start)):
            people = leans["people"] or leans["same"]
            if earlier := self._main(opening, start, people is not None):
                return earlier
        if at == 0 or self._named(opening, start):
            return []
        before, refers = self._sentences[at - 1], _REFERS_BACK.match(self._text, opening)
        block = number_at(self._blocks, opening)
        if not refers or (block >= 0 and before[0] < self._blocks[block].start):
            return []
        return self._main(before[0], before[1], refers["people"] is not None)

    def _main(self, start: int, end: int, people: bool) -> list[str]:
        """The theme named first, which later words go on about; that of people only where they are of `people`."""
        return [code for code in self._named(start, end) if people or code not in PEOPLE][:1]

    def _lasting(self, start: int) -> bool:
        block = number_at(self._blocks, start)
        if block not in self._lasting_in:
            self._lasting_in[block] = self._opens_with_lasting(block)
        return self._lasting_in[block]

    def _opens_with_lasting(self, block: int) -> bool:
        if block < 0:
            return False
        at = number_at(self._sentences, self._blocks[block].start - 1) + 1
        if at == len(self._sentences):
            return False
        first, end = self._sentences[at]
        return LASTING in self._named(first, min(first + OPENING, end))
