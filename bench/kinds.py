"""How well reports of joint inspections are read, against gold: `python bench/kinds.py GOLD.jsonl RECORDS.jsonl`.

Prints the share of documents whose metadata agree with gold, whose numbers of priority actions and of areas for
improvement do, and the share of rows under those headings that are purely concerns; each miss on a line of its own.
"""

import json
import sys
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.readers.layout import blocks_of

Row = dict[str, Any]

COUNTED = {"priority_action": "n_priority", "improvement": "n_improvement"}


def metadata(meta: Row) -> Row:
    """The fields that gold states, from a record's metadata."""
    return {
        "kind": meta["kind"],
        "framework": meta["framework"],
        "authority": meta["authority"] and meta["authority"]["gss"],
        "start": meta["inspection"]["start"],
        "end": meta["inspection"]["end"],
        "published": meta["published"],
        "theme": meta["theme"],
        "outcome": meta["outcome"] and meta["outcome"]["code"],
        "previous": (meta["previous"] or {}).get("start"),
        "next_due": meta["next_due"],
    }


def stated(gold: Row) -> Row:
    """The same fields as a gold line states them."""
    return {
        "kind": "inspection_report",
        "framework": "jtai" if gold["framework"].startswith("jtai") else "area_send",
        "authority": gold["authority"]["gss"],
        **{key: gold[key] for key in ("start", "end", "published", "theme", "outcome")},
        "next_due": gold["statement_due"],
    }


def points(record: Row, role: str) -> list[tuple[int, int]]:
    """The points of a role's sections: its bullets and the rows of its tables."""
    sections = [section for section in record["sections"] if section["role"] == role]
    text, kinds = record["text"], {"bullet", "paragraph", "row"}
    return [
        (block.start, block.end)
        for section in sections
        for block in blocks_of(text)
        if section["start"] <= block.start < section["end"] and block.kind in kinds and text[block.end - 1] != ":"
    ]


def polarities(record: Row, start: int, end: int) -> set[str]:
    return {one["polarity"] for one in record["findings"] if one["start"] < end and one["end"] > start}


def main(gold_file: str, records_file: str) -> None:
    lines = map(json.loads, Path(records_file).read_text("utf-8").splitlines())
    records = {PurePosixPath(one["source"]["path"]).name: one for one in lines}
    right, of, misses = Counter[str](), Counter[str](), list[str]()
    for line in Path(gold_file).read_text("utf-8").splitlines():
        gold = json.loads(line)
        name = PurePosixPath(gold["doc"]).name
        record = records[name]
        found, wanted = metadata(record["meta"]), stated(gold)
        for role, key in COUNTED.items():
            rows = points(record, role)
            found[key], wanted[key] = len(rows), gold[key]
            for start, end in rows:
                said = polarities(record, start, end)
                of[f"rows of {role} purely concerns"] += 1
                right[f"rows of {role} purely concerns"] += said == {"concern"}
                if said != {"concern"}:
                    misses.append(f"{name}: {role} {sorted(said)}: {record['text'][start:end][:150]}")
        found["no verdict"], wanted["no verdict"] = len(record["judgements"]), 0
        for key, value in wanted.items():
            of[key] += 1
            right[key] += found[key] == value
            if found[key] != value:
                misses.append(f"{name}: {key} is {found[key]}, gold has {value}")
    for miss in misses:
        print(miss)
    for key, count in of.items():
        print(f"{key:40}{right[key]:5} of {count:5}  {right[key] / count:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
