"""Writes a sentence as a string of symbols, one letter a tag or word, over which the shapes of frames are matched."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Final, NamedTuple

from spacy.attrs import NORM
from spacy.tokens import Doc

from pipeline.components.quotation import CLOSING, OPENING
from pipeline.components.ruler import Tag
from pipeline.components.text import edges_of
from pipeline.components.word_classes import shape

SYMBOLS: Final[Mapping[str, str]] = {
    # what a sentence is about
    "authority": "A", "area": "R", "whole": "E", "grade": "g", "sure": "G",
    "same": "S", "body": "O", "council": "C",
    "report": "I", "visit": "3", "number": "#", "share": "%", "movement": "Q", "part": "P",
    "all": "a", "those": "j", "listed": "l", "sole": "8",
    "theme": "T", "service": "s", "pair": "2", "ordinal": "1", "respectively": "=", "loose": "~", "year": "Y",
    # verbs and nouns of judging
    "rate": "V", "give": "W", "keep": "K", "become": "M", "noun": "N",
    # words between them
    "be": "b", "have": "h", "from": "f", "to": "t", "in": "i", "of": "o", "with": "w", "as": "q", "and": "&",
    "but": "B",
    "when": "H", "that": "y", "the": "d", "any": "D", "it": "p", "not": "n", "adverb": "e", "modal": "m", "than": "u",
    "include": "c", "unit": "v", "percent": "z", "better": "r", "amount": "k", "by": "5", "fraction": "9",
    "every": "4", "word": "x",
    # what is counted beside grades
    "inspected": "X", "awaiting": "Z", "planned": "L", "rest": "6", "below": "U", "joint": "J",
    # signs
    "comma": ",", "semicolon": ";", "colon": ":", "dash": "-", "open": "(", "close": ")", "column": "|", "stop": ".",
}  # fmt: skip
"""Every name that a shape may use, and its letter."""

AUTHORITY, AREA, WHOLE, COUNCIL, BODY, SAME = (
    SYMBOLS[name] for name in ("authority", "area", "whole", "council", "body", "same")
)
NUMBER, SHARE, PAIR, ORDINAL, YEAR, UNIT = (
    SYMBOLS[name] for name in ("number", "share", "pair", "ordinal", "year", "unit")
)
ALL, THOSE, REST, INSPECTED, REPORT, KEEP = (
    SYMBOLS[name] for name in ("all", "those", "rest", "inspected", "report", "keep")
)
IN, TO, THE = (SYMBOLS[name] for name in ("in", "to", "the"))
GRADES: Final = SYMBOLS["grade"] + SYMBOLS["sure"]

over: Final = partial(shape, names={name.upper(): symbol for name, symbol in SYMBOLS.items()})
"""A regular expression over symbols, written with their names in capitals."""

_OF_LABEL: Final[Mapping[str, str]] = {
    "AUTHORITY": "A", "STANDIN": "A", "SAME_GRADE": "S", "OTHER_BODY": "O", "PARTIAL": "P", "THEME": "T",
    "PAIR": "2", "ORDINAL": "1", "RESPECTIVELY": "=", "LOOSE": "~", "VERDICT_NOUN": "N", "NUMBER": "#", "FRACTION": "%",
}  # fmt: skip
_OF_CODE: Final[Mapping[tuple[str, str], str]] = {
    ("VERDICT", "rate"): "V", ("VERDICT", "give"): "W", ("VERDICT", "keep"): "K", ("VERDICT", "become"): "M",
    ("SCOPE", "all_areas"): "a", ("SCOPE", "key_areas"): "a", ("SCOPE", "areas_before"): "j", ("SCOPE", "listed"): "l",
    ("SCOPE", "sole"): "8",
    ("COUNTED", "authority"): "C", ("SERVICE", "service"): "s",
}  # fmt: skip
_SIGNS: Final = {
    ",": ",",
    ";": ";",
    ":": ":",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "|": "|",
    ".": ".",
    "?": ".",
    "!": ".",
}
_OF_TALLY: Final[Mapping[str, str]] = {
    "any": "X", "awaiting": "Z", "planned": "L", "rest": "6", "below": "U", "fell": "Q", "rose": "Q",
    "below_good": "J", "good_or_better": "J", "outstanding": "J", "requires_improvement": "J",
}  # fmt: skip
"""Words that only counts ask for; elsewhere they are what else they are."""
_FIRST: Final = {
    "A": 0,
    "G": 0,
    "g": 0,
    "R": 1,
    "E": 1,
    "S": 1,
    "2": 2,
    "=": 2,
    "a": 2,
    "j": 2,
    "X": 0,
    "Z": 0,
    "L": 0,
    "6": 2,
    "U": 2,
    "Q": 0,
    "J": 0,
    "O": 2,
}
"""Whose words they are where tags overlap: the lower, then the longer."""
_CUT: Final = frozenset("VWKMQ")
"""Symbols whose last word, where it is a preposition ("moved from"), stands as a symbol of its own."""
_PREPOSITIONS: Final = frozenset("ftqwo")
EVERYDAY: Final = frozenset({"good", "adequate"})
"""Grades whose words need no inspector to be said."""
_REPEATS: Final = over("SAME (?=[^,;:.()]{0,6} [GRADE SURE])")
_MARKS: Final = frozenset(OPENING + CLOSING)
_FIGURE: Final = re.compile(r"[\d.]+")
DASH: Final = "-"
"""The NORM of all dashes."""


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
        self.norms = doc.to_array(NORM)
        self.classes = classes
        self.present = present
        self.dash = doc.vocab.strings[DASH]

    def between(self, start: int, end: int) -> tuple[int, list[tuple[int, int, int]]]:
        """The tokens that text[start:end] touches, each as its NORM and where it starts and ends; the first's place."""
        first, past = int(self.ends.searchsorted(start, "right")), int(self.starts.searchsorted(end))
        known = (known[first:past].tolist() for known in (self.norms, self.starts, self.ends))
        return first, list(zip(*known, strict=True))

    def symbol(self, place: int) -> str:
        """The symbol of the class of a token, "" where it has none."""
        return self.classes.get(int(self.norms[place]), "")


