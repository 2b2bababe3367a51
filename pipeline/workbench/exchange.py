"""Takes annotations out to other tools' formats and back: Prodigy, Label Studio, doccano, brat, spaCy DocBin.

Offsets are Unicode code points everywhere. A text with its spans goes out and comes back the same, in every format,
with the hash of its document, by which its findings become gold wherever the document lies by then.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple

import jsonlines
import orjson
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline import __version__
from pipeline.errors import UserError
from pipeline.workbench.corpus import tokenizer
from pipeline.workbench.gold_file import append

Row = dict[str, Any]

FINDING: Final = "finding."
"""How the label of a finding begins; its polarity follows."""
GROUP: Final = "annotations"
"""The span group of a DocBin that holds the spans."""

_LINE: Final = re.compile(r"[^\n]+")


class Mark(NamedTuple):
    """A labelled span of a text."""

    start: int
    end: int
    label: str


class Annotated(NamedTuple):
    """A text with its marks, sorted; `doc`, `sha256`: path and content of its document; `done`: not only proposed."""

    doc: str
    text: str
    marks: tuple[Mark, ...]
    sha256: str = ""
    done: bool = True


class Unusable(UserError, ValueError):
    """A file is not of the format that it should be; the message says where."""


def from_record(record: Mapping[str, Any]) -> Annotated:
    """The entities of a record, and its findings under the labels `finding.strength` and `finding.concern`."""
    marks = {Mark(row["start"], row["end"], row["label"]) for row in record["entities"]}
    marks |= {Mark(row["start"], row["end"], f"{FINDING}{row['polarity']}") for row in record["findings"]}
    source = record["source"]
    return Annotated(source["path"], record["text"], tuple(sorted(marks)), source["sha256"])


def to_gold(form: str, documents: Iterable[Annotated], gold: Path) -> tuple[int, int]:
    """Add to a gold file that of finding spans documents have these and no others; how many became gold, and did not.

    Raises:
        Unusable: a document has no name, or no hash, by which it could be found again.
        OSError: the gold file cannot be written.
    """
    rows = list(documents)
    for one in rows:
        if not one.sha256:
            raise Unusable(f"{one.doc or one.text[:40]!r}: has no sha256; import what was exported from records")
    done = [one for one in rows if one.done]
    for one in done:
        findings = [
            {"polarity": mark.label.removeprefix(FINDING), "start": mark.start, "end": mark.end,
             "quote": one.text[mark.start : mark.end]}
            for mark in one.marks
            if mark.label.startswith(FINDING)
        ]  # fmt: skip
        decision = {"id": uuid.uuid4().hex, "kind": "done", "by": form, "facts": {"findings": findings}}
        append(gold, {"doc": one.doc, "sha256": one.sha256, "decision": decision})
    return len(done), len(rows) - len(done)


def write(form: str, documents: Iterable[Annotated], place: Path) -> int:
    """Write annotated texts in a format (a key of FORMATS) and return how many; brat takes a folder, others a file."""
    rows = list(documents)
    FORMATS[form][0](rows, place)
    return len(rows)


def read(form: str, place: Path) -> list[Annotated]:
    """Read annotated texts of a format (a key of FORMATS).

    Raises:
        Unusable: the file does not have the form.
        OSError: it cannot be read.
    """
    try:
        return [_sorted(one) for one in FORMATS[form][1](place)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Unusable(f"{place}: is not in the {form} format ({type(error).__name__}: {error})") from error


def _write_prodigy(documents: list[Annotated], place: Path) -> None:
    nlp = tokenizer()
    _write_lines((_prodigy_row(one, nlp) for one in documents), place)


def _prodigy_row(one: Annotated, nlp: Language) -> Row:
    doc = _doc(one, nlp)
    tokens = [
        {"text": t.text, "start": t.idx, "end": t.idx + len(t), "id": t.i, "ws": bool(t.whitespace_)} for t in doc
    ]
    spans = [
        {"start": s.start_char, "end": s.end_char, "token_start": s.start, "token_end": s.end - 1, "label": s.label_}
        for s in doc.spans[GROUP]
    ]
    return {"text": one.text, "tokens": tokens, "spans": spans, "meta": {"doc": one.doc, "sha256": one.sha256}}


def _read_prodigy(place: Path) -> Iterator[Annotated]:
    for row in _read_lines(place):
        marks = tuple(_mark(one) for one in (row["spans"] if "answer" not in row else row.get("spans") or ()))
        meta = row.get("meta", {})
        done = row.get("answer") == "accept"
        yield Annotated(meta.get("doc", ""), row["text"], marks, meta.get("sha256", ""), done)


def _write_label_studio(documents: list[Annotated], place: Path) -> None:
    """As predictions, so that the tasks arrive as not yet done."""
    tasks = [
        {
            "data": {"text": one.text, "doc": one.doc, "sha256": one.sha256},
            "predictions": [{"model_version": f"ofsight {__version__}", "result": _results(one)}],
        }
        for one in documents
    ]
    place.write_bytes(orjson.dumps(tasks, option=orjson.OPT_INDENT_2))


def _results(one: Annotated) -> list[Row]:
    known = hashlib.sha256(f"{one.doc} {one.sha256}".encode()).hexdigest()
    return [
        {
            "id": f"{known[:6]}{number:04x}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": mark.start,
                "end": mark.end,
                "text": one.text[mark.start : mark.end],
                "labels": [mark.label],
            },
        }
        for number, mark in enumerate(one.marks)
    ]


def _read_label_studio(place: Path) -> Iterator[Annotated]:
    for task in orjson.loads(place.read_bytes()):
        data = task["data"]
        finished = [one for one in task.get("annotations", ()) if not one.get("was_cancelled")]
        given = (
            finished or task.get("predictions") or ([{"result": []}] if "annotations" in task else task["predictions"])
        )
        values = [one["value"] for one in given[-1]["result"] if one.get("type", "labels") == "labels"]
        marks = tuple(Mark(value["start"], value["end"], label) for value in values for label in value["labels"])
        yield Annotated(data.get("doc", ""), data["text"], marks, data.get("sha256", ""), bool(finished))


def _write_doccano(documents: list[Annotated], place: Path) -> None:
    rows = (
        {"text": one.text, "label": [list(mark) for mark in one.marks], "doc": one.doc, "sha256": one.sha256}
        for one in documents
    )
    _write_lines(rows, place)


def _read_doccano(place: Path) -> Iterator[Annotated]:
    for row in _read_lines(place):
        if "entities" in row:  # as it exports texts with relations
            marks = tuple(Mark(one["start_offset"], one["end_offset"], one["label"]) for one in row["entities"])
        else:
            marks = tuple(Mark(*one) for one in (row["labels"] if "labels" in row else row["label"]))
        meta = {**row, **row.get("meta", {})}
        yield Annotated(meta.get("doc", ""), row["text"], marks, meta.get("sha256", ""))


def _write_brat(documents: list[Annotated], place: Path) -> None:
    """A .txt and an .ann for each document; a mark that runs over a line break is written in pieces, as brat wants."""
    place.mkdir(parents=True, exist_ok=True)
    names: dict[str, list[str]] = {}
    for number, one in enumerate(documents):
        stem = f"{number:05d}"
        names[stem] = [one.doc, one.sha256]
        (place / f"{stem}.txt").write_bytes(one.text.encode())
        lines = []
        for index, mark in enumerate(one.marks, 1):
            pieces = [found.span() for found in _LINE.finditer(one.text, mark.start, mark.end)]
            offsets = ";".join(f"{start} {end}" for start, end in pieces)
            words = " ".join(one.text[start:end] for start, end in pieces)
            lines.append(f"T{index}\t{_brat_type(mark.label)} {offsets}\t{words}\n")
        (place / f"{stem}.ann").write_text("".join(lines), "utf-8", newline="")
    (place / "documents.json").write_text(json.dumps(names, indent=1), "utf-8")
    types = sorted({_brat_type(mark.label) for one in documents for mark in one.marks})
    sections = ("[entities]", *types, "", "[relations]", "", "[events]", "", "[attributes]", "")
    (place / "annotation.conf").write_text("\n".join(sections), "utf-8")


def _brat_type(label: str) -> str:
    """A label as brat, which knows no full stop in one, can have it."""
    return label.replace(".", "-")


def _read_brat(place: Path) -> Iterator[Annotated]:
    listed = place / "documents.json"
    names = json.loads(listed.read_text("utf-8")) if listed.exists() else {}
    files = sorted(place.glob("*.ann"))
    if not files:
        raise ValueError("there is no .ann file in it")
    for file in files:
        text = file.with_suffix(".txt").read_bytes().decode()
        marks = []
        for line in file.read_bytes().decode().split("\n"):
            if line.startswith("T"):
                label, _, offsets = line.split("\t")[1].partition(" ")
                numbers = [int(number) for number in offsets.replace(";", " ").split()]
                marks.append(Mark(numbers[0], numbers[-1], label.replace("-", ".")))
        doc, sha256 = names.get(file.stem, (file.stem, ""))
        yield Annotated(doc, text, tuple(marks), sha256)


def _write_docbin(documents: list[Annotated], place: Path) -> None:
    nlp = tokenizer()
    stored = DocBin(store_user_data=True)
    for one in documents:
        doc = _doc(one, nlp)
        doc.user_data = {"doc": one.doc, "sha256": one.sha256}
        stored.add(doc)
    stored.to_disk(place)


def _read_docbin(place: Path) -> Iterator[Annotated]:
    for doc in DocBin().from_disk(place).get_docs(spacy.blank("en").vocab):
        marks = tuple(Mark(span.start_char, span.end_char, span.label_) for span in doc.spans.get(GROUP, ()))
        yield Annotated(doc.user_data.get("doc", ""), doc.text, marks, doc.user_data.get("sha256", ""))


def _doc(one: Annotated, nlp: Language) -> Doc:
    """The text as a Doc whose tokens are cut where a mark begins or ends, so that every mark is a Span."""
    cuts = sorted({offset for mark in one.marks for offset in (mark.start, mark.end)})
    words: list[str] = []
    spaces: list[bool] = []
    for token in nlp.make_doc(one.text):
        inner = [cut - token.idx for cut in cuts if token.idx < cut < token.idx + len(token)]
        for start, end in zip([0, *inner], [*inner, len(token)], strict=True):
            words.append(token.text[start:end])
            spaces.append(False)
        spaces[-1] = bool(token.whitespace_)
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    spans = [doc.char_span(mark.start, mark.end, label=mark.label) for mark in one.marks]
    if doc.text != one.text or None in spans:
        raise ValueError(f"{one.doc}: a mark begins or ends between words")
    doc.spans[GROUP] = [span for span in spans if span is not None]
    return doc


def _mark(row: Mapping[str, Any]) -> Mark:
    return Mark(int(row["start"]), int(row["end"]), str(row["label"]))


def _sorted(one: Annotated) -> Annotated:
    for mark in one.marks:
        if not 0 <= mark.start < mark.end <= len(one.text):
            raise ValueError(f"{one.doc}: span {mark.start} to {mark.end} lies outside the text")
    return one._replace(marks=tuple(sorted(one.marks)))


def _write_lines(rows: Iterable[Row], place: Path) -> None:
    with place.open("wb") as file:
        jsonlines.Writer(file, dumps=orjson.dumps).write_all(rows)


def _read_lines(place: Path) -> Iterator[Row]:
    with jsonlines.open(place, loads=orjson.loads) as lines:
        yield from lines.iter(type=dict, skip_empty=True)


Writer = Callable[[list[Annotated], Path], None]
Reader = Callable[[Path], Iterator[Annotated]]

FORMATS: Final[dict[str, tuple[Writer, Reader]]] = {
    "prodigy": (_write_prodigy, _read_prodigy),
    "label-studio": (_write_label_studio, _read_label_studio),
    "doccano": (_write_doccano, _read_doccano),
    "brat": (_write_brat, _read_brat),
    "docbin": (_write_docbin, _read_docbin),
}
"""What each format is written and read with."""


def displacy_page(one: Annotated) -> str:
    """An HTML page by spaCy's displaCy of one text; of marks that overlap, the longer is shown."""
    from spacy import displacy

    shown: list[Mark] = []
    for mark in sorted(one.marks, key=lambda mark: (mark.start - mark.end, mark.start)):
        if all(mark.end <= other.start or other.end <= mark.start for other in shown):
            shown.append(mark)
    ents = [{**mark._asdict(), "label": escape(mark.label)} for mark in sorted(shown)]
    page = {"text": one.text, "ents": ents, "title": escape(one.doc)}  # displaCy escapes the text alone
    return displacy.render(page, style="ent", manual=True, page=True, jupyter=False)
