"""Scores records against gold: what was found, what was missed, and what is right about what was found.

A gold line is {"doc", "sha256", "judgements", "findings", "tallies", ...} with quotes verbatim from the text;
`gold_file` says of which record it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

from pipeline.errors import UserError
from pipeline.records import read_records
from pipeline.workbench.gold_file import documents_of, gold_lines, statement
from pipeline.workbench.quotes import Words, locate, sentences, shared

Row = dict[str, Any]

FACTS: Final = ("current", "previous")
"""The statuses that are facts; only judgements of these are scored."""

OF_THE_SHORTER: Final = 1 / 2
OF_THE_UNION: Final = 1 / 3
"""Two finding spans pair when they share at least these parts, counted in words."""

TOLD: Final = 5
"""How many documents without a record are named where none has one."""

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

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

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


class Miss(NamedTuple):
    """A fact that gold and record do not share: `missed` by the record, `false` in it, or found with a wrong `label`.

    start, end: code points of its words, (0, 0) where gold does not say; `sentence` holds them.
    """

    what: Literal["missed", "false", "label"]
    kind: str
    document: str
    start: int
    end: int
    details: str
    sentence: str


@dataclass(slots=True)
class Scores:
    """All figures over some documents.

    found: precision and recall a kind of fact. labels: what share of the found facts bears the right label. themes: the
    themes of found findings, each by its name. documents: how many gold documents have a record; absent: those without,
    and why. unlocated: gold quotes that are not in the text.
    """

    found: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    labels: dict[str, Share] = field(default_factory=lambda: {label: Share(0, 0) for label in LABELS})
    themes: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    documents: int = 0
    absent: list[str] = field(default_factory=list)
    unlocated: list[str] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    by_document: dict[str, "Scores"] = field(default_factory=dict)

    @property
    def all_themes(self) -> Tally:
        """The themes of found findings together."""
        return sum(self.themes.values(), Tally())

    def add(self, other: "Scores") -> None:
        """Add the figures of other documents."""
        for kind, tally in other.found.items():
            self.found[kind] += tally
        for label, share in other.labels.items():
            self.labels[label] = self.labels.get(label, Share(0, 0)).plus(*share)
        for theme, tally in other.themes.items():
            self.themes[theme] += tally
        self.documents += other.documents
        self.absent += other.absent
        self.unlocated += other.unlocated
        self.misses += other.misses


class NothingScored(UserError, ValueError):
    """Gold and records have no document in common, or one of the two is none; the message says what to do."""


class Placed(NamedTuple):
    """A finding and the words that it touches, by their numbers."""

    words: range
    row: Row


def evaluate(gold: Path, records: Path) -> Scores:
    """Score a records file against a gold file. What a gold line has no key for is not scored in that document.

    Raises:
        OddGold, NoRecord: a file holds something else; the gold file comes first, then what `extract` wrote.
        OSError: a file cannot be read.
        NothingScored: no gold line has a record.
    """
    lines, found = gold_lines(gold), cast(list[Row], list(read_records(records, parts=True)))
    scores = score(lines, found)
    if not scores.documents:
        told = "".join(f"\n  {one}" for one in scores.absent[:TOLD])
        raise NothingScored(f"none of the {len(lines)} documents of {gold} has a record in {records}{told}")
    return scores


def score(lines: Sequence[Row], records: Sequence[Row]) -> Scores:
    """Score records against gold lines, each by itself and all together."""
    scores = Scores()
    numbers = documents_of(lines, [(record["source"]["path"], record["source"]["sha256"]) for record in records])
    for line, number in zip(lines, numbers, strict=True):
        own = Scores()
        if isinstance(number, str):
            own.absent.append(f"{line['doc']}: {number}")
            _score(own, line, {"text": "", "source": {"path": line["doc"]}})
        else:
            own.documents = 1
            _score_metadata(own, line, records[number])
            _score(own, line, records[number])
            scores.by_document[records[number]["source"]["path"]] = own
        scores.add(own)
    return scores


def missed_findings(lines: Sequence[Row], records: Sequence[Any]) -> dict[str, list[Row]]:
    """The findings of gold that records lack (`start`, `polarity`), by the path of the record."""
    missed: defaultdict[str, list[Row]] = defaultdict(list)
    for one in score(lines, records).misses:
        if one.what == "missed" and one.kind == "finding":
            missed[one.document].append({"start": one.start, "polarity": one.details})
    return dict(missed)


def authority_key(named: object) -> str:
    """A name under which authorities are compared, from a plain name, {"gss", "name"} or None."""
    name = str((named.get("name") if isinstance(named, dict) else named) or "").lower()
    plain = re.sub(r"[^a-z ]", " ", name.replace(".", "").replace("&", "and").replace("-", " "))
    words = _KIND_OF_BODY.sub(" ", " ".join(plain.split())).split()
    return " ".join(words[words[:1] == ["of"] : len(words) - (words[-1:] == ["of"])])


def _score(scores: Scores, gold: Row, record: Row) -> None:
    partial, struck = gold.get("partial", ()), gold.get("struck", {})
    if "judgements" in gold:
        known = {_judgement(row) for row in [*gold["judgements"], *struck.get("judgements", ())]}
        ours = [one for one in record.get("judgements", ()) if "judgements" not in partial or _judgement(one) in known]
        _score_judgements(scores, gold, {**record, "judgements": ours})
    if "tallies" in gold:
        _score_tallies(scores, gold, record, struck.get("tallies") if "tallies" in partial else None)
    if "findings" in gold:
        _score_findings(scores, gold, record, struck.get("findings", ()) if "findings" in partial else None)


def _score_tallies(scores: Scores, gold: Row, record: Row, struck: list[Row] | None) -> None:
    both_ways = (row for row in gold["tallies"] if None not in (row.get("count"), row.get("percent")))
    beside = {_tally(row, "percent") for row in both_ways}
    wanted, found = _tallies(gold) - beside, _tallies(record) - beside
    if struck is not None:
        found &= wanted | _tallies({"tallies": struck})
    scores.found["tallies"].compare(wanted, found)
    for what, rows, keys in (
        ("missed", gold["tallies"], wanted - found),
        ("false", record.get("tallies", ()), found - wanted),
    ):
        for row in rows:
            if _number_of(row) in keys:
                _note(scores, record, what, "tally", row, " ".join(_number_of(row)))


def _score_judgements(scores: Scores, gold: Row, record: Row) -> None:
    implied = {_judgement(row) for row in gold["judgements"] if row.get("derived")}
    wanted, found = _facts(gold) - implied, _facts(record) - implied
    scores.found["judgements"].compare(wanted, found)
    for status in FACTS:
        scores.found[f"judgements.{status}"].compare(
            {fact for fact in wanted if fact[3] == status}, {fact for fact in found if fact[3] == status}
        )
    stated = {_judgement(row) for row in gold["judgements"] if not row.get("derived")}
    about = {fact[:3] for fact in stated}
    for fact in map(_judgement, record["judgements"]):
        if fact[:3] in about:
            scores.labels["status"] = scores.labels["status"].plus(fact in stated, 1)
    for what, rows, keys in (
        ("missed", gold["judgements"], wanted - found),
        ("false", record["judgements"], found - wanted),
    ):
        for key, row in {_judgement(row): row for row in rows}.items():
            if key in keys:
                _note(scores, record, what, "judgement", row, ", ".join(part or "no authority" for part in key))


def _score_findings(scores: Scores, gold: Row, record: Row, struck: Sequence[Row] | None) -> None:
    text = record["text"]
    words = Words(text)
    wanted = [Placed(_range_of(scores, gold, row, text, words), row) for row in gold["findings"]]
    found = [Placed(words.within(row["start"], row["end"]), row) for row in record.get("findings", ())]
    if struck is not None:
        known = [*wanted, *(Placed(_range_of(scores, gold, row, text, words), row) for row in struck)]
        decided = {j for _, j in pairs(known, found, same_polarity=False)}
        found = [one for j, one in enumerate(found) if j in decided]
    paired = pairs(wanted, found, same_polarity=True)
    paired_wanted, paired_found = {i for i, _ in paired}, {j for _, j in paired}
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
    _score_labels(scores, record, wanted, found, paired)
    alone = [("missed", one) for i, one in enumerate(wanted) if i not in paired_wanted]
    alone += [("false", one) for j, one in enumerate(found) if j not in paired_found]
    for what, one in alone:
        _note(scores, record, what, "finding", one.row, one.row["polarity"])


def _score_labels(
    scores: Scores, record: Row, wanted: list[Placed], found: list[Placed], paired: list[tuple[int, int]]
) -> None:
    for i, j in pairs(wanted, found, same_polarity=False):
        right = wanted[i].row["polarity"] == found[j].row["polarity"]
        scores.labels["polarity"] = scores.labels["polarity"].plus(right, 1)
    for i, j in paired:
        gold, ours = wanted[i].row, found[j].row
        wrong: list[str] = []
        for label in ("authority", "speaker", "area"):
            if label not in gold or (label == "authority" and not gold[label]):
                continue
            got, want = (authority_key(row[label]) if label == "authority" else row[label] for row in (ours, gold))
            scores.labels[label] = scores.labels[label].plus(got == want, 1)
            if got != want:
                wrong.append(f"{label}: {got or 'none'}, not {want or 'none'}")
        if gold.get("themes") is not None:
            wanted_themes, found_themes = set(gold["themes"]), set(ours["themes"])
            for theme in wanted_themes | found_themes:
                scores.themes[theme].compare({theme} & wanted_themes, {theme} & found_themes)
            if differing := wanted_themes ^ found_themes:
                signs = (f"{'lacks' if theme in wanted_themes else 'not'} {theme}" for theme in sorted(differing))
                wrong.append(f"themes: {', '.join(signs)}")
        if wrong:
            _note(scores, record, "label", "finding", ours, "; ".join(wrong))


def _note(scores: Scores, record: Row, what: Any, kind: str, row: Row, details: str) -> None:
    text = record["text"]
    at = place_of(text, row) or (0, 0)
    sentence = next((text[start:end] for start, end in sentences(text) if start <= at[0] < end and at[1]), "")
    shown = " ".join((sentence or str(row.get("quote") or row.get("evidence") or "")).split())
    scores.misses.append(Miss(what, kind, record["source"]["path"], *at, details, shown))


def place_of(text: str, row: Row) -> tuple[int, int] | None:
    """Where a fact of gold or of a record stands in the text: at its offsets, or where its words are found."""
    evidence = row.get("evidence")
    if isinstance(evidence, list):
        at = statement(evidence)
        return at["start"], at["end"]
    quote = row.get("quote") or evidence
    if "start" in row and quote in (None, text[row["start"] : row["end"]]):
        return row["start"], row["end"]
    return locate(text, quote) if quote else None


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


def pairs(wanted: list[Placed], found: list[Placed], *, same_polarity: bool) -> list[tuple[int, int]]:
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
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return sorted(paired.items())


def _polarities(findings: Iterable[Placed], sentence: range) -> set[str]:
    """The polarities that a sentence bears: of findings that fill a third of it, or lie in it by a third."""
    return {
        one.row["polarity"]
        for one in findings
        if shared(one.words, sentence) >= max(1.0, min(len(one.words), len(sentence)) / 3)
    }


def _range_of(scores: Scores, gold: Row, row: Row, text: str, words: Words) -> range:
    at = place_of(text, row)
    if at is None:
        scores.unlocated.append(f"{gold['doc']}: {row['quote'][:60]}")
        return range(0)
    return words.within(*at)


def _facts(line: Row) -> set[tuple[str, str, str, str]]:
    return {fact for fact in map(_judgement, line.get("judgements", ())) if fact[3] in FACTS}


def _judgement(row: Row) -> tuple[str, str, str, str]:
    return authority_key(row.get("authority")), row["area"], row["grade"], row.get("status", "current")


def _tallies(line: Row) -> set[tuple[str, str]]:
    return set(map(_number_of, line.get("tallies", ())))


def _number_of(row: Row) -> tuple[str, str]:
    return _tally(row, "count" if row.get("count") is not None else "percent")


def _tally(row: Row, by: str) -> tuple[str, str]:
    number = str(row["count"]) if by == "count" else f"{float(row['percent']):g}%"
    return number, row.get("grade") or "any"
