"""Works out who speaks: quotations, what somebody is said to have said, and who that is.

Inspectors are the speakers of everything that nobody else is heard to say: a report is their text, and an article about
an inspection tells what they found. What a council says of the inspectors' findings ("Inspectors noted ...") remains
theirs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import number_at, starting_in
from pipeline.components.text import text_of
from pipeline.components.word_classes import shape
from pipeline.readers.document import Block
from pipeline.vocabulary import Speaker

Speech = tuple[int, int, Speaker]

Doc.set_extension("ofsight_speech", default=(), force=True)

DEFAULT: Final[Speaker] = "inspectors"

WITNESS: Final = "witness"
"""Code of those who use the service or work in it; what they told inspectors is told by the inspectors."""

UNNAMED: Final[Speaker] = "council"
"""Who speaks of himself where the text does not say who it is: articles and press releases let the council speak."""

SHORTEST_QUOTATION: Final = 25
"""Code points; what is shorter is a word set in quotation marks, which the writer uses himself."""

FURTHEST_SUBJECT: Final = 160
"""How far, in code points, a speaker's name and office may stand from the verb."""

_QUOTE_MARKS: Final = re.compile('["\u201c\u201d\u2018\u2019]')
_MAY_OPEN: Final = '"\u201c\u2018'
_MAY_CLOSE: Final = '"\u201d\u2019'
_SINGLE: Final = "\u2018\u2019"
_PRONOUN: Final = shape("PRONOUN [ADVERB HAVE]? $")
_PASSIVE: Final = shape("[BE BEEN] [ADVERB NOUN]? $")
""" "was warned": said to the subject, not by it."""
_SAYS_WHERE: Final = shape("[PREPOSITION TO] [DETERMINER NOUN]? $")
"""The next words only say where somebody works ("a director at the council")."""
_FURTHEST_BACK: Final = 3
"""Words before a verb or a name that may say whose it is."""
_POSSESSIVE: Final = re.compile(r"['\u2019]")
_NAME: Final = re.compile(r"(?:[A-Z][\w'\u2019-]+ ?){1,3}")


class _Quotation(NamedTuple):
    """Words between quotation marks (which stand outside [start, end)) in one block."""

    start: int
    end: int
    continues: bool


@Language.component(
    "ofsight_context",
    requires=["doc._.ofsight_tags", "doc._.ofsight_blocks", "doc._.ofsight_sentences"],
    assigns=["doc._.ofsight_speech"],
)
def context(doc: Doc) -> Doc:
    """Set `doc._.ofsight_speech`: [(start, end, speaker)] in code points, sorted.

    Inspectors speak wherever it says nothing.
    """
    doc._.ofsight_speech = _Telling(doc).spans()
    return doc


def speaker_at(spans: list[Speech], offset: int) -> Speaker:
    """Who speaks the words at an offset; of spans within each other the inner one counts."""
    at = number_at(spans, offset) + 1
    for start, end, speaker in reversed(spans[max(0, at - 3) : at]):
        if start <= offset < end:
            return speaker
    return DEFAULT


