"""What the form for a new pattern line holds: at first what the words in the text suggest, then what was written."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pipeline.patterns import Pattern
from pipeline.readers.document import Document
from pipeline.vocabulary import Polarity
from pipeline.workbench.changes import in_sentence
from pipeline.workbench.new_line import row_of
from pipeline.workbench.review.marks import Mark
from pipeline.workbench.suggest import LABELS, Sentence, suggest

Row = dict[str, Any]

GRADED: Final = {"judgements": "GRADE", "tallies": "TALLY"}
USUAL: Final[Polarity] = "concern"
"""What selected words are taken to say where no mark tells; the form is where that is put right."""
SURELY: Final = 9
"""How far a sentence leans that a person has decided on."""
CODE: Final = "strong"


class Draft(NamedTuple):
    """The fields of the form."""

    label: str = ""
    code: str = ""
    phrase: str = ""
    forms: str = ""
    example: str = ""
    outcome: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Draft":
        """What was sent."""
        return cls(*(sent.get(name, "") for name in cls._fields))

    @property
    def row(self) -> Row:
        """The line, but for the name in its id."""
        return row_of(**self._asdict())


def of_words(document: Document, start: int, end: int, mark: Mark | None) -> Draft:
    """A line of the words between two code points, as a cue of what the chosen mark over them says."""
    over = mark is not None and mark.start < end and start < mark.end
    polarity = mark.row.get("polarity", USUAL) if over and mark is not None else USUAL
    return Draft(
        LABELS[polarity], CODE, _words(document.text, start, end), "", _sentence(document.text, start, end), polarity
    )


def of_mark(document: Document, mark: Mark, patterns: Iterable[Pattern]) -> Draft:
    """A line for a mark: of a finding the words in it that evaluate, where there are such, else all its words."""
    words, example = _words(document.text, mark.start, mark.end), _sentence(document.text, mark.start, mark.end)
    polarity: Polarity | None = mark.row.get("polarity")
    if polarity is None:
        label = mark.row.get("label") or GRADED[mark.what]
        return Draft(label, mark.row.get("code") or mark.row.get("grade") or "", words, "", example)
    leans = SURELY if polarity == "strength" else -SURELY
    held = Sentence(document.path, document.text[mark.start : mark.end], "", leans)
    found = suggest([held], list(patterns), 1)
    return Draft(LABELS[polarity], CODE, found[0].phrase if found else words, "", example, polarity)


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split()).strip(" .,;:!?")


def _sentence(text: str, start: int, end: int) -> str:
    around = in_sentence(text, start, end)
    return " ".join(f"{around.left}{around.hit}{around.right}".split())
