"""Proposes cue phrases that the pattern files lack, from sentences that make no finding and should perhaps make one.

Such are the sentences of a report's body in which nothing was found, those in which the opposite of what their section
holds was found, and what gold has and records have not. A proposal is a word that evaluates with what stands around it:
two to five words. That a word evaluates is told by the cues of the pattern files, or by its keeping to praise or to
criticism in what was found (log-odds with a prior after Monroe, Colaresi and Quinn, "Fightin' Words", 2008).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.components.sentences import split
from pipeline.components.tokens import fold
from pipeline.expansion import phrases
from pipeline.patterns import Pattern
from pipeline.readers.layout import blocks_of
from pipeline.vocabulary import Polarity
from pipeline.workbench.new_line import row_of, write

Row = dict[str, Any]

LABELS: Final[dict[Polarity, str]] = {"strength": "STRENGTH", "concern": "CONCERN"}
CUES: Final = ("STRENGTH", "CONCERN", "DESIRABLE", "UNDESIRABLE")
BODY: Final = ("body", "summary", "strengths", "improvement", "priority_action")
SIDE_OF_ROLE: Final[dict[str, Polarity]] = {
    "strengths": "strength", "improvement": "concern", "priority_action": "concern",
}  # fmt: skip

BEFORE: Final = frozenset({"adverb", "be", "been", "have", "do", "modal"})
"""Classes of WORD lines of which words before a head belong to its phrase."""
NEVER_LAST: Final = frozenset(
    {
        "determiner",
        "demonstrative",
        "singular",
        "several",
        "pronoun",
        "possessive",
        "coordinator",
        "subordinator",
        "relative",
        "question",
    }
)
"""Classes of WORD lines at which a phrase ends."""
BOILERPLATE: Final = 3
"""A sentence that so many documents print alike is nobody's judgement."""
KEEPS_TO_A_SIDE: Final = 2.5
"""Standard deviations of the log-odds from which on a word is held to evaluate."""
PRIOR: Final = 5.0
NEARBY: Final = ((-1, 2), (1, 2), (-2, 1), (2, 1))
"""Sentences before and after that tell which side a sentence without a finding is on, with their weight."""
EXAMPLES: Final = 3
STRONG_FROM: Final = 0.9
"""Share of sentences on its side from which on a proposal is of the class "strong", else "plain"."""

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")


class Sentence(NamedTuple):
    """A sentence of a report's body: the side that it was found to be on, "" if missed; `leans` above 0 to praise."""

    document: str
    text: str
    side: Polarity | str
    leans: int


class Proposal(NamedTuple):
    """A phrase proposed as a cue: sentences with it in any form on either side and missed, and some of the missed."""

    phrase: str
    label: str
    strengths: int
    concerns: int
    missed: int
    documents: int
    examples: tuple[str, ...]

    @property
    def code(self) -> str:
        """The class of cue that its sentences speak for."""
        right, wrong = (self.strengths, self.concerns)[:: 1 if self.label == "STRENGTH" else -1]
        return "strong" if (right + 1) / (right + wrong + 1) >= STRONG_FROM else "plain"


def sentences_of(
    records: Iterable[Mapping[str, Any]], missed: Mapping[str, Sequence[Row]] | None = None
) -> list[Sentence]:
    """The sentences of records' bodies; missed: by path of record the gold findings (`start`, `polarity`) it lacks."""
    found: list[Sentence] = []
    for record in records:
        text, own = record["text"], []
        wanted = (missed or {}).get(record["source"]["path"], ())
        for start, end in split(text, blocks_of(text), []):
            section = next((one for one in record["sections"] if one["start"] <= start < one["end"]), None)
            if section is None or section["role"] not in BODY or text[end - 1] not in ".!?":
                continue
            sides = {one["polarity"] for one in record["findings"] if one["start"] < end and start < one["end"]}
            held = SIDE_OF_ROLE.get(section["role"])
            gold = [one["polarity"] for one in wanted if start <= one["start"] < end]
            if gold or (held and sides and held not in sides):
                held, sides = gold[0] if gold else held, set()
            own.append((text[start:end], sides, held))
        for number, (words, sides, held) in enumerate(own):
            side = next(iter(sides)) if len(sides) == 1 else "both" if sides else ""
            leans = {"strength": 9, "concern": -9}.get(held or "", 0)
            for step, weight in NEARBY:
                if 0 <= number + step < len(own) and len(own[number + step][1]) == 1:
                    leans += weight if "strength" in own[number + step][1] else -weight
            found.append(Sentence(record["id"], words, side, leans))
    printed = Counter(one.text for one in found)
    return [one for one in found if printed[one.text] < BOILERPLATE]


