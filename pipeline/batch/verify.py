"""Checks a records file: the schema, the offsets, the counts, and that nobody changed it since it was written."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from pipeline import files
from pipeline.batch.ledger import totals_of
from pipeline.batch.manifest import parts_of
from pipeline.batch.output import failures_file
from pipeline.records import Record, Span, first_fault, validated


def faults_of(records: Path) -> Iterator[str]:
    """What is wrong with a records file and its failures file, or with a folder of parts, each as `file:line: what`.

    Raises:
        CannotRun: the folder holds other parts than its manifest names, or has none.
        OSError: a file cannot be read.
    """
    if records.is_dir():
        for part, told in parts_of(records).items():
            yield from _faults_of_file(part, told)
    else:
        yield from _faults_of_file(records, totals_of(records))


def _faults_of_file(records: Path, totals: Mapping[str, Any] | None) -> Iterator[str]:
    """totals: what was told of the file when it was written, None where nothing was."""
    digest = hashlib.sha256()
    first_line: dict[str, int] = {}
    count = 0
    with files.opened(records) as lines:
        for count, line in enumerate(lines, start=1):
            digest.update(line)
            where = f"{records}:{count}"
            try:
                record = validated(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                yield f"{where}: is not JSON ({error.msg}); run `ofsight extract --fresh`"
                continue
            except ValidationError as error:
                yield f"{where}: {first_fault(error)}"
                continue
            yield from (f"{where}: {fault}" for fault in offset_faults(record))
            if (first := first_line.setdefault(record["id"], count)) != count:
                yield f"{where}: id {record['id']} already stands in line {first}"
    failures = sum(1 for _ in failures_file(records).open("rb")) if failures_file(records).exists() else 0
    if totals is None:
        return
    for what, is_so in (("records", count), ("failures", failures)):
        if totals.get(what) != is_so:
            yield f"{records}: {is_so} {what}, but {totals.get(what)} were written; run `ofsight extract --fresh`"
    if totals.get("sha256") != digest.hexdigest():
        yield f"{records}: was changed after it was written; run `ofsight extract --fresh`"


def offset_faults(record: Record) -> Iterator[str]:
    """Spans and pages that do not lie within the text, and those that should be in order and are not."""
    length = len(record["text"])
    for place, span in _spans(record):
        if not 0 <= span["start"] <= span["end"] <= length:
            yield f"{place}: [{span['start']}, {span['end']}) lies outside the text of {length} characters"
        elif span["start"] == span["end"] and length:
            yield f"{place}: is an empty span"
    if any(not 0 <= page <= length for page in record["pages"]) or record["pages"] != sorted(record["pages"]):
        yield "pages: offsets are out of order or outside the text"


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    for key in ("sections", "entities", "findings", "tallies"):
        for number, row in enumerate(record[key]):
            yield f"{key}.{number}", row
    for number, finding in enumerate(record["findings"]):
        for cue, span in enumerate(finding["cues"]):
            yield f"findings.{number}.cues.{cue}", span
    for number, judgement in enumerate(record["judgements"]):
        for evidence, words in enumerate(judgement["evidence"]):
            yield f"judgements.{number}.evidence.{evidence}", words
