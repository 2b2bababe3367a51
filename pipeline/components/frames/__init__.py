"""Finds the frames that a text's grades and numbers stand in, and drops the grades that are only adjectives.

A frame answers one question about a grade or a number, told by the first part of its name: whether it is a verdict
(`movement`, `earlier`, `verdict`, `said`, and `weak` where only beside a sure one), or not (`plain`); of whom (`whose`)
and of what (`area`); that it is nobody's that is asked about (`none`); what a number counts (`count`, `total`,
`nocount`). Of the frames for one question the first that fits is taken: the most specific stand first in the file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.extensions import set_rows
from pipeline.components.frames import shapes
from pipeline.components.frames.symbols import (
    AUTHORITY,
    BODY,
    COUNCIL,
    GRADES,
    NUMBER,
    SAME,
    SHARE,
    SYMBOLS,
    Item,
    Words,
    encoded,
    over,
    symbols_of,
)
from pipeline.components.ruler import Tag, instead, labelled
from pipeline.components.stretches import starting_in, starting_in_each
from pipeline.components.text import text_of

_GRADES: Final = frozenset({"GRADE", "SAME_GRADE"})
SURE: Final = ("movement", "earlier", "verdict", "said")
"""Questions whose answer makes a grade a verdict by itself."""
_TOLD: Final = ("movement", "earlier", "verdict", "plain", "said", "weak")
"""The order in which it is asked whether a grade is a verdict: what a verb of judging gives, or what is only said."""
ASKED: Final = ("none", "area", "whose")
"""What is asked about each verdict."""
COUNTED: Final = ("nocount", "total", "count")
"""What is asked about each number."""
_FORGOTTEN: Final = 5
"""Sentences that count nothing, after which numbers alone no longer count the authorities named before."""
_LEADS_TO_GRADE: Final = frozenset({"shed", "previous", "pluperfect", "negated", "hypothetical"})
"""Cues of status that only a grade follows at once."""
_VERBS: Final = {"requires": shapes.FINITE, "needs": shapes.NEED}
"""Classes of the words with which a grade begins that is a verb itself."""
_NEED_ALONE: Final = 2
"""Words of "needs improvement", which is said of many things; longer wordings are a grade."""
_PRESENT: Final = "present"
"""The class of words that tell of now, each of another class as well."""
_IS_SUBJECT: Final = over(
    "(?: , THAT [WHOLE YEAR]? | , THAT [^,;:.]{1,20} , | , [^,;:. AUTHORITY]{1,12} ,)?"
    "[ADVERB ,]* [BE HAVE RATE KEEP BECOME GRADE SURE]"
)
"""Behind a name in passing that is itself judged: "neighbouring Surrey was found ...".
"""


class Hit(NamedTuple):
    """A frame where it fits: the items of each argument, half open, and of the whole."""

    frame: str
    arguments: dict[str, tuple[int, int]]
    start: int
    end: int


class Anchor(NamedTuple):
    """A grade, or a number, by its place among its sentence's items, with the frames that answer what is asked."""

    place: int
    item: Item
    found: dict[str, Hit]
    anchored: str
    """Its sentence's symbols as the shapes are matched over them: what stands for its kind in its place."""
    is_present: bool = False
    """Whether it is itself a verb that tells of now ("requires improvement")."""

    @property
    def tag(self) -> Tag:
        """The tag of a grade; a number in figures has none."""
        assert self.item.tag is not None
        return self.item.tag

    @property
    def verdict(self) -> Hit | None:
        """The frame that makes it a verdict."""
        return next((self.found[question] for question in (*SURE, "weak") if question in self.found), None)


class Stated(NamedTuple):
    """A sentence with its items, its symbols, its tags, and its grades that are verdicts (or its numbers)."""

    start: int
    end: int
    items: list[Item]
    symbols: str
    tags: Sequence[Tag]
    anchors: list[Anchor]
    plain: tuple[Anchor, ...] = ()
    """Its grades that are only adjectives."""


