"""Says of a clause who says it, about which authority, in which judgement area and on which themes."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, cast

from spacy.tokens import Doc

from pipeline.components.context import speaker_at
from pipeline.components.ruler import Tag
from pipeline.components.text import text_of
from pipeline.components.themes import Themes
from pipeline.records import AuthorityRef, Meta
from pipeline.register import register
from pipeline.vocabulary import (
    AREA_OF_THEME,
    AREAS,
    CARE_LEAVERS_SEPARATE_FROM,
    FRAMEWORK_AREAS,
    WIDER_AREA,
    Area,
    Speaker,
)

PARAGRAPHS_BACK: Final = 6
"""How many paragraphs back a clause of a round-up may find its authority."""

FEWEST_LISTED: Final = 3
"""So many authorities in a sentence are a list, none of which the next sentence is about."""

_LIST_JOINT: Final = re.compile(r"[,;]?\s+(?:and\s+|&\s+)?")

MENTIONS: Final = frozenset({"AUTHORITY", "STANDIN"})


class Attribution(NamedTuple):
    """What a clause's surroundings say of it; None where they do not say."""

    authority: AuthorityRef | None
    area: Area | None
    themes: list[str]
    speaker: Speaker


class Attributor:
    """Attributes the clauses of one document, which has its sections, sentences, authorities and speech.

    by_others: a text told by others, whose headings do not say under which area the inspectors put a point.
    """

    def __init__(self, doc: Doc, by_others: bool = False) -> None:
        self._text = text_of(doc)
        self._own = _reference(doc._.ofsight_authority)
        self._themes = Themes(doc, by_others)
        self._speech = doc._.ofsight_speech
        self._sections = () if by_others else doc._.ofsight_sections
        self._section_starts = [section["start"] for section in self._sections]
        self._sentence_starts = [start for start, _ in doc._.ofsight_sentences]
        self._block_starts = [block.start for block in doc._.ofsight_blocks or ()]
        mentions = [
            tag
            for tag in (doc._.ofsight_tags if self._own is None else ())
            if tag.label in MENTIONS and tag.start not in doc._.ofsight_in_passing
        ]
        self._mention_starts = [tag.start for tag in mentions]
        self._mentions = [tag.code for tag in mentions]
        self._listed = _listed(self._text, mentions, doc._.ofsight_sentences)
        areas = [
            tag for tag in doc._.ofsight_tags if tag.label == "JUDGEMENT_AREA" and tag.code != "overall_effectiveness"
        ]
        self._area_starts = [tag.start for tag in areas]
        self._areas = [tag.code for tag in areas]
        self._graded_apart = _graded_apart(doc._.ofsight_meta)
        self._main = _main_authority(self._mentions) if by_others else None
        self._only_area = _only(self._areas) if by_others else None
        self._area_in: dict[int, Area] = {}

    def __call__(self, start: int, end: int) -> Attribution:
        """The attribution of the clause [start, end), in code points of the document's text."""
        section_area = self._section_area(start)
        themes = self._themes.of(start, end, section_area)
        return Attribution(
            self._own or self._authority(start, end),
            section_area or self._judged(self._area(start, end, themes)),
            themes,
            speaker_at(self._speech, (start + end) // 2),
        )

    def _area(self, start: int, end: int, themes: list[str]) -> Area | None:
        """The area that the clause's words name, else its themes, else the one its paragraph or its text is about."""
        block = bisect_right(self._block_starts, start) - 1
        own = self._area_named(start, end) or _area_of(themes)
        if own is None:
            return self._area_in.get(block) or self._only_area
        self._area_in[block] = own
        return own

    def _section_area(self, start: int) -> Area | None:
        at = bisect_right(self._section_starts, start) - 1
        area: Area | None = self._sections[at]["area"] if at >= 0 else None
        return None if area == "overall_effectiveness" else area

    def _area_named(self, start: int, end: int) -> Area | None:
        named = set(self._areas[bisect_left(self._area_starts, start) : bisect_left(self._area_starts, end)])
        return cast(Area, named.pop()) if len(named) == 1 and named <= AREAS.keys() else None

    def _judged(self, area: Area | None) -> Area | None:
        """The area under which the document's framework judges what its words name."""
        if area is None or self._graded_apart is None or area in self._graded_apart:
            return area
        return WIDER_AREA.get(area)

    def _authority(self, start: int, end: int) -> AuthorityRef | None:
        """The nearest mention: in the clause, before it (not too far), after it in its sentence, anywhere before it."""
        first, past = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        if first < past:
            return _reference(self._mentions[first])
        if self._main is not None:
            return _reference(self._main)
        block = bisect_right(self._block_starts, start) - 1
        earliest = self._block_starts[max(0, block - PARAGRAPHS_BACK)] if block >= 0 else 0
        if first and self._mention_starts[first - 1] >= earliest and first - 1 not in self._listed:
            return _reference(self._mentions[self._subject(first - 1, start)])
        sentence = bisect_right(self._sentence_starts, start)
        sentence_end = self._sentence_starts[sentence] if sentence < len(self._sentence_starts) else len(self._text)
        if past < len(self._mentions) and self._mention_starts[past] < sentence_end:
            return _reference(self._mentions[past])
        return _reference(self._mentions[first - 1] if first and first - 1 not in self._listed else None)

    def _subject(self, mention: int, start: int) -> int:
        """Of the mentions of an earlier sentence the one that it names first; a clause's own sentence names it last."""
        own = self._sentence_starts[max(0, bisect_right(self._sentence_starts, start) - 1)]
        if self._mention_starts[mention] >= own:
            return mention
        before = self._sentence_starts[max(0, bisect_right(self._sentence_starts, self._mention_starts[mention]) - 1)]
        return bisect_left(self._mention_starts, before)


def _listed(text: str, mentions: Sequence[Tag], sentences: Iterable[tuple[int, int]]) -> set[int]:
    """The mentions (by number) that a sentence lists with others, or that are all that an item of a list says."""
    listed: set[int] = set()
    starts = [tag.start for tag in mentions]
    for start, end in sentences:
        numbers = range(bisect_left(starts, start), bisect_left(starts, end))
        if len(numbers) == 1 and _is_only(text, mentions[numbers[0]], start, end):
            listed.update(numbers)
        run: list[int] = []
        for number in numbers:
            if run and not _LIST_JOINT.fullmatch(text, mentions[number - 1].end, mentions[number].start):
                run = []
            run.append(number)
            if len(run) >= FEWEST_LISTED:
                listed.update(run)
    return listed


def _is_only(text: str, mention: Tag, start: int, end: int) -> bool:
    """Whether a name is all that a sentence says, and the sentence is an item of a list."""
    before = text[start : mention.start].strip()
    return before != "" and not any(map(str.isalpha, before)) and not text[mention.end : end].strip(" ,.;")


def _area_of(themes: list[str]) -> Area | None:
    """The area of the theme named first: what a clause is about stands before what else it names."""
    return next((AREA_OF_THEME[theme] for theme in themes if theme in AREA_OF_THEME), None)


DOMINANT: Final = 3
"""An authority named so many times as often as any other is what the text is about."""


def _main_authority(mentions: Sequence[str]) -> str | None:
    """The authority that a text is about though it names others in passing, None where several share it."""
    known = Counter(mention for mention in mentions if mention in register())
    (most, count), *others = [*known.most_common(2), ("", 0)][:2] if known else [("", 0)]
    rival = others[0][1] if others else 0
    return most if most and count >= DOMINANT * rival else None


def _only(areas: Sequence[str]) -> Area | None:
    named = set(areas)
    return cast(Area, named.pop()) if len(named) == 1 and named <= AREAS.keys() else None


def _graded_apart(meta: Meta | None) -> frozenset[Area] | None:
    """The areas that the document's framework grades; None where it is not known or grades none."""
    if meta is None or meta["framework"] is None or not (areas := FRAMEWORK_AREAS[meta["framework"]]):
        return None
    first_day = meta["inspection"]["start"] or meta["published"] or ""
    together = meta["framework"] == "ilacs" and "" < first_day < CARE_LEAVERS_SEPARATE_FROM.isoformat()
    return frozenset(areas) - ({"care_leavers"} if together else set())


def _reference(gss: str | None) -> AuthorityRef | None:
    known = register().get(gss) if gss else None
    return {"gss": known.gss, "name": known.name} if known else None
