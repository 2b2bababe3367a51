"""English in regular expressions of a folder's Python: `english.py FOLDER`; words belong in the pattern files.

A run of letters outside of character sets is taken for a word where it has a vowel; what is written over symbols, one
letter each, is written with names (`shape`) and holds none.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

AT_MOST = 2
"""Expressions: words of the calendar, and small words that no line could stand for."""

NOT_TEXT = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?[a-zA-Z]+[:)]")
WORD = re.compile(r"(?=[a-zA-Z]*[aeiouyAEIOUY])[a-zA-Z]{3,}")


def english(source: str) -> Iterator[tuple[int, list[str]]]:
    """The line of each call of `re` whose pattern holds words, with these."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
            texts = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
            words = [word for text in texts for word in WORD.findall(NOT_TEXT.sub(" ", str(text)))]
            if words:
                yield node.lineno, words


def main(folder: str) -> int:
    found = [
        f"{file}:{line}: {' '.join(words)}"
        for file in sorted(Path(folder).rglob("*.py"))
        for line, words in english(file.read_text(encoding="utf-8"))
    ]
    if len(found) > AT_MOST:
        print(*found, f"{len(found)} expressions with words, at most {AT_MOST}: move them to patterns/", sep="\n")
    return int(len(found) > AT_MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
