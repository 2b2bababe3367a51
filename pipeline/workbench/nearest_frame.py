"""Tells of a grade, or a number, that no frame reads, which frame came nearest and which part of it is missing."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.frames import COUNTED, SURE, Anchor
from pipeline.components.frames.shapes import ANCHORS, compiled

COMPONENT: Final = "ofsight_frames"

Row = dict[str, Any]


class NearFrame(NamedTuple):
    """A frame that would fit if its shape had one part less."""

    frame: str
    missing: str


def unread(nlp: Language, doc: Doc, start: int, end: int) -> list[Row]:
    """The grades and numbers in [start, end) that no frame reads, each with the frame that came nearest.

    Keys: `start`, `end`, `quote`, `as` ("verdict" or "count"), `frame` and `missing`, both "" where none is near.
    """
    shapes = nlp.config["components"][COMPONENT]["frames"]
    grades = (
        (anchor, "verdict") for one in doc._.ofsight_stated for anchor in one.plain if "plain" not in anchor.found
    )
    numbers = ((anchor, "count") for one in doc._.ofsight_counted for anchor in one.anchors if not anchor.found)
    return [
        _row(doc, anchor, fact, nearest(_asked(shapes, fact), anchor.anchored))
        for anchor, fact in (*grades, *numbers)
        if start <= anchor.item.start < end
    ]


def _row(doc: Doc, anchor: Anchor, fact: str, near: NearFrame | None) -> Row:
    first, past = anchor.item.start, anchor.item.end
    frame, missing = near or ("", "")
    quote = doc.text[first:past]
    return {"start": first, "end": past, "quote": quote, "as": fact, "frame": frame, "missing": missing}


def _asked(shapes: Iterable[tuple[str, str]], fact: str) -> Iterator[tuple[str, str]]:
    questions = SURE if fact == "verdict" else COUNTED[-1:]
    return ((name, shape) for name, shape in shapes if name.partition("/")[0] in questions)


def nearest(shapes: Iterable[tuple[str, str]], anchored: str) -> NearFrame | None:
    """Of the frames that fit with one part left out, the one that most parts speak for; the first of several."""
    best: tuple[int, NearFrame] | None = None
    for name, shape in shapes:
        parts = _parts(shape)
        for number, part in enumerate(parts):
            if not _is_asked_for(part) or (best is not None and len(parts) <= best[0]):
                continue
            if _without(shape, number).search(anchored):
                best = len(parts), NearFrame(name, part)
    return best[1] if best else None


def _parts(shape: str) -> list[str]:
    """The parts of a shape that follow one another; what brackets hold is one."""
    parts: list[str] = []
    depth = 0
    for word in shape.split():
        if depth:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
        depth += word.count("[") - word.count("]")
    return parts


def _is_asked_for(part: str) -> bool:
    """Whether a part must stand in the sentence: not a gap, not optional, and not the grade or number itself."""
    return part[-1] not in "?*}" and part.strip(".") != "" and part[0] != "!" and part not in ANCHORS


@lru_cache(maxsize=4096)
def _without(shape: str, number: int) -> Any:
    parts = _parts(shape)
    return compiled(" ".join(parts[:number] + parts[number + 1 :]))
