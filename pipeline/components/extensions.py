"""Doc extensions that hold rows: to components they are named tuples, to spaCy's serialisation plain tuples."""

from collections.abc import Callable
from functools import partial
from typing import Any

from spacy.tokens import Doc


def set_rows(
    name: str, row: Any, default: Any = (), make: Callable[[Doc], Any] | None = None, kind: type[list[Any]] = list
) -> None:
    """Register `doc._.NAME`, which holds rows of one NamedTuple class, also after the Doc was saved or sent.

    make: gives the rows when they are first asked for and nobody has set them. kind: the class of their list.
    """
    getter, setter = partial(_get, name, row, default, make, kind), partial(_set, name, kind)
    Doc.set_extension(name, getter=getter, setter=setter, force=True)


def _get(name: str, row: Any, default: Any, make: Callable[[Doc], Any] | None, kind: type[list[Any]], doc: Doc) -> Any:
    rows = doc.user_data.get(_key(name), default)
    if rows is default and make is not None:
        rows = doc.user_data[_key(name)] = make(doc)
    if rows and type(rows[0]) is not row:
        rows = doc.user_data[_key(name)] = kind(row(*values) for values in rows)
    return rows


def _set(name: str, kind: type[list[Any]], doc: Doc, rows: Any) -> None:
    doc.user_data[_key(name)] = rows if kind is list or type(rows) is kind else kind(rows)


def _key(name: str) -> Any:
    """Where spaCy itself keeps the value of an extension."""
    return ("._.", name, None, None)
