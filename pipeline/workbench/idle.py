"""Finds lines of cues that have not earned their place: no text at hand holds their words, and they have no example.

What texts that are not kept in the repository hold is known from a list of ids beside the pattern files, which
`write_seen` writes where those texts are at hand.
"""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Final

import orjson
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.operators import CUE_LABELS
from pipeline.language import to_doc
from pipeline.patterns import Fault, Pattern
from pipeline.workbench.corpus import Corpus
from pipeline.workbench.trace import ruler_of

LABELS: Final = CUE_LABELS | {"CONNECTIVE", "IMPERATIVE", "MARK", "REQUEST", "TELLING", "TELLS", "TOPIC"}
"""Labels of cues. The others are lists of names, of words by their class, and what frames are made of."""

SEEN: Final = "seen.txt"


def idle(patterns: Iterable[Pattern], matched: Container[str]) -> Iterator[Fault]:
    """A fault for each line of a cue that has no example and whose id is not among those that matched."""
    for one in patterns:
        if one.label in LABELS and not one.examples and one.id not in matched:
            message = (
                f"{one.pattern!r} stands in no text at hand and has no example; add one with what it comes out as, "
                "make one line of it and of others like it, or take it out"
            )
            yield one.fault("idle", message)


def matching(nlp: Language, docs: Iterable[Doc]) -> set[str]:
    """The ids of the lines whose words stand in some text, also where a longer line wins them."""
    ruler = ruler_of(nlp)
    return {pattern.id for doc in docs for *_, pattern in ruler.matches(doc)}


def docs_of(nlp: Language, corpus: Corpus) -> Iterator[Doc]:
    """The documents of a corpus, not yet tagged."""
    return (to_doc(nlp, text.document) for text in corpus.texts)


def docs_in_gold(nlp: Language, folder: Path) -> Iterator[Doc]:
    """The texts that stand in the lines of the gold files of a folder."""
    for file in sorted(folder.glob("*.jsonl")):
        rows = map(orjson.loads, file.read_bytes().splitlines())
        yield from (nlp.make_doc(row["text"]) for row in rows if "text" in row)


def read_seen(folder: Path) -> frozenset[str]:
    """The ids listed beside the pattern files of a folder; none where there is no list."""
    file = folder / SEEN
    return frozenset(file.read_text("utf-8").split()) if file.exists() else frozenset()


def write_seen(folder: Path, patterns: Iterable[Pattern], here: Container[str], elsewhere: Container[str]) -> int:
    """List the lines of cues without an example that only texts elsewhere hold; returns how many these are."""
    kept = (one for one in patterns if one.label in LABELS and not one.examples and one.id not in here)
    ids = sorted(one.id for one in kept if one.id in elsewhere)
    (folder / SEEN).write_text("".join(f"{id}\n" for id in ids), "utf-8")
    return len(ids)