class _Telling:
    """One text, read once from start to end for its speakers: what others than inspectors say, and tell of them."""

    def __init__(self, doc: Doc) -> None:
        tags = doc._.ofsight_tags
        self.text = text_of(doc)
        self.letters: str = doc._.ofsight_letters
        self.blocks: tuple[Block, ...] = doc._.ofsight_blocks or ()
        self.sentences: list[tuple[int, int]] = doc._.ofsight_sentences
        self.first_person = [tag for tag in labelled(tags, "TELLING") if tag.code == "first_person"]
        self.verbs = [tag for tag in labelled(tags, "SPEECH_VERB") if tag.code in ("says", "tells")]
        asking = [tag for tag in labelled(tags, "TELLS") if tag.code in ("asks", "blame")]
        asked = {token for tag in asking for token in range(tag.token_start + 1, tag.token_end + 1)}
        self.speakers = [tag for tag in labelled(tags, "SPEAKER") if tag.token_start not in asked]
        self.findings = labelled(tags, "FINDING_VERB")
        self.reported = labelled(tags, "REPORTED")
        self.quotations = list(_quotations(self.text, self.blocks))
        self.people: dict[str, Speaker] = {}
        self.last: Speaker | None = None

    def spans(self) -> list[Speech]:
        told: list[Speech] = []
        quoted: dict[int, Speaker | None] = {}
        for number, block in enumerate(self.blocks):
            own = starting_in(self.quotations, block.start, block.end)
            speaker: Speaker | None = None
            heard = False
            for verb in starting_in(self.verbs, block.start, block.end):
                if self._in_quotation(verb.start, own):
                    continue
                named = self._speaker_of(verb, own)
                if named is None:
                    continue
                speaker, heard = named, True
                told.extend(self._indirect(verb, named, own))
            long = [quotation for quotation in own if quotation.end - quotation.start >= SHORTEST_QUOTATION]
            if not long:
                if self.text[block.end - 1] == ":":
                    quoted[number] = speaker if heard else self._announced(block)
                continue
            if not heard:
                goes_on = own[0].continues or (number - 1 in quoted and own[0].start - 1 <= block.start)
                speaker = quoted.get(number - 1) if goes_on else None
                if speaker is None and any(starting_in(self.first_person, *quotation[:2]) for quotation in long):
                    speaker = UNNAMED
            quoted[number] = speaker
            if speaker is not None:
                told.extend((quotation.start, quotation.end, speaker) for quotation in long)
        others = [span for span in told if span[2] != DEFAULT]
        return sorted([*others, *self._retold(others)], key=lambda span: (span[0], -span[1]))

    def _speaker_of(self, verb: Tag, own: Sequence[_Quotation]) -> Speaker | None:
        """Who is the subject of a verb of speech; None where it is nobody that the text has introduced."""
        start, end = self._sentence(verb.start)
        if verb.code == "says" and self._behind(_PASSIVE, verb):
            return None
        before, after = self.text[start : verb.start], self.text[verb.end : end]
        if self._behind(_PRONOUN, verb):
            return self.last
        candidates = [
            tag
            for tag in starting_in(self.speakers, start, end)
            if not self._in_quotation(tag.start, own) and not self._only_owns(tag, start)
        ]
        leading = [tag for tag in candidates if tag.end <= verb.start and verb.start - tag.end <= FURTHEST_SUBJECT]
        following = [tag for tag in candidates if tag.start >= verb.end and tag.start - verb.end <= FURTHEST_SUBJECT]
        inverted = bool(own) and any(0 <= verb.start - quotation.end <= 3 for quotation in own)
        chosen = (following or leading) if inverted else leading
        chosen = [tag for tag in chosen if not self._behind(_SAYS_WHERE, tag)] or chosen
        if not chosen:
            return self._introduced(before, after)
        subject = chosen[0 if inverted and following else -1]
        witness = subject.code == WITNESS
        if witness and not self._quoted_next(verb, own) and not inverted:
            return None
        speaker: Speaker = "other" if witness else cast(Speaker, subject.code)
        self.last = None if witness else speaker
        for name in _NAME.finditer(before if not inverted else after):
            self.people.setdefault(name.group().split()[-1], speaker)
        return speaker

    def _announced(self, block: Block) -> Speaker | None:
        """Who is named alone above a quotation ("Jo Bloggs, chair of the trust:")."""
        named = [tag.code for tag in starting_in(self.speakers, block.start, block.end)]
        return cast(Speaker, named[0]) if named and named[0] not in (WITNESS, DEFAULT) else None

    def _behind(self, shape: re.Pattern[str], tag: Tag) -> bool:
        """Whether the words before a tag end in this shape."""
        return shape.search(self.letters, max(0, tag.token_start - _FURTHEST_BACK), tag.token_start) is not None

    def _only_owns(self, tag: Tag, sentence_start: int) -> bool:
        """Whether the words only say whose something is, and do not open the sentence ("the council's leader said")."""
        return tag.start > sentence_start and _POSSESSIVE.match(self.text, tag.end) is not None

    def _introduced(self, before: str, after: str) -> Speaker | None:
        """The speaker whom a bare name means ("Mr Vasic added"), where the text has given his office earlier."""
        for name in (*_NAME.findall(before[-40:])[::-1], *_NAME.findall(after[:40])):
            known = self.people.get(name.split()[-1])
            if known is not None:
                self.last = known
                return known
        return None

    def _indirect(self, verb: Tag, speaker: Speaker, own: Sequence[_Quotation]) -> Iterator[Speech]:
        """The rest of the sentence after a verb of speech, where no quotation follows it at once."""
        _, end = self._sentence(verb.start)
        told = verb.code == "says" and not self._quoted_next(verb, own)
        if speaker != DEFAULT and told and end - verb.end >= SHORTEST_QUOTATION:
            yield verb.end, end, speaker

    def _quoted_next(self, verb: Tag, own: Sequence[_Quotation]) -> bool:
        return any(0 <= quotation.start - verb.end <= 3 for quotation in own)

    def _retold(self, others: list[Speech]) -> Iterator[Speech]:
        """Within what others say, what they tell of the inspectors."""
        for start, end, _ in others:
            for tag in starting_in(self.speakers, start, end):
                _, stop = self._sentence(tag.start)
                if tag.code == DEFAULT and starting_in(self.findings, tag.end, min(stop, end, tag.end + 60)):
                    yield tag.start, min(stop, end), DEFAULT
            for tag in starting_in(self.reported, start, end):
                first, stop = self._sentence(tag.start)
                yield max(first, start), min(stop, end), DEFAULT

    def _sentence(self, offset: int) -> tuple[int, int]:
        at = number_at(self.sentences, offset)
        return self.sentences[at] if at >= 0 else (0, len(self.text))

    def _in_quotation(self, offset: int, own: Sequence[_Quotation]) -> bool:
        return any(quotation.start <= offset < quotation.end for quotation in own)


def _quotations(text: str, blocks: tuple[Block, ...]) -> Iterator[_Quotation]:
    """The quotations of a text; one that a paragraph leaves open goes on where the next begins with a mark."""
    open_before = False
    for block in blocks:
        start: int | None = None
        continues = False
        for mark in _QUOTE_MARKS.finditer(text, block.start, block.end):
            sign, at = mark.group(), mark.start()
            if sign in _SINGLE and not _is_single_quote(text, sign, at):
                continue
            if start is None and sign in _MAY_OPEN:
                start = at + 1
                continues = open_before and at == block.start
            elif start is not None and sign in _MAY_CLOSE:
                yield _Quotation(start, at, continues)
                start, continues = None, False
        open_before = start is not None
        if start is not None:
            yield _Quotation(start, block.end, continues)


def _is_single_quote(text: str, sign: str, at: int) -> bool:
    """Whether a single mark stands at a word's outer edge, where no apostrophe does (but for "parents\u2019")."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isalnum() and after.isalnum() if sign == "\u2018" else not after.isalnum()
