"""Writes a sentence as a string of symbols, one letter a tag or word, over which the shapes of frames are matched."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from spacy.tokens import Doc

from pipeline.components.quotation import CLOSING, OPENING
from pipeline.components.ruler import Tag
from pipeline.components.text import edges_of, norms_of
from pipeline.components.word_classes import shape

TABLE: Final = Path(__file__).with_suffix(".csv")
"""Every symbol: the name that shapes use, its letter, its rank, and what it stands for.

That is a tag, by its label or by label and code: of any sentence, of one that is read for what it tells, or for what it
counts; and signs. Where tags overlap, the words are those of the lower rank, then of the longer tag.
"""

_ROWS: Final = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))

SYMBOLS: Final = {row["name"]: row["letter"] for row in _ROWS}
_RANKS: Final = {row["letter"]: int(row["rank"]) for row in _ROWS}
_SIGNS: Final = {sign: row["letter"] for row in _ROWS for sign in row["signs"].split()}
_OF_TAGS: Final = tuple(
    {tag: row["letter"] for row in _ROWS for tag in (row["always"] + " " + row[when]).split()}
    for when in ("told", "counted")
)
"""The letters of tags, where a sentence is read for what it tells, and for what it counts."""

AUTHORITY, AREA, WHOLE, COUNCIL, BODY, SAME = (
    SYMBOLS[name] for name in ("authority", "area", "whole", "council", "body", "same")
)
NUMBER, SHARE, PAIR, ORDINAL, YEAR, UNIT = (
    SYMBOLS[name] for name in ("number", "share", "pair", "ordinal", "year", "unit")
)
ALL, REST, INSPECTED, REPORT, KEEP, COLUMN = (
    SYMBOLS[name] for name in ("all", "rest", "inspected", "report", "keep", "column")
)
IN, TO, THE = (SYMBOLS[name] for name in ("in", "to", "the"))
GRADES: Final = SYMBOLS["grade"] + SYMBOLS["sure"]

over: Final = partial(shape, names={name.upper(): symbol for name, symbol in SYMBOLS.items()})
"""A regular expression over symbols, written with their names in capitals."""

_CUT: Final = frozenset("VWKMQ")
"""Symbols whose last word, where it is a preposition ("moved from"), stands as a symbol of its own."""
_PREPOSITIONS: Final = frozenset("ftqwo")
_REPEATS: Final = over("SAME (?=[^,;:.()]{0,6} [GRADE SURE])")
_DASH: Final = "-"
"""The NORM of all dashes."""
_MARKS: Final = frozenset(OPENING + CLOSING)
_FIGURE: Final = re.compile(r"[\d.]+")


class Item(NamedTuple):
    """A symbol with its code points, and the tag that it stands for."""

    symbol: str
    start: int
    end: int
    tag: Tag | None
    marked: bool = False
    """Whether a grade is set off from the words around it: quoted, or with a capital inside the sentence; of a word,
    whether it tells of now ("is", "currently")."""


class Words:
    """What is known of a text's words: where each token starts and ends, its NORM, and which symbol it stands for."""

    def __init__(self, doc: Doc, classes: Mapping[int, str], present: Set[int]) -> None:
        """classes: the symbol of a NORM. present: the NORMs that tell of now."""
        self.starts, self.ends = edges_of(doc)
        self.norms = norms_of(doc)
        self.classes = classes
        self.present = present
        self.dash = doc.vocab.strings[_DASH]

    def between(self, start: int, end: int) -> tuple[int, list[tuple[int, int, int]]]:
        """The tokens that text[start:end] touches, each as its NORM and where it starts and ends; the first's place."""
        first, past = int(self.ends.searchsorted(start, "right")), int(self.starts.searchsorted(end))
        known = (known[first:past].tolist() for known in (self.norms, self.starts, self.ends))
        return first, list(zip(*known, strict=True))


def number_of(text: str, item: Item) -> float:
    """The number that an item of the symbol for a number or a share stands for, in words or figures."""
    if item.tag is not None:
        return float(item.tag.code)
    figure = _FIGURE.match(text, item.start, item.end)
    return float(figure[0]) if figure else 0.0


def symbols_of(items: Iterable[Item]) -> str:
    """The symbols of some items as one string, which shapes are matched over."""
    return "".join([item.symbol for item in items])


def encoded(text: str, start: int, end: int, tags: Sequence[Tag], words: Words, counting: bool = False) -> list[Item]:
    """The items of text[start:end], whose tags are given; `counting`: with the symbols of what is counted first."""
    items: list[Item] = []
    first, tokens = words.between(start, end)
    at = 0
    counted = {tag.token_end for tag in tags if tag.label == "COUNTED"}
    for symbol, tag in _chosen(tags, counting):
        items.extend(_words(text, tokens[at : tag.token_start - first], words))
        at = min(max(at, tag.token_end - first), len(tokens))
        last = words.classes.get(tokens[at - 1][0], "")
        if symbol in _CUT and last in _PREPOSITIONS and tag.token_end - tag.token_start > 1:
            items.append(Item(symbol, tag.start, tag.end, tag))
            items.append(Item(last, tag.end, tag.end, None))
        else:
            if symbol == "S" and tag.code == "follows" and items and not any(one.symbol in "gGS" for one in items):
                symbol = "&"
            if symbol == "V" and items and items[-1].symbol in "#dD" and _is_noun_too(tag, tags):
                symbol = "N"
            marked = symbol in "gG" and _is_marked(text, start, tag)
            items.append(Item("G" if marked else symbol, tag.start, tag.end, tag, marked))
            if symbol == "#" and tag.token_end in counted and tag.token_end - tag.token_start > 1:
                items.append(Item("C", tag.end, tag.end, None))  # "no council" is a number with its noun
    items.extend(_words(text, tokens[at:], words))
    return _with_figures(text, _stated_again(items))


