"""Counts what each pattern does over a corpus: hits, losses, overlaps, and how its hits stand to gold."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from spacy.language import Language

from pipeline.components.ruler import Tag
from pipeline.patterns import Pattern
from pipeline.workbench.corpus import Corpus, Text, results
from pipeline.workbench.diff import gold_of
from pipeline.workbench.quotes import locate
from pipeline.workbench.trace import ruler_of

Order = Literal["hits", "documents", "share", "lost", "overlaps", "precision", "recall", "pattern"]

POLARITY: Final = {"STRENGTH": "strength", "CONCERN": "concern"}
GoldSpan = tuple[int, int, str]
"""Where a gold fact stands and what patterns it holds against: a polarity, a grade or an area."""


class Stat(NamedTuple):
    """What one pattern does over a corpus.

    hits: tags kept to the end; lost: matches that lost to another pattern or were dropped; overlaps: hits that share
    words with a hit of another pattern, most often that of `overlaps_with`. precision: share of its hits, in documents
    with gold of its kind, that lie in a gold fact of what it stands for; recall: share of those facts that it lies in.
    Both are None for labels that gold does not cover.
    """

    pattern: Pattern
    hits: int
    documents: int
    share: float
    lost: int
    overlaps: int
    overlaps_with: str
    precision: float | None
    recall: float | None


def stats(nlp: Language, patterns: Sequence[Pattern], corpus: Corpus, folder: Path, gold: Path | None) -> list[Stat]:
    """A row for each pattern, in the order of the files. folder: where the patterns are from; nlp: their pipeline."""
    hits: Counter[str] = Counter()
    matches: Counter[str] = Counter()
    documents: defaultdict[str, set[str]] = defaultdict(set)
    overlapping: defaultdict[str, Counter[str]] = defaultdict(Counter)
    overlapped: Counter[str] = Counter()
    facts = _Facts(gold, corpus)
    ruler = ruler_of(nlp)
    for text, result in results(corpus.texts, folder, nlp):
        tags = result.tags
        for *_, one in ruler.matches(nlp.make_doc(text.document.text)):
            matches[one.id] += 1
        for tag in tags:
            hits[tag.pattern] += 1
            documents[tag.pattern].add(text.name)
        for tag, others in _overlaps(tags):
            overlapped[tag.pattern] += 1
            overlapping[tag.pattern].update({other.pattern for other in others})
        facts.add(text, tags)
    totals: Counter[str] = Counter()
    for pattern in patterns:
        totals[pattern.label] += hits[pattern.id]
    return [
        Stat(
            one,
            hits[one.id],
            len(documents[one.id]),
            round(hits[one.id] / totals[one.label], 4) if totals[one.label] else 0.0,
            max(0, matches[one.id] - hits[one.id]),
            overlapped[one.id],
            next((id for id, _ in overlapping[one.id].most_common(1)), ""),
            *facts.figures(one),
        )
        for one in patterns
    ]


def ordered(rows: Iterable[Stat], by: Order) -> list[Stat]:
    """Rows with the highest figure first; figures that are not known come last, names in the order of the alphabet."""
    if by == "pattern":
        return sorted(rows, key=lambda row: row.pattern.id)
    return sorted(rows, key=lambda row: (getattr(row, by) is None, -(getattr(row, by) or 0), row.pattern.id))


def _overlaps(tags: Sequence[Tag]) -> Iterator[tuple[Tag, list[Tag]]]:
    """Each tag that shares words with others, with those; tags sorted by start."""
    shared: defaultdict[int, list[Tag]] = defaultdict(list)
    reach: list[int] = []
    for number, tag in enumerate(tags):
        reach = [other for other in reach if tags[other].end > tag.start]
        for other in reach:
            shared[other].append(tag)
            shared[number].append(tags[other])
        reach.append(number)
    for number, others in shared.items():
        yield tags[number], others


class _Facts:
    """Gold facts by what they stand for, and how the hits of patterns lie in them."""

    def __init__(self, gold: Path | None, corpus: Corpus) -> None:
        self.lines: Mapping[str, dict[str, Any]] = {}
        if gold is not None and gold.exists():
            self.lines = gold_of(gold, corpus)
        self.inside: Counter[str] = Counter()
        self.covered: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.wanted: Counter[tuple[str, str]] = Counter()

    def add(self, text: Text, tags: Sequence[Tag]) -> None:
        line = self.lines.get(text.document.sha256)
        if line is None:
            return
        spans = {
            "finding": _located(text, line.get("findings"), "quote", "polarity"),
            "grade": _located(text, line.get("judgements"), "evidence", "grade"),
            "area": _located(text, line.get("judgements"), "evidence", "area"),
        }
        for kind, facts in spans.items():
            for _, _, what in facts or ():
                self.wanted[kind, what] += 1
        reached: set[tuple[str, GoldSpan]] = set()
        for tag in tags:
            kind = _kind(tag.label)
            own = spans.get(kind)
            if own is None:
                continue
            self.covered[tag.pattern] += 1
            wanted = POLARITY.get(tag.label, tag.code)
            holding = [fact for fact in own if fact[2] == wanted and fact[0] <= tag.start and tag.end <= fact[1]]
            self.inside[tag.pattern] += bool(holding)
            reached.update((tag.pattern, fact) for fact in holding)
        for pattern, _ in reached:
            self.found[pattern] += 1

    def figures(self, pattern: Pattern) -> tuple[float | None, float | None]:
        """Precision and recall of a pattern."""
        covered = self.covered[pattern.id]
        wanted = self.wanted[_kind(pattern.label), POLARITY.get(pattern.label, pattern.code)]
        precision = round(self.inside[pattern.id] / covered, 4) if covered else None
        return precision, round(self.found[pattern.id] / wanted, 4) if wanted else None


def _kind(label: str) -> str:
    return {"STRENGTH": "finding", "CONCERN": "finding", "GRADE": "grade", "JUDGEMENT_AREA": "area"}.get(label, "")


def _located(text: Text, rows: list[dict[str, Any]] | None, quote: str, what: str) -> list[GoldSpan] | None:
    """Where gold rows stand; None where the document is not annotated for them."""
    if rows is None:
        return None
    places = ((locate(text.document.text, row.get(quote) or ""), row[what]) for row in rows)
    return [(*place, found) for place, found in places if place is not None]
