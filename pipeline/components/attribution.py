"""Says of a clause who says it, about which authority, in which judgement area and on which themes."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc

from pipeline.components.areas import Areas
from pipeline.components.context import speaker_at
from pipeline.components.ruler import Tag
from pipeline.components.stretches import number_at, starting_in
from pipeline.components.text import text_of
from pipeline.components.themes import Themes
from pipeline.readers.document import Block
from pipeline.records import AuthorityRef
from pipeline.register import register
from pipeline.vocabulary import Area, Speaker

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
        self._areas = Areas(doc, by_others)
        self._speech = doc._.ofsight_speech
        self._sentences: Sequence[tuple[int, int]] = doc._.ofsight_sentences
        self._blocks: Sequence[Block] = doc._.ofsight_blocks or ()
        self._mentions: list[Tag] = [
            tag
            for tag in (doc._.ofsight_tags if self._own is None else ())
            if tag.label in MENTIONS and tag.start not in doc._.ofsight_in_passing
        ]
        self._listed = _listed(self._text, self._mentions, self._sentences)
        named_in = [(tag.code, number_at(self._blocks, tag.start)) for tag in self._mentions]
        self._main = _main_authority(named_in) if by_others else None

    def __call__(self, start: int, end: int) -> Attribution:
        """The attribution of the clause [start, end), in code points of the document's text."""
        of_section = self._areas.of_section(start)
        themes = self._themes.of(start, end, of_section)
        return Attribution(
            self._own or self._authority(start, end),
            of_section or self._areas.of(start, end, themes),
            themes,
            speaker_at(self._speech, (start + end) // 2),
        )

    def _authority(self, start: int, end: int) -> AuthorityRef | None:
        """The nearest mention: in the clause, before it (not too far), after it in its sentence, anywhere before it."""
        if own := starting_in(self._mentions, start, end):
            return _reference(own[0].code)
        if self._main is not None:
            return _reference(self._main)
        past = bisect_left(self._mentions, (start,))
        before = self._mentions[past - 1] if past and past - 1 not in self._listed else None
        block = number_at(self._blocks, start)
        earliest = self._blocks[max(0, block - PARAGRAPHS_BACK)].start if block >= 0 else 0
        if before and before.start >= earliest:
            return _reference(self._subject(before, start).code)
        sentence = number_at(self._sentences, start) + 1
        sentence_end = self._sentences[sentence][0] if sentence < len(self._sentences) else len(self._text)
        if behind := starting_in(self._mentions, end, sentence_end):
            return _reference(behind[0].code)
        return _reference(before.code) if before else None

    def _subject(self, mention: Tag, start: int) -> Tag:
        """Of the mentions of an earlier sentence the one that it names first; a clause's own sentence names it last."""
        if mention.start >= self._sentence_start(start):
            return mention
        return starting_in(self._mentions, self._sentence_start(mention.start), mention.start + 1)[0]

    def _sentence_start(self, offset: int) -> int:
        sentence = number_at(self._sentences, offset)
        return self._sentences[sentence][0] if sentence >= 0 else 0


def _listed(text: str, mentions: Sequence[Tag], sentences: Iterable[tuple[int, int]]) -> set[int]:
    """The mentions (by number) that a sentence lists with others, or that are all that an item of a list says."""
    listed: set[int] = set()
    for start, end in sentences:
        numbers = range(bisect_left(mentions, (start,)), bisect_left(mentions, (end,)))
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


DOMINANT: Final = 3
"""An authority named so many times as often as any other, and in so many times as many paragraphs, is the subject."""


def _main_authority(named_in: Sequence[tuple[str, int]]) -> str | None:
    """The authority that a text is about though it names others in passing, None where several share it.

    named_in: each mention and the paragraph that it stands in.
    """
    known = [one for one in named_in if one[0] in register()]
    by_mention, by_paragraph = _dominant(known), _dominant(set(known))
    return by_mention if by_mention == by_paragraph else None


def _dominant(named_in: Iterable[tuple[str, int]]) -> str | None:
    counts = Counter(mention for mention, _ in named_in).most_common(2)
    if not counts:
        return None
    rival = counts[1][1] if len(counts) > 1 else 0
    return counts[0][0] if counts[0][1] >= DOMINANT * rival else None


def _reference(gss: str | None) -> AuthorityRef | None:
    known = register().get(gss) if gss else None
    return {"gss": known.gss, "name": known.name} if known else None
