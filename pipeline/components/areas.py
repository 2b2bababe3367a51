"""Tells under which judgement area a clause falls: by its section, its own words, or those before it.

In a text told by others nobody says so; there the weights of what names, implies and surrounds it decide, which are
learned from gold (`weights.py`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from pipeline.components.evidence import WORD, Features
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import number_at, section_at, starting_in
from pipeline.components.themes import THEME_LABELS
from pipeline.components.weights import AREA_FILE, scores, weights
from pipeline.records import Meta
from pipeline.vocabulary import (
    AREA_OF_THEME,
    AREAS,
    CARE_LEAVERS_SEPARATE_FROM,
    FRAMEWORK_AREAS,
    LIKELY_AREA_OF_THEME,
    WIDER_AREA,
    Area,
)

TODAYS_FRAMEWORK: Final = "ilacs"

TELLING: Final = THEME_LABELS | {"JUDGEMENT_AREA", "AREA_CLUE"}
"""Labels whose words name or imply an area."""

SURVEY: Final = "survey"
"""The code of words that say what an inspection looked at."""

FEWEST_TELLING: Final = 5
"""So many words that tell an area say what paragraphs without their heading are about."""


class Areas:
    """The judgement areas of one document, to be asked for by clause.

    by_others: a text told by others, whose headings do not say under which area the inspectors put a point.
    """

    def __init__(self, doc: Doc, by_others: bool = False) -> None:
        self._sections = () if by_others else doc._.ofsight_sections
        self._blocks = doc._.ofsight_blocks or ()
        self._told, self._named, self._clues = (
            [(tag.start, area) for tag in labelled(doc._.ofsight_tags, *labels) if (area := _told_by(tag))]
            for labels in (TELLING, ("JUDGEMENT_AREA",), ("AREA_CLUE",))
        )
        self._graded_apart = _graded_apart(doc._.ofsight_meta, by_others)
        self._excerpts: dict[int, Area | None] = {}
        self._by_others = by_others
        if by_others:
            self._words = [(token.idx, token.norm_) for token in doc if token.is_alpha]
            self._headings = [block for block in self._blocks if block.kind == "heading"]
            self._only = _only(self._named)
            self._scope = _only(_surveyed(doc, self._told))
            told = Counter(area for _, area in self._told)
            self._of_text = [(f"text {area}", count / told.total()) for area, count in told.items()]

    def of_section(self, start: int) -> Area | None:
        """The area of the section that [start] lies in."""
        section = section_at(self._sections, start)
        area = section["area"] if section else None
        return None if area == "overall_effectiveness" else area

    def of(self, start: int, end: int, themes: Sequence[str]) -> Area | None:
        """The area of the clause [start, end), which has these themes and stands in no section that has one."""
        if self._by_others:
            return self._judged(_likeliest(self.features(start, end, themes)))
        return self._of_excerpt(start) or self._judged(self._of_words(start, end, themes))

    def features(self, start: int, end: int, themes: Sequence[str]) -> Features:
        """What speaks for an area of the clause [start, end) of a text told by others: named features with values."""
        return dict(self._features(start, end, themes))

    def _features(self, start: int, end: int, themes: Sequence[str]) -> Iterator[tuple[str, float]]:
        yield f"named {self._area_named(start, end)}", 1.0
        yield f"implied {self._implied(start, end)}", 1.0
        yield f"before {self._told_before(start)}", 1.0
        yield f"only {self._only}", 1.0
        yield f"scope {self._scope}", 1.0
        yield f"first {_first(themes, AREA_OF_THEME)}", 1.0
        for theme in themes:
            yield f"theme {theme}", 1.0
        for _, word in starting_in(self._words, start, end):
            yield f"word {word}", WORD
        above = number_at(self._headings, start - 1)
        if above >= 0:
            for _, area in starting_in(self._told, self._headings[above].start, self._headings[above].end):
                yield f"heading {area}", 1.0
        yield from self._of_text

    def _of_excerpt(self, start: int) -> Area | None:
        """The area that half of the words tell of a report's paragraphs that stand without their heading."""
        section = section_at(self._sections, start)
        if section is None or section["role"] != "body" or section["heading"]:
            return None
        at = section["start"]
        if at not in self._excerpts:
            told = starting_in(self._told, at, section["end"])
            self._excerpts[at] = _half([self._judged(area) for _, area in told])
        return self._excerpts[at]

    def _of_words(self, start: int, end: int, themes: Sequence[str]) -> Area | None:
        """The area that the clause's words name or imply, else the one of the words before."""
        return (
            self._area_named(start, end)
            or _first(themes, AREA_OF_THEME)
            or self._implied(start, end)
            or self._told_before(start)
            or _first(themes, LIKELY_AREA_OF_THEME)
        )

    def _area_named(self, start: int, end: int) -> Area | None:
        return _only(starting_in(self._named, start, end))

    def _implied(self, start: int, end: int) -> Area | None:
        """The area of the clue that stands first."""
        return next((area for _, area in starting_in(self._clues, start, end)), None)

    def _told_before(self, start: int) -> Area | None:
        """The area that the nearest words before it in its paragraph name or imply."""
        block, last = number_at(self._blocks, start), number_at(self._told, start - 1)
        within = last >= 0 and self._told[last][0] >= (self._blocks[block].start if block >= 0 else 0)
        return self._told[last][1] if within else None

    def _judged(self, area: Area | None) -> Area | None:
        """The area under which the document's framework judges what its words name."""
        if area is None or self._graded_apart is None or area in self._graded_apart:
            return area
        return WIDER_AREA.get(area)


