"""Finds the sentences of each block; no sentence runs from one block into the next."""

import re
from bisect import bisect_left
from typing import Final

from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag
from pipeline.readers.document import Block

Doc.set_extension("sentences", default=(), force=True)

_END: Final = re.compile(r"[.!?…]+[\"'\u2019\u201d)\]]*\s+(?=[\"'\u2018\u201c(\[]?[A-Z0-9\u25aa])|[.!?][\"'\u2019\u201d]\s+(?=[\u2018\u201c])")
_NUMBER: Final = re.compile(r"\(?\d{1,3}(?:\.\d{1,2})?[.)]?\s+(?=\S)")


@Language.component("ofsight_sentences", requires=["doc._.tags", "doc._.blocks"], assigns=["doc._.sentences", "token.is_sent_start"])
def sentences(doc: Doc) -> Doc:
    """Set `doc._.sentences`, [(start, end)] in code points, and spaCy's own sentence starts."""
    doc._.sentences = split(doc.text, doc._.blocks, doc._.tags)
    offsets = doc.to_array([IDX])[:, 0].tolist() if len(doc) else []
    for start, _ in doc._.sentences:
        at = bisect_left(offsets, start)
        if at < len(offsets):
            doc[at].is_sent_start = True
    return doc


def split(text: str, blocks: tuple[Block, ...], tags: list[Tag]) -> list[tuple[int, int]]:
    """The sentences of the blocks; a paragraph's leading number ("29. ") belongs to none."""
    shortened = {tag.end for tag in tags if tag.label == "ABBREVIATION"}
    found: list[tuple[int, int]] = []
    for block in blocks:
        start = block.start
        if block.kind in ("paragraph", "bullet") and (number := _NUMBER.match(text, start, block.end)):
            if text[number.end() - 2] in ".)":
                start = number.end()
        for end in _END.finditer(text, start, block.end):
            stop = end.start() + 1
            if stop in shortened or stop - 1 in shortened:
                continue
            found.append((start, end.start() + len(end.group().rstrip())))
            start = end.end()
        if start < block.end:
            found.append((start, block.end))
    return found
