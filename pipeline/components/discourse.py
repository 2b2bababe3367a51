"""The scene of paragraph and document: sentence by sentence, whose voice is open, and whether one council is spoken of.

A report is the inspectors' own text. Any other text is told by others: its sentences tell what inspectors found where
words of telling open their voice, and those that follow go on in it until somebody else speaks or a heading closes it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.context import speaker_at
from pipeline.components.extensions import set_rows
from pipeline.components.ruler import Tag
from pipeline.components.sentences import tags_of_sentences
from pipeline.components.stretches import number_at
from pipeline.components.text import text_of
from pipeline.records import Meta

Voice = Literal["inspectors", "council", "other", "writer"]

TELLING_KINDS: Final = frozenset({"news", "press_release", "statistics", "minutes"})

OF_OTHERS: Final = {
    "TELLING": 9.7, "SPEAKER": 6.6, "SPEECH_VERB": 5.2, "GRADE": 4.6, "AUTHORITY": 1.2,
    "DESIRABLE": -8.1, "STRENGTH": -6.5, "CONCERN": -4.0,
}  # fmt: skip
"""What so many of a label a sentence say for a text's being told by others: learned by logistic regression."""

UNMARKED: Final = 3.7
"""What a sentence says for it without any of these labels."""

ENOUGH: Final = 20.0
"""What it must come to: a few sentences that nobody introduces are the inspectors' own."""

TELLS: Final = {
    "found": "found", "voice": "found", "source": "found", "praise": "praise", "merits": "praise",
    "blame": "blame", "faulted": "blame", "faults": "blame",
}  # fmt: skip
"""Classes of the words with which inspectors' findings are told, by what they say of what follows."""

LONG_SINCE: Final = 9
"""Age of a voice that is no longer open."""


class Scene(NamedTuple):
    """What is open in a sentence.

    voice: who speaks, or spoke last. age: sentences and paragraphs since that voice was last marked, 0 where it is
    marked here. block: number of its block. sector: it speaks of councils at large, or of several.
    leader: the sentence, ending in a colon, or the heading whose list this one belongs to, -1 for none.
    """

    voice: Voice
    age: int
    block: int
    block_kind: str
    sector: bool
    leader: int


set_rows("ofsight_scenes", Scene)
Doc.set_extension("ofsight_told_by_others", default=False, force=True)


@Language.component(
    "discourse",
    requires=["doc._.ofsight_tags", "doc._.ofsight_blocks", "doc._.ofsight_sentences", "doc._.ofsight_speech"],
    assigns=["doc._.ofsight_scenes", "doc._.ofsight_told_by_others"],
)
def discourse(doc: Doc) -> Doc:
    """Set `doc._.ofsight_told_by_others` and, of such a text, `doc._.ofsight_scenes`: a Scene a sentence."""
    by_others = is_told_by_others(doc._.ofsight_meta, doc._.ofsight_tags, len(doc._.ofsight_sentences))
    doc._.ofsight_told_by_others = by_others
    doc._.ofsight_scenes = scenes(doc) if by_others else []
    return doc


def is_told_by_others(meta: Meta | None, tags: Iterable[Tag], sentences: int) -> bool:
    """Whether a text of so many sentences tells of an inspection rather than being its report.

    Inspectors praise and criticise in nearly every sentence; others name them, themselves, councils and grades.
    """
    kind = meta["kind"] if meta else "other"
    if kind != "other":
        return kind in TELLING_KINDS
    known = Counter(tag.label for tag in tags)
    return UNMARKED * sentences + sum(weight * known[label] for label, weight in OF_OTHERS.items()) > ENOUGH


def scenes(doc: Doc) -> list[Scene]:
    """The scene of each sentence of a text told by others."""
    text, tags, blocks = text_of(doc), tags_of_sentences(doc), doc._.ofsight_blocks
    found: list[Scene] = []
    voice: Voice = "writer"
    age, leader = LONG_SINCE, -1
    for number, (start, end) in enumerate(doc._.ofsight_sentences):
        inside = tags[number]
        block = max(0, number_at(blocks, start))
        kind = blocks[block].kind if blocks else "paragraph"
        opens_block = number == 0 or found[-1].block != block
        speaker = speaker_at(doc._.ofsight_speech, (start + end) // 2)
        if kind == "heading":
            voice, age = "writer", LONG_SINCE
        elif speaker != "inspectors":
            voice, age = speaker, 0
        elif telling(inside):
            voice, age = "inspectors", 0
        else:
            age = min(LONG_SINCE, age + 1 + (opens_block and kind != "bullet"))
        if opens_block and not _is_item(text, start, end, kind):
            leader = -1
        found.append(Scene(voice, age, block, kind, of_the_sector(inside), leader))
        if text[end - 1] == ":" or (kind == "heading" and any(tag.label == "TELLS" for tag in inside)):
            leader = number
    return found


def _is_item(text: str, start: int, end: int, kind: str) -> bool:
    """Whether what opens a block is an item: a bullet, a lettered line, or one that ends as no sentence does."""
    return kind == "bullet" or (kind != "heading" and (text[start] == "(" or text[end - 1] not in '.!?:"\u201d'))


def telling(tags: Sequence[Tag]) -> list[Tag]:
    """The words of a sentence's tags with which it tells what inspectors found."""
    by_inspectors = any(tag.label == "SPEAKER" and tag.code == "inspectors" for tag in tags)
    return [
        tag
        for tag in tags
        if (tag.label == "TELLS" and tag.code in TELLS)
        or tag.label == "REPORTED"
        or (by_inspectors and tag.label in ("FINDING_VERB", "SPEECH_VERB"))
    ]


def of_the_sector(tags: Sequence[Tag]) -> bool:
    """Whether a sentence's tags say that it speaks of councils at large, or of more than one."""
    named = {tag.code for tag in tags if tag.label == "AUTHORITY"}
    return len(named) > 1 or any(
        (tag.label == "TELLING" and tag.code in ("sector", "peers"))
        or (tag.label == "COUNTED" and tag.code == "authority")
        or tag.label == "TALLY"
        for tag in tags
    )