def suggest(sentences: Sequence[Sentence], patterns: Sequence[Pattern], limit: int = 30) -> list[Proposal]:
    """The `limit` phrases of missed sentences that most clearly evaluate, surest first."""
    words = _Words(patterns)
    lemmas = [" ".join(map(words.lemma, _folded(one.text))) for one in sentences]
    odds = _odds(sentences, lemmas)
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, one in enumerate(sentences):
        if not one.side:
            for phrase in _phrases(one.text, words):
                found[" ".join(map(words.lemma, phrase.split()))].append((phrase, number))
    scored: list[tuple[float, str, float]] = []
    for key, places in found.items():
        parts = places[0][0].split()
        heads = [word for word in parts if words.is_head(word)]
        leans = {word: odds.get(words.lemma(word), 0.0) for word in heads}
        known = [word for word in heads if words.side(word)]
        sided = [word for word in heads if abs(leans[word]) >= KEEPS_TO_A_SIDE]
        if not (known or sided) or " ".join(parts) in words.cues:
            continue
        lean = max(leans.values(), key=abs)
        near = sum(sentences[number].leans for _, number in places)
        side = sum(map(words.side, known)) * (1 if words.denying.isdisjoint(parts) else -1) or (lean if sided else near)
        surely = 2 * len({*known, *sided}) + sum(map(words.is_adverb, parts)) + abs(lean) / 3
        scored.append((surely + math.log(len(places)), key, side))
    proposals: list[Proposal] = []
    taken: Counter[str] = Counter()
    for _, key, side in sorted(scored, key=lambda one: (-one[0], one[1])):
        parts = found[key][0][0].split()
        head = max(
            filter(words.is_head, parts), key=lambda word: (abs(words.side(word)), abs(odds.get(words.lemma(word), 0)))
        )
        if taken[head] < 1:
            taken[head] += 1
            label = LABELS["strength" if side > 0 else "concern"]
            proposals.append(_proposal(key, label, found[key], sentences, lemmas))
            if len(proposals) == limit:
                break
    return proposals


def accept(proposal: Proposal, directory: Path) -> Pattern:
    """Write the proposal as a line in its place in the file of its label, and return the pattern.

    Raises:
        NoLine: the files have a line for this phrase already, or none for its label.
        OSError: the file cannot be written; it is then as it was.
    """
    row = row_of(proposal.label, proposal.code, proposal.phrase)
    return write({**row, "examples": list(proposal.examples[:1])}, directory)


