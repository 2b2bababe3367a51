"""Coverage-guided fuzzing of a reader or the pattern loader: `python -m fuzz.guided TARGET [libFuzzer's options]`.

An input fails that raises an error which its target does not declare; libFuzzer prints it and keeps it in a file.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.patterns import parse_line
    from pipeline.readers.document import Unreadable
    from pipeline.readers.docx import read_docx
    from pipeline.readers.html import read_html
    from pipeline.readers.jsonl import read_jsonl
    from pipeline.readers.markdown import read_markdown
    from pipeline.readers.pdf import read_pdf
    from pipeline.readers.plain import read_plain

from fuzz.mutations import parts_of, with_part
from fuzz.samples import SAMPLES, pattern_lines

WORD, TEXT = SAMPLES["word"], "word/document.xml"


def word_text(document_xml: bytes) -> None:
    """A Word file that is sound but for its text: changes to the whole file hardly ever leave an archive."""
    read_docx(with_part(WORD, TEXT, document_xml), "mutated")


def pattern_line(line: bytes) -> None:
    parse_line(line.decode("utf-8", "replace"), "mutated.jsonl", 1)


TARGETS: dict[str, Callable[[bytes], object]] = {
    "pdf": lambda data: read_pdf(data, "mutated"),
    "html": lambda data: read_html(data, "mutated"),
    "markdown": lambda data: read_markdown(data, "mutated"),
    "plain": lambda data: read_plain(data, "mutated"),
    "jsonl": lambda data: list(read_jsonl(data, "mutated")),
    "word": word_text,
    "pattern": pattern_line,
}


def main() -> None:
    name, *options = sys.argv[1:]
    target = TARGETS[name]

    def declared_errors_only(data: bytes) -> None:
        with suppress(Unreadable):
            target(data)

    with tempfile.TemporaryDirectory(prefix="ofsight-fuzz-") as room:
        for number, seed in enumerate(seeds(name)):
            (Path(room) / f"{number}").write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, room], declared_errors_only)
        atheris.Fuzz()


def seeds(name: str) -> list[bytes]:
    """Sound inputs that the fuzzer starts from."""
    if name == "pattern":
        return [line.encode() for line in pattern_lines()[::200]]
    if name == "word":
        return [parts_of(WORD)[TEXT]]
    return [SAMPLES[name]]


if __name__ == "__main__":
    main()