def _chosen(tags: Sequence[Tag], counting: bool) -> list[tuple[str, Tag]]:
    """The tags that stand as symbols, in the order of the text, none over another."""
    ranked = []
    letters = _OF_TAGS[counting]
    grades = {tag.token_end for tag in tags if tag.label == "GRADE"}
    for tag in tags:
        if symbol := letters.get(f"{tag.label}/{tag.code}") or letters.get(tag.label):
            is_noun = symbol == "N" and tag.token_start in grades
            is_counted = counting and (symbol == "C" or (symbol == "#" and tag.token_end - tag.token_start > 1))
            first = 0 if is_noun or is_counted else _RANKS[symbol]
            ranked.append((first, tag.start - tag.end, tag.start, symbol, tag))
    taken: set[int] = set()
    chosen = []
    for _, _, _, symbol, tag in sorted(ranked, key=lambda one: one[:3]):
        places = range(tag.token_start, tag.token_end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append((symbol, tag))
    return sorted(chosen, key=lambda one: one[1].start)


def _is_noun_too(tag: Tag, tags: Sequence[Tag]) -> bool:
    """ "two grades", "the marks": the form of a verb that is a noun as well."""
    return any(one.label == "VERDICT_NOUN" and one.start == tag.start and one.end == tag.end for one in tags)


def _is_marked(text: str, start: int, tag: Tag) -> bool:
    before, after = text[max(0, tag.start - 1) : tag.start], text[tag.end : tag.end + 2].lstrip(",.")[:1]
    if before and after and before in _MARKS and after in _MARKS:
        return True
    above = text[start : tag.start].strip(OPENING + " ")
    return text[tag.start].isupper() and above != "" and not above.isupper()


def _words(text: str, tokens: list[tuple[int, int, int]], words: Words) -> Iterator[Item]:
    """The items of tokens outside of tags."""
    for place, (norm, begin, end) in enumerate(tokens):
        word = text[begin:end]
        symbol = _SIGNS.get(word)
        if symbol is None:
            symbol = words.classes.get(norm)
            if symbol == "m" and word[0].isupper() and place:
                symbol = "v"
        if symbol is None:
            if norm == words.dash:
                loose = text[begin - 1 : begin].isspace() or text[end : end + 1].isspace() or word == "\u2014"
                symbol = "-" if loose else ""
            else:
                symbol = _unlisted(word)
        if symbol:
            yield Item(symbol, begin, end, None, norm in words.present)


def _unlisted(word: str) -> str:
    """The symbol of a word that has no class."""
    if word.isalpha():
        return "" if word == "s" else "x"
    if word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20"):
        return "Y"
    if word.replace(".", "", 1).isdecimal() and word[0] != ".":
        return "#"
    return "x" if word[0].isalnum() and not word.isspace() else ""


def _stated_again(items: list[Item]) -> list[Item]:
    """Words that repeat a grade are none where their own clause states one ("was likewise found good")."""
    for match in _REPEATS.finditer(symbols_of(items)):
        item = items[match.start()]
        if item.tag is not None and item.tag.code == "same":
            items[match.start()] = item._replace(symbol="e", tag=None)
    return items


def _with_figures(text: str, items: list[Item]) -> list[Item]:
    """A number with "per cent" is a share; one with a unit of time, money or as part of a date is a word."""
    out: list[Item] = []
    skip = 0
    for n, item in enumerate(items):
        if skip:
            skip -= 1
            continue
        if item.symbol == "#":
            tail = symbols_of(items[n + 1 : n + 3])
            if "z" in tail and tail[0] in "zx":
                skip = tail.index("z") + 1
                item = Item("%", item.start, items[n + skip].end, item.tag)
                if out and out[-1].symbol == "~":
                    out[-1] = out[-1]._replace(symbol="e")  # "about 54 %" is as exact as figures are
            elif (
                tail[:1] in ("v", "9")
                or (item.tag is None and "." in text[item.start : item.end])
                or (out and out[-1].symbol == "v" and item.tag is None and text[out[-1].start].isupper())
                or _is_amount(text, item)
            ):
                item = item._replace(symbol="v" if tail[:1] == "v" else "x")
        out.append(item)
    return out


def _is_amount(text: str, item: Item) -> bool:
    """A part of an amount of money, an ordinal, a date or a larger number."""
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    return item.tag is None and (before in ("\u00a3", "/", "-", ".", "\u2013") or after == "/" or after.isalpha())
