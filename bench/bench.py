"""Measures speed and memory side by side and writes bench/README.md: `make bench CORPUS=DIR`.

Every measurement runs in a process of its own, all of them once a round, five rounds. What is compared is compared
within a round, where it stands close together, for a shared machine is faster at one time than at another; the figure
is the median over the rounds. Each row says whether it compares CPU time or wall time; wall time says little on a busy
machine.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import peers

HERE = Path(__file__).parent
ROUNDS = 5


class Measure(NamedTuple):
    """A measurement by its function's name and number; `rounds` fewer where it takes long."""

    name: str
    number: int | None = None
    rounds: int = ROUNDS


TOKENIZER, PIPELINE = Measure("tokenizer"), Measure("pipeline")
PDF_TEXT, READING = Measure("pdf_text"), Measure("reading")
EXTRACT, EXTRACT_AGAIN = Measure("extract", 1), Measure("extract_again", 1)
TWO_WORKERS, ALL_CORES, ALL_CORES_AGAIN = Measure("extract", 2), Measure("extract"), Measure("extract_again")
SPACY_START, FIRST_RECORD, HELP = Measure("start_of_spacy"), Measure("first_record"), Measure("start_of_help")
PATTERNS = {times: Measure("pipeline", times) for times in (3, 10)}
DOCUMENTS = {times: Measure("documents_times", times) for times in (1, 4, 16)}
BIG = Measure("one_big_text", 50, rounds=1)
MANY = Measure("many_small", 20_000, rounds=1)
MATERIAL = Measure("material")

NOTES = """\
- *Text to record* is one process on texts already read, all patterns loaded, first pass; loading is not in it.
- *spaCy's tokenizer* is `spacy.blank("en")` on the same texts. From the first line break of a text on it works without
  its cache (spaCy issue 13950), which is why all of ofsight can take less time than it.
- *pypdfium2's text* opens each PDF and takes each page's text, and nothing else.
- *`extract`* is the command from its start to its end with `--fresh`: files are read, annotated and written anew.
- *Kept texts*: what was extracted from the files is there, the earlier output is not, as after an edit of the patterns.
- *Patterns × 3, × 10*: each phrase stands there again under made-up names.
""".splitlines()


Round = dict[Measure, dict[str, Any]]
"""What one round gave."""


class Figure(NamedTuple):
    """A line of the results; `wanted` is a bound, or "" where there is none."""

    what: str
    value: str
    wanted: str = ""
    reached: bool | None = None


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    measures = [
        *(TOKENIZER, *PATTERNS.values(), PIPELINE, EXTRACT_AGAIN, ALL_CORES_AGAIN),
        *(FIRST_RECORD, SPACY_START, HELP),
        *(READING, EXTRACT, PDF_TEXT, ALL_CORES, TWO_WORKERS),
        *(DOCUMENTS[4], DOCUMENTS[1], DOCUMENTS[16]),
        *(BIG, MANY),
    ]
    run(PIPELINE, folder)  # so that every later one finds the texts kept
    run(FIRST_RECORD, folder)  # the first run after an edit of the patterns also checks them
    rounds: list[Round] = [{} for _ in range(ROUNDS)]
    loads: list[float] = []
    for number, taken in enumerate(rounds):
        for measure in measures:
            if number < measure.rounds:
                print(f"round {number + 1}: {measure.name} {measure.number or ''}", file=sys.stderr)
                taken[measure] = run(measure, folder)
        loads.append(os.getloadavg()[2])

    of_peers: dict[peers.Peer, list[dict[str, Any]]] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as material:
        json.dump(given := run(MATERIAL, folder), material)
        material.flush()
        for peer in peers.installed():
            print(f"peer: {peer.what}", file=sys.stderr)
            of_peers[peer] = [peers.measured(peer, Path(material.name)) for _ in range(peer.rounds)]

    ours = median(taken[PIPELINE]["seconds"] for taken in rounds)
    characters = sum(map(len, given["texts"]))
    told = page(folder, figures(rounds), loads, peers.lines(of_peers, ours, characters))
    (HERE / "README.md").write_text(told, encoding="utf-8")
    print(f"written to {HERE / 'README.md'}", file=sys.stderr)


