"""Finds the text that a person means: a sentence typed in, or the sentence at a place in a document."""

import re
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import to_doc
from pipeline.readers import read
from pipeline.readers.document import Document

_PLACE: Final = re.compile(r"(?P<file>.+):(?P<offset>\d+)")


def doc_at(nlp: Language, what: str) -> tuple[Doc, int, int]:
    """The untagged Doc of a text, or of the document in "FILE:OFFSET", and the code points that are meant.

    Raises:
        ValueError: the document cannot be read, or the offset lies outside it.
    """
    place = _PLACE.fullmatch(what)
    if place is None or not Path(place["file"]).is_file():
        text = " ".join(what.split())
        return nlp.make_doc(text), 0, len(text)
    document = document_of(Path(place["file"]))
    offset = int(place["offset"])
    if offset >= len(document.text):
        raise ValueError(f"{place['file']}: offset {offset} lies beyond its {len(document.text)} characters")
    for start, end in nlp(to_doc(nlp, document))._.ofsight_sentences:
        if offset < end:
            return to_doc(nlp, document), min(start, offset), end
    return to_doc(nlp, document), offset, len(document.text)


def document_of(file: Path) -> Document:
    """The first document of a file.

    Raises:
        ValueError: it holds none that can be read.
    """
    reason = "holds no document"
    for one in read(file, file.parent):
        if isinstance(one, Document):
            return one
        reason = one["reason"]
    raise ValueError(f"{file}: {reason}")
