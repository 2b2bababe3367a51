"""What the review page knows: documents, what the pipeline makes of them, gold and decisions."""

import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spacy.language import Language

from pipeline.language import load
from pipeline.patterns import Fault, FaultyPatterns, Pattern, load_patterns, patterns_hash
from pipeline.workbench import gold_file
from pipeline.workbench.changes import Change, differences
from pipeline.workbench.check import faults
from pipeline.workbench.corpus import Corpus, Result, Text, result_of, results

Row = dict[str, Any]


@dataclass(slots=True)
class Settings:
    """What the page is opened on. gold: where decisions go; `other` is a second annotator's file to compare with."""

    patterns: Path
    corpus: Corpus
    gold: Path
    annotator: str
    other: Path | None = None


@dataclass
class State:
    """The page's state; any number of requests may use it at once."""

    settings: Settings
    version: int = 0
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._hash = patterns_hash(self.settings.patterns)
        self.nlp: Language = load(self.settings.patterns)
        self.patterns: dict[str, Pattern] = self._by_id()
        self._results: dict[int, Result] = {}
        self._before: dict[int, Result] = {}

    @property
    def texts(self) -> list[Text]:
        """The documents, by their number."""
        return self.settings.corpus.texts

    def result(self, number: int) -> Result:
        """What the pipeline makes of a document now."""
        with self._lock:
            if number not in self._results:
                self._results[number] = result_of(self.nlp, self.texts[number].document)
            return self._results[number]

    def all_results(self) -> list[Result]:
        """What the pipeline makes of all documents, those kept from earlier taken over."""
        with self._lock:
            if len(self._results) < len(self.texts):
                found = results(self.texts, self.settings.patterns, self.nlp)
                for number, (_, result) in enumerate(found):
                    self._results.setdefault(number, result)
            return [self._results[number] for number in range(len(self.texts))]

    def reload(self) -> bool:
        """Load the patterns anew where a file was saved, and tell whether one was; with faults the old rules stay."""
        with self._lock:
            now = patterns_hash(self.settings.patterns)
            if now == self._hash:
                return False
            self._hash = now
            self.faults = faults(self.settings.patterns)
            self.version += 1
            if self.faults:
                return True
            try:
                self.nlp, self.patterns = load(self.settings.patterns), self._by_id()
            except FaultyPatterns as error:  # saved again in between
                self.faults = error.faults
                return True
            self._before, self._results = self._results, {}
            return True

    def changes(self, number: int) -> list[Change]:
        """What the last save changed in a document that had been looked at before it."""
        with self._lock:
            before = self._before.get(number)
            if before is None:
                return []
            text = self.texts[number]
            return list(differences(text.name, text.document.text, before, self.result(number)))

    def decisions(self, number: int) -> list[Row]:
        """The standing decisions on a document, oldest first."""
        document = self.texts[number].document
        made = gold_file.decisions(self.settings.gold)
        return [row["decision"] for row in made if row.get("sha256") == document.sha256]

    def decide(self, number: int, decision: Row) -> Row:
        """Append a decision to the gold file; when this returns it cannot be lost."""
        made = {
            "id": uuid.uuid4().hex,
            **decision,
            "by": self.settings.annotator,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        document = self.texts[number].document
        row = {"doc": document.path, "sha256": document.sha256, "decision": made}
        gold_file.append(self.settings.gold, row)
        return made

    def gold_line(self, number: int) -> Row | None:
        """The gold of a document with the decisions on it, None where there is none."""
        if not self.settings.gold.exists():
            return None
        rows = gold_file.gold_lines(self.settings.gold)
        of = gold_file.documents_of(rows, [(one.document.path, one.document.sha256) for one in self.texts])
        return next((row for row, own in zip(rows, of, strict=True) if own == number), None)

    def _by_id(self) -> dict[str, Pattern]:
        return {pattern.id: pattern for pattern in load_patterns(self.settings.patterns)}


def gold_of(record: Row, decided: Iterable[Row]) -> Row:
    """A gold line's facts from what the pipeline found, after the decisions on it: what stands is held to be right."""
    text = record["text"]
    line: Row = {
        "doc": "",
        "findings": [
            {
                "polarity": row["polarity"],
                "authority": row["authority"]["name"].lower() if row["authority"] else None,
                "area": row["area"],
                "quote": text[row["start"] : row["end"]],
                "speaker": row["speaker"],
                "themes": row["themes"],
            }
            for row in record["findings"]
        ],
    }
    for decision in decided:
        if decision["kind"] != "done":
            gold_file.apply(decision, line)
    return {"findings": line["findings"]}