def number_of(text: str, item: Item) -> float:
    """The number that an item of the symbol for a number or a share stands for, in words or figures."""
    if item.tag is not None:
        return float(item.tag.code)
    figure = _FIGURE.match(text, item.start, item.end)
    return float(figure[0]) if figure else 0.0


def encoded(text: str, start: int, end: int, tags: Sequence[Tag], words: Words, counting: bool = False) -> list[Item]:
    """The items of text[start:end], whose tags are given; `counting`: with the symbols of what is counted first."""
    chosen = _chosen(text, start, tags, counting)
    items: list[Item] = []
    first, tokens = words.between(start, end)
    at, past = 0, len(tokens)
    counted = {tag.token_end for tag in tags if tag.label == "COUNTED"}
    for symbol, tag in [*chosen, ("", None)]:
        items.extend(_words(text, tokens[at : tag.token_start - first if tag is not None else past], words))
        if tag is None:
            break
        at, last = max(at, tag.token_end - first), words.symbol(tag.token_end - 1)
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
    return _with_figures(text, _stated_again(items))


def _chosen(text: str, start: int, tags: Sequence[Tag], counting: bool) -> list[tuple[str, Tag]]:
    """The tags that stand as symbols, in the order of the text, none over another."""
    ranked = []
    grades = {tag.token_end for tag in tags if tag.label == "GRADE"}
    for tag in tags:
        symbol = _symbol(text, start, tag, counting)
        if symbol:
            is_noun = symbol == "N" and tag.token_start in grades
            is_counted = counting and (symbol == "C" or (symbol == "#" and tag.token_end - tag.token_start > 1))
            first = 0 if is_noun or is_counted else _FIRST.get(symbol, 3)
            ranked.append((first, tag.start - tag.end, tag.start, symbol, tag))
    taken: set[int] = set()
    chosen = []
    for _, _, _, symbol, tag in sorted(ranked, key=lambda one: one[:3]):
        places = range(tag.token_start, tag.token_end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append((symbol, tag))
    return sorted(chosen, key=lambda one: one[1].start)


def _symbol(text: str, start: int, tag: Tag, counting: bool) -> str:
    if tag.label == "GRADE":
        return "" if tag.code == "not_judged" else "g" if tag.code in EVERYDAY else "G"
    if tag.label == "JUDGEMENT_AREA":
        return "E" if tag.code == "overall_effectiveness" else "R"
    if tag.label == "COUNTED" and tag.code != "authority":
        return "" if not counting else "I" if tag.code == "inspection" else "3"
    if tag.label == "PAIR" and counting:
        return ""
    if tag.label == "TALLY":
        return _OF_TALLY.get(tag.code, "") if counting else ""
    return _OF_LABEL.get(tag.label) or _OF_CODE.get((tag.label, tag.code), "")


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
    symbols = "".join(item.symbol for item in items)
    for match in _REPEATS.finditer(symbols):
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
            tail = "".join(one.symbol for one in items[n + 1 : n + 3])
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
