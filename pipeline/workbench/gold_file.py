"""Gold files: a line a document with what is to be found in it, and lines of decisions that annotators add at the end.

A line is of the document whose content has its `sha256`; `doc`, the path, is for people. Where a line has no hash, its
path must be the document's, or the end of it, or hold it at its own end, and no other document may fit as well.

A decision is {"doc", "sha256", "decision": {"id", "kind", ...}}. It is appended whole and is on the disk before it
counts; nothing is ever changed or taken out, for undoing is a decision too. A line that was cut off is passed over.

kind    with                     does
right   what, fact               the fact is to be found
wrong   what, fact               it is not
fix     what, was, fact          `fact` is to be found, not `was`
done    facts                    these facts and no others are to be found, by what they are
undo    of                       takes back the decision with that id
Facts of a kind on which there are decisions, but neither `done` nor a gold line of its own, are named in the line's
`partial`: of them only what was decided is known.
"""

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final, get_args

import orjson

from pipeline import files
from pipeline.errors import UserError
from pipeline.workbench.gold_form import What, fault_of

MOST_BYTES: Final = 500_000_000

Row = dict[str, Any]
WHATS: Final[tuple[What, ...]] = get_args(What)
FIELDS: Final[dict[What, tuple[str, ...]]] = {
    "findings": ("polarity", "area", "speaker", "themes"),
    "judgements": ("area", "grade", "status"),
    "tallies": ("count", "percent", "of", "grade", "area"),
}
"""What gold says of a fact, beside its words and its authority."""
_CUT_OFF: Final = b'{"doc":'
"""How a line begins that may have been cut off while it was written."""


class OddGold(UserError, ValueError):
    """A line of a gold file is not of the form that it should be; the message says which and why."""


def append(file: Path, row: Row) -> None:
    """Add a line; when this returns it is on the disk, whatever happens next.

    Raises:
        OSError: it could not be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        line = (b"\n" if torn else b"") + orjson.dumps(row) + b"\n"
        written = 0
        while written < len(line):
            written += os.write(descriptor, line[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lines(file: Path) -> Iterator[Row]:
    """Every whole line of a gold file; a decision that was cut off is passed over.

    Raises:
        OSError: the file cannot be read.
        OddGold: a line is not of the form that it should be.
    """
    for number, line in enumerate(files.read(file, MOST_BYTES).split(b"\n"), 1):
        try:
            row = orjson.loads(line) if line.strip() else None
        except orjson.JSONDecodeError as error:
            if line.startswith(_CUT_OFF):
                continue
            raise OddGold(f"{file}:{number}: is not JSON ({error.msg}): mend the line, or name a gold file") from None
        if row is None:
            continue
        if odd := _odd(row):
            raise OddGold(f"{file}:{number}: {odd}")
        yield row


def _odd(row: object) -> str:
    """What is wrong with a line of a gold file, "" where nothing is."""
    if isinstance(row, dict) and "source" in row:
        return "is a record; the gold file comes first, then what `extract` wrote"
    if not isinstance(row, dict) or not isinstance(row.get("doc"), str):
        return 'is no line of gold; it needs a "doc", the path of its document'
    return fault_of(row)


def decisions(file: Path) -> list[Row]:
    """The decisions that stand, in their order: those that were undone are left out."""
    if not file.exists():
        return []
    made = [row for row in lines(file) if "decision" in row]
    undone = {row["decision"].get("of") for row in made if row["decision"]["kind"] == "undo"}
    return [row for row in made if row["decision"]["kind"] != "undo" and row["decision"].get("id") not in undone]


def gold_lines(file: Path) -> list[Row]:
    """A line a document, with the decisions on it applied; of several lines for a document the last counts.

    Raises:
        OSError: the file cannot be read.
    """
    by_doc: dict[str, Row] = {}
    for row in lines(file):
        if "decision" not in row:
            by_doc[_key(row)] = dict(row)
    for row in decisions(file):
        decision = row["decision"]
        own = _key(row) if _key(row) in by_doc or row["doc"] not in by_doc else row["doc"]
        line = by_doc.setdefault(own, {key: row[key] for key in ("doc", "sha256") if key in row})
        apply(decision, line)
    return list(by_doc.values())


def documents_of(gold: Iterable[Row], documents: Sequence[tuple[str, str]]) -> list[int | str]:
    """For each gold line the number of its document, or why it has none; documents: (path, sha256) each."""
    by_content = {sha256: number for number, (_, sha256) in reversed(list(enumerate(documents)))}
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(by_content.values()):
        by_name[PurePosixPath(documents[number][0]).name].append(number)
    found: list[int | str] = []
    for line in gold:
        named = by_name[PurePosixPath(line["doc"]).name]
        if "sha256" in line:
            other = f"; {documents[named[0]][0]} has another content" if named else ""
            found.append(by_content.get(line["sha256"], f"no document has the content that it was made from{other}"))
            continue
        fitting = [number for number in named if _is_same_path(line["doc"], documents[number][0])]
        if len(fitting) == 1:
            found.append(fitting[0])
        elif fitting:
            found.append(f"{len(fitting)} documents have this path; a line with sha256 tells them apart")
        else:
            found.append(f"no document has this path{f', but {documents[named[0]][0]} the same name' if named else ''}")
    return found


def _key(row: Row) -> str:
    return str(row.get("sha256") or row["doc"])


def _is_same_path(one: str, other: str) -> bool:
    shorter, longer = sorted((PurePosixPath(one).parts, PurePosixPath(other).parts), key=len)
    return longer[len(longer) - len(shorter) :] == shorter


def apply(decision: Row, line: Row) -> None:
    """Change the facts of a gold line as a decision says; what was struck out stands in `struck`."""
    if decision["kind"] == "done":
        line.update(decision["facts"])
        if "partial" in line:
            line["partial"] = [what for what in line["partial"] if what not in decision["facts"]]
        return
    what: What = decision["what"]
    if what not in line:
        line["partial"] = [*line.get("partial", ()), what]
    gone = [decision.get("was"), decision["fact"]]
    rows = [row for row in line.get(what, ()) if row not in gone]
    struck = {**line.get("struck", {})}
    struck[what] = [row for row in struck.get(what, ()) if row != decision["fact"]]
    if decision["kind"] == "wrong":
        struck[what].append(decision["fact"])
    else:
        rows.append(decision["fact"])
    if decision.get("was"):
        struck[what].append(decision["was"])
    line.update({what: rows, "struck": struck})


def facts_of(record: Row) -> dict[What, list[Row]]:
    """The facts of a record as gold has them, each with the words that it stands in as `start`, `end` and `quote`."""
    text = record["text"]

    def fact(row: Row, at: Row, keys: tuple[str, ...]) -> Row:
        start, end = at["start"], at["end"]
        fields = {key: row[key] for key in keys}
        if "authority" in row:
            fields["authority"] = row["authority"]["name"].lower() if row["authority"] else None
        return {**fields, "start": start, "end": end, "quote": text[start:end]}

    return {
        "findings": [fact(row, row, FIELDS["findings"]) for row in record["findings"]],
        "judgements": [fact(row, statement(row["evidence"]), FIELDS["judgements"]) for row in record["judgements"]],
        "tallies": [fact(row, row, FIELDS["tallies"]) for row in record["tallies"]],
    }


def statement(evidence: Sequence[Row]) -> Row:
    """Of the words that carry a judgement, those that state it."""
    return next((one for one in evidence if one["role"] == "statement"), evidence[0])