class _Words:
    """What the pattern files and the dictionary know of single words."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.classes: defaultdict[str, set[str]] = defaultdict(set)
        self.cues: set[str] = set()
        self.sides: Counter[str] = Counter()
        self.denying: set[str] = set()
        for pattern in patterns:
            denies = pattern.label == "OPERATOR" and pattern.code.startswith("deny")
            if pattern.label == "WORD" or pattern.label in CUES or denies:
                written = [fold(one) for one in phrases(pattern) if isinstance(one, str)]
                if pattern.label in CUES:
                    self.cues.update(written)
                    for one in written:
                        if " " not in one:
                            self.sides[self.lemma(one)] = 1 if pattern.label in ("STRENGTH", "DESIRABLE") else -1
                elif pattern.label == "OPERATOR":
                    self.denying.update(written)
                else:
                    for one in written:
                        self.classes[one].add(pattern.code)

    def lemma(self, word: str) -> str:
        """The base form of a folded word."""
        known = _dictionary(word)
        return next((known[part][0] for part in ("VERB", "ADJ", "ADV", "NOUN") if part in known), word)

    def side(self, word: str) -> int:
        """Whether a word is a cue by itself: 1 of praise, -1 of criticism, 0 none."""
        return self.sides[self.lemma(word)]

    def is_adverb(self, word: str) -> bool:
        """Whether a word says how, and is no small word."""
        return set(_dictionary(word)) == {"ADV"} and not self.classes.get(word, set()) - {"adverb"}

    def is_head(self, word: str) -> bool:
        """Whether a word can say how something is or is done, and is no name of a thing."""
        parts = set(_dictionary(word))
        known = self.classes.get(word, set()) - {"verb", "adjective"}
        return len(word) > 3 and not known and bool(parts & {"VERB", "ADJ", "ADV"}) and not parts & {"NOUN", "PROPN"}

    def goes_before(self, word: str) -> bool:
        return bool(self.classes.get(word, set()) & BEFORE) or self.is_adverb(word)

    def ends(self, word: str) -> bool:
        return bool(self.classes.get(word, set()) & NEVER_LAST)

    def is_small(self, word: str) -> bool:
        return bool(self.classes.get(word, set()) & (BEFORE | {"preposition", "to"}))


@lru_cache(maxsize=100_000)
def _dictionary(word: str) -> dict[str, tuple[str, ...]]:
    import lemminflect

    return dict(lemminflect.getAllLemmas(word))


def _folded(text: str) -> list[str]:
    return [fold(found.group()) for found in _WORD.finditer(text)]


def _phrases(text: str, words: _Words) -> Iterator[str]:
    """Each word of a sentence that can be a head, with up to two words before and after that belong to it."""
    found = list(_WORD.finditer(text))
    folded = [fold(one.group()) for one in found]

    def joined(at: int) -> bool:
        return not text[found[at - 1].end() : found[at].start()].strip()

    for at, word in enumerate(folded):
        if not words.is_head(word):
            continue
        first = last = at
        while first > 0 and at - first < 2 and joined(first) and words.goes_before(folded[first - 1]):
            first -= 1
        while last + 1 < len(folded) and last - at < 2 and joined(last + 1) and not words.ends(folded[last + 1]):
            last += 1
        while last > at and words.is_small(folded[last]):
            last -= 1
        if last > first:
            yield " ".join(folded[first : last + 1])


def _odds(sentences: Sequence[Sentence], lemmas: Sequence[str]) -> dict[str, float]:
    """How many standard deviations each word leans to praise (above 0) or to criticism."""
    counts: dict[str, Counter[str]] = {"strength": Counter(), "concern": Counter()}
    totals: Counter[str] = Counter()
    for one, line in zip(sentences, lemmas, strict=True):
        if one.side in counts:
            counts[one.side].update(set(line.split()))
            totals[one.side] += 1
    good, bad = counts["strength"], counts["concern"]
    odds = {}
    for word in good.keys() | bad.keys():
        prior = PRIOR * (good[word] + bad[word]) / sum(totals.values())
        a = (good[word] + prior) / (totals["strength"] + 2 * PRIOR - good[word] - prior)
        b = (bad[word] + prior) / (totals["concern"] + 2 * PRIOR - bad[word] - prior)
        odds[word] = math.log(a / b) / math.sqrt(1 / (good[word] + prior) + 1 / (bad[word] + prior))
    return odds


def _proposal(
    key: str, label: str, places: list[tuple[str, int]], sentences: Sequence[Sentence], lemmas: Sequence[str]
) -> Proposal:
    holding = [one for one, line in zip(sentences, lemmas, strict=True) if f" {key} " in f" {line} "]
    sides = Counter(one.side for one in holding)
    phrase = Counter(written for written, _ in places).most_common(1)[0][0]
    examples = tuple(dict.fromkeys(sentences[number].text for _, number in places))[:EXAMPLES]
    documents = len({one.document for one in holding})
    return Proposal(phrase, label, sides["strength"], sides["concern"], sides[""], documents, examples)