def run(measure: Measure, folder: Path) -> dict[str, Any]:
    numbers = [] if measure.number is None else [str(measure.number)]
    command = [sys.executable, str(HERE / "measures.py"), measure.name, str(folder), *numbers]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{measure.name} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def figures(rounds: Sequence[Round]) -> list[Figure]:
    """All results in the order of the page."""

    def typical(value: Callable[[Round], float]) -> float:
        return median(map(value, rounds))

    def cpu(measure: Measure) -> Callable[[Round], float]:
        return lambda taken: taken[measure]["seconds"]

    def wall(measure: Measure) -> Callable[[Round], float]:
        return lambda taken: taken[measure]["wall"]

    def times(what: str, one: Callable[[Round], float], other: Callable[[Round], float], most: float) -> Figure:
        ratio = typical(lambda taken: one(taken) / other(taken))
        value = f"{typical(one):.2f} s : {typical(other):.2f} s; {ratio:.2f}"
        return Figure(what, value, f"at most {most:g}", ratio <= most)

    def at_most(what: str, value: float, most: float, unit: str) -> Figure:
        return Figure(what, f"{value:,.0f} {unit}", f"under {most:,.0f} {unit}", value < most)

    def growth(times: int) -> float:
        return typical(lambda taken: cpu(DOCUMENTS[times])(taken) / cpu(DOCUMENTS[1])(taken)) - 1

    nlp, text = cpu(PIPELINE), PDF_TEXT
    speed_up = typical(lambda taken: wall(EXTRACT)(taken) / wall(TWO_WORKERS)(taken))
    many = rounds[0][MANY]
    return [
        times("text to record : spaCy's tokenizer alone (CPU)", nlp, cpu(TOKENIZER), 1.3),
        Figure("reading the files alone (CPU)", f"{typical(cpu(READING)):.2f} s"),
        times(
            f"`extract` as it comes, {os.cpu_count()} workers : pypdfium2's text alone (wall)",
            wall(ALL_CORES),
            wall(text),
            2,
        ),
        times("`extract --workers 1` : pypdfium2's text alone (CPU)", cpu(EXTRACT), cpu(text), 2),
        times(
            f"`extract` as it comes, {os.cpu_count()} workers, with kept texts : text to record (wall)",
            wall(ALL_CORES_AGAIN),
            wall(PIPELINE),
            1.1,
        ),
        times("`extract --workers 1` with kept texts : text to record (CPU)", cpu(EXTRACT_AGAIN), nlp, 1.1),
        times(
            "the same without start to first record (CPU)",
            lambda taken: cpu(EXTRACT_AGAIN)(taken) - cpu(FIRST_RECORD)(taken),
            nlp,
            1.1,
        ),
        times("start to first record : start of spaCy (wall)", wall(FIRST_RECORD), wall(SPACY_START), 2.5),
        Figure("`ofsight --help` (wall)", f"{typical(wall(HELP)):.2f} s"),
        Figure("two workers against one (wall)", f"{speed_up:.2f} times as fast", "at least 1.7", speed_up >= 1.7),
        at_most(
            "most memory of a process on these documents", max(one[EXTRACT]["megabytes"] for one in rounds), 500, "MB"
        ),
        at_most("most memory on one text of 50 MB", rounds[0][BIG]["megabytes"], 1500, "MB"),
        *(
            Figure(
                f"memory over {MANY.number:,} small files, at a tenth of them and at the end: {told}",
                f"{many[f'{who} at a tenth']:.0f} MB, {many[f'{who} at the end']:.0f} MB",
            )
            for who, told in (("worker", "a worker"), ("parent", "the process that gives out the work"))
        ),
        *(times(f"patterns × {n} : × 1 (CPU)", cpu(one), nlp, 1.15) for n, one in PATTERNS.items()),
        Figure(
            "documents × 4, × 16 : × 1 (CPU time a document)",
            f"{growth(4):+.0%}, {growth(16):+.0%}",
            "within 10%",
            max(abs(growth(4)), abs(growth(16))) <= 0.1,
        ),
    ]


def page(folder: Path, rows: list[Figure], loads: list[float], peers_told: list[str]) -> str:
    """The results as Markdown."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    lines = [
        "# How fast, and how much memory",
        "",
        "Written by `make bench CORPUS=DIR`: everything measured side by side in one run of five rounds; each time is",
        "the median over the rounds, each ratio the median of the rounds' own ratios.",
        "",
        f"- {len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB",
        f"- {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        f"- {', '.join(f'{name} {version(name)}' for name in ('spacy', 'pypdfium2'))}",
        f"- load of the machine after each round (15 minutes' mean): {', '.join(f'{load:.1f}' for load in loads)}; "
        "wall times count only where it is about 1",
        "",
        "| what | measured | wanted | |",
        "|---|---|---|---|",
    ]
    marks = {True: "reached", False: "**missed**", None: ""}
    lines += [f"| {row.what} | {row.value} | {row.wanted} | {marks[row.reached]} |" for row in rows]
    return "\n".join([*lines, "", *NOTES, "", *peers_told]) + "\n"


if __name__ == "__main__":
    main()
