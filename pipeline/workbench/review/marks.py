"""What the page shows of a document: the facts that the pipeline found beside those of gold, and pieces of text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from pipeline.patterns import Pattern
from pipeline.readers.document import Document
from pipeline.workbench.corpus import Result
from pipeline.workbench.evaluate import Placed, authority_key, pairs, place_of
from pipeline.workbench.explain import where
from pipeline.workbench.gold_file import FIELDS, WHATS, facts_of
from pipeline.workbench.gold_form import What
from pipeline.workbench.quotes import Words

Row = dict[str, Any]
State = Literal["open", "right", "fixed", "wrong", "missed", "extra", "tag"]
"""Not decided; approved; put right; struck out; in gold but not found; found but not in gold; a tag, no fact."""

MARKED: Final = ("findings", "judgements", "tallies", "tags")
OPEN: Final = frozenset({"open", "extra"})
DIFFERS: Final = frozenset({"fixed", "wrong", "missed", "extra"})
STATES: Final = {"open": OPEN, "differs": DIFFERS, "decided": frozenset({"right", "fixed", "wrong", "missed"})}
SHORT: Final[dict[str, str]] = {"findings": "finding", "judgements": "judgement", "tallies": "tally", "tags": "tag"}

_LINE: Final = re.compile(r"[^\n]+")


class Mark(NamedTuple):
    """A fact or a tag. `row` is the fact as gold has it, `found` as the pipeline has it; `made_by` the patterns.

    start, end: code points, (0, 0) where the words of a gold fact are not in the text. `differs` tells in words what
    the pipeline holds otherwise.
    """

    start: int
    end: int
    what: str
    key: str
    state: State
    row: Row
    found: Row | None
    made_by: tuple[tuple[str, str], ...]
    differs: str

    @property
    def colour(self) -> str:
        """What it is shown as: its polarity, or its kind."""
        return str(self.row.get("polarity") or SHORT[self.what])


class Piece(NamedTuple):
    """A stretch of text under the same marks."""

    start: int
    text: str
    marks: tuple[Mark, ...]


class Filter(NamedTuple):
    """Which marks to show: a kind ("all" of facts), a state (a key of STATES, "" for any), words that they hold."""

    show: str = "findings"
    state: str = ""
    find: str = ""
    tags: str = ""

    def passes(self, mark: Mark) -> bool:
        """Whether a mark is to be shown."""
        if mark.what == "tags":
            return bool(self.tags)
        if self.show not in ("all", mark.what):
            return False
        if mark.state not in STATES.get(self.state, {mark.state}):
            return False
        held = " ".join(map(str, (*mark.row.values(), mark.made_by, mark.differs))).lower()
        return self.find.lower() in held


def marks_of(result: Result, line: Row | None, patterns: Mapping[str, Pattern], *, tags: bool = False) -> list[Mark]:
    """The marks of a document in the order of the text; `line` is its gold with the decisions on it."""
    record = result.record
    line = line or {}
    proposed = facts_of(record)
    made: list[Mark] = []
    for what in WHATS:
        struck = line.get("struck", {}).get(what, ())
        known = what in line and what not in line.get("partial", ())
        gold = [(row, place_of(record["text"], row) or (0, 0)) for row in line.get(what, ())]
        mates = _mates(what, record["text"], gold, proposed[what])
        for number, (row, at) in enumerate(gold):
            mate = mates.get(number)
            found = proposed[what][mate] if mate is not None else None
            by = _made_by(record[what][mate], patterns) if mate is not None else ()
            differs = "the rules do not find it" if found is None else _differs(what, row, found)
            state: State = "missed" if found is None else "fixed" if differs else "right"
            made.append(Mark(*at, what, "", state, row, found, by, differs))
        for number, found in enumerate(proposed[what]):
            if number not in mates.values():
                state = "wrong" if found in struck else "extra" if known else "open"
                differs = {"extra": "gold does not have it", "wrong": "the rules find it"}.get(state, "")
                by = _made_by(record[what][number], patterns)
                made.append(Mark(found["start"], found["end"], what, "", state, found, found, by, differs))
    if tags:
        made.extend(
            Mark(tag.start, tag.end, "tags", "", "tag", {"label": tag.label, "code": tag.code}, None,
                 ((tag.pattern, where(tag.pattern, patterns)),), "")
            for tag in result.tags
        )  # fmt: skip
    made.sort(key=lambda mark: (mark.start, -mark.end, mark.what))
    return list(_named(made))


def _named(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks, each with a key of its own by which the page names it."""
    taken: dict[str, int] = {}
    for mark in marks:
        row = mark.row
        kind = row.get("polarity") or row.get("area") or row.get("label") or row.get("grade") or ""
        key = f"{mark.what}.{kind}.{mark.start}-{mark.end}"
        taken[key] = taken.get(key, 0) + 1
        yield mark._replace(key=key if taken[key] == 1 else f"{key}.{taken[key]}")


