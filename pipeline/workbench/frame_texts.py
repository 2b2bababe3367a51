"""Runs the examples and counter-examples of frames through the whole pipeline."""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.frames import Hit
from pipeline.frame_file import FrameLine
from pipeline.patterns import FRAMES, Pattern
from pipeline.readers.layout import blocks_of
from pipeline.records import empty_meta
from pipeline.workbench.own_texts import Tried


def try_frames(nlp: Language, frames: Iterable[FrameLine]) -> Iterator[Tried]:
    """Try the texts of every frame: an example must be read by it and state its facts, a counter not be read by it."""
    for frame in frames:
        line = Pattern("FRAME", frame.shape, frame.name, file=FRAMES, line=frame.line)
        for text, facts in frame.examples.items():
            doc = read(nlp, text)
            found, used = facts_of(doc), used_in(doc)
            passed = frame.name in used and sorted(facts) == found
            yield Tried(line, "example", text, passed, f"{found} by {', '.join(used) or 'no frame'}")
        for text in frame.counter:
            used = used_in(read(nlp, text))
            yield Tried(line, "counter", text, frame.name not in used, f"by {', '.join(used) or 'no frame'}")


def read(nlp: Language, text: str) -> Doc:
    """A text by itself, through the whole pipeline."""
    doc = nlp.make_doc(text)
    doc._.ofsight_meta, doc._.ofsight_blocks = empty_meta(), blocks_of(text)
    return nlp(doc)


def facts_of(doc: Doc) -> list[str]:
    """The verdicts ("Leeds: overall_effectiveness good, current") and tallies ("7 of 12: good") of a text, sorted."""
    verdicts = (
        f"{row['authority']['name'] if row['authority'] else '-'}: {row['area']} {row['grade']}, {row['status']}"
        for row in doc._.ofsight_judgements
    )
    tallies = (
        (f"{row['percent']:g}%" if row["count"] is None else f"{row['count']}")
        + (f" of {row['of']}" if row["of"] else "")
        + f": {row['grade']}"
        for row in doc._.ofsight_tallies
    )
    return sorted({*verdicts, *tallies})


def used_in(doc: Doc) -> list[str]:
    """The frames that fit somewhere in a text and answered what was asked, each once."""
    hits: list[Hit] = []
    for stated in (*doc._.ofsight_stated, *doc._.ofsight_counted):
        for anchor in (*stated.anchors, *stated.plain):
            hits.extend(anchor.found.values())
    return list(dict.fromkeys(hit.frame for hit in hits))
