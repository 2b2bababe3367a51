"""Tells which themes a clause is about: from its own words, else from what it refers back to, else from its section."""

from typing import Final

from spacy.tokens import Doc

from pipeline.components.ruler import labelled
from pipeline.components.stretches import number_at, numbers_starting_in
from pipeline.components.text import edges_of
from pipeline.components.word_classes import one_of, shape
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

PERSON, THING, NOBODY = "people", "thing", "nobody"
"""Codes of words that refer to people before them, to things, and to nothing."""

OPENING: Final = 40
"""How far from a sentence's start, in code points, the words stand that it opens with."""

_LEADING: Final = shape("(?: ADVERB{1,2} | PREPOSITION [^,;:.]{1,5} , )? ,?")
"""What may stand before the word with which a sentence refers back: "Often they", "For some children, this"."""

_FINITE: Final = one_of("BE HAVE DO MODAL PRESENT PAST TELLS")
"""A clause that opens with its verb leaves out its subject, which stands before it."""


class Themes:
    """The themes of one document, to be asked for by clause.

    by_others: a text told by others, whose paragraphs go from one group of people to the next, and in which "they" may
    be the inspectors as well: its clauses have the themes of their own words only.
    """

    def __init__(self, doc: Doc, by_others: bool = False) -> None:
        self._by_others = by_others
        self._tags = labelled(doc._.ofsight_tags, *THEME_LABELS)
        self._starts = [tag.start for tag in self._tags]
        meta = doc._.ofsight_meta
        self._meant = THEMES_UNDER.get(meta["framework"], {}) if meta else {}
        self._sentences = doc._.ofsight_sentences
        self._blocks = doc._.ofsight_blocks or ()
        self._lasting_in: dict[int, bool] = {}
        self._references = {tag.start: tag.code for tag in labelled(doc._.ofsight_tags, "REFERENCE")}
        self._leading = {tag.start: tag.token_end for tag in labelled(doc._.ofsight_tags, "CONNECTIVE")}
        self._token_starts, self._letters = edges_of(doc)[0], doc._.ofsight_letters

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
        inside = self._tags[numbers_starting_in(self._starts, start, end)]
        return list(dict.fromkeys([self._meant.get(tag.code, tag.code) for tag in inside if tag.end <= end]))

    def _referred_to(self, start: int) -> list[str]:
        """The themes of the words before the clause in its sentence, or of the sentence that it refers back to."""
        at = number_at(self._sentences, start)
        if at < 0:
            return []
        opening = self._sentences[at][0]
        if (
            opening < start
            and (leans := self._leans(start))
            and (earlier := self._main(opening, start, leans == PERSON))
        ):
            return earlier
        if at == 0 or self._named(opening, start):
            return []
        before, refers = self._sentences[at - 1], self._refers_back(opening)
        block = number_at(self._blocks, opening)
        if not refers or (block >= 0 and before[0] < self._blocks[block].start):
            return []
        return self._main(before[0], before[1], refers == PERSON)

    def _leans(self, start: int) -> str | None:
        """What kind of thing before it a clause that starts here is about, None where it names its own."""
        code = self._references.get(start)
        if code is None:
            return PERSON if self._letters[self._token_at(start)] in _FINITE else None
        return code if code != NOBODY else None

    def _refers_back(self, opening: int) -> str | None:
        """What kind of thing in the sentence before it one that opens here is about."""
        code = self._references.get(opening)
        if code is None:
            leading = _LEADING.match(self._letters, self._leading.get(opening, self._token_at(opening)))
            token = leading.end() if leading else len(self._token_starts)
            code = self._references.get(int(self._token_starts[token])) if token < len(self._token_starts) else None
        return code if code in (PERSON, THING) else None

    def _token_at(self, start: int) -> int:
        return int(self._token_starts.searchsorted(start))

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
