"""Doc extensions that hold rows: to components they are named tuples, to spaCy's serialisation plain tuples."""

from collections.abc import Callable
from functools import partial
from typing import Any

from spacy.tokens import Doc


def set_rows(name: str, row: Any, default: Any = (), make: Callable[[Doc], Any] | None = None) -> None:
    """Register `doc._.NAME`, which holds rows of one NamedTuple class, also after the Doc was saved or sent.

    make: gives the rows when they are first asked for and nobody has set them.
    """
    key = ("._.", name, None, None)  # where spaCy itself keeps the value of an extension
    Doc.set_extension(name, getter=partial(_get, key, row, default, make), setter=partial(_set, key), force=True)


def _get(key: Any, row: Any, default: Any, make: Callable[[Doc], Any] | None, doc: Doc) -> Any:
    rows = doc.user_data.get(key, default)
    if rows is default and make is not None:
        rows = doc.user_data[key] = make(doc)
    if rows and type(rows[0]) is not row:
        rows = doc.user_data[key] = [row(*values) for values in rows]
    return rows


def _set(key: Any, doc: Doc, rows: Any) -> None:
    doc.user_data[key] = rows
