"""Reads what is known of the candidates of reports, the stretches that may make a point.

Readers have judged some, and pattern lines give examples, sentences with nothing around them. A line of the readers
names a report, a stretch of its text in code points, what it is ("strength", "concern", or "none") and whether two
readers may differ; `check` is the CRC-32 of its words.
"""

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, cast

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.evidence import Features
from pipeline.components.findings.report import candidates
from pipeline.components.findings.support import Candidate, named
from pipeline.components.text import text_of
from pipeline.language import to_doc
from pipeline.patterns import Pattern
from pipeline.readers import read
from pipeline.readers.document import Document
from pipeline.vocabulary import Polarity

DOUBTFUL: Final = 0.7
"""How far a doubtful line is taken for right."""

EXAMPLE: Final = 1.0
"""How much an example counts for beside what was judged in its report."""


class Stretch(NamedTuple):
    """A stretch that a reader has judged: a strength, a concern or neither, and how sure that is, from 0 to 1."""

    start: int
    end: int
    side: Polarity | None
    sure: float
    check: int


class Seen(NamedTuple):
    """A candidate's features, the side that it is on, and how sure that is; the one that it may be on otherwise."""

    features: Features
    side: Polarity | None
    sure: float
    otherwise: Polarity | None = None
    unsure: float = 0.0


def judged_in(file: Path) -> dict[str, list[Stretch]]:
    """The lines of a file, by report."""
    found: dict[str, list[Stretch]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            side = cast(Polarity, row["is"]) if row["is"] != "none" else None
            sure = DOUBTFUL if row["doubtful"] else 1.0
            found[row["document"]].append(Stretch(int(row["start"]), int(row["end"]), side, sure, int(row["check"])))
    return found


def seen(path: Path, root: Path, rows: Sequence[Stretch], nlp: Language) -> Iterator[Seen]:
    """Those of a report's judged stretches of which the pipeline makes candidates, with their features.

    Raises ValueError where the report's text is another than the one that was judged.
    """
    for document in read(path, root):
        if isinstance(document, Document):
            yield from _of_doc(nlp(to_doc(nlp, document)), rows, path)


def shown(patterns: Iterable[Pattern], nlp: Language) -> Iterator[Seen]:
    """The examples of pattern lines that say what they come out as, and make one candidate."""
    for example in (one for pattern in patterns for one in (*pattern.examples, *pattern.counter) if one.outcome):
        doc = nlp(example.text)
        found = [] if doc._.ofsight_told_by_others else list(candidates(doc))
        if len(found) == 1 and not found[0].is_certain:
            side = cast(Polarity, example.outcome) if example.outcome != "none" else None
            yield Seen(next(named(doc, found)), side, EXAMPLE)


def _of_doc(doc: Doc, rows: Sequence[Stretch], path: Path) -> Iterator[Seen]:
    text, found = text_of(doc), list(candidates(doc))
    told = list(named(doc, found))
    for row in rows:
        if zlib.crc32(text[row.start : row.end].encode()) != row.check:
            raise ValueError(f"{path}: other words stand at {row.start} to {row.end} than those that were judged")
        at = _same(row, found)
        if at is not None:
            otherwise = found[at].place.side if row.side is None else None
            yield Seen(told[at], row.side, row.sure, otherwise, 1.0 - row.sure)


def _same(row: Stretch, found: Sequence[Candidate]) -> int | None:
    """The number of the candidate that shares most with a judged stretch, and at least half of the longer one."""
    most, number, longer = 0, 0, 1
    for at, one in enumerate(found):
        start, end = one.run[0].clause.start, one.run[-1].clause.end
        shared = min(row.end, end) - max(row.start, start)
        if shared > most and not one.is_certain:
            most, number, longer = shared, at, max(row.end - row.start, end - start)
    return number if 2 * most >= longer else None