set_rows("ofsight_stated", Stated)
set_rows("ofsight_counted", Stated)


def _anchored(symbols: str, place: int, kind: str) -> str:
    """A sentence's symbols with what stands for the kind of the grade, or the number, in its place."""
    return symbols[:place] + kind + symbols[place + 1 :]


class Frames:
    """The component: frames and word classes are its settings, so that spaCy saves them with the pipeline."""

    def __init__(self, nlp: Language, frames: Iterable[list[str]], classes: Iterable[list[str]]) -> None:
        self.frames: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for name, shape in frames:
            self.frames[name.partition("/")[0]].append((name, shapes.compiled(shape)))
        strings = nlp.vocab.strings
        self.classes = {strings.add(word): SYMBOLS[name] for word, name in classes if name in SYMBOLS}
        self.present = {strings.add(word) for word, name in classes if name == _PRESENT}
        self.verbs = {strings.add(word): _VERBS[name] for word, name in classes if name in _VERBS}

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.ofsight_stated` and drop from `doc._.ofsight_tags` the GRADE tags that are no verdict."""
        tags: list[Tag] = doc._.ofsight_tags
        told: list[Stated] = []
        doc._.ofsight_stated, doc._.ofsight_counted = told, []
        if not labelled(tags, "GRADE", "COUNTED"):
            return doc
        is_report = bool(doc._.ofsight_meta) and doc._.ofsight_meta["kind"] == "inspection_report"
        text = text_of(doc)
        words = Words(doc, self.classes, self.present)
        plain: set[Tag] = set()
        was_sure = False
        graded = [tag for tag in labelled(tags, *_GRADES) if tag.code != "not_judged"]
        sentences = doc._.ofsight_sentences
        for (start, end), grades in zip(sentences, starting_in_each(graded, sentences), strict=True):
            if is_report and not grades:
                was_sure = False
                continue
            near = starting_in(tags, start, end)
            if not near:
                continue
            stated = self._stated(doc, text, start, end, near, grades, words)
            sure = any(question in anchor.found for anchor in stated.anchors for question in SURE)
            is_sure = sure or was_sure
            kept = [one for one in stated.anchors if one.verdict and (is_sure or "weak" not in one.found)]
            others = {one.found["movement"].arguments["other"][0] for one in kept if "movement" in one.found}
            left = tuple(one for one in stated.anchors if one not in kept)
            plain |= {one.tag for one in left if one.place not in others}
            was_sure = sure
            if not is_report:
                for anchor in kept:
                    self._ask(stated, anchor)
                told.append(stated._replace(anchors=kept, plain=left))
        if not is_report:
            doc._.ofsight_counted = list(self._counts_of(doc, text, tags, words))
        if plain:
            doc._.ofsight_tags = instead(tags, _GRADES, [tag for tag in labelled(tags, *_GRADES) if tag not in plain])
        return doc

    def _stated(
        self, doc: Doc, text: str, start: int, end: int, near: Sequence[Tag], grades: Sequence[Tag], words: Words
    ) -> Stated:
        items = encoded(text, start, end, near, words)
        symbols = symbols_of(items)
        passing = [
            (place, item)
            for place, item in enumerate(items)
            if item.symbol == AUTHORITY
            and item.start in doc._.ofsight_in_passing
            and not _IS_SUBJECT.match(symbols, place + 1)
        ]
        for place, item in passing:
            items[place] = Item("x", item.start, item.end, None)
        symbols = symbols_of(items) if passing else symbols
        anchors = []
        for place, item in enumerate(items):
            if item.symbol in GRADES + SAME and item.tag is not None and item.tag in grades:
                anchored = _anchored(symbols, place, self._kind(doc, item, near))
                found = dict(islice(self._hits(_TOLD, anchored), 1))
                anchors.append(Anchor(place, item, found, anchored, doc[item.tag.token_start].norm in words.present))
        return Stated(start, end, items, symbols, [tag for tag in near if not text.startswith("-", tag.end)], anchors)

    def _counts_of(self, doc: Doc, text: str, tags: list[Tag], words: Words) -> Iterator[Stated]:
        """The sentences that may count authorities, with their numbers as anchors."""
        since, of_bodies = _FORGOTTEN, False
        for start, end in doc._.ofsight_sentences:
            near = starting_in(tags, start, end)
            counted = [tag for tag in near if tag.label == "COUNTED"]
            named = any(tag.code == "authority" for tag in counted)
            of_bodies = any(tag.code == "provider" for tag in near) or (of_bodies and not named)
            since = 0 if counted and (named or not of_bodies) else since + 1
            if since >= _FORGOTTEN:
                continue
            items = encoded(text, start, end, near, words, counting=True)
            symbols = symbols_of(items)
            if BODY in symbols and COUNCIL not in symbols:
                since = _FORGOTTEN
                continue
            anchors = []
            for place, item in enumerate(items):
                if item.symbol in NUMBER + SHARE:
                    anchored = _anchored(symbols, place, shapes.COUNT if item.symbol == NUMBER else shapes.SHARE)
                    anchors.append(Anchor(place, item, dict(self._hits(COUNTED, anchored)), anchored))
            if any("count" in anchor.found for anchor in anchors):
                since = 0
            if anchors or any(symbol in GRADES for symbol in symbols):
                yield Stated(start, end, items, symbols, near, anchors)

    def _ask(self, stated: Stated, anchor: Anchor) -> None:
        """Add what else is asked about a verdict; of a movement, where its own grade does not tell, about the other."""
        places = [anchor.place]
        if "movement" in anchor.found:
            places.insert(0, anchor.found["movement"].arguments["other"][0])
        kind = shapes.SAME if anchor.item.symbol == SAME else shapes.MARKED
        for place in places:
            anchor.found.update(self._hits(ASKED, _anchored(stated.symbols, place, kind)))

    def _hits(self, questions: Iterable[str], anchored: str) -> Iterator[tuple[str, Hit]]:
        """The questions that a frame answers, each with the first that does."""
        for question in questions:
            for name, shape in self.frames.get(question, ()):
                if match := shape.search(anchored):
                    spans = {one: match.span(one) for one, value in match.groupdict().items() if value is not None}
                    yield question, Hit(name, spans, match.start(), match.end())
                    break

    def _kind(self, doc: Doc, item: Item, near: Sequence[Tag]) -> str:
        """What stands for a grade in its sentence's symbols."""
        tag = item.tag
        assert tag is not None
        if tag.label == "SAME_GRADE":
            return shapes.SAME
        verb = self.verbs.get(doc[tag.token_start].norm)
        if verb is not None and not item.marked:
            return shapes.FINITE if tag.token_end - tag.token_start > _NEED_ALONE else verb
        for cue in near:
            leads = cue.label == "STATUS" and cue.code in _LEADS_TO_GRADE
            beside = 0 <= tag.token_start - cue.token_end <= 1
            if leads and beside and (cue.code != "negated" or item.symbol == "G"):
                return shapes.MARKED
        if item.symbol == "g":
            return shapes.PLAIN
        return shapes.MARKED if item.marked else shapes.RARE


@Language.factory(
    "ofsight_frames",
    requires=["doc._.ofsight_tags", "doc._.ofsight_sentences"],
    assigns=["doc._.ofsight_tags", "doc._.ofsight_stated", "doc._.ofsight_counted"],
    default_config={"frames": [], "classes": []},
)
def create_frames(nlp: Language, name: str, frames: list[list[str]], classes: list[list[str]]) -> Frames:
    """The factory `ofsight_frames`: `frames` as (name, shape), `classes` the class of each word that shapes name."""
    return Frames(nlp, frames, classes)
