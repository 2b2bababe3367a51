"""Finds out by trying which tags decide what a sentence is found to be: each is left out once, or one is put in."""

from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag
from pipeline.workbench.trace import RULER

MOST_TAGS: Final = 25
"""Of a sentence with more tags only so many are tried."""

Outcome = tuple[str, ...]
"""The polarities of the findings in a sentence, sorted; () for none."""


class Deciding(NamedTuple):
    """A tag without which the sentence would be found to be something else."""

    tag: Tag
    without: Outcome


def deciding(nlp: Language, doc: Doc, start: int, end: int) -> list[Deciding]:
    """The tags of the code points [start, end) of an untagged Doc that decide what is found there."""
    tags = [tag for tag in nlp.get_pipe(RULER)(doc.copy())._.ofsight_tags if start <= tag.start < end]
    now = _outcome(nlp, doc, start, end)
    found = []
    for tag in tags[:MOST_TAGS]:
        without = _outcome(nlp, doc, start, end, left_out=tag)
        if without != now:
            found.append(Deciding(tag, without))
    return found


def helped_by_a_cue(nlp: Language, doc: Doc, start: int, end: int) -> bool:
    """Whether a strong cue of criticism on the last word of [start, end) of an untagged Doc would make a finding."""
    words = [token for token in doc if start <= token.idx < end and token.is_alpha]
    if not words:
        return False
    last = words[-1]
    tag = Tag(last.idx, last.idx + len(last), last.i, last.i + 1, "CONCERN", "strong", "strong/tried")
    return bool(_outcome(nlp, doc, start, end, put_in=tag))


def _outcome(
    nlp: Language, doc: Doc, start: int, end: int, *, left_out: Tag | None = None, put_in: Tag | None = None
) -> Outcome:
    tried = doc.copy()
    for name, component in nlp.pipeline:
        tried = component(tried)
        if name == RULER:
            tags = [tag for tag in tried._.ofsight_tags if tag != left_out]
            tried._.ofsight_tags = sorted([*tags, put_in]) if put_in else tags
    within = (row for row in tried._.ofsight_findings if row["start"] < end and start < row["end"])
    return tuple(sorted({row["polarity"] for row in within}))
