"""Runs the examples and counter-examples of pattern lines through the whole pipeline, and tells what dropped what."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from spacy.language import Language

from pipeline.patterns import Example, Pattern
from pipeline.workbench.explain import fate, sentence_rows, why_untagged
from pipeline.workbench.trace import Trace, trace


class Tried(NamedTuple):
    """One example (or counter-example) of a pattern: whether all is well, and what became of the match."""

    pattern: Pattern
    kind: Literal["example", "counter"]
    text: str
    passed: bool
    why: str


def try_all(nlp: Language, patterns: Iterable[Pattern]) -> Iterator[Tried]:
    """Try the texts of every pattern.

    An example must keep its tag to the end of the pipeline, a counter-example must not; either must come out as what
    it says, where it says so.
    """
    for pattern in patterns:
        yield from (_tried(nlp, pattern, "example", one) for one in pattern.examples)
        yield from (_tried(nlp, pattern, "counter", one) for one in pattern.counter)


def _tried(nlp: Language, pattern: Pattern, kind: Literal["example", "counter"], example: Example) -> Tried:
    followed = trace(nlp, nlp.make_doc(example.text))
    untagged = why_untagged(nlp, followed, pattern)
    outcome = " and ".join(sorted({row["polarity"] for row in followed.doc._.ofsight_findings})) or "none"
    if bool(untagged) == (kind == "example"):
        return Tried(pattern, kind, example.text, False, untagged or f"tagged: {_use(followed, pattern)}")
    if example.outcome and outcome != example.outcome:
        why = f"comes out as {outcome}, not {example.outcome}: {_deciding(followed)}"
        return Tried(pattern, kind, example.text, False, why)
    return Tried(pattern, kind, example.text, True, untagged or _use(followed, pattern))


def _use(followed: Trace, pattern: Pattern) -> str:
    """What the kept tag went into."""
    own = next(match for match in followed.matches if match.pattern.id == pattern.id and match.outcome != "lost")
    for finding in followed.doc._.ofsight_findings:
        if any(cue["pattern"] == pattern.id for cue in finding["cues"]):
            return f"kept, counts for a {finding['polarity']}"
    for judgement in followed.doc._.ofsight_judgements:
        if any(one["start"] == own.start and one["end"] == own.end for one in judgement["evidence"]):
            return f"kept, in a judgement ({judgement['area']}: {judgement['grade']}, {judgement['status']})"
    return fate(own)


def _deciding(followed: Trace) -> str:
    """Which cues counted in the sentences of a text, which were silenced, and what else keeps it from a finding."""
    rows = sentence_rows(followed.doc, 0, len(followed.doc.text))
    cues = [cue for row in rows for clause in row["clauses"] for cue in clause["cues"]]
    said = [f"{cue['pattern']}: {cue['what']}{' by ' + cue['by'] if cue['by'] else ''}" for cue in cues]
    return "; ".join([*said, *(row["why_none"] for row in rows if row["why_none"])])
