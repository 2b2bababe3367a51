"""Finds the frames that a text's grades and numbers stand in, and drops the grades that are only adjectives.

A frame answers one question about a grade or a number, told by the first part of its name: whether it is a verdict
(`movement`, `earlier`, `verdict`, `said`, and `weak` where only beside a sure one), or not (`plain`); of whom (`whose`)
and of what (`area`); that it is nobody's that is asked about (`none`); what a number counts (`count`, `total`,
`nocount`). Of the frames for one question the first that fits is taken: the most specific stand first in the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

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
)
from pipeline.components.ruler import Tag, instead, labelled
from pipeline.components.stretches import starting_in
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
"""Sentences after which numbers alone no longer count the authorities named before."""
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


class Frame(NamedTuple):
    """A compiled frame; `question` is what its name begins with."""

    name: str
    question: str
    shape: Any


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


class Frames:
    """The component: frames and word classes are its settings, so that spaCy saves them with the pipeline."""

    def __init__(self, nlp: Language, frames: Iterable[list[str]], classes: Iterable[list[str]]) -> None:
        self.frames: dict[str, list[Frame]] = {}
        for name, shape in frames:
            question = name.partition("/")[0]
            self.frames.setdefault(question, []).append(Frame(name, question, shapes.compiled(shape)))
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
        graded = labelled(tags, "GRADE")
        for start, end in doc._.ofsight_sentences:
            if is_report and not starting_in(graded, start, end):
                was_sure = was_sure and not starting_in(tags, start, end)
                continue
            near = starting_in(tags, start, end)
            grades = [tag for tag in near if tag.label in _GRADES and tag.code != "not_judged"]
            if not near:
                continue
            stated = self._stated(doc, text, start, end, near, grades, words)
            if not grades:
                was_sure = False
                told.append(stated)
                continue
            sure = any(question in anchor.found for anchor in stated.anchors for question in SURE)
            kept = [anchor for anchor in stated.anchors if self._counts(anchor, sure or was_sure)]
            others = {one.found["movement"].arguments["other"][0] for one in kept if "movement" in one.found}
            plain |= {one.tag for one in stated.anchors if one not in kept and one.place not in others}
            was_sure = sure
            if not is_report:
                for anchor in kept:
                    self._ask(stated, anchor)
                told.append(
                    stated._replace(anchors=kept, plain=tuple(one for one in stated.anchors if one not in kept))
                )
        if not is_report:
            doc._.ofsight_counted = list(self._counts_of(doc, text, tags, words))
        if plain:
            doc._.ofsight_tags = instead(tags, _GRADES, [tag for tag in labelled(tags, *_GRADES) if tag not in plain])
        return doc

    def _counts(self, anchor: Anchor, sure: bool) -> bool:
        found = anchor.found
        if "plain" in found:
            return False
        return any(question in found for question in SURE) or (sure and "weak" in found)

    def _stated(
        self, doc: Doc, text: str, start: int, end: int, near: Sequence[Tag], grades: list[Tag], words: Words
    ) -> Stated:
        items = encoded(text, start, end, near, words)
        symbols = "".join(item.symbol for item in items)
        for place, item in enumerate(items):
            if (
                item.symbol == AUTHORITY
                and item.start in doc._.ofsight_in_passing
                and not _IS_SUBJECT.match(symbols, place + 1)
            ):
                items[place] = Item("x", item.start, item.end, None)
        symbols = "".join(item.symbol for item in items)
        anchors = []
        for place, item in enumerate(items):
            if item.symbol in GRADES + SAME and item.tag in grades:
                anchored = symbols[:place] + self._kind(doc, item, near) + symbols[place + 1 :]
                found = {}
                for question in _TOLD:
                    hit = self._first(question, anchored)
                    if hit is not None:
                        found[question] = hit
                        break
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
            symbols = "".join(item.symbol for item in items)
            if BODY in symbols and COUNCIL not in symbols:
                since = _FORGOTTEN
                continue
            anchors = []
            for place, item in enumerate(items):
                if item.symbol in NUMBER + SHARE:
                    kind = shapes.COUNT if item.symbol == NUMBER else shapes.SHARE
                    anchored = symbols[:place] + kind + symbols[place + 1 :]
                    hits = ((question, self._first(question, anchored)) for question in COUNTED)
                    found = {one: hit for one, hit in hits if hit is not None}
                    anchors.append(Anchor(place, item, found, anchored))
            if anchors or any(symbol in GRADES for symbol in symbols):
                yield Stated(start, end, items, symbols, near, anchors)

    def _ask(self, stated: Stated, anchor: Anchor) -> None:
        item = stated.items[anchor.place]
        kind = shapes.SAME if item.symbol == SAME else shapes.MARKED
        anchored = stated.symbols[: anchor.place] + kind + stated.symbols[anchor.place + 1 :]
        asked = [anchored]
        if "movement" in anchor.found:
            other = anchor.found["movement"].arguments["other"][0]
            asked.append(stated.symbols[:other] + kind + stated.symbols[other + 1 :])
        for question in ASKED:
            hit = next(filter(None, (self._first(question, one) for one in asked)), None)
            if hit is not None:
                anchor.found[question] = hit

    def _first(self, question: str, anchored: str) -> Hit | None:
        for frame in self.frames.get(question, ()):
            match = frame.shape.search(anchored)
            if match is not None:
                arguments = {name: match.span(name) for name, value in match.groupdict().items() if value is not None}
                return Hit(frame.name, arguments, match.start(), match.end())
        return None

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
