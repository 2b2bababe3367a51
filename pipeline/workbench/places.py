"""Finds the text that a person means: a sentence typed in, or the sentence at a place in a document."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import UserError
from pipeline.language import to_doc
from pipeline.readers import read
from pipeline.readers.document import Document

_PLACE: Final = re.compile(r"(?P<file>.+?)(?::(?P<offset>\d+))?", re.DOTALL)
_LIKE_A_PATH: Final = re.compile(r"\S*/\S*|\S+\.\w{2,5}")


class NoPlace(UserError, ValueError):
    """What was named is no place in a document that can be read; the message says why."""


def doc_at(nlp: Language, what: str, folders: Iterable[Path] = ()) -> tuple[Doc, int, int]:
    """The untagged Doc of a text, or of the document in "FILE:OFFSET", and the code points that are meant.

    A file is looked for as it is named, then below each of the folders, which record paths are relative to.

    Raises:
        NoPlace: there is no such file, it cannot be read, or the offset lies outside it.
    """
    place = _PLACE.fullmatch(what)
    below = (one if one.is_dir() else one.parent for one in folders)
    named = place["file"] if place else ""
    file = next((one for one in (Path(named), *(one / named for one in below)) if _is_file(one)), None)
    if place is None or (file is None and not _LIKE_A_PATH.fullmatch(named)):
        text = " ".join(what.split())
        return nlp.make_doc(text), 0, len(text)
    if file is None:
        raise NoPlace(f"{named}: there is no such file; a text to explain holds spaces")
    if not place["offset"]:
        raise NoPlace(f"{what}: is a file; name a place in it as {what}:OFFSET")
    document = document_of(file)
    offset = int(place["offset"])
    if offset >= len(document.text):
        raise NoPlace(f"{place['file']}: offset {offset} lies beyond its {len(document.text)} characters")
    for start, end in nlp(to_doc(nlp, document))._.ofsight_sentences:
        if offset < end:
            return to_doc(nlp, document), min(start, offset), end
    return to_doc(nlp, document), offset, len(document.text)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a name, or with a sign that none holds: it is a text
        return False


def document_of(file: Path) -> Document:
    """The first document of a file.

    Raises:
        NoPlace: it holds none that can be read.
    """
    reason = "holds no document"
    for one in read(file, file.parent):
        if isinstance(one, Document):
            return one
        reason = one["reason"]
    raise NoPlace(f"{file}: {reason}")