def pieces(document: Document, marks: Sequence[Mark]) -> list[tuple[str, list[Piece]]]:
    """The blocks of a document, (kind, pieces) each, cut where marks begin and end."""
    text = document.text
    cuts = {offset for mark in marks for offset in (mark.start, mark.end)}
    shown = []
    first = 0
    for start, end, kind in _blocks(document):
        while first < len(marks) and marks[first].end <= start and marks[first].start < start:
            first += 1
        over = [mark for mark in marks[first:] if mark.start < end and mark.end > start]
        edges = sorted({start, end, *(cut for cut in cuts if start < cut < end)}) if over else [start, end]
        found = [
            Piece(a, text[a:b], tuple(mark for mark in over if mark.start <= a and b <= mark.end))
            for a, b in pairwise(edges)
        ]
        shown.append((kind, found))
    return shown


def _blocks(document: Document) -> Iterator[tuple[int, int, str]]:
    """The layout blocks, and as paragraphs what stands outside them."""
    past = 0
    for block in (*document.blocks, None):
        start = block.start if block else len(document.text)
        for line in _LINE.finditer(document.text, past, start):
            if line.group().strip(" •\t"):
                yield *line.span(), "paragraph"
        if block:
            yield block.start, block.end, block.kind
            past = block.end


def _made_by(row: Row, patterns: Mapping[str, Pattern]) -> tuple[tuple[str, str], ...]:
    """The patterns that a fact of a record rests on, each with its file and line."""
    ids = dict.fromkeys([*(cue["pattern"] for cue in row.get("cues", ())), *([row["rule"]] if row.get("rule") else ())])
    return tuple((one, where(one, patterns)) for one in ids)


def _mates(what: What, text: str, gold: list[tuple[Row, tuple[int, int]]], found: list[Row]) -> dict[int, int]:
    """Which fact of gold is which found one, by their numbers."""
    if what == "findings":
        words = Words(text)
        wanted = [Placed(words.within(*at), row) for row, at in gold]
        return dict(
            pairs(wanted, [Placed(words.within(row["start"], row["end"]), row) for row in found], same_polarity=False)
        )
    mates: dict[int, int] = {}
    for must_be_equal in (True, False):
        for i, (row, at) in enumerate(gold):
            for j, one in enumerate(found):
                fits = not _differs(what, row, one) if must_be_equal else at[0] < one["end"] and one["start"] < at[1]
                if fits and i not in mates and j not in mates.values():
                    mates[i] = j
    return mates


def _differs(what: What, row: Row, found: Row) -> str:
    """What the pipeline holds otherwise than gold, as far as gold says."""
    told = []
    for key in (*FIELDS[what], "authority"):
        if key not in row or (key == "authority" and row[key] is None and what == "findings"):
            continue
        ours, theirs = row[key], found.get(key)
        if key == "authority":
            same = authority_key(ours) == authority_key(theirs)
        else:
            same = set(ours) == set(theirs or ()) if isinstance(ours, list) else ours == theirs
        if not same:
            told.append(f"{key.replace('_', ' ')}: {_shown(theirs)}")
    if "start" in row and (row["start"], row["end"]) != (found["start"], found["end"]):
        told.append(f"words: {found['quote']}")
    return f"the rules find {'; '.join(told)}" if told else ""


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value).replace("_", " ")
