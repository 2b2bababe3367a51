"""The documents that pattern files are tried on, and what the pipeline made of them, each kept once done.

Texts come from the batch run's cache. What the pipeline gives for a document is kept beside them under the hash of code
and patterns, so that only what a change can affect is ever done again.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.batch.cache import Cache, default_folder, documents_of
from pipeline.batch.fingerprint import content_fingerprint, pipeline_fingerprint, readers_fingerprint
from pipeline.batch.task import Task
from pipeline.components.ruler import Tag
from pipeline.files import write_whole
from pipeline.language import load, to_doc, to_record
from pipeline.readers import find
from pipeline.readers.document import Document

FEW: Final = 6
"""Up to this number of documents, other processes would take longer to start than they save."""


class Result(NamedTuple):
    """What the pipeline made of a document: its record (without `entities`), and every tag that was kept, as rows."""

    record: dict[str, Any]
    rows: list[tuple[Any, ...]]

    @property
    def tags(self) -> list[Tag]:
        """The tags as the ruler and the components left them."""
        return [Tag._make(row) for row in self.rows]


class Text(NamedTuple):
    """A document of the corpus; `folded` is its tokens as they are matched, a space between them and at either end."""

    document: Document
    folded: str

    @property
    def name(self) -> str:
        return self.document.path


class Corpus:
    """The readable documents below some inputs, read when first asked for."""

    def __init__(self, inputs: Iterable[Path]) -> None:
        self.inputs = list(inputs)

    @cached_property
    def texts(self) -> list[Text]:
        """Every document, in the order of the inputs; what cannot be read is left out."""
        cache = Cache(default_folder(), readers_fingerprint())
        folder = default_folder() / f"folded-{readers_fingerprint()[:16]}"
        bare: Language | None = None
        texts: list[Text] = []
        for number, one in enumerate(find(self.inputs)):
            if isinstance(one, dict):
                continue
            path, root = one
            with suppress(OSError):
                task = Task(number, path, root, content_fingerprint(path))
                for at, document in enumerate(one for one in documents_of(task, cache) if isinstance(one, Document)):
                    place = folder / f"{task.content}-{at}.json"
                    folded = _kept(place)
                    if not isinstance(folded, str):
                        bare = bare or tokenizer()
                        folded = folded_text(bare.make_doc(document.text))
                        keep(place, folded)
                    texts.append(Text(document, folded))
        return texts

    def __len__(self) -> int:
        return len(self.texts)


def folded_text(doc: Doc) -> str:
    """The tokens of a Doc in the spelling under which they are matched."""
    return f" {' '.join(token.norm_ for token in doc)} "


def results(texts: list[Text], patterns: Path, nlp: Language | None = None) -> Iterator[tuple[Text, Result]]:
    """What the pipeline with the pattern files of a folder makes of each text, in their order.

    Raises:
        FaultyPatterns: a pattern file cannot be used.
    """
    folder = default_folder() / f"run-{pipeline_fingerprint(patterns)[:16]}"
    places = [folder / f"{text.document.sha256}.json" for text in texts]
    known = {place for place in places if place.exists()}
    missing = [text for text, place in zip(texts, places, strict=True) if place not in known]
    fresh = _run(missing, patterns, nlp) if missing else iter(())
    for text, place in zip(texts, places, strict=True):
        row = _kept(place) if place in known else None
        if row is None:
            row = next(fresh) if place not in known else _row_of(text, nlp or load(patterns))
            keep(place, row)
        yield text, Result({**row["record"], "text": text.document.text}, list(map(_tuples, row["tags"])))


def _tuples(value: Any) -> Any:
    """What JSON made lists of, rows within rows too, as tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def result_of(nlp: Language, document: Document) -> Result:
    """What the pipeline makes of a document, done anew."""
    doc = nlp(to_doc(nlp, document))
    return Result(dict(to_record(nlp, document, doc)), [tuple(tag) for tag in doc._.ofsight_tags])


def _row_of(text: Text, nlp: Language) -> dict[str, Any]:
    result = result_of(nlp, text.document)
    record = {key: value for key, value in result.record.items() if key not in ("text", "entities")}
    return {"record": record, "tags": result.rows}


_worker: Language | None = None


def _run(texts: list[Text], patterns: Path, nlp: Language | None) -> Iterator[dict[str, Any]]:
    """Run the pipeline over texts; over many of them in several processes, where these can be forked safely."""
    global _worker
    loaded = nlp or load(patterns)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if len(texts) <= FEW or cores < 2 or not forks:
        for text in texts:
            yield _row_of(text, loaded)
        return
    _worker = loaded
    try:
        forked = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(cores, forked, initializer=_end_when_told) as pool:
            for row in pool.map(_in_worker, texts, chunksize=2):
                yield orjson.loads(row)
    finally:
        _worker = None


def _end_when_told() -> None:
    """Leave the handlers of signals to the process that this one was forked from; a server's would keep it alive."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)


def _in_worker(text: Text) -> bytes:
    assert _worker is not None
    return orjson.dumps(_row_of(text, _worker))


def tokenizer() -> Language:
    """The pipeline's tokenizer alone, in a pipeline without components."""
    import spacy

    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})


def _kept(place: Path) -> Any:
    try:
        return orjson.loads(place.read_bytes())
    except (OSError, ValueError):
        return None


def keep(place: Path, row: Any) -> None:
    """Write a row whole or not at all; a cache that cannot be written is done without."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, orjson.dumps(row))
