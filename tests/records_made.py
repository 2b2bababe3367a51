"""Annotated records made by hand: small texts, one line a fact, for tests of what reads records."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.records import SCHEMA, AuthorityRef, Record, When, empty_meta, validated
from pipeline.register import register

NO_DATE = None


class Said(NamedTuple):
    """A judgement to state; `words` are its quote (made up where None)."""

    gss: str | None
    area: str
    grade: str
    status: str = "current"
    date: When | None = NO_DATE
    words: str | None = None
    disagrees: bool = False


class Found(NamedTuple):
    """A finding to state."""

    polarity: str
    words: str
    themes: Sequence[str] = ()
    gss: str | None = None
    area: str | None = None
    speaker: str = "inspectors"


@dataclass(frozen=True)
class Told:
    """A tally to state."""

    grade: str
    words: str
    count: int | None = None
    percent: float | None = None
    of: int | None = None
    as_of: str | None = None
    area: str | None = None


def ref(gss: str | None) -> AuthorityRef | None:
    """The reference to an authority as records carry it."""
    if gss is None:
        return None
    return {"gss": gss, "name": register()[gss].name if gss in register() else gss}


def record(
    path: str,
    *,
    kind: str = "inspection_report",
    framework: str | None = None,
    gss: str | None = None,
    inspection: tuple[str | None, str | None] = (None, None),
    published: str | None = None,
    title: str | None = None,
    judgements: Iterable[Said] = (),
    findings: Iterable[Found] = (),
    tallies: Iterable[Told] = (),
    sections: Iterable[tuple[str, str | None]] = (),
    lines_a_page: int | None = None,
) -> Record:
    """A valid record whose text is one paragraph a fact; `sections` are (heading, area) without text of their own."""
    text, pages = title or path, [0]
    starts: list[int] = []
    said, found, told, parts = [], [], [], []

    def add(words: str) -> dict[str, int]:
        nonlocal text
        start = len(text) + 2
        if lines_a_page and len(starts) % lines_a_page == lines_a_page - 1:
            pages.append(start)
        starts.append(start)
        text += "\n\n" + words
        return {"start": start, "end": start + len(words)}

    for one in judgements:
        name = (ref(one.gss) or {"name": "The council"})["name"]
        words = one.words or f"{name}: {one.area} is {one.grade} ({one.status})."
        said.append(
            {
                "authority": ref(one.gss),
                "area": one.area,
                "grade": one.grade,
                "status": one.status,
                "framework": framework,
                "date": one.date,
                "evidence": [add(words) | {"role": "statement"}],
                "rule": "made",
            }
            | ({"disagrees": True} if one.disagrees else {})
        )
    for finding in findings:
        found.append(
            {
                **add(finding.words),
                "polarity": finding.polarity,
                "authority": ref(finding.gss),
                "area": finding.area,
                "themes": list(finding.themes),
                "speaker": finding.speaker,
                "body": [],
                "place": None,
                "cues": [],
            }
        )
    for tally in tallies:
        told.append(
            {
                **add(tally.words),
                **{key: getattr(tally, key) for key in ("count", "percent", "of", "grade", "area", "as_of")},
                "rule": None,
            }
        )
    for heading, area in sections:
        parts.append({**add(heading), "heading": heading, "area": area, "role": "body"})
    digest = hashlib.sha256(f"{path}\n{text}".encode()).hexdigest()
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "id": digest[:16],
        "source": {"path": path, "sha256": digest, "media_type": "text/plain"},
        "meta": {
            **empty_meta(),
            "title": title,
            "published": published,
            "kind": kind,
            "framework": framework,
            "inspection": {"start": inspection[0], "end": inspection[1], "type": None},
            "authority": ref(gss),
        },
        "text": text,
        "pages": pages if lines_a_page else [],
        "sections": parts,
        "entities": [],
        "judgements": said,
        "findings": found,
        "tallies": told,
        "pipeline": {"version": "0", "patterns": "0"},
    }
    return validated(made)


def report(path: str, gss: str, framework: str, end: str, grades: dict[str, str], **more: Any) -> Record:
    """The record of an inspection report with these grades by area."""
    return record(
        path,
        framework=framework,
        gss=gss,
        inspection=(more.pop("start", end), end),
        judgements=[Said(gss, area, grade) for area, grade in grades.items()] + list(more.pop("more_judgements", [])),
        **more,
    )


def write_records(file: Path, records: Iterable[Record]) -> Path:
    """The records as a JSONL file."""
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return file


def gold_reports(shared: Path, name: str = "reports") -> list[Record]:
    """A record for each inspection report of a gold file, holding its facts as the gold states them."""
    made = []
    for line in (shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        framework = {"other": None}.get(gold["framework"], gold["framework"])
        gss = gold["authority"]["gss"]
        one = record(
            gold["doc"],
            framework=framework,
            gss=gss,
            inspection=(gold["inspection"]["start"], gold["inspection"]["end"]),
            published=gold["published"],
            judgements=[Said(gss, each["area"], each["grade"], each["status"]) for each in gold["judgements"]],
        )
        one["meta"]["lead_inspector"] = gold["lead_inspector"]
        made.append(one)
    return made
