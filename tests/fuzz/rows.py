"""Records and gold lines with values that nobody expects: what reads them refuses them with their line, or copes."""

import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import orjson

from fuzz.samples import SAMPLES
from pipeline.batch.verify import faults_of
from pipeline.errors import UserError
from pipeline.language import annotate, load
from pipeline.readers.pdf import read_pdf
from pipeline.readers.plain import read_plain
from pipeline.report import write_report
from pipeline.report.load import load as load_records
from pipeline.workbench.evaluate import evaluate

Row = dict[str, Any]

VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 10**15, 1e308, -0.5, "", " ", "x" * 5000, "<script>alert(1)</script>", "=1+1"),
    *(
        "\u202e",
        "\x00",
        "9999-12-31",
        "0000-00-00",
        "2024-02-30",
        "31 February",
        "good",
        "E10000016",
        "no-such-code",
    ),
    *([], [[]], {}, {"start": 5}, [None], ["a", "a"], {"gss": "E1", "name": ""}),
)
ODD = [orjson.dumps(one) for one in VALUES]
"""Values that stand where others are expected."""


@cache
def records() -> list[Row]:
    """The records of a text and of a report."""
    nlp = load()
    documents = [read_plain(SAMPLES["plain"], "a/plain.txt"), read_pdf(SAMPLES["pdf"], "a/report.pdf")]
    return [orjson.loads(orjson.dumps(annotate(nlp, one))) for one in documents]


@cache
def gold() -> list[Row]:
    """What these records hold, as gold and as a decision on it."""
    lines = []
    for record in records():
        text = record["text"]
        findings = [{**one, "quote": text[one["start"] : one["end"]]} for one in record["findings"]]
        line = {"doc": record["source"]["path"], "sha256": record["source"]["sha256"], "findings": findings}
        lines.append(
            {**line, "judgements": record["judgements"], "tallies": record["tallies"], "published": "2024-02-03"}
        )
    undone = {"doc": "a/plain.txt", "decision": {"id": "1", "kind": "undo", "of": "0"}}
    return [*lines, undone]


def with_odd_values(row: Row, chance: Random) -> Row:
    """A copy in which one to three values are odd, absent, or stand there twice."""
    changed: Row = orjson.loads(orjson.dumps(row))
    for _ in range(chance.choice((1, 1, 2, 3))):
        holders = [one for one in _holders(changed) if one]
        if not holders:
            break
        holder = chance.choice(holders)
        key = chance.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
        match chance.random():
            case low if low < 0.15:
                del holder[key]
            case low if low < 0.25 and isinstance(holder, list):
                holder.append(holder[key])
            case _:
                holder[key] = orjson.loads(chance.choice(ODD))
    return changed


def _holders(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)


def faults_of_rows(seeds: Iterable[int], room: Path, outcomes: Counter[str]) -> Iterator[str]:
    """What does not hold where odd records go into verify and report, and odd gold into evaluate."""
    sound, odd, accepted = room / "records.jsonl", room / "odd.jsonl", dict[str, bytes]()
    sound.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in records()))

    def tried(kind: str, does: Callable[[], object]) -> Iterator[str]:
        try:
            does()
            outcomes[f"{kind}: accepted"] += 1
        except UserError:
            outcomes[f"{kind}: refused"] += 1
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{place.filename}:{place.lineno}"
            yield f"{kind}: {type(error).__name__}: {error} ({where}): {odd.read_bytes()[:300]!r}"

    for seed in seeds:
        chance = Random(seed)
        row = with_odd_values(chance.choice(records()), chance)
        odd.write_bytes(orjson.dumps(row) + b"\n")
        yield from tried("record into verify", lambda: list(faults_of(odd)))
        before = outcomes["record: accepted"]
        yield from tried("record", lambda: load_records([odd]))
        if outcomes["record: accepted"] > before:
            accepted[row["id"]] = odd.read_bytes()
        odd.write_bytes(b"".join(orjson.dumps(with_odd_values(one, chance)) + b"\n" for one in gold()))
        yield from tried("gold", lambda: evaluate(odd, sound))
    odd.write_bytes(b"".join(accepted.values()))
    yield from tried("report", lambda: write_report([odd], room / "report"))
    shutil.rmtree(room / "report", ignore_errors=True)
