"""Markdown -> Document, with the metadata of its YAML front matter."""

import datetime
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from pipeline.readers.decoding import decoded
from pipeline.readers.document import MARKDOWN, Document, Unreadable
from pipeline.readers.layout import BULLET, row_of
from pipeline.readers.metadata import FIELDS, Stated, checked
from pipeline.readers.prose import prose_document

FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\n(?=[\w\"'-]+[ \t]*:)(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_SAME_AS: Final = {"date": "published", "site": "publisher", "source": "publisher", "link": "url"}
"""Keys that other tools write in front matter, and the field each of them is."""

DEEPEST: Final = 100
"""Levels of lists and quotations inside each other; what lies deeper is dropped."""

LONGEST_PIECE: Final = 2_000
"""Code points in which signs are looked for at once: each that opens and never closes costs a look to the end."""

_PIECE: Final = re.compile(rf".{{1,{LONGEST_PIECE}}}(?:\s|\Z)|.{{1,{LONGEST_PIECE}}}", re.DOTALL)
_COMMENT_ENDS: Final = "-->"
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>|<!--")


def read_markdown(data: bytes, path: str) -> Document:
    """Read Markdown (CommonMark with tables) to prose without its signs.

    Raises:
        Unreadable: binary data, no text, or front matter that is broken (`line: what, and how to mend it`).
    """
    source = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    front = FRONT_MATTER.match(source)
    stated = _front_matter(front[1]) if front else {}
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    parser.core.ruler.at("inline", _inline)
    tokens = parser.parse(source[front.end() :] if front else source)
    return prose_document(data, path, MARKDOWN, "\n\n".join(_paragraphs(tokens)), stated)


class _Loader(yaml.SafeLoader):
    """YAML in which no value stands for another: with such, a few lines are more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


def _front_matter(text: str) -> Stated:
    try:
        given = yaml.load(text, _Loader)  # a SafeLoader
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 2 if fault.problem_mark else 1
        raise Unreadable(f"line {line} of the front matter is not YAML: put the value in quotation marks") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Unreadable("the front matter is not YAML: write one `key: value` a line") from None
    if not isinstance(given, Mapping):
        return {}
    named = {_SAME_AS.get(key, key): _as_json(value) for key, value in given.items() if isinstance(key, str)}
    stated, faults = checked({key: value for key, value in named.items() if key in FIELDS})
    if faults:
        raise Unreadable("front matter: " + "; ".join(f'"{field}": {message}' for field, message in faults))
    return stated


def _as_json(value: object) -> object:
    """A value with its dates as text, one level deep, where no field that is read has any below."""
    if isinstance(value, Mapping):
        return {str(key): _day_as_text(part) for key, part in value.items()}
    return _day_as_text(value)


def _day_as_text(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _inline(state: StateCore) -> None:
    """Markdown's rule for the signs within a paragraph, a piece of a long paragraph at a time."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            for piece in _PIECE.findall(token.content):
                found: list[Token] = []
                state.md.inline.parse(piece, state.md, state.env, found)
                token.children += found


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    """Paragraphs, headings and list items, each with its sign; the rows of a table together, a line each."""
    rows: list[str] = []
    cells: list[str] = []
    in_cell = False
    sign = ""
    for token in tokens:
        match token.type:
            case "list_item_open":
                sign = f"{token.info}{token.markup} " if token.info else BULLET
            case "table_open":
                rows = []
            case "tr_open":
                cells = []
            case "th_open" | "td_open":
                in_cell = True
            case "th_close" | "td_close":
                in_cell = False
            case "tr_close":
                rows.append(row_of(cells))
            case "table_close":
                yield "\n".join(rows)
            case "inline" if in_cell:
                cells.append(_plain(token).replace("\n", " "))
            case "inline":
                yield sign + _plain(token)
                sign = ""
            case "fence" | "code_block":
                yield token.content
            case "html_block":
                yield unescape(_without_tags(token.content))


def _without_tags(html: str) -> str:
    """The text of HTML; a comment that never ends hides nothing, and is not looked for twice."""
    closed = html.rfind(_COMMENT_ENDS) + len(_COMMENT_ENDS) if _COMMENT_ENDS in html else 0
    return _TAG.sub("", _COMMENT.sub("", html[:closed]) + html[closed:])


def _plain(inline: Token) -> str:
    """The words of a line without the signs around them; pictures and tags go."""
    kept = {"text": None, "code_inline": None, "softbreak": "\n", "hardbreak": "\n"}
    parts = (kept[part.type] or part.content for part in inline.children or () if part.type in kept)
    return "".join(parts)
