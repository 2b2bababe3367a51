"""Writes pattern lines out as plain ones, each a phrase, that spaCy's entity ruler and Prodigy load as they are."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonlines

from pipeline.components.ruler import spellings
from pipeline.expansion import plain_rows
from pipeline.patterns import Pattern


def plain_lines(patterns: Iterable[Pattern]) -> Iterator[dict[str, Any]]:
    """Every phrase of every line, in each of its spellings, as a row of spaCy's entity ruler.

    They match what ours match under the same tokenizer, by NORM (`phrase_matcher_attr`) and within one layer of labels.
    """
    for pattern in patterns:
        for row in plain_rows(pattern):
            written = row["pattern"]
            yield from ({**row, "pattern": one} for one in spellings(written)) if isinstance(written, str) else (row,)


def export(patterns: Iterable[Pattern], output: Path) -> int:
    """Write the plain lines to a file; how many.

    Raises:
        OSError: the file cannot be written.
    """
    rows = list(plain_lines(patterns))
    with jsonlines.open(output, "w") as lines:
        lines.write_all(rows)
    return len(rows)
