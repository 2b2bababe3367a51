"""Quotation marks as they stand around a quoted word, for rules that look past them."""

from typing import Final

OPENING: Final = "\"'\u2018\u201c"
CLOSING: Final = "\"'\u2019\u201d"

OPENS: Final = f"[{OPENING}]?"
"""Regular expression: a mark that may open a quotation."""
CLOSES: Final = f"[{CLOSING}]?"
"""Regular expression: a mark that may close a quotation."""
