"""The part of the annotators' guide that code decides: the table of labels and of the codes that each may have."""

from typing import Final

from pipeline.labels import Label, labels
from pipeline.register import register
from pipeline.vocabulary import THEMES

HEAD: Final = "| label | what the words are | codes |\n|---|---|---|\n"


def with_table(guide: str) -> str:
    """The guide with its table of labels as the code has it; the table is its end."""
    return guide[: guide.index(HEAD)] + table()


def table() -> str:
    """A row for each label."""
    return HEAD + "".join(f"| {name} | {label.meaning} | {_codes(label)} |\n" for name, label in labels().items())


def _codes(label: Label) -> str:
    if label.codes is None:
        return "a number"
    if label.codes == frozenset(register()):
        return "GSS codes"
    if label.codes == frozenset(THEMES):
        return "the themes of `pipeline/data/themes.csv`"
    return ", ".join(sorted(label.codes))
