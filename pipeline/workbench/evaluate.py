"""Scores records against gold: what was found, what was missed, and what is right about what was found.

A gold line is {"doc", "sha256", "judgements", "findings", "tallies", ...} with quotes verbatim from the text;
`gold_file` says of which record it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import jsonlines
import orjson

from pipeline.workbench.gold_file import documents_of, gold_lines
from pipeline.workbench.quotes import Words, locate, sentences, shared

Row = dict[str, Any]

FACTS: Final = ("current", "previous")
"""The statuses that are facts; only judgements of these are scored."""

OF_THE_SHORTER: Final = 1 / 2
OF_THE_UNION: Final = 1 / 3
"""Two finding spans pair when they share at least these parts, counted in words."""

TOLD: Final = 5
"""How many documents without a record are named where none has one."""

_KIND_OF_BODY: Final = re.compile(
    r"\b(?:city|county|metropolitan|borough|district|council|london borough of|royal borough of)\b"
)


@dataclass(slots=True)
class Tally:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def compare(self, gold: set[Any], found: set[Any]) -> None:
        self.add(len(gold & found), len(found - gold), len(gold - found))

    def add(self, tp: int, fp: int, fn: int) -> None:
        self.tp, self.fp, self.fn = self.tp + tp, self.fp + fp, self.fn + fn

    def figures(self) -> dict[str, float | int]:
        """Precision, recall and F1 (0 to 1, four places) with the counts they come from."""
        precision = self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0
        recall = self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        rates = {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}
        return {**rates, "tp": self.tp, "fp": self.fp, "fn": self.fn}


class Share(NamedTuple):
    """How many of those looked at were right."""

    right: int
    of: int

    def plus(self, right: int, of: int) -> "Share":
        return Share(self.right + right, self.of + of)


@dataclass(slots=True)
class Scores:
    """All figures over all documents of a gold file.

    found: precision and recall a kind of fact. labels: what share of the found facts bears the right label. themes: the
    themes of found findings. documents: how many gold documents have a record; absent: those without, and why.
    unlocated: gold quotes that are not in the text.
    """

    found: dict[str, Tally]
    labels: dict[str, Share]
    themes: Tally
    documents: int
    absent: list[str]
    unlocated: list[str]


class NothingScored(ValueError):
    """Gold and records have no document in common, or one of the two is none; the message says what to do."""


class _Finding(NamedTuple):
    words: range
    row: Row


KINDS: Final = (
    "judgements",
    "judgements.current",
    "judgements.previous",
    "findings",
    "findings.strength",
    "findings.concern",
    "sentences",
    "tallies",
)
LABELS: Final = ("status", "polarity", "speaker", "authority", "area")
METADATA: Final = ("authority", "framework", "inspection.start", "inspection.end", "published", "lead_inspector")


def evaluate(gold: Path, records: Path) -> Scores:
    """Score a records file against a gold file. What a gold line has no key for is not scored in that document.

    Raises:
        OSError, jsonlines.InvalidLineError: a file cannot be read.
        NothingScored: no gold line has a record.
    """
    found, lines = list(_rows(records)), gold_lines(gold)
    if any("source" not in record for record in found):
        raise NothingScored(f"{records}: holds no records; the gold file comes first, then what `extract` wrote")
    scores = score(lines, found)
    if not scores.documents:
        told = "".join(f"\n  {one}" for one in scores.absent[:TOLD])
        raise NothingScored(f"none of the {len(lines)} documents of {gold} has a record in {records}{told}")
    return scores


def score(lines: list[Row], records: list[Row]) -> Scores:
    """Score records against gold lines."""
    scores = Scores(
        {kind: Tally() for kind in KINDS}, {label: Share(0, 0) for label in LABELS}, Tally(), 0, [], []
    )  # fmt: skip
    numbers = documents_of(lines, [(record["source"]["path"], record["source"]["sha256"]) for record in records])
    for line, number in zip(lines, numbers, strict=True):
        if isinstance(number, str):
            scores.absent.append(f"{line['doc']}: {number}")
            _score(scores, line, {"text": ""})
            continue
        scores.documents += 1
        _score_metadata(scores, line, records[number])
        _score(scores, line, records[number])
    return scores


def authority_key(named: object) -> str:
    """A name under which authorities are compared, from a plain name, {"gss", "name"} or None."""
    name = str((named.get("name") if isinstance(named, dict) else named) or "").lower()
    plain = re.sub(r"[^a-z ]", " ", name.replace(".", "").replace("&", "and").replace("-", " "))
    words = _KIND_OF_BODY.sub(" ", " ".join(plain.split())).split()
    return " ".join(words[words[:1] == ["of"] : len(words) - (words[-1:] == ["of"])])


def _score(scores: Scores, gold: Row, record: Row) -> None:
    if "judgements" in gold:
        _score_judgements(scores, gold, record)
    if "tallies" in gold:
        both_ways = (row for row in gold["tallies"] if None not in (row.get("count"), row.get("percent")))
        beside = {_tally(row, "percent") for row in both_ways}
        scores.found["tallies"].compare(_tallies(gold) - beside, _tallies(record) - beside)
    if "findings" in gold:
        _score_findings(scores, gold, record)


def _score_judgements(scores: Scores, gold: Row, record: Row) -> None:
    implied = {_judgement(row) for row in gold["judgements"] if row.get("derived")}
    wanted, found = _facts(gold) - implied, _facts(record) - implied
    scores.found["judgements"].compare(wanted, found)
    for status in FACTS:
        scores.found[f"judgements.{status}"].compare(
            {fact for fact in wanted if fact[3] == status}, {fact for fact in found if fact[3] == status}
        )
    statuses = {_judgement(row)[:3]: set[str]() for row in gold["judgements"] if not row.get("derived")}
    for row in gold["judgements"]:
        if not row.get("derived"):
            statuses[_judgement(row)[:3]].add(_judgement(row)[3])
    for row in record.get("judgements", ()):
        *fact, status = _judgement(row)
        if tuple(fact) in statuses:
            right = status in statuses[fact[0], fact[1], fact[2]]
            scores.labels["status"] = scores.labels["status"].plus(right, 1)


def _score_findings(scores: Scores, gold: Row, record: Row) -> None:
    text = record["text"]
    words = Words(text)
    wanted = [_Finding(_range_of(scores, gold, row, text, words), row) for row in gold["findings"]]
    found = [_Finding(words.within(row["start"], row["end"]), row) for row in record.get("findings", ())]
    pairs = _pairs(wanted, found, same_polarity=True)
    paired_wanted, paired_found = {i for i, _ in pairs}, {j for _, j in pairs}
    for kind, polarities in (
        ("findings", ("strength", "concern")),
        ("findings.strength", ("strength",)),
        ("findings.concern", ("concern",)),
    ):
        scores.found[kind].add(
            tp=sum(wanted[i].row["polarity"] in polarities for i in paired_wanted),
            fp=sum(one.row["polarity"] in polarities for j, one in enumerate(found) if j not in paired_found),
            fn=sum(one.row["polarity"] in polarities for i, one in enumerate(wanted) if i not in paired_wanted),
        )
    for start, end in sentences(text):
        if inside := words.within(start, end):
            scores.found["sentences"].compare(_polarities(wanted, inside), _polarities(found, inside))
    _score_labels(scores, wanted, found, pairs)


def _score_labels(scores: Scores, wanted: list[_Finding], found: list[_Finding], pairs: list[tuple[int, int]]) -> None:
    for i, j in _pairs(wanted, found, same_polarity=False):
        right = wanted[i].row["polarity"] == found[j].row["polarity"]
        scores.labels["polarity"] = scores.labels["polarity"].plus(right, 1)
    for i, j in pairs:
        gold, ours = wanted[i].row, found[j].row
        for label in ("speaker", "area"):
            if label in gold:
                scores.labels[label] = scores.labels[label].plus(gold[label] == ours[label], 1)
        if gold.get("authority"):
            right = authority_key(gold["authority"]) == authority_key(ours["authority"])
            scores.labels["authority"] = scores.labels["authority"].plus(right, 1)
        if "themes" in gold:
            scores.themes.compare(set(gold["themes"]), set(ours["themes"]))


def _score_metadata(scores: Scores, gold: Row, record: Row) -> None:
    for name in METADATA:
        outer, _, inner = name.partition(".")
        if outer not in gold:
            continue
        wanted, ours = gold[outer], record["meta"][outer]
        if outer == "authority":
            wanted, ours = authority_key(wanted), authority_key(ours)
        elif inner:
            wanted, ours = (wanted or {}).get(inner), (ours or {}).get(inner)
        label = f"metadata {name}"
        scores.labels[label] = scores.labels.get(label, Share(0, 0)).plus(wanted == ours, 1)


def _pairs(wanted: list[_Finding], found: list[_Finding], *, same_polarity: bool) -> list[tuple[int, int]]:
    """One-to-one pairs (gold, found) of findings that overlap enough, the best overlap first."""
    candidates: list[tuple[float, int, int]] = []
    for i, (one, gold) in enumerate(wanted):
        for j, (other, ours) in enumerate(found):
            both = shared(one, other)
            if not both or (same_polarity and gold["polarity"] != ours["polarity"]):
                continue
            union = len(one) + len(other) - both
            if both / min(len(one), len(other)) >= OF_THE_SHORTER and both / union >= OF_THE_UNION:
                candidates.append((both / union, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _polarities(findings: Iterable[_Finding], sentence: range) -> set[str]:
    """The polarities that a sentence bears: of findings that fill a third of it, or lie in it by a third."""
    return {
        one.row["polarity"]
        for one in findings
        if shared(one.words, sentence) >= max(1.0, min(len(one.words), len(sentence)) / 3)
    }


def _range_of(scores: Scores, gold: Row, row: Row, text: str, words: Words) -> range:
    at = locate(text, row["quote"])
    if at is None:
        scores.unlocated.append(f"{gold['doc']}: {row['quote'][:60]}")
        return range(0)
    return words.within(*at)


def _facts(line: Row) -> set[tuple[str, str, str, str]]:
    return {fact for fact in map(_judgement, line.get("judgements", ())) if fact[3] in FACTS}


def _judgement(row: Row) -> tuple[str, str, str, str]:
    return authority_key(row.get("authority")), row["area"], row["grade"], row.get("status", "current")


def _tallies(line: Row) -> set[tuple[str, str]]:
    return {_tally(row, "count" if row.get("count") is not None else "percent") for row in line.get("tallies", ())}


def _tally(row: Row, by: str) -> tuple[str, str]:
    number = str(row["count"]) if by == "count" else f"{float(row['percent']):g}%"
    return number, row.get("grade") or "any"


def _rows(file: Path) -> Iterator[Row]:
    with jsonlines.open(file, loads=orjson.loads) as lines:
        yield from lines.iter(type=dict, skip_empty=True)
