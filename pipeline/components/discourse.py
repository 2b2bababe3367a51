"""The scene of paragraph and document: sentence by sentence, whose voice is open, and whether one council is spoken of.

A report is the inspectors' own text. Any other text is told by others: its sentences tell what inspectors found where
words of telling open their voice, and those that follow go on in it until somebody else speaks or a heading closes it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.context import speaker_at
from pipeline.components.extensions import set_rows
from pipeline.components.ruler import Tag
from pipeline.components.sentences import tags_of_sentences
from pipeline.components.text import text_of
from pipeline.records import Meta

Voice = Literal["inspectors", "council", "other", "writer"]

TELLING_KINDS: Final = frozenset({"news", "press_release", "statistics", "minutes"})

TEXT_TO_A_SIGN: Final = 900
"""A text of unknown kind is told by others where one sign of it stands in so many code points, on average."""

SPEAKERS_TO_A_SIGN: Final = 5
"""So many namings of people and bodies that may speak weigh as much as one naming of the inspectorate."""

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
    speech = doc._.ofsight_speech
    by_others = is_told_by_others(doc._.ofsight_meta, doc._.ofsight_tags, len(speech), len(text_of(doc)))
    doc._.ofsight_told_by_others = by_others
    doc._.ofsight_scenes = scenes(doc) if by_others else []
    return doc


def is_told_by_others(meta: Meta | None, tags: Iterable[Tag], speeches: int, length: int) -> bool:
    """Whether a text of `length` code points tells of an inspection rather than being its report.

    Signs of it are the names by which outsiders call the inspectorate, without which a text of unknown kind is taken
    for the inspectors' own, what others are heard to say (`speeches`), and who might speak.
    """
    kind = meta["kind"] if meta else "other"
    if kind != "other":
        return kind in TELLING_KINDS
    names = speakers = 0
    for tag in tags:
        names += tag.label == "TELLING" and tag.code == "outside"
        speakers += tag.label == "SPEAKER"
    signs = names + speeches + speakers / SPEAKERS_TO_A_SIGN
    return names > 0 and signs * TEXT_TO_A_SIGN >= length


def scenes(doc: Doc) -> list[Scene]:
    """The scene of each sentence of a text told by others."""
    text, tags = text_of(doc), tags_of_sentences(doc)
    block_starts = [block.start for block in doc._.ofsight_blocks]
    found: list[Scene] = []
    voice: Voice = "writer"
    age, leader = LONG_SINCE, -1
    for number, (start, end) in enumerate(doc._.ofsight_sentences):
        inside = tags[number]
        block = max(0, bisect_right(block_starts, start) - 1)
        kind = doc._.ofsight_blocks[block].kind if block_starts else "paragraph"
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
