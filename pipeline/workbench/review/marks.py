"""Turns a document's tags and findings into pieces of text to show, and tells which of them deserve a look."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

from pipeline.components.entities import ENTITY_LABELS
from pipeline.patterns import Pattern
from pipeline.workbench.corpus import Result
from pipeline.workbench.explain import where
from pipeline.workbench.gold_file import FINDING
from pipeline.workbench.quotes import locate

Row = dict[str, Any]

CUES: Final = frozenset({"STRENGTH", "CONCERN"})


class Mark(NamedTuple):
    """A tag or a finding on the page; `place` is file:line of its pattern, `doubt` why it deserves a look."""

    start: int
    end: int
    label: str
    code: str
    pattern: str
    place: str
    rule: str
    authority: str
    area: str
    themes: tuple[str, ...]
    doubt: str
    decided: str


class Piece(NamedTuple):
    """A stretch of text under the same marks, by their numbers."""

    start: int
    text: str
    marks: tuple[int, ...]


class Filter(NamedTuple):
    """Which marks to show; an empty field lets all pass. doubt: "gold" or "evidence", or "any"."""

    label: str = ""
    pattern: str = ""
    authority: str = ""
    doubt: str = ""

    def passes(self, mark: Mark) -> bool:
        """Whether a mark is to be shown."""
        return (
            self.label in ("", mark.label)
            and (not self.pattern or self.pattern in mark.pattern)
            and (not self.authority or self.authority.lower() in mark.authority.lower())
            and (not self.doubt or (self.doubt == "any" and bool(mark.doubt)) or mark.doubt.startswith(self.doubt))
        )


def marks_of(result: Result, gold: Row | None, decided: list[Row], patterns: Mapping[str, Pattern]) -> list[Mark]:
    """The marks of a document: entities, cues and findings, and what was decided to be missing; sorted by place."""
    text: str = result.record["text"]
    state = {(one["start"], one["end"], one["label"]): one["kind"] for one in decided if "label" in one}
    wanted = _gold_spans(text, gold)
    found: list[Mark] = []
    for tag in result.tags:
        if tag.label in ENTITY_LABELS or tag.label in CUES:
            authority = tag.code if tag.label == "AUTHORITY" else ""
            known = patterns.get(tag.pattern)
            rule = known.pattern if known and isinstance(known.pattern, str) else str(known.pattern) if known else ""
            key = (tag.start, tag.end, tag.label)
            place = where(tag.pattern, patterns)
            found.append(Mark(*key, tag.code, tag.pattern, place, rule, authority, "", (), "", state.pop(key, "")))
    for row in result.record["findings"]:
        key = (row["start"], row["end"], FINDING + row["polarity"])
        who = row["authority"]["name"] if row["authority"] else ""
        cues = tuple(cue["pattern"] for cue in row["cues"])
        doubt = _doubt(row, cues, wanted)
        found.append(
            Mark(*key, row["polarity"], ", ".join(cues), "", f"cues {', '.join(cues)}", who, row["area"] or "",
                 tuple(row["themes"]), doubt, state.pop(key, ""))
        )  # fmt: skip
    for (start, end, label), kind in state.items():
        if kind == "missing":
            found.append(Mark(start, end, label, "", "", "", "marked by hand", "", "", (), "", kind))
    if wanted is not None:
        for start, end, polarity in wanted:
            if not any(row["start"] < end and start < row["end"] for row in result.record["findings"]):
                label = FINDING + polarity
                if not any((one.start, one.end, one.label) == (start, end, label) for one in found):
                    found.append(Mark(start, end, label, "", "", "", "in gold only", "", "", (), "gold: not found", ""))
    return sorted(found)


def pieces(text: str, marks: list[Mark], shown: Filter) -> list[Piece]:
    """The whole text cut where marks begin and end; numbers are places in `marks`."""
    visible = [(number, mark) for number, mark in enumerate(marks) if shown.passes(mark)]
    cuts = sorted({0, len(text), *(mark.start for _, mark in visible), *(mark.end for _, mark in visible)})
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for number, mark in visible:
        opening.setdefault(mark.start, []).append(number)
        closing.setdefault(mark.end, []).append(number)
    active: set[int] = set()
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        active.difference_update(closing.get(start, ()))
        active.update(opening.get(start, ()))
        found.append(Piece(start, text[start:end], tuple(sorted(active))))
    return found


def _gold_spans(text: str, gold: Row | None) -> list[tuple[int, int, str]] | None:
    if gold is None or "findings" not in gold:
        return None
    places = ((locate(text, row["quote"]), row["polarity"]) for row in gold["findings"])
    return [(*place, polarity) for place, polarity in places if place is not None]


def _doubt(row: Row, cues: tuple[str, ...], wanted: list[tuple[int, int, str]] | None) -> str:
    if wanted is not None:
        over = [polarity for start, end, polarity in wanted if start < row["end"] and row["start"] < end]
        if row["polarity"] not in over:
            return "gold: has the other polarity here" if over else "gold: has nothing here"
    if row["authority"] is None:
        return "evidence: no authority"
    if cues and all(cue.startswith(("weak/", "topic/", "thing/", "reduce/")) for cue in cues):
        return "evidence: only weak cues"
    return ""
