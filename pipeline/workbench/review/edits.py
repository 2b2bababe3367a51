"""Makes the fact that an annotator means of what the page's form sends."""

import re
from typing import Any, Final, get_args

from starlette.datastructures import QueryParams

from pipeline.readers.document import Document
from pipeline.register import by_name, register
from pipeline.vocabulary import AREAS, GRADES, THEMES, Polarity, Speaker, Status, TallyGrade
from pipeline.workbench.gold_file import WHATS
from pipeline.workbench.review.marks import Mark

Row = dict[str, Any]

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "polarity": get_args(Polarity),
    "area": tuple(AREAS),
    "speaker": get_args(Speaker),
    "status": get_args(Status),
}
_WORD: Final = re.compile(r"\S+")


class NoEdit(ValueError):
    """What was sent is no fact; the message says what is wrong with it."""


def edited(document: Document, mark: Mark, sent: QueryParams) -> Row:
    """The fact of a mark with the fields that were sent, and its edges moved or set.

    Raises:
        NoEdit: a field holds what cannot stand there.
    """
    row = {**mark.row, "start": mark.start, "end": mark.end}
    row.update(_fields(mark.what, sent))
    if "move" in sent:
        row["start"], row["end"] = _moved(document.text, mark.start, mark.end, sent["move"])
    elif "start" in sent:
        row["start"], row["end"] = span_of(document.text, sent)
    quote = document.text[row["start"] : row["end"]]
    row["quote"] = quote
    if "evidence" in row:
        row["evidence"] = quote
    return row


def added(document: Document, sent: QueryParams) -> Row:
    """A new fact at the code points that were sent.

    Raises:
        NoEdit: a field holds what cannot stand there, or lacks.
    """
    what = sent.get("what", "")
    if what not in WHATS:
        raise NoEdit("only findings, judgements and tallies can be added")
    start, end = span_of(document.text, sent)
    usual: dict[str, Row] = {
        "findings": {"polarity": "", "authority": None, "area": None, "speaker": "inspectors", "themes": []},
        "judgements": {"authority": None, "area": "overall_effectiveness", "grade": "good", "status": "current"},
        "tallies": {"count": None, "percent": None, "of": None, "grade": "any", "area": None},
    }
    row = {**usual[what], **_fields(what, sent), "start": start, "end": end, "quote": document.text[start:end]}
    if what == "findings" and not row["polarity"]:
        raise NoEdit("say whether it is a strength or a concern")
    if what == "tallies" and row["count"] is None and row["percent"] is None:
        raise NoEdit("write the number of authorities, or a percentage")
    if what != "tallies" and row["authority"] is None and (own := document.meta["authority"]):
        row["authority"] = own["name"].lower()
    return row


def _fields(what: str, sent: QueryParams) -> Row:
    fields: Row = {}
    for key, allowed in {**CHOICES, "grade": tuple(GRADES) if what == "judgements" else get_args(TallyGrade)}.items():
        if key in sent:
            value = sent[key]
            if value not in allowed and not (value == "" and key == "area"):
                raise NoEdit(f"{value!r} is no {key}")
            fields[key] = value or None
    if "authority" in sent:
        fields["authority"] = _authority(sent["authority"])
    if "themes" in sent:
        fields["themes"] = [theme for theme in sent.getlist("themes") if theme]
        if unknown := set(fields["themes"]) - set(THEMES):
            raise NoEdit(f"{min(unknown)!r} is no theme")
    for key, kind in (("count", int), ("percent", float), ("of", int)):
        if key in sent:
            try:
                fields[key] = kind(sent[key]) if sent[key].strip() else None
            except ValueError:
                raise NoEdit(f"{sent[key]!r} is no number") from None
    return fields


def _authority(name: str) -> str | None:
    wanted = " ".join(name.lower().split())
    if not wanted:
        return None
    if wanted in {one.name.lower() for one in register().values()}:
        return wanted
    known = by_name(name)
    if known is None:
        raise NoEdit(f"no authority is called {name!r}; choose one from the list")
    return known.name.lower()


def span_of(text: str, sent: QueryParams) -> tuple[int, int]:
    """The code points that were sent, out to where words end.

    Raises:
        NoEdit: they are none of the text.
    """
    try:
        start, end = int(sent["start"]), int(sent["end"])
    except (KeyError, ValueError):
        raise NoEdit("a fact needs the words that it stands in; select them") from None
    if not 0 <= start < end <= len(text):
        raise NoEdit("these words are not in the text")
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _moved(text: str, start: int, end: int, move: str) -> tuple[int, int]:
    """The span with an edge moved by a word; move: "start-", "start+", "end-" or "end+"."""
    words = [found.span() for found in _WORD.finditer(text, max(0, start - 200), end + 200)]
    inside = [number for number, (a, b) in enumerate(words) if a < end and b > start]
    if not inside:
        return start, end
    first, last = inside[0], inside[-1]
    if move == "start-" and first:
        start = words[first - 1][0]
    elif move == "start+" and first < last:
        start = words[first + 1][0]
    elif move == "end+" and last + 1 < len(words):
        end = words[last + 1][1]
    elif move == "end-" and first < last:
        end = words[last - 1][1]
    return start, end
