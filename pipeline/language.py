"""Assembles the spaCy pipeline from the pattern files and the components, and turns its Docs into records."""

from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from pipeline import __version__
from pipeline.components import (  # noqa: F401  (each registers what it defines)
    authorities,
    clause_segmentation,
    context,
    discourse,
    findings,
    frames,
    judgements,
    sections,
    sentences,
    standing,
    tallies,
    tokens,
)
from pipeline.components.entities import rows
from pipeline.components.operators import CUE_LABELS
from pipeline.components.text import keep_text
from pipeline.frame_file import load_frames
from pipeline.patterns import DEFAULT_PATTERNS, Pattern, PatternSource, load_patterns, patterns_hash
from pipeline.readers.document import Document
from pipeline.records import SCHEMA, Record
from pipeline.windows import joined, windows

WORD: Final = "WORD"
"""The label of single words by their class, which are looked up and not matched."""

LAYERS: Final = [
    ["AUTHORITY", "NOT_AUTHORITY", "STANDIN"],
    sorted(CUE_LABELS),
    ["THEME", "NOT_THEME"],
]
"""Labels that compete for the same words."""

PROSE_LABELS: Final = [
    "STATUS", "SCOPE", "SAME_GRADE", "RESPECTIVELY", "ORDINAL", "PAIR", "PARTIAL", "OTHER_BODY", "PASSING",
    "NUMBER", "FRACTION", "LOOSE", "COUNTED", "TALLY", "VERDICT",
    "TELLS",
]  # fmt: skip
"""Labels that only the rules for running prose use; a report's verdicts stand in its layout."""

SHOWN_TO_SPACY: Final = "ofsight_entities"
"""The component that only shows what the others found where users of spaCy look for it; records do without."""

COMPONENTS: Final = (
    "ofsight_sections",
    "ofsight_sentences",
    "clause_segmentation",
    "ofsight_authorities",
    "ofsight_frames",
    "ofsight_context",
    "discourse",
    "ofsight_judgements",
    "ofsight_findings",
    "ofsight_standing",
    "ofsight_tallies",
    SHOWN_TO_SPACY,
)


@registry.readers("ofsight.Patterns.v1")  # type: ignore[untyped-decorator]
def patterns_of(folder: str | None = None, words: bool = False) -> PatternSource:
    """The patterns of a folder, or the shipped ones: those with the label WORD, or all others."""

    def source() -> list[Pattern]:
        rules = load_patterns(Path(folder) if folder else DEFAULT_PATTERNS)
        return [rule for rule in rules if (rule.label == WORD) == words]

    return source


PATTERNS_OF: Final = {"ofsight_ruler": False, "clause_segmentation": True}
"""The components that take patterns, and whether these are single words by their class."""


def load(patterns: Path = DEFAULT_PATTERNS) -> Language:
    """The default pipeline: `spacy.blank("en")` with rules from the pattern files of a folder, and no model.

    Raises:
        FaultyPatterns: where a pattern file cannot be read.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})
    nlp.meta["ofsight"] = {"version": __version__, "patterns": patterns_hash(patterns)}
    nlp.max_length = 100_000_000  # a limit for statistical models' memory, which rules do not need
    nlp.add_pipe(
        "ofsight_ruler",
        config={"layers": LAYERS, "prose_labels": PROSE_LABELS, "quoted_labels": sorted(CUE_LABELS)},
    )
    told = load_frames(patterns)
    shapes = [[one.name, one.shape] for one in told.frames]
    settings = {"ofsight_frames": {"frames": shapes, "classes": [list(one) for one in told.classes]}}
    for component in COMPONENTS:
        nlp.add_pipe(component, config=settings.get(component, {}))
    folder = None if patterns == DEFAULT_PATTERNS else str(patterns)
    for name, words in PATTERNS_OF.items():
        nlp.get_pipe(name).add_patterns(patterns_of(folder, words)())  # type: ignore[attr-defined]
        source = {"@readers": "ofsight.Patterns.v1", "folder": folder, "words": words}
        nlp.config["initialize"]["components"][name] = {"patterns": source}
    return nlp


def to_doc(nlp: Language, document: Document) -> Doc:
    """The document as an untagged Doc that carries its layout and metadata; give it to `nlp` or `nlp.pipe`."""
    doc = keep_text(nlp.make_doc(document.text), document.text)
    doc._.ofsight_blocks = document.blocks
    doc._.ofsight_meta = document.meta
    return doc


def annotate(nlp: Language, document: Document) -> Record:
    """Read text to record, in one step; a document longer than any report in windows, each for itself."""
    parts = (
        (offset, to_record(nlp, part, nlp(to_doc(nlp, part), disable=[SHOWN_TO_SPACY])))
        for offset, part in windows(document)
    )
    return joined(parts, document)


def to_record(nlp: Language, document: Document, doc: Doc) -> Record:
    """The record of a document that has been through the pipeline."""
    stamp: dict[str, Any] = nlp.meta["ofsight"]
    return {
        "schema": SCHEMA,
        "id": document.sha256[:16],
        "source": document.source,
        "meta": document.meta,
        "text": document.text,
        "pages": list(document.pages),
        "sections": doc._.ofsight_sections,
        "entities": rows(doc._.ofsight_tags),
        "judgements": doc._.ofsight_judgements,
        "findings": doc._.ofsight_findings,
        "tallies": doc._.ofsight_tallies,
        "pipeline": {"version": stamp["version"], "patterns": stamp["patterns"]},
    }
