"""HTML, as saved from a web site -> Document: the article alone, without the site's furniture."""

import re
from collections.abc import Iterator
from typing import Any, Final

import lxml.html  # type: ignore[import-untyped]
import trafilatura
from trafilatura.settings import Document as Extracted
from trafilatura.utils import HTML_PARSER

from pipeline.readers.dates import iso_date
from pipeline.readers.decoding import decoded
from pipeline.readers.document import HTML, Document, Unreadable, unreadable
from pipeline.readers.layout import BULLET, row_of
from pipeline.readers.metadata import Stated
from pipeline.readers.prose import prose_document

DEEPEST: Final = 250
"""Levels of nested elements; the parser drops what lies below 255, so that text would be lost in silence."""

INSIDE_LINES: Final = frozenset({"hi", "ref", "del", "code"})
"""Elements of an extracted article that may begin and end within a word."""

LATEST_DATE: Final = "2099-12-31"
"""Fixed, for with the default, today, the same page would give another date from one day to the next."""

LONGEST_ERROR_PAGE: Final = 1_500
"""Code points; a page with a longer text is an article even if it is about errors."""

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_ERROR_TITLE: Final = re.compile(
    r"\b(?:error|http)\W{0,3}[45]\d\d\b|\b(?:40[0134]|410|429|50[0234])\b\W*(?:error|page|not|bad|forbidden|service|\||$)|"
    r"\bnot found\b|\bno longer (?:exists|available)\b|\b(?:access|permission) denied\b|^\W*forbidden\b|"
    r"\b(?:server|page|internal) error\b|\b(?:page|site|service|temporarily) (?:is )?unavailable\b|\bjust a moment\b|"
    r"\battention required\b|\btoo many requests\b|^\W*(?:sign|log) ?in\b",
    re.IGNORECASE,
)


def read_html(data: bytes, path: str) -> Document:
    """Read a saved page to its article; menus, captions, comments and subscription boxes are left out.

    Raises:
        Unreadable: an error page, nested too deeply, or without an article.
    """
    source = _DECLARATION.sub("", decoded(data))
    tree = _parsed(source)
    title = " ".join((tree.findtext(".//title") or "").split())
    first_heading = " ".join("".join(heading.itertext()) for heading in tree.iter("h1"))
    extracted = _extracted(tree)
    body = "\n\n".join(_blocks(extracted.body)) if extracted is not None and extracted.body is not None else ""
    if len(body) < LONGEST_ERROR_PAGE and _ERROR_TITLE.search(f"{title} | {first_heading}"):
        raise Unreadable(_wrong_kind(path, "a web page that only reports an error"))
    if extracted is None or not body.strip():
        raise Unreadable(_wrong_kind(path, "a web page without an article"))
    headline = " ".join((extracted.title or "").split())
    if headline and headline.casefold() not in " ".join(body[:1000].split()).casefold():
        body = f"{headline}\n\n{body}"
    return prose_document(data, path, HTML, body, _stated(extracted))


def _wrong_kind(path: str, what: str) -> str:
    ending = path.rpartition(".")[2].lower()
    named = (
        "" if ending in ("html", "htm", "xhtml") or "." not in path else f", not a {ending.upper()} as its name says"
    )
    return f"is {what}{named}: download it again"


def _parsed(source: str) -> Any:
    with unreadable("is a broken web page: save it again"):
        tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=HTML_PARSER)
    level, deepest = [tree], 0
    while level and deepest < DEEPEST:
        level, deepest = [child for element in level for child in element], deepest + 1
    if level:
        raise Unreadable(f"is a web page with elements nested more than {DEEPEST} deep: not read")
    return tree


def _extracted(tree: Any) -> Extracted | None:
    with unreadable("is a web page that cannot be made out: save it again as text"):
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LATEST_DATE},
        )
    return found if isinstance(found, Extracted) else None


def _stated(extracted: Extracted) -> Stated:
    return {
        "title": extracted.title or None,
        "publisher": extracted.sitename or None,
        "url": extracted.url or None,
        "published": iso_date(extracted.date) if extracted.date else None,
    }


def _blocks(parent: Any) -> Iterator[str]:
    """Headings, paragraphs, list items and table rows of an extracted article."""
    for element in parent:
        if element.tag == "list":
            items = (_words(item, "list", "item") for item in element.iter("list", "item"))
            yield "\n".join(BULLET + words for words in items if words)
        elif element.tag == "table":
            rows = ([_words(cell, "row") for cell in row.findall("cell")] for row in element.iter("row"))
            yield "\n".join(row_of(cells) for cells in rows)
        elif element.tag in ("quote", "div") and len(element):
            yield " ".join((element.text or "").split())
            yield from _blocks(element)
        else:
            yield _words(element)
        if element.tail and element.tail.strip():
            yield " ".join(element.tail.split())


def _words(element: Any, *apart: str) -> str:
    """The words of an element without those of the elements `apart` in it."""
    return " ".join("".join(_texts(element, apart)).split())


def _texts(element: Any, apart: tuple[str, ...]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        edge = "" if child.tag in INSIDE_LINES else " "
        yield edge
        if child.tag not in apart:
            yield from _texts(child, apart)
        yield edge + (child.tail or "")
