"""Quotation marks as they stand around a quoted word, for rules that look past them."""

from typing import Final

OPENING: Final = "\"'\u2018\u201c"
CLOSING: Final = "\"'\u2019\u201d"
