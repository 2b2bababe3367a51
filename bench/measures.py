"""One measurement each, run in a process of its own: `python bench/measures.py NAME FOLDER [NUMBER]` prints JSON.

`seconds` is CPU time of the process and its children (wall time where `wall` is given too), `megabytes` the most memory
that one process held.
"""

import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

OFSIGHT = Path(sys.executable).with_name("ofsight")


def main() -> None:
    name, folder, *number = sys.argv[1:]
    print(json.dumps(MEASURES[name](Path(folder), *map(int, number))))


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Fills in what the block took."""
    found: dict[str, float] = {}
    began, cpu = time.perf_counter(), _cpu()
    yield found
    found |= {"seconds": _cpu() - cpu, "wall": time.perf_counter() - began, "megabytes": _megabytes()}


def tokenizer(folder: Path) -> dict[str, float]:
    import spacy

    texts = [document.text for document in documents(folder)]
    nlp = spacy.blank("en")
    nlp.max_length = 100_000_000
    _settle()
    with measured() as found:
        for text in texts:
            nlp(text)
    return found


def pipeline(folder: Path, patterns_times: int = 1) -> dict[str, float]:
    """Text to record; with more patterns, each phrase stands there again under made-up names."""
    from pipeline.language import annotate, load
    from pipeline.patterns import load_patterns

    read = documents(folder)
    nlp = load()
    phrases = [pattern for pattern in load_patterns() if isinstance(pattern.pattern, str)]
    for copy in range(1, patterns_times):
        made_up = (replace(one, pattern=f"{one.pattern} zz{copy}q", id=f"{one.id}-zz{copy}") for one in phrases)
        nlp.get_pipe("ofsight_ruler").add_patterns(made_up)  # type: ignore[attr-defined]
    _settle()
    with measured() as found:
        for document in read:
            annotate(nlp, document)
    return found


def documents_times(folder: Path, times: int) -> dict[str, float]:
    """Text to record of the first documents, each so many times with another id; seconds are for one round of them.

    One round before the first is not counted: it is the one in which every word is new.
    """
    from pipeline.language import annotate, load

    read = documents(folder)[:24]
    nlp = load()
    _settle()
    for document in read:
        annotate(nlp, document)
    with measured() as found:
        for copy in range(times):
            for document in read:
                annotate(nlp, replace(document, sha256=f"{copy:064x}", text=document.text))
    found["seconds"] /= times
    return found


def pdf_text(folder: Path) -> dict[str, float]:
    import pypdfium2

    files = sorted(folder.rglob("*.pdf"))
    with measured() as found:
        for file in files:
            try:
                document = pypdfium2.PdfDocument(file)
            except pypdfium2.PdfiumError:
                continue
            for page in document:
                page.get_textpage().get_text_range()
    return found


def reading(folder: Path) -> dict[str, float]:
    from pipeline.readers import find, read

    files = [one for one in find([folder]) if isinstance(one, tuple)]
    with measured() as found:
        for path, root in files:
            list(read(path, root))
    return found


def extract(folder: Path, workers: int | None = None) -> dict[str, float]:
    """The command itself, reading every file anew; without a number of workers as it comes, one a core."""
    with tempfile.TemporaryDirectory() as room, measured() as found:
        _ofsight(folder, Path(room), workers, "--fresh")
    return found


def extract_again(folder: Path, workers: int | None = None) -> dict[str, float]:
    """The command with all texts kept, but no earlier output, as after an edit of the patterns."""
    with tempfile.TemporaryDirectory() as room, measured() as found:
        _ofsight(folder, Path(room), workers)
    return found


def many_small(folder: Path, count: int) -> dict[str, float]:
    """What the command holds at a tenth of so many small files, no two of which hold the same words, and at the end."""
    from many import memory_over

    held = list(memory_over(count))
    return {
        f"{who} at {when}": getattr(one, who)
        for when, one in (("a tenth", held[0]), ("the end", held[-1]))
        for who in ("parent", "worker")
    }


def start_of_spacy(folder: Path) -> dict[str, float]:
    with measured() as found:
        _run([sys.executable, "-c", "import spacy; spacy.blank('en')"])
    return found


def first_record(folder: Path) -> dict[str, float]:
    """From the command to the record of one small file."""
    with tempfile.TemporaryDirectory() as room:
        small = Path(room) / "small.txt"
        small.write_text("Kent was rated good.")
        with measured() as found:
            _ofsight(small, Path(room), 1, "--fresh")
    return found


def start_of_help(folder: Path) -> dict[str, float]:
    with measured() as found:
        _run([str(OFSIGHT), "--help"])
    return found


def one_big_text(folder: Path, megabytes: int = 50) -> dict[str, float]:
    """The command on one text of so many megabytes, made of the folder's texts."""
    texts = [document.text for document in documents(folder)]
    with tempfile.TemporaryDirectory() as room:
        big = Path(room) / "big.txt"
        with big.open("w", encoding="utf-8") as file:
            while file.tell() < megabytes * 1_000_000:
                file.writelines(f"{text}\n\n" for text in texts)
            file.truncate(megabytes * 1_000_000)
        with measured() as found:
            _ofsight(big, Path(room), 1, "--fresh")
    return found


def material(folder: Path) -> dict[str, Any]:
    """What peers are measured on: the folder's texts, and the phrases of our patterns by label."""
    from pipeline.patterns import load_patterns

    terms: dict[str, list[str]] = {}
    for pattern in load_patterns():
        if isinstance(pattern.pattern, str):
            terms.setdefault(pattern.label, []).append(pattern.pattern)
    return {"texts": [document.text for document in documents(folder)], "terms": terms}


def documents(folder: Path) -> list[Any]:
    """The folder's documents, from the cache once they have been read."""
    from pipeline.batch.cache import Cache, default_folder, documents_of
    from pipeline.batch.fingerprint import content_fingerprint, readers_fingerprint
    from pipeline.batch.task import Task
    from pipeline.readers import find
    from pipeline.readers.document import Document

    cache = Cache(default_folder(), readers_fingerprint())
    files = [one for one in find([folder]) if isinstance(one, tuple)]
    tasks = [Task(0, path, root, content_fingerprint(path)) for path, root in files]
    return [one for task in tasks for one in documents_of(task, cache) if isinstance(one, Document)]


def _settle() -> None:
    """Take what stands so far out of the garbage collector's rounds, and make these rare, as the batch does."""
    from pipeline.batch.work import ALLOCATED

    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATED)


def _ofsight(inputs: Path, room: Path, workers: int | None, *options: str) -> None:
    if workers is not None:
        options = (*options, "--workers", str(workers))
    _run([str(OFSIGHT), "extract", str(inputs), "--output", str(room / "out.jsonl"), *options])


def _run(command: list[str]) -> None:
    import subprocess

    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _megabytes() -> float:
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most / unit


MEASURES: dict[str, Callable[..., dict[str, Any]]] = {
    measure.__name__: measure
    for measure in (
        tokenizer,
        pipeline,
        documents_times,
        pdf_text,
        reading,
        extract,
        extract_again,
        many_small,
        start_of_spacy,
        first_record,
        start_of_help,
        one_big_text,
        material,
    )
}

if __name__ == "__main__":
    main()
