"""Measures speed and memory side by side and writes bench/README.md: `make bench CORPUS=DIR`.

Every measurement runs in a process of its own, all of them once a round, five rounds; figures are medians. Each row
says whether it compares CPU time or wall time; wall time says little on a busy machine.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
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
EXTRACT, EXTRACT_AGAIN = Measure("extract", 1), Measure("extract_again")
TWO_WORKERS, ALL_CORES = Measure("extract", 2), Measure("extract")
SPACY_START, FIRST_RECORD, HELP = Measure("start_of_spacy"), Measure("first_record"), Measure("start_of_help")
PATTERNS = {times: Measure("pipeline", times) for times in (3, 10)}
DOCUMENTS = {times: Measure("documents_times", times) for times in (1, 4, 16)}
BIG = Measure("one_big_text", 50, rounds=1)
MANY = {count: Measure("many_small", count, rounds=1) for count in (2_000, 20_000)}
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


class Figure(NamedTuple):
    """A line of the results; `wanted` is a bound, or "" where there is none."""

    what: str
    value: str
    wanted: str = ""
    reached: bool | None = None


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    measures = [
        *(TOKENIZER, PIPELINE, PDF_TEXT, READING, EXTRACT, EXTRACT_AGAIN, TWO_WORKERS, ALL_CORES),
        *(SPACY_START, FIRST_RECORD, HELP),
        *PATTERNS.values(),
        *DOCUMENTS.values(),
        BIG,
        *MANY.values(),
    ]
    run(PIPELINE, folder)  # so that every later one finds the texts kept
    run(FIRST_RECORD, folder)  # the first run after an edit of the patterns also checks them
    taken: dict[Measure, list[dict[str, float]]] = {measure: [] for measure in measures}
    loads: list[float] = []
    for round_number in range(ROUNDS):
        for measure in measures:
            if round_number < measure.rounds:
                print(f"round {round_number + 1}: {measure.name} {measure.number or ''}", file=sys.stderr)
                taken[measure].append(run(measure, folder))
        loads.append(os.getloadavg()[2])

    of_peers: dict[peers.Peer, list[dict[str, Any]]] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as material:
        json.dump(run(MATERIAL, folder), material)
        material.flush()
        for peer in peers.installed():
            print(f"peer: {peer.what}", file=sys.stderr)
            of_peers[peer] = [peers.measured(peer, Path(material.name)) for _ in range(peer.rounds)]

    def typical(measure: Measure, what: str = "seconds") -> float:
        return median(one[what] for one in taken[measure])

    told = page(folder, figures(typical), loads, peers.lines(of_peers, typical(PIPELINE)))
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


def figures(typical) -> list[Figure]:  # type: ignore[no-untyped-def]
    """All results in the order of the page."""

    def times(what: str, one: float, other: float, most: float) -> Figure:
        ratio = one / other
        return Figure(what, f"{one:.2f} s : {other:.2f} s = {ratio:.2f}", f"at most {most:g}", ratio <= most)

    def at_most(what: str, value: float, most: float, unit: str) -> Figure:
        return Figure(what, f"{value:,.0f} {unit}", f"under {most:,.0f} {unit}", value < most)

    nlp, start = typical(PIPELINE), typical(FIRST_RECORD)
    speed_up = typical(EXTRACT, "wall") / typical(TWO_WORKERS, "wall")
    spread = max(abs(typical(DOCUMENTS[count]) / typical(DOCUMENTS[1]) - 1) for count in DOCUMENTS)
    few, many = (typical(measure, "megabytes") for measure in MANY.values())
    return [
        times("text to record : spaCy's tokenizer alone (CPU)", nlp, typical(TOKENIZER), 2.5),
        Figure("reading the files alone (CPU)", f"{typical(READING):.2f} s"),
        times("`extract --workers 1` : pypdfium2's text alone (CPU)", typical(EXTRACT), typical(PDF_TEXT), 2),
        times(
            f"`extract` as it comes, {os.cpu_count()} workers : pypdfium2's text alone, one process (wall)",
            typical(ALL_CORES, "wall"),
            typical(PDF_TEXT, "wall"),
            2,
        ),
        times("`extract --workers 1` with kept texts : text to record (CPU)", typical(EXTRACT_AGAIN), nlp, 1.1),
        times("the same without start to first record (CPU)", typical(EXTRACT_AGAIN) - start, nlp, 1.1),
        times(
            "start to first record : start of spaCy (wall)",
            typical(FIRST_RECORD, "wall"),
            typical(SPACY_START, "wall"),
            2.5,
        ),
        Figure("`ofsight --help` (wall)", f"{typical(HELP, 'wall'):.2f} s"),
        Figure("two workers against one (wall)", f"{speed_up:.2f} times as fast", "at least 1.7", speed_up >= 1.7),
        at_most("most memory of a process on these documents", typical(EXTRACT, "megabytes"), 500, "MB"),
        at_most("most memory on one text of 50 MB", typical(BIG, "megabytes"), 1500, "MB"),
        Figure("most memory on 2,000 and on 20,000 small files", f"{few:.0f} MB, {many:.0f} MB"),
        *(times(f"patterns × {n} : × 1 (CPU)", typical(one), nlp, 1.15) for n, one in PATTERNS.items()),
        Figure("documents × 1, 4, 16: CPU time a document", f"within {spread:.0%}", "within 10%", spread <= 0.1),
    ]


def page(folder: Path, rows: list[Figure], loads: list[float], peers_told: list[str]) -> str:
    """The results as Markdown."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    lines = [
        "# How fast, and how much memory",
        "",
        "Written by `make bench CORPUS=DIR`: medians of five rounds, everything measured side by side in one run.",
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
