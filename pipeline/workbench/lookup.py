"""Finds out whether words are known: the pattern lines that hold them in any form, and where documents have them."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from pipeline.components.ruler import Tag, spellings
from pipeline.expansion import phrases
from pipeline.inflection import bases, forms_of
from pipeline.patterns import Pattern
from pipeline.workbench.changes import Kwic, kwic
from pipeline.workbench.corpus import Corpus, Text
from pipeline.workbench.trace import ruler_of

MOST_FORMS: Final = 500


class Line(NamedTuple):
    """A pattern line, and the phrase of it that holds the words."""

    pattern: Pattern
    phrase: str


class Hit(NamedTuple):
    """A place where words stand, in its context, and what is tagged there."""

    document: str
    start: int
    end: int
    kwic: Kwic
    tags: tuple[Tag, ...]


def lines(patterns: Iterable[Pattern], words: str) -> Iterator[Line]:
    """The lines with that id, or that hold the words in any of their forms, one after another."""
    wanted = [readings(word) for word in words.lower().split()]
    for pattern in patterns:
        found = next((one for one in phrases(pattern) if isinstance(one, str) and _holds(one, wanted)), None)
        if found is not None:
            yield Line(pattern, found)
        elif pattern.id == words:
            yield Line(pattern, str(pattern.pattern))


def places(nlp: Language, words: str, corpus: Corpus) -> Iterator[Hit]:
    """Where documents have the words in any of their forms, or what the line with that id matches."""
    ruler = ruler_of(nlp)
    named = [pattern for pattern in ruler.patterns if pattern.id == words]
    docs = [nlp.make_doc(one) for phrase in _all_forms(words) for one in spellings(phrase)]
    needles = [f" {' '.join(token.norm_ for token in doc)} " for doc in docs]
    matcher = PhraseMatcher(nlp.vocab, attr="NORM")
    matcher.add("words", docs)
    for text in corpus.texts:
        if named or any(needle in text.folded for needle in needles):
            doc = nlp.make_doc(text.document.text)
            spans = [(start, end) for _, start, end in matcher(doc)]
            spans += [(start, end) for start, end, _, one in ruler.matches(doc) if one.id == words]
            tags = ruler.tags(doc) if spans else []
            for start, end in spans:
                here = (tag for tag in tags if tag.token_start < end and start < tag.token_end)
                yield _hit(text, doc, start, end, tuple(here))


def _hit(text: Text, doc: Doc, start: int, end: int, tags: tuple[Tag, ...]) -> Hit:
    first, past = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    return Hit(text.name, first, past, kwic(text.document.text, first, past), tags)


def readings(word: str) -> frozenset[str]:
    """The words that a word may be a form of, itself among them."""
    return frozenset(base for base, _ in bases(word)) | {word}


def _holds(phrase: str, wanted: list[frozenset[str]]) -> bool:
    words = phrase.lower().split()
    starts = range(len(words) - len(wanted) + 1)
    return any(all(not one.isdisjoint(readings(words[at + n])) for n, one in enumerate(wanted)) for at in starts)


def _all_forms(words: str) -> list[str]:
    """The words with each in all its forms, as they are where that would be too many."""
    choices = []
    for word in words.split():
        forms = (form for base, part in sorted(bases(word.lower())) for form in forms_of(base).get(part, ()))
        choices.append(list(dict.fromkeys([word, *forms])))
    made = [" ".join(one) for one, _ in zip(product(*choices), range(MOST_FORMS), strict=False)]
    return made if len(made) < MOST_FORMS else [words]
