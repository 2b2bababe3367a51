"""What components that are made of lines of pattern files share: taking the lines, and being saved with them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Self

import srsly
from spacy.language import Language
from spacy.util import ensure_path

from pipeline.expansion import plain_rows
from pipeline.patterns import Pattern, PatternSource

FILE: Final = "patterns.jsonl"


class Patterned(ABC):
    """A component with patterns; a subclass says what it makes of them. `exclude` is part of spaCy's protocol."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all patterns."""
        self.patterns: list[Pattern] = []

    @abstractmethod
    def add_patterns(self, patterns: Iterable[Pattern | dict[str, Any]]) -> None:
        """Add patterns to those already there, also such as spaCy's entity ruler takes: label, pattern and id."""

    def initialize(
        self, get_examples: Any = None, *, nlp: Language | None = None, patterns: PatternSource | None = None
    ) -> None:
        """Take the patterns that the config names for `nlp.initialize`; the other arguments are of its protocol."""
        if patterns is not None:
            self.clear()
            self.add_patterns(patterns())

    def rows(self) -> list[dict[str, Any]]:
        """The patterns as plain rows, which spaCy's entity ruler reads as well."""
        return [row for pattern in self.patterns for row in plain_rows(pattern)]

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The patterns, as spaCy saves a component."""
        return bytes(srsly.msgpack_dumps(self.rows()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Add the patterns of `to_bytes`."""
        self.add_patterns(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the patterns to a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_jsonl(folder / FILE, self.rows())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Add the patterns of a folder that `to_disk` wrote."""
        self.add_patterns(srsly.read_jsonl(ensure_path(path) / FILE))
        return self


def pattern_of(given: Pattern | dict[str, Any]) -> Pattern:
    """The pattern that a row stands for."""
    if isinstance(given, Pattern):
        return given
    words, acts = given["pattern"], {key: given[key] for key in ("direction", "reach", "until") if key in given}
    acts["until"] = tuple(acts.get("until", ()))
    pattern = words if isinstance(words, str) else tuple(words)
    return Pattern(given["label"], pattern, given.get("id", given["label"]), **acts)
