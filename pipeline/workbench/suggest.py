"""Proposes cue phrases that the pattern files lack, from what stands under praise and what under criticism.

Reports label themselves, weakly but by the thousand: points under "strengths" and sentences about an area judged
outstanding on one side; points under "areas for improvement" and sentences about an area judged inadequate on the
other. A phrase that keeps to one side is a likely cue. The measure is the weighted log-odds ratio with an informative
Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", 2008).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from spacy.lang.en.stop_words import STOP_WORDS

from pipeline.components.polarity import CUE_LABELS
from pipeline.components.sentences import split
from pipeline.components.tokens import fold
from pipeline.expansion import phrases
from pipeline.patterns import Pattern, read_patterns
from pipeline.readers.layout import blocks_of
from pipeline.records import Record, Section
from pipeline.vocabulary import Polarity
from pipeline.workbench.tidy import write_whole

LABELS: Final[dict[Polarity, Literal["STRENGTH", "CONCERN"]]] = {"strength": "STRENGTH", "concern": "CONCERN"}
FILES: Final = {"STRENGTH": "strengths.jsonl", "CONCERN": "concerns.jsonl"}

SIDE_OF_ROLE: Final[dict[str, Polarity]] = {
    "strengths": "strength",
    "improvement": "concern",
    "priority_action": "concern",
}
SIDE_OF_GRADE: Final[dict[str, Polarity]] = {"outstanding": "strength", "inadequate": "concern"}

LONGEST: Final = 4
"""Words in the longest phrase proposed."""
EXAMPLES: Final = 3
PRIOR: Final = 500.0
"""Weight of the prior, in phrases: how much a phrase must be seen before its odds are believed."""
SIGNIFICANT: Final = 2.5
"""Standard deviations of the log-odds from which on a phrase is proposed."""
STRONG_FROM: Final = 0.9
PLAIN_FROM: Final = 0.75
"""Estimated precision from which on an accepted cue is of the class "strong" or "plain", else "weak"."""

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'-]*\w)?")
_GAP: Final = re.compile(r"\s*")
_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Weak(NamedTuple):
    """A sentence with the side that its place puts it on."""

    document: str
    side: Polarity
    text: str


class Proposal(NamedTuple):
    """A phrase proposed as a cue: sentences with it on either side, its estimated precision, and some of them."""

    phrase: str
    label: Literal["STRENGTH", "CONCERN"]
    strengths: int
    concerns: int
    documents: int
    precision: float
    odds: float
    examples: tuple[str, ...]

    @property
    def code(self) -> str:
        """The class of cue that its precision earns."""
        return "strong" if self.precision >= STRONG_FROM else "plain" if self.precision >= PLAIN_FROM else "weak"


def weakly_labelled(records: Iterable[Record]) -> Iterator[Weak]:
    """The sentences of reports that their section, or the grade of its area, puts on one side."""
    for record in records:
        text = record["text"]
        grades: dict[str, str] = {j["area"]: j["grade"] for j in record["judgements"] if j["status"] == "current"}
        sides = [(section, _side(section, grades)) for section in record["sections"]]
        sentences = iter(split(text, blocks_of(text), []))
        for start, end in sentences:
            for section, side in sides:
                if side is not None and section["start"] <= start < section["end"]:
                    yield Weak(record["id"], side, text[start:end])
                    break


def suggest(
    sentences: Iterable[Weak],
    patterns: Sequence[Pattern],
    limit: int = 50,
    documents: int = 5,
    precision: float = 0.75,
) -> list[Proposal]:
    """The `limit` phrases that most clearly keep to one side, surest first.

    Each stands in at least `documents` documents and reaches the `precision`. Left out, because they add nothing:
    phrases that hold a known cue, those that another pattern names (a theme, an authority), and mere function words. A
    sentence counts once, however many documents print it.
    """
    known = [(pattern.label, one) for pattern in patterns for one in phrases(pattern) if isinstance(one, str)]
    cues = {_folded(phrase) for label, phrase in known if label in CUE_LABELS}
    names = {_folded(phrase) for label, phrase in known if label not in CUE_LABELS}
    found: dict[Polarity, Counter[str]] = {"strength": Counter(), "concern": Counter()}
    where: dict[str, set[str]] = {}
    rows = list({row.text: row for row in sentences}.values())
    for row in rows:
        for phrase in _phrases(row.text):
            found[row.side][phrase] += 1
            where.setdefault(phrase, set()).add(row.document)
    totals = {side: sum(counts.values()) for side, counts in found.items()}
    sizes = Counter(row.side for row in rows)
    if not all(totals.values()) or len(sizes) < 2:
        return []
    proposals = []
    for phrase, places in where.items():
        if len(places) < documents or phrase in names or STOP_WORDS.issuperset(phrase.split()) or _holds(phrase, cues):
            continue
        good, bad = found["strength"][phrase], found["concern"][phrase]
        odds = _log_odds(good, bad, totals["strength"], totals["concern"])
        if abs(odds) < SIGNIFICANT:
            continue
        side: Polarity = "strength" if odds > 0 else "concern"
        right, wrong = (good / sizes["strength"], bad / sizes["concern"])[:: 1 if odds > 0 else -1]
        floor = 1 / (sizes["strength"] + sizes["concern"])
        estimate = (right + floor) / (right + wrong + 2 * floor)
        if estimate >= precision:
            odds, estimate = round(odds, 2), round(estimate, 3)
            proposals.append(Proposal(phrase, LABELS[side], good, bad, len(places), estimate, odds, ()))
    proposals.sort(key=lambda proposal: (-abs(proposal.odds), proposal.phrase))
    return _with_examples(_without_parts(proposals)[:limit], rows)


def accept(proposal: Proposal, directory: Path) -> Pattern:
    """Write the proposal as a line of its file, in its sorted place, and return the pattern.

    Lines are sorted by label and id; those there already stay as they are, to the byte.

    Raises:
        ValueError: the file has a line for this phrase already.
        OSError: the file cannot be written; it is then as it was.
    """
    path = directory / FILES[proposal.label]
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()] if path.exists() else []
    rows = [json.loads(line) for line in lines]
    read = [pattern for pattern in read_patterns(directory)[0] if pattern.file == path.name]
    if any(
        _folded(one) == _folded(proposal.phrase) for pattern in read for one in phrases(pattern) if isinstance(one, str)
    ):
        raise ValueError(f"{path.name} has a line for {proposal.phrase!r} already")
    taken = {row["id"] for row in rows}
    slug = _SLUG.sub("-", proposal.phrase.replace("'", "")).strip("-")
    ids = (f"{proposal.code}/{slug}{suffix}" for suffix in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
    pattern = Pattern(proposal.label, proposal.phrase, next(id for id in ids if id not in taken), file=path.name)
    place = sum(1 for row in rows if (row["label"], row["id"]) < (pattern.label, pattern.id))
    row = {"label": pattern.label, "pattern": proposal.phrase, "id": pattern.id}
    lines.insert(place, json.dumps(row, ensure_ascii=False))
    write_whole(path, "".join(f"{line}\n" for line in lines))
    return pattern


def _side(section: Section, grades: dict[str, str]) -> Polarity | None:
    if section["role"] in SIDE_OF_ROLE:
        return SIDE_OF_ROLE[section["role"]]
    if section["role"] in ("body", "summary") and section["area"] is not None:
        return SIDE_OF_GRADE.get(grades.get(section["area"], ""))
    return None


def _phrases(sentence: str) -> set[str]:
    """Phrases of one to LONGEST words between which nothing but spaces stands, folded."""
    words = list(_WORD.finditer(sentence))
    folded = [fold(word.group()) for word in words]
    found: set[str] = set()
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST, len(words))):
            if last > first and _GAP.fullmatch(sentence, words[last - 1].end(), words[last].start()) is None:
                break
            found.add(" ".join(folded[first : last + 1]))
    return found


def _folded(phrase: str) -> str:
    return " ".join(fold(word) for word in phrase.replace("-", " ").split())


def _holds(phrase: str, known: set[str]) -> bool:
    words = phrase.replace("-", " ").split()
    return any(" ".join(words[a:b]) in known for a in range(len(words)) for b in range(a + 1, len(words) + 1))


def _log_odds(good: int, bad: int, all_good: int, all_bad: int) -> float:
    """Log-odds ratio in standard deviations; above 0 the phrase leans to praise."""
    prior = PRIOR * (good + bad) / (all_good + all_bad)
    odds_good = (good + prior) / (all_good + PRIOR - good - prior)
    odds_bad = (bad + prior) / (all_bad + PRIOR - bad - prior)
    return math.log(odds_good / odds_bad) / math.sqrt(1 / (good + prior) + 1 / (bad + prior))


def _without_parts(proposals: list[Proposal]) -> list[Proposal]:
    """Of phrases that hold each other, the one that leads."""
    kept: list[Proposal] = []
    for proposal in proposals:
        padded = f" {proposal.phrase} "
        if not any(f" {other.phrase} " in padded or padded in f" {other.phrase} " for other in kept):
            kept.append(proposal)
    return kept


def _with_examples(proposals: list[Proposal], rows: Sequence[Weak]) -> list[Proposal]:
    wanted: dict[str, list[str]] = {proposal.phrase: [] for proposal in proposals}
    side = {proposal.phrase: proposal.label for proposal in proposals}
    for row in rows:
        for phrase in wanted.keys() & _phrases(row.text):
            if len(wanted[phrase]) < EXAMPLES and LABELS[row.side] == side[phrase]:
                wanted[phrase].append(row.text)
    return [proposal._replace(examples=tuple(wanted[proposal.phrase])) for proposal in proposals]
