"""How far two annotators agree: F1 of their finding spans, and Krippendorff's alpha over sentences."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.readers.document import Document
from pipeline.workbench.evaluate import place_of
from pipeline.workbench.gold_file import documents_of
from pipeline.workbench.quotes import sentences

Row = dict[str, Any]
Span = tuple[int, int, str]
"""Start and end in code points, and polarity."""


class Agreement(NamedTuple):
    """Figures over the documents that both have annotated.

    exact, overlap: F1 of spans that are the same, or share a character, with the same polarity. alpha: Krippendorff's
    alpha (nominal) of what each sentence is held to be; None where there is nothing to compare.
    """

    documents: int
    spans: tuple[int, int]
    exact: float
    overlap: float
    alpha: float | None
    differing: list[tuple[Document, Span, str]]


def agreement(one: Sequence[Row], other: Sequence[Row], documents: Sequence[Document]) -> Agreement:
    """Compare two annotators' gold lines on documents."""
    ours, theirs = _spans(one, documents), _spans(other, documents)
    both = sorted(ours.keys() & theirs.keys())
    units: list[tuple[str, str]] = []
    differing: list[tuple[Document, Span, str]] = []
    exact = overlapping = 0
    for number in both:
        a, b = ours[number], theirs[number]
        exact += len(set(a) & set(b))
        matched, unmatched = _paired(a, b)
        overlapping += matched
        document = documents[number]
        differing.extend((document, span, who) for span, who in unmatched)
        units.extend((_held(a, *place), _held(b, *place)) for place in sentences(document.text))
    sizes = sum(len(ours[number]) for number in both), sum(len(theirs[number]) for number in both)
    total = sum(sizes)
    f1 = [2 * count / total if total else 1.0 for count in (exact, overlapping)]
    return Agreement(len(both), sizes, round(f1[0], 4), round(f1[1], 4), alpha(units), differing)


def alpha(units: Sequence[tuple[str, str]]) -> float | None:
    """Krippendorff's alpha for two annotators and nominal values, four places; None where nothing varies."""
    values = Counter(value for unit in units for value in unit)
    total = sum(values.values())
    expected = total * total - sum(count * count for count in values.values())
    if not expected:
        return None
    observed = 2 * sum(a != b for a, b in units)
    return round(1 - (total - 1) * observed / expected, 4)


def _spans(lines: Sequence[Row], documents: Sequence[Document]) -> dict[int, list[Span]]:
    """Finding spans by the number of their document."""
    found: dict[int, list[Span]] = {}
    numbers = documents_of(lines, [(document.path, document.sha256) for document in documents])
    for line, number in zip(lines, numbers, strict=True):
        if isinstance(number, int) and "findings" in line:
            places = ((place_of(documents[number].text, row), row["polarity"]) for row in line["findings"])
            found[number] = sorted({(*place, polarity) for place, polarity in places if place is not None})
    return found


def _paired(one: list[Span], other: list[Span]) -> tuple[int, list[tuple[Span, str]]]:
    """How many spans pair up, each once, and those that stay alone with whose they are."""
    left = list(other)
    alone: list[tuple[Span, str]] = []
    pairs = 0
    for span in one:
        mate = next((b for b in left if b[2] == span[2] and b[0] < span[1] and span[0] < b[1]), None)
        if mate is None:
            alone.append((span, "first"))
        else:
            pairs += 1
            left.remove(mate)
    return pairs, [*alone, *((span, "second") for span in left)]


def _held(spans: list[Span], start: int, end: int) -> str:
    """What an annotator holds a sentence to be: the polarities in it, "" for none."""
    return "+".join(sorted({polarity for first, past, polarity in spans if first < end and start < past}))