def _surveyed(doc: Doc, told: Sequence[tuple[int, Area]]) -> Iterator[tuple[int, Area]]:
    """The areas of what the text says that inspectors looked at."""
    sentences = doc._.ofsight_sentences
    for tag in labelled(doc._.ofsight_tags, "NEUTRAL"):
        if tag.code == SURVEY:
            yield from starting_in(told, tag.start, sentences[max(0, number_at(sentences, tag.start))][1])


def _told_by(tag: Tag) -> Area | None:
    """The area that a tag's words name or imply, None where they say nothing of one area."""
    if tag.label in THEME_LABELS:
        return AREA_OF_THEME.get(tag.code)
    return tag.code if tag.code in AREAS and tag.code != "overall_effectiveness" else None


def _likeliest(features: Features) -> Area | None:
    """The area for which most speaks, None where more speaks for none."""
    most, area = max(zip(scores(features, weights(AREA_FILE)), AREAS, strict=True))
    return area if most > 0 else None


def _first(themes: Sequence[str], areas: dict[str, Area]) -> Area | None:
    """The area of the theme named first: what a clause is about stands before what else it names."""
    return next((areas[theme] for theme in themes if theme in areas), None)


def _only(told: Iterable[tuple[int, Area]]) -> Area | None:
    named = {area for _, area in told}
    return named.pop() if len(named) == 1 else None


def _half(areas: Sequence[Area | None]) -> Area | None:
    """The area that at least half of them are, where they are enough to tell."""
    if len(areas) < FEWEST_TELLING:
        return None
    most, count = Counter(areas).most_common(1)[0]
    return most if 2 * count >= len(areas) else None


def _graded_apart(meta: Meta | None, by_others: bool) -> frozenset[Area] | None:
    """The areas that the document's framework grades; None where it is not known or grades none.

    A report that does not say under which framework it was written is taken for one of the framework of today.
    """
    if meta is None:
        return None
    framework = meta["framework"] or (None if by_others else TODAYS_FRAMEWORK)
    if framework is None or not (areas := FRAMEWORK_AREAS[framework]):
        return None
    first_day = meta["inspection"]["start"] or meta["published"] or ""
    together = framework == "ilacs" and "" < first_day < CARE_LEAVERS_SEPARATE_FROM.isoformat()
    return frozenset(areas) - ({"care_leavers"} if together else set())
