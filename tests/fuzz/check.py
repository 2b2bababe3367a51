"""What must hold whatever the input: declared errors only, in time, and every input accounted for."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import orjson
from rich.console import Console

from fuzz.mutations import CHANGES, mutated
from fuzz.samples import LINES, SAMPLES, pattern_lines, sidecar
from fuzz.shapes import shaped
from pipeline.batch import local
from pipeline.batch.extract import extract
from pipeline.batch.output import failures_file
from pipeline.batch.task import Limits
from pipeline.batch.verify import faults_of
from pipeline.language import load
from pipeline.patterns import DEFAULT_PATTERNS, FaultyPatterns, read_patterns
from pipeline.readers.inputs import shown
from pipeline.readers.sidecar import ENDING
from pipeline.workbench.check import faults

LIMITS = Limits(seconds=60, megabytes=2000)

CRASHES = ("ofsight failed on it", "given up after two tries")
"""How a failure begins that is no fault of the input."""

ENDINGS = (".pdf", ".txt", ".html", ".docx", "", " ", "\n.txt", "\u202e.md", "%s.jsonl", ".a.b")

PATTERN_LINES = [line.encode() for line in pattern_lines()]
PHRASES = [orjson.loads(line)["pattern"] for line in PATTERN_LINES]
OTHERS = [*SAMPLES.values(), *(one.encode() + b" " for one in PHRASES if isinstance(one, str))]


def document(seed: int) -> tuple[str, bytes, bytes | None]:
    """Name and bytes of a mutated document, and of its sidecar where it has one."""
    chance = Random(seed)
    data = mutated(chance.choice(list(SAMPLES.values())), chance, OTHERS)
    beside = mutated(sidecar(), chance, OTHERS) if chance.random() < 0.1 else None
    return f"{seed:07}{chance.choice(ENDINGS)}", data, beside


def write_documents(seeds: Iterable[int], folder: Path) -> list[Path]:
    """The mutated documents as files, sidecars beside them; what a run must tell of."""
    files: list[Path] = []
    for seed in seeds:
        name, data, beside = document(seed)
        (folder / name).write_bytes(data)
        if beside is not None:
            (folder / f"{Path(name).stem}{ENDING}").write_bytes(beside)
        files += shaped(folder / name, Random(seed))
    return files


def faults_of_documents(seeds: Iterable[int], room: Path, workers: int, outcomes: Counter[str]) -> Iterator[str]:
    """What does not hold where these documents go through readers, pipeline and batch; counts how they came out."""
    folder, output = room / "in", room / "out.jsonl"
    folder.mkdir()
    files = write_documents(seeds, folder)
    extract(
        [folder],
        output,
        DEFAULT_PATTERNS,
        lambda tasks: local.run(tasks, DEFAULT_PATTERNS, workers, LIMITS, None),
        Console(quiet=True),
        fresh=True,
    )
    yield from faults_of(output)
    told: set[str] = set()
    for line in output.read_bytes().splitlines():
        record = orjson.loads(line)
        told.add(re.sub(r":\d+$", "", record["source"]["path"]))
        outcomes[f"record: {record['source']['media_type']}"] += 1
    for line in failures_file(output).read_bytes().splitlines():
        failure = orjson.loads(line)
        told |= {failure["path"], re.sub(r":\d+$", "", failure["path"])}
        outcomes[f"failure: {kind_of(failure['reason'])}"] += 1
        if failure["reason"].startswith(CRASHES):
            yield f"{failure['path']!r}: {failure['reason']}"
    for file in files:
        if shown(file.relative_to(folder)) not in told:
            yield f"{file.name!r}: neither a record nor a failure"


def kind_of(reason: str) -> str:
    """A reason's first words, without what is of one input only."""
    return " ".join(re.findall(r"[A-Za-z]{2,}", re.sub(r"'[^']*'|[^ ]+\.meta\.json", "", reason))[:4])


def pattern_line(chance: Random) -> bytes:
    """A pattern line with changes anywhere, or, so that more stay sound, in one of its values."""
    line = chance.choice(PATTERN_LINES)
    if chance.random() < 0.5:
        return mutated(line, chance, PATTERN_LINES)
    row = orjson.loads(line)
    key = chance.choice(sorted(row))
    value = row[key] if isinstance(row[key], str) else orjson.dumps(row[key]).decode()
    changed = chance.choice(CHANGES)(value.encode(), chance, PATTERN_LINES).decode("utf-8", "replace")
    try:
        row[key] = changed if isinstance(row[key], str) else orjson.loads(changed)
    except orjson.JSONDecodeError:
        row[key] = changed
    return orjson.dumps(row)


def faults_of_pattern_lines(seeds: Iterable[int], room: Path, outcomes: Counter[str]) -> Iterator[str]:
    """What does not hold where these mutated lines are a pattern file, checked, and used where no fault is found."""
    chances = [Random(seed) for seed in seeds]
    lines = [pattern_line(chance).decode("utf-8", "replace") for chance in chances]
    (room / "mutated.jsonl").write_text("\n".join(lines), "utf-8", newline="")
    content = (room / "mutated.jsonl").read_text("utf-8").removeprefix("\ufeff").split("\n")
    patterns, of_form = read_patterns(room)
    accounted = {one.line for one in patterns} | {one.line for one in of_form}
    if missed := [number for number, line in enumerate(content, 1) if line.strip() and number not in accounted]:
        yield f"lines {missed}: neither a pattern nor a fault"
    found = faults(room)
    faulty = {fault.line for fault in found}
    outcomes["pattern line: refused"] += len(faulty)
    outcomes["pattern line: sound"] += len(accounted - faulty)
    try:
        load(room)
    except FaultyPatterns as error:
        if not {fault.line for fault in error.faults} <= faulty:
            yield "the loader refuses what the check passes"
    sound = [line if number not in faulty else "" for number, line in enumerate(content, 1)]
    (room / "mutated.jsonl").write_text("\n".join(sound), "utf-8")
    nlp = load(room)
    nlp("\n\n".join([*LINES, *(one.pattern for one in patterns if isinstance(one.pattern, str))]))
