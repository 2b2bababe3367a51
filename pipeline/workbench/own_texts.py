"""Runs the examples and counter-examples of pattern lines through the whole pipeline, and tells what dropped what."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from spacy.language import Language

from pipeline.patterns import Pattern
from pipeline.workbench.explain import fate, why_not
from pipeline.workbench.trace import trace


class Tried(NamedTuple):
    """One example (or counter-example) of a pattern: whether all is well, and what became of the match."""

    pattern: Pattern
    kind: Literal["example", "counter"]
    text: str
    passed: bool
    why: str


def try_all(nlp: Language, patterns: Iterable[Pattern]) -> Iterator[Tried]:
    """Try the texts of every pattern; an example must keep its tag to the end of the pipeline, a counter must not."""
    for pattern in patterns:
        for text, _ in pattern.examples:
            why = why_not(nlp, nlp.make_doc(text), pattern)
            yield Tried(pattern, "example", text, not why, why or _kept(nlp, text, pattern))
        for text, _ in pattern.counter:
            why = why_not(nlp, nlp.make_doc(text), pattern)
            yield Tried(pattern, "counter", text, bool(why), why or _kept(nlp, text, pattern))


def _kept(nlp: Language, text: str, pattern: Pattern) -> str:
    """What the kept tag went into."""
    followed = trace(nlp, nlp.make_doc(text))
    own = next(match for match in followed.matches if match.pattern.id == pattern.id and match.outcome != "lost")
    for finding in followed.doc._.ofsight_findings:
        if any(cue["pattern"] == pattern.id for cue in finding["cues"]):
            return f"kept, counts for a {finding['polarity']}"
    for judgement in followed.doc._.ofsight_judgements:
        if any(one["start"] == own.start and one["end"] == own.end for one in judgement["evidence"]):
            return f"kept, in a judgement ({judgement['area']}: {judgement['grade']}, {judgement['status']})"
    return fate(own)
