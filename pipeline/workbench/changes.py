"""What differs between two sets of pattern files, and between what they make of a document."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple, TypeVar

from pipeline.components.ruler import REPAIRED, Tag, fixed_words, spellings
from pipeline.components.tokens import fold
from pipeline.expansion import phrases
from pipeline.patterns import Pattern
from pipeline.workbench.corpus import Result, Text, folded_text, tokenizer
from pipeline.workbench.quotes import sentences
from pipeline.workbench.trace import place_of

Row = dict[str, Any]
Kind = Literal["span", "finding", "judgement", "tally"]
What = Literal["gained", "lost", "changed"]
Key = TypeVar("Key", bound=Hashable)

CONTEXT: Final = 45
"""Characters shown to either side of a hit."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "finding": ("polarity", "authority", "area", "themes", "speaker"),
    "judgement": ("grade", "status", "framework", "date"),
    "tally": ("count", "percent", "of", "grade", "area", "as_of"),
}


class Kwic(NamedTuple):
    """A hit in its context."""

    left: str
    hit: str
    right: str


class Change(NamedTuple):
    """One span or fact of a document that an edit gained, lost or changed.

    patterns: the ids of the patterns that made it. details: what it is, or for a changed one "field: before -> after".
    """

    kind: Kind
    what: What
    document: str
    start: int
    end: int
    kwic: Kwic
    patterns: tuple[str, ...]
    details: str


@dataclass(slots=True)
class Edit:
    """Pattern lines by id that one state of the files has and the other lacks, or has otherwise."""

    added: dict[str, Pattern] = field(default_factory=dict)
    removed: dict[str, Pattern] = field(default_factory=dict)
    changed: dict[str, tuple[Pattern, Pattern]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def patterns(self) -> Iterator[Pattern]:
        """All lines that the edit touched, as they were and as they are."""
        yield from self.added.values()
        yield from self.removed.values()
        for before, after in self.changed.values():
            yield before
            yield after


def edit_between(old: Iterable[Pattern], new: Iterable[Pattern]) -> Edit:
    """What an edit did to the lines that decide what is tagged; examples and notes make no difference."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    edit = Edit()
    edit.added = {id: after[id] for id in after if id not in before}
    edit.removed = {id: before[id] for id in before if id not in after}
    edit.changed = {
        id: (before[id], after[id]) for id in before if id in after and _tagging(before[id]) != _tagging(after[id])
    }
    return edit


def _tagging(pattern: Pattern) -> Pattern:
    """A line without what makes no difference to the tags."""
    return replace(pattern, examples=(), counter=(), file="", line=0)


def affected(edit: Edit, texts: Sequence[Text]) -> list[int]:
    """The numbers of the texts that an edit can affect: those that hold words of its lines.

    Names of authorities are recognised when misspelt, in texts that do not hold them as they are written.
    """
    if any(pattern.label == REPAIRED for pattern in edit.patterns()):
        return list(range(len(texts)))
    nlp = tokenizer()
    needles = {
        folded_text(nlp.make_doc(words))
        for pattern in edit.patterns()
        for phrase in phrases(pattern)
        for words in (spellings(phrase) if isinstance(phrase, str) else fixed_words(phrase)[1])
    }
    return [number for number, text in enumerate(texts) if any(needle in text.folded for needle in needles)]


def differences(document: str, text: str, old: Result, new: Result) -> Iterator[Change]:
    """Every change between what two pattern sets made of one text, facts first, each kind in the order of the text."""
    yield from _rows("finding", document, text, old, new)
    yield from _judgements(document, text, old, new)
    yield from _rows("tally", document, text, old, new)
    yield from _spans(document, text, old, new)


def kwic(text: str, start: int, end: int) -> Kwic:
    """The words at [start, end) with CONTEXT characters to either side, line breaks as spaces."""
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Kwic(*(part.replace("\n", " ") for part in (left, text[start:end], right)))


def in_sentence(text: str, start: int, end: int) -> Kwic:
    """The words at [start, end) with what stands around them in their sentence, or sentences."""
    over = [one for one in sentences(text) if one[0] < end and start < one[1]] or [(start, end)]
    parts = text[over[0][0] : start], text[start:end], text[end : over[-1][1]].rstrip()
    return Kwic(*(part.replace("\n", " ") for part in parts))


def _spans(document: str, text: str, old: Result, new: Result) -> Iterator[Change]:
    were, are = set(old.rows), set(new.rows)
    before = {place_of(tag): tag for tag in map(Tag._make, were - are)}
    after = {place_of(tag): tag for tag in map(Tag._make, are - were)}
    for key in sorted(before.keys() | after.keys()):
        start, end, label, pattern = key
        was, now = before.get(key), after.get(key)
        what: What = "gained" if was is None else "lost" if now is None else "changed"
        code = " -> ".join(tag.code for tag in (was, now) if tag is not None)
        yield Change("span", what, document, start, end, kwic(text, start, end), (pattern,), f"{label} {code}")


def _rows(kind: Literal["finding", "tally"], document: str, text: str, old: Result, new: Result) -> Iterator[Change]:
    field = {"finding": "findings", "tally": "tallies"}[kind]
    before = {(row["start"], row["end"]): row for row in old.record[field]}
    after = {(row["start"], row["end"]): row for row in new.record[field]}
    for place, row, what, changes in sorted(_differing(kind, before, after), key=lambda one: one[0]):
        ids = tuple(dict.fromkeys(cue["pattern"] for cue in row.get("cues", ())))
        details = changes or row.get("polarity") or f"{row.get('count', row.get('percent'))} {row['grade']}"
        yield Change(kind, what, document, *place, in_sentence(text, *place), ids, details)


def _judgements(document: str, text: str, old: Result, new: Result) -> Iterator[Change]:
    before, after = _by_subject(old.record["judgements"]), _by_subject(new.record["judgements"])
    for _, row, what, changes in _differing("judgement", before, after):
        at = row["evidence"][0]["start"], row["evidence"][0]["end"]
        who = row["authority"]["name"] if row["authority"] else "no authority"
        details = f"{who}, {row['area']}: {row['grade']} ({row['status']})"
        details = f"{details}; {changes}" if changes else details
        yield Change("judgement", what, document, *at, in_sentence(text, *at), (), details)


def _differing(kind: str, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> Iterator[tuple[Key, Row, What, str]]:
    """The facts that are not the same, with what became of each, and of one that is on both sides how it changed."""
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            yield key, now or was or {}, "gained" if was is None else "lost", ""
        elif changes := _changed(kind, was, now):
            yield key, now, "changed", changes


def _by_subject(rows: Iterable[Row]) -> dict[Hashable, Row]:
    """Judgements by what they are about: authority, area, status, and their number among those of the same."""
    keyed: dict[Hashable, Row] = {}
    for row in rows:
        about = (row["authority"]["gss"] if row["authority"] else None, row["area"], row["status"])
        number = sum(1 for key in keyed if isinstance(key, tuple) and key[:3] == about)
        keyed[(*about, number)] = row
    return keyed


def _changed(kind: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name}: {_shown(was[name])} -> {_shown(now[name])}" for name in FIELDS[kind] if was[name] != now[name]
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("value"))
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else fold(str(value))
