"""Makes text from documents harmless wherever the report shows it: control signs, direction marks, formulas."""

import re
from typing import Final, overload

UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
FORMULA: Final = re.compile(r"^[\s\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20|%]")


@overload
def neutral(text: str) -> str: ...
@overload
def neutral(text: None) -> None: ...
def neutral(text: str | None) -> str | None:
    """The text with every sign that steers rather than shows written out, as ⟨U+202E⟩; line breaks become spaces."""
    if text is None or text.isprintable():  # true of no sign that steers, and quick for the many plain texts
        return text
    return (
        UNSEEN.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", text.replace("\r\n", " "))
        .replace("\n", " ")
        .replace("\t", " ")
    )


def inert(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would read it as a formula (OWASP, "CSV injection")."""
    return "'" + cell if FORMULA.match(cell) else cell
