"""Says of a clause who says it, about which authority, in which judgement area and on which themes."""

from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple, cast

from spacy.tokens import Doc

from pipeline.components.context import speaker_at
from pipeline.components.themes import Themes
from pipeline.records import AuthorityRef
from pipeline.register import register
from pipeline.vocabulary import AREAS, Area, Speaker

PARAGRAPHS_BACK: Final = 3
"""How many paragraphs back a clause of a round-up may find its authority."""

MENTIONS: Final = frozenset({"AUTHORITY", "STANDIN"})


class Attribution(NamedTuple):
    """What a clause's surroundings say of it; None where they do not say."""

    authority: AuthorityRef | None
    area: Area | None
    themes: list[str]
    speaker: Speaker


class Attributor:
    """Attributes the clauses of one document, which has its sections, sentences, authorities and speech."""

    def __init__(self, doc: Doc) -> None:
        self._text = doc.text
        self._own = _reference(doc._.authority)
        self._themes = Themes(doc)
        self._speech = doc._.speech
        self._sections = doc._.sections
        self._section_starts = [section["start"] for section in doc._.sections]
        self._sentence_starts = [start for start, _ in doc._.sentences]
        self._block_starts = [block.start for block in doc._.blocks or ()]
        mentions = [tag for tag in doc._.tags if tag.label in MENTIONS] if self._own is None else []
        self._mention_starts = [tag.start for tag in mentions]
        self._mentions = [tag.code for tag in mentions]
        areas = [tag for tag in doc._.tags if tag.label == "JUDGEMENT_AREA" and tag.code != "overall_effectiveness"]
        self._area_starts = [tag.start for tag in areas]
        self._areas = [tag.code for tag in areas]

    def __call__(self, start: int, end: int) -> Attribution:
        """The attribution of the clause [start, end), in code points of the document's text."""
        area = self._section_area(start)
        return Attribution(
            self._own or self._authority(start, end),
            area or self._area_named(start, end),
            self._themes.of(start, end, area),
            speaker_at(self._speech, (start + end) // 2),
        )

    def _section_area(self, start: int) -> Area | None:
        at = bisect_right(self._section_starts, start) - 1
        area: Area | None = self._sections[at]["area"] if at >= 0 else None
        return None if area == "overall_effectiveness" else area

    def _area_named(self, start: int, end: int) -> Area | None:
        named = set(self._areas[bisect_left(self._area_starts, start) : bisect_left(self._area_starts, end)])
        return cast(Area, named.pop()) if len(named) == 1 and named <= AREAS.keys() else None

    def _authority(self, start: int, end: int) -> AuthorityRef | None:
        """The nearest mention: in the clause, before it (not too far), after it in its sentence."""
        first, past = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        if first < past:
            return _reference(self._mentions[first])
        block = bisect_right(self._block_starts, start) - 1
        earliest = self._block_starts[max(0, block - PARAGRAPHS_BACK)] if block >= 0 else 0
        if first and self._mention_starts[first - 1] >= earliest:
            return _reference(self._mentions[first - 1])
        sentence = bisect_right(self._sentence_starts, start)
        sentence_end = self._sentence_starts[sentence] if sentence < len(self._sentence_starts) else len(self._text)
        if past < len(self._mentions) and self._mention_starts[past] < sentence_end:
            return _reference(self._mentions[past])
        return None


def _reference(gss: str | None) -> AuthorityRef | None:
    known = register().get(gss) if gss else None
    return {"gss": known.gss, "name": known.name} if known else None
