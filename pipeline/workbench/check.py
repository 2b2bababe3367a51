"""Finds the faults of pattern files."""

from collections.abc import Iterator
from pathlib import Path

import spacy

import pipeline.components.tokens  # noqa: F401  (registers the tokenizer)
from pipeline.components.ruler import PhraseRuler
from pipeline.patterns import Fault, Pattern, read_patterns


def faults_in(directory: Path) -> list[Fault]:
    """Every fault of the pattern files of a folder, in the order of files and lines.

    A line must be readable, must match its own `examples`, and must not match its `counter` texts.
    """
    patterns, faults = read_patterns(directory)
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})
    ruler = PhraseRuler(nlp, layers=[])
    usable: list[Pattern] = []
    for pattern in patterns:
        try:
            ruler.add_patterns([pattern])
        except ValueError as error:
            message = " ".join(str(error).split())
            faults.append(Fault(pattern.file, pattern.line, "bad_tokens", f"{message}; see patterns/README.md"))
        else:
            usable.append(pattern)
    for pattern in usable:
        faults.extend(_against_its_texts(ruler, pattern))
    return sorted(faults)


def _against_its_texts(ruler: PhraseRuler, pattern: Pattern) -> Iterator[Fault]:
    for text in pattern.examples:
        if not _matches(ruler, pattern, text):
            message = f"does not match its own example {text!r}; mend the pattern or the example"
            yield Fault(pattern.file, pattern.line, "example_unmatched", message)
    for text in pattern.counter:
        if _matches(ruler, pattern, text):
            message = f"matches its counter-example {text!r}; narrow the pattern or drop the text"
            yield Fault(pattern.file, pattern.line, "counter_matched", message)


def _matches(ruler: PhraseRuler, pattern: Pattern, text: str) -> bool:
    return any(found.id == pattern.id for _, _, _, found in ruler.matches(ruler.nlp.make_doc(text)))
