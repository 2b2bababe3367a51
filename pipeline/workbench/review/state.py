"""What the review page knows: documents, what the pipeline makes of them, gold and decisions."""

import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language

from pipeline.language import load, to_doc
from pipeline.patterns import Fault, FaultyPatterns, Pattern, load_patterns, patterns_hash
from pipeline.workbench import gold_file
from pipeline.workbench.changes import Change, affected, differences, edit_between
from pipeline.workbench.corpus import Corpus, Result, Text, result_of, results
from pipeline.workbench.explain import why
from pipeline.workbench.gate import refuse_faulty
from pipeline.workbench.new_line import NoLine, Trial, take_out, try_line, write_sound

Row = dict[str, Any]
Status = Literal["untouched", "begun", "done"]


@dataclass(slots=True)
class Settings:
    """What the page is opened on. gold: where decisions go; `other` is a second annotator's file to compare with."""

    patterns: Path
    corpus: Corpus
    gold: Path
    annotator: str
    other: Path | None = None


@dataclass(slots=True)
class Gold:
    """A gold file as it stood: by the number of a document its line, and the decisions on it that stand."""

    stamp: str
    lines: dict[int, Row] = field(default_factory=dict)
    decisions: dict[int, list[Row]] = field(default_factory=dict)
    elsewhere: int = 0


class State:
    """The page's state; any number of requests may use it at once."""

    def __init__(self, settings: Settings) -> None:
        """Run the pipeline over all documents; a server's threads would not let other processes be forked from it."""
        self.settings = settings
        self.texts: list[Text] = settings.corpus.texts
        self.loads = 0
        self.faults: list[Fault] = []
        self._lock = threading.RLock()
        self._hash = patterns_hash(settings.patterns)
        self.nlp: Language = load(settings.patterns)
        self.patterns: dict[str, Pattern] = self._by_id()
        found = results(self.texts, settings.patterns, self.nlp)
        self._results: dict[int, Result] = {number: result for number, (_, result) in enumerate(found)}
        self._before: dict[int, Result] = {}
        self.written: list[Pattern] = []
        self._gold = Gold("")

    @property
    def version(self) -> str:
        """Changes with every load of the patterns and every decision, whoever took it."""
        return f"{self.loads}-{self.gold().stamp}"

    def result(self, number: int) -> Result:
        """What the pipeline makes of a document now."""
        with self._lock:
            if number not in self._results:
                self._results[number] = result_of(self.nlp, self.texts[number].document)
            return self._results[number]

    def explained(self, number: int, start: int, end: int) -> list[Row]:
        """Why the sentences between two code points are found to be what they are."""
        with self._lock:
            doc = to_doc(self.nlp, self.texts[number].document)
            return why(self.nlp, doc, self.patterns, start, end)

    def reload(self) -> bool:
        """Load the patterns anew where a file was saved, and tell whether one was; with faults the old rules stay."""
        with self._lock:
            now = patterns_hash(self.settings.patterns)
            if now == self._hash:
                return False
            self._hash = now
            self.loads += 1
            try:
                refuse_faulty(self.settings.patterns)
                nlp, patterns = load(self.settings.patterns), self._by_id()
            except FaultyPatterns as error:
                self.faults = error.faults
                return True
            self.faults = []
            touched = affected(edit_between(self.patterns.values(), patterns.values()), self.texts)
            self.nlp, self.patterns = nlp, patterns
            self._before = {n: self._results.pop(n) for n in touched if n in self._results}
            return True

    def changes(self, number: int) -> list[Change]:
        """What the last save of a pattern file changed in a document."""
        with self._lock:
            if number not in self._before:
                return []
            text = self.texts[number]
            return list(differences(text.name, text.document.text, self._before[number], self.result(number)))

    def tried(self, row: Row, first: int) -> Trial:
        """What a line would change in the documents, the first of them that which is looked at."""
        numbers = [first, *(number for number in range(len(self.texts)) if number != first)]
        texts = [self.texts[number] for number in numbers]
        return try_line(row, self.settings.patterns, texts, lambda number: self.result(numbers[number]))

    def write(self, row: Row) -> None:
        """Write a line into the pattern files, and load them anew.

        Raises:
            NoLine, FaultyPatterns, OSError: it could not be written.
        """
        with self._lock:
            self.written.append(write_sound(row, self.settings.patterns))
            self.reload()

    def take_back(self) -> Pattern:
        """Take the line out again that was last written here, load the files anew, and return it.

        Raises:
            NoLine: no line was written here, or it has been changed since.
            OSError: its file cannot be written.
        """
        with self._lock:
            if not self.written:
                raise NoLine("no line was written here since this page was started; git undoes earlier ones")
            take_out(self.written[-1], self.settings.patterns)
            self.reload()
            return self.written.pop()

    def gold(self) -> Gold:
        """The gold file as it is now."""
        file = self.settings.gold
        with self._lock:
            try:
                state = file.stat()
            except FileNotFoundError:
                return Gold("none")
            stamp = f"{state.st_mtime_ns}-{state.st_size}-{state.st_ino}"
            if stamp != self._gold.stamp:
                self._gold = self._read_gold(stamp)
            return self._gold

    def _read_gold(self, stamp: str) -> Gold:
        documents = [(one.document.path, one.document.sha256) for one in self.texts]
        gold = Gold(stamp)
        rows = gold_file.gold_lines(self.settings.gold)
        for row, number in zip(rows, gold_file.documents_of(rows, documents), strict=True):
            if isinstance(number, int):
                gold.lines[number] = row
            else:
                gold.elsewhere += 1
        made = gold_file.decisions(self.settings.gold)
        for row, number in zip(made, gold_file.documents_of(made, documents), strict=True):
            if isinstance(number, int):
                gold.decisions.setdefault(number, []).append(row["decision"])
        return gold

    def status(self, number: int) -> Status:
        """How far a document is: all its findings known, some decisions taken, or nothing."""
        line = self.gold().lines.get(number, {})
        if "findings" in line and "findings" not in line.get("partial", ()):
            return "done"
        return "begun" if number in self.gold().decisions else "untouched"

    def decide(self, number: int, decision: Row) -> None:
        """Append a decision to the gold file; when this returns it cannot be lost.

        Raises:
            OSError: it could not be written.
        """
        document = self.texts[number].document
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = {"id": uuid.uuid4().hex, **decision, "by": self.settings.annotator, "at": now}
        gold_file.append(self.settings.gold, {"doc": document.path, "sha256": document.sha256, "decision": made})

    def undo(self, number: int) -> Row | None:
        """Take back this annotator's last decision that stands on a document, and return it."""
        with self._lock:
            own = [one for one in self.gold().decisions.get(number, ()) if one["by"] == self.settings.annotator]
            if own:
                self.decide(number, {"kind": "undo", "of": own[-1]["id"]})
            return own[-1] if own else None

    def _by_id(self) -> dict[str, Pattern]:
        return {pattern.id: pattern for pattern in load_patterns(self.settings.patterns)}
